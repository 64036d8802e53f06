"""How far the managers have come in the leadership programme, and who sat with whom: counts of course records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import PROGRAMME_GROUPS, PROGRAMME_STATUS, UNKNOWN
from competence.workforce.counting import Roll
from competence.workforce.timeline import FOREVER, Spells, Timeline, day_number

LEVELS = ("A", "B", "C")
SERVICE = 6  # months of unbroken managers' posts
MONTH = 365.25 / 12


def status(found: Roll, paid: Spells, participants, number: pd.Series, config) -> pd.DataFrame | None:
    """The table `programme_status`; the managers of a level sum to its heads in `stock`. None without course records."""
    if participants is None:
        return None
    level = paid.frame["manager_level"].to_numpy(dtype=object)
    main = np.flatnonzero(found.main)
    main = main[np.isin(level, LEVELS)[found.spell[main]]]
    at, spell, who = found.at[main], found.spell[main], found.who[main]
    day = found.periods.astype("int64")[at]
    attended = records(participants, number)
    begun, done, days = _attended(attended, who, day, config.programme.days)
    through = done <= day
    begins = _posts(paid, np.isin(level, LEVELS))[spell]
    now = through & (done > _before(found.periods)[at])
    start = config.programme.rollout_start
    first = attended["start"].min() if start is None else int(np.datetime64(start, "D").astype("int64"))
    frame = pd.DataFrame(
        {
            "period": found.periods[at].astype("datetime64[us]"),
            "administration": paid.frame["administration"].to_numpy(dtype=object)[spell],
            "manager_level": level[spell],
            "status": np.where(through, "completed", np.where(begun, "under_way", "not_begun")),
            "in_post_at_start": np.isin(who, _leading_on(paid, np.isin(level, LEVELS), first)),
            "service": np.where(
                _months(begins, found.periods[at]) >= SERVICE, "over_six_months", "under_six_months"
            ),
            "days": days,
            "managers": 1,
            "completed_now": now.astype(np.int64),
            "months_to_complete": np.where(now, np.maximum(done - begins, 0) / MONTH, 0.0),
        }
    )
    counted = ["days", "managers", "completed_now", "months_to_complete"]
    keys = [c for c in frame.columns if c not in counted]
    whole = frame.groupby(keys, sort=False)[counted].sum().reset_index()
    return PROGRAMME_STATUS.check(whole.assign(months_to_complete=whole["months_to_complete"].round(6)))


def records(participants: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    """Course records with `who` and days as numbers; those of persons who are not counted are left out."""
    at = number.index.get_indexer(participants["person"])
    known = participants[at >= 0]
    return pd.DataFrame(
        {
            "who": number.to_numpy()[at[at >= 0]],
            "group": known["group"].to_numpy(dtype=object),
            "start": day_number(known["start"]),
            "done": day_number(known["completed"]),
            "days": known["days_attended"].to_numpy(np.int64),
        }
    )


def _attended(records: pd.DataFrame, who, day, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By row (`who` on `day`): whether begun, first day of completion, days attended (at most the programme's)."""
    size = int(max(who.max(initial=0), records["who"].max() if len(records) else 0)) + 1
    done = np.full(size, FOREVER)
    np.minimum.at(done, records["who"].to_numpy(), records["done"].to_numpy())
    begun, days = np.zeros(len(who), bool), np.zeros(len(who), np.int64)
    # Few sit in more than one group: one pass for each one's first, second, … record.
    nth = records.groupby("who").cumcount().to_numpy()
    for n in range(int(nth.max(initial=-1)) + 1):
        some = records[nth == n]
        start, attended = np.full(size, FOREVER), np.zeros(size, np.int64)
        start[some["who"]], attended[some["who"]] = some["start"], some["days"]
        has = start[who] <= day
        begun |= has
        days += np.where(has, attended[who], 0)
    return begun, done[who], np.minimum(days, length)


def _posts(paid: Spells, manager: np.ndarray) -> np.ndarray:
    """By spell: first day of the unbroken time in managers' posts that it belongs to; long ago where that was not seen."""
    rows = np.flatnonzero(manager)
    rows = rows[np.lexsort((paid.start[rows], paid.who[rows]))]
    who, start = paid.who[rows], paid.start[rows]
    reach = pd.Series(paid.stop[rows]).groupby(who).cummax().to_numpy()
    fresh = np.ones(len(rows), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (start[1:] > reach[:-1])
    unseen = paid.frame["left_censored"].to_numpy(bool)[rows]
    first = np.where(unseen, start - int(MONTH * (SERVICE + 1)), start)
    begins = np.zeros(len(paid.who), np.int64)
    begins[rows] = first[fresh][np.cumsum(fresh) - 1]
    return begins


def _months(begins: np.ndarray, period: np.ndarray) -> np.ndarray:
    """Months from the month of a day to that of a period's end."""
    first = begins.astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    return period.astype("datetime64[M]").astype("int64") - first


def _before(periods: np.ndarray) -> np.ndarray:
    """Day number of the end before each period's; that of the first by the length of the second."""
    days = periods.astype("int64")
    step = days[1] - days[0] if len(days) > 1 else 31
    return np.append(days[0] - step, days[:-1])


def _leading_on(paid: Spells, manager: np.ndarray, day: int) -> np.ndarray:
    return np.unique(paid.who[manager & (paid.start <= day) & (day < paid.stop)])


def groups(participants, line: Timeline, paid: Spells, number: pd.Series) -> pd.DataFrame | None:
    """The table `programme_groups`: where each was employed on the group's first day, or nearest to it."""
    if participants is None:
        return None
    sat = records(participants, number).drop_duplicates(["group", "who"])
    sat["start"] = sat.groupby("group")["start"].transform("min")
    place = paid.frame["administration"].to_numpy(dtype=object)[line.spell]
    times = pd.DataFrame({"who": line.who, "begin": line.start, "stop": line.stop, "administration": place})
    met = sat.merge(times, on="who", how="left")
    off = np.maximum(np.maximum(met["begin"] - met["start"], met["start"] - met["stop"] + 1), 0)
    met = met.assign(off=off).sort_values(["group", "who", "off", "begin"], kind="stable")
    met = met.drop_duplicates(["group", "who"]).fillna({"administration": UNKNOWN})
    sat = met.groupby(["group", "start", "administration"]).size().reset_index(name="managers")
    days = sat["start"].to_numpy().astype("datetime64[D]").astype("datetime64[us]")
    return PROGRAMME_GROUPS.check(sat.assign(start=days))
