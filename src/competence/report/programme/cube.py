"""The programme's tables into the cube: what may be published of them, rounded as the pages print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.numbers import whole
from competence.report.programme import counted, estimated
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

MONEY = 100_000  # SEK
REACHED = 0.95


def write(o: Outlook) -> None:
    """All that there is; without a programme only the exits of the first year."""
    counted.first_year(o)
    p = o.results.programme
    if p is None:
        return
    told: list[tuple[str, ...]] = []
    managers: dict[str, int] = {}
    if _some(p.coverage):
        told = counted.coverage(o, p.coverage)
        managers = _managers(p.coverage)
        _drains(o, p.coverage, told)
    if _some(p.promise):
        _promises(o, p.promise)
    if _some(p.mixing):
        _mixing(o, p.mixing)
    if _some(p.meetings):
        counted.meetings(o, p.meetings, managers)
    if _some(p.effects):
        estimated.effects(o, p.effects)
    if _some(p.balance):
        estimated.balance(o, p.balance)
    if _some(p.outcomes):
        estimated.outcomes(o, p.outcomes, managers)
    if _some(p.link):
        _link(o, p.link)
    if _some(p.at_home):
        _home(o, p.at_home)


def _some(table: pd.DataFrame | None) -> bool:
    return table is not None and not table.empty


def _managers(coverage: pd.DataFrame) -> dict[str, int]:
    """Managers by administration (and all) at the last observed period."""
    seen = coverage[(coverage["drain"] == "observed") & (coverage["status"] != "all")]
    now = seen[seen["period"] == seen["period"].max()]
    return {a: round(n) for a, n in now.groupby("administration")["managers"].sum().items()}


def _drains(o: Outlook, table: pd.DataFrame, told: list[tuple[str, ...]]) -> None:
    """The share through ahead, by what is assumed: the municipality's, and those whose split of today is told."""
    ahead = table[(table["drain"] != "observed") & (table["period"] > o.results.times.origin)]
    origin = o.results.times.origin
    months = (ahead["period"].dt.year - origin.year) * 12 + ahead["period"].dt.month - origin.month
    ahead = ahead[(months % 12 == 0) | ((ahead["administration"] == ALL) & (months % 3 == 0))]
    for members in [(ALL,), *told]:
        mine = ahead[ahead["administration"].isin(members)]
        for (drain, period), found in mine.groupby(["drain", "period"]):
            every = found.loc[found["status"] == "all", "managers"].sum()
            through = found[found["status"] == "completed"]
            if not every or through.empty:
                continue
            ends = (through[k].iloc[0] / every if len(members) == 1 else None for k in ("p10", "p90"))
            low, high = (None if x is None or pd.isna(x) else round(min(float(x), 1.0), 3) for x in ends)
            value = round(min(through["managers"].sum() / every, 1.0), 3)
            o.put("programme_drain", "through_share", (value, low, high, "shown"), members, len(members) > 1,
                  period=period, by="drain", category=drain)  # fmt: skip


def _promises(o: Outlook, table: pd.DataFrame) -> None:
    """The municipality's two promises; how many are through is not told finer than that the goal is reached."""
    add = o.writer.add
    for row in table[table["administration"] == ALL].itertuples():
        where = {"by": "promise", "category": row.promise}
        if row.share > REACHED:
            add("programme_promise", "share", low=REACHED, high=1.0, state="band", **where)
        else:
            add("programme_promise", "share", value=round(row.share, 2), **where)
        for name in ("due", "p10", "p50", "p90"):
            if pd.notna(day := getattr(row, name)):
                add("programme_promise", name, period=pd.Timestamp(day), value=1.0, **where)
        for name, digits in (("chance", 2), ("pace", 1), ("pace_needed", 1), ("places_a_year", 0)):
            if pd.notna(value := getattr(row, name)):
                add("programme_promise", name, value=round(float(value), digits) + 0.0, **where)


def _mixing(o: Outlook, table: pd.DataFrame) -> None:
    """All groups together; how one group was mixed tells who sat in it."""
    rows = table[table["group"] == ALL]
    for row in rows.itertuples():
        if not row.pairs or row.size < o.config.publication.row_limit:
            continue
        add = o.writer.add
        add("programme_mixing", "groups", value=float(len(table) - len(rows)))
        add("programme_mixing", "cross_share", value=round(row.cross_pairs / row.pairs, 2))
        add("programme_mixing", "expected_cross_share", value=round(row.expected_cross_pairs / row.pairs, 2))
        if pd.notna(row.p_value):
            add("programme_mixing", "p_value", value=round(float(row.p_value), 3))


def _link(o: Outlook, table: pd.DataFrame) -> None:
    table = table.assign(key=table["basis"] + "|" + table["quantity"])
    for found, administrations, joined in o.units(table):
        for period, key, figure in o.figures(found, "key"):
            basis, quantity = key.split("|")
            if quantity.endswith("_sek"):
                rows = found[(found["period"] == period) & (found["key"] == key)]
                ends = ("mean", "p10", "p90") if len(rows) == 1 else ("mean",)
                money = [whole(rows[k].sum() / MONEY) * MONEY for k in ends]
                figure = (*money, *[None] * (3 - len(money)), "shown")
            o.put("programme_link", quantity, figure, administrations, joined, period=period, by="basis",
                  category=basis)  # fmt: skip


def _home(o: Outlook, table: pd.DataFrame) -> None:
    """What is done at home where the need comes from; the need itself stands among the drivers."""
    cells: dict[tuple[str, str, str, str], float] = {}
    for row in table.itertuples():
        at = (row.administration, row.driver)
        cells[*at, ALL, f"reach.{row.reach}"] = float(row.large)
        if row.outcome:
            cells[*at, ALL, f"outcome.{row.outcome}"] = 1.0
        if not row.initiative:
            continue
        cells[*at, row.initiative, f"status.{row.status}"] = 1.0
        cells[*at, row.initiative, f"owner.{row.owner_role}"] = 1.0
        if pd.notna(row.from_programme) and row.from_programme:
            cells[*at, row.initiative, "from_programme"] = 1.0
        for other in filter(None, row.with_administrations.split("|")):
            cells[*at, row.initiative, f"with.{other}"] = 1.0
    for (administration, driver, initiative, measure), value in cells.items():
        o.writer.add("programme_home", measure, administration=administration, by="driver", category=driver,
                     group=initiative, value=value)  # fmt: skip
