"""What a scenario changes: levers in natural units as factors and shifts by year and cell, put on a fitted plan.

Nothing is estimated again: hazards, posts and contracted shares are those of the base, moved. A lever acts from
its day on; what lies between two year-ends lies on the line, so that posts move in the course of a year.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from competence.forecast.history import AGES
from competence.forecast.model import Model
from competence.forecast.rates import Rates
from competence.forecast.simulate import Plan
from competence.forecast.statuses import Statuses

RESIGNING = 0.6  # of the exits where nobody tells why (the field: about 70 per cent own request, 20 retire)


@dataclass(frozen=True, eq=False)
class Levers:
    """What is changed, by year after the origin (H), node (H + 1 whole years, today first), cell (C), pair (P).

    resignations : (H, C) or (draws, H, C) factor on the hazard. retirement : (H + 1, C) months later.
    share : (H + 1, C) added to the contracted share a person. needed : (H + 1, C) factor on the work there is.
    shift : (H + 1, C, C) share of a cell's work that another does. training : (H, P) persons a year brought to
    meet the requirement. hire_meets : (H, P) share of hires who meet it, NaN as estimated. cost : (H,) SEK.
    place : the one administration that the cost is of, or `*`; None where no cost is stated.
    """

    resignations: np.ndarray
    retirement: np.ndarray
    share: np.ndarray
    needed: np.ndarray
    shift: np.ndarray
    training: np.ndarray
    hire_meets: np.ndarray
    cost: np.ndarray
    place: str | None = None


def neutral(model: Model, statuses: Statuses | None = None) -> Levers:
    """Levers that change nothing."""
    h, c = model.plan.years, model.history.cells
    p = 0 if statuses is None else len(statuses.cell)
    return Levers(
        np.ones((h, c)), np.zeros((h + 1, c)), np.zeros((h + 1, c)), np.ones((h + 1, c)),
        np.zeros((h + 1, c, c)), np.zeros((h, p)), np.full((h, p), np.nan), np.zeros(h),
    )  # fmt: skip


def combine(*levers: Levers) -> Levers:
    """All of them at once: factors multiply, shifts add up, of two mixes of hires the higher holds."""
    first, *rest = levers
    for other in rest:
        place = first.place if other.place is None else other.place
        if None not in (first.place, other.place) and first.place != other.place:
            place = "*"
        shift = first.shift + other.shift
        shift = shift / np.maximum(shift.sum(axis=2, keepdims=True), 1.0)
        first = Levers(
            first.resignations * other.resignations, first.retirement + other.retirement,
            first.share + other.share, first.needed * other.needed, shift, first.training + other.training,
            np.fmax(first.hire_meets, other.hire_meets), first.cost + other.cost, place,
        )  # fmt: skip
    return first


def resigning(model: Model, factor: np.ndarray, statuses: Statuses | None = None) -> Levers:
    """Levers of a measured effect: draws (draws,) of a multiplier on the hazard of resigning, for all cells."""
    factor = np.broadcast_to(np.asarray(factor, float)[:, None, None], (len(factor), model.plan.years, 1))
    return replace(neutral(model, statuses), resignations=factor)


def apply(plan: Plan, levers: Levers, retirement: np.ndarray, drawn: np.ndarray | None = None) -> Plan:
    """The plan with its levers.

    retirement : (H + 1,) months later, for all cells alike. drawn : the rates' multipliers (draws, H, C, causes),
    where they have been drawn once for several runs.
    """
    d = plan.demand
    held = d.share
    share = np.clip(held + levers.share, np.minimum(held, 0.05), np.maximum(held, 1.0))
    fewer = levers.needed * np.where(levers.share == 0.0, 1.0, held / np.maximum(share, 1e-9))
    staff, open_posts = (_shifted(x * fewer, share, levers.shift) for x in (d.staff, d.open))
    share = np.where(levers.share == 0.0, held, share)
    return replace(
        plan,
        demand=replace(d, staff=staff, open=open_posts, share=share),
        rates=_Moved(**_fields(plan.rates), factor=levers.resignations, later=retirement, drawn=drawn),
    )


def _fields(rates: Rates) -> dict:
    return {f.name: getattr(rates, f.name) for f in fields(Rates)}


@dataclass(frozen=True, eq=False, kw_only=True)
class _Moved(Rates):
    """Rates with levers: `factor` on resigning (H, C) or (draws, H, C), `later` (H + 1,) months to retirement."""

    factor: np.ndarray
    later: np.ndarray
    drawn: np.ndarray | None

    def multipliers(self, rng: np.random.Generator, draws: int, years: int) -> np.ndarray:
        out = super().multipliers(rng, draws, years) if self.drawn is None else self.drawn[:draws].copy()
        factor = self.factor[:draws] if self.factor.ndim == 3 else self.factor
        names = [cause.name for cause in self.causes]
        for name, share in (("resignation", 1.0), ("unknown_exit", self._resigning())):
            if name in names:
                out[..., names.index(name)] *= 1 + share * (factor - 1)
        return out

    def _resigning(self) -> float:
        """Share of resignations where nobody tells why people leave: that of those who tell."""
        sums = {cause.name: cause.events.sum() for cause in self.causes[: self.exits]}
        told = sum(count for name, count in sums.items() if name != "unknown_exit")
        return sums.get("resignation", 0.0) / told if told > 0 else RESIGNING

    def tables(self, rng, years: int) -> np.ndarray:
        out = super().tables(rng, years)
        for j, cause in enumerate(self.causes):
            if cause.name == "retirement":
                for node in np.flatnonzero(self.later):
                    out[node, j] = _later(out[node, j], self.later[node])
        return out


def _later(table: np.ndarray, months: float) -> np.ndarray:
    """A table (ages, tenures) of probabilities reached so many months later in life."""
    at = np.clip(np.arange(len(AGES)) - months / 12, 0, len(AGES) - 1)
    low = np.minimum(at.astype(int), len(AGES) - 2)
    part = (at - low)[:, None]
    return (1 - part) * table[low] + part * table[low + 1]


def _shifted(persons: np.ndarray, share: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """(draws, H + 1, C) persons when work, not persons, is moved between cells."""
    moved = shift.sum(axis=2)
    if not moved.any():
        return persons
    came = np.einsum("dhc,hce->dhe", persons * share, shift)
    return persons * (1 - moved) + came / np.maximum(share, 1e-9)
