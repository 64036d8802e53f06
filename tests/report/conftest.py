"""A small made-up municipality straight at the waist, with a forecast of the right shape."""

import dataclasses
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from competence import config as configuration
from competence.report import Results
from competence.tables import (
    ACCOUNTS,
    ALL,
    ANNUAL_QUANTITIES,
    BACKTEST,
    COMPETENCE_NEEDS,
    COMPETENCE_STOCK,
    FLOW_TABLE,
    NEEDS_ANNUAL,
    NEEDS_MONTHLY,
    QUALITY,
    QUANTILES,
    STOCK,
    VACANCIES,
)

_spec = spec_from_file_location("report_frames", Path(__file__).with_name("frames.py"))
frames = module_from_spec(_spec)
_spec.loader.exec_module(frames)

REPO = Path(__file__).parents[2]
Z = {"p02_5": -1.96, "p10": -1.2816, "p25": -0.6745, "p50": 0, "p75": 0.6745, "p90": 1.2816, "p97_5": 1.96}
# Staff by administration and occupation group: large, small, and too small to stand alone.
CELLS = {
    ("kommunledning", "officer"): 48, ("kommunledning", "administrator"): 14, ("kommunledning", "manager_a"): 2,
    ("kommunledning", "manager_b"): 3, ("kommunledning", "it"): 11, ("kommunledning", "nurse"): 4,
    ("utbildning", "teacher_compulsory"): 420, ("utbildning", "teacher_upper"): 130,
    ("utbildning", "preschool_teacher"): 260, ("utbildning", "childminder"): 310,
    ("utbildning", "special_teacher"): 26, ("utbildning", "student_health"): 7, ("utbildning", "manager_c"): 45,
    ("utbildning", "administrator"): 9, ("utbildning", "nurse"): 8,
    ("vard", "assistant_nurse"): 520, ("vard", "care_aide"): 210, ("vard", "nurse"): 96, ("vard", "manager_c"): 33,
    ("vard", "therapist"): 19, ("vard", "officer"): 3, ("vard", "administrator"): 4,
    ("social", "child_welfare_officer"): 64, ("social", "social_worker"): 88, ("social", "manager_c"): 12,
    ("social", "treatment_assistant"): 31, ("raddning", "firefighter"): 61, ("raddning", "manager_c"): 5,
    ("raddning", "officer"): 6, ("kultur", "librarian"): 22, ("kultur", "leisure_leader"): 27,
    ("kultur", "culture_teacher"): 16, ("kultur", "officer"): 3, ("samhalle", "planner"): 4,
    ("samhalle", "engineer"): 3,
}  # fmt: skip


def _people(config, years: int, seed: int, yearly: bool):
    rng = np.random.default_rng(seed)
    cells = pd.DataFrame([(*k, n) for k, n in CELLS.items()], columns=["administration", "occupation", "n"])
    where = np.repeat(np.arange(len(cells)), cells["n"])
    n = len(where)
    covered = {o for r in config.requirement for o in r.occupations}
    person = pd.DataFrame({
        "administration": cells["administration"].to_numpy()[where],
        "occupation": cells["occupation"].to_numpy()[where],
        "age": np.clip(rng.normal(46, 11, n), 19, 68).astype(int),
        "sex": np.where(rng.random(n) < 0.76, "female", "male"),
        "contract": np.where(rng.random(n) < 0.84, "permanent", "fixed_term"),
        "tenure": rng.integers(0, 30, n), "share": rng.choice([0.75, 1.0], n),
        "status": rng.choice(["meets", "transitional", "in_training", "lacks", "unknown"], n,
                             p=[0.7, 0.04, 0.02, 0.2, 0.04]),
    })  # fmt: skip
    person.loc[~person["occupation"].isin(covered), "status"] = ""
    step = pd.DateOffset(years=1) if yearly else pd.offsets.MonthEnd(1)
    period = pd.Timestamp("2025-12-31") - pd.DateOffset(years=years)
    period = period + pd.offsets.MonthEnd(0)
    out = [(period, person.copy(), None)]
    while period < pd.Timestamp("2025-12-31"):
        period = period + step
        leaving = rng.random(n) < (0.11 if yearly else 0.011)
        gone = person[leaving].copy()
        old = gone["age"] >= 62
        gone["flow"] = np.where(
            old, "retirement", rng.choice(["resignation", "contract_end"], len(gone), p=[0.75, 0.25])
        )
        person.loc[leaving, "age"] = rng.integers(22, 50, leaving.sum())
        person.loc[leaving, "tenure"] = 0
        come = person[leaving].copy()
        come["flow"] = "hire"
        out.append((period, person.copy(), pd.concat([gone, come])))
    return out


def _cells(frame, extra, **sums):
    dims = ["period", "administration", "occupation", "contract", *extra]
    return frame.groupby(dims, as_index=False).agg(**sums)


def make(config, *, years=3, seed=5, yearly=False, competence=True, vacancies=True) -> Results:
    """Results of a municipality of about 2,500 that keeps its size."""
    history = _people(config, years, seed, yearly)
    staff = pd.concat([p.assign(period=t) for t, p, _ in history])
    moved = pd.concat([f.assign(period=t) for t, _, f in history if f is not None])
    dims = ["sex", "age", "tenure"]
    stock = _cells(staff, dims, headcount=("age", "size"), fte=("share", "sum"))
    stock = STOCK.check(stock.assign(manager_level="none", on_leave=0, absent_fte=0.0))
    flows = FLOW_TABLE.check(
        _cells(moved, [*dims, "flow"], count=("age", "size")).assign(manager_level="none")
    )
    held = None
    if competence:
        of = {o: r.id for r in config.requirement for o in r.occupations}
        covered = staff[staff["status"] != ""].assign(
            requirement=lambda d: d["occupation"].map(of), age_band=lambda d: d["age"] // 5 * 5
        )
        held = COMPETENCE_STOCK.check(
            _cells(
                covered,
                ["requirement", "age_band", "status"],
                headcount=("age", "size"),
                fte=("share", "sum"),
            )
        )
    posts = None
    if vacancies:
        posts = pd.DataFrame(
            [(pd.Timestamp("2025-12-31"), *k, n * 0.04) for k, n in CELLS.items()],
            columns=["period", "administration", "occupation", "open_posts_fte"],
        )
        posts = VACANCIES.check(posts.assign(
            time_to_fill=40.0, filled_unqualified=0, qualified_applicants_per_post=3.0))  # fmt: skip
    origin = staff["period"].max()
    files = (
        {"source": "heroma", "name": "heroma_anstallningar_2026-01-10.csv", "delivered": "2026-01-10",
         "rows": 9120, "sha256": "0" * 64},
        {"source": "visma", "name": "visma_anstallningar_2026-01-12.csv", "delivered": "2026-01-12",
         "rows": 12001, "sha256": "1" * 64},
    )  # fmt: skip
    notes = [c for c, on in (("no_vacancies", not vacancies), ("yearly_source", yearly)) if on]
    return Results(
        stock=stock, flows=flows, competence_stock=held, vacancies=posts, quality=_quality(), accounts=_accounts(),
        needs_annual=NEEDS_ANNUAL.check(_annual(origin, seed, vacancies)),
        needs_monthly=None if yearly else NEEDS_MONTHLY.check(_monthly(origin, seed)),
        competence_needs=COMPETENCE_NEEDS.check(_skills(config, origin)) if competence else None,
        backtest=frames.fit(BACKTEST, _backtest(stock, yearly)), notes=tuple(notes), files=files,
    )  # fmt: skip


def _totals(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add the totals over occupations and administrations to rows with mean and variance."""
    by_adm = (
        rows.groupby(["administration", *keys], as_index=False)[["mean", "var"]].sum().assign(occupation=ALL)
    )
    every = (
        by_adm.groupby(keys, as_index=False)[["mean", "var"]].sum().assign(administration=ALL, occupation=ALL)
    )
    by_occ = (
        rows.groupby(["occupation", *keys], as_index=False)[["mean", "var"]].sum().assign(administration=ALL)
    )
    return pd.concat([rows, by_adm, by_occ, every], ignore_index=True)


def _summary(rows: pd.DataFrame, basis="known") -> pd.DataFrame:
    spread = np.sqrt(rows["var"])
    for name in QUANTILES:
        rows[name] = rows["mean"] + Z[name] * spread
    return rows.drop(columns="var").assign(scenario="base", basis=basis)


def _annual(origin, seed, vacancies, years=10):
    rng = np.random.default_rng(seed)
    rows = []
    for (administration, occupation), n in CELLS.items():
        growth, short = rng.normal(0.008, 0.01), 0.02 * n
        cum = rep = 0.0
        left = n
        for k in range(1, years + 1):
            exits = 0.1 * n
            required = n * (1 + growth) ** k + short
            need = required - (n * (1 + growth) ** (k - 1) + short) + exits
            cum, left = cum + need, left * 0.91
            head = n * (1 + growth * 0.6) ** k
            rep = max(cum + left - required, 0)
            figures = {
                "headcount": head, "headcount_without_hiring": left, "required_fte": 0.9 * required,
                "required_headcount": required, "gap": required - head, "exits": exits, "retirements": 0.2 * exits,
                "resignations": 0.6 * exits, "other_exits": 0.2 * exits, "net_internal_moves": 0.0, "hires": exits,
                "need_exits": exits, "need_net_moves": 0.0, "recruitment_need": need, "recruitment_need_cum": cum,
                "replacing_new_hires": rep,
            }  # fmt: skip
            for quantity in ANNUAL_QUANTITIES:
                rows.append((administration, occupation, origin + pd.DateOffset(years=k), quantity,
                             figures[quantity], k * (0.4 * n**0.5 + 0.02 * n) ** 2 / 4 + 0.1))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["administration", "occupation", "period", "quantity", "mean", "var"])
    frame = _summary(_totals(frame, ["period", "quantity"]), "known" if vacancies else "beyond_today")
    return frame.assign(origin=origin)


def _monthly(origin, seed, months=24):
    rows = []
    for (administration, occupation), n in CELLS.items():
        for k in range(1, months + 1):
            period = origin + pd.offsets.MonthEnd(k)
            exits = n * (0.02 if period.month in (6, 8) else 0.008)
            figures = {"headcount": n * (1 + 0.0005 * k), "required_headcount": n * 1.02, "gap": 0.02 * n,
                       "exits": exits, "hires": exits, "recruitment_need": exits}  # fmt: skip
            rows += [
                (administration, occupation, period, q, v, 0.01 * n * k**0.5 + 0.02)
                for q, v in figures.items()
            ]
    frame = pd.DataFrame(rows, columns=["administration", "occupation", "period", "quantity", "mean", "var"])
    return _summary(_totals(frame, ["period", "quantity"])).assign(origin=origin)


def _skills(config, origin, years=10):
    rows = []
    for requirement in config.requirement:
        for (administration, occupation), n in CELLS.items():
            if occupation not in requirement.occupations:
                continue
            for k in range(1, years + 1):
                required, qualified = 0.9 * n * (1 + 0.004 * k), 0.88 * n * (0.7 + 0.005 * k)
                figures = {
                    "required_qualified_fte": required, "qualified_fte": qualified, "transitional_fte": 0.03 * n,
                    "unknown_fte": 0.04 * n, "qualified_share": qualified / (0.88 * n),
                    "competence_gap_fte": required - qualified, "qualified_recruitment_need": 0.05 * n,
                    "training_need": 0.02 * n,
                }  # fmt: skip
                rows += [
                    (requirement.id, administration, occupation, origin + pd.DateOffset(years=k), q, v,
                     0.0001 if q == "qualified_share" else 0.02 * n * k)
                    for q, v in figures.items()
                ]  # fmt: skip
    columns = ["requirement", "administration", "occupation", "period", "quantity", "mean", "var"]
    frame = _totals(pd.DataFrame(rows, columns=columns), ["requirement", "period", "quantity"])
    return _summary(frame).assign(origin=origin)


def _backtest(stock, yearly):
    start, end = pd.Timestamp("2024-12-31"), pd.Timestamp("2025-12-31")
    heads = stock[stock["period"] == end].groupby("administration")["headcount"].sum()
    rows = []
    for administration, n in [*heads.items(), (ALL, heads.sum())]:
        for quantity, value in (("headcount", n * 1.01), ("exits", n * 0.105)):
            for method, off in (("ours", 1.0), ("last_value", 1.12)):
                spread = (value * 0.4) ** 0.5 + 0.02 * value
                quantiles = {q: value * off + z * spread for q, z in Z.items()}
                rows.append({"origin": start, "horizon": 12, "administration": administration,
                             "occupation": ALL, "quantity": quantity, "method": method, "forecast": value * off,
                             **quantiles, "actual": float(n if quantity == "headcount" else n * 0.1), "crps": 1.0,
                             "p_below": 0.4, "p_at": 0.05, "p_closed": 0.82, "scale": spread, "staff": float(n), "data": "revised"})  # fmt: skip
    return pd.DataFrame(rows)


def _accounts():
    rows = [("heroma", "used", ALL, 8800), ("heroma", "not_staff", "elected", 120), ("heroma", "not_staff", "fee_paid", 3),
            ("heroma", "not_staff", "youth_job", 190), ("heroma", "quarantined", "protected_identity", 2),
            ("heroma", "quarantined", "sum_row", 5), ("visma", "used", ALL, 11980), ("visma", "not_staff", "elected", 11),
            ("visma", "quarantined", "repeated_heading", 40)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["source", "kind", "category", "rows"])
    return ACCOUNTS.check(frame.assign(source_file=frame["source"] + "_anstallningar.csv"))


def _quality():
    rows = [("quarantined_share", "heroma", "*", 0.0008, 0.1, "stop", True), ("mass_exits", "*", "*", 2.0, None, "warn", False),
            ("unknown_occupation", "*", "*", 0.012, 0.1, "warn", True)]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["measure", "source", "category", "value", "limit", "consequence", "passed"]
    )
    return QUALITY.check(frame.assign(message="in words", unit="share", mend=""))


class WithScenarios:
    """The sample's configuration with the scenarios of `frames`."""

    scenarios: ClassVar = {
        "keep_more": SimpleNamespace(name="Behåll fler", strategy="keep", decides="HR-direktören"),
        "later_pension": SimpleNamespace(
            name="Arbeta ett år längre", strategy="keep", decides="HR-direktören"
        ),
        "train": SimpleNamespace(name="Utbilda 30 om året", strategy="develop", decides=None),
    }
    strategy = (SimpleNamespace(id="keep", name="Behålla"), SimpleNamespace(id="develop", name="Utveckla"))

    def __init__(self, config):
        self._config = config

    def __getattr__(self, name):
        return getattr(self._config, name)


@pytest.fixture(scope="session")
def config():
    return WithScenarios(configuration.load(REPO))


@pytest.fixture(scope="session")
def results(config):
    return make(config)


@pytest.fixture(scope="session")
def make_results(config):
    """Make other results: `make_results(yearly=True)` and so on; with `full=True` every optional table too."""

    def made(full=False, **how):
        found = make(config, **how)
        return dataclasses.replace(found, **frames.full(found, config)) if full else found

    return made
