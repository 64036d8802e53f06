"""Text as delivered into dates, shares, numbers and words. Each distinct text is read once."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

OPEN_END = date(9999, 12, 31)  # how `parse_day` gives an open end, whatever the file writes for it
_OPEN_YEAR = 2099  # systems write open ends as 2099, 2222, 2999 or 9999
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_FLOAT = re.compile(r"\.0+$")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$")
_MONTH = re.compile(r"^(\d{4})[-/.]?(\d{2})$")
_MISSING = frozenset({"", "..", ".", "-", "null", "none", "nan", "n/a", "saknas", "uppgift saknas"})


def each(values: pd.Series, function: Callable[[str], object]) -> np.ndarray:
    """`function` of every text, computed once for each distinct one; object array, one a row."""
    codes, uniques = pd.factorize(values)
    results = np.empty(len(uniques), dtype=object)
    for i, value in enumerate(uniques):
        results[i] = function(value)
    return results[codes]


def tidy(text: str) -> str:
    """Blanks (no-break ones too) single, none at the ends."""
    return " ".join(text.split())


def is_missing(text: str) -> bool:
    """Whether a text stands for no value."""
    return not text[:1].isdigit() and tidy(text).casefold() in _MISSING


def parse_day(text: str, delivered: date, day_first: bool = True) -> date | None:
    """A date; `OPEN_END` for an open end; None where it is none. Two-digit years end by the delivery's next year.

    Read are 2024-01-31, 20240131, 2024/01/31, 31/1/2024 (or 1/31/24 with `day_first=False`), each with or
    without a time of day, and a float's tail (20240131.0).
    """
    if len(text) > 10:
        text = _TIME.sub("", tidy(text))
    text = _FLOAT.sub("", tidy(text))
    if match := _YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _YEAR_LAST.match(text):
        day, month = (int(match[1]), int(match[2])) if day_first else (int(match[2]), int(match[1]))
        year = int(match[3])
        if len(match[3]) == 2:
            year += 2000 if 2000 + year <= delivered.year + 1 else 1900
    else:
        return None
    if year >= _OPEN_YEAR:
        return OPEN_END
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_period(
    text: str, delivered: date, interval: str, year_end: str, day_first: bool = True
) -> date | None:
    """The last day of the month or year that a text names: 2024-01, 202401, 2024, or any day within it."""
    bare = _FLOAT.sub("", tidy(text))
    if interval == "year":
        if re.fullmatch(r"\d{4}", bare):
            year = int(bare)
        else:
            day = parse_day(bare, delivered, day_first)
            if day is None or day is OPEN_END:
                return None
            month, last = (int(part) for part in year_end.split("-"))
            year = day.year if (day.month, day.day) <= (month, last) else day.year + 1
        return year_end_day(year, year_end)
    if (match := _MONTH.match(bare)) and 1 <= int(match[2]) <= 12:
        year, month = int(match[1]), int(match[2])
    else:
        day = parse_day(bare, delivered, day_first)
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


def share_unit(values: pd.Series, decimal: str, unit: str) -> str:
    """The unit that a column is in where the config leaves it open: per cent where a figure passes 1.5."""
    if unit != "auto":
        return unit
    numbers = [parse_number(str(v), decimal) for v in pd.unique(values) if "%" not in str(v)]
    return "percent" if any(n is not None and n > 1.5 for n in numbers) else "share"


def days(found: np.ndarray) -> pd.Series:
    """An array of dates and None as a column of days; the open end is null."""
    values = [None if d is None or d is OPEN_END else d for d in found]
    return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]").to_numpy())
