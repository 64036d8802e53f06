"""Every table that crosses a room's door: columns, types, units and keys.

A table is checked with `Table.check` when it is built and when it is read. Shares are 0-1, money is SEK,
dates are calendar dates without a time zone. A category without a value holds ``unknown``, never an empty
string; `ALL` (``*``) in a forecast table stands for the total over a dimension.
"""

from __future__ import annotations

from competence.schema import Column, Table, TableError, count, date, number, small, text  # noqa: F401

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

_CELL = (
    text("administration", "administration id in today's organisation"),
    text("occupation", "occupation group id"),
)
_DIMENSIONS = (
    *_CELL,
    text("contract", "form of employment", CONTRACTS),
    text("sex", "legal sex", SEXES),
    small("age", "age at the period's end", "years", 0, 120),
    small("tenure", "whole years with the employer", "years", 0, 70),
    text("manager_level", "responsibility level A, B or C, none for staff", LEVELS),
)
_DIMENSION_KEY = tuple(c.name for c in _DIMENSIONS)

EMPLOYMENTS = Table(
    "employments",
    "One row a spell: one person in one position without change of place, occupation, contract or share",
    (
        text("person", "keyed pseudonym, 16 hex"),
        text("employment", "employment id, pseudonymised"),
        text("administration", "administration id in today's organisation"),
        text("unit", "unit as delivered"),
        text("occupation", "occupation group id"),
        text("title", "title as delivered"),
        text("agreement", "collective agreement", AGREEMENTS),
        text("contract", "form of employment", CONTRACTS),
        number("contract_share", "contracted share of full time", "share", True, 0, 1),
        text("sex", "legal sex", SEXES),
        small("birth_year", "year of birth", "year", 1900, 2100),
        text("manager_level", "responsibility level", LEVELS),
        date("start", "first day"),
        date("end", "last day; null = still there", True),
        text("exit_reason", "why it ended, mended by rule", EXIT_REASONS, True),
        text("exit_reason_delivered", "why it ended, as coded in the delivery", EXIT_REASONS, True),
        date("hired", "first day with the employer", True),
        Column("left_censored", "bool", "the spell was there at the first snapshot"),
        Column("right_censored", "bool", "the spell was there at the last snapshot or the delivery's date"),
        text("source_file", "file the row came from"),
        Column("source_row", "int64", "line in that file", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ABSENCES = Table(
    "absences",
    "One row a period of absence",
    (
        text("person", "keyed pseudonym"),
        text("kind", "kind of absence", ABSENCE_KINDS),
        number("extent", "share of the employment absent", "share", low=0, high=1),
        date("start", "first day"),
        date("end", "last day; null = goes on", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
HOURS = Table(
    "hours",
    "Hours worked by person and month",
    (
        text("person", "keyed pseudonym"),
        date("period", "month end"),
        text("administration", "administration id"),
        text("occupation", "occupation group id"),
        text("kind", "ordinary or hourly paid", HOUR_KINDS),
        number("hours", "hours worked", "hours", low=0),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUALIFICATIONS = Table(
    "qualifications",
    "One row a proof of competence",
    (
        text("person", "keyed pseudonym"),
        text("qualification", "id in the catalogue"),
        text("scope", "subject, school form or language level", nullable=True),
        text("basis", "what proves it", BASES),
        date("valid_from", "first day", True),
        date("valid_to", "last day; null = no end", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
PARTICIPANTS = Table(
    "programme_participants",
    "One row a manager in a course group",
    (
        text("person", "keyed pseudonym"),
        text("group", "course group"),
        date("start", "first day"),
        Column("days_attended", "int64", "days attended", "days", low=0),
        date("completed", "day of completion", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUARANTINE = Table(
    "quarantine",
    "Every delivered row that is neither used nor recognised as not staff",
    (
        text("source", "source id in the config"),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
        text("column", "delivered column", nullable=True),
        text("value", "delivered value, masked where personal", nullable=True),
        text("reason", "stable code"),
        text("message", "what is wrong and how to mend it"),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ACCOUNTS = Table(
    "accounts",
    "Rows delivered = used + not staff + quarantined, by file",
    (
        text("source", "source id"),
        text("source_file", "file"),
        text("kind", "used, not_staff or quarantined", ("used", "not_staff", "quarantined")),
        text("category", "kind of not staff, or the quarantine's code; * for used"),
        count("rows", "rows"),
    ),
    ("source", "source_file", "kind", "category"),
)
QUALITY = Table(
    "quality",
    "Measures of the input with limit and consequence",
    (
        text("measure", "stable id of the measure"),
        text("source", "source id or *"),
        text("category", "what it is split by, or *"),
        number("value", "figure", nullable=True),
        number("limit", "limit", nullable=True),
        text("consequence", "what follows where the limit is passed", ("stop", "warn", "note")),
        Column("passed", "bool", "within the limit"),
        text("message", "in words"),
    ),
    ("measure", "source", "category"),
)
RECRUITMENTS = Table(
    "recruitments",
    "One row an advertised need",
    (
        text("recruitment", "id"),
        *_CELL,
        text("contract", "form of employment", CONTRACTS),
        number("posts", "advertised posts", "FTE", low=0),
        date("advertised", "first day"),
        date("filled", "day filled", True),
        text("outcome", "how it ended", OUTCOMES),
        Column("applicants", "Int32", "applicants", "persons", True, low=0),
        Column("qualified_applicants", "Int32", "qualified applicants", "persons", True, low=0),
    ),
    ("recruitment",),
)
ENGAGEMENT = Table(
    "engagement",
    "Survey indices (0-100) by unit and round",
    (
        text("unit", "unit"),
        text("round", "round"),
        date("date", "day of the round"),
        number("hme_motivation", "motivation", "0-100", True, 0, 100),
        number("hme_leadership", "leadership", "0-100", True, 0, 100),
        number("hme_governance", "governance", "0-100", True, 0, 100),
        count("invited", "invited"),
        count("respondents", "answered"),
    ),
    ("unit", "round"),
)
STOCK = Table(
    "stock",
    "Staff at the period's end",
    (
        date("period", "month or year end"),
        *_DIMENSIONS,
        count("headcount", "persons, each once, in the cell of the main employment"),
        count("on_leave", "of the headcount, on full leave"),
        number("fte", "sum of contracted shares where they are worked", "FTE", low=0),
        number("absent_fte", "of the FTE, absent", "FTE", low=0),
    ),
    ("period", *_DIMENSION_KEY),
)
FLOW_TABLE = Table(
    "flows",
    "Movements in the interval that ends at the period",
    (date("period", "end of the interval"), *_DIMENSIONS, text("flow", "movement", FLOWS),
     count("count", "persons")),
    ("period", *_DIMENSION_KEY, "flow"),
)  # fmt: skip
_COMPETENCE = (
    text("requirement", "requirement id"),
    small("age_band", "first year of the five-year band", "years", 0, 120),
)
COMPETENCE_STOCK = Table(
    "competence_stock",
    "Staff by how they stand to each requirement of their occupation; requirements are never added up",
    (
        date("period", "month or year end"),
        *_CELL,
        text("contract", "form of employment", CONTRACTS),
        *_COMPETENCE,
        text("status", "status", STATUSES),
        count("headcount", "persons"),
        number("fte", "contracted FTE", "FTE", low=0),
    ),
    ("period", "administration", "occupation", "contract", "requirement", "age_band", "status"),
)
COMPETENCE_FLOWS = Table(
    "competence_flows",
    "Changes of status; `outside` = came or left",
    (
        date("period", "end of the interval"),
        *_CELL,
        text("contract", "form of employment", CONTRACTS),
        *_COMPETENCE,
        text("from_status", "before", (*STATUSES, "outside")),
        text("to_status", "after", (*STATUSES, "outside")),
        count("count", "persons"),
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
        date("period", "month end"),
        *_CELL,
        number("open_posts_fte", "posts advertised and not filled", "FTE", low=0),
        number("time_to_fill", "median of the year's closed, null under 5", "days", True, low=0),
        count("filled_unqualified", "posts filled without the competence asked for"),
        number("qualified_applicants_per_post", "of those advertised in the year", "persons", True, low=0),
    ),
    ("period", "administration", "occupation"),
)
COVER = Table(
    "cover",
    "Work of hourly staff by month",
    (
        date("period", "month end"),
        *_CELL,
        number("cover_supplied_fte", "worked by hourly staff", "FTE", low=0),
    ),
    ("period", "administration", "occupation"),
)
POPULATION = Table(
    "population",
    "Residents by year, one-year age and sex",
    (
        Column("year", "int64", "31 December", "year"),
        Column("age", "int64", "age; 100 = 100 and over", "years", low=0, high=100),
        text("sex", "legal sex", SEXES),
        number("persons", "residents", "persons", low=0),
        text("kind", "observed or projected", POPULATION_KINDS),
        text("variant", "variant of the projection; main or observed"),
        date("known_from", "day the projection was published", True),
    ),
    ("variant", "known_from", "year", "age", "sex"),
)
_SUMMARY = (
    number("mean", "mean", nullable=True),
    *(number(name, f"quantile {q:g}", nullable=True) for name, q in QUANTILES.items()),
)


def _needs(name, what, quantities, *extra):
    return Table(
        name,
        what,
        (
            date("origin", "last observed period"),
            date("period", "period end"),
            text("administration", "administration id, * = all"),
            text("occupation", "occupation group id, * = all"),
            *extra,
            text("scenario", "scenario id"),
            text("quantity", "quantity", quantities),
            text("basis", "what the figure rests on", BASIS),
            *_SUMMARY,
        ),
        ("administration", "occupation", *(c.name for c in extra), "scenario", "quantity", "period"),
    )


NEEDS_ANNUAL = _needs("needs_annual", "Forecast by year", ANNUAL_QUANTITIES)
NEEDS_MONTHLY = _needs("needs_monthly", "Forecast by month", MONTHLY_QUANTITIES)
COMPETENCE_NEEDS = _needs(
    "competence_needs", "Forecast of competence by year", COMPETENCE_QUANTITIES,
    text("requirement", "requirement id"),
)  # fmt: skip
BACKTEST = Table(
    "backtest",
    "Forecasts of the past beside what came",
    (
        date("origin", "last period the forecast knew"),
        Column("horizon", "int64", "periods ahead", low=1),
        text("administration", "administration id, * = all"),
        text("occupation", "occupation group id, * = all"),
        text("quantity", "quantity", ("exits", "hires", "headcount")),
        text("method", "method"),
        number("forecast", "mean"),
        *(number(name, f"quantile {q:g}") for name, q in QUANTILES.items()),
        number("actual", "what came"),
        number("crps", "continuous ranked probability score", low=0),
        number("p_below", "forecast probability of less than what came", low=0, high=1),
        number("p_at", "forecast probability of just what came", low=0, high=1),
    ),
    ("origin", "method", "quantity", "horizon", "administration", "occupation"),
)
PUBLISHED = Table(
    "published",
    "The cube: the only figures that may be handed out",
    (
        text("edition", "edition id"),
        text("table", "table on the pages"),
        date("period", "period end", True),
        text("administration", "administration id, * = all"),
        text("group", "published row of occupations, * = all"),
        text("by", "what splits it further, or none"),
        text("category", "value of `by`, or *"),
        text("measure", "measure"),
        number("value", "value where shown or joined", nullable=True),
        number("p10", "lower end, eight times of ten", nullable=True),
        number("p90", "upper end", nullable=True),
        number("low", "band from", nullable=True),
        number("high", "band to", nullable=True),
        text("state", "how it is shown", ("shown", "band", "joined", "withheld", UNKNOWN)),
        text("joined_with", "what `value` stands for together, |-separated", nullable=True),
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
