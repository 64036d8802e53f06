"""Rows that say the same as an earlier one, found by hashes of their codes and told by the codes themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from competence.sources.packed import Packed

_SLICE = 1 << 18  # rows
_ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio in 64 bits


def rows(columns: Sequence, of: np.ndarray) -> np.ndarray:
    """Of the rows `of`, in their order, whether an earlier one of them is the same in all `columns`.

    columns : of categories, days or numbers, packed or not; two nulls are the same.
    """
    mixed = np.zeros(len(of), np.uint64)
    for column in columns:
        held = _numbers(column)
        for first in range(0, len(of), _SLICE):
            part = mixed[first : first + _SLICE]
            part ^= held[of[first : first + _SLICE]].astype(np.uint64)
            part *= _ODD
            part ^= part >> np.uint64(29)
    # Rows whose hash none shares are alone; among the others the columns themselves decide.
    ordered = np.sort(mixed)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    shared = np.flatnonzero(_among(mixed, twice))
    alike = pd.DataFrame({i: _numbers(column)[of[shared]] for i, column in enumerate(columns)})
    found = np.zeros(len(of), bool)
    if len(columns):
        found[shared] = alike.duplicated().to_numpy()
    return found


def _among(values: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Which values are one of some, given in order."""
    found = np.zeros(len(values), bool)
    for first in range(0, len(values) if len(some) else 0, _SLICE):
        part = values[first : first + _SLICE]
        found[first : first + _SLICE] = some[np.minimum(np.searchsorted(some, part), len(some) - 1)] == part
    return found


def _numbers(column) -> np.ndarray:
    column = column.array() if isinstance(column, Packed) else column
    if isinstance(column, pd.Categorical):
        return column.codes
    return pd.factorize(column)[0] if column.dtype.kind not in "mMiu" else np.asarray(column).view("int64")
