"""Exits and hires of closed years, by administrations joined until each figure is large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.protect import Part, unite
from competence.report.rows import form_map
from competence.tables import ALL, EXIT_FLOWS, UNKNOWN

if TYPE_CHECKING:
    from competence.report.observed import Observed

CAUSES = {"retirement": ("retirement",), "resignation": ("resignation",)}


def write(o: Observed, start: pd.Timestamp, end: pd.Timestamp, *, causes: bool = True) -> None:
    """Exits and hires of a closed year, and with `causes` exits by cause, by joined administrations."""
    flows = o.results.flows
    year = flows[(flows["period"] > start) & (flows["period"] <= end)]
    units = form_map(o.results, o.config, end).units
    unit_of = {a: u for u, members in units.items() for a in members}
    year = year.assign(unit=year["administration"].map(unit_of).fillna(UNKNOWN))
    kinds = dict.fromkeys(EXIT_FLOWS, "other")
    kinds |= {flow: cause for cause, found in CAUSES.items() for flow in found}
    kinds |= {"hire": "hires", "hire_from_hourly": "hires"}
    table = year.groupby(["unit", year["flow"].map(kinds)])["count"].sum().unstack(fill_value=0)
    table = table.reindex(columns=["hires", *CAUSES, "other"], fill_value=0)
    staff = o.results.cells
    unit = staff["administration"].map(unit_of).fillna(UNKNOWN)
    ends = staff["period"].isin([start, end])
    heads = staff[ends].groupby([unit[ends], "period"])["headcount"].sum().unstack(fill_value=0)
    heads = heads.reindex(columns=[start, end], fill_value=0)
    mean = heads.sum(axis=1) / 2
    table = table.reindex(mean.index.union(table.index)).fillna(0).astype(int)
    mean = mean.reindex(table.index).fillna(0)
    table = table[(table.sum(axis=1) > 0) | (mean > 0)]
    order = [u for u in dict.fromkeys((*units, UNKNOWN)) if u in table.index]
    if not order:
        return
    exits = table[[*CAUSES, "other"]].sum(axis=1)
    totals = {u: (int(exits[u]), int(table.loc[u, "hires"])) for u in order}
    sets = unite(totals, mean.to_dict(), o.limit)
    o.event_sets[end] = [a for a in (_administrations(s, units) for s in sets) if a]
    put = _Put(o, end, units, mean, heads)
    put.events([tuple(order)], exits, table["hires"], total=True)
    put.events(sets, exits, table["hires"])
    if not causes or (table[list(CAUSES)].sum() == 0).all():
        return
    by_set = {s: tuple(int(table.loc[list(s), c].sum()) for c in (*CAUSES, "other")) for s in sets}
    size = {s: float(mean[list(s)].sum()) for s in sets}
    wider = [tuple(u for s in group for u in s) for group in unite(by_set, size, o.limit)]
    if wider:
        for cause in (*CAUSES, "other"):
            put.cause([tuple(order)], table[cause], cause, total=True)
            put.cause(wider, table[cause], cause)


def _administrations(members: tuple[str, ...], units: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Administrations of joined units; who has left the organisation stands in none."""
    return tuple(a for u in members for a in units.get(u, ()))


class _Put:
    """Writes figures of sets of units of a closed year."""

    def __init__(self, o: Observed, end: pd.Timestamp, units, mean: pd.Series, heads: pd.DataFrame):
        self.o, self.end, self.units, self.mean, self.heads = o, end, units, mean, heads

    def events(self, sets, exits: pd.Series, hires: pd.Series, *, total=False) -> None:
        for members in sets:
            for measure, values in (("exits", exits), ("hires", hires)):
                self._figure(measure, values, members, total=total)

    def cause(self, sets, counts: pd.Series, cause: str, *, total=False) -> None:
        for members in sets:
            self._figure("exits", counts, members, total=total, by="cause", category=cause)

    def _figure(self, measure: str, counts: pd.Series, members: tuple[str, ...], *, total, **where) -> None:
        """A count and its share of the mean headcount: the share never without its count."""
        count = float(counts[list(members)].sum())
        if count < self.o.limit:
            return
        figures = {measure: count}
        n = float(self.mean.reindex(list(members)).sum())
        # The share tells the mean headcount, and so the first year-end's of units that the year before joined.
        heads = self.heads.reindex(list(members)).sum()
        if n and ((heads == 0) | (heads >= self.o.limit)).all():
            figures[f"{measure}_share"] = round(count / n, 3)
        for name, value in figures.items():
            if total:
                self.o.writer.add("events", name, period=self.end, value=value, **where)
            else:
                administrations = _administrations(members, self.units)
                self.o.put(
                    "events", name, Part((ALL,), value), value, administrations, period=self.end, **where
                )
