"""The past as arrays: cells of administration x occupation, intervals, ages and tenures as numbers.

Everything is counted with integers, so that no figure depends on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from competence.forecast.counts import Counts, ForecastError
from competence.vocabulary import EXIT_FLOWS

AGE_LOW, AGE_HIGH = 15, 75  # single ages; those below and above count with the nearest
AGES = np.arange(AGE_LOW, AGE_HIGH + 1)
TENURE_EDGES = (0, 1, 5)  # whole years with the employer at which a class of tenure begins
TENURES = len(TENURE_EDGES)
NO_AGE, NO_TENURE = len(AGES), TENURES  # the index that stands for "not known"
MOSTLY = 0.5  # a dimension that more than this share of the staff lacks is pooled over
MICRO = 1_000_000
AWAY = 5  # months within which who left for a gap is back (the rule of 120 days)


@dataclass(frozen=True)
class Rows:
    """Rows as codes: period, cell, age, tenure, and how many."""

    period: np.ndarray
    cell: np.ndarray
    age: np.ndarray
    tenure: np.ndarray
    count: np.ndarray

    def take(self, mask: np.ndarray) -> Rows:
        """The rows of a mask."""
        return Rows(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    def by_cell(self, periods: int, cells: int, weight=None) -> np.ndarray:
        """(periods, cells) sums of the counts, times `weight` where given."""
        count = self.count if weight is None else self.count * weight
        at = self.period * cells + self.cell
        return np.bincount(at, count, periods * cells).reshape(periods, cells)


@dataclass(frozen=True, eq=False)
class History:
    """Arrays over periods (T), cells (C), administrations (A) and occupations (O)."""

    periods: pd.DatetimeIndex
    yearly: bool
    administrations: tuple[str, ...]
    occupations: tuple[str, ...]
    administration: np.ndarray  # (C,) index into administrations
    occupation: np.ndarray  # (C,) index into occupations
    stock: Rows
    flows: dict[str, Rows]
    fte: np.ndarray  # (T, C) contracted
    absent: np.ndarray  # (T, C) FTE absent
    has_age: bool
    has_tenure: bool
    cover: dict[str, np.ndarray] = field(default_factory=dict)  # (T, C) columns of `cover`; nan = not told

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.administration)

    @cached_property
    def members(self) -> np.ndarray:
        """(A, C) 1 where a cell is an administration's, else 0."""
        return np.equal.outer(np.arange(len(self.administrations)), self.administration).astype(float)

    @property
    def months(self) -> int:
        """Months between two periods."""
        return 12 if self.yearly else 1

    @property
    def a_year(self) -> int:
        """Intervals a year."""
        return 1 if self.yearly else 12

    @property
    def origin(self) -> pd.Timestamp:
        """The last counted period."""
        return self.periods[-1]

    @property
    def years(self) -> float:
        """Years of observed movement."""
        return (len(self.periods) - 1) / self.a_year

    @cached_property
    def headcount(self) -> np.ndarray:
        """(T, C) staff at each period's end."""
        return self.stock.by_cell(len(self.periods), self.cells)

    def flow(self, *names: str) -> np.ndarray:
        """(T, C) counts of the flows together, in the interval that ends at each period."""
        total = np.zeros((len(self.periods), self.cells))
        for name in names:
            if name in self.flows:
                total += self.flows[name].by_cell(len(self.periods), self.cells)
        return total

    @cached_property
    def away(self) -> np.ndarray:
        """(T, C) persons between two terms at each period's end: gone within five months and to come back."""
        net = self.flow("gap_out") - self.flow("gap_in")
        total = np.cumsum(net, axis=0)
        total[AWAY:] -= np.cumsum(net, axis=0)[:-AWAY]
        return np.maximum(total, 0.0) * (not self.yearly)

    @cached_property
    def staff(self) -> np.ndarray:
        """(T, C) headcount and those between two terms: who holds a post."""
        return self.headcount + self.away

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """Causes of exit that the source tells, in the order of the vocabulary."""
        found = tuple(name for name in EXIT_FLOWS if name in self.flows and self.flows[name].count.sum() > 0)
        return found or ("unknown_exit",)

    @property
    def has_reasons(self) -> bool:
        """Whether exits are told apart."""
        return self.causes != ("unknown_exit",)

    @cached_property
    def untold(self) -> np.ndarray:
        """(C,) whether the cell's administration delivers exits without reasons."""
        by = self.members
        unknown, all_exits = (
            by @ self.flow("unknown_exit").sum(axis=0),
            by @ self.flow(*EXIT_FLOWS).sum(axis=0),
        )
        return (unknown > MOSTLY * all_exits)[self.administration]

    def events(self, cause: str) -> np.ndarray:
        """(T, C) exits by cause; a reason that is missing where others tell them counts as other exit."""
        seen = self.flow(cause)
        if not self.has_reasons:
            return seen
        if cause == "unknown_exit":
            return seen * self.untold
        if cause == ("other_exit" if "other_exit" in self.causes else self.causes[0]):
            seen = seen + self.flow("unknown_exit")
        return seen * ~self.untold

    @cached_property
    def block(self) -> np.ndarray:
        """(T,) the year of each interval, counted from the oldest whole one; -1 before it.

        Years end where the origin ends: the last twelve months are one (fewer, where there are no more).
        """
        back = (len(self.periods) - 1 - np.arange(len(self.periods))) // self.a_year
        whole = max(1, (len(self.periods) - 1) // self.a_year)
        block = whole - 1 - back
        block[0] = -1  # no interval ends at the first period
        return np.maximum(block, -1)

    @cached_property
    def nodes(self) -> np.ndarray:
        """Indices of the periods whole years before the origin, oldest first, the origin last."""
        last = len(self.periods) - 1
        return np.arange(last % self.a_year, last + 1, self.a_year)

    @cached_property
    def month(self) -> np.ndarray:
        """(T,) calendar month (0-11) in which each interval ends."""
        return self.periods.month.to_numpy() - 1


def read(counts: Counts) -> History:
    """Turn counts into arrays.

    Raises
    ------
    ForecastError : too few or uneven periods, or nobody in the stock.
    """
    periods = counts.periods
    stock = counts.stock[counts.stock["contract"] != "hourly"]
    # Of the first interval, where it is delivered, nobody knows how many stood at its start.
    flows = counts.flows[(counts.flows["contract"] != "hourly") & counts.flows["period"].isin(periods[1:])]
    if stock["headcount"].sum() == 0:
        raise ForecastError("nobody stands in the stock")
    both = [frame[["administration", "occupation"]].drop_duplicates() for frame in (stock, flows)]
    pairs = sorted(set(pd.concat(both).itertuples(index=False, name=None)))
    administrations = tuple(sorted({a for a, _ in pairs}))
    occupations = tuple(sorted({o for _, o in pairs}))
    place = {pair: i for i, pair in enumerate(pairs)}
    age_known, tenure_known = (_known(stock, name) for name in ("age", "tenure"))
    has_age, has_tenure = age_known >= 1 - MOSTLY, tenure_known >= 1 - MOSTLY

    def rows(frame, count):
        return Rows(
            periods.get_indexer(pd.DatetimeIndex(frame["period"])),
            _cell(frame, place),
            _age(frame) if has_age else np.full(len(frame), NO_AGE),
            _tenure(frame) if has_tenure else np.full(len(frame), NO_TENURE),
            frame[count].to_numpy().astype(float),
        )

    staff = rows(stock, "headcount")
    moving = rows(flows, "count")
    kind = flows["flow"].to_numpy()
    shape = (len(periods), len(pairs))

    def micro(name):
        # Whole millionths add up the same in any order.
        at = staff.period * shape[1] + staff.cell
        whole = np.rint(stock[name].to_numpy() * MICRO)
        return np.bincount(at, whole, shape[0] * shape[1]).reshape(shape) / MICRO

    return History(
        periods=periods,
        yearly=counts.yearly,
        administrations=administrations,
        occupations=occupations,
        administration=np.array([administrations.index(a) for a, _ in pairs]),
        occupation=np.array([occupations.index(o) for _, o in pairs]),
        stock=staff,
        flows={str(name): moving.take(kind == name) for name in np.unique(kind)},
        fte=micro("fte"),
        absent=micro("absent_fte"),
        has_age=has_age,
        has_tenure=has_tenure,
        cover={} if counts.cover is None else _cover(counts.cover, periods, place),
    )


def _cover(frame: pd.DataFrame, periods: pd.DatetimeIndex, place: dict) -> dict[str, np.ndarray]:
    """Columns of the table `cover` as (T, C); nan in periods of which nothing is told."""
    at, cell = periods.get_indexer(pd.DatetimeIndex(frame["period"])), _cell(frame, place)
    out = {}
    for name in frame.columns.difference(["period", "administration", "occupation"]):
        value = frame[name].to_numpy(dtype=float, na_value=np.nan)
        told = np.isfinite(value) & (at >= 0)
        here = told & (cell >= 0)
        size = len(periods) * len(place)
        whole = np.bincount(at[here] * len(place) + cell[here], np.rint(value[here] * MICRO), size)
        table = whole.reshape(len(periods), len(place)) / MICRO
        out[name] = np.where(np.isin(np.arange(len(periods)), at[told])[:, None], table, np.nan)
    return out


def _known(stock: pd.DataFrame, name: str) -> float:
    """Share of the staff at the last period whose age or tenure is known."""
    last = stock[stock["period"] == stock["period"].max()]
    return float(last.loc[last[name].notna(), "headcount"].sum() / max(1, last["headcount"].sum()))


def _cell(frame: pd.DataFrame, place: dict) -> np.ndarray:
    a, names_a = pd.factorize(frame["administration"])
    o, names_o = pd.factorize(frame["occupation"])
    table = np.array([[place.get((x, y), -1) for y in names_o] for x in names_a], dtype=int)
    return table[a, o] if len(frame) else np.zeros(0, int)


def _age(frame: pd.DataFrame) -> np.ndarray:
    age = frame["age"].to_numpy(float, na_value=np.nan)
    known = np.isfinite(age)
    return np.where(known, np.clip(np.where(known, age, 0), AGE_LOW, AGE_HIGH) - AGE_LOW, NO_AGE).astype(int)


def _tenure(frame: pd.DataFrame) -> np.ndarray:
    tenure = frame["tenure"].to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(tenure), np.digitize(tenure, TENURE_EDGES[1:]), NO_TENURE).astype(int)
