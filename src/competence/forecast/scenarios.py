"""Scenarios against the base: the same model run twice with the same random numbers, and the difference's interval.

Both runs take parameters, year shocks, residents and posts from the same draws; events stand at their expectation
(individual luck is common to both and would only blur the difference). Recruiting goes on as in the base: where
a lever leaves fewer to replace, it first fills what is vacant, and only then are fewer hired. Where a lever asks
for more posts than the base has, recruiting follows them as it follows posts in the base.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competence.forecast import competence, levers, needs, simulate, whatif
from competence.forecast.counts import Counts, ForecastError
from competence.forecast.levers import Levers
from competence.forecast.model import Model
from competence.forecast.statuses import Statuses
from competence.tables import SCENARIO_TABLE
from competence.vocabulary import ALL, STATUSES

DRAWS = 100  # in quarters: a difference is far surer than what it is a difference of
QUANTITIES = ("headcount", "required_fte", "recruitment_need_cum", "gap", "resignations")
SHORTAGE = "competence_gap_fte"
MEETS = STATUSES.index("meets")
# What of a simulation is by cell, and of a tracker by pair.
PATHS = ("exits", "headcount", "remaining", "hires", "moves", "required", "need_exits", "need_moves")
TRACKED = ("held", "gained", "ease")


@dataclass(frozen=True, eq=False)
class Outcome:
    """A run by year: people by quantity (draws, H, C), shortage of competence (draws, H, P), and what drove it."""

    people: dict[str, np.ndarray]
    shortage: np.ndarray | None
    hires: np.ndarray
    leaving: np.ndarray


def compare(
    model: Model,
    config,
    counts: Counts | None,
    *,
    statuses: Statuses | None = None,
    extra: Mapping[str, Levers] | None = None,
    draws: int = DRAWS,
    seed: int | None = None,
) -> pd.DataFrame:
    """Table `scenario_differences`: every scenario of the config, and those of `extra`, less the base.

    Parameters
    ----------
    model : a built model; nothing of it is estimated again, and its own generator is left alone.
    counts : the tables it was built from; None compares the scenarios of `extra` alone.
    statuses : rates of competence (`Tracker.s`), for the shortage of competence; scenarios that act on a
        requirement not among them are left out (`whatif.left_out` names them).
    extra : further levers by scenario id, such as a measured effect (`levers.resigning`), or those of `read`.
    draws, seed : of the runs; at most the model's draws, by default the config's seed.

    Raises
    ------
    ForecastError : a scenario that names what was not delivered.
    """
    model = replace(model, plan=replace(model.plan, months=0), draws=min(draws, model.draws))
    seed = config.model.seed if seed is None else seed
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 6])))
    runner = Runner.of(model, config, statuses, rng)
    named = ({} if counts is None else read(model, config, counts, statuses)) | dict(extra or {})
    if not named:
        return SCENARIO_TABLE.empty()
    base = runner.run(levers.neutral(model, statuses))
    parts = []
    for name, changed in named.items():
        parts += _rows(runner, name, changed, base, runner.run(changed, base))
    return SCENARIO_TABLE.check(pd.concat(parts, ignore_index=True).assign(origin=model.history.origin))


def read(model: Model, config, counts: Counts, statuses: Statuses | None = None) -> dict[str, Levers]:
    """Levers of the scenarios of the config that can be computed."""
    out = whatif.left_out(config, model.history, counts, statuses)
    return {n: whatif.read(n, config, model, counts, statuses) for n in config.scenarios if n not in out}


def combine(names: tuple[str, ...], config, model: Model, counts: Counts, statuses=None) -> Levers:
    """Scenarios of the config at once, to be handed to `compare` as `extra`."""
    return levers.combine(*(whatif.read(name, config, model, counts, statuses) for name in names))


def pulled(
    name: str, model: Model, config, counts: Counts, statuses: Statuses | None = None
) -> tuple[Model, simulate.Paths, competence.Tracker | None]:
    """The whole simulation of one scenario, with all of the model's draws and months, to be read like the base's.

    It takes the random numbers that the base takes. Returned: the model with its levers (drivers and scenarios of
    it have no meaning), its paths, and its tracker of competence where there are statuses.

    Raises
    ------
    ForecastError : a scenario that names what was not delivered.
    """
    if name in whatif.left_out(config, model.history, counts, statuses):
        raise ForecastError(
            f"scenario {name} acts on something that was not delivered, or where nobody works"
        )
    changed = whatif.read(name, config, model, counts, statuses)
    runner = Runner.of(model, config, statuses, model.rng)
    base = runner.run(levers.neutral(model, statuses))
    found = None
    for mask, plan in runner.plans(changed, base):
        moved = replace(model, plan=plan, rng=copy.deepcopy(model.rng))
        tracker = _tracker(statuses, moved, config, changed)
        paths = moved.simulate(tracker)
        if found is None:
            found = moved, paths, tracker
        else:
            _take(found[1], paths, mask, PATHS)
            if tracker is not None:
                _take(found[2], tracker, mask[statuses.cell], TRACKED)
    return found


def _take(into, other, mask: np.ndarray, names: tuple[str, ...]) -> None:
    """Copy from one simulation into another what a mask of the arrays' cells or pairs names."""
    for name in names:
        array, axis = getattr(into, name), 2 + (name == "exits")
        at = (slice(None),) * axis + (mask,)
        array[at] = getattr(other, name)[at]


def closing(differences: pd.DataFrame) -> pd.DataFrame:
    """What a scenario's money buys: a row a scenario and administration that has a cost.

    Returns
    -------
    scenario, administration, vacancy_years (fewer posts vacant, summed over the years), recruitments (fewer to be
    recruited up to the horizon), cost_sek (over the years), sek_per_vacancy_year and sek_per_recruitment: null
    where nothing is closed or spared.
    """
    whole = differences[(differences["occupation"] == ALL) & (differences["requirement"] == ALL)]
    key = ["scenario", "administration"]
    gap = whole[whole["quantity"] == "gap"].dropna(subset=["cost_sek"])
    need = whole[whole["quantity"] == "recruitment_need_cum"].sort_values("period")
    out = gap.groupby(key).agg(vacancy_years=("mean", "sum"), cost_sek=("cost_sek", "sum")).reset_index()
    out["vacancy_years"] = -out["vacancy_years"]
    last = need.groupby(key)["mean"].last()
    out["recruitments"] = -last.reindex(pd.MultiIndex.from_frame(out[key])).to_numpy()
    for name, by in (("sek_per_vacancy_year", "vacancy_years"), ("sek_per_recruitment", "recruitments")):
        out[name] = (out["cost_sek"] / out[by]).where(out[by] >= 0.5)
    order = ["vacancy_years", "recruitments", "cost_sek", "sek_per_vacancy_year", "sek_per_recruitment"]
    return out[[*key, *order]]


@dataclass(frozen=True, eq=False)
class Runner:
    """Runs of one model, each from the same state of a generator. drawn : its rates' multipliers, drawn once."""

    model: Model
    config: object
    statuses: Statuses | None
    rng: np.random.Generator
    drawn: np.ndarray

    @classmethod
    def of(cls, model: Model, config, statuses: Statuses | None, rng: np.random.Generator) -> Runner:
        """A runner from a generator, which is left as it stands."""
        drawn = model.plan.rates.multipliers(copy.deepcopy(rng), model.draws, model.plan.years)
        return cls(model, config, statuses, copy.deepcopy(rng), drawn)

    def run(self, changed: Levers, base: Outcome | None = None) -> Outcome:
        """Simulate levers at expectation; base : whose recruiting goes on, None: posts are filled as usual."""
        found = None
        for mask, plan in self.plans(changed, base):
            one = self._simulated(plan, changed)
            found = one if found is None else _where(mask, one, found, self.statuses)
        return found

    def plans(self, changed: Levers, base: Outcome | None) -> Iterator[tuple[np.ndarray, simulate.Plan]]:
        """Plans with the levers, and for which cells: those that retire at different times have one each."""
        patterns, which = np.unique(changed.retirement, axis=1, return_inverse=True)
        for i, months in enumerate(patterns.T):
            plan = levers.apply(self.model.plan, changed, months, self.drawn)
            yield which.ravel() == i, plan if base is None else self._recruiting(plan, base)

    def _recruiting(self, plan: simulate.Plan, base: Outcome) -> simulate.Plan:
        """The plan in which the base's hires, where they are too many, fill what is vacant."""
        found = self._simulated(plan)
        before, after, d = self.model.plan.demand, plan.demand, slice(0, self.model.draws)
        staff, vacant = after.staff[d], after.open[d]
        more = staff + vacant > before.staff[d] + before.open[d] + 1e-9
        spare = np.zeros_like(staff)
        for year in range(plan.years):
            stay = 1.0 - np.minimum(found.leaving[:, year], 0.9)
            kept = spare[:, year] * stay + base.hires[:, year] - found.hires[:, year]
            low = np.where(more[:, year + 1], 0.0, -0.9 * staff[:, year + 1])
            spare[:, year + 1] = np.clip(kept, low, np.maximum(vacant[:, year + 1], 0.0))
        return replace(plan, demand=replace(after, staff=staff + spare, open=vacant - spare))

    def _simulated(self, plan: simulate.Plan, changed: Levers | None = None) -> Outcome:
        """One simulation; it follows competence where levers are given."""
        model = replace(self.model, plan=plan)
        tracker = None if changed is None else _tracker(self.statuses, model, self.config, changed)
        paths = simulate.run(plan, copy.deepcopy(self.rng), model.draws, tracker, chance=False)
        found = dict(needs.quantities(model, paths, 12 * np.arange(1, plan.years + 1)))
        leaving = found["exits"] / np.maximum(found["headcount"] + found["exits"] / 2, 1e-9)
        people = {name: found[name] for name in QUANTITIES if name in found}
        shortage = None if tracker is None else _shortage(model, paths, tracker, self.config)
        return Outcome(people, shortage, found["hires"], leaving)


def _tracker(statuses: Statuses | None, model: Model, config, changed: Levers) -> competence.Tracker | None:
    if statuses is None:
        return None
    return competence.Tracker(statuses, model, config, changed.training, changed.hire_meets)


def _shortage(model: Model, paths: simulate.Paths, tracker: competence.Tracker, config) -> np.ndarray:
    """(draws, H, P) FTE that lack by pair of cell and requirement: required and qualified less those who meet it."""
    s, demand = tracker.s, model.plan.demand
    ends = 12 * np.arange(1, model.plan.years + 1)
    heads = paths.required[:, np.searchsorted(paths.ends, ends)]
    share = np.stack([demand.share_at(slice(0, model.draws), int(end)) for end in ends], axis=1)
    years = pd.DatetimeIndex(needs.dates(model.history, ends)).year
    wanted = np.array([[config.requirements[name].share(int(y)) for name in s.names] for y in years])
    asked = (heads * share)[..., s.cell] * wanted[:, s.requirement]
    return asked - tracker.held[..., MEETS] * share[..., s.cell] * s.full[:, MEETS]


def _valid(wanted, dates: np.ndarray) -> np.ndarray:
    """(H,) whether a requirement holds at each date."""
    days = [t.date() for t in pd.DatetimeIndex(dates)]
    first, last = wanted.valid_from, wanted.valid_to
    return np.array([(first is None or t >= first) and (last is None or t <= last) for t in days])


def _where(mask: np.ndarray, one: Outcome, other: Outcome, statuses) -> Outcome:
    """The outcome `one` in the cells of a mask, `other` elsewhere."""
    people = {name: np.where(mask, x, other.people[name]) for name, x in one.people.items()}
    shortage = one.shortage
    if shortage is not None:
        shortage = np.where(mask[statuses.cell], shortage, other.shortage)
    return Outcome(
        people, shortage, np.where(mask, one.hires, other.hires), np.where(mask, one.leaving, other.leaving)
    )


def _rows(runner: Runner, name: str, changed: Levers, base: Outcome, found: Outcome):
    """Rows of a scenario: totals of administrations, of occupations and of all."""
    model, config, statuses = runner.model, runner.config, runner.statuses
    h = model.history
    names, member = needs.groups(h)
    names, member = names[h.cells :], member[h.cells :]
    dates = needs.dates(h, 12 * np.arange(1, model.plan.years + 1))
    for quantity, array in found.people.items():
        yield _part(array - base.people[quantity], names, member, dates, name, changed, quantity, ALL)
    if statuses is None:
        return
    for i, requirement in enumerate(statuses.names):
        mine = statuses.requirement == i
        whole = member[:, statuses.cell[mine]]
        kept = whole.any(axis=1)
        valid = _valid(config.requirements[requirement], dates)
        difference = (found.shortage - base.shortage)[:, valid][..., mine]
        some = [n for n, k in zip(names, kept) if k]
        cost = replace(changed, cost=changed.cost[valid])
        yield _part(difference, some, whole[kept], dates[valid], name, cost, SHORTAGE, requirement)


def _part(array, names, member, dates, name, changed, quantity, requirement) -> pd.DataFrame:
    """Rows of one quantity from differences (draws, periods, cells)."""
    whole = np.einsum("dpc,gc->dgp", array.astype(float), member)
    low, high = np.quantile(whole, (0.1, 0.9), axis=0)
    count = len(dates)
    part = pd.DataFrame({"mean": whole.mean(axis=0).ravel(), "p10": low.ravel(), "p90": high.ravel()})
    part["period"] = np.tile(dates, len(names))
    part["administration"] = np.repeat([a for a, _ in names], count)
    part["occupation"] = np.repeat([o for _, o in names], count)
    part["requirement"], part["scenario"], part["quantity"] = requirement, name, quantity
    paid = part["administration"].isin([ALL, changed.place]) & (part["occupation"] == ALL)
    stated = paid & (changed.place is not None)
    part["cost_sek"] = np.where(stated, np.tile(changed.cost, len(names)), np.nan)
    return part
