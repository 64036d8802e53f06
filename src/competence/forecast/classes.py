"""Classes of age and tenure that the simulated counts stand in.

Classes are birth cohorts, so that nobody jumps a band at a year's end: a cohort's rates are those of the ages
it has in the middle of each step. Near retirement a cohort is one year wide, below that several; those hired
after the origin stand apart, so that today's staff can be followed to the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from competence.forecast.history import AGE_HIGH, AGE_LOW, AGES, NO_AGE, NO_TENURE, TENURE_EDGES, TENURES

SINGLE_FROM, SINGLE_TO = 55, 70  # between these ages at the origin a cohort of today's staff is one year wide
BAND = 5


@dataclass(frozen=True)
class Classes:
    """Tenures x cohorts of today's staff, then tenures x cohorts of later hires, flattened.

    Today's staff keep to the class of tenure that they had at the origin, and its rates change as they pass on.

    old, new : (low, high) inclusive ages at the origin of each cohort; new ones may be children today.
    tenures : number of classes of tenure (1 where the source tells none).
    """

    old: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...]
    tenures: int

    @property
    def size(self) -> int:
        """Number of classes."""
        return (len(self.old) + len(self.new)) * self.tenures

    @property
    def split(self) -> int:
        """Index of the first class of those hired after the origin."""
        return len(self.old) * self.tenures

    def parts(self) -> list[slice]:
        """Classes of one tenure, of today's staff and then of later hires."""
        sizes = [len(self.old)] * self.tenures + [len(self.new)] * self.tenures
        edges = np.cumsum([0, *sizes])
        return [slice(int(a), int(b)) for a, b in pairwise(edges)]

    def ages(self, elapsed: float, within: np.ndarray) -> np.ndarray:
        """(cohorts, ages) share of each cohort at each single age, `elapsed` months after the origin.

        within : (ages,) weights of single ages at the origin inside a cohort.
        """
        whole, part = divmod(elapsed, 12)
        shares = np.zeros((len(self.old) + len(self.new), len(AGES)))
        rows, ages, weights = [], [], []
        for i, (low, high) in enumerate((*self.old, *self.new)):
            at = np.arange(low, high + 1)
            inside = (at >= AGE_LOW) & (at <= AGE_HIGH) & (i < len(self.old))
            weight = np.where(inside, within[np.clip(at - AGE_LOW, 0, len(AGES) - 1)], 1.0) + 1e-9
            rows.append(np.full(len(at), i))
            ages.append(at)
            weights.append(weight / weight.sum())
        row, age, weight = (np.concatenate(x) for x in (rows, ages, weights))
        for years, share in ((whole, 1 - part / 12), (whole + 1, part / 12)):
            later = np.clip(age + int(years), AGE_LOW, AGE_HIGH) - AGE_LOW
            np.add.at(shares, (row, later), weight * share)
        return shares

    def spread(self, shares: np.ndarray, table: np.ndarray, stands: np.ndarray | None = None) -> np.ndarray:
        """(classes, causes) of a table (causes, ages, tenures) by the cohorts' ages in `shares`.

        stands : where today's staff stand by now; without it they have the tenure that they had at the origin.
        """
        by = np.tensordot(shares, table, axes=(1, 1)).transpose(2, 0, 1)
        old, new = by[:, : len(self.old)], by[:, len(self.old) :]
        if stands is not None:
            old = np.einsum("ftn,tnj->fnj", stands, old)
        return np.concatenate([x.reshape(-1, by.shape[2]) for x in (old, new)])

    def start(self, stock: np.ndarray) -> np.ndarray:
        """(cells, classes) of a stock (cells, ages, tenures) at the origin."""
        cells = len(stock)
        out = np.zeros((cells, self.tenures, len(self.old)))
        for i, (low, high) in enumerate(self.old):
            out[:, :, i] = stock[:, low - AGE_LOW : high - AGE_LOW + 1].sum(axis=1)
        return np.concatenate([out.reshape(cells, -1), np.zeros((cells, self.size - self.split))], axis=1)

    def maturing(self, hazard: np.ndarray, elapsed: float, months: float, ahead: float = 0.0) -> np.ndarray:
        """(cells, tenures - 1, cohorts) share of later hires of a tenure who pass into the next in so many months.

        hazard : (cells, tenures, cohorts) yearly rate of leaving. Where people leave at rate h, fewer stand near
        a class's end than at its start: exp(-h x tenure). None reach it before their years are up.
        elapsed : months after the origin that tenures stand at before. ahead : by how much that is ahead of those
        who have come so far (tenures stand at the middle of a long step to come).
        """
        edges = 12 * np.array(TENURE_EDGES)
        low, high = edges[:-1, None], edges[1:, None]
        width = np.where(low == 0, high - ahead, high - low)
        rate = np.maximum(hazard[:, :-1] / 12, 1e-6)
        passing = np.clip(elapsed + months - high, 0.0, months)
        return np.expm1(rate * passing) / np.expm1(rate * np.maximum(width, max(months, 1e-3)))

    def stands(self, hazard: np.ndarray, elapsed: float) -> np.ndarray:
        """(tenures at the origin, tenures now, cohorts of today's staff) shares, `elapsed` months on.

        hazard : (tenures, cohorts) yearly rate of leaving. Those of one tenure stood at the origin like
        exp(-h x tenure); who has passed its end leaves at the next tenure's rate from then on.
        """
        out = np.zeros((self.tenures, self.tenures, hazard.shape[1]))
        edges = np.array(TENURE_EDGES, float)
        years, rate = elapsed / 12, np.maximum(hazard, 1e-6)
        for first in range(self.tenures):
            low, high = edges[first], edges[first + 1] if first + 1 < self.tenures else np.inf
            now = first
            while now + 1 < self.tenures and years >= edges[now + 1] - low:
                now += 1  # all have passed
            share = np.zeros(hazard.shape[1])
            if now + 1 < self.tenures and years > (edge := edges[now + 1]) - high:
                reach = edge - years  # tenure at the origin from which one has passed by now
                before, after = rate[now], rate[now + 1]
                stay = (np.exp(-before * low) - np.exp(-before * reach)) / before * np.exp(-before * years)
                since = years - (edge - high)
                gone = np.exp(-before * edge) * -np.expm1(-after * since) / after
                share = gone / np.maximum(stay + gone, 1e-12)
            out[first, now] = 1 - share
            if now + 1 < self.tenures:
                out[first, now + 1] = share
        return out

    def entry(self, hires: np.ndarray, elapsed: float) -> np.ndarray:
        """(n, classes of new) of hires (n, ages, tenures) who come `elapsed` months after the origin."""
        whole, part = divmod(elapsed, 12)
        lows = np.array([low for low, _ in self.new])
        out = np.zeros((len(hires), len(self.new), self.tenures))
        for years, share in ((whole, 1 - part / 12), (whole + 1, part / 12)):
            cohort = np.clip(np.searchsorted(lows, AGES - int(years), side="right") - 1, 0, len(lows) - 1)
            starts = np.flatnonzero(np.diff(cohort, prepend=-1))
            out[:, cohort[starts]] += share * np.add.reduceat(hires, starts, axis=1)
        return out.transpose(0, 2, 1).reshape(len(hires), -1)


def build(horizon: int, *, has_age: bool, has_tenure: bool) -> Classes:
    """Classes for a horizon in years."""
    tenures = TENURES if has_tenure else 1
    if not has_age:
        return Classes(((AGE_LOW, AGE_HIGH),), ((AGE_LOW - horizon, AGE_HIGH),), tenures)
    bands = [(low, low + BAND - 1) for low in range(AGE_LOW, SINGLE_FROM, BAND)]
    singles = [(age, age) for age in range(SINGLE_FROM, SINGLE_TO)] + [(SINGLE_TO, AGE_HIGH)]
    young = [(low, low + BAND - 1) for low in range(AGE_LOW - BAND * -(-horizon // BAND), SINGLE_FROM, BAND)]
    late = [(low, low + 2) for low in range(SINGLE_FROM, SINGLE_TO - 3, 3)] + [(SINGLE_TO - 3, AGE_HIGH)]
    return Classes(tuple(bands + singles), tuple(young + late), tenures)


def dense(cell, age, tenure, count, cells: int, *, has_tenure: bool) -> np.ndarray:
    """(cells, ages, tenures) from rows; those of unknown age or tenure are spread like the known ones."""
    full = np.zeros((cells, len(AGES) + 1, TENURES + 1))
    np.add.at(full, (cell, age, tenure), count)
    if not has_tenure:
        full = full.sum(axis=2, keepdims=True)
    else:
        known = full[:, :, :NO_TENURE].sum(axis=(0, 1)) + 1e-9
        full = full[:, :, :NO_TENURE] + full[:, :, NO_TENURE:] * known / known.sum()
    known = full[:, :NO_AGE].sum(axis=(0, 2)) + 1e-9
    return full[:, :NO_AGE] + full[:, NO_AGE:] * (known / known.sum())[:, None]
