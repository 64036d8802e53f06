"""What the course records amount to: units by first trained manager, managers by how far they had come."""

from __future__ import annotations

import numpy as np

from competence.sample.plan import LEVEL_OF
from competence.sample.survey import Course

NEVER = 1 << 14  # a month that does not come


def tell(world, organisation, course: Course) -> dict:
    """The truth of the programme, for `truth.json`."""
    return {"units": _units(world, organisation, course), "status": _status(world, course)}


def _units(world, organisation, course: Course) -> list[dict]:
    """By unit of today: the month at whose end its manager of the time had finished, and the course group."""
    last = world.months.last_day
    return [
        {
            "unit": organisation.names[unit],
            "administration": organisation.administrations[unit],
            "first_trained": str(last(month)),
            "group": f"Grupp {course.led_by[unit] + 1}",
        }
        for unit, month in sorted(course.finished.items())
    ]


def _status(world, course: Course) -> dict:
    """By level: managers at each month's end who are through, under way, not begun."""
    panel, months, count = world.counter.panel, world.months, world.history.people.count
    begun, done = np.full(count, NEVER), np.full(count, NEVER)
    np.minimum.at(begun, course.person, course.begun)
    np.minimum.at(done, course.person, np.where(course.done < 0, NEVER, course.done))
    letter = np.array([LEVEL_OF.get(o, "") for _, o in world.plan.names], dtype=object)[panel.cell]
    found = {}
    for level in sorted(set(LEVEL_OF.values())):
        mine = letter == level
        person, month = panel.person[mine], panel.month[mine]
        through = done[person] <= month
        way = ~through & (begun[person] <= month)
        found[level] = {
            name: [int(n) for n in np.bincount(month[mask], minlength=months.count + 1)]
            for name, mask in (("completed", through), ("under_way", way), ("not_begun", ~through & ~way))
        }
    return found
