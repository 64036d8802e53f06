"""Words and spellings that the config does not know, and what rules made of the text at reading."""

from __future__ import annotations

import re

import numpy as np

from competence.config import Config
from competence.tables import UNKNOWN
from competence.workforce.quality.found import Build, Found
from competence.workforce.quality.registry import REGISTRY


def measure(found: Found, of: Build) -> None:
    """Rows with words of no value map, spellings of administrations, rules that mended values."""
    unmapped = of.delivered.unmapped
    ruled = np.array([ruled_out(of.config, r.column, r.value) for r in unmapped.itertuples()], bool)
    unmapped = unmapped[~ruled]
    for (source, column), mine in unmapped.groupby(["source", "column"], observed=True):
        found.add("unmapped_words", mine["rows"].sum(), source=source, category=column)
    spelt = of.delivered.aliases
    if not spelt.empty:
        for source, mine in spelt.groupby("source", observed=True):
            found.add("spellings", len(mine), source=source)
            ruled = mine["reason"].astype("str").str.startswith("rule")
            found.add("spellings_by_rule", mine.loc[ruled, "rows"].sum(), source=source)
            lost = mine["administration"] == UNKNOWN
            found.add("spellings_unplaced", mine.loc[lost, "rows"].sum(), source=source)
    for (source, rule, column), rows in _mended(of).items():
        if rule in REGISTRY:
            found.add(rule, rows, source=source, category=column)
        else:
            found.add("mended", rows, source=source, category=f"{rule} {column}")


def ruled_out(config: Config, column: str, word: str) -> bool:
    """Whether a rule of who is no staff keeps whoever bears the word apart, so that nobody needs to map it."""
    return any(
        rule.column == column and re.search(rule.pattern, word, re.IGNORECASE)
        for rule in config.population.not_staff
    )


def _mended(of: Build) -> dict:
    """Rows by source, rule and column."""
    mended = getattr(of.delivered, "mended", None)
    if mended is None or mended.empty:
        return {}
    return mended.groupby(["source", "rule", "column"], observed=True)["rows"].sum().to_dict()
