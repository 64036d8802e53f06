"""Counts as they are delivered at the waist, before ages are single years; and how well their totals agree."""

from __future__ import annotations

from competence.schema import Column, Table, number, small, text
from competence.tables.common import CELL, CONTRACT, LEVEL, REQUIREMENT, SEX
from competence.vocabulary import STATUSES

_TABLES = ("stock", "flows", "competence_stock")
_SOURCE = text(
    "source",
    "delivery that the figure is of, by its name in the config",
    example="staff_counts",
    missing="Never.",
)
_TABLE = text("table", "which table the figure belongs to", _TABLES, example="stock", missing="Never.")
_MEASURE = text(
    "measure",
    "what is counted: heads, FTE, or the word of a flow",
    example="resignation",
    missing="Never: figures that the config does not name are not read.",
)
_WRITTEN = text(
    "written",
    "the heading or word under which the file tells the figure",
    example="Avg egen begäran",
    missing="Never.",
)
COUNTED = Table(
    "counted",
    "Counts of a delivery without its totals, by administration and occupation group of today",
    (
        _SOURCE,
        _TABLE,
        Column(
            "period",
            "datetime64[us]",
            "month or year end that the count is of; of flows, the end of their interval",
            "date",
            example="2025-12-31",
            missing="The row is quarantined.",
        ),
        *CELL,
        CONTRACT,
        SEX,
        small(
            "age_from",
            "youngest age of the group",
            "years",
            0,
            120,
            example="30",
            missing="Null: the group has no lower end, or no age is told.",
        ),
        small(
            "age_to",
            "oldest age of the group",
            "years",
            0,
            120,
            example="39",
            missing="Null: the group has no upper end, or no age is told.",
        ),
        small(
            "tenure",
            "whole years with the employer",
            "years",
            0,
            70,
            example="7",
            missing="Null: rates are then of all tenures together.",
        ),
        LEVEL,
        Column(
            REQUIREMENT.name, "str", REQUIREMENT.what, nullable=True, example=REQUIREMENT.example,
            missing="Null in counts of staff and flows.",
        ),
        Column(
            "status", "str", "how they stand to the requirement", nullable=True, allowed=STATUSES,
            example="meets", missing="Null in counts of staff and flows.",
        ),
        _MEASURE,
        _WRITTEN,
        number("value", "the figure, hidden ones estimated", "persons or FTE", low=0, example="12",
               missing="A blank figure is nought."),
        Column("hidden", "int64", "cells in it that the sender had hidden", "cells", low=0, example="2",
               missing="0: nothing was hidden."),
        number("estimated", "how much of the figure stands in hidden cells", "persons or FTE", low=0,
               example="3", missing="0: nothing was hidden."),
    ),
    (
        "source", "table", "period", "administration", "occupation", "contract", "sex", "age_from", "age_to",
        "tenure", "manager_level", "requirement", "status", "measure", "written",
    ),
)  # fmt: skip
RECONCILED = Table(
    "reconciled",
    "How much of each figure of a source was hidden, and whether its parts add up to its totals",
    (
        _SOURCE,
        _TABLE,
        _MEASURE,
        _WRITTEN,
        Column("cells", "int64", "parts that hold anything, over all periods", "cells", low=0, example="11040",
               missing="Never."),
        Column("hidden", "int64", "of them hidden by the sender", "cells", low=0, example="7011",
               missing="0: nothing was hidden."),
        number("estimated", "what the hidden ones are estimated at", "persons or FTE", low=0, example="15033",
               missing="0: nothing was hidden."),
        number("counted", "the figure over all parts and periods", "persons or FTE", low=0, example="98012",
               missing="Never."),
        Column("totals", "int64", "totals that the source tells of it", "totals", low=0, example="3600",
               missing="0: nothing proves the estimate; hidden cells take the middle of their range."),
        Column("exact_totals", "int64", "of them not hidden", "totals", low=0, example="2710",
               missing="0: every total is itself a range."),
        number("beyond_parts", "what totals hold that no part tells of", "persons or FTE", low=0, example="0",
               missing="0: the parts hold all."),
        number("short_of_parts", "what parts hold beyond their totals", "persons or FTE", low=0, example="0",
               missing="0: the totals hold all."),
    ),
    ("source", "table", "measure", "written"),
)  # fmt: skip
