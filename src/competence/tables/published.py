"""The published cube."""

from __future__ import annotations

from competence.schema import Table, date, number, text
from competence.vocabulary import UNKNOWN

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
