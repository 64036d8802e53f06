"""Deliveries of employments: spells with from and to, or snapshots of who is there."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from competence.sources import values
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import EMPLOYMENTS, UNKNOWN

PLANNED_YEARS = 10  # how far ahead a fixed-term employment may be planned to end


def clean(sheet: Sheet, places: Places, config) -> pd.DataFrame:
    """The used rows as the table `employments`; a snapshot's row is a spell of its one day.

    `workforce` links snapshots into spells. Rows that are not staff are set aside by kind in `sheet.not_staff`.
    """
    source = sheet.source
    snapshots = source.kind == "snapshots"
    if snapshots:
        start = end = taken(sheet)
        sheet.superseded(start)
    else:
        start = sheet.day("start", required=True)
        end = sheet.day("end", years_ahead=PLANNED_YEARS)
        sheet.fail((end < start).to_numpy(), "end_before_start", "end")
    hired = sheet.day("hired")
    contract_share = sheet.share("contract_share")
    administration = administrations(sheet, places)
    level = sheet.word("manager_level", default="none" if sheet.has("manager_level") else UNKNOWN)
    words = {name: sheet.word(name) for name in ("agreement", "contract", "sex")}
    reason = sheet.word("exit_reason")
    born = birth_year(sheet)
    occupation = occupations(sheet, places, level)
    _set_aside(sheet, config, {**words, "manager_level": level, "exit_reason": reason})
    sheet.duplicates(within=start)
    delivered = pd.Timestamp(sheet.delivered)
    open_now = end.isna() | (end > delivered) if not snapshots else pd.Series(False, start.index)
    # A reason stands for an end; where the column is delivered and blank it is not known.
    reason = reason.where(~end.isna() & (not snapshots), None)
    from_number = sheet.frame["sex_number"]
    employment = sheet.text("employment")
    frame = sheet.result(
        {
            "person": sheet.frame["person"],
            "employment": employment.where(employment != "", sheet.frame["person"]),
            "administration": administration,
            "unit": sheet.tidy("unit"),
            "occupation": occupation,
            "title": sheet.tidy("title"),
            "agreement": words["agreement"],
            "contract": words["contract"],
            "contract_share": contract_share,
            "sex": words["sex"].where(words["sex"] != UNKNOWN, from_number),
            "birth_year": born,
            "manager_level": level,
            "start": start,
            "end": end,
            "exit_reason": reason,
            "exit_reason_delivered": reason,
            "hired": hired.where(~(hired > start), start),
            "left_censored": np.zeros(len(sheet), bool),
            "right_censored": open_now,
        }
    )
    return EMPLOYMENTS.check(frame)


def taken(sheet: Sheet) -> pd.Series:
    """The period end that each row of a snapshot tells of: its own, else the last one before the delivery."""
    if sheet.has("period"):
        return sheet.day("period", required=True, period=True, years_ahead=1)
    s = sheet.source
    ends = values.each(sheet.frame["day"], lambda day: values.last_period_end(day, s.interval, s.year_end))
    return values.days(ends)


def administrations(sheet: Sheet, places: Places) -> pd.Series:
    """Administration of today, row by row: by the unit where the map knows it, else by the spelling."""
    strip = sheet.source.strip.get("administration")
    written, unit = sheet.text("administration"), sheet.text("unit")
    named = values.each(written, lambda v: places.administration(v, strip)[0])
    mapped = values.each(unit, lambda v: places.place("", v))
    return pd.Series(np.where(mapped != "", mapped, named), index=sheet.frame.index).astype("str")


def spellings(sheet: Sheet, places: Places) -> pd.DataFrame:
    """How a source spells administrations, what each was taken for, and why."""
    written = sheet.text("administration")[sheet.data]
    strip = sheet.source.strip.get("administration")
    counts = written.value_counts(sort=False).rename_axis("spelling").reset_index(name="rows")
    found = [places.administration(v, strip) for v in counts["spelling"]]
    return pd.DataFrame(
        {
            "source": sheet.id,
            "spelling": counts["spelling"],
            "administration": [a for a, _ in found],
            "rows": counts["rows"],
            "reason": [why for _, why in found],
        }
    )


def occupations(sheet: Sheet, places: Places, level: pd.Series) -> pd.Series:
    """Occupation group, row by row, found once for each combination of level, code and title."""
    parts = pd.DataFrame({"level": level, "code": sheet.text("code"), "title": sheet.text("title")})
    distinct = parts.drop_duplicates()
    found = [places.occupation(*row) for row in distinct.itertuples(index=False)]
    keyed = distinct.assign(found=found)
    merged = parts.merge(keyed, how="left", on=["level", "code", "title"])["found"]
    return pd.Series(merged.to_numpy(), index=sheet.frame.index).astype("str")


def birth_year(sheet: Sheet) -> pd.Series:
    """Year of birth from the identity number, else as delivered."""
    born = sheet.frame["born"].replace(0, np.nan).astype("float64")
    if sheet.has("birth_year"):
        born = born.fillna(sheet.number("birth_year", low=1900, high=sheet.delivered.year, whole=True))
    return born.astype("Int16")


def _set_aside(sheet: Sheet, config, words: dict[str, pd.Series]) -> None:
    """Mark rows that are no staff, by the first rule that fits, then by agreement."""
    for rule in config.population.not_staff:
        if not sheet.has(rule.column):
            continue
        pattern = re.compile(rule.pattern, re.IGNORECASE)

        strip = sheet.source.strip.get(rule.column)

        def fits(value: str, pattern=pattern, strip=strip) -> bool:
            bare = re.sub(strip, "", value, flags=re.IGNORECASE) if strip else value
            return bool(pattern.search(values.tidy(bare)))

        hit = values.each(sheet.text(rule.column), fits).astype(bool)
        if rule.column in words:
            hit |= values.each(words[rule.column], fits).astype(bool)
        sheet.not_staff[hit & (sheet.not_staff == "")] = rule.kind
    agreement = words["agreement"].to_numpy(dtype=object)
    other = ~np.isin(agreement, config.population.agreements) & (sheet.not_staff == "")
    sheet.not_staff[other] = "other_agreement"


def persons(sheet: Sheet) -> pd.DataFrame:
    """Persons of a snapshot source by period: used, else not staff, else wholly quarantined; counts only."""
    if sheet.source.kind != "snapshots":
        return pd.DataFrame({"period": [], "category": [], "persons": []})
    rank = np.where(sheet.fault != "", 2, np.where(sheet.not_staff != "", 1, 0))
    frame = pd.DataFrame({"period": taken(sheet), "person": sheet.frame["person"], "rank": rank})
    best = frame.dropna().groupby(["period", "person"], sort=True)["rank"].min().reset_index()
    names = np.array(["used", "not_staff", "quarantined"])
    best["category"] = names[best["rank"]]
    return best.groupby(["period", "category"]).size().reset_index(name="persons")
