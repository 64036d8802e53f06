"""Administrations that seem to have got another name, and units that moved: read off who and what came together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from competence.config import Config
from competence.sources import Delivered
from competence.sources.values import parse_period, tidy

SAME_UNITS = 0.5  # of the units of a new spelling, those that the one before it had
FEWEST, MOST_OF = 5, 0.5  # persons of a unit that moved together, and their share of it
_AT_ONCE = np.timedelta64(31, "D")


def followed(
    delivered: Delivered, config: Config, spelt: Iterable[str]
) -> dict[str, tuple[str, pd.Timestamp]]:
    """For a spelling of snapshots that begins as another ends, with the same units: the other, and from when.

    Sources without units tell nothing.
    """
    found = {}
    for source_id, source in config.sources.items():
        if source.kind != "snapshots" or not {"administration", "unit"} <= set(source.columns):
            continue
        seen = _seen(delivered, source_id, source)
        periods = np.sort(seen["period"].unique())
        span = seen.groupby("spelling")["period"].agg(["min", "max"])
        for new in (w for w in spelt if w in span.index and span.loc[w, "min"] > periods[0]):
            first = span.loc[new, "min"]
            before = periods[np.searchsorted(periods, first) - 1]
            units = _units(seen, new, first)
            for old in span.index[span["max"] == before]:
                if units and len(units & _units(seen, old, before)) >= SAME_UNITS * len(units):
                    found[new] = (old, pd.Timestamp(first))
    return found


def _seen(delivered: Delivered, source_id: str, source) -> pd.DataFrame:
    """Spellings with units by period: spelling, unit, period."""
    parts = []
    for raw in delivered.raw:
        if raw.source == source_id:
            part = raw.rows.frame(["administration", "unit"]).astype("str")
            if "period" in raw.rows:
                of = {
                    text: parse_period(
                        text, raw.delivered, source.interval, source.year_end, source.day_first
                    )
                    for text in raw.rows.packed("period").categories
                }
                part["period"] = pd.to_datetime(raw.rows["period"].astype("str").map(of).astype("object"))
            else:
                part["period"] = pd.Timestamp(raw.delivered)
            parts.append(part.drop_duplicates())
    seen = pd.concat(parts, ignore_index=True).dropna()
    spelling, unit = seen["administration"].map(tidy), seen["unit"].map(tidy)
    return seen.assign(spelling=spelling, unit=unit)[(spelling != "") & (unit != "")]


def _units(seen: pd.DataFrame, spelling: str, period) -> set[str]:
    return set(seen.loc[(seen["spelling"] == spelling) & (seen["period"] == period), "unit"])


def moved(employments: pd.DataFrame | None, period: pd.Timestamp) -> pd.DataFrame:
    """Units whose staff went to another administration together in the month that `period` ends.

    Returns
    -------
    unit, administration (both before), to_unit, to_administration, persons: the largest first.
    """
    columns = ["unit", "administration", "to_unit", "to_administration", "persons"]
    if employments is None or employments.empty:
        return pd.DataFrame(columns=columns)
    rows = employments[["person", "employment", "unit", "administration", "start", "end"]]
    rows = rows.astype(dict.fromkeys(("person", "employment", "unit", "administration"), "str"))
    month = period.replace(day=1)
    new = rows[rows["start"].between(month, period)]
    old = rows[(rows["end"] >= month - _AT_ONCE) & (rows["end"] <= period)]
    both = new.merge(old, on=["person", "employment"], suffixes=("_new", ""))
    both = both[(both["administration"] != both["administration_new"]) & (both["start_new"] > both["end"])]
    both = both[(both["unit"] != "") & (both["start_new"] - both["end"] <= _AT_ONCE)]
    by = ["unit", "administration", "unit_new", "administration_new"]
    found = both.groupby(by)["person"].nunique().reset_index(name="persons")
    there = rows[
        (rows["start"] < month) & (rows["end"].isna() | (rows["end"] >= month - pd.Timedelta(days=1)))
    ]
    size = there.groupby(["unit", "administration"])["person"].nunique()
    whole = [size.get((r.unit, r.administration), 0) for r in found.itertuples()]
    found = found[(found["persons"] >= FEWEST) & (found["persons"] >= MOST_OF * np.array(whole, float))]
    return found.set_axis(columns, axis=1).sort_values("persons", ascending=False, kind="stable")
