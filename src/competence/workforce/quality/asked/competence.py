"""Measures of what is known about competence."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="requirement_uncovered",
        subject="competence",
        asks="Does a requirement rest on a qualification that no delivered register holds?",
        says="Qualifications of the requirement that no source covers",
        unit="qualifications",
        consequence="warn",
        limit=0,
        mend="Deliver the register, and name the qualification in covers of its source: until then all are unknown.",
    ),
    Asked(
        id="requirement_unknown",
        subject="competence",
        asks="Of how many under a covered requirement is it unknown whether they meet it?",
        says="Share of the staff under the requirement whose standing is unknown at the end",
        unit="share",
        consequence="warn",
        limit="quality.requirement_unknown_warn",
        mend="Complete the register: unknown is told as a range and never counted as unqualified.",
    ),
)
