"""Posts today: how many stand open, what share of full time they have, and how staff swings over the year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.forecast.history import MICRO, History

SHARE_YEAR = 0.004  # yearly standard deviation of the mean contracted share, logarithmic, at least


def vacant(h: History, vacancies) -> np.ndarray | None:
    """(T, C) posts open at each period's end, in persons; None where no recruitments were delivered."""
    if vacancies is None or vacancies.empty or not (vacancies["period"] == h.origin).any():
        return None
    place = {
        (h.administrations[a], h.occupations[o]): c
        for c, (a, o) in enumerate(zip(h.administration, h.occupation))
    }
    cell = np.array(
        [place.get(pair, -1) for pair in zip(vacancies["administration"], vacancies["occupation"])]
    )
    when = h.periods.get_indexer(pd.DatetimeIndex(vacancies["period"]))
    used = (cell >= 0) & (when >= 0)
    whole = np.rint(vacancies["open_posts_fte"].to_numpy()[used] * MICRO)
    at = when[used] * h.cells + cell[used]
    table = np.bincount(at, whole, len(h.periods) * h.cells).reshape(-1, h.cells) / MICRO
    # Before the register began nothing is known: its first level stands for what went before.
    first = int(np.flatnonzero(table.sum(axis=1) > 0)[0]) if table.any() else 0
    table[:first] = table[first : first + h.a_year].mean(axis=0)
    return table / _mean_share(h)


def _mean_share(h: History) -> np.ndarray:
    """(C,) contracted share a person, the last year's; small cells lean on the whole."""
    recent = slice(max(0, len(h.periods) - h.a_year), None)
    heads, fte = h.headcount[recent].sum(axis=0), h.fte[recent].sum(axis=0)
    whole = fte.sum() / max(heads.sum(), 1.0)
    return (fte + 2.0 * h.a_year * whole) / (heads + 2.0 * h.a_year)


def shares(h: History, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) contracted share a person: today's, moving as it has moved."""
    by = h.members
    heads = h.headcount[h.nodes] @ by.T
    mean = np.log((h.fte[h.nodes] @ by.T + 1e-9) / np.maximum(heads, 1e-9))
    change = np.diff(np.where(heads > 0, mean, np.nan), axis=0)
    large = change[np.isfinite(change) & (heads[1:] > 50)]
    spread = max(SHARE_YEAR, float(np.sqrt(np.mean(large**2))) if len(large) else 0.01)
    walk = np.cumsum(spread * rng.standard_normal((draws, horizon, len(by))), axis=1)
    today = np.where(h.headcount[-1] > 0, h.fte[-1] / np.maximum(h.headcount[-1], 1), _mean_share(h))
    out = np.empty((draws, horizon + 1, h.cells))
    out[:, 0] = today
    left = 0.5 ** np.arange(1, horizon + 1)[:, None]
    level = left * today + (1 - left) * _mean_share(h)
    out[:, 1:] = np.minimum(1.0, level * np.exp(walk)[:, :, h.administration])
    return out


def season(h: History) -> np.ndarray:
    """(C, 12) logarithmic deviation of staff by calendar month from the line between whole years."""
    out = np.zeros((h.cells, 12))
    if h.yearly or len(h.nodes) < 3:
        return out
    count = h.staff + 0.5
    total, weight = np.zeros((h.cells, 12)), np.zeros((h.cells, 12))
    for start, end in zip(h.nodes[:-1], h.nodes[1:]):
        for t in range(start + 1, end):
            part = (t - start) / 12
            line = count[start] * (1 - part) + count[end] * part
            month = h.periods[t].month - 1
            total[:, month] += line * np.log(count[t] / line)
            weight[:, month] += line
    mean = total / np.maximum(weight, 1e-9)
    # A cell's own season leans on that of its occupation, small ones all but wholly.
    whole = np.stack([
        np.bincount(h.occupation, total[:, m], len(h.occupations))
        / np.maximum(np.bincount(h.occupation, weight[:, m], len(h.occupations)), 1e-9)
        for m in range(12)
    ], axis=1)[h.occupation]  # fmt: skip
    trust = weight / (weight + 500.0)
    return trust * mean + (1 - trust) * whole
