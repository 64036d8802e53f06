"""Rare events by Poisson with exposure: what trained units would have had, from units not begun."""

from __future__ import annotations

import numpy as np

from competence.programme import impute
from competence.programme.comparison import Compared

_ROUNDS, _CLOSE = 500, 1e-10


def poisson(c: Compared) -> impute.Estimate | None:
    """Per cent change of the events of trained units against their imputed number.

    Poisson with unit and stratum x quarter effects on cells not begun (Wooldridge 2023: exponential mean, imputation
    form), weighed as the main estimate is. Units without an event before are expected to have none; over units the
    sum stays right. The error is by unit, from the scores (robust to over-dispersion).

    Returns
    -------
    None where nothing was expected, or the effects cannot be told apart.
    """
    p, rows = c.panel, c.rows
    at = np.arange(c.free.shape[1])
    free, target = c.free[rows.row], c.main.target[0][rows.row]
    exposure = np.where(free | (target > 0), p.exposure, 0.0)
    events = rows.value * exposure
    stratum = rows.stratum[rows.row]
    expected, influence = np.zeros(free.shape), np.zeros(len(free))
    for s in np.unique(stratum):
        mine = stratum == s
        expected[mine] = _expected(events[mine], exposure[mine], free[mine])
    weighed = np.where(target > 0, target, 0.0)
    base = (weighed * expected).sum()
    if not base > 0:
        return None
    change = (weighed * events).sum() / base - 1
    own = (weighed * (events - (1 + change) * expected)).sum(1)
    for s in np.unique(stratum):
        mine = stratum == s
        mu = np.where(free[mine], expected[mine], 0.0)
        wanted = (1 + change) * weighed[mine] * expected[mine]
        size = np.maximum(mu.sum(1), 1e-300)
        known = mu.sum(1) > 0
        system = -(mu[known] / size[known, None]).T @ mu[known]
        system[at, at] += mu.sum(0)
        mean = np.where(known, wanted.sum(1) / size, 0.0)
        rounds = np.linalg.pinv(system, 1e-10, hermitian=True) @ (wanted.sum(0) - mean @ mu)
        units = mean - np.where(known, mu @ rounds / size, 0.0)
        score = np.where(free[mine], events[mine] - mu, 0.0)
        influence[mine] = own[mine] - (score * (units[:, None] + rounds)).sum(1)
    n = max(int((influence != 0).sum()), 2)
    influence = influence / base * np.sqrt(n / (n - 1))
    return impute.Estimate(np.array([100 * change]), 100 * influence[None])


def _expected(events: np.ndarray, exposure: np.ndarray, free: np.ndarray) -> np.ndarray:
    """exposure x unit effect x quarter effect, fitted on `free` cells by iterated scaling (maximum likelihood)."""
    seen, at_risk = np.where(free, events, 0.0), np.where(free, exposure, 0.0)
    by_unit, by_quarter = seen.sum(1), seen.sum(0)
    quarter = np.ones(events.shape[1])
    for _ in range(_ROUNDS):
        unit = by_unit / np.maximum(at_risk @ quarter, 1e-300)
        unit = np.where(at_risk.any(1), unit, 0.0)
        new = np.where(by_quarter > 0, by_quarter / np.maximum(unit @ at_risk, 1e-300), 0.0)
        done = np.abs(new - quarter).max() < _CLOSE * max(new.max(), 1.0)
        quarter = new
        if done:
            break
    return exposure * unit[:, None] * quarter
