"""The command `groups`: the next course groups of the leadership programme."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from competence.cli.options import Json, Project, loaded
from competence.console import print_json, print_table, progress_bar, refuse


def _days(written: list[str] | None) -> tuple[date, ...]:
    try:
        found = [date.fromisoformat(day.strip()) for each in written or () for day in each.split(",")]
    except ValueError:
        raise typer.BadParameter(
            "expected days as 2026-09-08, parted by commas", param_hint="--dates"
        ) from None
    return tuple(sorted(set(found)))


def _size(written: str | None) -> tuple[int, int] | None:
    if written is None:
        return None
    low, _, high = written.partition("-")
    if not (low.isdigit() and (high or low).isdigit() and 2 <= int(low) <= int(high or low)):
        raise typer.BadParameter("expected FEWEST-MOST, as 20-28", param_hint="--size")
    return int(low), int(high or low)


def groups(
    project: Project = None,
    dates: Annotated[
        list[str] | None,
        typer.Option(
            "--dates", help="First days of the groups, parted by commas (default: group_dates in the config)."
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option("--size", help="Fewest-most in a group, as 20-28 (default: group_size in the config)."),
    ] = None,
    match: Annotated[
        Path | None,
        typer.Option(
            "--match",
            help="The office's own register, one `identity number;name` a line: the list then bears the names.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose the next course groups: who sits with whom, so that most managers meet others from elsewhere.

    Seated are the managers of today who are not through the programme and sit in no group that is under way. First as
    many as possible get a seat, then the groups are made as even as they can be, then most pairs come from two
    administrations; those that have met least come together first. Nobody is seated on a day when he or she is on
    full leave or has left; with apart = "level" under [programme] nobody sits with a higher level of the own
    administration.

    The list for the programme's office is written to data/processed/programme_office/groups.csv, readable by you
    alone and never a part of a report. It tells administration, unit and level, which mostly says who is meant, and
    the person's code. With --match it bears names too: the numbers of the register are turned into codes in memory
    and are written nowhere.

    \b
      competence groups
      competence groups --dates 2026-03-03,2026-09-08 --size 18-24
      competence groups --match chefer.csv
    """
    days, wanted = _days(dates), _size(size)
    config = loaded(project, as_json, files=False)
    from competence import sources
    from competence.run import files, grouping

    days = days or config.programme.group_dates
    try:
        with progress_bar() as progress, files.lock(config.processed / ".lock"):
            names = None if match is None else grouping.register(config, match.resolve(), date.today())
            found = grouping.propose(
                config, days, wanted or config.programme.group_size, names, lambda what: progress(what, 0.0)
            )
    except (grouping.NoGroups, files.Locked) as error:
        refuse([str(error)], as_json)
    except sources.DeliveryError as error:
        refuse(str(error).splitlines(), as_json)
    except (OSError, files.Damaged) as error:
        refuse([files.in_words(error, config.folder)], as_json)
    if as_json:
        print_json(found.facts(config))
    else:
        _tell(found, config)


def _tell(found, config) -> None:
    """Counts, never persons."""
    by = found.groups.pivot_table("managers", "group", "administration", "sum", 0)
    heads = ["first day", "managers", *by.columns]
    rows = [[day, str(n.sum()), *(str(v or "·") for v in n)] for day, n in zip(by.index, by.to_numpy(int))]
    if rows:
        print_table("Proposed course groups", heads, rows, right=heads[1:])
    print(
        f"Managers on {found.day}: {found.managers}, through {found.through}, in a group under way "
        f"{found.under_way}, to be seated {found.to_seat}, seated {found.seated}."
    )
    if found.pairs:
        best = "; no groups of these sizes within the limits do better" if found.proven else ""
        print(
            f"Of {found.pairs} pairs who meet {found.cross_pairs} are from two administrations; drawn by lot it would "
            f"be {found.expected:.0f}{best}."
        )
    if found.new:
        pairs = ", ".join(f"{one}–{other}" for one, other, _ in found.new)
        print(f"Administrations that meet for the first time: {pairs}.")
    for remark in found.remarks:
        print(f"Note: {remark}")
    print(f"\nThe list for the programme's office: {found.path.relative_to(config.folder).as_posix()}")
    if found.named is None:
        print("To put names on it: competence groups --match FILE, one `identity number;name` a line.")
    else:
        print(f"{found.named} of {found.to_seat} bear a name from the register.")
