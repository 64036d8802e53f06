"""What comes from outside: the transfer of undertaking, and what a hostile variant does without notice."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.calendar import BURN_IN

PROVIDER, TAKER = "omsorg", "vard"  # the units of the first may go to the second
MERGED = ("care_aide", "assistant_nurse")  # the first is coded as the second


def month(sim) -> None:
    """The surprises of the running month of a simulation."""
    if sim.month == sim.demand.transfer:
        _transfer(sim)
    if sim.month == sim.variant.since:
        if sim.variant.reorganise:
            _reorganise(sim, sim.variant.reorganise)
        if sim.variant.merge_code:
            _merge(sim)


def _transfer(sim):
    """The staff of one of the provider's units goes to a private company."""
    people, plan, who = sim.people, sim.plan, sim.staff()
    cells = [c for c in plan.cells_of(*MERGED) if plan.names[c][0] == PROVIDER]
    gone = (people.unit[who] == sim.demand.transfer_unit) & np.isin(people.cell[who], cells)
    sim.leave(who[gone], L.TRANSFER)


def _reorganise(sim, part):
    """A part of the provider's units goes to another administration."""
    plan = sim.plan
    to = plan.administrations.index(TAKER)
    for c in np.flatnonzero(plan.administration == plan.administrations.index(PROVIDER)):
        target = plan.cell_at[to, plan.occupation[c]]
        if target < 0 or plan.names[c][1] in ("manager_a", "manager_b"):
            continue
        units = plan.units_of[c]
        who = _shift(sim, c, target, part, units[: max(1, round(len(units) * part))])
        sim.set_units(sim.streams("surprise"), who)
        sim.note(who, L.CHANGE)


def _merge(sim):
    """One occupation's staff is coded as another's."""
    plan = sim.plan
    to = plan.occupations.index(MERGED[1])
    for c in plan.cells_of(MERGED[0]):
        target = plan.cell_at[plan.administration[c], to]
        if target >= 0:
            sim.note(_shift(sim, c, target, 1.0, plan.units_of[c]), L.CHANGE)


def _shift(sim, cell, target, part, units):
    """Posts, need and the people of `units` from one cell to another; the people."""
    column = sim.month + BURN_IN
    for amount in (sim.granted, sim.demand.worked):
        moved = amount[cell, column:] * part
        amount[target, column:] += moved
        amount[cell, column:] -= moved
    who = sim.staff()
    who = who[(sim.people.cell[who] == cell) & np.isin(sim.people.unit[who], units)]
    sim.people.cell[who] = target
    return who
