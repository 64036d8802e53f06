"""Measures of what the rules did with employments: rows joined, parted, linked and set beside each other."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="weekends_bridged",
        subject="stays",
        asks="How many rows end on a Friday and go on the Monday after?",
        says="Rows that end before a weekend and go on after it, read as one stay",
        unit="spells",
    ),
    Asked(
        id="overlaps_cut",
        subject="stays",
        asks="How many rows of one employment run into the next one?",
        says="Rows that run into the next one of the same employment, ended the day before it",
        unit="spells",
    ),
    Asked(
        id="planned_ends",
        subject="stays",
        asks="How many ends lie beyond the day of the delivery?",
        says="Ends that are only planned, after the delivery: no exits",
        unit="spells",
    ),
    Asked(
        id="part_exits",
        subject="stays",
        asks="How many left one of two employments and stayed in the other?",
        says="Rows ended with a reason to leave by persons who stayed in another employment: no exits",
        unit="spells",
    ),
    Asked(
        id="rehires",
        subject="stays",
        asks="How many of the hires had been employed before?",
        says="Hires of persons who had left, after more days than make it a gap",
        unit="persons",
    ),
    Asked(
        id="conversions",
        subject="stays",
        asks="How many went from fixed-term to permanent employment without leaving?",
        says="Persons who became permanent: a change of contract, no hires",
        unit="persons",
    ),
    Asked(
        id="transfers",
        subject="stays",
        asks="How many went to another employer with their unit?",
        says="Persons of a transfer of undertaking, outside all rates of leaving",
        unit="persons",
    ),
    Asked(
        id="managers",
        subject="stays",
        asks="How many are managers by their letter?",
        says="Persons with the letter A, B or C at the last period's end",
        unit="persons",
    ),
    Asked(
        id="managers_by_title",
        subject="stays",
        asks="How many stand in a group of managers by code or title alone?",
        says="Persons without a letter in a group that has one, at the last period's end",
        unit="persons",
    ),
    Asked(
        id="identities_linked",
        subject="stays",
        asks="How many coordination numbers were replaced by a personal number?",
        says="Persons with two numbers, read as one",
        unit="persons",
    ),
    Asked(
        id="identities_alike",
        subject="stays",
        asks="Do coordination numbers end where somebody of the same birth and sex begins?",
        says="Coordination numbers followed within a month by a new person of the same birth and sex: exits and hires",
        unit="persons",
        mend="Deliver the pairs as identity_links (old and new number), if they are the same persons.",
    ),
    Asked(
        id="protected_persons",
        subject="stays",
        asks="How many persons have a protected identity?",
        says="Persons left out because of protected identity, as far as they can be told apart",
        unit="persons",
    ),
)
