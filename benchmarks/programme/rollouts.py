"""Roll-outs manager by manager and day by day, and what is said of the two years when a part of them has passed.

330 managers in groups of 25-26, first those in post at the start by lot, each no-show first in line the next time, then
newcomers as they come. The pace differs by 10 % between roll-outs and is kept; gaps between first days differ by 30 %;
12 % of those booked do not come; 12 % of managers leave in a year and are replaced.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.programme import promise
from competence.programme.coverage import simulate
from competence.programme.rollout import SHARE
from competence.tables import ALL, PROGRAMME_GROUPS, PROGRAMME_STATUS
from programme.design import BEGINS, GROUPS, MANAGERS, MONTHS
from skill.shards import Part

PACE_SD, GAP_SD, NO_SHOW, LEAVE = 0.10, 0.30, 0.12, 0.12
SEATS, LENGTH, LONGEST = MANAGERS / GROUPS, MONTHS / GROUPS, 72
ASKED = (6, 12, 18)  # 25, 50 and 75 % of the time
EACH, DRAWS = 20, 500
MONTH = 365.25 / 12
DUE = (BEGINS.astype("datetime64[M]") + MONTHS).astype("datetime64[D]") - 1


def drawn(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Managers (came, left, began, done: days from the roll-out's first; nan = not), and groups (start, managers)."""
    pace = np.exp(rng.normal(0, PACE_SD))
    gaps = np.maximum(rng.normal(1, GAP_SD, 200), 0.1) * LENGTH * pace * MONTH
    starts = np.round(np.concatenate([[0], np.cumsum(gaps)]))
    starts = starts[starts < LONGEST * MONTH]
    rate = -np.log1p(-LEAVE) / 365.25
    came, left = [], []
    for _ in range(MANAGERS):
        day = 0.0
        while day < LONGEST * MONTH:
            came.append(day)
            day += rng.exponential(1 / rate)
            left.append(day)
    came, left = np.array(came), np.array(left)
    line = np.where(came == 0, rng.uniform(-2, -1, len(came)), came)
    began = np.full(len(came), np.nan)
    sizes, over = [], 0.0
    for start in starts:
        over += SEATS
        seats, over = int(over), over - int(over)
        free = np.flatnonzero((came <= start) & (left > start) & np.isnan(began))
        booked = free[np.argsort(line[free], kind="stable")][:seats]
        comes = rng.random(len(booked)) >= NO_SHOW
        began[booked[comes]] = start
        line[booked[~comes]] -= 10
        sizes.append(int(comes.sum()))
    done = began + np.round(LENGTH * MONTH)
    done[done >= left] = np.nan
    managers = pd.DataFrame({"came": came, "left": left, "began": began, "done": done})
    return managers, pd.DataFrame({"start": starts, "managers": sizes})


def reached(managers: pd.DataFrame) -> float:
    """Day on which nineteen of twenty of those in post at the start and still there are through."""
    mine = managers[managers["came"] == 0]
    done, left = mine["done"].to_numpy(), mine["left"].to_numpy()
    for day in np.unique(np.concatenate([done[~np.isnan(done)], left])):
        there = left > day
        if (done[there] <= day).sum() >= SHARE * there.sum():
            return float(day)
    return np.inf


def at_waist(managers: pd.DataFrame, groups: pd.DataFrame, months: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`programme_status` and `programme_groups` as they stand so many months into the roll-out."""
    frames = []
    before = -1.0
    for month in range(months + 1):
        end = (BEGINS.astype("datetime64[M]") + month).astype("datetime64[D]") - 1
        day = float((end - BEGINS).astype(int))
        m = managers[(managers["came"] <= max(day, 0)) & (managers["left"] > day)]
        through, begun = m["done"] <= day, m["began"] <= day
        now = through & (m["done"] > before)
        frames.append(
            pd.DataFrame(
                {
                    "period": end,
                    "status": np.where(through, "completed", np.where(begun, "under_way", "not_begun")),
                    "in_post_at_start": m["came"] == 0,
                    "service": np.where((m["came"] == 0) | (day - m["came"] > 6 * MONTH), "over_six_months", "under_six_months"),
                    "completed_now": now.astype(int),
                    "months_to_complete": np.where(now, (m["done"] - m["came"]) / MONTH, 0.0),
                }
            )
        )  # fmt: skip
        before = day
    each = pd.concat(frames).assign(administration="f1", manager_level="C", days=0, managers=1)
    each["period"] = each["period"].astype("datetime64[us]")
    keys = list(PROGRAMME_STATUS.key)
    counted = ["days", "managers", "completed_now", "months_to_complete"]
    seen = groups[groups["start"] <= day]
    sat = pd.DataFrame(
        {
            "group": [f"Grupp {i + 1:02d}" for i in range(len(seen))],
            "start": (BEGINS + seen["start"].to_numpy().astype(int)).astype("datetime64[us]"),
            "administration": "f1",
            "managers": seen["managers"].to_numpy("int64"),
        }
    )
    return PROGRAMME_STATUS.check(each.groupby(keys)[counted].sum().reset_index()), PROGRAMME_GROUPS.check(
        sat
    )


def told(seed: int) -> pd.DataFrame:
    """A row for each roll-out of the shard and each time asked."""
    rows = []
    config = Programme(rollout_start=BEGINS.item(), rollout_end=DUE.item())
    due = float((DUE - BEGINS).astype(int))
    for number in range(EACH):
        rng = np.random.default_rng([seed, number, 3])
        managers, groups = drawn(rng)
        day = reached(managers)
        for months in ASKED:
            status, sat = at_waist(managers, groups, months)
            origin = status["period"].max()
            rest = simulate(
                status, sat, None, None, config, np.random.default_rng([seed, number, months]), DRAWS
            )
            table = promise.table(status, rest.course, rest.pace, config, rest.start, origin, rest.places)
            said = table[(table["administration"] == ALL) & (table["promise"] == "in_post_at_start")].iloc[0]
            actual = day - float((origin.to_datetime64().astype("datetime64[D]") - BEGINS).astype(int))
            # Draws are told in whole days, as the outcome is; what never comes counts as late.
            days = np.ceil(rest.course.reached[:, 0, -1] * MONTH)
            rows.append(
                {
                    "number": number, "months": months, "held": float(day <= due), "chance": said["chance"],
                    "day": day, "at": day - actual, "p_below": float((days < actual).mean()), "p_at": float((days == actual).mean()),
                    "p50": said["p50"], "pace": said["pace"],
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


PART = Part("promise", told, ("programme.coverage",), seeds=400 // EACH)
