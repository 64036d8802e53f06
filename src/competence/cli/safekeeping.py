"""The commands `key`, `purge` and `privacy`: what they ask, what they say."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from competence.cli.options import Json, Project, loaded
from competence.config import Config
from competence.console import print_json, print_table, refuse

SHOWN = 20  # lines of the raw files that are listed


def account() -> str:
    """Whose account runs this."""
    return os.environ.get("USER") or os.environ.get("USERNAME") or "unknown"


def _guarded(config: Config, as_json: bool, work):
    """Do `work` under the project's lock; faults are told, and end the command."""
    from competence import sources
    from competence.run import files

    try:
        with files.lock(config.processed / ".lock"):
            return work()
    except sources.DeliveryError as error:
        refuse(str(error).splitlines(), as_json)
    except files.Locked as error:
        refuse([str(error)], as_json)
    except (OSError, files.Damaged) as error:
        refuse([files.in_words(error, config.folder)], as_json)


def _key(config: Config, rotate: bool, as_json: bool) -> None:
    """Say where the key lies and how far the kept deliveries have come with it; with `rotate` renew it first."""
    from competence import sources
    from competence.run import ingesting, store

    def work():
        brought = sources.rotate(config) if rotate else None
        if rotate:
            # They come back with the next `ingest` or `groups`; under the old key they shall not stay.
            for name in ("persons", store.OFFICE):
                for path in sorted((config.processed / name).glob("*")):
                    path.unlink()
            ingesting.record(config).unlink(missing_ok=True)
        return brought, sources.generations(config)

    brought, (path, prints, under) = _guarded(config, as_json, work)
    told = {"key": str(path), "fingerprint": prints[-1], "generations": len(prints), "kept": under}
    if as_json:
        print_json({**told, "rotated": rotate, "brought": brought, "exit_code": 0})
        return
    if rotate:
        print(f"The key was renewed. Kept deliveries brought under it: {brought}. Now run: competence ingest")
        print("Back up the key file anew: from now on the old copy opens nothing.")
    print(f"Key      {path}")
    print(f"Print    {prints[-1]}, generation {len(prints)}")
    behind = sum(under[:-1])
    print(f"Kept     {sum(under)} deliveries" + (f", {behind} under earlier generations" if behind else ""))


def numbers(file: Path | None, as_json: bool) -> list[str]:
    """Identity numbers, one a line, from a file, from standard input or as typed; never from the command line."""
    try:
        if file is not None:
            text = file.read_text(encoding="utf-8-sig")
        elif sys.stdin.isatty():
            text = typer.prompt("Personal identity number (it is not shown)", hide_input=True)
        else:
            text = sys.stdin.read()
    except UnicodeDecodeError:
        refuse(["what was given is not UTF-8 text; one identity number a line is expected"], as_json)
    except OSError as error:
        said = os.strerror(error.errno or 0).lower()
        refuse([f"{file.name if file else 'standard input'} cannot be read: {said}"], as_json)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _purge(config: Config, file: Path | None, as_json: bool) -> None:
    """Remove the persons whose numbers are given, and say what is left to do."""
    from competence import sources
    from competence.run import purge as room

    given = numbers(file, as_json)
    if not given:
        refuse(
            ["no identity number was given; type it, or give one a line on standard input or with --file"],
            as_json,
        )

    def work():
        found, bad = sources.sought(config, given, date.today())
        if bad:
            lines = ", ".join(map(str, bad))
            refuse(
                [f"no personal identity number on line {lines} of what was given; nothing was removed"],
                as_json,
            )
        return room.persons(config, found, account())

    told = _guarded(config, as_json, work)
    if as_json:
        print_json(told.as_dict())
        raise typer.Exit(told.exit_code)
    print(
        f"Persons {told.persons}. Rows removed: {told.rows_kept} in kept deliveries, {told.rows_processed} in built tables."
    )
    if told.raw:
        print(
            "These lines of the raw files still hold them. The files are yours: mend them at the source and here,"
        )
        print("else the next `competence ingest` brings them back.")
        for name, line in told.raw[:SHOWN]:
            print(f"  {name}:{line}")
        if len(told.raw) > SHOWN:
            print(f"  … and {len(told.raw) - SHOWN} lines more (--json lists all)")
    if told.unread:
        print(f"These raw files could not be searched: {', '.join(told.unread)}")
    print(f"Searched {told.searched} files of data/processed, data/kept and reports:", end=" ")
    print("nothing was found." if not told.left else "still found in " + ", ".join(told.left))
    raise typer.Exit(told.exit_code)


def _retention(config: Config, yes: bool, as_json: bool) -> None:
    """List the kept deliveries that `[retention]` lets go; with `yes` remove them."""
    from competence.run import purge as room

    today = date.today()
    if config.retention.years is None and not config.retention.tables:
        refuse(["[retention] says nothing; set years, or years by table under [retention.tables]"], as_json)

    def work():
        return room.retention(config, today, account()) if yes else room.outdated(config, today)

    found = _guarded(config, as_json, work)
    if as_json:
        print_json({"deliveries": found, "removed": yes, "exit_code": 0})
        return
    if not found:
        print("Nothing is older than [retention] says.")
        return
    heads = ["delivery", "source", "table", "delivered", "years", "rows"]
    title = "Removed" if yes else "Older than [retention] says"
    print_table(title, heads, [[str(row[head]) for head in heads] for row in found])
    if not yes:
        print("Nothing was changed. To remove them: competence purge --retention --yes")


def _privacy(config: Config, as_json: bool) -> None:
    """Write the record of processing and print it, with what is not filled in."""
    from competence.run import privacy as room

    paths, missing, markdown = _guarded(config, as_json, lambda: room.write(config))
    names = [path.relative_to(config.folder).as_posix() for path in paths]
    if as_json:
        print_json({"files": names, "not_filled_in": missing, "exit_code": 0})
        return
    print(markdown)
    print(f"Written to {' and '.join(names)}", file=sys.stderr)
    if missing:
        print(f"Not filled in in municipality.toml: {', '.join(missing)}", file=sys.stderr)


def key(
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
    _key(loaded(project, as_json, files=False), rotate, as_json)


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
    config = loaded(project, as_json, files=False)
    if retention:
        _retention(config, yes, as_json)
    else:
        _purge(config, file, as_json)


def privacy(project: Project = None, as_json: Json = False) -> None:
    """The record of processing (GDPR, article 30) as municipality.toml tells it, and what is not filled in."""
    _privacy(loaded(project, as_json, files=False), as_json)
