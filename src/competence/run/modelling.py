"""The joint steps of the model: the back-test, the forecast that its calibration scales, and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from competence import forecast
from competence.config import Config
from competence.forecast import ledger
from competence.run import files, steps, store
from competence.run.summary import StepDone, Summary

Progress = Callable[[str, float], None]


def run(config: Config, summary: Summary, *, force: bool, progress: Progress) -> None:
    """The back-test, then the forecast of all administrations: one computation for all pages."""
    for name, inputs_of, work in (
        ("backtest", store.backtest_inputs, _backtest),
        ("forecast", store.forecast_inputs, _forecast),
    ):
        started = perf_counter()
        inputs = inputs_of(config)
        record = config.processed / name / "step.json"
        why = "forced" if force else steps.why_stale(record, inputs)
        progress(name, 0.0)
        if why is not None:
            record.unlink(missing_ok=True)
            steps.finish(record, inputs, work(config, inputs))
        summary.steps.append(StepDone(name, why, round(perf_counter() - started, 2)))


def _backtest(config: Config, inputs: Mapping[str, str]) -> list[Path]:
    """What could be tested; where no origin leaves a year to hold out, nothing is, and the pages say so."""
    found = forecast.skill(store.counts(config), config)._asdict()
    store.write_tables(found, lambda name: store.backtest_path(config, name))
    return [store.backtest_path(config, name) for name, frame in found.items() if frame is not None]


def _forecast(config: Config, inputs: Mapping[str, str]) -> list[Path]:
    counts, hashed = store.counts(config), steps.digest(inputs)
    made = forecast.run(counts, config, calibration=store.read_if(store.backtest_path(config, "calibration")))
    # What the tables were made with goes first and comes back last: no reader pairs new tables with old words.
    store.made_path(config).unlink(missing_ok=True)
    found = {name: getattr(made, name, None) for name in store.FORECAST}
    store.write_tables(found, lambda name: store.forecast_path(config, name))
    draws = files.write_table(store.forecast_path(config, "draws"), made.draws)
    told = {
        "parameters": store.parameters(config), "inputs": hashed, "notes": list(made.notes),
        "driver_residual": made.driver_residual,
    }  # fmt: skip
    written = [store.forecast_path(config, name) for name, frame in found.items() if frame is not None]
    described = files.write_json(store.made_path(config), told, files.PRIVATE)
    _enter(config, made.needs_annual, counts, hashed)
    return [*written, draws, described]


def _enter(config: Config, needs, counts, hashed: str) -> None:
    """Issue the forecast in the ledger, and score what has come of earlier ones. Rows are added, never changed."""
    path = store.ledger_path(config)
    before = store.read_if(path)
    issued = f"{counts.origin:%Y-%m}-{hashed[:8]}"
    after = ledger.score(ledger.issue(before, needs, issued, hashed), counts)
    if before is None or len(after) != len(before):
        files.write_table(path, after)
