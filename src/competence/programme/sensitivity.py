"""Whether an effect stands although trends may have differed: bounds of Rambachan & Roth (2023), relative magnitudes."""

from __future__ import annotations

import numpy as np

from competence.programme import impute, verdicts
from competence.programme.comparison import FEWEST, Compared

MBAR = 0.5
STEPS_BEFORE = 6


def holds(c: Compared, mbar: float = MBAR) -> bool | None:
    """Whether the bounds leave out nought when trends differed by `mbar` times the largest step beforehand, a round.

    Reckoned from symmetric differences, each trained unit against its own last round before (imputation's mean over
    all rounds before would hide a trend; Roth 2024): effects by rounds since, and the steps between the last rounds
    before. The bounds are those of the estimated steps, widened by the sampling error.

    Returns
    -------
    None where fewer than two rounds before can be compared.
    """
    steps, later = before(c), after(c)
    if not len(steps) or later is None:
        return None
    found, rounds = later
    se_group, groups = found.by_group(c.rows, np.where(found.influence[0] != 0, c.group, -1))
    error = verdicts.wider(found.by_unit(c.rows)[0], se_group[0], groups)
    low, high = bounds(found.value[0], verdicts.half_width(error), steps, rounds, mbar)
    main = np.sign(impute.estimate(c.rows, c.main, c.panel.percent).value[0])
    return bool(low > 0 if main > 0 else high < 0)


def bounds(value: float, half: float, steps: np.ndarray, rounds: float, mbar: float) -> tuple[float, float]:
    """Ends of the interval for an effect that is seen `rounds` after on average; `steps` : changes between rounds before."""
    most = mbar * np.abs(steps).max() * rounds
    return value - most - half, value + most + half


def before(c: Compared) -> np.ndarray:
    """Steps from round to round, those who begin so many rounds later less the others not begun; last first."""
    free, base = c.free[c.rows.row], _base(c)
    steps = []
    for back in range(min(STEPS_BEFORE, free.shape[1] - 1)):
        sums = _Sums(c)
        for t in range(1, free.shape[1]):
            both = free[:, t] & free[:, t - 1]
            mine = both & (base - t == back)
            sums.add(t, np.full(len(base), t - 1), mine, both & ~mine)
        if sums.enough:
            steps.append(sums.mean)
    return np.array(steps)


def after(c: Compared) -> tuple[impute.Estimate, float] | None:
    """Effect in the window against each unit's last round before, and how many rounds after it is seen on average."""
    free, trained, base = c.free[c.rows.row], c.trained[c.rows.row], _base(c)
    first = np.where(trained.any(1), trained.argmax(1), 0)
    sums = _Sums(c)
    for t in np.flatnonzero((c.main.target[0] > 0).any(0)):
        on = trained[:, t] & (base >= 0) & (base < t)
        for b in np.unique(base[on]):
            sums.add(t, base, on & (base == b), free[:, t] & free[:, b], t - first + 1.0, b)
    return sums.result() if sums.enough else None


def _base(c: Compared) -> np.ndarray:
    """(rows,) index of the last round before its manager began; -1 where none, or none has begun."""
    free = c.free[c.rows.row]
    last = free.shape[1] - 1 - free[:, ::-1].argmax(1)
    known = (c.group >= 0) | c.trained[c.rows.row].any(1)
    return np.where(free.any(1) & known, last, -1)


class _Sums:
    """Differences of changes between two sides, within strata, added up by n1 n0 / (n1 + n0)."""

    def __init__(self, c: Compared):
        self.stratum = c.rows.stratum[c.rows.row]
        self.value, self.weight = c.rows.value, c.rows.weight
        self.total = self.mass = self.rounds = 0.0
        self.sides = [0, 0]
        self.influence = np.zeros(len(self.weight))

    def add(self, t: int, base: np.ndarray, mine, others, rounds=None, b=None) -> None:
        start = np.full(len(base), b) if b is not None else base
        change = self.value[:, t] - self.value[np.arange(len(base)), np.maximum(start, 0)]
        strata = self.stratum.max() + 1

        def summed(x):
            return np.bincount(self.stratum, self.weight * x, strata)

        n1, n0 = summed(mine), summed(others)
        if not ((n1 > 0) & (n0 > 0)).any():
            return
        share = n1 * n0 / np.maximum(n1 + n0, 1e-12)
        m1, m0 = (
            summed(mine * change) / np.maximum(n1, 1e-12),
            summed(others * change) / np.maximum(n0, 1e-12),
        )
        effect = share @ (m1 - m0) / share.sum()
        by1, by0 = share / np.maximum(n1, 1e-12), share / np.maximum(n0, 1e-12)
        s = self.stratum
        used1, used0 = mine & (by1[s] > 0), others & (by0[s] > 0)
        grow = [np.sqrt(n.sum() / max(n.sum() - 1, 1)) for n in (used1, used0)]
        influence = self.weight * (
            used1 * by1[s] * (change - m0[s] - effect) * grow[0] - used0 * by0[s] * (change - m0[s]) * grow[1]
        )
        self.total += share @ (m1 - m0)
        self.mass += share.sum()
        if rounds is not None:
            self.rounds += (self.weight * used1 * by1[s] * rounds).sum()
        self.sides[0] += int(used1.sum())
        self.sides[1] += int(used0.sum())
        self.influence += influence

    @property
    def enough(self) -> bool:
        return min(self.sides) >= FEWEST

    @property
    def mean(self) -> float:
        return self.total / self.mass

    def result(self) -> tuple[impute.Estimate, float]:
        influence = self.influence / self.mass
        return impute.Estimate(np.array([self.mean]), influence[None]), self.rounds / self.mass
