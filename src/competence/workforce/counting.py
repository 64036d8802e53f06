"""Persons into counts: who is where at each period's end, and what happened between.

A `Roll` holds one row a monthly-paid employment and period end in which it counts; all tables are drawn from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competence.sources.grid import categorical
from competence.sources.packed import PackedFrame
from competence.sources.together import packed_together
from competence.tables import FLOW_TABLE, STOCK, Table
from competence.workforce.timeline import Events, Spells, Timeline, day_number

FULL_LEAVE = (
    "parental",
    "study",
    "leave",
    "other",
)  # of extent 1: on full leave; the sick are absent, not on leave
NOT_ABSENT = ("vacation",)  # part of every employment: no absence from it
DECIMALS = 6
OLDEST, LONGEST = 120, 70
_AT_A_TIME = 250_000  # rows
_CELL = ("administration", "occupation", "contract")


@dataclass(frozen=True)
class Roll:
    """Rows by period: `at` (index of the period), `spell`, `who`, `main` (counts as the head), and absence.

    `absent` is the share of the person's time absent on the day, `on_leave` whether on full leave. `rows` are there
    of each period, `people` by spell; `at` and `who` are made of them each time, whoever asks for many keeps them.
    """

    periods: np.ndarray
    rows: np.ndarray
    people: np.ndarray
    spell: np.ndarray
    main: np.ndarray
    absent: np.ndarray
    on_leave: np.ndarray

    @property
    def at(self) -> np.ndarray:
        """Which period each row is of."""
        return np.repeat(np.arange(len(self.rows), dtype=np.int32), self.rows)

    @property
    def who(self) -> np.ndarray:
        """Whose each row is."""
        return self.people[self.spell]

    @property
    def ends(self) -> np.ndarray:
        """Row after the last one of each period."""
        return np.cumsum(self.rows)


def roll(periods: np.ndarray, paid: Spells, line: Timeline, absences: pd.DataFrame | None, number) -> Roll:
    """Employments in force at each period's end; exactly one a person is the main one."""
    days = periods.astype("int64")
    rows = list(_in_force(days, paid.start, paid.stop))
    count = np.array([len(held) for held in rows], np.int64)
    main = []
    for held, stretch in zip(rows, _in_force(days, line.start, line.stop)):
        leads = np.zeros(len(paid.who), bool)
        leads[line.spell[stretch]] = True
        main.append(leads[held])
    row = np.concatenate(rows)
    absent, on_leave = np.zeros(len(row)), np.zeros(len(row), bool)
    found = Roll(periods, count, paid.who.astype(np.int32), row, np.concatenate(main), absent, on_leave)
    if absences is None:
        return found
    absent, on_leave = _absence(days, found.at, found.who, absences, number)
    return replace(found, absent=absent, on_leave=on_leave)


def _in_force(days: np.ndarray, start: np.ndarray, stop: np.ndarray) -> Iterator[np.ndarray]:
    """For each period end the rows that have it in [start, stop), in order."""
    low, high = (np.searchsorted(days, held).astype(np.int32) for held in (start, stop))
    for at in range(len(days)):
        yield np.flatnonzero((low <= at) & (at < high)).astype(np.int32)


def _absence(days, at, who, absences, number) -> tuple[np.ndarray, np.ndarray]:
    absent = number.index.get_indexer(absences["person"])
    mine = (absent >= 0) & ~absences["kind"].isin(NOT_ABSENT).to_numpy()
    known, absent = absences[mine], number.to_numpy()[absent[mine]]
    start, end = day_number(known["start"]), day_number(known["end"])
    rows = list(_in_force(days, start, end + 1))
    away_at = np.repeat(np.arange(len(days)), [len(held) for held in rows])
    row = np.concatenate(rows)
    base = np.int64(len(number) + 1)
    key = away_at * base + absent[row]
    full = known["kind"].isin(FULL_LEAVE).to_numpy() & (known["extent"] >= 1).to_numpy()
    unique, where = np.unique(key, return_inverse=True)
    extent = np.minimum(np.bincount(where, known["extent"].to_numpy()[row], len(unique)), 1.0)
    leave = np.bincount(where, full[row].astype(float), len(unique)) > 0
    mine = at * base + who
    found = np.minimum(np.searchsorted(unique, mine), max(len(unique) - 1, 0))
    hit = (unique[found] == mine) if len(unique) else np.zeros(len(mine), bool)
    return np.where(hit, extent[found] if len(unique) else 0.0, 0.0), hit & (
        leave[found] if len(unique) else False
    )


class Cells:
    """The dimensions of `stock` of spells at days, packed into one number by row, and back."""

    def __init__(self, paid: Spells):
        self._paid = paid
        self.codes, self.names = {}, {}
        for column in (*_CELL, "sex", "manager_level"):
            codes, names = pd.factorize(paid.frame[column], sort=True)
            self.codes[column], self.names[column] = codes.astype(np.int32), np.asarray(names, object)
        self._born = paid.frame["birth_year"].astype("float64").to_numpy()
        hired = paid.frame["hired"].to_numpy().astype("datetime64[M]")
        self._hired = np.where(np.isnat(hired), np.nan, hired.astype("int64").astype(float))

    def age(self, spell: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Calendar year less year of birth; -1 where not known."""
        year = day.astype("datetime64[Y]").astype("int64") + 1970
        return np.nan_to_num(np.clip(year - self._born[spell], 0, OLDEST), nan=-1).astype(np.int64)

    def tenure(self, spell: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whole years since the month of the first day with the employer; -1 where not known."""
        months = day.astype("datetime64[M]").astype("int64") - self._hired[spell]
        return np.nan_to_num(np.clip(months // 12, 0, LONGEST), nan=-1).astype(np.int64)

    def packed(self, spell: np.ndarray, day: np.ndarray) -> np.ndarray:
        """All dimensions of spells on days."""
        key = np.zeros(len(spell), np.int64)
        for column, codes in self.codes.items():
            key = key * len(self.names[column]) + codes[spell]
        return (key * (OLDEST + 2) + self.age(spell, day) + 1) * (LONGEST + 2) + self.tenure(spell, day) + 1

    @property
    def size(self) -> int:
        """How many different packed numbers there may be."""
        return int(np.prod([len(n) for n in self.names.values()])) * (OLDEST + 2) * (LONGEST + 2)

    def unpacked(self, key: np.ndarray) -> dict[str, object]:
        """Columns of the dimensions."""
        key, tenure = np.divmod(key, LONGEST + 2)
        key, age = np.divmod(key, OLDEST + 2)
        columns = {"age": _small(age - 1), "tenure": _small(tenure - 1)}
        for column in reversed(self.codes):
            key, code = np.divmod(key, len(self.names[column]))
            columns[column] = categorical(code, self.names[column])
        return columns


def _small(values: np.ndarray):
    return pd.arrays.IntegerArray(np.maximum(values, 0).astype(np.int16), values < 0)


def stock(found: Roll, paid: Spells, cells: Cells) -> PackedFrame:
    """The table `stock`: heads in the cell of the main employment, FTE where it is worked."""
    # Each part is in order of its own, so that the whole is.
    parts = [PackedFrame.of(_stock(found, rows, paid, cells)) for rows in _by_period(found.ends)]
    return packed_together(parts).checked(STOCK)


def _by_period(ends: np.ndarray) -> Iterator[slice]:
    """Rows of some periods after those of others, not many at a time; `ends` : of the rows of each."""
    first = 0
    for end, following in zip(ends, np.append(ends[1:], ends[-1] + _AT_A_TIME)):
        if following - first > _AT_A_TIME or end == ends[-1]:
            yield slice(first, int(end))
            first = int(end)
            if end == ends[-1]:
                return


def _stock(found: Roll, rows: slice, paid: Spells, cells: Cells) -> pd.DataFrame:
    at, spell, main = found.at[rows], found.spell[rows], found.main[rows]
    key = at * np.int64(cells.size) + cells.packed(spell, found.periods[at])
    unique, where = np.unique(key, return_inverse=True)
    n, fte = len(unique), paid.fte[spell]
    columns = {
        "period": _days(found.periods[unique // cells.size]),
        **cells.unpacked(unique % cells.size),
        "headcount": np.bincount(where[main], minlength=n),
        "on_leave": np.bincount(where[main & found.on_leave[rows]], minlength=n),
        "fte": np.round(np.bincount(where, fte, n), DECIMALS),
        "absent_fte": np.round(np.bincount(where, fte * found.absent[rows], n), DECIMALS),
    }
    return STOCK.check(pd.DataFrame(columns, copy=False))


def flows(found: Roll, happened: Events, cells: Cells) -> pd.DataFrame:
    """The table `flows`: what is dated in (previous period, period], from the second period on.

    What leaves a cell is as old as at the interval's start, what enters as at its end.
    """
    periods = found.periods
    at = np.searchsorted(periods.astype("int64"), happened.day)
    inside = (at > 0) & (at < len(periods))
    at, flow, spell = at[inside], happened.flow[inside], happened.spell[inside]
    leaves = ~np.isin(flow, ["hire", "hire_from_hourly", "move_in", "change_in", "gap_in"])
    day = np.where(leaves, periods[at - 1], periods[at])
    parts = [(at, flow, cells.packed(spell, day)), *_leave(found, cells)]
    at, flow, packed = (np.concatenate(part) for part in zip(*parts, strict=True))
    codes, names = pd.factorize(flow, sort=True)
    order, codes = np.argsort(at, kind="stable"), codes.astype(np.int8)
    ends = np.cumsum(np.bincount(at, minlength=len(periods)))
    rows = [order[mine] for mine in _by_period(ends)]
    parts = [_flows(periods, at[mine], packed[mine], codes[mine], names, cells) for mine in rows]
    return packed_together([PackedFrame.of(part) for part in parts]).checked(FLOW_TABLE).frame()


def _flows(periods, at, packed, codes, names, cells: Cells) -> pd.DataFrame:
    key = (at * np.int64(cells.size) + packed) * max(len(names), 1) + codes
    unique, count = np.unique(key, return_counts=True)
    cell, code = np.divmod(unique, max(len(names), 1))
    columns = {
        "period": _days(periods[cell // cells.size]),
        **cells.unpacked(cell % cells.size),
        "flow": categorical(code, names),
        "count": count,
    }
    return FLOW_TABLE.check(pd.DataFrame(columns, copy=False))


def _leave(found: Roll, cells: Cells):
    """Full leave begun and ended between two period ends by those who are there at both."""
    if not found.on_leave.any():
        return
    rows = np.flatnonzero(found.main)
    rows = rows[np.lexsort((found.at[rows], found.who[rows]))]
    before, now = rows[:-1], rows[1:]
    stays = (found.who[before] == found.who[now]) & (found.at[before] + 1 == found.at[now])
    before, now = before[stays], now[stays]
    for name, mask in (
        ("leave", ~found.on_leave[before] & found.on_leave[now]),
        ("return", found.on_leave[before] & ~found.on_leave[now]),
    ):
        at = found.at[now[mask]]
        yield at, np.full(len(at), name, object), cells.packed(found.spell[now[mask]], found.periods[at])


def _days(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[us]")


def totals(frame: pd.DataFrame, table: Table, value: str) -> pd.Series:
    """Sums of a count by period and cell of the stock-flow identity."""
    return frame.groupby(["period", *_CELL])[value].sum()
