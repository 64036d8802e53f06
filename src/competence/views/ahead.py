"""Forecasts as notebooks show them: the next months, the next years."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from competence.config import Config
from competence.tables import ALL
from competence.views.drawing import axes_of, band, bars, labels, persons, shown
from competence.views.remarks import Remarks, told

SUMMER = ("summer_fte", "summer_persons")
QUALIFIED = (
    "required_qualified_fte", "qualified_fte", "transitional_fte", "unknown_fte", "qualified_share",
    "competence_gap_fte", "training_need",
)  # fmt: skip
PEOPLE = (
    "headcount",
    "required_headcount",
    "gap",
    "exits",
    "hires",
    "recruitment_need",
    "recruitment_need_cum",
)


@dataclass(frozen=True, repr=False)
class _Forecast:
    config: Config
    administration: str
    history: pd.DataFrame
    needs: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the administration, or of the municipality."""
        if self.administration == ALL:
            return self.config.municipality.name
        return self.config.administrations[self.administration].name

    def quantity(self, quantity: str, occupation: str = ALL) -> pd.DataFrame:
        """One quantity by period with its mean and quantiles."""
        rows = self.needs[(self.needs["quantity"] == quantity) & (self.needs["occupation"] == occupation)]
        return rows.drop(columns=["origin", "administration", "occupation", "scenario"]).set_index("period")

    def people(self, occupation: str = ALL) -> pd.DataFrame:
        """Mean by period of the people quantities, a column each."""
        rows = self.needs[(self.needs["occupation"] == occupation) & self.needs["quantity"].isin(PEOPLE)]
        table = rows.pivot(index="period", columns="quantity", values="mean")
        table.columns.name = None
        return persons(table.reindex(columns=[q for q in PEOPLE if q in table]))

    def occupations(self, quantity: str = "recruitment_need_cum") -> pd.DataFrame:
        """A row an occupation group at the last period: mean and the interval that holds eight times of ten."""
        rows = self.needs[(self.needs["quantity"] == quantity) & (self.needs["occupation"] != ALL)]
        rows = rows[rows["period"] == rows["period"].max()]
        names = {o.id: o.name for o in self.config.occupations.values()}
        table = rows.assign(name=rows["occupation"].map(names))[["name", "basis", "mean", "p10", "p90"]]
        return table.sort_values("mean", ascending=False, kind="stable").reset_index(drop=True).round(1)

    def plot_people(self, occupation: str = ALL):
        """Headcount so far and expected (band: eight times of ten), and the required headcount."""
        past = self.history if occupation == ALL else self.history[self.history["occupation"] == occupation]
        past = past.groupby("period")["headcount"].sum()
        figure, axes = axes_of()
        axes.plot(past.index, past, color="#333333", lw=1.5)
        for quantity, colour, text, line, aside in (
            ("headcount", "#1f4e79", "expected", "-", -8),
            ("required_headcount", "#b35c00", "required", "--", 8),
        ):
            rows = self.quantity(quantity, occupation)[["mean", "p10", "p90"]]
            if rows.empty or rows["mean"].isna().all():
                continue
            if quantity == "headcount":  # what is expected begins where we stand
                today = pd.DataFrame({column: past.iloc[-1:].astype(float) for column in rows})
                rows = pd.concat([today, rows])
            band(axes, rows, colour, text, line=line, aside=aside)
        axes.set(ylabel="persons", title=f"{self.name}: headcount, expected and required")
        axes.margins(x=0.1)
        return shown(figure)

    def __repr__(self) -> str:
        last = self.needs["period"].max()
        return f"{type(self).__name__}({self.name}, {self.needs['origin'].iloc[0]:%Y-%m} to {last:%Y-%m})"


@dataclass(frozen=True, repr=False)
class ShortTerm(_Forecast):
    """The next months."""

    notes: tuple[str, ...] = ()

    def plot_flows(self):
        """Exits and hires by month, with the interval that holds eight times of ten."""
        figure, axes = axes_of()
        for quantity, colour in (("exits", "#b35c00"), ("hires", "#1f4e79")):
            rows = self.quantity(quantity)
            band(axes, rows, colour, quantity)
        axes.set(ylabel="persons a month", title=f"{self.name}: exits and hires by month")
        axes.margins(x=0.1)
        return shown(figure)

    def summer(self) -> pd.DataFrame:
        """Weeks 25-33, a row a summer: work to be covered (FTE) and persons to engage."""
        rows = self.needs[(self.needs["occupation"] == ALL) & self.needs["quantity"].isin(SUMMER)]
        table = rows[rows["mean"].notna()][["period", "quantity", "mean", "p10", "p90"]]
        return table.sort_values(["quantity", "period"]).reset_index(drop=True).round(1)

    def plot_cover(self):
        """Work of the absent to be covered by month, and the part that hourly and short-term staff use to do."""
        figure, axes = axes_of()
        for quantity, colour, text in (
            ("cover_fte", "#b35c00", "to be covered"),
            ("cover_supplied_fte", "#1f4e79", "covered as now"),
        ):
            rows = self.quantity(quantity)
            if not rows.empty and rows["mean"].notna().any():
                band(axes, rows, colour, text)
        axes.set(ylabel="FTE", title=f"{self.name}: cover for those absent, by month")
        axes.margins(x=0.14)
        return shown(figure)

    def remarks(self) -> Remarks:
        """What the material lacks, in words."""
        return told(self.notes)


@dataclass(frozen=True, repr=False)
class LongTerm(_Forecast):
    """The next years: too few people, too few with the right competence."""

    competence_needs: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
    driver_rows: pd.DataFrame | None = None
    scenario_rows: pd.DataFrame | None = None
    standard_rows: pd.DataFrame | None = None
    plan_rows: pd.DataFrame | None = None

    def bridge(self) -> pd.Series:
        """From today's staff to the horizon, in persons (means)."""
        last = self.needs[self.needs["occupation"] == ALL]
        at = last[last["period"] == last["period"].max()].set_index("quantity")["mean"]
        today = self.history[self.history["period"] == self.history["period"].max()]["headcount"].sum()
        steps = {
            "needed at the horizon": "required_headcount",
            "of today's staff remain": "headcount_without_hiring",
            "to recruit in all": "recruitment_need_cum",
            "of them replacing people hired and gone again": "replacing_new_hires",
            "missing if recruiting goes on as now": "gap",
        }
        found = {"today": float(today), **{text: at.get(quantity) for text, quantity in steps.items()}}
        return persons(pd.Series(found, name="persons", dtype="float64"))

    def competence(self) -> pd.DataFrame:
        """A row a requirement and year: required, qualified, gap (positive = shortage), in FTE."""
        if self.competence_needs is None or self.competence_needs.empty:
            return pd.DataFrame(columns=["requirement", "period", *QUALIFIED])
        rows = self.competence_needs[self.competence_needs["occupation"] == ALL]
        table = rows.pivot(index=["requirement", "period"], columns="quantity", values="mean")
        table.columns.name = None
        return table[[q for q in QUALIFIED if q in table]].round(2).reset_index()

    def plot_competence(self):
        """Share of FTE that is qualified, by requirement, with the interval that holds eight times of ten."""
        figure, axes = axes_of()
        axes.set(ylabel="per cent of FTE", title=f"{self.name}: qualified staff by requirement")
        if self.competence_needs is None or self.competence_needs.empty:
            axes.text(0.5, 0.5, "no qualifications delivered", ha="center", transform=axes.transAxes)
            return shown(figure)
        rows = self.competence_needs
        rows = rows[(rows["occupation"] == ALL) & (rows["quantity"] == "qualified_share")]
        names = {r.id: r.name for r in self.config.requirements.values()}
        ends = []
        for number, (requirement, part) in enumerate(rows.groupby("requirement", sort=True)):
            colour = f"C{number}"
            axes.fill_between(
                part["period"], part["p10"] * 100, part["p90"] * 100, color=colour, alpha=0.15, lw=0
            )
            axes.plot(part["period"], part["mean"] * 100, color=colour, lw=2)
            ends.append((part["mean"].iloc[-1] * 100, names.get(requirement, requirement), colour))
        labels(axes, ends, rows["period"].max())
        return shown(figure)

    def remarks(self) -> Remarks:
        """What the material lacks, in words."""
        return told(self.notes)

    def drivers(self) -> pd.DataFrame:
        """What the need up to the horizon is made of: a row a driver, near the manager or outside, in persons."""
        rows = self.driver_rows
        if rows is None or rows.empty:
            return pd.DataFrame(columns=["driver", "reach", "mean", "p10", "p90"])
        rows = rows[(rows["occupation"] == ALL) & (rows["horizon"] == rows["horizon"].max())]
        table = rows[["driver", "reach", "mean", "p10", "p90"]].sort_values(
            "mean", ascending=False, kind="stable"
        )
        return table.reset_index(drop=True).round(1)

    def plot_drivers(self):
        """The drivers as bars; those near the manager in the darker colour."""
        rows = self.drivers()
        colours = ["#1f4e79" if reach == "near" else "#9aa5b1" for reach in rows["reach"]]
        title = f"{self.name}: what the need is made of (dark: near the manager)"
        return bars(rows, "driver", colours, label="persons to recruit up to the horizon", title=title)

    def scenarios(self, quantity: str = "recruitment_need_cum") -> pd.DataFrame:
        """What each scenario changes at the horizon: the difference, its interval, and the cost over the years."""
        rows = self.scenario_rows
        columns = ["scenario", "requirement", "mean", "p10", "p90", "cost_sek"]
        if rows is None or rows.empty:
            return pd.DataFrame(columns=columns)
        # The programme's own scenario is told in its notebook, with what it rests on.
        rows = rows[rows["scenario"].isin(self.config.scenarios)]
        rows = rows[(rows["occupation"] == ALL) & (rows["quantity"] == quantity)]
        cost = rows.groupby(["scenario", "requirement"])["cost_sek"].sum(min_count=1)
        last = rows[rows["period"] == rows["period"].max()].drop(columns="cost_sek")
        table = last.merge(cost.reset_index(), on=["scenario", "requirement"])[columns]
        names = {name: told.name for name, told in self.config.scenarios.items()}
        table["scenario"] = table["scenario"].map(names)
        return table.sort_values("mean", kind="stable").reset_index(drop=True).round(1)

    def plot_scenarios(self, quantity: str = "recruitment_need_cum"):
        """The scenarios' differences as bars."""
        rows = self.scenarios(quantity)
        title = f"{self.name}: what would change it ({quantity.replace('_', ' ')})"
        return bars(rows, "scenario", ["#b35c00"] * len(rows), label="against the base", title=title)

    def standard_model(self, quantity: str = "recruitment_need_cum") -> pd.DataFrame:
        """Ours beside the standard model, by year."""
        ours = self.quantity(quantity)[["mean", "p10", "p90"]]
        rows = self.standard_rows
        if rows is None or rows.empty:
            return ours.round(1)
        rows = rows[(rows["occupation"] == ALL) & (rows["quantity"] == quantity)].set_index("period")["mean"]
        return ours.assign(standard_model=rows).round(1)

    def plan(self) -> pd.DataFrame:
        """The yearly plan table, a row a committee and year (the municipality's page only)."""
        return pd.DataFrame() if self.plan_rows is None else self.plan_rows.round(1)
