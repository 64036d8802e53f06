"""Part `groups`: the proposed groups against random ones within the same limits."""

from __future__ import annotations

import pandas as pd
from threadpoolctl import threadpool_limits

from programme import seating
from skill.shards import Part


def shard(seed: int) -> pd.DataFrame:
    """Rows with and without limits, and by what is counted."""
    with threadpool_limits(1):
        return seating.figures(seed).drop(columns="seed")


PART = Part("groups", shard, ("programme.seating", "programme.placing"), seeds=5)
