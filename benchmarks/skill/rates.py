"""Part `rates`: expected exits of the last observed year by administration and cause, against what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import history, rates
from competence.vocabulary import EXIT_FLOWS
from skill import cells
from skill.shards import Part

ORIGINS = (5, 7, 10)
DRAWS = 1000


def shard(seed: int) -> pd.DataFrame:
    """All origins of one municipality."""
    made, counts = cells.municipality(seed)
    return against(pd.DataFrame(made.truth["expected_exits"]), counts, seed)


def against(truth: pd.DataFrame, counts, seed: int) -> pd.DataFrame:
    """Rows of a posterior beside the planted expectations; a reason that is missing counts as the model counts it."""
    periods = counts.periods
    parts = []
    with threadpool_limits(1):
        for origin in ORIGINS:
            h = history.read(counts.until(periods[12 * origin]))
            found = rates.fit(h, cells.setup())
            draws = found.posterior(np.random.default_rng([seed, origin]), DRAWS)
            told = ~h.untold[
                [np.flatnonzero(h.administration == a)[0] for a in range(len(h.administrations))]
            ]
            mine = truth[truth["year"] == h.origin.year]
            planted = np.zeros((len(h.administrations), len(h.causes)))
            for row in mine.itertuples():
                if row.administration not in h.administrations:
                    continue
                a = h.administrations.index(row.administration)
                cause = row.cause
                if told[a] and cause == "unknown_exit":
                    cause = "other_exit" if "other_exit" in h.causes else h.causes[0]
                planted[a, h.causes.index(cause if told[a] else "unknown_exit")] += row.expected
            for j, cause in enumerate(h.causes):
                use = planted[:, j] > 0
                below = (draws[:, use, j] < planted[use, j]).mean(axis=0)
                parts.append(pd.DataFrame({
                    "origin": origin, "cause": cause, "administration": np.array(h.administrations)[use],
                    "planted": planted[use, j], "mean": draws[:, use, j].mean(axis=0), "p_below": below,
                    "p_at": 0.0, "longrun": _long(found, j)[use], "events": _events(h, cause)[use],
                }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _long(found: rates.Rates, j: int) -> np.ndarray:
    """(A,) expected events of that year at the mean of all years' levels."""
    h, cause = found.history, found.causes[j]
    expected = rates._yearly(h, cause.expected * cause.occupation.mean[h.occupation])[:, -1]
    return expected * np.exp(cause.level.smooth().mean(axis=1))


def _events(h: history.History, cause: str) -> np.ndarray:
    return rates._yearly(h, h.events(cause))[:, -1]


CAUSES = EXIT_FLOWS
PART = Part("rates", shard, ("forecast.rates", "forecast.history", "sample.municipality"))
