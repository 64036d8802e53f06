"""What became of every delivered row, and how good the input is."""

from __future__ import annotations

from competence.schema import Column, Table, number, text
from competence.tables.common import COMPUTED, ORIGIN

_SOURCE = text(
    "source",
    "delivery by its name in the config (`[sources.…]`)",
    example="heroma",
    missing="Never: it is noted while reading.",
)
QUARANTINE = Table(
    "quarantine",
    "Every delivered row that is neither used nor recognised as not staff",
    (
        _SOURCE,
        *ORIGIN,
        text(
            "column",
            "heading in the file under which the fault stands",
            nullable=True,
            example="Syss.grad %",
            missing="Null: the fault is of the row as a whole, or the row is of a protected identity.",
        ),
        text(
            "value",
            "what stands there, masked where it may be of a person",
            nullable=True,
            example="750",
            missing="Null: not kept, as for protected identities.",
        ),
        text(
            "reason",
            "code of what is wrong; the page of messages has them all",
            example="bad_share",
            missing=COMPUTED,
        ),
        text(
            "message",
            "the fault in a sentence, and how to mend it",
            example="Not a share of full time between 0 and 100 per cent; correct it at the source.",
            missing=COMPUTED,
        ),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ACCOUNTS = Table(
    "accounts",
    "Rows delivered = used + not staff + quarantined, by file",
    (
        _SOURCE,
        ORIGIN[0],
        text(
            "kind",
            "which of the three a row became",
            ("used", "not_staff", "quarantined"),
            example="used",
            missing=COMPUTED,
        ),
        text(
            "category",
            "sort of person who is no staff, or code of the fault; `*` for used rows",
            example="elected",
            missing=COMPUTED,
        ),
        Column(
            "rows",
            "int64",
            "how many of the file's rows became this",
            "rows",
            low=0,
            example="31204",
            missing=COMPUTED,
        ),
    ),
    ("source", "source_file", "kind", "category"),
)
QUALITY = Table(
    "quality",
    "Measures of the input with limit and consequence",
    (
        text(
            "measure",
            "what is measured, by a name that stays the same",
            example="quarantined_share",
            missing=COMPUTED,
        ),
        text(
            "source", "delivery that it is measured on, `*` = all of them", example="heroma", missing=COMPUTED
        ),
        text(
            "category",
            "column, kind or period that splits the figure further, `*` = whole",
            example="birth_year",
            missing=COMPUTED,
        ),
        number(
            "value",
            "the figure itself, a share as 0-1",
            nullable=True,
            example="0.004",
            missing="Null: there was nothing to measure it on.",
        ),
        text("unit", "what the figure counts or shares out", example="share", missing=COMPUTED),
        number(
            "limit",
            "highest figure that is let through without a word",
            nullable=True,
            example="0.1",
            missing="Null: it is told and has no limit.",
        ),
        text(
            "consequence",
            "what follows where it is passed: nothing is built, a warning, or a note",
            ("stop", "warn", "note"),
            example="stop",
            missing=COMPUTED,
        ),
        Column(
            "passed",
            "bool",
            "whether the figure is within what is let through",
            example="True",
            missing=COMPUTED,
        ),
        text(
            "message",
            "what the figure says, in words",
            example="Share of rows of data in quarantine",
            missing=COMPUTED,
        ),
        text(
            "mend",
            "advice to whoever finds it passed; empty where there is nothing to do",
            example="Ask for the reasons, or map the words that are used.",
            missing=COMPUTED,
        ),
    ),
    ("measure", "source", "category"),
)
