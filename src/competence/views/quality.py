"""Is the input good enough? One method a question, each a picture with words, for the notebook 1_data_quality."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from competence.config import Config
from competence.views import quality_rows as rows_
from competence.views import quality_series as series_
from competence.views.counted import Whole
from competence.views.pictured import Pictured

_GRADES = {"stop": 0, "warn": 1, "note": 2}


@dataclass(frozen=True, repr=False)
class Quality:
    """Tables of `competence.tables` as a build left them; None where there is none."""

    config: Config
    accounts: pd.DataFrame
    measures: pd.DataFrame
    stock: pd.DataFrame
    flows: pd.DataFrame
    completeness_by_period: pd.DataFrame | None
    breaks_seen: pd.DataFrame
    spelt: pd.DataFrame
    competence_stock: pd.DataFrame | None
    delivery_changes: pd.DataFrame | None

    def rows(self) -> Pictured:
        """Rows in = used + not staff + quarantined, source by source."""
        return rows_.rows(self.accounts)

    def quarantine(self) -> Pictured:
        """Rows in quarantine by code."""
        return rows_.quarantine(self.accounts)

    def spellings(self) -> Pictured:
        """How the deliveries spell the administrations, and what each spelling was taken for."""
        return rows_.spellings(self.spelt, self.config)

    def missing(self) -> Pictured:
        """What is not filled in, by column and time."""
        return rows_.missing(self.completeness_by_period)

    def series(self) -> Pictured:
        """Headcount, hires and exits by period, with breaks."""
        return series_.whole(self.stock, self.flows, self.breaks_seen, self.config)

    def breaks(self) -> Pictured:
        """The series in which a break is seen that the config does not name."""
        return series_.unnamed(self.stock, self.flows, self.breaks_seen)

    def coverage(self) -> Pictured:
        """Of how many it is known whether they have the competence asked for."""
        return series_.coverage(self.competence_stock, self.config)

    def changes(self) -> Pictured:
        """What the newest deliveries tell otherwise of months that an earlier one told of."""
        return series_.changes(self.delivery_changes)

    def faults(self) -> Whole | Pictured:
        """Measures outside their limits with what to do, the gravest first."""
        found = self.measures[~self.measures["passed"]]
        if found.empty:
            return Pictured(("Every measure is within its limit.",))
        found = found.sort_values("consequence", key=lambda c: c.map(_GRADES), kind="stable")
        columns = [
            "consequence",
            "measure",
            "source",
            "category",
            "value",
            "unit",
            "limit",
            "message",
            "mend",
        ]
        return Whole(found[columns].reset_index(drop=True))

    def all(self) -> Whole:
        """Every measure."""
        columns = ["measure", "source", "category", "value", "unit", "limit", "passed", "message"]
        return Whole(self.measures[columns])

    def __repr__(self) -> str:
        bad = self.measures[~self.measures["passed"]]
        counts = {g: bad.loc[bad["consequence"] == g, "measure"].nunique() for g in _GRADES}
        told = ", ".join(f"{n} {g}" for g, n in counts.items() if n)
        return (
            f"{self.accounts['rows'].sum():,} rows delivered by {self.accounts['source'].nunique()} sources; "
            f"{len(self.measures)} measures, {told or 'none'} outside their limits."
        )
