"""Measures of how ends are coded."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="mass_exits",
        subject="exits",
        asks="Did many leave one unit on one day without a transfer's mark?",
        says="Days on which many left one unit without a transfer's mark",
        unit="days",
        consequence="warn",
        limit=0,
        mend="If the unit went to another employer, map the reason to transfer_out; else it counts as turnover.",
    ),
    Asked(
        id="reasons_missing",
        subject="exits",
        asks="Is the reason column delivered and often blank?",
        says="Share of the exits without a reason, where the column is delivered",
        unit="share",
        consequence="warn",
        limit="quality.reasons_missing_warn",
        mend="Ask for the reasons, or map the words that are used to exit_reason; retirements are guessed by age.",
    ),
    Asked(
        id="exits_without_reason",
        subject="exits",
        asks="How many left without a reason?",
        says="Exits without a reason",
        unit="persons",
    ),
    Asked(
        id="own_requests_mended",
        subject="exits",
        asks="How many own requests of older staff are counted as retirement?",
        says="Own requests of older staff counted as retirement",
        unit="spells",
    ),
    Asked(
        id="gaps",
        subject="exits",
        asks="How many came back so soon that they had not left?",
        says="Returns within the days that make an absence a gap",
        unit="persons",
    ),
)
