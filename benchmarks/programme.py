"""Does the programme's evaluation find what was planted, and no more? Many municipalities, and the table of all bars.

A shard is a municipality (or some roll-outs) of one part, kept by the hash of the code that decides it: what is there
is not computed again. In a fresh clone the kept table is printed and five of its shards are computed anew.

    python benchmarks/programme.py                                   the kept table, five shards checked
    python benchmarks/programme.py --part all --seeds 1001-1250      compute what is missing, then the table
    python benchmarks/programme.py --part effects --seeds 1-20       a part, for tuning (seeds below 1000)
    python benchmarks/programme.py --part report --write docs/programme-skill.md
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from programme import effects, groups, orders, resignations, rollouts, table
from skill import page, shards
from skill.table import text

MODULES = [effects, resignations, orders, rollouts, groups]
if importlib.util.find_spec("programme.link") is not None:
    from programme import link

    MODULES.append(link)
PARTS = {module.PART.name: module.PART for module in MODULES}
REPORTED = "1001-1250"
KEPT = page.Kept(
    shards.ROOT / "docs" / "programme-skill.md",
    shards.ROOT / "benchmarks" / "programme" / "digests.json",
    {"effects": 2, "resignations": 1, "orders": 1, "promise": 1},
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=[*PARTS, "all", "report", "kept"], default="kept")
    parser.add_argument("--seeds", default=REPORTED, help="from-to")
    parser.add_argument(
        "--keep", type=Path, default=shards.ROOT / "build" / "programme", help="folder of shards"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--write", type=Path, help="page to write the table into")
    chosen = parser.parse_args(argv)
    first, _, last = chosen.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if chosen.part == "kept":
        return page.check(PARTS, KEPT)
    for name in PARTS if chosen.part == "all" else [chosen.part] if chosen.part in PARTS else []:
        shards.compute(PARTS[name], chosen.keep, seeds, chosen.jobs)
    if chosen.part in PARTS:
        return 0
    found, missing = {}, {}
    for name, part in PARTS.items():
        found[name], missing[name] = part.read(chosen.keep, seeds)
    told = text(found, {name: part.code for name, part in PARTS.items()}, missing, table.figures)
    print(told)
    if chosen.write is not None:
        page.write(chosen.write, told, found, chosen.seeds, PARTS, KEPT)
    return 0 if "| short |" not in told else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
