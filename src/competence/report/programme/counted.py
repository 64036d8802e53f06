"""Managers through the programme and who met whom, as they may be published: small administrations joined.

Whether a manager is through is a trait of a person. An administration's split stands as of a year's end and only
where those through and those not are nought or at least the limit; the others stand together, and what they are
together keeps the same rule. The municipality's split stands by month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.protect import levels, parts, unite
from competence.report.rows import form_map
from competence.tables import ALL, EXIT_FLOWS
from competence.vocabulary import PROGRAMME_STATUSES

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

THROUGH = "completed"
SPLIT = [[[0], [1]]]


def coverage(o: Outlook, table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Write the observed coverage; returns the sets of administrations whose last split is published."""
    seen = table[(table["drain"] == "observed") & table["managers"].notna()]
    whole = seen[seen["administration"] == ALL]
    for period, found in whole.groupby("period"):
        _municipality(o, period, found.set_index("status")["managers"])
    periods = sorted(seen["period"].unique())
    ends = [p for p in o.results.times.year_ends if p in set(periods)]
    return _administrations(o, seen, ends[-1]) if ends else []


def _municipality(o: Outlook, period: pd.Timestamp, counts: pd.Series) -> None:
    limit = o.config.publication.row_limit
    values = {s: round(counts.get(s, 0)) for s in PROGRAMME_STATUSES}
    total = sum(values.values())
    if total < limit:
        return
    put = o.writer.add
    put("programme_coverage", "managers", period=period, value=float(total))
    for part in parts(values, limit):
        for status in part.labels:
            others = [s for s in part.labels if s != status]
            value = None if part.value is None else float(part.value)
            put("programme_coverage", status, period=period, value=value, low=part.low, high=part.high,
                state=part.state, joined_with=others if part.state == "joined" else ())  # fmt: skip
            if status != THROUGH:
                continue
            if part.state == "shown":
                put("programme_coverage", "through_share", period=period, value=round(value / total, 3))
            elif part.state == "band":
                ends = (round(part.low / total, 3), round(part.high / total, 3))
                put(
                    "programme_coverage",
                    "through_share",
                    period=period,
                    low=ends[0],
                    high=ends[1],
                    state="band",
                )


def _administrations(o: Outlook, seen: pd.DataFrame, end: pd.Timestamp) -> list[tuple[str, ...]]:
    """An administration's split at a year's end, or that of several together."""
    limit = o.config.publication.row_limit
    units = form_map(o.results, o.config, end).units
    now = seen[(seen["period"] == end) & (seen["administration"] != ALL)]
    cells = {}
    for unit, members in units.items():
        mine = now[now["administration"].isin(members) & now["status"].isin(PROGRAMME_STATUSES)]
        through = round(mine.loc[mine["status"] == THROUGH, "managers"].sum())
        if total := round(mine["managers"].sum()):
            cells[unit] = (through, total - through)
    placed = {a for members in units.values() for a in members}
    if not cells or not set(now["administration"]) <= placed:
        return []  # some stand in no unit: the whole less the parts would tell of them
    found, _ = levels(cells, SPLIT, limit)
    together = [u for u in cells if found[u] is None]
    sums = [sum(cells[u][i] for u in together) for i in (0, 1)]
    sets = [(u,) for u in cells if found[u] is not None]
    joined = unite({u: cells[u] for u in together}, {u: sum(cells[u]) for u in together}, limit)
    if not joined and together and all(n == 0 or n >= limit for n in sums):
        joined = [tuple(together)]
    sets += [s for s in joined if len(s) < len(cells)]
    told = []
    for members in sets:
        through, rest = (float(sum(cells[u][i] for u in members)) for i in (0, 1))
        administrations = tuple(a for u in members for a in units[u])
        figures = {
            "managers": through + rest, THROUGH: through, "through_share": round(through / (through + rest), 3),
        }  # fmt: skip
        for measure, value in figures.items():
            o.put("programme_coverage", measure, (value, None, None, "shown"), administrations,
                  len(administrations) > 1, period=end)  # fmt: skip
        told.append(administrations)
    return told


def meetings(o: Outlook, table: pd.DataFrame, managers: dict[str, int]) -> None:
    """Pairs of managers that sat together, by administration; those with few managers stand together.

    managers : heads by administration at the end, whatever is published of them.
    """
    limit = o.config.publication.row_limit
    places = sorted({*table["administration"], *table["other"]})
    order = [a for a in o.config.administrations if a in places]
    if set(places) - set(order):
        table = table[table["administration"].isin(order) & table["other"].isin(order)]
    sizes = {a: managers.get(a, 0) for a in order}
    sets = unite({a: (n,) for a, n in sizes.items()}, sizes, limit)
    of = {a: members for members in sets for a in members}
    if not sets:
        return
    sums: dict[tuple, list[float]] = {}
    for row in table.itertuples():
        key = tuple(sorted((of[row.administration], of[row.other]), key=sets.index))
        held = sums.setdefault(key, [0.0, 0.0])
        held[0] += row.pairs
        held[1] += row.expected_pairs
    for one, two in ((a, b) for i, a in enumerate(sets) for b in sets[i:]):
        pairs, expected = sums.get((one, two), (0.0, 0.0))
        few = 0 < pairs < limit
        for a, b in {(one, two), (two, one)}:
            # A set of several administrations is named by all of them; the first holds its row.
            where = {"by": "other", "category": "+".join(b), "group": "+".join(a), "administration": ALL}
            o.writer.add(
                "programme_meetings", "pairs", value=None if few else round(pairs), low=0 if few else None,
                high=limit - 1 if few else None, state="band" if few else "shown", **where,
            )  # fmt: skip
            o.writer.add("programme_meetings", "expected_pairs", value=round(expected), **where)


def first_year(o: Outlook) -> None:
    """Exits of those in their first year, of the last closed year, by administrations joined until each is enough."""
    if not o.event_sets:
        return
    end = max(o.event_sets)
    start = {b: a for a, b in o.results.times.closed}.get(end)
    limit = o.config.publication.row_limit
    flows = o.results.flows
    if start is None or (flows["tenure"] > 0).sum() == 0:
        return
    year = flows[(flows["period"] > start) & (flows["period"] <= end) & flows["flow"].isin(EXIT_FLOWS)]
    of = {a: members for members in o.event_sets[end] for a in members}
    figures: dict[tuple, list[int]] = {members: [0, 0] for members in o.event_sets[end]}
    for (a, new), n in year.groupby(["administration", year["tenure"] == 0])["count"].sum().items():
        if a not in of:
            return  # the whole less the parts would tell of those who stand in no unit
        figures[of[a]][0 if new else 1] += int(n)
    total, rest = (sum(n[i] for n in figures.values()) for i in (0, 1))
    if total < limit or rest < limit:
        return
    o.writer.add("first_year", "exits", period=end, value=float(total))
    for members in unite(figures, {u: sum(n) for u, n in figures.items()}, limit):
        administrations = tuple(a for unit in members for a in unit)
        value = float(sum(figures[u][0] for u in members))
        o.put("first_year", "exits", (value, None, None, "shown"), administrations, len(administrations) > 1,
              period=end)  # fmt: skip
