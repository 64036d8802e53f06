"""Columns that several tables share."""

from __future__ import annotations

from competence.schema import number, small, text
from competence.vocabulary import CONTRACTS, LEVELS, QUANTILES, SEXES

CELL = (
    text("administration", "administration id in today's organisation"),
    text("occupation", "occupation group id"),
)
DIMENSIONS = (
    *CELL,
    text("contract", "form of employment", CONTRACTS),
    text("sex", "legal sex", SEXES),
    small("age", "age at the period's end", "years", 0, 120),
    small("tenure", "whole years with the employer", "years", 0, 70),
    text("manager_level", "responsibility level A, B or C, none for staff", LEVELS),
)
DIMENSION_KEY = tuple(c.name for c in DIMENSIONS)
SUMMARY = (
    number("mean", "mean", nullable=True),
    *(number(name, f"quantile {q:g}", nullable=True) for name, q in QUANTILES.items()),
)
INTERVAL = (
    number("mean", "mean"),
    number("p10", "quantile 0.1"),
    number("p90", "quantile 0.9"),
)
