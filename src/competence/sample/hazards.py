"""Why people leave, month by month: planted hazards by age, tenure, trade, frailty, season and year."""

from __future__ import annotations

import numpy as np

from competence.sample.calendar import BURN_IN, Months
from competence.sample.plan import Plan
from competence.sample.streams import Streams
from competence.sample.variants import Variant

RESIGN = 0.128  # a year, at age 40-49, third year, mean frailty
FRAILTY = 2.2  # shape of the gamma; mean 1
PASS_THROUGH = 0.5  # share of people who follow the target pension age
LACKS = 1.3  # factor for those without the competence asked for
STEP_DOWN = 0.025  # managers who leave the post but stay, a year

# Target pension age by birth year; the reference age that the retirement steps are given for is 65.
_TARGETS = ((1900, 65), (1958, 66), (1960, 67), (1967, 68), (1981, 69), (1997, 70))
REFERENCE = 65

_AGE_STEPS = ((0, 1.9), (25, 1.75), (30, 1.3), (35, 1.1), (40, 0.95), (50, 0.62), (55, 0.5), (60, 0.42),
              (63, 0.25))  # fmt: skip
_TENURE_STEPS = ((0, 1.4), (1, 1.25), (2, 1.1), (4, 1.0), (8, 0.85), (15, 0.7))
_SEASON = (1.15, 0.9, 0.95, 0.92, 0.95, 1.05, 0.8, 1.3, 1.15, 1.0, 0.92, 0.91)
# Monthly chance of retiring by years of (effective) age: in the two months after the birthday, and later.
_RETIRE = {58: (0.0004, 0.0004), 59: (0.0006, 0.0006), 60: (0.0012, 0.001), 61: (0.003, 0.002),
           62: (0.006, 0.0045), 63: (0.02, 0.008), 64: (0.03, 0.013), 65: (0.2, 0.028), 66: (0.17, 0.038),
           67: (0.2, 0.055), 68: (0.16, 0.07), 69: (0.3, 0.1), 70: (0.3, 0.12)}  # fmt: skip
# A year, by age from: death, redundancy and personal reasons together.
_OTHER = ((0, 0.0016), (30, 0.0022), (45, 0.0034), (55, 0.0048))


def _steps(steps, values):
    edges = np.array([edge for edge, _ in steps])
    level = np.array([value for _, value in steps])
    return level[np.searchsorted(edges, values, side="right") - 1]


_AGES = np.arange(0, 121)
AGE_FACTOR = _steps(_AGE_STEPS, _AGES)
TENURE_FACTOR = _steps(_TENURE_STEPS, np.arange(0, 71))
OTHER_MONTHLY = _steps(_OTHER, _AGES) / 12
RETIRE_MONTHLY = np.zeros(121 * 12)
for _age, (_birthday, _later) in _RETIRE.items():
    RETIRE_MONTHLY[_age * 12 : _age * 12 + 12] = _later
    RETIRE_MONTHLY[_age * 12 : _age * 12 + 2] = _birthday
RETIRE_MONTHLY[71 * 12 :] = 0.25


def target_age(birth_year: np.ndarray) -> np.ndarray:
    """Target pension age of the birth years."""
    return _steps(_TARGETS, birth_year)


def turnover_level(streams: Streams, plan: Plan, months: Months, variant: Variant) -> np.ndarray:
    """Factor on resignations, administrations × months from -BURN_IN.

    A walk common to all that remembers, a regime that switches between calm and hot, a walk of each
    administration's own, the season, and the variant's break.
    """
    rng = streams("turnover")
    at = np.arange(-BURN_IN, months.count + 1)
    years = months.years
    count = len(plan.administrations)
    common = _walk(rng.standard_normal(len(years)) * 0.07, 0.6)
    own = np.array([_walk(row, 0.5) for row in rng.standard_normal((count, len(years))) * 0.065])
    stay = rng.random(2 * len(years)) < 0.82
    hot = np.empty(2 * len(years), dtype=bool)
    hot[0] = rng.random() < 0.4
    for i in range(1, len(hot)):
        hot[i] = hot[i - 1] if stay[i] else not hot[i - 1]
    own_level = rng.standard_normal(count) * 0.1
    year = months.year(at) - years[0]
    half = 2 * year + (months.month(at) > 6)
    regime = np.where(hot, 0.13, -0.09)
    level = variant.variance * (common[year] + regime[half] + own[:, year]) + own_level[:, None]
    level += np.log(np.array(_SEASON))[months.month(at) - 1]
    if variant.resign != 1.0:
        level[:, at >= variant.since] += np.log(variant.resign)
    return np.exp(level)


def _walk(shocks, memory):
    out = np.empty(len(shocks))
    value = 0.0
    for i, shock in enumerate(shocks):
        value = shock / np.sqrt(1 - memory**2) if i == 0 else memory * value + shock
        out[i] = value
    return out
