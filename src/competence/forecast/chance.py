"""Individual chance: whole numbers of events from expected ones, by inverse distribution functions.

Each number takes one uniform of its own, so that two runs that share uniforms (two paths, two scenarios) differ
where their expectations do and nowhere else.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

LARGE = 8.0  # expected events from which a Cornish-Fisher expansion takes over


def poisson(uniform: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Poisson numbers, of the arrays' shape, float32."""
    return _inverse(uniform, expected, np.exp(-expected), None)


def binomial(uniform: np.ndarray, expected: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Numbers of those, each leaving with about `chance`, of whom `expected` leave: less spread than Poisson's.

    The number of those exposed is rounded, so the mean is kept.
    """
    exposed = np.maximum(np.rint(expected / np.maximum(chance, 1e-6)), 1.0)
    exposed = np.where(exposed < expected, np.ceil(expected), exposed)
    each = np.minimum(expected / np.maximum(exposed, 1e-9), 0.999)
    none = np.exp(exposed * np.log1p(-each))
    return _inverse(uniform, expected, none, each)


def _inverse(uniform, expected, none, each) -> np.ndarray:
    """Smallest number whose distribution function reaches the uniform (Panjer's recursion, 1981).

    none : probability of no event. each : chance of one exposed; None for Poisson's.
    """
    flat = uniform.ravel()
    out = np.zeros(flat.shape, np.float32)
    at = np.flatnonzero(flat > none.ravel())
    mean, u, mass = (x.ravel().take(at).astype(float) for x in (expected, uniform, none))
    each = np.zeros(1) if each is None else each.ravel()[at].astype(float)
    large = mean >= LARGE
    if large.any():
        out[at[large]] = _expansion(u[large], mean[large], each if len(each) == 1 else each[large])
        small = ~large
        at, mean, u, mass = (x[small] for x in (at, mean, u, mass))
        each = each if len(each) == 1 else each[small]
    mean, each = mean / (1 - each), each / (1 - each)
    count, reached, number = np.zeros(len(at), np.float32), mass.copy(), 0
    on = np.ones(len(at), bool)
    while len(at) and on.any():
        count += on
        mass *= mean - number * each if len(each) > 1 else mean
        number += 1
        mass /= number
        if len(each) > 1:
            np.maximum(mass, 0.0, out=mass)
        reached += mass
        on = (u > reached) & (mass > 1e-12)
        if np.count_nonzero(on) < len(at) // 2:
            out[at] = count
            keep = np.flatnonzero(on)
            at, mean, u, mass, reached, count = (x.take(keep) for x in (at, mean, u, mass, reached, count))
            each = each.take(keep) if len(each) > 1 else each
            on = np.ones(len(at), bool)
    out[at] = count
    return out.reshape(uniform.shape)


def _expansion(u: np.ndarray, mean: np.ndarray, each: np.ndarray) -> np.ndarray:
    """Quantiles of a Poisson or binomial with many events (Cornish & Fisher 1938)."""
    z = ndtri(np.clip(u, 1e-9, 1 - 1e-7))
    spread = np.sqrt(mean * (1 - each))
    skew = (1 - 2 * each) / spread
    peak = (1 - 6 * each * (1 - each)) / spread**2
    z = z + (z**2 - 1) * skew / 6 + (z**3 - 3 * z) * peak / 24 - (2 * z**3 - 5 * z) * skew**2 / 36
    return np.maximum(np.ceil(mean + spread * z - 0.5), 0.0)


def placed(uniform: np.ndarray, went: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where each of those who went arrives: (row, place) of every one.

    uniform : (rows, n), one each; where more than n went from a row they are used again, shifted.
    went : (rows,) whole numbers. chance : (rows, places), positive, need not sum to 1.
    """
    count = went.astype(np.int64)
    row = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    again, column = np.divmod(turn, uniform.shape[1])
    u = (uniform[row, column] + again * 0.6180339887498949) % 1.0
    edges = np.cumsum(chance, axis=1, dtype=float)
    edges /= edges[:, -1:]
    edges += np.arange(len(edges))[:, None]
    at = np.searchsorted(edges.ravel(), row + np.minimum(u, 0.9999999), side="right")
    return row, np.minimum(at - row * chance.shape[1], chance.shape[1] - 1)
