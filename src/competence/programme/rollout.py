"""The rest of the roll-out, drawn month by month: groups that come, managers who get through, leave and are replaced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from competence.programme.pace import Pace

SHARE = 0.95
SLOTS = 4  # groups under way at a time
YEARS = 5
# Classes of managers: in post at the start; newcomers by months of service; newcomers with six months.
AT_START, SERVED, AGES = 0, 7, 6
FREE, THROUGH = 0, 1 + SLOTS  # not begun, under way by slot, through
_NEVER = np.inf


@dataclass(frozen=True, repr=False)
class Course:
    """What was drawn. Months from the origin.

    reached : (draws, promises, administrations + 1) when each promise was first kept, inf = not within `YEARS`; the
    last is the municipality. heads : (months, draws, administrations, 3) not begun, under way, through at the end of
    each month, the origin first; up to the month in which all promises are kept in every draw.
    """

    reached: np.ndarray
    heads: np.ndarray


def draw(heads: np.ndarray, pace: Pace, rng: np.random.Generator, months: int = 12 * YEARS) -> Course:
    """Draw the rest.

    Parameters
    ----------
    heads : (administrations, 8, 3) managers at the origin by class and status: not begun, under way, through.

    Groups follow each other with gamma gaps; those booked are taken first from those in post at the start (by the
    odds that have been seen), at random between administrations. Whoever leaves is replaced by a newcomer in the same
    administration. Groups end when both promises are kept, or nobody is left to begin.
    """
    many = len(pace.gap)
    now = np.zeros((many, *heads.shape[:2], 2 + SLOTS), np.int64)
    now[..., FREE], now[..., THROUGH] = heads[..., 0], heads[..., 2]
    ends = np.full((many, SLOTS), _NEVER)
    _under_way(now, ends, heads[..., 1], pace, rng)
    starts = _first_start(pace, many, rng)
    reached = np.full((many, 2, heads.shape[0] + 1), _NEVER)
    _mark(reached, now, np.zeros(many))
    told = [_by_status(now)]
    coming = np.zeros(many, np.int64)  # how many of the planned days have passed
    for month in range(1, months + 1):
        _leave(now, 1 - np.exp(-pace.turnover / 12), rng)
        _mark(reached, now, np.full(many, month - 1.0))
        while True:
            nearest = np.minimum(starts, ends.min(1))
            on = nearest < month
            if not on.any():
                break
            finish = on & (ends.min(1) <= starts)
            if finish.any():
                _finish(now, ends, finish, pace, rng)
                _mark(reached, now, nearest, finish)
            begin = np.flatnonzero(on & ~finish)
            if len(begin):
                done = np.isfinite(reached[begin, :, -1]).all(1)
                starts[begin[done]] = _NEVER
                begin = begin[~done]
                _begin(now, ends, begin, starts, pace, rng)
                coming[begin] += 1
                starts[begin] = _next_start(starts[begin], coming[begin], begin, pace, rng)
        told.append(_by_status(now))
        if np.isfinite(reached).all():
            break
    return Course(reached, np.stack(told))


def _by_status(now: np.ndarray) -> np.ndarray:
    """(draws, administrations, 3)."""
    by = now.sum(2)
    return np.stack([by[..., FREE], by[..., 1:THROUGH].sum(-1), by[..., THROUGH]], axis=-1)


def _mark(reached: np.ndarray, now: np.ndarray, at: np.ndarray, which=None) -> None:
    """Note when a promise is first kept: of those in post at the start, of all with six months of service."""
    open_ = np.isinf(reached).any((1, 2)) if which is None else which & np.isinf(reached).any((1, 2))
    rows = np.flatnonzero(open_)
    if not len(rows):
        return
    some = now[rows]
    for promise, classes in enumerate(([AT_START], [AT_START, SERVED])):
        mine = some[:, :, classes]
        whole, through = mine.sum((2, 3)), mine[..., THROUGH].sum(2)
        whole = np.concatenate([whole, whole.sum(1, keepdims=True)], axis=1)
        through = np.concatenate([through, through.sum(1, keepdims=True)], axis=1)
        kept = (through >= SHARE * whole) & (whole > 0)
        old = reached[rows, promise]
        reached[rows, promise] = np.where(kept & np.isinf(old), at[rows, None], old)


def _leave(now: np.ndarray, share: np.ndarray, rng: np.random.Generator) -> None:
    """A month's leavers, replaced by newcomers; newcomers grow a month older."""
    left = rng.binomial(now, share[:, None, None, None])
    now -= left
    now[:, :, SERVED] += now[:, :, SERVED - 1]
    now[:, :, 2:SERVED] = now[:, :, 1 : SERVED - 1].copy()
    now[:, :, 1] = 0
    now[:, :, 1, FREE] = left.sum((2, 3))


def _under_way(now, ends, way: np.ndarray, pace: Pace, rng) -> None:
    """Deal those under way at the origin to the groups that run; who has fallen out stands as not begun."""
    running = pace.running[:SLOTS]
    total = sum(size for size, _ in running)
    if total <= 0:
        now[..., FREE] += way
        return
    whole = way.sum()
    keep = min(total / whole, 1.0) if whole else 0.0
    rest = rng.binomial(np.broadcast_to(way, now.shape[:3]), keep)
    now[..., FREE] += way - rest
    for slot, (size, age) in enumerate(running):
        some = rng.binomial(rest, min(size / total, 1.0)) if slot < len(running) - 1 else rest
        now[..., 1 + slot] = some
        rest, total = rest - some, total - size
        end = rng.normal(pace.length, pace.length_sd) - age
        ends[:, slot] = np.where(end > 0, end, rng.uniform(0, 0.5, len(end)))


def _first_start(pace: Pace, many: int, rng) -> np.ndarray:
    """Months to the next first day: planned, or what is left of the gap that runs."""
    if pace.planned:
        return np.full(many, pace.planned[0])
    if pace.over:
        return np.full(many, _NEVER)
    shape, scale = 1 / pace.gap_cv**2, pace.gap * pace.gap_cv**2
    above = stats.gamma.sf(pace.since, shape, scale=scale)
    whole = stats.gamma.isf(above * rng.uniform(1e-9, 1, many), shape, scale=scale)
    return np.where(above > 1e-10, whole - pace.since, rng.uniform(0, 1, many) * pace.gap).clip(0.0)


def _next_start(at, coming, rows, pace: Pace, rng) -> np.ndarray:
    gap = rng.gamma(1 / pace.gap_cv[rows] ** 2, pace.gap[rows] * pace.gap_cv[rows] ** 2)
    then = at + np.maximum(gap, 0.02)
    if pace.planned:
        days = np.append(pace.planned, _NEVER)
        known = days[np.minimum(coming, len(pace.planned))]
        then = np.where(np.isfinite(known), known, then)
    return then


def _finish(now, ends, finish, pace: Pace, rng) -> None:
    """The groups whose last day it is: most get through, the others stand as not begun."""
    rows = np.flatnonzero(finish)
    slot = ends[rows].argmin(1)
    sat = now[rows, :, :, 1 + slot]
    through = rng.binomial(sat, pace.through[rows, None, None])
    now[rows, :, :, 1 + slot] = 0
    now[rows, :, :, THROUGH] += through
    now[rows, :, :, FREE] += sat - through
    ends[rows, slot] = _NEVER


def _begin(now, ends, rows, starts, pace: Pace, rng) -> None:
    """Book a group from those who have not begun; some of the booked do not come."""
    free = now[rows, :, :, FREE]
    slot = np.isinf(ends[rows]).argmax(1)
    room = np.isinf(ends[rows, slot])
    rows, free, slot = rows[room], free[room], slot[room]
    if not len(rows):
        return
    old = free[:, :, AT_START].sum(1)
    new = free[:, :, 1:].sum((1, 2))
    seats = np.floor(pace.booked[rows] + rng.uniform(0, 1, len(rows))).astype(np.int64)
    seats = np.minimum(seats, old + new)
    odds = old / np.maximum(old + pace.newcomer[rows] * new, 1e-9)
    first = np.clip(rng.binomial(seats, np.clip(odds, 0, 1)), seats - new, old)
    come = np.zeros_like(free)
    come[:, :, AT_START] = _dealt(free[:, :, AT_START], first, rng)
    flat = free[:, :, 1:].reshape(len(rows), -1)
    come[:, :, 1:] = _dealt(flat, seats - first, rng).reshape(free[:, :, 1:].shape)
    come = rng.binomial(come, 1 - pace.no_show[rows, None, None])
    now[rows, :, :, FREE] -= come
    now[rows, :, :, 1 + slot] += come
    length = np.maximum(rng.normal(pace.length[rows], pace.length_sd[rows]), 0.05)
    ends[rows, slot] = starts[rows] + length


def _dealt(pool: np.ndarray, seats: np.ndarray, rng) -> np.ndarray:
    """(draws, kinds) seats dealt at random without replacement."""
    taken = np.zeros_like(pool)
    left, seats = pool.sum(1), seats.copy()
    for kind in range(pool.shape[1]):
        rest = left - pool[:, kind]
        taken[:, kind] = rng.hypergeometric(pool[:, kind], rest, np.minimum(seats, left))
        seats -= taken[:, kind]
        left = rest
    return taken
