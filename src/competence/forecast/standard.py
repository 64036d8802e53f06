"""The standard model: the national association's recruitment model and its relatives, to the published formula.

need = base staff x index of the residents it serves x (1 + r)^t; those who stay grow a year older; leavers and
retirements at the base year's rates (or all retire at a rule age); recruits = change in need + those who left.
Monthly-paid staff only, every post filled, one figure and no interval. It stands beside our own figure since
everyone knows it (Sveriges Kommuner och Regioner's reports on recruitment; Goteborgsregionen; PwC).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast import classes, demand, needs
from competence.forecast.history import AGES, History, Rows
from competence.forecast.model import Model
from competence.forecast.population import Residents
from competence.tables import NEEDS_ANNUAL
from competence.vocabulary import EXIT_FLOWS, QUANTILES

SCENARIO = "standard_model"


@dataclass(frozen=True, eq=False)
class Projection:
    """Points by year after the origin and cell, each (years, cells), in persons.

    required, headcount : at the year's end, the same: the model knows no vacancies. exits : all who leave,
    retirements among them. hires : change in need + exits; negative where staff must go.
    """

    required: np.ndarray
    exits: np.ndarray
    retirements: np.ndarray
    hires: np.ndarray
    headcount: np.ndarray


def project(history: History, config, residents: Residents | None, years: int) -> Projection:
    """The standard model's figures.

    Parameters
    ----------
    history : the past; its last year (or what there is of it) is the base year.
    config : staffing links tell whose number each occupation follows; `[standard_model]` the growth and the rule age.
    residents : their mean is taken as the projection; None: nobody's number changes.
    years : how many years ahead.
    """
    h, rule = history, config.standard_model
    leave, retire = _rates(h, rule.rule_age)
    entry = _entry(h)
    staff = _staff(h, len(h.periods) - 1)
    index = target_index(h, config, residents, years)
    growth = (1.0 + rule.growth) ** np.arange(years + 1)[:, None]
    required = h.headcount[-1] * index * growth
    out = np.empty((3, years, h.cells))
    for year in range(years):
        retired = staff * retire
        left = (staff - retired) * leave
        exits = (retired + left).sum(axis=1)
        hires = required[year + 1] - required[year] + exits
        staff = _older(staff - retired - left) + hires[:, None] * entry
        out[:, year] = exits, retired.sum(axis=1), hires
    return Projection(required[1:], *out, required[1:])


def table(model: Model, config) -> pd.DataFrame:
    """Rows of table `needs_annual` under the scenario `standard_model`: its one figure stands as every quantile."""
    h, years = model.history, model.plan.years
    found = project(h, config, model.residents, years)
    share = np.where(h.headcount[-1] > 0, h.fte[-1] / np.maximum(h.headcount[-1], 1.0), 1.0)
    left = np.maximum(
        found.exits, 0.0
    )  # staff that shrinks by less than its leavers may come out a trifle below
    figures = {
        "headcount": found.headcount, "required_headcount": found.required, "required_fte": found.required * share,
        "exits": left, "hires": found.hires, "need_exits": left, "recruitment_need": found.hires,
        "recruitment_need_cum": np.cumsum(found.hires, axis=0),
    }  # fmt: skip
    if h.has_reasons:
        figures["retirements"] = np.maximum(found.retirements, 0.0)
    names, member = needs.groups(h)
    rests = needs.basis(model)
    parts = []
    for quantity, points in figures.items():
        mean = (member @ points.T).reshape(-1)  # groups x years
        part = pd.DataFrame(dict.fromkeys(("mean", *QUANTILES), mean))
        part["period"] = np.tile(needs.dates(h, 12 * np.arange(1, years + 1)), len(names))
        part["administration"] = np.repeat([a for a, _ in names], years)
        part["occupation"] = np.repeat([o for _, o in names], years)
        part["quantity"], part["basis"] = quantity, np.repeat(rests, years)
        parts.append(part)
    return NEEDS_ANNUAL.check(pd.concat(parts, ignore_index=True).assign(origin=h.origin, scenario=SCENARIO))


def target_index(history: History, config, residents: Residents | None, years: int) -> np.ndarray:
    """(years + 1, cells) residents of each cell's ages against the base year; 1 where it follows nobody.

    What follows the whole goes with the staff of the others.
    """
    h = history
    out, follows = np.ones((years + 1, h.cells)), np.zeros(h.cells, bool)
    for c in range(h.cells):
        found = demand._link(config, h, c)
        if found is None:
            continue
        follows[c] = found.driver == "total"
        if found.driver == "population" and residents is not None:
            out[:, c] = _ages(h, residents, found.ages, years) ** found.weight
    base = h.headcount[-1] * ~follows
    if follows.any() and base.sum() > 0:
        out[:, follows] = (out @ base / base.sum())[:, None]
    return out


def _ages(h: History, residents: Residents, ages, years: int) -> np.ndarray:
    past, ahead = residents.group(*ages)
    line = np.concatenate([past, ahead[:, 1:].mean(axis=0)])
    # Residents are counted at year-ends; in between they lie on the line. A projection that ends stays.
    when = h.origin.year + h.origin.month / 12 - 1 + np.arange(years + 1)
    at = np.interp(when, residents.years[0] + np.arange(len(line)), line)
    return np.maximum(at, 1e-6) / max(at[0], 1.0)


def _staff(h: History, period: int) -> np.ndarray:
    """(cells, ages) staff at a period's end."""
    return _by_age(h, h.stock.take(h.stock.period == period))


def _by_age(h: History, rows: Rows) -> np.ndarray:
    return classes.dense(rows.cell, rows.age, rows.tenure, rows.count, h.cells, has_tenure=h.has_tenure).sum(
        axis=2
    )


def _older(staff: np.ndarray) -> np.ndarray:
    """(cells, ages) a year later; the oldest class keeps its own."""
    out = np.zeros_like(staff)
    out[:, 1:] = staff[:, :-1]
    out[:, -1] += staff[:, -1]
    return out


def _base_year(h: History) -> tuple[int, float]:
    """The first period of the base year, and how many years there are of it."""
    first = max(0, len(h.periods) - 1 - h.a_year)
    return first, (len(h.periods) - 1 - first) / h.a_year


def _rates(h: History, rule_age: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Shares of a year's first staff who leave (cells, 1), of those who do not retire, and who retire (ages,).

    By age retirement is the whole municipality's: no cell has enough of each age. Leaving is the occupation's.
    """
    first, length = _base_year(h)
    start = _staff(h, first)
    retired = np.zeros_like(start)
    for period in range(first + 1, len(h.periods)):
        if "retirement" in h.flows:
            rows = h.flows["retirement"]
            events = _by_age(h, rows.take(rows.period == period))
            # Who is of an age when leaving was as often a year younger at the year's start as the year was gone.
            gone = (period - first) / h.a_year
            retired += (1 - gone) * events
            retired[:, :-1] += gone * events[:, 1:]
            retired[:, 0] += gone * events[:, 0]
    staff = start.sum(axis=0)
    retire = np.where(staff > 0, retired.sum(axis=0) / length / np.maximum(staff, 1e-9), 0.0)
    for _ in range(5):
        # No more retire than there are of an age; the base year's number comes out all the same.
        retire = np.minimum(retire, 1.0)
        retire *= retired.sum() / length / max((staff * retire).sum(), 1e-9)
    retire = np.minimum(retire, 1.0)
    if rule_age is not None:
        retire = (rule_age <= AGES + 1).astype(float)  # in the year in which they reach it
    since = slice(first + 1, None)
    others = [name for name in EXIT_FLOWS if name != "retirement"]
    left = h.flow(*others)[since].sum(axis=0) / length
    staying = (start * (1 - retire)).sum(axis=1)
    sums = [np.bincount(h.occupation, x, len(h.occupations)) for x in (left, staying)]
    rate = np.minimum(sums[0] / np.maximum(sums[1], 1e-9), 1.0)
    whole = min(left.sum() / max(staying.sum(), 1e-9), 1.0)
    return np.where(sums[1] > 0, rate, whole)[h.occupation][:, None], retire


def _entry(h: History) -> np.ndarray:
    """(ages,) ages of the base year's recruits in the whole municipality; of its staff where it had none."""
    first, _ = _base_year(h)
    total = np.zeros(len(AGES))
    for name in ("hire", "hire_from_hourly"):
        if name in h.flows:
            rows = h.flows[name]
            total += _by_age(h, rows.take(rows.period > first)).sum(axis=0)
    if total.sum() <= 0:
        total = _staff(h, len(h.periods) - 1).sum(axis=0)
    return total / max(total.sum(), 1e-9)
