"""Tables that are delivered without persons."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, date, number, text
from competence.tables.common import (
    ADMINISTRATION,
    CELL,
    CELL_OR_ALL,
    CONTRACT,
    PERIOD,
    PRICE_LEVEL,
    SEX,
    UNIT,
    YEAR,
)
from competence.vocabulary import OUTCOMES, POPULATION_KINDS

RECRUITMENTS = Table(
    "recruitments",
    "One row an advertised need",
    (
        text(
            "recruitment",
            "number of the case (ärende) in the recruiting system",
            example="R2025-00417",
            missing="The row is quarantined.",
        ),
        CELL[0],
        replace(UNIT, missing="Empty: time to fill is told for the administration, not for its units."),
        CELL[1],
        CONTRACT,
        number(
            "posts",
            "full-time equivalents that are sought",
            "FTE",
            low=0,
            example="1.5",
            missing="Taken as one.",
        ),
        date(
            "advertised",
            "first day on which applications could be made",
            example="2025-02-11",
            missing="The row is quarantined.",
        ),
        date(
            "filled",
            "day on which somebody was engaged",
            True,
            example="2025-04-02",
            missing="Null: not filled.",
        ),
        text(
            "outcome",
            "how the search ended, or that it goes on",
            OUTCOMES,
            example="filled",
            missing="Taken as filled where a day tells it, else as open.",
        ),
        Column(
            "applicants",
            "Int32",
            "persons who applied",
            "persons",
            True,
            low=0,
            example="23",
            missing="Null: not told.",
        ),
        Column(
            "qualified_applicants",
            "Int32",
            "of them, those who have what the post requires",
            "persons",
            True,
            low=0,
            example="6",
            missing="Null: hard-to-recruit groups are then told by time alone.",
        ),
    ),
    ("recruitment",),
)
SERVICE_VOLUMES = Table(
    "service_volumes",
    "Users of a service a year, in all and by the municipality's own organisation",
    (
        YEAR,
        ADMINISTRATION,
        text(
            "service",
            "line of activity, spelt as staffing links name it",
            example="hemtjänst",
            missing="The row is quarantined.",
        ),
        number(
            "users",
            "pupils, clients, permits or whatever the volume counts",
            "persons",
            low=0,
            example="2140",
            missing="The row is quarantined.",
        ),
        number(
            "own_users",
            "of them, those served by the municipality itself (egen regi)",
            "persons",
            True,
            low=0,
            example="1507",
            missing="Null: users per resident and own share fold into one ratio, FTE per resident, and the page says so.",
        ),
    ),
    ("year", "administration", "service"),
)
AGENCY_STAFF = Table(
    "agency_staff",
    "Staff hired from agencies",
    (
        PERIOD,
        *CELL,
        number(
            "fte",
            "worked by people from agencies, as a yearly average",
            "FTE",
            True,
            low=0,
            example="4.2",
            missing="Null: reckoned from what was paid, at the occupation's own cost.",
        ),
        number(
            "sek",
            "paid to agencies in the period",
            "SEK",
            True,
            low=0,
            example="512000",
            missing="Null where the FTE is told instead; a row with neither is quarantined.",
        ),
    ),
    ("period", "administration", "occupation"),
)
STAFF_COSTS = Table(
    "staff_costs",
    "What one full-time equivalent costs a year: salary and employer's charges",
    (
        YEAR,
        *CELL_OR_ALL,
        number(
            "sek_per_fte",
            "salary with employer's charges (PO-pålägg) for a full-time year",
            "SEK a year",
            low=0,
            example="612000",
            missing="The row is quarantined; without the table plans hold FTE and no kronor.",
        ),
        PRICE_LEVEL,
    ),
    ("year", "administration", "occupation"),
)
BUDGET_FRAME = Table(
    "budget_frame",
    "A committee's frame for staff, by year",
    (
        YEAR,
        text(
            "committee",
            "political board (nämnd) whose frame it is, by its id in the config",
            example="von",
            missing="The row is quarantined.",
        ),
        replace(
            CELL_OR_ALL[0],
            what="part of the organisation that it is for, by id; `*` = all of the committee's",
        ),
        number(
            "sek",
            "kronor that the committee may use for staff",
            "SEK",
            example="1840000000",
            missing="The row is quarantined; without the table no deviation is told.",
        ),
        PRICE_LEVEL,
        number(
            "fte",
            "full-time equivalents that the frame is meant for",
            "FTE",
            True,
            low=0,
            example="2950",
            missing="Null: told in kronor alone.",
        ),
    ),
    ("year", "committee", "administration"),
)
POPULATION = Table(
    "population",
    "Residents by year, one-year age and sex",
    (
        replace(YEAR, what="residents of 31 December of this calendar year"),
        Column(
            "age",
            "int64",
            "years of age on that day; 100 = 100 and over",
            "years",
            low=0,
            high=100,
            example="82",
            missing="The row is quarantined.",
        ),
        SEX,
        number(
            "persons",
            "residents; a projection may hold parts of one",
            "persons",
            low=0,
            example="417",
            missing="The row is quarantined; without the table needs do not follow residents.",
        ),
        text(
            "kind",
            "whether it was counted or is a projection",
            POPULATION_KINDS,
            example="observed",
            missing="Taken as observed.",
        ),
        text(
            "variant",
            "which of several projections it is; `main`, or `observed` where counted",
            example="main",
            missing="The source's own variant in the config.",
        ),
        date(
            "known_from",
            "day on which the projection was published, so that the past is forecast with what was known then",
            True,
            example="2025-05-20",
            missing="Null where counted; a projection's row without it is quarantined.",
        ),
    ),
    ("variant", "known_from", "year", "age", "sex"),
)
PEERS = Table(
    "peers",
    "Figures of similar municipalities, to stand beside one's own",
    (
        YEAR,
        text(
            "municipality",
            "whose figure it is, by name",
            example="Norrköping",
            missing="The row is quarantined.",
        ),
        text(
            "measure",
            "what is measured, by the title its publisher gives it",
            example="Lärare med legitimation i grundskolan, andel (%)",
            missing="The row is quarantined.",
        ),
        number(
            "value",
            "the figure in its publisher's unit",
            nullable=True,
            example="71.4",
            missing="Null: the publisher has none for that year.",
        ),
        text(
            "source",
            "who publishes it, and under which number",
            example="Kolada N15031",
            missing="The source's name in the config.",
        ),
    ),
    ("year", "municipality", "measure", "source"),
)
