"""Exits and hires of closed years, by administrations joined until each figure is large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.protect import Part, unite
from competence.tables import ALL, EXIT_FLOWS, UNKNOWN

if TYPE_CHECKING:
    from competence.report.observed import Observed

CAUSES = {"retirement": ("retirement",), "resignation": ("resignation",)}


def write(o: Observed, start: pd.Timestamp, end: pd.Timestamp) -> None:
    """Exits and hires of a closed year, and exits by cause, by joined administrations."""
    flows = o.results.flows
    year = flows[(flows["period"] > start) & (flows["period"] <= end)]
    year = year.assign(unit=year["administration"].map(o.unit_of).fillna(UNKNOWN))
    kinds = dict.fromkeys(EXIT_FLOWS, "other")
    kinds |= {flow: cause for cause, found in CAUSES.items() for flow in found}
    kinds |= {"hire": "hires", "hire_from_hourly": "hires"}
    table = year.groupby(["unit", year["flow"].map(kinds)])["count"].sum().unstack(fill_value=0)
    table = table.reindex(columns=["hires", *CAUSES, "other"], fill_value=0)
    staff = o.results.cells
    unit = staff["administration"].map(o.unit_of).fillna(UNKNOWN)
    ends = staff["period"].isin([start, end])
    mean = staff[ends].groupby(unit[ends])["headcount"].sum() / 2
    table = table.reindex(mean.index.union(table.index)).fillna(0).astype(int)
    mean = mean.reindex(table.index).fillna(0)
    table = table[(table.sum(axis=1) > 0) | (mean > 0)]
    order = [u for u in dict.fromkeys((*o.map.units, UNKNOWN)) if u in table.index]
    if not order:
        return
    exits = table[[*CAUSES, "other"]].sum(axis=1)
    totals = {u: (int(exits[u]), int(table.loc[u, "hires"])) for u in order}
    sets = o.event_sets[end] = unite(totals, mean.to_dict(), o.limit)
    _event(o, end, [tuple(order)], exits, table["hires"], mean, total=True)
    _event(o, end, sets, exits, table["hires"], mean)
    if (table[list(CAUSES)].sum() == 0).all():
        return
    by_set = {s: tuple(int(table.loc[list(s), c].sum()) for c in (*CAUSES, "other")) for s in sets}
    size = {s: float(mean[list(s)].sum()) for s in sets}
    wider = [tuple(u for s in group for u in s) for group in unite(by_set, size, o.limit)]
    if wider:
        for cause in (*CAUSES, "other"):
            _cause(o, end, [tuple(order)], table[cause], mean, cause, total=True)
            _cause(o, end, wider, table[cause], mean, cause)


def _event(o: Observed, end, sets, exits, hires, mean, *, total=False) -> None:
    for members in sets:
        for measure, values in (("exits", exits), ("hires", hires)):
            _figure(o, measure, values, mean, members, end, total=total)


def _cause(o: Observed, end, sets, counts, mean, cause, *, total=False) -> None:
    for members in sets:
        _figure(o, "exits", counts, mean, members, end, total=total, by="cause", category=cause)


def _figure(o: Observed, measure, counts, mean, members, end, *, total, **where) -> None:
    """A count and its share of the mean headcount: the share never without its count."""
    n, count = float(mean[list(members)].sum()), float(counts[list(members)].sum())
    if count < o.limit:
        return
    figures = {measure: count} | ({f"{measure}_share": round(count / n, 3)} if n else {})
    for name, value in figures.items():
        if total:
            o.writer.add("events", name, period=end, value=value, **where)
            continue
        units = [u for u in members if u in o.map.units]
        o.put("events", name, Part((ALL,), value), value, units, period=end, **where)
