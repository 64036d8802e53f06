"""What a scenario must say: at least one lever, and what each lever needs beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from competence.config import references
from competence.config.faults import shown
from competence.config.lines import Place
from competence.config.references import Problem

# Levers of a scenario, and what else each of them needs to be told.
LEVERS = {
    "resignations_percent": None, "retirement_months": None, "part_time_points": None, "sickness_percent": None,
    "staffing_percent": None, "own_share_points": None, "task_shift_percent": "task_shift_to",
    "train_a_year": "requirement", "hires_meeting_percent": "requirement", "population_variant": None,
}  # fmt: skip
TAKEN = ("base", "standard_model")


def problems(raw: Mapping) -> Iterator[Problem]:
    """Every (place in the file, message) where a scenario cannot be computed."""
    names = set(references._table(raw, "scenarios"))
    follows = {
        name: [w for _, w in references._texts(entry, "combines")]
        for name, entry in references._table(raw, "scenarios").items()
    }
    for place, entry in references._sections(raw, "scenarios"):
        name = place[-1]
        if name in TAKEN:
            yield place, f"{shown(name)} has a meaning of its own; choose another id"
        if not any(key in entry for key in (*LEVERS, "combines")):
            yield place, f"names no lever; expected one of {', '.join(LEVERS)} (or combines)"
        for lever, needed in LEVERS.items():
            if lever in entry and needed is not None and needed not in entry:
                yield (*place, lever), f"needs {needed}"
        for needed in dict.fromkeys(filter(None, LEVERS.values())):
            levers = [lever for lever, need in LEVERS.items() if need == needed]
            if needed in entry and not any(lever in entry for lever in levers):
                yield (*place, needed), f"has no meaning without {' or '.join(levers)}"
        yield from _names(raw, place, entry, names)
        if _meets(name, follows):
            yield (*place, "combines"), "goes round in a circle; a scenario cannot combine itself"


def _names(raw, place: Place, entry: Mapping, scenarios: set[str]) -> Iterator[Problem]:
    """What a scenario refers to."""
    yield from references._administrations(raw, place, entry)
    for below, word in references._texts(entry, "occupations"):
        yield from references._unknown((*place, *below), word, references._groups(raw), "occupation")
    for below, word in references._texts(entry, "combines"):
        yield from references._unknown((*place, *below), word, scenarios, "scenario")
    for key, kind in (
        ("strategy", "strategy"),
        ("requirement", "requirement"),
        ("task_shift_to", "occupation"),
    ):
        word = references._text(entry, key)
        if word is not None:
            yield from references._unknown((*place, key), word, references._ids(raw, kind), kind)
    target, from_whom = (
        references._text(entry, "task_shift_to"),
        [w for _, w in references._texts(entry, "occupations")],
    )
    if target is not None and (not from_whom or target in from_whom):
        yield (
            (*place, "task_shift_to"),
            "occupations must name whose work is moved, and not the one it goes to",
        )


def _meets(name: str, follows: Mapping[str, list[str]]) -> bool:
    """Whether a scenario is among those it combines, at any depth."""
    seen, coming = set(), list(follows.get(name, ()))
    while coming:
        at = coming.pop()
        if at == name:
            return True
        if at not in seen:
            seen.add(at)
            coming += follows.get(at, ())
    return False
