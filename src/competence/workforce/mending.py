"""How spells are mended before anything is counted: overlaps, weekends between rows, own requests of the old."""

from __future__ import annotations

import numpy as np
import pandas as pd

_FRIDAY, _SUNDAY = 4, 6  # weekday numbers from Monday
_NEVER = np.datetime64("9999-12-31", "D")
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday


def mend(frame: pd.DataFrame, config) -> pd.DataFrame:
    """Spells (table `employments`) with ends and reasons mended; the delivered reason stays beside."""
    frame = without_overlaps(frame)
    if config.exits.bridge_weekends:
        frame = over_weekends(frame)
    return frame.assign(exit_reason=reasons(frame, config))


def without_overlaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of one employment that run into the next one end the day before it.

    Only where both together would be more than full time: two rows of one employment at a time may be two places
    of work. Posts without a number of their own cannot be told apart and stand as they are.
    """
    numbered = (frame["employment"].astype("str") != frame["person"].astype("str")).to_numpy()
    start = frame["start"].to_numpy().astype("datetime64[D]")
    end = frame["end"].to_numpy().astype("datetime64[D]")
    end = np.where(np.isnat(end), _NEVER, end)
    key = np.zeros(len(frame), np.int64)
    key[numbered] = frame[numbered].groupby(["person", "employment"], observed=True, sort=False).ngroup()
    rows = np.flatnonzero(numbered)
    rows = rows[np.lexsort((end[rows], start[rows], key[rows]))]
    before, after = rows[:-1], rows[1:]
    share = frame["contract_share"].fillna(1.0).to_numpy()
    runs_in = (
        (key[before] == key[after])
        & (start[before] < start[after])
        & (end[before] >= start[after])
        & (end[before] <= end[after])
        & (share[before] + share[after] > 1)
    )
    return _ended(frame, before[runs_in], start[after[runs_in]] - 1)


def over_weekends(frame: pd.DataFrame) -> pd.DataFrame:
    """Whoever is away for a Saturday and Sunday only, or one of them, is there in between."""
    monthly = np.flatnonzero((frame["contract"] != "hourly").to_numpy())
    start = frame["start"].to_numpy().astype("datetime64[D]").astype("int64")[monthly]
    stop = frame["end"].to_numpy().astype("datetime64[D]")[monthly]
    stop = np.where(np.isnat(stop), np.iinfo(np.int32).max, stop.astype("int64"))
    who = pd.factorize(frame["person"].to_numpy()[monthly])[0]
    order = np.lexsort((start, who))
    start, stop, who = start[order], stop[order], who[order]
    # The furthest last day of the person's rows so far, and the row that has it.
    reach = pd.Series(stop).groupby(who).cummax().to_numpy()
    holder = pd.Series(np.where(stop == reach, np.arange(len(stop)), -1)).groupby(who).cummax().to_numpy()
    away = start[1:] - reach[:-1] - 1
    weekday = (reach[:-1] + _EPOCH_WEEKDAY) % 7
    free = (weekday >= _FRIDAY) & (weekday + away <= _SUNDAY)
    bridged = np.flatnonzero((who[1:] == who[:-1]) & (away > 0) & free)
    rows = monthly[order[holder[bridged]]]
    return _ended(frame, rows, (start[bridged + 1] - 1).astype("datetime64[D]"))


def _ended(frame: pd.DataFrame, rows: np.ndarray, last: np.ndarray) -> pd.DataFrame:
    """Some rows with another last day; they do not go on."""
    if not len(rows):
        return frame
    end, goes_on = frame["end"].to_numpy().copy(), frame["right_censored"].to_numpy().copy()
    end[rows], goes_on[rows] = last.astype(end.dtype), False
    return frame.assign(end=end, right_censored=goes_on)


def reasons(frame: pd.DataFrame, config) -> pd.Series:
    """Why spells ended: own requests at or above the configured age are retirements."""
    exits = config.exits
    age = frame["end"].dt.year - frame["birth_year"].astype("float64")
    if exits.own_request_age == "on_last_day":
        age = frame["end_age"].astype("float64").fillna(age)
    limits = exits.own_request_retirement_age_by_birth_year
    limit = frame["birth_year"].map({int(year): float(a) for year, a in limits.items()}).astype("float64")
    limit = limit.fillna(float(exits.own_request_retirement_age))
    late = (frame["exit_reason_delivered"] == "resignation") & (age >= limit)
    return frame["exit_reason_delivered"].where(~late, "retirement")
