"""Cells of the statistical database: a question parted under the limit, and an answer read and proved whole."""

from __future__ import annotations

from itertools import product
from typing import Any

from competence.public.choosing import variables
from competence.public.faults import PublicError

Question = dict[str, list[str]]  # codes asked for, by variable


def count(question: Question) -> int:
    """Number of cells that a question is answered with."""
    cells = 1
    for codes in question.values():
        cells *= len(codes)
    return cells


def part(question: Question, limit: int) -> list[Question]:
    """Questions of at most `limit` cells each that together ask for the same, parted along the longest variables."""
    if count(question) <= limit:
        return [question]
    longest = max(question, key=lambda name: len(question[name]))
    codes = question[longest]
    if len(codes) == 1:
        raise PublicError(f"SCB allows no more than {limit} cells at a time, which is not one")
    most = max(1, limit // (count(question) // len(codes)))
    parts = [{**question, longest: codes[i : i + most]} for i in range(0, len(codes), most)]
    return [smaller for each in parts for smaller in part(each, limit)]


def body(question: Question) -> dict[str, Any]:
    """A question as `/tables/{id}/data` takes it."""
    return {"selection": [{"variableCode": name, "valueCodes": codes} for name, codes in question.items()]}


def read(dataset: Any, question: Question, where: str) -> dict[tuple[str, ...], float | None]:
    """Values by codes, in the order of the question's variables; None where the service gives none.

    JSON-stat 2: `value` is a list in row-major order of `id` and `size`, or holds values by position. Every cell
    that was asked for must be there, and no other.
    """
    if not isinstance(dataset, dict) or "value" not in dataset:
        raise PublicError(f"{where} answered in another form than JSON-stat 2; nothing was read")
    found = variables(dataset, where)
    for name, codes in question.items():
        if set(found.get(name, ())) != set(codes):
            raise PublicError(f"{where} answered with other values of {name} than were asked for")
    if extra := [name for name in found if name not in question and len(found[name]) != 1]:
        raise PublicError(f"{where} answered with a variable that was not asked for: {extra[0]}")
    cells = 1
    for codes in found.values():
        cells *= len(codes)
    given = dataset["value"]
    if isinstance(given, dict):
        try:
            at = {int(position): value for position, value in given.items()}
        except ValueError:
            at = {-1: None}
        given = [at.get(i) for i in range(cells)] if all(0 <= i < cells for i in at) else []
    if not isinstance(given, list) or len(given) != cells:
        raise PublicError(
            f"{where} answered with another number of values than its variables make; nothing was read"
        )
    names = list(found)
    order = [names.index(name) for name in question]
    values = {}
    for codes, value in zip(product(*found.values()), given):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise PublicError(
                f"{where} answered with something else than a number of persons; nothing was read"
            )
        values[tuple(codes[i] for i in order)] = value
    return values
