"""Measures of the counts at the waist."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="residual_share",
        subject="counts",
        asks="How many heads do the comings and goings leave unexplained?",
        says="Heads that stock and flows leave unexplained, as a share of all",
        unit="share",
        consequence="warn",
        limit="quality.residual_share_warn",
        mend="Counts from two systems seldom add up: ask for flows counted by the same rule as the stock.",
    ),
    Asked(
        id="stock_without",
        subject="counts",
        asks="Of how many is age, time with the employer or form of employment unknown?",
        says="Share of person-periods without it",
        unit="share",
    ),
)
