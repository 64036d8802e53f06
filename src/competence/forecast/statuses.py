"""Rates of competence: who leaves, who comes, who qualifies, by how staff stand to a requirement.

Those who lack a competence often have contracts that do not last, and such contracts end: a rate of leaving by
status alone would take the one for the other and drift as the mix settles. So staff are held apart by kind of
contract and status together (K), and contracts that come to last pass from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast.history import History
from competence.forecast.pooling import Pooled, pool
from competence.forecast.standing import COUNT, KINDS, Standing, yearly

FORGET = 0.85  # weight of a year against the year after
LEAN = 20.0  # events at which a cell's own mix weighs as much as its requirement's
MULTIPLIER_CV = 0.5
MIX_YEAR = 0.25  # prior scale of the yearly spread of the hires' mix, logits
MIX_GRID = np.geomspace(0.02, 1.0, 12)


@dataclass(frozen=True, eq=False)
class Statuses:
    """Pairs of cell and requirement (P), with their rates by kind of contract and status (K).

    cell, requirement : (P,) indices of the cell and into `names`. start : (P, K) persons at the origin.
    full : (P, S) contracted share a person by status against the cell's mean.
    leave, move : pooled multipliers of exits and moves by requirement, flat (N x K).
    hired, moved : (P, K) mix of hires and of those who move in; trust : (P,) events the first rests on.
    spread : weights on `MIX_GRID` of the yearly spread of the hires' mix.
    change, lasting, exposure : changes of status (N, S, S), contracts made lasting (N, S), person-intervals
    (N, K).
    """

    names: tuple[str, ...]
    cell: np.ndarray
    requirement: np.ndarray
    start: np.ndarray
    full: np.ndarray
    leave: Pooled
    move: Pooled
    hired: np.ndarray
    trust: np.ndarray
    moved: np.ndarray
    spread: np.ndarray
    change: np.ndarray
    lasting: np.ndarray
    exposure: np.ndarray


def fit(standing: Standing, history: History) -> Statuses:
    """Estimate the rates of competence from how staff have stood to the requirements."""
    s, events = standing, standing.events
    years = len(events["exits"])
    fade = FORGET ** np.arange(years - 1, -1, -1.0)[:, None, None]
    weighted = {kind: (fade * table).sum(axis=0) for kind, table in events.items()}
    by = np.equal.outer(np.arange(len(s.names)), s.requirement).astype(float)
    before = np.concatenate([np.zeros((1, *s.heads.shape[1:])), s.heads[:-1]])
    share = yearly(before / np.maximum(before.sum(axis=2, keepdims=True), 1e-9), history)
    share /= np.maximum(share.sum(axis=2, keepdims=True), 1e-9)

    def multiplier(kind):
        expected = (fade * share * events[kind].sum(axis=2, keepdims=True)).sum(axis=0)
        return pool((by @ weighted[kind]).ravel(), (by @ expected).ravel(), MULTIPLIER_CV)

    hired, trust = _mix(weighted["hires"], by, s.requirement, s.heads[-1])
    moved, _ = _mix(weighted["moves_in"], by, s.requirement, s.heads[-1])
    return Statuses(
        s.names, s.cell, s.requirement, s.heads[-1], _full(s, by, history),
        multiplier("exits"), multiplier("moves_out"), hired, trust, moved, _walk(events["hires"], by),
        np.einsum("np,pst->nst", by, s.changes), by @ events["made_lasting"].sum(axis=0),
        by @ before.sum(axis=0),
    )  # fmt: skip


def by_status(table: np.ndarray) -> np.ndarray:
    """(..., S) sums of (..., K) over kinds of contract."""
    return table.reshape(*table.shape[:-1], KINDS, COUNT).sum(axis=-2)


def _mix(events: np.ndarray, by: np.ndarray, requirement: np.ndarray, stock: np.ndarray):
    """(P, K) shares, each cell leaning on its requirement; and the events they rest on."""
    usual = by @ stock
    usual = (usual + 0.2) / (usual + 0.2).sum(axis=1, keepdims=True)
    whole = by @ events + 2.0 * usual
    whole = whole / whole.sum(axis=1, keepdims=True)
    mixed = events + LEAN * whole[requirement]
    count = events.sum(axis=1) + LEAN * np.minimum(1.0, (by @ events).sum(axis=1) / 50.0)[requirement] + 2.0
    return mixed / mixed.sum(axis=1, keepdims=True), count


def _full(s: Standing, by: np.ndarray, history: History) -> np.ndarray:
    """(P, S) contracted share a person by status against the mean of the pair, the last year's."""
    recent = slice(max(0, len(s.heads) - history.a_year), None)
    h, f = by_status(s.heads[recent].sum(axis=0)), by_status(s.fte[recent].sum(axis=0))
    mean = (f.sum(axis=1) + 1e-9) / (h.sum(axis=1) + 1e-9)
    relative = ((by @ f) + 1e-9) / ((by @ (h * mean[:, None])) + 1e-9)
    relative = np.where(by @ h > 0, relative, 1.0)[s.requirement]
    lean = 10.0 * history.a_year
    return (f / mean[:, None] + lean * relative) / (h + lean)


def _walk(hires: np.ndarray, by: np.ndarray) -> np.ndarray:
    """(grid,) posterior of the yearly standard deviation of the logit of the share of hires who meet.

    hires : (years, P, K). Logits, with their sampling variance, are differenced and pooled over requirements.
    """
    seen = by_status(by @ hires)  # (years, N, S)
    meets, whole = seen[..., 0], seen.sum(axis=-1)
    logit = np.log((meets + 0.5) / (whole - meets + 0.5))
    noise = 1.0 / (meets + 0.5) + 1.0 / (whole - meets + 0.5)
    usable = (whole[1:] >= 10) & (whole[:-1] >= 10)
    change, var = np.diff(logit, axis=0)[usable], (noise[1:] + noise[:-1])[usable]
    score = -0.5 * (MIX_GRID / MIX_YEAR) ** 2 + np.log(MIX_GRID)
    for i, sd in enumerate(MIX_GRID):
        total = var + 2 * sd**2
        score[i] += -0.5 * (change**2 / total + np.log(total)).sum()
    weights = np.exp(score - score.max())
    return weights / weights.sum()
