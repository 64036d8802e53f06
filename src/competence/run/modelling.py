"""The joint steps of the model: the back-test, the forecast that its calibration scales, and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from time import perf_counter

from competence import config as configuration
from competence import forecast
from competence.config import Config
from competence.forecast import ledger, revision
from competence.run import evaluating, fanout, files, steps, store
from competence.run.summary import StepDone, Summary

Progress = Callable[[str, float], None]

SHORT = 1_000  # draws times years, under which a forecast is done by the time that a second process has begun


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
    made = on_two_cores(
        counts, config, calibration=store.calibration(config), factors=evaluating.factors(config)
    )
    # What the tables were made with goes first and comes back last: no reader pairs new tables with old words.
    store.made_path(config).unlink(missing_ok=True)
    path = store.ledger_path(config)
    before = store.read_if(path)
    found = {name: getattr(made, name) for name in store.FORECAST}
    found["revisions"] = _revisions(config, before, counts, made.needs_annual)
    store.write_tables(found, lambda name: store.forecast_path(config, name))
    draws = files.write_table(store.forecast_path(config, "draws"), made.draws)
    told = {
        "parameters": store.parameters(config), "inputs": hashed, "notes": list(made.notes),
        "driver_residual": made.driver_residual,
    }  # fmt: skip
    written = [store.forecast_path(config, name) for name, frame in found.items() if frame is not None]
    described = files.write_json(store.made_path(config), told, files.PRIVATE)
    # An edition is what was said: the same figures made by other code are not issued again.
    said = steps.digest(files.table_bytes(made.needs_annual))
    issued = f"{counts.origin:%Y-%m}-{said[:8]}"
    after = ledger.score(ledger.issue(before, made.needs_annual, issued, said), counts)
    if before is None or len(after) != len(before):
        # Rows are added, never changed. The assumptions are kept beside, for the next forecast's revision.
        text = config.path.read_text(encoding="utf-8")
        files.write_text(store.issued_path(config, issued) / configuration.FILE_NAME, text, files.PRIVATE)
        files.write_table(path, after)
    return [*written, draws, described]


def on_two_cores(counts: forecast.Counts, config: Config, **asked) -> forecast.Forecast:
    """`forecast.run` with a process beside this one, where there is a core for it; the figures are the same."""
    if fanout.cores() > 1 and config.model.draws * config.calendar.horizon_years >= SHORT:
        try:
            with fanout.processes(1) as beside:
                return forecast.run(counts, config, **asked, beside=beside)
        except BrokenProcessPool:
            pass  # ended from outside, as where memory is short: once more, without it
    return forecast.run(counts, config, **asked)


def _revisions(config: Config, entered, counts: forecast.Counts, needs):
    """Why this forecast says something else than the last one of an earlier period; None where there is none."""
    if entered is None:
        return None
    earlier = entered[(entered["entry"] == "issued") & (entered["origin"] < counts.origin)]
    if earlier.empty:
        return None
    last = earlier[earlier["origin"] == earlier["origin"].max()]
    edition = last["issued_edition"].iloc[-1]
    issued = last[last["issued_edition"] == edition]
    origin = issued["origin"].iloc[0]
    try:
        before = configuration.load(store.issued_path(config, edition), files=False)
    except configuration.ConfigError:
        return None  # written for an older version of the file
    if origin not in counts.periods:
        return None
    return revision.bridge(
        counts.until(origin), counts, before, config, issued_earlier=issued, issued_later=needs
    )
