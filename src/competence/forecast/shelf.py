"""How many years ahead forecasts have held: errors within a tolerance set by the size of the cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from competence.forecast import scores
from competence.tables import SHELF_LIFE
from competence.vocabulary import SCORED

TOLERANCE = {"headcount": 0.10, "exits": 0.025, "hires": 0.025}  # shares of the headcount at the origin
ENOUGH = 0.7  # of the cells, at the lower end of the interval
INTERVAL = 0.8
ORIGINS = 3


def life(backtest: pd.DataFrame, level: str = "cells") -> pd.DataFrame:
    """Whether the forecasts held, by quantity and years ahead.

    Parameters
    ----------
    backtest : table `backtest`; ours is read.
    level : cells or administrations.

    Returns
    -------
    Table `shelf_life`. A horizon holds where the lower end of the 80 % interval of the hit rate, origins as
    clusters, is at least 0.7, and every shorter one holds; under three origins it is not tested.
    """
    mine = backtest[(backtest["method"] == "ours") & (backtest["staff"] > 0)]
    mine = mine[scores.level(mine) == level]
    share = (mine["forecast"] - mine["actual"]).abs() / mine["staff"]
    hit = (share <= mine["quantity"].map(TOLERANCE)).astype(float)
    rows = []
    for quantity in SCORED:
        held = True
        here = mine["quantity"] == quantity
        for months in sorted(mine.loc[here, "horizon"].unique()):
            at = here & (mine["horizon"] == months)
            by_origin = hit[at].groupby(mine.loc[at, "origin"]).mean().to_numpy()
            rate, low = float(by_origin.mean()), np.nan
            verdict = "not_tested"
            if len(by_origin) >= ORIGINS:
                low = _low(by_origin)
                held &= low >= ENOUGH
                verdict = "holds" if held else "does_not_hold"
            rows.append((quantity, int(months) // 12, len(by_origin), rate, low, verdict))
    return SHELF_LIFE.check(
        pd.DataFrame(rows, columns=["quantity", "horizon", "origins", "hit_rate", "low", "verdict"])
    )


def years(table: pd.DataFrame, quantity: str) -> int | None:
    """The longest horizon at which a quantity held; 0 where it never did, None where nothing was tested."""
    mine = table[(table["quantity"] == quantity) & (table["verdict"] != "not_tested")]
    if mine.empty:
        return None
    return (
        int(mine.loc[mine["verdict"] == "holds", "horizon"].max())
        if (mine["verdict"] == "holds").any()
        else 0
    )


def _low(rates: np.ndarray) -> float:
    """Lower end of the interval of a mean of origins."""
    error = rates.std(ddof=1) / np.sqrt(len(rates))
    low = rates.mean() - student.ppf((1 + INTERVAL) / 2, len(rates) - 1) * error
    return float(np.clip(low, 0.0, 1.0))
