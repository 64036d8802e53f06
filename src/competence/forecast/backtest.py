"""How good past forecasts would have been: rolling origins, ours beside the rivals, only what was then known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import competitors, history, model, needs, population, scores, standard
from competence.forecast.counts import Counts, ForecastError, known
from competence.tables import BACKTEST
from competence.vocabulary import ALL, METHODS, QUANTILES, SCORED

HIRES = ("hire", "hire_from_hourly")
ORIGINS, DRAWS = 3, 400
LEAST = 3  # years of history before an origin, where there are so many
APART = 2  # years between origins, so that few of them reach far ahead
INDEX_DRAWS = 200  # of the residents, whose mean the standard model's index is


def backtest(
    counts: Counts,
    config,
    *,
    origins: Iterable | int | None = None,
    seed: int | None = None,
    draws: int = DRAWS,
    methods: Sequence[str] = METHODS,
) -> pd.DataFrame:
    """Forecast what was then the future, by cell, by administration and in all, and score it.

    Parameters
    ----------
    origins : last periods to know, or how many of them (default 3): year-ends with a year ahead of them and
        three years of history, the latest first and two years apart where there are so many (a source of
        years: its periods).
    draws : of ours; the rivals bring as many quantiles.
    methods : of the vocabulary's six.

    Returns
    -------
    Table `backtest`. `horizon` counts months, in whole years; exits and hires are those of the twelve months
    that end there, headcount stands at its end. Cells are those with staff in the year before the origin.

    Raises
    ------
    ForecastError : no origin leaves enough history and a year to hold out.
    """
    if origins is None or isinstance(origins, int):
        origins = choose(counts, ORIGINS if origins is None else origins)
    seed = config.model.seed if seed is None else seed
    parts = []
    with threadpool_limits(1):
        whole, cache = history.read(counts), {}
        for origin in map(pd.Timestamp, origins):
            parts += _one(counts, whole, config, origin, seed, draws, methods, cache)
    if not parts:
        raise ForecastError("no origin leaves a whole year to hold out")
    return BACKTEST.check(pd.concat(parts, ignore_index=True))


def choose(counts: Counts, many: int = ORIGINS) -> list[pd.Timestamp]:
    """Year-ends to forecast from, oldest first; fewer than `many` where history is short."""
    periods, a_year = counts.periods, 1 if counts.yearly else 12
    last = len(periods) - 1
    ends = [k for k in range(1, last - a_year + 1) if counts.yearly or periods[k].month == 12]
    seasoned = [k for k in ends if k >= LEAST * a_year] or ends[-1:]
    step = APART if len(seasoned) > APART * (many - 1) else 1
    return [periods[k] for k in seasoned[::-step][:many][::-1]]


@dataclass(frozen=True, eq=False)
class _Series:
    """The series scored at an origin and what was seen of them.

    member : (series, cells of the whole history). level : 0 cells, 1 administrations, 2 the municipality.
    observed : by quantity (series, nodes), nodes whole years apart; `at` is the origin's.
    """

    names: list[tuple[str, str]]
    member: np.ndarray
    level: np.ndarray
    nodes: np.ndarray
    at: int
    observed: dict[str, np.ndarray]

    @property
    def horizons(self) -> int:
        """Whole years seen after the origin."""
        return len(self.nodes) - 1 - self.at

    def past(self, said) -> competitors.Past:
        """What the rivals may know."""
        known = {name: array[:, : self.at + 1] for name, array in self.observed.items()}
        return competitors.Past(**known, level=self.level, standard=said)


def _one(
    counts: Counts, whole, config, origin, seed: int, draws: int, methods, cache: dict
) -> list[pd.DataFrame]:
    """All methods, quantities and horizons of one origin."""
    place = int(whole.periods.get_indexer([origin])[0])
    if place < 1 or place + whole.a_year >= len(whole.periods):
        return []
    series = _series(whole, place)
    said = {}
    if "standard_model" in methods:
        said = _standard(whole, series, config, counts.population, cache)
    past = series.past(said)
    ours = {}
    if "ours" in methods:
        before = counts.until(origin)
        built = model.build(before, config, seed=seed, draws=draws, years=series.horizons, months=0)
        ours = _ours(built, series)
    parts = []
    for quantity in SCORED:
        for method in methods:
            if method == "ours":
                sample = ours[quantity]
            else:
                sample = competitors.sample(method, quantity, past, series.horizons, draws)
            parts.append(_scored(origin, series, quantity, method, sample))
    return parts


def _series(whole: history.History, place: int) -> _Series:
    """Cells with staff in the year before, their administrations, and the municipality."""
    a_year = whole.a_year
    nodes = np.arange(place % a_year, len(whole.periods), a_year)
    lately = whole.headcount[max(0, place - a_year) : place + 1]
    cells = np.flatnonzero(lately.max(axis=0) > 0)
    administrations = np.unique(whole.administration[cells])
    names = [
        (whole.administrations[whole.administration[c]], whole.occupations[whole.occupation[c]])
        for c in cells
    ]
    names += [(whole.administrations[a], ALL) for a in administrations] + [(ALL, ALL)]
    member = np.concatenate([
        np.eye(whole.cells)[cells], np.equal.outer(administrations, whole.administration),
        np.ones((1, whole.cells)),
    ]).astype(float)  # fmt: skip
    level = np.repeat([0, 1, 2], [len(cells), len(administrations), 1])
    observed = {name: member @ array[nodes].T for name, array in annual(whole).items()}
    return _Series(names, member, level, nodes, int(np.searchsorted(nodes, place)), observed)


def annual(whole: history.History) -> dict[str, np.ndarray]:
    """(periods, cells) by quantity; events of the twelve months that end at each period, nan where not whole."""
    out = {"headcount": whole.headcount}
    for name, flows in (("exits", whole.causes), ("hires", HIRES)):
        sums = np.cumsum(whole.flow(*flows), axis=0)
        year = np.full_like(sums, np.nan)
        year[whole.a_year :] = sums[whole.a_year :] - sums[: -whole.a_year]
        out[name] = year
    return out


def _ours(built: model.Model, series: _Series) -> dict[str, np.ndarray]:
    """(series, horizons, draws) by quantity."""
    h, paths = built.history, built.simulate()
    pairs = list(zip(h.administration, h.occupation))
    member = np.array([
        [a in (ALL, h.administrations[i]) and o in (ALL, h.occupations[j]) for i, j in pairs]
        for a, o in series.names
    ], dtype=float)  # fmt: skip
    ends = 12 * np.arange(1, series.horizons + 1)
    arrays = {
        "exits": needs.summed(paths, paths.exits.sum(axis=0), ends),
        "hires": needs.summed(paths, paths.hires, ends),
        "headcount": paths.headcount[:, np.searchsorted(paths.ends, ends)].astype(float),
    }
    return {name: np.tensordot(member, x, axes=(1, 2)).transpose(0, 2, 1) for name, x in arrays.items()}


def _standard(whole, series: _Series, config, residents, cache: dict) -> dict[str, np.ndarray]:
    """By quantity (series, nodes, horizons) what the standard model said at each year's end up to the origin.

    nan where no year had passed yet. What it said at a node is the same for every origin: kept in `cache`.
    """
    nodes, horizons = series.nodes[: series.at + 1], series.horizons
    longest = len(whole.periods) // whole.a_year  # so that no origin's figures depend on which others are asked
    out = {name: np.full((len(series.names), len(nodes), horizons), np.nan) for name in SCORED}
    for n, place in enumerate(nodes):
        if place < whole.a_year:
            continue
        if place not in cache:
            then = _until(whole, place)
            rng = np.random.Generator(np.random.PCG64(0))
            ahead = population.project(known(residents, then.origin), longest, rng, INDEX_DRAWS)
            cache[place] = standard.project(then, config, ahead, longest)
        for name in SCORED:
            out[name][:, n] = series.member @ getattr(cache[place], name)[:horizons].T
    return out


def _until(whole: history.History, place: int) -> history.History:
    """The history as it was at a period, over the same cells."""
    kept = slice(place + 1)
    return replace(
        whole,
        periods=whole.periods[kept],
        stock=whole.stock.take(whole.stock.period <= place),
        flows={name: rows.take(rows.period <= place) for name, rows in whole.flows.items()},
        fte=whole.fte[kept],
        absent=whole.absent[kept],
    )


def _scored(origin, series: _Series, quantity: str, method: str, sample: np.ndarray) -> pd.DataFrame:
    """Rows of one method and quantity, series by series and year by year."""
    count, horizons, _ = sample.shape
    sample = np.sort(sample.reshape(count * horizons, -1), axis=1)
    line = series.observed[quantity]
    actual = line[:, series.at + 1 :].reshape(-1)
    below, here = scores.below_and_at(sample, actual)
    changes = np.abs(np.diff(line[:, : series.at + 1], axis=1))
    seen = np.isfinite(changes)
    scale = np.where(seen.any(axis=1), np.nansum(changes, axis=1) / np.maximum(seen.sum(axis=1), 1), np.nan)
    return pd.DataFrame({
        "origin": origin, "horizon": np.tile(12 * np.arange(1, horizons + 1), count),
        "administration": np.repeat([a for a, _ in series.names], horizons),
        "occupation": np.repeat([o for _, o in series.names], horizons),
        "quantity": quantity, "method": method, "forecast": sample.mean(axis=1),
        **dict(zip(QUANTILES, scores.quantiles(sample, QUANTILES.values()))), "actual": actual,
        "crps": scores.crps(sample, actual), "p_below": below, "p_at": here, "p_closed": scores.closed(sample),
        "scale": np.repeat(scale, horizons),
        "staff": np.repeat(series.observed["headcount"][:, series.at], horizons),
    })  # fmt: skip
