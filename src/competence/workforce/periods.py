"""Which month or year ends can be counted: from where the deliveries are whole to the last that is over."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sources import Delivered, DeliveryError
from competence.sources.faults import fault

# A month with fewer ends than this share of the usual is not yet history, but some row that was typed wrongly.
_USUAL = 0.05
# exp(-7): less than one in a thousand that a source as lively as this one saw no end for so long.
_UNLIKELY = 7.0


def period_ends(delivered: Delivered, config) -> np.ndarray:
    """Period ends as `datetime64[D]`, ascending.

    Yearly snapshots: the years delivered. Otherwise month ends: from the latest beginning among the sources to
    the earliest end. A snapshot source begins with its first period. An export of spells holds those that had
    not ended before some day, which it does not tell: its history is whole from the first month end at or after
    the earliest end delivered (`history_from` in the config overrides it). Where a source's first end is late
    only because it is small, it begins with the others.

    Raises
    ------
    DeliveryError : `no_history`, where fewer than two month ends come out.
    """
    snapshots = [s for s, c in _staff_sources(config) if c.kind == "snapshots"]
    if config.yearly:
        days = [_of(delivered, s, "start") for s in snapshots if config.sources[s].interval == "year"]
        return np.unique(pd.concat(days).to_numpy().astype("datetime64[D]"))
    first, last, lively = {}, {}, {}
    for source, c in _staff_sources(config):
        if c.kind == "snapshots":
            days = _of(delivered, source, "start").to_numpy().astype("datetime64[D]")
            first[source], last[source] = days.min(), days.max()
            continue
        day = np.datetime64(max(f.delivered for f in delivered.files if f.source == source))
        last[source] = _month_end(day + 1, -1)
        if c.history_from:
            first[source] = np.datetime64(c.history_from)
            continue
        ends = _of(delivered, source, "end").dropna().to_numpy().astype("datetime64[D]")
        ends = np.sort(ends[ends <= day])
        first[source] = _first_usual(ends) if len(ends) else day
        lively[source] = len(ends) / max((day - first[source]).astype(int), 1)
    pooled = min((first[s] for s in lively), default=None)
    for source, rate in lively.items():
        if rate * (first[source] - pooled).astype(int) < _UNLIKELY:
            first[source] = pooled
    begin, end = _month_end(max(first.values()), 0), min(last.values())
    months = np.arange(begin.astype("datetime64[M]"), end.astype("datetime64[M]") + 1)
    if len(months) < 2:
        raise DeliveryError([fault(", ".join(first), "no_history")])
    return (months + 1).astype("datetime64[D]") - 1


def _staff_sources(config):
    return [(s, c) for s, c in config.sources.items() if c.table == "employments"]


def _of(delivered: Delivered, source: str, column: str) -> pd.Series:
    names = [f.name for f in delivered.files if f.source == source]
    return delivered.staff[column][delivered.staff["source_file"].isin(names)]


def _month_end(day: np.datetime64, months: int) -> np.datetime64:
    """The last day of a day's month, `months` on."""
    return (day.astype("datetime64[M]") + months + 1).astype("datetime64[D]") - 1


def _first_usual(ends: np.ndarray) -> np.datetime64:
    """The earliest end in the first month that has a usual number of them."""
    month = ends.astype("datetime64[M]").astype(int)
    counts = np.bincount(month - month[0])
    usual = counts >= max(1.0, _USUAL * np.median(counts[counts > 0]))
    return ends[month - month[0] >= int(np.argmax(usual))][0]
