"""How many managers are through, whether the two years hold, and how what they have learnt drains from the posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.programme import drain, pace, promise, rollout
from competence.tables import ALL, COVERAGE, PROMISE
from competence.vocabulary import PROGRAMME_STATUSES

DRAWS = 1000
_NULL = {"p10": np.nan, "p90": np.nan}


def cover(
    status: pd.DataFrame | None,
    groups: pd.DataFrame | None,
    stock: pd.DataFrame | None,
    flows: pd.DataFrame | None,
    programme: Programme,
    *,
    origin: pd.Timestamp,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage so far and ahead, and the two promises with their dates.

    The rest of the roll-out is simulated from the pace, turnover and attendance seen so far, with stated priors where
    little has been (`pace`); afterwards coverage drains by managers' turnover (`drain`).

    Parameters
    ----------
    status, groups : `programme_status`, `programme_groups`; None or empty where no course records are delivered.
    stock, flows : of the staff, for managers' exits before the roll-out. programme : section of the config.
    origin : last period that is known. draws : simulated futures.

    Returns
    -------
    The tables `programme_coverage` and `programme_promise`; both empty without course records.
    """
    if status is None or groups is None or status.empty or groups.empty:
        return COVERAGE.empty(), PROMISE.empty()
    status = status[status["period"] <= origin]
    seen = pd.concat(list(observed(status)), ignore_index=True)
    if status.empty or groups["start"].min() > status["period"].max():
        return COVERAGE.check(seen), PROMISE.empty()
    rest = simulate(status, groups, stock, flows, programme, rng, draws)
    rows = [seen, *_ahead(rest, groups, rng)]
    return COVERAGE.check(pd.concat(rows, ignore_index=True)), PROMISE.check(
        promise.table(status, rest.course, rest.pace, programme, rest.start, rest.origin, rest.places)
    )


@dataclass(frozen=True, repr=False)
class Rest:
    """The rest of the roll-out as drawn, from the last period of the status table on."""

    start: pd.Timestamp
    origin: pd.Timestamp
    places: list[str]
    pace: pace.Pace
    course: rollout.Course


def simulate(status, groups, stock, flows, programme: Programme, rng, draws: int = DRAWS) -> Rest:
    """Draw the rest of a roll-out of which one group at least has begun; arguments as of `cover`."""
    start, origin = groups["start"].min(), status["period"].max()
    if programme.rollout_start is not None:
        start = pd.Timestamp(programme.rollout_start)
    places = sorted(status.loc[status["period"] == origin, "administration"].unique())
    leaving = pace.turnover(status, stock, flows, start, draws, rng)
    found = pace.estimate(status, groups, leaving, programme, start, origin, rng)
    return Rest(start, origin, places, found, rollout.draw(_heads(status, places, origin), found, rng))


def observed(status: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Heads by period, administration and status, as they were; also the municipality's and all managers together."""
    by = status.groupby(["period", "administration", "status"])["managers"].sum().unstack(fill_value=0)
    by = by.reindex(columns=list(PROGRAMME_STATUSES), fill_value=0).assign(all=lambda t: t.sum(axis=1))
    for some in (by.reset_index(), by.groupby("period").sum().reset_index().assign(administration=ALL)):
        yield some.melt(["period", "administration"], var_name="status", value_name="managers").assign(
            drain="observed", managers=lambda t: t["managers"].astype(float), **_NULL
        )


def _heads(status: pd.DataFrame, places: list[str], origin: pd.Timestamp) -> np.ndarray:
    """(administrations, 8, 3) managers at the origin by class and status; newcomers' months of service spread evenly."""
    now = status[status["period"] == origin]
    served = now["service"] == "over_six_months"
    kind = np.where(now["in_post_at_start"], "start", np.where(served, "served", "new"))
    heads = np.zeros((len(places), 8, 3), np.int64)
    order = {"not_begun": 0, "under_way": 1, "completed": 2}
    at = [places.index(a) for a in now["administration"]]
    for place, k, s, n in zip(at, kind, now["status"].map(order), now["managers"]):
        if k == "new":
            edges = np.round(np.arange(rollout.AGES + 1) * n / rollout.AGES).astype(np.int64)
            heads[place, 1 : rollout.SERVED, s] += np.diff(edges)
        else:
            heads[place, rollout.AT_START if k == "start" else rollout.SERVED, s] += n
    return heads


def _ahead(rest: Rest, groups: pd.DataFrame, rng: np.random.Generator) -> Iterator[pd.DataFrame]:
    """Rows of the months ahead: the rest of the roll-out, then five years by what is assumed."""
    course, last = rest.course, 0
    reached = np.quantile(course.reached[:, 0, -1], 0.5, method="inverted_cdf")
    if not rest.pace.over and 0 < reached < np.inf:
        last = int(np.ceil(reached))
        yield _told(course.heads[: last + 1], "roll_out", rest, 0)
    at = course.heads[last]
    size = float(groups.groupby("group")["managers"].sum().median())
    managers = at.sum(2).mean(0).round().astype(np.int64)
    for name, through in drain.ahead(at[..., 2], managers, rest.pace.turnover, size, rng):
        left = managers - through
        yield _told(np.stack([left, np.zeros_like(left), through], axis=-1), name, rest, last)


def _told(heads: np.ndarray, name: str, rest: Rest, first: int) -> pd.DataFrame:
    """Means and intervals of (months, draws, administrations, 3) heads, the month they start from left out."""
    heads = heads[1:]
    whole = np.concatenate([heads, heads.sum(2, keepdims=True)], axis=2)
    every = np.concatenate([whole, whole.sum(3, keepdims=True)], axis=3)
    mean, ends = every.mean(1), np.quantile(every, [0.1, 0.9], axis=1)
    periods = [rest.origin + pd.offsets.MonthEnd(first + m) for m in range(1, len(heads) + 1)]
    index = pd.MultiIndex.from_product(
        [periods, [*rest.places, ALL], ["not_begun", "under_way", "completed", "all"]],
        names=["period", "administration", "status"],
    )
    frame = pd.DataFrame(
        {"managers": mean.ravel(), "p10": ends[0].ravel(), "p90": ends[1].ravel()}, index=index
    )
    return frame.reset_index().assign(drain=name, period=lambda t: t["period"].astype("datetime64[us]"))
