"""Typed parameters of a notebook: read from its parameters cell, checked before a kernel starts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

TYPES = {"str": (str,), "int": (int,), "float": (float, int), "bool": (bool,)}


class ParameterError(ValueError):
    """A parameter is unknown, or its value is of another type."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: `name: type = default  # what it is`."""

    name: str
    type: str
    optional: bool
    default: Any
    what: str


def declared(notebook: Path) -> dict[str, Parameter]:
    """The parameters a notebook declares in its cell tagged `parameters`."""
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    cell = next((c for c in cells if "parameters" in c.metadata.get("tags", [])), None)
    if cell is None:
        return {}
    found = {}
    lines = cell.source.splitlines()
    for node in ast.parse(cell.source).body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        note = (
            node.annotation.value
            if isinstance(node.annotation, ast.Constant)
            else ast.unparse(node.annotation)
        )
        optional = note.startswith("Optional[")
        line = lines[node.end_lineno - 1]
        what = line.split("#", 1)[1].strip() if "#" in line else ""
        kind = note.removeprefix("Optional[").removesuffix("]") if optional else note
        found[node.target.id] = Parameter(
            node.target.id, kind, optional, ast.literal_eval(node.value) if node.value else None, what
        )
    return found


def check(notebook: Path, values: Mapping[str, Any]) -> None:
    """Raise `ParameterError` for an unknown name (with the nearest) or a value of another type."""
    known = declared(notebook)
    for name, value in values.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; nearest: {near[0]}" if near else ""
            raise ParameterError(f"{notebook.name}: unknown parameter {name!r}{hint}")
        parameter = known[name]
        if value is None and parameter.optional:
            continue
        wanted = TYPES.get(parameter.type)
        if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
            raise ParameterError(
                f"{notebook.name}: parameter {name} is {value!r}, expected {parameter.type} ({parameter.what})"
            )
