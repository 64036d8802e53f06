"""Units without their names: a number each, and what is known of it month by month (table `unit_periods`)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.tables import UNIT_PERIODS, UNKNOWN
from competence.workforce.counting import Roll
from competence.workforce.cover import _month_begins
from competence.workforce.leads import Leading
from competence.workforce.timeline import Events, Spells, _ranges, day_number

_FILLED = ("filled", "filled_unqualified")
INDICES = ("motivation", "leadership", "governance")


@dataclass(frozen=True, repr=False)
class Units:
    """Slots of units: the real ones first, by administration and first delivered row, then one for those without.

    `slot` by monthly-paid spell; `number` (0 = no unit) and `administration` by slot; `by_name` finds a slot.
    """

    slot: np.ndarray
    number: np.ndarray
    administration: np.ndarray
    _places: dict[tuple[str, str], int]
    _names: dict[str, int]

    def find(self, administration: pd.Series, unit: pd.Series) -> np.ndarray:
        """Slot of each (administration, unit as delivered); -1 where it is nobody's, or of several administrations."""
        pairs = pd.MultiIndex.from_arrays([administration.astype("str"), unit.astype("str")])
        code, names = pd.factorize(pairs)
        found = [self._at(place, spelling(name)) for place, name in names]
        return np.array(found, np.int64)[code] if len(code) else np.zeros(0, np.int64)

    def _at(self, administration: str, name: str) -> int:
        told = self._places.get((administration, name))
        return self._names.get(name, -1) if told is None else told


def number_units(paid: Spells) -> Units:
    """Units of the monthly-paid staff; spellings that differ in case and blanks alone are one."""
    raw, written = pd.factorize(paid.frame["unit"])
    spelt, names = pd.factorize(np.array([spelling(str(w)) for w in written], object), sort=True)
    name = spelt[raw] if len(raw) else np.zeros(0, np.int64)
    place, places = pd.factorize(paid.frame["administration"], sort=True)
    key = place * np.int64(max(len(names), 1)) + name
    unique, first, where = np.unique(key, return_index=True, return_inverse=True)
    at, called = np.divmod(unique, max(len(names), 1))
    blank = np.isin(np.asarray(names, object)[called], ["", UNKNOWN]) if len(unique) else np.zeros(0, bool)
    order = np.lexsort((first, at, blank))
    slot = np.empty(len(order), np.int64)
    slot[order] = np.arange(len(order))
    real = int((~blank).sum())
    whose = np.asarray(places, object)[at[order]]
    told = [(str(whose[i]), str(names[called[order[i]]])) for i in range(real)]
    by_name: dict[str, list[int]] = {}
    for i, (_, called_) in enumerate(told):
        by_name.setdefault(called_, []).append(i)
    return Units(
        slot=slot[where],
        number=np.where(np.arange(len(order)) < real, np.arange(len(order)) + 1, 0),
        administration=whose,
        _places={pair: i for i, pair in enumerate(told)},
        _names={n: slots[0] for n, slots in by_name.items() if len(slots) == 1},
    )


def unit_periods(
    units: Units, found: Roll, happened: Events, leading: Leading | None, delivered, number: pd.Series, config
) -> pd.DataFrame | None:
    """The table `unit_periods` from the second period on; None where no unit is delivered.

    Exposures of a period sum to the mean of its two stocks, resignations to those of `flows`.
    """
    if not (units.number > 0).any():
        return None
    periods, shape = found.periods, (len(found.periods), len(units.number))
    heads = _heads(units, found, shape)
    length = 1.0 if config.yearly else 1 / 12
    exposure = np.zeros(shape)
    exposure[1:] = (heads[1:] + heads[:-1]) / 2 * length
    own = np.flatnonzero(happened.flow == "resignation")
    at = np.searchsorted(periods.astype("int64"), happened.day[own])
    inside = (at > 0) & (at < len(periods))
    where = at[inside] * shape[1] + units.slot[happened.spell[own[inside]]]
    resigned = np.bincount(where, minlength=exposure.size).reshape(shape)
    columns = {
        "exposure": exposure,
        "resignations": resigned,
        "sick_days": _sick(units, found, delivered.absences, number, heads, config),
        **_survey(units, delivered, periods, shape, config.publication.protected),
        "time_to_fill": _time_to_fill(units, delivered.recruitments, periods, shape),
        **_led(leading, periods, shape),
    }
    kept = (exposure > 0) | (resigned > 0)
    at, slot = np.nonzero(kept)
    frame = pd.DataFrame(
        {
            "unit": units.number[slot],
            "administration": units.administration[slot],
            "period": periods[at].astype("datetime64[us]"),
            **{name: values[kept] for name, values in columns.items()},
        }
    )
    for name in ("respondents", "managers", "managers_trained"):
        frame[name] = frame[name].astype("Int64")
    return UNIT_PERIODS.check(frame)


def _heads(units: Units, found: Roll, shape: tuple[int, int]) -> np.ndarray:
    """(periods, units) persons by the unit of their main employment, period by period."""
    ends = [0, *found.ends]
    return np.stack(
        [
            np.bincount(units.slot[found.spell[a:b][found.main[a:b]]], minlength=shape[1])
            for a, b in pairwise(ends)
        ]
    )


def _sick(units: Units, found: Roll, absences, number: pd.Series, heads: np.ndarray, config) -> np.ndarray:
    """Sick days x extent of those there at each period's end, null where ten or fewer are."""
    out = np.full(heads.shape, np.nan)
    if absences is None:
        return out
    main = np.flatnonzero(found.main)
    home = units.slot[found.spell[main]]
    last = found.periods.astype("int64")
    first = _month_begins(found.periods, 12 if config.yearly else 1)
    sick = absences[(absences["kind"] == "sick").to_numpy()]
    person = number.index.get_indexer(sick["person"])
    sick, person = sick[person >= 0], number.to_numpy()[person[person >= 0]]
    start, end = day_number(sick["start"]), day_number(sick["end"])
    low, high = np.searchsorted(last, start), np.searchsorted(first, end, side="right")
    count = np.maximum(high - low, 0)
    at, row = _ranges(low, count), np.repeat(np.arange(len(sick)), count)
    days = np.minimum(end[row], last[at]) - np.maximum(start[row], first[at]) + 1
    base = np.int64(len(number) + 1)
    key, where = np.unique(at * base + person[row], return_inverse=True)
    # Nobody is away more days than there are.
    days = np.minimum(
        np.bincount(where, days * sick["extent"].to_numpy()[row], len(key)), (last - first + 1)[key // base]
    )
    mine = found.at[main] * base + found.who[main]
    order = np.argsort(mine)
    place = np.minimum(np.searchsorted(mine, key, sorter=order), max(len(mine) - 1, 0))
    hit = mine[order[place]] == key if len(mine) else np.zeros(len(key), bool)
    cell = found.at[main][order[place[hit]]] * heads.shape[1] + home[order[place[hit]]]
    total = np.bincount(cell, days[hit], heads.size).reshape(heads.shape)
    return np.where(heads > config.publication.health_limit, np.round(total, 6), out)


def _survey(units: Units, delivered, periods, shape, fewest: int) -> dict[str, np.ndarray]:
    """Indices and respondents in the months of the rounds; of two rounds in a month the later."""
    names = ("total", *INDICES)
    out = {**{f"hme_{n}": np.full(shape, np.nan) for n in names}, "respondents": np.full(shape, np.nan)}
    asked = placed(units, delivered, periods)
    if asked is None:
        return out
    asked = asked[(asked["slot"] >= 0) & (asked["at"] > 0) & (asked["at"] < shape[0])]
    asked = asked.sort_values(["date", "round"]).drop_duplicates(["slot", "at"], keep="last")
    cell = (asked["at"].to_numpy(), asked["slot"].to_numpy())
    out["respondents"][cell] = asked["respondents"]
    told = asked[[f"hme_{n}" for n in INDICES]].where(asked["respondents"] >= fewest)
    for name in INDICES:
        out[f"hme_{name}"][cell] = told[f"hme_{name}"]
    out["hme_total"][cell] = np.round(told.mean(axis=1, skipna=False), 6)
    return out


def placed(units: Units, delivered, periods: np.ndarray) -> pd.DataFrame | None:
    """Rows of the survey with their unit's `slot` (-1 = none) and their round's period `at` (beyond the last = none)."""
    asked = delivered.engagement
    if asked is None:
        return None
    date = asked["date"]
    if delivered.survey_rounds is not None:
        date = date.fillna(asked["round"].map(delivered.survey_rounds.set_index("round")["date"]))
    at = np.searchsorted(periods.astype("int64"), day_number(date))
    return asked.assign(date=date, slot=units.find(asked["administration"], asked["unit"]), at=at)


def _time_to_fill(units: Units, recruitments, periods, shape) -> np.ndarray:
    """Median days of the posts filled in each period."""
    out = np.full(shape, np.nan)
    if recruitments is None:
        return out
    done = recruitments[recruitments["outcome"].isin(_FILLED) & recruitments["filled"].notna()]
    stop = day_number(done["filled"])
    frame = pd.DataFrame(
        {
            "slot": units.find(done["administration"], done["unit"]),
            "at": np.searchsorted(periods.astype("int64"), stop),
            "days": stop - day_number(done["advertised"]),
        }
    )
    frame = frame[(frame["slot"] >= 0) & (frame["at"] > 0) & (frame["at"] < shape[0])]
    median = frame.groupby(["at", "slot"])["days"].median()
    out[median.index.get_level_values("at"), median.index.get_level_values("slot")] = median
    return out


def _led(leading: Leading | None, periods: np.ndarray, shape) -> dict[str, np.ndarray]:
    if leading is None:
        empty = np.full(shape, np.nan)
        return {
            "managers": empty, "managers_trained": empty,
            "first_trained": np.full(shape, np.datetime64("NaT"), "datetime64[us]"),
            "group": np.full(shape, None, object), "manager_changed": np.zeros(shape, bool),
        }  # fmt: skip
    return leading.by_unit(periods, shape)
