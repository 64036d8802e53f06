"""Breaks that are seen in the series, held against those that the config names.

Three things are looked for in the series of each administration and of each occupation (and hires and exits of the
whole): a **step** in the headcount that the people who came and left do not explain (a reorganisation, a code that
was merged); a **leap** of hires or exits in one period; a **shift** from which on they are quite others. Each is
held against the series' own history by robust measures (median and median absolute deviation; Poisson counts with
the overdispersion that the series themselves show), with limits at which ordinary municipalities are quiet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.tables import ALL, BREAKS_SEEN, EXIT_FLOWS
from competence.workforce.quality.found import Build, Found
from competence.workforce.summing import summed

HIRES = ("hire", "hire_from_hourly")
CAME, WENT = (*HIRES, "transfer_in", "gap_in"), (*EXIT_FLOWS, "transfer_out", "gap_out")
FEWEST = 8  # intervals before anything can be seen
PERSONS, SHARE, SURE = 8, 0.1, 8.0  # a step or leap: so many persons, of the number, in standard deviations
# A year's hires and exits differ by a fifth of their own accord (standard deviation of the logarithm).
YEARS_DIFFER, SHIFT_SURE, SHIFT_EVENTS = 0.2, 4.0, 20
WITHIN = np.timedelta64(31, "D")  # how near to its day a named break explains what is seen
_ROBUST = 1.4826  # median absolute deviation to standard deviation
_CHI = 0.4549  # median of a chi-square with one degree of freedom


@dataclass(frozen=True)
class Series:
    """Counts by group (rows) and interval (columns); `heads` has one column more, the opening one."""

    kind: str  # administration, occupation or *
    ids: list[str]
    periods: np.ndarray
    heads: np.ndarray
    step: np.ndarray
    hires: np.ndarray
    exits: np.ndarray


def measure(found: Found, of: Build, seen: pd.DataFrame) -> None:
    """How many periods hold a break, named or not; what cannot be seen yet."""
    lone = seen[~seen["named"]]
    for name, kinds in (("level", ["step"]), ("flows", ["leap", "shift"])):
        found.add(f"breaks_unnamed_{name}", lone.loc[lone["what"].isin(kinds), "period"].nunique())
    found.add("breaks_named", int(seen["named"].sum()))
    found.add("breaks_untested", max(FEWEST + 1 - len(of.periods), 0))


def seen(of: Build) -> pd.DataFrame:
    """The table `breaks_seen`."""
    rows: list[tuple] = []
    if len(of.periods) > FEWEST:
        cell = ["period", "administration", "occupation"]
        stock = summed(of.stock, cell, "headcount").reset_index()
        flows = summed(of.flows, [*cell, "flow"], "count").reset_index()
        for kind in ("administration", "occupation", ALL):
            s = series(stock, flows, kind)
            rows += _steps(s) if kind != ALL else []
            for what, counts in (("hires", s.hires), ("exits", s.exits)):
                rows += _leaps(s, what, counts)
                rows += [] if of.config.yearly else _shifts(s, what, counts)
    columns = ["period", "kind", "id", "what", "of", "before", "after", "sure"]
    found = pd.DataFrame(rows, columns=columns)
    named = [_named(of, row) for row in found.itertuples()]
    return BREAKS_SEEN.check(found.assign(named=np.array(named, bool)))


def series(stock: pd.DataFrame, flows: pd.DataFrame, kind: str) -> Series:
    """The series of all administrations, all occupations, or (`*`) of the whole."""
    periods = np.sort(stock["period"].unique())
    ids = [ALL] if kind == ALL else sorted(stock[kind].astype("str").unique())

    def grid(frame: pd.DataFrame, value: str) -> np.ndarray:
        group = (
            np.zeros(len(frame), int) if kind == ALL else pd.Index(ids).get_indexer(frame[kind].astype("str"))
        )
        at = np.searchsorted(periods, frame["period"].to_numpy())
        good = (group >= 0) & (at < len(periods))
        flat = np.bincount(
            group[good] * len(periods) + at[good], frame[value].to_numpy(float)[good], len(ids) * len(periods)
        )
        return flat.reshape(len(ids), len(periods))

    def of_flows(names: tuple[str, ...]) -> np.ndarray:
        return grid(flows[flows["flow"].isin(names)], "count")[:, 1:]

    heads = grid(stock, "headcount")
    step = np.diff(heads, axis=1) - of_flows(CAME) + of_flows(WENT)
    return Series(kind, ids, periods[1:], heads, step, of_flows(HIRES), of_flows(EXIT_FLOWS))


def _steps(s: Series) -> list[tuple]:
    """Jumps of a number that comings and goings do not explain."""
    usual = np.median(s.step, axis=1, keepdims=True)
    off = np.abs(s.step - usual)
    noise = np.maximum(_ROBUST * np.median(off, axis=1), np.sqrt(off.mean(axis=1)))[:, None]
    sure = off / np.maximum(noise, 0.5)
    larger = np.maximum(s.heads[:, :-1], s.heads[:, 1:])
    hit = (np.abs(s.step) >= np.maximum(PERSONS, SHARE * larger)) & (sure >= SURE)
    return [
        (s.periods[t], s.kind, s.ids[i], "step", "headcount", s.heads[i, t], s.heads[i, t + 1], sure[i, t])
        for i, t in np.argwhere(hit)
    ]


def _leaps(s: Series, of: str, counts: np.ndarray) -> list[tuple]:
    """Periods with far more hires or exits than such periods have."""
    expected = _expected(s.periods, counts)
    off = (counts - expected) / np.sqrt(expected)
    told = expected > 2
    spread = np.sqrt(max(1.0, np.median(off[told] ** 2) / _CHI)) if told.any() else 1.0
    sure = off / spread
    hit = (sure >= SURE) & (counts - expected >= np.maximum(PERSONS, SHARE * s.heads[:, :-1]))
    return [
        (s.periods[t], s.kind, s.ids[i], "leap", of, expected[i, t], counts[i, t], sure[i, t])
        for i, t in np.argwhere(hit)
    ]


def _expected(periods: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """What each count would be: the usual level around it in the season of the whole, or the month's own usual."""
    n = counts.shape[1]
    month = periods.astype("datetime64[M]").astype(int) % 12
    all_ = counts.sum(axis=0)
    by_month = np.array([np.median(all_[month == m]) for m in month])
    season = np.maximum(by_month / max(np.median(by_month), 0.5), 0.25)
    expected = np.empty(counts.shape)
    for t in range(n):
        around = [k for k in range(max(0, t - 12), min(n, t + 13)) if k != t]
        expected[:, t] = np.median(counts[:, around] / season[around], axis=1) * season[t]
        same = [k for k in np.flatnonzero(month == month[t]) if k != t]
        if len(same) > 1:
            expected[:, t] = np.maximum(expected[:, t], np.median(counts[:, same], axis=1))
    return np.maximum(expected, 0.5)


def _shifts(s: Series, of: str, counts: np.ndarray) -> list[tuple]:
    """Months from which a year's hires or exits a head are quite others than the year's before, the surest first."""
    year, n = 12, counts.shape[1]
    if n < 2 * year:
        return []
    events = np.concatenate([np.zeros((len(s.ids), 1)), counts.cumsum(axis=1)], axis=1)
    heads = np.concatenate([np.zeros((len(s.ids), 1)), s.heads[:, :-1].cumsum(axis=1)], axis=1)
    at = np.arange(year, n - year + 1)
    before, after = events[:, at] - events[:, at - year], events[:, at + year] - events[:, at]
    there, still = heads[:, at] - heads[:, at - year], heads[:, at + year] - heads[:, at]
    change = np.log((after + 0.5) / np.maximum(still, 1)) - np.log((before + 0.5) / np.maximum(there, 1))
    noise = 1 / (before + 0.5) + 1 / (after + 0.5) + YEARS_DIFFER**2
    good = (before + after >= SHIFT_EVENTS) & (there > 0) & (still > 0)
    sure = np.where(good, np.abs(change) / np.sqrt(noise), 0.0)
    found = []
    for i, name in enumerate(s.ids):
        left = sure[i].copy()
        while left.max(initial=0.0) >= SHIFT_SURE:
            k = int(left.argmax())
            found.append((s.periods[at[k]], s.kind, name, "shift", of, before[i, k], after[i, k], left[k]))
            left[max(0, k - year) : k + year + 1] = 0.0
    return found


def _named(of: Build, row) -> bool:
    """Whether the config tells of a break, or of an event of demand, near a period that concerns the group."""
    at = int(np.searchsorted(of.periods, np.datetime64(row.period, "D")))
    first, last = of.periods[max(at - 1, 0)], of.periods[at]
    near = WITHIN * (3 if row.what == "shift" else 1)
    for b in (*of.config.breaks, *of.config.demand.events):
        day = np.datetime64(b.date, "D")
        if not first - near < day <= last + near:
            continue
        groups = {"administration": b.administrations, "occupation": b.occupations}.get(row.kind, ())
        if not groups or row.id in groups or row.id == getattr(b, "to", None):
            return True
    return False
