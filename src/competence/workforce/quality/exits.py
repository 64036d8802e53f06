"""How ends are coded: mended ones, gaps, ends without reason, transfers that nobody marked."""

from __future__ import annotations

import numpy as np

from competence.tables import EXIT_FLOWS
from competence.workforce.quality.found import Build, Found


def measure(found: Found, of: Build) -> None:
    """Counts of exits by how they are coded, within the intervals of the flows."""
    paid, happened = of.paid, of.happened
    inside = of.inside(happened.day)
    late = paid.frame["exit_reason_delivered"].eq("resignation") & paid.frame["exit_reason"].eq("retirement")
    found.add("own_requests_mended", (late.to_numpy(bool) & of.inside(paid.stop)).sum())
    found.add("gaps", (inside & (happened.flow == "gap_in")).sum())
    unknown = inside & (happened.flow == "unknown_exit")
    found.add("exits_without_reason", unknown.sum())
    leaves = inside & np.isin(happened.flow, EXIT_FLOWS)
    spell = happened.spell[leaves]
    told = of.sources(paid.frame["source_file"])
    for source, c in of.config.sources.items():
        if c.table == "employments" and ("exit_reason" in c.columns or "exit_reason" in c.constants):
            mine = (told == source).to_numpy()
            all_, blank = mine[spell].sum(), mine[happened.spell[unknown]].sum()
            found.add("reasons_missing", blank / all_ if all_ else None, source=source)
    where = paid.frame[["administration", "unit"]].iloc[spell].assign(day=happened.day[leaves])
    size = where.groupby(["administration", "unit", "day"], observed=True).size()
    mass = size[size >= of.config.exits.mass_exit_persons]
    # Where no unit is delivered all of an administration are one unit, and nothing can be told.
    found.add("mass_exits", int((mass.index.get_level_values("unit") != "").sum()))
