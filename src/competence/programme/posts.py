"""What is followed of posts and moves: managers who leave the employer, span of control, moves between administrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from competence.tables import ALL
from competence.vocabulary import EXIT_FLOWS, UNKNOWN

if TYPE_CHECKING:
    from competence.programme.evaluation import Material

LEVELS = ("A", "B", "C")
UNTOLD = 0.05  # of a year's exits or staff: where the level of more is unknown, managers are not told apart
COLUMNS = ["period", "administration", "value", "p02_5", "p97_5"]


def leaving(material: Material, config) -> pd.DataFrame:
    """Managers who left the employer, per manager and year, by whole year and administration.

    The interval is the exact one of a Poisson count (Garwood 1936). Empty where no manager is known by level, among
    staff or among those who move: counts may bring the level with the stock alone, and then nought is not measured.
    """
    stock, flows = _managers(material.stock), _managers(material.flows)
    left = material.flows[material.flows["flow"].isin(EXIT_FLOWS)]
    exits = _managers(left).rename(columns={"count": "exits"})
    ends = _year_ends(material.stock["period"], config)
    told = _told(left.assign(year=left["period"].dt.year), "year", "count")
    years = [year for year in _whole_years(ends) if year in told]
    if stock.empty or flows.empty or not years:
        return pd.DataFrame(columns=COLUMNS)
    heads = _by_year(stock, "headcount", years, "mean")
    left = _by_year(exits, "exits", years, "sum").reindex(heads.index, fill_value=0)
    low = np.where(left > 0, stats.chi2.ppf(0.025, 2 * np.maximum(left, 1e-9)) / 2, 0.0)
    high = stats.chi2.ppf(0.975, 2 * (left + 1)) / 2
    found = pd.DataFrame({"value": left / heads, "p02_5": low / heads, "p97_5": high / heads})
    return _dated(found[heads > 0], ends)


def span(material: Material, config) -> pd.DataFrame:
    """Employees per manager at each year's end, by administration."""
    stock = material.stock
    ends = _year_ends(stock["period"], config).values()
    last = stock[stock["period"].isin(ends) & (stock["contract"] != "hourly")]
    last = last[last["period"].isin(_told(last, "period", "headcount"))]
    managers = _summed(_managers(last), "headcount")
    if managers.empty:
        return pd.DataFrame(columns=COLUMNS)
    everybody = _summed(last, "headcount").reindex(managers.index)
    found = pd.DataFrame({"value": (everybody - managers) / managers, "p02_5": np.nan, "p97_5": np.nan})
    return found[managers > 0].reset_index()[COLUMNS]


def moves(material: Material, config) -> pd.DataFrame:
    """Staff who moved to another administration, by whole year and the administration that they left."""
    flows = material.flows
    out = flows[flows["flow"] == "move_out"]
    ends = _year_ends(material.stock["period"], config)
    years = _whole_years(ends)
    places = set(material.stock["administration"]) - {UNKNOWN}
    if len(places) < 2 or not years:
        return pd.DataFrame(columns=COLUMNS)
    found = _by_year(out, "count", years, "sum")
    return _dated(pd.DataFrame({"value": found.astype(float), "p02_5": np.nan, "p97_5": np.nan}), ends)


def _managers(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["manager_level"].isin(LEVELS)]


def _told(table: pd.DataFrame, by: str, column: str) -> set:
    """Times at which anybody is counted, and nearly everybody's level is known."""
    count = table.groupby(by)[column].sum()
    unknown = (
        table[table["manager_level"] == UNKNOWN].groupby(by)[column].sum().reindex(count.index, fill_value=0)
    )
    return set(count.index[(count > 0) & (unknown <= UNTOLD * count)])


def _year_ends(periods: pd.Series, config) -> dict[int, pd.Timestamp]:
    """Last period of each year: the Decembers, or each period of a source that delivers years."""
    return {end.year: end for end in sorted(periods.unique()) if config.yearly or end.month == 12}


def _whole_years(ends: dict[int, pd.Timestamp]) -> list[int]:
    """Years between two year-ends that are both counted."""
    return [year for year in ends if year - 1 in ends]


def _by_year(table: pd.DataFrame, column: str, years: list[int], how: str) -> pd.Series:
    """(year, administration), `*` among them: sums over cells by period, then sum or mean over the year."""
    each = table.groupby(["period", "administration"])[column].sum().reset_index()
    whole = each.groupby("period")[column].sum().reset_index().assign(administration=ALL)
    each = pd.concat([each, whole])
    each["year"] = each["period"].dt.year
    each = each[each["year"].isin(years)]
    found = each.groupby(["year", "administration"])[column].sum()
    if how == "sum":
        return found
    # A period without managers in an administration counts as none of them.
    return (
        found
        / each.groupby("year")["period"].nunique().reindex(found.index.get_level_values("year")).to_numpy()
    )


def _summed(table: pd.DataFrame, column: str) -> pd.Series:
    each = table.groupby(["period", "administration"])[column].sum().reset_index()
    whole = each.groupby("period")[column].sum().reset_index().assign(administration=ALL)
    return pd.concat([each, whole]).set_index(["period", "administration"])[column]


def _dated(found: pd.DataFrame, ends: dict[int, pd.Timestamp]) -> pd.DataFrame:
    found = found.reset_index()
    return found.assign(period=found["year"].map(ends))[COLUMNS]
