"""Measures of counts that are delivered as such: what was hidden, and whether totals and parts agree."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="cells_estimated",
        subject="hidden",
        asks="How many cells had the sender hidden, so that they are estimated?",
        says="Hidden cells, estimated within their range so that all totals are met",
        unit="cells",
    ),
    Asked(
        id="persons_estimated",
        subject="hidden",
        asks="How much of each figure stands in cells that are estimated?",
        says="Share of the figure that stands in estimated cells; its sums by total are as delivered",
        unit="share",
    ),
    Asked(
        id="estimated_without_total",
        subject="hidden",
        asks="Which figures have hidden cells and no total that could tell what they add up to?",
        says="Hidden cells that no exact total is over: each is the middle of its range",
        unit="cells",
        consequence="warn",
        limit=0,
        mend="Ask for the totals by administration and for the whole municipality, and name their words in total.",
    ),
    Asked(
        id="totals_beyond_parts",
        subject="hidden",
        asks="How much stands in totals that none of their parts tells of?",
        says="Persons or FTE in totals and in no part; they are counted, by what the total tells of them",
        unit="persons",
        consequence="warn",
        limit=0,
        mend="A part is missing in the delivery, or was not read: see what stands in quarantine.",
    ),
    Asked(
        id="totals_short_of_parts",
        subject="hidden",
        asks="How much more do the parts hold than their totals?",
        says="Persons or FTE in parts beyond their totals; the parts are counted",
        unit="persons",
        consequence="warn",
        limit=0,
        mend="The totals are of another day or another staff than their parts: ask the sender which are right.",
    ),
    Asked(
        id="ages_in_groups",
        subject="hidden",
        asks="Of how many is the age told as a group of years?",
        says="Share of person-periods whose single age is read from the age groups",
        unit="share",
    ),
    Asked(
        id="fte_assumed",
        subject="hidden",
        asks="Is FTE delivered?",
        says="Share of person-periods taken as full time, since no FTE is delivered",
        unit="share",
        consequence="warn",
        limit=0,
        mend="Order FTE (årsarbetare) with the counts; name its heading under measures.",
    ),
    Asked(
        id="moves_one_way",
        subject="hidden",
        asks="Do moves out and in cancel over the municipality?",
        says="Moves between administrations or occupations told at one end only",
        unit="persons",
    ),
    Asked(
        id="periods_missing",
        subject="hidden",
        asks="Is every period between the first and the last delivered?",
        says="Periods between the first and the last without any count of staff",
        unit="months",
        consequence="stop",
        limit=0,
        mend="Deliver the missing periods, or leave out what lies before them: a forecast needs every one.",
    ),
)
