"""Randomisation inference: the estimate among those of other orders of the course groups."""

from __future__ import annotations

import numpy as np

from competence.programme import impute
from competence.programme.comparison import FEWEST, Compared

_CELLS = 200_000  # cells of an array at a time: what stays in the processor's cache


def orders(
    groups: tuple[str, ...], block: dict[str, str], number: int, rng: np.random.Generator
) -> np.ndarray:
    """(number, groups): the place that each group takes, drawn within blocks (those without one are a block)."""
    drawn = np.tile(np.arange(len(groups)), (number, 1))
    blocks = np.array([block.get(g, "") for g in groups])
    for name in np.unique(blocks):
        among = np.flatnonzero(blocks == name)
        drawn[:, among] = rng.permuted(drawn[:, among], axis=1)
    return drawn


def p_by_lot(c: Compared, slots: np.ndarray) -> float:
    """Two-sided mid-p of the studentised estimate among `slots`, with the order that was among them (Fisher 1935).

    Each order gets its own window, comparisons and weights, and its own error by unit: permuting a studentised
    figure stays valid where variances differ (Chung & Romano 2013; staggered starts: Athey & Imbens 2022). nan where
    fewer than two orders can be told apart.
    """
    p = c.panel
    own = np.arange(len(p.groups))[None]
    told = np.concatenate([_studentised(c, part) for part in _parts(c, np.concatenate([own, slots]))])
    told = np.abs(told[~np.isnan(told)])
    if len(told) < 2 or np.ptp(told) == 0:
        return float("nan")
    at, others = told[0], told[1:]
    same = np.isclose(others, at, rtol=1e-9)
    return float(((others[~same] > at[None]).sum() + 0.5 * (same.sum() + 1)) / len(told))


def _parts(c: Compared, slots: np.ndarray) -> list[np.ndarray]:
    size = max(c.free.size, c.rows.value.size // 4, 1)
    return np.array_split(slots, int(np.ceil(len(slots) * size / _CELLS)))


def _studentised(c: Compared, slots: np.ndarray) -> np.ndarray:
    p, rows = c.panel, c.rows
    seen = p.clean[c.first]
    free, through = p.standing(slots, p.group[c.first], p.lag[c.first])
    d = impute.design(rows, free & seen, through & seen, p.inside, FEWEST)
    found = impute.estimate(rows, d, p.percent)
    return found.value / found.by_unit(rows)
