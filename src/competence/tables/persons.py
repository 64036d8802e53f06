"""Tables left of the waist that hold persons: who is employed, away, at work, qualified."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, date, number, small, text
from competence.tables.common import ADMINISTRATION, CONTRACT, LEVEL, OCCUPATION, ORIGIN, PERSON, SEX, UNIT
from competence.vocabulary import ABSENCE_KINDS, AGREEMENTS, BASES, EXIT_REASONS, HOUR_KINDS

EMPLOYMENTS = Table(
    "employments",
    "One row a spell: one person in one position without change of place, occupation, contract or share",
    (
        PERSON,
        text(
            "employment",
            "number that tells one post of a person from another, as a keyed code",
            example="3b7790c4e1d2a6f8",
            missing="The person's own code: posts held at the same time are then told apart by their rows alone.",
        ),
        ADMINISTRATION,
        UNIT,
        OCCUPATION,
        text(
            "title",
            "what the post is called (befattning), as written in the file",
            example="Undersköterska natt",
            missing="Empty: the occupation is found by code or responsibility letter, else it is `unknown`.",
        ),
        text(
            "agreement",
            "collective agreement (avtal) that pay and terms follow",
            AGREEMENTS,
            example="AB",
            missing="`unknown`: counted as staff unless a rule of who is staff says otherwise.",
        ),
        CONTRACT,
        number(
            "contract_share",
            "contracted part of full time (sysselsättningsgrad)",
            "share",
            True,
            0,
            1,
            example="0.75",
            missing="Null: counted as full time, and the quality page says for how many.",
        ),
        SEX,
        small(
            "birth_year",
            "calendar year in which the person was born, from the identity number where it tells it",
            "year",
            1900,
            2100,
            example="1979",
            missing="Null: age is not known, and retirements cannot follow the cohorts' target ages.",
        ),
        LEVEL,
        date(
            "start",
            "first day on which the row holds",
            example="2019-08-12",
            missing="The row is quarantined; snapshots do not need it.",
        ),
        date(
            "end",
            "last day on which the row holds",
            True,
            example="2024-06-30",
            missing="Null: still employed so when the file was made.",
        ),
        text(
            "exit_reason",
            "why the employment ended (avgångsorsak), after the rules of the config",
            EXIT_REASONS,
            True,
            example="resignation",
            missing="`unknown` where it ended, null where it goes on: exits without reasons make one rate of their own.",
        ),
        text(
            "exit_reason_delivered",
            "why it ended as the system has it, before the rules of the config",
            EXIT_REASONS,
            True,
            example="resignation",
            missing="Null: nothing to be mended.",
        ),
        small(
            "end_age",
            "completed years on the last day",
            "year",
            0,
            120,
            example="66",
            missing="Null: whether an own request is a retirement is then told by the year of birth.",
        ),
        date(
            "hired",
            "first day with the municipality, whatever the post was then",
            True,
            example="2016-02-01",
            missing="Taken as the person's first day in the delivery.",
        ),
        Column(
            "left_censored",
            "bool",
            "already there in the first snapshot, so that its beginning was not seen",
            example="False",
            missing="Never: it is found while reading.",
        ),
        Column(
            "right_censored",
            "bool",
            "still there in the last snapshot or on the day of the delivery, so that its end was not seen",
            example="True",
            missing="Never: it is found while reading.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
ABSENCES = Table(
    "absences",
    "One row a period away from work",
    (
        PERSON,
        text(
            "kind",
            "why somebody is away (frånvaroorsak)",
            ABSENCE_KINDS,
            example="sick",
            missing="`other`: counted as absent, neither as sick nor as parental leave.",
        ),
        number(
            "extent",
            "part of the employment that the person is away from",
            "share",
            low=0,
            high=1,
            example="0.5",
            missing="Taken as the whole.",
        ),
        date("start", "first day away", example="2025-03-03", missing="The row is quarantined."),
        date(
            "end",
            "last day away",
            True,
            example="2025-03-07",
            missing="Null: still away when the file was made.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
IDENTITY_LINKS = Table(
    "identity_links",
    "One row a number that another one took the place of",
    (
        replace(
            PERSON,
            what="who it was under the earlier number, as a keyed code",
            missing="The row is quarantined.",
        ),
        text(
            "new_person",
            "the same person under the number that took its place, as a keyed code",
            example="4be6509f3c01d2a7",
            missing="The row is quarantined.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
HOURS = Table(
    "hours",
    "Hours worked by person and month",
    (
        PERSON,
        date(
            "period",
            "last day of the month in which they were worked",
            example="2025-07-31",
            missing="The row is quarantined.",
        ),
        ADMINISTRATION,
        OCCUPATION,
        text(
            "kind",
            "whether paid by the month or by the hour",
            HOUR_KINDS,
            example="hourly",
            missing="Taken as `ordinary`, which no figure of hourly staff holds.",
        ),
        number(
            "hours",
            "time worked in the month, with overtime where the file holds it",
            "hours",
            low=0,
            example="62.5",
            missing="The row is quarantined; without the file there is no FTE of hourly staff and cover is not known.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
QUALIFICATIONS = Table(
    "qualifications",
    "One row a proof of competence",
    (
        PERSON,
        text(
            "qualification",
            "licence, certificate or degree by its id in the config's catalogue",
            example="nurse_licence",
            missing="The row is quarantined; who has no row `lacks`, where a source covers the catalogue's entry.",
        ),
        text(
            "scope",
            "what it is limited to: subject and school form, level of a language",
            nullable=True,
            example="Åk 7-9 matematik",
            missing="Null: the proof counts for every requirement that does not ask for a scope.",
        ),
        text(
            "basis",
            "what kind of proof it is; training that goes on, and a right that ends by a rule, are no full proof",
            BASES,
            example="licence",
            missing="As the catalogue has it for the qualification.",
        ),
        date(
            "valid_from",
            "first day on which it counts",
            True,
            example="2014-06-10",
            missing="Null: it has counted as long as the person has been employed.",
        ),
        date(
            "valid_to",
            "last day on which it counts",
            True,
            example="2033-06-30",
            missing="Null: it has no end.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
MANAGER_UNITS = Table(
    "manager_units",
    "Who led which unit when: one row a manager and unit",
    (
        PERSON,
        replace(UNIT, missing="The row is quarantined: it does not say what was led."),
        ADMINISTRATION,
        date("from", "first day of leading it", example="2021-09-01", missing="The row is quarantined."),
        date("to", "last day of leading it", True, example="2023-12-31", missing="Null: still leads it."),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
PARTICIPANTS = Table(
    "programme_participants",
    "One row a manager in a course group of the leadership programme",
    (
        PERSON,
        text(
            "group",
            "course group that the manager sat in, as the programme's office calls it",
            example="Grupp 4",
            missing="The row is quarantined.",
        ),
        date("start", "first day of the course", example="2023-02-07", missing="The row is quarantined."),
        Column(
            "days_attended",
            "int64",
            "course days that the manager was there",
            "days",
            low=0,
            example="5",
            missing="Taken as none; whether the course is completed is told by its own day.",
        ),
        date(
            "completed",
            "day on which the whole programme was finished",
            True,
            example="2023-04-14",
            missing="Null: under way, or left before the end.",
        ),
        *ORIGIN,
    ),
    ("source_file", "source_row"),
    persons=True,
)
