"""Tables at the waist and the quality of the input, as notebooks show them: totals and shape."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from competence.views.drawing import axes_of, shown


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
        figure, axes = axes_of(height=0.4 * len(shares) + 1.4)
        left = pd.Series(0.0, index=shares.index)
        for name, colour in zip(shares, ("#1f4e79", "#9aa5b1", "#b35c00")):
            axes.barh(shares.index, shares[name], left=left, color=colour, label=name.replace("_", " "))
            left += shares[name]
        axes.margins(y=0.01)
        axes.invert_yaxis()
        axes.set(xlabel="per cent of delivered rows")
        axes.set_title("What became of the delivered rows", pad=26)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        return shown(figure)

    def __repr__(self) -> str:
        bad = (~self.measures["passed"]).sum()
        return f"Quality: {self.accounts['rows'].sum():,} rows delivered, {len(self.measures)} measures, {bad} outside"
