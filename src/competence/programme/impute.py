"""Imputation: what units would have shown untrained, from those not begun; many orders of the groups at once.

Borusyak, Jaravel & Spiess (2024) with unit and stratum x round effects. Units of the same stratum, group and pattern of
measured rounds are alike in the design, so weights are found by class; within a stratum the unit effects are
partialled out and a system of the size of the rounds is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False)
class Rows:
    """Rows of a panel, put together in classes that are alike in the design.

    value : (rows, rounds), 0 where not measured. weight, unit : (rows,). `order` sorts rows by class; class c has
    the rows order[edges[c]:edges[c + 1]]. stratum, group : (classes,); `strata` lists the classes of each stratum.
    """

    value: np.ndarray
    weight: np.ndarray
    unit: np.ndarray
    row: np.ndarray
    order: np.ndarray
    edges: np.ndarray
    stratum: np.ndarray
    group: np.ndarray
    strata: tuple[slice, ...]

    @property
    def count(self) -> np.ndarray:
        """(classes,) rows."""
        return np.diff(self.edges).astype(float)

    def total(self, by_row: np.ndarray) -> np.ndarray:
        """Sums by class."""
        return np.add.reduceat(by_row[self.order], self.edges[:-1], axis=0)


def rows(value, seen, weight, unit, stratum, group, *keys) -> tuple[Rows, np.ndarray]:
    """Rows in classes of equal stratum, group, `seen` pattern and further keys; and the first row of each class.

    value, seen : (rows, rounds). The rest : (rows,), or (rows, anything) for keys.
    """
    columns = [
        np.c_[stratum, group],
        np.packbits(seen, axis=1),
        *(np.reshape(k, (len(value), -1)) for k in keys),
    ]
    pattern = np.concatenate([np.asarray(c, np.int64) for c in columns], axis=1)
    _, first, row = np.unique(pattern, axis=0, return_index=True, return_inverse=True)
    row = row.ravel()
    place = stratum[first]
    made = Rows(
        value=np.where(seen, value, 0.0), weight=weight, unit=unit, row=row, order=np.argsort(row, kind="stable"),
        edges=np.append(0, np.cumsum(np.bincount(row, minlength=len(first)))), stratum=place, group=group[first],
        strata=tuple(slice(*np.searchsorted(place, [s, s + 1])) for s in np.unique(place)),
    )  # fmt: skip
    return made, first


@dataclass(frozen=True, repr=False)
class Design:
    """Who is compared with whom, for each of several orders or targets; nothing here depends on the outcome.

    free : (orders, classes, rounds) not begun. target : weight of each trained cell, per unit of row weight, summing
    to 1 over rows. weight : of every cell, 0 in sum over each row and each stratum x round (outside the target).
    system : by stratum (orders, rounds, rounds). n_free : (orders, strata, rounds) units not begun.
    """

    free: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    system: tuple[np.ndarray, ...]
    n_free: np.ndarray


def design(r: Rows, free, trained, inside, fewest: int, overlap: bool = True, part=None) -> Design:
    """Weights of the imputation estimate on every cell.

    Parameters
    ----------
    free, trained : (orders, classes, rounds), measured cells that have not begun, and that are through.
    inside : (rounds,) that belong to the window. fewest : units on each side that a round takes.
    overlap : weigh trained units by n0 / (n0 + n1) of their stratum and round (Li, Morgan & Zaslavsky 2018).
    part : (orders, classes, rounds) further weight of trained cells, to ask about some of them.

    Cells whose counterfactual is not identified get no weight; where none is left the weights are nan.
    """
    size = r.count
    mass = r.total(r.weight)
    many = free.sum(-1)
    some = np.maximum(many, 1)
    sides = np.zeros((2, len(free), free.shape[2]))
    n_free = np.zeros((len(free), len(r.strata), free.shape[2]))
    systems = []
    first = free.argmax(-1)
    target = np.zeros(free.shape)
    # Before the first trained cell of any order there is nothing to weigh.
    late = slice(int(np.append(np.flatnonzero(trained.any((0, 1))), 0)[0]), None)
    for s, cs in enumerate(r.strata):
        m = free[:, cs].astype(float)
        system = -(m * (mass[cs] / some[:, cs])[..., None]).swapaxes(1, 2) @ m
        base = mass[cs] @ m
        step = np.arange(m.shape[2])
        system[:, step, step] += base
        linked = _linked(system)
        systems.append(system + linked)
        known = np.take_along_axis(linked[..., late], first[:, cs][..., None], axis=1) > 0
        on = (trained[:, cs, late] & known & (many[:, cs] > 0)[..., None]).astype(float)
        # A unit with one round before says nothing of how rounds differ.
        n_free[:, s] = ((size[cs] * (many[:, cs] > 1))[:, None] @ m)[:, 0]
        sides[0, :, late] += size[cs] @ on
        sides[1] += n_free[:, s]
        share = base[:, late] / np.maximum(base[:, late] + mass[cs] @ on, 1e-12) if overlap else 1.0
        target[:, cs, late] = on * np.reshape(share, (-1, 1, on.shape[2])) if overlap else on
    enough = inside & (sides >= fewest).all(0)
    target[..., late] *= enough[:, None, late]
    if part is not None:
        target = target * part
    total = target.sum(-1) @ mass
    target /= np.where(total > 0, total, np.nan)[:, None, None]
    weight = target.copy()
    for s, cs in enumerate(r.strata):
        m, w = free[:, cs].astype(float), target[:, cs]
        mean = w.sum(-1) / some[:, cs]
        right = mass[cs] @ w - ((mass[cs] * mean)[:, None] @ m)[:, 0]
        at = np.linalg.solve(systems[s], right[..., None])
        own = mean - (m @ at)[..., 0] / some[:, cs]
        weight[:, cs] -= m * (own[..., None] + at.swapaxes(1, 2))
    return Design(free, target, weight, tuple(systems), n_free)


def _linked(system: np.ndarray) -> np.ndarray:
    """(orders, rounds, rounds): 1 where two rounds can be compared, through units not begun in either."""
    step = np.arange(system.shape[1])
    near = system < -1e-12
    near[:, step, step] = True
    has = system[:, step, step] > 1e-12
    hub = (near | ~has[:, None]).all(2) & has
    whole = hub.any(1) | ~has.any(1)
    linked = has[:, :, None] & has[:, None]
    linked[:, step, step] = True
    for p in np.flatnonzero(~whole):
        reach = near[p]
        for _ in range(int(np.ceil(np.log2(len(step)))) or 1):
            reach = (reach.astype(float) @ reach) > 0
        linked[p] = reach
    return linked.astype(float)


@dataclass(frozen=True, repr=False)
class Estimate:
    """Estimates of a design on an outcome: (orders,) each; `influence` : (orders, rows)."""

    value: np.ndarray
    influence: np.ndarray

    def by_unit(self, r: Rows) -> np.ndarray:
        """Standard error by unit."""
        return self._clustered(r.unit)

    def by_group(self, r: Rows, group: np.ndarray) -> tuple[np.ndarray, int]:
        """Standard error by course group, units without one each for itself; and how many clusters there are.

        group : (rows,) course group, -1 = none.
        """
        cluster = np.where(group >= 0, group, group.max(initial=0) + 1 + r.unit)
        used = np.unique(group[group >= 0])
        few = max(len(used), 1)
        return self._clustered(cluster) * np.sqrt(few / max(few - 1, 1)), few

    def _clustered(self, cluster: np.ndarray) -> np.ndarray:
        _, at = np.unique(cluster, return_inverse=True)
        if at.max(initial=-1) + 1 == len(at):
            return np.sqrt((self.influence**2).sum(1))
        order = np.argsort(at, kind="stable")
        edges = np.flatnonzero(np.diff(at[order], prepend=-1))
        return np.sqrt((np.add.reduceat(self.influence[:, order], edges, axis=1) ** 2).sum(1))


def estimate(r: Rows, d: Design, percent: bool = False) -> Estimate:
    """Estimates with the influence of each row (the conservative form of Borusyak, Jaravel & Spiess 2024, eq. 8).

    A trained cell's effect is taken from the mean of its group and round; residuals carry the root of n / (n - 1),
    n = units of the group's cell, or of the stratum's controls of the round. With `percent` the estimate is in per
    cent of what would have been (delta method).
    """
    y1 = r.total(r.weight[:, None] * r.value)
    y2 = r.total(r.weight[:, None] ** 2 * r.value)
    e2 = r.total(r.weight**2)
    many, cells = len(d.free), y1.size
    value = d.weight.reshape(many, cells) @ y1.ravel()
    weight = d.weight
    if percent:
        base = d.target.reshape(many, cells) @ y1.ravel() - value
        base = np.where(base > 0, base, np.nan)
        value = value / base
        weight = (
            d.weight * (100 * (1 + value) / base)[:, None, None]
            - d.target * (100 * value / base)[:, None, None]
        )
        value = value * 100
    some = np.maximum(d.free.sum(-1), 1)
    late = slice(int(np.append(np.flatnonzero((d.target > 0).any((0, 1))), 0)[0]), None)
    on = d.target[..., late] > 0
    square = np.where(on, weight[..., late] ** 2, 0.0)
    size = r.count
    # Common level of each cell; of trained ones with the mean effect of their group and round.
    fixed, lasting, plain = (np.empty(some.shape) for _ in range(3))
    level = np.empty((many, len(r.strata), weight.shape[2]))
    effect = np.empty(on.shape)
    for s, cs in enumerate(r.strata):
        m = d.free[:, cs].astype(float)
        mean = np.einsum("pct,ct->pc", m, y1[cs]) / some[:, cs]
        right = np.einsum("pct,ct->pt", m, y1[cs]) - (mean[:, None] @ m)[:, 0]
        level[:, s] = np.linalg.solve(d.system[s], right[..., None])[..., 0]
        plain[:, cs] = (m @ level[:, s, :, None])[..., 0]
        own2 = (np.einsum("pct,ct->pc", m, y2[cs]) - e2[cs] * plain[:, cs]) / some[:, cs]
        effect[:, cs] = y2[cs, late] - own2[..., None] - e2[cs][:, None] * level[:, s, None, late]
    common, grow = np.zeros(on.shape), np.ones(on.shape)
    for g in np.unique(r.group):
        cs = np.flatnonzero(r.group == g)
        mine = square[:, cs]
        n = size[cs] @ (mine > 0)
        bottom = e2[cs] @ mine
        common[:, cs] = ((mine * effect[:, cs]).sum(1) / np.where(bottom > 0, bottom, 1.0))[:, None]
        grow[:, cs] = np.sqrt(n / np.maximum(n - 1, 1))[:, None]
    weight = weight.copy() if weight is d.weight else weight
    for s, cs in enumerate(r.strata):
        n = d.n_free[:, s]
        root = np.sqrt(n / np.maximum(n - 1, 1))[:, None]
        weight[:, cs, : late.start] *= root[..., : late.start]
        weight[:, cs, late] *= np.where(on[:, cs], grow[:, cs], root[..., late])
        fixed[:, cs] = (weight[:, cs] @ level[:, s, :, None])[..., 0]
        fixed[:, cs] += (weight[:, cs, late] * common[:, cs] * on[:, cs]).sum(-1)
        lasting[:, cs] = weight[:, cs].sum(-1)
    # A unit's effect is the mean of its rounds before; the effect of a cell has no part in it.
    influence = np.empty((many, len(r.row)))
    for c in range(len(size)):
        here = r.order[r.edges[c] : r.edges[c + 1]]
        y = r.value[here].T
        own = (d.free[:, c] @ y - plain[:, c, None]) / some[:, c, None]
        influence[:, here] = (weight[:, c] @ y - fixed[:, c, None] - own * lasting[:, c, None]) * r.weight[
            here
        ]
    return Estimate(value, influence)
