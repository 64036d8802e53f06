"""The plain values of a `municipality.toml` against the sections: typed fields, or every fault at once."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from competence.config import beside, levers, references
from competence.config.faults import nearest, suggestion, worded
from competence.config.lines import Place
from competence.config.references import Problem
from competence.config.sections import Fields

# How like a valid name a key must be for its value to be read as meant for that name.
_SURE = 0.75


@dataclass(frozen=True)
class Checked:
    """The outcome: typed fields (None where faulty), the values as read, faults as (place, message)."""

    fields: Fields | None
    values: Mapping
    faults: list[Problem]
    written: Mapping[Place, Place]

    def at(self, place: Place) -> Place:
        """Where in the file the value stands that was read as `place`."""
        return _as_written(place, self.written)


def check(raw: Mapping) -> Checked:
    """Check the values of a file.

    A misspelt key is told and then read as the name it is nearest to, so that what stands under it is checked
    in the same pass and nothing that refers to it is told as a second fault.
    """
    raw = _plain(raw)
    faults: list[Problem] = []
    written: dict[Place, Place] = {}
    while True:
        fields, errors = _validate(raw)
        unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
        if not unknown:
            break
        for place in unknown:
            names = _valid_names(place)
            faults.append((_as_written(place, written), f"unknown key{suggestion(str(place[-1]), names)}"))
            raw = _mend(raw, place, nearest(str(place[-1]), names, _SURE), written)
    faults += [(_as_written(error["loc"], written), worded(error)) for error in errors]
    faults += [
        (_as_written(place, written), message)
        for part in (references, levers, beside)
        for place, message in part.problems(raw)
    ]
    return Checked(None if faults else fields, raw, faults, written)


def _plain(value):
    """TOML values with lists as tuples: nothing below can be changed by accident."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return tuple(_plain(inner) for inner in value) if isinstance(value, list) else value


def _validate(raw: Mapping) -> tuple[Fields | None, list[Any]]:
    try:
        return Fields.model_validate(raw), []
    except ValidationError as error:
        # A name that is no id (of a source) is placed by pydantic below the name, at "[key]".
        return None, [
            {**e, "loc": tuple(part for part in e["loc"] if part != "[key]")} for e in error.errors()
        ]


def _mend(raw, place: Place, close: str | None, written: dict[Place, Place]):
    """`raw` without the unknown key at `place`, its value moved to the key `close` beside it."""

    def walk(value, rest: Place):
        if len(rest) > 1:
            inner = walk(value[rest[0]], rest[1:])
            if isinstance(value, tuple):
                return tuple(inner if i == rest[0] else kept for i, kept in enumerate(value))
            return {key: inner if key == rest[0] else kept for key, kept in value.items()}
        kept = {key: inner for key, inner in value.items() if key != rest[0]}
        if close is None:
            return kept
        moved = {close: value[rest[0]]}
        origin = _as_written(place, written)
        return _join(kept, moved, place[:-1], {close: origin}, written)

    return walk(raw, place)


def _join(kept: Mapping, moved: Mapping, place: Place, origins: Mapping, written: dict[Place, Place]):
    """`kept` with what of `moved` has room in it; `written` learns where the moved stands in the file."""
    joined = dict(kept)
    for key, value in moved.items():
        there = kept.get(key)
        if key not in kept:
            joined[key] = value
            written[(*place, key)] = origins[key]
        elif isinstance(there, Mapping) and isinstance(value, Mapping):
            below = {inner: (*origins[key], inner) for inner in value}
            joined[key] = _join(there, value, (*place, key), below, written)
        elif isinstance(there, tuple) and isinstance(value, tuple):
            joined[key] = there + value
            for i in range(len(value)):
                written[(*place, key, len(there) + i)] = (*origins[key], i)
    return joined


def _as_written(place: Place, written: Mapping[Place, Place]) -> Place:
    """A place in the mended values as it stands in the file."""
    for end in range(len(place), 0, -1):
        if place[:end] in written:
            return (*written[place[:end]], *place[end:])
    return place


def _valid_names(place: Place) -> list[str]:
    """Keys that the section holding `place` may have."""
    kind: Any = Fields
    for part in place[:-1]:
        kind = _below(kind, part)
    return [info.alias or name for name, info in kind.model_fields.items()] if _is_section(kind) else []


def _below(kind: Any, part: str | int) -> Any:
    if _is_section(kind):
        found = next(i for name, i in kind.model_fields.items() if part == (i.alias or name))
        kind = found.annotation
    else:
        kind = typing.get_args(kind)[-1 if typing.get_origin(kind) is dict else 0]
    return next(_bare(kind))


def _bare(kind: Any) -> Iterator[Any]:
    """The type below Annotated and optional."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        yield from _bare(typing.get_args(kind)[0])
    elif origin in (types.UnionType, typing.Union):
        for inner in typing.get_args(kind):
            if inner is not type(None):
                yield from _bare(inner)
    else:
        yield kind


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
