"""The commands to begin with: check, sample, explore."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from competence.cli.options import AsOf, Json, Project, loaded, past_day
from competence.console import finish_check, print_json, progress_bar, refuse


def check(project: Project = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Read everything, change nothing, say what is wrong (exit 1 if it must not be used)."""
    day = past_day(as_of).get("as_of")
    config = loaded(project, as_json, files=day is None)
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

    config = loaded(project, as_json, files=False)
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


def explore(
    project: Project = None,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Lay out the notebook; start nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open JupyterLab on explore.ipynb, an analyst's own starting page."""
    from competence.run import files, kernels

    config = loaded(project, as_json, files=False)
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
