"""Each person's main employment day by day, and the events between: who comes, leaves, moves, changes, when.

Days are integers (days since 1970). Persons are numbered by their first source file and row, so that nothing
depends on pseudonyms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

FOREVER = 1 << 24  # day of an end that is not known
_REASONS = {
    "retirement": "retirement",
    "resignation": "resignation",
    "contract_end": "contract_end",
    "transfer_out": "transfer_out",
    "redundancy": "other_exit",
    "personal_reasons": "other_exit",
    "death": "other_exit",
    "other": "other_exit",
}
# Whoever leaves so has left, even if some hours are worked afterwards.
_FINAL = ("retirement", "transfer_out")


@dataclass(frozen=True, repr=False)
class Spells:
    """Monthly-paid spells as arrays: `who`, first day, day after the last, and the frame's rows they are."""

    frame: pd.DataFrame
    who: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    fte: np.ndarray  # contracted share; 1 where none is delivered


@dataclass(frozen=True)
class Timeline:
    """Stretches of one main employment: `who` from day `start` until before day `stop` in spell `spell`.

    By person and day; stretches of one person do not overlap.
    """

    who: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    spell: np.ndarray


@dataclass(frozen=True)
class Events:
    """`day` it is dated, `flow`, the `spell` whose cell it concerns, and for gaps that end a stay `who`."""

    who: np.ndarray
    day: np.ndarray
    flow: np.ndarray
    spell: np.ndarray


def day_number(days: pd.Series) -> np.ndarray:
    """Days since 1970; `FOREVER` for null."""
    found = days.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(found), FOREVER, found.astype("int64"))


def spells(frame: pd.DataFrame, number: pd.Series) -> Spells:
    """The spells of `frame` (table `employments`) with the persons' numbers."""
    frame = frame.reset_index(drop=True)
    stop = day_number(frame["end"])
    share = frame["contract_share"].fillna(1.0).to_numpy()
    who = number.to_numpy()[number.index.get_indexer(frame["person"])]
    return Spells(frame, who, day_number(frame["start"]), np.where(stop == FOREVER, stop, stop + 1), share)


def numbers(frame: pd.DataFrame) -> pd.Series:
    """A number for each person, by first source file and row."""
    persons = frame.sort_values(["source_file", "source_row"])["person"].unique()
    return pd.Series(np.arange(len(persons)), index=persons)


def timeline(paid: Spells) -> Timeline:
    """The main employment: largest share, then earliest start, then source file and row."""
    order = np.lexsort((np.arange(len(paid.who)), paid.start, -paid.fte))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    base = np.int64(FOREVER) * 2
    offset = -min(0, int(paid.start.min(initial=0)))
    first, stop = (paid.who * base + day + offset for day in (paid.start, paid.stop))
    points = np.unique(np.concatenate([first, stop]))
    low, high = np.searchsorted(points, first), np.searchsorted(points, stop)
    piece = _ranges(low, high - low)
    spell = np.repeat(np.arange(len(low)), high - low)
    best = np.lexsort((rank[spell], piece))
    keep = best[np.append(True, np.diff(piece[best]) > 0)] if len(best) else best
    piece, spell = piece[keep], spell[keep]
    begin, end = points[piece], points[piece + 1]
    joined = (
        np.append(False, (spell[1:] == spell[:-1]) & (begin[1:] == end[:-1]))
        if len(spell)
        else np.zeros(0, bool)
    )
    starts = np.flatnonzero(~joined)
    ends = np.append(starts[1:], len(spell)) - 1 if len(starts) else starts
    who = paid.who[spell[starts]]
    return Timeline(who, begin[starts] % base - offset, end[ends] % base - offset, spell[starts])


def _ranges(first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """first[0], first[0] + 1, … count[0] of them; then first[1], …"""
    begin = np.repeat(np.cumsum(count) - count, count)
    return np.repeat(first, count) + np.arange(len(begin)) - begin


def events(line: Timeline, paid: Spells, hourly: Spells, return_within: int) -> Events:
    """Everything that happens to main employments, each dated by the first day of what is then."""
    n = len(line.who)
    same = np.zeros(n, bool)
    same[1:] = line.who[1:] == line.who[:-1]
    away = np.zeros(n, np.int64)
    away[1:] = line.start[1:] - line.stop[:-1]
    back = same & (away > 0) & (away < return_within)  # counted from the last day
    on = same & (away == 0)
    found: list[tuple] = []

    def add(rows, day, flow, spell):
        found.append((line.who[rows], day, np.broadcast_to(np.asarray(flow, object), (len(day),)), spell))

    # Entries: a stretch that nothing precedes, or nothing within reach.
    entry = np.flatnonzero(~on & ~back)
    by_hour = _covered(hourly, line.who[entry], line.start[entry] - 1)
    add(entry, line.start[entry], np.where(by_hour, "hire_from_hourly", "hire"), line.spell[entry])
    gap = np.flatnonzero(back)
    add(gap, line.start[gap], "gap_in", line.spell[gap])
    add(gap - 1, line.stop[gap - 1], "gap_out", line.spell[gap - 1])
    # Leavings: a stretch that nothing follows, or nothing within reach.
    leaves = np.ones(n, bool)
    leaves[:-1] = ~(on | back)[1:]
    leaving = np.flatnonzero(leaves & (line.stop < FOREVER))
    flow = exit_flow(paid.frame["exit_reason"].iloc[line.spell[leaving]])
    by_hour = _covered(hourly, line.who[leaving], line.stop[leaving]) & ~np.isin(flow, _FINAL)
    dead = (paid.frame["exit_reason"].iloc[line.spell[leaving]] == "death").to_numpy()
    add(leaving, line.stop[leaving], np.where(by_hour & ~dead, "exit_to_hourly", flow), line.spell[leaving])
    # What goes on in another cell.
    step = np.flatnonzero(on)
    old, new = line.spell[step - 1], line.spell[step]
    cell = {
        c: paid.frame[c].to_numpy(dtype=object)
        for c in ("administration", "occupation", "contract", "manager_level")
    }
    moved = cell["administration"][old] != cell["administration"][new]
    changed = ~moved & np.logical_or.reduce(
        [cell[c][old] != cell[c][new] for c in ("occupation", "contract", "manager_level")]
    )
    for mask, name in ((moved, "move"), (changed, "change")):
        rows = step[mask]
        add(rows, line.start[rows], f"{name}_out", old[mask])
        add(rows, line.start[rows], f"{name}_in", new[mask])
    who, day, flows, spell = (np.concatenate(part) for part in zip(*found, strict=True))
    return Events(who, day, flows, spell)


def exit_flow(reasons: pd.Series) -> np.ndarray:
    """The exit flow of a reason; what is no reason to leave altogether is `unknown_exit`."""
    return reasons.map(_REASONS).astype("object").fillna("unknown_exit").to_numpy()


def _covered(hourly: Spells, who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether an hourly employment covers the day, person by person."""
    order = np.lexsort((hourly.start, hourly.who))
    base = np.int64(FOREVER) * 2
    key = hourly.who[order] * base + hourly.start[order] + FOREVER // 2
    # The furthest stop among the person's spells that began before: spells may lie within each other.
    stop = pd.Series(hourly.stop[order]).groupby(hourly.who[order]).cummax().to_numpy()
    at = np.searchsorted(key, who * base + day + FOREVER // 2, side="right") - 1
    if not len(order):
        return np.zeros(len(who), bool)
    return (at >= 0) & (hourly.who[order][at] == who) & (stop[at] > day)
