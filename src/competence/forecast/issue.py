"""`run`: one forecast, issued as tables."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import (
    aside,
    competence,
    cover,
    drivers,
    layers,
    levers,
    monthly,
    needs,
    plan,
    scenarios,
    simulate,
    standard,
    standing,
    statuses,
    whatif,
)
from competence.forecast import model as modelling
from competence.forecast.counts import Counts
from competence.forecast.model import Model
from competence.forecast.simulate import Paths
from competence.vocabulary import UNKNOWN


@dataclass(frozen=True, eq=False)
class Forecast:
    """An issued forecast. Tables are those of `competence.tables`.

    needs_annual : with the standard model's figures beside ours (scenario `standard_model`). needs_monthly : None
    for a source of years. competence_needs : None without requirements or qualifications. notes : codes of what
    the forecast had to do without. draws : administrations and the municipality by year, a row a series, float32
    columns `d0000`, … drivers, scenario_differences, plan_years, layers : why, what would change it, what it costs,
    and whose the uncertainty is (None where there is nothing to tell). driver_residual : largest relative
    difference between the recursions that the drivers sum to and the simulation.
    """

    needs_annual: pd.DataFrame
    needs_monthly: pd.DataFrame | None
    competence_needs: pd.DataFrame | None
    notes: tuple[str, ...]
    draws: pd.DataFrame
    drivers: pd.DataFrame | None = None
    scenario_differences: pd.DataFrame | None = None
    plan_years: pd.DataFrame | None = None
    layers: pd.DataFrame | None = None
    revisions: pd.DataFrame | None = None
    driver_residual: float | None = None


def run(
    counts: Counts,
    config,
    *,
    origin=None,
    seed: int | None = None,
    draws: int | None = None,
    years: int | None = None,
    months: int | None = None,
    calibration: pd.DataFrame | None = None,
    scenario: str = needs.BASE,
    factors: Mapping[str, np.ndarray] | None = None,
    beside: Executor | None = None,
) -> Forecast:
    """Forecast people and competence of all administrations in one joint computation.

    Parameters
    ----------
    counts : the tables at the waist.
    config : the project's `Config`.
    origin : last period to know (default: the last counted).
    seed, draws, years, months : default those of the config.
    calibration : table `calibration` of the back-test; None leaves the intervals as modelled.
    scenario : `base`, or the scenario of the config whose levers are pulled.
    factors : further scenarios by id: (draws,) multipliers on the hazard of resigning, such as a measured effect.
    beside : where drivers, scenarios and layers are worked out while this process does the rest, such as a pool
        of one process; None, one after the other here. The figures are the same.

    Raises
    ------
    ForecastError : too little history, or none of it usable.
    """
    years = config.calendar.horizon_years if years is None else years
    months = config.calendar.horizon_months if months is None else months
    draws = config.model.draws if draws is None else draws
    seed = config.model.seed if seed is None else seed
    if origin is not None:
        counts = counts.until(origin)
    with threadpool_limits(1):
        built = modelling.build(
            counts, config, seed=seed, draws=draws, years=years, months=min(months, 12 * years)
        )
        stands = standing.read(counts, built.history, config)
        fitted = None if stands is None else statuses.fit(stands, built.history)
        # Why and what if are told of the base: a levered model is not levered again.
        named = scenarios.read(built, config, counts, fitted)
        named |= {name: levers.resigning(built, drawn, fitted) for name, drawn in (factors or {}).items()}
        apart = aside.submit(beside, _why_and_what_if, built, config, named, fitted, seed)
        tracker = None if fitted is None else competence.Tracker(fitted, built, config)
        # The generator is left as it is: a scenario takes the same random numbers.
        base = replace(built, rng=deepcopy(built.rng)).simulate(tracker)
        moved, simulated, paths = built, base, monthly.adjust(built, base)
        if scenario != needs.BASE:
            moved, simulated, tracker = scenarios.pulled(scenario, built, config, counts, fitted)
            paths = monthly.adjust(moved, simulated, base)
        omitted = whatif.left_out(config, built.history, counts, fitted)
        annual = [needs.annual(moved, paths, calibration), standard.table(built, config)]
        annual[0] = _of(scenario, annual[0])
        skills = None if tracker is None else competence.table(moved, simulated, tracker, config)
        months = _of(scenario, needs.monthly(moved, paths, calibration))
        drawn, planned = _draws(moved, paths), plan.years(moved, paths, config, counts)
        differences, shares, split = apart.result()
        why = drivers.explain(built, config, base, found=split)
        return Forecast(
            pd.concat(annual, ignore_index=True),
            months,
            _of(scenario, skills),
            (
                *_notes(built, counts, tracker),
                *built.plan.demand.notes,
                *why.notes,
                *(f"{code}:{name}" for name, code in omitted.items()),
            ),
            drawn,
            drivers=why.drivers,
            scenario_differences=None if differences.empty else differences,
            plan_years=planned,
            layers=shares,
            driver_residual=why.residual,
        )


def _why_and_what_if(built: Model, config, named: dict, fitted, seed: int):
    """What waits for no simulation of the base: scenarios, whose the uncertainty is, what the need is made of."""
    rates = simulate.drawn(built.plan, deepcopy(built.rng), built.draws)[:2]
    differences = scenarios.compare(built, config, None, statuses=fitted, extra=named, seed=seed)
    return differences, layers.shares(built), drivers.split(built, *rates)


def _of(scenario: str, table: pd.DataFrame | None) -> pd.DataFrame | None:
    return table if table is None or scenario == needs.BASE else table.assign(scenario=scenario)


def _notes(built: Model, counts: Counts, tracker) -> tuple[str, ...]:
    h = built.history
    link = built.plan.demand
    said = {
        "no_age": not h.has_age,
        "no_sex": bool((counts.stock["sex"] == UNKNOWN).all()),
        "no_contract": bool((counts.stock["contract"] == UNKNOWN).all()),
        "no_tenure": not h.has_tenure,
        "no_reasons": not h.has_reasons,
        "no_share": bool(np.allclose(h.fte[-1], h.headcount[-1])),
        "no_vacancies": not link.has_vacancies,
        "no_population": built.residents is None,
        "no_projection": built.residents is not None and not built.residents.official,
        "no_competence": tracker is None,
        "no_cover": not cover.is_told(h, "hourly_fte"),
        "no_absence": bool(h.absent.sum() == 0),
        "yearly_source": h.yearly,
        "short_history": built.widened,
    }
    return tuple(code for code, true in said.items() if true)


def _draws(built: Model, paths: Paths) -> pd.DataFrame:
    """Draws of the totals of each administration and of the municipality, by year."""
    ends = 12 * np.arange(1, built.plan.years + 1)
    names, member = needs.groups(built.history)
    keep = [i for i, (_, occupation) in enumerate(names) if occupation == "*" and i >= built.history.cells]
    wanted = ("headcount", "exits", "retirements", "resignations", "other_exits", "recruitment_need")
    parts = []
    for quantity, array in needs.quantities(built, paths, ends):
        if quantity not in wanted:
            continue
        whole = np.tensordot(member[keep], array, axes=(1, 2)).transpose(0, 2, 1)
        flat = whole.reshape(-1, built.draws).astype(np.float32)
        part = pd.DataFrame(flat, columns=[f"d{i:04d}" for i in range(built.draws)])
        part.insert(0, "quantity", quantity)
        part.insert(0, "administration", np.repeat([names[i][0] for i in keep], len(ends)))
        part.insert(0, "period", np.tile(needs.dates(built.history, ends), len(keep)))
        part.insert(0, "origin", built.history.origin)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
