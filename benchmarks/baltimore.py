"""A real city's exits a year ahead: Baltimore, origin 2014, what came in 2015.

Ours against rules anyone would use: each administration's own last rate, one rate for all, its own average of
two years. WAPE over administrations, for all and for those under 50 employees, with a bootstrap interval over
administrations.

    python benchmarks/baltimore.py [--draws 1000]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from competence import config, forecast, sources, workforce

PROJECT = Path(__file__).resolve().parent.parent / "examples" / "baltimore"
SMALL = 50
RESAMPLES = 2000


def city(setup) -> forecast.Counts:
    """The four years as counts, read and built as `competence ingest` does."""
    waist = workforce.build(sources.read(setup, sources.throwaway_key()), setup)
    return forecast.Counts(waist.stock, waist.flows)


def rules(counts: forecast.Counts, origin) -> pd.DataFrame:
    """Forecasts of the year after `origin` by simple rules, a row an administration."""
    stock = counts.stock.groupby(["period", "administration"])["headcount"].sum().unstack(fill_value=0)
    exits = counts.flows[counts.flows["flow"] == "unknown_exit"]
    exits = exits.groupby(["period", "administration"])["count"].sum().unstack(fill_value=0)
    exits = exits.reindex(index=stock.index, columns=stock.columns, fill_value=0)
    at = stock.index.get_loc(origin)
    staff, before = stock.iloc[at], stock.iloc[at - 2 : at]
    rates = exits.iloc[at - 1 : at + 1] / before.to_numpy()
    rates = rates.where(before.to_numpy() > 0)
    return pd.DataFrame({
        "staff": staff,
        "actual": exits.iloc[at + 1],
        "own last rate": staff * rates.iloc[1].fillna(0),
        "one rate for all": staff * exits.iloc[at].sum() / before.iloc[1].sum(),
        "own average of two": staff * rates.mean().fillna(0),
        "last count": exits.iloc[at],
    })  # fmt: skip


def wape(rows: pd.DataFrame, method: str) -> float:
    return float((rows[method] - rows["actual"]).abs().sum() / rows["actual"].sum())


def interval(rows: pd.DataFrame, method: str, against: str | None = None) -> tuple[float, float]:
    """95 % bootstrap interval over administrations of a WAPE, or of its ratio to another's."""
    rng = np.random.default_rng(1)
    error = (rows[method] - rows["actual"]).abs().to_numpy()
    scale = rows["actual"].to_numpy(float)
    if against is not None:
        scale = (rows[against] - rows["actual"]).abs().to_numpy()
    at = rng.integers(len(rows), size=(RESAMPLES, len(rows)))
    return tuple(np.quantile(error[at].sum(axis=1) / np.maximum(scale[at].sum(axis=1), 1e-9), [0.025, 0.975]))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    chosen = parser.parse_args(argv)
    setup = config.load(PROJECT)
    if not setup.raw.is_dir():
        print(f"no data at {setup.raw}; nothing measured")
        return 1
    counts = city(setup)
    origin = counts.periods[-2]
    scored = forecast.backtest(counts, setup, origins=[origin], draws=chosen.draws, methods=("ours",))
    scored = scored[scored["occupation"] == "*"]
    ours = scored[
        (scored["method"] == "ours") & (scored["quantity"] == "exits") & (scored["administration"] != "*")
    ]
    ours = ours.set_index("administration")
    rows = rules(counts, origin).join(ours[["forecast", "p10", "p90", "p_below", "p_at"]]).fillna(0.0)
    rows = rows.rename(columns={"forecast": "ours"})
    methods = ("ours", "own average of two", "own last rate", "one rate for all", "last count")
    small = rows[(rows["staff"] < SMALL) & (rows["staff"] > 0)]
    print(
        f"Baltimore, known to {origin:%Y}, exits of {origin.year + 1}: WAPE over administrations (95 % interval)"
    )
    for name, part in ((f"all {len(rows)}", rows), (f"{len(small)} under {SMALL} employees", small)):
        print(f"\n{name}, {part['actual'].sum():.0f} exits")
        for method in methods:
            low, high = interval(part, method)
            print(f"  {method:20} {wape(part, method):.3f} ({low:.3f}-{high:.3f})")
    inside = (rows["p_below"] < 0.9) & (rows["p_below"] + rows["p_at"] > 0.1)
    inner = np.clip((np.minimum(rows["p_below"] + rows["p_at"], 0.9) - np.maximum(rows["p_below"], 0.1))
                    / rows["p_at"].clip(lower=1e-9), 0, 1).where(rows["p_at"] > 0, inside)  # fmt: skip
    print(f"\n80 % intervals hold in {inner.mean():.2f} (randomised PIT), closed {inside.mean():.2f}\n")
    good = True
    for against, target in (("own last rate", 1.0), ("one rate for all", 1.0), ("own average of two", 1.02)):
        ratio = wape(rows, "ours") / wape(rows, against)
        low, high = interval(rows, "ours", against)
        good &= ratio < target if target == 1 else ratio <= target
        print(f"WAPE of ours over that of {against} (95 % interval {low:.2f}-{high:.2f})")
        print(f"ratio: {ratio:.3f} (target {target:.2f})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
