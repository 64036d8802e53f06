"""How good the forecast has been, as it may be published: past forecasts, hits, scores, calibration, shelf life.

Of past forecasts only our own stand in the cube, joined as their outcome is; a method that repeats the last
count would tell that count. Scores are sums over many cells. Outcomes stand in the observed tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from competence.report.numbers import whole
from competence.report.results import Results
from competence.report.rows import form_map, row_id
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

METHOD = "ours"
TOLD = ("exits", "hires", "headcount")
METRICS = ("crps", "wape", "bias", "relmae", "coverage", "coverage_95")
LOW, HIGH = 0.1, 0.9  # of the printed span
TRIED = 20  # forecasts that a share of hits rests on, at least
WHOLE = 3  # forecasts of a total


def ends(backtest: pd.DataFrame) -> pd.Series:
    """The period that each back-tested forecast is of; `horizon` counts months."""
    month = backtest["origin"].dt.to_period("M") + backtest["horizon"].to_numpy()
    return month.dt.to_timestamp(how="end").dt.normalize().astype("datetime64[us]")


def outcomes(results: Results) -> set[pd.Timestamp]:
    """Ends of the closed years that a back-tested forecast is set beside."""
    if results.backtest is None or results.backtest.empty:
        return set()
    return set(ends(results.backtest))


def write(o: Outlook) -> None:
    """All that there is."""
    r = o.results
    if r.backtest is not None and not r.backtest.empty:
        table = r.backtest.assign(period=ends(r.backtest))
        table = table.rename(columns={"forecast": "mean"})
        _past(o, table)
        _hits(o, table)
        _broke(o, table)
    if r.backtest_scores is not None:
        _scores(o, r.backtest_scores)
    if r.calibration is not None:
        for row in r.calibration.itertuples():
            where = {"by": "band", "category": row.band}
            o.writer.add("calibration", row.quantity, value=round(float(row.factor), 2), **where)
            o.writer.add("calibration", f"{row.quantity}_origins", value=float(row.origins), **where)
    if r.shelf_life is not None:
        _shelf(o, r.shelf_life)
    if r.ledger is not None:
        _ledger(o, r.ledger)


def _past(o: Outlook, table: pd.DataFrame) -> None:
    """Forecasts of closed years as they were before they began, a category a forecast's first year ahead."""
    closed = {end for _, end in o.results.times.closed}
    table = table[(table["occupation"] == ALL) & (table["method"] == METHOD) & table["period"].isin(closed)]
    for (origin, period), found in table.groupby(["origin", "period"]):
        # Joined as their outcome is, so that the two can be compared.
        events = o.event_sets.get(period, [])
        heads = list(form_map(o.results, o.config, period).units.values())
        sets = {"headcount": heads, "exits": events, "hires": events}
        for quantity, mine in found[found["quantity"].isin(TOLD)].groupby("quantity"):
            for administrations in [(ALL,), *sets[quantity]]:
                cells = mine[mine["administration"].isin(administrations)]
                if cells.empty:
                    continue
                figure = (whole(cells["mean"].sum()), None, None, "shown")
                if len(cells) == 1:
                    row = cells.iloc[0]
                    figure = (*(whole(row[k]) for k in ("mean", "p10", "p90")), "shown")
                o.put("backtest", quantity, figure, administrations, len(administrations) > 1, period=period,
                      by="origin", category=f"{origin:%Y-%m-%d}")  # fmt: skip


def _hits(o: Outlook, table: pd.DataFrame) -> None:
    """How many past forecasts were tried here, and how many outcomes came within their span."""
    table = table[table["method"] == METHOD]
    table = table.assign(hit=_inside(table))
    for found, administrations, joined in o.units(table):
        if administrations == (ALL,):
            found = table[(table["administration"] != ALL)]
        totals = table[(table["administration"] == administrations[0]) & (table["occupation"] == ALL)]
        _whole(o, totals, administrations, joined)
        rows = found[found["occupation"] != ALL]
        if len(rows) < TRIED:
            continue
        for measure, value in (("tried", len(rows)), ("hit", round(rows["hit"].sum()))):
            o.put("trials", measure, (float(value), None, None, "shown"), administrations, joined)


def _whole(o: Outlook, totals: pd.DataFrame, administrations: tuple[str, ...], joined: bool) -> None:
    """The same of the totals alone, by quantity: tried, hit, and how many outcomes were above and below."""
    if joined:  # the span of several together is not told
        return
    for quantity, mine in totals[totals["quantity"].isin(TOLD)].groupby("quantity"):
        if len(mine) < WHOLE:
            continue
        above, below = (mine["actual"] > mine["p90"]).sum(), (mine["actual"] < mine["p10"]).sum()
        counts = {"tried": len(mine), "hit": len(mine) - above - below, "above": above, "below": below}
        for measure, value in counts.items():
            o.put("trials", measure, (float(value), None, None, "shown"), administrations, joined, by="quantity",
                  category=quantity)  # fmt: skip


def _broke(o: Outlook, table: pd.DataFrame) -> None:
    """What in the last closed year came so far outside a year's forecast that something must have broken.

    Headcount by published row, exits and hires by administration: never finer than what is shown of them.
    """
    # Imported here: the models take a second to load, and pages of a source without a back-test need none of them.
    from competence.forecast import scores

    closed = o.results.times.closed
    if not closed:
        return
    end = closed[-1][1]
    last = table[(table["method"] == METHOD) & (table["horizon"] == 12) & (table["period"] == end)]
    found = scores.surprises(last.rename(columns={"mean": "forecast"}))
    alone = {s[0] for s in o.event_sets.get(end, []) if len(s) == 1}
    merging = form_map(o.results, o.config, end)
    seen = set()
    for row in found.itertuples():
        unit = next((u for u, members in merging.units.items() if row.administration in members), None)
        if unit is None:
            continue
        group = ALL
        if row.occupation != ALL:
            group = next((row_id(r) for r in merging.rows[unit] if row.occupation in r), None)
        whole_row = row.quantity == "headcount" and group is not None and group != ALL
        of_all = row.quantity != "headcount" and group == ALL and row.administration in alone
        if not (whole_row or of_all):
            continue
        for a in merging.units[unit] if whole_row else (row.administration,):
            if (a, group, row.quantity) not in seen:
                seen.add((a, group, row.quantity))
                o.writer.add("broke", "higher" if row.surprise > 0 else "lower", administration=a, period=end, group=group,
                             by="quantity", category=row.quantity, value=1.0)  # fmt: skip


def _inside(table: pd.DataFrame) -> pd.Series:
    """How much of each outcome lay within the span.

    Counts are whole: of one on the span's edge only the share counts that makes a perfect forecast's spans hold
    eight times of ten at every size (the randomised probability integral transform, in expectation).
    """
    below, at = table["p_below"].astype(float), table["p_at"].astype(float)
    inside = (np.minimum(below + at, HIGH) - np.maximum(below, LOW)).clip(lower=0)
    return (inside / at.where(at > 0)).fillna(((below >= LOW) & (below <= HIGH)).astype(float))


def _scores(o: Outlook, table: pd.DataFrame) -> None:
    for row in table.itertuples():
        for metric in METRICS:
            value = getattr(row, metric)
            if pd.notna(value):
                o.writer.add(
                    "scores", f"{metric}.{row.quantity}.{row.level}.{_years(row.horizon)}", by="method",
                    category=row.method, value=float(f"{value:.3g}"),
                )  # fmt: skip
        if row.method == METHOD:
            name = f"series.{row.quantity}.{row.level}.{_years(row.horizon)}"
            o.writer.add("scores", name, by="method", category=METHOD, value=float(row.series))
            o.writer.add("scores", name.replace("series", "origins"), by="method", category=METHOD,
                         value=float(row.origins))  # fmt: skip


def _years(horizon: int) -> int:
    """A back-test's horizon, in months, in years."""
    return max(1, round(int(horizon) / 12))


def _shelf(o: Outlook, table: pd.DataFrame) -> None:
    origin = o.results.times.origin
    for row in table.itertuples():
        where = {"period": origin + pd.DateOffset(years=int(row.horizon)), "by": "verdict"}
        value = None if pd.isna(row.hit_rate) else round(float(row.hit_rate), 2)
        o.writer.add("shelf", row.quantity, category=row.verdict, value=value,
                     low=None if pd.isna(row.low) else round(float(row.low), 2),
                     state="unknown" if value is None else "shown", **where)  # fmt: skip
        o.writer.add(
            "shelf", f"{row.quantity}_origins", category=row.verdict, value=float(row.origins), **where
        )


def _ledger(o: Outlook, table: pd.DataFrame) -> None:
    """Forecasts that were issued and have met their outcome."""
    scored = table[(table["entry"] == "scored") & table["actual"].notna()]
    scored = scored.assign(hit=_inside(scored))
    for found, administrations, joined in o.units(scored):
        if administrations == (ALL,):
            found = scored[scored["administration"] != ALL]
        if len(found) >= TRIED:
            for measure, value in (("tried", len(found)), ("hit", round(found["hit"].sum()))):
                o.put("ledger", measure, (float(value), None, None, "shown"), administrations, joined)
