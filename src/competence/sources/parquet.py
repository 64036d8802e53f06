"""Parquet files: typed columns to text, each distinct value once."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd

from competence.sources import cells, limits
from competence.sources.faults import DeliveryError, fault


def columns(data: bytes, name: str, decimal: str) -> tuple[list[str], list[pd.Categorical]]:
    """Names and columns of a file.

    Raises
    ------
    DeliveryError : `bad_parquet` where it is cut or none, `nested_column`, `too_large`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(BytesIO(data))
        _bounded(file, name)
        for column in file.schema_arrow:
            if not _plain(column.type):
                raise DeliveryError([fault(name, "nested_column", f"{column.name}: {_kind(column.type)}")])
        # One column after the other: only its distinct values are ever objects.
        names = list(file.schema_arrow.names)
        return names, [_column(file.read([n]).column(0), decimal) for n in dict.fromkeys(names)]
    except DeliveryError:
        raise
    except (pa.ArrowException, OSError, EOFError, ValueError):
        raise DeliveryError([fault(name, "bad_parquet")]) from None


def _bounded(file, name: str) -> None:
    meta = file.metadata
    unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    for amount, most, what in (
        (meta.num_rows, limits.ROWS, "rows"),
        (meta.num_columns, limits.COLUMNS, "columns"),
        (unpacked, limits.UNPACKED, "bytes unpacked"),
    ):
        if amount > most:
            raise DeliveryError([fault(name, "too_large", f"{amount} {what}, at most {most}")])


def _plain(kind) -> bool:
    import pyarrow.types as t

    if t.is_dictionary(kind):
        kind = kind.value_type
    return not (
        t.is_nested(kind) or t.is_binary(kind) or t.is_large_binary(kind) or t.is_fixed_size_binary(kind)
    )


def _kind(kind) -> str:
    import pyarrow.types as t

    return "lists or records" if t.is_nested(kind) else "bytes"


def _column(column, decimal: str) -> pd.Categorical:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.types as t

    if t.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if t.is_timestamp(column.type) and column.type.tz:
        column = pc.local_timestamp(column)
    if t.is_temporal(column.type) and not t.is_date(column.type):
        column = pc.cast(column, _microseconds(column.type), safe=False)
    coded = pa.chunked_array(column.chunks, column.type).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return cells.recoded(np.asarray(codes, np.int64), coded.dictionary.to_pylist(), decimal)


def _microseconds(kind):
    """Python's dates hold no nanoseconds."""
    import pyarrow as pa
    import pyarrow.types as t

    if t.is_timestamp(kind):
        return pa.timestamp("us")
    return pa.time64("us") if t.is_time(kind) else kind
