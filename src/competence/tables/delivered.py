"""Tables left of the waist (persons), and what is delivered without persons."""

from __future__ import annotations

from competence.schema import Column, Table, count, date, number, small, text
from competence.tables.common import CELL
from competence.vocabulary import (
    ABSENCE_KINDS,
    AGREEMENTS,
    BASES,
    CONTRACTS,
    EXIT_REASONS,
    HOUR_KINDS,
    LEVELS,
    OUTCOMES,
    POPULATION_KINDS,
    SEXES,
)

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
        *CELL,
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
SERVICE_VOLUMES = Table(
    "service_volumes",
    "Users of a service a year, in all and by the municipality's own organisation",
    (
        Column("year", "int64", "calendar year", "year"),
        text("administration", "administration id"),
        text("service", "service, as staffing links name it"),
        number("users", "users in all", "persons", low=0),
        number("own_users", "of them served by the municipality's own organisation", "persons", True, low=0),
    ),
    ("year", "administration", "service"),
)
AGENCY_STAFF = Table(
    "agency_staff",
    "Staff hired from agencies",
    (
        date("period", "month or year end"),
        *CELL,
        number("fte", "worked by agency staff, yearly average", "FTE", True, low=0),
        number("sek", "paid for it in the period", "SEK", True, low=0),
    ),
    ("period", "administration", "occupation"),
)
STAFF_COSTS = Table(
    "staff_costs",
    "What one full-time equivalent costs a year: salary and employer's charges",
    (
        Column("year", "int64", "calendar year", "year"),
        *CELL,
        number("sek_per_fte", "salary and employer's charges", "SEK a year", low=0),
        Column("price_level", "int64", "year whose prices it is in", "year"),
    ),
    ("year", "administration", "occupation"),
)
BUDGET_FRAME = Table(
    "budget_frame",
    "A committee's frame for staff, by year",
    (
        Column("year", "int64", "calendar year", "year"),
        text("committee", "committee id"),
        text("administration", "administration id, * = all of the committee's"),
        number("sek", "frame", "SEK"),
        Column("price_level", "int64", "year whose prices it is in", "year"),
        number("fte", "posts it is meant for", "FTE", True, low=0),
    ),
    ("year", "committee", "administration"),
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
