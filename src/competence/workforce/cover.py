"""Work of the absent and of those who stand in: the table `cover`, and the summer.

Absence is that of the staff of a period's end, mean over the days of the period, so that it is told in the cells
of `stock`; vacation counts here, since its work must be done too.
"""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from competence.tables import COVER
from competence.workforce.counting import DECIMALS, Roll
from competence.workforce.timeline import Spells, _ranges, day_number

KINDS = {
    "sick": "sick_fte",
    "parental": "parental_fte",
    "child_care": "child_care_fte",
    "vacation": "vacation_fte",
}
ABSENT = (*KINDS.values(), "other_fte")
WEEKS = (25, 33)  # of the summer, both counted
SHORT = 3  # month ends at most that a fixed term which stands in lasts
APRIL, JUNE, JULY = 4, 2, 1  # months before August
_CELL = ["administration", "occupation"]
_KEY = ["period", *_CELL]


def cover(found: Roll, paid: Spells, absences, hours, number: pd.Series, config) -> pd.DataFrame | None:
    """The table `cover`; None where neither absences nor hours are delivered.

    Parameters
    ----------
    found, paid, number : the staff at each period's end, their spells, and the persons' numbers.
    absences, hours : tables, or None; what rests on the missing one is null.
    """
    if absences is None and hours is None:
        return None
    length = 12 if config.yearly else 1
    periods = found.periods
    first = _month_begins(periods, length)
    cells = _rows(found, paid)
    parts = []
    if absences is not None:
        share = _shares(absences, number, found, np.arange(len(periods)), first, periods.astype("int64"))
        parts.append(_summed(cells, {n: cells["fte"] * s for n, s in zip(ABSENT, share.T)}))
        if not config.yearly:
            parts.append(_summer_work(absences, number, found, cells, config))
    if not config.yearly:
        parts.append(_summed(cells, {"short_term_fte": cells["fte"] * _short(found, cells)}))
    if hours is not None:
        full_time = config.population.hourly_hours_per_month * length
        parts.append(_hourly(hours, periods, first, full_time))
        if not config.yearly:
            parts.append(_engaged(hours, found, cells, number))
    whole = pd.concat(parts).groupby(_KEY).sum()
    whole = whole.reindex(columns=[c for c in COVER.names if c not in _KEY], fill_value=0.0).round(DECIMALS)
    short = 0.0 if config.yearly else whole["short_term_fte"]
    whole["cover_supplied_fte"] = (whole["hourly_fte"] + short).round(DECIMALS)
    known = _known(periods, absences, hours, config.yearly)
    at = np.searchsorted(periods, whole.index.get_level_values("period").to_numpy().astype("datetime64[D]"))
    whole = whole.where(pd.DataFrame({c: known[c][at] for c in whole}, index=whole.index))
    return COVER.check(whole[(whole > 0).any(axis=1)].reset_index())


def _month_begins(periods: np.ndarray, length: int) -> np.ndarray:
    """First day of the `length` months that end at each period, as day numbers."""
    months = periods.astype("datetime64[M]") - (length - 1)
    return months.astype("datetime64[D]").astype("int64")


def _rows(found: Roll, paid: Spells) -> pd.DataFrame:
    """One row a line of the roll: its cell, contract and contracted share."""
    frame = paid.frame
    return pd.DataFrame({
        "period": found.periods[found.at].astype("datetime64[us]"),
        **{c: frame[c].to_numpy(dtype=object)[found.spell] for c in (*_CELL, "contract")},
        "fte": paid.fte[found.spell],
    })  # fmt: skip


def _summed(cells: pd.DataFrame, values: dict) -> pd.DataFrame:
    frame = cells[_KEY].assign(**values)
    used = np.logical_or.reduce([v > 0 for v in values.values()])
    return frame[used].groupby(_KEY).sum().reset_index()


def _shares(absences, number, found: Roll, at: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """(rows of the roll, kinds) share of a person's time absent on the days first to last of the periods `at`.

    Who is absent for two reasons at once is not absent twice: the kinds are scaled to a whole.
    """
    out = np.zeros((len(found.at), len(ABSENT)))
    person = number.index.get_indexer(absences["person"])
    known, person = absences[person >= 0], number.to_numpy()[person[person >= 0]]
    start, end = day_number(known["start"]), day_number(known["end"])
    low, high = np.searchsorted(last, start), np.searchsorted(first, end, side="right")
    count = np.maximum(high - low, 0)
    window, row = _ranges(low, count), np.repeat(np.arange(len(known)), count)
    days = np.minimum(end[row], last[window]) - np.maximum(start[row], first[window]) + 1
    amount = days * known["extent"].to_numpy()[row] / (last - first + 1)[window]
    kind = known["kind"].map({k: i for i, k in enumerate(KINDS)}).fillna(len(KINDS)).to_numpy(int)[row]
    base = np.int64(len(number) + 1)
    key, where = np.unique(at[window] * base + person[row], return_inverse=True)
    if not len(key):
        return out
    size = len(ABSENT)
    share = np.bincount(where * size + kind, amount, len(key) * size).reshape(-1, size)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1.0)
    mine = found.at * base + found.who
    hit = np.minimum(np.searchsorted(key, mine), len(key) - 1)
    is_mine = key[hit] == mine
    out[is_mine] = share[hit[is_mine]]
    return out


def _summers(periods: np.ndarray) -> np.ndarray:
    """Indices of the Augusts whose June and July are counted too."""
    month = periods.astype("datetime64[M]").astype(int) % 12
    return np.flatnonzero((month == 7) & (np.arange(len(periods)) >= JUNE))


def _summer_work(absences, number, found: Roll, cells: pd.DataFrame, config) -> pd.DataFrame:
    """Work to be covered in the weeks of summer, in the rows of August."""
    august = _summers(found.periods)
    years = found.periods[august].astype("datetime64[Y]").astype(int) + 1970
    begin = np.array([datetime.date.fromisocalendar(y, WEEKS[0], 1) for y in years], "datetime64[D]").astype(
        "int64"
    )
    stop = np.array([datetime.date.fromisocalendar(y, WEEKS[1], 7) for y in years], "datetime64[D]").astype(
        "int64"
    )
    at = (august[:, None] - np.arange(JUNE, -1, -1)).ravel()
    first = np.maximum(_month_begins(found.periods, 1)[at], np.repeat(begin, JUNE + 1))
    last = np.minimum(found.periods.astype("int64")[at], np.repeat(stop, JUNE + 1))
    absent = _shares(absences, number, found, at, first, last).sum(axis=1)
    part, own = np.zeros(len(found.periods)), np.zeros(len(found.periods), np.int64)
    part[at] = (last - first + 1) / np.repeat(stop - begin + 1, JUNE + 1)
    own[at] = np.repeat(august, JUNE + 1)
    covered = cells["occupation"].map(config.demand.covered).to_numpy(float)
    cells = cells.assign(period=found.periods[own[found.at]].astype("datetime64[us]"))
    return _summed(cells, {"summer_fte": cells["fte"] * absent * part[found.at] * covered})


def _short(found: Roll, cells: pd.DataFrame) -> np.ndarray:
    """Lines of the roll on a fixed term of a few months, its beginning and end both seen."""
    out = np.zeros(len(found.at), bool)
    rows = np.flatnonzero(found.main)
    if not len(rows):
        return out
    rows = rows[np.lexsort((found.at[rows], found.who[rows]))]
    who, at = found.who[rows], found.at[rows]
    fixed = (cells["contract"] == "fixed_term").to_numpy()[rows]
    joins = (who[1:] == who[:-1]) & (at[1:] == at[:-1] + 1)
    stay = np.cumsum(np.append(True, ~joins)) - 1  # unbroken stay on the roll
    size = np.bincount(stay)
    begin = np.cumsum(size) - size
    seen = (at[begin] > 0) & (at[begin + size - 1] < len(found.periods) - 1)
    all_fixed = np.bincount(stay, fixed) == size
    out[rows] = (seen & all_fixed & (size <= SHORT))[stay]
    return out


def _hourly_rows(hours: pd.DataFrame, periods: np.ndarray, first: np.ndarray) -> pd.DataFrame:
    mine = hours[hours["kind"] == "hourly"]
    day = mine["period"].to_numpy().astype("datetime64[D]")
    at = np.searchsorted(periods, day)
    inside = (at < len(periods)) & (day.astype("int64") >= first[0])
    return mine[inside].assign(period=periods[at[inside]].astype("datetime64[us]"), at=at[inside])


def _hourly(hours: pd.DataFrame, periods: np.ndarray, first: np.ndarray, full_time: float) -> pd.DataFrame:
    """Hours of hourly staff as full-time posts."""
    total = _hourly_rows(hours, periods, first).groupby(_KEY)["hours"].sum()
    return (total / full_time).rename("hourly_fte").reset_index()


def _engaged(hours: pd.DataFrame, found: Roll, cells: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    """Persons engaged for each summer, once each, and how many of them were the summer before.

    They are hourly staff with hours in July, the month that lies wholly within the weeks, in the cell of most of
    their hours; and those employed by the month on a fixed term, come after April and gone by the end of August.
    """
    august = _summers(found.periods)
    august = august[august >= APRIL]
    rows = _hourly_rows(hours, found.periods, _month_begins(found.periods, 1))
    rows = rows[(rows["hours"] > 0) & rows["at"].isin(august - JULY)]
    who = number.index.get_indexer(rows["person"])
    strange = pd.factorize(rows["person"], sort=True)[0] + len(number)
    who = np.where(who >= 0, number.to_numpy()[who], strange)
    by_hour = rows.assign(who=who, august=rows["at"] + JULY, rank=0).rename(columns={"hours": "weight"})
    by_hour = by_hour.groupby(["august", "who", "rank", *_CELL], as_index=False)["weight"].sum()
    people = pd.DataFrame({"who": found.who, "at": found.at, **cells[[*_CELL, "contract"]]})[found.main]
    there = {int(at): set(group["who"]) for at, group in people.groupby("at")}
    fixed = people[people["contract"] == "fixed_term"]
    parts = [by_hour]
    for a in august:
        mine = fixed[fixed["at"].isin([a - JUNE, a - JULY])]
        mine = mine[~mine["who"].isin(there.get(a - APRIL, set()) | there.get(a, set()))]
        parts.append(mine.assign(august=a, rank=1, weight=mine["at"]).drop(columns=["at", "contract"]))
    found_ = pd.concat(parts).sort_values(
        ["august", "who", "rank", "weight", *_CELL], ascending=[True, True, True, False, True, True]
    )
    once = found_.drop_duplicates(["august", "who"])
    before = set(zip(once["august"] + 12, once["who"]))
    again = [pair in before for pair in zip(once["august"], once["who"])]
    once = once.assign(
        period=found.periods[once["august"]].astype("datetime64[us]"), summer_persons=1,
        summer_returned=np.asarray(again, int),
    )  # fmt: skip
    return once.groupby(_KEY)[["summer_persons", "summer_returned"]].sum().reset_index()


def _known(periods: np.ndarray, absences, hours, yearly: bool) -> dict[str, np.ndarray]:
    """By column: the periods of which some delivery tells. Summers must be seen whole."""
    n = len(periods)
    month = np.full(n, not yearly)
    absent, worked = np.zeros(n, bool), np.zeros(n, bool)
    if absences is not None and len(absences):
        absent = periods >= absences["start"].min().to_datetime64()
    if hours is not None and (hours["kind"] == "hourly").any():
        days = hours.loc[hours["kind"] == "hourly", "period"]
        month_of = periods.astype("datetime64[M]")
        last = days.max().to_datetime64().astype("datetime64[M]")
        worked = (periods >= days.min().to_datetime64()) & (month_of <= last)
    summer, engaged, again = np.zeros(n, bool), np.zeros(n, bool), np.zeros(n, bool)
    if not yearly:
        august = _summers(periods)
        summer[august] = absent[august - JUNE]
        august = august[august >= APRIL]
        engaged[august] = worked[august - JULY]
        august = august[august >= 12]
        again[august] = engaged[august] & engaged[august - 12]
    return dict.fromkeys(ABSENT, absent) | {
        "hourly_fte": worked, "cover_supplied_fte": worked, "short_term_fte": month, "summer_fte": summer,
        "summer_persons": engaged, "summer_returned": again,
    }  # fmt: skip
