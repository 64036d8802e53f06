"""What the cube is made from: tables of counts and forecasts, no persons; and the calendar they imply."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

HOURLY = "hourly"


@dataclass(frozen=True)
class Results:
    """Tables of `tables` (None where not delivered or not made).

    `programme` holds the evaluation's tables (`coverage`, `promise`, `mixing`, `meetings`, `effects`, `balance`,
    `outcomes`, `link`, `at_home`). `notes` are the forecast's codes about its material; `files` say of each delivered file `source`, `name`,
    `delivered` (date) and `rows`.
    """

    stock: pd.DataFrame
    flows: pd.DataFrame
    needs_annual: pd.DataFrame
    competence_stock: pd.DataFrame | None = None
    vacancies: pd.DataFrame | None = None
    quality: pd.DataFrame | None = None
    accounts: pd.DataFrame | None = None
    needs_monthly: pd.DataFrame | None = None
    competence_needs: pd.DataFrame | None = None
    drivers: pd.DataFrame | None = None
    scenario_differences: pd.DataFrame | None = None
    plan_years: pd.DataFrame | None = None
    layers: pd.DataFrame | None = None
    revisions: pd.DataFrame | None = None
    backtest: pd.DataFrame | None = None
    backtest_scores: pd.DataFrame | None = None
    calibration: pd.DataFrame | None = None
    shelf_life: pd.DataFrame | None = None
    ledger: pd.DataFrame | None = None
    cover: pd.DataFrame | None = None
    programme: Any = None
    notes: tuple[str, ...] = ()
    files: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        return f"Results(to {self.times.origin:%Y-%m-%d}, {len(self.times.periods)} periods)"

    @cached_property
    def staff(self) -> pd.DataFrame:
        """Stock of monthly-paid staff."""
        return self.stock[self.stock["contract"] != HOURLY]

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Monthly-paid headcount and FTE by period, administration and occupation."""
        by = ["period", "administration", "occupation"]
        return self.staff.groupby(by, as_index=False)[["headcount", "fte"]].sum()

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Headcount and FTE of monthly-paid staff by period, administration, occupation, requirement and status."""
        by = ["period", "administration", "occupation", "requirement", "status"]
        table = self.competence_stock[self.competence_stock["contract"] != HOURLY]
        return table.groupby(by, as_index=False)[["headcount", "fte"]].sum()

    @cached_property
    def maps(self) -> dict:
        """Merging maps formed so far: each is asked for many times."""
        return {}

    @cached_property
    def times(self) -> Times:
        """The calendar of the observed periods."""
        return Times(tuple(sorted(self.staff["period"].unique())))


@dataclass(frozen=True)
class Times:
    """Observed periods (period ends, in order)."""

    periods: tuple[pd.Timestamp, ...]

    @property
    def origin(self) -> pd.Timestamp:
        """The last observed period."""
        return self.periods[-1]

    @cached_property
    def yearly(self) -> bool:
        """Whether the periods are years."""
        gaps = pd.Series(self.periods).diff().dropna()
        return bool(len(gaps)) and gaps.median() > pd.Timedelta(days=200)

    @cached_property
    def year_ends(self) -> tuple[pd.Timestamp, ...]:
        """Ends of closed years: Decembers, or every period of a yearly source."""
        return self.periods if self.yearly else tuple(p for p in self.periods if p.month == 12)

    @cached_property
    def closed(self) -> tuple[tuple[pd.Timestamp, pd.Timestamp], ...]:
        """Closed years as (end of the year before, end), both observed."""
        pairs = zip(self.year_ends, self.year_ends[1:])
        return tuple((a, b) for a, b in pairs if self.yearly or a.year == b.year - 1)


def told(file: Any, name: str) -> Any:
    """An attribute of a delivered file, given as a record or a mapping."""
    return file.get(name) if isinstance(file, Mapping) else getattr(file, name, None)


def digest(cube: pd.DataFrame) -> str:
    """Hash of a cube's content, whatever edition it bears."""
    text = cube.drop(columns="edition", errors="ignore").to_csv(index=False, float_format="%.10g")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
