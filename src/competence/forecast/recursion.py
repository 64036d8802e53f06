"""The need of the required path in expectation: a renewal equation, no individual chance.

Who is staff today, and who comes later, lives on by survival curves; the required path then tells how many must
come each year (Bartholomew, Forbes & McClean 1991). Curves factor
over causes, so that every combination of causes comes from one exponential a cause, and the required path enters
linearly, so that every combination of paths shares the curves. All combinations of eight drivers cost about
what one simulation of as many draws costs.

Time is continuous within a year: who comes does so at two Gauss points of the year, is exposed to first-year
rates from then on, and is replaced if leaving before the year is out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.stats import poisson

from competence.forecast import profiles
from competence.forecast.rates import MOVES
from competence.forecast.simulate import BLOCK, Plan

CHUNK = 25  # draws worked on at a time: they fit the processor's cache
# (when in the year, weight) who comes does so, and who is there at the start
GAUSS = ((0.5 + profiles.LAG - 0.5 / 3**0.5, 0.5), (0.5 + profiles.LAG + 0.5 / 3**0.5, 0.5))
MIDDLE = ((0.5 + profiles.LAG, 1.0),)
YEAR_END = ((1.0, 1.0),)
START = ((0.0, 1.0),)
MOST = 0.95  # probability of leaving in an interval, at most
ROUNDS = 2  # of who moves in the year of having moved in
STEP = 0.25  # years in which posts are filled


@dataclass(frozen=True, eq=False)
class Recursion:
    """All that the expectations need.

    multipliers : (draws, years, C, causes). tables : (blocks, years + 1, causes, ages, tenures) yearly rates, each
    for `block` draws in turn. groups : indices of the causes of each group. moving : those that are moves.
    centre : (causes,) when in the year the events of each lie on the average. place : (kinds of move, C, C)
    where those go who move from each cell.
    """

    plan: Plan
    multipliers: np.ndarray
    tables: np.ndarray
    block: int
    groups: tuple[tuple[int, ...], ...]
    moving: tuple[int, ...]
    staff: profiles.Profile
    hires: profiles.Profile
    movers: profiles.Profile
    centre: np.ndarray
    place: np.ndarray
    memo: dict = field(default_factory=dict)

    @property
    def draws(self) -> int:
        """Number of parameter draws."""
        return len(self.multipliers)

    def needs(self, required: np.ndarray, subsets, chosen: np.ndarray, horizons) -> np.ndarray:
        """Need from the origin to each horizon.

        Parameters
        ----------
        required : (paths, n, H + 1, C) persons required at whole years.
        subsets : tuples of indices into `groups`; the causes in all others are switched off.
        chosen : (n,) draws, of one block each (see `chunks`).
        horizons : years, in order.

        Returns
        -------
        (subsets, paths, n, horizons, C) persons to recruit, negative where there are too many.
        """
        block = int(chosen[0]) // self.block
        factor = self.multipliers[chosen]
        years = range(max(horizons))
        old = self._curves(self.staff, 0, factor, block, subsets)
        hires = [self._curves(self.hires, u, factor, block, subsets) for u in years]
        moving = [self._curves(self.movers, u, factor, block, subsets) for u in years if self.moving]
        split = self._split(factor, block)
        out = np.empty((len(subsets), *required.shape[:2], len(horizons), required.shape[3]))
        for i, subset in enumerate(subsets):
            here = split if any(j in self.moving for g in subset for j in self.groups[g]) else None
            self._renew(required, i, here, old, hires, moving, horizons, out[i])
        return out

    def regrouped(self, groups) -> Recursion:
        """The same with other groups of causes."""
        return replace(self, groups=groups)

    def chunks(self, chosen: np.ndarray):
        """Draws in groups small enough to work on, each of one block."""
        for block in np.unique(chosen // self.block):
            inside = chosen[chosen // self.block == block]
            yield from np.array_split(inside, -(-len(inside) // CHUNK))

    def _rates(self, block: int, year: int, who: profiles.Profile, begin: float, end: float) -> np.ndarray:
        """(causes, tenures x bands) yearly rates in `year`, of those first seen `begin` to `end` years before."""
        key = block, year, begin, end, id(who)
        if key not in self.memo:
            mix, ages = self._later(who, begin, end)
            table = self.tables[block]
            middle = 0.5 * (table[year] + table[year + 1])
            self.memo[key] = np.array(
                [(mix @ rate.T @ aged.T).ravel() for rate, aged in zip(middle, ages)], dtype=np.float32
            )
        return self.memo[key]

    def _later(self, who: profiles.Profile, begin: float, end: float) -> tuple[np.ndarray, list[np.ndarray]]:
        """Where they stand `begin` to `end` years on, in all blocks and years: tenures, and ages by cause."""
        key = begin, end, id(who)
        if key not in self.memo:
            tenures, yearly = self.tables.shape[-1], self.plan.rates.history.yearly
            self.memo[key] = (
                profiles.tenures_later(who, begin, end, tenures, yearly=yearly),
                [
                    profiles.aged(who.ages, max(0.0, begin + (end - begin) * centre - profiles.LAG))
                    for centre in self.centre
                ],
            )
        return self.memo[key]

    def _curves(self, who: profiles.Profile, came: int, factor, block: int, subsets):
        """Losses and moves a head, of those who come in the year `came`: both (years, subsets, n, C).

        Moves are the losses' share that the rates of those still there give them.
        """
        size = factor.shape[:1] + factor.shape[2:3]
        lost = np.zeros((self.plan.years, len(subsets), *size), np.float32)
        out = np.zeros_like(lost)
        share = who.share.astype(np.float32)
        ones = np.ones(share.shape[1], np.float32)
        which = [[j for g in subset for j in self.groups[g]] for subset in subsets]
        # Columns of a flow by cause: moves, and all.
        sums = [np.array([[j in self.moving, 1] for j in on], np.float32) for on in which]
        for when, weight in who.points:
            alive = [np.broadcast_to(share, (size[0], *share.shape)).copy() for _ in subsets]
            before = [share.sum(axis=1)] * len(subsets)
            for year in range(came, self.plan.years):
                begin, end = max(0.0, year - came - when), year + 1 - came - when
                if end <= begin:
                    continue
                rate = np.float32(end - begin) * self._rates(block, year, who, begin, end)
                now = factor[:, year]
                stay = [np.exp(now[..., list(g)] @ -rate[list(g)]) for g in self.groups]
                for i, (subset, on) in enumerate(zip(subsets, which)):
                    if not on:
                        continue
                    if moves := sums[i][:, 0].any():
                        flow = alive[i] @ rate[on].T
                    for g in subset:
                        alive[i] *= stay[g]
                    after = alive[i] @ ones
                    gone = weight * (before[i] - after)
                    lost[year, i] += gone
                    if moves:
                        flow = ((flow + alive[i] @ rate[on].T) * now[..., on]) @ sums[i]
                        out[year, i] += gone * flow[..., 0] / np.maximum(flow[..., 1], 1e-12)
                    before[i] = after
        return lost, out

    def _split(self, factor, block: int) -> np.ndarray:
        """(kinds of move, n, years, C) share of each kind in a cell's moves."""
        kinds = list(self.moving)
        mean = self.staff.share @ self._rates(block, 0, self.staff, 0.0, 1.0)[kinds].T  # (C, kinds)
        share = (factor[..., kinds] * mean).transpose(3, 0, 1, 2)
        return share / np.maximum(share.sum(axis=0), 1e-12)

    def _renew(self, required, i: int, split, old, hires, moving, horizons, into) -> None:
        """Need of one combination of causes, (paths, n, horizons, C), written to `into`."""
        years = max(horizons)
        shape = (required.shape[0], required.shape[1], required.shape[3])
        left = required[:, :, 0].copy()  # of today's staff, before any loss
        total = np.zeros(shape)
        came, arrived = np.zeros((years, *shape)), np.zeros((years, *shape))
        for year in range(years):
            lost = left * old[0][year, i]
            for u in range(year):
                lost += came[u] * hires[u][0][year, i]
                if split is not None:
                    lost += arrived[u] * moving[u][0][year, i]
            stay = 1 - hires[year][0][year, i]
            wanted = required[:, :, year + 1] - required[:, :, year] + lost
            if split is not None:
                went = left * old[1][year, i]
                for u in range(year):
                    went += came[u] * hires[u][1][year, i] + arrived[u] * moving[u][1][year, i]
                stays = 1 - moving[year][0][year, i]
                come, hired = 0.0, np.maximum(wanted, 0.0) / stay
                for _ in range(ROUNDS):
                    out = went + hired * hires[year][1][year, i] + come * moving[year][1][year, i]
                    come = self._placed(out, split[:, :, year])
                    hired = np.maximum(wanted - come * stays, 0.0) / stay
                arrived[year] = come
                wanted = wanted - come * stays
            fewer = wanted < 0
            came[year] = np.where(fewer, 0.0, wanted / stay)
            total += np.where(fewer, wanted, came[year])
            if fewer.any():
                # Those too many go, all classes alike.
                after = required[:, :, year + 1]
                keep = np.where(fewer, after / np.maximum(after - wanted, 1e-12), 1.0)
                left *= keep
                came[: year + 1] *= keep
                arrived[: year + 1] *= keep
            if year + 1 in horizons:
                into[:, :, horizons.index(year + 1)] = total

    def _placed(self, out: np.ndarray, split: np.ndarray) -> np.ndarray:
        """(paths, n, C) who come to each cell, of those who leave cells (paths, n, C) for others."""
        return sum((out * part) @ place for part, place in zip(split, self.place))


def build(plan: Plan, groups, multipliers: np.ndarray, tables: np.ndarray, block: int = BLOCK) -> Recursion:
    """Make the recursion of a plan.

    Parameters
    ----------
    groups : names of the causes of each group; unknown names are passed over.
    multipliers, tables : what was drawn (see `Recursion`), probabilities an interval as `Rates` gives them.
    """
    rates, classes = plan.rates, plan.classes
    names = [cause.name for cause in rates.causes]
    found = tuple(tuple(j for j, n in enumerate(names) if n in group) for group in groups)
    yearly = _yearly(tables, names, rates.history.yearly)
    whole = plan.start.sum(axis=1, keepdims=True)
    usual = plan.start.sum(axis=0) / max(plan.start.sum(), 1e-9)
    share = np.where(whole > 0, plan.start / np.maximum(whole, 1e-9), usual)[:, : classes.split]
    mean = yearly.mean(axis=(0, 1))
    old = classes.ages(0, plan.within)[: len(classes.old)]
    usual = multipliers[:, 0, :, : rates.exits].mean(axis=0)
    stock = _single(plan, old)
    hazard = np.einsum("cat,cj,jat->t", stock, usual, mean[: rates.exits]) / np.maximum(
        stock.sum(axis=(0, 1)), 1e-9
    )
    staff = profiles.Profile(old, share, START, profiles.standing(hazard))
    points = YEAR_END if rates.history.yearly else GAUSS
    hires = profiles.coming(plan.entry, points, None, profiles.BANDS)
    moving = tuple(j for j, name in enumerate(names) if name in MOVES)
    recursion = Recursion(
        plan, multipliers.astype(np.float32, copy=False), yearly, block, found, moving, staff, hires, staff,
        _centres(plan), np.zeros((0, len(share), len(share))),
    )  # fmt: skip
    recursion = replace(recursion, place=_places(recursion, names))
    return replace(recursion, movers=_movers(recursion, old, mean), memo={})


def _movers(recursion: Recursion, old: np.ndarray, mean: np.ndarray) -> profiles.Profile:
    """Ages and tenures of those who move into each cell: today's movers from where they come."""
    plan = recursion.plan
    stock = _single(plan, old)
    usual = recursion.multipliers[:, 0].mean(axis=0)
    profile = np.full(stock.shape, 1e-9) * (stock.sum(axis=0) + 1e-9)
    for j, place in zip(recursion.moving, recursion.place):
        leaving = stock * usual[:, j, None, None] * mean[j]
        profile += np.tensordot(place.T, leaving, axes=1)
    profile /= profile.sum(axis=(1, 2), keepdims=True)
    return profiles.coming(profile, MIDDLE, recursion.staff.standing, profiles.COARSE)


def _single(plan: Plan, old: np.ndarray) -> np.ndarray:
    """(C, ages, tenures) today's staff by single age."""
    by = plan.start[:, : plan.classes.split].reshape(len(plan.start), -1, len(old))
    return np.einsum("ctn,na->cat", by, old)


def _yearly(tables: np.ndarray, names, yearly: bool) -> np.ndarray:
    """Yearly rates from probabilities an interval, such that as many are left at each interval's end."""
    told = [name != "unknown_exit" for name in names]
    # Where nobody tells a cause, its rate stands for the others': not beside them.
    whole = (
        tables[:, :, told].sum(axis=2, keepdims=True)
        if any(told) and not yearly
        else tables.sum(2, keepdims=True)
    )
    whole = np.clip(whole, 1e-12, MOST)
    return tables * ((1.0 if yearly else 12.0) * -np.log1p(-whole) / whole)


def _centres(plan: Plan) -> np.ndarray:
    """(causes,) when in the year after the origin the events of each cause lie, on the average over months."""
    history = plan.rates.history
    out = np.full(len(plan.rates.causes), 0.5)
    if history.yearly:
        return out
    month = (history.origin.month + np.arange(12)) % 12
    weight = plan.start.sum(axis=1)
    for j, cause in enumerate(plan.rates.causes):
        season = (weight * cause.acts) @ cause.season[:, month]
        if season.sum() > 0:
            out[j] = (np.arange(12) + 0.5) / 12 @ (season / season.sum())
    return out


def _places(recursion: Recursion, names) -> np.ndarray:
    """(kinds of move, C, C) where movers go on the average: no more come than posts are to be filled in a step.

    As in the simulation, whose small cells seldom have a post open. Expected shares, held for all combinations.
    """
    plan, kinds = recursion.plan, recursion.moving
    history = plan.rates.history
    by = np.equal.outer(history.administration, np.arange(len(history.administrations))).astype(float)
    rate = recursion._rates(0, 0, recursion.staff, 0.0, 1.0)
    size = plan.demand.required_at(slice(None), 0).mean(axis=0)
    leaving = size[:, None] * (recursion.staff.share @ rate.T) * recursion.multipliers[:, 0].mean(axis=0)
    a_step = leaving * STEP
    whole = a_step.sum(axis=1)
    room = np.arange(int(whole.max() + 8 * np.sqrt(whole.max() + 1)) + 2)
    chance = poisson.pmf(room, whole[:, None])
    place = np.zeros((len(kinds), len(by), len(by)))
    for i, j in enumerate(kinds):
        to = plan.move_to if names[j] == "move_out" else plan.change_to
        expected = np.maximum((a_step[:, j] @ by) @ to, 1e-9)
        weight = to * (chance * np.minimum(1.0, (room + 1e-3) / expected[:, None])).sum(axis=1)
        place[i] = by @ (weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-12))
    return place
