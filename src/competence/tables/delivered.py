"""Tables that are delivered without persons."""

from __future__ import annotations

from competence.schema import Column, Table, date, number, text
from competence.tables.common import CELL
from competence.vocabulary import CONTRACTS, OUTCOMES, POPULATION_KINDS, SEXES

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
