"""Every form a delivery comes in, as grids: text by column, whatever it was.

`parts` lists what a source delivers; `opened` reads one of them.
The form is told by the first bytes; what a file is called matters only where the bytes leave it open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import numpy as np
import pandas as pd

from competence.config import Source, spelling
from competence.sources import archive, database, delimited, limits, parquet, px, text, values, workbook
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid
from competence.sources.parts import Part, named_day, parts

_ZIP, _COMPOUND, _PARQUET = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password is kept as
_HEAD = 4_000  # bytes that tell the form


@dataclass(frozen=True, repr=False)
class Found:
    """A part as it was read: its rows, its hash, and the day it was delivered as far as it says so itself.

    `merged` : by column of a sheet, the rows that a cell merged over several fills.
    """

    name: str
    day: date | None
    grid: Grid
    sha256: str
    merged: Mapping[int, list[int]] = field(default_factory=dict)


def databases(config) -> dict[str, str]:
    """By its name, a hash of what each database source gives now; a word where it gives nothing.

    What is stale is told by it: a database has no file whose bytes could be compared.
    """
    found = {}
    for source_id, source in config.sources.items():
        if source.format == "database":
            name = parts(config, source_id)[0].name
            try:
                found[name] = database.sha256(*database.columns(name, source, config.raw))
            except DeliveryError:
                found[name] = "unreadable"  # whoever reads it will say why
    return found


def opened(part: Part, source: Source, folder: Path) -> Iterator[Found]:
    """The grids of a part: one, or one for each sheet that the source names.

    Parameters
    ----------
    folder : the raw folder, where a SQLite file lies.

    Raises
    ------
    DeliveryError : what makes it unusable.
    """
    if part.path is None:
        names, found = database.columns(part.name, source, folder)
        day = source.delivered or _told_day(names, found)
        yield _within(part, "", day, _named(names, found), database.sha256(names, found))
    elif part.trail:
        yield from _read(BytesIO(archive.content(part.path, part.name, part.trail)), part, source)
    else:
        with text.opened(part.path, part.name) as file:
            yield from _read(file, part, source)


def _read(file: BinaryIO, part: Part, source: Source) -> Iterator[Found]:
    name = part.name
    form = _form(file, part, source)
    digest = _sha256(file)
    if form == "csv":
        file.seek(0)
        yield _within(part, "", part.day, delimited.grid(file, name + part.shared, source), digest)
        return
    file.seek(0)
    data = file.read(limits.UNPACKED + 1)
    if len(data) > limits.UNPACKED:
        raise DeliveryError([fault(name, "too_large", f"more than {limits.told(limits.UNPACKED)}")])
    if form == "xlsx":
        for sheet in workbook.sheets(data, name, source, headings(source)):
            grid = Grid(sheet.columns, sheet.lines)
            day = part.day or named_day(sheet.sheet)
            yield replace(_within(part, f"#{sheet.sheet}", day, grid, digest), merged=sheet.merged)
        return
    if form == "parquet":
        names, found = parquet.columns(data, name, source.decimal)
    else:
        names, found = px.columns(data, name, source.decimal, source.encoding)
    yield _within(part, "", part.day, _named(names, found), digest)


def headings(source: Source) -> list[set[str]]:
    """For each column that is read, the spellings its heading may have."""
    written = ((w,) if isinstance(w, str) else w for w in source.columns.values())
    return [{spelling(each) for each in names} for names in written]


def _named(names: list[str], found: list[pd.Categorical]) -> Grid:
    """A table whose columns have names: every row is a row."""
    length = len(found[0]) if found else 0
    return Grid(found, np.arange(1, length + 1, dtype=np.int64), heading=names, heading_line=0)


def _within(part: Part, below: str, day: date | None, grid: Grid, digest: str) -> Found:
    """What was read, if it holds no more than a table may."""
    name = f"{part.name}{below}{part.shared}"
    if len(grid) > limits.ROWS:
        raise DeliveryError([fault(name, "too_large", f"{len(grid)} rows, at most {limits.ROWS}")])
    for column in grid.columns:
        if len(column.categories) and column.categories.str.len().max() > limits.CELL:
            raise DeliveryError([fault(name, "too_large", f"a cell of more than {limits.CELL} characters")])
    return Found(name, day, grid, digest)


def _told_day(names: list[str], found: list[pd.Categorical]) -> date | None:
    """The day that a column `delivered` of a query tells."""
    for name, column in zip(names, found):
        if spelling(name) == "delivered":
            days = [values.parse_day(v, date.today(), True) for v in column.categories]
            return max((d for d in days if d is not None), default=None)
    return None


def _form(file: BinaryIO, part: Part, source: Source) -> str:
    """csv, xlsx, parquet or px, by the first bytes.

    Raises
    ------
    DeliveryError : `old_workbook`, `encrypted`, `not_text` at a form that is not read.
    """
    file.seek(0)
    head = file.read(_HEAD)
    suffix = Path(part.trail[-1] if part.trail else part.path.name).suffix.casefold()
    if head.startswith(_ZIP):
        return _of_package(file, part.name, suffix)
    if head.startswith(_COMPOUND):
        file.seek(0)
        locked = _LOCKED in file.read(limits.UNPACKED)
        raise DeliveryError([fault(part.name, "encrypted" if locked else "old_workbook")])
    if head.startswith(_PARQUET):
        return "parquet"
    if suffix == ".px" or source.format == "px" or (source.format == "auto" and px.is_px(head)):
        return "px"
    if source.format in ("xlsx", "parquet") and head:
        raise DeliveryError([fault(part.name, {"xlsx": "bad_workbook"}.get(source.format, "bad_parquet"))])
    if head.startswith(b"SQLite format 3"):
        detail = 'a SQLite file: write format = "database" and url = "sqlite:///its name"'
        raise DeliveryError([fault(part.name, "not_text", detail)])
    return "csv"


def _of_package(file: BinaryIO, name: str, suffix: str) -> str:
    """What a file that is packed as ZIP holds."""
    try:
        with ZipFile(file) as found:
            inside = found.namelist()
    except archive.BROKEN:
        code = "bad_workbook" if suffix in (".xlsx", ".xlsm") else "bad_archive"
        raise DeliveryError([fault(name, code)]) from None
    if "xl/workbook.bin" in inside or "content.xml" in inside:
        raise DeliveryError([fault(name, "old_workbook")])
    if "[Content_Types].xml" in inside and not any(n.startswith(("word/", "ppt/")) for n in inside):
        return "xlsx"
    raise DeliveryError([fault(name, "not_text")])


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
