"""Options that several commands share, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from competence.console import refuse

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


def past_day(written: str | None, into: Path | None = None) -> dict[str, Any]:
    """The options of a run that `--as-of` and `--into` mean; refused where they are no day, or alone."""
    from competence.run import asof

    if written is None:
        if into is not None:
            raise typer.BadParameter("goes with --as-of", param_hint="--into")
        return {}
    try:
        return {"as_of": asof.day_of(written), "into": into}
    except ValueError:
        raise typer.BadParameter(f"{written!r} is not YYYY-MM or YYYY-MM-DD", param_hint="--as-of") from None


def loaded(project: Path | None, as_json: bool, files: bool = True):
    """The config of a project; a refused one ends the command.

    files : whether the deliveries that it names must be there.
    """
    from competence import config

    try:
        return config.load(project, files=files)
    except config.ConfigError as error:
        refuse([str(fault) for fault in error.faults], as_json)
