"""Part `rivals`: the same rows by the five methods that ours has to beat."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import competitors
from skill import cells
from skill.shards import Part

METHODS = ("last_value", "drift", "historic_mean", "ets")


def shard(seed: int) -> pd.DataFrame:
    """All origins and horizons of one municipality."""
    _, counts = cells.municipality(seed)
    return forecasts(counts, cells.ORIGINS, METHODS)


def forecasts(counts, origins: dict[int, tuple[int, ...]], methods=METHODS) -> pd.DataFrame:
    """Scored rows of the rivals' forecasts from the ends of the years `origins`."""
    seen = cells.Seen(counts)
    parts = []
    with threadpool_limits(1):
        for origin, horizons in origins.items():
            past = _past(seen, origin)
            for method in methods:
                for quantity in competitors.QUANTITIES:
                    drawn = competitors.sample(method, quantity, past, max(horizons), cells.DRAWS)
                    parts += [seen.rows(method, quantity, origin, h, drawn[:, h - 1].T) for h in horizons]
    return pd.concat(parts, ignore_index=True)


def _past(seen: cells.Seen, origin: int) -> competitors.Past:
    last = seen.index(origin)
    nodes = np.arange(last % seen.a_year, last + 1, seen.a_year)
    series = {name: table[nodes].T for name, table in seen.series.items()}
    level = np.array([(o == "*") + (a == "*") for a, o in seen.names])
    return competitors.Past(**series, level=level, standard={})


PART = Part("rivals", shard, ("forecast.competitors", "sample.municipality"))
