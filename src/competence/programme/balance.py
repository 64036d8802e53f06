"""Whether units that came early in the roll-out differed beforehand from those that came late."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.programme.panel import Panel
from competence.tables import BALANCE

_YEAR = 365.25


def balance(p: Panel) -> pd.DataFrame:
    """Level and trend before any course began, less that of the unit's administration, by day of completion.

    Rates and times to fill are in per cent of their mean beforehand. Rounds under way are left out. The trend of a unit is the least
    squares slope over its rounds.

    Returns
    -------
    The table `programme_balance`; empty where no course group has a unit.
    """
    if not len(p.done):
        return BALANCE.empty()
    before = p.high < p.start.min()
    value = np.where(p.clean & before, p.value, np.nan)[:, before]
    place = p.units.codes[0][p.unit] if len(p.units) else np.zeros(0, np.int64)
    level, trend = np.full(len(p.unit), np.nan), np.full(len(p.unit), np.nan)
    if value.size:
        value = value - _by_place(value, place)
        known = ~np.isnan(value)
        years = (p.high[before] - p.high[0]).astype(float) / _YEAR
        count = np.maximum(known.sum(1), 1)
        level = np.where(known.any(1), np.nansum(value, 1) / count, np.nan)
        at = np.where(known, years - ((known * years).sum(1) / count)[:, None], 0.0)
        square = (at**2).sum(1)
        steep = np.nansum(at * np.where(known, value, 0.0), 1) / np.where(square > 0, square, 1.0)
        trend = np.where(square > 0, steep, np.nan)
        if p.percent:
            mean = (
                np.average(p.value[:, before][known], weights=(known * p.weight[:, None])[known])
                if known.any()
                else 0
            )
            scale = 100 / mean if mean > 0 else np.nan
            level, trend = level * scale, trend * scale
    rows = pd.DataFrame({"unit": p.unit, "level": level, "trend": trend, "weight": p.weight})
    rows["start"] = np.append(p.done, np.datetime64("NaT"))[p.group]
    rows = rows[rows["start"].notna()]
    by = rows.groupby("start")
    table = pd.DataFrame(
        {"units": by["unit"].nunique(), "level": by["level"].mean(), "trend": by["trend"].mean()}
    )
    return BALANCE.check(
        table.reset_index().assign(outcome=p.outcome, start=lambda t: t["start"].astype("datetime64[us]"))
    )


def _by_place(value: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Mean of each administration and round, back on the rows."""
    known = ~np.isnan(value)
    total, count = np.zeros((2, place.max() + 1, value.shape[1]))
    np.add.at(total, place, np.where(known, value, 0.0))
    np.add.at(count, place, known)
    return (total / np.maximum(count, 1))[place]
