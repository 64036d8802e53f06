"""From ranges to figures: hidden cells of a source of counts filled period by period, and how well totals agree.

Twice over: first around a number that is usual anywhere, then around what the cell has been in the periods near it,
so that a cell that is hidden for years does not jump from month to month without a reason. FTE that is hidden is
filled last, by its heads (`counts_fte`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.sources import counts_fte
from competence.sources.counts_fill import ALL_CODE, Puzzle, Solved, solve

NEAR = 12  # periods before and after that tell what is usual for a cell
USUAL = {"headcount": 2.2, "on_leave": 1.0}
USUAL_FLOW = 0.6
PART = ("fte", "absent_fte")

__all__ = ["ALL_CODE", "Cells", "Known", "Settled", "settle"]


@dataclass(frozen=True)
class Known:
    """Rows as delivered: period, codes of the parting columns, and what each figure may be (rows × figures)."""

    period: np.ndarray
    codes: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Cells:
    """Cells of one figure: the row that tells their dimensions, period, value, and 1 where it was hidden.

    contract : of each cell, where the figure tells none and was spread over the contracts of its heads.
    """

    figure: int
    row: np.ndarray
    period: np.ndarray
    value: np.ndarray
    hidden: np.ndarray
    contract: np.ndarray | None = None


@dataclass(frozen=True)
class Settled:
    """`cells`, and `told`: by figure cells, hidden ones, what they are estimated at, totals and what they miss."""

    cells: list[Cells]
    told: pd.DataFrame


def settle(known: Known, kinds: list, source) -> Settled:
    """Fill what is hidden so that it adds up to every total that is told."""
    at = _Keys(known)
    low, high = at.gather(known.low, np.fmax), at.gather(known.high, np.fmin)
    high = np.fmax(low, high)  # a total that stands there twice
    parts = ~at.total
    # Of a part that no row tells there is nothing; of a total nothing is known.
    low[parts], high[parts] = np.nan_to_num(low[parts]), np.nan_to_num(high[parts])
    whole = [i for i, f in enumerate(kinds) if f.measure not in PART]
    shares = [i for i, f in enumerate(kinds) if f.measure in PART]
    value, rest, over = low.copy(), np.zeros_like(low), np.zeros_like(low)
    heads = [i for i, f in enumerate(kinds) if f.measure == "headcount"]
    fte = next((i for i in shares if kinds[i].measure == "fte"), None)
    told_fte = np.full(len(low), np.nan)
    if fte is not None:
        told_fte = np.where(low[:, fte] == high[:, fte], low[:, fte], np.nan)
    headings = {f.heading: i for i, f in enumerate(kinds)}
    nested = [(i, headings[f.part_of]) for i, f in enumerate(kinds) if f.part_of]
    groups = [heads, [i for i in whole if i not in heads]]
    for group in (g for g in groups if g):
        pairs = tuple((group.index(a), group.index(b)) for a, b in nested if a in group)
        beside = (told_fte, source.fte_from or 0) if group is heads else (np.full(len(low), np.nan), 0)
        of = (low[:, group], high[:, group], *beside, pairs)
        usual = np.array([USUAL.get(kinds[i].measure, USUAL_FLOW) for i in group])
        first = at.each_period(of, np.broadcast_to(usual, (len(low), len(group))))
        found = at.each_period(of, at.near(first.value, usual))
        value[:, group], rest[:, group], over[:, group] = found.value, found.rest, found.over
    for i in shares:
        weight = value[:, heads].sum(axis=1) if heads else np.nan_to_num(high[:, i])
        value[:, i], rest[:, i], over[:, i] = counts_fte.spread(at, low[:, i], high[:, i], weight)
    told = _told(at, low, high, value, rest, over, len(kinds))
    for part, its_whole in nested:
        value[:, its_whole] = np.maximum(value[:, its_whole] - value[:, part], 0.0)
        rest[:, its_whole] = np.maximum(rest[:, its_whole] - rest[:, part], 0.0)
    cells = []
    for i in range(len(kinds)):
        both = np.where(at.total, rest[:, i], value[:, i])
        hidden = np.where(at.total, 1, high[:, i] > low[:, i]).astype(np.int64)
        keys = np.flatnonzero(both > 0)
        made = Cells(i, at.row[keys], at.period[keys], both[keys], hidden[keys])
        split = i in shares and heads and not kinds[i].contract and any(kinds[h].contract for h in heads)
        cells += [made] if not split else _by_contract(made, keys, value + rest, heads, kinds)
    return Settled(cells, told)


class _Keys:
    """The distinct keys (period and codes) of the rows, and what is looked up by them."""

    def __init__(self, known: Known):
        frame = pd.DataFrame(known.codes)
        self.place = (
            pd.factorize(pd.MultiIndex.from_frame(frame))[0] if frame.shape[1] else np.zeros(len(frame), int)
        )
        periods, names = pd.factorize(known.period, sort=True)
        codes, first = pd.factorize(periods * (self.place.max(initial=0) + 1) + self.place)
        self.of_row = codes
        self.row = np.zeros(len(first), int)
        self.row[codes[::-1]] = np.arange(len(codes))[::-1]
        self.at, self.period = periods[self.row], names[periods[self.row]]
        self.place, self.codes = self.place[self.row], known.codes[self.row]
        self.total = (self.codes == ALL_CODE).any(axis=1)
        self.periods = len(names)

    def gather(self, values: np.ndarray, how) -> np.ndarray:
        """Rows to keys: a long export tells the figures of one key in several rows."""
        out = np.full((len(self.row), values.shape[1]), np.nan)
        how.at(out, self.of_row, values)
        return out

    def within(self, t: int) -> np.ndarray:
        """Keys of a period in the order of their codes, so that the order of rows says nothing."""
        mine = np.flatnonzero(self.at == t)
        return mine[np.lexsort(self.codes[mine].T[::-1])] if self.codes.shape[1] else mine

    def each_period(self, of, usual: np.ndarray) -> Solved:
        """Solve period by period."""
        low, high, fte, fte_from, pairs = of
        parts = [np.zeros_like(low) for _ in range(3)]
        for t in range(self.periods):
            mine = self.within(t)
            found = solve(
                Puzzle(self.codes[mine], low[mine], high[mine], usual[mine], fte[mine], fte_from, pairs)
            )
            for out, got in zip(parts, (found.value, found.rest, found.over)):
                out[mine] = got
        return Solved(*parts)

    def near(self, value: np.ndarray, usual: np.ndarray) -> np.ndarray:
        """Mean of a key's figures in the periods around each, itself left out, leaning on what is usual."""
        out = np.empty_like(value)
        for m in range(value.shape[1]):
            table = np.zeros((self.periods + 2 * NEAR, self.place.max(initial=0) + 1))
            table[self.at + NEAR, self.place] = value[:, m]
            sums = np.concatenate([np.zeros((1, table.shape[1])), np.cumsum(table, axis=0)])
            around = sums[2 * NEAR + 1 :] - sums[: -2 * NEAR - 1] - table[NEAR : NEAR + self.periods]
            within = np.minimum(np.arange(self.periods), NEAR) + np.minimum(
                np.arange(self.periods)[::-1], NEAR
            )
            mean = (around + usual[m]) / (within[:, None] + 1)
            out[:, m] = mean[self.at, self.place]
        return out


def _told(at: _Keys, low, high, value, rest, over, count: int) -> pd.DataFrame:
    """How much of each figure was hidden, and by how much totals and parts do not agree."""
    parts, hidden = ~at.total, high > low
    rows = []
    for i in range(count):
        told = at.total & ~np.isnan(low[:, i])
        rows.append(
            {
                "figure": i,
                "cells": int((parts & (high[:, i] > 0)).sum()),
                "hidden": int((parts & hidden[:, i]).sum()),
                "estimated": float(value[parts & hidden[:, i], i].sum()),
                "counted": float(value[parts, i].sum()),
                "totals": int(told.sum()),
                "exact_totals": int((told & ~hidden[:, i]).sum()),
                "beyond_parts": float(rest[told, i].sum()),
                "short_of_parts": float(over[told, i].sum()),
            }
        )
    return pd.DataFrame(rows)


def _by_contract(made: Cells, keys: np.ndarray, value: np.ndarray, heads: list[int], kinds) -> list[Cells]:
    """A figure over all contracts, parted like the heads of its key."""
    by = value[np.ix_(keys, heads)]
    whole = by.sum(axis=1)
    out = []
    for j, h in enumerate(heads):
        mine = by[:, j] > 0
        share = by[mine, j] / whole[mine]
        contract = np.full(int(mine.sum()), kinds[h].contract or "unknown", object)
        out.append(Cells(made.figure, made.row[mine], made.period[mine], made.value[mine] * share,
                         made.hidden[mine], contract))  # fmt: skip
    lone = whole <= 0
    if lone.any():
        contract = np.full(int(lone.sum()), "unknown", object)
        out.append(Cells(made.figure, made.row[lone], made.period[lone], made.value[lone], made.hidden[lone],
                         contract))  # fmt: skip
    return out
