"""What a source delivers, piece by piece: files, the members of archives, a database."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from competence.config import Source
from competence.sources import archive, values
from competence.sources.rowkeys import BY_PERIOD, file_by_file

_YEAR = r"(?:19|20)\d{2}"
_MONTHS = ("jan", "feb", "mar", "apr", "ma[jy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_NAMED_PERIODS = (
    re.compile(rf"(?<!\d)(?P<year>{_YEAR})[-_. ]?(?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"(?<![a-zåäö])(?P<word>{_MONTH})[-_. ]*(?P<year>{_YEAR})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<year>{_YEAR})[-_. ]*(?P<word>{_MONTH})(?![a-zåäö])", re.IGNORECASE),
)
_NAMED_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
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
        day = source.delivered or named_day(path.name) or named_period(path.name, source)
        also = [other for other, theirs in others if path in theirs]
        if not _is_archive(path):
            shared = any(_same_sheet(source, other) for other in also)
            found.append(Part(name, day, path, shared=f"#{source_id}" if shared else ""))
            continue
        for member in archive.members(path, name, source.member):
            last = archive.shown_name(member.trail[-1])
            shared = any(archive.wanted(last, other.member) for other in also)
            named = source.delivered or named_day(last) or named_period(last, source) or day
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


def named_period(name: str, source: Source) -> date | None:
    """The last day of the month (`202301`, `2023-01`, `jan 2023`) or of the year (`2023`) that a name holds.

    None where a column tells the period, for sources that are no looks at one day, and where a name holds several.
    """
    if not lone_look(source):
        return None
    if source.interval == "year":
        years = {int(year) for year in _NAMED_YEAR.findall(name)}
        return values.year_end_day(years.pop(), source.year_end) if len(years) == 1 else None
    found = {_month_of(match) for pattern in _NAMED_PERIODS for match in pattern.finditer(name)}
    if len(found) != 1:
        return None
    year, month = found.pop()
    return date(year, month, monthrange(year, month)[1])


def lone_look(source: Source) -> bool:
    """Whether each file of a source is a look at one day that no column tells."""
    return source.kind in BY_PERIOD and "period" not in (*source.columns, *source.constants)


def _month_of(match: re.Match) -> tuple[int, int]:
    told = match.groupdict()
    month = told.get("month") or next(
        i for i, name in enumerate(_MONTHS, 1) if re.match(name, told["word"], re.IGNORECASE)
    )
    return int(told["year"]), int(month)


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
