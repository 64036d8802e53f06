"""Rows of employment as the HR systems hold them: spells cut by organisation, with closing reasons and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample import log as L
from competence.sample.names import FIRST, LAST, TITLES
from competence.sample.people import FIXED, HOURLY, NEVER
from competence.sample.plan import LEVEL_OF

# Why a row was closed, besides the exits of `log`.
STILL, NEW_PLACE, NEW_UNIT, NEW_SHARE, NEW_EMPLOYMENT, SECOND_ENDS, HOURLY_ENDS, TERM = range(101, 109)
_FRESH = (L.HIRE, L.REHIRE, L.FROM_HOURLY, L.TO_HOURLY, L.HOURLY_START)


@dataclass(frozen=True)
class Records:
    """Rows as parallel arrays. Days are day numbers, `share` NaN where none is given, `closed` a code."""

    person: np.ndarray
    number: np.ndarray  # running number of the employment
    cell: np.ndarray
    contract: np.ndarray
    unit: np.ndarray
    share: np.ndarray
    start: np.ndarray
    end: np.ndarray
    hired: np.ndarray
    closed: np.ndarray
    administration: np.ndarray  # as of the row's time
    unit_name: np.ndarray

    def take(self, rows) -> Records:
        """Some of the rows."""
        return Records(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


def build(world, organisation) -> Records:
    """All rows of all systems, by person and start."""
    spells, plan = world.history.spells, world.plan
    n = len(spells)
    closed = np.where(spells.after == -1, STILL, world.coded).astype(np.int64)
    closed[spells.after == L.CHANGE] = _changes(spells, plan)[spells.after == L.CHANGE]
    closed[np.isin(spells.after, (L.TO_HOURLY, L.FROM_HOURLY))] = NEW_EMPLOYMENT
    closed[spells.after == L.GAP_OUT] = TERM
    closed[spells.after == L.TRANSFER] = L.TRANSFER
    closed[spells.after == L.HOURLY_END] = HOURLY_ENDS
    place = plan.administration[spells.cell]
    fresh = np.isin(spells.why, _FRESH)
    fresh |= np.append(True, (place[1:] != place[:-1]) & (spells.person[1:] == spells.person[:-1]))
    total = np.cumsum(fresh)
    begin = np.flatnonzero(np.append(True, spells.person[1:] != spells.person[:-1]))
    base = np.repeat(total[begin], np.diff(np.append(begin, n)))
    records = {
        "person": spells.person.astype(np.int64),
        "number": total - base + 1,
        "cell": spells.cell.astype(np.int64),
        "contract": spells.contract.astype(np.int64),
        "unit": spells.unit.astype(np.int64),
        "share": np.where(spells.contract == HOURLY, np.nan, np.round(spells.share.astype(float), 4)),
        "start": world.start,
        "end": world.end,
        "hired": np.minimum(spells.hired, world.start),
        "closed": closed,
    }
    extra = _second(world, records)
    records = {name: np.concatenate([values, extra[name]]) for name, values in records.items()}
    records = _planned_ends(world, _cut(records, organisation))
    order = np.lexsort((records["start"], records["person"]))
    # An extract holds what had not ended before the opening day.
    order = order[records["end"][order] >= int(world.months.last_day(0).astype(np.int64))]
    return Records(**{name: values[order] for name, values in records.items()})


def _changes(spells, plan):
    """What the next spell of the person changes."""
    nxt = np.append(np.arange(1, len(spells)), 0)
    place, unit = plan.administration[spells.cell], spells.unit
    other = (spells.cell[nxt] != spells.cell) | (spells.contract[nxt] != spells.contract)
    return np.where(
        place[nxt] != place,
        NEW_PLACE,
        np.where(other, NEW_EMPLOYMENT, np.where(unit[nxt] != unit, NEW_UNIT, NEW_SHARE)),
    )


def _second(world, records):
    """Second employments as rows."""
    second, rng = world.second, world.streams("second days")
    spell, n = second["spell"], len(second["spell"])
    first = world.months.first_day(second["month"]).astype(np.int64)
    stop = world.months.first_day(second["stop"]).astype(np.int64)
    units = np.array([world.plan.units_of[c][int(u * len(world.plan.units_of[c]))]
                      for c, u in zip(second["cell"], rng.random(n))], dtype=np.int64)  # fmt: skip
    return {
        **{name: values[spell] for name, values in records.items()},
        "number": records["number"][spell] + 50,
        "cell": second["cell"].astype(np.int64),
        "unit": units,
        "share": second["share"].astype(float),
        "start": first + (rng.random(n) * 27).astype(np.int64),
        "end": stop - 1 + (rng.random(n) * 27).astype(np.int64),
        "closed": np.full(n, SECOND_ENDS),
    }


def _cut(records, organisation):
    """Close rows on the days on which their unit changed name or administration; name place and unit."""
    plan = organisation.plan
    records["unit_name"] = np.array(organisation.names, dtype=object)[records["unit"]]
    places = np.array(plan.administrations, dtype=object)
    records["administration"] = places[plan.administration[records["cell"]]]
    for cut in reversed(organisation.cuts):  # the latest of a unit first: what is left is the older part
        before = (records["unit"] == cut.unit) & (records["start"] < cut.day)
        across = before & (records["end"] >= cut.day)
        later = {name: values[across].copy() for name, values in records.items()}
        later["start"] = np.full(int(across.sum()), cut.day)
        records["closed"] = np.where(
            across, NEW_UNIT if cut.kind == "rename" else NEW_PLACE, records["closed"]
        )
        records["end"] = np.where(across, cut.day - 1, records["end"])
        records["unit_name"] = np.where(before, cut.old_name, records["unit_name"])
        records["administration"] = np.where(before, cut.old_administration, records["administration"])
        records = {name: np.concatenate([values, later[name]]) for name, values in records.items()}
    return records


def _planned_ends(world, records):
    """Open fixed terms bear the day they are planned to end."""
    people, months = world.history.people, world.months
    fixed = (records["closed"] == STILL) & (records["contract"] == FIXED)
    until = people.until[records["person"]].astype(np.int64)
    until = np.where((until <= months.count) | (until == NEVER), months.count + 1, until)
    records["end"] = np.where(fixed, months.last_day(until).astype(np.int64), records["end"])
    return records


def titles(records: Records, plan, rng) -> tuple[np.ndarray, np.ndarray]:
    """Title and code of each row; now and then one of the two is missing."""
    n = len(records.person)
    title, code = np.empty(n, dtype=object), np.empty(n, dtype=object)
    for c in np.unique(records.cell):
        mine = np.flatnonzero(records.cell == c)
        administration, occupation = plan.names[c]
        words = TITLES[occupation]
        if occupation == "manager_c":
            words = words[1:] if administration == "utbildning" else words[:1]
        pick = records.person[mine] * 7 % (2 * len(words))
        pick = np.where(pick >= len(words), 0, pick)
        title[mine] = np.array([t for t, _ in words], dtype=object)[pick]
        code[mine] = np.array([k for _, k in words], dtype=object)[pick]
    u = rng.random(n)
    other = np.array([o == "other" for _, o in plan.names])[records.cell]  # told by its titles alone
    code[u < 0.02] = ""
    title[(u > 0.996) & ~other] = ""
    return title, code


def levels(records: Records, plan) -> np.ndarray:
    """Responsibility letter of each row, empty for staff."""
    letters = np.array([LEVEL_OF.get(o, "") for _, o in plan.names], dtype=object)
    return letters[records.cell]


def names(person: np.ndarray, sex: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last names; a person keeps them."""
    first = np.empty(len(person), dtype=object)
    for s, words in enumerate((FIRST["female"], FIRST["male"])):
        mine = sex == s
        first[mine] = np.array(words, dtype=object)[person[mine] * 13 % len(words)]
    return first, np.array(LAST, dtype=object)[person * 29 % len(LAST)]
