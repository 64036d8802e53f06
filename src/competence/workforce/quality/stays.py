"""What the rules did with employments, each counted: nothing is joined, parted or linked in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.workforce.quality.found import Build, Found

_LEAVING = ("retirement", "resignation", "contract_end", "redundancy", "personal_reasons", "other")
_LINKED = "identity_"


def measure(found: Found, of: Build) -> None:
    """Counts of spells and persons that a rule concerned."""
    _ends(found, of)
    _events(found, of)
    _parts(found, of)
    _managers(found, of)
    rules = of.delivered.mended.groupby("rule", observed=True)["rows"].sum()
    found.add("identities_linked", sum(rows for rule, rows in rules.items() if rule.startswith(_LINKED)))


def _ends(found: Found, of: Build) -> None:
    """Ends that are other than delivered, and ends that are still to come."""
    spells = [s for s, c in of.config.sources.items() if c.table == "employments" and c.kind == "spells"]
    mine = of.frame[of.sources(of.frame["source_file"]).isin(spells).to_numpy()]
    key = ["source_file", "source_row"]
    delivered = of.delivered.staff
    theirs = of.sources(delivered["source_file"]).isin(spells).to_numpy()
    then = delivered.take(theirs, [*key, "end"]).astype({"source_file": "str"})
    both = mine[[*key, "end"]].astype({"source_file": "str"}).merge(then, on=key, suffixes=("", "_delivered"))
    found.add("weekends_bridged", (both["end"] > both["end_delivered"]).sum())
    shorter = (both["end"] < both["end_delivered"]) | (both["end"].notna() & both["end_delivered"].isna())
    found.add("overlaps_cut", shorter.sum())
    if spells:
        day = mine["source_file"].astype("str").map({f.name: f.delivered for f in of.delivered.files})
        found.add("planned_ends", (mine["end"] > pd.to_datetime(day)).sum())


def _events(found: Found, of: Build) -> None:
    """Comings back, changes to permanent and transfers within the flows' intervals."""
    paid, happened = of.paid, of.happened
    inside = of.inside(happened.day)
    first = pd.Series(paid.start).groupby(paid.who).min()
    hires = inside & np.isin(happened.flow, ["hire", "hire_from_hourly"])
    found.add("rehires", (happened.day[hires] > first[happened.who[hires]].to_numpy()).sum())
    found.add("transfers", (inside & (happened.flow == "transfer_out")).sum())
    changed = inside & np.isin(happened.flow, ["change_out", "change_in"])
    contract = paid.frame["contract"].astype("str").to_numpy()[happened.spell[changed]]
    steps = pd.DataFrame(
        {
            "who": happened.who[changed],
            "day": happened.day[changed],
            "flow": happened.flow[changed],
            "is": contract,
        }
    )
    wide = steps.pivot_table(index=["who", "day"], columns="flow", values="is", aggfunc="first")
    permanent = 0
    if {"change_in", "change_out"} <= set(wide):
        permanent = (
            (wide["change_out"] == "fixed_term") & wide["change_in"].isin(["permanent", "trial"])
        ).sum()
    found.add("conversions", permanent)


def _managers(found: Found, of: Build) -> None:
    """Managers by letter, and those whom only their group makes one."""
    now = of.stock.take(np.flatnonzero(of.stock["period"] == of.stock["period"].max()))
    lettered = now["manager_level"].isin(["A", "B", "C"])
    found.add("managers", now.loc[lettered, "headcount"].sum())
    groups = [o.id for o in of.config.occupation if o.manager_level]
    found.add("managers_by_title", now.loc[~lettered & now["occupation"].isin(groups), "headcount"].sum())


def _parts(found: Found, of: Build) -> None:
    """Rows that ended with a reason to leave while the person stayed: another row holds the next day."""
    paid = of.paid
    leaves = paid.frame["exit_reason_delivered"].isin(_LEAVING).to_numpy() & of.inside(paid.stop)
    rows = np.flatnonzero(leaves)
    order = np.lexsort((paid.start, paid.who))
    reach = pd.Series(paid.stop[order]).groupby(paid.who[order]).cummax().to_numpy()
    key = paid.who[order] * np.int64(1 << 32) + paid.start[order] + (1 << 31)
    at = (
        np.searchsorted(
            key, paid.who[rows] * np.int64(1 << 32) + paid.stop[rows] - 1 + (1 << 31), side="right"
        )
        - 1
    )
    held = (paid.who[order][at] == paid.who[rows]) & (reach[at] > paid.stop[rows])
    found.add("part_exits", held.sum())
