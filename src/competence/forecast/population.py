"""Residents by age in the coming years: the official projection where one is known, else cohort-change ratios.

The ratios: `cohorts.py`. Errors are drawn: of the total (a drift of migration that falls hardest on the young
adults), of births, of survival in old age. Their sizes follow published errors of Swedish municipalities' own
forecasts: 0.1-1 per cent of the total in the first year and 2-3 after five, 7 for children after three. They hold
on Sweden's counties (`benchmarks/population.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast import cohorts
from competence.forecast.cohorts import OLDEST

TOTAL_DRIFT, TOTAL_YEAR, BIRTH_YEAR, OLD_DRIFT = 0.005, 0.003, 0.07, 0.004


@dataclass(frozen=True, eq=False)
class Residents:
    """Residents at year-ends.

    years : (P,) past years; past : (P, 101) persons by age.
    ahead : (draws, H + 1, 101) persons at the end of the base year and of each year after it.
    official : whether an official projection carries it.
    """

    years: np.ndarray
    past: np.ndarray
    ahead: np.ndarray
    official: bool

    def group(self, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
        """Past (P,) and coming (draws, H + 1) residents of the ages low to high, both included."""
        return self.past[:, low : high + 1].sum(axis=1), self.ahead[..., low : high + 1].sum(axis=-1)


def project(population: pd.DataFrame | None, horizon: int, rng: np.random.Generator, draws: int, until=None):
    """Draw the coming residents from what was known; None where no residents were delivered.

    Parameters
    ----------
    population : table `population`, already cut to what was known.
    horizon : years after the last observed year.
    until : a day whose last full year the horizon counts from, where that is later (residents delivered late).
    """
    if population is None or not (population["kind"] == "observed").any():
        return None
    if until is not None:
        last = population.loc[population["kind"] == "observed", "year"].max()
        horizon += max(0, int(until.year - (until.month < 12) - last))
    years, past = _table(population[population["kind"] == "observed"])
    whole = np.flatnonzero(np.diff(years) != 1)
    years, past = (x[whole[-1] + 1 :] if len(whole) else x for x in (years, past))
    official = _official(population[population["kind"] == "projected"], years, past, horizon)
    known = np.empty((0, OLDEST + 1)) if official is None else official
    way = cohorts.choose(past) if len(known) < horizon else cohorts.Way()
    mean = cohorts.carry(past, known, horizon, way)
    ahead = np.concatenate([past[-1:], mean])
    errors = _errors(rng, draws, horizon)
    return Residents(years, past, ahead * np.exp(errors), official is not None)


def _table(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    grouped = frame.groupby(["year", "age"])["persons"].sum().unstack("age", fill_value=0.0).sort_index()
    grouped = grouped.reindex(columns=range(OLDEST + 1), fill_value=0.0)
    return grouped.index.to_numpy(), grouped.to_numpy(float)


def _official(projected, years, past, horizon):
    """(up to horizon, 101) the newest known projection, started where the observed residents end."""
    if projected.empty:
        return None
    variant = "main" if (projected["variant"] == "main").any() else projected["variant"].min()
    projected = projected[projected["variant"] == variant]
    if projected["known_from"].notna().any():
        projected = projected[projected["known_from"] == projected["known_from"].max()]
    when, persons = _table(projected)
    ahead = persons[(when > years[-1]) & (when <= years[-1] + horizon)]
    if not len(ahead) or when[when > years[-1]][0] != years[-1] + 1:
        return None
    base = persons[when == years[-1]]
    if len(base):
        # What the projection missed up to today follows each cohort on.
        missed = np.log((past[-1] + 1.0) / (base[0] + 1.0))
        for year in range(len(ahead)):
            cohort = np.arange(OLDEST + 1) - year - 1
            ahead[year] *= np.exp(np.where(cohort >= 0, missed[np.maximum(cohort, 0)], missed[:5].mean()))
    return ahead


def _errors(rng: np.random.Generator, draws: int, horizon: int) -> np.ndarray:
    """(draws, horizon + 1, 101) errors on the logarithmic scale, nought in the base year."""
    ages = np.arange(OLDEST + 1)
    weight = np.interp(ages, [0, 15, 20, 28, 40, 65, 100], [1.0, 0.8, 1.6, 1.8, 0.9, 0.4, 0.3])
    drift = TOTAL_DRIFT * rng.standard_normal((draws, 1, 1))
    yearly = TOTAL_YEAR * rng.standard_normal((draws, horizon, 1))
    old = OLD_DRIFT * rng.standard_normal((draws, 1, 1)) * np.clip((ages - 70) / 15.0, 0.0, 1.5)
    births = np.cumsum(BIRTH_YEAR * rng.standard_normal((draws, horizon)), axis=1)
    out = np.zeros((draws, horizon + 1, OLDEST + 1))
    change = (drift + yearly) * weight + old
    for year in range(horizon):
        out[:, year + 1, 1:] = out[:, year, :-1] + change[:, year, 1:]
        out[:, year + 1, -1] += 0.5 * change[:, year, -1]
        out[:, year + 1, 0] = births[:, year] + (drift[:, 0, 0] + yearly[:, year, 0])
    return out
