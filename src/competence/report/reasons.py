"""Why and what if, as they may be published: drivers, scenarios, the plan's money, whose the width is, revisions.

All are forecasts, by administration and never by occupation; a scenario's effect on a requirement stands only
where the requirement itself does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.numbers import whole
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

PEOPLE = ("recruitment_need_cum", "gap")
SKILL = "competence_gap_fte"
MONEY = 100_000  # SEK; frames are set in millions


def write(o: Outlook) -> None:
    """All that there is."""
    r = o.results
    if r.drivers is not None:
        _drivers(o, r.drivers)
    if r.scenario_differences is not None:
        _scenarios(o, r.scenario_differences)
    if r.plan_years is not None:
        _plan(o, r.plan_years)
    if r.layers is not None:
        _layers(o, r.layers)
    if r.revisions is not None:
        _revisions(o, r.revisions)


def _drivers(o: Outlook, table: pd.DataFrame) -> None:
    table = table[table["occupation"] == ALL]
    table = table.assign(period=_ends(o, table["horizon"]))
    for found, administrations, joined in o.units(table):
        for (period, driver, reach), mine in found.groupby(["period", "driver", "reach"]):
            o.put("drivers", reach, _figure(mine), administrations, joined, period=period, by="driver",
                  category=driver)  # fmt: skip


def _scenarios(o: Outlook, table: pd.DataFrame) -> None:
    table = table[table["occupation"] == ALL]
    people = table[(table["requirement"] == ALL) & table["quantity"].isin(PEOPLE)]
    for found, administrations, joined in o.units(people):
        for (scenario, period, quantity), mine in found.groupby(["scenario", "period", "quantity"]):
            where = {"period": period, "by": "scenario", "category": scenario}
            o.put("options", quantity, _figure(mine), administrations, joined, **where)
        costs = found.dropna(subset=["cost_sek"])
        costs = costs.drop_duplicates(["scenario", "period", "administration"])
        for (scenario, period), mine in costs.groupby(["scenario", "period"]):
            figure = (_money(mine["cost_sek"].sum()), None, None, "shown")
            o.put("options", "cost_sek", figure, administrations, joined, period=period, by="scenario",
                  category=scenario)  # fmt: skip
    skills = table[(table["requirement"] != ALL) & (table["quantity"] == SKILL)]
    for requirement, mine in skills.groupby("requirement"):
        told = o.writer.told("competence_outlook", "requirement", requirement, SKILL)
        for found, administrations, joined in o.units(mine):
            if not set(administrations) <= told:
                continue
            for (scenario, period), cells in found.groupby(["scenario", "period"]):
                o.put("options", f"{SKILL}.{requirement}", _figure(cells), administrations, joined,
                      period=period, by="scenario", category=scenario)  # fmt: skip


def _plan(o: Outlook, table: pd.DataFrame) -> None:
    """The plan table by committee; one whose administrations are published with others' is withheld."""
    alone = {m[0] for m in o.map.units.values() if len(m) == 1}
    parts = {c.id: set(c.administrations) for c in o.config.committee}
    for row in table.itertuples():
        where = {
            "period": pd.Timestamp(int(row.year), 12, 31), "by": "committee", "category": row.committee,
        }  # fmt: skip
        there = parts.get(row.committee, set()) & {a for m in o.map.units.values() for a in m}
        if not there <= alone:
            o.writer.add("plan", "required_fte", state="withheld", **where)
            continue
        o.writer.add("plan", "required_fte", value=whole(row.required_fte), **where)
        for name in ("sek", "frame_sek"):
            if pd.notna(value := getattr(row, name)):
                o.writer.add("plan", name, value=_money(value), **where)
        if pd.notna(row.deviation_sek):
            ends = {k: _money(getattr(row, k)) for k in ("p10", "p90") if pd.notna(getattr(row, k))}
            o.writer.add("plan", "deviation_sek", value=_money(row.deviation_sek), **ends, **where)
        if pd.notna(row.price_level):
            o.writer.add("plan", "price_level", value=float(row.price_level), **where)


def _layers(o: Outlook, table: pd.DataFrame) -> None:
    """Shares of the variance; of several administrations together they are unknown."""
    table = table.assign(period=_ends(o, table["horizon"]))
    for found, administrations, joined in o.units(table):
        if joined:
            continue
        for row in found.itertuples():
            o.put("layers", row.quantity, (round(float(row.share), 2) + 0.0, None, None, "shown"),
                  administrations, False, period=row.period, by="layer", category=row.layer)  # fmt: skip


def _revisions(o: Outlook, table: pd.DataFrame) -> None:
    for found, administrations, joined in o.units(table):
        for (period, quantity, step), mine in found.groupby(["period", "quantity", "step"]):
            figure = (whole(mine["mean"].sum()), None, None, "shown")
            o.put("revisions", quantity, figure, administrations, joined, period=period, by="step",
                  category=step)  # fmt: skip
        for (period, quantity), mine in found.groupby(["period", "quantity"]):
            figure = (whole(mine["mean"].sum()), None, None, "shown")
            o.put("revisions", quantity, figure, administrations, joined, period=period)


def _ends(o: Outlook, horizon: pd.Series) -> list[pd.Timestamp]:
    origin = o.results.times.origin
    return [origin + pd.DateOffset(years=int(h)) for h in horizon]


def _figure(cells: pd.DataFrame) -> tuple:
    """(value, p10, p90, state): of several cells the sum of means, without an interval."""
    if len(cells) == 1:
        row = cells.iloc[0]
        return (whole(row["mean"]), whole(row["p10"]), whole(row["p90"]), "shown")
    return (whole(cells["mean"].sum()), None, None, "shown")


def _money(value: float) -> float:
    return whole(float(value) / MONEY) * MONEY
