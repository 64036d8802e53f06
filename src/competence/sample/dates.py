"""Days of what the simulation knows by month: first and last day of every spell."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.calendar import Months
from competence.sample.log import Spells
from competence.sample.streams import Streams

OPEN = np.iinfo(np.int32).max


def days(streams: Streams, months: Months, spells: Spells) -> tuple[np.ndarray, np.ndarray]:
    """First and last day (day numbers; `OPEN` = still there) of each spell.

    What begins in a month has begun by its last day; what ends in a month had its last day at the earliest on
    the last day of the month before, so that month ends tell the same story as days do.
    """
    rng = streams("dates")
    n = len(spells)
    first = months.first_day(spells.month).astype(np.int64)
    length = months.first_day(spells.month + 1).astype(np.int64) - first
    u = rng.random((3, n))
    start = first + np.where(u[0] < 0.75, 0, (u[1] * (length - 1)).astype(np.int64))
    start = np.where(spells.why == L.GAP_IN, first + 7 + (u[1] * 8).astype(np.int64), start)
    hired = np.isin(spells.why, (L.HIRE, L.REHIRE, L.FROM_HOURLY, L.HOURLY_START))
    start = np.where(hired, np.clip(spells.hired, first, first + length - 1), start)
    opening = spells.why == L.OPENING
    long_ago = first + length - 1 - (u[1] * 1200).astype(np.int64)
    start = np.where(opening, np.maximum(spells.hired, long_ago), start)

    month_end = months.first_day(spells.stop).astype(np.int64) - 1
    following = months.first_day(spells.stop + 1).astype(np.int64) - months.first_day(spells.stop).astype(
        np.int64
    )
    within = month_end + np.where(u[2] < 0.45, 0, 1 + (rng.random(n) * (following - 1)).astype(np.int64))
    end = np.where(spells.after == L.TRANSFER, month_end, within)
    end = np.where(spells.after == L.GAP_OUT, month_end + 10 + (u[2] * 10).astype(np.int64), end)
    goes_on = np.isin(spells.after, (L.CHANGE, L.TO_HOURLY, L.FROM_HOURLY))
    end = np.where(goes_on, np.append(start[1:], 0) - 1, end)
    return start, np.where(spells.after == -1, OPEN, end)
