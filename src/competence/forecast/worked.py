"""Who does the work beside the monthly-paid staff who are there: hourly staff, agencies; and how many are away.

All in FTE worked, the mean of the last twelve months: a month's absence and hours tell of the season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast.history import MICRO, History

LEAN = 30.0  # FTE-months at which a cell's own share weighs as much as its occupation's
PERSISTENCE = 0.7  # of a year's deviation, left a year later
ABSENCE_SPREAD, HOURLY_SPREAD = 0.03, 0.05  # of the yearly shares, logarithmic, at least
COMMON = 0.5  # part of the variance that all administrations have in common
LARGE = 100.0  # FTE from which an administration's shares tell how much they move
PRICE_YEARS = 3  # whose rows with both tell what an agency's FTE costs
MOST = 0.6  # of the work is done by hourly staff, of the staff is away, at most


@dataclass(frozen=True, eq=False)
class Base:
    """The base year: (C,) absence (share of contracted FTE), hourly and agency (FTE worked).

    has_agency : whether agency staff is delivered. unpriced : whether some told cost alone and no price is known.
    """

    absence: np.ndarray
    hourly: np.ndarray
    agency: np.ndarray
    has_agency: bool
    unpriced: bool


def read(h: History, cover: pd.DataFrame | None, agency: pd.DataFrame | None) -> Base:
    """The base year of all cells."""
    place = _cells(h)
    hours = np.zeros(h.cells)
    if cover is not None and not cover.empty:
        hours = _mean(h, cover, _hourly(cover), place, h.a_year)
    by_agency, unpriced = np.zeros(h.cells), False
    if agency is not None and not agency.empty:
        fte, unpriced = _agency_fte(h, agency)
        by_agency = _mean(h, agency, fte, place, _a_year(agency))
    return Base(absence(h), hours, by_agency, agency is not None, unpriced)


def _hourly(cover: pd.DataFrame) -> pd.Series:
    """FTE worked by hourly staff; short fixed terms are among the monthly-paid."""
    known = "hourly_fte" in cover and cover["hourly_fte"].notna().any()
    return cover["hourly_fte" if known else "cover_supplied_fte"].astype(float).fillna(0.0)


def _cells(h: History) -> dict[tuple[str, str], int]:
    pairs = zip(h.administration, h.occupation)
    return {(h.administrations[a], h.occupations[o]): c for c, (a, o) in enumerate(pairs)}


def _mean(h: History, frame, value, place, a_year: int) -> np.ndarray:
    """(C,) mean over the last year; a period without a row is nought."""
    when = pd.DatetimeIndex(frame["period"])
    cell = np.array([place.get(p, -1) for p in zip(frame["administration"], frame["occupation"])])
    amount = value.to_numpy(float)
    used = (cell >= 0) & (when > h.origin - pd.DateOffset(years=1)) & (when <= h.origin) & np.isfinite(amount)
    whole = np.rint(amount[used] * MICRO)
    return np.bincount(cell[used], whole, h.cells) / MICRO / a_year


def _a_year(frame: pd.DataFrame) -> int:
    """Periods a year: twelve where any two lie closer than half a year."""
    days = np.diff(np.unique(frame["period"].to_numpy()).astype("datetime64[D]").astype("int64"))
    return 12 if len(days) and days.min() < 183 else 1


def _agency_fte(h: History, agency: pd.DataFrame) -> tuple[pd.Series, bool]:
    """FTE of each row: told, else cost over what an FTE costs in the rows that tell both."""
    both = agency[(agency["fte"] > 0) & (agency["sek"] > 0)]
    recent = both[both["period"] > h.origin - pd.DateOffset(years=PRICE_YEARS)]
    both = both if recent.empty else recent
    price = both["sek"] / both["fte"]
    by_occupation = price.groupby(both["occupation"]).median()
    usual = agency["occupation"].map(by_occupation).astype(float).fillna(price.median())
    fte = agency["fte"].astype(float).fillna(agency["sek"] / usual)
    return fte.fillna(0.0), bool(fte.isna().any())


def absence(h: History) -> np.ndarray:
    """(C,) share of the contracted FTE absent over the last year, small cells leaning on their occupation."""
    recent = slice(max(0, len(h.periods) - h.a_year), None)
    absent, fte = h.absent[recent].sum(axis=0), h.fte[recent].sum(axis=0)
    size = len(h.occupations)
    whole = absent.sum() / max(fte.sum(), 1e-9)
    a, f = (np.bincount(h.occupation, x, size) for x in (absent, fte))
    usual = ((a + LEAN * whole) / (f + LEAN))[h.occupation]
    return np.minimum(MOST, (absent + LEAN * usual) / (fte + LEAN))


def absence_paths(h: History, base: Base, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) share absent: the base year's, moving as it has moved."""
    by = h.members
    past = [(h.absent[h.block == y].sum(axis=0) @ by.T, h.fte[h.block == y].sum(axis=0) @ by.T)
            for y in range(int(h.block.max()) + 1)]  # fmt: skip
    shares = np.array([a / np.maximum(f, 1e-9) for a, f in past])
    large = np.array([f > LARGE * h.a_year for _, f in past])
    moved = _paths(shares, large, ABSENCE_SPREAD, h, rng, draws, horizon)
    return np.minimum(MOST, base.absence * moved)


def hourly_paths(
    h: History, base: Base, work: np.ndarray, cover, rng, draws: int, horizon: int
) -> np.ndarray:
    """(draws, H + 1, C) share of the work (C,) that hourly staff do."""
    share = np.minimum(MOST, base.hourly / np.maximum(work, 1e-9))
    if not base.hourly.any():
        return np.zeros((draws, horizon + 1, h.cells))
    place, by, rows = _cells(h), h.members, []
    cover = cover.assign(hours=_hourly(cover))
    for year in range(int(h.block.max()) + 1):
        until = h.periods[h.block == year][-1]
        mine = cover[(cover["period"] <= until) & (cover["period"] > until - pd.DateOffset(years=1))]
        cell = np.array([place.get(p, -1) for p in zip(mine["administration"], mine["occupation"])], int)
        whole = np.rint(mine["hours"].to_numpy()[cell >= 0] * MICRO)  # the same in any order of the rows
        hours = np.bincount(cell[cell >= 0], whole, h.cells) / MICRO
        rows.append((hours @ by.T, h.fte[h.block == year].sum(axis=0) @ by.T))
    shares = np.array([a / np.maximum(f, 1e-9) for a, f in rows])
    large = np.array([(f > LARGE * h.a_year) & (a > 5 * h.a_year) for a, f in rows])
    moved = _paths(shares, large, HOURLY_SPREAD, h, rng, draws, horizon)
    return np.minimum(MOST, share * moved)


def _paths(shares, large, least: float, h: History, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) factors on a share, 1 at the origin, returning: spread as large as past years tell."""
    change = np.diff(np.log(np.maximum(shares, 1e-6)), axis=0)[(large[1:] & large[:-1])]
    spread = max(
        least, float(np.sqrt(np.mean(change**2) / (2 * (1 - PERSISTENCE)))) if change.size else 2 * least
    )
    own = rng.standard_normal((draws, horizon, len(h.administrations)))
    shock = np.sqrt(COMMON) * rng.standard_normal((draws, horizon, 1)) + np.sqrt(1 - COMMON) * own
    out = np.zeros((draws, horizon + 1, len(h.administrations)))
    for year in range(horizon):
        out[:, year + 1] = PERSISTENCE * out[:, year] + spread * np.sqrt(1 - PERSISTENCE**2) * shock[:, year]
    return np.exp(out)[:, :, h.administration]
