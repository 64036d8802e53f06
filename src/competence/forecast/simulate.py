"""The cohort simulation: stock -> exits, moves, hires, step by step, in vectorised draws.

A cell of administration x occupation holds expected numbers by class of age and tenure; who leaves in a step is
drawn for the cell as a whole, by cause, and taken from its classes in proportion to their rates. So the layers
are: parameters and year shocks (the rates), population (the posts), individual chance (Poisson events).
Two paths run side by side with common random numbers: the *expected* one (hires fill the posts that use to be
filled) and the *required* one (stock = required at each period's end). Moves balance in every draw.

Steps are months up to 24 months ahead, then quarters; a yearly source is stepped in quarters but hires once a
year, since what comes and goes between two counts is not in its figures. Nobody waits for a year's end to
grow older: step sizes of a year bias exits by 4-15 per cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast.classes import Classes
from competence.forecast.demand import Demand
from competence.forecast.rates import Rates

BLOCK = 50  # draws that share one draw of the base curves (and fit the processor's cache)
LONG = 3  # months of a long step
MOST = 0.9  # of a class may leave in one step


@dataclass(frozen=True)
class Step:
    """One step: from `start`, `months` long; flows belong to `period`.

    hires : whether posts are filled at its end. matures : months of tenure that are passed on at its end.
    """

    start: int
    months: int
    period: int
    hires: bool
    matures: int


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


def schedule(years: int, months: int, yearly: bool) -> tuple[list[Step], np.ndarray]:
    """Steps, and the months after the origin at which periods end."""
    short = 0 if yearly else min(months, 12 * years)
    ends = [*range(1, short + 1), *(12 * y for y in range(1, years + 1) if 12 * y > short)]
    steps, at = [], 0
    for period, end in enumerate(ends):
        while at < end:
            size = min(1 if end <= short else LONG, end - at)
            done = at + size
            whole = not yearly or done % 12 == 0
            steps.append(Step(at, size, period, whole, (12 if yearly else size) if whole else 0))
            at = done
    return steps, np.array(ends)


def run(plan: Plan, rng: np.random.Generator, draws: int, tracker=None) -> Paths:
    """Simulate.

    Parameters
    ----------
    plan : the drawn posts must hold `draws` draws.
    rng : parent of one generator a block of draws, so that results do not depend on how blocks are run.
    tracker : follows competence status; its `begin`, `step` and `close` are called for each block.
    """
    history = plan.rates.history
    steps, ends = schedule(plan.years, plan.months, history.yearly)
    exits, cells = plan.rates.exits, history.cells
    shape = (draws, len(ends), cells)
    paths = Paths(
        ends,
        np.zeros((exits, *shape), np.float32),
        *(np.zeros(shape, np.float32) for _ in range(4)),
        *(np.zeros(shape) for _ in range(3)),
    )
    multipliers = plan.rates.multipliers(rng, draws, plan.years)
    ages = [plan.classes.ages(step.start + (step.months - 1) / 2, plan.within) for step in steps]
    for first, child in zip(range(0, draws, BLOCK), rng.spawn(-(-draws // BLOCK))):
        block = slice(first, min(first + BLOCK, draws))
        _block(plan, paths, steps, ages, multipliers[block], block, child, tracker)
    return paths


def _block(plan: Plan, paths: Paths, steps, ages, multiplier, block: slice, rng, tracker) -> None:
    """Simulate one block of draws into `paths`."""
    rates, classes, demand = plan.rates, plan.classes, plan.demand
    history = rates.history
    size, cells = block.stop - block.start, history.cells
    exits = rates.exits
    table = rates.tables(rng, plan.years)
    season = np.stack([cause.season for cause in rates.causes], axis=-1)  # (C, 12, J)
    required = demand.required_at(block, 0)
    actual = _Path(plan.start, history.headcount[-1] * np.ones((size, 1)), classes)
    needed = _Path(plan.start, required, classes)
    rounding = rng.random((size, 1))
    leaving = _yearly_hazard(plan, table[0], multiplier[:, 0].mean(axis=0), ages[0])
    if tracker is not None:
        tracker.begin(block, rng)
    for step, shares in zip(steps, ages):
        base = classes.spread(shares, _between(table, step.start + step.months / 2)).astype(np.float32)
        base = _a_step(base, step, rates)
        months = (history.origin.month + step.start + np.arange(step.months)) % 12
        factor = multiplier[:, step.start // 12] * season[:, months].mean(axis=1).astype(np.float32)
        seen, want = actual.expect(base, factor), needed.expect(base, factor)
        left, need = _coupled(rng, seen, want)
        left, need = actual.limit(left), needed.limit(need)
        moved = left[..., exits:].sum(axis=-1)
        need_moved = need[..., exits:].sum(axis=-1)
        vacant = demand.staff_at(block, step.start + step.months) - actual.total + left.sum(axis=-1)
        came, need_came = _moved_in(plan, left, need, vacant, rng)
        young, mover = actual.young_movers(exits), actual.movers(base[:, exits:])
        actual.leave(left, base)
        needed.leave(need, base)
        actual.arrive(came, mover, young)
        needed.arrive(need_came, mover, young)
        end = step.start + step.months
        hired = np.zeros((size, cells))
        if step.matures and classes.tenures > 1:
            passing = classes.maturing(leaving, step.start + step.months - step.matures, step.matures)
            actual.mature(passing.astype(np.float32))
            needed.mature(passing.astype(np.float32))
        if step.hires:
            entry = classes.entry(plan.entry, step.start + step.months / 2)
            hired = _filled(demand.staff_at(block, end) - actual.total, history.administration, rounding)
            actual.hire(hired, entry)
            required = demand.required_at(block, end)
            needed.hire(required - needed.total, entry)
        if end % 12 == 0:
            actual.even_out()
            needed.even_out()
        at = (block, step.period)
        paths.exits[:, block, step.period] += left[..., :exits].transpose(2, 0, 1)
        paths.moves[at] += came - moved
        paths.hires[at] += hired
        paths.headcount[at] = actual.total
        if end == paths.ends[step.period]:
            paths.remaining[at] = actual.of_old()
        paths.required[at] = required
        paths.need_exits[at] += need[..., :exits].sum(axis=-1)
        paths.need_moves[at] += need_came - need_moved
        if tracker is not None:
            tracker.step(step, left[..., :exits].sum(axis=-1), moved, came, hired, actual.total)
    if tracker is not None:
        tracker.close()


class _Path:
    """One path of a block: expected numbers by class (draws, cells, classes), and totals (draws, cells).

    The classes give proportions; they drift a trifle from the totals and are evened out once a year.
    """

    def __init__(self, start: np.ndarray, total: np.ndarray, classes: Classes):
        whole = start.sum(axis=1, keepdims=True)
        usual = start.sum(axis=0) / max(start.sum(), 1e-9)
        profile = np.where(whole > 0, start / np.maximum(whole, 1e-9), usual)
        self.total = total.astype(float)
        self.stock = (self.total[..., None] * profile).astype(np.float32)
        self.split, self.old, self.tenures = classes.split, len(classes.old), classes.tenures

    def expect(self, base: np.ndarray, factor: np.ndarray) -> np.ndarray:
        """(draws, cells, causes) expected events of a step."""
        shape = (*factor.shape[:2], factor.shape[2] + 1)
        flat = self.stock.reshape(-1, self.stock.shape[-1])
        rates = np.concatenate([base, np.ones((len(base), 1), np.float32)], axis=1)
        old = (flat[:, : self.split] @ rates[: self.split]).reshape(shape)
        both = old + (flat[:, self.split :] @ rates[self.split :]).reshape(shape)
        self.unit_old, self.unit = old[..., :-1], both[..., :-1]
        seen = self.unit * factor * (self.total / np.maximum(both[..., -1], 1e-9))[..., None]
        most = MOST * self.total / np.maximum(seen.sum(axis=-1), 1e-9)
        return seen * np.minimum(1.0, most)[..., None]

    def limit(self, left: np.ndarray) -> np.ndarray:
        """No more may leave than are there."""
        over = left.sum(axis=-1) > self.total
        if over.any():
            part = left[over]
            excess = part.sum(axis=-1) - self.total[over]
            for j in range(part.shape[-1] - 1, -1, -1):
                cut = np.minimum(part[:, j], excess)
                part[:, j] -= cut
                excess -= cut
            left[over] = part
        return left

    def young_movers(self, exits: int) -> np.ndarray:
        """(draws, 1, 1) share of movers who were hired after the origin."""
        unit = self.unit[..., exits:].sum(axis=(1, 2))
        old = self.unit_old[..., exits:].sum(axis=(1, 2))
        return (1 - old / np.maximum(unit, 1e-12))[:, None, None] * (unit > 0)[:, None, None]

    def movers(self, base: np.ndarray) -> np.ndarray:
        """(classes,) age and tenure of movers, a block's mean: those hired later and the others each sum to 1."""
        flat = self.stock.reshape(-1, self.stock.shape[-1])
        profile = (np.ones(len(flat), np.float32) @ flat) * base.sum(axis=1)
        for part in (slice(0, self.split), slice(self.split, None)):
            profile[part] /= max(profile[part].sum(), 1e-9)
        return profile

    def leave(self, left: np.ndarray, base: np.ndarray) -> None:
        """Take leavers from the classes in proportion to their rates."""
        ratio = (left / np.maximum(self.unit, 1e-12)).astype(np.float32)
        stay = ratio.reshape(-1, ratio.shape[-1]) @ -base.T
        stay += 1.0
        np.maximum(stay, 0.0, out=stay)
        self.stock *= stay.reshape(self.stock.shape)
        self.total = np.maximum(self.total - left.sum(axis=-1), 0.0)

    def arrive(self, came: np.ndarray, mover: np.ndarray, young: np.ndarray) -> None:
        """Add movers with the movers' ages and tenures."""
        if not came.any():
            return
        profile = np.concatenate([
            np.broadcast_to((1 - young) * mover[: self.split], (len(came), 1, self.split)),
            np.broadcast_to(young * mover[self.split :], (len(came), 1, len(mover) - self.split)),
        ], axis=2).astype(np.float32)  # fmt: skip
        self.stock += came.astype(np.float32)[..., None] * profile
        self.total = self.total + came

    def mature(self, shares: np.ndarray) -> None:
        """Pass (cells, tenures - 1, cohorts) shares of each class of tenure into the next."""
        for part, share in (
            (self.stock[..., : self.split], shares[..., : self.old]),
            (self.stock[..., self.split :], shares[..., self.old :]),
        ):
            view = part.reshape(*self.total.shape, self.tenures, share.shape[-1])
            moving = view[:, :, :-1] * share
            view[:, :, :-1] -= moving
            view[:, :, 1:] += moving

    def hire(self, hired: np.ndarray, entry: np.ndarray) -> None:
        """Add hires by class; a negative number takes staff away, all classes alike."""
        more = np.maximum(hired, 0.0).astype(np.float32)
        self.stock[..., self.split :] += more[..., None] * entry.astype(np.float32)
        self.total = np.maximum(self.total + hired, 0.0)

    def of_old(self) -> np.ndarray:
        """(draws, cells) those who were staff at the origin."""
        held = self.stock.sum(axis=-1)
        return self.stock[..., : self.split].sum(axis=-1) * self.total / np.maximum(held, 1e-9)

    def even_out(self) -> None:
        """Scale the classes to the totals."""
        held = self.stock.sum(axis=-1)
        self.stock *= (self.total / np.maximum(held, 1e-9)).astype(np.float32)[..., None]


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


def _a_step(base: np.ndarray, step: Step, rates: Rates) -> np.ndarray:
    """Probabilities of a step from those of an interval of the source."""
    if rates.history.yearly:
        whole = np.minimum(base.sum(axis=1, keepdims=True), 0.95)
        part = 1 - (1 - whole) ** (step.months / 12)
        return base * (part / np.maximum(whole, 1e-9))
    if step.months == 1:
        return base
    out = base * step.months  # who leaves is replaced within the step: the posts stay exposed
    for j, cause in enumerate(rates.causes):
        if cause.name == "retirement":
            out[:, j] = 1 - (1 - np.minimum(base[:, j], 0.95)) ** step.months
    return out


def _coupled(rng, seen: np.ndarray, want: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Poisson events of two paths with as much chance in common as their expectations allow."""
    low = np.minimum(seen, want)
    common = rng.poisson(low).astype(float)
    extra = rng.poisson(np.abs(seen - want))
    return common + np.where(seen > want, extra, 0), common + np.where(want > seen, extra, 0)


def _filled(vacant: np.ndarray, administration: np.ndarray, rounding: np.ndarray) -> np.ndarray:
    """(draws, cells) whole hires that fill what is vacant.

    A cell with more staff than posts hires nobody, and the administration so many fewer elsewhere: it is its
    whole that is held to a path. Running sums are rounded, so that wholes are kept.
    """
    by = np.equal.outer(administration, np.arange(administration.max() + 1)).astype(float)
    wanted = np.maximum(vacant, 0.0)
    share = np.maximum(vacant @ by, 0.0) / np.maximum(wanted @ by, 1e-9)
    sums = np.floor(np.cumsum(wanted * share[:, administration], axis=1) + rounding)
    return np.diff(sums, axis=1, prepend=0.0)


def _moved_in(plan: Plan, left: np.ndarray, need: np.ndarray, vacant: np.ndarray, rng):
    """Where movers go: (draws, cells) for both paths; in each draw as many come as went.

    vacant : (draws, cells) posts to be filled in the step: nobody moves where there is no post.
    """
    rates = plan.rates
    administration = rates.history.administration
    count = len(rates.history.administrations)
    came, need_came = np.zeros(left.shape[:2]), np.zeros(left.shape[:2])
    by = np.equal.outer(administration, np.arange(count)).astype(float)
    room = np.maximum(vacant, 0.0) + 1e-3
    for j, cause in enumerate(rates.causes[rates.exits :], rates.exits):
        to = plan.move_to if cause.name == "move_out" else plan.change_to
        went, need_went = left[..., j] @ by, need[..., j] @ by
        draw, source = np.nonzero(went)
        if len(draw):
            fits = np.minimum(1.0, room / np.maximum(went.mean(axis=0) @ to, 1e-9))
            chance = to[source] * fits[draw]
            chance /= chance.sum(axis=1, keepdims=True)
            placed = rng.multinomial(went[draw, source].astype(int), chance).astype(float)
            draws, first = np.unique(draw, return_index=True)
            came[draws] += np.add.reduceat(placed, first)
            placed *= (need_went[draw, source] / went[draw, source])[:, None]
            need_came[draws] += np.add.reduceat(placed, first)
        need_came += np.where(went > 0, 0.0, need_went) @ to
    return came, need_came
