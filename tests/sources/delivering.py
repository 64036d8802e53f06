"""Deliveries in every form, as the tests of the readers lay them down and look at them."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from competence import sources
from competence.sources import formats, parts

from .conftest import HEAD

HEADINGS = HEAD.split(";")


def cells_of(row: str) -> list:
    return row.split(";")


def workbook(rows, *, head=HEADINGS, above=(), sheet="Anställda", write=None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for line in (*above, head, *rows):
        page.append(list(line))
    if write:
        write(page)
    return book


def as_bytes(book) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def changed(data: bytes, part: str, change) -> bytes:
    """An archive with one part of it changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == part else content)
    return sink.getvalue()


def deliver(project, name: str, data: bytes, **keys):
    """Lay a file where the source `hr` reads it; `keys` as they stand in the config."""
    (project.raw / name).write_bytes(data)
    point(project, path=f'"{name}"', **keys)


def point(project, **keys):
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items())
    project.text = project.text.replace('path = "hr_*.csv"', lines)


def grids(project) -> list[formats.Found]:
    """What the source `hr` delivers, as grids."""
    config = project.config
    return [
        found
        for part in parts.parts(config, "hr")
        for found in formats.opened(part, config.sources["hr"], config.raw)
    ]


def rows_of(found: formats.Found) -> list[list[str]]:
    return [[column[i] for column in found.grid.columns] for i in range(len(found.grid))]


def told(project) -> str:
    """The faults that stop the delivery, as a user reads them."""
    with pytest.raises(sources.DeliveryError) as error:
        project.read()
    return str(error.value)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Equal but for where the rows stood."""
    bare = [
        f.drop(columns=["source_file", "source_row"]).astype("str").reset_index(drop=True)
        for f in (one, other)
    ]
    return bare[0].equals(bare[1])


def packed(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


def text_of(people) -> bytes:
    return "\n".join([HEAD, *people, ""]).encode()
