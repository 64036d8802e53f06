"""Columns of tables from codes, fast."""

from __future__ import annotations

import numpy as np
import pandas as pd


def text(values, codes) -> pd.arrays.ArrowStringArray:
    """A text column from codes into `values`."""
    import pyarrow as pa

    words = pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int32()), pa.array(list(values), pa.large_string())
    )
    return pd.Series(pd.arrays.ArrowExtensionArray(words.cast(pa.large_string()))).astype("str").array


def small(values) -> pd.arrays.IntegerArray:
    """A whole-number column that could be empty in other deliveries."""
    return pd.array(np.asarray(values, np.int16), dtype="Int16")
