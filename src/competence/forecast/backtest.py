"""How good past forecasts would have been: rolling origins, ours beside the rivals, only what was then known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import competitors, history, model, needs, past, scores
from competence.forecast.counts import Counts, ForecastError
from competence.tables import BACKTEST
from competence.vocabulary import METHODS, QUANTILES, SCORED

ORIGINS, DRAWS = 3, 400
LEAST = 3  # years of history before an origin, where there are so many
APART = 2  # years between origins, so that few of them reach far ahead


def backtest(
    counts: Counts,
    config,
    *,
    origins: Iterable | int | None = None,
    seed: int | None = None,
    draws: int = DRAWS,
    methods: Sequence[str] = METHODS,
    vintages: Mapping[pd.Timestamp, Counts] | None = None,
) -> pd.DataFrame:
    """Forecast what was then the future, by cell, by administration and in all, and score it.

    Parameters
    ----------
    origins : last periods to know, or how many of them (default 3): year-ends with a year ahead of them and
        three years of history, the latest first and two years apart where there are so many (a source of
        years: its periods).
    draws : of ours; the rivals bring as many quantiles.
    methods : of the vocabulary's six.
    vintages : by origin the counts as they were delivered then, in today's organisation; without one, today's
        figures of the time are used, and the rows say "revised".

    Returns
    -------
    Table `backtest`. `horizon` counts months, in whole years; exits and hires are those of the twelve months
    that end there, headcount stands at its end. Cells are those with staff in the year before the origin; an
    origin without a whole year on both sides is passed over.

    Raises
    ------
    ForecastError : no origin has a whole year of movement behind it and one to hold out.
    """
    if origins is None or isinstance(origins, int):
        origins = choose(counts, ORIGINS if origins is None else origins)
    seed = config.model.seed if seed is None else seed
    vintages = {pd.Timestamp(day): kept for day, kept in (vintages or {}).items()}
    parts = []
    with threadpool_limits(1):
        whole = history.read(counts)
        standard = past.Standard(whole, config, counts.population)
        for origin in map(pd.Timestamp, origins):
            place = int(whole.periods.get_indexer([origin])[0])
            if place < whole.a_year or place + whole.a_year >= len(whole.periods):
                continue
            before = vintages.get(origin, counts).until(origin)
            then = history.read(before)
            if len(then.periods) <= then.a_year:
                continue
            found = past.series(then, whole)
            mine = standard if origin not in vintages else past.Standard(then, config, before.population)
            said = mine.points(found, origin) if "standard_model" in methods else {}
            samples = _rivals(found.rivals(said), methods, found.horizons, draws)
            if "ours" in methods:
                built = model.build(before, config, seed=seed, draws=draws, years=found.horizons, months=0)
                samples |= {("ours", quantity): x for quantity, x in _ours(built, found).items()}
            data = "kept" if origin in vintages else "revised"
            parts += [_scored(origin, found, *which, x).assign(data=data) for which, x in samples.items()]
    if not parts:
        raise ForecastError("no origin leaves a whole year to hold out")
    return BACKTEST.check(pd.concat(parts, ignore_index=True))


def choose(counts: Counts, many: int = ORIGINS) -> list[pd.Timestamp]:
    """Year-ends to forecast from, oldest first; fewer than `many` where history is short."""
    periods, a_year = counts.periods, 1 if counts.yearly else 12
    last = len(periods) - 1
    ends = [k for k in range(a_year, last - a_year + 1) if counts.yearly or periods[k].month == 12]
    seasoned = [k for k in ends if k >= LEAST * a_year] or ends[-1:]
    step = APART if len(seasoned) > APART * (many - 1) else 1
    return [periods[k] for k in seasoned[::-step][:many][::-1]]


def _rivals(known: competitors.Past, methods, horizons: int, draws: int) -> dict[tuple[str, str], np.ndarray]:
    """By method and quantity (series, horizons, draws)."""
    return {
        (method, quantity): competitors.sample(method, quantity, known, horizons, draws)
        for method in methods
        if method != "ours"
        for quantity in SCORED
    }


def _ours(built: model.Model, found: past.Series) -> dict[str, np.ndarray]:
    """By quantity (series, horizons, draws)."""
    paths = built.simulate()
    sums = past.member(built.history, found.names)
    ends = 12 * np.arange(1, found.horizons + 1)
    arrays = {
        "exits": needs.summed(paths, paths.exits.sum(axis=0), ends),
        "hires": needs.summed(paths, paths.hires, ends),
        "headcount": paths.headcount[:, np.searchsorted(paths.ends, ends)].astype(float),
    }
    return {name: np.tensordot(sums, x, axes=(1, 2)).transpose(0, 2, 1) for name, x in arrays.items()}


def _scored(origin, found: past.Series, method: str, quantity: str, sample: np.ndarray) -> pd.DataFrame:
    """Rows of one method and quantity, series by series and year by year."""
    count, horizons, _ = sample.shape
    sample = np.sort(sample.reshape(count * horizons, -1), axis=1)
    line, actual = found.known[quantity], found.came[quantity].reshape(-1)
    below, here = scores.below_and_at(sample, actual)
    changes = np.abs(np.diff(line, axis=1))
    seen = np.isfinite(changes)
    scale = np.where(seen.any(axis=1), np.nansum(changes, axis=1) / np.maximum(seen.sum(axis=1), 1), np.nan)
    return pd.DataFrame({
        "origin": origin, "horizon": np.tile(12 * np.arange(1, horizons + 1), count),
        "administration": np.repeat([a for a, _ in found.names], horizons),
        "occupation": np.repeat([o for _, o in found.names], horizons),
        "quantity": quantity, "method": method, "forecast": sample.mean(axis=1),
        **dict(zip(QUANTILES, scores.quantiles(sample, QUANTILES.values()))), "actual": actual,
        "crps": scores.crps(sample, actual), "p_below": below, "p_at": here, "p_closed": scores.closed(sample),
        "scale": np.repeat(scale, horizons), "staff": np.repeat(found.known["headcount"][:, -1], horizons),
    })  # fmt: skip
