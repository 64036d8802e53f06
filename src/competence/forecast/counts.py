"""What a forecast starts from: the tables at the waist, cut to what was known at an origin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd


class ForecastError(ValueError):
    """No honest forecast can be made of these counts; the message says why."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of people and competence; no persons.

    stock, flows : tables `stock` and `flows`. The others are None where nothing was delivered.
    """

    stock: pd.DataFrame
    flows: pd.DataFrame
    competence_stock: pd.DataFrame | None = None
    competence_flows: pd.DataFrame | None = None
    vacancies: pd.DataFrame | None = None
    cover: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    service_volumes: pd.DataFrame | None = None
    agency_staff: pd.DataFrame | None = None
    staff_costs: pd.DataFrame | None = None
    budget_frame: pd.DataFrame | None = None

    def __repr__(self) -> str:
        told = {n: getattr(self, n) for n in self.__dataclass_fields__}
        shapes = ", ".join(f"{n} {len(f)} rows" for n, f in told.items() if f is not None)
        return f"Counts(to {self.origin:%Y-%m-%d}: {shapes})"

    @cached_property
    def periods(self) -> pd.DatetimeIndex:
        """The days the stock was counted, in order.

        Raises
        ------
        ForecastError : under two periods, or a period missing in between.
        """
        found = pd.DatetimeIndex(np.unique(self.stock["period"].to_numpy()))
        if len(found) < 2:
            raise ForecastError(
                f"{len(found)} counted period(s); a forecast needs at least 2, since one day shows no movement"
            )
        months = (found.year * 12 + found.month).to_numpy()
        steps = np.diff(months)
        if len(set(steps)) > 1:
            after = found[int(np.flatnonzero(steps != np.median(steps))[0])]
            raise ForecastError(f"the counted periods are uneven after {after:%Y-%m-%d}; none may be missing")
        if steps[0] not in (1, 12):
            raise ForecastError(f"counted every {steps[0]} months; only monthly and yearly counts are known")
        return found

    @cached_property
    def yearly(self) -> bool:
        """Whether the source counts once a year, so that rates are annual."""
        return bool((self.periods[1] - self.periods[0]).days > 200)

    @property
    def origin(self) -> pd.Timestamp:
        """The last counted period."""
        return self.periods[-1]

    def until(self, origin) -> Counts:
        """What was known at `origin`: later periods, and what was published later, are cut off."""
        origin = pd.Timestamp(origin)
        if origin not in self.periods:
            raise ForecastError(f"{origin:%Y-%m-%d} is no counted period")

        def cut(frame):
            return None if frame is None else frame[frame["period"] <= origin]

        over = origin.year if (origin.month, origin.day) == (12, 31) else origin.year - 1

        def years(frame, last):
            return None if frame is None else frame[frame["year"] <= last]

        return replace(
            self,
            stock=cut(self.stock),
            flows=cut(self.flows),
            competence_stock=cut(self.competence_stock),
            competence_flows=cut(self.competence_flows),
            vacancies=cut(self.vacancies),
            cover=cut(self.cover),
            population=known(self.population, origin),
            service_volumes=years(self.service_volumes, over),
            agency_staff=cut(self.agency_staff),
            staff_costs=years(self.staff_costs, over),
            # Frames are decided in the year before the one they are for.
            budget_frame=years(self.budget_frame, over + 1),
        )


def known(population: pd.DataFrame | None, origin: pd.Timestamp) -> pd.DataFrame | None:
    """The rows of table `population` that were known at `origin`."""
    if population is None:
        return None
    # A year-end's residents are counted by the time that year-end's staff is.
    seen = (population["kind"] == "observed") & (
        pd.to_datetime(population["year"].astype(str) + "-12-31") <= origin
    )
    published = population["known_from"].isna() | (population["known_from"] <= origin)
    return population[published & (seen | (population["kind"] == "projected"))]
