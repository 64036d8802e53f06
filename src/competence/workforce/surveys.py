"""Surveys at the waist: every round with its day and instrument; no mean of a few."""

from __future__ import annotations

import pandas as pd

from competence.tables import MANAGER_SURVEY, SURVEY_ROUNDS, UNKNOWN


def rounds(delivered) -> pd.DataFrame | None:
    """The table `survey_rounds`: as delivered, and rounds that the survey's own rows alone tell of."""
    told, asked = delivered.survey_rounds, delivered.engagement
    if asked is None:
        return told
    own = asked.dropna(subset=["date"]).groupby("round", sort=True)["date"].min().reset_index()
    own = own.assign(instrument=UNKNOWN)
    if told is None:
        return SURVEY_ROUNDS.check(own)
    return SURVEY_ROUNDS.check(pd.concat([told, own[~own["round"].isin(told["round"])]], ignore_index=True))


def managers(delivered, config) -> pd.DataFrame | None:
    """The table `manager_survey`, without means of fewer than the protected number of answers."""
    asked = delivered.manager_survey
    if asked is None:
        return None
    enough = asked["respondents"] >= config.publication.protected
    return MANAGER_SURVEY.check(asked.assign(mean=asked["mean"].where(enough)))
