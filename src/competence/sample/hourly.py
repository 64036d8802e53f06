"""Hourly staff: a pool by cell from which people are taken on, and into which some go."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.calendar import BURN_IN
from competence.sample.people import HOURLY, NEVER, NONE, draw_ages

HOURS = 165.0  # a month of full time
MEAN_HOURS = 46.0  # of one hourly employee in a month
LEAVE = 0.045  # monthly
SETTLED = 6  # months in the pool before a post is offered
_SUMMER = {6: 1.15, 7: 1.3, 8: 1.2}


class HourlyPool:
    """The hourly staff of a running simulation."""

    def __init__(self, simulation):
        self.sim = simulation
        plan, demand = simulation.plan, simulation.demand
        # Their hours follow the work to be done, not the budget.
        share = plan.trait("hourly") / (1 - demand.absence + plan.trait("hourly"))
        self.size = demand.worked * share[:, None] * HOURS / (MEAN_HOURS * 0.88)
        self._pool = plan.trait("hourly") > 0.025

    def has_pool(self, cell) -> np.ndarray:
        """Whether a cell has hourly staff to take from (mask)."""
        return self._pool[cell]

    def start(self) -> None:
        """The pool at the beginning."""
        self._recruit(np.round(self.size[:, 0]).astype(int))

    def _recruit(self, number):
        sim, people, rng = self.sim, self.sim.people, self.sim.streams("hourly")
        cell = np.repeat(np.arange(sim.plan.cells), np.maximum(number, 0)).astype(np.int16)
        who = people.add(len(cell))
        if hasattr(sim, "busy"):
            sim.busy = np.append(sim.busy, np.zeros(len(who), bool))
        age = draw_ages(rng, np.full(len(who), 29.0), np.full(len(who), 11.0), 18.5, 67)
        people.describe(rng, who, sim.plan.trait("women")[cell], age, sim.today)
        people.cell[who] = cell
        people.since[who] = sim.month
        people.hired[who] = sim.today
        people.contract[who] = HOURLY
        sim.competence.hire(sim, who)
        sim.set_units(rng, who)
        if hasattr(sim, "busy"):
            sim.note(who, L.HOURLY_START)

    def step(self) -> None:
        """A month: some go, as many come as the work asks for."""
        sim, people, rng = self.sim, self.sim.people, self.sim.streams("hourly")
        n = people.count
        who = np.flatnonzero(people.contract[:n] == HOURLY)
        who = who[~sim.busy[who]]
        gone = who[rng.random(len(who)) < LEAVE]
        people.contract[gone] = NONE
        people.left[gone] = NEVER  # not among those who may be taken back
        sim.note(gone, L.HOURLY_END)
        have = np.bincount(people.cell[:n][people.contract[:n] == HOURLY], minlength=sim.plan.cells)
        want = self.size[:, sim.month + BURN_IN] * _SUMMER.get(sim.calendar_month, 1.0)
        self._recruit(np.floor(want - have + rng.random(len(want))).astype(int))

    def take_over(self, who) -> None:
        """Monthly-paid people go on by the hour."""
        people = self.sim.people
        people.contract[who] = HOURLY
        people.since[who] = self.sim.month
        self.sim.note(who, L.TO_HOURLY)

    def pick(self, rng, cell) -> np.ndarray:
        """For each post in `cell` someone of its pool, -1 where there is none."""
        sim, people = self.sim, self.sim.people
        n = people.count
        pool = np.flatnonzero((people.contract[:n] == HOURLY) & (people.since[:n] <= sim.month - SETTLED))
        pool = pool[~sim.busy[pool]]
        pool = pool[np.argsort(people.cell[pool], kind="stable")]
        start = np.searchsorted(people.cell[pool], np.arange(sim.plan.cells + 1))
        out = np.full(len(cell), -1)
        taken: set[int] = set()
        draws = rng.random(len(cell))
        for i, c in enumerate(cell):
            size = start[c + 1] - start[c]
            if size:
                person = int(pool[start[c] + int(draws[i] * size)])
                if person not in taken:
                    taken.add(person)
                    out[i] = person
        return out
