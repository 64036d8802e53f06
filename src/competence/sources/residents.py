"""Deliveries of the population: observed, and projections with the day each became known."""

from __future__ import annotations

import re

import pandas as pd

from competence.sources import values
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import POPULATION

OLDEST = 100


def population(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """Residents by year, age and sex; ages from 100 are one, whatever the file calls it."""
    source = sheet.source
    year = sheet.number("year", required=True, low=1749, high=2200, whole=True)
    written = sheet.text("age")
    missing = values.each(written, values.is_missing).astype(bool)
    sheet.fail(missing, "missing_value", "age")
    age = pd.Series(values.each(written, _age), index=written.index).astype("float64")
    sheet.fail(age.isna().to_numpy() & ~missing, "bad_number", "age")
    persons = sheet.number("persons", required=True)
    kind = sheet.word("kind", default="observed")
    known = sheet.day("known_from")
    if source.projection_known_from:
        known = known.fillna(pd.Timestamp(source.projection_known_from))
    projected = kind == "projected"
    sheet.fail((projected & known.isna()).to_numpy(), "missing_value", "known_from")
    variant = sheet.tidy("variant")
    variant = variant.where(variant != "", source.variant).where(projected, "observed")
    known = known.where(projected)
    sex = sheet.word("sex")
    parts = (variant, known.astype("str"), year.astype("str"), age.astype("str"), sex)
    key = parts[0].str.cat(parts[1:], sep="\n")
    sheet.superseded(key)
    sheet.duplicates()
    sheet.unique(key.where(age < OLDEST, None))
    columns = {
        "year": year,
        "age": age,
        "sex": sex,
        "persons": persons,
        "kind": kind,
        "variant": variant,
        "known_from": known,
    }
    frame = sheet.result(columns, origin=False)
    cell = ["year", "age", "sex", "kind", "variant", "known_from"]
    return POPULATION.check(frame.groupby(cell, dropna=False, sort=False)["persons"].sum().reset_index())


def _age(text: str) -> float | None:
    """`37`, `37 år`, `100+`, `100 år och äldre`; an interval is no age."""
    match = re.fullmatch(r"(\d{1,3})\+?( ?år)?( och äldre|\+)?", values.tidy(text).casefold())
    return float(min(int(match[1]), OLDEST)) if match else None
