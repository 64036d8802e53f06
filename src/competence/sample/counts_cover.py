"""Work of the absent and of those who stand in, at the waist: the table `cover`."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from competence.sample import absences as ab
from competence.sample.columns import text
from competence.sample.people import FIXED
from competence.tables import COVER

KINDS = {ab.SICK: 0, ab.PARENTAL: 1, ab.CHILD_CARE: 2, ab.VACATION: 3, ab.STUDY: 4, ab.LEAVE: 4}
COLUMNS = ("sick_fte", "parental_fte", "child_care_fte", "vacation_fte", "other_fte")
FIRST_WEEK, LAST_WEEK = 25, 33
SHORT = 3  # month ends at most that a short fixed term is there


def cover(counter, absences, hours) -> pd.DataFrame:
    """The table `cover`.

    Parameters
    ----------
    counter : the `Counter`. absences, hours : what `absences.simulate` and `hours.simulate` give.
    """
    months, panel, n = counter.months, counter.panel, counter.plan.cells
    count = months.count + 1
    figures = np.zeros((len(COVER.names) - 3, count * n))
    place = {name: i for i, name in enumerate(COVER.names[3:])}
    known = np.ones((len(figures), count), bool)

    def add(name, month, rank, weight):
        figures[place[name]] += np.bincount(month * n + rank, weight, count * n)

    first, last = (f(np.arange(count)).astype(np.int64) for f in (months.first_day, months.last_day))
    summer, part, august = _weeks(months)
    inside = np.flatnonzero(part > 0)
    begin, end = (np.array(x)[inside] for x in zip(*summer, strict=True))
    share = np.array([counter.config.demand.covered(o) for o in counter.cell_names["occupation"]])
    for rows in (panel, panel.aside):
        rank = counter.rank[rows.cell]
        mean = _away(absences, rows, np.arange(count), first, last)
        for k, name in enumerate(COLUMNS):
            add(name, rows.month, rank, rows.share * mean[:, k])
        weeks = _away(absences, rows, inside, begin, end).sum(axis=1)
        seen = part[rows.month] > 0
        worth = rows.share * weeks * part[rows.month] * share[rank]
        add("summer_fte", august[rows.month[seen]], rank[seen], worth[seen])
    short = _short_terms(panel, months.count)
    add("short_term_fte", panel.month[short], counter.rank[panel.cell[short]], panel.share[short])
    worked = counter.rank[counter.history.spells.cell[hours["spell"]]]
    add(
        "hourly_fte",
        hours["month"],
        worked,
        hours["hours"] / counter.config.population.hourly_hours_per_month,
    )
    figures[place["cover_supplied_fte"]] = figures[place["hourly_fte"]] + figures[place["short_term_fte"]]
    is_august = months.month(np.arange(count)) == 8
    known[place["summer_fte"]] = is_august & (np.arange(count) >= 2)
    known[place["summer_persons"]] = is_august & (np.arange(count) >= 4)
    known[place["summer_returned"]] = is_august & (np.arange(count) >= 16)
    before = np.zeros(0, np.int64)
    for month in np.flatnonzero(known[place["summer_persons"]]):
        who, cell = _engaged(counter, hours, int(month))
        again = np.isin(who, before)
        add("summer_persons", np.full(len(who), month), counter.rank[cell], np.ones(len(who)))
        add("summer_returned", np.full(len(who), month), counter.rank[cell], again.astype(float))
        before = who
    figures = np.round(figures, 6)
    figures[~np.repeat(known, n, axis=1)] = np.nan
    at = np.flatnonzero((np.nan_to_num(figures) > 0).any(axis=0))
    columns = {name: figures[i, at] for name, i in place.items()}
    for name in ("summer_persons", "summer_returned"):
        columns[name] = pd.array(columns[name], dtype="Float64").astype("Int64")
    return pd.DataFrame(
        {
            "period": counter.periods(at // n),
            "administration": text(counter.cell_names["administration"], at % n),
            "occupation": text(counter.cell_names["occupation"], at % n),
            **columns,
        }
    )[COVER.names]


def _weeks(months):
    """By month: first and last day within the summer's weeks, its part of them, and that summer's August."""
    count = months.count + 1
    days, part, august = [(0, -1)] * count, np.zeros(count), np.zeros(count, np.int64)
    for month in range(2, count):
        if months.month(month) != 8:
            continue
        year = int(months.year(month))
        begin = datetime.date.fromisocalendar(year, FIRST_WEEK, 1).toordinal() - 719163
        end = datetime.date.fromisocalendar(year, LAST_WEEK, 7).toordinal() - 719163
        for m in (month - 2, month - 1, month):
            first = max(begin, int(months.first_day(m).astype(np.int64)))
            last = min(end, int(months.last_day(m).astype(np.int64)))
            days[m], part[m], august[m] = (first, last), (last - first + 1) / (end - begin + 1), month
    return days, part, august


def _away(absences, rows, month, first, last) -> np.ndarray:
    """(rows, kinds) share of time absent in each month's days; who is absent twice at once is absent once."""
    base = 1 << 12
    kind = np.array([KINDS[k] for k in range(len(ab.KINDS))])[absences["kind"]]
    low, high = (
        np.searchsorted(last, absences["start"]),
        np.searchsorted(first, absences["end"], side="right"),
    )
    count = np.maximum(high - low, 0)
    of = np.repeat(np.arange(len(count)), count)
    window = np.repeat(low - np.cumsum(count) + count, count) + np.arange(len(of))
    days = (
        np.minimum(absences["end"][of], last[window]) - np.maximum(absences["start"][of], first[window]) + 1
    )
    amount = days * absences["extent"][of] / (last - first + 1)[window]
    key, where = np.unique(
        absences["person"][of].astype(np.int64) * base + month[window], return_inverse=True
    )
    size = len(COLUMNS)
    share = np.bincount(where * size + kind[of], amount, (len(key) + 1) * size).reshape(-1, size)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1.0)
    mine = rows.person.astype(np.int64) * base + rows.month
    at = np.searchsorted(key, mine)
    hit = np.append(key, -1)[at] == mine
    return share[np.where(hit, at, len(key))]


def _short_terms(panel, last: int) -> np.ndarray:
    """Rows of stays on the roll of a few months, all on a fixed term, whose beginning and end are both seen."""
    goes_on = (panel.person[1:] == panel.person[:-1]) & (panel.month[1:] == panel.month[:-1] + 1)
    begin = np.flatnonzero(np.append(True, ~goes_on))
    stop = np.append(begin[1:], len(panel))
    short = (stop - begin <= SHORT) & (panel.month[begin] > 0) & (panel.month[stop - 1] < last)
    short &= np.add.reduceat(panel.contract == FIXED, begin) == stop - begin
    return np.flatnonzero(np.repeat(short, stop - begin))


def _engaged(counter, hours, august: int) -> tuple[np.ndarray, np.ndarray]:
    """Persons engaged for a summer, and their cells: by the hour in July, or on a fixed term of these months."""
    spells, panel = counter.history.spells, counter.panel
    spell = hours["spell"][hours["month"] == august - 1]
    who, cell = spells.person[spell].astype(np.int64), spells.cell[spell]
    there = panel.person[np.isin(panel.month, (august - 4, august))]
    rows = np.flatnonzero(np.isin(panel.month, (august - 2, august - 1)) & (panel.contract == FIXED))
    rows = rows[~np.isin(panel.person[rows], there) & ~np.isin(panel.person[rows], who)]
    rows = rows[np.append(panel.person[rows][1:] != panel.person[rows][:-1], True)] if len(rows) else rows
    return np.append(who, panel.person[rows]), np.append(cell, panel.cell[rows])
