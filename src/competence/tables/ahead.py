"""Tables right of the waist: what is forecast, why, and what would change it."""

from __future__ import annotations

from competence.schema import Column, Table, date, number, text
from competence.tables.common import INTERVAL, SUMMARY
from competence.vocabulary import (
    ANNUAL_QUANTITIES,
    BASIS,
    COMPETENCE_QUANTITIES,
    DRIVERS,
    LAYERS,
    MONTHLY_QUANTITIES,
    REACHES,
    REVISIONS,
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
            *SUMMARY,
        ),
        ("administration", "occupation", *(c.name for c in extra), "scenario", "quantity", "period"),
    )


NEEDS_ANNUAL = _needs("needs_annual", "Forecast by year", ANNUAL_QUANTITIES)
NEEDS_MONTHLY = _needs("needs_monthly", "Forecast by month", MONTHLY_QUANTITIES)
COMPETENCE_NEEDS = _needs(
    "competence_needs", "Forecast of competence by year", COMPETENCE_QUANTITIES,
    text("requirement", "requirement id"),
)  # fmt: skip
DRIVER_TABLE = Table(
    "drivers",
    "What the recruitment need up to a horizon is made of; the drivers of a cell sum to it",
    (
        date("origin", "last observed period"),
        text("administration", "administration id, * = all"),
        text("occupation", "occupation group id, * = all"),
        Column("horizon", "int64", "years from the origin", "years", low=1),
        text("driver", "driver", DRIVERS),
        text("reach", "near the manager or outside", REACHES),
        *INTERVAL,
    ),
    ("administration", "occupation", "horizon", "driver"),
)
REVISION_TABLE = Table(
    "revisions",
    "Why a forecast says something else than the one before: the steps sum to the change",
    (
        date("origin", "last observed period of the later forecast"),
        date("earlier", "last observed period of the earlier one"),
        date("period", "what was forecast"),
        text("administration", "administration id, * = all"),
        text("quantity", "quantity", ANNUAL_QUANTITIES),
        text("step", "what changed", REVISIONS),
        number("mean", "change of the mean"),
    ),
    ("administration", "quantity", "period", "step"),
)
SCENARIO_TABLE = Table(
    "scenario_differences",
    "Scenarios against the base, with common random numbers: the interval is that of the difference",
    (
        date("origin", "last observed period"),
        date("period", "period end"),
        text("administration", "administration id, * = all"),
        text("occupation", "occupation group id, * = all"),
        text("requirement", "requirement id, * where it is a quantity of people"),
        text("scenario", "scenario id"),
        text("quantity", "quantity", tuple(dict.fromkeys((*ANNUAL_QUANTITIES, *COMPETENCE_QUANTITIES)))),
        *INTERVAL,
        number("cost_sek", "cost in the year, where the scenario states one", "SEK", True),
    ),
    ("scenario", "administration", "occupation", "requirement", "quantity", "period"),
)
PLAN_YEARS = Table(
    "plan_years",
    "The yearly plan table: what the required staff costs against the committee's frame, in fixed prices",
    (
        Column("year", "int64", "calendar year", "year"),
        text("committee", "committee id"),
        number("required_fte", "required, contracted", "FTE", low=0),
        number("sek", "required FTE at its cost", "SEK", True),
        number("frame_sek", "budget frame", "SEK", True),
        number("deviation_sek", "cost less frame", "SEK", True),
        number("p10", "quantile 0.1 of the deviation", "SEK", True),
        number("p90", "quantile 0.9 of the deviation", "SEK", True),
        Column("price_level", "Int64", "year whose prices it is in", "year", True),
    ),
    ("year", "committee"),
)
LAYER_TABLE = Table(
    "layers",
    "Whose the width of the intervals is: shares of the variance, they sum to 1",
    (
        date("origin", "last observed period"),
        Column("horizon", "int64", "years from the origin", "years", low=1),
        text("administration", "administration id, * = all"),
        text("quantity", "quantity", ANNUAL_QUANTITIES),
        text("layer", "layer of uncertainty", LAYERS),
        number("share", "share of the variance", "share", low=-0.5, high=1.5),
    ),
    ("administration", "quantity", "horizon", "layer"),
)
