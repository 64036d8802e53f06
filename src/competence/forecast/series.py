"""Models of monthly series beside the stock-flow model, and which of them to trust.

Theta (Assimakopoulos & Nikolopoulos 2000) and exponential smoothing (Hyndman et al. 2002, chosen by the corrected
information criterion), both of statsmodels, seasonal naive, and the plain mean of several, which beats choosing
in all large trials (Clemen 1989; Makridakis & Hibon 2000). So the mean is kept unless another was clearly better
at past origins of the same series.
"""

from __future__ import annotations

import warnings

import numpy as np

PERIOD = 12
SHORTEST = 36  # months under which nothing but the stock-flow model is used
SEASONS = (None, "add", "mul")
OWN, NAIVE, THETA, ETS, MEAN = "stock_flow", "seasonal_naive", "theta", "ets", "combination"
METHODS = (OWN, NAIVE, THETA, ETS, MEAN)
CLEARLY = 0.95  # of the mean's past error, under which a single method takes its place
ORIGINS = (24, 12)  # months before the last at which methods are tried
RECENT = 36  # months whose rates the stock-flow model of past origins has


def seasonal_naive(y: np.ndarray, horizon: int, period: int = PERIOD) -> np.ndarray:
    """The last year again."""
    return np.resize(y[-period:], horizon).astype(float)


def theta(y: np.ndarray, horizon: int, period: int = PERIOD) -> np.ndarray:
    """Theta method with its own test for season; multiplicative where all values are over 0."""
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    method = "multiplicative" if y.min() > 0 else "additive"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ThetaModel(pd.Series(y), period=period, method=method).fit(disp=False).forecast(horizon)
    return found.to_numpy()


def ets(y: np.ndarray, horizon: int, period: int = PERIOD, seasons=SEASONS) -> tuple[np.ndarray, str | None]:
    """Exponential smoothing of the level, with the season that has the least corrected information criterion.

    Returns the forecast and the season's form.
    """
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    best, out, form = np.inf, seasonal_naive(y, horizon, period), None
    for season in seasons:
        if season == "mul" and y.min() <= 0:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = ExponentialSmoothing(
                y,
                seasonal=season,
                seasonal_periods=period if season else None,
                initialization_method="heuristic",
            ).fit()
            found = fitted.forecast(horizon)
        if fitted.aicc < best and np.isfinite(found).all():
            best, out, form = fitted.aicc, found, season
    return out, form


def library(y: np.ndarray, horizon: int, period: int = PERIOD) -> dict[str, np.ndarray]:
    """Forecasts of `seasonal_naive`, `theta` and `ets`; never below 0 where the past never was."""
    y = np.asarray(y, dtype=float)
    return _checked(y, horizon, ets(y, horizon, period)[0], period)


def _checked(y: np.ndarray, horizon: int, smooth: np.ndarray, period: int = PERIOD) -> dict[str, np.ndarray]:
    naive = seasonal_naive(y, horizon, period)
    found = {NAIVE: naive, THETA: theta(y, horizon, period), ETS: smooth}
    low = 0.0 if y.min() >= 0 else -np.inf
    return {
        name: np.maximum(values if np.isfinite(values).all() else naive, low)
        for name, values in found.items()
    }


def combined(found: dict[str, np.ndarray]) -> np.ndarray:
    """The plain mean of all but seasonal naive."""
    return np.mean([values for name, values in found.items() if name != NAIVE], axis=0)


def by_rates(events: np.ndarray, staff: np.ndarray, horizon: int) -> np.ndarray:
    """What month-specific rates of the last years give: events by calendar month over staff, times today's staff.

    Parameters
    ----------
    events, staff : (T, n), the staff being that at each month's end.
    """
    rows = np.arange(len(events) - min(RECENT, len(events) // PERIOD * PERIOD), len(events))
    base = np.maximum(staff[rows - 1], 1.0)
    ahead = (len(events) + np.arange(horizon)) % PERIOD
    rate = np.stack([
        events[rows][rows % PERIOD == m].sum(axis=0) / base[rows % PERIOD == m].sum(axis=0) for m in range(PERIOD)
    ])  # fmt: skip
    now = staff[-min(PERIOD, len(staff)) :].mean(axis=0)
    return rate[ahead] * now


def choose(events: np.ndarray, staff: np.ndarray) -> tuple[str, dict[str, float]]:
    """Method for all series of a level, by their errors over a year from past origins.

    Parameters
    ----------
    events, staff : (T, n) monthly series of one level, T at least `SHORTEST`.

    Returns
    -------
    The method, and each one's sum of absolute errors over that of the combination.
    """
    lost = dict.fromkeys(METHODS, 0.0)
    forms: dict[int, tuple] = {}  # as the earliest origin finds it, so that nothing later is known
    for back in ORIGINS:
        cut = len(events) - back
        if cut < SHORTEST:
            continue
        own = by_rates(events[:cut], staff[:cut], PERIOD)
        for i in range(events.shape[1]):
            y = events[:cut, i].astype(float)
            seasons = forms.get(i, SEASONS)
            smooth, form = ets(y, PERIOD, seasons=seasons)
            forms.setdefault(i, (form,))
            tried = {OWN: own[:, i], **_checked(y, PERIOD, smooth)}
            tried[MEAN] = combined(tried)
            for name, values in tried.items():
                lost[name] += float(np.abs(values - events[cut : cut + PERIOD, i]).sum())
    if lost[MEAN] == 0.0:
        return MEAN, dict.fromkeys(METHODS, 1.0)
    ratio = {name: value / lost[MEAN] for name, value in lost.items()}
    best = min(METHODS, key=lambda name: (ratio[name], name))
    return (best if ratio[best] < CLEARLY else MEAN), ratio
