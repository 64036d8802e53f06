"""What months have beside the needs of people: contracted FTE and FTE absent.

Months are the simulation's own steps, so twelve of them add up to the year, in means and in every draw; season
lies in the rates by calendar month and in the posts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from competence.forecast.history import History
from competence.forecast.model import Model
from competence.forecast.simulate import Paths

ABSENCE_SPREAD = 0.05  # yearly standard deviation of the absent share, logarithmic, at least


def worked(model: Model, paths: Paths, ends: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """(name, (draws, periods, cells)) of `fte` and `absent_fte` at the periods' ends."""
    at = np.searchsorted(paths.ends, ends)
    everyone = slice(0, model.draws)
    share = np.stack([model.plan.demand.share_at(everyone, int(end)) for end in ends], axis=1)
    fte = paths.headcount[:, at] * share
    yield "fte", fte
    if model.history.absent.sum() > 0:
        yield "absent_fte", fte * _absence(model, ends)


def _absence(model: Model, ends: np.ndarray) -> np.ndarray:
    """(draws, periods, cells) share of the FTE absent, by calendar month, moving as it has moved."""
    h = model.history
    by = np.equal.outer(np.arange(len(h.administrations)), h.administration).astype(float)
    by_month = np.zeros((12, h.cells))
    recent = slice(max(0, len(h.periods) - 36), None)
    months = h.periods.month.to_numpy()[recent] - 1
    for month in range(12):
        here = months == month
        if not here.any():
            here = np.ones(len(months), bool)
        absent, fte = h.absent[recent][here].sum(axis=0), h.fte[recent][here].sum(axis=0)
        whole_a, whole_f = (x @ by.T for x in (absent, fte))
        usual = np.where(whole_f > 0, whole_a / np.maximum(whole_f, 1e-9), 0.0)[h.administration]
        by_month[month] = (absent + 30.0 * usual) / (fte + 30.0)
    yearly = _yearly(h, by)
    changes = np.diff(np.log(yearly + 1e-6), axis=0) if len(yearly) > 1 else np.zeros((0, 1))
    spread = max(ABSENCE_SPREAD, float(np.sqrt(np.mean(changes**2))) if changes.size else 0.1)
    latest = yearly[-1] / np.maximum(yearly[-3:].mean(axis=0), 1e-9) if len(yearly) else np.ones(len(by))
    shock = np.cumsum(
        spread * model.rng_absence.standard_normal((model.draws, 1 + int(ends[-1]) // 12, len(by))), axis=1
    )
    level = np.exp(shock - 0.5 * spread**2)[:, (ends - 1) // 12] * np.sqrt(latest)
    month = (h.origin.month + ends - 1) % 12
    return np.minimum(0.9, by_month[month] * level[:, :, h.administration])


def _yearly(h: History, by: np.ndarray) -> np.ndarray:
    """(years, administrations) absent share of FTE in the whole years before the origin."""
    out = []
    for year in range(int(h.block.max()) + 1):
        here = h.block == year
        out.append((h.absent[here].sum(axis=0) @ by.T) / np.maximum(h.fte[here].sum(axis=0) @ by.T, 1e-9))
    return np.array(out)
