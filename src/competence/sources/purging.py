"""Removing persons for good from what is kept, and finding where the raw files still hold them.

Numbers come in here as someone typed them and go no further: what is told is counts, files and lines.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from competence.run import files
from competence.sources import identity, kept, text
from competence.sources.faults import DeliveryError

_BETWEEN = re.compile(r"(?<=\d)[\s\u00a0\u202f.\-+\u2010-\u2015\u2212]{1,3}(?=\d)")
_DIGITS = re.compile(r"\d{7,}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")


@dataclass(frozen=True, repr=False)
class Sought:
    """Persons to be found: their numbers as typed, the ten digits of each, and what they are hashed to."""

    written: tuple[str, ...]
    tens: frozenset[str]
    pseudonyms: frozenset[str]  # under the key in each of its generations

    def __len__(self) -> int:
        return len(self.written)

    def in_text(self, found: str) -> bool:
        """Whether a text holds one of them: a number in any spelling, an opaque id as it stands, a pseudonym."""
        for digits in {*_DIGITS.findall(found), *_DIGITS.findall(_BETWEEN.sub("", found))}:
            if {digits[i : i + 10] for i in range(len(digits) - 9)} & self.tens or (
                len(digits) < 10 and digits.zfill(10) in self.tens
            ):
                return True
        opaque = [w for w in self.written if not w.isdigit() and not self.tens & {_ten(w)}]
        return bool(set(_HEX.findall(found)) & self.pseudonyms) or any(w in found for w in opaque)


@dataclass
class Removed:
    """What became of a purge among the kept deliveries: rows by folder, and where in the raw files they stood."""

    rows: dict[str, int] = field(default_factory=dict)
    places: set[tuple[str, int]] = field(default_factory=set)


def _ten(written: str) -> str:
    return re.sub(r"\D", "", written)[-10:].zfill(10)


def sought(config, written: Iterable[str], key: bytes, today: date) -> tuple[Sought, list[int]]:
    """The persons that were typed, and the places (1, 2, …) of what is no number.

    Where a source bears ids of another kind (`person_id = "opaque"`) anything may be one. A number without century
    is read as of today and of every kept delivery's day, as it was read then.
    """
    opaque = any(s.person_id == "opaque" for s in config.sources.values())
    days = {today, *(k.delivered for k in kept.every(config))}
    good, tens, forms, bad = [], set(), set(), []
    for n, text_ in enumerate(written, 1):
        bare = text_.strip()
        numbers = {identity.canonical(bare, day) for day in days} - {None}
        if not numbers and not (opaque and bare):
            bad.append(n)
            continue
        good.append(bare)
        tens |= {number[-10:] for number in numbers}
        forms |= numbers | ({bare} if opaque else set())
    ends = range(identity.GENERATION, len(key) + 1, identity.GENERATION)
    hashed = {identity.pseudonym(form, key[:end]) for form in forms for end in ends}
    return Sought(tuple(good), frozenset(tens), frozenset(hashed)), bad


def theirs(frame: pd.DataFrame, persons: Sought) -> pd.Series:
    """Which rows of a table are of the persons, whatever column says so."""
    hit = pd.Series(False, index=frame.index)
    for column in frame.columns:
        if str(frame[column].dtype) in ("str", "object", "category"):
            hit |= frame[column].isin(persons.pseudonyms)
    return hit


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


def in_raw(config, persons: Sought) -> tuple[list[tuple[str, int]], list[str]]:
    """File and line of every line below the raw folder that still holds one, and the files that are no text."""
    found, unread = [], []
    for path in sorted(p for p in config.raw.rglob("*") if p.is_file()):
        name = path.relative_to(config.raw).as_posix()
        if path.stat().st_size == 0:
            continue
        try:
            decoded, _ = text.decode(text.load(path, name), "auto", name)
        except DeliveryError:
            unread.append(name)
            continue
        found += [(name, n) for n, line in enumerate(_LINE_END.split(decoded), 1) if persons.in_text(line)]
    return found, unread


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


def holds(path: Path, persons: Sought) -> bool:
    """Whether a file holds a number, in any spelling, or a pseudonym of the persons: each text in it is looked at."""
    if path.suffix != ".parquet":
        return persons.in_text(path.read_bytes().decode("utf-8", "replace"))
    try:
        frame = files.read_table(path)
    except files.Damaged:
        return persons.in_text(path.read_bytes().decode("latin-1"))
    for column in frame.columns:
        if frame[column].dtype.kind in "iu" or str(frame[column].dtype) in ("str", "object", "category"):
            distinct = frame[column].dropna().unique()
            if persons.in_text("\n".join(map(str, distinct))):
                return True
    return False
