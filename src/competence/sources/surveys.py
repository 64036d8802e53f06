"""Deliveries of surveys: what staff answered by unit and round, when and what was asked, what managers say.

Each function takes the sheet of one source and returns the used rows as its table.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources import values
from competence.sources.employments import administrations, units
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import ALL, ENGAGEMENT, HME_ITEMS, MANAGER_SURVEY, SURVEY_ROUNDS, UNKNOWN

LOWEST, HIGHEST = 1, 5  # answers to an item of the staff survey
POINTS = 100 / (HIGHEST - LOWEST)


def engagement(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Sub-indices (0-100) by unit and round, as delivered or else reckoned from the means of their items (1-5)."""
    date = sheet.day("date", required=True)
    unit, round_ = units(sheet, places).astype("str"), sheet.tidy("round")
    for name, written in (("unit", unit), ("round", round_)):
        sheet.fail((written == "").to_numpy(), "missing_value", name)
    indices = {f"hme_{name}": _index(sheet, name) for name in HME_ITEMS}
    counts = {name: sheet.number(name, whole=True).fillna(0) for name in ("invited", "respondents")}
    place = administrations(sheet, places)
    key = place.str.cat([unit, round_], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)
    columns = {"unit": unit, "administration": place, "round": round_, "date": date, **indices, **counts}
    return ENGAGEMENT.check(sheet.result(columns, origin=False))


def _index(sheet: Sheet, name: str) -> pd.Series:
    """(mean of the three items - 1) x 25; null where one of them is not told."""
    told = sheet.number(f"hme_{name}", high=100)
    items = pd.DataFrame({item: sheet.number(item, low=LOWEST, high=HIGHEST) for item in HME_ITEMS[name]})
    return told.fillna((items.mean(axis=1, skipna=False) - LOWEST) * POINTS)


def survey_rounds(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Days and instruments of the rounds; a round of a newer file stands for the same one of an older."""
    date = sheet.day("date", required=True)
    round_, instrument = sheet.tidy("round"), sheet.tidy("instrument")
    sheet.fail((round_ == "").to_numpy(), "missing_value", "round")
    sheet.superseded(round_)
    sheet.duplicates()
    sheet.unique(round_)
    columns = {"round": round_, "date": date, "instrument": instrument.where(instrument != "", UNKNOWN)}
    return SURVEY_ROUNDS.check(sheet.result(columns, origin=False))


def manager_survey(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Means of managers' answers by course group or administration; `*` where a row is not told by one of them."""
    period = sheet.day("period", required=True, period=True)
    item, group = sheet.tidy("item"), sheet.tidy("group")
    sheet.fail((item == "").to_numpy(), "missing_value", "item")
    highest = sheet.number("scale_max", required=True, low=2, high=100, whole=True)
    mean = sheet.number("mean", low=LOWEST)
    sheet.fail((mean > highest).to_numpy(), "bad_number", "mean", letters=False)
    respondents = sheet.number("respondents", whole=True).fillna(0)
    when = sheet.word("when")
    whole = values.each(sheet.text("administration"), lambda v: spelling(v) in ("", ALL)).astype(bool)
    place = pd.Series(np.where(whole, ALL, administrations(sheet, places)), index=period.index, dtype="str")
    sheet.fail((place == UNKNOWN).to_numpy(), "unknown_administration", "administration")
    group = group.where(group != "", ALL)
    key = group.str.cat([place, period.astype("str"), item, when], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)
    columns = {
        "group": group, "administration": place, "period": period, "item": item, "scale_max": highest,
        "mean": mean, "respondents": respondents, "when": when,
    }  # fmt: skip
    return MANAGER_SURVEY.check(sheet.result(columns, origin=False))
