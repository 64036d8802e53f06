"""Text as delivered into dates, shares, numbers and words. Each distinct text is read once."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pandas as pd

from competence.sources import days as day_reader
from competence.sources.texts import (  # noqa: F401 - they stand here for those who clean
    chosen,
    combinations,
    counted,
    distinct,
    each,
    flags,
    mapped,
    numbers,
    pruned,
    relabelled,
    replaced,
    taken,
)

OPEN_END = day_reader.OPEN_END
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_FLOAT = re.compile(r"\.0+$")
_MONTH = re.compile(r"^(\d{4})[-/.]?(\d{2})$")
_MISSING = frozenset({"", "..", ".", "-", "null", "none", "nan", "n/a", "saknas", "uppgift saknas"})


def tidy(text: str) -> str:
    """Blanks (no-break ones too) single, none at the ends."""
    return " ".join(text.split())


def is_missing(text: str) -> bool:
    """Whether a text stands for no value."""
    return not text[:1].isdigit() and tidy(text).casefold() in _MISSING


def parse_day(text: str, delivered: date, day_first: bool = True) -> date | None:
    """A date read by itself; `OPEN_END` for an open end; None where it is none. See `day_reader.reader`."""
    return day_reader.Reader(delivered, day_first, False, 1900)(text)


def parse_period(
    text: str,
    delivered: date,
    interval: str,
    year_end: str,
    day_first: bool = True,
    read: Callable[[str], date | None] | None = None,
) -> date | None:
    """The last day of the month or year that a text names: 2024-01, 202401, 2024, or any day within it.

    read : how the column's days are read, where it has been looked at; else each by itself.
    """
    bare = _FLOAT.sub("", tidy(text))
    read = read or (lambda text: parse_day(text, delivered, day_first))
    if interval == "year":
        if re.fullmatch(r"\d{4}", bare):
            year = int(bare)
        else:
            day = read(text)
            if day is None or day is OPEN_END:
                return None
            month, last = (int(part) for part in year_end.split("-"))
            year = day.year if (day.month, day.day) <= (month, last) else day.year + 1
        return year_end_day(year, year_end)
    if (match := _MONTH.match(bare)) and 1 <= int(match[2]) <= 12:
        year, month = int(match[1]), int(match[2])
    else:
        day = read(text)
        if day is None or day is OPEN_END:
            return None
        year, month = day.year, day.month
    return date(year, month, monthrange(year, month)[1]) if 1900 <= year < 2100 else None


def year_end_day(year: int, year_end: str) -> date | None:
    """The day on which the year named `year` ends (`MM-DD`; a fiscal year bears the name of its last day)."""
    month, day = (int(part) for part in year_end.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1])) if 1900 <= year < 2100 else None


def last_period_end(day: date, interval: str, year_end: str) -> date:
    """The last month or year end at or before a day."""
    if interval == "year":
        end = year_end_day(day.year, year_end)
        return end if end <= day else year_end_day(day.year - 1, year_end)
    if day.day == monthrange(day.year, day.month)[1]:
        return day
    return day.replace(day=1) - timedelta(days=1)


def parse_number(text: str, decimal: str) -> float | None:
    """A number with the file's decimal mark; blanks and the other mark part thousands."""
    bare = _SPACES.sub("", text).replace("\u2212", "-")
    other = "." if decimal == "," else ","
    # 1.250,5 or 1,250.5: the other mark parts thousands; alone with other than three digits after it, it is the
    # decimal mark that the file was not meant to have.
    if other in bare and (decimal in bare or re.fullmatch(rf"-?\d{{1,3}}(\{other}\d{{3}})+", bare)):
        bare = bare.replace(other, "")
    bare = bare.replace(",", ".")
    return float(bare) if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", bare) else None


def parse_share(text: str, decimal: str, unit: str) -> float | None:
    """A share 0-1 from `75`, `75,00`, `75%` or `0,75`; None where it cannot be one (750, -5).

    With unit `percent` a figure up to 1 was written as a share, with `share` one from 5 up as per cent: no
    employment is of one per cent or of five full times.
    """
    bare = _SPACES.sub("", text)
    percent = bare.endswith("%")
    number = parse_number(bare.rstrip("%"), decimal)
    if number is None or number < 0:
        return None
    if percent or (unit == "percent" and number > 1) or (unit == "share" and number >= 5):
        number /= 100
    return number if number <= 1 else None


def is_share_otherwise(text: str, decimal: str, unit: str) -> bool:
    """Whether `parse_share` takes a figure for the other unit than its column's."""
    bare = _SPACES.sub("", text)
    number = None if bare.endswith("%") else parse_number(bare, decimal)
    return number is not None and (0 < number <= 1 if unit == "percent" else number >= 5)


def share_unit(values: pd.Series, decimal: str, unit: str) -> str:
    """The unit that a column is in where the config leaves it open: per cent where a figure passes 1.5."""
    if unit != "auto":
        return unit
    figures = [parse_number(str(v), decimal) for v in pd.unique(values) if "%" not in str(v)]
    return "percent" if any(n is not None and n > 1.5 for n in figures) else "share"


def days(found: Sequence[date | None]) -> pd.Series:
    """Dates and None as a column of days; the open end is null."""
    values = [None if d is None or d is OPEN_END else d for d in found]
    return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]").to_numpy())
