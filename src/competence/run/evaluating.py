"""The steps of the programme: its evaluation before the forecast, and what it means for the need after it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np

from competence import programme
from competence.config import Config
from competence.run import steps, store
from competence.run.summary import StepDone, Summary

STREAM = 8  # of the seed, for the draws and permutations
FACTORS = 9


def evaluate(config: Config, summary: Summary, *, force: bool, progress) -> None:
    """Coverage, meetings and effects, from units and counts alone."""
    _step(config, summary, "programme", store.evaluation_inputs(config), _evaluate, force, progress)


def conclude(config: Config, summary: Summary, *, force: bool, progress) -> None:
    """Expected effects, what the effect means for the need, and what is done at home."""
    _step(config, summary, "link", _conclusion_inputs(config), _conclude, force, progress)


def factors(config: Config) -> dict[str, np.ndarray]:
    """Scenarios of the programme for the forecast: multipliers on resigning by id."""
    effects = store.read_if(store.programme_path(config, "programme_effects"))
    return programme.factors(effects, config.programme, config.model.draws, _rng(config, FACTORS))


def _step(config: Config, summary: Summary, name: str, inputs, work, force: bool, progress) -> None:
    started = perf_counter()
    record = store.programme_path(config, name).with_suffix(".json")
    why = "forced" if force else steps.why_stale(record, inputs)
    progress(name, 0.0)
    if why is not None:
        record.unlink(missing_ok=True)
        steps.finish(record, inputs, work(config))
    summary.steps.append(StepDone(name, why, round(perf_counter() - started, 2)))


def _evaluate(config: Config) -> list[Path]:
    found = programme.evaluate(_material(config), config, rng=_rng(config, STREAM))
    return _write(config, {name: getattr(found, name.removeprefix("programme_")) for name in store.EVALUATED})


def _conclude(config: Config) -> list[Path]:
    made = {
        name: store.read_if(store.forecast_path(config, name))
        for name in ("drivers", "needs_annual", "scenario_differences")
    }
    found = programme.conclude(
        _material(config),
        store.read_if(store.programme_path(config, "programme_effects")),
        config,
        drivers=made["drivers"],
        needs=made["needs_annual"],
        differences=made["scenario_differences"],
    )
    return _write(config, dict(zip(store.CONCLUDED, found, strict=True)))


def _write(config: Config, found: Mapping) -> list[Path]:
    store.write_tables(found, lambda name: store.programme_path(config, name))
    return [store.programme_path(config, name) for name in found]


def _material(config: Config) -> programme.Material:
    return programme.Material(
        store.read(store.waist_path(config, "stock")),
        store.read(store.waist_path(config, "flows")),
        **{name: store.read_if(store.waist_path(config, name)) for name in store.RECORDED},
    )


def _conclusion_inputs(config: Config) -> dict[str, str]:
    made = ("drivers", "needs_annual", "scenario_differences")
    return {
        **store.evaluation_inputs(config),
        **steps.contents(store.waist_path(config, name) for name in ("initiatives", "manager_survey")),
        **steps.contents(store.forecast_path(config, name) for name in made),
        **steps.contents([store.programme_path(config, "programme_effects")]),
    }


def _rng(config: Config, stream: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([config.model.seed, stream])))
