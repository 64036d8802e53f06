"""What later deliveries changed of the past: counts, no persons."""

from __future__ import annotations

from competence.schema import Column, Table, count, date, text
from competence.tables.common import ADMINISTRATION

CHANGES = ("added", "gone", "changed", "rolled_out")
_NEVER = "Never: a delivery is kept with it."

DELIVERY_CHANGES = Table(
    "delivery_changes",
    "Rows that a delivery changed of what the one before had told of months that had ended by then",
    (
        text(
            "source",
            "delivery that changed something, by its name in the config",
            example="heroma",
            missing=_NEVER,
        ),
        date("earlier", "day of the delivery that told it first", example="2026-01-10", missing=_NEVER),
        date("later", "day of the delivery that tells it otherwise", example="2026-02-10", missing=_NEVER),
        text(
            "month",
            "month or year that the rows are about, by their own date",
            example="2025-11",
            missing="`undated`: the row bears no date, so that it cannot be told which month it changes.",
        ),
        text(
            "change",
            "added: was not there before; gone: is there no more; changed: says something else; "
            "rolled_out: older than all that the later delivery holds",
            CHANGES,
            example="changed",
            missing="Never: only rows that differ are counted.",
        ),
        text(
            "column",
            "column (our word for it) that says something else",
            example="end",
            missing="`*`: the whole row came or went.",
        ),
        Column(
            "rows",
            "int64",
            "how many rows of the month were changed so",
            "rows",
            low=1,
            example="4",
            missing="Never.",
        ),
    ),
    ("source", "month", "change", "column"),
)
PAST_COUNTS = Table(
    "past_counts",
    "Periods that had ended, whose counts are not what they were with the deliveries before",
    (
        date("period", "last day of the month or year", example="2025-11-30", missing="Never."),
        ADMINISTRATION,
        count(
            "headcount_before",
            "monthly-paid staff on that day as counted before",
            example="412",
            missing="Never.",
        ),
        count(
            "headcount_after",
            "monthly-paid staff on that day as counted now",
            example="415",
            missing="Never.",
        ),
        count("exits_before", "who left in it as counted before", example="3", missing="Never."),
        count("exits_after", "who left in it as counted now", example="5", missing="Never."),
        Column(
            "same_config",
            "bool",
            "whether municipality.toml said the same both times; else it may be what made the difference",
            example="true",
            missing="Never.",
        ),
    ),
    ("period", "administration"),
)
