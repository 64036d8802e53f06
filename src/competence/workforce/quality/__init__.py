"""Is the input good enough? Measures of it, each with its limit and what follows beyond.

`registry` says what is asked; a module a subject measures it. To add a measure: an entry in `asked/<subject>.py`,
and a function that puts the figure down, called from `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from competence.tables import SPELLINGS
from competence.workforce.quality import (
    breaks,
    columns,
    competence,
    counts,
    deliveries,
    exits,
    hidden,
    programme,
    rows,
    snapshots,
    stays,
    words,
)
from competence.workforce.quality.found import Build, Found
from competence.workforce.quality.past import with_changes
from competence.workforce.quality.registry import REGISTRY, RULES, SUBJECTS, Asked

__all__ = ["REGISTRY", "RULES", "SUBJECTS", "Asked", "Build", "Found", "Measured", "measure", "with_changes"]

# Each measure with what of a build it needs; it is left out where one of these is None.
PARTS: tuple[tuple[Callable[[Found, Build], None], tuple[str, ...]], ...] = (
    (rows.measure, ()),
    (words.measure, ()),
    (deliveries.measure, ()),
    (columns.missing, ("frame",)),
    (columns.plausible, ("frame", "paid")),
    (exits.measure, ("paid", "happened")),
    (stays.measure, ("frame", "paid", "happened")),
    (snapshots.censoring, ("frame",)),
    (snapshots.persons, ("paid", "happened")),
    (counts.measure, ()),
    (hidden.measure, ()),
    (competence.measure, ("competence_stock",)),
    (programme.measure, ("paid",)),
)


@dataclass(frozen=True, repr=False)
class Measured:
    """Tables of `tables`: the measures, and what pictures are drawn from beside them."""

    quality: pd.DataFrame
    completeness: pd.DataFrame | None
    breaks_seen: pd.DataFrame
    spellings: pd.DataFrame


def measure(of: Build) -> Measured:
    """Everything that is asked of a build."""
    found = Found(of.config)
    for part, needs in PARTS:
        if all(getattr(of, name) is not None for name in needs):
            part(found, of)
    filled = None if of.paid is None else columns.completeness(of)
    if filled is not None:
        columns.risen(found, of, filled)
    seen = breaks.seen(of)
    breaks.measure(found, of, seen)
    spelt = of.delivered.aliases
    return Measured(
        found.table(),
        filled,
        seen,
        SPELLINGS.empty() if spelt.empty else SPELLINGS.check(spelt[SPELLINGS.names]),
    )
