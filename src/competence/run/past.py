"""Heads and exits of each build of the waist, kept so that a later one can be held against them.

`data/kept/counts/<day>-<hash>.json` holds those of one set of deliveries. They are compared with the set before it,
never with what happens to lie in `data/processed`, so that this comes back the same when it is built again.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from competence.config import Config
from competence.run import files, steps
from competence.tables import EXIT_FLOWS, PAST_COUNTS
from competence.workforce import Waist

_CELL = ["period", "administration"]


def counts(waist: Waist) -> pd.DataFrame:
    """Headcount and exits by period and administration."""
    heads = waist.stock.groupby(_CELL)["headcount"].sum()
    exits = waist.flows[waist.flows["flow"].isin(EXIT_FLOWS)].groupby(_CELL)["count"].sum()
    found = pd.concat({"headcount": heads, "exits": exits}, axis=1).fillna(0).astype("int64")
    return found.sort_index()


def _kept(config: Config) -> list[dict[str, Any]]:
    found = [files.read_json(path) for path in sorted((config.kept / "counts").glob("*.json"))]
    return sorted(found, key=lambda build: build["number"])


def remember(config: Config, deliveries: list[str], day: date, waist: Waist) -> None:
    """Keep the counts of a set of kept deliveries (names of their folders), in place of those it had before."""
    there = _kept(config)
    own = next((b["number"] for b in there if b["deliveries"] == sorted(deliveries)), None)
    number = own or max((b["number"] for b in there), default=0) + 1
    rows = counts(waist).reset_index()
    rows["period"] = rows["period"].dt.strftime("%Y-%m-%d")
    told = {
        "number": number,
        "deliveries": sorted(deliveries),
        "config": config.fingerprint,
        "counts": rows.to_numpy().tolist(),
    }
    name = f"{day.isoformat()}-{steps.digest(sorted(deliveries))[:8]}.json"
    files.write_json(config.kept / "counts" / name, told, files.PRIVATE)


def compare(config: Config, deliveries: list[str], waist: Waist) -> pd.DataFrame | None:
    """The table `past_counts`: where closed periods are others than with the deliveries before; None without such."""
    there = _kept(config)
    own = next((b["number"] for b in there if b["deliveries"] == sorted(deliveries)), None)
    earlier = [b for b in there if own is None or b["number"] < own]
    if not earlier:
        return None
    then = pd.DataFrame(earlier[-1]["counts"], columns=[*_CELL, "headcount", "exits"])
    then = then.assign(period=pd.to_datetime(then["period"]).astype("datetime64[us]")).set_index(_CELL)
    now = counts(waist)
    first, last = now.index.get_level_values(0).min(), then.index.get_level_values(0).max()
    both = then.join(now, how="outer", lsuffix="_before", rsuffix="_after").fillna(0).astype("int64")
    period = both.index.get_level_values(0)
    other = (both["headcount_before"] != both["headcount_after"]) | (
        both["exits_before"] != both["exits_after"]
    )
    found = both[other & (period >= first) & (period <= last)].reset_index()
    return PAST_COUNTS.check(found.assign(same_config=earlier[-1]["config"] == config.fingerprint))
