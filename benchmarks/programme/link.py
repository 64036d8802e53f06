"""Recruitments avoided: what a planted effect on resignations spares, against what is told from its estimate.

The effect is drawn from the config's prior and planted in the units of one design; the estimate of it moves the forecast
of a known-truth municipality, and the truth is that forecast simulated anew with the planted effect in every draw.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from competence import config, forecast, programme, sample
from competence.forecast import drivers, levers, scenarios
from competence.forecast import model as modelling
from competence.programme import effects
from competence.tables import ALL
from programme import design
from skill.shards import Part

EMPLOYEES, MONTHS, YEARS, DRAWS = 1_500, 72, 5, 100
NEED = "recruitment_need_cum"
SCENARIO = "programme_measured"


def shard(seed: int) -> pd.DataFrame:
    """One municipality: interval, truth, and how far scenario and rerun, and drivers and need, lie apart."""
    rng = np.random.default_rng([seed, 7])
    setup = config.load(Path(__file__).resolve().parents[2])
    planted = float(rng.normal(0, setup.programme.prior_percent))
    town = design.town_of_resignations(seed, planted)
    found = effects.estimate(
        town.unit_periods, town.survey_rounds, town.programme_groups, design.programme("resignations"), rng=rng,
        permutations=0,
    ).effects  # fmt: skip
    drawn = programme.factors(found, setup.programme, DRAWS, rng)[SCENARIO]
    municipality = sample.waist(seed=seed, employees=EMPLOYEES, months=MONTHS)
    tables = {name: municipality.tables.get(name) for name in forecast.Counts.__dataclass_fields__}
    model = modelling.build(forecast.Counts(**tables), setup, seed=seed, draws=DRAWS, years=YEARS, months=12)
    told = scenarios.compare(model, setup, None, extra={SCENARIO: levers.resigning(model, drawn)}, seed=seed)
    whole = told[(told["quantity"] == NEED) & (told["administration"] == ALL) & (told["occupation"] == ALL)]
    last = whole.sort_values("period").iloc[-1]
    truth, apart = _simulated(model, setup, seed, drawn, 1 + planted / 100)
    return pd.DataFrame(
        [{"planted": planted, "p10": -last["p90"], "p90": -last["p10"], "truth": truth, "rerun": apart, "sum": _halves(model, setup)}]
    )  # fmt: skip


def _simulated(model, setup, seed: int, drawn: np.ndarray, true: float) -> tuple[float, float]:
    """Recruitments that the planted effect avoids, and how far the scenario lies from the rerun, largest of all draws."""
    model = replace(model, plan=replace(model.plan, months=0))
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 6])))
    runner = scenarios.Runner.of(model, setup, None, rng)
    base = runner.run(levers.neutral(model))

    def need(factor: np.ndarray) -> np.ndarray:
        return runner.run(levers.resigning(model, factor), base).people[NEED]

    # The same forecast with the hazards themselves multiplied, draw by draw; of those who gave no reason the share
    # resigned that did so of those who gave one.
    events = {c.name: c.events.sum() for c in model.plan.rates.causes[: model.plan.rates.exits]}
    untold = events.pop("unknown_exit", 0.0)
    share = {"resignation": 1.0} | (
        {"unknown_exit": events["resignation"] / sum(events.values())} if untold else {}
    )
    names, hazards = [cause.name for cause in model.plan.rates.causes], runner.drawn.copy()
    for name, part in share.items():
        hazards[..., names.index(name)] *= 1 + part * (drawn[:, None, None] - 1)
    again = replace(runner, drawn=hazards).run(levers.neutral(model), base).people[NEED]
    apart = float(np.abs(again - need(drawn)).max())
    spared = base.people[NEED] - need(np.full(DRAWS, true))
    return float(spared[:, -1].sum(axis=1).mean()), apart


def _halves(model, setup) -> float:
    """How far what is near and what is outside lie from the need that the drivers sum to."""
    found = drivers.explain(model, setup, draws=20)
    halves = (
        found.drivers.groupby(["administration", "occupation", "horizon", "reach"])["mean"].sum().unstack()
    )
    need = found.need.set_index(["administration", "occupation", "horizon"])["need"]
    return float((halves.sum(axis=1) - need).abs().max())


PART = Part("link", shard, ("programme.link", "forecast.scenarios"), seeds=50)
