"""Fetched rows as files in `data/raw`: a CSV that `sources` reads, and beside it where it came from.

`NAME.csv` has `;`, a decimal comma and UTF-8; `NAME.source.json` holds title, address, questions, day and hash.
The same answer leaves both untouched, byte by byte. A file that was not written here, or was changed since, is the
user's and is not overwritten.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from competence.public.faults import PublicError
from competence.public.result import Kept
from competence.run import files


@dataclass(frozen=True)
class Rows:
    """Rows for one file. `keys`: how many of the first columns tell a row from the others."""

    name: str
    head: tuple[str, ...]
    keys: int
    rows: tuple[tuple[str, ...], ...]
    updated: date | None
    about: dict[str, Any]


def number(value: float) -> str:
    """A number with a decimal comma, whole ones without decimals."""
    return str(int(value)) if value == int(value) else f"{value:.10g}".replace(".", ",")


def keep(folder: Path, found: Iterable[Rows], today: date) -> tuple[Kept, ...]:
    """Write what is new or changed, all files or none; say what became of each."""
    kept, contents = [], []
    for each in found:
        path = folder / each.name
        data = _csv(each.head, each.rows)
        before = _before(path, each.head)
        state = "new" if before is None else "same" if path.read_bytes() == data else "changed"
        kept.append(_kept(each, before, state, _fetched(path, today) if state == "same" else today))
        if state != "same":
            about = {**each.about, "updated": each.updated.isoformat() if each.updated else None,
                     "fetched": today.isoformat(),
                     "rows": len(each.rows), "sha256": hashlib.sha256(data).hexdigest()}  # fmt: skip
            told = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
            contents += [(path, data), (beside(path), told.encode("utf-8"))]
    if contents:
        files.write_together(contents)
    return tuple(kept)


def beside(path: Path) -> Path:
    """Where it stands where a fetched file came from."""
    return path.with_name(f"{path.stem}.source.json")


def standing(folder: Path, pattern: str) -> list[str]:
    """Fetched files that are there, each with the day it was fetched: what stands where a fetch fails."""
    found = []
    for path in sorted(folder.glob(pattern)) if folder.is_dir() else ():
        about = _about(path)
        if about:
            found.append(f"{path.name} of {about.get('fetched', 'an unknown day')}")
    return found


def rows_of(path: Path, head: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of a file written here; none where it is another file."""
    try:
        text = io.StringIO(path.read_bytes().decode("utf-8"), newline="")
        first, *rows = [tuple(row) for row in csv.reader(text, delimiter=";")] or [()]
    except (UnicodeDecodeError, csv.Error):
        return []
    return rows if first == tuple(head) else []


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(head)
    writer.writerows([files.cell(text) for text in row] for row in rows)  # titles come from outside
    return text.getvalue().encode("utf-8")


def _before(path: Path, head: Sequence[str]) -> list[tuple[str, ...]] | None:
    if not path.exists():
        return None
    about = _about(path)
    if about is None or about.get("sha256") != files.sha256(path):
        raise PublicError(
            f"{path.name} in the raw folder was not written by `competence fetch`, or was changed since; "
            "it is yours and is left alone. Move or rename it, and fetch again"
        )
    return rows_of(path, head)


def _about(path: Path) -> dict[str, Any] | None:
    try:
        about = files.read_json(beside(path))
    except (OSError, files.Damaged):
        return None
    return about if isinstance(about, dict) else None


def _kept(each: Rows, before: list[tuple[str, ...]] | None, state: str, fetched: date) -> Kept:
    now = {row[: each.keys]: row for row in each.rows}
    then = {row[: each.keys]: row for row in before or ()}
    return Kept(
        file=each.name,
        state=state,
        rows=len(each.rows),
        updated=each.updated,
        fetched=fetched,
        added=len(now.keys() - then.keys()),
        changed=sum(then[key] != row for key, row in now.items() if key in then),
        gone=len(then.keys() - now.keys()),
    )


def _fetched(path: Path, today: date) -> date:
    try:
        return date.fromisoformat((_about(path) or {}).get("fetched", ""))
    except (TypeError, ValueError):
        return today
