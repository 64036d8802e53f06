"""From draws to the tables of needs: means and quantiles of cells and of their totals.

Quantiles of a total come from its own draws; means of parts add up to the mean of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from competence.forecast import calibration as calibrating
from competence.forecast.history import History
from competence.forecast.model import Model
from competence.forecast.monthly import worked
from competence.forecast.simulate import Paths
from competence.tables import NEEDS_ANNUAL, NEEDS_MONTHLY, Table
from competence.vocabulary import ALL, QUANTILES

BASE = "base"
FROM_GAP = ("gap", "recruitment_need_cum")  # known only where vacancies are
POOLED_MONTHS = 24  # with staff in a cell, under which its rates are its parents'


def annual(model: Model, paths: Paths, calibration: pd.DataFrame | None = None) -> pd.DataFrame:
    """Table `needs_annual`: twelve-month steps from the origin (calendar years where it is a year's end).

    calibration : table `calibration`, whose factors widen or narrow the draws; None as modelled.
    """
    ends = 12 * np.arange(1, model.plan.years + 1)
    return _frame(NEEDS_ANNUAL, model, quantities(model, paths, ends, calibration), ends)


def monthly(model: Model, paths: Paths, calibration: pd.DataFrame | None = None) -> pd.DataFrame | None:
    """Table `needs_monthly`; None for a source of years, which has no months."""
    if model.history.yearly or model.plan.months == 0:
        return None
    ends = paths.ends[paths.ends <= model.plan.months]

    def both():
        yield from quantities(model, paths, ends, calibration, monthly=True)
        yield from worked(model, paths, ends)

    return _frame(NEEDS_MONTHLY, model, both(), ends)


def summed(paths: Paths, array: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(draws, len(ends), cells) flows summed up to each end from the one before it."""
    at = np.searchsorted(paths.ends, ends) + 1
    first = np.concatenate([[0], at[:-1]])
    if (at - first == 1).all():
        return array[:, first].astype(float)
    return np.add.reduceat(array[:, : at[-1]], first, axis=1, dtype=float)


def quantities(
    model: Model, paths: Paths, ends: np.ndarray, calibration: pd.DataFrame | None = None, *, monthly=False
) -> Iterator[tuple[str, np.ndarray]]:
    """(name, (draws, periods, cells)) of all quantities of people.

    calibration : factors on the draws of headcount, exits by kind and hires; the need is never calibrated, since
    it is never observed. monthly : whether `ends` are months.
    """

    def scaled(name, array):
        factors = calibrating.factor(calibration, name, ends, monthly=monthly)
        return calibrating.apply(array, factors)

    demand, causes = model.plan.demand, model.history.causes
    at = np.searchsorted(paths.ends, ends)
    everyone = slice(0, model.draws)
    required = paths.required[:, at]
    headcount = scaled("headcount", paths.headcount[:, at].astype(float))
    yield "headcount", headcount
    remaining = paths.remaining[:, at].astype(float)
    yield "headcount_without_hiring", remaining
    yield "required_headcount", required
    share = np.stack([demand.share_at(everyone, int(end)) for end in ends], axis=1)
    yield "required_fte", required * share
    away = getattr(paths, "away", None)  # who is between two terms holds a post
    yield "gap", required - headcount - (0.0 if away is None else away[:, 1:][:, at])
    exits = summed(paths, paths.exits.sum(axis=0), ends)
    yield "exits", scaled("exits", exits)
    if model.history.has_reasons:
        other = exits.copy()
        for cause, name in (("retirement", "retirements"), ("resignation", "resignations")):
            part = np.zeros_like(exits)
            if cause in causes:
                part = summed(paths, paths.exits[causes.index(cause)], ends)
            other -= part
            yield name, scaled(name, part)
        yield "other_exits", scaled("other_exits", other)
    yield "net_internal_moves", summed(paths, paths.moves, ends)
    yield "hires", scaled("hires", summed(paths, paths.hires, ends))
    need_exits, need_moves = (summed(paths, x, ends) for x in (paths.need_exits, paths.need_moves))
    yield "need_exits", need_exits
    yield "need_net_moves", need_moves
    start = demand.required_at(everyone, 0)
    need = np.diff(required, axis=1, prepend=start[:, None]) + need_exits - need_moves
    yield "recruitment_need", need
    gap = start - model.history.staff[-1]
    recruited = gap[:, None] + np.cumsum(need, axis=1)
    yield "recruitment_need_cum", recruited
    # Of those recruited, required - remaining are there at the period's end; the others came and went again.
    yield "replacing_new_hires", recruited - (required - remaining)


def groups(history: History) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Names of cells and totals, and which cells (groups, cells) each sums."""
    names = [
        (history.administrations[a], history.occupations[o])
        for a, o in zip(history.administration, history.occupation)
    ]
    names += [(a, ALL) for a in history.administrations] + [(ALL, o) for o in history.occupations]
    names.append((ALL, ALL))
    return names, np.concatenate([
        np.eye(history.cells),
        np.equal.outer(np.arange(len(history.administrations)), history.administration),
        np.equal.outer(np.arange(len(history.occupations)), history.occupation),
        np.ones((1, history.cells)),
    ])  # fmt: skip


def summary(array: np.ndarray, member: np.ndarray) -> np.ndarray:
    """(groups, periods, 1 + quantiles): mean and quantiles of sums over cells of (draws, periods, cells)."""
    draws = len(array)
    flat = np.ascontiguousarray(array.transpose(2, 1, 0)).reshape(
        array.shape[2], -1
    )  # (cells, periods x draws)
    single = member.sum(axis=1) == 1
    whole = np.empty((len(member), flat.shape[1]), np.float32)
    whole[single] = flat[member[single].argmax(axis=1)]
    whole[~single] = member[~single].astype(np.float32) @ flat
    whole = whole.reshape(len(member), -1, draws)
    at = np.array(list(QUANTILES.values())) * (draws - 1)
    low = at.astype(int)
    high = np.minimum(low + 1, draws - 1)
    out = np.empty((*whole.shape[:2], 1 + len(QUANTILES)))
    out[..., 0] = member @ array.mean(axis=0).T
    whole.sort(axis=-1)
    below, above = whole[..., low].astype(float), whole[..., high]
    out[..., 1:] = below + (at - low) * (above - below)
    return np.where(np.abs(out) < 1e-9, 0.0, out)


def dates(history: History, ends: np.ndarray) -> np.ndarray:
    """(len(ends),) dates so many months after the origin; a month's end stays one."""
    last = history.origin == history.origin + pd.offsets.MonthEnd(0)
    when = [history.origin + pd.DateOffset(months=int(end)) for end in ends]
    return np.array([t + pd.offsets.MonthEnd(0) if last else t for t in when], dtype="datetime64[us]")


def basis(model: Model) -> np.ndarray:
    """(groups,) what the figures of each cell and total rest on."""
    history = model.history
    names, _ = groups(history)
    usual = "widened" if model.widened else "known"
    staffed = (history.headcount > 0).sum(axis=0) * history.months
    out = np.full(len(names), usual, dtype=object)
    out[: history.cells] = np.where(staffed < POOLED_MONTHS, "pooled", usual)
    return out


def _frame(table: Table, model: Model, quantities, ends: np.ndarray) -> pd.DataFrame:
    names, member = groups(model.history)
    rests = basis(model)
    parts = []
    for name, array in quantities:
        figures = summary(array, member)
        figures[..., 1:] = calibrating.floored(name, figures[..., 1:])
        count = len(ends)
        unseen = name in FROM_GAP and not model.plan.demand.has_vacancies
        part = pd.DataFrame(figures.reshape(-1, figures.shape[-1]), columns=["mean", *QUANTILES])
        part["origin"] = model.history.origin
        part["period"] = np.tile(dates(model.history, ends), len(names))
        part["administration"] = np.repeat([a for a, _ in names], count)
        part["occupation"] = np.repeat([o for _, o in names], count)
        part["scenario"] = BASE
        part["quantity"] = name
        part["basis"] = "beyond_today" if unseen else np.repeat(rests, count)
        parts.append(part[part["mean"].notna()])  # a summer stands in the rows of August alone
    return table.check(pd.concat(parts, ignore_index=True))
