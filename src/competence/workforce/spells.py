"""Rows of all deliveries to spells: snapshots linked by person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sources import Delivered
from competence.tables import EMPLOYMENTS
from competence.workforce.mending import mend

_SAME = ("administration", "unit", "occupation", "agreement", "contract", "contract_share", "manager_level")


def spells(delivered: Delivered, config) -> pd.DataFrame:
    """All employments as spells (table `employments`), by source file and row, ends and reasons mended."""
    parts = []
    for source, c in config.sources.items():
        if c.table != "employments":
            continue
        names = [f.name for f in delivered.files if f.source == source]
        rows = delivered.employments[delivered.employments["source_file"].isin(names)]
        parts.append(link(rows) if c.kind == "snapshots" else _since(rows))
    return EMPLOYMENTS.check(mend(pd.concat(parts, ignore_index=True), config))


def _since(rows: pd.DataFrame) -> pd.DataFrame:
    """Where the first day with the employer is not delivered, it is the person's first day in the delivery."""
    return rows.assign(hired=rows["hired"].fillna(rows.groupby("person")["start"].transform("min")))


def link(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of snapshots (each a spell of its one day) to spells.

    Consecutive snapshots of one employment without change are one spell. A change is dated by the snapshot that
    shows it, a coming by the first day with the employer where it lies between the two snapshots, else by the
    snapshot, a leaving by the day after the last snapshot that holds the person.
    """
    if rows.empty:
        return rows
    rows = rows.sort_values(["source_file", "source_row"], ignore_index=True)
    periods = np.sort(rows["start"].unique())
    at = np.searchsorted(periods, rows["start"].to_numpy())
    slot = rows.groupby(["person", "employment", "start"]).cumcount()
    order = rows.assign(at=at, slot=slot, line=np.arange(len(rows)))
    key = pd.factorize(pd.MultiIndex.from_frame(order[["person", "employment", "slot"]]))[0]
    take = np.lexsort((order["at"], key))
    order, key, at = order.iloc[take].reset_index(drop=True), key[take], at[take]
    goes_on = np.zeros(len(order), bool)  # seen in the snapshot before as well
    goes_on[1:] = (key[1:] == key[:-1]) & (at[1:] == at[:-1] + 1)
    same = goes_on.copy()
    for column in _SAME:
        values = order[column]
        before = values.shift()
        same &= ((values == before) | (values.isna() & before.isna())).to_numpy()
    begins = np.flatnonzero(~same)
    stops = np.append(begins[1:], len(order)) - 1
    spell = order.iloc[begins].reset_index(drop=True)
    seen, last = at[begins], at[stops]
    snapshot = order["start"].to_numpy()[begins]
    earlier = np.where(seen > 0, periods[seen - 1], np.datetime64("1900-01-01", "us"))
    hired = spell["hired"].to_numpy()
    fresh = ~goes_on[begins] & (hired > earlier) & (hired <= snapshot)
    changed_next = np.append(goes_on[begins[1:]], False)
    end = np.where(
        changed_next, np.append(snapshot[1:], snapshot[-1:]) - np.timedelta64(1, "D"), periods[last]
    )
    there = (last == len(periods) - 1) & ~changed_next
    return spell.assign(
        start=np.where(fresh, hired, snapshot),
        end=pd.Series(end).where(~there),
        title=order["title"].to_numpy()[stops],
        left_censored=seen == 0,
        right_censored=there,
        exit_reason=None,
        exit_reason_delivered=None,
    )[rows.columns]
