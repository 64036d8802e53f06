"""The series scored at an origin: what was known of them then, and what came."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from competence.forecast import competitors, population, standard
from competence.forecast.counts import known
from competence.forecast.history import History, Rows
from competence.vocabulary import ALL, SCORED

HIRES = ("hire", "hire_from_hourly")
INDEX_DRAWS = 200  # of the residents, whose mean the standard model's index is


@dataclass(frozen=True, eq=False)
class Series:
    """Cells with staff in the year before an origin, their administrations, and the municipality.

    names : (administration, occupation), * = all. level : 0 cells, 1 administrations, 2 the municipality.
    known : by quantity (series, nodes), as known at the origin, the last node; nodes are whole years apart.
    came : by quantity (series, horizons).
    """

    names: list[tuple[str, str]]
    level: np.ndarray
    known: dict[str, np.ndarray]
    came: dict[str, np.ndarray]

    @property
    def horizons(self) -> int:
        """Whole years seen after the origin."""
        return self.came["headcount"].shape[1]

    def rivals(self, said: dict[str, np.ndarray]) -> competitors.Past:
        """What the rivals may know; `said` is what the standard model said at each node."""
        return competitors.Past(**self.known, level=self.level, standard=said)


def series(then: History, whole: History) -> Series:
    """The series of an origin.

    Parameters
    ----------
    then : the history known at the origin, its last period.
    whole : the history known today, over the same intervals.
    """
    a_year = then.a_year
    cells = np.flatnonzero(then.headcount[-1 - a_year :].max(axis=0) > 0)
    pairs = [
        (then.administrations[then.administration[c]], then.occupations[then.occupation[c]]) for c in cells
    ]
    administrations = sorted({a for a, _ in pairs})
    names = [*pairs, *((a, ALL) for a in administrations), (ALL, ALL)]
    level = np.repeat([0, 1, 2], [len(pairs), len(administrations), 1])
    at = int(whole.periods.get_loc(then.origin))
    ahead = np.arange(at + a_year, len(whole.periods), a_year)
    here, now = member(then, names), member(whole, names)
    return Series(
        names,
        level,
        {name: here @ table[then.nodes].T for name, table in annual(then).items()},
        {name: now @ table[ahead].T for name, table in annual(whole).items()},
    )


def member(h: History, names: list[tuple[str, str]]) -> np.ndarray:
    """(names, cells) which cells each series sums; none where the history does not have it."""
    administration, occupation = (
        np.array(h.administrations)[h.administration],
        np.array(h.occupations)[h.occupation],
    )
    return np.array([
        ((administration == a) | (a == ALL)) & ((occupation == o) | (o == ALL)) for a, o in names
    ]).astype(float)  # fmt: skip


def annual(h: History) -> dict[str, np.ndarray]:
    """(periods, cells) by quantity; events of the twelve months that end at each period, nan where not whole."""
    out = {"headcount": h.headcount}
    for name, flows in (("exits", h.causes), ("hires", HIRES)):
        sums = np.cumsum(h.flow(*flows), axis=0)
        year = np.full_like(sums, np.nan)
        year[h.a_year :] = sums[h.a_year :] - sums[: -h.a_year]
        out[name] = year
    return out


class Standard:
    """What the standard model said at year-ends of a history, each computed once."""

    def __init__(self, h: History, config, residents):
        self.history, self.config, self.residents = h, config, residents
        # So long that no origin's figures depend on which others are asked for.
        self.longest = len(h.periods) // h.a_year + 1
        self._said: dict[int, standard.Projection] = {}

    def points(self, found: Series, origin) -> dict[str, np.ndarray]:
        """By quantity (series, nodes, horizons); nan at nodes before which no year had passed."""
        h = self.history
        last = int(h.periods.get_loc(origin))
        nodes = np.arange(last % h.a_year, last + 1, h.a_year)
        sums = member(h, found.names)
        out = {name: np.full((len(sums), len(nodes), found.horizons), np.nan) for name in SCORED}
        for n, place in enumerate(nodes):
            if place >= h.a_year:
                said = self._at(int(place))
                for name in SCORED:
                    out[name][:, n] = sums @ getattr(said, name)[: found.horizons].T
        return out

    def _at(self, place: int) -> standard.Projection:
        if place not in self._said:
            then = until(self.history, place)
            rng = np.random.Generator(np.random.PCG64(0))
            residents = known(self.residents, then.origin)
            ahead = population.project(residents, self.longest, rng, INDEX_DRAWS)
            self._said[place] = standard.project(then, self.config, ahead, self.longest)
        return self._said[place]


def until(h: History, place: int) -> History:
    """The history as it was at a period, over the same cells."""

    def cut(value):
        if isinstance(value, Rows):
            return value.take(value.period <= place)
        if isinstance(value, dict):
            return {name: cut(part) for name, part in value.items()}
        # What runs over periods has two axes, or is the periods themselves; what runs over cells has one.
        over = isinstance(value, pd.DatetimeIndex) or getattr(value, "ndim", 0) == 2
        return value[: place + 1] if over else value

    return replace(h, **{f.name: cut(getattr(h, f.name)) for f in fields(h)})
