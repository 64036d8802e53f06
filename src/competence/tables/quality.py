"""What pictures of the input's quality are drawn from: counts and words, no persons."""

from __future__ import annotations

from competence.schema import Column, Table, date, number, text
from competence.tables.common import COMPUTED

_SOURCE = text(
    "source",
    "delivery that it is of, by its name in the config (`[sources.…]`)",
    example="heroma",
    missing=COMPUTED,
)
_SPELLS = "monthly-paid employments standing at the period's end"
COMPLETENESS = Table(
    "completeness",
    "How well each column of employments is filled in, period by period",
    (
        date("period", "month end or year end", example="2024-03-31", missing=COMPUTED),
        _SOURCE,
        text("column", "what should be told of each employment, by our name of it", example="hired", missing=COMPUTED),
        Column("spells", "int64", _SPELLS, "spells", low=0, example="3120", missing=COMPUTED),
        Column(
            "without", "int64", "of them, those of which nothing usable is told there", "spells", low=0, example="41",
            missing=COMPUTED,
        ),
    ),
    ("period", "source", "column"),
)  # fmt: skip
BREAKS_SEEN = Table(
    "breaks_seen",
    "Periods in which a series jumps against its own history, named in the config or not",
    (
        date("period", "end of the interval in which it jumps", example="2023-01-31", missing=COMPUTED),
        text(
            "kind", "what the series is of: an administration, an occupation group, `*` = the whole",
            ("administration", "occupation", "*"), example="administration", missing=COMPUTED,
        ),
        text("id", "which administration or group, `*` = the whole", example="omsorg", missing=COMPUTED),
        text(
            "what",
            "step = a number that comings and goings do not explain; leap = one period's hires or exits; "
            "shift = a year's hires or exits against the year before",
            ("step", "leap", "shift"), example="step", missing=COMPUTED,
        ),
        text("of", "which figure jumps", ("headcount", "hires", "exits"), example="headcount", missing=COMPUTED),
        number("before", "figure before, or the one to be expected", "persons", example="170", missing=COMPUTED),
        number("after", "figure that is seen", "persons", example="70", missing=COMPUTED),
        number("sure", "distance from the usual, in standard deviations", example="68.7", missing=COMPUTED),
        Column(
            "named", "bool", "a `[[break]]` or an event of demand in the config tells of it", example="False",
            missing=COMPUTED,
        ),
    ),
    ("period", "kind", "id", "what", "of"),
)  # fmt: skip
SPELLINGS = Table(
    "spellings",
    "How deliveries write the administrations, and what each way of writing was taken for",
    (
        _SOURCE,
        text("spelling", "way of writing, as it stands in the file", example="Vård & omsorg", missing=COMPUTED),
        text(
            "administration", "part of the organisation that it was taken for, by its id", example="vard",
            missing="`unknown`: nothing in the config fits; add it to aliases.",
        ),
        Column("rows", "int64", "how many rows write it so", "rows", low=0, example="2210", missing=COMPUTED),
        text("reason", "why it was taken so: id, name, alias or rule", example="alias", missing=COMPUTED),
    ),
    ("source", "spelling"),
)  # fmt: skip
