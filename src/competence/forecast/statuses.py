"""Rates of competence: who leaves, who comes, who qualifies, by how staff stand to a requirement.

The flows of competence tell every coming and going of a cell, changes of contract and summer gaps among them;
the flows of people tell which were exits, hires and moves. Both are split by cell, contract and month, and
within one such group the two are taken to be independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast.counts import Counts
from competence.forecast.history import MICRO, History
from competence.forecast.pooling import Pooled, pool
from competence.vocabulary import EXIT_FLOWS, STATUSES

COUNT = len(STATUSES)
HIRES = ("hire", "hire_from_hourly", "transfer_in")
MOVES_IN, MOVES_OUT = ("move_in", "change_in"), ("move_out", "change_out")
EXITS = (*EXIT_FLOWS, "transfer_out")
FORGET = 0.85  # weight of a year against the year after
LEAN = 20.0  # events at which a cell's own mix weighs as much as its requirement's
MIX_YEAR = 0.25  # prior scale of the yearly walk of the hires' mix, logits
MIX_GRID = np.geomspace(0.02, 1.0, 12)


@dataclass(frozen=True, eq=False)
class Statuses:
    """Pairs of cell and requirement (P), with their rates by status (S).

    cell, requirement : (P,) indices of the cell and into `names`. start : (P, S) persons at the origin.
    full : (P, S) contracted share a person against the cell's mean.
    leave : pooled multipliers of exit by requirement and status, flat (N x S); move the same for moves out.
    hired, moved : (P, S) mix of hires and of those who move in; walk : (draws of) yearly walk, see `mix_walk`.
    change : (N, S, S) events from one status to another, exposure : (N, S) person-intervals.
    """

    names: tuple[str, ...]
    cell: np.ndarray
    requirement: np.ndarray
    start: np.ndarray
    full: np.ndarray
    leave: Pooled
    move: Pooled
    hired: np.ndarray
    trust: np.ndarray  # (P,) events the mix of hires rests on
    moved: np.ndarray
    spread: np.ndarray  # (grid,) posterior weights of the yearly walk on MIX_GRID
    change: np.ndarray
    exposure: np.ndarray


def read(counts: Counts, history: History, config) -> Statuses | None:
    """Estimate the rates of competence; None where nothing was delivered or no known requirement applies."""
    stock, flows = counts.competence_stock, counts.competence_flows
    if stock is None or stock.empty:
        return None
    known = [
        r.id for r in config.requirement if r.known_from is None or r.known_from <= history.origin.date()
    ]
    now = stock[(stock["period"] == history.origin) & stock["requirement"].isin(known)]
    if now.empty:
        return None
    names = tuple(r for r in known if (now["requirement"] == r).any())
    place = {
        (history.administrations[a], history.occupations[o]): c
        for c, (a, o) in enumerate(zip(history.administration, history.occupation))
    }
    keys = sorted({(place[a, o], names.index(r)) for a, o, r in
                   now[["administration", "occupation", "requirement"]].itertuples(index=False)})  # fmt: skip
    cell, requirement = np.array(keys).T
    pair = {key: i for i, key in enumerate(keys)}
    stock = _coded(stock, place, names, pair, history)
    heads, fte = (_table(stock, name, history, len(keys)) for name in ("headcount", "fte"))
    events = _events(flows, counts.flows, place, names, pair, history, len(keys))
    fade = FORGET ** (int(history.block.max()) - np.maximum(history.block, 0))
    fade = np.where(history.block >= 0, fade, 0.0)[:, None, None]
    weighted = {kind: (fade * table).sum(axis=0) for kind, table in events["kinds"].items()}
    before = np.concatenate([np.zeros((1, *heads.shape[1:])), heads[:-1]])
    by = np.equal.outer(np.arange(len(names)), requirement).astype(float)

    def multiplier(kind):
        seen = events["kinds"][kind]
        share = before / np.maximum(before.sum(axis=2, keepdims=True), 1e-9)
        expected = (fade * share * seen.sum(axis=2, keepdims=True)).sum(axis=0)
        return pool((by @ weighted[kind]).ravel(), (by @ expected).ravel(), 0.5)

    hired, trust = _mix(weighted["hires"], by, requirement, heads[-1])
    moved, _ = _mix(weighted["moves_in"], by, requirement, heads[-1])
    return Statuses(
        names, cell, requirement, heads[-1], _full(heads, fte, by, requirement, history),
        multiplier("exits"), multiplier("moves_out"), hired, trust, moved,
        _walk(events["kinds"]["hires"], history, by), np.einsum("np,pst->nst", by, events["changes"]),
        by @ before.sum(axis=0),
    )  # fmt: skip


def _coded(frame: pd.DataFrame, place, names, pair, history) -> pd.DataFrame:
    """Rows of known pairs, with columns `pair`, `t` and what was there."""
    frame = frame[frame["requirement"].isin(names)]
    index = frame.groupby(["administration", "occupation", "requirement"], sort=True).ngroup().to_numpy()
    first = (
        frame[["administration", "occupation", "requirement"]].assign(index=index).drop_duplicates("index")
    )
    code = np.full(len(first), -1)
    for a, o, r, i in first.itertuples(index=False):
        code[i] = pair.get((place.get((a, o), -1), names.index(r)), -1)
    t = history.periods.get_indexer(pd.DatetimeIndex(frame["period"]))
    out = frame.assign(pair=code[index], t=t)
    return out[(out["pair"] >= 0) & (out["t"] >= 0)]


def _status(column: pd.Series) -> np.ndarray:
    """Index into STATUSES; COUNT for `outside`."""
    order = {name: i for i, name in enumerate((*STATUSES, "outside"))}
    codes, names = pd.factorize(column)
    return np.array([order[n] for n in names], dtype=int)[codes]


def _table(stock, name, history, pairs) -> np.ndarray:
    """(T, P, S) sums, in whole millionths so that order does not matter."""
    at = (stock["t"].to_numpy() * pairs + stock["pair"].to_numpy()) * COUNT + _status(stock["status"])
    whole = np.rint(stock[name].to_numpy(float) * MICRO)
    size = len(history.periods) * pairs * COUNT
    return np.bincount(at, whole, size).reshape(-1, pairs, COUNT) / MICRO


def _events(flows, people, place, names, pair, history, pairs) -> dict:
    """Events by kind (T, P, S), and changes of status (P, S, S)."""
    kinds = {kind: np.zeros((len(history.periods), pairs, COUNT)) for kind in
             ("hires", "moves_in", "exits", "moves_out")}  # fmt: skip
    changes = np.zeros((pairs, COUNT, COUNT))
    if flows is None or flows.empty:
        return {"kinds": kinds, "changes": changes}
    coded = _coded(flows, place, names, pair, history)
    source, target = _status(coded["from_status"]), _status(coded["to_status"])
    count = coded["count"].to_numpy(float)
    inner = (source < COUNT) & (target < COUNT)
    np.add.at(changes, (coded["pair"].to_numpy()[inner], source[inner], target[inner]), count[inner])
    keys = ["period", "administration", "occupation", "contract"]
    wide = people.groupby([*keys, "flow"])["count"].sum().unstack("flow", fill_value=0)
    for edge, groups, status in (
        (source == COUNT, {"hires": HIRES, "moves_in": MOVES_IN}, target),
        (target == COUNT, {"exits": EXITS, "moves_out": MOVES_OUT}, source),
    ):
        flows_all = ("gap_in",) if "hires" in groups else ("gap_out",)
        every = [f for names_ in (*groups.values(), flows_all) for f in names_ if f in wide.columns]
        total = wide[every].sum(axis=1)
        rows = coded[edge]
        at = (rows["t"].to_numpy(), rows["pair"].to_numpy(), status[edge])
        where = pd.MultiIndex.from_frame(rows[keys])
        whole = total.reindex(where).to_numpy(float, na_value=np.nan)
        for kind, members in groups.items():
            part = wide[[f for f in members if f in wide.columns]].sum(axis=1).reindex(where)
            share = np.where(whole > 0, part.to_numpy(float, na_value=np.nan) / whole, 0.0)
            np.add.at(kinds[kind], at, rows["count"].to_numpy() * np.where(np.isfinite(share), share, 0.0))
    return {"kinds": kinds, "changes": changes}


def _mix(events: np.ndarray, by: np.ndarray, requirement: np.ndarray, stock: np.ndarray):
    """(P, S) shares by status, each cell leaning on its requirement; and the events they rest on."""
    usual = by @ stock
    usual = (usual + 0.2) / (usual + 0.2).sum(axis=1, keepdims=True)
    whole = by @ events + 2.0 * usual
    whole = whole / whole.sum(axis=1, keepdims=True)
    mixed = events + LEAN * whole[requirement]
    count = events.sum(axis=1) + LEAN * np.minimum(1.0, (by @ events).sum(axis=1) / 50.0)[requirement] + 2.0
    return mixed / mixed.sum(axis=1, keepdims=True), count


def _full(heads, fte, by, requirement, history) -> np.ndarray:
    """(P, S) contracted share a person by status against the mean of the pair, the last year's."""
    recent = slice(max(0, len(heads) - history.a_year), None)
    h, f = heads[recent].sum(axis=0), fte[recent].sum(axis=0)
    mean = (f.sum(axis=1) + 1e-9) / (h.sum(axis=1) + 1e-9)
    relative = ((by @ f) + 1e-9) / ((by @ (h * mean[:, None])) + 1e-9)
    relative = np.where(by @ h > 0, relative, 1.0)[requirement]
    lean = 10.0 * history.a_year
    return (f / mean[:, None] + lean * relative) / (h + lean)


def _walk(hires: np.ndarray, history: History, by: np.ndarray) -> np.ndarray:
    """(grid,) posterior of the yearly standard deviation of the logit of the share of hires who meet.

    Past logits (with their sampling variance) are differenced from year to year and pooled over requirements.
    """
    years = int(history.block.max()) + 1
    yearly = np.stack([by @ hires[history.block == y].sum(axis=0) for y in range(years)])  # (Y, N, S)
    meets, whole = yearly[..., 0], yearly.sum(axis=-1)
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
