"""Columns that several tables share."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, date, number, small, text
from competence.vocabulary import CONTRACTS, LEVELS, QUANTILES, SEXES

PERSON = text(
    "person",
    "who it is about, as a keyed code of 16 figures and letters; the same in all files of a project",
    example="9f3c01d2a47be650",
    missing="The row is quarantined: without an identity number it can be tied to nobody.",
)
ORIGIN = (
    text(
        "source_file",
        "name of the delivered file, below the raw folder",
        example="heroma_anstallningar_2026-01-10.csv",
        missing="Never: it is noted while reading.",
    ),
    Column(
        "source_row",
        "int64",
        "where in the file it stands: line, row or record number",
        "line",
        low=1,
        example="1042",
        missing="Never: it is noted while reading.",
    ),
)
ADMINISTRATION = text(
    "administration",
    "part of the municipality's organisation (förvaltning) that it belongs to today, by its id in the config",
    example="vard",
    missing="`unknown`: counted in the municipality's totals, in no administration's own.",
)
OCCUPATION = text(
    "occupation",
    "group of titles (yrkesgrupp) that is forecast together, by its id in the config",
    example="nurse",
    missing="`unknown`: counted in totals; the quality page tells how many and which titles.",
)
CELL = (ADMINISTRATION, OCCUPATION)
CELL_OR_ALL = (
    replace(ADMINISTRATION, what=ADMINISTRATION.what + "; `*` = the whole municipality"),
    replace(OCCUPATION, what=OCCUPATION.what + "; `*` = all groups"),
)
UNIT = text(
    "unit",
    "workplace (enhet) as the delivery calls it",
    example="Hemtjänst Björken",
    missing="Empty: nothing can be told of its manager, its survey or its own turnover.",
)
CONTRACT = text(
    "contract",
    "form of employment (anställningsform)",
    CONTRACTS,
    example="permanent",
    missing="`unknown`: counted as monthly-paid staff, in rates of its own.",
)
SEX = text(
    "sex",
    "legal sex, from the identity number where the file does not say it",
    SEXES,
    example="female",
    missing="`unknown`: rates and figures are then of both together.",
)
LEVEL = text(
    "manager_level",
    "responsibility letter of AID (ansvarskod): A, B or C lead others, `none` does not",
    LEVELS,
    example="C",
    missing="`unknown`: managers are then found by title, and the programme's coverage by course records alone.",
)
YEAR = Column(
    "year",
    "int64",
    "calendar year that the figures are of",
    "year",
    example="2025",
    missing="The row is quarantined: it cannot be placed in time.",
)
PRICE_LEVEL = Column(
    "price_level",
    "int64",
    "the year whose kronor they are: prices are fixed at it",
    "year",
    example="2025",
    missing="Taken to be the prices of the row's own year.",
)
ROUND = text(
    "round",
    "one asking of the staff survey (mätomgång), as its files call it",
    example="2025",
    missing="The row is quarantined: answers of different times cannot be kept apart.",
)
RESPONDENTS = Column(
    "respondents",
    "int64",
    "persons who answered",
    "persons",
    low=0,
    example="17",
    missing="Taken as none: means of fewer than five are not used.",
)
REQUIREMENT = text(
    "requirement",
    "what somebody in the occupation must be qualified in, by its id in the config",
    example="nurse_licence",
    missing="Never: without requirements in the config the table is not made.",
)
DIMENSIONS = (
    *CELL,
    CONTRACT,
    SEX,
    small(
        "age",
        "calendar year less year of birth at the period's end",
        "years",
        0,
        120,
        example="43",
        missing="Null: the model pools over ages, and says that retirements cannot follow the cohorts.",
    ),
    small(
        "tenure",
        "whole years since the first day with the employer (anställningstid)",
        "years",
        0,
        70,
        example="6",
        missing="Null: the higher turnover of the newly hired cannot be told apart.",
    ),
    LEVEL,
)
DIMENSION_KEY = tuple(c.name for c in DIMENSIONS)
_UNKNOWN_BASIS = "Null exactly where the basis is `unknown`."
_MEAN = "what is expected: the mean over all simulated futures"
SUMMARY = (
    number("mean", _MEAN, nullable=True, example="41.6", missing=_UNKNOWN_BASIS),
    *(
        number(
            name,
            f"{q * 100:g} simulated futures of a hundred lie at or below it",
            nullable=True,
            example="38.0",
            missing=_UNKNOWN_BASIS,
        )
        for name, q in QUANTILES.items()
    ),
)
INTERVAL = (
    number("mean", _MEAN, example="41.6", missing="Never: it is computed."),
    number(
        "p10",
        "one simulated future of ten lies at or below it",
        example="30.1",
        missing="Never: it is computed.",
    ),
    number(
        "p90",
        "nine simulated futures of ten lie at or below it",
        example="55.9",
        missing="Never: it is computed.",
    ),
)
COMPUTED = "Never: it is computed."
PERIOD = date(
    "period",
    "last day of the month, or of the year where the source tells years",
    example="2025-12-31",
    missing="The row is quarantined: it cannot be placed in time.",
)
PERIOD_COUNTED = replace(PERIOD, missing="Never: periods are those that the employments cover.")
ORIGIN_PERIOD = date(
    "origin", "last observed period that the forecast starts from", example="2025-12-31", missing=COMPUTED
)
AHEAD_PERIOD = date(
    "period", "end of the month or year that is forecast", example="2027-12-31", missing=COMPUTED
)
