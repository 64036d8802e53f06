"""Posts: what is open, what is advertised, and when it is filled."""

from __future__ import annotations

import numpy as np

from competence.sample.calendar import Months
from competence.sample.people import NEVER
from competence.sample.plan import Plan

TEMPORARY_FILL = 0.8  # monthly chance that a post for a fixed term is filled
_SEASON = (1.2, 1.0, 1.0, 1.0, 0.95, 0.8, 0.5, 1.25, 1.2, 1.0, 0.95, 0.7)
_SCHOOL = (1.4, 0.9, 0.8, 0.8, 0.7, 0.3, 0.25, 2.2, 1.2, 0.9, 0.8, 0.5)
FILLED, FILLED_UNQUALIFIED, CANCELLED, OPEN = range(4)


class Posts:
    """Open posts as parallel arrays, and the record of all that were advertised."""

    def __init__(self, plan: Plan, months: Months, fill: float):
        self.plan = plan
        self.cell = np.zeros(0, np.int16)
        self.opened = np.zeros(0, np.int16)
        self.temporary = np.zeros(0, bool)
        self._closed: list[tuple[np.ndarray, ...]] = []
        school = np.array([o in _SCHOOL_TRADES for _, o in plan.names])
        season = np.where(school[:, None], np.array(_SCHOOL), np.array(_SEASON))
        self._regular = np.minimum(plan.trait("fill")[:, None] * season * fill, 0.95)
        self._temporary = np.minimum(TEMPORARY_FILL * np.maximum(season, 0.35), 0.95)
        # A post that stands on a fixed term turns over about once a year, the others with the leavers.
        fixed = plan.trait("fixed")
        self._share_temporary = fixed / (fixed + 0.1 * (1 - fixed))

    def adjust(self, rng, month: int, wanted: np.ndarray) -> None:
        """Open posts where `wanted` (cells: posts granted − staff) exceeds the open ones; cancel where not."""
        have = np.bincount(self.cell, minlength=len(wanted))
        change = np.floor(wanted + 0.5).astype(int) - have
        new = np.repeat(np.arange(len(wanted)), np.maximum(change, 0)).astype(np.int16)
        if (change < 0).any():
            # The newest are given up first.
            rank = np.zeros(len(self.cell), int)
            order = np.lexsort((-self.opened, self.cell))
            first = np.searchsorted(self.cell[order], np.arange(len(wanted)))
            rank[order] = np.arange(len(order)) - first[self.cell[order]]
            self._close(rank < np.maximum(-change, 0)[self.cell], month, CANCELLED)
        self.cell = np.concatenate([self.cell, new])
        self.opened = np.concatenate([self.opened, np.full(len(new), month, np.int16)])
        self.temporary = np.concatenate([self.temporary, rng.random(len(new)) < self._share_temporary[new]])

    def ready(self, rng, calendar_month: int) -> np.ndarray:
        """Which open posts find somebody this month (mask)."""
        chance = np.where(
            self.temporary,
            self._temporary[self.cell, calendar_month - 1],
            self._regular[self.cell, calendar_month - 1],
        )
        return rng.random(len(self.cell)) < chance

    def fill(self, filled: np.ndarray, month: int, unqualified: np.ndarray) -> None:
        """Close the posts of mask `filled`; `unqualified` (mask) tells those filled without the competence."""
        outcome = np.where(unqualified[filled], FILLED_UNQUALIFIED, FILLED)
        self._close(filled, month, outcome)

    def _close(self, mask, month, outcome):
        kept = mask & ~self.temporary
        outcome = np.broadcast_to(outcome, (int(mask.sum()),))
        self._closed.append(
            (
                self.cell[kept],
                self.opened[kept],
                np.full(int(kept.sum()), month, np.int16),
                outcome[~self.temporary[mask]].astype(np.int8),
            )
        )
        self.cell, self.opened, self.temporary = (
            self.cell[~mask], self.opened[~mask], self.temporary[~mask],
        )  # fmt: skip

    def record(self) -> dict[str, np.ndarray]:
        """All advertised posts: cell, month opened, month closed (NEVER = open), outcome; by opening."""
        left = ~self.temporary
        still = (self.cell[left], self.opened[left], np.full(int(left.sum()), NEVER, np.int16),
                 np.full(int(left.sum()), OPEN, np.int8))  # fmt: skip
        cell, opened, closed, outcome = (np.concatenate(p) for p in zip(*self._closed, still, strict=True))
        order = np.lexsort((outcome, closed, cell, opened))
        return {"cell": cell[order], "opened": opened[order], "closed": closed[order],
                "outcome": outcome[order]}  # fmt: skip


_SCHOOL_TRADES = frozenset(
    {"preschool_teacher", "childminder", "teacher_compulsory", "teacher_upper", "special_teacher",
     "leisure_teacher", "student_assistant", "student_health"}
)  # fmt: skip
