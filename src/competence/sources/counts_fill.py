"""What hidden counts stand for: whole numbers within their range whose sums are the totals delivered.

For one period, as a linear program in whole numbers (HiGHS). Every hidden part takes a number of its range; every
total that is told is met to the unit; among all numbers that do so those are taken that are likeliest by a Poisson
law around what is usual for the cell (where nothing tells of a sum: the middle of its range; a separable convex cost, so that the relaxed program is nearly always whole
by itself: sums over nested groups are totally unimodular, Hoffman & Kruskal 1956). Where totals and parts cannot
both be right, the parts stand: what a total holds beyond them becomes a rest that no part tells of, what it lacks
is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

ALL_CODE = -1
CLOSE = 1e-6
REST, OFF, ROW = (
    50.0,
    250.0,
    20.0,
)  # cost of a unit by which a total holds more or less than its parts, or a row
TIE = 1e-4  # between numbers as likely as each other, the same cell is chosen every month
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Puzzle:
    """The cells of one period: K keys (of dimensions) x M measures.

    keys : (K, D) codes of the dimensions, `ALL_CODE` where the key is a total over one.
    low, high : (K, M) whole numbers that a cell may stand for; nan in totals that are not told.
    usual : (K, M) how many are usual in a part.
    fte : (K,) FTE of the heads (nan = hidden, or no heads); they are never fewer than that.
    fte_from : from how many heads FTE is told (0 = not known).
    parts : pairs of measures (part, whole); a part is never more than its whole.
    """

    keys: np.ndarray
    low: np.ndarray
    high: np.ndarray
    usual: np.ndarray
    fte: np.ndarray
    fte_from: int = 0
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Solved:
    """`value` (K, M) of the parts; `rest` (K, M) what a total holds beyond its parts; `over` (K, M) what it lacks."""

    value: np.ndarray
    rest: np.ndarray
    over: np.ndarray


def members(keys: np.ndarray, of: np.ndarray, among: np.ndarray) -> sparse.csr_array:
    """(len(of), len(among)) which keys each total is over: equal where the total is none over the dimension.

    A narrower total is under a wider one too; so is every key under itself.
    """
    rows, columns = [], []
    summed = keys[of] == ALL_CODE
    for pattern in np.unique(summed, axis=0):
        mine = np.flatnonzero((summed == pattern).all(axis=1))
        fixed = ~pattern
        place = {}
        for j, key in enumerate(map(tuple, keys[among][:, fixed])):
            place.setdefault(key, []).append(j)
        for i in mine:
            found = place.get(tuple(keys[of[i]][fixed]), [])
            rows += [i] * len(found)
            columns += found
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(of), len(among)))


def solve(p: Puzzle) -> Solved:
    """The likeliest whole numbers that meet all totals."""
    total = (p.keys == ALL_CODE).any(axis=1)
    parts, totals = np.flatnonzero(~total), np.flatnonzero(total)
    value = np.where(total[:, None], 0.0, np.nan_to_num(p.low))
    rest, over = np.zeros_like(value), np.zeros_like(value)
    program = Program()
    under = members(p.keys, totals, parts)
    wider = members(p.keys, totals, totals)
    bound = np.zeros(p.low.shape, bool)  # whether anything tells of a part's sum with others
    bound[parts] = (under.T @ ~np.isnan(p.low[totals])) > 0
    bound |= (~np.isnan(p.fte) | (p.fte_from > 0))[:, None]
    hidden = {}  # (key, measure) -> columns of its steps above `low`
    for k, m in zip(*np.nonzero((p.high > p.low) & ~total[:, None])):
        if not bound[k, m]:
            middle = (p.low[k, m] + p.high[k, m]) / 2
            value[k, m] = np.floor(middle + (k * GOLDEN + m * 0.37) % 1.0)
            continue
        steps = np.arange(p.low[k, m] + 1, p.high[k, m] + 1)
        cost = np.log(steps) - np.log(max(p.usual[k, m], 0.01)) + TIE * ((k * GOLDEN + m * 0.37) % 1.0)
        hidden[k, m] = program.add(cost, 1.0)
    told = [(i, m) for i, k in enumerate(totals) for m in range(p.low.shape[1]) if not np.isnan(p.low[k, m])]
    spare = {pair: program.add([REST], np.inf)[0] for pair in told}
    short = {pair: program.add([OFF], np.inf)[0] for pair in told}
    for i, m in told:
        inside = parts[under.indices[under.indptr[i] : under.indptr[i + 1]]]
        row = [c for k in inside for c in hidden.get((k, m), ())]
        rests = [spare[j, m] for j in wider.indices[wider.indptr[i] : wider.indptr[i + 1]] if (j, m) in spare]
        known = np.nansum(p.low[inside, m])
        program.limit(
            [*row, *rests, short[i, m]], [1.0] * (len(row) + len(rests)) + [-1.0],
            p.low[totals[i], m] - known, p.high[totals[i], m] - known,
        )  # fmt: skip
    if not np.isnan(p.fte).all():
        _heads(program, p, totals, parts, under, hidden)
    _wholes(program, p, parts, hidden)
    found = program.solve()
    for (k, m), columns in hidden.items():
        value[k, m] += found[columns].sum()
    for i, m in told:
        rest[totals[i], m], over[totals[i], m] = found[spare[i, m]], found[short[i, m]]
    return Solved(value, rest, over)


def _heads(program: Program, p: Puzzle, totals, parts, under, hidden) -> None:
    """Heads by the FTE beside them: no fewer, few where it is hidden; those whose own is hidden bear the rest."""
    told = ~np.isnan(p.fte)
    groups = [(k, np.array([k])) for k in parts]
    groups += [(k, parts[under.indices[under.indptr[i] : under.indptr[i + 1]]]) for i, k in enumerate(totals)]
    for key, inside in groups:
        if told[key]:
            low = max(p.fte[key], p.fte_from) if p.fte[key] > 0 else 0.0
            _between(program, p, hidden, inside, np.ceil(low - CLOSE), np.inf)
            loose = inside[~told[inside]]
            if len(loose) < len(inside):
                left = p.fte[key] - p.fte[inside[told[inside]]].sum()
                _between(program, p, hidden, loose, np.ceil(left - CLOSE), np.inf)
        elif p.fte_from:
            _between(program, p, hidden, inside, -np.inf, p.fte_from - 1)


def _between(program: Program, p: Puzzle, hidden, inside, low: float, high: float) -> None:
    """The sum over all measures of some keys lies between two limits."""
    columns = [c for k in inside for m in range(p.low.shape[1]) for c in hidden.get((k, m), ())]
    if columns:
        known = np.nansum(p.low[inside])
        more, less = program.add([ROW, ROW], np.inf)
        signs = [1.0] * (len(columns) + 1) + [-1.0]
        program.limit([*columns, more, less], signs, low - known, high - known)


def _wholes(program: Program, p: Puzzle, parts, hidden) -> None:
    """A part is no more than its whole."""
    for part, whole in p.parts:
        for k in parts:
            mine, its = list(hidden.get((k, part), ())), list(hidden.get((k, whole), ()))
            if mine or its:
                known = np.nan_to_num(p.low[k, part]) - np.nan_to_num(p.low[k, whole])
                slack = program.add([ROW], np.inf)[0]
                signs = [1.0] * len(its) + [-1.0] * len(mine) + [1.0]
                program.limit([*its, *mine, slack], signs, known, np.inf)


class Program:
    """A linear program, put together piece by piece."""

    def __init__(self):
        self.cost, self.upper = [], []
        self.row, self.column, self.sign, self.low, self.high = [], [], [], [], []

    def add(self, cost, upper: float) -> np.ndarray:
        """Columns from 0 to `upper`, one for each cost."""
        first = len(self.cost)
        self.cost += list(cost)
        self.upper += [float(upper)] * (len(self.cost) - first)
        return np.arange(first, len(self.cost))

    def limit(self, columns, signs, low: float, high: float) -> None:
        """A weighted sum of columns between two limits."""
        self.row += [len(self.low)] * len(columns)
        self.column += list(columns)
        self.sign += list(signs)
        self.low.append(low)
        self.high.append(high)

    def solve(self, *, whole: bool = True) -> np.ndarray:
        """The columns, whole numbers unless told otherwise, at the least cost."""
        n = len(self.cost)
        if not n:
            return np.zeros(0)
        matrix = sparse.csr_array((self.sign, (self.row, self.column)), shape=(len(self.low), n))
        limits = [LinearConstraint(matrix, self.low, self.high)] if self.low else []
        cost, bounds = np.array(self.cost), Bounds(0.0, np.array(self.upper))
        # Every limit has its slack, so that there always is an answer.
        found = milp(cost, bounds=bounds, constraints=limits).x
        if whole and np.abs(found - np.rint(found)).max() > CLOSE:
            found = milp(cost, integrality=np.ones(n), bounds=bounds, constraints=limits).x
        return np.rint(found) if whole else found
