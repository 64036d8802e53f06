"""Executes one notebook with papermill and makes its bytes depend on its content only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from competence.run import files, parameters

# Its import takes longer than most commands; only those that run notebooks need it.
if TYPE_CHECKING:
    import nbformat

# A packaged copy inside a wheel, the top-level folder in a checkout (an editable install carries no copies).
_PACKAGED = Path(__file__).parents[1] / "notebooks"
_CHECKOUT = Path(__file__).parents[3] / "notebooks"
NOTEBOOKS = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
_WARNING_PLACE = re.compile(r"^\S*ipykernel_\d+\S*:\d+: ", re.MULTILINE)


@dataclass(frozen=True)
class Job:
    """One notebook to run: `source` with `values` into `target`."""

    name: str
    source: Path
    target: Path
    values: tuple[tuple[str, Any], ...]
    folder: Path
    administration: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a job: `error` (cell and kind) is None where it was made; `detail` is for the analyst alone."""

    name: str
    administration: str | None
    seconds: float
    error: str | None = None
    detail: str | None = None


def notebook(name: str, project: Path) -> tuple[Path, bool]:
    """The notebook that runs, and whether it is the project's own rather than the packaged one."""
    own = project / "notebooks" / f"{name}.ipynb"
    packaged = NOTEBOOKS / f"{name}.ipynb"
    if own.is_file() and own.resolve() != packaged.resolve():
        return own, True
    return packaged, False


def execute(job: Job) -> Outcome:
    """Run a job in a fresh kernel and write the executed copy (mode 600); never raises for a notebook's fault."""
    import nbformat

    started = perf_counter()
    try:
        values = dict(job.values)
        parameters.check(job.source, values)
        executed = _papermill(nbformat.read(job.source, as_version=4), values, job.folder)
        files.write_text(job.target, nbformat.writes(normalised(executed)) + "\n", files.PRIVATE)
    except Exception as error:
        return Outcome(job.name, job.administration, perf_counter() - started, *_in_words(error))
    return Outcome(job.name, job.administration, perf_counter() - started)


def _papermill(source: nbformat.NotebookNode, values: Mapping[str, Any], folder: Path):
    # Debugger and frozen-module notes of the kernel are not for the reader of the notebook.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill
    from traitlets.config import Config

    with _transport() as transport:
        return papermill.execute_notebook(
            source, None, dict(values), cwd=folder, progress_bar=False, kernel_name="python3", record_timing=False,
            config=Config({"KernelManager": transport}), extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )  # fmt: skip


@contextmanager
def _transport() -> Iterator[dict[str, str]]:
    """On POSIX a kernel is reached by sockets in a folder of its own, not by a port that anyone here may open."""
    if os.name != "posix":
        yield {}
        return
    # The path must be short: sockets allow about a hundred characters.
    with TemporaryDirectory(prefix="competence-") as private:
        yield {"transport": "ipc", "ip": f"{private}/k"}


def normalised(executed: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook without clock, process and machine: ids by position, streams joined, no timings."""
    executed.metadata.pop("papermill", None)
    executed.metadata.pop("widgets", None)
    for number, cell in enumerate(executed.cells):
        cell["id"] = f"cell-{number:03d}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    return executed


def _joined(outputs: list) -> list:
    """Stream outputs of one name as one, where the first stood; warnings without the process's file name."""
    kept: list = []
    streams: dict[str, Any] = {}
    for output in outputs:
        if output.output_type != "stream":
            kept.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = output
            kept.append(output)
    for output in streams.values():
        output.text = _WARNING_PLACE.sub("", output.text)
    return kept


def _in_words(error: Exception) -> tuple[str, str]:
    """Which cell and which kind of error, and the error's own first line, which may hold a path or a count."""
    name = getattr(error, "ename", type(error).__name__)
    value = str(getattr(error, "evalue", error)).strip().splitlines()
    cell = getattr(error, "exec_count", None)
    return (f"cell {cell}: {name}" if cell else name), value[0] if value else ""
