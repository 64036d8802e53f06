"""Absences of the monthly-paid staff: sickness, parental and other leave, care of a sick child, vacation."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.calendar import Months
from competence.sample.log import Spells
from competence.sample.people import HOURLY, People, birth_year
from competence.sample.streams import Streams

KINDS = ("sick", "parental", "child_care", "vacation", "study", "leave")
SICK, PARENTAL, CHILD_CARE, VACATION, STUDY, LEAVE = range(6)
FULL_LEAVE = (PARENTAL, STUDY, LEAVE)  # of extent 1: those who are "on leave"
BEFORE = 400  # days before the opening stock in which an absence may have begun

# (kind, spells a year for women and men, days: shortest and mean beyond, chance of half extent)
_SICKNESS = ((1.15, 0.85, 1, 3.5, 0.0), (0.19, 0.12, 10, 24.0, 0.1), (0.115, 0.068, 60, 135.0, 0.3))


def simulate(
    streams: Streams, months: Months, people: People, spells: Spells, start, end
) -> dict[str, np.ndarray]:
    """Absences as arrays `person`, `kind`, `start`, `end` (day numbers), `extent`; by person and start.

    Parameters
    ----------
    start, end : days of the spells.
    """
    rng = streams("absences")
    first, last, who = _segments(months, people, spells, start, end)
    # One chunk a person and calendar year, so that age and season are right.
    y0 = _year(first)
    count = _year(last) - y0 + 1
    part = np.repeat(np.arange(len(first)), count)
    year = y0[part] + np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
    a = np.maximum(first[part], _new_year(year))
    b = np.minimum(last[part], _new_year(year + 1) - 1)
    until = last[part]
    person = who[part]
    woman = people.sex[person] == 0
    age = year - birth_year(people.birth[person])
    span = (b - a + 1) / 365.0
    found = []

    def draw(kind, rate, low, mean, half, season=None):
        number = rng.poisson(np.maximum(rate, 0) * span)
        at = np.repeat(np.arange(len(a)), number)
        n = len(at)
        begin = a[at] + (rng.random(n) * (b[at] - a[at] + 1)).astype(np.int64)
        length = low + (rng.exponential(1.0, n) * mean).astype(np.int64)
        extent = np.where(rng.random(n) < half, 0.5, 1.0)
        found.append((person[at], np.full(n, kind), begin, np.minimum(begin + length - 1, until[at]), extent))

    older = 0.7 + 0.6 * np.clip((age - 25) / 40, 0, 1)
    for women, men, low, mean, half in _SICKNESS:
        draw(SICK, np.where(woman, women, men) * (older if low > 1 else 1.0), low, mean, half)
    fertile = np.exp(-(((age - np.where(woman, 31, 33)) / 5.0) ** 2))
    draw(PARENTAL, fertile * np.where(woman, 0.155, 0.0), 180, 190.0, 0.0)
    draw(PARENTAL, fertile * np.where(woman, 0.0, 0.19), 30, 80.0, 0.1)
    small = np.exp(-(((age - 37) / 6.5) ** 2))
    draw(CHILD_CARE, small * np.where(woman, 0.9, 0.7), 1, 1.2, 0.0)
    draw(STUDY, np.where(age < 45, 0.007, 0.002), 120, 120.0, 0.1)
    draw(LEAVE, np.where(age < 60, 0.014, 0.004), 60, 110.0, 0.2)
    # Four weeks between mid June and mid August for those who are there.
    summer = _new_year(year) + 166 + (rng.random(len(a)) * 5).astype(np.int64) * 7
    here = np.flatnonzero((a <= summer) & (b >= summer + 27) & (age < 70) & (rng.random(len(a)) < 0.8))
    found.append(
        (person[here], np.full(len(here), VACATION), summer[here], summer[here] + 27, np.ones(len(here)))
    )

    person, kind, begin, finish, extent = (np.concatenate(p) for p in zip(*found, strict=True))
    known = finish >= int(months.last_day(0).astype(np.int64))
    order = np.lexsort((extent, finish, kind, begin, person))
    order = order[known[order]]
    # The same absence drawn twice by chance would be a repeated row that nobody planted.
    rows = np.stack([column[order].astype(float) for column in (person, kind, begin, finish, extent)])
    order = order[np.append(True, (np.diff(rows) != 0).any(axis=0))] if len(order) else order
    return {"person": person[order], "kind": kind[order], "start": begin[order], "end": finish[order],
            "extent": extent[order]}  # fmt: skip


def _segments(months, people, spells, start, end):
    """Unbroken stretches of monthly-paid employment within the window: first and last day, person."""
    today = int(months.last_day(months.count).astype(np.int64))
    paid = spells.contract < HOURLY
    begins = paid & (spells.why != L.CHANGE)
    # A spell that only changes something goes on with the stretch before it.
    number = np.cumsum(begins)[paid] - 1
    first = start[begins]
    opening = spells.why[begins] == L.OPENING
    earliest = int(months.last_day(0).astype(np.int64)) - BEFORE
    first = np.where(opening, np.maximum(spells.hired[begins], earliest), first)
    last = np.zeros(len(first), np.int64)
    last[number] = np.minimum(end[paid], today)  # the stretch's last spell comes last
    return first.astype(np.int64), last, spells.person[begins]


def _year(days):
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _new_year(years):
    return (np.asarray(years) - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)


def at_month_ends(months: Months, absences) -> dict[str, np.ndarray]:
    """Absences in force on the last day of a month: `person`, `month`, `extent`, `full_leave`. No vacation."""
    ends = months.last_day(np.arange(0, months.count + 1)).astype(np.int64)
    low = np.searchsorted(ends, absences["start"])
    high = np.searchsorted(ends, absences["end"], side="right")
    keep = np.flatnonzero((high > low) & (absences["kind"] != VACATION))
    count = (high - low)[keep]
    at = np.repeat(keep, count)
    month = low[at] + np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    full = np.isin(absences["kind"][at], FULL_LEAVE) & (absences["extent"][at] >= 1)
    return {"person": absences["person"][at], "month": month, "extent": absences["extent"][at],
            "full_leave": full}  # fmt: skip
