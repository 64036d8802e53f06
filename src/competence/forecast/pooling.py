"""Small cells borrow from their whole: gamma-Poisson multipliers whose strength is integrated, not plugged in.

Events of cell i are Poisson(expected_i x multiplier_i), multipliers are gamma with mean 1 and a coefficient of
variation `cv`. With eight to ten cells the likelihood of `cv` often peaks at nought; a plugged-in maximum
would then claim a certainty nobody has. So `cv` stands on a grid, weighted by marginal likelihood times a
half-normal prior, and every draw takes a `cv` of its own (Gelman 2006; Clayton & Kaldor 1987).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

CV_GRID = np.geomspace(0.02, 1.5, 28)


@dataclass(frozen=True)
class Pooled:
    """Posterior of the multipliers of n cells.

    events, expected : (n,) what was seen, and what the base curve expected.
    weights : (g,) posterior of the coefficient of variation on `CV_GRID`.
    """

    events: np.ndarray
    expected: np.ndarray
    weights: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """(n,) posterior mean of each multiplier."""
        shape = CV_GRID[:, None] ** -2
        return self.weights @ ((shape + self.events) / (shape + self.expected))

    @property
    def cv(self) -> float:
        """Posterior mean of the coefficient of variation between cells."""
        return float(self.weights @ CV_GRID)

    def draw(self, rng: np.random.Generator, draws: int) -> np.ndarray:
        """(draws, n) draws of the multipliers, each with a coefficient of variation of its own."""
        at = stratified(self.weights, draws, rng)
        shape = CV_GRID[at][:, None] ** -2
        return rng.standard_gamma(shape + self.events) / (shape + self.expected)


def pool(events: np.ndarray, expected: np.ndarray, prior_sd: float = 0.3) -> Pooled:
    """Posterior of gamma-Poisson multipliers.

    Parameters
    ----------
    events : (n,) counts, not negative.
    expected : (n,) expected counts under a multiplier of 1; a cell with 0 keeps the prior.
    prior_sd : scale of the half-normal prior of the coefficient of variation.
    """
    events = np.asarray(events, float)
    expected = np.asarray(expected, float)
    k = CV_GRID[:, None] ** -2
    log = (
        gammaln(k + events)
        - gammaln(k)
        + k * np.log(k)
        - (k + events) * np.log(k + expected)
        + events * np.log(np.maximum(expected, 1e-300))
    )
    score = np.where(expected > 0, log, 0.0).sum(axis=1) - 0.5 * (CV_GRID / prior_sd) ** 2
    # The grid is even in the logarithm: its step is the prior's measure.
    score += np.log(CV_GRID)
    weights = np.exp(score - score.max())
    return Pooled(events, expected, weights / weights.sum())


def stratified(weights: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """(draws,) indices drawn by `weights` with one uniform a stratum, in random order (less noise)."""
    edges = np.cumsum(weights)
    edges /= edges[-1]
    at = np.searchsorted(edges, (np.arange(draws) + rng.random(draws)) / draws, side="right")
    return rng.permutation(np.minimum(at, len(weights) - 1))
