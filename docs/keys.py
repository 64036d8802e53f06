"""The page config.md: every key of `municipality.toml`, from the sections that the program checks the file by."""

from __future__ import annotations

import datetime
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from competence.config.sections import Fields

HEAD = """# Every key of municipality.toml

Made by `python docs/pages.py` from `src/competence/config`. Unknown keys are refused with the nearest that there is, so
nothing that stands here can be misspelt in silence. What is in bold must be given; all else has the default that stands
beside it. `[section]` stands once, `[[section]]` once for each entry.
"""
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", datetime.date: "date"}
_FEW = 12  # words that are told one by one; more of them stand in data.md


def page() -> str:
    """The page as text."""
    return "\n".join([HEAD, *_sections(Fields, (), {Fields})]).rstrip() + "\n"


def _sections(model: type[BaseModel], above: tuple[str, ...], seen: set) -> Iterator[str]:
    for name, info in model.model_fields.items():
        key = info.alias or name
        many, part = _part(info.annotation)
        if part is None:
            continue
        named = ".".join((*above, key)) + (".NAME" if many == "named" else "")
        yield f"## `[[{named}]]`\n" if many == "list" else f"## `[{named}]`\n"
        if part in seen:
            yield "As above.\n"
            continue
        seen.add(part)
        yield inspect.cleandoc(part.__doc__ or "") + "\n"
        yield _table(part)
        yield from _sections(part, (named,), seen)


def _table(model: type[BaseModel]) -> str:
    said = _said(model)
    rows = []
    for name, info in model.model_fields.items():
        if _part(info.annotation)[1] is not None:
            continue
        key = info.alias or name
        shown = f"**`{key}`**" if info.is_required() else f"`{key}`"
        rows.append(_row(shown, _kind(info.annotation), _default(info), said.get(name, "")))
    if not rows:
        return ""
    head = ["| key | value | default | what |", "|---|---|---|---|"]
    if not any(said.values()):
        head, rows = (
            ["| key | value | default |", "|---|---|---|"],
            [row.rsplit("|", 2)[0] + "|" for row in rows],
        )
    return "\n".join([*head, *rows]) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _said(model: type[BaseModel]) -> dict[str, str]:
    """What the comment above each field says."""
    found: dict[str, str] = {}
    for part in reversed(model.__mro__[:-1]):
        if part is BaseModel or not issubclass(part, BaseModel):
            continue
        comment: list[str] = []
        for line in inspect.getsource(part).splitlines():
            if match := re.match(r"    # (.*)", line):
                comment.append(match[1])
            elif match := re.match(r"    (\w+): ", line):
                found[match[1]] = " ".join(comment)
                comment = []
    return found


def _part(kind: Any) -> tuple[str, type[BaseModel] | None]:
    """The section that a value is, and whether it stands once, in a list or by name."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "once", kind
    if origin is typing.Annotated:
        return _part(inner[0])
    if origin in (types.UnionType, typing.Union):
        return next((found for found in map(_part, inner) if found[1]), ("", None))
    if origin is tuple and inner:
        return "list", _part(inner[0])[1]
    if origin is dict:
        return "named", _part(inner[1])[1]
    return "", None


def _kind(kind: Any) -> str:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _kind(inner[0])
    if origin is typing.Literal:
        return " | ".join(f"`{word}`" for word in inner) if len(inner) <= _FEW else "a word of data.md"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_kind(each) for each in inner if each is not type(None))
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return f"list of: {_kind(inner[0])}"
    if origin is tuple:
        return f"[{', '.join(map(_kind, inner))}]"
    if origin is dict:
        return f"{{ name = {_kind(inner[1])} }}"
    return _PLAIN.get(kind, getattr(kind, "__name__", str(kind)))


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is PydanticUndefined or value is None or value in ({}, (), ""):
        return ""
    return f"`{_toml(value)}`"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k, ensure_ascii=False)} = {_toml(v)}' for k, v in value.items())} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)
