"""Part `rivals`: the same rows by the five methods that ours has to beat."""

from __future__ import annotations

import pandas as pd
from threadpoolctl import threadpool_limits

from competence import forecast
from competence.vocabulary import METHODS
from skill import cells
from skill.shards import Part

RIVALS = tuple(name for name in METHODS if name != "ours")
KEPT = ["method", "quantity", "administration", "occupation", "actual", "p50", "crps", "p_below", "p_at"]


def shard(seed: int) -> pd.DataFrame:
    """All origins and horizons of one municipality."""
    _, counts = cells.municipality(seed)
    return forecasts(counts, cells.ORIGINS)


def forecasts(counts, origins: dict[int, tuple[int, ...]], methods=RIVALS) -> pd.DataFrame:
    """Scored rows of the rivals' forecasts from the ends of the years `origins`."""
    parts = []
    with threadpool_limits(1):
        for origin, horizons in origins.items():
            at = counts.periods[12 * origin]
            rows = forecast.backtest(counts, cells.setup(), origins=[at], draws=cells.DRAWS, methods=methods)
            rows = rows[rows["horizon"].isin([12 * h for h in horizons])]
            parts.append(rows[KEPT].assign(
                origin=origin, horizon=rows["horizon"] // 12, persons=rows["staff"], mean=rows["forecast"]
            ))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


PART = Part(
    "rivals",
    shard,
    ("sample.municipality",),
    alone=("forecast.competitors", "forecast.ets", "forecast.past", "forecast.standard"),
)
