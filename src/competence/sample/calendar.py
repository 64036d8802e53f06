"""The sample's months: month 0 is the opening stock, months 1 to `months` are observed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

BURN_IN = 12  # months simulated before the opening stock, so that it is no artefact of the start


@dataclass(frozen=True)
class Months:
    """Months `-BURN_IN … months`, counted from the opening stock.

    Parameters
    ----------
    count : observed months.
    end : last month, `YYYY-MM`.
    """

    count: int
    end: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", self.end):
            raise ValueError(f"{self.end!r} is no month; expected YYYY-MM")

    @cached_property
    def opening(self) -> int:
        """Month of the opening stock as months since year 0."""
        year, month = (int(part) for part in self.end.split("-"))
        return year * 12 + month - 1 - self.count

    def year(self, m):
        """Calendar year of month index `m` (array or int)."""
        return (self.opening + np.asarray(m)) // 12

    def month(self, m):
        """Calendar month (1-12) of month index `m`."""
        return (self.opening + np.asarray(m)) % 12 + 1

    def index(self, year: int, month: int) -> int:
        """Month index of a calendar month; may lie outside the observed ones."""
        return year * 12 + month - 1 - self.opening

    def first_day(self, m) -> np.ndarray:
        """First day of month index `m`."""
        return (self.opening + np.asarray(m) - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")

    def last_day(self, m) -> np.ndarray:
        """Last day of month index `m`."""
        return self.first_day(np.asarray(m) + 1) - 1

    @cached_property
    def periods(self) -> pd.DatetimeIndex:
        """Month ends 0 … count."""
        return pd.DatetimeIndex(self.last_day(np.arange(self.count + 1))).as_unit("us")

    @cached_property
    def years(self) -> np.ndarray:
        """Calendar years that the months -BURN_IN … count touch."""
        return np.arange(self.year(-BURN_IN), self.year(self.count) + 1)

    @cached_property
    def full_years(self) -> list[int]:
        """Calendar years observed from January to December."""
        return [int(y) for y in self.years if self.index(y, 1) >= 1 and self.index(y, 12) <= self.count]
