"""How fast and small is ingest, against what merely reading the file as text with pandas takes?

A made export of 1,200,000 rows and 28 columns (`ingest/made.py`: cp1252, `;`, 120 months, mess in three rows of ten)
goes through `sources.read` and `workforce.build`: all rules, quarantine, stock and flows. Beside it, in the same run,
`pandas.read_csv(f, sep=';', encoding='cp1252', dtype=str, keep_default_na=False)`. Each in a fresh process, in turns,
the best of each; imports are not counted. Peak memory is the process's own and its largest child's.
Quarantine and stock of a sample of 20,000 rows are held against a reader of its own (`ingest/slowly.py`).

    python benchmarks/ingest.py                  ratio and memory, and the comparison
    python benchmarks/ingest.py --growth         300,000 rows, four and sixteen times as many, too (some minutes)
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROWS, SAMPLE, SMALL = 1_200_000, 20_000, 300_000
TARGET, GIGABYTES = 1.5, 1.5
SLOWER, LARGER = 1.2, 2.5  # at sixteen times the rows: time a row, and peak memory


def peak() -> float:
    """Megabytes this process has had at most, and the largest of its children."""
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    own, children = (
        resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts in `ru_maxrss` what the process that started this one had
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        own = int(line.split()[1])
    return (own + children) / unit


def timed(what: str, folder: Path) -> dict:
    """Seconds and megabytes of one reading, in this process."""
    file = next((folder / "data" / "raw").glob("*.csv"))
    if what == "pandas":
        import pandas as pd

        begun = time.perf_counter()
        rows = len(pd.read_csv(file, sep=";", encoding="cp1252", dtype=str, keep_default_na=False))
        return {"seconds": time.perf_counter() - begun, "mb": peak(), "rows": rows}
    from competence import config, sources, workforce

    project = config.load(folder)
    begun = time.perf_counter()
    delivered = sources.read(project, sources.throwaway_key())
    waist = workforce.build(delivered, project)
    told = {"seconds": time.perf_counter() - begun, "mb": peak(), "rows": delivered.files[0].rows}
    return told | {"stock": len(waist.stock), "flows": len(waist.flows), "quarantine": len(waist.quarantine)}


def apart(what: str, folder: Path) -> dict:
    """The same in a fresh process."""
    command = [sys.executable, __file__, "--one", what, str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def project(folder: Path, rows: int) -> Path:
    """A project folder whose one delivery has so many rows."""
    from ingest import made

    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "municipality.toml").write_text(made.config(), encoding="utf-8")
    made.write(folder / "data" / "raw" / "export.csv", rows)
    return folder


def sampled(whole: Path, folder: Path) -> Path:
    """A project of the first rows of each month of a whole one."""
    from ingest import made

    months = (
        (whole / "data" / "raw" / "export.csv")
        .read_bytes()
        .split(made.HEADING.encode("cp1252") + b"\r\n")[1:]
    )
    heading = made.HEADING.encode("cp1252") + b"\r\n"
    some = [b"".join(month.splitlines(keepends=True)[: SAMPLE // made.MONTHS - 1]) for month in months]
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "municipality.toml").write_bytes((whole / "municipality.toml").read_bytes())
    (folder / "data" / "raw" / "export.csv").write_bytes(heading + heading.join(some))
    return folder


def differing(folder: Path) -> list[str]:
    """What ours and the slow reader do not have in common, in words; empty where all is equal."""
    import pandas as pd

    from competence import config, sources, workforce
    from ingest import slowly

    made = config.load(folder)
    waist = workforce.build(sources.read(made, sources.throwaway_key()), made)
    rows = waist.quarantine[["source_row", "reason", "column"]].itertuples(index=False)
    ours = {(line, code, None if pd.isna(column) else column) for line, code, column in rows}
    quarantine, heads, fte = slowly.read(folder / "data" / "raw" / "export.csv")
    found = [f"quarantine {row}" for row in sorted(ours ^ quarantine, key=str)]
    our_heads, our_fte = Counter(), Counter()
    for r in waist.stock.itertuples(index=False):
        tenure = None if pd.isna(r.tenure) else int(r.tenure)
        cell = (
            r.period.date(),
            r.administration,
            r.occupation,
            r.contract,
            r.sex,
            int(r.age),
            tenure,
            r.manager_level,
        )
        our_heads[cell], our_fte[cell] = r.headcount, r.fte
    for name, a, b in (("heads", our_heads, heads), ("fte", our_fte, fte)):
        found += [
            f"{name} {c}: {a[c]:g} and {b[c]:g}" for c in sorted({*a, *b}, key=str) if abs(a[c] - b[c]) > 1e-6
        ]
    print(
        f"sample: {len(ours)} rows in quarantine, {len(our_heads)} cells of stock, {sum(heads.values())} heads"
    )
    return found


def growth(scratch: Path) -> bool:
    """Time a row and peak memory at one, four and sixteen times the rows."""
    told = {}
    for times in (1, 4, 16):
        folder = project(scratch / f"x{times}", SMALL * times)
        told[times] = min((apart("ours", folder) for _ in range(2)), key=lambda t: t["seconds"])
        t = told[times]
        print(f"growth {times:2}x: {t['rows']:,} rows, {t['seconds']:.1f} s, "
              f"{t['seconds'] / t['rows'] * 1e6:.2f} s a million rows, {t['mb']:.0f} MB", flush=True)  # fmt: skip
        (folder / "data" / "raw" / "export.csv").unlink()
    slower = told[16]["seconds"] / told[16]["rows"] / (told[1]["seconds"] / told[1]["rows"])
    larger = told[16]["mb"] / told[1]["mb"]
    print(f"growth: time a row {slower:.2f} (target {SLOWER}), peak memory {larger:.2f} (target {LARGER})")
    return slower <= SLOWER and larger <= LARGER


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--growth", action="store_true", help="how time and memory grow with the rows")
    parser.add_argument("--runs", type=int, default=3, help="fresh processes of each")
    chosen = parser.parse_args(argv)
    if chosen.one:
        print(json.dumps(timed(chosen.one[0], Path(chosen.one[1]))))
        return 0
    with tempfile.TemporaryDirectory(prefix="competence-ingest-") as scratch:
        whole = project(Path(scratch) / "whole", ROWS)
        size = (whole / "data" / "raw" / "export.csv").stat().st_size
        print(f"file: {ROWS:,} rows, 28 columns, {size / 1e6:.0f} MB, cp1252", flush=True)
        wrong = differing(sampled(whole, Path(scratch) / "sample"))
        print(
            "\n".join(wrong[:20]) if wrong else "sample: quarantine and stock equal those of the slow reader"
        )
        pairs = [(apart("pandas", whole), apart("ours", whole)) for _ in range(chosen.runs)]
        reading, ours = (min(told, key=lambda t: t["seconds"]) for told in zip(*pairs))
        print(f"pandas.read_csv: {reading['seconds']:.2f} s, {reading['mb']:.0f} MB")
        print(f"ours: {ours['seconds']:.2f} s to {ours['stock']:,} rows of stock and {ours['flows']:,} of flows, "
              f"{ours['quarantine']:,} in quarantine")  # fmt: skip
        print(f"memory: {ours['mb'] / 1e3:.2f} GB (target {GIGABYTES})")
        grown = growth(Path(scratch)) if chosen.growth else True
    ratio = ours["seconds"] / reading["seconds"]
    print(f"ratio: {ratio:.2f} (target {TARGET})")
    return int(bool(wrong) or not grown or ratio > TARGET or ours["mb"] > GIGABYTES * 1e3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
