"""Part `oracle`: the same rows by who knows all that can be known (`competence.sample.oracle`)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import population
from competence.sample.oracle import Oracle
from skill import cells
from skill.shards import Part

DRAWS = 100
ORIGINS = {5: (1, 3, 5), 7: (1, 3)}
# Of hostile variants: who is not told of them.
HOSTILE = {7: (1,)}


def shard(seed: int) -> pd.DataFrame:
    """Both origins and their horizons of one municipality."""
    return forecasts(seed, "plain", ORIGINS)


def forecasts(seed: int, variant: str, origins: dict[int, tuple[int, ...]], counts=None) -> pd.DataFrame:
    """Scored rows of the oracle's futures from the ends of the years `origins`."""
    counts = cells.municipality(seed, variant)[1] if counts is None else counts
    seen = cells.Seen(counts)
    parts = []
    with threadpool_limits(1):
        for origin, horizons in origins.items():
            at = seen.index(origin)
            known = counts.until(seen.periods[at])
            years = max(horizons)
            # Residents to come are the model's own projection: what it cannot know, the oracle does not.
            rng = np.random.default_rng([seed, origin])
            residents = population.project(known.population, years, rng, DRAWS)
            oracle = Oracle(seed, cells.employees(seed), at, variant=variant)
            futures = oracle.foresee(years, residents.ahead, seed=origin)
            place = [seen.place.get(name) for name in futures.names]
            # A few stand elsewhere by a second employment: they stay there.
            aside = np.zeros(len(place))
            now = seen.series["headcount"][at]
            for i, cell in enumerate(place):
                aside[i] = 0.0 if cell is None else now[cell] - oracle.staff()[i]
            for horizon in horizons:
                for quantity in ("exits", "hires", "headcount"):
                    drawn = getattr(futures, quantity)[:, horizon - 1]
                    if quantity == "headcount":
                        drawn = np.maximum(drawn + aside, 0.0)
                    whole = np.zeros((DRAWS, len(seen.place)))
                    for i, cell in enumerate(place):
                        if cell is not None:
                            whole[:, cell] = drawn[:, i]
                    parts.append(seen.rows("oracle", quantity, origin, horizon, whole @ seen.member.T))
    return pd.concat(parts, ignore_index=True)


PART = Part("oracle", shard, ("sample.oracle", "forecast.population"), 30)
