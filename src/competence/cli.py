"""The commands. Nothing else parses arguments.

Exit codes: 0 all done; 1 something could not be produced, or the configuration or a delivery was refused;
2 wrong use of the command line.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from competence import safekeeping
from competence.console import escaped, finish, finish_check, print_json, print_table, progress_bar, refuse

app = typer.Typer(
    name="competence",
    help="Forecast staff and the right competence for each administration, and make the reports.\n\n"
    "A project is a folder with a municipality.toml. Start with `competence sample` for an invented "
    "municipality, or `competence check` on your own exports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

fetching = typer.Typer(
    name="fetch",
    help="Fetch public statistics into data/raw: the only commands that reach out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(fetching)

Project = Annotated[
    Path | None,
    typer.Option("--project", help="Project folder (default: nearest municipality.toml upwards)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the same facts as JSON on standard output.")]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Notebooks at a time (default: cores).")
]
Dry = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be asked and how many cells it is; write nothing.")
]
Force = Annotated[bool, typer.Option("--force", help="Do every step again, stale or not.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--administration", help="Run the notebooks of this administration only (repeat for more)."),
]


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="A past month (2026-10) or day (2026-10-15), built from the kept deliveries as they were known then.",
    ),
]
Into = Annotated[
    Path | None,
    typer.Option("--into", help="With --as-of: the folder to build in (default: data/processed/as_of/DAY)."),
]


def _as_of(written: str | None, into: Path | None = None) -> dict[str, Any]:
    from competence.run import asof

    if written is None:
        if into is not None:
            raise typer.BadParameter("goes with --as-of", param_hint="--into")
        return {}
    try:
        return {"as_of": asof.day_of(written), "into": into}
    except ValueError:
        raise typer.BadParameter(f"{written!r} is not YYYY-MM or YYYY-MM-DD", param_hint="--as-of") from None


def _config(project: Path | None, as_json: bool, files: bool = True):
    from competence import config

    try:
        return config.load(project, files=files)
    except config.ConfigError as error:
        refuse([str(fault) for fault in error.faults], as_json)


def _run(project, as_json: bool, **options: Any) -> None:
    # As of a day the raw folder is not looked at.
    config = _config(project, as_json, files=not options.get("as_of"))
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


@app.command()
def run(
    project: Project = None,
    workers: Workers = None,
    force: Force = False,
    as_of: AsOf = None,
    into: Into = None,
    as_json: Json = False,
) -> None:
    """All of it: ingest, forecast, notebooks, reports; only what is stale."""
    _run(project, as_json, workers=workers, force=force, **_as_of(as_of, into))


@app.command()
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
    past = _as_of(as_of, into)
    if accept and past:
        raise typer.BadParameter("goes with the raw files, not with --as-of", param_hint="--accept")
    if accept:
        from competence import sources

        config = _config(project, as_json)
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
            sources.accept(config, name, delivered, safekeeping.account())
    _run(project, as_json, until="ingest", force=force or bool(accept), **past)


@app.command()
def forecast(
    project: Project = None,
    administration: Only = None,
    workers: Workers = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """The joint forecast if it is stale, then the notebooks."""
    _run(project, as_json, until="forecast", administrations=administration, workers=workers, force=force)


@app.command()
def report(
    project: Project = None, workers: Workers = None, force: Force = False, as_json: Json = False
) -> None:
    """Render the pages (and do first what they rest on, where it is stale)."""
    _run(project, as_json, workers=workers, force=force)


@app.command()
def backtest(
    project: Project = None,
    origins: Annotated[int, typer.Option(min=1, max=10, help="Year-ends in the past to forecast from.")] = 5,
    as_json: Json = False,
) -> None:
    """How good would past forecasts have been? Six methods side by side; nothing is stored."""
    from competence import forecast
    from competence.run import files, store, tested

    config = _config(project, as_json, files=False)
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


@app.command()
def check(project: Project = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Read everything, change nothing, say what is wrong (exit 1 if it must not be used)."""
    day = _as_of(as_of).get("as_of")
    config = _config(project, as_json, files=day is None)
    from competence import workforce
    from competence.run import files
    from competence.run.checked import look

    try:
        with progress_bar() as progress:
            found = look(config, progress, day)
    except workforce.IdentityError as error:
        refuse(str(error).splitlines(), as_json)
    except (OSError, files.Damaged) as error:
        refuse([files.in_words(error, config.folder)], as_json)
    finish_check(found, as_json)


@app.command()
def sample(
    project: Project = None,
    seed: Annotated[int, typer.Option(help="Another seed, another municipality.")] = 1,
    employees: Annotated[int, typer.Option(min=300, help="About how many monthly-paid staff.")] = 9500,
    months: Annotated[int, typer.Option(min=24, max=240, help="Length of the history.")] = 120,
    end: Annotated[str, typer.Option(help="Last month, YYYY-MM.")] = "2025-12",
    variant: Annotated[
        str, typer.Option(help="plain, or one that breaks an assumption (see docs).")
    ] = "plain",
    if_needed: Annotated[
        bool,
        typer.Option(
            "--if-needed", help="Only where the config is the sample's and data/raw holds nothing else."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the known-truth municipality into data/raw: an invented one whose every figure was planted."""
    from competence import sample as room
    from competence.run import files

    config = _config(project, as_json, files=False)
    try:
        room.check(months, end, variant)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    asked = {"seed": seed, "employees": employees, "months": months, "end": end, "variant": variant}
    stamp = config.raw / "truth.json"
    there = [p.name for p in config.raw.iterdir() if p.name != ".gitkeep"] if config.raw.is_dir() else []
    before = files.read_json(stamp) if stamp.is_file() else {}
    written = {k: before.get(k) for k in asked} == asked
    if if_needed and (written or there or not room.describes(config)):
        wrote, why = False, "already there" if written else "data/raw holds other files; they are left alone"
    elif there and not stamp.is_file():
        refuse(
            [f"{config.data.raw} holds files that are not the sample's; it is written into an empty folder"],
            as_json,
        )
    else:
        with progress_bar() as progress:
            room.write(config.raw, progress=lambda name: progress(f"write {name}", 0.0), **asked)
        wrote, why = True, f"{employees} employees, {months} months to {end}, seed {seed}, {variant}"
    if as_json:
        print_json({"written": wrote, "why": why, **asked, "exit_code": 0})
    else:
        print(f"Sample {'written' if wrote else 'not written'}: {why}")


def _fetch(project: Path | None, as_json: bool, dry: bool, fetch: str, stands: str) -> None:
    from competence import public
    from competence.public import keeping
    from competence.run import files

    config = _config(project, as_json, files=False)
    today = date.today()
    try:
        with progress_bar() as progress:
            found = getattr(public, fetch)(config, today, progress=progress, dry=dry)
    except public.PublicError as error:
        there = keeping.standing(config.raw, stands)
        stand = f"What was fetched before stands: {', '.join(there)}." if there else "Nothing was written."
        refuse([str(error), stand], as_json)
    except (OSError, files.Damaged) as error:
        refuse([files.in_words(error, config.folder)], as_json)
    if as_json:
        print_json(found.facts(today))
        return
    for table in found.tables(today):
        print_table(*table)
    for remark in found.remarks:
        print(f"Note: {remark}")
    if found.block:
        print(f"\nNo source reads it yet. Add to municipality.toml:\n\n{found.block}")


@fetching.command("scb")
def fetch_scb(project: Project = None, dry_run: Dry = False, as_json: Json = False) -> None:
    """The population by one-year age and sex, observed and projected, from Statistics Sweden."""
    _fetch(project, as_json, dry_run, "fetch_scb", "scb_*.csv")


@fetching.command("kolada")
def fetch_kolada(
    project: Project = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Only show the measures whose title holds this word.")
    ] = None,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """Measures of the municipality and of those like it, from Kolada."""
    if search is None:
        _fetch(project, as_json, dry_run, "fetch_kolada", "kolada_*.csv")
        return
    from competence import public

    config = _config(project, as_json, files=False)
    try:
        hits = public.search_kolada(config, search)
    except public.PublicError as error:
        refuse([str(error)], as_json)
    if as_json:
        print_json({"measures": [{"id": id, "title": title} for id, title in hits], "exit_code": 0})
    else:
        print_table(f"Measures with '{search}' in the title", ["id", "title"], [list(hit) for hit in hits])


@app.command("key")
def key_(
    project: Project = None,
    rotate: Annotated[
        bool,
        typer.Option(
            "--rotate", help="Renew it; kept deliveries are brought under it, nobody loses their past."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Where the pseudonym key lies, its print, and how far the kept deliveries have come with it."""
    safekeeping.key(_config(project, as_json, files=False), rotate, as_json)


@app.command()
def purge(
    project: Project = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A file with one identity number a line, instead of standard input."),
    ] = None,
    retention: Annotated[
        bool, typer.Option("--retention", help="Instead of persons: what is older than [retention] says.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --retention: remove it, do not only list it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remove persons for good from all that is kept and built, and say where the raw files still hold them.

    Their identity numbers are asked for, or read from standard input, one a line; they are never an argument, since
    arguments are seen by others and remembered by the shell.
    """
    if retention and file is not None:
        raise typer.BadParameter("is of persons, not of --retention", param_hint="--file")
    if yes and not retention:
        raise typer.BadParameter("goes with --retention", param_hint="--yes")
    config = _config(project, as_json, files=False)
    if retention:
        safekeeping.retention(config, yes, as_json)
    else:
        safekeeping.purge(config, file, as_json)


@app.command()
def privacy(project: Project = None, as_json: Json = False) -> None:
    """The record of processing (GDPR, article 30) as municipality.toml tells it, and what is not filled in."""
    safekeeping.privacy(_config(project, as_json, files=False), as_json)


@app.command()
def explore(
    project: Project = None,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Lay out the notebook; start nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open JupyterLab on explore.ipynb, an analyst's own starting page."""
    from competence.run import files, kernels

    config = _config(project, as_json, files=False)
    own = config.folder / "notebooks" / "explore.ipynb"
    if not own.is_file():
        files.write_bytes(own, kernels.notebook("explore", config.folder)[0].read_bytes())
    if as_json:
        print_json({"notebook": "notebooks/explore.ipynb", "exit_code": 0})
    if prepare_only:
        raise typer.Exit(0)
    import subprocess

    command = [sys.executable, "-m", "jupyterlab", "notebooks/explore.ipynb"]
    raise typer.Exit(subprocess.run(command, cwd=config.folder, check=False).returncode)


def main() -> None:
    """Entry point: what escapes is told by type and place only, since a message may hold a delivered value."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        # A letter that an old code page lacks shall cost no more than itself.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # What libraries have to say of their input may hold a delivered value too.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")
            app()
    except Exception as error:
        told = escaped(error)
        if "--json" in sys.argv:
            print_json({"faults": [told], "exit_code": 1})
        print(told, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
