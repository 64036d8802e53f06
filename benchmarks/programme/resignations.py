"""Part `resignations`: five per cent fewer are planted, 30 quarters before; most that can be said is that it cannot be."""

from __future__ import annotations

import pandas as pd
from threadpoolctl import threadpool_limits

from programme import design, effects
from skill.shards import Part

PLANTED = -5.0


def shard(seed: int) -> pd.DataFrame:
    """One row."""
    with threadpool_limits(1):
        town = design.town_of_resignations(seed, PLANTED, ordered=seed // 2 % 2 == 1)
        return pd.DataFrame([effects.found(town, seed, False)])


PART = Part("resignations", shard, ("programme.effects",), seeds=250, alone=())
