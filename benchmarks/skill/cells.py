"""What all parts share: municipalities of many sizes, and forecasts of cells set against what came."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from competence import config, forecast, sample
from competence.forecast import history, scores
from competence.vocabulary import ALL, EXIT_FLOWS, QUANTILES
from skill.shards import ROOT

FIRST, LAST = 1500, 9500  # employees
SIZES = 40  # sizes before they come again
DRAWS = 400
HIRES = ("hire", "hire_from_hourly")
ORIGINS = {5: (1, 3, 5), 7: (1, 3), 9: (1,)}  # years known: horizons


@cache
def setup():
    """The sample's configuration."""
    return config.load(ROOT)


def employees(seed: int) -> int:
    """Sizes spread evenly between the two ends, in no order of the seeds."""
    return int(FIRST + (LAST - FIRST) * ((seed * 17) % SIZES) / (SIZES - 1))


def municipality(seed: int, variant: str = "plain"):
    """A known-truth municipality at the waist, and its counts."""
    made = sample.waist(seed=seed, employees=employees(seed), variant=variant)
    names = forecast.Counts.__dataclass_fields__
    return made, forecast.Counts(**{name: made.tables.get(name) for name in names})


class Seen:
    """What came: headcount, exits and hires by cell, administration and in all."""

    def __init__(self, counts: forecast.Counts):
        h = history.read(counts)
        self.periods, self.a_year = h.periods, h.a_year
        cells = [(h.administrations[a], h.occupations[o]) for a, o in zip(h.administration, h.occupation)]
        self.names = [*cells, *((a, ALL) for a in h.administrations), (ALL, ALL)]
        self.member = np.concatenate([
            np.eye(h.cells),
            np.equal.outer(np.arange(len(h.administrations)), h.administration),
            np.ones((1, h.cells)),
        ])  # fmt: skip
        self.place = {name: i for i, name in enumerate(cells)}
        heads = h.headcount
        flows = {"exits": h.flow(*EXIT_FLOWS), "hires": h.flow(*HIRES)}
        self.series = {"headcount": heads @ self.member.T}
        for name, table in flows.items():
            run = np.cumsum(table, axis=0)
            self.series[name] = np.full((len(h.periods), len(self.names)), np.nan)
            self.series[name][self.a_year :] = (run[self.a_year :] - run[: -self.a_year]) @ self.member.T

    def index(self, year: int) -> int:
        """Where the end of a year of observation stands among the periods."""
        return year * self.a_year

    def whole(self, built: history.History, array: np.ndarray) -> np.ndarray:
        """(draws, names) of (draws, cells of a forecast): cells that it did not know are 0."""
        at = [
            self.place[built.administrations[a], built.occupations[o]]
            for a, o in zip(built.administration, built.occupation)
        ]
        full = np.zeros((len(array), len(self.place)))
        full[:, at] = array
        return full @ self.member.T

    def rows(self, method: str, quantity: str, origin: int, horizon: int, draws: np.ndarray) -> pd.DataFrame:
        """Scored rows of draws (draws, names)."""
        at = self.index(origin)
        actual = self.series[quantity][at + horizon * self.a_year]
        ordered = np.sort(draws.T, axis=1)
        below, same = scores.below_and_at(ordered, actual)
        quantiles = np.quantile(ordered, list(QUANTILES.values()), axis=1)
        return pd.DataFrame({
            "method": method, "quantity": quantity, "origin": origin, "horizon": horizon,
            "administration": [a for a, _ in self.names], "occupation": [o for _, o in self.names],
            "persons": self.series["headcount"][at], "actual": actual, "mean": ordered.mean(axis=1),
            **dict(zip(QUANTILES, quantiles)), "crps": scores.crps(ordered, actual),
            "p_below": below, "p_at": same,
        })  # fmt: skip
