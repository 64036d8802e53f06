"""Counts of a large table summed by some of its columns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from competence.schema import plain
from competence.sources.packed import PackedFrame
from competence.sources.together import together

_AT_A_TIME = 250_000  # rows


def summed(frame: pd.DataFrame | PackedFrame, by: Sequence[str], value: str) -> pd.Series:
    """Sums of a count by columns, of some rows after those of others: grouping takes many times their room."""
    by = list(by)
    if isinstance(frame, PackedFrame):
        parts = frame.parts([*by, value])
    else:
        parts = (frame.iloc[i : i + _AT_A_TIME] for i in range(0, max(len(frame), 1), _AT_A_TIME))
    parts = [part.groupby(by, observed=True)[value].sum().reset_index() for part in parts]
    return plain(together(parts)).groupby(by)[value].sum()
