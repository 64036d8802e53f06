"""The leadership programme's roll-out: course groups mixed across administrations, over in two years.

It lies by the last month, so that whole survey rounds follow it: September 2022 to June 2024 where the last is
December 2025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample.calendar import Months
from competence.sample.plan import Plan
from competence.sample.streams import Streams

FIRST, LAST = 39, 20  # months before the last in which the first and the last group begin
LENGTH = 2  # months from a group's first day to its last
GROUP_SIZE = 22
LEADERSHIP_EFFECT = 2.0  # points of 100 on the leadership index, after completion


@dataclass(frozen=True)
class Rollout:
    """Course groups. `group` by unit (its manager's), `start` and `finish` (month index) by group."""

    group: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    dose: np.ndarray  # addition of each group to the effect

    def finished(self) -> np.ndarray:
        """Month from which each unit's manager of the time has finished."""
        return self.finish[self.group]


def plan_groups(streams: Streams, plan: Plan, months: Months) -> Rollout:
    """Draw the groups by lot."""
    rng = streams("rollout")
    units = len(plan.units)
    count = max(3, round(units / GROUP_SIZE))
    group = np.empty(units, int)
    group[rng.permutation(units)] = np.arange(units) % count
    start = np.round(np.linspace(months.count - FIRST, months.count - LAST, count)).astype(int)
    start = np.array(
        [m + 1 if months.month(m) in (7, 12) else m for m in start]
    )  # no starts in July, December
    dose = rng.standard_normal(count)
    return Rollout(group, start, start + LENGTH, dose)
