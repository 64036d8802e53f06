"""What was planted, in a form that JSON bears."""

from __future__ import annotations

import numpy as np

from competence.sample import absences, hazards, rollout
from competence.sample import log as L
from competence.sample.calendar import BURN_IN
from competence.sample.people import HOURLY
from competence.tables import EXIT_FLOWS


def tell(world) -> dict:
    """The truth of a world: planted parameters, counts by period and administration, need and gaps by year."""
    required = _required(world)
    return {
        "seed": world.seed,
        "employees": world.plan.employees,
        "months": world.months.count,
        "end": world.months.end,
        "variant": world.variant.name,
        "planted": _planted(world),
        "administrations": _administrations(world),
        "true_exits": _true_exits(world),
        "expected_exits": world.history.expected.rows(),
        "managers_turnover": round(_managers_turnover(world), 6),
        "sickness": _sickness(world),
        "required": _rows(world, required),
        "competence": _competence(world, required),
        "volumes": world.volumes.truth(),
    }


def _planted(world) -> dict:
    v = world.variant
    transfer = world.demand.transfer
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
        "transfer_of_undertaking": None if transfer is None else str(world.months.first_day(transfer)),
    }


def _administrations(world) -> dict:
    """By administration of today: lists over the stock's periods (flows from the second on)."""
    panel, plan, months = world.counter.panel, world.plan, world.months
    count = months.count + 1
    places = len(plan.administrations)

    def spread(month, cell):
        at = month * places + plan.administration[cell]
        return np.bincount(at, minlength=count * places).reshape(count, places)

    heads = spread(panel.month, panel.cell)
    moves = {name: spread(month, cell) for name, (month, cell) in world.counter.movements().items()}
    empty = np.zeros_like(heads)

    def row(place, *names):
        return [int(x) for x in sum(moves.get(n, empty)[:, place] for n in names)]

    found = {
        name: {
            "headcount": [int(x) for x in heads[:, a]],
            "hires": row(a, "hire", "hire_from_hourly"),
            "exits": {cause: row(a, cause) for cause in EXIT_FLOWS},
            "transfer_out": row(a, "transfer_out"),
            "moves_in": row(a, "move_in"),
            "moves_out": row(a, "move_out"),
        }
        for a, name in sorted(enumerate(plan.administrations), key=lambda pair: pair[1])
    }
    return {"periods": [str(p.date()) for p in months.periods], "by_administration": found}


def _true_exits(world) -> dict:
    """Exits by true cause and year, whatever the export says."""
    spells, months = world.history.spells, world.months
    found: dict[str, dict[str, int]] = {}
    for code, name in L.CAUSES.items():
        mine = (spells.after == code) & (spells.contract < HOURLY)
        years, count = np.unique(months.year(spells.stop[mine]), return_counts=True)
        found[name] = {str(y): int(n) for y, n in zip(years, count, strict=True)}
    return found


def _managers_turnover(world) -> float:
    """Managers who leave the employer or the post, a year, of those in post."""
    panel = world.counter.panel
    manager = world.plan.manager_cell[panel.cell]
    stays = np.zeros(len(panel), bool)
    stays[:-1] = (panel.person[1:] == panel.person[:-1]) & manager[1:]
    left = manager & ~stays & (panel.month < world.months.count)
    in_post = manager.sum() / (world.months.count + 1)
    return float(left.sum() / (world.months.count / 12) / max(in_post, 1))


def _sickness(world) -> dict:
    """Sick days × extent over days employed, in the observed months."""
    away, people, panel = world.absences, world.history.people, world.counter.panel
    first = int(world.months.first_day(1).astype(np.int64))
    last = int(world.months.last_day(world.months.count).astype(np.int64))
    days = np.minimum(away["end"], last) - np.maximum(away["start"], first) + 1
    days = np.where(away["kind"] == absences.SICK, np.maximum(days, 0) * away["extent"], 0)
    employed = np.bincount(people.sex[panel.person], minlength=2) / (world.months.count + 1)
    employed = employed * (last - first + 1)
    sick = np.bincount(people.sex[away["person"]], days, minlength=2)
    share = {
        "all": sick.sum() / employed.sum(),
        "female": sick[0] / employed[0],
        "male": sick[1] / employed[1],
    }
    return {name: round(float(value), 6) for name, value in share.items()}


def _by_cell_year(world, month, cell, amount):
    """Mean over the months of each full year, cells × years."""
    years = world.months.full_years
    year = world.months.year(month) - (years[0] if years else 0)
    inside = (year >= 0) & (year < len(years))
    at = cell[inside] * max(len(years), 1) + year[inside]
    total = np.bincount(at, amount[inside], minlength=world.plan.cells * max(len(years), 1))
    return total.reshape(world.plan.cells, -1)[:, : len(years)] / 12


def _required(world) -> np.ndarray:
    """True required FTE (contracted), cells × full years, at the year's end.

    Planted ratio × residents × own share, less what hourly staff worked over the year, over one less the
    share of the occupation's FTE that was absent over the year.
    """
    plan, months, counter = world.plan, world.months, world.counter
    panel = counter.panel
    fte = _by_cell_year(world, panel.month, panel.cell, panel.share)
    absent = _by_cell_year(world, panel.month, panel.cell, panel.share * counter.absent)
    hours = world.hours
    cell = world.history.spells.cell[hours["spell"]]
    full_time = counter.config.population.hourly_hours_per_month
    hourly = _by_cell_year(world, hours["month"], cell, hours["hours"] / full_time)
    member = (plan.occupation[:, None] == plan.occupation[None, :]).astype(float)
    share = (member @ absent) / np.maximum(member @ fte, 1e-9)
    column = [months.index(y, 12) + BURN_IN for y in months.full_years]
    return np.maximum(world.demand.worked[:, column] - hourly, 0) / (1 - share)


def _rows(world, required) -> list[dict]:
    """By cell and full year, at its end: contracted FTE required; posts granted, and how many stand advertised.

    Posts granted and neither held nor advertised are those of fixed terms between two holders.
    """
    plan, months, posts = world.plan, world.months, world.history.posts
    rows = []
    for i, y in enumerate(months.full_years):
        month = months.index(y, 12)
        is_open = (posts["opened"] <= month) & (posts["closed"] > month)
        advertised = np.bincount(posts["cell"][is_open], minlength=plan.cells)
        granted = world.demand.posts[:, month + BURN_IN]
        rows += [
            {
                "year": y, "administration": a, "occupation": o, "granted_posts": round(float(granted[c]), 2),
                "open_posts": int(advertised[c]), "true_required_fte": round(float(required[c, i]), 4),
            }
            for c, (a, o) in enumerate(plan.names)
        ]  # fmt: skip
    return rows


def _competence(world, required) -> list[dict]:
    """By year, cell and requirement: qualified FTE at the year's end, and the gap to true required × share."""
    stock, years = world.tables["competence_stock"], world.months.full_years
    cells = {names: c for c, names in enumerate(world.plan.names)}
    period = stock["period"].dt
    ends = stock[(period.month == 12) & period.year.isin(years)]
    keys = [ends["period"].dt.year.rename("year"), "administration", "occupation", "requirement", "status"]
    fte = ends.groupby(keys)["fte"].sum().unstack(fill_value=0.0)
    fte = fte.reindex(columns=["meets", "transitional"], fill_value=0.0)
    found = []
    for (year, a, o, requirement), row in fte.iterrows():
        share = world.counter.config.requirements[requirement].share(int(year))
        target = required[cells[a, o], years.index(int(year))] * share
        found.append(
            {
                "year": int(year),
                "administration": a,
                "occupation": o,
                "requirement": requirement,
                "share_required": share,
                "qualified_fte": round(float(row["meets"]), 4),
                "transitional_fte": round(float(row["transitional"]), 4),
                "true_gap_fte": round(float(target - row["meets"]), 4),
            }
        )
    return found
