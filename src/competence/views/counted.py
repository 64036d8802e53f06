"""Tables at the waist, as notebooks show them: totals and shape."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


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
