"""Competence at the waist: how staff stand to their occupation's requirement, and how that changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sample.columns import small, text
from competence.sample.panel import status
from competence.sample.people import NEVER, QUALIFICATIONS, birth_year
from competence.tables import COMPETENCE_FLOWS, COMPETENCE_STOCK

STATUSES = ("meets", "transitional", "in_training", "lacks")
_ORDER = sorted((*STATUSES, "outside"))
_RANK = np.array([_ORDER.index(s) for s in STATUSES])
_OUTSIDE = _ORDER.index("outside")
_BAND = 5
_SPAN = 4 * 16 * 32  # contracts × requirements × age bands, of which fewer are used


class CompetenceCounter:
    """Counts the statuses of a `Counter`'s panel. One requirement an occupation, as the sample has it."""

    def __init__(self, counter):
        self.counter = counter
        plan, months = counter.plan, counter.months
        self.ids = sorted(r.id for r in counter.config.requirement)
        self._of, self._need = np.full(plan.cells, -1), np.full(plan.cells, -1)
        self._begin = np.full(plan.cells, NEVER)
        for r in counter.config.requirement:
            cells = plan.cells_of(*r.occupations)
            self._of[cells] = self.ids.index(r.id)
            self._need[cells] = QUALIFICATIONS.index(r.satisfied_by[0])
            self._begin[cells] = (
                months.index(r.valid_from.year, r.valid_from.month) if r.valid_from else -NEVER
            )
        self.size = plan.cells * _SPAN
        self.asked, self.state, self.packed = self._rows(counter.panel)

    def _rows(self, panel):
        """Whether each row is under a requirement in force, its status, and its dimensions in one number."""
        c = self.counter
        people = c.history.people
        asked = np.where(panel.month >= self._begin[panel.cell], self._need[panel.cell], -1)
        title = QUALIFICATIONS.index("assistant_nurse_title")
        state = status(panel, people, asked, c.history.trainings, title)
        band = (c.months.year(panel.month) - birth_year(people.birth[panel.person])) // _BAND
        packed = (c.rank[panel.cell] * 4 + c.contract_rank[panel.contract]) * 16 + self._of[panel.cell]
        return asked >= 0, state, packed * 32 + band

    def _unpack(self, packed):
        c = self.counter
        cell = packed // _SPAN
        return {
            "administration": text(c.cell_names["administration"], cell),
            "occupation": text(c.cell_names["occupation"], cell),
            "contract": text(c.contracts, packed // (16 * 32) % 4),
            "requirement": text(self.ids, packed // 32 % 16),
            "age_band": small(packed % 32 * _BAND),
        }

    def stock(self) -> pd.DataFrame:
        """The table `competence_stock`."""
        panel, aside = self.counter.panel, self.counter.panel.aside
        beside, state, packed = self._rows(aside)
        own = (panel.month * self.size + self.packed) * 8 + _RANK[self.state]
        other = (aside.month * self.size + packed) * 8 + _RANK[state]
        unique, where = np.unique(np.concatenate([own[self.asked], other[beside]]), return_inverse=True)
        n, main = len(unique), int(self.asked.sum())
        fte = np.concatenate([panel.share[self.asked], aside.share[beside]])
        return pd.DataFrame(
            {
                "period": self.counter.periods(unique // (8 * self.size)),
                **self._unpack(unique // 8 % self.size),
                "status": text(_ORDER, unique % 8),
                "headcount": np.bincount(where[:main], minlength=n),
                "fte": np.round(np.bincount(where, fte, n), 6),
            }
        )[COMPETENCE_STOCK.names]

    def flows(self) -> pd.DataFrame:
        """The table `competence_flows`: changes of status within a cell, and coming to or leaving one.

        In the first month that a requirement is in force there are none.
        """
        panel, asked, state = self.counter.panel, self.asked, self.state
        goes_on = np.flatnonzero(self.counter.goes_on)
        same = panel.cell[goes_on] == panel.cell[goes_on + 1]
        same &= panel.contract[goes_on] == panel.contract[goes_on + 1]
        stays = goes_on[same]
        gained = stays[asked[stays] & asked[stays + 1] & (state[stays] != state[stays + 1])]
        left = asked & (panel.month < self.counter.months.count)
        left[stays] = False
        came = asked & (panel.month > np.maximum(self._begin[panel.cell], 0))
        came[stays + 1] = False
        left, came = np.flatnonzero(left), np.flatnonzero(came)

        def change(month, row, was, now):
            return ((month * self.size + self.packed[row]) * 8 + was) * 8 + now

        keys = [
            change(panel.month[gained + 1], gained + 1, _RANK[state[gained]], _RANK[state[gained + 1]]),
            change(panel.month[left] + 1, left, _RANK[state[left]], _OUTSIDE),
            change(panel.month[came], came, _OUTSIDE, _RANK[state[came]]),
        ]
        unique, count = np.unique(np.concatenate(keys), return_counts=True)
        cell = unique // 64
        return pd.DataFrame(
            {
                "period": self.counter.periods(cell // self.size),
                **self._unpack(cell % self.size),
                "from_status": text(_ORDER, unique // 8 % 8),
                "to_status": text(_ORDER, unique % 8),
                "count": count.astype(np.int64),
            }
        )[COMPETENCE_FLOWS.names]
