"""What was to be expected: chances of leaving summed over persons, given the year's shocks and who was there.

Counts say what happened; these say what the planted hazards would give on average, by administration and by the
cause that the export would show (a missing reason, an own request at pension age: `reasons.py`).
"""

from __future__ import annotations

import numpy as np

from competence.sample.people import birth_year
from competence.sample.reasons import MISSING

CAUSES = ("retirement", "resignation", "contract_end", "exit_to_hourly", "other_exit", "unknown_exit")


class Expected:
    """Sums of chances, months × administrations × recorded causes."""

    def __init__(self, plan, months, own_request_age: int):
        self.plan, self.months, self.own_request_age = plan, months, own_request_age
        self.sums = np.zeros((months.count + 1, len(plan.administrations), len(CAUSES)))

    def leave(self, month: int, people, who, resign, retire, other, total) -> None:
        """A month's chances by true cause of persons `who` (rates a month; `total` of all competing)."""
        if month < 1:
            return
        chance = -np.expm1(-total) / np.maximum(total, 1e-12)
        old = self.months.year(month) - birth_year(people.birth[who]) >= self.own_request_age
        late = np.where(old, resign, 0.0)
        self._add(month, people.cell[who], "retirement", chance * (retire + late))
        self._add(month, people.cell[who], "resignation", chance * (resign - late))
        self._add(month, people.cell[who], "other_exit", chance * other)

    def contracts(self, month: int, cell, end, hourly) -> None:
        """A month's chances that contracts due end, or go on by the hour."""
        if month >= 1:
            self._add(month, cell, "contract_end", end)
            self._add(month, cell, "exit_to_hourly", hourly)

    def _add(self, month, cell, cause, amount) -> None:
        place = self.plan.administration[cell]
        by = np.bincount(place, amount, len(self.plan.administrations))
        if cause != "exit_to_hourly":
            # Some exits come without their reason; the rescue service's lists bear none.
            lost = np.where(np.arange(len(by)) == self.plan.rescue, 1.0, MISSING)
            self.sums[month, :, CAUSES.index("unknown_exit")] += lost * by
            by = (1 - lost) * by
        self.sums[month, :, CAUSES.index(cause)] += by

    def rows(self) -> list[dict]:
        """By full year, administration and cause."""
        year = self.months.year(np.arange(self.months.count + 1))
        return [
            {"year": y, "administration": a, "cause": cause, "expected": round(float(x), 4)}
            for y in self.months.full_years
            for a, row in zip(self.plan.administrations, self.sums[year == y].sum(axis=0))
            for cause, x in zip(CAUSES, row)
            if x > 0
        ]
