"""One forecast out of those of several levels: cells, administrations, municipality (MinT).

Minimum trace reconciliation with a shrunk covariance of one-step errors (Wickramasuriya, Athanasopoulos & Hyndman
2019; Schäfer & Strimmer 2005), by the library hierarchicalforecast.
"""

from __future__ import annotations

import warnings

import numpy as np

WITHIN = (0.6, 1.6)  # how far what levels above know may move a cell's own forecast


def summing(administration: np.ndarray) -> np.ndarray:
    """(1 + administrations + cells, cells) which cells each series sums: whole, administrations, cells."""
    count = int(administration.max()) + 1
    by = np.equal.outer(np.arange(count), administration).astype(float)
    return np.concatenate([np.ones((1, len(administration))), by, np.eye(len(administration))])


def one_step(y: np.ndarray, period: int = 12) -> np.ndarray:
    """(T - period, n) what the year before gives for each month, times the season of all other years."""
    total = np.cumsum(y, axis=0)
    year = np.concatenate([total[period - 1 : period], total[period:] - total[:-period]])[:-1] / period
    month = np.arange(period, len(y)) % period
    season = np.ones(year.shape)
    for m in range(period):
        here = month == m
        seen, usual = y[period:][here], year[here]
        rest = usual.sum(axis=0) - usual
        season[here] = np.where(rest > 0, (seen.sum(axis=0) - seen) / np.maximum(rest, 1e-9), 1.0)
    return year * season


def reconcile(base: np.ndarray, past: np.ndarray, administration: np.ndarray, within=WITHIN) -> np.ndarray:
    """Coherent forecasts of cells.

    Parameters
    ----------
    base : (1 + administrations + cells, H) forecasts of every series, as `summing` orders them.
    past : (T, cells) observed events, T at least 36.
    administration : (cells,) index.

    Returns
    -------
    (cells, H), each `within` so many times its own forecast; sums over them are the forecasts above. A
    cell without a single event keeps its own.
    """
    base = np.asarray(base, float)
    cells = len(administration)
    own = base[-cells:]
    used = past.sum(axis=0) > 0
    member = summing(administration)
    above = base[:-cells] - member[:-cells][:, ~used] @ own[~used]
    kept = member[:-cells][:, used].sum(axis=1) > 0
    if used.sum() < 2:
        return own
    member = np.concatenate([member[:-cells][kept][:, used], np.eye(int(used.sum()))])
    series = past[:, used] @ member.T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hierarchicalforecast.methods import MinTrace

        found = MinTrace("mint_shrink").fit_predict(
            S=member, y_hat=np.concatenate([above[kept], own[used]]), y_insample=series[12:].T,
            y_hat_insample=one_step(series).T,
        )["mean"]  # fmt: skip
    moved = own.copy()
    moved[used] = found[-int(used.sum()) :]
    moved = np.where(np.isfinite(moved), moved, own)
    return np.clip(moved, within[0] * own, within[1] * own)
