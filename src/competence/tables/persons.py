"""Tables left of the waist that hold persons: who is employed, away, at work, qualified."""

from __future__ import annotations

from competence.schema import Column, Table, date, number, small, text
from competence.vocabulary import (
    ABSENCE_KINDS,
    AGREEMENTS,
    BASES,
    CONTRACTS,
    EXIT_REASONS,
    HOUR_KINDS,
    LEVELS,
    SEXES,
)

EMPLOYMENTS = Table(
    "employments",
    "One row a spell: one person in one position without change of place, occupation, contract or share",
    (
        text("person", "keyed pseudonym, 16 hex"),
        text("employment", "employment id, pseudonymised"),
        text("administration", "administration id in today's organisation"),
        text("unit", "unit as delivered"),
        text("occupation", "occupation group id"),
        text("title", "title as delivered"),
        text("agreement", "collective agreement", AGREEMENTS),
        text("contract", "form of employment", CONTRACTS),
        number("contract_share", "contracted share of full time", "share", True, 0, 1),
        text("sex", "legal sex", SEXES),
        small("birth_year", "year of birth", "year", 1900, 2100),
        text("manager_level", "responsibility level", LEVELS),
        date("start", "first day"),
        date("end", "last day; null = still there", True),
        text("exit_reason", "why it ended, mended by rule", EXIT_REASONS, True),
        text("exit_reason_delivered", "why it ended, as coded in the delivery", EXIT_REASONS, True),
        date("hired", "first day with the employer", True),
        Column("left_censored", "bool", "the spell was there at the first snapshot"),
        Column("right_censored", "bool", "the spell was there at the last snapshot or the delivery's date"),
        text("source_file", "file the row came from"),
        Column("source_row", "int64", "line in that file", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ABSENCES = Table(
    "absences",
    "One row a period of absence",
    (
        text("person", "keyed pseudonym"),
        text("kind", "kind of absence", ABSENCE_KINDS),
        number("extent", "share of the employment absent", "share", low=0, high=1),
        date("start", "first day"),
        date("end", "last day; null = goes on", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
HOURS = Table(
    "hours",
    "Hours worked by person and month",
    (
        text("person", "keyed pseudonym"),
        date("period", "month end"),
        text("administration", "administration id"),
        text("occupation", "occupation group id"),
        text("kind", "ordinary or hourly paid", HOUR_KINDS),
        number("hours", "hours worked", "hours", low=0),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUALIFICATIONS = Table(
    "qualifications",
    "One row a proof of competence",
    (
        text("person", "keyed pseudonym"),
        text("qualification", "id in the catalogue"),
        text("scope", "subject, school form or language level", nullable=True),
        text("basis", "what proves it", BASES),
        date("valid_from", "first day", True),
        date("valid_to", "last day; null = no end", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
