"""From units by month to what is compared: rounds or quarters, strata, course groups, who counts as trained when."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competence.vocabulary import UNKNOWN

FEWEST_IN_STRATUM = 20
POOLED = "*"
# Outcomes that are sums over time at risk, and those that are spread over it; the rest are asked in rounds.
RATES = ("resignations", "sick_days")
SPELLS = ("time_to_fill",)
_FAR = np.datetime64("2262-01-01", "D")
_MONTH = pd.offsets.MonthEnd(1)


@dataclass(frozen=True, repr=False)
class Panel:
    """Units by round (or quarter) for one outcome.

    A row is a unit under one survey instrument: rounds that asked other questions are compared with nothing, a unit
    has an effect of its own under each instrument. Stratum x round effects absorb what is common besides.

    Attributes
    ----------
    unit : (rows,) unit of each row, index into `units` (administration, number).
    stratum : (rows,) administration, those with fewer than 20 units pooled; index into `strata`.
    group : (rows,) course group, index into `groups`; -1 = none yet.
    lag : (rows,) days from the group's completion to the unit's own.
    weight : (rows,) mean exposure for rates, else 1.
    exposure : (rows, rounds) person-years for rates, else 1.
    value : (rows, rounds), nan where nothing was measured. `clean` : measured, and not led by somebody trained
        elsewhere before its own manager had finished.
    now : (rows, rounds) led now by a trained manager; `ever` : or has been, this round or earlier.
    start, done : (groups,) first day of the course and day on which most were through.
    low, high : (rounds,) first and last day that the round can stand for; `period` : its last month.
    end : the window closes here, on the first day of the last group. reworded : asked with several instruments.
    """

    outcome: str
    units: pd.MultiIndex
    strata: tuple[str, ...]
    groups: tuple[str, ...]
    unit: np.ndarray
    stratum: np.ndarray
    group: np.ndarray
    lag: np.ndarray
    weight: np.ndarray
    exposure: np.ndarray
    value: np.ndarray
    clean: np.ndarray
    now: np.ndarray
    ever: np.ndarray
    start: np.ndarray
    done: np.ndarray
    low: np.ndarray
    high: np.ndarray
    period: np.ndarray
    end: np.datetime64
    reworded: bool

    @property
    def inside(self) -> np.ndarray:
        """(rounds,) before the last group began."""
        return self.high < self.end

    @property
    def percent(self) -> bool:
        """Whether effects are told in per cent of what would have been."""
        return self.outcome in RATES + SPELLS

    def standing(self, slot: np.ndarray, group: np.ndarray, lag: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(orders, classes, rounds): not begun, and through, where group g comes in the place of group slot[., g].

        slot : (orders, groups). group, lag : (classes,).
        """
        start = np.append(self.start, _FAR)[np.c_[slot, np.full(len(slot), -1)]][:, group]
        done = np.append(self.done, _FAR)[np.c_[slot, np.full(len(slot), -1)]][:, group] + lag
        return self.high < start[..., None], self.low >= done[..., None]


@dataclass(frozen=True, repr=False)
class Courses:
    """Course groups with a unit in the comparison: names, first day, completion; by unit group, lag; end of window."""

    names: tuple[str, ...]
    start: np.ndarray
    done: np.ndarray
    group: np.ndarray
    lag: np.ndarray
    end: np.datetime64


def panel(outcome: str, rows: pd.DataFrame, rounds: pd.DataFrame, courses: Courses) -> Panel | None:
    """The panel of an outcome; None where nobody measured it.

    rows : of `unit_periods`, real units. rounds : of `survey_rounds`. courses : of `courses`, by `unit_list(rows)`.
    """
    if outcome in RATES + SPELLS:
        return _by_quarter(outcome, rows, courses)
    asked = rows[rows[outcome].notna()]
    if asked.empty:
        return None
    dates = _dates(asked["period"], rounds)
    asked = asked.assign(instrument=dates["instrument"].reindex(asked["period"]).to_numpy())
    dates = dates.rename_axis("period").reset_index()
    return _built(outcome, rows, asked.assign(weight=1.0, value=asked[outcome]), dates, courses)


def unit_list(rows: pd.DataFrame) -> pd.MultiIndex:
    """Units in order: (administration, number)."""
    return pd.MultiIndex.from_frame(rows[["administration", "unit"]].drop_duplicates()).sort_values()


def courses(rows: pd.DataFrame, groups: pd.DataFrame, rollout_end=None) -> Courses:
    """When each course group began and was through, and which unit was trained with which.

    The window ends on the first day of the last group, or of the first one still under way at the end of the
    material: from then on it is not known which untrained unit has a manager on the course.
    """
    one = (
        rows.groupby(["administration", "unit"])[["first_trained", "group"]].first().reindex(unit_list(rows))
    )
    done = one.groupby("group")["first_trained"].agg(lambda days: days.value_counts().sort_index().idxmax())
    done = done.sort_values(kind="stable")
    begun = groups.groupby("group")["start"].min() if len(groups) else pd.Series(dtype="datetime64[us]")
    length = (done - begun.reindex(done.index)).dropna()
    usual = length.median() if len(length) else pd.Timedelta(days=60)
    start = begun.reindex(done.index).fillna(done - usual)
    start = np.minimum(start.to_numpy("datetime64[D]"), done.to_numpy("datetime64[D]"))
    at = done.index.get_indexer(one["group"])
    own = one["first_trained"].to_numpy("datetime64[D]")
    whole = np.append(done.to_numpy("datetime64[D]"), _FAR)[at]
    lag = np.where(at >= 0, (np.where(np.isnat(own), whole, own) - whole).astype("int64"), 0)
    last = rows["period"].max() if len(rows) else pd.NaT
    open_ = begun[~begun.index.isin(done.index)]
    open_ = open_[open_ + (length.max() if len(length) else usual) > last]
    ends = [start.max()] if len(start) else []
    if len(begun):
        ends = [np.datetime64(begun.max(), "D")]
    ends += [np.datetime64(day, "D") for day in open_] + (
        [np.datetime64(rollout_end, "D")] if rollout_end else []
    )
    end = min(ends) if ends else np.datetime64("NaT", "D")
    return Courses(tuple(done.index), start, done.to_numpy("datetime64[D]"), at, lag, end)


def _dates(periods: pd.Series, rounds: pd.DataFrame) -> pd.DataFrame:
    """By period with a round: `low`, `high` day of its answers and the `instrument`; a month's ends where no day is told."""
    asked = pd.DatetimeIndex(np.sort(periods.unique()))
    frame = pd.DataFrame(
        {"low": (asked - _MONTH) + pd.Timedelta(days=1), "high": asked, "instrument": UNKNOWN}, index=asked
    )
    told = rounds.dropna(subset=["date"]).sort_values("date", kind="stable")
    at = asked.searchsorted(told["date"].dt.normalize())
    known = at < len(asked)
    known[known] = (asked[at[known]] - pd.DatetimeIndex(told["date"][known])).days <= 366
    for place, part in told[known].groupby(at[known]):
        frame.loc[asked[place], ["low", "high"]] = part["date"].min(), part["date"].max()
        frame.loc[asked[place], "instrument"] = part["instrument"].iloc[-1]
    named = frame["instrument"].where(frame["instrument"] != UNKNOWN).ffill().bfill()
    return frame.assign(instrument=named.fillna(UNKNOWN))


def _by_quarter(outcome: str, rows: pd.DataFrame, courses: Courses) -> Panel | None:
    """Whole quarters (years where the periods are): a unit's quarter stands where all of its months are known."""
    told = rows[outcome].notna()
    if not told.any() or (outcome == "resignations" and not rows[outcome].any()):
        return None
    months = np.sort(rows["period"].unique())
    yearly = len(months) > 1 and np.median(np.diff(months)) > np.timedelta64(200, "D")
    quarter = rows["period"].dt.to_period("Y" if yearly else "Q")
    rows = rows.assign(quarter=quarter)
    size = pd.Series(months).dt.to_period("Y" if yearly else "Q").value_counts()
    whole = size.index[size == (1 if yearly else 3)]
    kept = rows[told & quarter.isin(whole)]
    by = kept.groupby(["administration", "unit", "quarter"])
    if outcome in SPELLS:
        found = by[outcome].mean().rename("value").reset_index().assign(weight=1.0)
    else:
        found = by.agg(
            sum=(outcome, "sum"), exposure=("exposure", "sum"), months=(outcome, "size")
        ).reset_index()
        found = found[(found["months"] == (1 if yearly else 3)) & (found["exposure"] > 0)]
        # One exposure a unit: its weight in the comparison does not move with what is compared.
        mean = found.groupby(["administration", "unit"])["exposure"].transform("mean")
        found = found.assign(value=found["sum"].astype(float) / found["exposure"], weight=mean)
    if found.empty:
        return None
    quarters = pd.PeriodIndex(np.sort(found["quarter"].unique()))
    dates = pd.DataFrame(
        {
            "period": quarters.end_time.normalize(),
            "low": quarters.start_time.normalize(),
            "high": quarters.end_time.normalize(),
        }
    )
    found = found.assign(period=pd.PeriodIndex(found["quarter"]).end_time.normalize(), instrument=UNKNOWN)
    return _built(outcome, rows, found, dates, courses)


def _built(outcome, rows, told, dates, courses: Courses) -> Panel:
    units = unit_list(rows)
    who = units.get_indexer(pd.MultiIndex.from_frame(told[["administration", "unit"]]))
    word, words = pd.factorize(told["instrument"])
    key, row = np.unique(who * len(words) + word, return_inverse=True)
    at = pd.DatetimeIndex(dates["period"]).get_indexer(told["period"])
    shape = (len(key), len(dates))
    value, unit = np.full(shape, np.nan), key // len(words)
    value[row, at] = told["value"]
    weight, exposure = np.ones(shape[0]), np.ones(shape)
    weight[row] = told["weight"]
    if "exposure" in told:
        exposure[row, at] = told["exposure"]
    now, ever = (state[unit] for state in _led(rows, units, dates))
    strata, stratum = _strata(units, unit)
    made = Panel(
        outcome=outcome, units=units, strata=strata, groups=courses.names, unit=unit, stratum=stratum,
        group=courses.group[unit], lag=courses.lag[unit], weight=weight, exposure=exposure, value=value, clean=~np.isnan(value),
        now=now, ever=ever, start=courses.start, done=courses.done,
        low=dates["low"].to_numpy("datetime64[D]"), high=dates["high"].to_numpy("datetime64[D]"),
        period=dates["period"].to_numpy("datetime64[D]"), end=courses.end,
        reworded=len(words) > 1,
    )  # fmt: skip
    slot = np.arange(len(made.groups))[None]
    through = made.standing(slot, made.group, made.lag)[1][0]
    return replace(made, clean=made.clean & (through | ~made.ever))


def _led(rows: pd.DataFrame, units: pd.MultiIndex, dates: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(units, rounds): led by a trained manager at the last month's end before the round's first day; or ever."""
    trained = rows.pivot_table("managers_trained", ["administration", "unit"], "period", "max", observed=True)
    trained = trained.reindex(units).sort_index(axis=1)
    has = trained.fillna(0).to_numpy(float) > 0
    if not has.shape[1]:
        return (np.zeros((len(units), len(dates)), bool),) * 2
    ends = trained.columns.to_numpy("datetime64[D]")
    at = np.searchsorted(ends, dates["low"].to_numpy("datetime64[D]"), side="right") - 1
    late = np.searchsorted(ends, dates["high"].to_numpy("datetime64[D]"), side="right") - 1
    now = np.where(at >= 0, has[:, np.maximum(at, 0)], False)
    ever = np.where(late >= 0, np.logical_or.accumulate(has, axis=1)[:, np.maximum(late, 0)], False)
    return now, ever


def _strata(units: pd.MultiIndex, unit: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """Administrations with units enough, the others pooled; counted over the units that were measured."""
    place = units.get_level_values(0).to_numpy()
    names, counts = np.unique(place[np.unique(unit)], return_counts=True)
    large = tuple(names[counts >= FEWEST_IN_STRATUM])
    kept = (*large, POOLED) if len(large) < len(names) else large
    index = {name: i for i, name in enumerate(large)}
    return kept, np.array([index.get(name, len(large)) for name in place[unit]], np.int64)
