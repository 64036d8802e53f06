"""Breaks: days on which a series changed its meaning, and how the past is read across them.

A break of level adds a step to the level of the cells it names and keeps shapes pooled across it. A break of
definition cuts the series of its cells; what was moved between them left their union as it was, which is still
read across the break.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast.history import History

STEP = 0.3  # standard deviation of a step at a break of level, logarithmic
NEAR = 3  # years on each side of a break from which its step is read


@dataclass(frozen=True, eq=False)
class Break:
    """One break as the history sees it.

    cells : (C,) whether it concerns a cell. before : (T,) whether a period's interval ended by it.
    level, definition : what it changed. whole : (A,) administrations that it names, where it names no occupations.
    """

    cells: np.ndarray
    before: np.ndarray
    level: bool
    definition: bool
    whole: np.ndarray | None


def read(h: History, config) -> tuple[Break, ...]:
    """The breaks that lie in the history and are known at its origin, in order of their days."""
    found = []
    for b in sorted(config.breaks, key=lambda b: b.date):
        known = b.known_from is None or b.known_from <= h.origin.date()
        if not known or b.date > h.origin.date():
            continue
        named = np.isin(h.administrations, b.administrations)
        a = named[h.administration] if b.administrations else np.ones(h.cells, bool)
        o = np.isin(h.occupations, b.occupations)[h.occupation] if b.occupations else np.ones(h.cells, bool)
        before = h.periods.to_numpy() <= np.datetime64(b.date)
        whole = named if b.administrations and not b.occupations else None
        found.append(Break(a & o, before, b.effect != "definition", b.effect != "level", whole))
    return tuple(found)


def steps(h: History, config) -> tuple[tuple[int, np.ndarray], ...]:
    """Breaks of level of whole administrations: (index of the first year after, mask of administrations)."""
    years = len(h.nodes) - 1
    found = []
    for b in read(h, config):
        first = _first_year(h, b)
        if b.level and b.whole is not None and 0 < first < years:
            found.append((first, b.whole))
    return tuple(found)


def cell_steps(h: History, config) -> tuple[tuple[int, np.ndarray], ...]:
    """Breaks of level of some occupations: (index of the first year after, mask of cells)."""
    years = len(h.nodes) - 1
    found = ((b, _first_year(h, b)) for b in read(h, config) if b.level and b.whole is None)
    return tuple((first, b.cells) for b, first in found if 0 < first < years and not b.cells.all())


def defined(h: History, config) -> np.ndarray:
    """(T, C) 1 where an interval lies after the last break of definition that concerns the cell, else 0."""
    out = np.ones((len(h.periods), h.cells))
    for b in read(h, config):
        if b.definition:
            out[np.ix_(b.before, np.flatnonzero(b.cells))] = 0.0
    return out


def months(h: History, config) -> np.ndarray:
    """(C,) months with staff since the last break of definition; under 24 a cell leans on its parents."""
    return ((h.headcount > 0) & (defined(h, config) > 0)).sum(axis=0) * h.months


def united(h: History, config, events: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(T, C) events and expected ones as a whole's level is read from them, across breaks of definition.

    The cells of a break keep what their union had, shared out as expected; one that stands alone is cut.
    """
    events, expected = events.astype(float), expected.astype(float).copy()
    for b in read(h, config):
        if not b.definition:
            continue
        at = np.ix_(b.before, np.flatnonzero(b.cells))
        if b.cells.sum() == 1:
            events[at] = expected[at] = 0.0
            continue
        share = expected[at] / np.maximum(expected[at].sum(axis=1, keepdims=True), 1e-12)
        events[at] = events[at].sum(axis=1, keepdims=True) * share
    return events, expected


def stepped(h: History, config, events: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected events as if breaks of level by occupation had always been, and what the past still tells.

    The step is read from the named cells against the others, near the break, and shrunk to 0; what lies before
    counts less the less sure it is.

    Returns
    -------
    (T, C) expected, (T, C) weight from 0 to 1.
    """
    expected, weight = expected.astype(float).copy(), np.ones(expected.shape)
    for b in read(h, config):
        if not b.level or b.whole is not None or b.cells.all() or b.before.all():
            continue
        at = int(b.before.sum())
        near = np.zeros(len(h.periods), bool)
        near[max(1, at - NEAR * h.a_year) : at + NEAR * h.a_year] = True
        windows = [near & b.before, near & ~b.before]
        sums = np.array([
            [[x[t][:, c].sum() for x in (events, expected)] for t in windows] for c in (b.cells, ~b.cells)
        ])  # fmt: skip
        if (sums[..., 1] <= 0).any():
            continue
        ratio = np.log((sums[..., 0] + 0.5) / (sums[..., 1] + 0.5))
        seen = (ratio[0, 1] - ratio[0, 0]) - (ratio[1, 1] - ratio[1, 0])
        noise = (1 / (sums[..., 0] + 0.5)).sum()
        step = seen * STEP**2 / (STEP**2 + noise)
        unsure = STEP**2 * noise / (STEP**2 + noise)
        before = np.ix_(b.before, np.flatnonzero(b.cells))
        expected[before] *= np.exp(-step)
        weight[before] /= 1 + events[b.before][:, b.cells].sum() * unsure / max(int(b.cells.sum()), 1)
    return expected, weight


def _first_year(h: History, b: Break) -> int:
    ends = h.nodes[1:]
    return int(b.before[ends].sum()) if len(ends) else 0
