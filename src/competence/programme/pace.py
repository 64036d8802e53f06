"""How fast the managers get through: what has been seen of the course groups, and a stated prior where little has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from competence.config.programme import Programme
from competence.vocabulary import EXIT_FLOWS

# Priors. Turnover of managers a year: mean 13 % (10-16 % in published cases), worth so many leavers.
TURNOVER, LEAVERS = 0.13, 16.0
# A roll-out is planned to hold; its pace differs from the plan by so much, gaps between groups by so much more.
PACE_SD, GAP_SD, GAPS = 0.10, 0.30, 16.0
# Of ten who are booked, one does not come; of twenty who begin, one does not get through.
NO_SHOW, NO_SHOWS = 0.10, 20.0
FALLING_OUT, FALLEN = 0.05, 20.0
# Those in post at the start are booked first: newcomers a sixteenth as often, worth so much.
NEWCOMERS, NEWCOMERS_SEEN = 0.25, 4.0
LENGTH, LENGTH_SD = 2.0, 0.5  # months from a group's first day to its last
SIZE_SD = 0.07  # of groups, as a share, worth one group
# No group for so long, in usual gaps and in months: the roll-out is over.
OVER_GAPS, OVER_MONTHS = 3.0, 9.0
MONTH = 365.25 / 12


@dataclass(frozen=True, repr=False)
class Pace:
    """Draws of what decides the pace, one each: (draws,).

    turnover : a year. gap, gap_cv : months between first days of groups. booked : managers a group. no_show, through,
    newcomer : shares; the odds of a newcomer's being booked against those in post at the start. length, length_sd :
    months a group takes. since : months since the last group's first day. usual : typical gap. over : no group is to
    come that is not planned. planned : months from the origin to the first days that are. running : (managers, months
    since the first day) of groups under way.
    """

    turnover: np.ndarray
    gap: np.ndarray
    gap_cv: np.ndarray
    booked: np.ndarray
    no_show: np.ndarray
    through: np.ndarray
    newcomer: np.ndarray
    length: np.ndarray
    length_sd: np.ndarray
    since: float
    over: bool
    planned: tuple[float, ...]
    running: tuple[tuple[float, float], ...]
    stuck: float


def months_from(days, day) -> np.ndarray:
    """Months from `day` to `days`."""
    return (np.asarray(days, "datetime64[D]") - np.datetime64(day, "D")).astype(float) / MONTH


def left_a_year(status: pd.DataFrame, start: pd.Timestamp) -> tuple[float, float]:
    """Managers in post at the start who have left since, and the manager-years that it took them."""
    mine = status[status["in_post_at_start"] & (status["period"] >= start)]
    heads = mine.groupby("period")["managers"].sum()
    if len(heads) < 2:
        return 0.0, 0.0
    years = np.diff(months_from(heads.index.to_numpy("datetime64[D]"), start)) / 12
    middle = (heads.to_numpy()[1:] + heads.to_numpy()[:-1]) / 2
    return float(max(heads.iloc[0] - heads.iloc[-1], 0)), float(middle @ years)


def turnover(status, stock, flows, start, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of the share of managers who leave in a year (gamma-Poisson).

    The prior is the published range; managers' exits before the roll-out move its mean where flows tell them.
    """
    mean = TURNOVER
    if stock is not None and flows is not None and len(stock) and len(flows):
        level = [f["manager_level"].isin(["A", "B", "C"]) for f in (stock, flows)]
        heads = stock[level[0]].groupby("period")["headcount"].sum()
        gone = flows[level[1] & flows["flow"].isin(EXIT_FLOWS)]["count"].sum()
        step = _years_a_period(heads.index)
        if heads.sum() > 0 and gone > 0:
            # Leaving a post without leaving the employer is no exit: the known rate is a lower end, so half-way.
            mean = (mean + max(mean, gone / (heads.sum() * step))) / 2
    events, years = left_a_year(status, start)
    return rng.gamma(LEAVERS + events, 1.0, draws) / (LEAVERS / mean + years)


def _years_a_period(periods) -> float:
    days = np.diff(np.sort(periods.to_numpy("datetime64[D]"))).astype(float)
    return float(np.median(days)) / 365.25 if len(days) else 1 / 12


def estimate(
    status: pd.DataFrame,
    groups: pd.DataFrame,
    leaving: np.ndarray,
    programme: Programme,
    start: pd.Timestamp,
    origin: pd.Timestamp,
    rng: np.random.Generator,
) -> Pace:
    """Draws of the pace from the groups that have begun by the origin.

    The prior of the mean gap is the plan's: all managers in groups of the size seen, by the promised day; without a
    promised day it rests on what is seen. Its log is normal with a known spread of gaps (conjugate); gaps are gamma.
    """
    draws = len(leaving)
    sat = (
        groups.groupby("group").agg(start=("start", "min"), managers=("managers", "sum")).sort_values("start")
    )
    begun, ahead = sat[sat["start"] <= origin], sat[sat["start"] > origin]
    size, size_sd = _size(begun["managers"].to_numpy(float), programme)
    no_show = rng.beta(NO_SHOWS * NO_SHOW, NO_SHOWS * (1 - NO_SHOW), draws)
    booked = np.maximum(rng.normal(size, size_sd, draws), 2.0) / (1 - no_show)
    first = begun["start"].to_numpy("datetime64[D]")
    gaps = np.diff(months_from(first, origin))
    gaps = gaps[gaps > 0.05]  # groups that begin together are one in time
    plan = None
    if programme.rollout_end is not None:
        whole = float(months_from(programme.rollout_end, start))
        now = status[status["period"] >= start]
        heads = now[now["period"] == now["period"].min()]["managers"].sum()
        plan = max(whole, 1.0) / max(heads / (size / (1 - NO_SHOW)), 1.0)
    gap, cv = _gaps(gaps, plan, draws, rng)
    since = float(-months_from(first[-1], origin)) if len(first) else 0.0
    days = [
        *ahead["start"].to_numpy("datetime64[D]"),
        *(np.datetime64(d, "D") for d in programme.group_dates),
    ]
    planned = sorted({round(float(m), 3) for m in months_from(days, origin) if m > 0}) if days else []
    over = since > max(OVER_MONTHS, OVER_GAPS * float(np.median(gap)))
    if since > 0 and not over and not planned:
        # The gap that runs now is at least so long: draws that make it unlikely count less.
        weight = stats.gamma.sf(since, 1 / cv**2, scale=gap * cv**2) + 1e-12
        kept = rng.choice(draws, draws, p=weight / weight.sum())
        gap, cv = gap[kept], cv[kept]
    length, length_sd = _length(status, begun, origin)
    running, stuck, matured = _running(status, begun, origin, length)
    fell = rng.beta(FALLEN * FALLING_OUT + stuck, FALLEN * (1 - FALLING_OUT) + max(matured, 0.0), draws)
    seen, expected = _newcomers(status, start)
    return Pace(
        turnover=leaving, gap=gap, gap_cv=cv, booked=booked, no_show=no_show, through=1 - fell,
        newcomer=rng.gamma(NEWCOMERS + seen, 1.0, draws) / (NEWCOMERS_SEEN + expected),
        length=np.maximum(rng.normal(length, length_sd / np.sqrt(max(len(begun), 1)), draws), 0.05),
        length_sd=np.full(draws, length_sd), since=since, over=over and not planned, planned=tuple(planned),
        running=running, stuck=stuck,
    )  # fmt: skip


def _size(seen: np.ndarray, programme: Programme) -> tuple[float, float]:
    """Mean and error of the managers who come to a group; the config's middle counts as one group."""
    values = np.append(seen, np.mean(programme.group_size))
    mean = float(values.mean())
    spread = np.sqrt(((SIZE_SD * mean) ** 2 + ((values - mean) ** 2).sum()) / len(values))
    return mean, float(spread / np.sqrt(len(values)))


def _gaps(gaps: np.ndarray, plan: float | None, draws: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draws of the mean gap in months and of its coefficient of variation."""
    k = len(gaps)
    seen = ((gaps / gaps.mean() - 1) ** 2).sum() if k > 1 else 0.0
    freedom = GAPS + max(k - 1, 0)
    cv = np.sqrt((GAPS * GAP_SD**2 + seen) / rng.chisquare(freedom, draws)).clip(0.02, 1.5)
    about, own = (np.log(plan), PACE_SD) if plan else (np.log(gaps.mean() if k else LENGTH), 1.0)
    precision = 1 / own**2 + k / cv**2
    middle = (about / own**2 + (k / cv**2 * np.log(gaps.mean()) if k else 0.0)) / precision
    return np.exp(middle + rng.standard_normal(draws) / np.sqrt(precision)), cv


def _length(status: pd.DataFrame, begun: pd.DataFrame, origin) -> tuple[float, float]:
    """Months from a group's first day to its last: when as many as had begun up to it were through."""
    done = status.groupby("period")["completed_now"].sum()
    done = done[done.index <= origin].cumsum()
    total, spans = 0.0, []
    for row in begun.itertuples():
        # Some never get through or leave first: most of the group is the group.
        reached = done[done >= total + 0.5 * row.managers]
        total += row.managers
        if len(reached) and reached.index[0] > row.start:
            ends = done.index[done.index <= reached.index[0]]
            step = (ends[-1] - ends[-2]).days / MONTH if len(ends) > 1 else 1.0
            spans.append((float(months_from(reached.index[0], row.start)), step))
    if not spans:
        return LENGTH, LENGTH_SD
    found, step = np.array(spans).T
    found = np.maximum(found - step / 2, 0.05)
    within = max(float(found.var()) - float((step**2).mean()) / 12, 0.0)
    return float((found.sum() + LENGTH) / (len(found) + 1)), float(
        np.sqrt(within + 0.05**2 + 1 / 12 / len(found))
    )


def _running(status, begun, origin, length) -> tuple[tuple, float, float]:
    """Groups under way; managers who began and neither are through nor in any of those; all who should be through."""
    now = status[status["period"] == origin]
    way = float(now.loc[now["status"] == "under_way", "managers"].sum())
    through = float(status.loc[status["period"] <= origin, "completed_now"].sum())
    left, running = way, []
    for row in begun.iloc[::-1].itertuples():
        age = float(-months_from(row.start, origin))
        if left < 0.3 * row.managers or age > 3 * length + 1:
            break
        running.append((min(float(row.managers), left), age))
        left -= running[-1][0]
    return tuple(running), max(left, 0.0), through


def _newcomers(status: pd.DataFrame, start) -> tuple[float, float]:
    """Newcomers who have begun, and how many would have, were they booked as often as those in post at the start."""
    now = status[status["period"] >= start]
    by = now.assign(begun=now["status"] != "not_begun").pivot_table(
        "managers", "period", ["in_post_at_start", "begun"], "sum", fill_value=0
    )
    heads = {key: by[key].to_numpy(float) if key in by else np.zeros(len(by)) for key in _SIDES}
    came = np.diff(heads[False, True], prepend=0.0).clip(0)
    steps = came + np.diff(heads[True, True], prepend=0.0).clip(0)
    free = np.maximum(heads[True, False] + heads[False, False] + steps, 1.0)
    return float(came.sum()), float((steps * (heads[False, False] + came) / free).sum())


_SIDES = ((True, True), (True, False), (False, True), (False, False))
