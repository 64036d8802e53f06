"""A kept table on a page of `docs/`, and the digests of some of its shards beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from skill.shards import ROOT, Part

BEGIN, END = "<!-- table -->", "<!-- end of the table -->"
DIGITS = 6  # significant ones that another machine's arithmetic must give back


@dataclass(frozen=True)
class Kept:
    """A page, the digests beside its table, and how many shards of each part a fresh clone computes anew."""

    page: Path
    digests: Path
    checked: dict[str, int]


SKILL = Kept(
    ROOT / "docs" / "skill.md",
    ROOT / "benchmarks" / "skill" / "digests.json",
    {"ours": 2, "rivals": 1, "rates": 2},
)


def digest(rows: pd.DataFrame) -> str:
    """Hash of a shard's figures, rounded so far that machines agree."""
    total = hashlib.sha256()
    for name in sorted(set(rows.columns) - {"seed"}):
        column = rows[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            values = [f"{x:.{DIGITS}g}" for x in np.where(np.abs(column) < 1e-9, 0.0, column.astype(float))]
        else:
            values = [str(x) for x in column]
        total.update("\n".join([name, *values]).encode())
    return total.hexdigest()[:16]


def write(
    path: Path,
    text: str,
    found: dict[str, pd.DataFrame],
    seeds: str,
    parts: dict[str, Part],
    of: Kept = SKILL,
) -> None:
    """Put the table between its marks on the page (the words around it are kept), and the digests beside."""
    page = path.read_text(encoding="utf-8") if path.exists() else f"# Skill\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = f"{BEGIN}\nSeeds {seeds}.\n\n{text}{END}"
    path.write_text(before + table + after, encoding="utf-8")
    kept = {}
    for name, count in of.checked.items():
        rows = found.get(name)
        if rows is None or rows.empty:
            continue
        chosen = sorted(rows["seed"].unique())[:count]
        shards = {str(s): digest(rows[rows["seed"] == s]) for s in chosen}
        kept[name] = {"code": parts[name].code, "shards": shards}
    of.digests.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def check(parts: dict[str, Part], of: Kept = SKILL) -> int:
    """Print the kept table and compute its shards anew; 1 where one differs."""
    if not of.page.exists() or not of.digests.exists():
        print(f"no kept table; compute shards with --part all and write it with --write docs/{of.page.name}")
        return 1
    print(of.page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0])
    differing = 0
    for name, told in json.loads(of.digests.read_text(encoding="utf-8")).items():
        if parts[name].code != told["code"]:
            print(f"{name}: the code is another ({parts[name].code}) than the table's ({told['code']})")
        for seed, kept in told["shards"].items():
            same = digest(parts[name].shard(int(seed))) == kept
            differing += not same
            print(f"{name} {seed}: {'equal' if same else 'DIFFERS'}", flush=True)
    return 1 if differing else 0
