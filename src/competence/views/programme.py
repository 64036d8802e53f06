"""The programme as notebooks show it: who is through, who has met, what it moved, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from competence.config import Config
from competence.tables import ALL
from competence.views.drawing import axes_of, bars, labels, rounded, shown
from competence.vocabulary import COMPARED

INK, ORANGE, GREY = "#1f4e79", "#b35c00", "#7a7a7a"
AHEAD = {
    "roll_out": ("the roll-out's groups", INK), "no_groups": ("no groups", ORANGE), "one_group": ("one group a year", GREY),
    "keep": ("nine of ten kept", "#2e7d32"),
}  # fmt: skip
UNITS = {
    "hme_leadership": "points of 100", "hme_governance": "points of 100", "hme_motivation": "points of 100",
    "hme_total": "points of 100",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Evaluation:
    """The evaluation of the leadership programme; `tables` holds its nine tables (`programme_...`)."""

    config: Config
    tables: object

    @cached_property
    def promise(self) -> pd.DataFrame:
        """Whether the roll-out reaches all it was promised to: share now, dates, chance, pace, places a year."""
        rows = self.tables.promise
        return (
            rows[rows["administration"] == ALL]
            .drop(columns=["origin", "administration"])
            .reset_index(drop=True)
        )

    def coverage(self, administration: str = ALL) -> pd.DataFrame:
        """Managers by how far they have come at each year's end, so far."""
        rows = self.tables.coverage
        rows = rows[(rows["administration"] == administration) & (rows["drain"] == "observed")]
        table = rows.pivot(index="period", columns="status", values="managers")
        table.columns.name = None
        return table[(table.index.month == 12) | (table.index == table.index.max())]

    def mixing(self) -> pd.DataFrame:
        """Of a hundred meetings in the course groups, how many were with another administration, and by chance."""
        rows = self.tables.mixing
        share = {"cross": 100 * rows["cross_pairs"] / rows["pairs"], "chance": 100 * rows["expected_cross_pairs"] / rows["pairs"]}  # fmt: skip
        return rows[["group", "size"]].assign(**share, p_value=rows["p_value"]).round(2)

    def effects(self, estimand: str = "trained_then") -> pd.DataFrame:
        """The one figure for each outcome by the main method: estimate, interval, what may be said."""
        rows = self._simple(estimand)
        return rows[[
            "outcome", "estimate", "p02_5", "p97_5", "se_unit", "se_group", "p_value", "p_randomisation", "p_holm", "mde",
            "units", "groups", "first", "last", "verdict", "needs_more",
        ]].pipe(rounded, 3)  # fmt: skip

    def methods(self, outcome: str = "hme_leadership") -> pd.DataFrame:
        """The figure of an outcome by the main method and by those shown beside it."""
        rows = self.tables.effects
        rows = rows[(rows["outcome"] == outcome) & (rows["kind"] == "simple")]
        return (
            rows[["estimand", "estimator", "estimate", "se", "p02_5", "p97_5"]]
            .pipe(rounded, 3)
            .reset_index(drop=True)
        )

    def balance(self, outcome: str = "hme_leadership") -> pd.DataFrame:
        """Whether units that came early differed beforehand from those that came late."""
        rows = self.tables.balance
        return (
            rows[rows["outcome"] == outcome].drop(columns="outcome").pipe(rounded, 2).reset_index(drop=True)
        )

    def outcomes(self) -> pd.DataFrame:
        """Every expected effect in its own words with what is known of it in the municipality, newest figure."""
        rows = self.tables.outcomes
        if rows is None:
            return pd.DataFrame()
        rows = rows[rows["administration"] == ALL].sort_values("period", kind="stable")
        rows = rows.groupby(["outcome", "indicator", "evidence"], sort=False).tail(1)
        return rows[[
            "expected_effect", "indicator", "evidence", "period", "value", "p02_5", "p97_5", "verdict", "needs_more",
        ]].reset_index(drop=True).pipe(rounded, 3)  # fmt: skip

    def worth(self, administration: str = ALL) -> pd.DataFrame:
        """Recruitments avoided, their value and the programme's cost, up to each year (running sums)."""
        rows = self.tables.link
        if rows is None:
            return pd.DataFrame()
        rows = rows[rows["administration"] == administration]
        return rows.drop(columns=["origin", "administration"]).pipe(rounded, 0).reset_index(drop=True)

    def at_home(self, administration: str) -> pd.DataFrame:
        """Driver, need and initiative of one administration, with the empty cells."""
        rows = self.tables.at_home
        if rows is None:
            return pd.DataFrame()
        rows = rows[rows["administration"] == administration]
        return rows.drop(columns="administration").sort_values("need", ascending=False, kind="stable").pipe(rounded, 1).reset_index(drop=True)  # fmt: skip

    def plot_coverage(self, administration: str = ALL):
        """Share of managers who are through: so far, and under what is assumed ahead."""
        rows = self.tables.coverage
        rows = rows[(rows["administration"] == administration) & rows["status"].isin(["completed", "all"])]
        figure, axes = axes_of()
        ends = []
        for drain, part in rows.groupby("drain", sort=False):
            wide = part.pivot(index="period", columns="status", values=["managers", "p10", "p90"])
            whole = wide["managers", "all"].where(wide["managers", "all"] > 0)
            share = 100 * wide["managers", "completed"] / whole
            if drain == "observed":
                axes.plot(share.index, share, color="#333333", lw=1.8)
                continue
            text, colour = AHEAD[drain]
            axes.fill_between(
                share.index, 100 * wide["p10", "completed"] / whole, 100 * wide["p90", "completed"] / whole,
                color=colour, alpha=0.15, lw=0,
            )  # fmt: skip
            axes.plot(share.index, share, color=colour, lw=1.8)
            ends.append((share.iloc[-1], text, colour))
        for day in (self.config.programme.rollout_start, self.config.programme.rollout_end):
            if day is not None:
                axes.axvline(pd.Timestamp(day), color=GREY, lw=0.8, ls=":")
        axes.set(
            ylim=(0, 105),
            ylabel="per cent of managers",
            title="Through the programme (dotted: the promised two years)",
        )
        if ends:
            labels(axes, ends, rows["period"].max())
        return shown(figure)

    def plot_meetings(self):
        """Pairs of administrations that have met in the course groups: pairs of managers for each two."""
        rows = self.tables.meetings
        names = sorted(set(rows["administration"]) | set(rows["other"]))
        at = {name: i for i, name in enumerate(names)}
        met = np.full((len(names), len(names)), np.nan)
        for row in rows.itertuples():
            met[max(at[row.administration], at[row.other]), min(at[row.administration], at[row.other])] = (
                row.pairs
            )
        figure, axes = axes_of(height=0.5 * len(names) + 1.6)
        axes.grid(False)
        axes.imshow(met, cmap="Blues", aspect="auto")
        top = np.nanmax(met) if np.isfinite(met).any() else 1.0
        for (i, j), value in np.ndenumerate(met):
            if np.isfinite(value):
                axes.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=8,
                          color="white" if value > 0.6 * top else "#222222")  # fmt: skip
        axes.set_xticks(range(len(names)), names, rotation=30, ha="right")
        axes.set_yticks(range(len(names)), names)
        axes.set(title="Pairs of managers who have sat together")
        return shown(figure)

    def plot_events(self, outcome: str = "hme_leadership"):
        """Difference to the units not yet trained, by months since completion (95 % interval)."""
        rows = self.tables.effects
        rows = rows[
            (rows["outcome"] == outcome) & (rows["kind"] == "event") & (rows["estimator"] == "imputation")
            & (rows["estimand"] == "trained_then")
        ].dropna(subset=["estimate"])  # fmt: skip
        rows = rows.assign(months=rows["at"].astype(int)).sort_values("months")
        figure, axes = axes_of()
        axes.errorbar(rows["months"], rows["estimate"], color=INK, fmt="o", capsize=3,
                      yerr=[rows["estimate"] - rows["p02_5"], rows["p97_5"] - rows["estimate"]])  # fmt: skip
        axes.axhline(0, color="#333333", lw=0.8)
        axes.axvline(0, color=GREY, lw=0.8, ls=":")
        axes.set(xlabel="months since the manager was through", ylabel=UNITS.get(outcome, "per cent"),
                 title=f"{outcome}: trained units less those not yet trained")  # fmt: skip
        return shown(figure)

    def plot_effects(self, unit: str = "points of 100"):
        """Forest plot of the effects measured in one unit (95 % interval): `points of 100` or `per cent`."""
        rows = self._simple("trained_then").dropna(subset=["estimate"])
        rows = rows[rows["outcome"].map(lambda name: UNITS.get(name, "per cent")) == unit]
        rows = rows.rename(columns={"estimate": "mean", "p02_5": "p10", "p97_5": "p90"})
        return bars(rows, "outcome", [INK] * len(rows), label=unit, title="What the programme moved")

    def plot_worth(self, administration: str = ALL):
        """Recruitments avoided, running sum (band: eight times of ten)."""
        figure, axes = axes_of()
        if self.tables.link is not None:
            rows = self.tables.link
            rows = rows[
                (rows["administration"] == administration) & (rows["quantity"] == "recruitments_avoided")
            ]
            axes.fill_between(rows["period"], rows["p10"], rows["p90"], color=INK, alpha=0.18, lw=0)
            axes.plot(rows["period"], rows["mean"], color=INK, lw=2)
        axes.axhline(0, color="#333333", lw=0.8)
        axes.set(ylabel="recruitments", title="Recruitments avoided, from today on")
        return shown(figure)

    def _simple(self, estimand: str) -> pd.DataFrame:
        rows = self.tables.effects
        rows = rows[
            (rows["estimand"] == estimand) & (rows["estimator"] == "imputation") & (rows["kind"] == "simple")
        ]
        order = {name: i for i, name in enumerate(COMPARED)}
        return rows.sort_values("outcome", key=lambda names: names.map(order), kind="stable").reset_index(
            drop=True
        )

    def __repr__(self) -> str:
        groups = self.tables.mixing
        return f"Evaluation({self.config.municipality.name}: {max(len(groups) - 1, 0)} course groups)"
