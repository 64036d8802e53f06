"""Who was where at each month's end, and who left or came in between: the spells seen month by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample.calendar import Months
from competence.sample.log import Spells
from competence.sample.people import HOURLY, People


@dataclass(frozen=True)
class Panel:
    """Monthly-paid persons at month ends: one row a person and month (main employment), by person and month.

    Rows of second employments that are not the main one stand in `aside`, with the same columns.
    """

    person: np.ndarray
    month: np.ndarray
    spell: np.ndarray
    cell: np.ndarray
    contract: np.ndarray
    share: np.ndarray
    aside: Panel | None = None

    def __len__(self) -> int:
        return len(self.person)


def build(spells: Spells, second: dict[str, np.ndarray]) -> Panel:
    """Spread spells over the month ends in which they are in force."""
    paid = np.flatnonzero(spells.contract < HOURLY)
    count = (spells.stop - spells.month)[paid]
    spell = np.repeat(paid, count)
    month = _run(spells.month[paid], count)
    person = spells.person[spell]
    cell, contract, share = spells.cell[spell], spells.contract[spell], spells.share[spell].astype(float)

    beside = np.repeat(np.arange(len(second["spell"])), second["stop"] - second["month"])
    when = _run(second["month"], second["stop"] - second["month"])
    base = np.searchsorted(paid, second["spell"][beside])
    row = (np.cumsum(count) - count)[base] + when - spells.month[second["spell"][beside]]
    larger = second["share"][beside] > share[row]
    other_cell, other_share = second["cell"][beside].copy(), second["share"][beside].astype(float)
    # Where the second employment is the larger, the two change places.
    swap = row[larger]
    other_cell[larger], cell[swap] = cell[swap], second["cell"][beside][larger]
    other_share[larger], share[swap] = share[swap], second["share"][beside][larger]
    aside = Panel(person[row], when, spell[row], other_cell, contract[row], other_share)
    return Panel(person, month, spell, cell, contract, share, aside)


def _run(first, count):
    """first[0], first[0]+1, …, count[0] of them; then first[1], …"""
    begin = np.repeat(np.cumsum(count) - count, count)
    return np.repeat(first, count).astype(np.int64) + np.arange(len(begin)) - begin


def status(panel: Panel, people: People, need: np.ndarray, trainings: dict[str, np.ndarray], title: int):
    """How each row stands to what its occupation asks for, as an index of meets, transitional, in_training, lacks.

    Parameters
    ----------
    need : by row the qualification asked for (-1: none).
    title : the qualification that the rule of transition covers.
    """
    asked = np.maximum(need, 0)
    meets = people.has[panel.person, asked] <= panel.month
    rule = (need == title) & people.transitional[panel.person]
    key = panel.person.astype(np.int64) * 4096 + panel.month
    open_ = np.zeros(len(panel) + 1, np.int64)
    low = np.searchsorted(
        key, trainings["person"].astype(np.int64) * 4096 + np.maximum(trainings["begin"], 0)
    )
    high = np.searchsorted(
        key, trainings["person"].astype(np.int64) * 4096 + np.maximum(trainings["finish"], 0)
    )
    which = trainings["qualification"]
    training = np.zeros(len(panel), bool)
    for q in np.unique(which):
        open_[:] = 0
        np.add.at(open_, low[which == q], 1)
        np.add.at(open_, high[which == q], -1)
        training |= (np.cumsum(open_)[:-1] > 0) & (need == q)
    return np.where(meets, 0, np.where(rule, 1, np.where(training, 2, 3))).astype(np.int8)


def tenure(months: Months, hired: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Whole years from the first day with the employer to the end of `month`."""
    begun = hired.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    now = months.opening - 1970 * 12 + month
    return np.clip((now - begun) // 12, 0, 60)
