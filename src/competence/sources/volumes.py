"""Deliveries without persons that demand and plans rest on: volumes, agency staff, costs, committees' frames.

Each function takes the sheet of one source and returns the used rows as its table. What stood under
administrations that are one today is added up (costs are averaged), so that history follows today's organisation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources import values
from competence.sources.employments import administrations, occupations
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import AGENCY_STAFF, ALL, BUDGET_FRAME, SERVICE_VOLUMES, STAFF_COSTS, UNKNOWN

EARLIEST = 1970
PLAN_YEARS = 15  # how far ahead a frame may be decided
LARGEST = 1e12  # SEK; more than any municipality has


def service_volumes(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Users by year, administration and service; those of the own organisation where told."""
    year = _year(sheet, 0)
    mapping = {spelling(k): spelling(v) for k, v in sheet.source.values.get("service", {}).items()}
    written = _written(sheet, "service")
    service = pd.Series(values.each(written, lambda v: mapping.get(v, v)), index=written.index, dtype="str")
    _missing(sheet, "service", service)
    users = sheet.number("users", required=True)
    own = sheet.number("own_users")
    sheet.fail((own > users * (1 + 1e-9)).to_numpy(), "own_over_all", "own_users")
    _once(sheet, year, _written(sheet, "administration"), service)
    columns = {
        "year": year, "administration": administrations(sheet, places), "service": service,
        "users": users, "own_users": own,
    }  # fmt: skip
    frame = sheet.result(columns, origin=False)
    return SERVICE_VOLUMES.check(_together(frame, ["year", "administration", "service"]))


def agency_staff(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Agency staff by period and cell, in FTE, in SEK, or both."""
    period = sheet.day("period", required=True, period=True, years_ahead=0)
    fte, sek = sheet.number("fte", high=10_000), sheet.number("sek", high=LARGEST)
    neither = (fte.isna() & sek.isna()).to_numpy()
    sheet.fail(neither, "missing_value", "fte" if sheet.has("fte") else "sek")
    code, title = (_written(sheet, c) for c in ("code", "title"))
    _once(sheet, period, _written(sheet, "administration"), _written(sheet, "unit"), code, title)
    columns = {
        "period": period, "administration": administrations(sheet, places),
        "occupation": _occupations(sheet, places), "fte": fte, "sek": sek,
    }  # fmt: skip
    frame = sheet.result(columns, origin=False)
    return AGENCY_STAFF.check(_together(frame, ["period", "administration", "occupation"]))


def staff_costs(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Cost of a full-time equivalent by year and cell; prices are the year's own unless told.

    A row without administration is for all (`*`), one without title and code for all occupations, or for those of
    its family; what is told more closely goes before: an occupation's own figure before its family's.
    """
    year = _year(sheet, 0)
    cost = sheet.number("sek_per_fte", required=True, high=1e8)
    sheet.fail((cost == 0).to_numpy(), "bad_number", "sek_per_fte", letters=False)
    level = _price_level(sheet, year)
    family = _family(sheet, config)
    place, code, title = (_written(sheet, c) for c in ("administration", "code", "title"))
    _once(sheet, year, place, _written(sheet, "family"), code, title)
    everywhere, any_title = place.isin(["", ALL]), code.isin(["", ALL]) & title.isin(["", ALL])
    occupation = _occupations(sheet, places).where(~any_title, ALL)
    columns = {
        "year": year, "administration": administrations(sheet, places).astype("str").where(~everywhere, ALL),
        "occupation": occupation, "family": np.where(any_title, family, ""), "sek_per_fte": cost,
        "price_level": level,
    }  # fmt: skip
    frame = _by_group(sheet.result(columns, origin=False), config)
    key = ["year", "administration", "occupation"]
    # Titles of one occupation, and administrations that are one today: the mean, in the newest of their prices.
    newest = frame.groupby(key)["price_level"].transform("max")
    frame = frame[frame["price_level"] == newest]
    return STAFF_COSTS.check(
        frame.groupby(key, sort=False).agg({"sek_per_fte": "mean", "price_level": "max"}).reset_index()
    )


def _family(sheet: Sheet, config) -> np.ndarray:
    """Family of occupations that a row is for; empty where it names none."""
    ids = {spelling(o.family): o.family for o in config.occupation}
    mapping = {spelling(k): v for k, v in sheet.source.values.get("family", {}).items()}

    def find(written: str) -> str | None:
        if values.is_missing(written) or written.strip() == ALL:
            return ""
        return ids.get(spelling(mapping.get(spelling(written), written)))

    found = values.each(sheet.text("family"), find)
    lost = pd.isna(found)
    sheet.fail(lost, "unknown_family", "family")
    return np.where(lost, "", found)


def _by_group(frame: pd.DataFrame, config) -> pd.DataFrame:
    """Rows for a family as rows for those of its occupations that have none of their own."""
    groups = pd.DataFrame(
        {"family": [o.family for o in config.occupation], "group": [o.id for o in config.occupation]}
    )
    own = frame[frame["family"] == ""]
    spread = frame[frame["family"] != ""].merge(groups, on="family")
    spread = spread.assign(occupation=spread["group"])[frame.columns]
    key = ["year", "administration", "occupation"]
    told = pd.MultiIndex.from_frame(spread[key]).isin(pd.MultiIndex.from_frame(own[key]))
    return pd.concat([own, spread[~told]], ignore_index=True)


def budget_frame(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Committees' frames for staff by year; a frame below nought is none."""
    ids = {spelling(name): c.id for c in config.committee for name in (c.id, c.name)}
    mapping = {spelling(k): v for k, v in sheet.source.values.get("committee", {}).items()}
    year = _year(sheet, PLAN_YEARS)
    written = sheet.text("committee")
    _missing(sheet, "committee", sheet.tidy("committee"))
    committee = values.each(written, lambda v: ids.get(spelling(mapping.get(spelling(v), v)), ""))
    sheet.fail(committee == "", "unknown_committee", "committee")
    sek = sheet.number("sek", required=True, high=LARGEST)
    fte = sheet.number("fte", high=1e6)
    level = _price_level(sheet, year)
    place = administrations(sheet, places)
    whole = values.each(_written(sheet, "administration"), lambda v: v == "" or v == ALL).astype(bool)
    sheet.fail((place == UNKNOWN).to_numpy() & ~whole, "unknown_administration", "administration")
    _once(sheet, year, pd.Series(committee), _written(sheet, "administration"))
    columns = {
        "year": year, "committee": committee, "administration": np.where(whole, ALL, place), "sek": sek,
        "price_level": level, "fte": fte,
    }  # fmt: skip
    frame = sheet.result(columns, origin=False)
    key = ["year", "committee", "administration"]
    prices = frame.groupby(key)["price_level"].transform("max")
    return BUDGET_FRAME.check(_together(frame[frame["price_level"] == prices], [*key, "price_level"]))


def _year(sheet: Sheet, ahead: int) -> pd.Series:
    """A column of calendar years, none later than so many years after the delivery."""
    high = sheet.delivered.year + ahead
    return sheet.number("year", required=True, low=EARLIEST, high=high, whole=True)


def _price_level(sheet: Sheet, year: pd.Series) -> pd.Series:
    level = sheet.number("price_level", low=EARLIEST, high=sheet.delivered.year + PLAN_YEARS, whole=True)
    return level.fillna(year)


def _missing(sheet: Sheet, column: str, found: pd.Series) -> None:
    sheet.fail((found == "").to_numpy(), "missing_value", column)


def _written(sheet: Sheet, column: str) -> pd.Series:
    return pd.Series(values.each(sheet.text(column), spelling), index=sheet.frame.index, dtype="str")


def _occupations(sheet: Sheet, places: Places) -> pd.Series:
    level = pd.Series(UNKNOWN, index=sheet.frame.index, dtype="str")
    return occupations(sheet, places, level).astype("str")


def _once(sheet: Sheet, *parts: pd.Series) -> None:
    """Each key once: in a newer file it stands for an older one's, within a file only the first is used."""
    texts = [part.astype("str").fillna("") for part in parts]
    key = texts[0].str.cat(texts[1:], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)


def _together(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Sums over rows that are one cell today; unknown where one of them is."""
    sums = [c for c in frame.columns if c not in key]
    grouped = frame.groupby(key, sort=False)[sums]
    total, known, rows = grouped.sum(), grouped.count(), grouped.size()
    return total.where(known.eq(rows, axis=0)).reset_index()
