"""Units by name, where each belonged when, and the days on which rows are closed because of that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competence.sample.names import unit_name
from competence.sample.plan import Plan

MERGER = np.datetime64("2019-01-01", "D")  # two administrations become one
MOVE = np.datetime64("2021-01-01", "D")  # a kitchen goes from education to service
RENAME = np.datetime64("2020-06-01", "D")  # a home-care unit gets another name
_FUNCTION = ("lss", "assistans")  # kinds of unit that came from the smaller of the two
SYSTEMS = {"vard": "heroma", "omsorg": "heroma", "social": "heroma", "raddning": "raddning"}  # others: visma


@dataclass(frozen=True)
class Cut:
    """A day on which a unit's rows are closed and opened again."""

    unit: int
    day: int
    old_name: str
    old_administration: str
    kind: str  # merger | move | rename


@dataclass(frozen=True)
class Organisation:
    """The units of a plan with names and history."""

    plan: Plan

    @cached_property
    def names(self) -> list[str]:
        """Name of each unit today."""
        return [
            unit_name(self.plan.administrations[a], kind, n) + (" Norra" if self.renamed == i else "")
            for i, (a, kind, n) in enumerate(self.plan.units)
        ]

    @cached_property
    def administrations(self) -> list[str]:
        """Administration of each unit today."""
        return [self.plan.administrations[a] for a, _, _ in self.plan.units]

    def _first(self, administration, kind, nth=0):
        found = [
            i
            for i, (a, k, _) in enumerate(self.plan.units)
            if (self.plan.administrations[a], k) == (administration, kind)
        ]
        return found[min(nth, len(found) - 1)] if found else None

    @cached_property
    def moved(self) -> int | None:
        """The unit that came from another administration."""
        return self._first("stod", "kok", 1)

    @cached_property
    def renamed(self) -> int | None:
        """The unit that had another name."""
        return self._first("vard", "hemtjanst", 1)

    @cached_property
    def cuts(self) -> list[Cut]:
        """All days on which units' rows were closed."""
        found = []
        for i, (a, kind, n) in enumerate(self.plan.units):
            administration = self.plan.administrations[a]
            plain = unit_name(administration, kind, n)
            if administration == "vard":
                came_from = "funktionsstod" if kind in _FUNCTION else "aldre"
                found.append(Cut(i, _number(MERGER), plain, came_from, "merger"))
            if i == self.moved:
                found.append(Cut(i, _number(MOVE), plain, "utbildning", "move"))
            if i == self.renamed:
                found.append(Cut(i, _number(RENAME), plain, "vard", "rename"))
        return sorted(found, key=lambda c: (c.unit, c.day))

    def at(self, unit: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Administration and name of units on days."""
        administration = np.array(self.administrations, dtype=object)[unit]
        name = np.array(self.names, dtype=object)[unit]
        for cut in reversed(self.cuts):
            before = (unit == cut.unit) & (day < cut.day)
            administration[before], name[before] = cut.old_administration, cut.old_name
        return administration, name

    def lines(self) -> list[str]:
        """The unit map as delivered: unit, administration, from, to."""
        rows = []
        begin = "2010-01-01"
        for i, name in enumerate(self.names):
            since = begin
            for cut in (c for c in self.cuts if c.unit == i):
                day = np.datetime64(cut.day, "D")
                rows.append(f"{cut.old_name};{cut.old_administration};{since};{day - 1}")
                since = str(day)
            rows.append(f"{name};{self.administrations[i]};{since};")
        return ["unit;administration;from;to", *rows]

    def system(self, administration: str) -> str:
        """The system that an administration's staff is kept in."""
        return SYSTEMS.get(administration, "visma")


def _number(day: np.datetime64) -> int:
    return int(day.astype("datetime64[D]").astype(np.int64))
