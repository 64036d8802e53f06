"""How staff have stood to requirements, as arrays: stock by status, who came and left by status.

The flows of competence tell every coming and going of a cell, changes of contract and summer gaps among them;
the flows of people tell which were exits, hires and moves. Both are split by cell, contract and month, and
within one such group the two are taken to be independent. Who changes contract or is away for a summer goes
and comes with the same status: what the two sides say of them is made equal, so that exits and hires keep the
whole of what the staff by status gained and lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast.counts import Counts
from competence.forecast.history import MICRO, History
from competence.vocabulary import EXIT_FLOWS, STATUSES

COUNT = len(STATUSES)
HIRES = ("hire", "hire_from_hourly", "transfer_in")
EXITS = (*EXIT_FLOWS, "transfer_out")
SIDES = (
    {"hires": HIRES, "moves_in": ("move_in",), "change_in": ("change_in",), "gap_in": ("gap_in",)},
    {"exits": EXITS, "moves_out": ("move_out",), "change_out": ("change_out",), "gap_out": ("gap_out",)},
)
LASTING = "permanent"  # contracts that last are told from all others: those leave far more
KINDS = 2


@dataclass(frozen=True, eq=False)
class Standing:
    """Pairs of cell and requirement (P) over periods (T) and whole years (Y), by kind of contract and status.

    The last axis holds status (S) for contracts that do not last, then for those that do: K = 2 x S.
    heads, fte : (T, P, K). events : (Y, P, K) by name: exits, hires, moves_in, moves_out, and made_lasting
    (contracts that came to last, by status: (Y, P, S)). changes : (P, S, S) of status while employed.
    """

    names: tuple[str, ...]
    cell: np.ndarray
    requirement: np.ndarray
    heads: np.ndarray
    fte: np.ndarray
    events: dict[str, np.ndarray]
    changes: np.ndarray


def read(counts: Counts, history: History, config) -> Standing | None:
    """Read the tables; None where nothing was delivered or no known requirement has staff at the origin."""
    stock, flows = counts.competence_stock, counts.competence_flows
    if stock is None or stock.empty:
        return None
    today = history.origin.date()
    known = [r.id for r in config.requirement if r.known_from is None or r.known_from <= today]
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
    events, changes = _events(flows, counts.flows, place, names, pair, history, len(keys))
    return Standing(names, cell, requirement, heads, fte, events, changes)


def yearly(table: np.ndarray, history: History) -> np.ndarray:
    """(years, ...) sums of (T, ...) over the whole years before the origin."""
    return np.stack([table[history.block == y].sum(axis=0) for y in range(int(history.block.max()) + 1)])


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


def _kind(contract: pd.Series) -> np.ndarray:
    """0 for contracts that do not last, 1 for those that do."""
    return (contract == LASTING).to_numpy().astype(int)


def _table(stock, name, history, pairs) -> np.ndarray:
    """(T, P, K) sums, in whole millionths so that order does not matter."""
    pair, t = stock["pair"].to_numpy(), stock["t"].to_numpy()
    at = ((t * pairs + pair) * KINDS + _kind(stock["contract"])) * COUNT + _status(stock["status"])
    whole = np.rint(stock[name].to_numpy(float) * MICRO)
    size = len(history.periods) * pairs * KINDS * COUNT
    return np.bincount(at, whole, size).reshape(-1, pairs, KINDS * COUNT) / MICRO


def _events(flows, people, place, names, pair, history, pairs) -> tuple[dict, np.ndarray]:
    """Events by name (Y, P, K), and changes of status (P, S, S)."""
    changes = np.zeros((pairs, COUNT, COUNT))
    shape = len(history.periods), pairs, KINDS, COUNT
    kinds = {kind: np.zeros(shape) for side in SIDES for kind in side}
    if flows is not None and not flows.empty:
        coded = _coded(flows, place, names, pair, history)
        source, target = _status(coded["from_status"]), _status(coded["to_status"])
        count = coded["count"].to_numpy(float)
        inner = (source < COUNT) & (target < COUNT)
        np.add.at(changes, (coded["pair"].to_numpy()[inner], source[inner], target[inner]), count[inner])
        keys = ["period", "administration", "occupation", "contract"]
        wide = people.groupby([*keys, "flow"])["count"].sum().unstack("flow", fill_value=0)
        for edge, side, status in ((source == COUNT, SIDES[0], target), (target == COUNT, SIDES[1], source)):
            rows = coded[edge]
            at = rows["t"].to_numpy(), rows["pair"].to_numpy(), _kind(rows["contract"]), status[edge]
            where = pd.MultiIndex.from_frame(rows[keys])
            parts = {
                kind: wide[[f for f in members if f in wide.columns]].sum(axis=1)
                for kind, members in side.items()
            }
            total = sum(parts.values()).reindex(where).to_numpy(float, na_value=np.nan)
            for kind, part in parts.items():
                share = part.reindex(where).to_numpy(float, na_value=np.nan) / np.maximum(total, 1e-9)
                np.add.at(kinds[kind], at, count[edge] * np.where(np.isfinite(share), share, 0.0))
    return _balanced(kinds, history), changes


def _balanced(kinds: dict[str, np.ndarray], history: History) -> dict[str, np.ndarray]:
    """Yearly events in which changes of contract and gaps have the same statuses out as in."""
    # Of the changes those within a cell (of contract) are no moves between cells.
    out, into = (kinds[k].sum(axis=(2, 3), keepdims=True) for k in ("change_out", "change_in"))
    within = np.minimum(out, into)
    for change, move, whole in (("change_out", "moves_out", out), ("change_in", "moves_in", into)):
        inside = within / np.maximum(whole, 1e-9)
        kinds[move] = kinds[move] + kinds[change] * (1 - inside)
        kinds[change] = kinds[change] * inside
    sums = {kind: yearly(table, history) for kind, table in kinds.items()}
    # Entries tell best who changed contract: few others enter a lasting one.
    went = sums["change_out"].sum(axis=3, keepdims=True)
    went = went / np.maximum(went.sum(axis=2, keepdims=True), 1e-9)
    changed = sums["change_in"].sum(axis=2, keepdims=True) * went
    gap = (sums["gap_in"] + sums["gap_out"]) / 2
    events = {
        "hires": np.maximum(sums["hires"] + sums["gap_in"] - gap, 0.0),
        "exits": np.maximum(sums["exits"] + sums["gap_out"] - gap + sums["change_out"] - changed, 0.0),
        "moves_in": sums["moves_in"],
        "moves_out": sums["moves_out"],
    }
    events = {name: x.reshape(*x.shape[:2], -1) for name, x in events.items()}
    events["made_lasting"] = np.maximum(sums["change_in"][:, :, 1] - changed[:, :, 1], 0.0)
    return events
