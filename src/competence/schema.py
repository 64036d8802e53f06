"""What a table's definition is: columns with type, unit and limits, and how a frame is checked against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd


class TableError(ValueError):
    """A table does not fit its definition. The message never repeats a value, only where and what."""


@dataclass(frozen=True)
class Column:
    """One column: pandas type, unit, what it means, and what it may hold.

    `example` : a value as it stands in the table. `missing` : what follows where the column, or its value, is not
    delivered. Both are for the data dictionary.
    """

    name: str
    dtype: str
    what: str
    unit: str = ""
    nullable: bool = False
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    example: str = ""
    missing: str = ""


def text(name, what, allowed=None, nullable=False, *, example="", missing="") -> Column:
    """A column of words, from a closed set where `allowed` says so."""
    return Column(name, "str", what, allowed=allowed, nullable=nullable, example=example, missing=missing)


def date(name, what, nullable=False, *, example="", missing="") -> Column:
    """A calendar date without a time zone."""
    return Column(name, "datetime64[us]", what, "date", nullable, example=example, missing=missing)


def count(name, what, low=0, *, example="", missing="") -> Column:
    """Whole persons."""
    return Column(name, "int64", what, "persons", low=low, example=example, missing=missing)


def number(name, what, unit="", nullable=False, low=None, high=None, *, example="", missing="") -> Column:
    """A figure."""
    return Column(name, "float64", what, unit, nullable, low=low, high=high, example=example, missing=missing)


def small(name, what, unit="", low=None, high=None, *, example="", missing="") -> Column:
    """A small whole number that may be missing."""
    return Column(name, "Int16", what, unit, True, low=low, high=high, example=example, missing=missing)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with text that is held as categories as plain text."""
    held = [name for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(held, "str"))


def _fits(values: pd.Series, dtype: str) -> bool:
    """Whether `values` have the type; text may be held as categories of text."""
    held = values.dtype
    return held == dtype or (
        dtype == "str" and isinstance(held, pd.CategoricalDtype) and held.categories.dtype == dtype
    )


def _readable(values: pd.Series, dtype: str) -> bool:
    """Whether `values` can become `dtype` without loss; whole numbers are never cut out of fractions."""
    if _fits(values, dtype):
        return True
    try:
        read = values.astype(dtype)
    except (TypeError, ValueError, OverflowError):
        return False
    whole = dtype.lower().startswith("int") and pd.api.types.is_float_dtype(values)
    return not whole or bool((read == values).fillna(True).all())


@dataclass(frozen=True)
class Table:
    """A table's definition. `key` is unique and is the order rows are stored in."""

    name: str
    what: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    persons: bool = field(default=False)

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """No rows, the right columns and types."""
        return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in self.columns})

    def check(self, frame: pd.DataFrame, *, sort: bool = True) -> pd.DataFrame:
        """Return `frame` with this table's columns, order and types; raise `TableError` where it cannot.

        Parameters
        ----------
        frame : columns of this table in any order; others are refused.
        sort : order rows by the key (stable), so that equal content gives equal bytes.
        """
        missing = [n for n in self.names if n not in frame.columns]
        extra = [str(n) for n in frame.columns if n not in self.names]
        if missing or extra:
            raise TableError(f"table {self.name}: missing columns {missing}, unexpected columns {extra}")
        unread = [c for c in self.columns if not _readable(frame[c.name], c.dtype)]
        if unread:
            told = ", ".join(f"{c.name} as {c.dtype}" for c in unread)
            raise TableError(f"table {self.name}: cannot be read as its type: {told}")
        read = {c.name: c.dtype for c in self.columns if not _fits(frame[c.name], c.dtype)}
        # Columns in another order are no reason to copy a million rows.
        frame = pd.DataFrame({name: frame[name] for name in self.names}, copy=False).reset_index(drop=True)
        frame = frame.astype(read) if read else frame
        order, unique = _order([_rank(frame[name]) for name in self.key])
        # pandera tells what is wrong; of a million rows that are plainly right it need not be asked.
        if not (unique and all(_right(frame[c.name], c) for c in self.columns)):
            self._validate(frame)
        return frame.take(order).reset_index(drop=True) if sort and order is not None else frame

    def _validate(self, frame: pd.DataFrame) -> None:
        from pandera.errors import SchemaErrors

        try:
            self._schema.validate(frame, lazy=True)
        except SchemaErrors as error:
            # pandera prints the failing values; ours names column and check only.
            cases = error.failure_cases[["column", "check"]].astype(str)
            faults = cases.groupby(["column", "check"]).size().reset_index(name="rows")
            text = "; ".join(f"{r.column}: {r.check} ({r.rows} rows)" for r in faults.itertuples())
            raise TableError(f"table {self.name}: {text}") from None

    @cached_property
    def _schema(self):
        import pandera.pandas as pa

        def checks(c: Column):
            found = []
            if c.allowed is not None:
                found.append(pa.Check.isin(list(c.allowed), error="not an allowed value"))
            if c.low is not None:
                found.append(pa.Check.ge(c.low, error=f"below {c.low:g}"))
            if c.high is not None:
                found.append(pa.Check.le(c.high, error=f"above {c.high:g}"))
            return found

        return pa.DataFrameSchema(
            {c.name: pa.Column(None, checks=checks(c), nullable=c.nullable) for c in self.columns},
            unique=list(self.key) if self.key else None,
            strict=True,
        )


def _right(values: pd.Series, column: Column) -> bool:
    """Whether all values are plainly within what the column may hold; False leaves it open."""
    held = values.array
    words = isinstance(held, pd.Categorical)
    if not column.nullable and (held.codes.min(initial=0) < 0 if words else values.hasnans):
        return False
    if column.allowed is not None:
        return bool((held.categories if words else values).isin(column.allowed).all())
    low, high = (None, None) if column.low is None and column.high is None else (values.min(), values.max())
    above = column.low is None or pd.isna(low) or low >= column.low
    return bool(above and (column.high is None or pd.isna(high) or high <= column.high))


def _rank(values: pd.Series) -> np.ndarray:
    """Numbers in the order of the values, nulls first; as narrow as they are."""
    held = values.array
    if isinstance(held, pd.Categorical):
        narrow = np.min_scalar_type(-max(len(held.categories), 1))
        return np.append(np.argsort(np.argsort(held.categories)), -1).astype(narrow)[held.codes]
    if isinstance(held, pd.arrays.IntegerArray):
        return held.to_numpy("int64" if held.dtype.itemsize > 4 else "int32", na_value=np.iinfo("int32").min)
    if values.dtype.kind in "iuM":
        return values.to_numpy().view("int64")
    return pd.factorize(values, sort=True, use_na_sentinel=True)[0]


def _order(ranks: list[np.ndarray]) -> tuple[np.ndarray | None, bool]:
    """The order of rows by ranks, None where they are in it; and whether no two rows have the same."""
    if not ranks or len(ranks[0]) < 2:
        return None, True
    after, same = _following(ranks)
    if (after | same).all():
        return None, not same.any()
    order = np.lexsort(ranks[::-1])
    return order, not _following([rank[order] for rank in ranks])[1].any()


def _following(ranks: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Of each row but the first, whether it comes after the one before, and whether it has the same ranks."""
    after, same = np.zeros(len(ranks[0]) - 1, bool), np.ones(len(ranks[0]) - 1, bool)
    for rank in ranks:
        after |= same & (rank[1:] > rank[:-1])
        same &= rank[1:] == rank[:-1]
    return after, same
