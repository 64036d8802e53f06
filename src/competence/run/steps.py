"""What is stale: a step is done again when the content of what it rests on has changed, and not otherwise.

Beside its outputs each step leaves a record: the hashes of its inputs, by name. The record is written last,
so that a step cut short counts as never run. No clock is asked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from competence.run import files

PACKAGE = Path(__file__).parents[1]
# Packages whose version changes what is computed.
NUMERIC = ("hierarchicalforecast", "numpy", "pandas", "pyarrow", "scipy", "statsmodels")
DRAWN = (*NUMERIC, "matplotlib", "jinja2", "babel")


def digest(value: Any) -> str:
    """Short hash of anything JSON can hold (or bytes)."""
    data = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, default=str).encode()
    return hashlib.sha256(data).hexdigest()[:16]


@lru_cache
def code(*rooms: str) -> str:
    """Hash of the source of rooms (`forecast`) and modules (`tables`) of the package, data files included."""
    found = []
    for room in rooms:
        path = PACKAGE / room
        inside = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        found += [(str(p.relative_to(PACKAGE)), files.sha256(p)) for p in inside if p.suffix != ".pyc"]
    return digest(found)


@lru_cache
def packages(names: tuple[str, ...] = NUMERIC) -> str:
    """Hash of installed versions."""
    return digest([(name, version(name)) for name in names])


def contents(paths: Iterable[Path], root: Path | None = None) -> dict[str, str]:
    """Hash of each file by its name (or path from `root`); one that is not there, or refuses, is told by a word."""
    return {_told(path, root): _content(path) for path in paths}


def _told(path: Path, root: Path | None) -> str:
    return path.name if root is None else Path(os.path.relpath(path, root)).as_posix()


def _content(path: Path) -> str:
    try:
        return files.sha256(path)[:16] if path.is_file() else "absent"
    except OSError:
        # The step that reads it will say why.
        return "unreadable"


def why_stale(record: Path, inputs: Mapping[str, str]) -> str | None:
    """Why the step must run, in words; None where nothing it rests on has changed and all it wrote is there."""
    if not record.is_file():
        return "not run before"
    try:
        told = files.read_json(record)
        before, outputs = told["inputs"], told["outputs"]
    except (ValueError, KeyError, TypeError):
        return "its record cannot be read"
    missing = [name for name in outputs if not (record.parent / name).is_file()]
    if missing:
        return f"{Path(missing[0]).name} is missing"
    changed = sorted(k for k in {*before, *inputs} if before.get(k) != inputs.get(k))
    return f"changed: {', '.join(changed)}" if changed else None


def finish(record: Path, inputs: Mapping[str, str], outputs: Iterable[Path]) -> None:
    """Leave the record that the step is done and what it wrote."""
    told = {
        "inputs": dict(sorted(inputs.items())),
        "outputs": sorted(_told(p, record.parent) for p in outputs),
    }
    files.write_json(record, told, files.PRIVATE)
