"""The class stocks of a block of draws: who is exposed, who leaves, comes and grows older.

One stock is carried in full (the *expected* path). The *required* one differs from it by those whom filling every
post would have brought: they are carried by tenure alone, at the mean age of recent hires.

In a step of several months a class thins out while it is exposed, and those who come in place of its leavers may
leave again before the step ends; both are taken into account to the second order, at each cell's own rates.
"""

from __future__ import annotations

import numpy as np

from competence.forecast.classes import Classes

MOST = 0.9  # of a cell may leave in one step
TINY = np.float32(1e-12)
MANY = 0.2  # of the cells, from which adding to all of them takes less time than picking some


class Stock:
    """Persons by class in a block: (draws x cells, cohorts) by part, a part being old or new staff of one tenure.

    Classes give proportions; they drift a trifle from `total` (draws, cells), and are evened out once a year.
    needed : (draws, cells) the required path's total. beside : (draws, cells, tenures) what it has more.
    """

    def __init__(self, start: np.ndarray, total: np.ndarray, needed: np.ndarray, classes: Classes):
        self.classes, self.shape = classes, total.shape
        whole = start.sum(axis=1, keepdims=True)
        usual = start.sum(axis=0) / max(start.sum(), 1e-9)
        profile = np.where(whole > 0, start / np.maximum(whole, 1e-9), usual)
        self.total, self.needed = total.astype(float), needed.astype(float)
        self.scale = np.where(total > 0, needed / np.maximum(total, 1e-9), 1.0)
        self.slices = classes.parts()
        self.new = len(self.slices) // 2  # index of the first part of later hires
        self.parts: list[np.ndarray | None] = [
            (self.total[..., None] * profile[:, part]).astype(np.float32).reshape(total.size, -1)
            for part in self.slices
        ]
        self.beside = np.zeros((*total.shape, classes.tenures))
        wide = max(part.stop - part.start for part in self.slices)
        self.room = np.empty(total.size * wide, np.float32)

    def _held(self, parts) -> np.ndarray:
        """(draws, cells) persons that some parts hold."""
        out = np.zeros(self.total.size, np.float32)
        for i in parts:
            if self.parts[i] is not None:
                out += self.parts[i] @ np.ones(self.parts[i].shape[1], np.float32)
        return out.reshape(self.shape)

    @property
    def _old(self) -> range:
        return range(self.new)

    @property
    def _late(self) -> range:
        return range(self.new, len(self.parts))

    def look(self) -> None:
        """Take the block's means, and bring what the required path has more up to its total."""
        size, cells = self.shape
        self.mean = np.zeros((cells, self.classes.size), np.float32)
        weight = np.full(size, 1 / size, np.float32)
        for part, at in zip(self.parts, self.slices):
            if part is not None:
                self.mean[:, at] = (weight @ part.reshape(size, -1)).reshape(cells, -1)
        held = self._held(self._old), self._held(self._late)
        self.evening = self.total / np.maximum(held[0] + held[1], 1e-9)
        self.held = held[0] * self.evening, held[1] * self.evening

    def expect(self, base, factor, entry, months: int) -> tuple[np.ndarray, np.ndarray]:
        """(draws, cells, causes) expected events of those who are there when a step begins, on both paths.

        base : (classes, causes) rates of the step. factor : (draws, cells, causes).
        entry : (cells, tenures) of those who come. months : that the classes thin out over within the step; 1 where they do not.
        """
        size = self.shape[0]
        usual = factor.mean(axis=0)
        self.base, self.factor = base, factor
        self.thin = None
        if months > 1:
            self.thin = _thinned(usual @ base.T, months).astype(np.float32)
        self.damped = []
        unit = np.zeros((2, self.total.size, base.shape[1]), np.float32)
        for i, (part, at) in enumerate(zip(self.parts, self.slices)):
            if part is None:
                self.damped.append(None)
                continue
            if months > 1:
                part = (part.reshape(size, -1) * self.thin[:, at].ravel()).reshape(part.shape)
            self.damped.append(part)
            unit[int(i >= self.new)] += part @ base[at]
        self.unit = unit.reshape(2, *self.shape, -1)
        self.ways = self._beside_rates(base, usual, months)
        lacking = self.needed - self.scale * self.held[0] - self.held[1] - self.beside.sum(axis=2)
        self.beside += lacking[..., None] * entry
        more = (self.beside * self.ways[1]).reshape(-1, self.beside.shape[2]) @ self.ways[0]
        evening = self.evening.astype(np.float32)[..., None]
        own = (self.unit[0] + self.unit[1]) * factor * evening
        want = self.scale.astype(np.float32)[..., None] * self.unit[0] + self.unit[1]
        want = want * factor * evening + more.reshape(factor.shape).astype(np.float32) * factor
        self.seen = self._most(own, self.total)
        self.want = self._most(np.maximum(want, 0.0), self.needed)
        return self.seen, self.want

    @staticmethod
    def _most(seen: np.ndarray, total: np.ndarray) -> np.ndarray:
        most = MOST * total / np.maximum(over_causes(seen), 1e-9)
        if (most < 1).any():
            seen = seen * np.minimum(1.0, most).astype(np.float32)[..., None]
        return seen

    def _beside_rates(self, base, usual, months) -> tuple[np.ndarray, np.ndarray]:
        """(tenures, causes) rates of later hires, and how they thin out (cells, tenures)."""
        rates = []
        for i in self._late:
            at = self.slices[i]
            weight = self.mean[:, at].sum(axis=0) + 1e-9
            rates.append(weight @ base[at] / weight.sum())
        rates = np.array(rates)
        if months == 1:
            return rates, np.ones((len(usual), len(rates)))
        return rates, _thinned(usual @ rates.T, months)

    def chance(self) -> np.ndarray:
        """(cells, causes) how likely one who is exposed leaves in the step, weighted by those who do."""
        first = self.mean @ self.base
        second = self.mean @ self.base**2
        return np.minimum(second / np.maximum(first, TINY) * self.factor.mean(axis=0), 0.8)

    def leave(self, left: np.ndarray, need: np.ndarray) -> None:
        """Take leavers (draws, cells, causes) from their classes, in proportion to their rates."""
        ratio = (left / np.maximum(self.seen, TINY) * self.factor).reshape(-1, left.shape[2])
        for part, damped, at in zip(self.parts, self.damped, self.slices):
            if part is None:
                continue
            taken = self.room[: part.size].reshape(part.shape)
            np.matmul(ratio, self.base[at].T, out=taken)
            taken *= damped
            part -= taken
            np.maximum(part, 0.0, out=part)
        rates, thin = self.ways
        ratio = (need / np.maximum(self.want, TINY) * self.factor).reshape(-1, need.shape[2])
        out = (ratio @ rates.T).reshape(self.beside.shape) * thin
        self.beside *= 1 - np.minimum(out, 1.0)
        self.total = self.total - over_causes(left)
        self.needed = self.needed - over_causes(need)
        del self.damped

    def movers(self, routes) -> np.ndarray:
        """(cells, classes) age and tenure of those who move into each cell, the block's mean; each sums to 1.

        routes : (cause, (cells, cells) where movers go) of each kind of move.
        """
        profile = np.full(self.mean.shape, 1e-9) * (self.mean.sum(axis=0) + 1e-9)
        usual = self.factor.mean(axis=0)
        for cause, to in routes:
            profile += to.T @ (self.mean * usual[:, cause, None]) * self.base[:, cause]
        return (profile / profile.sum(axis=1, keepdims=True)).astype(np.float32)

    def arrive(self, came: np.ndarray, need: np.ndarray, mover: np.ndarray) -> None:
        """Add movers (draws, cells) with the ages and tenures (cells, classes) of movers."""
        flat = came.ravel().astype(np.float32)
        at = np.flatnonzero(flat)
        if len(at) > MANY * flat.size:
            cells = flat.reshape(self.shape)[..., None]
            for part, where in zip(self.parts, self.slices):
                if part is not None:
                    fresh = self.room[: part.size].reshape(*self.shape, -1)
                    np.multiply(cells, mover[:, where], out=fresh)
                    part += fresh.reshape(part.shape)
        elif len(at):
            cell = at % self.shape[1]
            for part, where in zip(self.parts, self.slices):
                if part is not None:
                    part[at] += flat[at, None] * mover[cell, where]
        self.total = self.total + came
        self.needed = self.needed + need

    def mature(self, shares: np.ndarray) -> None:
        """Pass (cells, tenures - 1, cohorts) shares of each tenure of later hires into the next."""
        size = self.shape[0]
        for t in reversed(range(shares.shape[1])):  # nobody passes two at once
            source, passing = self.parts[self.new + t], shares[:, t].astype(np.float32)
            if not passing.any():
                continue
            moving = self.room[: source.size].reshape(size, -1)
            np.multiply(source.reshape(size, -1), passing.ravel(), out=moving)
            source.reshape(size, -1)[:] -= moving
            self.parts[self.new + t + 1].reshape(size, -1)[:] += moving
        late = (shares * self._cohorts()).sum(axis=2)  # (cells, tenures - 1)
        moving = self.beside[..., :-1] * late
        self.beside[..., :-1] -= moving
        self.beside[..., 1:] += moving

    def merge(self, stands: np.ndarray) -> None:
        """Join today's staff of a tenure to those of the last one, once all of them have it."""
        last = self.new - 1
        for t in range(last):
            if self.parts[t] is not None and (stands[t, -1] == 1).all():
                self.parts[last] += self.parts[t]
                self.parts[t] = None

    def _cohorts(self) -> np.ndarray:
        """(tenures - 1, cohorts) shares of the block's later hires over cohorts."""
        out = np.array([self.mean[:, self.slices[i]].sum(axis=0) + 1e-9 for i in self._late][:-1])
        return out / out.sum(axis=1, keepdims=True)

    def hire(self, hired: np.ndarray, gone: np.ndarray, entry: np.ndarray) -> None:
        """Add hires by class (cells, later classes); `gone` of them have left again within the step."""
        size = self.shape[0]
        stay = np.maximum(hired - gone, 0.0).astype(np.float32)
        split = self.classes.split
        for i in self._late:
            at = self.slices[i]
            profile = entry[:, at.start - split : at.stop - split]
            if profile.any():
                part = self.parts[i].reshape(size, *profile.shape)
                fresh = self.room[: part.size].reshape(part.shape)
                np.multiply(stay[..., None], profile, out=fresh)
                part += fresh
        self.total = np.maximum(self.total + hired, 0.0)

    def of_old(self) -> np.ndarray:
        """(draws, cells) those who were staff at the origin."""
        old, late = self._held(self._old), self._held(self._late)
        return old * self.total / np.maximum(old + late, 1e-9)

    def even_out(self) -> None:
        """Scale the classes to the totals."""
        held = self._held(range(len(self.parts)))
        scale = (self.total / np.maximum(held, 1e-9)).astype(np.float32).reshape(-1, 1)
        for part in self.parts:
            if part is not None:
                part *= scale


def over_causes(events: np.ndarray) -> np.ndarray:
    """(draws, cells) sums of (draws, cells, causes); whole numbers stay whole."""
    flat = np.ascontiguousarray(events).reshape(events.shape[0] * events.shape[1], events.shape[2])
    return (flat @ np.ones(events.shape[2], events.dtype)).reshape(events.shape[:2]).astype(float)


def _thinned(rate: np.ndarray, months: int) -> np.ndarray:
    """Mean share that is still there at the start of each month of a step in which `rate` would leave at first."""
    each = np.minimum(rate / months, 0.95)
    return -np.expm1(months * np.log1p(-each)) / np.maximum(months * each, 1e-9)
