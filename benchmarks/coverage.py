"""Do the intervals hold? Known-truth municipalities, their last years held out.

Forty sample municipalities (seeds 1-40, 1,500-9,500 employees) are written at the waist. Held out are the last
twelve months and, apart, the last three years; by administration our 80 % intervals of exits and headcount are
set against what came (randomised PIT) and against `last value +- 1.28 x root mean square of past differences at
the same horizon` (interval score). A variant in which a third of the hires lack the competence asked for is
forecast from the end of year 5, and the competence gap five years on is set against the planted truth.

    python benchmarks/coverage.py                      all of it, about ten minutes on one core
    python benchmarks/coverage.py --seeds 1-8          a part
    python benchmarks/coverage.py --keep build/cover   keep what each seed gave, go on where it stopped
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from competence import config, forecast, sample
from competence.forecast import scores
from competence.vocabulary import EXIT_FLOWS

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("stock", "flows", "competence_stock", "competence_flows", "vacancies", "cover", "population")
FIGURES = ((1, "exits"), (1, "headcount"), (3, "exits"), (3, "headcount"))
COVER = (0.70, 0.90)
TARGET = dict.fromkeys(FIGURES, 0.9) | {(3, "headcount"): 0.70}
SIZES = (1500, 9500)
SEEDS = 40


def employees(seed: int) -> int:
    """Sizes spread evenly between the two ends, in no order of the seeds."""
    return int(SIZES[0] + (SIZES[1] - SIZES[0]) * ((seed * 17) % SEEDS) / (SEEDS - 1))


def counts(municipality) -> forecast.Counts:
    return forecast.Counts(**{name: municipality.tables.get(name) for name in TABLES})


def held_out(seed: int, setup, draws: int) -> pd.DataFrame:
    """Ours and the last value's 80 % intervals of the held-out years, by administration."""
    known = counts(sample.waist(seed=seed, employees=employees(seed)))
    rng = np.random.default_rng(seed)
    parts = []
    for years in (1, 3):
        scored = forecast.backtest(known, setup, origins=[known.periods[-1 - 12 * years]], draws=draws)
        scored = scored[(scored["horizon"] == 12 * years) & (scored["administration"] != "*")]
        scored = scored[scored["occupation"] == "*"]
        scored = scored[scored["quantity"].isin(["exits", "headcount"])]
        ours = scored[scored["method"] == "ours"].reset_index(drop=True)
        last = scored[scored["method"] == "last_value"].reset_index(drop=True)
        pit = scores.randomised_pit(ours["p_below"].to_numpy(), ours["p_at"].to_numpy(), rng)
        width = 1.28 * spread(known, years, ours)
        parts.append(pd.DataFrame({
            "seed": seed, "years": years, "figure": ours["quantity"], "administration": ours["administration"],
            "actual": ours["actual"], "forecast": ours["forecast"], "pit": pit,
            "ours": scores.interval_score(ours["p10"], ours["p90"], ours["actual"]),
            "last": scores.interval_score(last["forecast"] - width, last["forecast"] + width, last["actual"]),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def spread(known: forecast.Counts, years: int, rows: pd.DataFrame) -> np.ndarray:
    """Root mean square of each series' past differences at the horizon, month by month up to the origin."""
    last = len(known.periods) - 12 * years
    staff = known.stock[known.stock["contract"] != "hourly"]
    heads = staff.groupby(["period", "administration"])["headcount"].sum().unstack(fill_value=0)
    leaving = known.flows[known.flows["flow"].isin(EXIT_FLOWS)]
    exits = leaving.groupby(["period", "administration"])["count"].sum().unstack(fill_value=0)
    exits = exits.reindex(heads.index, fill_value=0).rolling(12).sum()
    exits.iloc[:12] = np.nan  # no flows lead to the first period
    series = {"headcount": heads.iloc[:last], "exits": exits.iloc[:last]}
    out = []
    for row in rows.itertuples():
        line = series[row.quantity].get(row.administration)
        out.append(np.nan if line is None else np.sqrt(np.nanmean(line.diff(12 * years).to_numpy() ** 2)))
    return np.array(out)


def competence(seed: int, setup, draws: int) -> pd.DataFrame:
    """Gap and qualified staff five years from the end of year 5 against what was planted and came."""
    municipality = sample.waist(seed=seed, employees=employees(seed), variant="unqualified_hires")
    known = counts(municipality)
    issued = forecast.run(known, setup, origin=known.periods[60], draws=draws, years=5, months=12)
    table = issued.competence_needs
    table = table[(table["administration"] != "*") & (table["occupation"] != "*")]
    table = table[table["period"] == known.periods[-1]]
    truth = pd.DataFrame(municipality.truth["competence"])
    truth = truth[truth["year"] == known.periods[-1].year]
    parts = []
    for quantity, column in (("competence_gap_fte", "true_gap_fte"), ("qualified_fte", "qualified_fte")):
        rows = table[table["quantity"] == quantity].merge(
            truth, on=["administration", "occupation", "requirement"]
        )
        parts.append(pd.DataFrame({
            "seed": seed, "years": 5, "figure": quantity, "administration": rows["administration"],
            "actual": rows[column], "forecast": rows["mean"],
            "pit": np.select([rows[column] < rows["p10"], rows[column] > rows["p90"]], [0.0, 1.0], 0.5),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def one(seed: int, draws: int, keep: Path | None) -> pd.DataFrame:
    """All of one seed, from the kept file where there is one."""
    path = None if keep is None else keep / f"{seed}.parquet"
    if path is not None and path.exists():
        return pd.read_parquet(path)
    setup = config.load(ROOT)
    result = pd.concat([held_out(seed, setup, draws), competence(seed, setup, draws)], ignore_index=True)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        result.to_parquet(path)
    return result


def clustered(inside: pd.Series, seeds: pd.Series) -> tuple[float, float]:
    """Share and its standard error, municipalities as clusters."""
    mean = inside.mean()
    sums = (inside - mean).groupby(seeds).sum()
    groups = len(sums)
    error = np.sqrt((sums**2).sum() * groups / max(1, groups - 1)) / len(inside)
    return float(mean), float(error)


def report(rows: pd.DataFrame) -> bool:
    """Print the figures; whether all bars are reached."""
    good = True
    inside = rows["pit"].between(0.1, 0.9)
    print(
        f"\n{rows['seed'].nunique()} municipalities; 80 % intervals should hold in {COVER[0]:.2f}-{COVER[1]:.2f}"
    )
    print("held out             figure               cells  cover (se)      mean error of the sum")
    for (years, figure), part in rows.groupby(["years", "figure"], sort=False):
        share, error = clustered(inside[part.index].astype(float), part["seed"])
        ok = COVER[0] <= share <= COVER[1] or figure == "qualified_fte"
        good &= ok
        held = {1: "last 12 months", 3: "last three years", 5: "years 6-10"}[years]
        bias = part["forecast"].sum() / part["actual"].sum() - 1
        print(f"{held:20} {figure:20} {len(part):5}  {share:.3f} ({error:.3f})  {bias:+7.1%}"
              f"{'' if ok else '   outside'}")  # fmt: skip
    print()
    for years, figure in FIGURES:
        part = rows[(rows["years"] == years) & (rows["figure"] == figure)]
        ratio, target = part["ours"].sum() / part["last"].sum(), TARGET[years, figure]
        good &= ratio <= target
        print(f"interval scores, {figure} at {12 * years} months, ours over last value's")
        print(f"ratio: {ratio:.3f} (target {target:.2f})")
    return good


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default=f"1-{SEEDS}", help="from-to")
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="folder for what each seed gave")
    chosen = parser.parse_args(argv)
    first, _, last = chosen.seeds.partition("-")
    parts = []
    for seed in range(int(first), int(last or first) + 1):
        begun = time.perf_counter()
        parts.append(one(seed, chosen.draws, chosen.keep))
        print(f"seed {seed}: {employees(seed)} employees, {time.perf_counter() - begun:.1f} s", flush=True)
    return 0 if report(pd.concat(parts, ignore_index=True)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
