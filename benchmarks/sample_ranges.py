"""The sample beside what Swedish municipalities publish: prints each figure with its range, exits 1 outside.

    python benchmarks/sample_ranges.py [--seeds 1 2 3] [--employees 9500]

A figure is the mean over the seeds of its mean over the observed years.
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from competence import sample

PERMANENT = ("permanent", "trial")
# Figure: lowest, highest. Sources: the municipalities' own annual reports and the national statistics.
RANGES = {
    "women, share of staff": (0.74, 0.82),
    "mean age": (44, 47),
    "permanent, share of staff": (0.76, 0.86),
    "turnover on own request, of permanent staff a year": (0.06, 0.12),
    "turnover on own request, first year of service over the rest": (1.2, 4.0),
    "managers who leave the post, a year": (0.10, 0.17),
    "retirements, of staff a year": (0.015, 0.03),
    "mean age at retirement": (64.5, 66),
    "sickness, share of ordinary time": (0.06, 0.085),
    "sickness, women over men": (1.2, 2.5),
    "hourly staff, share of hours": (0.05, 0.08),
    "managers, share of staff": (0.03, 0.045),
    "need: turnover": (0.65, 0.78),
    "need: retirement": (0.15, 0.25),
    "need: volume": (0.03, 0.12),
    "qualified, teachers in compulsory school": (0.65, 0.78),
    "qualified, teachers in upper secondary school": (0.78, 0.88),
    "care aides with care education": (0.20, 0.40),
    "vacant posts, share of posts": (0.005, 0.04),
    "administrations": (8, 10),
    "administrations under 100 persons": (1, 1),
    "administrations without a committee": (1, 1),
}


def figures(municipality) -> dict[str, float]:
    """The figures of one municipality, by the names of `RANGES`."""
    t = {name: frame.copy() for name, frame in municipality.tables.items()}
    stock, flows = t["stock"], t["flows"]
    staff = stock["headcount"].sum()
    months = stock["period"].nunique()
    years = (months - 1) / 12
    permanent = stock["contract"].isin(PERMANENT)
    manager = stock["manager_level"] != "none"

    def count(*names, among=None):
        rows = flows["flow"].isin(names)
        return flows.loc[rows if among is None else rows & among, "count"].sum()

    by = flows["contract"].isin(PERMANENT)
    new, old = flows["tenure"] < 1, flows["tenure"] >= 1
    exposed = stock["headcount"] * permanent
    first = exposed[stock["tenure"] < 1].sum()
    resigned_new, resigned_old = count("resignation", among=by & new), count("resignation", among=by & old)

    retired = flows[flows["flow"] == "retirement"]
    # Age is that of the year; people leave half a year later in the mean.
    age = (retired["age"].astype(float) * retired["count"]).sum() / retired["count"].sum()
    sick = municipality.truth["sickness"]
    hourly = t["cover"]["cover_supplied_fte"].sum()
    worked = (stock["fte"] - stock["absent_fte"]).sum()
    left = count("resignation", "other_exit", "unknown_exit", "exit_to_hourly", among=by)
    growth = _growth(municipality.truth["required"])
    need = left + retired["count"].sum() + growth
    status = t["competence_stock"]

    def qualified(requirement):
        mine = status[status["requirement"] == requirement]
        return mine.loc[mine["status"] == "meets", "headcount"].sum() / mine["headcount"].sum()

    open_posts = t["vacancies"]["open_posts_fte"].sum()
    last = stock[stock["period"] == stock["period"].max()].groupby("administration")["headcount"].sum()
    full = last * 9500 / municipality.truth["employees"]
    served = {a for c in municipality.config.committee for a in c.administrations}
    return {
        "women, share of staff": stock.loc[stock["sex"] == "female", "headcount"].sum() / staff,
        "mean age": (stock["age"].astype(float) * stock["headcount"]).sum() / staff,
        "permanent, share of staff": stock.loc[permanent, "headcount"].sum() / staff,
        "turnover on own request, of permanent staff a year": (
            count("resignation", among=by) / years / (exposed.sum() / months)
        ),
        "turnover on own request, first year of service over the rest": (
            (resigned_new / first) / (resigned_old / (exposed.sum() - first))
        ),
        "managers who leave the post, a year": municipality.truth["managers_turnover"],
        "retirements, of staff a year": retired["count"].sum() / years / (staff / months),
        "mean age at retirement": age,
        "sickness, share of ordinary time": sick["all"],
        "sickness, women over men": sick["female"] / sick["male"],
        "hourly staff, share of hours": hourly / (hourly + worked),
        "managers, share of staff": stock.loc[manager, "headcount"].sum() / staff,
        "need: turnover": left / need,
        "need: retirement": retired["count"].sum() / need,
        "need: volume": growth / need,
        "qualified, teachers in compulsory school": qualified("teacher_compulsory_licence"),
        "qualified, teachers in upper secondary school": qualified("teacher_upper_licence"),
        "care aides with care education": qualified("care_education"),
        "vacant posts, share of posts": open_posts / (open_posts + stock["fte"].sum()),
        "administrations": float(len(last)),
        "administrations under 100 persons": float((full < 100).sum()),
        "administrations without a committee": float(len(set(last.index) - served)),
    }


def _growth(required: list[dict]) -> float:
    """Growth of the true need, in persons over the years: FTE as told, a post being 0.93 of full time."""
    frame = pd.DataFrame(required).groupby("year")["true_required_fte"].sum()
    return (frame.iloc[-1] - frame.iloc[0]) / (len(frame) - 1) * len(frame) / 0.93


def main() -> int:
    """Print figures beside ranges; 1 where one lies outside."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--employees", type=int, default=9500)
    options = parser.parse_args()
    drawn = pd.DataFrame([figures(sample.waist(seed, options.employees)) for seed in options.seeds])
    mean, low, high = drawn.mean(), drawn.min(), drawn.max()
    outside = 0
    print(f"{'figure':62} {'mean':>8} {'lowest':>8} {'highest':>8}   range")
    for name, (least, most) in RANGES.items():
        wrong = not least <= mean[name] <= most
        outside += wrong
        mark = "  OUTSIDE" if wrong else ""
        print(f"{name:62} {mean[name]:8.3f} {low[name]:8.3f} {high[name]:8.3f}   {least:g}-{most:g}{mark}")
    print(
        f"{len(RANGES) - outside} of {len(RANGES)} within, seeds {options.seeds}, {options.employees} employees"
    )
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
