"""Managers who are to sit in the next course groups: persons to classes that are counted, and seats back to persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from competence.sources import Delivered
from competence.tables import GROUP_CLASSES, PARTICIPANTS
from competence.workforce import programme
from competence.workforce import spells as sp
from competence.workforce import timeline as tl
from competence.workforce.counting import FULL_LEAVE
from competence.workforce.periods import period_ends

UNDER_WAY = 365  # days: a group that began longer ago and that nobody got through is over


@dataclass(frozen=True, repr=False)
class ToSeat:
    """Managers on the last `day` that is told of, who are not through and sit in no group that is under way.

    `persons` : one row each: person, administration, unit, manager_level, class. `classes` : the same counted (table
    `group_classes`). `groups` : who sat with whom so far (table `programme_groups`), None without course records.
    `managers`, `through`, `under_way` : how many there are in all.
    """

    day: date
    persons: pd.DataFrame
    classes: pd.DataFrame
    groups: pd.DataFrame | None
    managers: int
    through: int
    under_way: int

    def __repr__(self) -> str:
        return f"ToSeat({len(self.persons)} of {self.managers} managers on {self.day})"


def to_seat(delivered: Delivered, config, dates: Sequence[date]) -> ToSeat:
    """Who is to be seated, and on which of the dates (first days of groups) each cannot come.

    Nobody can come after the last day of a known employment, or while on full leave.
    """
    frame = sp.spells(delivered, config)
    number = tl.numbers(frame)
    paid = tl.spells(frame[(frame["contract"] != "hourly").to_numpy()], number)
    line = tl.timeline(paid)
    day = int(period_ends(delivered, config)[-1].astype("int64"))
    main = line.spell[(line.start <= day) & (day < line.stop)]
    level = paid.frame["manager_level"].to_numpy(dtype=object)[main]
    main = main[np.isin(level, programme.LEVELS)]
    told = PARTICIPANTS.empty() if delivered.participants is None else delivered.participants
    records = programme.records(told, number)
    through = np.isin(paid.who[main], records.loc[records["done"] <= day, "who"])
    placed = ~through & np.isin(paid.who[main], _under_way(records, day))
    left = main[~through & ~placed]
    left = left[np.argsort(paid.who[left])]
    persons = paid.frame.iloc[left][["person", "administration", "unit", "manager_level"]]
    persons = persons.astype("object").reset_index(drop=True)
    days = np.array([np.datetime64(d, "D").astype("int64") for d in dates], np.int64)
    barred = _away(paid, delivered.absences, number, paid.who[left], days)
    numbered, classes = _classes(persons, _listed(dates, barred))
    return ToSeat(
        day=np.datetime64(day, "D").item(),
        persons=persons.assign(**{"class": numbered}),
        classes=classes,
        groups=programme.groups(delivered.participants, line, paid, number),
        managers=len(main),
        through=int(through.sum()),
        under_way=int(placed.sum()),
    )


def _under_way(records: pd.DataFrame, day: int) -> np.ndarray:
    """Who sits in a group that is to begin, or that began not long ago and nobody has got through."""
    group = records.groupby("group").agg(start=("start", "max"), done=("done", "min"))
    on = group.index[(group["done"] > day) & (group["start"] > day - UNDER_WAY)]
    return records.loc[records["group"].isin(on), "who"].to_numpy()


def _away(paid: tl.Spells, absences, number: pd.Series, who: np.ndarray, days: np.ndarray) -> np.ndarray:
    """(who, days) whether somebody is not employed then, as far as is known, or on full leave."""
    employed = _on(paid.who, paid.start, paid.stop, who, days)
    if absences is None:
        return ~employed
    full = absences[absences["kind"].isin(FULL_LEAVE) & (absences["extent"] >= 1)]
    at = number.index.get_indexer(full["person"])
    end = tl.day_number(full["end"])
    away = _on(np.append(number.to_numpy(), -1)[at], tl.day_number(full["start"]), end + 1, who, days)
    return ~employed | away


def _on(
    person: np.ndarray, start: np.ndarray, stop: np.ndarray, who: np.ndarray, days: np.ndarray
) -> np.ndarray:
    """(who, days) whether a time [start, stop) of the person covers the day."""
    return np.column_stack(
        [np.isin(who, person[(start <= day) & (day < stop)]) for day in days]
        or [np.zeros((len(who), 0), bool)]
    )


def _listed(dates: Sequence[date], barred: np.ndarray) -> list[str]:
    return ["|".join(day.isoformat() for day, off in zip(dates, row) if off) for row in barred]


def _classes(persons: pd.DataFrame, barred: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Class of each, and the classes counted: alike in administration, level and barred days.

    Own heads are in no delivery, so that no class has one.
    """
    alike = persons[["administration", "manager_level"]].assign(barred=barred)
    number = alike.groupby(list(alike), sort=False).ngroup().to_numpy()
    head = pd.array([None] * len(alike), dtype="Int64")
    counted = alike.assign(**{"class": number, "head": head, "managers": np.bincount(number)[number]})
    return number, GROUP_CLASSES.check(counted.drop_duplicates("class"))


def seated(found: ToSeat, seats: pd.DataFrame) -> pd.DataFrame:
    """`persons` with the first day of the group each is to sit in (`start`, NaT: waits), by day and place.

    Managers of a class are dealt out by unit, so that those of one unit meet others.

    Parameters
    ----------
    seats : the table `group_seats`.
    """
    dealt = found.persons.assign(start=pd.NaT).astype({"start": "datetime64[us]"})
    by_unit = dealt.sort_values("unit", kind="stable").groupby("class", sort=False).indices
    order = dealt.sort_values("unit", kind="stable").index.to_numpy()
    starts = dealt["start"].to_numpy().copy()
    for number, mine in seats.groupby("class"):
        many = mine["managers"].to_numpy()
        turn = np.concatenate([(np.arange(n) + 0.5) / n for n in many])
        start = np.repeat(mine["start"].to_numpy(), many)
        starts[order[by_unit[number]]] = start[np.argsort(turn, kind="stable")]
    keys = ["start", "administration", "unit", "manager_level", "person"]
    return dealt.assign(start=starts).sort_values(keys, kind="stable").reset_index(drop=True)
