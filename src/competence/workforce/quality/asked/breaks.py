"""Measures of breaks that are seen in the series."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="breaks_unnamed_level",
        subject="breaks",
        asks="Did an administration or an occupation grow or shrink at once, and not by people who came or left?",
        says="Periods in which a number jumped that comings and goings do not explain, unnamed in [[break]]",
        unit="periods",
        consequence="warn",
        limit=0,
        mend="A reorganisation, a new code or a new filter: name it as a [[break]], or add the unit to the unit map.",
    ),
    Asked(
        id="breaks_unnamed_flows",
        subject="breaks",
        asks="Did the hires or the exits leap, or change for good, from one month to the next?",
        says="Periods from which hires or exits are quite others than before, unnamed in [[break]]",
        unit="periods",
        consequence="warn",
        limit=0,
        mend="If the export or a rule changed, name it as a [[break]]; if it truly happened, say so in its place.",
    ),
    Asked(
        id="breaks_named",
        subject="breaks",
        asks="How many of the breaks that are seen does the break table name?",
        says="Jumps seen that a [[break]] names",
        unit="breaks",
    ),
    Asked(
        id="breaks_untested",
        subject="breaks",
        asks="Is the history long enough to see a break at all?",
        says="Periods that are missing before a break could be seen",
        unit="periods",
    ),
)
