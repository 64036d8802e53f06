"""To the waist: the tables without persons, straight from the simulated states."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from competence.config import Config
from competence.sample import log as L
from competence.sample import panel as pn
from competence.sample.calendar import Months
from competence.sample.people import CONTRACTS, NEVER, QUALIFICATIONS, birth_year
from competence.sample.plan import LEVEL_OF, Plan
from competence.sample.posts import CANCELLED, FILLED_UNQUALIFIED
from competence.tables import COMPETENCE_FLOWS, COMPETENCE_STOCK, COVER, FLOW_TABLE, STOCK, VACANCIES

STATUSES = ("meets", "transitional", "in_training", "lacks")
SEXES = ("female", "male")
FEWEST = 5  # closed posts under which no time to fill is told
YEAR = 12  # months over which time to fill and applicants are told


class Counter:
    """Counts one history. All tables are sorted by their keys and fit `tables.py` as they are built."""

    def __init__(self, plan: Plan, months: Months, config: Config, history, panel: pn.Panel, end, counted,
                 away, hours):  # fmt: skip
        self.plan, self.months, self.config = plan, months, config
        self.history, self.panel, self.counted = history, panel, counted
        self.away, self.hours = away, hours
        names = plan.names
        # Cells, contracts and sexes in the order of their names, so that sorted keys are sorted tables.
        self._cells = sorted(range(plan.cells), key=lambda c: names[c])
        self._rank = np.empty(plan.cells, np.int64)
        self._rank[self._cells] = np.arange(plan.cells)
        self._contracts = sorted(CONTRACTS[:3])
        self._contract_rank = np.array([self._contracts.index(c) for c in CONTRACTS[:3]])
        self._cell_names = {
            "administration": [names[c][0] for c in self._cells],
            "occupation": [names[c][1] for c in self._cells],
            "manager_level": [LEVEL_OF.get(names[c][1], "none") for c in self._cells],
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
        packed = self._rank[cell] * 4 + self._contract_rank[contract]
        return ((packed * 2 + sex) * 128 + age) * 64 + tenure

    _SPAN = 64 * 128 * 2 * 4

    def _unpack(self, packed) -> dict[str, np.ndarray]:
        cell = packed // self._SPAN
        rest = packed % self._SPAN
        return {
            **{
                name: text(values, cell)
                for name, values in self._cell_names.items()
                if name != "manager_level"
            },
            "contract": text(self._contracts, rest // (2 * 128 * 64)),
            "sex": text(SEXES, rest // (128 * 64) % 2),
            "age": small(rest // 64 % 128),
            "tenure": small(rest % 64),
            "manager_level": text(self._cell_names["manager_level"], cell),
        }

    # --- tables -------------------------------------------------------------------------------------------

    def stock(self) -> pd.DataFrame:
        """The table `stock`: months 0 (opening) to the last."""
        panel, aside = self.panel, self.panel.aside
        size = len(self._cells) * self._SPAN
        own, beside = self._own, self._dimensions(aside)
        keys = np.concatenate([panel.month * size + own, aside.month * size + beside])
        unique, where = np.unique(keys, return_inverse=True)
        n = len(unique)
        main = where[: len(panel)]
        fte = np.concatenate([panel.share, aside.share])
        absent = np.concatenate([panel.share * self.absent, aside.share * self.absent_aside])
        return pd.DataFrame(
            {
                "period": self._periods(unique // size),
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
        size = len(self._cells) * self._SPAN
        keys = [
            ((panel.month[rows] + later) * size + self._own[rows]) * len(names) + names.index(name)
            for name, rows, later in parts
        ]
        unique, count = np.unique(np.concatenate(keys), return_counts=True)
        kind, unique = unique % len(names), unique // len(names)
        return pd.DataFrame(
            {
                "period": self._periods(unique // size),
                **self._unpack(unique % size),
                "flow": text(names, kind),
                "count": count.astype(np.int64),
            }
        )[FLOW_TABLE.names]

    def _requirements(self):
        """Requirement, first month in force and qualification by cell (one requirement an occupation)."""
        found = {}
        for r in self.config.requirement:
            begin = self.months.index(r.valid_from.year, r.valid_from.month) if r.valid_from else -NEVER
            for c in self.plan.cells_of(*r.occupations):
                found[int(c)] = (r.id, begin, QUALIFICATIONS.index(r.satisfied_by[0]))
        return found

    def competence(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The tables `competence_stock` and `competence_flows`.

        Flows tell of changes of status within a cell, and of coming to or leaving one (`outside`); in the
        first month that a requirement is in force there are none.
        """
        people = self.history.people
        requirements = self._requirements()
        ids = sorted({r for r, _, _ in requirements.values()})
        of = np.full(self.plan.cells, -1)
        begin = np.full(self.plan.cells, NEVER)
        need = np.full(self.plan.cells, -1)
        for c, (r, first, q) in requirements.items():
            of[c], begin[c], need[c] = ids.index(r), first, q
        title = QUALIFICATIONS.index("assistant_nurse_title")

        def rows(panel):
            asked = np.where(panel.month >= begin[panel.cell], need[panel.cell], -1)
            state = pn.status(panel, people, asked, self.history.trainings, title)
            age = self.months.year(panel.month) - birth_year(people.birth[panel.person])
            band = age // 5
            packed = (self._rank[panel.cell] * 4 + self._contract_rank[panel.contract]) * 16 + of[panel.cell]
            return asked >= 0, state, packed * 32 + band

        asked, state, packed = rows(self.panel)
        aside_asked, aside_state, aside_packed = rows(self.panel.aside)
        self.status, self.asked = state, asked
        size = len(self._cells) * 4 * 16 * 32
        order = sorted(STATUSES)
        rank = np.array([order.index(s) for s in STATUSES])
        key = (self.panel.month * size + packed) * 8 + rank[state]
        beside = (self.panel.aside.month * size + aside_packed) * 8 + rank[aside_state]
        unique, where = np.unique(np.concatenate([key[asked], beside[aside_asked]]), return_inverse=True)
        n, main = len(unique), int(asked.sum())
        fte = np.concatenate([self.panel.share[asked], self.panel.aside.share[aside_asked]])
        stock = pd.DataFrame(
            {
                "period": self._periods(unique // (8 * size)),
                **self._unpack_competence(unique // 8 % size, ids),
                "status": text(order, unique % 8),
                "headcount": np.bincount(where[:main], minlength=n),
                "fte": np.round(np.bincount(where, fte, n), 6),
            }
        )[COMPETENCE_STOCK.names]
        return stock, self._competence_flows(asked, state, packed, size, ids)

    def _competence_flows(self, asked, state, packed, size, ids):
        panel = self.panel
        order = sorted((*STATUSES, "outside"))
        rank = np.array([order.index(s) for s in STATUSES])
        outside = order.index("outside")
        goes_on = np.flatnonzero(self.goes_on)
        same = panel.cell[goes_on] == panel.cell[goes_on + 1]
        same &= panel.contract[goes_on] == panel.contract[goes_on + 1]
        stays = goes_on[same]
        begin = np.where(asked, panel.month, NEVER)
        in_force = {int(i): int(begin[of].min()) for i, of in self._by_requirement(asked)}
        first = np.array([in_force.get(i, NEVER) for i in range(len(ids))])
        requirement = packed // 32 % 16
        since = np.where(asked, first[np.minimum(requirement, len(ids) - 1)], NEVER)

        gained = stays[asked[stays] & asked[stays + 1] & (state[stays] != state[stays + 1])]
        left = np.ones(len(panel), bool)
        left[stays] = False
        left &= asked & (panel.month < self.months.count)
        came = np.ones(len(panel), bool)
        came[stays + 1] = False
        came &= asked & (panel.month > since)
        left, came = np.flatnonzero(left), np.flatnonzero(came)
        keys = np.concatenate([
            ((panel.month[gained + 1] * size + packed[gained + 1]) * 8 + rank[state[gained]]) * 8
            + rank[state[gained + 1]],
            (((panel.month[left] + 1) * size + packed[left]) * 8 + rank[state[left]]) * 8 + outside,
            ((panel.month[came] * size + packed[came]) * 8 + outside) * 8 + rank[state[came]],
        ])  # fmt: skip
        unique, count = np.unique(keys, return_counts=True)
        cell = unique // 64
        return pd.DataFrame(
            {
                "period": self._periods(cell // size),
                **self._unpack_competence(cell % size, ids),
                "from_status": text(order, unique // 8 % 8),
                "to_status": text(order, unique % 8),
                "count": count.astype(np.int64),
            }
        )[COMPETENCE_FLOWS.names]

    def _by_requirement(self, asked):
        requirements = self._requirements()
        ids = sorted({r for r, _, _ in requirements.values()})
        for i, name in enumerate(ids):
            cells = [c for c, (r, _, _) in requirements.items() if r == name]
            mine = asked & np.isin(self.panel.cell, cells)
            if mine.any():
                yield i, mine

    def _unpack_competence(self, packed, ids):
        cell = packed // (4 * 16 * 32)
        names = {k: v for k, v in self._cell_names.items() if k != "manager_level"}
        return {
            **{name: text(values, cell) for name, values in names.items()},
            "contract": text(self._contracts, packed // (16 * 32) % 4),
            "requirement": text(ids, packed // 32 % 16),
            "age_band": small(packed % 32 * 5),
        }

    def vacancies(self, recruitments) -> pd.DataFrame:
        """The table `vacancies`: cells that ever advertised; cancelled posts are none."""
        plan, count = self.plan, self.months.count
        real = recruitments["outcome"] != CANCELLED
        r = {name: values[real] for name, values in recruitments.items()}
        r["opened"] = np.maximum(r["opened"], 0)  # what was open at the opening stock is of its month
        filled = r["closed"] < NEVER
        rank = self._rank[r["cell"]]
        at, column = np.meshgrid(np.arange(count + 1), np.unique(rank), indexing="ij")
        shape = (count + 1, plan.cells)
        open_ = np.zeros((count + 2, plan.cells))
        begin = np.clip(r["opened"], 0, count + 1)
        stop = np.where(filled, np.clip(r["closed"], 0, count + 1), count + 1)
        np.add.at(open_, (begin, rank), r["posts"])
        np.add.at(open_, (stop, rank), -r["posts"])
        open_ = np.maximum(np.round(np.cumsum(open_, axis=0)[: count + 1], 6), 0.0)
        unqualified = np.zeros(shape, np.int64)
        bad = (r["outcome"] == FILLED_UNQUALIFIED) & (r["closed"] >= 0)
        np.add.at(unqualified, (r["closed"][bad], rank[bad]), 1)
        days = self._time_to_fill(r, rank, shape)
        applicants = self._applicants(r, rank, shape)
        at, column = at.ravel(), column.ravel()
        return pd.DataFrame(
            {
                "period": self._periods(at),
                "administration": text(self._cell_names["administration"], column),
                "occupation": text(self._cell_names["occupation"], column),
                "open_posts_fte": open_[at, column],
                "time_to_fill": days[at, column],
                "filled_unqualified": unqualified[at, column],
                "qualified_applicants_per_post": np.round(applicants[at, column], 6),
            }
        )[VACANCIES.names]

    @staticmethod
    def _year_of(month, shape):
        """For rows of month `month`: each row and each period whose last twelve months hold it."""
        at = np.repeat(np.arange(len(month)), YEAR)
        period = month[at] + np.tile(np.arange(YEAR), len(month))
        inside = (period >= 0) & (period < shape[0])
        return at[inside], period[inside]

    def _time_to_fill(self, r, rank, shape):
        """Median days of posts closed in the twelve months to each period, null under five."""
        done = np.flatnonzero(r["closed"] < NEVER)
        at, period = self._year_of(r["closed"][done].astype(np.int64), shape)
        cell = period * shape[1] + rank[done[at]]
        grouped = pd.Series(r["days"][done[at]].astype(float)).groupby(cell)
        found = np.full(shape[0] * shape[1], np.nan)
        median = grouped.median()[grouped.size() >= FEWEST]
        found[median.index.to_numpy()] = median.to_numpy()
        return found.reshape(shape)

    def _applicants(self, r, rank, shape):
        """Qualified applicants per post advertised in the twelve months to each period."""
        at, period = self._year_of(r["opened"].astype(np.int64), shape)
        cell, size = period * shape[1] + rank[at], shape[0] * shape[1]
        posts = np.bincount(cell, r["posts"][at], size)
        qualified = np.bincount(cell, r["qualified"][at].astype(float), size)
        out = np.full(size, np.nan)
        return np.divide(qualified, posts, out=out, where=posts > 0).reshape(shape)

    def cover(self) -> pd.DataFrame:
        """The table `cover`: hourly staff's FTE by month and cell."""
        spells = self.history.spells
        rank = self._rank[spells.cell[self.hours["spell"]]]
        n = self.plan.cells
        total = np.bincount(self.hours["month"] * n + rank, self.hours["hours"], (self.months.count + 1) * n)
        at = np.flatnonzero(total > 0)
        return pd.DataFrame(
            {
                "period": self._periods(at // n),
                "administration": text(self._cell_names["administration"], at % n),
                "occupation": text(self._cell_names["occupation"], at % n),
                "cover_supplied_fte": np.round(total[at] / self.config.population.hourly_hours_per_month, 6),
            }
        )[COVER.names]

    def _periods(self, month):
        return self.months.periods.to_numpy()[month]


def text(values, codes) -> pd.arrays.ArrowStringArray:
    """A text column from codes into `values`."""
    import pyarrow as pa

    words = pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int32()), pa.array(list(values), pa.large_string())
    )
    return pd.Series(pd.arrays.ArrowExtensionArray(words.cast(pa.large_string()))).astype("str").array


def small(values) -> pd.arrays.IntegerArray:
    """A whole-number column that could be empty in other deliveries."""
    return pd.array(np.asarray(values, np.int16), dtype="Int16")
