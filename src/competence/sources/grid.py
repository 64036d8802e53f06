"""The common form of a delivered table: text by column, each distinct text held once.

Every format is read into a `Grid`; what follows works on integer codes and looks at each distinct text once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from competence.sources.packed import Packed


@dataclass(frozen=True, repr=False)
class Grid:
    """Rows as a file holds them, by column; cells are text.

    `columns` : one a field, held compressed; categories are text, "" = empty, no nulls; all of the length of `lines`.
    `lines` : physical line (text), row number (sheet), record number (Parquet, database).
    `fields` : number of fields that each row came with; None = all as many as there are columns.
    `heading` : cells of the heading as written; empty until `layout.headed` has found it among the rows.
    `above` : how many of the first rows stand above the heading: title lines, still rows to be accounted for.
    `beyond` : by row, the cells to the right of the last column; few rows have any.
    `ended` : False where the last line was not ended. `heading_line` : where the heading stood.
    """

    columns: Sequence[Packed]  # given as categories, too
    lines: np.ndarray
    fields: np.ndarray | None = None
    heading: list[str] = field(default_factory=list)
    above: int = 0
    ended: bool = True
    encoding: str = ""
    beyond: Mapping[int, list[str]] = field(default_factory=dict)
    heading_line: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", [Packed.of(column) for column in self.columns])

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
            return self.columns[at].array()
        texts, codes = {"": 0}, np.zeros(len(self), np.int32)
        for i, cells in self.beyond.items():
            if at - len(self.columns) < len(cells):
                codes[i] = texts.setdefault(cells[at - len(self.columns)], len(texts))
        return categorical(codes, list(texts))

    def below(self, top: int, kept: Sequence[int]) -> Grid:
        """The rows below `top`, which is the heading; of those above it the `kept` ones."""
        # Without title lines nothing is copied.
        body = slice(top + 1, None)
        rows = np.concatenate([kept, np.arange(top + 1, len(self))]).astype(np.int64) if kept else body
        shift = top + 1 - len(kept)
        beyond = {i - shift: cells for i, cells in self.beyond.items() if i > top}
        beyond |= {new: self.beyond[old] for new, old in enumerate(kept) if old in self.beyond}
        return replace(
            self,
            columns=[column.below(top, kept) for column in self.columns],
            lines=self.lines[rows],
            fields=None if self.fields is None else self.fields[rows],
            heading=self.row(top),
            heading_line=int(self.lines[top]),
            above=len(kept),
            beyond=beyond,
        )


def categorical(codes: np.ndarray, texts: Sequence[str]) -> pd.Categorical:
    """Codes (-1 = null) and the distinct texts they number (pyarrow's too), as a column of categories."""
    dtype = words(texts)
    narrow = np.min_scalar_type(-max(len(texts), 1))
    return pd.Categorical.from_codes(codes.astype(narrow, copy=False), dtype=dtype, validate=False)


def words(texts: Sequence[str]) -> pd.CategoricalDtype:
    """Distinct texts (pyarrow's too) as what a column of categories may hold."""
    return pd.CategoricalDtype(pd.Index(pd.array(texts, dtype="str")))
