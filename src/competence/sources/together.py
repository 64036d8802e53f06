"""Frames below each other, words as one set of categories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from competence.sources.packed import Packed, PackedFrame


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames below each other, empty text where one lacks a column; a single one is given back as it is."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part.columns)
    return stacked([{name: _column(part, name) for name in names} for part in parts])


def stacked(parts: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Columns of several parts below each other as a frame; the parts are emptied as it grows."""
    columns = {}
    for name in list(parts[0]):
        pieces = [getattr(piece, "array", piece) for piece in (part.pop(name) for part in parts)]
        if all(isinstance(piece, pd.Categorical) for piece in pieces):
            columns[name] = union_categoricals(pieces)
        else:
            held = [pd.Series(piece, copy=False) for piece in pieces]
            columns[name] = pd.concat(held, ignore_index=True).array
    return pd.DataFrame(columns, copy=False)


def packed_together(parts: Sequence[PackedFrame]) -> PackedFrame:
    """The same of packed ones, column by column."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part)
    return PackedFrame({n: Packed.of(stacked([{n: _column(part, n)} for part in parts])[n]) for n in names})


def _column(part: pd.DataFrame | PackedFrame, name: str):
    if name in part.columns:
        return part[name].array
    return pd.Categorical.from_codes(
        np.zeros(len(part), np.int8), pd.CategoricalDtype(pd.Index([""], dtype="str"))
    )
