"""The back-test as notebooks show it: how good would past forecasts have been, and how far do they hold?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from competence.config import Config
from competence.tables import ALL
from competence.views.drawing import axes_of, shown

NAMES = {
    "ours": "ours", "last_value": "last value", "drift": "drift", "historic_mean": "historic mean",
    "standard_model": "standard model", "ets": "exponential smoothing",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Skill:
    """Six methods side by side, from origins in the past.

    table, scores, calibration, shelf : tables `backtest`, `backtest_scores`, `calibration`, `shelf_life`.
    """

    config: Config
    table: pd.DataFrame
    scores: pd.DataFrame
    calibration: pd.DataFrame
    shelf: pd.DataFrame

    def methods(self, quantity: str = "headcount", level: str = "cells") -> pd.DataFrame:
        """Mean score (CRPS, persons; lower is better) by method and years ahead."""
        rows = self.scores[(self.scores["quantity"] == quantity) & (self.scores["level"] == level)]
        table = rows.assign(years=rows["horizon"] // 12).pivot(index="method", columns="years", values="crps")
        table = table.reindex([m for m in NAMES if m in table.index]).rename(index=NAMES)
        table.columns.name = "years ahead"
        return table.round(2)

    def coverage(self, level: str = "cells") -> pd.DataFrame:
        """How often what came lay in our intervals that claim 80 and 95 per cent."""
        rows = self.scores[(self.scores["method"] == "ours") & (self.scores["level"] == level)]
        table = rows.assign(years=rows["horizon"] // 12)
        return table[
            ["quantity", "years", "origins", "series", "coverage", "coverage_95", "wape", "bias"]
        ].round(3)

    def shelf_life(self) -> pd.DataFrame:
        """How many years ahead each quantity has held."""
        return self.shelf.round(2)

    def outcomes(self, administration: str = ALL, quantity: str = "headcount") -> pd.DataFrame:
        """Our forecasts beside what came, for one administration or the municipality."""
        rows = self.table[
            (self.table["method"] == "ours")
            & (self.table["administration"] == administration)
            & (self.table["occupation"] == ALL)
            & (self.table["quantity"] == quantity)
        ]
        return rows[["origin", "horizon", "forecast", "p10", "p90", "actual"]].reset_index(drop=True).round(1)

    def plot_methods(self, level: str = "cells"):
        """Score of each method against the last value's, over all horizons (lower is better)."""
        rows = self.scores[self.scores["level"] == level]
        whole = rows.groupby(["quantity", "method"])["crps"].sum().unstack("method")
        ratio = whole.div(whole["last_value"], axis=0)
        ratio = ratio[[m for m in NAMES if m in ratio]].rename(columns=NAMES)
        figure, axes = axes_of(height=0.5 * len(ratio) + 2.2)
        for place, row in enumerate(ratio.to_dict("records")):
            for name, value in row.items():
                mine = name == "ours"
                axes.plot(value, place, "o", color="#1f4e79" if mine else "#9aa5b1", ms=9 if mine else 6)
            for name, aside in (("ours", 12), (min((n for n in row if n != "ours"), key=row.get), -14)):
                axes.annotate(name, (row[name], place), xytext=(0, aside), textcoords="offset points",
                              ha="center", fontsize=8)  # fmt: skip
        axes.axvline(1.0, color="#333333", lw=0.8)
        axes.set_yticks(range(len(ratio)), ratio.index)
        axes.margins(y=0.25)
        axes.set(xlabel="mean score against the last value's (below 1: better)", title="Who forecast best?")
        return shown(figure)

    def __repr__(self) -> str:
        origins = sorted(self.table["origin"].unique())
        told = ", ".join(f"{pd.Timestamp(o):%Y-%m}" for o in origins)
        return f"Skill({self.config.municipality.name}: origins {told}; {self.table['method'].nunique()} methods)"
