"""The two promises of the roll-out: when nineteen of twenty are through, and whether that is by the promised day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.programme import drain
from competence.programme.pace import MONTH, Pace, months_from
from competence.programme.rollout import SHARE, YEARS, Course
from competence.tables import ALL
from competence.vocabulary import PROMISES

FEWEST = 5
_NONE = pd.NaT


def table(
    status: pd.DataFrame,
    course: Course,
    pace: Pace,
    programme: Programme,
    start: pd.Timestamp,
    origin: pd.Timestamp,
    places: list[str],
) -> pd.DataFrame:
    """Rows of `programme_promise`: both promises for each administration and the municipality.

    A promise that has been kept stands on the day of the period in which that was first seen.
    """
    due = None if programme.rollout_end is None else pd.Timestamp(programme.rollout_end)
    rows = []
    for at, place in enumerate([*places, ALL]):
        own = status if place == ALL else status[status["administration"] == place]
        for number, name in enumerate(PROMISES):
            mine = _promised(own, name)
            kept, share = _kept(mine, start, origin)
            day = course.reached[:, number, at] if kept is None else np.full(1, months_from(kept, origin))
            row = {
                "origin": origin,
                "administration": place,
                "promise": name,
                "share": share,
                "due": due or _NONE,
            }
            row |= _days(day, kept, due, origin)
            rows.append(row | _pace(own, mine, pace, due, start, origin))
    frame = pd.DataFrame(rows)
    days = ["origin", "due", "p10", "p50", "p90"]
    return frame.assign(**{d: pd.to_datetime(frame[d]).astype("datetime64[us]") for d in days})


def _promised(status: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows of those whom a promise holds for."""
    who = status["in_post_at_start"] if name == PROMISES[0] else status["service"] == "over_six_months"
    return status[who]


def _kept(mine: pd.DataFrame, start, origin) -> tuple[pd.Timestamp | None, float]:
    """First period in which the promise was kept, None = not yet; and the share who are through at the origin."""
    heads = mine[mine["period"] >= start].groupby("period")["managers"].sum()
    through = mine[mine["status"] == "completed"].groupby("period")["managers"].sum()
    share = through.reindex(heads.index, fill_value=0) / heads.where(heads > 0)
    reached = share[share >= SHARE]
    now = float(share.get(origin, np.nan))
    return (reached.index[0] if len(reached) else None), (0.0 if np.isnan(now) else now)


def _days(day: np.ndarray, kept, due, origin) -> dict:
    """Dates that it is reached by, and the chance that it is by the promised day."""
    found = {}
    for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        month = np.quantile(day, share, method="inverted_cdf")
        last = origin + pd.Timedelta(days=12 * YEARS * MONTH)
        when = origin + pd.Timedelta(days=np.ceil(month * MONTH)) if np.isfinite(month) else _NONE
        found[name] = kept if kept is not None else when if when is not _NONE and when <= last else _NONE
    if due is None:
        return found | {"chance": np.nan}
    return found | {"chance": float((day <= months_from(due, origin)).mean())}


def _pace(own, mine, pace: Pace, due, start, origin) -> dict:
    """Pace so far and the pace needed, places a year and months to complete."""
    passed = float(-months_from(start, origin))
    done = mine[(mine["period"] >= start) & (mine["completed_now"] > 0)]
    through = float(done["completed_now"].sum())
    now = mine[mine["period"] == origin]
    heads = float(now["managers"].sum())
    have = float(now.loc[now["status"] == "completed", "managers"].sum())
    left = np.nan if due is None else float(months_from(due, origin))
    needed = np.nan
    if left > 0:
        # Those who are through leave too; newcomers come in the place of those who leave, but for the first promise.
        stay = float(np.exp(-pace.turnover * left / 12).mean())
        whole = heads * stay if mine["in_post_at_start"].all() and len(mine) else heads
        needed = max(SHARE * whole - have * stay, 0.0) / left
    all_now = float(own.loc[own["period"] == origin, "managers"].sum())
    come = (1 - pace.no_show) * pace.through
    return {
        "pace": through / passed if through > 0 and passed > 0 else np.nan,
        "pace_needed": needed,
        "places_a_year": float(drain.places(all_now, pace.turnover, come).mean()),
        "months_to_complete": _median(done) if through >= FEWEST else np.nan,
    }


def _median(done: pd.DataFrame) -> float:
    """Median months to complete, each cell's mean standing for its managers."""
    each = np.repeat(done["months_to_complete"] / done["completed_now"], done["completed_now"])
    return float(np.median(each))
