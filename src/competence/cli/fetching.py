"""The commands that reach out: `fetch scb`, `fetch kolada`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from competence.cli.options import Dry, Json, Project, loaded
from competence.console import print_json, print_table, progress_bar, refuse


def _fetch(project: Path | None, as_json: bool, dry: bool, fetch: str, stands: str) -> None:
    from competence import public
    from competence.public import keeping
    from competence.run import files

    config = loaded(project, as_json, files=False)
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


def scb(project: Project = None, dry_run: Dry = False, as_json: Json = False) -> None:
    """The population by one-year age and sex, observed and projected, from Statistics Sweden."""
    _fetch(project, as_json, dry_run, "fetch_scb", "scb_*.csv")


def kolada(
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

    config = loaded(project, as_json, files=False)
    try:
        hits = public.search_kolada(config, search)
    except public.PublicError as error:
        refuse([str(error)], as_json)
    if as_json:
        print_json({"measures": [{"id": id, "title": title} for id, title in hits], "exit_code": 0})
    else:
        print_table(f"Measures with '{search}' in the title", ["id", "title"], [list(hit) for hit in hits])
