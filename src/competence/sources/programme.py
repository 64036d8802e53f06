"""Deliveries of the leadership programme: course groups, who led which unit, what is done at home.

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
from competence.tables import INITIATIVES, MANAGER_UNITS, PARTICIPANTS, UNKNOWN

PLANNED_YEARS = 5  # how far ahead an initiative may be planned to begin
_PARTED = r"[|,;/]"  # between the administrations that take part


def participants(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Managers in course groups."""
    start = sheet.day("start", required=True)
    completed = sheet.day("completed")
    sheet.fail((completed < start).to_numpy(), "end_before_start", "completed")
    attended = sheet.number("days_attended", high=366, whole=True).fillna(0)
    group = sheet.tidy("group")
    sheet.fail((group == "").to_numpy(), "missing_value", "group")
    sheet.duplicates()
    columns = {
        "person": sheet.frame["person"],
        "group": group,
        "start": start,
        "days_attended": attended,
        "completed": completed,
    }
    return PARTICIPANTS.check(sheet.result(columns))


def manager_units(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Who led which unit from when to when."""
    start = sheet.day("from", required=True)
    end = sheet.day("to")
    sheet.fail((end < start).to_numpy(), "end_before_start", "to")
    unit = units(sheet, places)
    sheet.fail((unit == "").to_numpy(), "missing_value", "unit")
    sheet.duplicates()
    columns = {
        "person": sheet.frame["person"],
        "unit": unit,
        "administration": administrations(sheet, places),
        "from": start,
        "to": end,
    }
    return MANAGER_UNITS.check(sheet.result(columns))


def initiatives(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """What is done at home; strategies, requirements and administrations must be those of the config."""
    start = sheet.day("start", required=True, years_ahead=PLANNED_YEARS)
    key = sheet.tidy("initiative")
    sheet.fail((key == "").to_numpy(), "missing_value", "initiative")
    strategy = _named(sheet, "strategy", config.strategy, "unknown_strategy")
    requirement = _named(sheet, "requirement", config.requirement, "unknown_requirement")
    together = values.each(
        sheet.text("with_administrations"), lambda v: _together(v, places, sheet.source.strip)
    )
    sheet.fail(pd.isna(together), "unknown_administration", "with_administrations")
    words = {name: sheet.word(name) for name in ("with", "driver", "status")}
    own = administrations(sheet, places)
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)
    columns = {
        "initiative": key,
        "administration": own,
        "with_administrations": ["" if t is None else _others(t, a) for t, a in zip(together, own)],
        "strategy": np.where(strategy == "", UNKNOWN, strategy),
        **words,
        "requirement": pd.Series(requirement).where(requirement != "", None),
        "start": start,
        "owner_role": sheet.tidy("owner_role"),
        "from_programme": sheet.word("from_programme", default="no") == "yes",
    }
    return INITIATIVES.check(sheet.result(columns, origin=False))


def _named(sheet: Sheet, column: str, entries, code: str) -> np.ndarray:
    """Ids of the config's entries that a column names by id, name or value map; empty where none is given."""
    ids = {spelling(name): e.id for e in entries for name in (e.id, e.name)}
    mapping = {spelling(k): v for k, v in sheet.source.values.get(column, {}).items()}

    def find(written: str) -> str | None:
        if values.is_missing(written):
            return ""
        return ids.get(spelling(mapping.get(spelling(written), written)))

    found = values.each(sheet.text(column), find)
    lost = pd.isna(found)
    sheet.fail(lost, code, column)
    return np.where(lost, "", found)


def _together(written: str, places: Places, strip) -> tuple[str, ...] | None:
    """Administrations of today that a list of spellings names; None where one of them is none."""
    parts = pd.Series([written], dtype="str").str.split(_PARTED, regex=True)[0]
    found = [
        places.administration(p, strip.get("with_administrations"))[0]
        for p in parts
        if not values.is_missing(p)
    ]
    return None if UNKNOWN in found else tuple(sorted(set(found)))


def _others(together: tuple[str, ...], own: str) -> str:
    return "|".join(a for a in together if a != own)
