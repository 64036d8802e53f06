"""The merging map: which administrations and which occupation groups are published together.

Formed once a calendar year from the stock of the last closed year; everything by occupation is a sum of whole
rows of it, so that no table cuts another.
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

    def unit(self, administration: str) -> str | None:
        """The unit that an administration is published in."""
        return next((u for u, members in self.units.items() if administration in members), None)


def row_id(occupations: tuple[str, ...]) -> str:
    """The id of a published row: the ids of its occupation groups."""
    return JOIN.join(occupations)


def form(
    stock: pd.DataFrame,
    today: pd.DataFrame,
    administrations: list[str],
    families: Mapping[str, str],
    limit: int,
) -> Map:
    """Form the map.

    Parameters
    ----------
    stock : administration, occupation, headcount at the closed year's end.
    today : the same at the last period; who is new since then must stand in a row too.
    administrations : order of the administrations in the config; others follow by name.
    families : occupation group → family; its order is the order of the rows.
    limit : a row holds at least so many persons when formed.
    """
    cells = ["administration", "occupation"]
    then = stock.groupby(cells)["headcount"].sum()
    now = today.groupby(cells)["headcount"].sum()
    present = then[then > 0].index.union(now[now > 0].index)
    table = pd.DataFrame({"then": then, "now": now}).reindex(present).fillna(0).astype(int)
    found = sorted({a for a, _ in present})
    order = [a for a in administrations if a in found] + [a for a in found if a not in administrations]
    size = table.groupby("administration").sum().min(axis=1)
    units = _units({a: int(size[a]) for a in order}, limit)
    rows = {}
    for unit, members in units.items():
        counts = table.loc[list(members), "then"].groupby("occupation").sum()
        known = [o for o in families if o in counts.index] + sorted(set(counts.index) - set(families))
        rows[unit] = _rows({o: int(counts[o]) for o in known}, families, limit)
    return Map(units, rows)


def form_map(results: Results, config: Config, period: pd.Timestamp, now: pd.Timestamp | None = None) -> Map:
    """The merging map of a closed year's end; `now` adds who is new since then."""
    staff = results.cells
    return form(
        staff[staff["period"] == period],
        staff[staff["period"] == (now or period)],
        list(config.administrations),
        {o.id: o.family for o in config.occupation},
        config.publication.row_limit,
    )


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
