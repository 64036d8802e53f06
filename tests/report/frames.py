"""The full forecast's tables for the small made-up municipality: drivers, scenarios, plan years, how good it was."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import (
    ALL,
    BACKTEST,
    BACKTEST_SCORES,
    BANDS,
    CALIBRATION,
    COVER,
    DRIVER_TABLE,
    DRIVERS,
    LAYER_TABLE,
    LAYERS,
    LEDGER,
    METHODS,
    NEEDS_ANNUAL,
    NEEDS_MONTHLY,
    PLAN_YEARS,
    QUANTILES,
    REVISION_TABLE,
    REVISIONS,
    SCENARIO_TABLE,
    SCORED,
    SHELF_LIFE,
)

SCENARIOS = ("keep_more", "later_pension", "train", "smaller_ratio")
OUTSIDE = ("demography", "staffing_policy", "retirement", "fte")
SHARES = dict(zip(DRIVERS, (0.1, 0.03, 0.2, 0.5, 0.2, -0.02, 0.01, -0.02)))
Z = {"p02_5": -1.96, "p10": -1.2816, "p25": -0.6745, "p50": 0, "p75": 0.6745, "p90": 1.2816, "p97_5": 1.96}


def fit(table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with whatever columns the table has besides, at a plain value."""
    for column in table.columns:
        if column.name not in frame:
            plain = column.allowed[0] if column.allowed else 0 if column.dtype == "int64" else 0.5
            frame[column.name] = None if column.nullable else plain
    return table.check(frame[table.names])


def full(results, config) -> dict:
    """Optional tables of `Results`, all of them."""
    needs, origin = results.needs_annual, results.times.origin
    return {
        "needs_annual": _with_standard(needs), "needs_monthly": _with_summer(results.needs_monthly, origin),
        "drivers": _drivers(needs, origin), "scenario_differences": _scenarios(needs, results.competence_needs, origin),
        "plan_years": _plan(config), "layers": _layers(needs, origin), "revisions": _revisions(needs, origin),
        "backtest": _backtest(results.stock, results.flows), "backtest_scores": _scores(), "calibration": _calibration(),
        "shelf_life": _shelf(), "ledger": _ledger(needs, origin), "cover": _cover(results.stock, origin),
    }  # fmt: skip


def _with_standard(needs):
    other = needs[needs["quantity"].isin(["required_headcount", "exits", "recruitment_need", "recruitment_need_cum",
                                          "headcount_without_hiring"])]  # fmt: skip
    other = other.assign(scenario="standard_model", mean=other["mean"] * 0.93)
    return NEEDS_ANNUAL.check(pd.concat([needs, other]))


def _with_summer(needs, origin):
    heads = needs[needs["quantity"] == "headcount"]
    parts = [needs]
    for quantity, share in (("cover_fte", 0.06), ("cover_supplied_fte", 0.05), ("cover_gap_fte", 0.01),
                            ("summer_fte", 0.2), ("summer_persons", 0.25)):  # fmt: skip
        mine = heads[heads["period"].dt.month == 8] if quantity.startswith("summer") else heads
        factor = share * np.where(mine["period"].dt.month == 7, 3.0, 1.0)
        values = {c: mine[c] * factor for c in ("mean", *QUANTILES)}
        parts.append(mine.assign(quantity=quantity, **values))
    return NEEDS_MONTHLY.check(pd.concat(parts))


def _totals(needs, quantity):
    """Mean by administration (and all) and year, of all occupations."""
    return needs[(needs["quantity"] == quantity) & (needs["occupation"] == ALL)]


def _drivers(needs, origin):
    rows = []
    for r in _totals(needs, "recruitment_need_cum").itertuples():
        for driver, share in SHARES.items():
            rows.append({
                "origin": origin, "administration": r.administration, "occupation": ALL, "horizon": r.period.year - origin.year,
                "driver": driver, "reach": "outside" if driver in OUTSIDE else "near", "mean": share * r.mean,
                "p10": share * r.mean - 0.03 * abs(r.mean), "p90": share * r.mean + 0.03 * abs(r.mean),
            })  # fmt: skip
    return DRIVER_TABLE.check(pd.DataFrame(rows))


def _scenarios(needs, skills, origin):
    effect = dict(zip(SCENARIOS, (-0.12, -0.03, 0.002, -0.05)))
    rows = []

    def add(r, requirement, quantity, size, scenario):
        alone = requirement == ALL and r.administration == ALL
        rows.append({
            "origin": origin, "period": r.period, "administration": r.administration, "occupation": ALL, "requirement": requirement,
            "scenario": scenario, "quantity": quantity, "mean": size, "p10": size - 0.3 * abs(size), "p90": size + 0.3 * abs(size),
            "cost_sek": 2.4e6 if alone and scenario != "smaller_ratio" else None,
        })  # fmt: skip

    for scenario in SCENARIOS:
        for quantity in ("recruitment_need_cum", "gap"):
            for r in _totals(needs, quantity).itertuples():
                add(r, ALL, quantity, effect[scenario] * abs(r.mean), scenario)
        if skills is not None:
            gaps = skills[(skills["quantity"] == "competence_gap_fte") & (skills["occupation"] == ALL)]
            for r in gaps.itertuples():
                add(
                    r,
                    r.requirement,
                    "competence_gap_fte",
                    -0.4 * abs(r.mean) if scenario == "train" else 0.0,
                    scenario,
                )
    return SCENARIO_TABLE.check(pd.DataFrame(rows))


def _plan(config):
    rows = []
    for i, committee in enumerate(config.committee):
        for year in range(2026, 2034):
            fte, bare = 100.0 * (i + 2) + year - 2026, committee.id == "kfn"
            sek, frame = fte * 700_000, 100.0 * (i + 2) * 700_000
            rows.append({
                "year": year, "committee": committee.id, "required_fte": fte, "sek": None if bare else sek,
                "frame_sek": None if bare else frame, "deviation_sek": None if bare else sek - frame,
                "p10": None if bare else sek - frame - 2e6, "p90": None if bare else sek - frame + 2e6,
                "price_level": None if bare else 2025,
            })  # fmt: skip
    return PLAN_YEARS.check(pd.DataFrame(rows))


def _layers(needs, origin):
    rows = []
    for a in _totals(needs, "headcount")["administration"].unique():
        for horizon in (1, 5, 10):
            for layer, share in zip(LAYERS, (0.3, 0.45, 0.05, 0.2)):
                rows.append((origin, horizon, a, "recruitment_need_cum", layer, share))
    names = ["origin", "horizon", "administration", "quantity", "layer", "share"]
    return LAYER_TABLE.check(pd.DataFrame(rows, columns=names))


def _revisions(needs, origin):
    rows = []
    for r in _totals(needs, "recruitment_need_cum").itertuples():
        for step, share in zip(REVISIONS, (0.04, 0.01, 0.0, -0.01)):
            rows.append((origin, origin - pd.DateOffset(months=12), r.period, r.administration,
                         "recruitment_need_cum", step, share * r.mean))  # fmt: skip
    names = ["origin", "earlier", "period", "administration", "quantity", "step", "mean"]
    return REVISION_TABLE.check(pd.DataFrame(rows, columns=names))


def _backtest(stock, flows):
    """Forecasts from every year's end but the last, as far as there are outcomes; ours is 2 % off."""
    ends = [p for p in sorted(stock["period"].unique()) if p.month == 12]
    rows = []
    for i, origin in enumerate(ends[:-1]):
        for years, end in enumerate(ends[i + 1 :], start=1):
            cells = stock[stock["period"] == end].groupby(["administration", "occupation"])["headcount"].sum()
            series = dict(cells.items())
            for (a, _), n in cells.items():
                series[a, ALL] = series.get((a, ALL), 0) + n
                series[ALL, ALL] = series.get((ALL, ALL), 0) + n
            for (a, o), n in series.items():
                for quantity, value in (("headcount", n), ("exits", 0.1 * n), ("hires", 0.1 * n)):
                    for method, off in (("ours", 1.02), ("last_value", 1.12)):
                        spread = (value * 0.4) ** 0.5 + 0.02 * value
                        rows.append({
                            "origin": origin, "horizon": 12 * years, "administration": a, "occupation": o, "quantity": quantity,
                            "method": method, "forecast": value * off, **{q: value * off + z * spread for q, z in Z.items()},
                            "actual": float(n if quantity == "headcount" else round(value)), "staff": float(n),
                        })  # fmt: skip
    return fit(BACKTEST, pd.DataFrame(rows))


def _scores():
    rows = []
    for quantity in SCORED:
        for horizon in (12, 36, 60):
            for level in ("cells", "administrations", "municipality"):
                for i, method in enumerate(METHODS):
                    error = (1.0 + 0.1 * i) * horizon / 12
                    rows.append({
                        "method": method, "quantity": quantity, "horizon": horizon, "level": level, "origins": 3, "series": 120,
                        "crps": error, "wape": 0.1, "bias": 0.01, "relmae": 0.8, "coverage": 0.78, "coverage_95": 0.94,
                    })  # fmt: skip
    return fit(BACKTEST_SCORES, pd.DataFrame(rows))


def _calibration():
    rows = [
        (q, b, 1.0 + 0.04 * i - 0.08, 0 if b == "years_4" else 3) for q in SCORED for i, b in enumerate(BANDS)
    ]
    return CALIBRATION.check(pd.DataFrame(rows, columns=["quantity", "band", "factor", "origins"]))


def _shelf():
    rows = []
    for quantity, until in (("headcount", 3), ("exits", 1), ("hires", 0)):
        for years in range(1, 6):
            tested = years < 5
            verdict = "not_tested" if not tested else "holds" if years <= until else "does_not_hold"
            rows.append((quantity, years, 3 if tested else 1, 0.95 - 0.05 * years if tested else None,
                         0.9 - 0.06 * years if tested else None, verdict))  # fmt: skip
    names = ["quantity", "horizon", "origins", "hit_rate", "low", "verdict"]
    return SHELF_LIFE.check(pd.DataFrame(rows, columns=names))


def _ledger(needs, origin):
    found = needs[(needs["quantity"] == "headcount") & (needs["period"].dt.year == origin.year + 1)]
    found = found.assign(
        entry="scored", issued_edition="2024-12-aaaaaaaa", inputs_hash="0" * 64, origin=origin - pd.DateOffset(years=1),
        period=origin, actual=found["mean"],
    )  # fmt: skip
    return fit(LEDGER, found)


def _cover(stock, origin):
    cells = (
        stock[stock["period"] == origin]
        .groupby(["administration", "occupation"], as_index=False)["headcount"]
        .sum()
    )
    frame = cells[["administration", "occupation"]].assign(
        period=pd.Timestamp(origin.year, 8, 31), cover_supplied_fte=1.0, summer_fte=cells["headcount"] * 0.2,
        summer_persons=cells["headcount"] // 4, summer_returned=cells["headcount"] // 8,
    )  # fmt: skip
    return fit(COVER, frame)
