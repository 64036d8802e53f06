"""Tables of the leadership programme."""

from __future__ import annotations

from competence.schema import Column, Table, date, text

PARTICIPANTS = Table(
    "programme_participants",
    "One row a manager in a course group",
    (
        text("person", "keyed pseudonym"),
        text("group", "course group"),
        date("start", "first day"),
        Column("days_attended", "int64", "days attended", "days", low=0),
        date("completed", "day of completion", True),
        text("source_file", "file"),
        Column("source_row", "int64", "line", "line", low=1),
    ),
    ("source_file", "source_row"),
    persons=True,
)
