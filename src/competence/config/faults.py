"""What is wrong with a configuration, in words: file, line, what stands there, what was expected."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from competence.config.lines import Place


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands and what is expected there."""

    file: str
    line: int | None
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message}"


class ConfigError(ValueError):
    """The configuration cannot be used. `faults` holds one `Fault` each, in the order of the file."""

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(set(faults), key=lambda f: (f.file, f.line or 0, f.where, f.message))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self):
        return (ConfigError, (self.faults,))


def nearest(word: str, names: Iterable[str], least: float = 0.5) -> str | None:
    """The name most like `word` (case apart), or None where none is like it."""
    best, score = None, least
    for name in sorted(map(str, names)):
        like = SequenceMatcher(None, str(word).casefold(), name.casefold()).ratio()
        if like > score or (like == score and best is None):
            best, score = name, like
    return best


def suggestion(word: str, names: Iterable[str]) -> str:
    """`; nearest valid name: x`, or the valid names where none is near and they are few."""
    names = list(names)
    close = nearest(word, names)
    if close is not None:
        return f"; nearest valid name: {close}"
    return f"; valid: {', '.join(map(str, names))}" if 0 < len(names) <= 30 else ""


def dotted(place: Place) -> str:
    """A place as text, entries counted from 1: `administration[2].name`."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else ("." if text else "") + str(part)
    return text


def shown(value) -> str:
    """A value as the file spells it, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…"'
    if isinstance(value, Mapping):
        return "a section"
    if isinstance(value, list | tuple):
        plain = not any(isinstance(inner, Mapping | list | tuple) for inner in value)
        return f"[{', '.join(map(shown, value))}]" if plain and len(value) <= 5 else "a list"
    return str(value)


_EXPECTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number without quotes, with a point for decimals",
    "bool_type": "true or false, without quotes",
    "date_type": "a date without quotes, e.g. 2024-01-31",
    "string_too_short": "some text",
    "too_short": "at least one",
    "too_long": "fewer values",
}
_LIMITS = {"greater_than_equal": ("ge", "at least"), "greater_than": ("gt", "more than"),
           "less_than_equal": ("le", "at most"), "less_than": ("lt", "less than")}  # fmt: skip


def worded(fault: Mapping) -> str:
    """A pydantic error (its dict) in the words of an analyst."""
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    stands = f"{shown(value)}: "
    if kind == "missing":
        return "missing; it must be given"
    if kind == "value_error":
        return stands + str(context["error"])
    if kind == "literal_error":
        names = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        *first, last = names
        listed = f"{', '.join(first)} or {last}" if first else last
        close = nearest(value, names) if isinstance(value, str) else None
        return f"{stands}expected {listed}" + (f"; nearest valid name: {close}" if close else "")
    if kind == "date_type" and isinstance(value, datetime.datetime):
        return f"{stands}expected a date without a time of day, e.g. 2024-01-31"
    if kind in _EXPECTED:
        return f"{stands}expected {_EXPECTED[kind]}"
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"{stands}expected {words} {context[name]:g}"
    if kind == "string_pattern_mismatch" and "#" in context["pattern"]:
        return f"{stands}expected a colour such as #1f4e79"
    if kind == "string_pattern_mismatch":
        return f"{stands}expected small letters a-z, figures and _, a letter or figure first"
    if kind == "string_too_long":
        return f"{stands}expected at most {context['max_length']} characters"
    name = str(fault["loc"][-1])
    if kind == "tuple_type":
        heading = f"; a section of this name is headed [[{name}]]" if isinstance(value, Mapping) else ""
        return f"{stands}expected a list in square brackets, [ ]{heading}"
    if kind == "model_type" and isinstance(value, list | tuple):
        return f"{stands}expected one section, headed by single brackets, [{name}]"
    if kind in ("model_type", "dict_type"):
        return f"{stands}expected a section, under a heading or in {{ }}"
    return stands + fault["msg"][0].lower() + fault["msg"][1:]
