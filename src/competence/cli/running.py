"""The commands of the pipe: run and its parts, and the back-test."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from competence.cli.options import AsOf, Force, Into, Json, Only, Project, Workers, loaded, past_day
from competence.cli.safekeeping import account
from competence.console import finish, print_json, print_table, progress_bar, refuse


def _run(project, as_json: bool, **options: Any) -> None:
    # As of a day the raw folder is not looked at.
    config = loaded(project, as_json, files=not options.get("as_of"))
    unknown = [a for a in options.get("administrations") or () if a not in config.administrations]
    if unknown:
        from difflib import get_close_matches

        near = get_close_matches(unknown[0], config.administrations, 1)
        hint = f" Nearest: {near[0]}." if near else f" Known: {', '.join(config.administrations)}."
        raise typer.BadParameter(f"no administration {unknown[0]!r}.{hint}", param_hint="--administration")
    from competence.run import pipeline

    with progress_bar() as progress:
        summary = pipeline.run(config, progress=progress, **options)
    finish(summary, as_json)


def run(
    project: Project = None,
    workers: Workers = None,
    force: Force = False,
    as_of: AsOf = None,
    into: Into = None,
    as_json: Json = False,
) -> None:
    """All of it: ingest, forecast, notebooks, reports; only what is stale."""
    _run(project, as_json, workers=workers, force=force, **past_day(as_of, into))


def ingest(
    project: Project = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            help="SOURCE:DATE of a delivery with far fewer rows than the last, to be read all the same."
        ),
    ] = None,
    force: Force = False,
    as_of: AsOf = None,
    into: Into = None,
    as_json: Json = False,
) -> None:
    """Read the raw files and build the tables at the waist: stock, flows, competence, quality."""
    past = past_day(as_of, into)
    if accept and past:
        raise typer.BadParameter("goes with the raw files, not with --as-of", param_hint="--accept")
    if accept:
        from competence import sources

        config = loaded(project, as_json)
        for entry in accept:
            name, _, day = entry.partition(":")
            try:
                delivered = date.fromisoformat(day)
            except ValueError:
                raise typer.BadParameter(
                    f"{entry!r} is not SOURCE:YYYY-MM-DD", param_hint="--accept"
                ) from None
            if name not in config.sources:
                raise typer.BadParameter(f"no source {name!r} in municipality.toml", param_hint="--accept")
            sources.accept(config, name, delivered, account())
    _run(project, as_json, until="ingest", force=force or bool(accept), **past)


def forecast(
    project: Project = None,
    administration: Only = None,
    workers: Workers = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """The joint forecast if it is stale, then the notebooks."""
    _run(project, as_json, until="forecast", administrations=administration, workers=workers, force=force)


def report(
    project: Project = None, workers: Workers = None, force: Force = False, as_json: Json = False
) -> None:
    """Render the pages (and do first what they rest on, where it is stale)."""
    _run(project, as_json, workers=workers, force=force)


def backtest(
    project: Project = None,
    origins: Annotated[int, typer.Option(min=1, max=10, help="Year-ends in the past to forecast from.")] = 5,
    as_json: Json = False,
) -> None:
    """How good would past forecasts have been? Six methods side by side; nothing is stored."""
    from competence import forecast
    from competence.run import files, store, tested

    config = loaded(project, as_json, files=False)
    try:
        with progress_bar() as progress:
            progress(f"forecast from {origins} year-ends", 0.0)
            found = forecast.skill(store.counts(config), config, origins=origins)
    except (store.NotBuilt, forecast.ForecastError) as error:
        refuse([str(error)], as_json)
    except (OSError, files.Damaged) as error:
        refuse([files.in_words(error, config.folder)], as_json)
    if found.backtest is None:
        refuse(["no origin leaves a whole year to hold out: a back-test needs at least two years"], as_json)
    if as_json:
        print_json(tested.facts(found))
    else:
        for table in tested.tables(found):
            print_table(*table)
