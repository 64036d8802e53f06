"""Drivers of the sample's recruitment need: their sums, the recursions' residual, and how long they take.

All 256 combinations of eight drivers, 1,000 draws (120 of them for the combinations), ten years, at full size.

    python benchmarks/drivers.py
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from competence import config, forecast, sample
from competence.forecast import drivers, model, recursion

SECONDS, RESIDUAL, SUM = 20.0, 0.005, 1e-6


def main() -> int:
    municipality = sample.waist(seed=1)
    counts = forecast.Counts(
        **{name: municipality.tables.get(name) for name in forecast.Counts.__dataclass_fields__}
    )
    setup = config.load(Path(__file__).resolve().parent.parent)
    built = model.build(counts, setup, seed=1, draws=1000, years=10, months=24)
    paths = built.simulate()
    begun = time.perf_counter()
    explained = drivers.explain(built, setup, paths)
    seconds = time.perf_counter() - begun
    parts = recursion.build(built.plan, drivers.CAUSES.values(), paths.multipliers, paths.tables)
    still = built.plan.demand.required_without(frozenset(drivers.POSTS))[None, :25]
    off = np.abs(parts.needs(still, ((),), np.arange(25), (10,))).max()
    key = ["administration", "occupation", "horizon"]
    sums = explained.drivers.groupby(key)["mean"].sum()
    need = explained.need.set_index(key).loc[sums.index]
    apart = float(np.abs(sums - need["need"]).max())
    whole = explained.drivers[(explained.drivers[["administration", "occupation"]] == "*").all(axis=1)]
    print(whole.pivot(index="driver", columns="horizon", values="mean").round(0).to_string())
    print(f"{len(explained.drivers):,} rows; drivers sum to the need within {apart:.1e} (at most {SUM:.0e}); "
          f"with all off {off:g}")  # fmt: skip
    told = ", ".join(f"{year} {100 * x:+.2f} %" for year, x in explained.residuals.items())
    print(f"recursion against simulated mean, by horizon: {told} (at most {100 * RESIDUAL:.1f} %)")
    cells = need[[a != "*" and o != "*" for a, o, _ in need.index]]
    by = cells.groupby("horizon")
    error = (cells["need"] - cells["simulated"]).abs().groupby("horizon").sum() / by["simulated"].sum()
    print(
        "cells, absolute errors summed: " + ", ".join(f"{year} {100 * x:.2f} %" for year, x in error.items())
    )
    print(f"{seconds:.1f} seconds (at most {SECONDS:.0f}, scenarios apart)")
    print(f"ratio: {seconds / SECONDS:.2f} (target 1.0)")
    return 0 if apart <= SUM and off == 0 and explained.residual <= RESIDUAL and seconds <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
