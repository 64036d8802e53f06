"""A scenario of the config as levers: natural units (per cent, points, months, persons) into factors by cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from competence.forecast import demand, levers, population
from competence.forecast.counts import Counts, ForecastError
from competence.forecast.growth import RESPONSE
from competence.forecast.history import MICRO, History
from competence.forecast.model import Model
from competence.forecast.statuses import Statuses, by_status

PART_TIME = 0.75  # contracted share of part-timers, where rows of single persons do not show who they are
FULL_TIME = 0.995
USUAL_SICKNESS = 0.07  # share of working time, where none is delivered


def read(name: str, config, model: Model, counts: Counts, statuses: Statuses | None = None) -> levers.Levers:
    """The levers of a scenario of the config, those it combines among them.

    Raises
    ------
    ForecastError : a population variant that was not delivered.
    """
    what = config.scenarios[name]
    h, own = model.history, levers.neutral(model, statuses)
    scope = _scope(what, h)
    years, nodes = in_force(h, what.valid_from, model.plan.years)
    on = nodes[:, None] * scope  # (H + 1, C)
    parts = [read(other, config, model, counts, statuses) for other in what.combines]
    needed = own.needed
    if what.staffing_percent is not None:
        needed = needed * (1 + what.staffing_percent / 100 * on)
    if what.own_share_points is not None:
        needed = needed * (1 + on * (_own_share_factor(counts, h, what.own_share_points / 100) - 1))
    if what.sickness_percent is not None:
        needed = needed * (1 + on * (_sickness_factor(counts, h, what.sickness_percent / 100) - 1))
    if what.population_variant is not None:
        needed = needed * (1 + on * (_variant_factor(what.population_variant, config, model, counts) - 1))
    changed = {"needed": needed, "cost": years * (what.cost_sek_a_year or 0.0)}
    if what.cost_sek_a_year is not None:
        changed["place"] = what.administrations[0] if len(what.administrations) == 1 else "*"
    if what.resignations_percent is not None:
        changed["resignations"] = 1 + what.resignations_percent / 100 * years[:, None] * scope
    if what.retirement_months is not None:
        # Who may stay on may do so from the day itself: the first year is not phased in.
        already = what.valid_from is None or pd.Timestamp(what.valid_from) <= h.origin
        changed["retirement"] = what.retirement_months * np.where(already, 1.0, nodes)[:, None] * scope
    if what.part_time_points is not None:
        changed["share"] = what.part_time_points / 100 * part_timers(counts, h) * on
    if what.task_shift_percent is not None:
        changed["shift"] = nodes[:, None, None] * _shift(what, h, scope)
    if statuses is not None and what.requirement in statuses.names:
        pairs = (statuses.requirement == statuses.names.index(what.requirement)) & (scope[statuses.cell] > 0)
        if what.train_a_year is not None:
            changed["training"] = years[:, None] * _trained(what.train_a_year, statuses, pairs)
        if what.hires_meeting_percent is not None:
            acts = (years[:, None] > 0) & pairs
            changed["hire_meets"] = np.where(acts, what.hires_meeting_percent / 100, np.nan)
    return levers.combine(*parts, replace(own, **changed))


def left_out(config, history: History, counts: Counts, statuses: Statuses | None) -> dict[str, str]:
    """Scenarios that cannot be computed, and why, as the code of a note.

    `scenario_unmeasured`: nobody's standing to the requirement is known. `scenario_variant`: the population's
    variant was not delivered. `scenario_reaches_nobody`: no staff where it acts.
    """
    known = () if statuses is None else statuses.names
    table = counts.population
    variants = set() if table is None else set(table.loc[table["kind"] == "projected", "variant"])

    def why(name: str) -> str | None:
        what = config.scenarios[name]
        if what.requirement is not None and what.requirement not in known:
            return "scenario_unmeasured"
        if what.population_variant is not None and what.population_variant not in variants:
            return "scenario_variant"
        if not what.combines and not (_scope(what, history) * history.staff[-1]).any():
            return "scenario_reaches_nobody"
        return next(filter(None, map(why, what.combines)), None)

    found = {name: why(name) for name in config.scenarios}
    return {name: code for name, code in found.items() if code is not None}


def in_force(history: History, since, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """(H,) part of each year in which a lever acts, and (H + 1,) whether it acts at each node; never today."""
    ends = [history.origin + pd.DateOffset(years=k) for k in range(horizon + 1)]
    since = history.origin if since is None else pd.Timestamp(since)
    part = [np.clip((b - since) / (b - a), 0.0, 1.0) for a, b in pairwise(ends)]
    return np.array(part), np.array([False, *(end >= since for end in ends[1:])]).astype(float)


def _scope(what, h: History) -> np.ndarray:
    """(C,) 1 where a scenario acts."""
    a = np.isin(h.administrations, what.administrations)[h.administration] | (not what.administrations)
    o = np.isin(h.occupations, what.occupations)[h.occupation] | (not what.occupations)
    return (a & o).astype(float)


def part_timers(counts: Counts, h: History) -> np.ndarray:
    """(C,) share of today's staff below full time; by occupation, told by rows of one person each.

    Where too few rows hold just one, as many as make up the mean share if part-timers work `PART_TIME`.
    """
    rows = counts.stock[(counts.stock["period"] == h.origin) & (counts.stock["contract"] != "hourly")]
    heads = np.maximum(h.headcount[-1], 1e-9)
    mean = np.where(h.headcount[-1] > 0, h.fte[-1] / heads, 1.0)
    usual = np.clip((1 - mean) / (1 - PART_TIME), 0.0, 1.0)
    single = rows[rows["headcount"] == 1]
    part = (single["fte"] < FULL_TIME).groupby(single["occupation"]).agg(["sum", "count"])
    part = part.reindex(h.occupations).fillna(0.0)
    share = ((part["sum"] + 0.5) / (part["count"] + 1.0)).to_numpy()
    return np.where((part["count"] >= 20).to_numpy()[h.occupation], share[h.occupation], usual)


def _own_share_factor(counts: Counts, h: History, points: float) -> np.ndarray:
    """(C,) the municipality's own work when its share of the users changes; all is its own where none is told."""
    own = np.ones(len(h.administrations))
    volumes = counts.service_volumes
    if volumes is not None and not volumes.empty:
        told = volumes.dropna(subset=["own_users"])
        told = told[told["year"] == told.groupby("administration")["year"].transform("max")]
        sums = _whole(told[["own_users", "users"]]).groupby(told["administration"]).sum()
        for i, name in enumerate(h.administrations):
            if name in sums.index and sums.loc[name, "users"] > 0:
                own[i] = np.clip(sums.loc[name, "own_users"] / sums.loc[name, "users"], 0.01, 1.0)
    return (np.clip(own + points, 0.0, 1.0) / own)[h.administration]


def _sickness_factor(counts: Counts, h: History, change: float) -> np.ndarray:
    """(C,) persons needed for the same work when sickness changes by a share of itself.

    How much sickness there is tells table `cover`; where that is not delivered, as much as municipalities use to have.
    """
    recent = slice(max(0, len(h.periods) - h.a_year), None)
    fte, absent = (
        np.bincount(h.occupation, x[recent].mean(axis=0), len(h.occupations)) for x in (h.fte, h.absent)
    )
    sick = np.full(len(fte), USUAL_SICKNESS)
    cover = counts.cover
    if cover is not None and "sick_fte" in cover and cover["sick_fte"].notna().any():
        rows = cover[cover["period"] > h.origin - pd.DateOffset(years=1)]
        sums = _whole(rows["sick_fte"]).groupby(rows["occupation"]).sum().reindex(h.occupations).fillna(0.0)
        sick = np.clip(
            sums.to_numpy() / MICRO / max(1, rows["period"].nunique()) / np.maximum(fte, 1e-9), 0.0, 0.5
        )
    away = np.clip(np.maximum(absent / np.maximum(fte, 1e-9), sick), 0.0, 0.9)
    return ((1 - away) / (1 - np.clip(away + change * sick, 0.0, 0.95)))[h.occupation]


def _whole(values):
    """Figures in whole millionths, whose sums do not hang on the order of rows."""
    return np.rint(values.fillna(0.0) * MICRO)


def _variant_factor(variant: str, config, model: Model, counts: Counts) -> np.ndarray:
    """(H + 1, C) work under another variant of the population's projection, against the main one."""
    table = counts.population
    names = set() if table is None else set(table.loc[table["kind"] == "projected", "variant"])
    if variant not in names:
        raise ForecastError(
            f"the population's variant {variant!r} was not delivered; there is {', '.join(sorted(names)) or 'none'}"
        )
    horizon = model.plan.years
    observed, other = table[table["kind"] == "observed"], table[table["variant"] == variant]
    paths = [
        population.project(frame, horizon, np.random.default_rng(0), 1)
        for frame in (table, pd.concat([observed, other.assign(variant="main")]))
    ]
    main, changed = (
        demand.drivers(model.history, config, p, 1, horizon, counts.service_volumes)[1][0] for p in paths
    )
    return (changed / np.maximum(main, 1e-9)) ** RESPONSE


def _shift(what, h: History, scope: np.ndarray) -> np.ndarray:
    """(C, C) share of a cell's work that goes to the other occupation in the same administration.

    Where an administration has nobody of that occupation the work stays.
    """
    place = {(a, o): c for c, (a, o) in enumerate(zip(h.administration, h.occupation))}
    out = np.zeros((h.cells, h.cells))
    if what.task_shift_to not in h.occupations:
        return out
    to = h.occupations.index(what.task_shift_to)
    for c in np.flatnonzero(scope):
        target = place.get((h.administration[c], to))
        if target is not None and target != c:
            out[c, target] = what.task_shift_percent / 100
    return out


def _trained(count: float, statuses: Statuses, pairs: np.ndarray) -> np.ndarray:
    """(P,) persons a year, by how many there are today who do not meet the requirement."""
    lacks = by_status(statuses.start)
    lacks = (lacks.sum(axis=1) - lacks[:, 0]) * pairs
    whole = lacks.sum()
    return count * (lacks / whole if whole > 0 else pairs / max(pairs.sum(), 1))
