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


def _readable(values: pd.Series, dtype: str) -> bool:
    """Whether `values` can become `dtype` without loss; whole numbers are never cut out of fractions."""
    if values.dtype == dtype:
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
        frame = frame[self.names].astype({c.name: c.dtype for c in self.columns}).reset_index(drop=True)
        self._validate(frame)
        return self._sorted(frame) if sort else frame

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

    def _sorted(self, frame: pd.DataFrame) -> pd.DataFrame:
        if not self.key or len(frame) < 2:
            return frame
        codes = [pd.factorize(frame[name], sort=True, use_na_sentinel=True)[0] for name in self.key]
        order = np.lexsort(codes[::-1])
        return frame.take(order).reset_index(drop=True)
