"""What was planted: administrations, occupations, sizes and units. Ids are those of `municipality.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

FULL_SIZE = 9500
SMALLEST = 8  # persons in the smallest administration, however small the municipality


@dataclass(frozen=True)
class Trade:
    """An occupation's planted traits.

    Parameters
    ----------
    women : share of women.
    age, spread : mean and standard deviation of age in the opening stock.
    share : mean contracted share of full time; `part` share of part-timers.
    fixed : share of posts held on fixed term.
    hourly : hourly staff's FTE per monthly-paid FTE.
    resign : multiplier of the resignation hazard.
    fill : monthly chance that an open post is filled.
    driver : age group of residents (from, to), or None for what follows the whole.
    trend : planted yearly change of the staffing ratio (log).
    qualified, hired_qualified : share with the competence asked for, in stock and among hires.
    gain : monthly chance that one who lacks it gains it.
    """

    women: float
    age: float = 45.0
    spread: float = 11.0
    part: float = 0.15
    fixed: float = 0.08
    hourly: float = 0.0
    resign: float = 1.0
    fill: float = 0.45
    driver: tuple[int, int] | None = None
    trend: float = 0.0
    qualification: str | None = None
    qualified: float = 1.0
    hired_qualified: float = 1.0
    gain: float = 0.0
    school_year: float = 0.0  # share of fixed-term contracts that end in June


_SCHOOL, _UPPER, _PRE = (6, 15), (16, 18), (1, 5)
_OLD, _ADULT, _YOUNG, _ALL = (80, 100), (19, 64), (0, 64), (0, 100)

TRADES: dict[str, Trade] = {
    "manager_a": Trade(0.5, 53, 6, 0, 0, 0, 1.0, 0.25),
    "manager_b": Trade(0.62, 51, 7, 0, 0, 0, 1.05, 0.25),
    "manager_c": Trade(0.72, 48, 8, 0, 0, 0, 1.25, 0.35),
    "preschool_teacher": Trade(0.95, 45, 11, 0.2, 0.06, 0.01, 0.9, 0.32, _PRE, 0.004,
                               "preschool_licence", 0.88, 0.83, 0.0015, 0.5),
    "childminder": Trade(0.88, 42, 12, 0.18, 0.2, 0.1, 1.0, 0.6, _PRE, 0.006),
    "teacher_compulsory": Trade(0.76, 45, 11, 0.12, 0.2, 0.015, 1.05, 0.4, _SCHOOL, 0.004,
                                "teacher_licence", 0.71, 0.6, 0.003, 0.7),
    "teacher_upper": Trade(0.53, 48, 11, 0.15, 0.14, 0.01, 0.9, 0.45, _UPPER, 0.0,
                           "teacher_licence", 0.81, 0.73, 0.003, 0.7),
    "special_teacher": Trade(0.88, 50, 9, 0.12, 0.06, 0, 0.9, 0.25, _SCHOOL, 0.006, school_year=0.6),
    "leisure_teacher": Trade(0.7, 41, 12, 0.2, 0.25, 0.03, 1.15, 0.5, _SCHOOL, 0.002, school_year=0.7),
    "student_assistant": Trade(0.68, 39, 13, 0.25, 0.35, 0.08, 1.2, 0.7, _SCHOOL, 0.006, school_year=0.7),
    "student_health": Trade(0.88, 46, 10, 0.15, 0.05, 0, 1.1, 0.35, _SCHOOL, 0.004),
    "assistant_nurse": Trade(0.88, 46, 12, 0.45, 0.15, 0.085, 0.95, 0.45, _OLD, -0.013,
                             "assistant_nurse_title", 0.1, 0.65, 0.022),
    "care_aide": Trade(0.76, 38, 13, 0.55, 0.35, 0.24, 1.2, 0.75, _OLD, -0.010,
                       "care_education", 0.26, 0.23, 0.0004),
    "nurse": Trade(0.88, 46, 11, 0.25, 0.06, 0.03, 1.45, 0.25, _OLD, -0.009,
                   "nurse_licence", 0.99, 0.98, 0.01),
    "therapist": Trade(0.87, 43, 11, 0.2, 0.06, 0.01, 1.15, 0.35, _OLD, -0.008),
    "personal_assistant": Trade(0.72, 43, 13, 0.45, 0.2, 0.18, 1.05, 0.65, _ADULT, -0.004),
    "housing_support": Trade(0.72, 44, 12, 0.35, 0.15, 0.11, 0.95, 0.55, _ADULT, 0.006),
    "child_welfare_officer": Trade(0.87, 38, 10, 0.08, 0.08, 0, 1.7, 0.3, _YOUNG, 0.004,
                                   "social_work_degree", 0.86, 0.8, 0.006),
    "social_worker": Trade(0.84, 40, 11, 0.08, 0.1, 0, 1.45, 0.4, _YOUNG, 0.004),
    "treatment_assistant": Trade(0.66, 44, 11, 0.2, 0.12, 0.06, 0.95, 0.5, _YOUNG, 0.0),
    "librarian": Trade(0.76, 47, 11, 0.2, 0.08, 0.02, 0.7, 0.5, _ALL),
    "culture_teacher": Trade(0.55, 48, 11, 0.55, 0.08, 0.02, 0.7, 0.45, _ALL),
    "leisure_leader": Trade(0.5, 38, 12, 0.3, 0.2, 0.1, 1.15, 0.6, _ALL, 0.004),
    "engineer": Trade(0.38, 44, 11, 0.05, 0.05, 0, 1.3, 0.3, _ALL),
    "planner": Trade(0.62, 42, 11, 0.08, 0.08, 0, 1.4, 0.35, _ALL),
    "cleaner": Trade(0.82, 47, 11, 0.35, 0.12, 0.04, 0.7, 0.65),
    "cook": Trade(0.82, 47, 11, 0.3, 0.12, 0.05, 0.75, 0.6),
    "caretaker": Trade(0.15, 49, 11, 0.08, 0.08, 0.02, 0.7, 0.6),
    "firefighter": Trade(0.09, 41, 9, 0.02, 0.05, 0, 0.45, 0.45, _ALL),
    "officer": Trade(0.68, 45, 11, 0.08, 0.09, 0.005, 1.2, 0.5),
    "administrator": Trade(0.85, 48, 11, 0.15, 0.1, 0.01, 0.85, 0.6),
    "it": Trade(0.35, 44, 11, 0.05, 0.06, 0, 1.15, 0.45),
    "other": Trade(0.62, 46, 12, 0.2, 0.15, 0.02, 0.85, 0.6),
}  # fmt: skip

# Monthly-paid persons at full size.
SIZES: dict[str, dict[str, int]] = {
    "kommunledning": {"officer": 57, "administrator": 14, "it": 4, "manager_c": 3, "manager_b": 6,
                      "manager_a": 1, "other": 3},
    "stod": {"cleaner": 270, "cook": 290, "caretaker": 110, "administrator": 60, "officer": 60, "it": 60,
             "manager_c": 26, "manager_b": 5, "manager_a": 1, "other": 20},
    "utbildning": {"preschool_teacher": 520, "childminder": 570, "teacher_compulsory": 1000,
                   "teacher_upper": 335, "special_teacher": 130, "leisure_teacher": 190,
                   "student_assistant": 320, "student_health": 85, "administrator": 70, "officer": 50,
                   "caretaker": 30, "manager_c": 104, "manager_b": 14, "manager_a": 1, "other": 60},
    "vard": {"assistant_nurse": 860, "care_aide": 190, "nurse": 150, "therapist": 60,
             "housing_support": 280, "personal_assistant": 170, "officer": 50, "administrator": 30,
             "manager_c": 60, "manager_b": 8, "manager_a": 1, "other": 40},
    "omsorg": {"assistant_nurse": 620, "care_aide": 170, "nurse": 40, "housing_support": 170,
               "personal_assistant": 120, "cook": 60, "administrator": 18, "officer": 15,
               "manager_c": 40, "manager_b": 5, "manager_a": 1, "other": 30},
    "social": {"child_welfare_officer": 130, "social_worker": 260, "treatment_assistant": 130,
               "housing_support": 60, "officer": 55, "administrator": 45, "manager_c": 31, "manager_b": 6,
               "manager_a": 1, "other": 30},
    "kultur": {"librarian": 75, "culture_teacher": 70, "leisure_leader": 85, "officer": 30,
               "administrator": 25, "caretaker": 25, "manager_c": 13, "manager_b": 3, "manager_a": 1,
               "other": 13},
    "samhalle": {"engineer": 90, "planner": 110, "officer": 90, "administrator": 40, "caretaker": 40,
                 "manager_c": 15, "manager_b": 5, "manager_a": 1, "other": 30},
    "raddning": {"firefighter": 104, "officer": 8, "administrator": 4, "manager_c": 7, "manager_b": 3,
                 "manager_a": 1, "other": 3},
}  # fmt: skip

# Kinds of unit by administration: share of its units, and who works there. Others sit in the first of `*`.
UNIT_KINDS: dict[str, dict[str, tuple[float, tuple[str, ...]]]] = {
    "kommunledning": {"stab": (1.0, ())},
    "stod": {"lokalvard": (0.35, ("cleaner",)), "kok": (0.4, ("cook",)), "drift": (0.15, ("caretaker",)),
             "stab": (0.1, ())},
    "utbildning": {"forskola": (0.4, ("preschool_teacher", "childminder")),
                   "skola": (0.42, ("teacher_compulsory", "special_teacher", "leisure_teacher",
                                    "student_assistant")),
                   "gymnasium": (0.12, ("teacher_upper",)), "stab": (0.06, ())},
    "vard": {"hemtjanst": (0.32, ("assistant_nurse", "care_aide")),
             "vardboende": (0.26, ("assistant_nurse", "care_aide")),
             "halsa": (0.1, ("nurse", "therapist")), "lss": (0.18, ("housing_support",)),
             "assistans": (0.1, ("personal_assistant",)), "stab": (0.04, ())},
    "omsorg": {"hemtjanst": (0.38, ("assistant_nurse", "care_aide")),
               "vardboende": (0.26, ("assistant_nurse", "care_aide")), "halsa": (0.04, ("nurse",)),
               "lss": (0.16, ("housing_support",)), "assistans": (0.08, ("personal_assistant",)),
               "kok": (0.04, ("cook",)), "stab": (0.04, ())},
    "social": {"barn": (0.25, ("child_welfare_officer",)), "vuxen": (0.4, ("social_worker",)),
               "behandling": (0.2, ("treatment_assistant",)), "boende": (0.1, ("housing_support",)),
               "stab": (0.05, ())},
    "kultur": {"bibliotek": (0.35, ("librarian",)), "kulturskola": (0.25, ("culture_teacher",)),
               "fritid": (0.3, ("leisure_leader",)), "stab": (0.1, ())},
    "samhalle": {"gata": (0.35, ("engineer", "caretaker")), "plan": (0.5, ("planner",)), "stab": (0.15, ())},
    "raddning": {"station": (0.85, ("firefighter",)), "stab": (0.15, ())},
}  # fmt: skip

MANAGERS = ("manager_a", "manager_b", "manager_c")
LEVEL_OF = {"manager_a": "A", "manager_b": "B", "manager_c": "C"}

# From which occupations a post is filled from within, and how often.
LADDER: dict[str, tuple[tuple[str, ...], float]] = {
    "manager_a": (("manager_b",), 0.5),
    "manager_b": (("manager_c", "officer"), 0.6),
    "manager_c": (("teacher_compulsory", "preschool_teacher", "nurse", "social_worker", "assistant_nurse",
                   "housing_support", "officer", "librarian", "engineer", "planner", "firefighter", "cook",
                   "special_teacher", "treatment_assistant"), 0.5),
    "special_teacher": (("teacher_compulsory", "preschool_teacher"), 0.35),
    "assistant_nurse": (("care_aide",), 0.12),
    "social_worker": (("child_welfare_officer",), 0.1),
    "officer": (("administrator", "social_worker", "manager_c", "planner"), 0.18),
    "leisure_teacher": (("student_assistant",), 0.08),
    "housing_support": (("personal_assistant", "care_aide"), 0.08),
    "administrator": (("other", "childminder"), 0.06),
}  # fmt: skip
SAME_TRADE = 0.18  # share of posts filled from the same occupation in another administration


@dataclass(frozen=True)
class Plan:
    """The municipality at a size: cells of administration × occupation, and units.

    Arrays over cells (`cells` of them) or units; administrations and occupations are numbered in the
    order of `administrations` and `occupations`.
    """

    employees: int
    administrations: tuple[str, ...] = tuple(SIZES)
    occupations: tuple[str, ...] = field(default=tuple(TRADES))

    @cached_property
    def _table(self) -> list[tuple[int, int, int]]:
        rows = []
        scale = self.employees / FULL_SIZE
        for a, name in enumerate(self.administrations):
            sizes = SIZES[name]
            want = sum(sizes.values()) * scale
            total = max(SMALLEST, round(want))
            exact = {o: n * total / sum(sizes.values()) for o, n in sizes.items()}
            count = {o: int(x) for o, x in exact.items()}
            count["manager_a"] = 1
            # Largest remainders; the biggest group gives up what the manager took.
            order = sorted(exact, key=lambda o: (int(exact[o]) - exact[o], o))
            left = total - sum(count.values())
            for o in [o for o in order if o != "manager_a"][: max(left, 0)]:
                count[o] += 1
            for _ in range(max(-left, 0)):
                count[max(count, key=count.get)] -= 1
            rows += [(a, self.occupations.index(o), n) for o, n in count.items() if n > 0]
        return sorted(rows)

    @cached_property
    def administration(self) -> np.ndarray:
        """Administration of each cell."""
        return np.array([row[0] for row in self._table])

    @cached_property
    def occupation(self) -> np.ndarray:
        """Occupation of each cell."""
        return np.array([row[1] for row in self._table])

    @cached_property
    def size(self) -> np.ndarray:
        """Planned monthly-paid persons of each cell."""
        return np.array([row[2] for row in self._table])

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self._table)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """(administration, occupation) of each cell."""
        return [(self.administrations[a], self.occupations[o]) for a, o, _ in self._table]

    def trait(self, name: str) -> np.ndarray:
        """A number of `Trade` by cell."""
        values = np.array([getattr(TRADES[o], name) for _, o in self.names], dtype=float)
        # The rescue service has on-call firefighters instead of hourly staff.
        return values * (self.administration != self.rescue) if name == "hourly" else values

    @property
    def rescue(self) -> int:
        """The rescue service's number: its monthly lists know no moves, no reasons and no hourly staff."""
        return self.administrations.index("raddning")

    @cached_property
    def cell_at(self) -> np.ndarray:
        """Cell by (administration, occupation), -1 where there is none."""
        at = np.full((len(self.administrations), len(self.occupations)), -1)
        at[self.administration, self.occupation] = np.arange(self.cells)
        return at

    def cells_of(self, *occupations: str) -> np.ndarray:
        """Cells of the named occupations."""
        wanted = [self.occupations.index(o) for o in occupations]
        return np.flatnonzero(np.isin(self.occupation, wanted))

    @cached_property
    def manager_cell(self) -> np.ndarray:
        """Whether a cell holds managers."""
        return np.array([o in MANAGERS for _, o in self.names])

    @cached_property
    def units(self) -> list[tuple[int, str, int]]:
        """Units as (administration, kind, number within the kind), about one a first-line manager."""
        found = []
        for a, name in enumerate(self.administrations):
            cell = self.cell_at[a, self.occupations.index("manager_c")]
            wanted = max(1, int(self.size[cell]) if cell >= 0 else 1)
            kinds = UNIT_KINDS[name]
            exact = {k: share * wanted for k, (share, _) in kinds.items()}
            count = {k: max(1, round(x)) for k, x in exact.items()}
            found += [(a, k, i) for k, n in count.items() for i in range(n)]
        return found

    @cached_property
    def units_of(self) -> list[np.ndarray]:
        """Units that each cell's staff may work in."""
        by_kind: dict[tuple[int, str], list[int]] = {}
        for i, (a, kind, _) in enumerate(self.units):
            by_kind.setdefault((a, kind), []).append(i)
        found = []
        for administration, occupation in self.names:
            a = self.administrations.index(administration)
            kinds = UNIT_KINDS[administration]
            mine = [k for k, (_, who) in kinds.items() if occupation in who]
            if occupation == "manager_c":
                mine = list(kinds)
            found.append(np.array(sorted(u for k in mine or ["stab"] for u in by_kind[a, k])))
        return found

    @cached_property
    def unit_table(self) -> tuple[np.ndarray, np.ndarray]:
        """`units_of` as a table, cells × most units of a cell, and how many units each cell has."""
        count = np.array([len(units) for units in self.units_of])
        table = np.zeros((self.cells, count.max()), int)
        for c, units in enumerate(self.units_of):
            table[c, : len(units)] = units
        return table, count
