"""Who has the competence that the occupation asks for: at hire, gained in employment, in training."""

from __future__ import annotations

import numpy as np

from competence.sample.calendar import Months
from competence.sample.log import CHANGE
from competence.sample.people import FIXED, HOURLY, LONG_AGO, NEVER, PERMANENT, QUALIFICATIONS
from competence.sample.plan import TRADES, Plan
from competence.sample.variants import Variant

TITLE_FROM = (2023, 7)  # assistant nurse becomes a protected title
TITLE = QUALIFICATIONS.index("assistant_nurse_title")
EDUCATION = QUALIFICATIONS.index("care_education")
# Whose register tells of training under way, what share a month begins it, and how many months it takes.
TRAINING = {"care_education": (0.002, 12, 24), "assistant_nurse_title": (0.008, 9, 18),
            "social_work_degree": (0.004, 12, 30)}  # fmt: skip
FINISH = 0.85
RETITLED = 0.3  # of assistant nurses on fixed term without the certificate, on the day
EDUCATED = 0.85  # of assistant nurses, who could be certified


class Competence:
    """The competence of a running simulation."""

    def __init__(self, rng, plan: Plan, months: Months, variant: Variant):
        self.rng, self.plan = rng, plan
        self.title_month = months.index(*TITLE_FROM)
        traits = [TRADES[o] for _, o in plan.names]
        self.need = np.array(
            [QUALIFICATIONS.index(t.qualification) if t.qualification else -1 for t in traits]
        )
        self.stock, self.gain = plan.trait("qualified"), plan.trait("gain")
        self.hired = plan.trait("hired_qualified")
        if variant.hired_qualified is not None:
            self.hired = np.minimum(self.hired, variant.hired_qualified)
        self.nurse = np.array([o == "assistant_nurse" for _, o in plan.names])
        begin = np.zeros(len(QUALIFICATIONS))
        for name, (share, _, _) in TRAINING.items():
            begin[QUALIFICATIONS.index(name)] = share
        self.begin = np.where(self.need >= 0, begin[self.need], 0.0)

    def asked(self, cell, month) -> np.ndarray:
        """Qualification asked for in `cell`, -1 where none or not yet."""
        need = self.need[cell]
        return np.where((need == TITLE) & (month < self.title_month), -1, need)

    def lacks(self, people, who, month) -> np.ndarray:
        """Whether persons lack what their occupation asks for (the transitional rule counts as having it)."""
        need = self.asked(people.cell[who], month)
        held = people.has[who, np.maximum(need, 0)] <= month
        held |= (need == TITLE) & people.transitional[who]
        return (need >= 0) & ~held

    def start(self, sim, who) -> None:
        """Competence of the opening stock."""
        share = self.stock
        if sim.month > self.title_month:
            self._transition(sim, who)
            gone_by = (1 - self.gain) ** (sim.month - self.title_month)
            share = np.where(self.nurse, 1 - (1 - share) * gone_by, share)
        self._give(sim, who, share)

    def hire(self, sim, who) -> None:
        """Competence of people taken on."""
        self._give(sim, who, self.hired)

    def _give(self, sim, who, share):
        people, rng = sim.people, self.rng
        cell = people.cell[who]
        u = rng.random((2, len(who)))
        need = self.asked(cell, sim.month)
        got = (need >= 0) & (u[0] < share[cell])
        people.has[who[got], need[got]] = LONG_AGO
        educated = self.nurse[cell] & (u[1] < EDUCATED)
        people.has[who[educated], EDUCATION] = LONG_AGO

    def month(self, sim) -> None:
        """The day of the title, then those who gain and those who train."""
        people, rng = sim.people, self.rng
        if sim.month == self.title_month:
            self._title_day(sim)
        n = people.count
        who = np.flatnonzero((people.contract[:n] >= 0) & (people.contract[:n] < HOURLY))
        need = self.asked(people.cell[who], sim.month)
        open_ = (need >= 0) & (people.has[who, np.maximum(need, 0)] > sim.month)
        who, need = who[open_], need[open_]
        u = rng.random((2, len(who)))
        training = people.training[who] <= sim.month
        done = training & (people.trained[who] <= sim.month)
        passed = done & (u[0] < FINISH)
        people.has[who[passed], people.training_in[who[passed]]] = sim.month
        self._end_training(people, who[done])
        gained = ~training & (u[0] < self.gain[people.cell[who]])
        people.has[who[gained], need[gained]] = sim.month
        begins = ~training & ~gained & (u[1] < self.begin[people.cell[who]])
        begins &= ~people.transitional[who]
        self._train(sim, who[begins], need[begins])

    def _train(self, sim, who, need):
        people = sim.people
        length = self.rng.random(len(who))
        for name, (_, low, high) in TRAINING.items():
            mine = need == QUALIFICATIONS.index(name)
            people.training[who[mine]] = sim.month
            people.trained[who[mine]] = sim.month + low + (length[mine] * (high - low)).astype(int)
        people.training_in[who] = need
        sim.trainings.append((who, need, people.training[who].copy(), people.trained[who].copy()))

    def _end_training(self, people, who):
        people.training[who] = NEVER
        people.trained[who] = NEVER

    def _title_day(self, sim):
        """Those in permanent posts keep the title; of the others some are retitled care aide."""
        people, rng, plan = sim.people, self.rng, self.plan
        n = people.count
        who = np.flatnonzero(self.nurse[people.cell[:n]] & (people.contract[:n] >= 0))
        self._transition(sim, who)
        share = np.where(people.contract[who] == HOURLY, 0.2, self.stock[people.cell[who]])
        held = who[rng.random(len(who)) < share]
        people.has[held, TITLE] = self.title_month
        free = sim.staff()
        free = free[self.nurse[people.cell[free]] & (people.contract[free] == FIXED)]
        free = free[(people.has[free, TITLE] > sim.month) & (rng.random(len(free)) < RETITLED)]
        aide = plan.occupations.index("care_aide")
        target = plan.cell_at[plan.administration[people.cell[free]], aide]
        free, target = free[target >= 0], target[target >= 0]
        people.cell[free] = target
        sim.note(free, CHANGE)

    def _transition(self, sim, who):
        """The rule of transition: permanently employed with the title on the day."""
        people = sim.people
        mine = self.nurse[people.cell[who]] & (people.contract[who] == PERMANENT)
        mine &= people.since[who] <= self.title_month
        people.transitional[who[mine]] = True
