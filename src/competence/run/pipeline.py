"""The run: which steps, in which order, only what is stale; one failure costs what depends on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from competence import forecast, report, sources, workforce
from competence.config import Config
from competence.run import editions, fanout, files, kernels, provenance, steps, store
from competence.tables import ALL, PUBLISHED

# The notebooks, and whether they run for each administration too.
NOTEBOOKS = {"1_data_quality": False, "2_short_term": True, "3_long_term": True}
# What each step may take in seconds on two cores at the sample's size; printed beside what it took.
BUDGET = {"setup": 35, "ingest": 20, "backtest": 45, "forecast": 25, "notebooks": 45, "report": 35}
Progress = Callable[[str, float], None]


@dataclass
class StepDone:
    """One step of a run: `why` it was computed, or None where it was reused."""

    name: str
    why: str | None
    seconds: float


@dataclass
class Made:
    """One report: made, or why not."""

    administration: str
    name: str
    made: bool
    why: str
    last_good: str | None = None


@dataclass
class Summary:
    """What a run did; its dictionary is `reports/run.json`."""

    project: str
    steps: list[StepDone] = field(default_factory=list)
    notebooks: list[kernels.Outcome] = field(default_factory=list)
    own_notebooks: list[str] = field(default_factory=list)
    reports: list[Made] = field(default_factory=list)
    edition: str | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 something could not be produced."""
        failed = any(n.error for n in self.notebooks) or any(not r.made for r in self.reports)
        return 1 if self.faults or failed else 0

    def as_dict(self) -> dict[str, Any]:
        """The same facts for a machine."""
        return {**asdict(self), "exit_code": self.exit_code}


class Stopped(Exception):
    """The run cannot go on; the fault stands in the summary."""


def _silent(what: str, share: float) -> None:
    pass


@contextmanager
def _timed(summary: Summary, name: str, why: str | None) -> Iterator[None]:
    started = perf_counter()
    yield
    summary.steps.append(StepDone(name, why, round(perf_counter() - started, 2)))


def ingest(config: Config, summary: Summary, *, force: bool = False, progress: Progress = _silent) -> None:
    """Raw files to the tables at the waist; deliveries are kept pseudonymised."""
    key = sources.key(config)
    found = [path for name in sorted(config.sources) for path in config.files(name)]
    if config.organisation:
        found.append(config.raw / config.organisation.map)
    inputs = {
        **{f"raw {name}": value for name, value in steps.contents(found).items()},
        "municipality.toml": config.fingerprint,
        "key": steps.digest(key),
        "code": steps.code(
            "sources", "workforce", "tables.py", "schema.py", "vocabulary.py", "config", "run/files.py"
        ),
        "packages": steps.packages(),
    }
    record = config.processed / "persons" / "step.json"
    outputs = [store.waist_path(config, "stock"), store.waist_path(config, "flows")]
    why = "forced" if force else steps.why_stale(record, inputs, outputs)
    with _timed(summary, "ingest", why):
        if why is None:
            return
        delivered = sources.read(config, key, progress=lambda source: progress(f"read {source}", 0.0))
        waist = workforce.build(delivered, config)
        stops = waist.quality.loc[
            ~waist.quality["passed"] & (waist.quality["consequence"] == "stop"), "message"
        ]
        if len(stops):
            summary.faults += stops.tolist()
            raise Stopped
        sources.keep(delivered, config)
        record.unlink(missing_ok=True)
        built = {name: getattr(waist, name) for name in (*store.WAIST, "employments")}
        store.write_tables(
            built, lambda n: (store.persons_path if n == "employments" else store.waist_path)(config, n)
        )
        files.write_json(config.processed / "deliveries.json", _described(delivered.files), files.PRIVATE)
        steps.finish(record, inputs)


def _described(delivered: Iterable) -> list[dict[str, Any]]:
    return [
        {"source": f.source, "name": f.name, "delivered": f.delivered, "rows": f.rows, "sha256": f.sha256}
        for f in delivered
    ]


def _model_inputs(config: Config) -> dict[str, str]:
    names = ("stock", "flows", "competence_stock", "competence_flows", "vacancies", "cover", "population")
    return {
        **steps.contents(store.waist_path(config, name) for name in names),
        "municipality.toml": config.fingerprint,
        "code": steps.code("forecast", "tables.py", "schema.py", "vocabulary.py", "config"),
        "packages": steps.packages(),
    }


def model(config: Config, summary: Summary, *, force: bool = False, progress: Progress = _silent) -> None:
    """The back-test and the joint forecast: one computation for all pages."""
    inputs = _model_inputs(config)
    for name, outputs, work in (
        ("backtest", [store.backtest_path(config)], _backtest),
        ("forecast", [store.forecast_path(config, "needs_annual")], _forecast),
    ):
        record = config.processed / name / "step.json"
        why = "forced" if force else steps.why_stale(record, inputs, outputs)
        progress(name, 0.0)
        with _timed(summary, name, why):
            if why is not None:
                record.unlink(missing_ok=True)
                work(config)
                steps.finish(record, inputs)


def _backtest(config: Config) -> None:
    found = forecast.backtest(store.counts(config), config)
    store.write_tables({"backtest": found}, lambda name: store.backtest_path(config))


def _forecast(config: Config) -> None:
    made = forecast.run(store.counts(config), config)
    store.write_tables(
        {name: getattr(made, name) for name in store.FORECAST}, lambda name: store.forecast_path(config, name)
    )
    files.write_table(store.forecast_path(config, "draws"), made.draws)
    parameters = {
        "seed": config.model.seed, "draws": config.model.draws,
        "years": config.calendar.horizon_years, "months": config.calendar.horizon_months,
    }  # fmt: skip
    told = {"parameters": parameters, "notes": list(made.notes)}
    files.write_json(store.made_path(config), told, files.PRIVATE)


def jobs(config: Config, administrations: Iterable[str] | None = None) -> Iterator[kernels.Job]:
    """Every notebook that belongs to the project, for the municipality and for each administration."""
    for name, each in NOTEBOOKS.items():
        if name == "2_short_term" and config.yearly:
            continue
        source, _ = kernels.notebook(name, config.folder)
        names = [ALL, *config.administrations] if each else [None]
        for administration in names:
            if administrations is not None and administration not in administrations:
                continue
            stem = name if administration is None else f"{name}_{_stem(administration)}"
            values = (("administration", administration),) if administration else ()
            yield kernels.Job(
                stem,
                source,
                config.processed / "notebooks" / f"{stem}.ipynb",
                values,
                config.folder,
                administration,
            )


def _stem(administration: str) -> str:
    return "municipality" if administration == ALL else administration


def notebooks(
    config: Config,
    summary: Summary,
    *,
    workers: int,
    administrations: Iterable[str] | None = None,
    force: bool = False,
    progress: Progress = _silent,
) -> None:
    """Execute the stale notebooks, `workers` at a time."""
    started = perf_counter()
    waiting, records = [], {}
    everywhere = {
        **steps.contents(sorted(config.processed.glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "forecast").glob("*.parquet"))),
        **steps.contents([store.backtest_path(config)]),
        "municipality.toml": config.fingerprint,
        "code": steps.code(
            "api.py", "views.py", "forecast", "tables.py", "schema.py", "vocabulary.py", "run/store.py"
        ),
        "packages": steps.packages(steps.DRAWN),
    }
    everywhere.pop(store.published_path(config).name, None)
    why = None
    for job in jobs(config, administrations):
        inputs = {
            **everywhere,
            "notebook": files.sha256(job.source)[:16],
            "parameters": steps.digest(job.values),
        }
        record = job.target.with_suffix(".json")
        reason = "forced" if force else steps.why_stale(record, inputs, [job.target])
        if reason:
            why = why or reason
            record.unlink(missing_ok=True)
            waiting.append(job)
            records[job.name] = (record, inputs)
    for number, outcome in enumerate(fanout.run(waiting, kernels.execute, workers), 1):
        progress(f"notebook {outcome.name}", number / len(waiting))
        summary.notebooks.append(outcome)
        if outcome.error is None:
            steps.finish(*records[outcome.name])
    summary.notebooks.sort(key=lambda outcome: outcome.name)
    summary.own_notebooks = [n for n in NOTEBOOKS if kernels.notebook(n, config.folder)[1]]
    summary.steps.append(StepDone("notebooks", why, round(perf_counter() - started, 2)))


def pages(config: Config, summary: Summary, *, force: bool = False, progress: Progress = _silent) -> None:
    """The published cube, and the edition drawn from it."""
    progress("report", 0.0)
    results = store.results(config)
    failed = {n.administration: n.error for n in summary.notebooks if n.error}
    status = [
        Made(
            id_, a.name, id_ not in failed and None not in failed,
            _why(failed.get(id_) or failed.get(None)),
            _last_good(config, id_) if id_ in failed or None in failed else None,
        )
        for id_, a in config.administrations.items()
    ]  # fmt: skip
    inputs = {
        **steps.contents(sorted(config.processed.glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "forecast").glob("*.parquet"))),
        **steps.contents([store.backtest_path(config)]),
        "deliveries": steps.digest(list(results.files)),
        "status": steps.digest([asdict(s) for s in status]),
        "municipality.toml": config.fingerprint,
        "code": steps.code("report", "tables.py", "schema.py", "vocabulary.py", "config"),
        "packages": steps.packages(steps.DRAWN),
    }
    inputs.pop(store.published_path(config).name, None)
    record = config.processed / "published.json"
    shown = editions.current(config.reports)
    outputs = [store.published_path(config), config.reports / "editions" / str(shown)]
    why = "forced" if force else steps.why_stale(record, inputs, outputs)
    with _timed(summary, "report", why):
        summary.edition, summary.reports = shown, status
        if why is None:
            return
        record.unlink(missing_ok=True)
        cube = report.publish(results, config)
        bare = cube.drop(columns="edition")
        origin = results.stock["period"].max()
        key = [
            report.digest(bare), config.fingerprint, steps.code("report"),
            [asdict(s) for s in status if not s.made],
        ]  # fmt: skip
        edition = f"{origin:%Y-%m}-{steps.digest(key)[:8]}"
        cube = PUBLISHED.check(cube.assign(edition=edition))
        made = provenance.of_edition(config, edition, list(results.files))
        told, broken = [asdict(s) for s in status], {}

        def render(folder: Path) -> None:
            report.render(cube, config, folder, status=told, failed=broken.__setitem__)
            files.write_json(folder / "provenance.json", made)

        editions.make(config.reports, edition, render)
        for entry, page in zip(status, told):
            entry.made, entry.why = page["made"], page["why"]
            if error := broken.get(entry.administration):
                entry.why = f"page: {type(error).__name__}: {error}"
                entry.last_good = _last_good(config, entry.administration)
        files.write_table(store.published_path(config), cube)
        files.write_table(config.kept / "editions" / f"{edition}.parquet", cube)
        names = sorted(p.name for p in (config.reports / "editions" / edition).iterdir())
        if remark := editions.turn(config.reports, edition, [n for n in names if n != "provenance.json"]):
            summary.remarks.append(remark)
        editions.clear_old(config.reports)
        summary.edition = edition
        if not broken:
            steps.finish(record, inputs)


def _why(error: str | None) -> str:
    return f"notebook: {error}" if error else "made"


def _last_good(config: Config, administration: str) -> str | None:
    """Last period of the newest edition in which the administration's report was made."""
    from_run = config.reports / "run.json"
    if not from_run.is_file():
        return None
    before = files.read_json(from_run)
    for entry in before.get("reports", []):
        if entry["administration"] == administration:
            return (before.get("edition") or "")[:7] if entry["made"] else entry.get("last_good")
    return None


def run(
    config: Config,
    *,
    workers: int | None = None,
    administrations: Iterable[str] | None = None,
    until: str = "report",
    force: bool = False,
    progress: Progress = _silent,
) -> Summary:
    """Do all that is stale up to the step `until` (ingest, forecast or report) and say what came of it.

    Returns
    -------
    Summary, written to `reports/run.json`. Faults of deliveries, the model or one notebook are told there, never
    raised; the last good results stand.
    """
    started = perf_counter()
    summary = Summary(config.municipality.name)
    try:
        with files.lock(config.processed / ".lock"):
            ingest(config, summary, force=force, progress=progress)
            if until in ("forecast", "report"):
                model(config, summary, force=force, progress=progress)
                notebooks(
                    config, summary, workers=workers or fanout.cores(), administrations=administrations,
                    force=force, progress=progress,
                )  # fmt: skip
            if until == "report":
                pages(config, summary, force=force, progress=progress)
    except Stopped:
        pass
    except files.Locked as error:
        # `run.json` belongs to the run that is at work.
        summary.faults.append(str(error))
        return summary
    except (sources.DeliveryError, workforce.IdentityError, forecast.ForecastError, store.NotBuilt) as error:
        summary.faults += str(error).splitlines()
    except (OSError, files.Damaged) as error:
        summary.faults.append(files.in_words(error, config.folder))
    try:
        _write(config, summary, perf_counter() - started)
    except OSError as error:
        summary.faults.append(files.in_words(error, config.folder))
    return summary


def _write(config: Config, summary: Summary, seconds: float) -> None:
    told = summary.as_dict()
    told["seconds"] = round(seconds, 1)
    told["setup_seconds"] = float(os.environ.get("COMPETENCE_SETUP_SECONDS", 0))
    told["budget_seconds"] = BUDGET
    told["machine"] = provenance.machine()
    files.write_json(config.reports / "run.json", told)
