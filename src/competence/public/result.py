"""What a fetch came to: the files as they now stand, what was asked, and what is worth saying."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One question: of which table or measure, how many cells or values it is for, and its parts in short."""

    what: str
    cells: int
    parts: dict[str, str]


@dataclass(frozen=True)
class Kept:
    """A file in `data/raw`. `state`: new | changed | same | only asked (a dry run).

    `added`, `changed`, `gone` : rows against the file before; `updated` : the day of the source's last change (None:
    it tells none); `fetched` : the day on which these rows came.
    """

    file: str
    state: str
    rows: int
    updated: date | None
    fetched: date
    added: int = 0
    changed: int = 0
    gone: int = 0

    def days_old(self, today: date) -> int:
        """Days since the source last changed the rows; since they came, where it does not tell."""
        return (today - (self.updated or self.fetched)).days


@dataclass(frozen=True)
class Fetched:
    """`block` is what municipality.toml lacks so that the files are read; empty where a source reads them."""

    service: str
    files: tuple[Kept, ...]
    asked: tuple[Asked, ...]
    remarks: tuple[str, ...] = ()
    block: str = ""
    residuals: dict[int, float] = field(default_factory=dict)

    def facts(self, today: date) -> dict[str, Any]:
        """The same as plain values for `--json`."""
        return {
            "service": self.service,
            "files": [{**vars(kept), "days_old": kept.days_old(today)} for kept in self.files],
            "queries": [{"what": a.what, "cells": a.cells, **a.parts} for a in self.asked],
            "cells": sum(a.cells for a in self.asked),
            "residuals": {str(year): value for year, value in self.residuals.items()},
            "remarks": list(self.remarks),
            "block": self.block,
            "exit_code": 0,
        }

    def tables(self, today: date) -> list[tuple[str, list[str], list[list[str]]]]:
        """Title, heads and rows of what a terminal shows."""
        files = [
            [
                kept.file,
                kept.state,
                str(kept.rows),
                f"+{kept.added} ~{kept.changed} −{kept.gone}",
                (kept.updated or kept.fetched).isoformat(),
                f"{kept.days_old(today)} days",
            ]
            for kept in self.files
        ]
        asked = [
            [a.what, str(a.cells), "; ".join(f"{k} {v}" for k, v in a.parts.items())] for a in self.asked
        ]
        shown = [("Files in data/raw", ["file", "", "rows", "new, changed, gone", "of", "old"], files)]
        return [*(shown if files else ()), ("Asked", ["what", "cells", ""], asked)]
