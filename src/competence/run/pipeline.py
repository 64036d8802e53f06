"""The run: which steps, in which order, only what is stale; one failure costs what depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import perf_counter

from competence import forecast, report, sources, workforce
from competence.config import Config
from competence.run import (
    asof,
    editions,
    evaluating,
    fanout,
    files,
    ingesting,
    kernels,
    modelling,
    provenance,
    steps,
    store,
)
from competence.run.summary import Made, StepDone, Summary, last_good
from competence.tables import ALL, PUBLISHED, TableError

# The notebooks, and whether they run for each administration too.
NOTEBOOKS = {"1_data_quality": False, "2_short_term": True, "3_long_term": True, "4_programme": False}
Progress = Callable[[str, float], None]


def _silent(what: str, share: float) -> None:
    pass


@contextmanager
def _timed(summary: Summary, name: str, why: str | None) -> Iterator[None]:
    started = perf_counter()
    yield
    summary.steps.append(StepDone(name, why, round(perf_counter() - started, 2)))


def ingest(
    config: Config,
    summary: Summary,
    *,
    past: tuple[Config, date] | None = None,
    force: bool = False,
    progress: Progress = _silent,
) -> None:
    """Raw files to the tables at the waist; deliveries are kept pseudonymised. `past`: those kept, as of a day."""
    started = perf_counter()
    home, day = past or (None, None)
    why = ingesting.ingest(config, summary, home=home, day=day, force=force, progress=progress)
    summary.steps.append(StepDone("ingest", why, round(perf_counter() - started, 2)))


def jobs(config: Config, administrations: Iterable[str] | None = None) -> Iterator[kernels.Job]:
    """Every notebook that belongs to the project, for the municipality and for each administration."""
    for name, each in NOTEBOOKS.items():
        if name == "2_short_term" and config.yearly:
            continue
        if name == "4_programme" and not store.waist_path(config, "programme_groups").is_file():
            continue  # no course records are delivered
        source, _ = kernels.notebook(name, config.folder)
        names = [ALL, *_staffed(config)] if each else [None]
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
        **steps.contents(sorted((config.processed / "backtest").glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "programme").glob("*.parquet"))),
        "municipality.toml": config.fingerprint,
        "code": steps.code(
            "api.py",
            "views",
            "forecast",
            "programme",
            "config",
            "tables",
            "schema.py",
            "vocabulary.py",
            "run/store.py",
            "run/files.py",
            "run/steps.py",
            "run/kernels.py",
        ),
        "packages": steps.packages(steps.DRAWN),
    }
    everywhere.pop(store.published_path(config).name, None)
    why = None
    _clear_notebooks(config)
    for job in jobs(config, administrations):
        inputs = {
            **everywhere,
            "notebook": files.sha256(job.source)[:16],
            "parameters": steps.digest(job.values),
        }
        record = job.target.with_suffix(".json")
        reason = "forced" if force else steps.why_stale(record, inputs)
        if reason:
            why = why or reason
            # An executed copy of an older forecast does not stay beside new ones.
            record.unlink(missing_ok=True)
            job.target.unlink(missing_ok=True)
            waiting.append(job)
            records[job.name] = (record, inputs, [job.target])
    for number, outcome in enumerate(fanout.run(waiting, kernels.execute, workers), 1):
        progress(f"notebook {outcome.name}", number / len(waiting))
        summary.notebooks.append(outcome)
        if outcome.error is None:
            steps.finish(*records[outcome.name])
    summary.notebooks.sort(key=lambda outcome: outcome.name)
    summary.own_notebooks = [n for n in NOTEBOOKS if kernels.notebook(n, config.folder)[1]]
    summary.steps.append(StepDone("notebooks", why, round(perf_counter() - started, 2)))


def _clear_notebooks(config: Config) -> None:
    """Remove executed copies that belong to no notebook or administration of today."""
    wanted = {job.target.stem for job in jobs(config)}
    for path in sorted((config.processed / "notebooks").glob("*.*")):
        if path.stem not in wanted:
            path.unlink()


def pages(config: Config, summary: Summary, *, force: bool = False, progress: Progress = _silent) -> None:
    """The published cube, and the edition drawn from it."""
    progress("report", 0.0)
    results = store.results(config)
    failed = {n.administration: f"notebook: {n.error}" for n in summary.notebooks if n.error}
    status = [
        Made(id_, a.name, id_ not in failed, failed.get(id_, "made"),
             last_good(config, id_) if id_ in failed else None)
        for id_, a in config.administrations.items()
    ]  # fmt: skip
    inputs = {
        **steps.contents(sorted(config.processed.glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "forecast").glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "backtest").glob("*.parquet"))),
        **steps.contents(sorted((config.processed / "programme").glob("*.parquet"))),
        "ledger": steps.contents([store.ledger_path(config)]).popitem()[1],
        "deliveries": steps.digest(list(results.files)),
        "status": steps.digest([asdict(s) for s in status]),
        "municipality.toml": config.fingerprint,
        "code": steps.code(
            "report", "forecast/scores.py", "tables", "schema.py", "vocabulary.py", "config", "run"
        ),
        "packages": steps.packages(steps.DRAWN),
    }
    inputs.pop(store.published_path(config).name, None)
    record = config.processed / "published.json"
    shown = editions.current(config.reports)
    why = "forced" if force else steps.why_stale(record, inputs)
    if why is None and not (config.reports / "editions" / str(shown)).is_dir():
        why = "the edition is missing"
    with _timed(summary, "report", why):
        summary.edition, summary.reports = shown, status
        if why is None:
            return
        record.unlink(missing_ok=True)
        cube = report.publish(results, config)
        bare = cube.drop(columns="edition")
        origin = results.stock["period"].max()
        key = [
            report.digest(bare), config.fingerprint, steps.code("report", "forecast/scores.py"),
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
                entry.why = f"page: {type(error).__name__}"
                entry.last_good = last_good(config, entry.administration)
        for name in ("municipality", "programme"):
            if name in broken:
                summary.refuse(f"the {name}'s own page: {type(broken[name]).__name__}", "page")
        files.write_table(store.published_path(config), cube)
        files.write_table(config.kept / "editions" / f"{edition}.parquet", cube)
        names = sorted(p.name for p in (config.reports / "editions" / edition).iterdir())
        if remark := editions.turn(config.reports, edition, [n for n in names if n != "provenance.json"]):
            summary.remarks.append(remark)
        editions.clear_old(config.reports)
        summary.edition = edition
        if not broken:
            steps.finish(record, inputs, [store.published_path(config)])


def _staffed(config: Config) -> list[str]:
    """Administrations of today that have staff at the origin; the others have nothing to show yet or any more."""
    stock = store.read(store.waist_path(config, "stock"), columns=["period", "administration"])
    there = set(stock.loc[stock["period"] == stock["period"].max(), "administration"])
    return [id_ for id_ in config.administrations if id_ in there]


def run(
    config: Config,
    *,
    workers: int | None = None,
    administrations: Iterable[str] | None = None,
    until: str = "report",
    force: bool = False,
    as_of: date | None = None,
    into: Path | None = None,
    progress: Progress = _silent,
) -> Summary:
    """Do all that is stale up to the step `until` (ingest, forecast or report) and say what came of it.

    Parameters
    ----------
    as_of, into : build from what was kept by that day, in a project folder of its own (see `asof`).

    Returns
    -------
    Summary, written to `reports/run.json`. Faults of deliveries, the model or one notebook are told there, never
    raised; the last good results stand.
    """
    started = perf_counter()
    summary = Summary(config.municipality.name)
    home, past, locked = config, None, nullcontext()
    try:
        if as_of is not None:
            config = asof.lay_out(home, as_of, into, tuple(NOTEBOOKS))
            past, locked = (home, as_of), files.lock(home.processed / ".lock")
            summary.remarks.append(f"as of {as_of}, built in {asof.told(home, config)}")
        with locked, files.lock(config.processed / ".lock"):
            ingest(config, summary, past=past, force=force, progress=progress)
            if until in ("forecast", "report"):
                evaluating.evaluate(config, summary, force=force, progress=progress)
                modelling.run(config, summary, force=force, progress=progress)
                evaluating.conclude(config, summary, force=force, progress=progress)
                notebooks(
                    config, summary, workers=workers or fanout.cores(), administrations=administrations,
                    force=force, progress=progress,
                )  # fmt: skip
            if until == "report":
                pages(config, summary, force=force, progress=progress)
    except ingesting.Stopped:
        pass
    except asof.Occupied as error:
        summary.refuse(str(error))
        return summary
    except files.Locked as error:
        # `run.json` belongs to the run that is at work.
        summary.refuse(str(error))
        return summary
    except sources.DeliveryError as error:
        for line, same in zip(sources.told(error.faults), sources.grouped(error.faults)):
            summary.refuse(line, f"{same[0].file}: {same[0].code}")
    except (workforce.IdentityError, TableError) as error:
        summary.refuse(str(error), type(error).__name__)
    except (forecast.ForecastError, store.NotBuilt) as error:
        summary.refuse(str(error))
    except (OSError, files.Damaged) as error:
        summary.refuse(files.in_words(error, config.folder))
    except Exception as error:
        # A scheduler must not read the last run's success.
        summary.refuse(f"internal error: {type(error).__name__}")
        summary.write(config, perf_counter() - started)
        raise
    try:
        summary.write(config, perf_counter() - started)
    except OSError as error:
        summary.refuse(files.in_words(error, config.folder))
    return summary
