"""Tables of the next course groups, between the persons and the solver: classes of managers, and their seats."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, count, date, text
from competence.tables.common import ADMINISTRATION, COMPUTED, LEVEL

_CLASS = Column(
    "class",
    "int64",
    "running number of managers who are alike in all that decides where they may sit",
    low=0,
    example="17",
    missing=COMPUTED,
)
GROUP_CLASSES = Table(
    "group_classes",
    "Managers who are to be seated in course groups, counted by all that decides where they may sit",
    (
        _CLASS,
        replace(ADMINISTRATION, missing="`unknown`: an administration of its own."),
        replace(LEVEL, missing="`unknown`: no rule of levels holds for them."),
        Column(
            "head",
            "Int64",
            "class that their own head is in, alone; they do not sit with it",
            nullable=True,
            example="3",
            missing="Null: the head is not to be seated, or is not delivered.",
        ),
        text(
            "barred",
            "first days of groups that they cannot be in, parted by `|`",
            example="2026-03-03|2026-09-08",
            missing="Empty: they can be in any.",
        ),
        count("managers", "persons who are alike so", low=1, example="9", missing=COMPUTED),
    ),
    ("class",),
)
GROUP_SEATS = Table(
    "group_seats",
    "How many of each class are proposed for each course group",
    (
        date(
            "start",
            "first day of the proposed group",
            True,
            example="2026-03-03",
            missing="Null: no seat was found within the limits; they wait.",
        ),
        _CLASS,
        count("managers", "persons of the class who sit there", low=1, example="1", missing=COMPUTED),
    ),
    ("start", "class"),
)
