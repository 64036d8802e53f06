"""The cohort simulation: stock -> exits, moves, hires, step by step, in vectorised draws.

A cell of administration x occupation holds expected numbers by class of age and tenure; who leaves in a step is
drawn for the cell as a whole, by cause, and taken from its classes in proportion to their rates. So the layers
are: parameters and year shocks (the rates), population (the posts), individual chance (events, `chance.py`).
Two paths run side by side with common random numbers: the *expected* one (hires fill the posts that use to be
filled) and the *required* one (stock = required at each period's end). Moves balance in every draw.

Steps are months up to 24 months ahead, then quarters, from the fourth year on half-years; a yearly source is
stepped in quarters but hires once a year, since what comes and goes between two counts is not in its figures.
Nobody waits for a year's end to grow older: step sizes of a year bias exits by 4-15 per cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from competence.forecast import chance as chances
from competence.forecast.classes import Classes
from competence.forecast.demand import Demand
from competence.forecast.rates import Rates
from competence.forecast.stocks import Stock, over_causes

BLOCK = 50  # draws that share one draw of the base curves (and fit the processor's cache)
QUARTER, HALF = 3, 6  # months of long steps
HALF_FROM = 36  # months after the origin from which steps are half-years
CERTAIN = 0.04  # chance of leaving in a step from which a cause's events are binomial rather than Poisson
SETTLED = 0.5  # of that chance: how many stand in a class is chance as well, and spreads what they do
TOGETHER = 8  # movers from one administration in one step with a uniform each


@dataclass(frozen=True)
class Step:
    """One step: from `start`, `months` long; flows belong to `period`.

    hires : whether posts are filled at its end. matures : months of tenure that are passed on at its end.
    ahead : months by which tenures stand ahead of its start: at the middle of its months' starts.
    """

    start: int
    months: int
    period: int
    hires: bool
    matures: float
    ahead: float

    @property
    def end(self) -> int:
        """Months after the origin."""
        return self.start + self.months

    @property
    def middle(self) -> float:
        """Months after the origin."""
        return self.start + self.months / 2


@dataclass(frozen=True, eq=False)
class Plan:
    """All that the simulation needs, drawn or estimated.

    start : (cells, classes) staff at the origin. entry : (cells, ages, tenures) of hires.
    within : (ages,) today's staff by single age. move_to, change_to : (administrations, cells) where movers
    from each administration go.
    """

    rates: Rates
    demand: Demand
    classes: Classes
    start: np.ndarray
    entry: np.ndarray
    within: np.ndarray
    move_to: np.ndarray
    change_to: np.ndarray
    years: int
    months: int


@dataclass(frozen=True, eq=False)
class Paths:
    """What was simulated: arrays (draws, periods, cells), periods as in `ends` (months after the origin).

    exits, need_exits : by cause, (causes, draws, periods, cells); need_exits summed over causes.
    multipliers : (draws, years, cells, causes), tables : (blocks, years + 1, causes, ages, tenures) as drawn.
    """

    ends: np.ndarray
    exits: np.ndarray
    headcount: np.ndarray
    remaining: np.ndarray
    hires: np.ndarray
    moves: np.ndarray
    required: np.ndarray
    need_exits: np.ndarray
    need_moves: np.ndarray
    multipliers: np.ndarray
    tables: np.ndarray


def schedule(years: int, months: int, yearly: bool) -> tuple[list[Step], np.ndarray]:
    """Steps, and the months after the origin at which periods end."""
    short = 0 if yearly else min(months, 12 * years)
    ends = [*range(1, short + 1), *(12 * y for y in range(1, years + 1) if 12 * y > short)]
    sizes, at = [], 0
    for period, end in enumerate(ends):
        while at < end:
            long = QUARTER if yearly or at < HALF_FROM else HALF
            sizes.append((at, min(1 if end <= short else long, end - at), period))
            at += sizes[-1][1]
    steps = []
    for (at, size, period), (_, after, _) in pairwise([*sizes, sizes[-1]]):
        whole = not yearly or (at + size) % 12 == 0
        ahead, coming = (0.0 if yearly else (months - 1) / 2 for months in (size, after))
        matures = 12 if yearly else size - ahead + coming
        steps.append(Step(at, size, period, whole, matures if whole else 0, ahead))
    return steps, np.array(ends)


def run(
    plan: Plan, rng: np.random.Generator, draws: int, tracker=None, *, chance: bool = True, block: int = BLOCK
) -> Paths:
    """Simulate.

    Parameters
    ----------
    plan : the drawn posts must hold `draws` draws.
    rng : parent of generators of their own for each block of draws and purpose, so that results do not depend
        on how blocks are run, and runs with changed rates or posts keep their random numbers in common.
    tracker : follows competence status; its `begin`, `step` and `close` are called for each block.
    chance : False puts every event, move and hire at its expectation given the drawn rates and posts.
    block : draws that share a draw of the base curves.
    """
    history = plan.rates.history
    steps, ends = schedule(plan.years, plan.months, history.yearly)
    exits, cells = plan.rates.exits, history.cells
    shape = (draws, len(ends), cells)
    blocks = [slice(first, min(first + block, draws)) for first in range(0, draws, block)]
    multipliers, tables, streams = drawn(plan, rng, draws, block)
    paths = Paths(
        ends,
        np.zeros((exits, *shape), np.float32),
        *(np.zeros(shape, np.float32) for _ in range(4)),
        *(np.zeros(shape) for _ in range(3)),
        multipliers,
        tables,
    )
    course = [_Course.of(plan, step) for step in steps]
    for part, stream, table in zip(blocks, streams, tables):
        _block(plan, paths, course, table, part, stream[1] if chance else None, stream[2], tracker)
    return paths


def drawn(plan: Plan, rng: np.random.Generator, draws: int, block: int = BLOCK):
    """The rates that `run` draws from a generator as it stands: multipliers and tables as in `Paths`, and streams.

    streams : by block of draws a generator for the base curves, for chance and for competence.
    """
    multipliers = plan.rates.multipliers(rng, draws, plan.years)
    streams = [child.spawn(3) for child in rng.spawn(-(-draws // block))]
    return multipliers, np.stack([plan.rates.tables(stream[0], plan.years) for stream in streams]), streams


@dataclass(frozen=True, eq=False)
class _Course:
    """What a step has in common for all draws.

    ages : (cohorts, ages) where the cohorts stand. season : (cells, causes) factor of its months.
    entry : (cells, later classes) of hires; tenures : (cells, tenures) of them.
    """

    step: Step
    ages: np.ndarray
    season: np.ndarray
    entry: np.ndarray
    tenures: np.ndarray

    @classmethod
    def of(cls, plan: Plan, step: Step) -> _Course:
        classes, history = plan.classes, plan.rates.history
        ages = classes.ages(step.start + (step.months - 1) / 2, plan.within)
        months = (history.origin.month + step.start + np.arange(step.months)) % 12
        season = np.stack([cause.season[:, months].mean(axis=1) for cause in plan.rates.causes], axis=-1)
        entry = classes.entry(plan.entry, step.middle)
        tenures = entry.reshape(len(entry), classes.tenures, -1).sum(axis=2)
        return cls(step, ages, season.astype(np.float32), entry.astype(np.float32), tenures)

    def tenure(self, yearly: bool) -> float:
        """Months after the origin that tenures stand at; those of a yearly source pass on at each year's end."""
        return 12.0 * (self.step.start // 12) if yearly else self.step.start + self.step.ahead

    def base(self, plan: Plan, table: np.ndarray, stands: np.ndarray) -> np.ndarray:
        """(classes, causes) rates of the step at multipliers of 1."""
        base = plan.classes.spread(self.ages, _between(table, self.step.middle), stands)
        if plan.rates.history.yearly:
            whole = np.minimum(base.sum(axis=1, keepdims=True), 0.95)
            part = 1 - (1 - whole) ** (self.step.months / 12)
            return (base * (part / np.maximum(whole, 1e-9))).astype(np.float32)
        return (base * self.step.months).astype(np.float32)


def _block(plan: Plan, paths: Paths, course, table, block: slice, rng, follow, tracker) -> None:
    """Simulate one block of draws into `paths`; without `rng` at expectations."""
    classes, demand, history = plan.classes, plan.demand, plan.rates.history
    size, exits = block.stop - block.start, plan.rates.exits
    multiplier = paths.multipliers[block]
    required = demand.required_at(block, 0)
    stock = Stock(plan.start, history.staff[-1] * np.ones((size, 1)), required, classes)
    rounding = None if rng is None else rng.random(stock.shape)
    routes = _routes(plan)
    leaving = _yearly_hazard(plan, table[0], multiplier[:, 0].mean(axis=0), course[0].ages)
    weight = history.staff[-1] + 1e-6
    usual = np.tensordot(weight / weight.sum(), leaving, axes=1)[:, : len(classes.old)]
    leaving = leaving[..., len(classes.old) :]
    if tracker is not None:
        tracker.begin(block, follow, chance=rng is not None)
    for now in course:
        step = now.step
        stands = classes.stands(usual, now.tenure(history.yearly))
        base = now.base(plan, table, stands)
        factor = multiplier[:, step.start // 12] * now.season
        stock.merge(stands)
        stock.look()
        stock.expect(base, factor, now.tenures, 1 if history.yearly else step.months)
        left, need = _events(stock, rng)
        stock.leave(left, need)
        mover = stock.movers(routes)
        gone = np.zeros(stock.shape)
        if step.months > 1 and not history.yearly:
            more, need_more = _again(plan, stock, now, (left, need), mover, block, rng)
            gone, left, need = over_causes(more), left + more, need + need_more
        vacant = demand.staff_at(block, step.end) - stock.total
        came, need_came = _moved_in(plan, left, need, vacant, rng)
        stock.arrive(came, need_came, mover)
        hired = np.zeros((size, history.cells))
        if step.matures and classes.tenures > 1:
            elapsed = now.tenure(history.yearly)
            stock.mature(classes.maturing(leaving, elapsed, step.matures, step.ahead))
        if step.hires:
            hired = _filled(demand.staff_at(block, step.end) - stock.total, history.administration, rounding)
            stock.hire(hired, gone, now.entry)
            required = demand.required_at(block, step.end)
            stock.needed = required
        if step.end % 12 == 0:
            stock.even_out()
        moved = over_causes(left[..., exits:])
        went = over_causes(left[..., :exits])
        at = (block, step.period)
        paths.exits[:, block, step.period] += left[..., :exits].transpose(2, 0, 1)
        paths.moves[at] += came - moved
        paths.hires[at] += hired
        paths.headcount[at] = stock.total
        if step.end == paths.ends[step.period]:
            paths.remaining[at] = stock.of_old()
        paths.required[at] = required
        paths.need_exits[at] += over_causes(need[..., :exits])
        paths.need_moves[at] += need_came - over_causes(need[..., exits:])
        if tracker is not None:
            tracker.step(step, went, moved, came, hired, stock.total)
    if tracker is not None:
        tracker.close()


def _yearly_hazard(plan: Plan, table: np.ndarray, factor: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """(cells, tenures, cohorts) yearly rate of leaving the staff, on the average of a block."""
    exits = plan.rates.exits
    base = np.einsum("na,jat->jnt", shares, table[:exits])
    rate = np.einsum("cj,jnt->ctn", factor[:, :exits], base) * plan.rates.history.a_year
    return np.minimum(rate, 3.0)


def _between(table: np.ndarray, months: float) -> np.ndarray:
    year, part = divmod(months / 12, 1)
    year = min(int(year), len(table) - 2)
    return (1 - part) * table[year] + part * table[year + 1]


def _routes(plan: Plan) -> list[tuple[int, np.ndarray]]:
    """Causes that are moves, each with where movers from each cell go: (cells, cells)."""
    rates = plan.rates
    to = {"move_out": plan.move_to, "change_out": plan.change_to}
    moves = list(enumerate(rates.causes))[rates.exits :]
    return [(j, to.get(cause.name, plan.move_to)[rates.history.administration]) for j, cause in moves]


def _events(stock: Stock, rng) -> tuple[np.ndarray, np.ndarray]:
    """Events of the two paths, with as much chance in common as their expectations allow."""
    seen, want = stock.seen, stock.want
    if rng is not None:
        likely = stock.chance()
        rare = likely.max(axis=0) < CERTAIN
        both, out = np.stack([seen, want]), np.empty((2, *seen.shape), np.float32)
        twice = np.broadcast_to(rng.random(seen.shape, dtype=np.float32), both.shape)
        if rare.any():
            out[..., rare] = chances.poisson(twice[..., rare], both[..., rare])
        if not rare.all():
            often = np.broadcast_to(SETTLED * likely[:, ~rare], both[..., ~rare].shape)
            out[..., ~rare] = chances.binomial(twice[..., ~rare], both[..., ~rare], often)
        seen, want = out
    return _limited(seen, stock.total), _limited(want, stock.needed)


def _again(plan: Plan, stock: Stock, now: _Course, gone, mover, block: slice, rng):
    """Events of those who come within a long step and leave before its end, (draws, cells, causes) by path.

    gone : leavers of both paths, in whose place they come. mover : (cells, classes) of those who move in.
    """
    history, end = plan.rates.history, now.step.end
    later = np.float32((now.step.months - 1) / (2 * now.step.months))  # of the step is left to them
    hire = now.entry @ stock.base[plan.classes.split :] * later * stock.factor
    moved = mover @ stock.base * later * stock.factor
    posts = plan.demand.staff_at(block, end), plan.demand.required_at(block, end)
    uniform = None if rng is None else rng.random(moved.shape, dtype=np.float32)
    out = []
    for left, total, wanted in zip(gone, (stock.total, stock.needed), posts):
        # Where nobody ever moved there is no way to come by.
        came = sum((left[..., j].mean(axis=0) @ to for j, to in _routes(plan)), np.zeros(history.cells))
        hired = _filled(wanted - total - came, history.administration, None)
        events = hired.astype(np.float32)[..., None] * hire + came.astype(np.float32)[:, None] * moved
        if rng is not None:
            events = _limited(chances.poisson(uniform, events), np.maximum(total, 0.0))
        out.append(events)
    stock.total = stock.total - over_causes(out[0])
    stock.needed = stock.needed - over_causes(out[1])
    return out


def _limited(left: np.ndarray, total: np.ndarray) -> np.ndarray:
    """No more may leave than are there."""
    over = over_causes(left) > total
    if over.any():
        part = left[over]
        excess = part.sum(axis=1) - total[over]
        for j in range(part.shape[1] - 1, -1, -1):
            cut = np.minimum(part[:, j], excess)
            part[:, j] -= cut
            excess = excess - cut
        left = left.copy()
        left[over] = part
    return left


def _filled(vacant: np.ndarray, administration: np.ndarray, rounding: np.ndarray) -> np.ndarray:
    """(draws, cells) hires that fill what is vacant, whole where there is `rounding` (draws, cells).

    A cell with more staff than posts hires nobody, and the administration so many fewer elsewhere: it is its
    whole that is held to a path.
    """
    by = np.equal.outer(administration, np.arange(administration.max() + 1)).astype(float)
    wanted = np.maximum(vacant, 0.0)
    share = np.maximum(vacant @ by, 0.0) / np.maximum(wanted @ by, 1e-9)
    filled = wanted * share[:, administration]
    return filled if rounding is None else np.floor(filled + rounding)


def _moved_in(plan: Plan, left: np.ndarray, need: np.ndarray, vacant: np.ndarray, rng):
    """Where movers go: (draws, cells) for both paths; in each draw as many come as went.

    vacant : (draws, cells) posts to be filled in the step: nobody moves where there is no post.
    """
    rates = plan.rates
    size, cells = vacant.shape
    count = len(rates.history.administrations)
    by = np.equal.outer(rates.history.administration, np.arange(count)).astype(float)
    room = np.maximum(vacant, 0.0) + 1e-3
    came, need_came = np.zeros(vacant.shape), np.zeros(vacant.shape)
    for j, cause in enumerate(rates.causes[rates.exits :], rates.exits):
        to = plan.move_to if cause.name == "move_out" else plan.change_to
        went, need_went = left[..., j] @ by, need[..., j] @ by
        fits = np.minimum(1.0, room / np.maximum(went.mean(axis=0) @ to, 1e-9))
        whole = fits @ to.T  # (draws, administrations)
        if rng is None:
            came += fits * ((went / whole) @ to)
            need_came += fits * ((need_went / whole) @ to)
            continue
        uniform = rng.random((size * count, TOGETHER))
        rows = np.flatnonzero(went)
        draw, source = np.divmod(rows, count)
        row, place = chances.placed(uniform[rows], went.ravel()[rows], to[source] * fits[draw])
        at = draw[row] * cells + place
        came += np.bincount(at, minlength=size * cells).reshape(size, cells)
        weight = need_went.ravel()[rows] / np.maximum(went.ravel()[rows], 1)
        need_came += np.bincount(at, weight[row], size * cells).reshape(size, cells)
        need_came += np.where(went > 0, 0.0, need_went) @ to
    return came, need_came
