"""The ground of the statutory table of sickness: hours by year, administration, sex and age band.

Ordinary hours are what monthly-paid staff were contracted for on the days they were employed, at the hours of a
full-time post; sick hours are those of the days and extents away sick, never more than there were.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import SICK_BANDS, SICKNESS
from competence.workforce.timeline import Spells, _ranges, day_number

LONG = 60  # calendar days of an unbroken spell of sickness
YOUNG, OLD = 30, 50  # ages at which the second and the third band begin
DECIMALS = 3


def sickness(delivered, paid: Spells, number: pd.Series, periods: np.ndarray, config) -> pd.DataFrame | None:
    """The table `sickness` of the calendar years that the periods cover whole; as delivered where it is.

    None where neither hours nor absences are delivered.
    """
    if delivered.sickness is not None or delivered.absences is None:
        return delivered.sickness
    years = _whole_years(periods, config.yearly)
    if not len(years):
        return None
    cell, names = _cells(paid)
    away = _pieces(*_spells(delivered.absences, number, periods))
    spell, start, stop, extent, long = _within(away, paid)
    born = paid.frame["birth_year"].astype("float64").to_numpy()
    parts = []
    for year in years:
        first, last = _new_year(year), _new_year(year + 1)
        hours = config.demand.full_time_hours_per_month * 12 / (last - first)
        band = np.where(np.isnan(born), 3, (year - born >= YOUNG).astype(int) + (year - born >= OLD))
        key, size = cell * len(SICK_BANDS) + band, len(names) * len(SICK_BANDS)
        employed = np.maximum(np.minimum(paid.stop, last) - np.maximum(paid.start, first), 0)
        sick = np.maximum(np.minimum(stop, last) - np.maximum(start, first), 0) * extent * paid.fte[spell]
        sums = {
            "ordinary_hours": np.bincount(key, employed * paid.fte * hours, size),
            "sick_hours": np.bincount(key[spell], sick * hours, size),
            "sick_hours_60_plus": np.bincount(key[spell], sick * long * hours, size),
        }
        there = np.flatnonzero(sums["ordinary_hours"] > 0)
        at, code = np.divmod(there, len(SICK_BANDS))
        parts.append(
            names.iloc[at]
            .reset_index(drop=True)
            .assign(
                year=year,
                age_band=np.array(SICK_BANDS, object)[code],
                **{name: np.round(values[there], DECIMALS) for name, values in sums.items()},
            )
        )
    return SICKNESS.check(pd.concat(parts, ignore_index=True))


def _whole_years(periods: np.ndarray, yearly: bool) -> np.ndarray:
    years, months = np.unique(periods.astype("datetime64[Y]").astype(int) + 1970, return_counts=True)
    return years if yearly else years[months == 12]


def _new_year(year: int) -> int:
    return int(np.datetime64(f"{year:04d}-01-01", "D").astype("int64"))


def _cells(paid: Spells) -> tuple[np.ndarray, pd.DataFrame]:
    """Cell of each spell, and the administration and sex of each cell."""
    keys = pd.MultiIndex.from_frame(paid.frame[["administration", "sex"]].astype("str"))
    cell, names = pd.factorize(keys, sort=True)
    return cell, names.to_frame(index=False, name=["administration", "sex"])


def _spells(absences: pd.DataFrame, number: pd.Series, periods: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rows of sickness: who, first day, day after the last (at most the last period's), extent, whether long.

    Rows of a person that follow one another without a day between are one spell of sickness.
    """
    sick = absences[(absences["kind"] == "sick").to_numpy()]
    who = number.index.get_indexer(sick["person"])
    sick, who = sick[who >= 0], number.to_numpy()[who[who >= 0]]
    start = day_number(sick["start"])
    stop = np.minimum(day_number(sick["end"]), int(periods[-1].astype("int64"))) + 1
    extent = sick["extent"].to_numpy(float)
    kept = np.flatnonzero((stop > start) & (extent > 0))
    kept = kept[np.lexsort((start[kept], who[kept]))]
    who, start, stop, extent = who[kept], start[kept], stop[kept], extent[kept]
    reach = pd.Series(stop).groupby(who).cummax().to_numpy()
    fresh = np.ones(len(who), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (start[1:] > reach[:-1])
    chain = np.cumsum(fresh) - 1
    length = pd.Series(reach).groupby(chain).max().to_numpy() - start[fresh] if len(who) else np.zeros(0)
    return who, start, stop, extent, length[chain] >= LONG if len(who) else fresh


def _pieces(who, start, stop, extent, long) -> tuple[np.ndarray, ...]:
    """The same without overlaps: where two rows of a person cover a day their extents add up to the whole at most."""
    if not len(who):
        return who, start, stop, extent, long
    low = int(start.min())
    base = np.int64(int(stop.max()) - low + 1)
    first, after = who * base + start - low, who * base + stop - low
    points = np.unique(np.concatenate([first, after]))
    at, end = np.searchsorted(points, first), np.searchsorted(points, after)
    piece, row = _ranges(at, end - at), np.repeat(np.arange(len(who)), end - at)
    size = len(points)
    whole = np.minimum(np.bincount(piece, extent[row], size), 1.0)
    lasting = np.bincount(piece, long[row].astype(float), size) > 0
    used = np.flatnonzero(whole > 0)
    return (
        points[used] // base,
        points[used] % base + low,
        points[used + 1] - points[used] // base * base + low,
        whole[used],
        lasting[used],
    )


def _within(away: tuple[np.ndarray, ...], paid: Spells) -> tuple[np.ndarray, ...]:
    """Pieces of sickness cut to the employments they fall in: spell, first day, day after the last, extent, long."""
    who, start, stop, extent, long = away
    order = np.argsort(paid.who, kind="stable")
    low = np.searchsorted(paid.who[order], who)
    count = np.searchsorted(paid.who[order], who, side="right") - low
    spell, row = order[_ranges(low, count)], np.repeat(np.arange(len(who)), count)
    start, stop = np.maximum(start[row], paid.start[spell]), np.minimum(stop[row], paid.stop[spell])
    kept = stop > start
    row = row[kept]
    return spell[kept], start[kept], stop[kept], extent[row], long[row]
