"""Tables of how good the forecast is: back-test, calibration, shelf life, ledger."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, number, text
from competence.tables.common import AHEAD_PERIOD, CELL_OR_ALL, COMPUTED, ORIGIN_PERIOD, SUMMARY
from competence.vocabulary import ANNUAL_QUANTITIES, BANDS, BASIS, LEDGER_ENTRIES, METHODS, QUANTILES, SCORED

_QUANTITY = text("quantity", "what was forecast and then counted", SCORED, example="exits", missing=COMPUTED)
_METHOD = text(
    "method", "how it was forecast: our model, or what others do", METHODS, example="ours", missing=COMPUTED
)
_MONTHS = Column(
    "horizon",
    "int64",
    "months from the origin to what was forecast",
    "months",
    low=1,
    example="24",
    missing=COMPUTED,
)
_YEARS = Column(
    "horizon",
    "int64",
    "years from the origin to what was forecast",
    "years",
    low=1,
    example="2",
    missing=COMPUTED,
)


def _score(
    name: str, what: str, example: str, nullable: bool = False, low: float | None = 0, high=None
) -> Column:
    missing = "Null where there is nothing to divide by." if nullable else COMPUTED
    return number(name, what, nullable=nullable, low=low, high=high, example=example, missing=missing)


def _times(name: str, what: str, unit: str, low: int, example: str) -> Column:
    return Column(name, "int64", what, unit, low=low, example=example, missing=COMPUTED)


BACKTEST = Table(
    "backtest",
    "Forecasts of the past beside what came",
    (
        replace(ORIGIN_PERIOD, what="last period that the forecast was allowed to know"),
        _MONTHS,
        *CELL_OR_ALL,
        _QUANTITY,
        _METHOD,
        number("forecast", "what was expected, as a mean", example="38.2", missing=COMPUTED),
        *(
            number(
                name,
                f"{q * 100:g} of a hundred forecast outcomes lie at or below it",
                example="33",
                missing=COMPUTED,
            )
            for name, q in QUANTILES.items()
        ),
        number("actual", "count that came in the end", example="41", missing=COMPUTED),
        _score("crps", "distance of the whole forecast distribution from what came; 0 is best", "3.1"),
        _score("p_below", "chance that the forecast gave to less than what came", "0.62", high=1),
        _score("p_at", "chance that the forecast gave to exactly what came", "0.06", high=1),
        _score(
            "p_closed",
            "chance that the forecast gave to its own interval of eight times of ten, ends counted",
            "0.84",
            high=1,
        ),
        _score("scale", "mean absolute change from year to year before the origin", "5.5", True),
        number(
            "staff",
            "heads of the series when the forecast was made",
            "persons",
            low=0,
            example="412",
            missing=COMPUTED,
        ),
        text(
            "data",
            "whether the material is a delivery kept from then, or today's revised figures of that time",
            ("kept", "revised"),
            example="revised",
            missing=COMPUTED,
        ),
    ),
    ("origin", "method", "quantity", "horizon", "administration", "occupation"),
)
BACKTEST_SCORES = Table(
    "backtest_scores",
    "The back-test in figures, by method, quantity and horizon, over cells and origins",
    (
        _METHOD,
        _QUANTITY,
        _MONTHS,
        text(
            "level",
            "which series are scored: cells, administrations or the whole municipality",
            ("cells", "administrations", "municipality"),
            example="cells",
            missing=COMPUTED,
        ),
        _times("origins", "points in the past that were forecast from", "", 1, "6"),
        _times("series", "cells or administrations that were scored", "", 1, "143"),
        _score("crps", "mean distance of forecast distributions from what came", "2.4"),
        _score(
            "interval_score",
            "width of the intervals of eight times of ten, with a fine for what falls outside",
            "14.0",
        ),
        _score("pinball", "mean loss over the printed quantiles", "1.1"),
        _score("wape", "absolute errors over what came, both summed", "0.18", True),
        _score(
            "bias", "errors over what came, both summed; above nought = forecast too high", "0.02", True, None
        ),
        _score(
            "relmae",
            "mean absolute error as a share of what carrying the last value forward gets",
            "0.78",
            True,
        ),
        _score(
            "mase",
            "mean absolute error over the change from year to year, series without change left out",
            "0.91",
            True,
        ),
        _times("scale_nought", "forecasts left out of that because nothing had changed before", "", 0, "12"),
        _score(
            "coverage",
            "outcomes within the interval of eight times of ten, by chance where they lie on its end",
            "0.79",
            high=1,
        ),
        _score("coverage_95", "the same of the interval of nineteen times of twenty", "0.94", high=1),
        _score("closed", "outcomes within that of eight times of ten, ends counted", "0.86", high=1),
        _score("closed_ideal", "what a perfect forecaster would get of the same", "0.87", high=1),
    ),
    ("method", "quantity", "horizon", "level"),
)
CALIBRATION = Table(
    "calibration",
    "Factors on the draws' deviation from their mean, learnt from the back-test",
    (
        _QUANTITY,
        text(
            "band",
            "months or years ahead that share one factor",
            BANDS,
            example="years_2_3",
            missing=COMPUTED,
        ),
        number(
            "factor",
            "how many times wider intervals are made; 1 = as modelled",
            low=0,
            example="1.12",
            missing="1 where nothing could be tested.",
        ),
        _times(
            "origins",
            "points in the past that it rests on; 0 = taken from the longest tested band",
            "",
            0,
            "6",
        ),
    ),
    ("quantity", "band"),
)
SHELF_LIFE = Table(
    "shelf_life",
    "How many years ahead a forecast has held, by the back-test",
    (
        _QUANTITY,
        _YEARS,
        _times("origins", "points in the past that could be tested", "", 0, "5"),
        number(
            "hit_rate",
            "cells whose forecast came within the tolerance",
            "share",
            True,
            0,
            1,
            example="0.81",
            missing="Null: not tested so far ahead.",
        ),
        number(
            "low",
            "lower end of what that share may be, eight times of ten",
            "share",
            True,
            0,
            1,
            example="0.74",
            missing="Null: not tested, or at fewer than three origins.",
        ),
        text(
            "verdict",
            "whether forecasts so far ahead may be leant on",
            ("holds", "does_not_hold", "not_tested"),
            example="holds",
            missing=COMPUTED,
        ),
    ),
    ("quantity", "horizon"),
)
_COME = "Null until what was forecast has come."


def _came(name: str, what: str, example: str, low: float | None = 0, high: float | None = None) -> Column:
    return number(name, what, nullable=True, low=low, high=high, example=example, missing=_COME)


LEDGER = Table(
    "ledger",
    "Every forecast ever issued from this folder, and what came; no row is ever changed",
    (
        text(
            "entry", "given out, or set against what came", LEDGER_ENTRIES, example="issued", missing=COMPUTED
        ),
        text(
            "issued_edition",
            "forecast that the row was given out with",
            example="2025-12-31-8c1f22ab",
            missing=COMPUTED,
        ),
        text(
            "inputs_hash",
            "short sum of all that it was made from",
            example="8c1f22ab90d4e7f1",
            missing=COMPUTED,
        ),
        ORIGIN_PERIOD,
        AHEAD_PERIOD,
        *CELL_OR_ALL,
        text("scenario", "what was assumed, by its id in the config", example="base", missing=COMPUTED),
        text(
            "quantity",
            "what was forecast: staff, needs, gaps or movements",
            ANNUAL_QUANTITIES,
            example="exits",
            missing=COMPUTED,
        ),
        text(
            "basis",
            "what the figure rests on: known, today's staffing taken to be right, or little material",
            BASIS,
            example="known",
            missing=COMPUTED,
        ),
        *SUMMARY,
        _came("actual", "count that came in the end", "41", low=None),
        _came("crps", "distance of the printed quantiles from what came; 0 is best", "3.3"),
        _came("p_below", "chance that the forecast gave to less than what came", "0.6", high=1),
        _came("p_at", "chance that the forecast gave to exactly what came", "0.05", high=1),
    ),
    ("issued_edition", "entry", "administration", "occupation", "scenario", "quantity", "period"),
)
