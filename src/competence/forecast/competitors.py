"""The rivals a forecast has to beat, for annual series, each with a predictive distribution.

Last value, drift, historic mean and the standard model are point methods: their distribution is that of their
own past errors at the same horizon, as they would have been made at each earlier year's end, pooled over series
of like size and scaled by the root of the expected count. Where there is no past error at a horizon, the
longest one's is stretched by the root of the horizons' ratio. Exponential smoothing brings its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from competence.forecast import ets
from competence.vocabulary import SCORED

SIZES = (30.0, 200.0)  # persons at the origin, at which a series counts as middling and as large
QUANTITIES = SCORED
MANY = 30  # errors in a pool, from which it gives its own shape; under it a normal one


@dataclass(frozen=True, eq=False)
class Past:
    """Annual series up to an origin.

    exits, hires, headcount : (series, nodes) events of the twelve months that end at each node (nan where they
    are not whole) and staff at it; the last node is the origin.
    level : (series,) errors are pooled within a level only (cells, administrations, the municipality).
    standard : by quantity, (series, nodes, horizons) what the standard model said at each node.
    """

    exits: np.ndarray
    hires: np.ndarray
    headcount: np.ndarray
    level: np.ndarray
    standard: Mapping[str, np.ndarray]

    @property
    def pool(self) -> np.ndarray:
        """(series,) number of the level and class of size whose errors a series shares."""
        return self.level * (len(SIZES) + 1) + np.digitize(self.headcount[:, -1], SIZES)


def sample(method: str, quantity: str, past: Past, horizons: int, draws: int) -> np.ndarray:
    """Predictive distribution of the coming years.

    Parameters
    ----------
    method : one of the vocabulary's, but `ours`.
    quantity : exits, hires or headcount.

    Returns
    -------
    (series, horizons, draws) whole numbers from 0, evenly spaced quantiles in order.
    """
    series = getattr(past, quantity)
    at = (np.arange(draws) + 0.5) / draws
    if method == "ets":
        known = series[:, np.isfinite(series).all(axis=0)]
        mean, spread = ets.forecast(known, horizons)
        values = mean[..., None] + spread[..., None] * ndtri(at)
    else:
        made = points(method, quantity, past, horizons)
        values = _spread(made, series, past.pool, at)
    return np.maximum(0.0, np.rint(values))


def points(method: str, quantity: str, past: Past, horizons: int) -> np.ndarray:
    """(series, nodes, horizons) what a point method says at each node; nan where it cannot say anything yet."""
    if method == "standard_model":
        return past.standard[quantity][:, :, :horizons]
    series = getattr(past, quantity)
    ahead = np.arange(1, horizons + 1)
    seen = np.cumsum(np.isfinite(series), axis=1)
    first = int(np.argmax(np.isfinite(series).all(axis=0)))
    if method == "last_value":
        made = np.repeat(series[:, :, None], horizons, axis=2)
    elif method == "drift":
        slope = (series - series[:, first : first + 1]) / np.maximum(seen - 1, 1)
        made = series[:, :, None] + slope[:, :, None] * ahead
        if seen[0, -1] > 1:
            made[:, first] = np.nan  # one value has no drift
    elif method == "historic_mean":
        mean = np.nancumsum(series, axis=1) / np.maximum(seen, 1)
        made = np.repeat(np.where(seen > 0, mean, np.nan)[:, :, None], horizons, axis=2)
    else:
        raise ValueError(f"{method} is no point method")
    return np.maximum(made, 0.0)


def _spread(made: np.ndarray, series: np.ndarray, pool: np.ndarray, at: np.ndarray) -> np.ndarray:
    """(series, horizons, len(at)) the last node's points with the pools' past errors around them."""
    nodes, horizons = made.shape[1:]
    now = made[:, -1]
    scale = np.sqrt(np.maximum(now, 1.0))
    values = np.repeat(now[:, :, None], len(at), axis=2)
    for members in (pool == p for p in np.unique(pool)):
        errors, seen = np.array([np.nan]), 0
        for h in range(1, horizons + 1):
            found = _errors(made[members], series[members], h) if h < nodes else np.array([])
            if len(found):
                errors, seen = found, h
            shape = _shape(errors, at) * np.sqrt(h / seen) if seen else np.sqrt(h) * ndtri(at)
            values[members, h - 1] += scale[members, h - 1, None] * shape
    return values


def _errors(made: np.ndarray, series: np.ndarray, h: int) -> np.ndarray:
    """Past errors at a horizon, in roots of the expected count."""
    expected = made[:, :-h, h - 1]
    error = (series[:, h:] - expected) / np.sqrt(np.maximum(expected, 1.0))
    return error[np.isfinite(error)]


def _shape(errors: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Quantiles of a pool: its own where there are many, else of a normal one about nought."""
    if len(errors) >= MANY:
        return np.quantile(errors, at)
    return np.sqrt(np.mean(errors**2)) * ndtri(at)
