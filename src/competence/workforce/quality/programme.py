"""Can surveys, leaders and course records be tied to units and persons? What cannot says nothing of the programme."""

from __future__ import annotations

from competence.workforce import leads, units
from competence.workforce.quality.found import Build, Found


def measure(found: Found, of: Build) -> None:
    """Rows that no unit of the staff answers to, rounds without a day, courses that nobody completed."""
    named = units.number_units(of.paid)
    asked = units.placed(named, of.delivered, of.periods)
    if asked is not None and len(asked):
        here = (asked["at"] > 0) & (asked["at"] < len(of.periods))
        if here.any():
            found.add("survey_unplaced", (asked.loc[here, "slot"] < 0).mean())
        found.add("rounds_undated", asked.loc[asked["date"].isna(), "round"].nunique())
    led = of.delivered.manager_units
    if led is not None and len(led):
        found.add("leaders_unplaced", (named.find(led["administration"], led["unit"]) < 0).mean())
    records = of.delivered.participants
    if records is not None and len(records):
        found.add("courses_completed", records["completed"].notna().mean())
        found.add("courses_without_units", not leads.tells(of.delivered, of.paid))
