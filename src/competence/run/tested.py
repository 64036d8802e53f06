"""What `competence backtest` says: the same facts for a reader and for a machine."""

from __future__ import annotations

from typing import Any

from competence.forecast import Skill
from competence.views.skill import NAMES


def facts(found: Skill) -> dict[str, Any]:
    """Scores, calibration and shelf life as rows."""
    told = {
        name: frame.to_dict("records")
        for name, frame in found._asdict().items()
        if name != "backtest" and frame is not None
    }
    origins = sorted(f"{day:%Y-%m-%d}" for day in found.backtest["origin"].unique())
    return {"origins": origins, **told, "exit_code": 0}


def tables(found: Skill):
    """(title, heads, rows) of each table."""
    origins = ", ".join(sorted(f"{day:%Y-%m}" for day in found.backtest["origin"].unique()))
    scores = found.backtest_scores[found.backtest_scores["level"] == "cells"]
    for quantity, rows in scores.groupby("quantity", sort=False):
        table = rows.assign(years=rows["horizon"] // 12).pivot(index="method", columns="years", values="crps")
        years = list(table.columns)
        yield (
            f"{quantity}: mean score (CRPS, persons a cell; lower is better), known to {origins}",
            ["method", *(f"{y} year{'s' if y > 1 else ''}" for y in years)],
            [[NAMES[m], *(f"{table.loc[m, y]:.2f}" for y in years)] for m in NAMES if m in table.index],
        )
    ours = scores[scores["method"] == "ours"]
    yield (
        "Did our intervals hold? Share of outcomes inside those that claim 80 and 95 per cent",
        ["quantity", "years", "80 %", "95 %", "error", "bias"],
        [
            [r.quantity, str(r.horizon // 12), f"{r.coverage:.2f}", f"{r.coverage_95:.2f}",
             f"{r.wape:.1%}", f"{r.bias:+.1%}"]
            for r in ours.itertuples()
        ],
    )  # fmt: skip
    yield (
        "How far ahead it has held",
        ["quantity", "years ahead", "within tolerance", "at least", ""],
        [
            [r.quantity, str(r.horizon), _share(r.hit_rate), _share(r.low), r.verdict.replace("_", " ")]
            for r in found.shelf_life.itertuples()
        ],
    )


def _share(value: float) -> str:
    return "" if value != value else f"{value:.0%}"
