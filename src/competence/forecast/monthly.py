"""Months: the simulation's own steps, with season and level that library models of monthly series know better.

Exits and hires by month are forecast three ways at the level of administrations and of the municipality (`series`),
reconciled with the cells (`reconcile`), and the draws are moved so that their means follow: leavers are thinned or
doubled one by one, so that they stay whole numbers and chance keeps its size; hires of a year are those that
keep the year's end where the simulation has it, spread over its months as reconciled. So in every draw

    headcount = headcount before + hires - exits + net moves + net gaps,

twelve months are the year, and cells are wholes. Who is between two terms (teachers in July) holds a post but is not
counted: `net_gaps` are a flow of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from competence.forecast import cover, reconcile, series
from competence.forecast.history import History
from competence.forecast.model import Model
from competence.forecast.simulate import Paths

HIRES = ("hire", "hire_from_hourly")
FEWEST = 5.0  # events a month under which a series is left to the stock-flow model
EXITS_WITHIN, HIRES_WITHIN = (0.6, 1.6), (0.2, 4.0)  # of the simulation's own mean, by cell and month
RECENT = 36  # months that tell who is between two terms
LEAN = 60.0  # person-months at which a cell's own share weighs as much as its occupation's
SELDOM = 0.002  # of the staff between two terms, under which a month has none


@dataclass(frozen=True, eq=False)
class Months(Paths):
    """Paths whose months are adjusted; `away` : (draws, 1 + periods, cells) between two terms, the origin first."""

    away: np.ndarray


def adjust(model: Model, paths: Paths, base: Paths | None = None) -> Paths:
    """Move the months of simulated paths; the years follow as their sums.

    Parameters
    ----------
    paths : as simulated. base : those of the base where `paths` are a scenario's: what a lever changes is then
        kept, since the past that library models know had no lever. Both of the same horizon.

    Whole years within the monthly steps are adjusted. A source of years, or one of under `series.SHORTEST` months,
    keeps what was simulated. The same model and paths give the same result.
    """
    if model.history.yearly or model.plan.months == 0:
        return paths
    rng = model.apart(1)
    new = {f.name: getattr(paths, f.name) for f in fields(paths)}
    count = int((paths.ends <= model.plan.months).sum())
    years = count // 12
    held = _held(paths)
    if years and len(model.history.periods) > series.SHORTEST:
        new |= _moved(model, paths, base or paths, rng, years, held)
    away = _away(model, new["headcount"], paths.ends, held[:, 0], rng)
    share = away[:, 1:] / np.maximum(new["headcount"], 1e-9)
    new["remaining"] = (new["remaining"] * (1 - share)).astype(np.float32)
    new["headcount"] = (new["headcount"] - away[:, 1:]).astype(np.float32)
    return Months(**new, away=away)


def _held(paths: Paths) -> np.ndarray:
    """(draws, 1, cells) who holds a post at the origin, as simulated."""
    first = slice(0, 1)
    return (paths.headcount[:, first] - paths.hires[:, first] + paths.exits[:, :, first].sum(axis=0)
            - paths.moves[:, first])  # fmt: skip


def _to_the_year(months: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Months (months, cells) scaled so that each twelve sum to what was simulated: the year is what is back-tested."""
    out = months.copy()
    for first in range(0, len(own) - 11, 12):
        at = slice(first, first + 12)
        total = out[at].sum(axis=0)
        out[at] *= np.divide(own[at].sum(axis=0), total, out=np.ones_like(total), where=total > 1e-9)
    return out


def _moved(model: Model, paths: Paths, base: Paths, rng, years: int, held: np.ndarray) -> dict:
    """Exits, hires, headcount, those of today and the required path's exits, with months moved."""
    h, n = model.history, 12 * years
    own = base.exits[:, :, :n].sum(axis=0).mean(axis=0, dtype=float)
    target = _to_the_year(coherent(h, h.flow(*h.causes), own, EXITS_WITHIN), own)
    ratio = np.divide(target, own, out=np.ones_like(own), where=own > 1e-6)
    came = base.hires[:, :n].mean(axis=0, dtype=float)
    profile = coherent(h, h.flow(*HIRES), came, HIRES_WITHIN)
    lift = np.divide(profile, came, out=np.ones_like(came), where=came > 1e-6)
    exits, hires = paths.exits.copy(), paths.hires.copy()
    headcount, remaining = paths.headcount.copy(), paths.remaining.astype(float)
    old = paths.remaining[:, :n] / np.maximum(paths.headcount[:, :n], 1e-9)
    exits[:, :, :n] = thinned(rng, paths.exits[:, :, :n], ratio)
    rounding = rng.random((len(hires), h.cells))
    for year in range(years):
        at = slice(12 * year, 12 * year + 12)
        start = held[:, 0] if year == 0 else paths.headcount[:, 12 * year - 1]
        before = paths.exits[:, :, at].sum(axis=0)
        left = exits[:, :, at].sum(axis=0)
        got, fits = spread(
            start, left, paths.moves[:, at], paths.hires[:, at],
            paths.hires[:, at].sum(axis=1) + (left - before).sum(axis=1), lift[at], profile[at], rounding,
        )  # fmt: skip
        # Where no hires could make up for it the draw stays as it was simulated.
        keep = ~fits
        rows, cells = np.nonzero(keep)
        exits[:, rows, at, cells] = paths.exits[:, rows, at, cells]
        left = exits[:, :, at].sum(axis=0)
        hires[:, at] = np.where(keep[:, None], paths.hires[:, at], got)
        headcount[:, at] = start[:, None] + np.cumsum(hires[:, at] - left + paths.moves[:, at], axis=1)
    change = np.cumsum((exits - paths.exits)[:, :, :n].sum(axis=0) * old, axis=1)
    moved = np.clip(remaining[:, :n] - change, 0.0, headcount[:, :n])
    kept = np.divide(
        moved[:, -1], remaining[:, n - 1], out=np.ones_like(moved[:, -1]), where=remaining[:, n - 1] > 1e-9
    )
    remaining[:, n:] = np.minimum(remaining[:, n:] * kept[:, None], headcount[:, n:])
    remaining[:, :n] = moved
    need = paths.need_exits.copy()
    need[:, :n] *= ratio
    return {
        "exits": exits,
        "hires": hires,
        "headcount": headcount,
        "remaining": remaining,
        "need_exits": need,
    }


def coherent(h: History, past: np.ndarray, own: np.ndarray, within) -> np.ndarray:
    """(months, cells) reconciled means of monthly events.

    Parameters
    ----------
    past : (T, cells) observed events. own : (months, cells) the simulation's means. within : as in `reconcile`.
    """
    member = reconcile.summing(h.administration)[: 1 + len(h.administrations)]
    events, staff = past[1:] @ member.T, h.staff[1:] @ member.T
    base = member @ own.T
    large = events[-RECENT:].mean(axis=0) >= FEWEST
    for level in (np.arange(1), np.arange(1, len(member))):
        mine = level[large[level]]
        if not len(mine):
            continue
        method, _ = series.choose(events[:, mine], staff[:, mine])
        for i in mine:
            if method != series.OWN:
                found = {series.OWN: base[i], **series.library(events[:, i], own.shape[0])}
                base[i] = series.combined(found) if method == series.MEAN else found[method]
    return reconcile.reconcile(np.concatenate([base, own.T]), past[1:], h.administration, within).T


def thinned(rng: np.random.Generator, events: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """Whole events whose mean is `ratio` (months, cells; at most 2) times that of `events` (…, months, cells)."""
    out = events.copy()
    where = np.nonzero(events)
    count = np.rint(events[where]).astype(np.int64)
    by = ratio[where[-2], where[-1]]
    drawn = rng.binomial(count, np.where(by <= 1, by, np.minimum(by - 1, 1.0)))
    out[where] = np.where(by <= 1, drawn, count + drawn) + (events[where] - count)
    return np.maximum(out, 0.0)


def spread(start, left, moves, came, total, lift, profile, rounding) -> tuple[np.ndarray, np.ndarray]:
    """Hires of a year by month, (draws, 12, cells), that sum to `total` and leave no cell below nobody.

    Parameters
    ----------
    start, total : (draws, cells) staff at the year's start, hires of the year.
    left, moves, came : (draws, 12, cells) exits, net moves, and hires as simulated.
    lift, profile : (12, cells) factor of the months, and the months of a draw that has no hires of its own.
    rounding : (draws, cells) in [0, 1), so that wholes are kept on the average.

    Returns the hires, and where (draws, cells) they could be had.
    """
    weight = came * lift
    whole = weight.sum(axis=1, keepdims=True)
    usual = (profile + 1e-9) / (profile + 1e-9).sum(axis=0)
    weight = np.where(whole > 0, weight / np.maximum(whole, 1e-9), usual)
    run = np.floor(np.cumsum(weight, axis=1) * total[:, None] + rounding[:, None])
    run[:, -1] = total
    lacking = np.maximum.accumulate(np.cumsum(left - moves, axis=1) - start[:, None], axis=1)
    run = np.minimum(np.maximum(run, np.ceil(np.maximum(lacking, 0.0) - 1e-6)), total[:, None])
    fits = (total >= -1e-6) & (lacking <= total[:, None] + 1e-6).all(axis=1)
    return np.diff(run, axis=1, prepend=0.0), fits


def _away(model: Model, posts: np.ndarray, ends: np.ndarray, held: np.ndarray, rng) -> np.ndarray:
    """(draws, 1 + periods, cells) who holds a post but is between two terms."""
    h = model.history
    out = np.zeros((len(posts), 1 + len(ends), h.cells))
    share = _away_share(h)
    now = h.away[-1]
    if not share.any() or np.abs(held - h.staff[-1]).max() > 0.5:
        return out  # nobody is ever away, or the simulation begins without them
    out[:, 0] = now
    rounding = rng.random((len(posts), h.cells))
    origin = h.origin.month - 1
    for i, end in enumerate(ends, 1):
        usual = share[(origin + end) % 12]
        out[:, i] = np.floor(posts[:, i - 1] * usual + rounding * (usual > 0))
    return np.minimum(
        out, np.concatenate([np.maximum(now, 0) * np.ones((len(posts), 1, h.cells)), posts], axis=1)
    )


def _away_share(h: History) -> np.ndarray:
    """(12, cells) share of who holds a post that is between two terms, by calendar month."""
    out = np.zeros((12, h.cells))
    recent = slice(max(1, len(h.periods) - RECENT), None)
    away, staff, month = h.away[recent], h.staff[recent], h.month[recent]
    by = np.equal.outer(np.arange(len(h.occupations)), h.occupation).astype(float)
    for m in range(12):
        here = month == m
        gone, whole = away[here].sum(axis=0), staff[here].sum(axis=0)
        if whole.sum() > 0 and gone.sum() / whole.sum() >= SELDOM:
            usual = (by @ gone / np.maximum(by @ whole, 1e-9))[h.occupation]
            out[m] = (gone + LEAN * usual) / (whole + LEAN)
    return out


def worked(model: Model, paths: Paths, ends: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """(name, (draws, periods, cells)) of what only months have: gaps between terms, FTE, absence, cover, summer."""
    at = np.searchsorted(paths.ends, ends)
    away = getattr(paths, "away", None)
    if away is not None:
        yield "net_gaps", -np.diff(away, axis=1)[:, at]
    everyone = slice(0, model.draws)
    share = np.stack([model.plan.demand.share_at(everyone, int(end)) for end in ends], axis=1)
    fte = paths.headcount[:, at] * share
    yield "fte", fte
    yield from cover.quantities(model, fte, ends)
