"""A grid while it is read, piece by piece: distinct texts are gathered by pyarrow, rows as numbers of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice, zip_longest

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from competence.sources import limits
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid, categorical, words
from competence.sources.packed import POOL, Numbers, Packed

FIRST = 200  # rows that tell how many fields the rows of a file have
_AT_A_TIME = 20_000  # rows
_MANY_CELLS, _SPARSE = 50_000_000, 8
_WAITING, _PIECES = 50_000, 16  # texts and pieces of a column before they are merged


class Texts:
    """A column: texts as bytes in one encoding, and which of them each row holds.

    Each piece comes with distinct texts of its own. They are merged now and then: where they are many, when they are
    as many again as the merged ones, so that a column of a million texts costs no more by the row than one of ten.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._merged = pa.array([], pa.binary())
        self._waiting: list[pa.Array] = []
        self._size = 0  # of all of them
        self._rows = Numbers()  # which of the merged
        self._fresh: list[tuple[int, np.ndarray]] = []  # which of those from so many on

    def add(self, texts: pa.Array, which: np.ndarray) -> None:
        """More rows: texts, and row by row which of them it is."""
        self._fresh.append((self._size, which.astype(np.min_scalar_type(max(len(texts), 1)))))
        self._waiting.append(texts)
        self._size += len(texts)
        many = self._size > 2 * len(self._merged) + _WAITING
        if many or (len(self._fresh) >= _PIECES and self._size < _WAITING):
            self._merge()

    def _merge(self) -> None:
        whole = pa.concat_arrays([self._merged, *self._waiting], POOL)
        told = pc.dictionary_encode(whole, memory_pool=POOL)
        # The merged ones come first, each once: their numbers stay.
        self._merged, self._waiting, self._size = told.dictionary, [], len(told.dictionary)
        number = told.indices.to_numpy().astype(np.min_scalar_type(-max(self._size, 1)))
        for first, which in self._fresh:
            self._rows.add(number[first:][which])
        self._fresh = []

    def column(self) -> Packed:
        """All rows, in the order they were added."""
        self._merge()
        if self._encoding == "utf-8":
            return Packed.coded(self._rows, words(self._merged.cast(pa.string())))
        # No text holds a NUL, and all are decoded at once.
        texts = b"\0".join(self._merged.to_pylist()).decode(self._encoding).split("\0")
        if len(set(texts)) == len(self._merged):
            return Packed.coded(self._rows, words(texts))
        number, distinct = pd.factorize(np.array(texts, object))  # two bytes that are one letter
        return Packed.of(categorical(number[self._rows.array()], distinct))


def usual_width(rows: Sequence[Sequence]) -> int:
    """How many fields most of the rows that have any have; of two that are as many the wider."""
    counts = Counter(filter(None, map(len, rows)))
    return max(counts, key=lambda width: (counts[width], width), default=0)


class Builder:
    """Rows of the usual width by column, others as they are."""

    def __init__(self, width: int, name: str, encoding: str = "utf-8") -> None:
        """`encoding` : of the texts of columns that are given."""
        self._width, self._name, self._encoding = width, name, encoding
        self._refuse_wide(width)
        self._columns = [Texts(encoding) for _ in range(width)]
        self._lines, self._fields = Numbers(), Numbers()
        self._beyond: dict[int, list[str]] = {}
        self._rows = self._cells = 0

    def __len__(self) -> int:
        return self._width

    def _refuse_wide(self, fields: int) -> None:
        if fields > limits.SHEET_COLUMNS:
            detail = f"a row of {fields:,} fields, at most {limits.SHEET_COLUMNS:,}"
            raise DeliveryError([fault(self._name, "too_large", detail)])

    def add(
        self,
        lines: np.ndarray,
        columns: Sequence[tuple[pa.Array, np.ndarray]],
        odd: Mapping[int, Sequence[str]],
    ) -> None:
        """More rows.

        Parameters
        ----------
        lines : of all of them.
        columns : for each column distinct texts, and which of them a row of the usual width holds.
        odd : by place among these rows, the cells of those of another width.
        """
        count = np.full(len(lines), self._width, np.int16)
        at = np.fromiter(odd, np.int64, len(odd))
        lengths = [len(cells) for cells in odd.values()]
        self._refuse_wide(max(lengths, default=0))
        count[at] = lengths
        self._cells += int(count.sum(dtype=np.int64))
        # A few wide rows and a million short ones: small as a file, and more than any memory as a table.
        whole = (self._rows + len(lines)) * self._width
        if whole > max(_MANY_CELLS, _SPARSE * self._cells):
            detail = f"rows that lack most of {self._width:,} fields, {whole:,} cells in all"
            raise DeliveryError([fault(self._name, "too_large", detail)])
        usual = count == self._width
        usual[at] = False
        told = {i: cells[: self._width] for i, cells in odd.items() if cells}
        filled = np.fromiter(told, np.int64, len(told))
        by_column = zip_longest(*told.values(), [""] * self._width, fillvalue="")
        for texts, (distinct, codes), cells in zip(self._columns, columns, by_column):
            if not odd:
                texts.add(distinct, codes)
                continue
            number = {"": 0}
            mine = [number.setdefault(cell, len(number)) for cell in cells[:-1]]
            which = np.full(len(lines), len(distinct), np.int32)  # the first of ours, empty
            which[usual] = codes
            which[filled] = np.array(mine, np.int32) + len(distinct)
            ours = pa.array("\0".join(number).encode(self._encoding).split(b"\0"), pa.binary())
            texts.add(pa.concat_arrays([distinct, ours]), which)
        self._beyond |= {
            self._rows + i: list(cells[self._width :]) for i, cells in odd.items() if len(cells) > self._width
        }
        self._lines.add(lines)
        self._fields.add(count)
        self._rows += len(lines)

    def grid(self, **told) -> Grid:
        """All of them; `told` goes to `Grid` as it is."""
        fields, columns = self._fields.array(), [texts.column() for texts in self._columns]
        usual = (fields == self._width).all()
        return Grid(columns, self._lines.array(), None if usual else fields, beyond=self._beyond, **told)


def from_rows(rows: Iterable[tuple[Sequence[str], int]], name: str) -> Builder:
    """A grid of rows of cells, each with its line (or row) number; `.grid()` of what is returned gives it."""
    rows = iter(rows)
    first = list(islice(rows, FIRST))
    builder = Builder(usual_width([cells for cells, _ in first]), name)
    none = [(pa.array([], pa.binary()), np.zeros(0, np.int32))] * len(builder)
    rows = chain(first, rows)
    while batch := list(islice(rows, _AT_A_TIME)):
        lines = np.fromiter((line for _, line in batch), np.int64, len(batch))
        builder.add(lines, none, dict(enumerate(cells for cells, _ in batch)))
    return builder
