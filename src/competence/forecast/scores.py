"""Scores of predictive draws against what came."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.special import ndtri

from competence.tables import BACKTEST_SCORES
from competence.vocabulary import ALL, QUANTILES

LEVELS = ("cells", "administrations", "municipality")
# How far outside, in standard deviations of its side, a municipality's figure and a part's must come to be said
# to have broken with the past. On plain sample municipalities the farthest were 3.2 and 6.2, but for a lost tender;
# a reorganisation, a merged code and a hiring freeze came at 7-47 within a year, turnover up by half at 0.1-5.3.
BROKE, PART_BROKE = 3.0, 6.5
_RATIO = 1e-9


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


def quantiles(draws: np.ndarray, levels: Iterable[float]) -> np.ndarray:
    """(levels, n) quantiles of sorted draws (n, draws), linear between them."""
    at = np.asarray(list(levels)) * (draws.shape[-1] - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, draws.shape[-1] - 1)
    below = draws[..., low]
    return (below + (at - low) * (draws[..., high] - below)).T


def closed(draws: np.ndarray, level: float = 0.8) -> np.ndarray:
    """Share of sorted draws (n, draws) within their own closed central interval: more than `level` for counts."""
    count = draws.shape[-1]
    ends = [max(0, int(np.ceil(q * count - _RATIO)) - 1) for q in ((1 - level) / 2, (1 + level) / 2)]
    low, high = (draws[..., end, None] for end in ends)
    return ((draws >= low) & (draws <= high)).mean(axis=-1)


def randomised_pit(p_below: np.ndarray, p_at: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Randomised probability integral transform (Czado, Gneiting & Held 2009): uniform for a perfect forecast."""
    return p_below + rng.random(len(p_below)) * p_at


def coverage(p_below: np.ndarray, p_at: np.ndarray, level: float = 0.8) -> np.ndarray:
    """(n,) chance that the randomised transform falls within the central interval: its mean over all dice.

    A perfect forecaster's mean is `level` at every size of count.
    """
    low, high = (1 - level) / 2, (1 + level) / 2
    p_below, p_at = np.asarray(p_below, float), np.asarray(p_at, float)
    inside = np.minimum(p_below + p_at, high) - np.maximum(p_below, low)
    point = (p_below >= low) & (p_below <= high)
    return np.where(p_at > 0, np.clip(inside / np.maximum(p_at, _RATIO), 0.0, 1.0), point.astype(float))


def interval_score(low: np.ndarray, high: np.ndarray, actual: np.ndarray, level: float = 0.8) -> np.ndarray:
    """Winkler's interval score of central intervals: width and, where missed, by how much."""
    miss = np.maximum(low - actual, 0.0) + np.maximum(actual - high, 0.0)
    return (high - low) + 2.0 / (1.0 - level) * miss


def pinball(quantile: np.ndarray, actual: np.ndarray, level: float) -> np.ndarray:
    """Pinball loss of a quantile (Koenker & Bassett 1978)."""
    error = actual - quantile
    return np.maximum(level * error, (level - 1) * error)


def level(rows: pd.DataFrame) -> np.ndarray:
    """Whether each row is of a cell, an administration or the municipality."""
    total = (rows["administration"] == ALL).to_numpy()
    return np.select([total, (rows["occupation"] == ALL).to_numpy()], LEVELS[:0:-1], LEVELS[0])


def table(backtest: pd.DataFrame) -> pd.DataFrame:
    """The scores of a back-test.

    Parameters
    ----------
    backtest : table `backtest`.

    Returns
    -------
    Table `backtest_scores`: by method, quantity, horizon and level, over series and origins. MASE leaves out the
    series that never moved before the origin and says how many; RelMAE is null without the last value's errors.
    """
    rows = backtest.reset_index(drop=True)
    actual = rows["actual"]
    error = rows["forecast"] - actual
    moving = rows["scale"] > 0
    each = pd.DataFrame({
        "method": rows["method"], "quantity": rows["quantity"], "horizon": rows["horizon"], "level": level(rows),
        "crps": rows["crps"], "interval_score": interval_score(rows["p10"], rows["p90"], actual),
        "pinball": sum(pinball(rows[name], actual, q) for name, q in QUANTILES.items()) / len(QUANTILES),
        "error": error, "absolute": error.abs(), "actual": actual,
        "mase": (error.abs() / rows["scale"]).where(moving), "scale_nought": ~moving,
        "coverage": coverage(rows["p_below"], rows["p_at"]),
        "coverage_95": coverage(rows["p_below"], rows["p_at"], 0.95),
        "closed": ((rows["p_below"] + rows["p_at"] >= 0.1 - _RATIO) & (rows["p_below"] < 0.9 - _RATIO)).astype(float),
        "closed_ideal": rows["p_closed"], "origin": rows["origin"],
        "place": rows["administration"] + "\t" + rows["occupation"],
    })  # fmt: skip
    key = ["method", "quantity", "horizon", "level"]
    found = each.groupby(key, sort=True)
    means = ("crps", "interval_score", "pinball", "mase", "coverage", "coverage_95", "closed", "closed_ideal")
    out = found[list(means)].mean()
    out["origins"], out["series"] = found["origin"].nunique(), found["place"].nunique()
    out["scale_nought"] = found["scale_nought"].sum()
    came = found["actual"].sum().where(lambda x: x > 0)
    out["wape"], out["bias"] = found["absolute"].sum() / came, found["error"].sum() / came
    missed = found["absolute"].mean()
    out = out.reset_index()
    naive = missed.reset_index()
    naive = (
        naive[naive["method"] == "last_value"].drop(columns="method").rename(columns={"absolute": "naive"})
    )
    out = out.merge(naive, on=key[1:], how="left") if len(naive) else out.assign(naive=np.nan)
    out["relmae"] = missed.to_numpy() / out.pop("naive").where(lambda x: x > 0)
    return BACKTEST_SCORES.check(out)


def surprises(rows: pd.DataFrame) -> pd.DataFrame:
    """The outcomes so far outside what was forecast that something must have broken.

    Parameters
    ----------
    rows : scored rows of table `ledger` or ours of `backtest`: names, quantity, quantiles and `actual`.

    Returns
    -------
    Those rows with a column `surprise`, farthest first: standard deviations from the median, that of the side
    on which it came (a count within half a person is none).
    """
    off = rows["actual"] - rows["p50"]
    side = (rows["p97_5"] - rows["p50"]).where(off > 0, rows["p50"] - rows["p02_5"]) / ndtri(0.975)
    far = np.sign(off) * np.maximum(off.abs() - 0.5, 0.0) / np.maximum(side, 0.7)
    total = (rows["administration"] == ALL) & (rows["occupation"] == ALL)
    found = rows.assign(surprise=far)[far.abs() > np.where(total, BROKE, PART_BROKE)]
    return found.sort_values("surprise", key=lambda x: -x.abs(), kind="stable")
