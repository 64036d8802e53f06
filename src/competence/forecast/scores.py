"""Scores of predictive draws against what came."""

from __future__ import annotations

import numpy as np


def crps(draws: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of sorted draws (n, draws) for outcomes (n,), lower is better.

    The unbiased form (the spread's sum over n (n - 1) pairs; Zamo & Naveau 2018), not below 0.
    """
    count = draws.shape[-1]
    error = np.abs(draws - actual[..., None]).mean(axis=-1)
    rank = 2 * np.arange(1, count + 1) - count - 1
    spread = (draws * rank).sum(axis=-1) / (count * (count - 1))
    return np.maximum(0.0, error - spread)


def below_and_at(draws: np.ndarray, actual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of draws (n, draws) below the outcomes (n,) and at them."""
    return (draws < actual[..., None]).mean(axis=-1), (draws == actual[..., None]).mean(axis=-1)


def randomised_pit(p_below: np.ndarray, p_at: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Randomised probability integral transform (Czado, Gneiting & Held 2009): uniform for a perfect forecast."""
    return p_below + rng.random(len(p_below)) * p_at


def interval_score(low: np.ndarray, high: np.ndarray, actual: np.ndarray, level: float = 0.8) -> np.ndarray:
    """Winkler's interval score of central intervals: width and, where missed, by how much."""
    miss = np.maximum(low - actual, 0.0) + np.maximum(actual - high, 0.0)
    return (high - low) + 2.0 / (1.0 - level) * miss
