"""Files of the leadership programme beside its course records: who led which unit, and what managers say of themselves."""

from __future__ import annotations

import numpy as np

from competence.sample import records as rc
from competence.sample import systems
from competence.sample.dates import OPEN
from competence.sample.people import HOURLY
from competence.sample.sheets import Sheet, coded, dates, decimals
from competence.sample.survey import Course

ANSWERING = 0.75
SPREAD = 0.8  # between managers, on a scale of 1 to 5
SCALE = 5
MESSY = 40  # rows from which a file holds faulty ones: they stay below the limit that refuses a delivery
LATER = 12  # months after a group's last day in which it is asked again
# Question, its mean before the course, and what is added just after it and later.
ITEMS = {
    "Jag har kontakter i andra förvaltningar som jag använder": (2.9, 0.5, 0.4),
    "Jag är trygg i att leda i frågor som saknar givna svar": (3.4, 0.3, 0.3),
    "Jag prövar nya arbetssätt tillsammans med mina medarbetare": (3.5, 0.2, 0.2),
}
_WHEN = ("Före", "Efter", "Uppföljning")


def manager_units(world, rows: rc.Records, people, sheet: Sheet) -> None:
    """Who led which unit from when to when: first-line managers' rows, joined where only something else changed."""
    first_line = np.array([o == "manager_c" for _, o in world.plan.names])
    mine = first_line[rows.cell] & (rows.contract < HOURLY) & (rows.closed != rc.SECOND_ENDS)
    rows = rows.take(mine)
    rows = rows.take(np.lexsort((rows.start, rows.person)))
    goes_on = np.zeros(len(rows.person), bool)
    goes_on[1:] = (rows.person[1:] == rows.person[:-1]) & (rows.start[1:] == rows.end[:-1] + 1)
    goes_on[1:] &= rows.unit_name[1:] == rows.unit_name[:-1]
    begin = np.flatnonzero(~goes_on)
    last = np.append(begin[1:], len(goes_on)) - 1
    rng = world.streams("mess leaders")
    today = int(world.months.last_day(world.months.count).astype(np.int64))
    end = np.where(rows.end[last] > today, OPEN, rows.end[last])
    person, unit, start = rows.person[begin], rows.unit_name[begin], rows.start[begin]
    number = systems.heroma_number(rng, people.twelve[person])
    name = people.last[person] + ", " + people.first[person]
    sheet.add([number, name, unit, dates(start, "2024-01-01"), dates(end, "2024-01-01", empty=OPEN)])
    if len(person) < MESSY:
        return
    sheet.repeat(rng, 2)
    i = int(rng.integers(0, len(person)))
    sheet.plant(rng, "end_before_start", [f"{number[i]};{name[i]};{unit[i]};2024-03-01;2024-02-01"])
    sheet.plant(rng, "missing_value", [f"{number[i]};{name[i]};;2024-03-01;"])


def manager_survey(world, course: Course, sheet: Sheet) -> dict:
    """Means by course group and question, before the course, after it and later; what was planted."""
    rng, months, rollout = world.streams("manager survey"), world.months, world.rollout
    size = np.bincount(course.group, minlength=len(rollout.start))
    for group, n in enumerate(size):
        when = (rollout.start[group] - 1, rollout.finish[group], rollout.finish[group] + LATER)
        for i, month in enumerate(when):
            answers = int(rng.binomial(n, ANSWERING))
            noise = rng.standard_normal(len(ITEMS)) * SPREAD / np.sqrt(max(answers, 1))
            if month > months.count or n == 0:
                continue
            mean = (
                np.array([before + (0.0, after, later)[i] for before, after, later in ITEMS.values()]) + noise
            )
            told = (
                decimals(np.round(np.clip(mean, 1, SCALE), 2), 2)
                if answers >= 5
                else np.array([""] * len(ITEMS))
            )
            k = len(ITEMS)
            sheet.add([np.full(k, f"Grupp {group + 1}", dtype=object),
                       np.full(k, str(months.first_day(month))[:7], dtype=object), coded(list(ITEMS), range(k)),
                       np.full(k, str(SCALE), dtype=object), told, np.full(k, str(answers), dtype=object),
                       np.full(k, _WHEN[i], dtype=object)])  # fmt: skip
    if len(sheet.lines) >= MESSY:
        sheet.repeat(world.streams("mess manager survey"), 1)
        group, month, item, *_ = sheet.lines[0].split(";")
        sheet.plant(
            world.streams("mess manager survey"), "bad_number", [f"{group};{month};{item};5;6,20;9;Före"]
        )
    return {
        "scale_max": SCALE,
        "items": {item: dict(zip(("before", "after", "later"), added)) for item, added in
                  ((item, (before, before + after, before + later)) for item, (before, after, later) in ITEMS.items())},
    }  # fmt: skip
