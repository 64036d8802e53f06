"""What was planted, in a form that JSON bears."""

from __future__ import annotations

import numpy as np

from competence.sample import hazards, rollout
from competence.sample import log as L
from competence.sample.calendar import BURN_IN
from competence.sample.people import HOURLY
from competence.tables import EXIT_FLOWS


def tell(world) -> dict:
    """The truth of a world: planted parameters, counts by period and administration, need and gaps by year."""
    return {
        "seed": world.seed,
        "employees": world.plan.employees,
        "months": world.months.count,
        "end": world.months.end,
        "variant": world.variant.name,
        "planted": _planted(world),
        "administrations": _administrations(world),
        "true_exits": _true_exits(world),
        "required": _required(world),
        "competence": _competence(world),
    }


def _planted(world) -> dict:
    v = world.variant
    return {
        "resignation_per_year": hazards.RESIGN,
        "frailty_shape": hazards.FRAILTY,
        "retirement_pass_through": hazards.PASS_THROUGH,
        "lacks_competence_factor": hazards.LACKS,
        "managers_step_down_per_year": hazards.STEP_DOWN,
        "leadership_effect_points": rollout.LEADERSHIP_EFFECT,
        "programme_factor_on_resignations": v.effect,
        "variant": {k: getattr(v, k) for k in v.__dataclass_fields__},
        "variant_from": str(world.months.first_day(v.since)),
        "transfer_of_undertaking": None
        if world.demand.transfer is None
        else str(world.months.first_day(world.demand.transfer)),
    }


def _administrations(world) -> dict:
    """By administration of today: lists over the stock's periods (flows from the second on)."""
    stock, flows = world.tables["stock"], world.tables["flows"]
    periods = [str(p.date()) for p in world.months.periods]
    heads = stock.groupby(["administration", "period"])["headcount"].sum().unstack(fill_value=0)
    counts = flows.groupby(["administration", "flow", "period"])["count"].sum().unstack(fill_value=0)
    counts = counts.reindex(columns=world.months.periods, fill_value=0)
    found = {}
    for name in heads.index:
        mine = counts.loc[name] if name in counts.index.get_level_values(0) else None

        def row(*names, mine=mine):
            some = [n for n in names if mine is not None and n in mine.index]
            values = mine.loc[some].sum().to_numpy() if some else np.zeros(len(periods), int)
            return [int(x) for x in values]

        found[name] = {
            "headcount": [int(x) for x in heads.loc[name]],
            "hires": row("hire", "hire_from_hourly"),
            "exits": {cause: row(cause) for cause in EXIT_FLOWS},
            "transfer_out": row("transfer_out"),
            "moves_in": row("move_in"),
            "moves_out": row("move_out"),
        }
    return {"periods": periods, "by_administration": found}


def _true_exits(world) -> dict:
    """Exits by true cause and year, whatever the export says (of which coded otherwise)."""
    spells, months = world.history.spells, world.months
    found: dict[str, dict[str, int]] = {}
    for code, name in L.CAUSES.items():
        mine = (spells.after == code) & (spells.contract < HOURLY)
        years, count = np.unique(months.year(spells.stop[mine]), return_counts=True)
        found[name] = {str(y): int(n) for y, n in zip(years, count, strict=True)}
    return found


def _by_cell_year(world, frame, column):
    """Mean over the months of each full year, cells × years."""
    plan, years = world.plan, world.months.full_years
    index = {name: c for c, name in enumerate(plan.names)}
    sums = frame.groupby([frame["administration"], frame["occupation"], frame["period"].dt.year])[
        column
    ].sum()
    out = np.zeros((plan.cells, len(years)))
    for (a, o, y), value in sums.items():
        if y in years:
            out[index[a, o], years.index(y)] = value / 12
    return out


def required(world) -> np.ndarray:
    """True required FTE (contracted), cells × full years, at the year's end.

    Planted ratio × residents × own share, less what hourly staff worked over the year, over one less the
    share of the occupation's FTE that was absent over the year.
    """
    plan, months = world.plan, world.months
    stock = world.tables["stock"]
    fte, absent = _by_cell_year(world, stock, "fte"), _by_cell_year(world, stock, "absent_fte")
    hourly = _by_cell_year(world, world.tables["cover"], "cover_supplied_fte")
    member = (plan.occupation[:, None] == plan.occupation[None, :]).astype(float)
    share = (member @ absent) / np.maximum(member @ fte, 1e-9)
    column = [months.index(y, 12) + BURN_IN for y in months.full_years]
    return np.maximum(world.demand.worked[:, column] - hourly, 0) / (1 - share)


def _required(world) -> list[dict]:
    values = required(world)
    names = world.plan.names
    return [
        {"year": y, "administration": names[c][0], "occupation": names[c][1],
         "true_required_fte": round(float(values[c, i]), 4)}
        for c in range(len(names)) for i, y in enumerate(world.months.full_years)
    ]  # fmt: skip


def _competence(world) -> list[dict]:
    """By year, cell and requirement: qualified FTE at the year's end, and the gap to true required × share."""
    stock, config, years = world.tables["competence_stock"], world.counter.config, world.months.full_years
    need = {
        (r["year"], r["administration"], r["occupation"]): r["true_required_fte"] for r in _required(world)
    }
    ends = stock[(stock["period"].dt.month == 12) & stock["period"].dt.year.isin(years)]
    fte = ends.groupby([ends["period"].dt.year, "administration", "occupation", "requirement", "status"])[
        "fte"
    ].sum()
    fte = fte.unstack(fill_value=0.0)
    found = []
    for (year, a, o, requirement), row in fte.iterrows():
        share = config.requirements[requirement].share(int(year))
        target = need[int(year), a, o] * share
        meets, transitional = float(row.get("meets", 0.0)), float(row.get("transitional", 0.0))
        found.append(
            {"year": int(year), "administration": a, "occupation": o, "requirement": requirement,
             "share_required": share, "qualified_fte": round(meets, 4),
             "transitional_fte": round(transitional, 4), "true_gap_fte": round(target - meets, 4)}
        )  # fmt: skip
    return found
