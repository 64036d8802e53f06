"""Tables of surveys: what staff and managers answered."""

from __future__ import annotations

from competence.schema import Table, count, date, number, text

ENGAGEMENT = Table(
    "engagement",
    "Survey indices (0-100) by unit and round",
    (
        text("unit", "unit"),
        text("round", "round"),
        date("date", "day of the round"),
        number("hme_motivation", "motivation", "0-100", True, 0, 100),
        number("hme_leadership", "leadership", "0-100", True, 0, 100),
        number("hme_governance", "governance", "0-100", True, 0, 100),
        count("invited", "invited"),
        count("respondents", "answered"),
    ),
    ("unit", "round"),
)
