"""Rows that say the same as an earlier one, found by hashes of their codes and told by the codes themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

_ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio in 64 bits


def rows(columns: Sequence, of: np.ndarray) -> np.ndarray:
    """Of the rows `of`, in their order, whether an earlier one of them is the same in all `columns`.

    columns : arrays of categories, days or numbers; two nulls are the same.
    """
    numbers = [_numbers(column) for column in columns]
    mixed = np.zeros(len(of), np.uint64)
    for held in numbers:
        mixed ^= held[of].astype(np.uint64)
        mixed *= _ODD
        mixed ^= mixed >> np.uint64(29)
    # Rows whose hash none shares are alone; among the others the columns themselves decide.
    shared = np.flatnonzero(pd.Series(mixed, copy=False).duplicated(keep=False).to_numpy())
    alike = pd.DataFrame({i: held[of[shared]] for i, held in enumerate(numbers)})
    found = np.zeros(len(of), bool)
    if len(columns):
        found[shared] = alike.duplicated().to_numpy()
    return found


def _numbers(column) -> np.ndarray:
    if isinstance(column, pd.Categorical):
        return column.codes
    return pd.factorize(column)[0] if column.dtype.kind not in "mMiu" else np.asarray(column).view("int64")
