"""What a command says: tables and bars at a terminal, the same facts as JSON, faults on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any

import typer


def print_json(told: dict[str, Any]) -> None:
    """JSON that any reader takes: no NaN, and no letter that the output cannot write."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(_told(told), ensure_ascii=plain, indent=2, default=str, allow_nan=False))


def _told(value: Any) -> Any:
    """The same without missing numbers."""
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_told(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def refuse(faults: list[str], as_json: bool) -> None:
    """Say what was refused, and leave with exit code 1."""
    if as_json:
        print_json({"faults": faults, "exit_code": 1})
    for fault in faults:
        print(fault, file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar at a terminal, silence in a log."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("starting", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def _console():
    """A console as wide as the terminal, or as a page where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)


def print_table(title: str, heads: list[str], rows: list[list[str]], right: Iterable[str] = ()) -> None:
    """A table without lines, as wide as the terminal; columns named in `right` stand to the right."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, justify="right" if head in right else "left")
    for row in rows:
        table.add_row(*row)
    _console().print(table)


_GRADES = {
    "stop": ("MUST BE MENDED FIRST", "to mend first"),
    "warn": ("LOOK AT THESE", "to look at"),
    "note": ("GOOD TO KNOW", "good to know"),
}


def finish_check(checked, as_json: bool) -> None:
    """Say what `check` found, what stops first, and leave with its exit code."""
    if as_json:
        print_json(checked.facts())
    else:
        _print_checked(checked)
    # A fault stands on standard error too, where schedulers and scripts look for it; never twice on one screen.
    if as_json or not (sys.stdout.isatty() and sys.stderr.isatty()):
        for line in checked.faults() if as_json else checked.told():
            print(line, file=sys.stderr)
    raise typer.Exit(checked.exit_code)


def _print_checked(checked) -> None:
    counts = {grade: len(checked.of(grade)) for grade in _GRADES}
    told = ", ".join(f"{n} {_GRADES[g][1]}" for g, n in counts.items() if n) or "nothing to say against it"
    console = _console()
    console.print(f"{checked.name}: {told}.\n", style="bold")
    for grade, (heading, _) in _GRADES.items():
        if counts[grade]:
            console.print(heading, style="bold")
            for number, point in enumerate(checked.of(grade), 1):
                _print_point(console, number, point)
    rows = checked.rows()
    if rows is not None:
        heads = [c.replace("_", " ") for c in rows.columns]
        cells = [[r[0], *(f"{v:,}" for v in r[1:])] for r in rows.itertuples(index=False)]
        print_table("Rows: delivered = used + not staff + quarantined", heads, cells, heads[1:])
        console.print()
    if len(aside := checked.quarantined()):
        cells = [[*map(str, r[:3]), f"{r[3]:,}", *map(str, r[4:6])] for r in aside.itertuples(index=False)]
        print_table("In quarantine", ["file", "code", "column", "rows", "lines", "what"], cells, ["rows"])
        console.print()
    console.print(_next_step(checked))


def _print_point(console, number: int, point) -> None:
    from rich.padding import Padding

    def say(text: str, indent: int, **look) -> None:
        console.print(Padding(text, (0, 0, 0, indent), expand=False), **look)

    where = f"{point.where} · " if point.where else ""
    lone = f": {point.details[0]}" if len(point.details) == 1 and len(point.details[0]) < 12 else ""
    console.print(f"{number:>2}  {where}{point.what}{lone}  ({point.code})")
    for line in () if lone else point.details:
        say(line, 6)
    if point.mend:
        say(f"→ {point.mend}", 4)
    for paste in point.pastes:
        say(f"in {paste.file}, {_place(paste)}:", 4, style="dim")
        # Not wrapped: it is to be copied as it stands.
        console.print(paste.text, soft_wrap=True, style="green")
    console.print()


def _place(paste) -> str:
    if paste.line:
        return f"line {paste.line}, write instead"
    return f"add under {paste.section}" if paste.section else "add"


def _next_step(checked) -> str:
    if checked.exit_code:
        return "Mend what stops, then run competence check again."
    if checked.waist is None:
        return ""
    measures = (
        f"All {len(checked.waist.quality)} measures: competence check --json, or the notebook 1_data_quality"
    )
    return f"{measures} after a run. Next: competence run."


def finish(summary, as_json: bool) -> None:
    """Say what a run came to, and leave with its exit code."""
    if as_json:
        print_json(summary.as_dict())
        _print_faults(summary)
        raise typer.Exit(summary.exit_code)
    if summary.steps:
        print_table(
            summary.project,
            ["step", "", "seconds"],
            [[s.name, s.why or "nothing changed, reused", f"{s.seconds:.1f}"] for s in summary.steps],
        )
    broken = [n for n in summary.notebooks if n.error]
    if summary.own_notebooks:
        print(f"Your own notebooks were run: {', '.join(summary.own_notebooks)}")
    if broken:
        print_table(
            "Notebooks that broke",
            ["notebook", "why"],
            [[n.name, ": ".join(filter(None, (n.error, n.detail)))] for n in broken],
        )
    if summary.reports:
        print_table(
            f"Reports, edition {summary.edition}",
            ["administration", "", "why"],
            [[r.name, "made" if r.made else "NOT MADE", "" if r.made else r.why] for r in summary.reports],
        )
        print("Open reports/index.html")
    for remark in summary.remarks:
        print(remark)
    _print_faults(summary)
    raise typer.Exit(summary.exit_code)


def _print_faults(summary) -> None:
    for fault in summary.faults:
        print(fault, file=sys.stderr)
    if summary.faults:
        built = any(step.why for step in summary.steps)
        stand = (
            "The last good reports stand." if built else "Nothing was replaced: the last good results stand."
        )
        print(stand, file=sys.stderr)


def escaped(error: Exception) -> str:
    """What escaped, by type and place only: a message may hold a delivered value."""
    import traceback

    from competence.run import files

    if isinstance(error, OSError | files.Damaged):
        return f"competence: {files.in_words(error)}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "competence" in f.filename] or [None]
    last = frames[-1]
    where = f" in {Path(last.filename).parent.name}/{Path(last.filename).name}:{last.lineno}" if last else ""
    return f"competence: {type(error).__name__}{where}. This is a fault of the program, not of your data; please report it."
