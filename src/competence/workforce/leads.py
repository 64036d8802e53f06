"""Who leads which unit, and who of them has completed the leadership programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.workforce.counting import Roll
from competence.workforce.timeline import FOREVER, Spells, _ranges, day_number

_NEAREST = {"C": 0, "B": 1, "A": 2}  # a unit is led by the lowest level that sits in it


@dataclass(frozen=True, repr=False)
class Leading:
    """Times of leading as arrays: unit's `slot`, `who`, first day and day after the last.

    `there` : (period, who) pairs as at x base + who, sorted: those employed at each period's end.
    `completions` : who, day, group of course records that were completed; None without course records.
    """

    slot: np.ndarray
    who: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    there: np.ndarray
    base: int
    completions: pd.DataFrame | None

    def by_unit(self, periods: np.ndarray, shape: tuple[int, int]) -> dict[str, np.ndarray]:
        """(periods, slots): managers, of them trained, first trained (and the group), whether changed."""
        days = periods.astype("int64")
        low, high = np.searchsorted(days, self.start), np.searchsorted(days, self.stop)
        count = np.maximum(high - low, 0)
        at, row = _ranges(low, count), np.repeat(np.arange(len(self.slot)), count)
        # A history that was left open does not keep those who have gone.
        here = _among(at * self.base + self.who[row], self.there)
        key = (at[here] * np.int64(shape[1]) + self.slot[row[here]]) * self.base + self.who[row[here]]
        key = np.unique(key)
        cell, who = np.divmod(key, self.base)
        size = shape[0] * shape[1]
        before = key - np.int64(shape[1]) * self.base
        new = ~_among(before, key) & (cell >= shape[1])
        first, group = self._first(shape[1])
        month_end = np.full(shape[1], np.datetime64("NaT"), "datetime64[us]")
        known = first < FOREVER
        month = first[known].astype("datetime64[D]").astype("datetime64[M]")
        month_end[known] = ((month + 1).astype("datetime64[D]") - 1).astype("datetime64[us]")
        trained = np.full(shape, np.nan)
        if self.completions is not None:
            done = np.full(self.base, FOREVER)
            np.minimum.at(done, self.completions["who"].to_numpy(), self.completions["day"].to_numpy())
            has = done[who] <= days[cell // shape[1]]
            trained = np.bincount(cell[has], minlength=size).reshape(shape).astype(float)
        return {
            "managers": np.bincount(cell, minlength=size).reshape(shape).astype(float),
            "managers_trained": trained,
            "first_trained": np.broadcast_to(month_end, shape),
            "group": np.broadcast_to(group, shape),
            "manager_changed": np.bincount(cell[new], minlength=size).reshape(shape) > 0,
        }

    def _first(self, slots: int) -> tuple[np.ndarray, np.ndarray]:
        """By slot: day on which a manager first completed while leading it (`FOREVER` = none), and the group."""
        first, group = np.full(slots, FOREVER), np.full(slots, None, object)
        if self.completions is None:
            return first, group
        times = pd.DataFrame({"who": self.who, "slot": self.slot, "start": self.start, "stop": self.stop})
        met = self.completions.merge(times, on="who")
        met = met[(met["day"] >= met["start"]) & (met["day"] < met["stop"])]
        met = met.sort_values(["day", "group"], kind="stable").drop_duplicates("slot")
        first[met["slot"]], group[met["slot"]] = met["day"], met["group"]
        return first, group


def _among(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Which values stand in an ordered array."""
    if not len(ordered):
        return np.zeros(len(values), bool)
    return ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values


def leading(units, delivered, paid: Spells, found: Roll, number: pd.Series) -> Leading | None:
    """Times of leading: as delivered in `manager_units`, else by the responsibility letters of those in a unit.

    None where neither tells of anybody.
    """
    table = delivered.manager_units
    if table is not None:
        who = number.index.get_indexer(table["person"])
        slot = units.find(table["administration"], table["unit"])
        kept = (who >= 0) & (slot >= 0)
        stop = day_number(table["to"])
        times = (slot, np.append(number.to_numpy(), -1)[who], day_number(table["from"]),
                 np.where(stop == FOREVER, stop, stop + 1))  # fmt: skip
        times = tuple(part[kept] for part in times)
    else:
        times = _by_letter(units, paid)
    if not len(times[0]):
        return None
    base = np.int64(len(number) + 1)
    main = found.main
    there = np.sort(found.at[main] * base + found.who[main])
    return Leading(*times, there=there, base=base, completions=completions(delivered.participants, number))


def tells(delivered, paid: Spells) -> bool:
    """Whether anything says who leads which unit."""
    return delivered.manager_units is not None or bool(paid.frame["manager_level"].isin(list(_NEAREST)).any())


def _by_letter(units, paid: Spells) -> tuple[np.ndarray, ...]:
    rank = paid.frame["manager_level"].map(_NEAREST).astype("float64").to_numpy()
    rows = np.flatnonzero(~np.isnan(rank) & (units.number[units.slot] > 0))
    nearest = np.full(len(units.number), len(_NEAREST), float)
    np.minimum.at(nearest, units.slot[rows], rank[rows])
    rows = rows[rank[rows] == nearest[units.slot[rows]]]
    return units.slot[rows], paid.who[rows], paid.start[rows], paid.stop[rows]


def completions(participants: pd.DataFrame | None, number: pd.Series) -> pd.DataFrame | None:
    """Completed course records: `who`, `day`, `group`; None without course records."""
    if participants is None:
        return None
    done = participants[participants["completed"].notna()]
    who = number.index.get_indexer(done["person"])
    known = done[who >= 0]
    return pd.DataFrame(
        {
            "who": number.to_numpy()[who[who >= 0]],
            "day": day_number(known["completed"]),
            "group": known["group"].to_numpy(dtype=object),
        }
    )
