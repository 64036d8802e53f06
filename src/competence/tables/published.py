"""The published cube."""

from __future__ import annotations

from competence.schema import Table, date, number, text
from competence.tables.common import CELL_OR_ALL, COMPUTED
from competence.vocabulary import UNKNOWN

_SHOWN = "Null where the figure is protected: it is then joined with others, a band, or withheld."

PUBLISHED = Table(
    "published",
    "The cube: the only figures that may be handed out",
    (
        text(
            "edition",
            "issue of the pages that the figure stands in",
            example="2025-12-1f0c9a3e",
            missing=COMPUTED,
        ),
        text("table", "where on the pages it stands", example="today", missing=COMPUTED),
        date(
            "period",
            "last day of what the figure is of",
            True,
            example="2025-12-31",
            missing="Null: it is of no single period.",
        ),
        CELL_OR_ALL[0],
        text(
            "group",
            "row of one or more occupations that is shown together, `*` = all staff",
            example="nurse",
            missing=COMPUTED,
        ),
        text(
            "by",
            "what splits it further: sex, age band, cause …",
            example="sex",
            missing="`none`: it is not split.",
        ),
        text("category", "part of that split, `*` = whole", example="female", missing=COMPUTED),
        text("measure", "what is counted or reckoned", example="headcount", missing=COMPUTED),
        number(
            "value", "figure that may be shown, alone or joined", nullable=True, example="146", missing=_SHOWN
        ),
        number(
            "p10",
            "lower end of what comes eight times of ten",
            nullable=True,
            example="12",
            missing="Null: observed, or protected.",
        ),
        number(
            "p90",
            "upper end of what comes eight times of ten",
            nullable=True,
            example="31",
            missing="Null: observed, or protected.",
        ),
        number(
            "low",
            "lowest figure of the band that stands instead",
            nullable=True,
            example="0",
            missing="Null: it is no band.",
        ),
        number(
            "high",
            "first figure above the band that stands instead",
            nullable=True,
            example="10",
            missing="Null: it is no band.",
        ),
        text(
            "state",
            "whether the figure itself is seen, or what stands in its place",
            ("shown", "band", "joined", "withheld", UNKNOWN),
            example="shown",
            missing=COMPUTED,
        ),
        text(
            "joined_with",
            "those whose figures are summed in it, parted by `|`",
            nullable=True,
            example="kultur|samhalle",
            missing="Null: it stands for itself.",
        ),
    ),
    ("table", "period", "administration", "group", "by", "category", "measure"),
)
