"""How much wider or narrower the draws should be, learnt from what came: a factor by quantity and horizon band.

An outcome's place among the draws (randomised probability integral transform) becomes an interval of normal
scores; a factor s makes it `Phi(b / s) - Phi(a / s)`, which is a proper likelihood for counts of any size. The
cells of an origin share its shocks: their mean counts as one observation of the log factor with the spread that
origins have, and the prior holds it near 0.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import log_ndtr, ndtri

from competence.forecast import scores
from competence.tables import CALIBRATION
from competence.vocabulary import BANDS, SCORED

PRIOR = 0.25  # standard deviation of the log factor between municipalities
ORIGIN = 0.20  # and of what one origin says of it (measured on sample municipalities: 0.11-0.20)
LEAST, MOST = 0.7, 1.6
RANKS = 400  # an outcome's place is known to one draw of so many
GRID = np.linspace(-1.5, 1.5, 301)
# Which scored quantity's factor each quantity of the needs takes, so that parts still sum to their whole.
FAMILY = {
    "exits": "exits", "retirements": "exits", "resignations": "exits", "other_exits": "exits", "hires": "hires",
    "headcount": "headcount",
}  # fmt: skip
_YEARS = {"year_1": (1, 1), "years_2_3": (2, 3), "years_4": (4, np.inf)}
_MONTHS = {"months_1_3": (1, 3), "months_4_12": (4, 12), "months_13_24": (13, np.inf)}
# A band of months that was not tested takes that of the year it lies in, so that months still sum to it.
_INSIDE = {"months_1_3": "year_1", "months_4_12": "year_1", "months_13_24": "years_2_3"}


def learn(backtest: pd.DataFrame, monthly: pd.DataFrame | None = None) -> pd.DataFrame:
    """Learn the factors.

    Parameters
    ----------
    backtest : table `backtest`, horizons of whole years.
    monthly : the same of single months, where they were tested.

    Returns
    -------
    Table `calibration`, a row a quantity and band. `origins` 0: the longest tested band's, or for months that
    of the year they lie in, or 1 where nothing was tested.
    """
    rows = []
    for quantity in SCORED:
        tested: dict[str, tuple[float, int]] = {}
        for frame, bands, unit in ((backtest, _YEARS, 12), (monthly, _MONTHS, 1)):
            if frame is None:
                continue
            mine = frame[(frame["method"] == "ours") & (frame["quantity"] == quantity)]
            for band, (first, last) in bands.items():
                found = mine[mine["horizon"].between(first * unit, last * unit)]
                if len(found):
                    tested[band] = _factor(found), found["origin"].nunique()
        years = [tested[band] for band in _YEARS if band in tested]
        for band in BANDS:
            usual = tested.get(_INSIDE.get(band, band), years[-1] if years else (1.0, 0))
            factor_, origins = tested.get(band, (usual[0], 0))
            rows.append((quantity, band, factor_, origins))
    return CALIBRATION.check(pd.DataFrame(rows, columns=["quantity", "band", "factor", "origins"]))


def factor(calibration: pd.DataFrame | None, quantity: str, months, *, monthly: bool = False) -> np.ndarray:
    """Factors of a quantity so many months after the origin; 1 where nothing was learnt of it.

    Parameters
    ----------
    months : whole months after the origin at which periods end.
    monthly : whether the periods are months, not years.
    """
    months = np.asarray(months)
    out = np.ones(months.shape)
    if calibration is None or quantity not in FAMILY:
        return out
    mine = calibration[calibration["quantity"] == FAMILY[quantity]].set_index("band")["factor"]
    unit = 1 if monthly else 12
    for band, (first, last) in (_MONTHS if monthly else _YEARS).items():
        if band in mine.index:
            inside = (months > (first - 1) * unit) & (months <= last * unit)
            out[inside] = mine[band]
    return out


def apply(draws: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Scale draws (draws, periods, cells) about their means, a factor a period.

    Means stay, and what added up before still does in every draw: over cells, over causes, over months whose
    factor is their year's. A draw of a small cell may fall below 0 for it, which no count does: floor its
    quantiles (`floored`), never its draws, or totals would be wider than their parts and means would move.
    """
    draws = np.asarray(draws, float)
    factors = np.asarray(factors, float)
    if (factors == 1.0).all():
        return draws
    mean = draws.mean(axis=0)
    return np.where((factors == 1.0)[:, None], draws, mean + factors[:, None] * (draws - mean))


def floored(quantity: str, quantiles: np.ndarray) -> np.ndarray:
    """Quantiles of a scaled quantity: at least 0 where it counts people."""
    return np.maximum(quantiles, 0.0) if quantity in FAMILY else quantiles


def _factor(rows: pd.DataFrame) -> float:
    """Posterior mean of the log factor, as a factor within its limits."""
    log = -0.5 * (GRID / PRIOR) ** 2
    for _, mine in rows.groupby("origin", sort=True):
        log += _origin(mine) / (2 * ORIGIN**2)
    weight = np.exp(log - log.max())
    return float(np.clip(np.exp(GRID @ weight / weight.sum()), LEAST, MOST))


def _origin(rows: pd.DataFrame) -> np.ndarray:
    """(grid,) mean log likelihood of an origin's cells and of its administrations, which count alike.

    One normal score tells 2 of a log scale (its Fisher information): divided by `2 ORIGIN^2` the origin as a
    whole tells `ORIGIN^-2`.
    """
    low = rows["p_below"].to_numpy() * RANKS / (RANKS + 1)
    high = ((rows["p_below"] + rows["p_at"]).clip(upper=1.0).to_numpy() * RANKS + 1) / (RANKS + 1)
    scale = np.exp(-GRID)
    log = _mass(ndtri(low)[:, None] * scale, ndtri(high)[:, None] * scale)
    which = scores.level(rows)
    return np.mean(
        [log[which == name].mean(axis=0) for name in scores.LEVELS[:2] if (which == name).any()], axis=0
    )


def _mass(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log of the normal probability between two ends, also far out."""
    # The lower tail is exact in logarithms: mirror what lies above the middle.
    above = low > 0
    near, far = np.where(above, -high, low), np.where(above, -low, high)
    top, bottom = log_ndtr(far), log_ndtr(near)
    return top + np.log1p(-np.exp(np.minimum(bottom - top, -1e-12)))
