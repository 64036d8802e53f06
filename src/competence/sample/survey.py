"""The leadership programme's course records and the yearly engagement survey with its planted effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample import systems
from competence.sample.people import HOURLY
from competence.sample.rollout import LEADERSHIP_EFFECT, LENGTH
from competence.sample.sheets import Sheet, dates, decimals

MONTH, SKIPPED = 10, 5  # the survey's month; the round left out, years before the last
REWORDED = 7  # years before the last: rounds before it asked in other words, which moved no answer
INSTRUMENTS = ("Medarbetarenkät 2012", "HME 2018")
UNIT_SPREAD, ROUND_SPREAD, PERSON_SPREAD = 5.0, 2.0, 16.0
INDICES = ("Motivation", "Ledarskap", "Styrning")
_LEVEL = (77.0, 78.0, 76.0)


@dataclass(frozen=True)
class Course:
    """Course records: `person`, `group`, month of the first day and of completion (-1 = not completed).

    `finished` and `led_by` : by unit the month from which its manager of the time had finished, and the group.
    """

    person: np.ndarray
    group: np.ndarray
    begun: np.ndarray
    done: np.ndarray
    finished: dict[int, int]
    led_by: dict[int, int]


def participants(world, people, sheet: Sheet) -> Course:
    """Who took which course.

    Those in post when their unit's group begins go with it, later managers with the next group that begins.
    """
    spells, plan, rollout = world.history.spells, world.plan, world.rollout
    rng = world.streams("course records")
    manager = plan.manager_cell[spells.cell] & (spells.contract < HOURLY)
    posts = _stretches(spells, manager, plan)
    rows, finished, led_by = [], {}, {}
    own = rng.integers(0, len(rollout.start), len(posts))
    for i, (person, begin, stop, unit, first_line) in enumerate(posts):
        group = int(rollout.group[unit]) if first_line else int(own[i])
        start = int(rollout.start[group])
        if begin > start:
            later = np.flatnonzero(rollout.start > begin)
            if not len(later):
                continue
            group = int(later[0])
            start = int(rollout.start[group])
        if stop <= start or start > world.months.count:
            continue
        rows.append((person, group, start, stop))
        done = int(rollout.finish[group])
        led_through = first_line and stop > done and done <= world.months.count
        if led_through and done < finished.get(unit, done + 1):
            finished[unit], led_by[unit] = done, group
    rows = sorted(set(rows), key=lambda r: (r[1], r[0]))
    if not rows:
        none = np.zeros(0, np.int64)
        return Course(none, none, none, none, finished, led_by)
    person, group, start, stop = (np.array(column) for column in zip(*rows, strict=True))
    left = stop <= start + LENGTH
    over = start + LENGTH <= world.months.count
    days = np.where(
        left | ~over, 1 + (rng.random(len(rows)) * 3).astype(int), 5 - (rng.random(len(rows)) < 0.2)
    )
    last = world.months.first_day(start + LENGTH).astype(np.int64) + 12 + group % 5
    number = systems.heroma_number(rng, people.twelve[person])
    sheet.add(
        [number, people.last[person] + ", " + people.first[person],
         np.array([f"Grupp {g + 1}" for g in group], dtype=object),
         dates(world.months.first_day(start).astype(np.int64) + 6 + group % 7, "2024-01-01"),
         days.astype(str).astype(object), dates(np.where(left | ~over, -1, last), "2024-01-01", empty=-1)]
    )  # fmt: skip
    return Course(person, group, start, np.where(left | ~over, -1, start + LENGTH), finished, led_by)


def _stretches(spells, manager, plan):
    """Unbroken times in managers' posts: person, first month, month after the last, unit, first line or not."""
    rows = np.flatnonzero(manager)
    found: list[list] = []
    for i in rows:
        first_line = plan.names[spells.cell[i]][1] == "manager_c"
        entry = [
            int(spells.person[i]),
            int(spells.month[i]),
            int(spells.stop[i]),
            int(spells.unit[i]),
            first_line,
        ]
        if found and found[-1][0] == entry[0] and found[-1][2] == entry[1] and found[-1][3:] == entry[3:]:
            found[-1][2] = entry[2]
        else:
            found.append(entry)
    return [tuple(entry) for entry in found]


def engagement(world, organisation, finished: dict[int, int], sheet: Sheet) -> list[dict]:
    """Survey rounds by unit; what was planted for each, for the truth.

    The index is the unit's own level, a shock of administration and round, the effect on leadership after the
    course, and the mean of those who answered.
    """
    plan, months, panel = world.plan, world.months, world.counter.panel
    rng = world.streams("survey")
    spells = world.history.spells
    units = len(plan.units)
    own = rng.standard_normal((3, units)) * UNIT_SPREAD
    place = np.array([a for a, _, _ in plan.units])
    truth = []
    last = int(months.year(months.count))
    rounds = [int(y) for y in months.years if y != last - SKIPPED]
    for year in rounds:
        month = months.index(year, MONTH)
        shock = rng.standard_normal((3, len(plan.administrations))) * ROUND_SPREAD
        noise = rng.standard_normal((3, units))
        answering = rng.uniform(0.7, 0.8, units)
        if not 0 <= month <= months.count:
            continue
        there = panel.month == month
        invited = np.bincount(spells.unit[panel.spell[there]], minlength=units)
        respondents = rng.binomial(invited, answering)
        trained = np.array([finished.get(u, month + 1) <= month for u in range(units)])
        dose = np.where(trained, LEADERSHIP_EFFECT + world.rollout.dose[world.rollout.group], 0.0)
        index = np.array(_LEVEL)[:, None] + own + shock[:, place]
        index += noise * PERSON_SPREAD / np.sqrt(np.maximum(respondents, 1))
        index[1] += dose
        index = np.round(np.clip(index, 0, 100), 1)
        kept = np.flatnonzero(invited > 0)
        day = int(months.first_day(month).astype(np.int64))
        _, name = organisation.at(np.arange(units), np.full(units, day))
        few = respondents < 5
        cells = [np.where(few, "", decimals(index[k], 1))[kept] for k in range(3)]
        sheet.add([name[kept], np.full(len(kept), str(year), dtype=object),
                   dates(np.full(len(kept), day + 6), "2024-01-01"), *cells,
                   invited[kept].astype(str).astype(object), respondents[kept].astype(str).astype(object)])  # fmt: skip
        truth += [{"round": year, "unit": str(name[u]), "trained": bool(trained[u]),
                   "effect": round(float(dose[u]), 4)} for u in kept]  # fmt: skip
    return truth


def rounds(world, asked: list[dict], sheet: Sheet) -> dict:
    """When each round was and in which words it asked; what was planted for the change of words."""
    months, last = world.months, int(world.months.year(world.months.count))
    years = sorted({entry["round"] for entry in asked})
    old = [year < last - REWORDED for year in years]
    day = np.array([int(months.first_day(months.index(y, MONTH)).astype(np.int64)) + 6 for y in years])
    if years:
        sheet.add([np.array([str(y) for y in years], dtype=object), dates(day, "2024-01-01"),
                   np.array([INSTRUMENTS[0] if o else INSTRUMENTS[1] for o in old], dtype=object)])  # fmt: skip
    return {"instruments": {str(y): INSTRUMENTS[0] if o else INSTRUMENTS[1] for y, o in zip(years, old)},
            "effect_of_new_words": 0.0}  # fmt: skip
