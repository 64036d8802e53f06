"""What a source delivers, piece by piece: files, the members of archives, a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from competence.config import Source
from competence.sources import archive
from competence.sources.rowkeys import file_by_file

_NAMED_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


@dataclass(frozen=True)
class Part:
    """What a source delivers in one piece. `name`: as messages and tables tell it; `day`: named in it, else None.

    `trail` : where it lies within the archive `path`; without `path` it is a database. `shared` : stands behind
    the name where another source reads the same.
    """

    name: str
    day: date | None
    path: Path | None
    trail: tuple[str, ...] = ()
    shared: str = ""


def parts(config, source_id: str) -> list[Part]:
    """Everything that a source delivers, files in order, archives by their members.

    Raises
    ------
    DeliveryError : of archives only; files and databases are looked into by `opened`.
    """
    source = config.sources[source_id]
    if source.format == "database":
        return [Part(f"{source_id}.database", source.delivered, None)]
    others = [(o, set(config.files(s))) for s, o in config.sources.items() if s != source_id]
    found = []
    for path in config.files(source_id):
        name = _below(config, path)
        day = source.delivered or named_day(path.name)
        also = [other for other, theirs in others if path in theirs]
        if not _is_archive(path):
            shared = any(_same_sheet(source, other) for other in also)
            found.append(Part(name, day, path, shared=f"#{source_id}" if shared else ""))
            continue
        for member in archive.members(path, name, source.member):
            last = archive.shown_name(member.trail[-1])
            shared = any(archive.wanted(last, other.member) for other in also)
            named = source.delivered or named_day(last) or day
            within = f"{name}#{member.name}"
            found.append(Part(within, named, path, member.trail, f"#{source_id}" if shared else ""))
    return found


def current(config, source_id: str) -> list[Part]:
    """What a source delivers, oldest first: of a complete delivery the newest day's only."""
    source = config.sources[source_id]
    found = parts(config, source_id)
    found.sort(key=lambda part: (part.day or date.min, part.name))
    if not file_by_file(source) and found:
        found = [part for part in found if part.day == found[-1].day]
    return found


def _below(config, path: Path) -> str:
    """A file's name below the raw folder: as it is named there, not where a link may lead."""
    below = path.is_relative_to(config.raw) and ".." not in path.parts
    return archive.printable(path.relative_to(config.raw).as_posix() if below else path.name)


def _same_sheet(one: Source, other: Source) -> bool:
    return one.sheet is None or other.sheet is None or one.sheet == other.sheet


def named_day(name: str) -> date | None:
    """The first day that a name holds: `2026-10-31` or `20261031`."""
    for match in _NAMED_DAY.finditer(name):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            continue
    return None


def _is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, not a workbook; one that cannot be opened is told of later."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return False
            with ZipFile(file) as found:
                inside = found.namelist()
    except archive.BROKEN:
        return path.suffix.casefold() == ".zip"
    return not {"[Content_Types].xml", "content.xml"} & set(inside)
