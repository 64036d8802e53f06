"""What the functions of `competence.api` return: results that read well in a notebook, with tables and plots.

Everything here shows counts and forecasts; tables of `stock` and `flows` show totals and shape only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from competence.config import Config
from competence.tables import ALL

NOTES = {
    "no_age": "The source has no ages: retirements are pooled with other exits by tenure.",
    "no_reasons": "The source gives no exit reasons: all exits are one cause.",
    "no_vacancies": "No vacancies are delivered: today's staffing is taken to be right, and a shortage that "
    "already exists does not show.",
    "no_population": "No population is delivered: demand follows the staff's own size.",
    "no_competence": "No qualifications are delivered: competence is unknown.",
    "no_sex": "The source has no sex: rates are pooled over it.",
    "no_contract": "The source has no form of employment: rates are pooled over it.",
    "no_tenure": "The source has no first day with the employer: first-year exits are not told apart.",
    "no_projection": "No population projection known at the origin: residents are carried on by cohort-change ratios.",
    "no_cover": "No hours of hourly staff are delivered: their work is not counted.",
    "no_absence": "No absences are delivered: contracted FTE is taken to be worked.",
    "short_history": "The history is short: intervals are widened.",
    "no_share": "The source has no contracted shares: FTE equals headcount.",
    "yearly_source": "The source delivers years only: there are no months.",
}
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


class Remarks(tuple):
    """Sentences, one a line where they are shown."""

    def __repr__(self) -> str:
        return "\n".join(self) or "Nothing that the model asks for is missing in the material."


class Whole:
    """A table that shows all its rows; `frame` is the table itself."""

    def __init__(self, frame: pd.DataFrame):
        self.frame = frame

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, na_rep="", float_format=lambda x: f"{x:,.6g}")


@dataclass(frozen=True, repr=False)
class Cells:
    """A table at the waist. Printing shows totals and shape; `by` sums it; `frame` is the table itself."""

    name: str
    frame: pd.DataFrame = field(repr=False)
    measures: tuple[str, ...] = ("headcount",)

    def by(self, *dimensions: str) -> pd.DataFrame:
        """Sums over all other dimensions, e.g. `stock.by("period", "administration")`."""
        return self.frame.groupby(list(dimensions), as_index=False, observed=True)[list(self.measures)].sum()

    def _facts(self) -> dict[str, str]:
        periods = self.frame["period"]
        last = self.frame[periods == periods.max()] if len(self.frame) else self.frame
        return {
            "rows": f"{len(self.frame):,}",
            "periods": f"{periods.min():%Y-%m} to {periods.max():%Y-%m}" if len(self.frame) else "none",
            "columns": ", ".join(self.frame.columns),
            **{f"{m} in the last period": f"{last[m].sum():,.0f}" for m in self.measures},
        }

    def __repr__(self) -> str:
        return f"{self.name}: " + "; ".join(f"{k} {v}" for k, v in self._facts().items())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{k}</th><td>{v}</td></tr>" for k, v in self._facts().items()
        )
        return f"<table><caption>{self.name}</caption>{rows}</table>"


@dataclass(frozen=True, repr=False)
class Quality:
    """Row accounts and quality measures."""

    accounts: pd.DataFrame
    measures: pd.DataFrame

    def rows(self) -> pd.DataFrame:
        """Rows delivered by file = used + not staff + quarantined."""
        table = self.accounts.pivot_table(
            index="source_file", columns="kind", values="rows", aggfunc="sum", fill_value=0
        )
        table = table.reindex(columns=["used", "not_staff", "quarantined"], fill_value=0)
        table.insert(0, "delivered", table.sum(axis=1))
        table.columns.name = None
        return table

    def reasons(self) -> pd.DataFrame:
        """Rows not used, by kind and reason."""
        rest = self.accounts[self.accounts["kind"] != "used"]
        return rest.groupby(["kind", "category"], as_index=False)["rows"].sum()

    def faults(self) -> pd.DataFrame:
        """Measures outside their limits, the gravest first."""
        order = {"stop": 0, "warn": 1, "note": 2}
        found = self.measures[~self.measures["passed"]]
        return found.sort_values("consequence", key=lambda c: c.map(order), kind="stable")[
            ["consequence", "measure", "source", "category", "value", "limit", "message"]
        ].reset_index(drop=True)

    def all(self) -> Whole:
        """Every measure."""
        return Whole(self.measures[["measure", "source", "category", "value", "limit", "passed", "message"]])

    def plot_rows(self):
        """Share of each file's rows that was used, not staff or quarantined."""
        table = self.rows()
        shares = table.drop(columns="delivered").div(table["delivered"], axis=0) * 100
        figure, axes = _axes(height=0.4 * len(shares) + 1.4)
        left = pd.Series(0.0, index=shares.index)
        for name, colour in zip(shares, ("#1f4e79", "#9aa5b1", "#b35c00")):
            axes.barh(shares.index, shares[name], left=left, color=colour, label=name.replace("_", " "))
            left += shares[name]
        axes.margins(y=0.01)
        axes.invert_yaxis()
        axes.set(xlabel="per cent of delivered rows")
        axes.set_title("What became of the delivered rows", pad=26)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        return _shown(figure)

    def __repr__(self) -> str:
        bad = (~self.measures["passed"]).sum()
        return f"Quality: {self.accounts['rows'].sum():,} rows delivered, {len(self.measures)} measures, {bad} outside"


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
        return _whole(table.reindex(columns=[q for q in PEOPLE if q in table]))

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
        figure, axes = _axes()
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
            _band(axes, rows, colour, text, line=line, aside=aside)
        axes.set(ylabel="persons", title=f"{self.name}: headcount, expected and required")
        axes.margins(x=0.1)
        return _shown(figure)

    def __repr__(self) -> str:
        last = self.needs["period"].max()
        return f"{type(self).__name__}({self.name}, {self.needs['origin'].iloc[0]:%Y-%m} to {last:%Y-%m})"


@dataclass(frozen=True, repr=False)
class ShortTerm(_Forecast):
    """The next months."""

    notes: tuple[str, ...] = ()

    def plot_flows(self):
        """Exits and hires by month, with the interval that holds eight times of ten."""
        figure, axes = _axes()
        for quantity, colour in (("exits", "#b35c00"), ("hires", "#1f4e79")):
            rows = self.quantity(quantity)
            _band(axes, rows, colour, quantity)
        axes.set(ylabel="persons a month", title=f"{self.name}: exits and hires by month")
        axes.margins(x=0.1)
        return _shown(figure)

    def remarks(self) -> Remarks:
        """What the material lacks, in words."""
        return Remarks(NOTES.get(code, code) for code in self.notes)


@dataclass(frozen=True, repr=False)
class LongTerm(_Forecast):
    """The next years: too few people, too few with the right competence."""

    competence_needs: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()

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
        return _whole(pd.Series(found, name="persons", dtype="float64"))

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
        figure, axes = _axes()
        axes.set(ylabel="per cent of FTE", title=f"{self.name}: qualified staff by requirement")
        if self.competence_needs is None or self.competence_needs.empty:
            axes.text(0.5, 0.5, "no qualifications delivered", ha="center", transform=axes.transAxes)
            return _shown(figure)
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
        _labels(axes, ends, rows["period"].max())
        return _shown(figure)

    def remarks(self) -> Remarks:
        """What the material lacks, in words."""
        return Remarks(NOTES.get(code, code) for code in self.notes)


def _band(axes, rows: pd.DataFrame, colour: str, text: str, *, line: str = "-", aside: int = 0) -> None:
    """A mean with the band that holds eight times of ten, named at its end."""
    axes.fill_between(rows.index, rows["p10"], rows["p90"], color=colour, alpha=0.18, lw=0)
    axes.plot(rows.index, rows["mean"], color=colour, lw=2, ls=line)
    axes.annotate(
        text, (rows.index[-1], rows["mean"].iloc[-1]), xytext=(5, aside), textcoords="offset points",
        color=colour, va="center",
    )  # fmt: skip


def _whole(table):
    """Persons are shown without decimals; what is unknown stays so."""
    return table.round(0).astype("Int64")


def _labels(axes, ends, x) -> None:
    """Direct labels at line ends, moved apart so that none lies on another."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.06
    at = None
    for y, text, colour in sorted(ends):
        at = y if at is None else max(y, at + step)
        axes.annotate(
            text, (x, y), xytext=(1.02, (at - low) / (high - low)), textcoords=("axes fraction", "axes fraction"),
            color=colour, va="center", fontsize=8,
        )  # fmt: skip


def _axes(width: float = 9.0, height: float = 4.0):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _shown(figure):
    """The figure itself, closed so that a notebook shows it once."""
    import matplotlib.pyplot as plt

    plt.close(figure)
    return figure
