"""How fast the simulation is, against the random numbers that a simulation by person could not do without.

Ours: the sample municipality (seed 1) in full: administrations x occupations, all causes of exit, moves, leave as
the sample delivers it, hires with first-year exits, ten years, 1,000 draws, four layers of uncertainty, two paths,
from drawn rates to the quantiles of all cells and totals. The reference fills a reused buffer of 2^16 float32 with
`Generator(PCG64).random(out=...)` until one number is drawn for each person, year and process (exit by cause, move);
with one number a person-year alone the ratio is printed beside. Both run in one process.

    python benchmarks/simulate.py
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from threadpoolctl import threadpool_limits

from competence import config, forecast, sample
from competence.forecast import model, needs

TARGET, GIGABYTES = 0.08, 1.5
YEARS, DRAWS = 10, 1000


def reference(numbers: float) -> float:
    """CPU seconds that filling the buffer takes until so many numbers are drawn."""
    rng, buffer = np.random.Generator(np.random.PCG64(1)), np.empty(2**16, np.float32)
    begun, left = time.process_time(), numbers
    while left > 0:
        rng.random(out=buffer, dtype=np.float32)
        left -= buffer.size
    return time.process_time() - begun


def ours(known: forecast.Counts, setup, months: int) -> tuple[float, model.Model]:
    """CPU seconds from the estimated model to quantiles."""
    built = model.build(known, setup, seed=1, draws=DRAWS, years=YEARS, months=months)
    begun = time.process_time()
    paths = built.simulate()
    needs.annual(built, paths)
    return time.process_time() - begun, built


def main() -> int:
    setup = config.load(Path(__file__).resolve().parent.parent)
    made = sample.waist(seed=1)
    known = forecast.Counts(**{n: made.tables.get(n) for n in forecast.Counts.__dataclass_fields__})
    with threadpool_limits(1):
        took, built = ours(known, setup, 0)
        with_months, _ = ours(known, setup, 24)
    causes = len(built.plan.rates.causes)
    persons = float(built.history.headcount[-1].sum()) * YEARS * DRAWS
    filled, once = reference(persons * causes), reference(persons)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{built.history.cells} cells, {built.plan.classes.size} classes, {causes} processes: "
          f"{', '.join(cause.name for cause in built.plan.rates.causes)}")  # fmt: skip
    print(f"ours {took:.2f} s (with 24 months of their own {with_months:.2f} s), reference {filled:.2f} s; "
          f"against one number a person-year ({once:.2f} s) the ratio is {once / took:.3f}")  # fmt: skip
    print(f"memory at its peak {memory:.2f} GB (at most {GIGABYTES})")
    print(f"ratio: {filled / took:.3f} (target {TARGET})")
    return 0 if filled / took >= TARGET and memory < GIGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
