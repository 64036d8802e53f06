"""A word a row, held as small numbers: codes, kinds and columns of rows while a sheet is cleaned."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from competence.sources.grid import categorical


class Coded:
    """Words by row, empty at first. Compared and set like an array of text; `codes` number `words`."""

    def __init__(self, rows: int):
        self.codes = np.zeros(rows, np.int8)
        self.words = [""]

    def __len__(self) -> int:
        return len(self.codes)

    def __eq__(self, word: str) -> np.ndarray:  # type: ignore[override]
        return self.codes == self.words.index(word) if word in self.words else np.zeros(len(self), bool)

    def __ne__(self, word: str) -> np.ndarray:  # type: ignore[override]
        return ~(self == word)

    __hash__ = None  # type: ignore[assignment]

    def isin(self, words: Iterable[str]) -> np.ndarray:
        """Rows that hold one of `words`."""
        return np.isin(np.array(self.words), list(words))[self.codes]

    def __getitem__(self, rows) -> np.ndarray:
        return np.array(self.words, object)[self.codes[rows]]

    def __setitem__(self, rows, word: str) -> None:
        if word not in self.words:
            self.words.append(word)
            if len(self.words) > np.iinfo(self.codes.dtype).max:
                self.codes = self.codes.astype(np.int32)
        self.codes[rows] = self.words.index(word)

    @classmethod
    def of(cls, column: pd.Categorical) -> Coded:
        """The words of a column; a null is none."""
        found = cls(len(column))
        found.words += [word for word in column.categories if word]
        number = np.array([*(found.words.index(word) for word in column.categories), 0])
        found.codes = number.astype(np.min_scalar_type(-len(found.words)))[column.codes]
        return found

    def column(self, rows=slice(None)) -> pd.Categorical:
        """As categories."""
        return categorical(self.codes[rows], self.words)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return self[:]
