"""How many staff are needed and how many posts there are: drivers times staffing ratios, in FTE worked.

Base year: what the monthly-paid staff who are there, hourly staff and agencies work, and what open posts would.
It grows with its drivers (`links.py`) times a ratio with a damped trend and a spread of its own (`growth.py`), by
what is decided (`changes.py`), and is turned into persons by what hourly staff do, who is absent (`worked.py`)
and the contracted share. Posts follow the same growth; staff is posts less those that use to be open. Where no
recruitments are delivered today's staffing, with what agencies do, is taken to be right.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from competence.forecast import changes, growth, links, worked
from competence.forecast import posts as today
from competence.forecast.history import History
from competence.forecast.population import Residents


@dataclass(frozen=True, eq=False)
class Parts:
    """What required persons are made of: `heads` x growth x apart x 1 / (hours of others, presence, share).

    heads : (C,) today's required persons. work : (C,) FTE worked in the base year. grown : (draws, H + 1, C)
    growth with the drivers, apart : by which need parts from posts; hourly, absence, fte : factors on persons
    from hourly staff's share of the work, the absent share and the contracted share; all 1 at the origin.
    restart : arguments of `growth.draw` but for the drivers, its generator as it stood.
    """

    heads: np.ndarray
    work: np.ndarray
    grown: np.ndarray
    apart: np.ndarray
    hourly: np.ndarray
    absence: np.ndarray
    fte: np.ndarray
    changes: changes.Changes
    restart: tuple

    def required(self, grown: np.ndarray, off: frozenset[str] = frozenset()) -> np.ndarray:
        """(draws, H + 1, C) required persons at whole years."""
        out = self.heads * grown
        for name, factor in (("staffing_policy", self.apart * self.hourly), ("absence_returns", self.absence),
                             ("fte", self.fte)):  # fmt: skip
            if name not in off:
                out = out * factor
        return out if "staffing_policy" in off else self.changes.apply(out)

    @cached_property
    def still(self) -> np.ndarray:
        """(draws, H + 1, C) growth if every driver stayed as it is, with the same random numbers."""
        h, config, posts, past, rng, widen = self.restart
        ahead = np.ones_like(self.grown)
        return growth.draw(h, config, posts, past, ahead, copy.deepcopy(rng), widen)[0]


@dataclass(frozen=True, eq=False)
class Demand:
    """Draws of posts at the origin and whole years after it: (draws, H + 1, cells).

    staff : persons when posts are as filled as they use to be. open : what is needed beyond them, in persons.
    share : contracted share of full time a person.
    season : (cells, 12) logarithmic deviation of staff by calendar month from the line between the nodes.
    origin_month : calendar month (0-11) of the origin.
    has_vacancies : whether open posts were delivered, so that the gap at the origin is known.
    steps : (12 H + 1, cells) factor of what is decided by month, None where nothing is. notes : codes of what
    had to be done without.
    """

    staff: np.ndarray
    open: np.ndarray
    share: np.ndarray
    season: np.ndarray
    origin_month: int
    has_vacancies: bool
    steps: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    parts: Parts | None = None

    def staff_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) staff, `elapsed` months after the origin."""
        month = (self.origin_month + elapsed) % 12
        return self._posts(self.staff[draws], elapsed) * np.exp(self.season[:, month])

    def required_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) persons required: staff and open posts, without season (posts do not come and go)."""
        return self._posts(self.staff[draws], elapsed) + self._posts(self.open[draws], elapsed)

    def share_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) contracted share a person."""
        return _line(self.share[draws], elapsed)

    def required_without(self, off: frozenset[str]) -> np.ndarray:
        """(draws, H + 1, cells) persons required at whole years with some drivers of the need held still.

        Parameters
        ----------
        off : of `demography` (residents, users and the whole stay as at the origin), `staffing_policy` (so do
            the ratio, hourly staff's share of the work, and nothing decided comes), `absence_returns` (so does
            the absent share), `fte` (so does the contracted share). All four off give today's exactly.
        """
        parts = self.parts
        if "demography" not in off and "staffing_policy" not in off:
            grown = parts.grown
        else:
            still = parts.still
            if "demography" in off:
                grown = np.ones_like(still) if "staffing_policy" in off else still
            else:
                grown = parts.grown / np.where(still > 0, still, 1.0)
        return parts.required(grown, off)

    def _posts(self, nodes: np.ndarray, elapsed: int) -> np.ndarray:
        """On the line between whole years, but for what is decided, which comes on its day."""
        year, part = divmod(elapsed, 12)
        if self.steps is None or part == 0:
            return _line(nodes, elapsed)
        low, high = nodes[:, year] / self.steps[12 * year], nodes[:, year + 1] / self.steps[12 * year + 12]
        return (low * (1 - part / 12) + high * (part / 12)) * self.steps[elapsed]


def _line(nodes: np.ndarray, elapsed: int) -> np.ndarray:
    year, part = divmod(elapsed, 12)
    if part == 0:
        return nodes[:, year]
    return nodes[:, year] * (1 - part / 12) + nodes[:, year + 1] * (part / 12)


def fit(
    history: History, config, residents: Residents | None, counts, rng, draws: int, horizon: int, widen=1.0
) -> Demand:
    """Estimate and draw the posts.

    Parameters
    ----------
    history, residents : the past, the coming residents (or None).
    counts : for what was delivered beside: vacancies, cover, service volumes, agency staff.
    config : for staffing links, policy changes, events and breaks.
    horizon : years.
    """
    h = history
    # Streams of their own: what is delivered beside must not move the posts' random numbers.
    volumes_rng, worked_rng = rng.spawn(2)
    found = links.drivers(h, config, residents, counts.service_volumes, volumes_rng, draws, horizon)
    shares = today.shares(h, copy.deepcopy(worked_rng), draws, horizon)
    base = worked.read(h, counts.cover, counts.agency_staff)
    vacant = today.vacant(h, counts.vacancies)
    posts = h.staff if vacant is None else h.staff + vacant
    agency = base.agency
    if vacant is not None:
        open_work = vacant[-1] * shares[0, 0] * (1 - base.absence)
        agency = agency - np.minimum(config.demand.agency_on_open_posts * agency, open_work)
    heads = posts[-1] + agency / np.maximum(shares[0, 0] * (1 - base.absence), 0.05)
    work = posts[-1] * shares[0, 0] * (1 - base.absence) + base.hourly + agency

    # What politics takes from or gives to others is no trend of the ratio.
    steady = growth.settled(h, posts[h.nodes], found.own)
    start = copy.deepcopy(rng)
    grown, apart = growth.draw(h, config, steady, found.past, found.ahead, rng, widen)
    unfilled = 0.0 if vacant is None else growth.unfilled(h, vacant, rng, draws, horizon)
    absent = worked.absence_paths(h, base, worked_rng, draws, horizon)
    hourly = worked.hourly_paths(h, base, work, counts.cover, worked_rng, draws, horizon)
    decided = changes.read(h, config, heads, shares[0, 0])
    parts = Parts(
        heads=heads,
        work=work,
        grown=grown,
        apart=apart,
        hourly=(1 - hourly) / (1 - hourly[:, :1]),
        absence=(1 - absent[:, :1]) / (1 - absent),
        fte=shares[:, :1] / np.maximum(shares, 0.05),
        changes=decided,
        restart=(h, config, steady, found.past, start, widen),
    )
    required = parts.required(grown)
    staff = decided.apply(posts[-1] * grown * (1 - unfilled))
    said = {
        "no_agency": not base.has_agency,
        "agency_unpriced": base.unpriced,
        "event_without_cells": decided.unplaced,
        "projection_short": _ends_early(counts.population, h.origin.year + horizon),
    }
    notes = {*found.notes, *(code for code, true in said.items() if true)}
    return Demand(
        staff=staff,
        open=required - staff,
        share=shares,
        season=today.season(h),
        origin_month=h.origin.month - 1,
        has_vacancies=vacant is not None,
        steps=decided.steps((heads * grown).mean(axis=0)),
        notes=tuple(sorted(notes)),
        parts=parts,
    )


def _ends_early(population: pd.DataFrame | None, year: int) -> bool:
    """Whether a projection is delivered and ends before a year: cohort-change ratios carry it on."""
    if population is None:
        return False
    ahead = population.loc[population["kind"] == "projected", "year"]
    return bool(len(ahead)) and int(ahead.max()) < year


def drivers(h: History, config, residents: Residents | None, draws: int, horizon: int, volumes=None):
    """Driver of each cell, 1 at the origin: past (nodes, C) and coming (draws, H + 1, C); see `links.drivers`."""
    found = links.drivers(h, config, residents, volumes, np.random.default_rng(0), draws, horizon)
    return found.past, found.ahead


def _link(config, h: History, cell: int):
    """The first link that names the cell and is in force at the origin."""
    return next(iter(links.in_force(config, h, cell, h.origin.date())), None)
