"""Rows of all deliveries to spells: snapshots linked by person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from competence.sources import Delivered
from competence.sources.grid import categorical
from competence.sources.packed import PackedFrame
from competence.sources.together import together
from competence.tables import EMPLOYMENTS
from competence.workforce.mending import mend

_SAME = ("administration", "unit", "occupation", "agreement", "contract", "contract_share", "manager_level")
_AT_A_TIME = 250_000  # rows


def spells(delivered: Delivered, config) -> pd.DataFrame:
    """All employments as spells (table `employments`), by source file and row, ends and reasons mended."""
    parts = []
    for source, c in config.sources.items():
        if c.table != "employments":
            continue
        names = [f.name for f in delivered.files if f.source == source]
        mine = delivered.staff["source_file"].isin(names).to_numpy()
        rows = delivered.staff if mine.all() else PackedFrame.of(delivered.staff.take(mine))
        parts.append(link(rows) if c.kind == "snapshots" else _since(rows.frame()))
    return EMPLOYMENTS.check(mend(together(parts), config))


def _since(rows: pd.DataFrame) -> pd.DataFrame:
    """Where the first day with the employer is not delivered, it is the person's first day in the delivery."""
    return rows.assign(hired=rows["hired"].fillna(rows.groupby("person")["start"].transform("min")))


def link(rows: PackedFrame) -> pd.DataFrame:
    """Rows of snapshots (table `employments`, each a spell of its one day, by file and row) to spells.

    Consecutive snapshots of one employment without change are one spell. A change is dated by the snapshot that
    shows it, a coming by the first day with the employer where it lies between the two snapshots, else by the
    snapshot, a leaving by the day after the last snapshot that holds the person.
    """
    if not len(rows):
        return rows.frame()
    periods = np.sort(rows["start"].unique())
    at = np.searchsorted(periods, rows["start"].to_numpy()).astype(np.int32)
    person = pd.factorize(rows["person"])[0].astype(np.int32)
    employment = pd.factorize(rows["employment"])[0].astype(np.int32)
    same = [_numbers(rows[column]) for column in _SAME]
    runs = [_runs(mine, person, employment, at, same) for mine in _by_person(person)]
    runs = _Runs(*(np.concatenate(part) for part in zip(*runs, strict=True)))
    spell = rows.take(runs.first)
    seen, last = at[runs.first], at[runs.last]
    snapshot, hired = spell["start"].to_numpy(), spell["hired"].to_numpy()
    earlier = np.where(seen > 0, periods[seen - 1], np.datetime64("1900-01-01", "us"))
    fresh = ~runs.goes_on & (hired > earlier) & (hired <= snapshot)
    following = periods[np.minimum(last + 1, len(periods) - 1)] - np.timedelta64(1, "D")
    there = (last == len(periods) - 1) & ~runs.changed
    none = categorical(np.full(len(spell), -1), [])
    return spell.assign(
        start=np.where(fresh, hired, snapshot),
        end=pd.Series(np.where(runs.changed, following, periods[last])).where(~there),
        title=rows["title"].array.take(runs.last),
        left_censored=seen == 0,
        right_censored=there,
        exit_reason=none,
        exit_reason_delivered=none,
    )


class _Runs(NamedTuple):
    """Runs of rows without change: the first and last row of each, whether the snapshot before holds the employment
    as well, and whether the next one does, changed."""

    first: np.ndarray
    last: np.ndarray
    goes_on: np.ndarray
    changed: np.ndarray


def _by_person(person: np.ndarray) -> Iterator[np.ndarray]:
    """Rows of some persons after those of others, not many at a time; each in its order."""
    parts = len(person) // _AT_A_TIME + 1
    for part in range(parts):
        yield np.flatnonzero(person % parts == part)


def _runs(mine: np.ndarray, person, employment, at, same: list[np.ndarray]) -> _Runs:
    """The runs among some rows."""
    who, which, when = person[mine], employment[mine], at[mine]
    order = np.lexsort((when, which, who))
    who, which, when = who[order], which[order], when[order]
    alike = np.append(False, (who[1:] == who[:-1]) & (which[1:] == which[:-1]))
    if (alike[1:] & (when[1:] == when[:-1])).any():
        # Two rows of one employment in a snapshot: the first of each go together, the second, and so on.
        twice = np.append(False, alike[1:] & (when[1:] == when[:-1]))
        slot = _counted(twice)
        again = np.lexsort((when, slot, which, who))
        order, who, which, when, slot = order[again], who[again], which[again], when[again], slot[again]
        alike = np.append(False, (who[1:] == who[:-1]) & (which[1:] == which[:-1]) & (slot[1:] == slot[:-1]))
    goes_on = alike & np.append(False, when[1:] == when[:-1] + 1)
    stays = goes_on.copy()
    rows = mine[order]
    for values in same:
        held = values[rows]
        stays[1:] &= held[1:] == held[:-1]
    begins = np.flatnonzero(~stays)
    stops = np.append(begins[1:], len(rows))[: len(begins)] - 1
    changed = np.append(goes_on[begins[1:]], False)[: len(begins)]
    return _Runs(rows[begins], rows[stops], goes_on[begins], changed)


def _counted(again: np.ndarray) -> np.ndarray:
    """How many in an unbroken row up to each were marked."""
    number = np.cumsum(again)
    return number - np.maximum.accumulate(np.where(again, 0, number))


def _numbers(values: pd.Series) -> np.ndarray:
    """Numbers that are equal where values are, nulls among them."""
    held = values.array
    return held.codes if isinstance(held, pd.Categorical) else pd.factorize(values)[0].astype(np.int32)
