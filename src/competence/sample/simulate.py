"""The municipality month by month: who leaves, changes, comes, qualifies. Individuals, vectorised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample import log as L
from competence.sample import surprises
from competence.sample.calendar import BURN_IN, Months
from competence.sample.competence import Competence
from competence.sample.demand import Demand
from competence.sample.expected import Expected
from competence.sample.hazards import (
    AGE_FACTOR,
    LACKS,
    OTHER_MONTHLY,
    RESIGN,
    RETIRE_MONTHLY,
    STEP_DOWN,
    TENURE_FACTOR,
)  # fmt: skip
from competence.sample.hiring import Hiring
from competence.sample.hourly import HourlyPool
from competence.sample.people import (
    FIXED,
    HOURLY,
    NEVER,
    NONE,
    PERMANENT,
    TRIAL,
    People,
    draw_ages,
    draw_shares,
)  # fmt: skip
from competence.sample.plan import Plan
from competence.sample.posts import Posts
from competence.sample.streams import Streams
from competence.sample.variants import Variant

SHARE_CHANGE, UNIT_CHANGE = 0.03, 0.03  # a year
RETURN_IN_AUGUST = 0.7
KEPT_AFTER_TRIAL = 0.965
EXTEND, CONVERT_AT_END, END_TO_HOURLY = 0.4, 0.2, 0.14
CONVERT = 0.012  # monthly, of fixed terms after eight months
SPECIAL_FROM, SPECIAL = (2023, 3), 1.7  # the special fixed term gives a right to a permanent post sooner
_DAYS = 365.2425


@dataclass(frozen=True)
class History:
    """All that happened: persons, their spells, advertised posts, hours of hourly staff are drawn from it."""

    people: People
    spells: L.Spells
    posts: dict[str, np.ndarray]
    trainings: dict[str, np.ndarray]
    expected: Expected


class Simulation:
    """State of the running months; `run` gives the history."""

    def __init__(self, streams: Streams, plan: Plan, months: Months, demand: Demand, level: np.ndarray,
                 trained_from: np.ndarray, variant: Variant, own_request_age: int = 63):  # fmt: skip
        self.streams, self.plan, self.months, self.demand = streams, plan, months, demand
        self.level, self.trained_from, self.variant = level, trained_from, variant
        self.people = People(int(plan.employees * (2 + 0.32 * months.count / 12)))
        self.log = L.Log()
        self.expected = Expected(plan, months, own_request_age)
        self.trainings: list[tuple[np.ndarray, ...]] = []
        self.competence = Competence(streams("competence"), plan, months, variant)
        self.posts = Posts(plan, months, variant.fill)
        self.hiring = Hiring(self)
        self.hourly = HourlyPool(self)
        self.resign = plan.trait("resign")
        self.school_year = plan.trait("school_year")
        self.part = plan.trait("part")
        self.first_line = np.array([o == "manager_c" for _, o in plan.names])
        self.granted = demand.posts.copy()

    def run(self) -> History:
        """Simulate from the burn-in to the last month."""
        self.start()
        for month in range(-BURN_IN + 1, self.months.count + 1):
            self.step(month)
        names = ("person", "qualification", "begin", "finish")
        trainings = {n: np.concatenate(p) for n, p in zip(names, zip(*self.trainings))} if self.trainings else {
            n: np.zeros(0, int) for n in names}  # fmt: skip
        return History(
            self.people, self.log.spells(self.months.count), self.posts.record(), trainings, self.expected
        )

    def step(self, month: int) -> None:
        """One month."""
        self.month = month
        self.today = int(self.months.first_day(month).astype(np.int64))
        self.calendar_month = int(self.months.month(month))
        self.busy = np.zeros(self.people.count, bool)
        surprises.month(self)
        self._comings_back()
        self._leave()
        self._contracts()
        self._small_changes()
        self.competence.month(self)
        self.hiring.month()
        self.hourly.step()
        if month == 0:
            self.open_log()

    # --- the start ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """The staff at the beginning of the burn-in."""
        rng, plan, people = self.streams("people"), self.plan, self.people
        self.month = -BURN_IN
        self.today = int(self.months.first_day(self.month).astype(np.int64))
        number = np.maximum(np.round(self.demand.posts[:, 0] * 0.985), 1).astype(int)
        cell = np.repeat(np.arange(plan.cells), number).astype(np.int16)
        who = people.add(len(cell))
        fixed = rng.random(len(who)) < plan.trait("fixed")[cell]
        mean = plan.trait("age")[cell] + 2.2 - 8.0 * fixed
        age = draw_ages(rng, mean, plan.trait("spread")[cell])
        served = np.minimum(rng.exponential(0.3 * (age - 19) + 1.5), age - 18.5)
        served = np.where(fixed, rng.random(len(who)) * 1.5, served)
        people.describe(rng, who, plan.trait("women")[cell], age, self.today, served)
        people.hired[who] = self.today - (served * _DAYS).astype(np.int32)
        people.cell[who] = cell
        people.contract[who] = np.where(fixed, FIXED, np.where(served < 0.5, TRIAL, PERMANENT))
        people.since[who] = self.month - (served * 12).astype(int)
        people.share[who] = draw_shares(rng, self.part[cell])
        self.set_units(rng, who)
        self.set_until(rng, who)
        self.competence.start(self, who)
        self.hourly.start()

    def open_log(self) -> None:
        """Forget what was before: all who are there stand in the opening stock."""
        people = self.people
        self.log = L.Log()
        here = np.flatnonzero((people.contract[: people.count] >= 0) & (people.away[: people.count] == NEVER))
        self.log.add(people, here, self.month, L.OPENING)

    # --- what others use ----------------------------------------------------------------------------------

    def set_units(self, rng, who):
        """Give persons a unit of their cell."""
        cell = self.people.cell[who]
        draw = rng.random(len(who))
        table, count = self.plan.unit_table
        self.people.unit[who] = table[cell, (draw * count[cell]).astype(int)]
        for c in np.unique(cell[self.first_line[cell]]):
            mine = who[cell == c]
            self.people.unit[mine] = self._unled(c, self.plan.units_of[c], mine)

    def _unled(self, cell, units, who):
        """Units for first-line managers: those with the fewest first."""
        people, n = self.people, self.people.count
        there = (people.cell[:n] == cell) & (people.contract[:n] >= 0)
        there[who] = False
        led = np.bincount(people.unit[:n][there], minlength=len(self.plan.units))[units]
        chosen = np.empty(len(who), int)
        for i in range(len(who)):
            least = int(np.argmin(led))
            led[least] += 1
            chosen[i] = units[least]
        return chosen

    def set_until(self, rng, who):
        """Give trial and fixed contracts their end."""
        people = self.people
        n = len(who)
        cell = people.cell[who]
        fixed = people.contract[who] == FIXED
        until = np.where(fixed, self.month + 5 + (rng.random(n) * 10).astype(int), people.since[who] + 6)
        school = fixed & (rng.random(n) < self.school_year[cell])
        june = self.month + (6 - int(self.months.month(self.month))) % 12
        june = june + 12 if june - self.month < 2 else june
        people.until[who] = np.where(school, june, np.where(people.contract[who] == PERMANENT, NEVER, until))
        people.school_year[who] = school

    def staff(self, *, free: bool = True) -> np.ndarray:
        """Monthly-paid persons here now; `free`: nothing has happened to them this month."""
        people = self.people
        n = people.count
        contract = people.contract[:n]
        mask = (contract >= 0) & (contract < HOURLY) & (people.away[:n] == NEVER)
        if free:
            mask[: len(self.busy)] &= ~self.busy
        return np.flatnonzero(mask)

    def note(self, who, why):
        """Log the states that begin this month, and that something has happened to these persons."""
        self.log.add(self.people, who, self.month, why)
        self.busy[who] = True

    def leave(self, who, why):
        """End the employment of `who`."""
        people = self.people
        people.contract[who] = NONE
        people.left[who] = self.month
        self.note(who, why)

    # --- what happens -------------------------------------------------------------------------------------

    def _comings_back(self):
        people = self.people
        who = np.flatnonzero(people.away[: people.count] == self.month)
        people.away[who] = NEVER
        people.contract[who] = FIXED
        people.until[who] = self.month + 10
        self.note(who, L.GAP_IN)

    def _leave(self):
        """Competing causes for everyone at once."""
        people, rng = self.people, self.streams("exits")
        who = self.staff()
        cell = people.cell[who]
        months_old = ((self.today - people.birth[who]) / (_DAYS / 12)).astype(int)
        tenure = np.maximum((self.today - people.hired[who]) / _DAYS, 0).astype(int)
        column = self.month + BURN_IN
        resign = (RESIGN / 12) * AGE_FACTOR[months_old // 12] * TENURE_FACTOR[np.minimum(tenure, 70)]
        resign *= self.resign[cell] * people.frailty[who]
        resign *= self.level[self.plan.administration[cell], column]
        resign *= np.where(people.contract[who] == FIXED, 0.8, 1.0)
        resign *= np.where(self.competence.lacks(people, who, self.month), LACKS, 1.0)
        if self.variant.effect != 1.0:
            resign *= np.where(self.trained_from[people.unit[who]] < self.month, self.variant.effect, 1.0)
        retire = RETIRE_MONTHLY[np.clip(months_old - people.shift[who], 0, 1451)]
        retire = np.where(months_old >= 69 * 12, np.maximum(retire, 0.15), retire)
        other = OTHER_MONTHLY[months_old // 12]
        down = np.where(self.plan.manager_cell[cell], STEP_DOWN / 12, 0.0)
        total = resign + retire + other + down
        self.expected.leave(self.month, people, who, resign, retire, other, total)
        u = rng.random((2, len(who)))
        hit = np.flatnonzero(u[0] < -np.expm1(-total))
        pick = u[1, hit] * total[hit]
        gone = who[hit]
        why = np.full(len(hit), L.RETIREMENT)
        left = pick - retire[hit]
        why[left > 0] = L.RESIGNATION
        left = left - resign[hit]
        rare = np.array([L.DEATH, L.REDUNDANCY, L.PERSONAL, L.OTHER])[
            np.searchsorted([0.45, 0.7, 0.88], rng.random(len(hit)))
        ]
        why = np.where(left > 0, rare, why)
        stepping = left - other[hit] > 0
        self._step_down(gone[stepping])
        self.leave(gone[~stepping], why[~stepping])

    def _step_down(self, who):
        """A manager goes back to an officer's post of the same administration."""
        people, plan = self.people, self.plan
        target = plan.cell_at[plan.administration[people.cell[who]], plan.occupations.index("officer")]
        who, target = who[target >= 0], target[target >= 0]
        people.cell[who] = target
        self.set_units(self.streams("moves"), who)
        self.note(who, L.CHANGE)

    def _contracts(self):
        """Trials and fixed terms that end, go on or become permanent."""
        people, rng = self.people, self.streams("contracts")
        who = self.staff()
        due = who[people.until[who] <= self.month]
        trial = people.contract[due] == TRIAL
        u = rng.random(len(due))
        lacking = self.competence.lacks(people, due, self.month)
        keep = trial & (u < KEPT_AFTER_TRIAL)
        summer = ~trial & people.school_year[due] & (self.calendar_month == 6)
        back = summer & (u < RETURN_IN_AUGUST)
        fixed = ~trial & ~summer
        surplus = self.hiring.surplus()[people.cell[due]]
        extend = fixed & (u < EXTEND) & ~surplus
        convert = fixed & ~extend & (u < EXTEND + CONVERT_AT_END) & ~surplus & ~lacking
        hourly = fixed & ~extend & ~convert & (u > 1 - END_TO_HOURLY) & self.hourly.has_pool(people.cell[due])
        end = ~(keep | back | extend | convert | hourly)
        self._expect_ends(due, trial, summer, surplus, lacking)
        self.become(due[keep | convert], PERMANENT)
        people.until[due[extend]] = self.month + 4 + (rng.random(int(extend.sum())) * 8).astype(int)
        self.leave(due[end], L.CONTRACT_END)
        self.hourly.take_over(due[hourly])
        away = due[back]
        people.contract[away] = NONE
        people.away[away] = self.month + 2
        self.note(away, L.GAP_OUT)

        rest = who[(people.contract[who] == FIXED) & (people.since[who] < self.month - 8) & ~self.busy[who]]
        chance = CONVERT * (SPECIAL if self.month >= self.months.index(*SPECIAL_FROM) else 1.0)
        chosen = rest[(rng.random(len(rest)) < chance) & ~self.competence.lacks(people, rest, self.month)]
        self.become(chosen, PERMANENT)

    def _expect_ends(self, due, trial, summer, surplus, lacking):
        """Chances that contracts due end, whatever was drawn."""
        cell = self.people.cell[due]
        hourly = np.where(self.hourly.has_pool(cell) & ~trial & ~summer, END_TO_HOURLY, 0.0)
        goes_on = np.where(surplus, 0.0, EXTEND + np.where(lacking, 0.0, CONVERT_AT_END))
        end = np.where(
            trial, 1 - KEPT_AFTER_TRIAL, np.where(summer, 1 - RETURN_IN_AUGUST, 1 - goes_on - hourly)
        )
        self.expected.contracts(self.month, cell, end, hourly)

    def become(self, who, contract):
        """Change the form of employment of `who`."""
        self.people.contract[who] = contract
        self.people.until[who] = NEVER
        self.people.school_year[who] = False
        self.note(who, L.CHANGE)

    def _small_changes(self):
        """Another share of full time, another unit: a row of the export closes, nothing else."""
        people, rng = self.people, self.streams("changes")
        who = self.staff()
        u = rng.random((2, len(who)))
        cell = people.cell[who]
        share = who[u[0] < SHARE_CHANGE / 12 * (0.3 + 2 * self.part[cell])]
        unit = who[(u[1] < UNIT_CHANGE / 12) & ~self.plan.manager_cell[cell]]
        drawn = draw_shares(rng, np.minimum(self.part[people.cell[share]] * 1.15, 1))
        changed = drawn != people.share[share]
        people.share[share[changed]] = drawn[changed]
        before = people.unit[unit].copy()
        self.set_units(rng, unit)
        both = np.union1d(share[changed], unit[people.unit[unit] != before])
        self.note(both, L.CHANGE)
