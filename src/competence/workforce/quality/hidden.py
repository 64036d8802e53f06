"""Counts that were delivered as such: what was hidden, and whether totals and parts agree."""

from __future__ import annotations

import numpy as np

from competence.workforce.quality.found import Build, Found

ROUNDING = 0.005  # of a figure with two decimals


def measure(found: Found, of: Build) -> None:
    """What the sender hid and the totals tell; what the delivery leaves open."""
    told, counted = of.delivered.reconciled, of.delivered.counted
    if told is None:
        return
    for row in told.itertuples():
        where = {"source": row.source, "category": row.written}
        if row.hidden:
            found.add("cells_estimated", row.hidden, **where)
            found.add("persons_estimated", row.estimated / max(row.counted, 1), **where)
            found.add("estimated_without_total", 0 if row.exact_totals else row.hidden, **where)
        if row.totals:
            # Each total is written to two decimals; sums of many may be off by as many roundings.
            for name in ("beyond_parts", "short_of_parts"):
                value = getattr(row, name)
                found.add(f"totals_{name}", value if value > ROUNDING * row.exact_totals else 0, **where)
    staff = counted[counted["table"] == "stock"]
    heads = staff[staff["measure"] == "headcount"]
    whole = max(heads["value"].sum(), 1)
    grouped = (heads["age_from"] != heads["age_to"]).fillna(
        heads["age_from"].notna() | heads["age_to"].notna()
    )
    found.add("ages_in_groups", heads.loc[grouped.astype(bool), "value"].sum() / whole)
    found.add("fte_assumed", float(not (staff["measure"] == "fte").any()))
    by_flow = of.flows.groupby("flow")["count"].sum()
    lone = [abs(by_flow.get(f"{kind}_in", 0) - by_flow.get(f"{kind}_out", 0)) for kind in ("move", "change")]
    found.add("moves_one_way", sum(lone))
    months = of.periods.astype("datetime64[M]").astype(int)
    step = 12 if of.config.yearly else 1
    found.add("periods_missing", int((np.diff(months) // step - 1).clip(0).sum()))
