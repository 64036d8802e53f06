"""What single administrations have not delivered though others have: reasons of exits, hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.results import Results
from competence.report.rows import Map
from competence.tables import ALL
from competence.vocabulary import EXIT_FLOWS

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

REASONS, HOURS = "reasons", "hours"
MOSTLY = 0.5  # of the exits in closed years
COVERED = ("cover_", "summer_")


def reasons(results: Results) -> set[str]:
    """Administrations most of whose exits in the closed years have no reason."""
    flows = results.flows[results.flows["flow"].isin(EXIT_FLOWS)]
    if results.times.closed:
        flows = flows[flows["period"].between(results.times.closed[0][0], results.times.closed[-1][1])]
    every = flows.groupby("administration")["count"].sum()
    untold = flows[flows["flow"] == "unknown_exit"].groupby("administration")["count"].sum()
    share = untold.reindex(every.index, fill_value=0) / every.where(every > 0)
    found = {str(a) for a in share.index[share > MOSTLY]}
    whole = every.sum() > 0 and untold.sum() / every.sum() > MOSTLY
    return found | {ALL} if whole else found


def hours(results: Results) -> set[str]:
    """Administrations without any hourly work in all of the observed cover, where others have some."""
    table = results.cover
    if table is None or "hourly_fte" not in table:
        return set()
    worked = table.groupby("administration")["hourly_fte"].sum()
    if not (worked > 0).any():
        return set()
    there = set(results.staff["administration"])
    return {str(a) for a in there if not worked.get(a, 0.0) > 0}


def cut(monthly: pd.DataFrame, results: Results, merging: Map) -> pd.DataFrame:
    """The months without cover and summer of whoever delivers no hours: nought is not what they have."""
    found = hours(results)
    units = [members for members in merging.units.values() if set(members) <= found]
    lacking = monthly["administration"].isin([a for members in units for a in members])
    return monthly[~(lacking & monthly["quantity"].str.startswith(COVERED))]


def write(o: Outlook) -> None:
    """One cell for each administration and what is lacking; of several together only where all lack it."""
    for what, found in ((REASONS, reasons(o.results)), (HOURS, hours(o.results))):
        for members in [(ALL,), *o.map.units.values()]:
            if set(members) <= found:
                for a in members:
                    o.writer.add("undelivered", what, administration=a, value=1.0)
