"""Part `orders`: the vectorised permutations against a plain loop that lays out the whole comparison anew each time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.programme import impute, lot
from competence.programme.comparison import FEWEST
from programme import design, library
from skill.shards import Part

NUMBER = 12


def shard(seed: int) -> pd.DataFrame:
    """A row for each order: the studentised estimate both ways, and the estimate by the library with equal weights."""
    town = design.town(seed, 0.0, survey=("annual", "half_yearly")[seed % 2])
    rows = []
    with threadpool_limits(1):
        c = library.compared(town)
        slots = lot.orders(c.panel.groups, {}, NUMBER, np.random.default_rng([seed, 8]))
        vectorised = lot._studentised(c, slots)
        for number, slot in enumerate(slots):
            again = library.compared(reordered(town, c.panel.groups, slot))
            found = impute.estimate(again.rows, again.main)
            equal = impute.design(
                again.rows, again.free[None], again.trained[None], again.panel.inside, FEWEST, overlap=False
            )
            ours = impute.estimate(again.rows, equal).value[0]
            rows.append(
                {
                    "number": number, "vectorised": vectorised[number], "plain": (found.value / found.by_unit(again.rows))[0],
                    "equal": ours, "library": library.imputation(again)[0],
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def reordered(town: design.Town, names: tuple[str, ...], slot: np.ndarray) -> design.Town:
    """The town as delivered had the groups come in another order: days and who is trained when follow the group."""
    rows, groups = town.unit_periods, town.programme_groups
    start = groups.groupby("group")["start"].first()
    done = rows.groupby("group")["first_trained"].first()
    other = {name: names[s] for name, s in zip(names, slot)}
    first = rows["group"].map(other).map(done)
    rows = rows.assign(
        first_trained=first, managers_trained=(rows["period"] >= first).astype("int64").astype("Int64")
    )
    return replace(
        town, unit_periods=rows, programme_groups=groups.assign(start=groups["group"].map(other).map(start))
    )


PART = Part("orders", shard, ("programme.effects",), seeds=20)
