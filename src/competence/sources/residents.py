"""Deliveries of the population: observed, and projections with the day each became known."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from competence.sources import values
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import POPULATION

OLDEST = 100
_AGE = re.compile(r"(\d{1,3})(\+1?)?( ?(år|years?))?( (och|and) (äldre|older|over))?\+?")
_BAND = re.compile(r"-?\d{1,3} ?[-–] ?\d{1,3}( ?(år|years?))?|-\d{1,3}|100\+(5|10)")
_TOTALS = ("tot", "tot1", "tot5", "tot10", "totsa", "1+2", "samtliga", "both sexes", "all ages")
_CELL = ["year", "age", "sex", "kind", "variant", "known_from"]


def population(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Residents by year, age and sex; ages from 100 are one, whatever the file calls it.

    Totals, and bands of ages beside single ones, are sums of other rows. With a column a year (`across`) a row is
    used for every year that it has a figure of.
    """
    years = sheet.years.get("persons", {})
    if years:  # notes under a saved table have no figure
        blank = [values.flags(sheet.text(column), _blank) for column in years.values()]
        sheet.fail(np.logical_and.reduce(blank), "footer")
    _sums(sheet)
    age = _ages(sheet)
    year = None if years else sheet.number("year", required=True, low=1749, high=2200, whole=True)
    persons = {y: sheet.number(column) for y, column in years.items()}
    if years:
        none = np.logical_and.reduce([np.isnan(found.to_numpy()) for found in persons.values()])
        sheet.fail(none, "missing_value")
    else:
        persons = {None: sheet.number("persons", required=True)}
    kind = sheet.word("kind", default="observed")
    known = sheet.day("known_from")
    if sheet.source.projection_known_from:
        known = known.fillna(pd.Timestamp(sheet.source.projection_known_from))
    projected = kind == "projected"
    sheet.fail((projected & known.isna()).to_numpy(), "missing_value", "known_from")
    variant = sheet.tidy("variant")
    variant = variant.where(variant != "", sheet.source.variant).where(projected, "observed")
    known = known.where(projected)
    sex = sheet.word("sex").astype("str")
    told = sheet.spread("persons") if years else year.astype("str")
    parts = (variant, known.astype("str"), told, age.astype("str"), sex)
    key = parts[0].str.cat(parts[1:], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key.where(age < OLDEST, None))
    shared = {"age": age, "sex": sex, "kind": kind, "variant": variant, "known_from": known}
    order = sheet.frame["order"]
    frames = [
        sheet.result(
            {
                "year": year if y is None else np.full(len(sheet), float(y)),
                "persons": found,
                **shared,
                "order": order,
            },
            origin=False,
        )
        for y, found in persons.items()
    ]
    frame = pd.concat(frames).dropna(subset="persons")
    if years:  # of files that share a year the newest tells it
        frame = frame[frame["order"] == frame.groupby(_CELL, dropna=False)["order"].transform("max")]
    return POPULATION.check(frame.groupby(_CELL, dropna=False, sort=False)["persons"].sum().reset_index())


def _blank(text: str) -> bool:
    return not text.strip()


def _sums(sheet: Sheet) -> None:
    """Rows that are totals over ages or sexes."""
    words = (*(word.casefold() for word in sheet.source.total), *_TOTALS)

    def total(text: str) -> bool:
        bare = values.tidy(text).casefold()
        return bool(bare) and (bare in words or bare.split(" ")[0].rstrip(",") in words)

    for column in ("age", "sex"):
        sheet.fail(values.flags(sheet.text(column), total), "sum_row")


def _ages(sheet: Sheet) -> pd.Series:
    """Single years of age; bands are sums where the single years stand beside them, else no ages."""
    written = sheet.text("age")
    missing = values.flags(written, values.is_missing)
    sheet.fail(missing, "missing_value", "age")
    age = pd.Series(values.each(written, _age), index=written.index).astype("float64")
    bands = values.flags(written, lambda text: _BAND.fullmatch(values.tidy(text)) is not None)
    if age.nunique() >= OLDEST:
        sheet.fail(bands, "sum_row")
    sheet.fail(age.isna().to_numpy() & ~missing, "bad_number", "age")
    return age


def _age(text: str) -> float | None:
    """`37`, `37 år`, `100+`, `100 år och äldre`; an interval is no age."""
    match = _AGE.fullmatch(values.tidy(text).casefold())
    return float(min(int(match[1]), OLDEST)) if match else None
