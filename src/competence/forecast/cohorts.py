"""Cohort-change ratios: residents carried on where no official projection says how many there will be.

One-year ratios (Hamilton & Perry 1962) of the last years, which fall back to those of a longer past; births by
the child-woman ratio, falling back likewise; deaths fall as they have long done, which fixed ratios miss all but
always in old age. Window, fall-back and the weight of "no change" are chosen by rolling origin within the data
delivered: only jump-offs whose outcome was known at the base.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

OLDEST = 100
FERTILE = slice(20, 45)
LONG = 10  # years of the longer past that ratios fall back to; births to half as many more
# Deaths fall so much a year, by age.
LIVES_LONGER = np.interp(np.arange(OLDEST), [59, 60, 75, 90, 100], [0.0, 0.018, 0.018, 0.008, 0.004])
SPARE = 60  # ages from which ratios are survival, not moving: they do not fall back
WINDOWS, LEFT, BIRTHS_LEFT, STILL = (1, 2, 3, 5), (1.0, 0.9, 0.8), (1.0, 0.9, 0.8, 0.6), (0.0, 0.15, 0.3)
TESTED = (1, 3, 5)  # years ahead
JUMP_OFFS = 10
GROUPS = ((6, 15), (16, 18), (19, 64), (65, 79), (80, OLDEST))
YOUNG = (0, 5)


@dataclass(frozen=True)
class Way:
    """How residents are carried on.

    window : years whose ratios are pooled. left : share of their difference from the longer past that is left a
    year later; births_left : the same of births. still : weight of "no change" (ages above the children).
    """

    window: int = 3
    left: float = 0.9
    births_left: float = 0.8
    still: float = 0.0


def carry(past: np.ndarray, ahead: np.ndarray, horizon: int, way: Way, births=None) -> np.ndarray:
    """(horizon, 101): `ahead` and, where it ends too early, ratios from its last year on.

    Parameters
    ----------
    past : (years, 101) observed residents by age, 100 = 100 and over; a year at least.
    ahead : (up to horizon, 101) an official projection, or (0, 101).
    births : (horizon,) children under one, where they are known (for tests of the rest).
    """
    recent, usual = _Ratios(past, way.window), _Ratios(past, LONG)
    fertility = np.log(_births(past, way.window)), np.log(_births(past, LONG + LONG // 2))
    middle = (way.window + 1) / 2  # ratios stand for the middle of their window
    ages = np.arange(OLDEST)
    series = [past[-1], *ahead]
    while len(series) <= horizon:
        now, year = series[-1], len(series)
        trust = np.where(ages < SPARE, way.left ** (year - 1 + middle), 1.0)
        ratio = np.exp(trust * recent.change + (1 - trust) * usual.change)
        fall = (1 - LIVES_LONGER) ** (year - 1 + middle)
        ratio = np.where(ratio < 1, 1 - (1 - ratio) * fall, ratio)
        then = np.empty(OLDEST + 1)
        then[1:] = now[:-1] * ratio
        then[-1] = (now[-2] + now[-1]) * (1 - (1 - recent.last) * fall[-1])
        kept = way.births_left**year
        then[0] = np.exp(kept * fertility[0] + (1 - kept) * fertility[1]) * then[FERTILE].sum()
        if births is not None:
            then[0] = births[year - 1]
        series.append(then)
    out = np.array(series[1 : horizon + 1]).reshape(horizon, OLDEST + 1)
    made = out[len(ahead) :, YOUNG[1] + 1 :]
    made *= (np.maximum(past[-1, YOUNG[1] + 1 :], 0.5) / np.maximum(made, 0.5)) ** way.still
    return out


def choose(past: np.ndarray) -> Way:
    """The way that has erred least on the past, by rolling origin; the default where the past is too short.

    All ages, births given, choose window, fall-back and the weight of no change; then the children choose how
    births fall back.
    """
    jump_offs = range(max(3, len(past) - 1 - JUMP_OFFS), len(past) - 1)
    tested = [(at, [h for h in TESTED if at + h < len(past)]) for at in jump_offs]
    if len(past) < 6 or not tested:
        return Way()

    def error(way, groups, *, given=False):
        total = 0.0
        for at, horizons in tested:
            births = past[at + 1 : at + 1 + horizons[-1], 0] if given else None
            made = carry(past[: at + 1], np.empty((0, OLDEST + 1)), horizons[-1], way, births)
            for h in horizons:
                for low, high in groups:
                    came = past[at + h, low : high + 1].sum() + 0.5
                    total += abs(np.log((made[h - 1, low : high + 1].sum() + 0.5) / came))
        return total

    grown = [Way(w, left, still=s) for w, left, s in product(WINDOWS, LEFT, STILL) if w < len(past) - 1]
    best = min(grown, key=lambda way: error(way, (YOUNG, *GROUPS), given=True))
    children = [Way(best.window, best.left, b, best.still) for b in BIRTHS_LEFT]
    return min(children, key=lambda way: error(way, (YOUNG,)))


class _Ratios:
    """Log change from each age to the next over a window of years, and the oldest who stay."""

    def __init__(self, past: np.ndarray, window: int):
        rows = past[-(window + 1) :]
        if len(rows) < 2:
            self.change, self.last = np.zeros(OLDEST), 0.5
            return
        old, new = rows[:-1], rows[1:]
        self.change = np.log((new[:, 1:].sum(axis=0) + 1.0) / (old[:, :-1].sum(axis=0) + 1.0))
        stayed = new[:, -1].sum() / max(1.0, (old[:, -2] + old[:, -1]).sum())
        self.last = min(stayed, 1.0)


def _births(past: np.ndarray, window: int) -> float:
    """Children under one for each resident of fertile age."""
    rows = past[-window:]
    return (rows[:, 0].sum() + 0.5) / max(1.0, rows[:, FERTILE].sum())
