"""Age groups to single years of age, which rates by age and cohorts that grow older need.

How many stand at each age within a group is read from all groups together: the smoothest log density whose sums
are the groups' (penalised composite link model, Rizzi, Gampe & Eilers 2015). Movements of a group follow that
density times the rate that runs straight, on the logarithm, from the middle of one group to that of the next. The
persons of a cell then take ages evenly over that distribution, always the same for the same cell; no cell and no
group gains or loses anybody.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pandas as pd

YOUNGEST, OLDEST = 16, 75  # of an open group
AGES = np.arange(YOUNGEST - 2, OLDEST + 3)  # two years at either end where nobody stands
SMOOTHNESS = 10.0
SCALE = 1000.0  # persons that the groups are scaled to, so that the smoothness means the same everywhere
GOLDEN = 0.6180339887498949
GROUP = ["age_from", "age_to"]


def bounds(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) first and last age of each row's group; -1 where no age is told."""
    low = frame["age_from"].to_numpy(dtype=float, na_value=np.nan)
    high = frame["age_to"].to_numpy(dtype=float, na_value=np.nan)
    none = np.isnan(low) & np.isnan(high)
    low = np.where(np.isnan(low), np.fmin(YOUNGEST, high), low)
    high = np.where(np.isnan(high), np.fmax(OLDEST, low), high)
    return np.where(none, -1, low).astype(int), np.where(none, -1, high).astype(int)


def density(low: np.ndarray, high: np.ndarray, count: np.ndarray) -> np.ndarray:
    """(ages,) the smoothest density over `AGES` whose sums over the groups are as counted."""
    known = (low >= 0) & (count > 0)
    if not known.any():
        return np.ones(len(AGES))
    groups = pd.DataFrame({"low": low[known], "high": high[known], "count": count[known]})
    groups = groups.groupby(["low", "high"])["count"].sum().reset_index()
    empty = pd.DataFrame(
        {"low": [AGES[0], OLDEST + 1], "high": [YOUNGEST - 1, AGES[-1]], "count": [0.0, 0.0]}
    )
    groups = pd.concat([groups, empty])
    within = (groups["low"].to_numpy()[:, None] <= AGES) & (groups["high"].to_numpy()[:, None] >= AGES)
    told = within.any(axis=1)
    return _smooth(within[told].astype(float), groups["count"].to_numpy()[told] * SCALE / count[known].sum())


def _smooth(within: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Penalised composite link model by iteratively reweighted least squares."""
    second = np.diff(np.eye(len(AGES)), 2, axis=0)
    penalty = SMOOTHNESS * second.T @ second + 1e-6 * np.eye(len(AGES))
    b = np.full(len(AGES), np.log(SCALE / len(AGES)))
    for _ in range(200):
        at = np.exp(np.clip(b, -30, 30))
        mu = within @ at + 1e-9
        x = within * at / mu[:, None]
        new = np.linalg.solve(x.T @ (mu[:, None] * x) + penalty, x.T @ (count - mu + mu * (x @ b)))
        step = np.clip(new - b, -1.0, 1.0)
        b = b + step
        if np.abs(step).max() < 1e-8:
            break
    return np.exp(np.clip(b, -30, 30))


def moving(staff: np.ndarray, low, high, stock, events) -> np.ndarray:
    """(ages,) density of movements: staff at each age times the rate, by groups with both."""
    groups = pd.DataFrame({"low": low, "high": high, "stock": stock, "events": events})
    groups = groups[groups["low"] >= 0].groupby(["low", "high"]).sum().reset_index()
    groups = groups[groups["stock"] > 0].sort_values(["low", "high"])
    if groups.empty or groups["events"].sum() == 0:
        return staff
    overall = groups["events"].sum() / groups["stock"].sum()
    # A group without movements has a rate below what one movement would make it.
    rate = (groups["events"] + 0.5 * overall) / (groups["stock"] + 0.5)
    middle = [
        np.average(AGES, weights=np.where((a <= AGES) & (b >= AGES), staff, 0.0) + 1e-12)
        for a, b in zip(groups["low"], groups["high"])
    ]
    return staff * np.exp(np.interp(AGES, middle, np.log(rate)))


def spread(
    frame: pd.DataFrame, count: str, weights: np.ndarray, cell: list[str], within: list[str]
) -> pd.DataFrame:
    """A row for each row of `frame` and single age in it: `row`, `age` (-1 = not told), `persons`.

    Parameters
    ----------
    frame : rows with `age_from`, `age_to` and whole numbers in `count`, in a fixed order.
    weights : (ages,) how many stand at each age.
    cell : columns that name a cell: its persons take the same ages every time. within : columns by which counting
        begins anew; over the others a cell's persons go on from each other.
    """
    low, high = bounds(frame)
    heads = frame[count].to_numpy().astype(int)
    row = np.repeat(np.arange(len(frame)), heads)
    key = pd.MultiIndex.from_frame(frame[[*cell, *GROUP]].astype("object").fillna(""))
    cells, names = pd.factorize(key)
    offset = np.array([crc32("|".join(map(str, name)).encode()) / 2**32 for name in names])
    counts = frame[within].assign(cell=cells)
    runs = counts.groupby([*within, "cell"], sort=False, dropna=False).ngroup().to_numpy()
    at = (offset[cells[row]] + (_number(runs[row]) + 0.5) * GOLDEN) % 1.0
    age = _ages(low[row], high[row], at, weights)
    parted = pd.DataFrame({"row": row, "age": age}).groupby(["row", "age"], sort=True).size()
    return parted.reset_index(name="persons")


def _number(run: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each run, in the order they stand."""
    order = np.argsort(run, kind="stable")
    sorted_ = run[order]
    first = np.searchsorted(sorted_, sorted_)
    out = np.empty(len(run))
    out[order] = np.arange(len(run)) - first
    return out


def _ages(low: np.ndarray, high: np.ndarray, at: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Quantile `at` of the density within each group; -1 where no age is told."""
    age = np.where(low == high, low, -1)
    for a, b in {(int(x), int(y)) for x, y in zip(low, high) if x >= 0 and x != y}:
        mine = (low == a) & (high == b)
        ages = np.arange(a, b + 1)
        share = np.interp(ages, AGES, weights) + 1e-12
        age[mine] = ages[np.minimum(np.searchsorted(np.cumsum(share) / share.sum(), at[mine]), len(ages) - 1)]
    return age
