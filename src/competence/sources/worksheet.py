"""The cells of one sheet as columns of text, in one pass over its XML, whatever size it claims to have."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from competence.sources import limits
from competence.sources.cells import Column, moment, number
from competence.sources.package import Look, Workbook, parser, unescaped

_NUMBER = Look("number")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class _Enough(Exception):
    """As many rows as were asked for."""


@dataclass(repr=False)
class Cells:
    """Filled cells by column (counted from 0). `lines`: the row numbers of the rows, blank ones between them too.

    `uncounted` : by column, the first row with a formula that has no value. `merged` : ranges of merged cells.
    """

    columns: dict[int, Column] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    uncounted: dict[int, int] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, column, last row, column


def read(book: Workbook, part: str, decimal: str, rows: int | None = None) -> Cells:
    """The cells of a sheet, or of its first filled `rows`."""
    reading = _Reading(book, decimal, rows)
    xml = parser(reading.start, reading.end, reading.text)
    try:
        with book.zip.open(part) as file:
            xml.ParseFile(file)
    except _Enough:
        pass
    return reading.cells


def texts(book: Workbook, decimal: str) -> Callable[[str, str | None, str], str]:
    """What a cell says, by its type, the number of its format, and what is stored."""
    looks, shared = book.looks, book.shared

    def say(kind: str, style: str | None, raw: str) -> str:
        if kind == "s":
            return shared[int(raw)] if raw else ""
        if kind in ("str", "inlineStr", "e"):
            return unescaped(raw)
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}.get(raw, raw)
        if kind == "d":
            return raw.removesuffix("Z").removesuffix("T00:00:00").replace("T", " ")
        if not raw:
            return ""
        number_of_style = int(style) if style else 0
        look = looks[number_of_style] if number_of_style < len(looks) else _NUMBER
        return _numeric(float(raw), look, decimal, book.from_1904)

    return say


def _numeric(value: float, look: Look, decimal: str, from_1904: bool) -> str:
    if look.kind == "percent":
        return number(float(f"{value * 100:.13g}"), decimal) + "%"
    if look.kind in ("date", "time") and value >= 1:
        return day(value, from_1904) or number(value, decimal)
    if look.kind == "date" and value == 0:
        return "0000-00-00"  # shown as 1900-01-00: a formula that points to an empty cell
    if look.kind in ("duration", "time") and value >= 0:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if look.kind == "padded" and value == int(value) and value >= 0:
        return _padded(str(int(value)), look.mask)
    return number(value, decimal)


def day(serial: float, from_1904: bool) -> str | None:
    """The date of a day number; None where it is none.

    Excel counts a 29 February 1900 that never was: its numbers up to 60 are a day ahead (ECMA-376, 18.17.4.1).
    """
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    try:
        found = start + timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return None
    return moment(found)


def _padded(digits: str, mask: str) -> str:
    """Digits laid into a mask of noughts from the right; those beyond it stand first."""
    wanted = mask.count("0")
    digits = digits.zfill(wanted)
    beyond, rest = digits[: len(digits) - wanted], iter(digits[len(digits) - wanted :])
    return beyond + "".join(next(rest) if c == "0" else c for c in mask)


def place(reference: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of `AB12`."""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise ValueError("no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not (1 <= row <= limits.SHEET_ROWS and column <= limits.SHEET_COLUMNS):
        raise ValueError("no cell of a sheet")
    return row, column - 1


class _Reading:
    """The handlers of the XML parser; attributes are what it has seen of the cell it is in."""

    def __init__(self, book: Workbook, decimal: str, rows: int | None):
        self.cells, self.say, self.wanted = Cells(), texts(book, decimal), rows
        self.letters: dict[str, int] = {}
        self.row = self.column = 0
        self.filled = False  # whether the row holds anything yet
        self.blank: list[int] = []  # rows without a filled cell since the last that has one
        self.style: str | None = None
        self.kind, self.pieces, self.listening, self.said = "n", [], False, False
        self.formula = self.value = False
        self.prefix: str | None = None

    def start(self, name: str, at: dict[str, str]) -> None:
        if self.prefix is None:
            self.prefix = name[: name.rfind(":") + 1]
        if self.prefix:
            name = name.removeprefix(self.prefix)
        if name == "c":
            self.style, self.kind = at.get("s"), at.get("t", "n")
            self.formula = self.value = False
            self.pieces.clear()
            reference = at.get("r")
            if reference is None:
                self.column += 1
                return
            letters = reference.rstrip("0123456789")
            found = self.letters.get(letters)
            if found is None:
                found = self.letters[letters] = place(f"{letters}1")[1]
            self.column = found
        elif name == "v":
            self.value = self.listening = True
        elif name == "t":
            self.listening = not self.said
        elif name == "f":
            self.formula = True
        elif name == "row":
            number = int(at.get("r") or self.row + 1)
            if not self.row < number <= limits.SHEET_ROWS:
                raise ValueError("rows out of order")
            self.row, self.column, self.filled = number, -1, False
        elif name == "rPh":
            self.said = True
        elif name == "mergeCell":
            first, _, last = at.get("ref", "").partition(":")
            self.cells.merged.append((*place(first), *place(last or first)))

    def text(self, data: str) -> None:
        if self.listening:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        if self.prefix:
            name = name.removeprefix(self.prefix)
        if name in ("v", "t"):
            self.listening = False
        elif name == "c":
            self._cell()
        elif name == "rPh":
            self.said = False
        elif name == "row":
            if not self.filled:
                self.blank.append(self.row)
            elif self.wanted is not None and len(self.cells.lines) >= self.wanted:
                raise _Enough

    def _cell(self) -> None:
        raw = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        if not raw:
            # A text that was computed to be empty is written as such; nothing at all was never computed.
            if self.formula and not (self.value and self.kind == "str"):
                self.cells.uncounted.setdefault(self.column, self.row)
            return
        column = self.cells.columns.get(self.column)
        if column is None:
            column = self.cells.columns[self.column] = Column()
        key = (self.kind, self.style, raw)
        code = column.known.get(key)
        if code is None:
            code = column.code(key, self.say(*key))
        if not code:
            return
        if not self.filled:
            self.filled = True
            self.cells.lines += [*self.blank, self.row]
            self.blank.clear()
        column.rows.append(len(self.cells.lines) - 1)
        column.codes.append(code)
