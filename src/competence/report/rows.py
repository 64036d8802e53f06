"""The merging map: which administrations and which occupation groups are published together.

Formed of each closed year from the stock of its end alone, so that a closed year is cut the same in every later
edition; everything by occupation is a sum of whole rows of it, so that no table cuts another. A month after it
stands in the map of the last closed year, where who is new since joins what is there and nothing is split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from competence.config import Config
from competence.report.results import Results

JOIN = "+"


@dataclass(frozen=True)
class Map:
    """Units (one administration each, or several that are too small) and the published rows of each.

    `units`: unit id → its administrations. `rows`: unit id → its rows, each a tuple of occupation groups.
    """

    units: dict[str, tuple[str, ...]]
    rows: dict[str, tuple[tuple[str, ...], ...]]


def row_id(occupations: tuple[str, ...]) -> str:
    """The id of a published row: the ids of its occupation groups."""
    return JOIN.join(occupations)


def form(stock: pd.DataFrame, administrations: list[str], families: Mapping[str, str], limit: int) -> Map:
    """Form the map of a closed year.

    Parameters
    ----------
    stock : administration, occupation, headcount at the closed year's end.
    administrations : order of the administrations in the config; others follow by name.
    families : occupation group → family; its order is the order of the rows.
    limit : a row holds at least so many persons when formed.
    """
    table = _counts(stock)
    found = sorted(set(table.index.get_level_values("administration")))
    order = [a for a in administrations if a in found] + [a for a in found if a not in administrations]
    size = table.groupby("administration").sum()
    units = _units({a: int(size[a]) for a in order}, limit)
    rows = {}
    for unit, members in units.items():
        counts = table.loc[list(members)].groupby("occupation").sum()
        rows[unit] = _rows({o: int(counts[o]) for o in _ordered(counts.index, families)}, families, limit)
    return Map(units, rows)


def extend(merging: Map, stock: pd.DataFrame, since: pd.DataFrame, families: Mapping[str, str]) -> Map:
    """The map with whoever is new since it was formed; nothing is split or paired anew.

    A new administration joins the unit, and a new occupation group the row, that was the smallest when the map
    was formed, whatever their sizes have become.

    Parameters
    ----------
    merging : map formed from `stock`.
    since : cells of the periods after it; only which of them are not empty counts.
    """
    then = _counts(stock)
    cells = sorted(_counts(since).index)
    placed = {a for members in merging.units.values() for a in members}
    new = [a for a in sorted({a for a, _ in cells}) if a not in placed]
    size = then.groupby("administration").sum()
    smallest = min(merging.units, key=lambda u: int(size[list(merging.units[u])].sum()), default=None)
    units, rows = {}, {}
    for unit, members in merging.units.items():
        members = (*members, *new) if unit == smallest else members
        counts = then[then.index.get_level_values("administration").isin(members)].groupby("occupation").sum()
        mine = list(merging.rows[unit])
        come = {o for a, o in cells if a in members} - set(counts.index)
        if come:
            k = min(range(len(mine)), key=lambda i: int(counts[list(mine[i])].sum()))
            mine[k] = tuple(_ordered({*mine[k], *come}, families))
        units[row_id(members)], rows[row_id(members)] = members, tuple(mine)
    return Map(units, rows)


def formed_at(results: Results, period: pd.Timestamp) -> pd.Timestamp:
    """When the map of a period was formed: the last closed year's end until then.

    Periods before the first closed year's end stand in the first's; where there is none, each in its own.
    """
    ends = results.times.year_ends
    return max((end for end in ends if end <= period), default=min(ends, default=period))


def form_map(results: Results, config: Config, period: pd.Timestamp) -> Map:
    """The map that a period is published by: its own at a closed year's end, else the last closed year's.

    It is a rule of what was observed until `period`.
    """
    families = {o.id: o.family for o in config.occupation}
    key = (period, config.publication.row_limit, tuple(families.items()), tuple(config.administrations))
    if key not in results.maps:
        results.maps[key] = _form_map(results, config, period, families)
    return results.maps[key]


def _form_map(results: Results, config: Config, period: pd.Timestamp, families: Mapping[str, str]) -> Map:
    staff, formed = results.cells, formed_at(results, period)
    stock = staff[staff["period"] == formed]
    if formed == period:
        return form(stock, list(config.administrations), families, config.publication.row_limit)
    merging = form_map(results, config, formed)
    between = staff["period"].between(min(formed, period), max(formed, period))
    return extend(merging, stock, staff[between & (staff["period"] != formed)], families)


def _counts(stock: pd.DataFrame) -> pd.Series:
    counts = stock.groupby(["administration", "occupation"])["headcount"].sum()
    return counts[counts > 0].astype(int)


def _ordered(occupations: Iterable[str], families: Mapping[str, str]) -> list[str]:
    found = set(occupations)
    return [o for o in families if o in found] + sorted(found - set(families))


def whole_occupations(merging: Map, unit: str, occupations: Iterable[str]) -> list[str]:
    """Occupation groups of a requirement that stand in rows made only of such groups."""
    wanted = set(occupations)
    return [o for row in merging.rows[unit] if set(row) <= wanted for o in row]


def _units(sizes: dict[str, int], limit: int) -> dict[str, tuple[str, ...]]:
    order = list(sizes)
    small = sorted((a for a in order if sizes[a] < limit), key=lambda a: (sizes[a], order.index(a)))
    rest = sorted((a for a in order if sizes[a] >= limit), key=lambda a: (sizes[a], order.index(a)))
    joined = list(small)
    if small and (sum(sizes[a] for a in small) < limit or len(small) < 2):
        joined += rest[:1]
    units = [tuple(a for a in order if a in joined)] if joined else []
    units += [(a,) for a in order if a not in joined]
    return {row_id(u): u for u in sorted(units, key=lambda u: order.index(u[0]))}


def _rows(counts: dict[str, int], families: Mapping[str, str], limit: int) -> tuple[tuple[str, ...], ...]:
    order = list(counts)
    rows = [[o] for o in order if counts[o] >= limit]
    left = [o for o in order if counts[o] < limit]

    def size(row) -> int:
        return sum(counts[o] for o in row)

    for family in dict.fromkeys(families.get(o, "") for o in left):
        pool = [o for o in left if families.get(o, "") == family]
        if size(pool) >= limit:
            rows.append(pool)
            left = [o for o in left if o not in pool]
    if left and size(left) < limit and rows:
        smallest = min(rows, key=lambda row: (size(row), order.index(row[0])))
        rows.remove(smallest)
        left += smallest
    if left:
        rows.append(left)
    rows = [sorted(row, key=order.index) for row in rows]
    return tuple(tuple(row) for row in sorted(rows, key=lambda row: order.index(row[0])))
