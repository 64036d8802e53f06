"""Did every delivery come, in time and whole? Told from the deliveries' own days, never from the clock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.workforce.quality.found import Build, Found

# Tables that are ordered anew every month; the others come once a year, or when there is something to tell.
MONTHLY = ("employments", "stock", "flows", "absences", "hours", "agency_staff")
# Fewer months tell no rhythm; where a month usually has so many rows, one without any is no accident.
TELLING, USUAL_ROWS = 12, 8


def measure(found: Found, of: Build) -> None:
    """Age of each delivery, how far its rows reach, and months without any."""
    day: dict[str, pd.Timestamp] = {}
    for f in of.delivered.files:
        if of.config.sources[f.source].table in MONTHLY:
            day[f.source] = max(day.get(f.source, pd.Timestamp.min), pd.Timestamp(f.delivered))
    newest = max(day.values(), default=None)
    for source, mine in day.items():
        found.add("days_behind", (newest - mine).days, source=source)
    if not of.config.yearly:
        _months(found, of)


def _months(found: Found, of: Build) -> None:
    """Of sources whose rows come month by month: how far they reach, and the holes."""
    told, last = of.delivered.months, of.periods[-1].astype("datetime64[M]")
    if "month" not in told:
        return
    for source, mine in told[told["month"] != "all"].groupby("source", observed=True):
        c = of.config.sources[source]
        if c.table not in MONTHLY or (c.table == "employments" and c.kind == "spells"):
            continue
        months = np.sort(mine["month"].to_numpy(str).astype("datetime64[M]"))
        # What lies outside the counted history (planned days, say) tells nothing of the rhythm.
        months = months[(months >= of.periods[0].astype("datetime64[M]")) & (months <= last)]
        span = (months[-1] - months[0]).astype(int) + 1 if len(months) else 0
        if span < TELLING or mine["rows"].median() < USUAL_ROWS:
            continue
        found.add("months_behind", (last - months[-1]).astype(int), source=source)
        found.add("months_missing", span - len(months), source=source)
