"""Deliveries by year beside volumes and costs: hours of sickness as the payroll has them, figures of peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sources.employments import administrations
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.sources.volumes import EARLIEST
from competence.tables import PEERS, SICKNESS

HOURS = 1e9  # more than any municipality works


def sickness(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Ordinary and sick hours by year, administration, sex and age band; parts that are one cell today are summed."""
    year = _year(sheet)
    ordinary = sheet.number("ordinary_hours", required=True, high=HOURS)
    sick = sheet.number("sick_hours", required=True, high=HOURS)
    long = sheet.number("sick_hours_60_plus", high=HOURS).fillna(0.0)
    sheet.fail((sick > ordinary * (1 + 1e-9)).to_numpy(), "sick_over_ordinary", "sick_hours")
    sheet.fail((long > sick * (1 + 1e-9)).to_numpy(), "sick_over_ordinary", "sick_hours_60_plus")
    place, sex, band = administrations(sheet, places), sheet.word("sex"), sheet.word("age_band")
    key = year.astype("str").str.cat([sheet.tidy("administration"), sheet.tidy("unit"), sex, band], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)
    columns = {
        "year": year, "administration": place, "sex": sex, "age_band": band, "ordinary_hours": ordinary,
        "sick_hours": sick, "sick_hours_60_plus": long,
    }  # fmt: skip
    frame = sheet.result(columns, origin=False)
    cell = ["year", "administration", "sex", "age_band"]
    return SICKNESS.check(frame.groupby(cell, sort=False).sum().reset_index())


def peers(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Figures of similar municipalities by year and measure; one that the publisher lacks is null."""
    year = _year(sheet)
    value = sheet.number("value", low=-np.inf)
    texts = {name: sheet.tidy(name) for name in ("municipality", "measure")}
    for name, written in texts.items():
        sheet.fail((written == "").to_numpy(), "missing_value", name)
    source = sheet.tidy("source")
    source = source.where(source != "", sheet.id)
    key = year.astype("str").str.cat([*texts.values(), source], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key)
    columns = {"year": year, **texts, "value": value, "source": source}
    return PEERS.check(sheet.result(columns, origin=False))


def _year(sheet: Sheet) -> pd.Series:
    return sheet.number("year", required=True, low=EARLIEST, high=sheet.delivered.year, whole=True)
