"""How long the sample's whole forecast takes, and how much memory, in one process.

Rates, posts, ten years, 24 months, competence, 1,000 draws, quantiles, at full size; run twice, so that equal
seeds are seen to give equal bytes.

    python benchmarks/forecast.py
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from competence import config, forecast, sample
from competence.run import files

SECONDS, GIGABYTES = 25.0, 2.0


def digest(issued: forecast.Forecast, folder: Path) -> str:
    """Hash of all tables as they would be stored."""
    total = hashlib.sha256()
    for name in ("needs_annual", "needs_monthly", "competence_needs", "draws"):
        path = folder / f"{name}.parquet"
        files.write_table(path, getattr(issued, name))
        total.update(path.read_bytes())
        path.unlink()
    return total.hexdigest()


def main() -> int:
    import tempfile

    municipality = sample.waist(seed=1)
    counts = forecast.Counts(
        **{name: municipality.tables.get(name) for name in forecast.Counts.__dataclass_fields__}
    )
    setup = config.load(Path(__file__).resolve().parent.parent)
    took, hashes = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            begun = time.perf_counter()
            issued = forecast.run(counts, setup)
            took.append(time.perf_counter() - begun)
            hashes.append(digest(issued, Path(folder)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{len(issued.needs_annual):,} rows by year, {len(issued.needs_monthly):,} by month, "
          f"{len(issued.competence_needs):,} of competence; same bytes twice: {hashes[0] == hashes[1]}")  # fmt: skip
    print(f"memory at its peak {memory:.2f} GB (at most {GIGABYTES:.0f})")
    print("seconds of the sample's whole forecast")
    print(f"ratio: {min(took):.1f} (target {SECONDS:.0f})")
    return 0 if hashes[0] == hashes[1] and memory < GIGABYTES and min(took) <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
