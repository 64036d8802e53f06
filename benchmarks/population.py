"""Residents five years ahead: Sweden's counties, known to 1990 ... 2005, against what came.

Bases 1990, 1995, 2000 and 2005 pooled: median absolute error in per cent by age group, beside plain five-year
ratios, last-year ratios and no change. Bases 1985-2005: how often the intervals held. Data: population of the
counties by one-year age 1968-2010 (Statistics Sweden), looked for beside the project.

    python benchmarks/population.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from competence.forecast import cohorts, population

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT.parent / "shared/data/scb_population_counties/population_1968_2010.csv"
GROUPS = {"total": (0, 100), "0-5": (0, 5), "6-15": (6, 15), "16-18": (16, 18), "19-64": (19, 64),
          "65-79": (65, 79), "80+": (80, 100)}  # fmt: skip
AHEAD = 5
POOLED, COVERED = (1990, 1995, 2000, 2005), range(1985, 2006)
LIMITS = (1.5, 9.0, 1.9, 1.9, 1.9, 1.5, 2.5)
COVER = (0.60, 0.95)
NOTHING = np.empty((0, cohorts.OLDEST + 1))


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Years, and (counties, years, ages) persons."""
    frame = pd.read_csv(path)
    years = [c for c in frame.columns if c.isdigit()]
    frame["age"] = frame["age"].astype(str).str.extract(r"(\d+)")[0].astype(int)
    found = frame.groupby(["region", "age"])[years].sum().unstack("age").sort_index()
    table = found.to_numpy(float).reshape(len(found), len(years), -1)
    return np.array(years, int), table


def grouped(persons: np.ndarray) -> np.ndarray:
    return np.stack([persons[..., low : high + 1].sum(axis=-1) for low, high in GROUPS.values()], axis=-1)


def ours(past, births=None):
    way = cohorts.choose(past)
    return cohorts.carry(past, NOTHING, AHEAD, way, births)[-1]


def five_year_ratios(past, births=None):
    """One ratio for five years and five ages, children by the child-woman ratio."""
    old, new = past[-1 - AHEAD], past[-1]
    then = np.empty_like(new)
    ratio = new[AHEAD:] / old[:-AHEAD]
    then[AHEAD:] = new[:-AHEAD] * ratio
    then[-1] = new[-1 - AHEAD :].sum() * new[-1] / old[-1 - AHEAD :].sum()
    then[:AHEAD] = new[:AHEAD].sum() / new[20:45].sum() * then[20:45].sum() / AHEAD
    return then


def last_year_ratios(past, births=None):
    made = cohorts.carry(past, NOTHING, AHEAD, cohorts.Way(window=1, left=1.0, births_left=1.0))
    return made[-1]


def no_change(past, births=None):
    return past[-1]


def errors(method, years, table, base, known_births=False) -> np.ndarray:
    """(counties, groups) logarithmic errors in per cent."""
    at = int(np.flatnonzero(years == base)[0])
    out = []
    for county in table:
        births = county[at + 1 : at + 1 + AHEAD, 0] if known_births else None
        out.append(np.log(grouped(method(county[: at + 1], births)) / grouped(county[at + AHEAD])))
    return 100 * np.array(out)


def table_of(county: np.ndarray, years: np.ndarray) -> pd.DataFrame:
    """The county's past as table `population`."""
    year, age = np.meshgrid(years, np.arange(county.shape[1]), indexing="ij")
    return pd.DataFrame({"year": year.ravel(), "age": age.ravel(), "sex": "unknown", "persons": county.ravel(),
                         "kind": "observed", "variant": "observed", "known_from": pd.NaT})  # fmt: skip


def covered(years, table, base, draws=400) -> tuple[np.ndarray, np.ndarray]:
    """(counties, groups) whether the 80 % and the 95 % intervals held."""
    at = int(np.flatnonzero(years == base)[0])
    eight, most = [], []
    for number, county in enumerate(table):
        rng = np.random.default_rng([base, number])
        made = population.project(table_of(county[: at + 1], years[: at + 1]), AHEAD, rng, draws)
        drawn, came = grouped(made.ahead[:, -1]), grouped(county[at + AHEAD])
        for found, (low, high) in ((eight, (0.1, 0.9)), (most, (0.025, 0.975))):
            ends = np.quantile(drawn, [low, high], axis=0)
            found.append((ends[0] <= came) & (came <= ends[1]))
    return np.array(eight), np.array(most)


def main(argv: list[str]) -> int:
    path = Path(argv[0]) if argv else FILE
    if not path.is_file():
        print(f"no {path.name}; name the file, or lay the data beside the project")
        return 0
    years, table = read(path)
    methods = {"ours": ours, "five-year ratios": five_year_ratios, "last-year ratios": last_year_ratios,
               "no change": no_change}  # fmt: skip
    print("median absolute error in per cent, five years ahead, bases 1990, 1995, 2000, 2005 pooled")
    print(" " * 18 + "".join(f"{name:>8}" for name in GROUPS))
    median, ok = {}, True
    for name, method in methods.items():
        found = np.array([errors(method, years, table, base) for base in POOLED])
        median[name] = np.median(np.abs(found), axis=(0, 1))
        print(f"{name:18}" + "".join(f"{x:8.2f}" for x in median[name]))
        if name == "ours":
            by_base = np.median(np.abs(found[..., 0]), axis=1)
            signed = float(np.median(found[..., -1]))
    ok &= bool((median["ours"] <= LIMITS).all() and abs(signed) <= 2.0 and by_base.max() <= 3.0)
    given = np.median(np.abs([errors(ours, years, table, b, True) for b in POOLED])[..., 1])
    ok &= bool(given <= 0.8)
    print(f"80+ signed {signed:+.2f} (within 2); total by base {by_base.round(2)} (at most 3); "
          f"0-5 given the true births {given:.2f} (at most 0.8)")  # fmt: skip
    both = [covered(years, table, base) for base in COVERED]
    eight = np.mean([x for x, _ in both], axis=(0, 1))
    held = sum(float(most[:, 1].mean()) >= 0.5 for _, most in both)
    print("80 % intervals, bases 1985-2005" + "".join(f"{x:8.2f}" for x in eight))
    print(f"0-5: the 95 % interval holds in {held} of {len(COVERED)} bases (most counties; at least 16)")
    ok &= all(COVER[0] <= x <= COVER[1] for i, x in enumerate(eight) if i != 1) and held >= 16
    mean = {name: float(np.exp(np.log(x[2:]).mean())) for name, x in median.items()}
    print(
        f"ratio: {mean['ours'] / mean['no change']:.3f} (target 0.50)  groups from six up, against no change"
    )
    print(f"ratio: {mean['ours'] / mean['five-year ratios']:.3f} (target 0.95)  against five-year ratios")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
