"""Bytes of delimited text into blocks of whole rows: where each begins, its line, its number of fields.

Works where marks and line ends leave no doubt; anything else is `Odd` and left to Python's csv.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

LONGEST = 1 << 20  # characters of a line
_LINE_END, _RETURN, _MARK = b'\n\r"'


class Odd(Exception):
    """Marks, line ends or lengths that need another look."""


@dataclass(frozen=True, repr=False)
class Block:
    """Whole rows: `begins` has one place more than there are rows, `fields` is 0 for an empty line.

    `following` : the line after them.
    """

    data: bytes
    begins: np.ndarray
    lines: np.ndarray
    fields: np.ndarray
    following: int

    def row(self, i: int) -> bytes:
        """The bytes of a row with its line end."""
        return self.data[self.begins[i] : self.begins[i + 1]]

    def only(self, rows: np.ndarray) -> bytes:
        """The bytes of the rows of a mask."""
        if rows.all():
            return self.data
        edges = np.flatnonzero(np.diff(rows, prepend=False, append=False))
        pairs = zip(self.begins[edges[::2]], self.begins[edges[1::2]])
        return b"".join(self.data[first:last] for first, last in pairs)


def whole_rows(pieces: Iterable[bytes], delimiter: str) -> Iterator[Block]:
    """Blocks of whole rows from pieces of bytes in an encoding that holds ASCII as it is.

    Raises
    ------
    Odd : marks that do not pair up or stand within a field, line ends of a return alone, NUL, a very long line.
    """
    part, rest, line = ord(delimiter), b"", 1
    for piece in chain(pieces, (b"",)):
        data = rest + piece
        if not data:
            continue
        block, used = _block(data, part, line, whole=not piece)
        if block is None:
            if len(data) > LONGEST:
                raise Odd
            rest = data
            continue
        yield block
        rest = data[used:]
        line = block.following


def _block(data: bytes, part: int, line: int, *, whole: bool) -> tuple[Block | None, int]:
    """The rows that end within `data` and how many bytes they take; with `whole` the last one too."""
    array = np.frombuffer(data, np.uint8)
    line_ends = np.flatnonzero(array == _LINE_END)
    if b"\0" in data or _lone_returns(array, line_ends):
        raise Odd
    ends, parts = line_ends, np.flatnonzero(array == part)
    if b'"' in data:
        marks = np.flatnonzero(array == _MARK)
        ends, parts = _outside(ends, marks), _outside(parts, marks)
        last = len(data) if whole else ends[-1] if len(ends) else 0
        _refuse_odd(array, marks[: np.searchsorted(marks, last)], part)
    begins = np.append(0, ends + 1)
    if whole and begins[-1] < len(data):
        begins = np.append(begins, len(data))
    if len(begins) < 2:
        return None, 0
    first, used = array[begins[:-1]], int(begins[-1])
    fields = np.diff(np.searchsorted(parts, begins)) + 1
    fields[(first == _LINE_END) | (first == _RETURN)] = 0
    lines = line + np.searchsorted(line_ends, begins)
    return Block(data[:used], begins, lines[:-1], fields, int(lines[-1])), used


def _lone_returns(array: np.ndarray, line_ends: np.ndarray) -> bool:
    """Whether a return stands anywhere but before a line end, or may stand before one that is still to come."""
    before = line_ends[1:] if len(line_ends) and line_ends[0] == 0 else line_ends
    paired = np.count_nonzero(array[before - 1] == _RETURN)
    returns = np.count_nonzero(array == _RETURN)
    return returns - paired > (len(array) > 0 and array[-1] == _RETURN)


def _outside(places: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Places that no pair of marks encloses."""
    change = np.zeros(len(places) + 1, np.int32)
    np.add.at(change, np.searchsorted(places, marks[::2]), 1)
    np.add.at(change, np.searchsorted(places, marks[1::2]), -1)
    return places[np.cumsum(change[:-1]) == 0]


def _refuse_odd(array: np.ndarray, marks: np.ndarray, part: int) -> None:
    """Marks must open right after a delimiter or line end, close right before one, or double a mark."""
    opening, closing = marks[::2], marks[1::2]
    if len(opening) != len(closing):
        raise Odd
    before = np.where(opening > 0, array[opening - 1], _LINE_END)
    last = len(array) - 1
    after = np.where(closing < last, array[np.minimum(closing + 1, last)], _LINE_END)
    fit = (part, _LINE_END, _MARK)
    if not (np.isin(before, fit).all() and np.isin(after, (*fit, _RETURN)).all()):
        raise Odd
