"""Finding persons by their numbers: in kept rows and built tables, in files of ours, in the raw files.

Numbers come in here as someone typed them and go no further: what is told is counts, files and lines.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from competence.run import files
from competence.sources import formats, identity, kept, parts, text
from competence.sources.faults import DeliveryError

_BETWEEN = re.compile(r"(?<=\d)[\s\u00a0\u202f.\-+\u2010-\u2015\u2212]{1,3}(?=\d)")
_DIGITS = re.compile(r"\d{7,}")
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


def in_raw(config, persons: Sought) -> tuple[list[tuple[str, int]], list[str]]:
    """File and line of every line of the deliveries that holds one, and the names of files that cannot be read.

    Text below the raw folder is read whoever it belongs to; other forms where a source of the config names them.
    """
    found, unread = [], []
    for path in sorted(p for p in config.raw.rglob("*") if p.is_file() and p.stat().st_size):
        name = path.relative_to(config.raw).as_posix()
        try:
            with text.opened(path, name) as file:
                found += [(name, n) for n, line in enumerate(_lines(file, name), 1) if persons.in_text(line)]
        except DeliveryError:
            if not _named(config, path):
                unread.append(name)
    for source_id, source in config.sources.items():
        for part in _others(config, source_id, unread):
            try:
                for read in formats.opened(part, source, config.raw):
                    found += [(read.name, int(line)) for line in read.grid.lines[_rows(read.grid, persons)]]
            except DeliveryError:
                unread.append(part.name)
    return sorted(set(found)), sorted(set(unread))


def _lines(file, name: str) -> Iterator[str]:
    encoding = text.encoding(file, "auto", name)
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace")


def _named(config, path: Path) -> bool:
    """Whether a source of the config reads the file, itself or as a database."""
    sources = config.sources.items()
    return any(path in config.files(n) if s.path else path.name in (s.url or "") for n, s in sources)


def _others(config, source_id: str, unread: list[str]) -> list[parts.Part]:
    """What a source delivers that is no text."""
    try:
        listed = parts.parts(config, source_id)
    except DeliveryError as error:
        unread += [f.file for f in error.faults]
        return []
    return [p for p in listed if p.path is None or p.trail or not _is_text(p)]


def _is_text(part: parts.Part) -> bool:
    try:
        with text.opened(part.path, part.name) as file:
            text.encoding(file, "auto", part.name)
    except DeliveryError:
        return False
    return True


def _rows(grid, persons: Sought) -> np.ndarray:
    """Which rows of a grid hold one; each distinct text is looked at once."""
    hit = np.zeros(len(grid), bool)
    for column in grid.columns:
        hit |= np.array([persons.in_text(t) for t in column.categories] or [False])[column.codes]
    for row, cells in grid.beyond.items():
        hit[row] |= any(map(persons.in_text, cells))
    return hit


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
