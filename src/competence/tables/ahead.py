"""Tables right of the waist: what is forecast, why, and what would change it."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, date, number, text
from competence.tables.common import (
    AHEAD_PERIOD,
    CELL_OR_ALL,
    COMPUTED,
    INTERVAL,
    ORIGIN_PERIOD,
    REQUIREMENT,
    SUMMARY,
)
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

_PLACE, _GROUP = CELL_OR_ALL
_SCENARIO = text(
    "scenario",
    "what is assumed: `base`, the association's `standard_model`, or a scenario of the config by its id",
    example="base",
    missing=COMPUTED,
)
_HORIZON = Column(
    "horizon",
    "int64",
    "years ahead of the last observed period",
    "years",
    low=1,
    example="5",
    missing=COMPUTED,
)


def _quantity(allowed) -> Column:
    return text(
        "quantity",
        "what is forecast: staff, needs, gaps or movements",
        allowed,
        example=allowed[0],
        missing=COMPUTED,
    )


def _needs(name, what, quantities, *extra):
    return Table(
        name,
        what,
        (
            ORIGIN_PERIOD,
            AHEAD_PERIOD,
            *CELL_OR_ALL,
            *extra,
            _SCENARIO,
            _quantity(quantities),
            text(
                "basis",
                "what the figure rests on: known, today's staffing taken to be right, or little of its own material",
                BASIS,
                example="known",
                missing=COMPUTED,
            ),
            *SUMMARY,
        ),
        ("administration", "occupation", *(c.name for c in extra), "scenario", "quantity", "period"),
    )


NEEDS_ANNUAL = _needs("needs_annual", "Forecast by year", ANNUAL_QUANTITIES)
NEEDS_MONTHLY = _needs("needs_monthly", "Forecast by month", MONTHLY_QUANTITIES)
COMPETENCE_NEEDS = _needs(
    "competence_needs", "Forecast of competence by year", COMPETENCE_QUANTITIES, REQUIREMENT
)
DRIVER_TABLE = Table(
    "drivers",
    "What the recruitment need up to a horizon is made of; the drivers of a cell sum to it",
    (
        ORIGIN_PERIOD,
        *CELL_OR_ALL,
        _HORIZON,
        text(
            "driver",
            "part of the need: residents, staffing, or why people leave",
            DRIVERS,
            example="resignation",
            missing=COMPUTED,
        ),
        text(
            "reach",
            "whether the nearest manager can do something about it (config), or it lies outside",
            REACHES,
            example="near",
            missing=COMPUTED,
        ),
        *INTERVAL,
    ),
    ("administration", "occupation", "horizon", "driver"),
)
REVISION_TABLE = Table(
    "revisions",
    "Why a forecast says something else than the one before: the steps sum to the change",
    (
        replace(ORIGIN_PERIOD, what="last observed period of the later forecast"),
        date(
            "earlier",
            "last observed period of the forecast before it",
            example="2025-11-30",
            missing=COMPUTED,
        ),
        AHEAD_PERIOD,
        _PLACE,
        _quantity(ANNUAL_QUANTITIES),
        text(
            "step",
            "which change: of data, projection, assumptions or model",
            REVISIONS,
            example="new_data",
            missing=COMPUTED,
        ),
        number("mean", "by how much the step moved what is expected", example="-3.4", missing=COMPUTED),
    ),
    ("administration", "quantity", "period", "step"),
)
SCENARIO_TABLE = Table(
    "scenario_differences",
    "Scenarios against the base, with common random numbers: the interval is that of the difference",
    (
        ORIGIN_PERIOD,
        AHEAD_PERIOD,
        *CELL_OR_ALL,
        replace(REQUIREMENT, what=REQUIREMENT.what + "; `*` where it is about people"),
        _SCENARIO,
        _quantity(tuple(dict.fromkeys((*ANNUAL_QUANTITIES, *COMPETENCE_QUANTITIES)))),
        *INTERVAL,
        number(
            "cost_sek",
            "kronor that the scenario takes in the year",
            "SEK",
            True,
            example="4000000",
            missing="Null: the config states no cost for the scenario.",
        ),
    ),
    ("scenario", "administration", "occupation", "requirement", "quantity", "period"),
)
_NO_COST = "Null where costs are not delivered."
_NO_FRAME = "Null where costs or frames are not delivered, or are in prices of different years."


def _deviation(name: str, what: str, example: str) -> Column:
    return number(name, what, "SEK", True, example=example, missing=_NO_FRAME)


PLAN_YEARS = Table(
    "plan_years",
    "The yearly plan table: what the required staff costs against the committee's frame, in fixed prices",
    (
        Column("year", "int64", "calendar year that is planned", "year", example="2027", missing=COMPUTED),
        text(
            "committee",
            "political board (nämnd) that hands in the plan, by its id in the config",
            example="von",
            missing=COMPUTED,
        ),
        number(
            "required_fte",
            "contracted full-time equivalents needed in the middle of the year",
            "FTE",
            low=0,
            example="2980.4",
            missing=COMPUTED,
        ),
        number(
            "sek",
            "those at what a full-time equivalent costs",
            "SEK",
            True,
            example="1910000000",
            missing=_NO_COST,
        ),
        number(
            "frame_sek",
            "kronor that the committee may use for staff (ram)",
            "SEK",
            True,
            example="1840000000",
            missing="Null where no frame is delivered.",
        ),
        _deviation("deviation_sek", "cost less frame; above nought = the frame does not suffice", "70000000"),
        _deviation("p10", "one simulated deviation of ten lies at or below it", "31000000"),
        _deviation("p90", "nine simulated deviations of ten lie at or below it", "108000000"),
        Column(
            "price_level",
            "Int64",
            "the year whose kronor they are",
            "year",
            True,
            example="2025",
            missing="Null where neither costs nor frames are delivered.",
        ),
    ),
    ("year", "committee"),
)
LAYER_TABLE = Table(
    "layers",
    "Whose the width of the intervals is: shares of the variance, they sum to 1",
    (
        ORIGIN_PERIOD,
        _HORIZON,
        _PLACE,
        _quantity(ANNUAL_QUANTITIES),
        text(
            "layer",
            "where the doubt comes from: rates, years, residents, or chance among individuals",
            LAYERS,
            example="years",
            missing=COMPUTED,
        ),
        number(
            "share",
            "part of the variance that is its own; small ones may come out below nought",
            "share",
            low=-0.5,
            high=1.5,
            example="0.41",
            missing=COMPUTED,
        ),
    ),
    ("administration", "quantity", "horizon", "layer"),
)
