"""The commands. Nothing else parses arguments.

Exit codes: 0 all done; 1 something could not be produced, or the configuration or a delivery was refused;
2 wrong use of the command line.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings

import typer

from competence.cli import fetching, grouping, running, safekeeping, starting
from competence.console import escaped, print_json

app = typer.Typer(
    name="competence",
    help="Forecast staff and the right competence for each administration, and make the reports.\n\n"
    "A project is a folder with a municipality.toml. Start with `competence sample` for an invented "
    "municipality, or `competence check` on your own exports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    starting.check,
    running.run,
    running.ingest,
    running.forecast,
    running.report,
    running.backtest,
    grouping.groups,
    starting.explore,
    starting.sample,
    safekeeping.key,
    safekeeping.purge,
    safekeeping.privacy,
):
    app.command()(command)

_fetch = typer.Typer(
    name="fetch",
    help="Fetch public statistics into data/raw: the only commands that reach out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_fetch.command()(fetching.scb)
_fetch.command()(fetching.kolada)
app.add_typer(_fetch)


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
