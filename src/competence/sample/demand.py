"""How much staff is needed, and how much the budget grants: by cell and month.

The need follows residents × a planted staffing ratio × own share; the budget follows the need late, tightens
after growth, and swings by administration from year to year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample.calendar import BURN_IN, Months
from competence.sample.people import MEAN_PART
from competence.sample.plan import TRADES, Plan
from competence.sample.population import Residents
from competence.sample.streams import Streams

RATIO_SPREAD = 0.006  # yearly standard deviation of a ratio's random walk (log)
BUDGET_MEMORY, BUDGET_SPREAD, BUDGET_COMMON = 0.6, 0.012, 0.007
TRANSFER = (2022, 4)  # a home-care unit of the provider goes to a private company


@dataclass(frozen=True)
class Demand:
    """Need and budget; arrays cells × months, months from -BURN_IN (column `m + BURN_IN`).

    Parameters
    ----------
    worked : required FTE worked, by monthly-paid and hourly staff together.
    posts : monthly-paid posts the budget grants (persons).
    ratio : planted FTE worked per resident of the driver group (or per FTE of the whole).
    driver : residents of the driver group (or FTE of all other cells).
    own : own share.
    absence : planned share of contracted FTE that is absent, by cell.
    share : planned mean contracted share, by cell.
    transfer : month index of the transfer of undertaking, or None; `transfer_unit` the unit.
    """

    worked: np.ndarray
    posts: np.ndarray
    ratio: np.ndarray
    driver: np.ndarray
    own: np.ndarray
    budget: np.ndarray
    absence: np.ndarray
    share: np.ndarray
    transfer: int | None
    transfer_unit: int | None


def planned_absence(women: np.ndarray) -> np.ndarray:
    """Expected share of contracted FTE absent, from the share of women."""
    return 0.0625 + 0.037 * women


def simulate(streams: Streams, plan: Plan, months: Months, residents: Residents) -> Demand:
    """Need and budget of all cells."""
    rng = streams("demand")
    at = np.arange(-BURN_IN, months.count + 1)
    years = months.years
    place = _between(months, at, years)
    share = 1 - plan.trait("part") * (1 - MEAN_PART)
    absence = planned_absence(plan.trait("women"))
    hourly = plan.trait("hourly")

    ratio = np.cumsum(rng.standard_normal((plan.cells, len(years))) * RATIO_SPREAD, axis=1)
    ratio += plan.trait("trend")[:, None] * (years - years[0])
    ratio = _along(ratio, place)
    own, transfer, transfer_unit = _own_share(plan, months, at)
    driver = np.ones((plan.cells, len(at)))
    total = np.array([_trade(plan, c).driver is None for c in range(plan.cells)])
    for c in np.flatnonzero(~total):
        ages = _trade(plan, c).driver
        ends = np.arange(years[0] - 1, years[-1] + 1)
        counts = residents.group(ages, ends)
        driver[c] = np.interp(at, [months.index(int(y), 12) for y in ends], counts)
    opening = BURN_IN
    need = plan.size * share * (1 - absence + hourly)
    level = np.exp(ratio - ratio[:, [opening]])
    worked = np.empty((plan.cells, len(at)))
    first = need[:, None] * level * own / own[:, [opening]]
    worked[~total] = first[~total] * driver[~total] / driver[~total][:, [opening]]
    driver[total] = worked[~total].sum(axis=0)
    worked[total] = first[total] * driver[total] / driver[total][:, [opening]]
    planted = level * (need / driver[:, opening] / own[:, opening])[:, None]

    contracted = worked * (1 / (1 - absence + hourly))[:, None]
    budget = _budget(rng, plan, months, contracted, at)
    posts = contracted / share[:, None] * np.exp(budget[plan.administration])
    return Demand(worked, posts, planted, driver, own, budget, absence, share, transfer, transfer_unit)


def _trade(plan, cell):
    return TRADES[plan.names[cell][1]]


def _between(months, at, years):
    """Weights of the two year ends around each month: position along `years`."""
    ends = np.array([months.index(int(y), 12) for y in years])
    return np.interp(at, ends, np.arange(len(years)))


def _along(values, place):
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, values.shape[1] - 1)
    part = place - low
    return values[:, low] * (1 - part) + values[:, high] * part


def _own_share(plan, months, at):
    own = np.ones((plan.cells, len(at)))
    transfer = months.index(*TRANSFER)
    if not 3 <= transfer <= months.count - 6:
        return own, None, None
    a = plan.administrations.index("omsorg")
    unit = next((u for u, (b, kind, _) in enumerate(plan.units) if (b, kind) == (a, "hemtjanst")), None)
    if sum((b, kind) == (a, "hemtjanst") for b, kind, _ in plan.units) < 2:
        return own, None, None
    for c in np.flatnonzero(plan.administration == a):
        units = plan.units_of[c]
        if unit in units and plan.names[c][1] in ("assistant_nurse", "care_aide"):
            own[c, at >= transfer] = 1 - 1 / len(units)
    return own, transfer, unit


def _budget(rng, plan, months, contracted, at):
    """Log of posts granted over posts needed, administrations × months: a step each January."""
    count = len(plan.administrations)
    years = months.years
    shocks = rng.standard_normal((count, len(years))) * BUDGET_SPREAD
    common = rng.standard_normal(len(years)) * BUDGET_COMMON
    by_year = np.zeros((count, len(years)))
    need = np.array([contracted[plan.administration == a].sum(axis=0) for a in range(count)])
    for i, year in enumerate(years):
        m = months.index(int(year), 1) + BURN_IN
        grown = np.log(need[:, m - 1] / need[:, m - 13]) - 0.005 if m >= 13 else 0.0
        before = by_year[:, i - 1] if i else 0.0
        by_year[:, i] = BUDGET_MEMORY * before - 0.25 * grown + shocks[:, i] + common[i]
    return by_year[:, months.year(at) - years[0]]
