"""Every table that crosses a room's door: columns, types, units and keys.

A table is checked with `Table.check` when it is built and when it is read. Shares are 0-1, money is SEK,
dates are calendar dates without a time zone. A category without a value holds ``unknown``, never an empty
string; `ALL` (``*``) in a forecast table stands for the total over a dimension.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

# The words stay importable from here, where the tables that hold them are defined.
from competence.vocabulary import (  # noqa: F401
    ABSENCE_KINDS,
    AGREEMENTS,
    ALL,
    ANNUAL_QUANTITIES,
    BASES,
    BASIS,
    COMPETENCE_QUANTITIES,
    CONTRACTS,
    ENTRY_FLOWS,
    EXIT_FLOWS,
    EXIT_REASONS,
    FLOWS,
    HOUR_KINDS,
    LEAVING_FLOWS,
    LEVELS,
    MONTHLY_QUANTITIES,
    OUTCOMES,
    OUTSIDE_FLOWS,
    POPULATION_KINDS,
    QUANTILES,
    SEXES,
    STATUSES,
    UNKNOWN,
)


class TableError(ValueError):
    """A table does not fit its definition. The message never repeats a value, only where and what."""


@dataclass(frozen=True)
class Column:
    """One column: pandas type, unit, what it means, and what it may hold."""

    name: str
    dtype: str
    what: str
    unit: str = ""
    nullable: bool = False
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


def _text(name, what, allowed=None, nullable=False):
    return Column(name, "str", what, allowed=allowed, nullable=nullable)


def _date(name, what, nullable=False):
    return Column(name, "datetime64[us]", what, "date", nullable)


def _count(name, what, low=0):
    return Column(name, "int64", what, "persons", low=low)


def _number(name, what, unit="", nullable=False, low=None, high=None):
    return Column(name, "float64", what, unit, nullable, low=low, high=high)


def _small(name, what, unit="", low=None, high=None):
    return Column(name, "Int16", what, unit, True, low=low, high=high)


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


_CELL = (
    _text("administration", "administration id in today's organisation"),
    _text("occupation", "occupation group id"),
)
_DIMENSIONS = (
    *_CELL,
    _text("contract", "form of employment", CONTRACTS),
    _text("sex", "legal sex", SEXES),
    _small("age", "age at the period's end", "years", 0, 120),
    _small("tenure", "whole years with the employer", "years", 0, 70),
    _text("manager_level", "responsibility level A, B or C, none for staff", LEVELS),
)
_DIMENSION_KEY = tuple(c.name for c in _DIMENSIONS)

EMPLOYMENTS = Table(
    "employments",
    "One row a spell: one person in one position without change of place, occupation, contract or share",
    (
        _text("person", "keyed pseudonym, 16 hex"),
        _text("employment", "employment id, pseudonymised"),
        _text("administration", "administration id in today's organisation"),
        _text("unit", "unit as delivered"),
        _text("occupation", "occupation group id"),
        _text("title", "title as delivered"),
        _text("agreement", "collective agreement", AGREEMENTS),
        _text("contract", "form of employment", CONTRACTS),
        _number("contract_share", "contracted share of full time", "share", True, 0, 1),
        _text("sex", "legal sex", SEXES),
        _small("birth_year", "year of birth", "year", 1900, 2100),
        _text("manager_level", "responsibility level", LEVELS),
        _date("start", "first day"),
        _date("end", "last day; null = still there", True),
        _text("exit_reason", "why it ended, mended by rule", EXIT_REASONS, True),
        _text("exit_reason_delivered", "why it ended, as coded in the delivery", EXIT_REASONS, True),
        _date("hired", "first day with the employer", True),
        Column("left_censored", "bool", "the spell was there at the first snapshot"),
        Column("right_censored", "bool", "the spell was there at the last snapshot or the delivery's date"),
        _text("source_file", "file the row came from"),
        Column("source_row", "int64", "line in that file", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ABSENCES = Table(
    "absences",
    "One row a period of absence",
    (
        _text("person", "keyed pseudonym"),
        _text("kind", "kind of absence", ABSENCE_KINDS),
        _number("extent", "share of the employment absent", "share", low=0, high=1),
        _date("start", "first day"),
        _date("end", "last day; null = goes on", True),
        _text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
HOURS = Table(
    "hours",
    "Hours worked by person and month",
    (
        _text("person", "keyed pseudonym"),
        _date("period", "month end"),
        _text("administration", "administration id"),
        _text("occupation", "occupation group id"),
        _text("kind", "ordinary or hourly paid", HOUR_KINDS),
        _number("hours", "hours worked", "hours", low=0),
        _text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUALIFICATIONS = Table(
    "qualifications",
    "One row a proof of competence",
    (
        _text("person", "keyed pseudonym"),
        _text("qualification", "id in the catalogue"),
        _text("scope", "subject, school form or language level", nullable=True),
        _text("basis", "what proves it", BASES),
        _date("valid_from", "first day", True),
        _date("valid_to", "last day; null = no end", True),
        _text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
PARTICIPANTS = Table(
    "programme_participants",
    "One row a manager in a course group",
    (
        _text("person", "keyed pseudonym"),
        _text("group", "course group"),
        _date("start", "first day"),
        Column("days_attended", "int64", "days attended", "days", low=0),
        _date("completed", "day of completion", True),
        _text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUARANTINE = Table(
    "quarantine",
    "Every delivered row that is neither used nor recognised as not staff",
    (
        _text("source", "source id in the config"),
        _text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
        _text("column", "delivered column", nullable=True),
        _text("value", "delivered value, masked where personal", nullable=True),
        _text("reason", "stable code"),
        _text("message", "what is wrong and how to mend it"),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ACCOUNTS = Table(
    "accounts",
    "Rows delivered = used + not staff + quarantined, by file",
    (
        _text("source", "source id"),
        _text("source_file", "file"),
        _text("kind", "used, not_staff or quarantined", ("used", "not_staff", "quarantined")),
        _text("category", "kind of not staff, or the quarantine's code; * for used"),
        _count("rows", "rows"),
    ),
    ("source", "source_file", "kind", "category"),
)
QUALITY = Table(
    "quality",
    "Measures of the input with limit and consequence",
    (
        _text("measure", "stable id of the measure"),
        _text("source", "source id or *"),
        _text("category", "what it is split by, or *"),
        _number("value", "figure", nullable=True),
        _number("limit", "limit", nullable=True),
        _text("consequence", "what follows where the limit is passed", ("stop", "warn", "note")),
        Column("passed", "bool", "within the limit"),
        _text("message", "in words"),
    ),
    ("measure", "source", "category"),
)
RECRUITMENTS = Table(
    "recruitments",
    "One row an advertised need",
    (
        _text("recruitment", "id"),
        *_CELL,
        _text("contract", "form of employment", CONTRACTS),
        _number("posts", "advertised posts", "FTE", low=0),
        _date("advertised", "first day"),
        _date("filled", "day filled", True),
        _text("outcome", "how it ended", OUTCOMES),
        Column("applicants", "Int32", "applicants", "persons", True, low=0),
        Column("qualified_applicants", "Int32", "qualified applicants", "persons", True, low=0),
    ),
    ("recruitment",),
)
ENGAGEMENT = Table(
    "engagement",
    "Survey indices (0-100) by unit and round",
    (
        _text("unit", "unit"),
        _text("round", "round"),
        _date("date", "day of the round"),
        _number("hme_motivation", "motivation", "0-100", True, 0, 100),
        _number("hme_leadership", "leadership", "0-100", True, 0, 100),
        _number("hme_governance", "governance", "0-100", True, 0, 100),
        _count("invited", "invited"),
        _count("respondents", "answered"),
    ),
    ("unit", "round"),
)
STOCK = Table(
    "stock",
    "Staff at the period's end",
    (
        _date("period", "month or year end"),
        *_DIMENSIONS,
        _count("headcount", "persons, each once, in the cell of the main employment"),
        _count("on_leave", "of the headcount, on full leave"),
        _number("fte", "sum of contracted shares where they are worked", "FTE", low=0),
        _number("absent_fte", "of the FTE, absent", "FTE", low=0),
    ),
    ("period", *_DIMENSION_KEY),
)
FLOW_TABLE = Table(
    "flows",
    "Movements in the interval that ends at the period",
    (_date("period", "end of the interval"), *_DIMENSIONS, _text("flow", "movement", FLOWS),
     _count("count", "persons")),
    ("period", *_DIMENSION_KEY, "flow"),
)  # fmt: skip
_COMPETENCE = (
    _text("requirement", "requirement id"),
    _small("age_band", "first year of the five-year band", "years", 0, 120),
)
COMPETENCE_STOCK = Table(
    "competence_stock",
    "Staff by how they stand to each requirement of their occupation; requirements are never added up",
    (
        _date("period", "month or year end"),
        *_CELL,
        _text("contract", "form of employment", CONTRACTS),
        *_COMPETENCE,
        _text("status", "status", STATUSES),
        _count("headcount", "persons"),
        _number("fte", "contracted FTE", "FTE", low=0),
    ),
    ("period", "administration", "occupation", "contract", "requirement", "age_band", "status"),
)
COMPETENCE_FLOWS = Table(
    "competence_flows",
    "Changes of status; `outside` = came or left",
    (
        _date("period", "end of the interval"),
        *_CELL,
        _text("contract", "form of employment", CONTRACTS),
        *_COMPETENCE,
        _text("from_status", "before", (*STATUSES, "outside")),
        _text("to_status", "after", (*STATUSES, "outside")),
        _count("count", "persons"),
    ),
    (
        "period",
        "administration",
        "occupation",
        "contract",
        "requirement",
        "age_band",
        "from_status",
        "to_status",
    ),
)
VACANCIES = Table(
    "vacancies",
    "Open posts at the period's end",
    (
        _date("period", "month end"),
        *_CELL,
        _number("open_posts_fte", "posts advertised and not filled", "FTE", low=0),
        _number("time_to_fill", "median of the year's closed, null under 5", "days", True, low=0),
        _count("filled_unqualified", "posts filled without the competence asked for"),
        _number("qualified_applicants_per_post", "of those advertised in the year", "persons", True, low=0),
    ),
    ("period", "administration", "occupation"),
)
COVER = Table(
    "cover",
    "Work of hourly staff by month",
    (
        _date("period", "month end"),
        *_CELL,
        _number("cover_supplied_fte", "worked by hourly staff", "FTE", low=0),
    ),
    ("period", "administration", "occupation"),
)
POPULATION = Table(
    "population",
    "Residents by year, one-year age and sex",
    (
        Column("year", "int64", "31 December", "year"),
        Column("age", "int64", "age; 100 = 100 and over", "years", low=0, high=100),
        _text("sex", "legal sex", SEXES),
        _number("persons", "residents", "persons", low=0),
        _text("kind", "observed or projected", POPULATION_KINDS),
        _text("variant", "variant of the projection; main or observed"),
        _date("known_from", "day the projection was published", True),
    ),
    ("variant", "known_from", "year", "age", "sex"),
)
_SUMMARY = (
    _number("mean", "mean", nullable=True),
    *(_number(name, f"quantile {q:g}", nullable=True) for name, q in QUANTILES.items()),
)


def _needs(name, what, quantities, *extra):
    return Table(
        name,
        what,
        (
            _date("origin", "last observed period"),
            _date("period", "period end"),
            _text("administration", "administration id, * = all"),
            _text("occupation", "occupation group id, * = all"),
            *extra,
            _text("scenario", "scenario id"),
            _text("quantity", "quantity", quantities),
            _text("basis", "what the figure rests on", BASIS),
            *_SUMMARY,
        ),
        ("administration", "occupation", *(c.name for c in extra), "scenario", "quantity", "period"),
    )


NEEDS_ANNUAL = _needs("needs_annual", "Forecast by year", ANNUAL_QUANTITIES)
NEEDS_MONTHLY = _needs("needs_monthly", "Forecast by month", MONTHLY_QUANTITIES)
COMPETENCE_NEEDS = _needs(
    "competence_needs", "Forecast of competence by year", COMPETENCE_QUANTITIES,
    _text("requirement", "requirement id"),
)  # fmt: skip
BACKTEST = Table(
    "backtest",
    "Forecasts of the past beside what came",
    (
        _date("origin", "last period the forecast knew"),
        Column("horizon", "int64", "periods ahead", low=1),
        _text("administration", "administration id, * = all"),
        _text("occupation", "occupation group id, * = all"),
        _text("quantity", "quantity", ("exits", "hires", "headcount")),
        _text("method", "method"),
        _number("forecast", "mean"),
        *(_number(name, f"quantile {q:g}") for name, q in QUANTILES.items()),
        _number("actual", "what came"),
        _number("crps", "continuous ranked probability score", low=0),
        _number("p_below", "forecast probability of less than what came", low=0, high=1),
        _number("p_at", "forecast probability of just what came", low=0, high=1),
    ),
    ("origin", "method", "quantity", "horizon", "administration", "occupation"),
)
PUBLISHED = Table(
    "published",
    "The cube: the only figures that may be handed out",
    (
        _text("edition", "edition id"),
        _text("table", "table on the pages"),
        _date("period", "period end", True),
        _text("administration", "administration id, * = all"),
        _text("group", "published row of occupations, * = all"),
        _text("by", "what splits it further, or none"),
        _text("category", "value of `by`, or *"),
        _text("measure", "measure"),
        _number("value", "value where shown or joined", nullable=True),
        _number("p10", "lower end, eight times of ten", nullable=True),
        _number("p90", "upper end", nullable=True),
        _number("low", "band from", nullable=True),
        _number("high", "band to", nullable=True),
        _text("state", "how it is shown", ("shown", "band", "joined", "withheld", UNKNOWN)),
        _text("joined_with", "what `value` stands for together, |-separated", nullable=True),
    ),
    ("table", "period", "administration", "group", "by", "category", "measure"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        EMPLOYMENTS, ABSENCES, HOURS, QUALIFICATIONS, PARTICIPANTS, QUARANTINE, ACCOUNTS, QUALITY,
        RECRUITMENTS, ENGAGEMENT, STOCK, FLOW_TABLE, COMPETENCE_STOCK, COMPETENCE_FLOWS, VACANCIES, COVER,
        POPULATION, NEEDS_ANNUAL, NEEDS_MONTHLY, COMPETENCE_NEEDS, BACKTEST, PUBLISHED,
    )
}  # fmt: skip
