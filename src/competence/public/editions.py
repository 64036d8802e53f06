"""Fetched population as rows for files: one of what is observed, one for each edition of a projection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from competence.public import cells, keeping
from competence.public.choosing import Choice

HEAD = ("year", "age", "sex", "persons", "kind", "variant", "known_from", "region", "table")
READ = HEAD[:7]  # what our table needs; the rest is for whoever opens the file
_KEYS = 3
_KNOWN_FROM = HEAD.index("known_from")

Persons = dict[int, dict[tuple[int, str], float]]  # by year, then by age and sex


def files(
    folder: Path, choices: Sequence[Choice], found: dict[str, Persons], residuals: dict[int, float]
) -> list[keeping.Rows]:
    """What the tables gave (by id) as files; `residuals` of the observed years are told beside them."""
    observed = [choice for choice in choices if choice.observed and found[choice.id]]
    wanted = []
    if observed:
        rows = tuple(row for choice in observed for row in _rows(choice, found[choice.id], ""))
        about = _about(observed)
        about["sum_of_ages_less_total"] = {str(year): value for year, value in residuals.items()}
        updated = max(choice.updated for choice in observed)
        wanted.append(keeping.Rows("scb_population.csv", HEAD, _KEYS, rows, updated, about))
    projected = [choice for choice in choices if not choice.observed and found[choice.id]]
    return wanted + [_edition(folder, choice, found[choice.id]) for choice in projected]


def _edition(folder: Path, choice: Choice, found: Persons) -> keeping.Rows:
    """The file of a projection, dated by its publication; the one that is there where its figures are the same."""
    stem = f"scb_projection_{re.sub('[^a-z0-9]', '', choice.id.casefold())}"
    rows = tuple(_rows(choice, found, choice.updated.isoformat()))
    bare = [_undated(row) for row in rows]
    name, updated = f"{stem}_{choice.updated.isoformat()}.csv", choice.updated
    for path in sorted(folder.glob(f"{stem}_*.csv"), reverse=True):
        there = keeping.rows_of(path, HEAD)
        if [_undated(row) for row in there] == bare:
            name, rows, updated = path.name, tuple(there), date.fromisoformat(there[0][_KNOWN_FROM])
            break
    return keeping.Rows(name, HEAD, _KEYS, rows, updated, _about([choice]))


def _rows(choice: Choice, found: Persons, known_from: str) -> list[tuple[str, ...]]:
    variant = "" if choice.observed else choice.table.variant
    return [
        (str(year), str(age), sex, keeping.number(value), choice.table.kind, variant, known_from,
         f"{choice.region} {choice.place.removeprefix(choice.region).strip()}", choice.id)
        for year, ages in found.items()
        for (age, sex), value in sorted(ages.items())
    ]  # fmt: skip


def _undated(row: tuple[str, ...]) -> tuple[str, ...]:
    return row[:_KNOWN_FROM] + row[_KNOWN_FROM + 1 :]


def _about(choices: Sequence[Choice]) -> dict[str, Any]:
    return {
        "title": "; ".join(choice.title for choice in choices),
        "licence": "CC0; source: Statistics Sweden (SCB)",
        "tables": [
            {
                "id": choice.id,
                "title": choice.title,
                "address": f"{choice.scb.base}/tables/{choice.id}/data",
                "updated": choice.updated.isoformat(),
                "query": cells.body(choice.question()),
            }
            for choice in choices
        ],
    }
