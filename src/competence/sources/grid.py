"""The common form of a delivered table: text by column, each distinct text held once.

Every format is read into a `Grid`; what follows works on integer codes and looks at each distinct text once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, zip_longest

import numpy as np
import pandas as pd

from competence.sources import limits
from competence.sources.faults import DeliveryError, fault

FIRST = 200  # rows that tell how many fields the rows of a file have
_AT_A_TIME = 20_000  # rows
_MANY_CELLS, _SPARSE = 50_000_000, 8


@dataclass(frozen=True, repr=False)
class Grid:
    """Rows as a file holds them, by column; cells are text.

    `columns` : one a field; categories are text, "" = empty, no nulls; all of the length of `lines`.
    `lines` : physical line (text), row number (sheet), record number (Parquet, database).
    `fields` : number of fields that each row came with; None = all as many as there are columns.
    `heading` : cells of the heading as written; empty until `layout.headed` has found it among the rows.
    `above` : how many of the first rows stand above the heading: title lines, still rows to be accounted for.
    `beyond` : by row, the cells to the right of the last column; few rows have any.
    `ended` : False where the last line was not ended. `heading_line` : where the heading stood.
    """

    columns: list[pd.Categorical]
    lines: np.ndarray
    fields: np.ndarray | None = None
    heading: list[str] = field(default_factory=list)
    above: int = 0
    ended: bool = True
    encoding: str = ""
    beyond: Mapping[int, list[str]] = field(default_factory=dict)
    heading_line: int = 1

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, i: int) -> list[str]:
        """The cells of one row."""
        count = len(self.columns) if self.fields is None else int(self.fields[i])
        return [column[i] for column in self.columns[:count]] + list(self.beyond.get(i, ()))

    def count(self) -> np.ndarray:
        """Number of fields of each row."""
        return np.full(len(self), len(self.columns)) if self.fields is None else self.fields

    def column(self, at: int) -> pd.Categorical:
        """A column by position; beyond the last one only few rows have a cell."""
        if at < len(self.columns):
            return self.columns[at]
        texts, codes = Texts(), np.zeros(len(self), np.int32)
        for i, cells in self.beyond.items():
            if at - len(self.columns) < len(cells):
                codes[i] = texts.code(cells[at - len(self.columns)])
        return categorical(codes, texts.distinct)

    def below(self, top: int, kept: Sequence[int]) -> Grid:
        """The rows below `top`, which is the heading; of those above it the `kept` ones."""
        rows = np.concatenate([np.asarray(kept, np.int64), np.arange(top + 1, len(self))])
        shift = top + 1 - len(kept)
        beyond = {i - shift: cells for i, cells in self.beyond.items() if i > top}
        beyond |= {new: self.beyond[old] for new, old in enumerate(kept) if old in self.beyond}
        return replace(
            self,
            columns=[column.take(rows) for column in self.columns],
            lines=self.lines[rows],
            fields=None if self.fields is None else self.fields[rows],
            heading=self.row(top),
            heading_line=int(self.lines[top]),
            above=len(kept),
            beyond=beyond,
        )


class Texts:
    """A column while it is read, piece by piece."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {"": 0}
        self._parts: list[np.ndarray] = []

    @property
    def distinct(self) -> list[str]:
        """The distinct texts so far, by their number."""
        return list(self._code)

    def code(self, text: str) -> int:
        """The number of a text."""
        return self._code.setdefault(text, len(self._code))

    def add(self, texts: Iterable[str], which: np.ndarray) -> None:
        """More rows: texts, and row by row which of them it is."""
        codes = np.array([self.code(text) for text in texts], np.int32)[which]
        # As narrow as it goes: most columns have few words.
        self._parts.append(codes.astype(np.min_scalar_type(len(self._code))))

    def column(self) -> pd.Categorical:
        """All rows, in the order they were added; what was held for them is given up."""
        codes = np.concatenate(self._parts) if self._parts else np.zeros(0, np.uint8)
        self._parts = []
        return categorical(codes, self.distinct)


def categorical(codes: np.ndarray, texts: Sequence[str]) -> pd.Categorical:
    """Codes (-1 = null) and the distinct texts they number, as a column of categories."""
    dtype = pd.CategoricalDtype(pd.Index(texts, dtype="str"))
    narrow = np.min_scalar_type(-max(len(texts), 1))
    return pd.Categorical.from_codes(codes.astype(narrow, copy=False), dtype=dtype, validate=False)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many fields most of the rows that have any have; of two that are as many the wider."""
    counts = Counter(filter(None, map(len, rows)))
    return max(counts, key=lambda width: (counts[width], width), default=0)


class Builder:
    """A grid while it is read: rows of the usual width by column, others as they are."""

    def __init__(self, width: int, name: str) -> None:
        self._width, self._name = width, name
        self._refuse_wide(width)
        self._columns = [Texts() for _ in range(width)]
        self._lines: list[np.ndarray] = []
        self._fields: list[np.ndarray] = []
        self._beyond: dict[int, list[str]] = {}
        self._rows = self._cells = 0

    def __len__(self) -> int:
        return len(self._columns)

    def _refuse_wide(self, fields: int) -> None:
        if fields > limits.SHEET_COLUMNS:
            detail = f"a row of {fields:,} fields, at most {limits.SHEET_COLUMNS:,}"
            raise DeliveryError([fault(self._name, "too_large", detail)])

    def add(
        self,
        lines: np.ndarray,
        columns: Sequence[tuple[Sequence[str], np.ndarray]],
        odd: Mapping[int, Sequence[str]],
    ) -> None:
        """More rows.

        Parameters
        ----------
        lines : of all of them.
        columns : for each column the distinct texts, and which of them a row of the usual width holds.
        odd : by place among these rows, the cells of those of another width.
        """
        count = np.full(len(lines), self._width, np.int32)
        at = np.fromiter(odd, np.int64, len(odd))
        count[at] = [len(cells) for cells in odd.values()]
        self._refuse_wide(int(count.max(initial=0)))
        self._cells += int(count.sum())
        # A few wide rows and a million short ones: small as a file, and more than any memory as a table.
        whole = (self._rows + len(lines)) * self._width
        if whole > max(_MANY_CELLS, _SPARSE * self._cells):
            detail = f"rows that lack most of {self._width:,} fields, {whole:,} cells in all"
            raise DeliveryError([fault(self._name, "too_large", detail)])
        usual = np.ones(len(lines), bool)
        usual[at] = False
        shown = zip_longest(
            *(cells[: self._width] for cells in odd.values()), [""] * self._width, fillvalue=""
        )
        for texts, (distinct, codes), cells in zip(self._columns, columns, shown):
            which = np.empty(len(lines), np.int32)
            which[usual] = codes
            which[at] = len(distinct) + np.arange(len(odd))
            texts.add([*distinct, *cells[:-1]], which)
        self._beyond |= {
            self._rows + i: list(cells[self._width :]) for i, cells in odd.items() if len(cells) > self._width
        }
        self._lines.append(lines)
        self._fields.append(count)
        self._rows += len(lines)

    def grid(self, **told) -> Grid:
        """All of them; `told` goes to `Grid` as it is."""
        fields = np.concatenate(self._fields) if self._fields else np.zeros(0, np.int32)
        return Grid(
            [texts.column() for texts in self._columns],
            np.concatenate(self._lines) if self._lines else np.zeros(0, np.int64),
            None if (fields == self._width).all() else fields,
            beyond=self._beyond,
            **told,
        )


def from_rows(rows: Iterable[tuple[Sequence[str], int]], name: str) -> Builder:
    """A grid of rows of cells, each with its line (or row) number; `.grid()` of what is returned gives it."""
    rows = iter(rows)
    first = list(islice(rows, FIRST))
    builder = Builder(usual_width([cells for cells, _ in first]), name)
    none = [((), np.zeros(0, np.int32))] * len(builder)
    rows = chain(first, rows)
    while batch := list(islice(rows, _AT_A_TIME)):
        lines = np.fromiter((line for _, line in batch), np.int64, len(batch))
        builder.add(lines, none, dict(enumerate(cells for cells, _ in batch)))
    return builder
