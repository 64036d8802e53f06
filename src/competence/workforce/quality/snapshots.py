"""What snapshots cannot see: who came and went between two, who is cut off by the first and the last."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sources import Delivered
from competence.tables import EXIT_FLOWS
from competence.workforce.quality.found import Build, Found
from competence.workforce.timeline import Events, Spells, day_number


def censoring(found: Found, of: Build) -> None:
    """Spells that the first or last look cuts off, and snapshots that are missing between others."""
    of_file = of.sources(of.frame["source_file"])
    taken_in = of.sources(of.delivered.staff["source_file"])
    for name, rows in of.frame.groupby(of_file, observed=True):
        source = of.config.sources[name]
        if source.kind == "snapshots":
            found.add("left_censored", rows["left_censored"].mean(), source=name)
            step = np.timedelta64(366 if source.interval == "year" else 31, "D")
            there = rows[rows["right_censored"]]
            taken = of.delivered.staff["start"][taken_in == name].drop_duplicates()
            fresh = (there["hired"] > taken.max() - step).mean() if len(there) else None
            found.add("tenure_under_interval", fresh, source=name)
            unit = "Y" if source.interval == "year" else "M"
            seen = np.unique(taken.to_numpy().astype(f"datetime64[{unit}]"))
            holes = (seen[-1] - seen[0]).astype(int) + 1 - len(seen) if len(seen) else 0
            found.add("snapshots_missing", holes, source=name)
        found.add("right_censored", rows["right_censored"].mean(), source=name)


def persons(found: Found, of: Build) -> None:
    """Persons of snapshots, and those whose first day lies before a snapshot that lacks them.

    Each year of yearly snapshots is told; of monthly ones the last month's persons and the whole of the events.
    """
    told, config, periods = of.delivered.persons, of.config, of.periods
    if not config.yearly:
        told = told[told["period"] == told.groupby("source")["period"].transform("max")]
    for row in told.itertuples():
        found.add(f"persons_{row.category}", row.persons, source=row.source,
                  category=row.period.date().isoformat())  # fmt: skip
    at = np.searchsorted(periods.astype("int64"), of.happened.day)
    inside = (at > 0) & (at < len(periods))
    parts = {str(periods[i]): at == i for i in range(1, len(periods))} if config.yearly else {"*": inside}
    for source, c in config.sources.items():
        if c.table != "employments" or c.kind != "snapshots":
            continue
        hires, back, exits, gone = reappeared(of.delivered, source, of.paid, of.happened)
        masks = {
            "hires": hires,
            "hires_reappeared": back,
            "hires_without_reappeared": hires & ~back,
            "exits": exits,
            "exits_reappearing": gone,
            "exits_without_reappearing": exits & ~gone,
        }
        for category, now in parts.items():
            for name, mask in masks.items():
                found.add(name, (mask & now).sum(), source=source, category=category)


def reappeared(delivered: Delivered, source: str, paid: Spells, happened: Events) -> tuple[np.ndarray, ...]:
    """Of a snapshot source: its hires, those of them who were employed while an earlier snapshot lacked them, its
    exits, and those of them whom a later snapshot holds again; a mask of the events each.
    """
    names = [f.name for f in delivered.files if f.source == source]
    theirs = delivered.staff["source_file"].isin(names)
    taken = np.sort(day_number(delivered.staff["start"][theirs].drop_duplicates()))
    mine = paid.frame["source_file"].isin(names).to_numpy()[happened.spell]
    hires = mine & np.isin(happened.flow, ["hire", "hire_from_hourly"])
    exits = mine & np.isin(happened.flow, EXIT_FLOWS)
    hired = day_number(paid.frame["hired"])[happened.spell]
    # The last snapshot before the one that shows them again.
    before = np.searchsorted(taken, happened.day) - 1
    back = hires & (before >= 0) & (hired < taken[np.maximum(before, 0)])
    later = pd.Series(happened.day[hires]).groupby(happened.who[hires]).max()
    last = pd.Series(happened.who).map(later).fillna(-1).to_numpy()
    return hires, back, exits, exits & (last > happened.day)
