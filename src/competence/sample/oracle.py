"""The oracle: the best anyone could forecast of a sample municipality.

It knows the planted hazards, today's staff with their frailties (shuffled within cell and tenure band: not who),
today's regime, shocks, open posts and budget; it does not know what is still to be drawn, nor what a hostile
variant is about to do. The residents to come are handed in, since a model's own projection is all it may use.
What no method can know is thus the same for the oracle and for a model, and its score is the bound.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from competence.sample import demand, hazards, population, rollout
from competence.sample import log as L
from competence.sample.calendar import BURN_IN, Months
from competence.sample.expected import Expected
from competence.sample.hourly import HourlyPool
from competence.sample.people import HOURLY, NEVER
from competence.sample.plan import Plan
from competence.sample.simulate import Simulation
from competence.sample.streams import Streams
from competence.sample.variants import variant as variant_of

TENURE_BANDS = (1, 3, 6, 12)  # years; frailties are shuffled between those of one band
HIRES = (L.HIRE, L.REHIRE, L.FROM_HOURLY)
EXITS = (L.RETIREMENT, L.RESIGNATION, L.CONTRACT_END, L.REDUNDANCY, L.PERSONAL, L.DEATH, L.OTHER, L.TO_HOURLY)


@dataclass(frozen=True)
class Foreseen:
    """Draws by year ahead: arrays (draws, years, cells); `names` are the cells' (administration, occupation)."""

    names: tuple[tuple[str, str], ...]
    exits: np.ndarray
    hires: np.ndarray
    headcount: np.ndarray


class _Grafted:
    """A generator whose arrays over years follow the true one up to `cut` and a fresh one after it."""

    def __init__(self, true, fresh, years: int, cut: int):
        self.true, self.fresh, self.years, self.cut = true, fresh, years, cut

    def standard_normal(self, shape=None):
        return self._join(self.true.standard_normal(shape), self.fresh.standard_normal(shape), shape)

    def random(self, shape=None):
        return self._join(self.true.random(shape), self.fresh.random(shape), shape)

    def _join(self, true, fresh, shape):
        last = np.atleast_1d(shape if shape is not None else 0)[-1]
        if last not in (self.years, 2 * self.years):
            return true
        out = true.copy()
        cut = self.cut * (last // self.years)
        out[..., cut:] = fresh[..., cut:]
        return out


class _Residents:
    """Residents as observed up to the origin, and as projected after it."""

    def __init__(self, first: int, past: np.ndarray, ahead: np.ndarray):
        self.first, self.by_age = first, np.concatenate([past, ahead])

    def group(self, ages, years):
        at = np.minimum(np.asarray(years) - self.first, len(self.by_age) - 1)
        return self.by_age[at, ages[0] : ages[1] + 1].sum(axis=1)


class Oracle:
    """A municipality run up to an origin, from which futures can be drawn.

    Parameters
    ----------
    seed, employees, months, end, variant : as of `sample.waist`.
    origin : month index that is known last; a year's end.
    """

    def __init__(self, seed: int, employees: int, origin: int, months: int = 120, end: str = "2025-12",
                 variant: str = "plain"):  # fmt: skip
        self.seed, self.origin = seed, origin
        self.months, self.plan = Months(months, end), Plan(employees)
        if self.months.month(origin) != 12:
            raise ValueError(f"origin = {origin}: expected the index of a December")
        # Nobody is told of what a hostile variant does after the origin.
        self.variant = replace(
            variant_of(variant, self.months), resign=1.0, freeze=0, reorganise=0.0, merge_code=False
        )
        streams = Streams(seed)
        years = self.months.years
        # All that streams draw is drawn in the order of the municipality itself, so that the past is the same.
        self.residents = population.simulate(streams, employees, int(years[0]), int(years[-1]))
        need = demand.simulate(streams, self.plan, self.months, self.residents)
        self.rollout = rollout.plan_groups(streams, self.plan, self.months)
        level = hazards.turnover_level(streams, self.plan, self.months, self.variant)
        self.now = Simulation(
            streams, self.plan, self.months, need, level, self.rollout.finished(), self.variant
        )
        self.now.start()
        for month in range(-BURN_IN + 1, origin + 1):
            self.now.step(month)

    def foresee(self, years: int, residents: np.ndarray, seed: int = 0) -> Foreseen:
        """Draw futures.

        Parameters
        ----------
        years : years ahead.
        residents : (draws, years + 1, 101) by age at the end of the origin's year and of each year after it.
        seed : of the draws.
        """
        draws, cells = len(residents), self.plan.cells
        found = {name: np.zeros((draws, years, cells)) for name in ("exits", "hires", "headcount")}
        for i in range(draws):
            sim = self._branch([seed, i, self.seed], residents[i])
            for month in range(self.origin + 1, self.origin + 12 * years + 1):
                sim.step(month)
                if (month - self.origin) % 12 == 0:
                    found["headcount"][i, (month - self.origin) // 12 - 1] = _staff(sim)
            spells = sim.log.spells(self.origin + 12 * years)
            paid = spells.contract < HOURLY
            gone = paid & np.isin(spells.after, EXITS)
            came = paid & np.isin(spells.why, HIRES) & (spells.month > self.origin)
            for name, mask, month in (("exits", gone, spells.stop), ("hires", came, spells.month)):
                year = (month[mask] - self.origin - 1) // 12
                np.add.at(found[name][i], (year, spells.cell[mask]), 1.0)
        return Foreseen(tuple(self.plan.names), **found)

    def staff(self) -> np.ndarray:
        """(cells,) staff at the origin, by main employment."""
        return _staff(self.now)

    def _branch(self, seed, ahead: np.ndarray) -> Simulation:
        """The simulation at the origin with a future of its own."""
        now, plan, months = self.now, self.plan, self.months
        fresh = Streams(int(np.random.SeedSequence(seed).generate_state(1)[0]))
        shared = (plan, months, now.demand, now.level, now.granted, now.log, now.streams, now.expected,
                  now.hourly, now.variant)  # fmt: skip
        sim = deepcopy(now, {id(x): x for x in shared})
        sim.streams, sim.log, sim.trainings = fresh, L.Log(), []
        sim.expected = Expected(plan, months, now.expected.own_request_age)
        sim.competence.rng = fresh("competence")
        sim.level = hazards.turnover_level(self._grafted(fresh), plan, months, self.variant)
        first = self.residents.first
        end = int(months.year(self.origin))
        past = self.residents.observed[: end - first + 1].sum(axis=2)
        sim.demand = demand.simulate(self._grafted(fresh), plan, months, _Residents(first, past, ahead[1:]))
        sim.granted = sim.demand.posts.copy()
        sim.hourly = HourlyPool(sim)
        sim.open_log()
        _shuffle(sim, fresh("frailty"))
        return sim

    def _grafted(self, fresh: Streams):
        years = self.months.years
        cut = int(self.months.year(self.origin)) - int(years[0]) + 1
        true = Streams(self.seed)
        return lambda subject: _Grafted(true(subject), fresh(subject), len(years), cut)


def _staff(sim: Simulation) -> np.ndarray:
    people, n = sim.people, sim.people.count
    here = (people.contract[:n] >= 0) & (people.contract[:n] < HOURLY) & (people.away[:n] == NEVER)
    return np.bincount(people.cell[:n][here], minlength=sim.plan.cells).astype(float)


def _shuffle(sim: Simulation, rng) -> None:
    """Shuffle frailties between those of one cell, tenure band and kind of pay."""
    people, n = sim.people, sim.people.count
    who = np.flatnonzero(people.contract[:n] >= 0)
    tenure = (sim.today - people.hired[who]) / 365.2425
    band = np.digitize(tenure, TENURE_BANDS)
    group = (people.cell[who].astype(int) * 8 + band) * 2 + (people.contract[who] == HOURLY)
    random = rng.random(len(who))
    mixed, plain = np.lexsort((random, group)), np.argsort(group, kind="stable")
    people.frailty[who[plain]] = people.frailty[who[mixed]]
