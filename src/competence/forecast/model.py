"""The joint forecast: from counts to draws, for all administrations at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast import changes, demand, history, population, rates, simulate
from competence.forecast import classes as classing
from competence.forecast.counts import Counts

RECENT_YEARS = 3  # whose hires tell how hires are
LEAN = 20.0  # hires at which an occupation's own profile weighs as much as everybody's
SHORT_YEARS = 2.0  # of history, under which the priors of the levels are widened
WIDEN = 1.5


@dataclass(frozen=True, eq=False)
class Model:
    """All that was estimated and drawn, before it is simulated."""

    history: history.History
    plan: simulate.Plan
    residents: population.Residents | None
    widened: bool
    rng: np.random.Generator
    rng_absence: np.random.Generator
    draws: int
    covered: np.ndarray | float = 1.0  # (cells,) share of absence whose work others must do

    def apart(self, purpose: int) -> np.random.Generator:
        """A generator of a purpose's own, whatever others have drawn."""
        parent = self.rng_absence.bit_generator.seed_seq
        seed = np.random.SeedSequence(parent.entropy, spawn_key=(*parent.spawn_key, purpose))
        return np.random.Generator(np.random.PCG64(seed))

    def simulate(self, tracker=None, *, chance: bool = True) -> simulate.Paths:
        """Run the simulation; the same each time only for a fresh model."""
        return simulate.run(self.plan, self.rng, self.draws, tracker, chance=chance)


def build(counts: Counts, config, *, seed: int, draws: int, years: int, months: int) -> Model:
    """Estimate rates and demand from counts, ready to be simulated.

    Each part has a random generator of its own, so that one may change without moving the others.
    """
    counts = changes.with_cells(counts, config)
    past = history.read(counts)
    streams = [np.random.Generator(np.random.PCG64(s)) for s in np.random.SeedSequence(seed).spawn(4)]
    widened = past.years < SHORT_YEARS
    widen = WIDEN if widened else 1.0
    residents = population.project(counts.population, years, streams[0], draws, until=past.origin)
    posts = demand.fit(past, config, residents, counts, streams[1], draws, years, widen)
    fitted = rates.fit(past, config, widen=widen)
    groups = classing.build(years, has_age=past.has_age, has_tenure=past.has_tenure)
    now = past.stock.take(past.stock.period == len(past.periods) - 1)
    stock = classing.dense(now.cell, now.age, now.tenure, now.count, past.cells, has_tenure=past.has_tenure)
    start = groups.start(stock)
    entry = _entry(past, stock)
    plan = simulate.Plan(
        rates=fitted,
        demand=posts,
        classes=groups,
        start=start,
        entry=entry,
        within=stock.sum(axis=(0, 2)),
        move_to=_destinations(past, "move_out", own=False),
        change_to=_destinations(past, "change_out", own=True),
        years=years,
        months=months,
    )
    covered = np.array([config.demand.covered(past.occupations[o]) for o in past.occupation])
    return Model(past, plan, residents, widened, streams[2], streams[3], draws, covered)


def _entry(past: history.History, stock: np.ndarray) -> np.ndarray:
    """(cells, ages, tenures) ages and tenures of recent hires by occupation, small ones leaning on all.

    Most are new; some come back and bring their years.
    """
    first = len(past.periods) - RECENT_YEARS * past.a_year
    shape = len(history.AGES) + 1, history.TENURES + 1
    total = np.zeros((past.cells, *shape))
    for name in ("hire", "hire_from_hourly"):
        if name in past.flows:
            rows = past.flows[name].take(past.flows[name].period >= first)
            np.add.at(total, (rows.cell, rows.age, rows.tenure), rows.count)
    by = np.zeros((len(past.occupations), *shape))
    np.add.at(by, past.occupation, total)

    def leaning(x, usual):
        whole = x.sum(axis=0) if x.sum() > 0 else usual
        mixed = x + LEAN * (whole + 1e-9) / (whole + 1e-9).sum()
        return mixed / mixed.sum(axis=1, keepdims=True)

    ages = leaning(by[:, : history.NO_AGE].sum(axis=2), stock.sum(axis=(0, 2)))
    tenures = np.ones((len(by), 1))
    if past.has_tenure:
        new = np.eye(history.TENURES)[0]
        tenures = leaning(by[:, :, : history.NO_TENURE].sum(axis=1), new)
    return (ages[:, :, None] * tenures[:, None, :])[past.occupation]


def _destinations(past: history.History, name: str, *, own: bool) -> np.ndarray:
    """(administrations, cells) where those go who move from each administration (or change within it)."""
    into = rates.net_moves(past, name)[1].sum(axis=0)
    size = past.headcount[-1] / max(past.headcount[-1].sum(), 1.0)
    weight = into + 2.0 * size + 1e-9
    same = np.equal.outer(np.arange(len(past.administrations)), past.administration)
    allowed = same if own else ~same
    allowed = np.where(allowed.any(axis=1, keepdims=True), allowed, True)
    out = np.where(allowed, weight, 0.0)
    return out / out.sum(axis=1, keepdims=True)
