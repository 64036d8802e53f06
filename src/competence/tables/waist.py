"""Tables at the waist: counts of people and competence, no persons."""

from __future__ import annotations

from competence.schema import Column, Table, count, date, number, small, text
from competence.tables.common import CELL, DIMENSION_KEY, DIMENSIONS
from competence.vocabulary import CONTRACTS, FLOWS, STATUSES

STOCK = Table(
    "stock",
    "Staff at the period's end",
    (
        date("period", "month or year end"),
        *DIMENSIONS,
        count("headcount", "persons, each once, in the cell of the main employment"),
        count("on_leave", "of the headcount, on full leave"),
        number("fte", "sum of contracted shares where they are worked", "FTE", low=0),
        number("absent_fte", "of the FTE, absent", "FTE", low=0),
    ),
    ("period", *DIMENSION_KEY),
)
FLOW_TABLE = Table(
    "flows",
    "Movements in the interval that ends at the period",
    (date("period", "end of the interval"), *DIMENSIONS, text("flow", "movement", FLOWS),
     count("count", "persons")),
    ("period", *DIMENSION_KEY, "flow"),
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
        *CELL,
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
        *CELL,
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
        *CELL,
        number("open_posts_fte", "posts advertised and not filled", "FTE", low=0),
        number("time_to_fill", "median of the year's closed, null under 5", "days", True, low=0),
        count("filled_unqualified", "posts filled without the competence asked for"),
        number("qualified_applicants_per_post", "of those advertised in the year", "persons", True, low=0),
    ),
    ("period", "administration", "occupation"),
)
COVER = Table(
    "cover",
    "Work of absent staff and of those who stand in, by month; null where absences or hours are not delivered",
    (
        date("period", "month end"),
        *CELL,
        number("sick_fte", "sick, mean over the period's days", "FTE", True, low=0),
        number("parental_fte", "on parental leave, mean over the days", "FTE", True, low=0),
        number("child_care_fte", "with a sick child, mean over the days", "FTE", True, low=0),
        number("vacation_fte", "on vacation, mean over the days", "FTE", True, low=0),
        number("other_fte", "absent for other reasons, mean over the days", "FTE", True, low=0),
        number("hourly_fte", "worked by hourly staff", "FTE", True, low=0),
        number("short_term_fte", "employed by the month on a fixed term of a few months", "FTE", True, low=0),
        number("cover_supplied_fte", "worked by hourly staff, and on short fixed terms", "FTE", True, low=0),
        number(
            "summer_fte", "August rows: work of the absent to be covered, weeks 25-33", "FTE", True, low=0
        ),
        Column("summer_persons", "Int64", "August rows: engaged for the summer", "persons", True, low=0),
        Column("summer_returned", "Int64", "of them engaged the summer before", "persons", True, low=0),
    ),
    ("period", "administration", "occupation"),
)
