"""Course groups as an integer program: how many of each class of managers in each group, for most meetings.

For groups of given sizes the pairs from two administrations are (sum of size² - sum of n²) / 2 with n managers of an
administration in a group: a concave gain, written as the tangents of n² at whole numbers, so that the linear
relaxation is tight and its bound proves how good a seating is. Solved by HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

INFEASIBLE = 2  # status of `scipy.optimize.milp`
NEAR = 1e-4  # of the bound is near enough
# Until the best seating so far is taken: as many, or one for each so many seats (classes x groups) if that is more.
SECONDS, SEATS_A_SECOND = 15.0, 300


@dataclass(frozen=True)
class Case:
    """Classes (C) to be placed in groups (G), administrations (A).

    `managers` (C) heads; `administration` (C) and `level` (C) codes, level -1 where no rule of levels holds;
    `head` (C) class of the own head or -1; `allowed` (C, G). `low`, `high` : fewest and most in a group. `weight`
    (A, A) : what a first couple from two administrations is worth beside its pair.
    """

    managers: np.ndarray
    administration: np.ndarray
    level: np.ndarray
    head: np.ndarray
    allowed: np.ndarray
    low: int
    high: int
    weight: np.ndarray


@dataclass
class _Program:
    """Variables in the order they were asked for, and rows over them."""

    cost: list[np.ndarray] = field(default_factory=list)
    upper: list[np.ndarray] = field(default_factory=list)
    whole: list[np.ndarray] = field(default_factory=list)
    entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    limits: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    size: int = 0
    rows: int = 0

    def variables(self, shape: tuple[int, ...], upper=np.inf, cost=0.0, whole: bool = True) -> np.ndarray:
        """Indices, in `shape`, of as many new variables of at least nought."""
        found = self.size + np.arange(int(np.prod(shape))).reshape(shape)
        self.size += found.size
        self.upper.append(np.broadcast_to(np.asarray(upper, float), shape).ravel())
        self.cost.append(np.broadcast_to(np.asarray(cost, float), shape).ravel())
        self.whole.append(np.full(found.size, int(whole)))
        return found

    def add(self, terms: list[tuple[np.ndarray, np.ndarray | float]], low=-np.inf, high=np.inf) -> None:
        """Rows low ≤ sum of terms ≤ high; each term: variables (rows, any number) and their factors."""
        n = len(terms[0][0])
        for index, factor in terms:
            index = np.asarray(index).reshape(n, -1)
            factor = np.asarray(factor, float)
            factor = np.broadcast_to(factor[:, None] if factor.ndim == 1 else factor, index.shape)
            row = np.broadcast_to(self.rows + np.arange(n)[:, None], index.shape)
            self.entries.append((factor.ravel(), row.ravel(), index.ravel()))
        self.limits.append(tuple(np.broadcast_to(np.asarray(v, float), (n,)) for v in (low, high)))
        self.rows += n

    def sums(self, parts: list[np.ndarray], most: int) -> np.ndarray:
        """Variables that are the sums, at most `most`, of parts (each an array of variables)."""
        found = self.variables((len(parts),), most, whole=False)
        for held, part in zip(found, parts):
            self.add([([held], -1.0), (part[None], 1.0)], 0, 0)
        return found

    def squares(self, of: np.ndarray, cost: float, most: np.ndarray) -> np.ndarray:
        """Variables that cost `cost` and are the squares of others, whole numbers from nought to `most`."""
        held = self.variables(of.shape, cost=cost, whole=False)
        # n² is the highest of its tangents half-way between whole numbers.
        which = np.repeat(np.arange(len(of)), most)
        t = np.concatenate([np.arange(top) for top in most])
        self.add([(held[which], -1.0), (of[which], 2.0 * t + 1)], high=t * (t + 1.0))
        return held

    def solve(self, near: float = 1e-9) -> OptimizeResult:
        """HiGHS, until what is found is proven as `near` as that (a share) to the best, or the time is up."""
        values, rows, columns = (np.concatenate(part) for part in zip(*self.entries))
        low, high = (np.concatenate(part) for part in zip(*self.limits))
        matrix = coo_array((values, (rows, columns)), shape=(self.rows, self.size)).tocsr()
        return milp(
            np.concatenate(self.cost),
            integrality=np.concatenate(self.whole),
            bounds=Bounds(0, np.concatenate(self.upper)),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": max(SECONDS, self.size / SEATS_A_SECOND), "mip_rel_gap": near},
        )


def _begun(case: Case) -> tuple[_Program, np.ndarray, np.ndarray]:
    """The program with the limits that hold whatever is sought; seats by class and group, and who waits by class."""
    program = _Program()
    seats = program.variables(case.allowed.shape, np.where(case.allowed, case.managers[:, None], 0))
    waits = program.variables(case.managers.shape, case.managers, whole=False)
    program.add([(seats, 1.0), (waits, 1.0)], case.managers, case.managers)
    led = np.flatnonzero(case.head >= 0)
    if len(led):
        many = np.repeat(case.managers[led], case.allowed.shape[1]).astype(float)
        program.add([(seats[led].ravel(), 1.0), (seats[case.head[led]].ravel(), many)], high=many)
    for place in np.unique(case.administration):
        here = case.administration == place
        levels = np.unique(case.level[here & (case.level >= 0)])
        if len(levels) < 2:
            continue
        # In each group one level of an administration may sit.
        chosen = program.variables((len(levels), case.allowed.shape[1]), 1)
        program.add([(chosen.T, 1.0)], high=1)
        for row, level in zip(chosen, levels):
            some = np.flatnonzero(here & (case.level == level))
            most = min(case.high, int(case.managers[some].sum()))
            program.add([(seats[some].T, 1.0), (row, -float(most))], high=0)
    return program, seats, waits


def best(case: Case) -> tuple[np.ndarray, float]:
    """The seating of most meetings, in groups as many and as even as the limits let them be.

    First that fewest wait, then groups on as many of the days as can be filled, the earliest where they will do.

    Returns
    -------
    Seats (classes, groups), and the bound on `value` that is proven for groups of those sizes.
    """
    days = case.allowed.shape[1]
    able = int(case.managers[case.allowed.any(1)].sum())
    # Who sits with whom seldom decides how many sit: sizes without it are a flow, and found at once.
    nobody = np.full(len(case.managers), -1)
    free = replace(case, head=nobody, level=nobody)
    for first in sorted({min(able // case.low, days), days} - {0}):
        early = np.arange(days) < first
        size = sizes(replace(free, allowed=free.allowed & early))
        if size.sum() == able or first == days:
            found = place(case, size) or place(case, sizes(case))
            if found and (found[0].sum() == able or first == days):
                return found
    return np.zeros(case.allowed.shape, np.int64), 0.0


def sizes(case: Case) -> np.ndarray:
    """Size of each group, 0 where it is not held: first that fewest wait, then as even as the limits let them be."""
    groups = case.allowed.shape[1]
    program, seats, waits = _begun(case)
    # One more seated outweighs any change of the sizes.
    dear = float(case.high**2 * groups + 1)
    program.cost[1] = np.full(len(waits), dear)
    held = program.variables((groups,), 1)
    size = program.sums(list(seats.T), case.high)
    program.add([(size, 1.0), (held, -float(case.low))], low=0)
    program.add([(size, 1.0), (held, -float(case.high))], high=0)
    square = program.squares(size, 1.0, np.full(groups, case.high))
    # No choice of dates does better than all of them seated in even groups: said, it need not be searched for.
    able = int(case.managers[case.allowed.any(1)].sum())
    number = min(able // case.low, groups)
    able = min(able, number * case.high)
    if number:
        least = number * (able // number) ** 2 + (able % number) * (2 * (able // number) + 1)
        waiting = case.managers.sum() - able
        program.add([(square[None], 1.0), (waits[None], dear)], low=least + dear * waiting)
    found = program.solve()
    if found.x is None:
        return np.zeros(groups, np.int64)
    return np.rint(found.x[seats]).astype(np.int64).sum(0)


def place(case: Case, size: np.ndarray) -> tuple[np.ndarray, float] | None:
    """The seating of most meetings in groups of given sizes, and its bound; None where there is none.

    Nobody is seated, and the bound is infinite, where none was found in time.

    Parameters
    ----------
    size : by group, as `sizes` gives it; where none differs by more than one, which group is the larger is left open.
    """
    where = np.flatnonzero(size > 0)
    found = np.zeros(case.allowed.shape, np.int64)
    if not len(where):
        return found, 0.0
    open_, size = replace(case, allowed=case.allowed[:, where]), size[where]
    program, seats, waits = _begun(open_)
    even = size.max() - size.min() <= 1
    program.add([(seats.T, 1.0)], size.min() if even else size, size.max() if even else size)
    program.add([(waits[None], 1.0)], case.managers.sum() - size.sum(), case.managers.sum() - size.sum())
    heads = np.empty((len(case.weight), len(where)), np.int64)
    for a in range(len(heads)):
        some = case.administration == a
        most = min(int(case.managers[some].sum()), int(size.max()))
        heads[a] = program.sums(list(seats[some].T), most)
        program.squares(heads[a], 0.5, np.full(len(where), most))
    for one, other in zip(*np.nonzero(np.triu(case.weight, 1))):
        couples = program.variables((len(where),), cost=-case.weight[one, other], whole=False)
        program.add([(couples, 1.0), (heads[one], -1.0)], high=0)
        program.add([(couples, 1.0), (heads[other], -1.0)], high=0)
    # The cost is then less the value of the seating, and near means near in it.
    program.add([(program.variables((1,), cost=-(size**2).sum() / 2, whole=False), 1.0)], 1, 1)
    solved = program.solve(NEAR)
    if solved.x is None:
        return None if solved.status == INFEASIBLE else (found, float("inf"))
    found[:, where] = np.rint(solved.x[seats]).astype(np.int64)
    return found, float(-solved.mip_dual_bound)


def value(heads: np.ndarray, weight: np.ndarray) -> float:
    """What a seating is worth: pairs from two administrations, and the first couples of those to be brought together.

    Parameters
    ----------
    heads : (administrations, groups).
    """
    one, other = np.nonzero(np.triu(weight, 1))
    couples = np.minimum(heads[one], heads[other]).sum(1)
    return float(((heads.sum(0) ** 2).sum() - (heads**2).sum()) / 2 + (weight[one, other] * couples).sum())
