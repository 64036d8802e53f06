"""Part `base_year`: the gap at the origin where six per cent of the posts are open (`benchmarks/base_year.py`)."""

from __future__ import annotations

import pandas as pd

import base_year
from skill import cells
from skill.shards import Part


def shard(seed: int) -> pd.DataFrame:
    """One municipality."""
    return pd.DataFrame([base_year.measure(seed, cells.setup())])


PART = Part("base_year", shard, ("forecast.model", "sample.municipality"))
