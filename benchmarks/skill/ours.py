"""Part `ours`: exits, hires and headcount of every cell from three origins, against what came."""

from __future__ import annotations

import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import model, needs
from skill import cells
from skill.shards import Part


def shard(seed: int) -> pd.DataFrame:
    """All origins and horizons of one municipality."""
    _, counts = cells.municipality(seed)
    return forecasts(counts, seed, cells.ORIGINS)


def forecasts(counts, seed: int, origins: dict[int, tuple[int, ...]]) -> pd.DataFrame:
    """Scored rows of our forecast from the ends of the years `origins`."""
    seen = cells.Seen(counts)
    parts = []
    with threadpool_limits(1):
        for origin, horizons in origins.items():
            known = counts.until(seen.periods[seen.index(origin)])
            years = max(horizons)
            built = model.build(known, cells.setup(), seed=seed, draws=cells.DRAWS, years=years, months=0)
            paths = built.simulate()
            exits = needs.summed(paths, paths.exits.sum(axis=0), paths.ends)
            hires = needs.summed(paths, paths.hires, paths.ends)
            for horizon in horizons:
                for quantity, array in (("exits", exits), ("hires", hires), ("headcount", paths.headcount)):
                    draws = seen.whole(built.history, array[:, horizon - 1])
                    parts.append(seen.rows("ours", quantity, origin, horizon, draws))
    return pd.concat(parts, ignore_index=True)


PART = Part("ours", shard, ("forecast.model", "forecast.needs", "sample.municipality"))
