"""Why and what if, as they may be published: drivers, scenarios, the plan's money, whose the width is, revisions.

All are forecasts, by administration and never by occupation; a scenario's effect on a requirement stands only
where the requirement itself does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report import undelivered
from competence.report.cube import SEPARATOR
from competence.report.numbers import whole
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

PEOPLE = ("recruitment_need_cum", "gap")
SKILL = "competence_gap_fte"
CAUSES = ("retirement", "resignation")
UNTOLD = ("unknown_exits", "untold")  # driver and reach of those who leave without a reason
MONEY = 100_000  # SEK; frames are set in millions


def write(o: Outlook) -> None:
    """All that there is."""
    r = o.results
    undelivered.write(o)
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
    table = table.assign(period=_ends(o, table["horizon"]), key=_joined(table, "driver", "reach"))
    untold = undelivered.reasons(o.results)
    for found, administrations, joined in o.units(table):
        for period, key, figure in o.figures(found, "key"):
            driver, reach = key.split(SEPARATOR)
            if set(administrations) <= untold:
                # All who leave stand together: no cause is nought, and none is known to be near the manager.
                if driver in CAUSES:
                    continue
                if driver == "other_exits":
                    driver, reach = UNTOLD
            o.put(
                "drivers", reach, figure, administrations, joined, period=period, by="driver", category=driver
            )


def _scenarios(o: Outlook, table: pd.DataFrame) -> None:
    table = table[table["occupation"] == ALL]
    table = table.assign(key=_joined(table, "scenario", "quantity"))
    people = table[(table["requirement"] == ALL) & table["quantity"].isin(PEOPLE)]
    for found, administrations, joined in o.units(people):
        for period, key, figure in o.figures(found, "key"):
            scenario, quantity = key.split(SEPARATOR)
            o.put(
                "options",
                quantity,
                figure,
                administrations,
                joined,
                period=period,
                by="scenario",
                category=scenario,
            )
        costs = found.dropna(subset=["cost_sek"])
        costs = costs.drop_duplicates(["scenario", "period", "administration"])
        for (scenario, period), cost in costs.groupby(["scenario", "period"])["cost_sek"].sum().items():
            o.put("options", "cost_sek", (_money(cost), None, None, "shown"), administrations, joined,
                  period=period, by="scenario", category=scenario)  # fmt: skip
    skills = table[(table["requirement"] != ALL) & (table["quantity"] == SKILL)]
    for requirement, mine in skills.groupby("requirement"):
        told = o.writer.told("competence_outlook", "requirement", requirement, SKILL)
        for found, administrations, joined in o.units(mine):
            if set(administrations) <= told:
                for period, scenario, figure in o.figures(found, "scenario"):
                    o.put("options", f"{SKILL}.{requirement}", figure, administrations, joined, period=period,
                          by="scenario", category=scenario)  # fmt: skip


def _joined(table: pd.DataFrame, first: str, second: str) -> pd.Series:
    return table[first].astype(str) + SEPARATOR + table[second].astype(str)


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
    """Steps and their sum; a change has no span of its own."""
    table = table.assign(key=_joined(table, "quantity", "step"), p10=float("nan"), p90=float("nan"))
    for found, administrations, joined in o.units(table):
        for period, key, figure in o.figures(found, "key"):
            quantity, step = key.split(SEPARATOR)
            o.put("revisions", quantity, (figure[0], None, None, figure[3]), administrations, joined, period=period,
                  by="step", category=step)  # fmt: skip
        for (period, quantity), change in found.groupby(["period", "quantity"])["mean"].sum().items():
            o.put(
                "revisions",
                quantity,
                (whole(change), None, None, "shown"),
                administrations,
                joined,
                period=period,
            )


def _ends(o: Outlook, horizon: pd.Series) -> list[pd.Timestamp]:
    origin = o.results.times.origin
    return [origin + pd.DateOffset(years=int(h)) for h in horizon]


def _money(value: float) -> float:
    return whole(float(value) / MONEY) * MONEY
