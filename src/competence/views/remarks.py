"""What the forecast had to do without, in words."""

from __future__ import annotations

NOTES = {
    "no_age": "The source has no ages: retirements are pooled with other exits by tenure.",
    "no_reasons": "The source gives no exit reasons: all exits are one cause.",
    "no_vacancies": "No vacancies are delivered: today's staffing is taken to be right, and a shortage that "
    "already exists does not show.",
    "no_population": "No population is delivered: demand follows the staff's own size.",
    "no_competence": "No qualifications are delivered: competence is unknown.",
    "no_sex": "The source has no sex: rates are pooled over it.",
    "no_contract": "The source has no form of employment: rates are pooled over it.",
    "no_tenure": "The source has no first day with the employer: first-year exits are not told apart.",
    "no_projection": "No population projection known at the origin: residents are carried on by cohort-change ratios.",
    "no_cover": "No hours of hourly staff are delivered: their work is not counted.",
    "no_absence": "No absences are delivered: contracted FTE is taken to be worked.",
    "short_history": "The history is short: intervals are widened.",
    "no_share": "The source has no contracted shares: FTE equals headcount.",
    "yearly_source": "The source delivers years only: there are no months.",
    "one_cause": "No exit reasons: the drivers show all exits together, among other exits.",
    "no_volumes": "No service volumes are delivered: demand follows the residents directly.",
    "volume_missing": "A volume that a staffing link names is not delivered: residents alone are followed.",
    "volume_zero": "A delivered volume has no users: residents alone are followed.",
    "own_share_folded": "Own share is not delivered: it is folded into the ratio.",
    "no_agency": "No agency staff is delivered: their work is not counted.",
    "population_old": "The observed residents end before the last counted year: they are carried on to it.",
    "projection_short": "The projection ends before the horizon: its last years are carried on by ratios.",
    "scenario_variant": "A scenario names a variant of the population that is not delivered: left out.",
    "scenario_reaches_nobody": "A scenario acts where nobody works: left out.",
    "scenario_unmeasured": "A scenario acts on a requirement nobody's standing to is known: left out.",
}


class Remarks(tuple):
    """Sentences, one a line where they are shown."""

    def __repr__(self) -> str:
        return "\n".join(self) or "Nothing that the model asks for is missing in the material."


def told(notes: tuple[str, ...]) -> Remarks:
    """The notes of a forecast as sentences."""
    return Remarks(_sentence(code) for code in notes)


def _sentence(code: str) -> str:
    """A code may name what it is about after a colon."""
    kind, _, about = code.partition(":")
    sentence = NOTES.get(kind, kind)
    return f"{sentence} ({about})" if about else sentence
