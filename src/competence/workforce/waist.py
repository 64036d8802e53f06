"""From what was delivered to the waist, in order; identities are checked before anything is handed on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.sources import Delivered, DeliveryError, memory
from competence.sources.faults import fault
from competence.tables import EMPLOYMENTS
from competence.workforce import (
    competence,
    counting,
    cover,
    delivered_counts,
    identities,
    leads,
    posts,
    programme,
    quality,
    sickness,
    surveys,
    units,
)
from competence.workforce import spells as sp
from competence.workforce import timeline as tl
from competence.workforce.periods import period_ends


@dataclass(frozen=True, repr=False)
class Waist:
    """Tables of `tables`. `employments` and `quarantine` hold persons; None where nothing was delivered.

    `repr` tells totals and shape, never cells.
    """

    employments: pd.DataFrame | None
    stock: pd.DataFrame
    flows: pd.DataFrame
    competence_stock: pd.DataFrame | None
    competence_flows: pd.DataFrame | None
    vacancies: pd.DataFrame | None
    cover: pd.DataFrame | None
    population: pd.DataFrame | None
    quality: pd.DataFrame
    accounts: pd.DataFrame
    quarantine: pd.DataFrame
    completeness: pd.DataFrame | None = None
    breaks_seen: pd.DataFrame | None = None
    spellings: pd.DataFrame | None = None
    service_volumes: pd.DataFrame | None = None
    agency_staff: pd.DataFrame | None = None
    staff_costs: pd.DataFrame | None = None
    budget_frame: pd.DataFrame | None = None
    sickness: pd.DataFrame | None = None
    unit_periods: pd.DataFrame | None = None
    programme_status: pd.DataFrame | None = None
    programme_groups: pd.DataFrame | None = None
    survey_rounds: pd.DataFrame | None = None
    manager_survey: pd.DataFrame | None = None
    initiatives: pd.DataFrame | None = None
    peers: pd.DataFrame | None = None

    def __repr__(self) -> str:
        last = self.stock["period"].max()
        heads = int(self.stock.loc[self.stock["period"] == last, "headcount"].sum())
        periods = self.stock["period"].nunique()
        return f"Waist({periods} periods to {last.date()}, {heads} persons then, {len(self.flows)} rows of flows)"


def build_waist(delivered: Delivered, config) -> Waist:
    """See `workforce.build`."""
    if delivered.counted is not None:
        return _from_counts(delivered, config)
    memory.large_apart()
    frame = sp.spells(delivered, config)
    memory.give_back()
    periods = period_ends(delivered, config)
    number = tl.numbers(frame)
    by_hour = (frame["contract"] == "hourly").to_numpy()
    paid, hourly = tl.spells(frame[~by_hour], number), tl.spells(frame[by_hour], number)
    line = tl.timeline(paid)
    happened = tl.events(line, paid, hourly, config.exits.return_within_days)
    memory.give_back()
    roll = counting.roll(periods, paid, line, delivered.absences, number)
    cells = counting.Cells(paid)
    memory.give_back()
    stock = counting.stock(roll, paid, cells)
    memory.give_back()
    flows = counting.flows(roll, happened, cells)
    memory.give_back()
    competence_stock, competence_flows = competence.tables(
        roll, paid, cells, delivered.qualifications, number, config
    )
    identities.check(stock, flows, competence_stock, competence_flows, config)
    measured = quality.measure(
        quality.Build(delivered, config, frame, paid, happened, stock, flows, competence_stock, periods)
    )
    memory.give_back()
    covered = cover.cover(roll, paid, delivered.absences, delivered.hours, number, config)
    sick = sickness.sickness(delivered, paid, number, periods, config)
    named = units.number_units(paid)
    leading = leads.leading(named, delivered, paid, roll, number)
    of_units = units.unit_periods(named, roll, happened, leading, delivered, number, config)
    programme_status = programme.status(roll, paid, delivered.participants, number, config)
    programme_groups = programme.groups(delivered.participants, line, paid, number)
    del roll, paid, hourly, line, happened, cells, named, leading, by_hour
    memory.give_back()
    recruitments = delivered.recruitments
    return Waist(
        employments=EMPLOYMENTS.check(frame),
        stock=stock.frame(),
        flows=flows,
        competence_stock=competence_stock,
        competence_flows=competence_flows,
        vacancies=None if recruitments is None else posts.vacancies(recruitments, periods),
        cover=covered,
        population=delivered.population,
        quality=measured.quality,
        completeness=measured.completeness,
        breaks_seen=measured.breaks_seen,
        spellings=measured.spellings,
        accounts=delivered.accounts,
        quarantine=delivered.quarantine,
        service_volumes=delivered.service_volumes,
        agency_staff=delivered.agency_staff,
        staff_costs=delivered.staff_costs,
        budget_frame=delivered.budget_frame,
        sickness=sick,
        unit_periods=of_units,
        programme_status=programme_status,
        programme_groups=programme_groups,
        survey_rounds=surveys.rounds(delivered),
        manager_survey=surveys.managers(delivered, config),
        initiatives=delivered.initiatives,
        peers=delivered.peers,
    )


def _from_counts(delivered: Delivered, config) -> Waist:
    """The waist of counts that were delivered as such: what rests on persons is not there.

    Raises
    ------
    DeliveryError : `no_history`, where fewer than two periods are counted.
    """
    stock, flows, competence_stock = delivered_counts.tables(delivered.counted)
    periods = np.unique(stock["period"].to_numpy().astype("datetime64[D]"))
    if len(periods) < 2:
        raise DeliveryError([fault(", ".join(config.sources), "no_history")])
    measured = quality.measure(
        quality.Build(delivered, config, None, None, None, stock, flows, competence_stock, periods)
    )
    same = {
        name: getattr(delivered, name)
        for name in ("population", "accounts", "quarantine", "service_volumes", "agency_staff", "staff_costs",
                     "budget_frame", "initiatives", "peers")
    }  # fmt: skip
    recruitments = delivered.recruitments
    return Waist(
        employments=None,
        stock=stock,
        flows=flows,
        competence_stock=competence_stock,
        competence_flows=None,
        vacancies=None if recruitments is None else posts.vacancies(recruitments, periods),
        cover=None,
        quality=measured.quality,
        completeness=measured.completeness,
        breaks_seen=measured.breaks_seen,
        spellings=measured.spellings,
        survey_rounds=surveys.rounds(delivered),
        manager_survey=surveys.managers(delivered, config),
        **same,
    )
