"""What a command says: tables and bars at a terminal, the same facts as JSON, faults on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
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


def print_table(title: str, heads: list[str], rows: list[list[str]]) -> None:
    """A table without lines, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False).print(table)


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
