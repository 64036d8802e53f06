"""Residents by year, age and sex, and the projections published year by year.

A cohort-component walk with shocks to births and migration; the projections follow the same cohorts without
them, with births of the past three years, too little gain in survival and the migration of the past five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.sample.streams import Streams
from competence.tables import POPULATION

AGES = 101
RESIDENTS_PER_EMPLOYEE = 14.0
HISTORY = 10  # observed years before the first month
AHEAD = 20  # years a projection reaches

# Births in Sweden (thousands), rough, by year of birth: they shape the pyramid.
_BIRTHS = {1905: 125, 1920: 120, 1933: 88, 1946: 130, 1955: 107, 1966: 122, 1974: 108, 1983: 92, 1990: 123,
           1999: 89, 2010: 115, 2016: 117, 2021: 112, 2024: 98, 2060: 100}  # fmt: skip
_STUDENTS = (18, 25)


@dataclass(frozen=True)
class Residents:
    """Observed residents and all projections.

    Parameters
    ----------
    first : first observed year (31 December).
    observed : years × 101 ages × 2 sexes (female, male), persons.
    projections : by year of the base: AHEAD years × ages × sexes.
    """

    first: int
    observed: np.ndarray
    projections: dict[int, np.ndarray]

    def group(self, ages: tuple[int, int], years: np.ndarray) -> np.ndarray:
        """Observed residents aged `ages` (both ends in) on 31 December of `years`."""
        return self.observed[np.asarray(years) - self.first, ages[0] : ages[1] + 1].sum(axis=(1, 2))

    def table(self, today: pd.Timestamp) -> pd.DataFrame:
        """The table `population` as it is known `today`: years that are over, projections that are published."""
        over = today.year - (today < pd.Timestamp(today.year, 12, 31))
        parts = [_long(self.observed[: over - self.first + 1], self.first, "observed", "observed", None)]
        for base, projected in sorted(self.projections.items()):
            if published(base) > today:
                continue
            parts.append(_long(projected, base + 1, "projected", "main", published(base)))
        frame = pd.concat(parts, ignore_index=True)
        frame["known_from"] = pd.to_datetime(frame["known_from"])
        return POPULATION.check(frame)


def published(base: int) -> pd.Timestamp:
    """Day a projection from the population of 31 December `base` is made public."""
    return pd.Timestamp(base + 1, 4, 15)


def simulate(streams: Streams, employees: int, first_year: int, last_year: int) -> Residents:
    """Residents from ten years before `first_year` to `last_year`, with a projection from each year.

    Parameters
    ----------
    employees : size of the municipality; residents are 14 times as many.
    first_year, last_year : calendar years of the observed months.
    """
    rng = streams("population")
    first = first_year - HISTORY
    years = np.arange(first, last_year + 1)
    births = _autoregression(rng, len(years), 0.75, 0.02)
    migration = _autoregression(rng, len(years), 0.6, 0.0025) + 0.0055
    now = _start(first) * 1.0
    now *= employees * RESIDENTS_PER_EMPLOYEE / now.sum() / 1.085  # it grows towards its size
    observed = [now]
    for i, year in enumerate(years[1:], 1):
        expected = _step(now, int(year), _births(int(year)) * np.exp(births[i]), migration[i], gain=0.013)
        noise = rng.standard_normal(expected.shape) * np.sqrt(0.06 * expected)
        now = np.maximum(expected + noise, 0)
        observed.append(now)
    observed = np.round(np.array(observed))
    projections = {}
    for i, base in enumerate(years):
        if base < first_year - 2:
            continue
        level = np.exp(births[max(0, i - 2) : i + 1].mean())
        moving = migration[max(0, i - 4) : i + 1].mean()
        walk = observed[i].copy()
        future = []
        for year in range(int(base) + 1, int(base) + 1 + AHEAD):
            # The planner takes today's births as the normal ones and lets survival improve too little.
            walk = _step(walk, year, (_births(int(base)) * 0.75 + 27.0) * level, moving, gain=0.008)
            future.append(walk)
        projections[int(base)] = np.round(np.array(future))
    return Residents(first, observed, projections)


def _autoregression(rng, n, rho, sd):
    shocks = rng.standard_normal(n) * sd
    out = np.empty(n)
    value = shocks[0] / np.sqrt(1 - rho**2)
    for i in range(n):
        value = value if i == 0 else rho * value + shocks[i]
        out[i] = value
    return out


def _births(year: int) -> float:
    return float(np.interp(year, list(_BIRTHS), list(_BIRTHS.values())))


def _mortality(year: int, gain: float) -> np.ndarray:
    age = np.arange(AGES)[:, None]
    level = np.array([[np.exp(-10.95), np.exp(-10.45)]])
    hazard = 0.0002 + level * np.exp(0.1 * age) * np.exp(-gain * (year - 2015))
    return np.exp(-np.minimum(hazard, 0.6))


def _start(year: int) -> np.ndarray:
    survive = np.vstack([np.ones((1, 2)), np.cumprod(_mortality(year - 15, 0.0)[:-1], axis=0)])
    births = np.array([_births(year - a) for a in range(AGES)])[:, None]
    bump = np.ones((AGES, 1))
    bump[_STUDENTS[0] + 1 : _STUDENTS[1] + 2] = 1.25
    bump[26:45] = 1.08
    start = births * survive * bump * np.array([[0.486, 0.514]])
    start[-1] *= 2.0
    return start


def _step(now, year, births, migration, gain):
    """One year on: survival, ageing, net migration with a bump of students, births scaled to women."""
    alive = now * _mortality(year, gain)
    aged = np.empty_like(now)
    aged[1:] = alive[:-1]
    aged[-1] += alive[-1]
    women = now[20:43, 0].sum()
    scale = now.sum() / 10_000.0  # the country's ten million give the births' scale
    fertility = births * scale * (women / now.sum() / 0.155)
    aged[0] = fertility * np.array([0.486, 0.514])
    shape = np.full(AGES, 0.35)
    shape[0:12] = 1.2
    shape[_STUDENTS[0] : _STUDENTS[1]] = 4.2
    shape[25:30] = -1.8
    shape[30:45] = 1.1
    shape[65:] = -0.15
    return np.maximum(aged * (1 + migration * shape[:, None]), 0)


def _long(values, first, kind, variant, known_from):
    years, ages, _ = values.shape
    n = years * ages * 2
    return pd.DataFrame(
        {
            "year": np.repeat(np.arange(first, first + years), ages * 2),
            "age": np.tile(np.repeat(np.arange(ages), 2), years),
            "sex": pd.array(np.tile(["female", "male"], n // 2), dtype="str"),
            "persons": values.reshape(-1),
            "kind": pd.array([kind] * n, dtype="str"),
            "variant": pd.array([variant] * n, dtype="str"),
            "known_from": pd.array([known_from] * n, dtype="datetime64[us]"),
        }
    )
