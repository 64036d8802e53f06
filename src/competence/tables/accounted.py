"""What became of every delivered row, and how good the input is."""

from __future__ import annotations

from competence.schema import Column, Table, count, number, text

QUARANTINE = Table(
    "quarantine",
    "Every delivered row that is neither used nor recognised as not staff",
    (
        text("source", "source id in the config"),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
        text("column", "delivered column", nullable=True),
        text("value", "delivered value, masked where personal", nullable=True),
        text("reason", "stable code"),
        text("message", "what is wrong and how to mend it"),
    ),
    ("source_file", "source_row"),
    persons=True,
)
ACCOUNTS = Table(
    "accounts",
    "Rows delivered = used + not staff + quarantined, by file",
    (
        text("source", "source id"),
        text("source_file", "file"),
        text("kind", "used, not_staff or quarantined", ("used", "not_staff", "quarantined")),
        text("category", "kind of not staff, or the quarantine's code; * for used"),
        count("rows", "rows"),
    ),
    ("source", "source_file", "kind", "category"),
)
QUALITY = Table(
    "quality",
    "Measures of the input with limit and consequence",
    (
        text("measure", "stable id of the measure"),
        text("source", "source id or *"),
        text("category", "what it is split by, or *"),
        number("value", "figure", nullable=True),
        number("limit", "limit", nullable=True),
        text("consequence", "what follows where the limit is passed", ("stop", "warn", "note")),
        Column("passed", "bool", "within the limit"),
        text("message", "in words"),
    ),
    ("measure", "source", "category"),
)
