"""Deliveries beside the employments: absences, hours, qualifications, recruitments.

Each function takes the sheet of one source and returns the used rows as its table.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources import values
from competence.sources.employments import administrations, occupations, units
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import (
    ABSENCES,
    HOURS,
    QUALIFICATIONS,
    RECRUITMENTS,
    UNKNOWN,
)

VALID_YEARS = 30  # how far ahead a proof of competence may be dated to end
MONTH_HOURS = 744  # more than a month has is no month's work


def absences(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Periods of absence; an extent that is not delivered is the whole."""
    start = sheet.day("start", required=True)
    end = sheet.day("end", years_ahead=10)
    sheet.fail((end < start).to_numpy(), "end_before_start", "end")
    kind = sheet.word("kind", required=True, default="other")
    extent = sheet.share("extent", 1.0)
    sheet.duplicates()
    columns = {"person": sheet.frame["person"], "kind": kind, "extent": extent, "start": start, "end": end}
    return ABSENCES.check(sheet.result(columns))


def hours(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Hours worked by person and month."""
    period = sheet.day("period", required=True, period=True)
    sheet.superseded(period)
    sheet.duplicates()
    level = _level(sheet)
    columns = {
        "person": sheet.frame["person"],
        "period": period,
        "administration": administrations(sheet, places),
        "occupation": occupations(sheet, places, level),
        "kind": sheet.word("kind", default="ordinary"),
        "hours": sheet.number("hours", required=True, high=MONTH_HOURS),
    }
    return HOURS.check(sheet.result(columns))


def qualifications(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Proofs of competence, by the catalogue's aliases; training that goes on proves nothing yet."""
    ids, basis = {}, {q.id: q.basis for q in config.qualification}
    for q in config.qualification:
        ids.update({spelling(name): q.id for name in (q.id, q.name, *q.aliases)})
    mapping = {spelling(k): v for k, v in sheet.source.values.get("qualification", {}).items()}
    written = sheet.text("qualification")
    sheet.fail((sheet.tidy("qualification") == "").to_numpy(), "missing_value", "qualification")
    unwanted = {spelling(name) for name in sheet.source.not_wanted}
    aside = values.flags(written, lambda v: spelling(v) in unwanted)
    sheet.set_aside(aside, "not_wanted")
    found = values.each(written, lambda v: ids.get(spelling(mapping.get(spelling(v), v)), ""))
    sheet.fail((found == "") & ~aside, "unknown_qualification", "qualification")
    valid_from = sheet.day("valid_from")
    valid_to = sheet.day("valid_to", years_ahead=VALID_YEARS)
    sheet.fail((valid_to < valid_from).to_numpy(), "end_before_start", "valid_to")
    training = sheet.word("in_training", default="no") == "yes"
    told = sheet.word("basis", default="")
    sheet.duplicates()
    scope = sheet.tidy("scope")
    catalogued = [basis.get(q, "course") for q in found]
    columns = {
        "person": sheet.frame["person"],
        "qualification": found,
        "scope": scope.where(scope != "", None),
        "basis": np.where(training, "in_training", np.where(told == "", catalogued, told)),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    return QUALIFICATIONS.check(sheet.result(columns))


def recruitments(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Advertised needs; posts that are not told are one."""
    advertised = sheet.day("advertised", required=True)
    filled = sheet.day("filled")
    sheet.fail((filled < advertised).to_numpy(), "end_before_start", "filled")
    key = sheet.tidy("recruitment")
    sheet.fail((key == "").to_numpy(), "missing_value", "recruitment")
    outcome = sheet.word("outcome", default="")
    outcome = outcome.where(outcome != "", np.where(filled.notna(), "filled", "open"))
    posts = sheet.number("posts", high=10_000).fillna(1.0)
    applicants = sheet.number("applicants", whole=True)
    qualified = sheet.number("qualified_applicants", whole=True)
    sheet.duplicates()
    sheet.unique(key)
    columns = {
        "recruitment": key,
        "administration": administrations(sheet, places),
        "unit": units(sheet, places),
        "occupation": occupations(sheet, places, _level(sheet)),
        "contract": sheet.word("contract"),
        "posts": posts,
        "advertised": advertised,
        "filled": filled,
        "outcome": outcome,
        "applicants": applicants,
        "qualified_applicants": qualified,
    }
    return RECRUITMENTS.check(sheet.result(columns, origin=False))


def _level(sheet: Sheet) -> pd.Series:
    """Only employments bear a responsibility letter."""
    return pd.Series(UNKNOWN, index=sheet.frame.index, dtype="str")
