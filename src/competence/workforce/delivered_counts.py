"""Stock, flows and competence from counts that were delivered as such: no persons, nothing linked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import COMPETENCE_STOCK, FLOW_TABLE, STOCK
from competence.workforce import delivered_ages as ages
from competence.workforce.counting import DECIMALS

BAND = 5  # years of the bands of competence
_DIMENSIONS = ["administration", "occupation", "contract", "sex", "tenure", "manager_level"]
_CELL = ["period", *_DIMENSIONS, *ages.GROUP]
_SUMS = ["headcount", "on_leave", "fte", "absent_fte"]


def tables(counted: pd.DataFrame):
    """The tables `stock`, `flows` and `competence_stock` of the table `counted`; the last is None if not delivered."""
    parts = {name: counted[counted["table"] == name] for name in ("stock", "flows", "competence_stock")}
    cells = _wide(parts["stock"], _CELL)
    staff = _staff(cells)
    proofs = parts["competence_stock"]
    skills = None if proofs.empty else _competence(proofs, staff)
    return _stock(cells, staff), _flows(parts["flows"], cells, staff), skills


def _wide(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """A row a cell, a column a measure; without FTE every head is a full time, without leave nobody is away."""
    sums = rows.groupby([*by, "measure"], dropna=False)["value"].sum().unstack("measure", fill_value=0.0)
    cells = sums.reindex(columns=_SUMS).reset_index()
    if cells["fte"].isna().all():
        cells["fte"] = cells["headcount"]
    return cells.fillna(dict.fromkeys(_SUMS, 0.0)).rename_axis(columns=None)


def _staff(cells: pd.DataFrame) -> np.ndarray:
    """(ages,) density of the staff of all periods together."""
    low, high = ages.bounds(cells)
    return ages.density(low, high, cells["headcount"].to_numpy())


def _stock(cells: pd.DataFrame, staff: np.ndarray) -> pd.DataFrame:
    parted = _parted(cells, staff, _DIMENSIONS, ["period"])
    by = ["period", *_DIMENSIONS, "age"]
    return STOCK.check(_summed(parted, by, _SUMS))


def _flows(rows: pd.DataFrame, cells: pd.DataFrame, staff: np.ndarray) -> pd.DataFrame:
    counts = rows.groupby([*_CELL, "measure"], dropna=False)["value"].sum().reset_index()
    counts = counts.rename(columns={"value": "headcount", "measure": "flow"})
    counts = counts[counts["period"].isin(cells["period"].unique())].reset_index(drop=True)
    low, high = ages.bounds(counts)
    groups = pd.DataFrame({"low": low, "high": high}).drop_duplicates()
    groups = groups[groups["low"] >= 0]
    there = [_within(staff, a, b) for a, b in groups.itertuples(index=False)]
    share = cells["headcount"].sum() / max(staff.sum(), 1e-9)
    parts = []
    for flow in sorted(counts["flow"].unique()):
        told = (counts["flow"] == flow).to_numpy()
        mine = counts[told].reset_index(drop=True)
        events = pd.DataFrame({"low": low[told], "high": high[told], "events": mine["headcount"]})
        events = groups.merge(
            events.groupby(["low", "high"])["events"].sum().reset_index(), how="left"
        ).fillna(0.0)
        moving = ages.moving(
            staff, groups["low"], groups["high"], np.array(there) * share, events["events"].to_numpy()
        )
        parts.append(_parted(mine, moving, _DIMENSIONS, []).assign(flow=flow))
    found = pd.concat(parts, ignore_index=True) if parts else counts.assign(age=pd.array([], "Int16"))
    by = ["period", *_DIMENSIONS, "age", "flow"]
    return FLOW_TABLE.check(_summed(found, by, ["headcount"]).rename(columns={"headcount": "count"}))


def _within(staff: np.ndarray, low: int, high: int) -> float:
    return float(staff[(low <= ages.AGES) & (high >= ages.AGES)].sum())


def _competence(rows: pd.DataFrame, staff: np.ndarray) -> pd.DataFrame:
    cell = ["administration", "occupation", "contract", "requirement", "status"]
    cells = _wide(rows, ["period", *cell, *ages.GROUP])
    parted = _parted(cells, staff, cell, ["period"])
    parted["age_band"] = parted["age"] // BAND * BAND
    by = ["period", *cell, "age_band"]
    return COMPETENCE_STOCK.check(_summed(parted, by, ["headcount", "fte"]))


def _parted(cells: pd.DataFrame, weights: np.ndarray, cell: list[str], within: list[str]) -> pd.DataFrame:
    """Cells by single age; FTE and leave follow the heads. FTE without heads stands at no known age."""
    cells = cells.reset_index(drop=True)
    parts = ages.spread(cells, "headcount", weights, cell, within)
    lone = np.flatnonzero(cells["headcount"].to_numpy() < 1)
    low, high = ages.bounds(cells)
    alone = np.where(low[lone] == high[lone], low[lone], -1)
    parts = pd.concat([parts, pd.DataFrame({"row": lone, "age": alone, "persons": 0})], ignore_index=True)
    out = cells.drop(columns=ages.GROUP).iloc[parts["row"]].reset_index(drop=True)
    heads = np.maximum(out["headcount"].to_numpy(), 1.0)
    share = np.where(parts["persons"] > 0, parts["persons"] / heads, 1.0)
    for column in ("fte", "absent_fte"):
        if column in out:
            out[column] = out[column].to_numpy() * share
    if "on_leave" in out:
        # The first of a cell's persons are those on leave.
        before = parts.groupby("row")["persons"].cumsum().to_numpy() - parts["persons"].to_numpy()
        out["on_leave"] = np.clip(out["on_leave"].to_numpy() - before, 0, parts["persons"].to_numpy())
    out["headcount"] = parts["persons"].to_numpy()
    age = parts["age"].to_numpy()
    out["age"] = pd.arrays.IntegerArray(np.maximum(age, 0).astype(np.int16), age < 0)
    return out


def _summed(parted: pd.DataFrame, by: list[str], sums: list[str]) -> pd.DataFrame:
    frame = parted.groupby(by, dropna=False)[sums].sum().reset_index()
    whole = [c for c in ("headcount", "on_leave") if c in sums]
    frame[whole] = frame[whole].round().astype("int64")
    parts = [c for c in ("fte", "absent_fte") if c in sums]
    frame[parts] = frame[parts].round(DECIMALS)
    return frame[(frame[sums] > 0).any(axis=1)]
