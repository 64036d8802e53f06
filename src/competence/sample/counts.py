"""To the waist: stock and flows, counted from the simulated states; what the other counts share."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from competence.config import Config
from competence.sample import log as L
from competence.sample import panel as pn
from competence.sample.calendar import Months
from competence.sample.columns import small, text
from competence.sample.people import CONTRACTS, birth_year
from competence.sample.plan import LEVEL_OF, Plan
from competence.tables import FLOW_TABLE, STOCK

SEXES = ("female", "male")


class Counter:
    """Counts one history. All tables are sorted by their keys and fit `tables` as they are built."""

    def __init__(self, plan: Plan, months: Months, config: Config, history, panel: pn.Panel, counted, away):
        self.plan, self.months, self.config = plan, months, config
        self.history, self.panel, self.counted = history, panel, counted
        self.away = away
        names = plan.names
        # Cells, contracts and sexes in the order of their names, so that sorted keys are sorted tables.
        self.cells = sorted(range(plan.cells), key=lambda c: names[c])
        self.rank = np.empty(plan.cells, np.int64)
        self.rank[self.cells] = np.arange(plan.cells)
        self.contracts = sorted(CONTRACTS[:3])
        self.contract_rank = np.array([self.contracts.index(c) for c in CONTRACTS[:3]])
        self.cell_names = {
            "administration": [names[c][0] for c in self.cells],
            "occupation": [names[c][1] for c in self.cells],
            "manager_level": [LEVEL_OF.get(names[c][1], "none") for c in self.cells],
        }
        self._absences(panel)

    # --- rows ---------------------------------------------------------------------------------------------

    def _absences(self, panel):
        """Absent share and full leave of each panel row, main employments and those aside."""
        key = panel.person.astype(np.int64) * 4096 + panel.month
        wanted = self.away["person"].astype(np.int64) * 4096 + self.away["month"]
        at = np.searchsorted(key, wanted)
        at = np.minimum(at, len(key) - 1)
        hit = key[at] == wanted
        absent = np.bincount(at[hit], self.away["extent"][hit], len(key))
        self.absent = np.minimum(absent, 1.0)
        full = np.bincount(at[hit], self.away["full_leave"][hit].astype(float), len(key))
        self.on_leave = full > 0
        aside = panel.aside
        same = np.searchsorted(key, aside.person.astype(np.int64) * 4096 + aside.month)
        self.absent_aside = self.absent[same]

    def _dimensions(self, panel) -> np.ndarray:
        """One number by row for all dimensions of `stock`, ordered as its key."""
        people, spells = self.history.people, self.history.spells
        age = self.months.year(panel.month) - birth_year(people.birth[panel.person])
        tenure = pn.tenure(self.months, spells.hired[panel.spell], panel.month)
        return self._pack(panel.cell, panel.contract, people.sex[panel.person], age, tenure)

    @cached_property
    def _own(self) -> np.ndarray:
        return self._dimensions(self.panel)

    @cached_property
    def goes_on(self) -> np.ndarray:
        """Whether the next panel row is the same person a month later."""
        panel = self.panel
        goes_on = np.zeros(len(panel), bool)
        goes_on[:-1] = (panel.person[1:] == panel.person[:-1]) & (panel.month[1:] == panel.month[:-1] + 1)
        return goes_on

    def _pack(self, cell, contract, sex, age, tenure):
        packed = self.rank[cell] * 4 + self.contract_rank[contract]
        return ((packed * 2 + sex) * 128 + age) * 64 + tenure

    _SPAN = 64 * 128 * 2 * 4

    def _unpack(self, packed) -> dict[str, np.ndarray]:
        cell = packed // self._SPAN
        rest = packed % self._SPAN
        return {
            **{
                name: text(values, cell)
                for name, values in self.cell_names.items()
                if name != "manager_level"
            },
            "contract": text(self.contracts, rest // (2 * 128 * 64)),
            "sex": text(SEXES, rest // (128 * 64) % 2),
            "age": small(rest // 64 % 128),
            "tenure": small(rest % 64),
            "manager_level": text(self.cell_names["manager_level"], cell),
        }

    # --- tables -------------------------------------------------------------------------------------------

    def stock(self) -> pd.DataFrame:
        """The table `stock`: months 0 (opening) to the last."""
        panel, aside = self.panel, self.panel.aside
        size = len(self.cells) * self._SPAN
        own, beside = self._own, self._dimensions(aside)
        keys = np.concatenate([panel.month * size + own, aside.month * size + beside])
        unique, where = np.unique(keys, return_inverse=True)
        n = len(unique)
        main = where[: len(panel)]
        fte = np.concatenate([panel.share, aside.share])
        absent = np.concatenate([panel.share * self.absent, aside.share * self.absent_aside])
        return pd.DataFrame(
            {
                "period": self.periods(unique // size),
                **self._unpack(unique % size),
                "headcount": np.bincount(main, minlength=n),
                "on_leave": np.bincount(main[self.on_leave], minlength=n),
                "fte": np.round(np.bincount(where, fte, n), 6),
                "absent_fte": np.round(np.bincount(where, absent, n), 6),
            }
        )[STOCK.names]

    @cached_property
    def _parts(self) -> list[tuple[str, np.ndarray, int]]:
        """Every movement: flow, panel rows it is told by, months after the row's month."""
        panel, spells, plan = self.panel, self.history.spells, self.plan
        last = self.months.count
        goes_on = self.goes_on
        came = np.append(True, ~goes_on[:-1])
        parts: list[tuple[str, np.ndarray, int]] = []
        out = np.flatnonzero(~goes_on & (panel.month < last))
        cause = self.counted[panel.spell[out]]
        for name in np.unique(cause):
            parts.append((str(name), out[cause == name], 1))
        new = np.flatnonzero(came & (panel.month > 0))
        how = spells.why[panel.spell[new]]
        # Who comes back from a summer that began before the opening stock is new to the observed months.
        first = np.append(True, panel.person[1:] != panel.person[:-1])[new]
        how = np.where(first & (how == L.GAP_IN), L.HIRE, how)
        for name, codes in {
            "hire": (L.HIRE, L.REHIRE),
            "hire_from_hourly": (L.FROM_HOURLY,),
            "gap_in": (L.GAP_IN,),
        }.items():
            parts.append((name, new[np.isin(how, codes)], 0))
        stay = np.flatnonzero(goes_on)
        place = plan.administration[panel.cell]
        moved = place[stay] != place[stay + 1]
        changed = panel.cell[stay] != panel.cell[stay + 1]
        changed = (changed | (panel.contract[stay] != panel.contract[stay + 1])) & ~moved
        parts += [("move_out", stay[moved], 1), ("move_in", stay[moved] + 1, 0)]
        parts += [("change_out", stay[changed], 1), ("change_in", stay[changed] + 1, 0)]
        leaves = ~self.on_leave[stay] & self.on_leave[stay + 1]
        returns = self.on_leave[stay] & ~self.on_leave[stay + 1]
        parts += [("leave", stay[leaves] + 1, 0), ("return", stay[returns] + 1, 0)]
        return parts

    def movements(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Month and cell of every movement, by flow."""
        return {n: (self.panel.month[rows] + later, self.panel.cell[rows]) for n, rows, later in self._parts}

    def flows(self) -> pd.DataFrame:
        """The table `flows`: months 1 to the last."""
        panel, parts = self.panel, self._parts
        names = sorted({name for name, _, _ in parts})
        size = len(self.cells) * self._SPAN
        keys = [
            ((panel.month[rows] + later) * size + self._own[rows]) * len(names) + names.index(name)
            for name, rows, later in parts
        ]
        unique, count = np.unique(np.concatenate(keys), return_counts=True)
        kind, unique = unique % len(names), unique // len(names)
        return pd.DataFrame(
            {
                "period": self.periods(unique // size),
                **self._unpack(unique % size),
                "flow": text(names, kind),
                "count": count.astype(np.int64),
            }
        )[FLOW_TABLE.names]

    def periods(self, month) -> np.ndarray:
        """Month ends of month indices."""
        return self.months.periods.to_numpy()[month]
