"""Does the forecast earn its trust? Many known-truth municipalities, one shard each, and the table of all bars.

A shard is one municipality of one part, kept by the hash of the code that decides it: what is there is not
computed again, and the table says which are missing. In a fresh clone, where there are no shards, the kept table
is printed and a few of its shards are computed anew and compared.

    python benchmarks/skill.py                                 the kept table, five shards checked
    python benchmarks/skill.py --part all --seeds 101-200      compute what is missing (hours), then the table
    python benchmarks/skill.py --part ours --seeds 1-12        a part, for tuning (seeds 1-40)
    python benchmarks/skill.py --part report --seeds 101-200   the table alone
    python benchmarks/skill.py --part report --seeds 101-200 --write docs/skill.md
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd

from skill import base, competence, hostile, oracle, ours, page, rates, rivals, shards, table

PARTS = {module.PART.name: module.PART for module in (ours, rivals, oracle, rates, hostile, competence, base)}
REPORTED = "101-200"


def seeds_of(text: str) -> range:
    """`from-to` as a range, both ends in it."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def report(keep: Path, seeds: range) -> tuple[str, dict[str, pd.DataFrame]]:
    """The table from the shards at hand, and their rows."""
    found, missing = {}, {}
    for name, part in PARTS.items():
        found[name], missing[name] = part.read(keep, seeds)
    return table.text(found, {name: part.code for name, part in PARTS.items()}, missing), found


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=[*PARTS, "all", "report", "kept"], default="kept")
    parser.add_argument("--seeds", default=REPORTED, help="from-to")
    parser.add_argument("--keep", type=Path, default=shards.ROOT / "build" / "skill", help="folder of shards")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--write", type=Path, help="page to write the table into")
    chosen = parser.parse_args(argv)
    seeds = seeds_of(chosen.seeds)
    if chosen.part == "kept":
        return page.check(PARTS)
    for name in PARTS if chosen.part == "all" else [chosen.part] if chosen.part in PARTS else []:
        shards.compute(PARTS[name], chosen.keep, seeds, chosen.jobs)
    if chosen.part in PARTS:
        return 0
    text, found = report(chosen.keep, seeds)
    print(text)
    if chosen.write is not None:
        page.write(chosen.write, text, found, chosen.seeds, PARTS)
    return 0 if "| short |" not in text else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
