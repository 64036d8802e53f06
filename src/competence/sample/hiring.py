"""Filling posts: from within, from the hourly pool, with those who once left, and from outside."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.calendar import BURN_IN
from competence.sample.people import FIXED, HOURLY, NEVER, NONE, PERMANENT, TRIAL, draw_ages, draw_shares
from competence.sample.plan import LADDER, SAME_TRADE

FROM_HOURLY = {True: 0.4, False: 0.1}  # share of posts, temporary and not, filled from the hourly pool
REHIRED = 0.035
HIRED_YOUNGER, HIRED_SPREAD = 6.5, 11.0  # hires against the stock of their trade, years
AWAY_BEFORE_REHIRE = 8  # months; well beyond the rule that makes a short absence a gap


class Hiring:
    """The hiring of a running simulation."""

    def __init__(self, simulation):
        self.sim = simulation
        plan = simulation.plan
        self.ladder = {}
        for name, (sources, share) in LADDER.items():
            for cell in plan.cells_of(name):
                self.ladder[int(cell)] = (plan.cells_of(*sources), share)
        # The rescue service's monthly lists know no moves: it fills its posts alone.
        rescue = plan.administration == plan.rescue
        everyone = np.arange(plan.cells)
        self.same_trade, self.near, self.far = [], {}, {}
        for c in everyone:
            reach = rescue == rescue[c]
            self.same_trade.append(
                everyone[(plan.occupation == plan.occupation[c]) & (everyone != c) & reach]
            )
        for c, (sources, _) in self.ladder.items():
            sources = sources[rescue[sources] == rescue[c]]
            near = sources[plan.administration[sources] == plan.administration[c]]
            self.near[c], self.far[c] = (near if len(near) else sources), sources
        self.age, self.women, self.part = (plan.trait(t) for t in ("age", "women", "part"))
        self.spread = plan.trait("spread")
        # Offsets spread the rounding of small cells.
        self.offset = simulation.streams("hires").random(plan.cells) - 0.5

    def _balance(self) -> np.ndarray:
        """Posts granted minus staff (those away over the summer hold theirs)."""
        sim, people = self.sim, self.sim.people
        n = people.count
        contract = people.contract[:n]
        holds = ((contract >= 0) & (contract < HOURLY)) | (people.away[:n] != NEVER)
        staff = np.bincount(people.cell[:n][holds], minlength=sim.plan.cells)
        return sim.granted[:, sim.month + BURN_IN] + self.offset - staff

    def surplus(self) -> np.ndarray:
        """Cells with clearly more staff than posts (mask)."""
        return self._balance() < -1.5

    def month(self) -> None:
        """Fill what can be filled, then open what is missing."""
        sim = self.sim
        posts, rng = sim.posts, sim.streams("hires")
        ready = posts.ready(rng, sim.calendar_month)
        cell, temporary = posts.cell[ready], posts.temporary[ready]
        source = self._sources(rng, cell, temporary)
        filled = np.zeros(len(cell), bool)
        unqualified = np.zeros(len(cell), bool)
        people = sim.people
        for fill in (self._within, self._hourly, self._again, self._outside):
            who = fill(rng, cell, temporary, source, filled)
            got = who >= 0
            filled |= got
            unqualified[got] = sim.competence.lacks(people, who[got], sim.month)
        mask = ready.copy()
        mask[ready] = filled
        unqualified_all = np.zeros(len(ready), bool)
        unqualified_all[ready] = unqualified
        posts.fill(mask, sim.month, unqualified_all)
        posts.adjust(rng, sim.month, self._balance())

    def _sources(self, rng, cell, temporary):
        """Where each post is filled from: 0 outside, 1 within (ladder), 2 same trade elsewhere, 3 hourly, 4 again."""
        u = rng.random((4, len(cell)))
        ladder = np.array([self.ladder.get(int(c), (None, 0.0))[1] for c in cell])
        hourly = self.sim.hourly.has_pool(cell) & (
            u[2] < np.where(temporary, FROM_HOURLY[True], FROM_HOURLY[False])
        )
        source = np.where(u[3] < REHIRED, 4, 0)
        source = np.where(hourly, 3, source)
        source = np.where(~temporary & (u[1] < SAME_TRADE), 2, source)
        return np.where(~temporary & (u[0] < ladder), 1, source)

    def _within(self, rng, cell, temporary, source, filled):
        """Someone of the municipality's own takes the post: a move or a change, and a post opens there."""
        sim, people, plan = self.sim, self.sim.people, self.sim.plan
        out = np.full(len(cell), -1)
        wanted = np.flatnonzero(np.isin(source, (1, 2)))
        if not len(wanted):
            return out
        staff = sim.staff()
        fit = people.contract[staff] == PERMANENT
        fit &= (people.since[staff] < sim.month - 18) & (sim.today - people.birth[staff] < 61 * 365)
        staff = staff[fit]
        by_cell = np.argsort(people.cell[staff], kind="stable")
        staff = staff[by_cell]
        start = np.searchsorted(people.cell[staff], np.arange(plan.cells + 1))
        held = np.diff(start)
        taken: set[int] = set()
        draws = rng.random((len(wanted), 3))
        for i, post in enumerate(wanted):
            c = int(cell[post])
            if source[post] == 2:
                cells = self.same_trade[c]
            else:
                cells = (self.near if draws[i, 0] < 0.65 else self.far)[c]
            size = np.cumsum(held[cells])
            if not len(size) or not size[-1]:
                continue
            k = int(draws[i, 1] * size[-1])
            which = int(np.searchsorted(size, k, side="right"))
            person = int(staff[start[cells[which]] + k - (size[which] - held[cells[which]])])
            if person in taken:
                continue
            taken.add(person)
            out[post] = person
        who = out[out >= 0]
        people.cell[who] = cell[out >= 0]
        sim.set_units(rng, who)
        sim.note(who, L.CHANGE)
        return out

    def _hourly(self, rng, cell, temporary, source, filled):
        out = np.full(len(cell), -1)
        wanted = np.flatnonzero(source == 3)
        if len(wanted):
            out[wanted] = self.sim.hourly.pick(rng, cell[wanted])
            self._employ(rng, out[out >= 0], cell[out >= 0], temporary[out >= 0], L.FROM_HOURLY, new=False)
        return out

    def _again(self, rng, cell, temporary, source, filled):
        """People who left come back, after more than half a year."""
        people, sim = self.sim.people, self.sim
        out = np.full(len(cell), -1)
        wanted = np.flatnonzero(source == 4)
        n = people.count
        gone = np.flatnonzero(
            (people.contract[:n] == NONE)
            & (people.away[:n] == NEVER)
            & (people.left[:n] < sim.month - AWAY_BEFORE_REHIRE)
            & (people.left[:n] > -BURN_IN)
            & (sim.today - people.birth[:n] < 60 * 365)
        )
        for post in wanted:
            mine = gone[people.cell[gone] == cell[post]]
            if len(mine):
                out[post] = mine[int(rng.random() * len(mine))]
                gone = gone[gone != out[post]]
        self._employ(rng, out[out >= 0], cell[out >= 0], temporary[out >= 0], L.REHIRE, new=False)
        return out

    def _outside(self, rng, cell, temporary, source, filled):
        sim = self.sim
        out = np.full(len(cell), -1)
        variant = sim.variant
        if variant.freeze and variant.since <= sim.month < variant.since + variant.freeze:
            return out
        wanted = np.flatnonzero(~filled)
        who = sim.people.add(len(wanted))
        sim.busy = np.append(sim.busy, np.zeros(len(who), bool))
        out[wanted] = who
        self._employ(rng, who, cell[wanted], temporary[wanted], L.HIRE, new=True)
        return out

    def _employ(self, rng, who, cell, temporary, why, *, new):
        sim, people = self.sim, self.sim.people
        n = len(who)
        if new:
            mean = self.age[cell] - HIRED_YOUNGER * np.where(sim.plan.manager_cell[cell], 0.4, 1.0)
            age = draw_ages(
                rng, mean - 3.0 * temporary, np.minimum(self.spread[cell], HIRED_SPREAD), 19.5, 64
            )
            people.describe(rng, who, self.women[cell], age, sim.today)
        people.cell[who] = cell
        people.left[who] = NEVER
        people.since[who] = sim.month
        days = np.where(rng.random(n) < 0.6, 0, (rng.random(n) * 27).astype(int))
        if sim.calendar_month == 8:
            days = np.maximum(days, 7 + (rng.random(n) * 6).astype(int))
        people.hired[who] = sim.today + days
        people.share[who] = draw_shares(rng, self.part[cell])
        if new:
            sim.competence.hire(sim, who)
        # Those without the competence asked for get no permanent post in school.
        lacking = sim.competence.lacks(people, who, sim.month) & (sim.school_year[cell] > 0)
        fixed = temporary | (lacking & ~sim.plan.manager_cell[cell])
        permanent = rng.random(n) < 0.45
        people.contract[who] = np.where(fixed, FIXED, np.where(permanent, PERMANENT, TRIAL))
        sim.set_units(rng, who)
        sim.set_until(rng, who)
        sim.note(who, why)
