"""How good past forecasts would have been: the last years held out, ours beside the last value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.special import ndtri
from threadpoolctl import threadpool_limits

from competence.forecast import history, model, needs, scores
from competence.forecast.counts import Counts, ForecastError
from competence.tables import BACKTEST
from competence.vocabulary import ALL, QUANTILES

HIRES = ("hire", "hire_from_hourly")


def backtest(
    counts: Counts,
    config,
    *,
    origins: Iterable | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> pd.DataFrame:
    """Forecast what was then the future, by administration and in all, and score it.

    Parameters
    ----------
    origins : last periods to know; default the year's end before the last closed calendar year (a source of
        years: the last period but one), so that one year is held out.

    Returns
    -------
    Table `backtest`. `horizon` counts the source's periods; exits and hires are those of the year that ends
    there, headcount stands at its end. Methods: `ours`, and `last_value` with the root mean square of its own
    past errors at the same horizon.

    Raises
    ------
    ForecastError : no origin leaves enough history and a year to hold out.
    """
    origins = _default(counts) if origins is None else [pd.Timestamp(o) for o in origins]
    seed = config.model.seed if seed is None else seed
    draws = config.model.draws if draws is None else draws
    parts = []
    with threadpool_limits(1):
        whole = history.read(counts)
        for origin in origins:
            parts += _one(counts, whole, config, origin, seed, draws)
    if not parts:
        raise ForecastError("no origin leaves a whole year to hold out")
    return BACKTEST.check(pd.concat(parts, ignore_index=True))


def _default(counts: Counts) -> list[pd.Timestamp]:
    periods = counts.periods
    if counts.yearly:
        return [periods[-2]] if len(periods) > 2 else []
    ends = [p for p in periods if p.month == 12]
    return [ends[-2]] if len(ends) > 1 and periods.get_loc(ends[-2]) >= 1 else []


def _one(counts: Counts, whole: history.History, config, origin, seed: int, draws: int) -> list[pd.DataFrame]:
    """All horizons of one origin."""
    a_year = whole.a_year
    at = int(whole.periods.get_loc(origin))
    years = (len(whole.periods) - 1 - at) // a_year
    if years < 1 or at < 1:
        return []
    built = model.build(counts.until(origin), config, seed=seed, draws=draws, years=years, months=12)
    paths = built.simulate()
    ends = 12 * np.arange(1, years + 1)
    ours = dict(_ours(built, paths, ends))
    names = [*built.history.administrations, ALL]
    parts = []
    for quantity in ("exits", "hires", "headcount"):
        series = _observed(whole, quantity, names)
        for year in range(1, years + 1):
            actual = series[:, at + year * a_year]
            for method, sample in (
                ("ours", ours[quantity][:, year - 1]),
                ("last_value", _last_value(series, at, year, a_year, draws)),
            ):
                parts.append(_scored(origin, year * a_year, names, quantity, method, sample, actual))
    return parts


def _ours(built: model.Model, paths, ends):
    member = np.equal.outer(np.arange(len(built.history.administrations)), built.history.administration)
    member = np.concatenate([member, np.ones((1, built.history.cells))]).astype(float)
    at = np.searchsorted(paths.ends, ends)
    for name, array in (
        ("exits", needs.summed(paths, paths.exits.sum(axis=0), ends)),
        ("hires", needs.summed(paths, paths.hires, ends)),
        ("headcount", paths.headcount[:, at].astype(float)),
    ):
        yield name, np.tensordot(member, array, axes=(1, 2)).transpose(0, 2, 1)


def _observed(h: history.History, quantity: str, names: list[str]) -> np.ndarray:
    """(series, periods) headcount, or events of the year that ends at each period; nan before one has passed."""
    if quantity == "headcount":
        table = h.headcount
    else:
        table = np.cumsum(h.flow(*(h.causes if quantity == "exits" else HIRES)), axis=0)
        table = np.concatenate([np.full((h.a_year, h.cells), np.nan), table[h.a_year :] - table[: -h.a_year]])
    rows = [
        table[:, h.administration == h.administrations.index(n)].sum(axis=1)
        if n in h.administrations
        else (table.sum(axis=1) if n == ALL else np.zeros(len(table)))
        for n in names
    ]
    return np.array(rows)


def _last_value(series: np.ndarray, at: int, year: int, a_year: int, draws: int) -> np.ndarray:
    """(series, draws) the last value, spread by the root mean square of its past errors at the horizon.

    Where a series has none at the horizon, its longest one's scaled by the root of the horizons' ratio; where
    it has none at all, the root of the count.
    """
    known = series[:, : at + 1]
    last = known[:, -1]
    spread = np.full(len(series), np.nan)
    for back in range(year, 0, -1):
        step = back * a_year
        if step >= known.shape[1]:
            continue
        error = known[:, step:] - known[:, :-step]
        count = np.isfinite(error).sum(axis=1)
        rms = np.sqrt(np.nansum(error**2, axis=1) / np.maximum(count, 1)) * np.sqrt(year / back)
        spread = np.where(np.isnan(spread) & (count > 0), rms, spread)
    spread = np.where(np.isnan(spread), np.sqrt(np.maximum(last, 1.0) * year), spread)
    normal = ndtri((np.arange(draws) + 0.5) / draws)
    return np.maximum(0.0, np.rint(last[:, None] + spread[:, None] * normal))


def _scored(origin, horizon, names, quantity, method, sample, actual) -> pd.DataFrame:
    sample = np.sort(sample, axis=1)
    quantiles = np.quantile(sample, list(QUANTILES.values()), axis=1)
    below, at = scores.below_and_at(sample, actual)
    return pd.DataFrame({
        "origin": origin, "horizon": horizon, "administration": names, "occupation": ALL,
        "quantity": quantity, "method": method, "forecast": sample.mean(axis=1),
        **dict(zip(QUANTILES, quantiles)), "actual": actual, "crps": scores.crps(sample, actual),
        "p_below": below, "p_at": at,
    })  # fmt: skip
