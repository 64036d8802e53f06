"""Measures of whether the programme's deliveries can be tied to units."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="survey_unplaced",
        subject="programme",
        asks="Does the staff survey name units that no employment is in?",
        says="Share of the survey's rows whose unit is nobody's",
        unit="share",
        consequence="warn",
        limit=0.1,
        mend="Spell units as the HR system does, or deliver the administration beside a name that several have.",
    ),
    Asked(
        id="rounds_undated",
        subject="programme",
        asks="Is there a round of the survey that no file dates?",
        says="Rounds of the survey without a day",
        unit="rounds",
        consequence="warn",
        limit=0,
        mend="Give the round its day in a source of survey_rounds, or in the survey's own file.",
    ),
    Asked(
        id="leaders_unplaced",
        subject="programme",
        asks="Does the history of who led what name units that no employment is in?",
        says="Share of the history's rows whose unit is nobody's",
        unit="share",
        consequence="warn",
        limit=0.1,
        mend="Spell units as the HR system does; a unit that was renamed bears the name it had then.",
    ),
    Asked(
        id="courses_completed",
        subject="programme",
        asks="How many of the course records tell a day of completion?",
        says="Share of course records with a day of completion",
        unit="share",
        consequence="note",
        limit=None,
        mend="Where it is far from what the programme's office says, look at the column of completion.",
    ),
    Asked(
        id="courses_without_units",
        subject="programme",
        asks="Are course records delivered, and nothing that says who leads which unit?",
        says="Course records without a history of who led what, and without responsibility letters",
        unit="yes = 1",
        consequence="warn",
        limit=0,
        mend="Deliver manager_units or the responsibility letter; coverage can be told without, effects cannot.",
    ),
)
