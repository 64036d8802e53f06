"""How long the sample's whole forecast takes on two cores, and how much memory.

Rates, posts, ten years, 24 months, competence, 1,000 draws, quantiles, drivers, scenarios and layers, at full size;
as `competence run` does it and once more in one process, so that equal seeds are seen to give equal bytes however
it is run.

    python benchmarks/forecast.py
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from competence import config, forecast, sample
from competence.run import files, modelling

SECONDS, GIGABYTES = 25.0, 2.0


TABLES = (
    "needs_annual", "needs_monthly", "competence_needs", "draws", "drivers", "scenario_differences", "plan_years",
    "layers",
)  # fmt: skip


def digest(issued: forecast.Forecast, folder: Path) -> str:
    """Hash of all tables as they would be stored."""
    total = hashlib.sha256()
    for name in TABLES:
        path = folder / f"{name}.parquet"
        files.write_table(path, getattr(issued, name))
        total.update(path.read_bytes())
        path.unlink()
    return total.hexdigest()


def memory(who: int) -> float:
    """GB at the peak, of this process or of its largest child."""
    return resource.getrusage(who).ru_maxrss / 1024**2


def processor() -> float:
    """Seconds that this process and its children have computed."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> int:
    municipality = sample.waist(seed=1)
    counts = forecast.Counts(
        **{name: municipality.tables.get(name) for name in forecast.Counts.__dataclass_fields__}
    )
    del municipality
    setup = config.load(Path(__file__).resolve().parent.parent)
    took, hashes = {}, set()
    with tempfile.TemporaryDirectory() as folder:
        for name, run in (("on two cores", modelling.on_two_cores), ("in one process", forecast.run)):
            begun, computed = time.perf_counter(), processor()
            issued = run(counts, setup)
            took[name] = time.perf_counter() - begun
            print(f"{name} {took[name]:.1f} s, of the processors {processor() - computed:.1f} s")
            if name == "on two cores":
                most = memory(resource.RUSAGE_SELF) + memory(resource.RUSAGE_CHILDREN)
            hashes.add(digest(issued, Path(folder)))
    seconds = took["on two cores"]
    print(f"{len(issued.needs_annual):,} rows by year, {len(issued.needs_monthly):,} by month, "
          f"{len(issued.competence_needs):,} of competence; same bytes: {len(hashes) == 1} ({min(hashes)[:16]})")  # fmt: skip
    print(f"memory at its peak {most:.2f} GB, both processes (at most {GIGABYTES:.0f})")
    print("seconds of the sample's whole forecast")
    print(f"ratio: {seconds:.1f} (target {SECONDS:.0f})")
    return 0 if len(hashes) == 1 and most < GIGABYTES and seconds <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
