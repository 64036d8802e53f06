"""Removing from what is kept: persons for good, and deliveries that are older than `[retention]` lets them be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from competence.run import files
from competence.sources import kept
from competence.sources.seeking import Sought, theirs


@dataclass
class Removed:
    """What became of a purge among the kept deliveries: rows by folder, and where in the raw files they stood."""

    rows: dict[str, int] = field(default_factory=dict)
    places: set[tuple[str, int]] = field(default_factory=set)


def from_kept(config, persons: Sought) -> Removed:
    """Take the persons' rows out of every kept delivery; each is replaced whole."""
    files.clear_parts(config.kept)
    removed = Removed()
    for each in kept.every(config):
        rows = each.rows()
        hit = theirs(rows, persons)
        if hit.any():
            removed.rows[each.folder.name] = int(hit.sum())
            removed.places |= set(zip(rows.loc[hit, "file"], rows.loc[hit, "row"].astype(int)))
            each.write(rows[~hit], each.fingerprint)
    return removed


def outdated(config, today: date) -> list[tuple[kept.Kept, int]]:
    """Kept deliveries that are older than `[retention]` lets them be, each with its years."""
    found = []
    for each in kept.every(config):
        years = config.retention.of(each.manifest["table"])
        if years is not None and each.delivered < _years_before(today, years):
            found.append((each, years))
    return found


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)


def drop(deliveries: Iterable[kept.Kept]) -> None:
    """Remove kept deliveries; one that is cut short counts as gone and is cleared away by the next run."""
    for each in deliveries:
        part = each.folder.with_name(f".{each.folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        os.replace(each.folder, part)
        shutil.rmtree(part)
