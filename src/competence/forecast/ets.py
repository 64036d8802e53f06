"""Automatic exponential smoothing of many short annual series at once.

Models with additive errors: level (A,N,N), level and trend (A,A,N), damped trend (A,Ad,N); chosen by the
corrected information criterion (Hyndman, Koehler, Ord & Snyder 2008, ch. 2, 5, 6). For given smoothing
parameters the residuals are linear in the observations and in the start states, so start states are least
squares and each point of a grid of parameters is one matrix for all series of a length: a thousand series take
what one takes in statsmodels (12-70 ms a fit; its likelihoods are the reference in the tests).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

ALPHAS = np.concatenate([[1e-4], np.linspace(0.05, 0.95, 19), [0.9999]])
BETAS = np.array([1e-4, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.9999])  # as shares of alpha
DAMPING = np.array([0.80, 0.85, 0.90, 0.94, 0.98])


def forecast(series: np.ndarray, horizons: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the coming values.

    Parameters
    ----------
    series : (n, years) finite values, at least one year.

    Returns
    -------
    (n, horizons) means and standard deviations; the variance of the residuals is that on their degrees of
    freedom, and that of a Poisson count where none is left (one or two years).
    """
    count, years = series.shape
    mean = np.repeat(series[:, -1:], horizons, axis=1).astype(float)
    spread = np.zeros((count, horizons))
    best = np.full(count, np.inf)
    for kind in range(3):
        value, squares, at, free = fit(series, kind)
        better = (value < best) if kind else np.ones(count, bool)
        if not better.any():
            continue
        best = np.where(better, value, best)
        ahead, width = _ahead(years, horizons, kind)
        found = np.einsum("shn,sn->sh", ahead[at[better]], series[better])
        mean[better] = found
        variance = squares[better] / free if free else np.maximum(series[better, -1], 1.0)
        spread[better] = np.sqrt(variance)[:, None] * width[at[better]]
    return mean, spread


def fit(series: np.ndarray, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Least squares of one model (0 level, 1 trend, 2 damped): criterion, sum of squares, point of the grid.

    The criterion is infinite where there are too few years for it. The last is the residuals' degrees of
    freedom.
    """
    years = series.shape[1]
    residuals = np.matmul(_residuals(years, kind), series.T)  # (grid, years, n)
    squares = np.einsum("gns,gns->gs", residuals, residuals)
    at = squares.argmin(axis=0)
    least = squares[at, np.arange(len(series))]
    parameters = (3, 5, 6)[kind]  # smoothing, start states, variance
    spare = years - parameters - 1
    penalty = 2 * parameters + 2 * parameters * (parameters + 1) / spare if spare > 0 else np.inf
    # A sum of squares of nought would always win: no count is known better than to a trifle.
    value = years * (np.log(2 * np.pi * np.maximum(least, 1e-6) / years) + 1) + penalty
    return value, least, at, max(0, years - parameters + 1)


@lru_cache(maxsize=8)
def _grid(kind: int) -> np.ndarray:
    """(points, 3) alpha, beta, phi."""
    if kind == 0:
        return np.stack([ALPHAS, np.zeros_like(ALPHAS), np.ones_like(ALPHAS)], axis=1)
    damping = DAMPING if kind == 2 else np.ones(1)
    points = np.stack(np.meshgrid(ALPHAS, BETAS, damping, indexing="ij"), axis=-1).reshape(-1, 3)
    points[:, 1] *= points[:, 0]
    return points


@lru_cache(maxsize=64)
def _states(years: int, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residuals (points, years, years + 2) and last states (points, 2, years + 2) by observations and start."""
    alpha, beta, phi = _grid(kind).T
    points = len(alpha)
    state = np.zeros((points, 2, years + 2))
    state[:, 0, years], state[:, 1, years + 1] = 1.0, 1.0 if kind else 0.0
    residuals = np.zeros((points, years, years + 2))
    for t in range(years):
        slope = phi[:, None] * state[:, 1]
        residuals[:, t] = -state[:, 0] - slope
        residuals[:, t, t] += 1.0
        state = np.stack([
            state[:, 0] + slope + alpha[:, None] * residuals[:, t], slope + beta[:, None] * residuals[:, t],
        ], axis=1)  # fmt: skip
    starts = -residuals[:, :, years : years + (2 if kind else 1)]
    solve = np.linalg.pinv(starts) @ residuals[:, :, :years]  # start states by observations
    return residuals, state, solve


@lru_cache(maxsize=64)
def _residuals(years: int, kind: int) -> np.ndarray:
    """(points, years, years) residuals by observations, start states at their least squares."""
    residuals, _, solve = _states(years, kind)
    return residuals[:, :, :years] + residuals[:, :, years : years + solve.shape[1]] @ solve


@lru_cache(maxsize=64)
def _ahead(years: int, horizons: int, kind: int) -> tuple[np.ndarray, np.ndarray]:
    """(points, horizons, years) means by observations, and (points, horizons) deviation in residuals' ones."""
    _, state, solve = _states(years, kind)
    last = state[:, :, :years] + state[:, :, years : years + solve.shape[1]] @ solve
    alpha, beta, phi = _grid(kind).T
    ahead = np.arange(1, horizons + 1)
    damped = np.cumsum(phi[:, None] ** ahead, axis=1)  # phi + ... + phi^h
    means = last[:, :1] + damped[:, :, None] * last[:, 1:]
    weights = alpha[:, None] + beta[:, None] * damped
    sums = np.cumsum(weights**2, axis=1)
    return means, np.sqrt(1 + np.concatenate([np.zeros((len(alpha), 1)), sums[:, :-1]], axis=1))
