"""Figures with their uncertainty: municipalities are what is drawn, cells and origins within them hang together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.forecast import scores
from competence.vocabulary import ALL

BOOT = 2000
SIZE_EDGES = (0, 30, 200, np.inf)
SIZE_NAMES = ("under 30", "30-200", "over 200")


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of cells alone, without totals."""
    return rows[(rows["administration"] != ALL) & (rows["occupation"] != ALL)]


def pit(rows: pd.DataFrame) -> np.ndarray:
    """Randomised probability integral transform, the same for the same rows."""
    return scores.randomised_pit(
        rows["p_below"].to_numpy(), rows["p_at"].to_numpy(), np.random.default_rng(20)
    )


def inside(rows: pd.DataFrame, level: float = 0.8) -> np.ndarray:
    """Whether each outcome lies in the central interval, 0 or 1; a tie by chance."""
    at = pit(rows)
    return ((at > (1 - level) / 2) & (at < (1 + level) / 2)).astype(float)


def mean(values: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """Mean and its standard error, municipalities as clusters."""
    values, cluster = np.asarray(values, float), np.asarray(cluster)
    found = values.mean()
    sums = pd.Series(values - found).groupby(cluster).sum()
    n = len(sums)
    return float(found), float(np.sqrt((sums**2).sum() * n / max(1, n - 1)) / len(values))


def size(rows: pd.DataFrame) -> np.ndarray:
    """Index into `SIZE_NAMES` by persons at the origin."""
    return np.digitize(rows["persons"], SIZE_EDGES[1:-1])


def sums(rows: pd.DataFrame, by: str = "crps") -> pd.Series:
    """Sum of a score by municipality."""
    return rows.groupby("seed")[by].sum()


def ratio(ours: pd.Series, theirs: pd.Series) -> tuple[float, float, float]:
    """Ratio of sums over municipalities, its standard error and 95 % upper limit (bootstrap)."""
    both = pd.concat([ours, theirs], axis=1, join="inner").to_numpy()
    at = np.random.default_rng(21).integers(0, len(both), (BOOT, len(both)))
    drawn = both[at].sum(axis=1)
    quotient = drawn[:, 0] / drawn[:, 1]
    whole = both.sum(axis=0)
    return float(whole[0] / whole[1]), float(quotient.std()), float(np.quantile(quotient, 0.95))


def way(ours: pd.Series, best: pd.Series, oracle: pd.Series) -> tuple[float, float]:
    """Share of the way from the best competitor to the oracle, and its standard error (bootstrap)."""
    all_ = pd.concat([ours, best, oracle], axis=1, join="inner").to_numpy()
    at = np.random.default_rng(22).integers(0, len(all_), (BOOT, len(all_)))
    drawn = all_[at].sum(axis=1)
    share = (drawn[:, 1] - drawn[:, 0]) / (drawn[:, 1] - drawn[:, 2])
    whole = all_.sum(axis=0)
    return float((whole[1] - whole[0]) / (whole[1] - whole[2])), float(share.std())
