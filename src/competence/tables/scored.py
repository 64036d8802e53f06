"""Tables of how good the forecast is: back-test, calibration, shelf life, ledger."""

from __future__ import annotations

from competence.schema import Column, Table, date, number, text
from competence.tables.common import SUMMARY
from competence.vocabulary import ANNUAL_QUANTITIES, BANDS, BASIS, LEDGER_ENTRIES, METHODS, QUANTILES, SCORED

BACKTEST = Table(
    "backtest",
    "Forecasts of the past beside what came",
    (
        date("origin", "last period the forecast knew"),
        Column("horizon", "int64", "months ahead", "months", low=1),
        text("administration", "administration id, * = all"),
        text("occupation", "occupation group id, * = all"),
        text("quantity", "quantity", SCORED),
        text("method", "method", METHODS),
        number("forecast", "mean"),
        *(number(name, f"quantile {q:g}") for name, q in QUANTILES.items()),
        number("actual", "what came"),
        number("crps", "continuous ranked probability score", low=0),
        number("p_below", "forecast probability of less than what came", low=0, high=1),
        number("p_at", "forecast probability of just what came", low=0, high=1),
        number("p_closed", "forecast probability of its own closed 80 % interval", low=0, high=1),
        number("scale", "mean absolute change from year to year before the origin", nullable=True, low=0),
        number("staff", "headcount of the series at the origin", "persons", low=0),
        text(
            "data",
            "known then from a kept delivery, or today's revised figures of the time",
            ("kept", "revised"),
        ),
    ),
    ("origin", "method", "quantity", "horizon", "administration", "occupation"),
)
BACKTEST_SCORES = Table(
    "backtest_scores",
    "The back-test in figures, by method, quantity and horizon, over cells and origins",
    (
        text("method", "method", METHODS),
        text("quantity", "quantity", SCORED),
        Column("horizon", "int64", "months ahead", "months", low=1),
        text("level", "cells, administrations or municipality", ("cells", "administrations", "municipality")),
        Column("origins", "int64", "origins", low=1),
        Column("series", "int64", "series scored", low=1),
        number("crps", "mean continuous ranked probability score", low=0),
        number("interval_score", "mean score of the 80 % intervals", low=0),
        number("pinball", "mean pinball loss over the printed quantiles", low=0),
        number("wape", "sum of absolute errors over the sum of what came", nullable=True, low=0),
        number("bias", "sum of errors over the sum of what came", nullable=True),
        number("relmae", "mean absolute error against the last value's", nullable=True, low=0),
        number("mase", "mean absolute scaled error, series of scale nought left out", nullable=True, low=0),
        Column("scale_nought", "int64", "forecasts left out of it", low=0),
        number("coverage", "share of outcomes in the 80 % intervals, randomised", low=0, high=1),
        number("coverage_95", "the same of the 95 % intervals", low=0, high=1),
        number("closed", "share in the closed 80 % intervals", low=0, high=1),
        number("closed_ideal", "what a perfect forecaster would get of that", low=0, high=1),
    ),
    ("method", "quantity", "horizon", "level"),
)
CALIBRATION = Table(
    "calibration",
    "Factors on the draws' deviation from their mean, learnt from the back-test",
    (
        text("quantity", "quantity", SCORED),
        text("band", "band of horizons", BANDS),
        number("factor", "factor; 1 = as modelled", low=0),
        Column("origins", "int64", "origins it rests on; 0 = taken from the longest tested band", low=0),
    ),
    ("quantity", "band"),
)
SHELF_LIFE = Table(
    "shelf_life",
    "How many years ahead a forecast has held, by the back-test",
    (
        text("quantity", "quantity", SCORED),
        Column("horizon", "int64", "years ahead", "years", low=1),
        Column("origins", "int64", "origins tested", low=0),
        number("hit_rate", "share of cells within the tolerance", "share", True, 0, 1),
        number("low", "lower end of its 80 % interval, origins as clusters", "share", True, 0, 1),
        text("verdict", "whether it holds", ("holds", "does_not_hold", "not_tested")),
    ),
    ("quantity", "horizon"),
)
LEDGER = Table(
    "ledger",
    "Every forecast ever issued from this folder, and what came; no row is ever changed",
    (
        text("entry", "issued, or scored once what was forecast has come", LEDGER_ENTRIES),
        text("issued_edition", "forecast it was issued with"),
        text("inputs_hash", "hash of what it was made from"),
        date("origin", "last observed period"),
        date("period", "period end"),
        text("administration", "administration id, * = all"),
        text("occupation", "occupation group id, * = all"),
        text("scenario", "scenario id"),
        text("quantity", "quantity", ANNUAL_QUANTITIES),
        text("basis", "what the figure rests on", BASIS),
        *SUMMARY,
        number("actual", "what came", nullable=True),
        number("crps", "continuous ranked probability score, from the quantiles", nullable=True, low=0),
        number("p_below", "forecast probability of less than what came", nullable=True, low=0, high=1),
        number("p_at", "forecast probability of just what came", nullable=True, low=0, high=1),
    ),
    ("issued_edition", "entry", "administration", "occupation", "scenario", "quantity", "period"),
)
