"""What may be said of an effect: words from its interval and the smallest effect that matters, never from power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

LEVEL = 0.05
POWER = 0.80
LESS_IS_BETTER = ("resignations", "sick_days", "time_to_fill")


@dataclass(frozen=True)
class Error:
    """The error that is used: the wider of the two intervals'. `df` : of its t distribution, inf = normal."""

    se: float
    df: float


def wider(se_unit: float, se_group: float, groups: int, level: float = LEVEL) -> Error:
    """The error whose interval is the wider: by unit (normal), or by course group (t, groups - 1)."""
    if groups >= 2 and np.isfinite(se_group):
        by_group = Error(float(se_group), float(groups - 1))
        if half_width(by_group, level) > half_width(Error(se_unit, np.inf), level):
            return by_group
    return Error(float(se_unit), np.inf)


def half_width(error: Error, level: float = LEVEL) -> float:
    """Half the interval that misses `level` of the time."""
    return float(stats.t.ppf(1 - level / 2, error.df) * error.se)


def p_value(estimate: float, error: Error) -> float:
    """Two-sided."""
    return float(2 * stats.t.sf(abs(estimate) / error.se, error.df)) if error.se > 0 else np.nan


def detectable(error: Error, level: float = LEVEL) -> float:
    """Smallest effect found four times of five by a test at `level` (Bloom 1995); planning information only."""
    return float((stats.t.ppf(1 - level / 2, error.df) + stats.t.ppf(POWER, error.df)) * error.se)


def holm(p: np.ndarray) -> np.ndarray:
    """p-values adjusted for their number (Holm 1979); nan stays nan and does not count."""
    p = np.asarray(p, float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    out = np.full(len(p), np.nan)
    out[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
    return out


def verdict(
    low: float,
    high: float,
    smallest: float | None,
    *,
    p: float = 0.0,
    bounds_hold: bool | None = None,
    less_is_better: bool = False,
) -> str:
    """The word for an effect.

    Parameters
    ----------
    low, high : 95 % interval; nan = not identified. smallest : smallest effect that matters, None = none named.
    p : p-value adjusted for that several outcomes are asked about; over 5 % nothing is supported, whatever the interval.
    bounds_hold : whether the sensitivity bounds exclude nought too; None (not reckoned) does not support.
    """
    if not (np.isfinite(low) and np.isfinite(high)):
        return "not_estimated"
    if low > 0 or high < 0:
        if p > LEVEL:
            return "cannot_be_said"
        word = "supported" if (high < 0) == less_is_better else "harm"
        return word if bounds_hold else f"{word}_if_parallel"
    if smallest is not None and max(-low, high) < smallest:
        return "ruled_out"
    return "cannot_be_said"
