"""What tells how exposed a published row is: those over 60, how hard it is to recruit; and the last summer.

Ages by row are parts of a table whose margins are published (the row's staff, the administration's ages), so a
row shows its number only where it and what is left out are large enough; need by cause stands for no other rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.numbers import whole
from competence.report.protect import Part, levels, unite
from competence.report.rows import form_map, row_id
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.observed import Observed

OLD = 60
OLDER = f"{OLD}-"
HARD = {"time_to_fill": 0, "qualified_applicants_per_post": 1}
SUMMER = ("summer_persons", "summer_returned")


def write(o: Observed) -> None:
    """All of them, of the last closed year."""
    ends = o.results.times.year_ends
    if ends:
        _old(o, ends[-1])
        _hard(o, ends[-1])
    _summer(o)


def _old(o: Observed, end: pd.Timestamp) -> None:
    """Staff of 60 and over by published row, where the administration's own ages tell theirs."""
    staff = o.results.staff[o.results.staff["period"] == end]
    merging = form_map(o.results, o.config, end)
    for unit, members in merging.units.items():
        if OLD not in o.bands.get((end, unit), ()):
            continue
        mine = staff[staff["administration"].isin(members)]
        row_of = {occupation: row_id(row) for row in merging.rows[unit] for occupation in row}
        mine = mine.assign(row=mine["occupation"].map(row_of), old=mine["age"] >= OLD)
        known = mine["age"].notna()
        untold = mine[~known].groupby("row")["headcount"].sum()
        counts = mine[known].groupby(["row", "old"])["headcount"].sum().unstack(fill_value=0)
        counts = counts.reindex(columns=[False, True], fill_value=0)
        cells = {str(row): (int(young), int(old)) for row, young, old in counts.itertuples()}
        left_out = {str(row): int(n) for row, n in untold.items()}
        found, _ = levels(cells, [[[0], [1]]], o.limit, left_out)
        for row, level in found.items():
            young, old = cells[row]
            figures = {"headcount": float(old), "headcount_share": round(old / max(young + old, 1), 2)}
            for measure, value in figures.items():
                part = Part((unit,), None if level is None else value)
                o.put("row_ages", measure, part, value, members, period=end, group=row, by="age_band",
                      category=OLDER)  # fmt: skip


def _hard(o: Observed, end: pd.Timestamp) -> None:
    """Days to fill a post and qualified applicants a post, of rows of one occupation in one administration.

    Only where at least five posts were closed (the median is null otherwise) and the row is large enough for a
    mean to be told.
    """
    table = o.results.vacancies
    if table is None:
        return
    merging = form_map(o.results, o.config, end)
    staff = o.results.cells[o.results.cells["period"] == end]
    heads = staff.groupby(["administration", "occupation"])["headcount"].sum()
    now = table[(table["period"] == end) & table["time_to_fill"].notna()]
    for r in now.itertuples():
        unit = next((u for u, members in merging.units.items() if members == (r.administration,)), None)
        alone = unit is not None and (r.occupation,) in merging.rows[unit]
        if not alone or heads.get((r.administration, r.occupation), 0) < o.config.publication.mean_limit:
            continue
        for measure, digits in HARD.items():
            value = getattr(r, measure)
            if pd.notna(value):
                o.writer.add(
                    "hard", measure, administration=r.administration, period=end, group=r.occupation,
                    value=round(float(value), digits) if digits else whole(value),
                )  # fmt: skip


def _summer(o: Observed) -> None:
    """Who was engaged for the last summer, and of them who had been there the summer before."""
    table = o.results.cover
    if table is None or not set(SUMMER) <= set(table.columns):
        return
    table = table.dropna(subset=list(SUMMER))
    if table.empty:
        return
    period = table["period"].max()
    merging = form_map(o.results, o.config, period)
    unit_of = {a: u for u, members in merging.units.items() for a in members}
    now = table[(table["period"] == period) & table["administration"].isin(unit_of)]
    sums = now.groupby(now["administration"].map(unit_of))[list(SUMMER)].sum().astype(int)
    sums = sums[sums["summer_persons"] > 0]
    # Each part of those engaged, so that neither can be taken from the other.
    parts = {u: (int(n), int(back), int(n - back)) for u, n, back in sums.itertuples()}
    order = [u for u in merging.units if u in parts]
    sets = unite({u: parts[u] for u in order}, {u: parts[u][0] for u in order}, o.limit)
    for members in sets:
        administrations = [a for u in members for a in merging.units[u]]
        for k, measure in enumerate(SUMMER):
            value = float(sum(parts[u][k] for u in members))
            o.put("summer_seen", measure, Part((ALL,), value), value, administrations, period=period)
    if sets:
        for k, measure in enumerate(SUMMER):
            o.writer.add(
                "summer_seen", measure, period=period, value=float(sum(p[k] for p in parts.values()))
            )
