"""Days as exports write them: a column is looked at once, then every text of it is read the same way.

What one text cannot tell its column does: whether 15-03-20 begins with the year, and from which day a
spreadsheet that gave serial numbers counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

OPEN_END = date(9999, 12, 31)  # how an open end is given, whatever the file writes for it
_OPEN_YEAR = 2099  # systems write open ends as 2099, 2222, 2999 or 9999
_OPEN_WORDS = frozenset(("tills vidare", "tillsvidare", "t.v.", "t v", "tv", "pågår", "pågående", "until further notice"))  # fmt: skip
# Spreadsheets count days from here; the second is what Excel for Macintosh once began with.
_SERIAL_FROM = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_EPOCHS_APART, _QUIET = timedelta(days=1462), timedelta(days=1096)
_SERIAL_LOW, _SERIAL_OPEN = 10_959, 72_686  # 1 January 1930; 1 January 2099
_TELLING = 5  # so many serial numbers tell from which day they are counted

_FLOAT = re.compile(r"[.,]0+$")
_TIME = re.compile(
    r"[ T]\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?( ?[AP]M)?( ?Z| ?[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"^(\d{4})(?:(\d{2})(\d{2})|[-/.](\d{1,2})[-/.](\d{1,2}))$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$")
_SHORT = re.compile(r"^(\d{2})([-/.])(\d{2})\2(\d{2})$")
_NAMED = re.compile(r"^(\d{1,2})[-/. ]([a-zåäö]{3,9})\.?[-/. ](\d{4}|\d{2})$", re.IGNORECASE)
_SERIAL = re.compile(r"^(\d{5}|\d{7})(?:[.,]\d+)?$")
_SIX = re.compile(r"^(\d{2})(\d{2})(\d{2})$")
_SIX_ORDERS = ("ymd", "dmy", "mdy")  # of those that fit equally well the first, as Swedes write it
_ZERO = re.compile(r"^(0+([-/.]0+)*|1900-01-00)$")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHERWISE = {"may": 5, "oct": 10}

# What a reading did that a person might want to know of.
RULES = ("serial_1900", "serial_1904", "year_first", "six_digits", "open_word", "zero_day")


@dataclass(frozen=True)
class Reader:
    """How a column's days are read. `reader(text)` gives the day, `OPEN_END` for none, None where it is none.

    `six` : the order of year, month and day in six digits; empty = six digits are no day.
    """

    delivered: date
    day_first: bool
    year_first: bool
    epoch: int
    six: str = ""

    def __call__(self, text: str) -> date | None:
        """The day alone."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[date | None, str]:
        """The day and the rule of `RULES` that it took, empty where it is written plainly."""
        text = " ".join(text.split())
        if len(text) > 10:
            text = _TIME.sub("", text)
        if self.six and (match := _SIX.match(text.zfill(6) if len(text) == 5 else text)):
            # A spreadsheet has taken the first nought of five digits.
            part = dict(zip(self.six, match.groups()))
            return _day(self._century(part["y"]), int(part["m"]), int(part["d"])), "six_digits"
        if serial := _SERIAL.match(text):
            return self._counted(int(serial[1])), f"serial_{self.epoch}"
        bare = _FLOAT.sub("", text)
        if _ZERO.match(bare):
            return OPEN_END, "zero_day"
        if match := _YEAR_FIRST.match(bare):
            year, month, day = (int(part) for part in match.groups() if part is not None)
            return _day(year, month, day), ""
        if self.year_first and (match := _SHORT.match(bare)):
            return _day(self._century(match[1]), int(match[3]), int(match[4])), "year_first"
        if match := _YEAR_LAST.match(bare):
            day, month = (int(match[1]), int(match[2])) if self.day_first else (int(match[2]), int(match[1]))
            return _day(self._century(match[3]), month, day), ""
        if match := _NAMED.match(bare):
            return _day(self._century(match[3]), _month(match[2]), int(match[1])), ""
        return (OPEN_END, "open_word") if text.casefold() in _OPEN_WORDS else (None, "")

    def _century(self, year: str) -> int:
        """Two-digit years end by the delivery's next year."""
        if len(year) == 4:
            return int(year)
        found = 2000 + int(year)
        return found if found <= self.delivered.year + 1 else found - 100

    def _counted(self, serial: int) -> date | None:
        if serial >= _SERIAL_OPEN:
            return OPEN_END
        return _SERIAL_FROM[self.epoch] + timedelta(days=serial) if serial >= _SERIAL_LOW else None


def is_worded(text: str) -> bool:
    """Whether a text with letters is a day or an open end, and so names nobody."""
    return Reader(date(2098, 1, 1), True, False, 1900)(text) is not None


def reader(texts: Iterable[str], delivered: date, day_first: bool = True, epoch: int | None = None) -> Reader:
    """How a column is read, by its distinct `texts`.

    Six digits (240131, 310124) are a day where most of the column's texts are six digits that can be read so, in the
    order that fits more of them.

    Read are 2024-01-31, 20240131, 2024/1/31, 31/1/2024 and 31/1/24 (1/31/24 with `day_first=False`), 24-01-31
    where the column fits it better, 31 jan 2024, serial numbers of a spreadsheet (45322), each with or without a
    time of day; a float's tail (20240131.0); open ends 9999-12-31, 99991231, 2099-12-31, 2958465, "tills vidare";
    0000-00-00 for none.

    Parameters
    ----------
    delivered : two-digit years end by the delivery's next year.
    epoch : 1900 or 1904, from where serial numbers count; None = as `epoch_of` finds it in this column.
    """
    texts = list(texts)
    found = epoch or epoch_of(texts, delivered)
    plain = Reader(delivered, day_first, False, found, _six(texts, delivered, day_first))
    short = [match for match in map(_SHORT.match, map(str.strip, texts)) if match]
    if not short:
        return plain
    other = replace(plain, year_first=True)
    fits = [sum(_sane(read(match[0]), delivered) for match in short) for read in (plain, other)]
    # As Swedes write it, where both would do.
    dashed = all(match[2] == "-" for match in short)
    return other if fits[1] > fits[0] or (fits[1] == fits[0] and dashed) else plain


def _six(texts: list[str], delivered: date, day_first: bool) -> str:
    """The order in which six digits hold a day; empty where the column has few such, or they are months (202401)."""
    bare = [text.strip() for text in texts]
    six = [text for text in bare if _SIX.match(text)]
    if not six or 2 * len(six) < sum(any(c.isdigit() for c in text) for text in bare):
        return ""
    orders = [o for o in _SIX_ORDERS if o != ("mdy" if day_first else "dmy")]
    readers = {order: Reader(delivered, day_first, False, 1900, order) for order in orders}
    fits = {order: sum(_sane(read(text), delivered) for text in six) for order, read in readers.items()}
    best = max(orders, key=lambda order: (fits[order], -orders.index(order)))
    months = sum(
        delivered.year - 60 <= int(text[:4]) <= delivered.year + 11 and 1 <= int(text[4:]) <= 12
        for text in six
    )
    return best if fits[best] > max(months, len(six) // 2) else ""


def epoch_of(texts: Iterable[str], delivered: date) -> int:
    """From where the serial numbers of a column of first days count.

    1904 where counting from 1900 would leave the three years before the delivery without any, and counting from
    1904 passes the delivery by no more than a year.
    """
    found = [int(match[1]) for match in map(_SERIAL.match, map(str.strip, texts)) if match]
    days = [_SERIAL_FROM[1900] + timedelta(days=n) for n in found if _SERIAL_LOW <= n < _SERIAL_OPEN]
    if len(days) < _TELLING:
        return 1900
    late = max(days)
    return (
        1904
        if late + _QUIET < delivered and late + _EPOCHS_APART <= delivered + timedelta(days=366)
        else 1900
    )


def _sane(day: date | None, delivered: date) -> bool:
    """Whether a day may stand in an export of employments."""
    return day is not None and (day == OPEN_END or delivered.year - 60 <= day.year <= delivered.year + 11)


def _month(name: str) -> int:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else _OTHERWISE.get(short, 0)


def _day(year: int, month: int, day: int) -> date | None:
    if year >= _OPEN_YEAR:
        return OPEN_END
    try:
        return date(year, month, day)
    except ValueError:
        return None
