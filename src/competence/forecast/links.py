"""What each cell's staff follows: residents of some ages, users of a service, the whole, or nothing; with dates.

A cell may follow several drivers, each with a weight; links break on days: the group of residents that a link
names may change (the ratio per resident is kept), or another kind of driver takes over (its growth counts from
then on).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.forecast.history import History
from competence.forecast.population import Residents
from competence.forecast.volumes import Volumes

TOTAL = ("total",)


@dataclass(frozen=True, eq=False)
class Drivers:
    """Drivers of the cells, 1 at the origin.

    past : (nodes, C), ahead : (draws, H + 1, C) users or residents. own : (nodes, C) own share of the users
    against the origin's. notes : codes of what had to be done without.
    """

    past: np.ndarray
    ahead: np.ndarray
    own: np.ndarray
    notes: tuple[str, ...]


@dataclass
class _Links:
    """Links of the cells by day; resolves what is not delivered."""

    h: History
    config: object
    residents: Residents | None
    volumes: Volumes
    notes: set = field(default_factory=set)

    def of(self, cell: int, day: date) -> tuple[tuple[float, tuple], ...]:
        """(weight, key) of what a cell follows on a day, weights at most 1 in all."""
        found = []
        for link in in_force(self.config, self.h, cell, day):
            key = self._key(link, cell)
            if key is not None:
                found.append((link.weight, key))
        whole = max(1.0, sum(weight for weight, _ in found))
        return tuple((weight / whole, key) for weight, key in found)

    def _key(self, link, cell: int):
        if link.driver == "none":
            return None
        if link.driver == "total":
            return TOTAL
        service = place = None
        if link.service is not None:
            service = spelling(link.service)
            administration = self.h.administrations[self.h.administration[cell]]
            last = self.h.origin.year - (self.h.origin.month < 12)
            place = self.volumes.place(service, administration, last)
            if place is None:
                known = any(name == service for name, _ in self.volumes.users)
                self.notes.add(
                    "volume_zero" if known else "volume_missing" if self.volumes.delivered else "no_volumes"
                )
                service = None
        if link.driver == "service" or self.residents is None:
            return None if service is None else ("service", None, service, place)
        return "population", link.ages, service, place


def in_force(config, h: History, cell: int, day: date) -> list:
    """The links that name a cell on a day, as known at the origin; one that names its administration goes first."""
    occupation = h.occupations[h.occupation[cell]]
    administration = h.administrations[h.administration[cell]]
    today = h.origin.date()
    found = [
        link
        for link in config.demand.links
        if (link.known_from is None or link.known_from <= today)
        and (link.valid_from or day) <= day <= (link.valid_to or day)
        and occupation in link.occupations
        and (not link.administrations or administration in link.administrations)
    ]
    return [link for link in found if link.administrations] or found


def drivers(h: History, config, residents: Residents | None, frame, rng, draws: int, horizon: int) -> Drivers:
    """Drivers of all cells.

    Parameters
    ----------
    residents : their coming numbers, `draws` of them; None where not delivered.
    frame : table `service_volumes`, cut to what was known, or None.
    """
    volumes = Volumes(frame)
    links = _Links(h, config, residents, volumes)
    back = [h.periods[t].date() for t in h.nodes[::-1]]
    on = [(h.origin + pd.DateOffset(years=k)).date() for k in range(horizon + 1)]
    timelines = [([links.of(c, d) for d in back], [links.of(c, d) for d in on]) for c in range(h.cells)]
    named = {key for pair in timelines for line in pair for found in line for _, key in found}
    wanted = sorted({(s, ages, place) for _, ages, s, place in named - {TOTAL} if s is not None}, key=repr)
    told = volumes.paths(wanted, h, residents, rng, draws, horizon)
    level = {
        key: _level(key, h, residents, told, draws, horizon) for key in sorted(named - {TOTAL}, key=repr)
    }
    follows = np.array(
        [any(key == TOTAL for line in pair for f in line for _, key in f) for pair in timelines]
    )
    past, ahead = np.ones((len(h.nodes), h.cells)), np.ones((draws, horizon + 1, h.cells))

    def fill(cells):
        done: dict[tuple, tuple] = {}
        for c in cells:
            key = tuple(map(tuple, timelines[c]))
            if key not in done:
                backwards = _combine(timelines[c][0], {k: v[0][:, ::-1] for k, v in level.items()})
                done[key] = backwards[0, ::-1], _combine(timelines[c][1], {k: v[1] for k, v in level.items()})
            past[:, c], ahead[:, :, c] = done[key]

    fill(np.flatnonzero(~follows))
    now = h.headcount[-1] * ~follows
    whole = now.sum()
    level[TOTAL] = (
        ((past @ now / whole)[None], ahead @ now / whole)
        if whole > 0
        else (np.ones((1, len(h.nodes))), np.ones((draws, horizon + 1)))
    )
    fill(np.flatnonzero(follows))
    own = np.ones((len(h.nodes), h.cells))
    for c in range(h.cells):
        for weight, key in timelines[c][1][0]:
            if key != TOTAL and key[2] is not None:
                path = told[key[2], key[1], key[3]]
                own[:, c] *= path.own_past**weight
                if not path.own_known:
                    links.notes.add("own_share_folded")
    if residents is not None and residents.years[-1] < h.origin.year - (h.origin.month < 12):
        links.notes.add("population_old")
    return Drivers(np.maximum(past, 1e-6), np.maximum(ahead, 1e-6), own, tuple(sorted(links.notes)))


def _level(key, h: History, residents, told, draws: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Users or residents of a key: (1, nodes) and (draws, H + 1)."""
    kind, ages, service, place = key
    past, ahead = np.ones((1, len(h.nodes))), np.ones((draws, horizon + 1))
    if kind == "population":
        past, ahead = group(h, residents, ages, horizon)
    if service is not None:
        path = told[service, ages, place]
        past, ahead = past * path.rate_past, ahead * path.rate_ahead
    return past, ahead


def group(h: History, residents: Residents, ages, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Residents of an age group at the past nodes (1, nodes) and the coming ones (draws, H + 1)."""
    past, ahead = residents.group(*ages)
    years = np.concatenate([residents.years, residents.years[-1] + np.arange(1, ahead.shape[1])])
    line = np.concatenate([np.broadcast_to(past, (len(ahead), len(past))), ahead[:, 1:]], axis=1)

    def at(when: pd.Timestamp) -> np.ndarray:
        # Residents are counted at year-ends; in between on the line.
        place = np.clip(when.year + when.month / 12 - 1 - years[0], 0, len(years) - 1)
        low = min(int(place), len(years) - 2) if len(years) > 1 else 0
        part = place - low
        return np.maximum(line[:, low] * (1 - part) + line[:, min(low + 1, len(years) - 1)] * part, 1e-3)

    back = np.array([np.mean(at(h.periods[node])) for node in h.nodes])
    on = np.stack([at(h.origin + pd.DateOffset(years=k)) for k in range(horizon + 1)], axis=1)
    return back[None], on


def _combine(timeline, level: dict) -> np.ndarray:
    """(draws, steps) driver along a timeline that begins at the origin with 1, outwards in either direction."""
    draws = max([1, *(len(level[key]) for found in timeline for _, key in found)])
    out = np.ones((draws, len(timeline)))
    base = {key: level[key][:, 0] for _, key in timeline[0]}
    rest, before = np.ones(draws), timeline[0]
    for step, found in enumerate(timeline):
        if found != before:
            base, rest = _taken_over(before, found, base, rest, level, out[:, step - 1], step - 1)
            before = found
        share = sum((weight for weight, _ in found), 0.0)
        followed = sum((weight * level[key][:, step] / base[key] for weight, key in found), np.zeros(draws))
        out[:, step] = followed + (1 - share) * rest
    return out


def _taken_over(before, found, base, rest, level, now, step):
    """What the drivers of a new set are measured against, and what the part that follows nothing stands at."""
    old, new = [k for _, k in before], [k for _, k in found]
    lost, fresh = [k for k in old if k not in new], [k for k in new if k not in old]
    kept = {key: base[key] for key in new if key in base}
    for key in fresh:
        # Another group of residents: what one of them needs is kept, and the group's size counts.
        same = (
            len(lost) == len(fresh) == 1 and key[0] == lost[0][0] == "population" and key[2:] == lost[0][2:]
        )
        kept[key] = base[lost[0]] if same else level[key][:, step] / now
    changed = abs(sum(w for w, _ in before) - sum(w for w, _ in found)) > 1e-12
    return kept, now if changed else rest
