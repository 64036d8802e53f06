"""Why so many must be recruited: Shapley values of eight drivers over the expectation recursions.

Every driver has an off state: residents and users as at the origin (demography); the staffing ratio so, and
nothing decided (staffing policy); hazard nought (each cause of exit, internal moves); the absent share as at the
origin (absence and returns); the contracted share so (FTE). With all off nobody need be recruited, so the values
sum to the need from the origin to the horizon; the gap at the origin stands apart. The order in which drivers
come does not matter: a value is the mean of what its driver adds over all orders (Shapley 1953).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import needs, recursion
from competence.forecast.demand import Demand
from competence.forecast.model import Model
from competence.forecast.rates import MOVES
from competence.forecast.simulate import BLOCK, Paths
from competence.tables import DRIVER_TABLE
from competence.vocabulary import DRIVERS

DRAWS = 120  # of parameters whose combinations are worked out
BLOCKS = 10  # of base curves that they are taken from
HORIZONS = (1, 3, 5)  # years, beside the last one
OTHER = ("contract_end", "exit_to_hourly", "other_exit", "unknown_exit")
CAUSES = {"retirement": ("retirement",), "resignation": ("resignation",), "other_exits": OTHER,
          "internal_moves": MOVES}  # fmt: skip
POSTS = tuple(d for d in DRIVERS if d not in CAUSES)
GROUPS = tuple(s for k in range(len(CAUSES) + 1) for s in combinations(range(len(CAUSES)), k))
OFF = tuple(s for k in range(len(POSTS) + 1) for s in combinations(POSTS, k))


@dataclass(frozen=True, eq=False)
class Explained:
    """The need explained.

    drivers : table `drivers`. need : administration, occupation, horizon, need (of the recursions; what the
    drivers sum to), simulated, gap (at the origin, apart), base_year (what the last year before the origin took,
    a year). residual : largest |recursion / simulation - 1| of the whole municipality's need over the horizons,
    and by horizon in `residuals`. notes : codes; `one_cause` where the source tells no reasons, so that all
    exits stand in `other_exits`.
    """

    drivers: pd.DataFrame
    need: pd.DataFrame
    residual: float
    residuals: dict[int, float]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Split:
    """values : (drivers, n, horizons, C) by parameter draw. whole : (horizons, C) mean need that they sum to."""

    values: np.ndarray
    whole: np.ndarray


def explain(
    model: Model, config, paths: Paths | None = None, *, draws: int = DRAWS, found: Split | None = None
) -> Explained:
    """Split the recruitment need of cells, administrations, occupations and the whole into its drivers.

    Parameters
    ----------
    model : fitted and drawn; `paths` what it simulated, whose rates are used (simulated here where not given).
    config : `[programme] near` tells the drivers near the manager.
    draws : of parameters for the combinations; means lean on all of the model's draws.
    found : by `split` from the same rates, where that has been done.
    """
    paths = model.simulate() if paths is None else paths
    found = split(model, paths.multipliers, paths.tables, draws=draws) if found is None else found
    h, horizons = model.history, horizons_of(model.plan.years)
    names, member = needs.groups(h)
    simulated = _simulated(model, paths, horizons)
    need = found.whole @ member.T  # (horizons, groups)
    seen = simulated @ member.T
    residuals = {
        t: float(need[i, -1] / seen[i, -1] - 1) if seen[i, -1] else 0.0 for i, t in enumerate(horizons)
    }
    return Explained(
        _table(found.values, names, member, h.origin, horizons, config),
        _need(model, names, member, horizons, need, seen),
        max(abs(x) for x in residuals.values()),
        residuals,
        () if h.has_reasons else ("one_cause",),
    )


def split(model: Model, multipliers: np.ndarray, tables: np.ndarray, *, draws: int = DRAWS) -> Split:
    """What the drivers add to the need by the recursions, which ask for no simulation.

    Parameters
    ----------
    multipliers, tables : the rates, as in `simulate.Paths`. draws : as in `explain`.
    """
    plan = model.plan
    horizons = horizons_of(plan.years)
    with threadpool_limits(1):
        parts = recursion.build(plan, CAUSES.values(), multipliers, tables)
        everyone = np.arange(len(multipliers))
        whole = _whole(parts, plan.demand, everyone, horizons)
        chosen = _chosen(len(everyone), draws)
        required = np.stack([plan.demand.required_without(frozenset(off))[chosen] for off in OFF])
        at = np.zeros(len(everyone), int)
        at[chosen] = np.arange(len(chosen))
        values = np.concatenate([
            shapley(_worth(parts, required[:, at[some]], some, horizons)) for some in parts.chunks(chosen)
        ], axis=1)  # fmt: skip
        return Split(_leaned(values, whole, chosen), whole.mean(axis=0))


def horizons_of(years: int) -> tuple[int, ...]:
    """Years ahead that are explained: 1, 3, 5 and the last."""
    return (*(t for t in HORIZONS if t < years), years)


def shapley(worth: np.ndarray) -> np.ndarray:
    """(players, ...) Shapley values of a game.

    Parameters
    ----------
    worth : (2^players, ...) by coalition, whose bits tell who is in it: player i is in where bit i is set.
    """
    players = int(np.log2(len(worth)))
    coalition = np.arange(len(worth))
    size = np.array([int(c).bit_count() for c in coalition])
    weight = np.array([factorial(s) * factorial(players - 1 - s) for s in range(players)]) / factorial(
        players
    )
    out = np.empty((players, *worth.shape[1:]))
    for i in range(players):
        without = coalition[(coalition >> i) & 1 == 0]
        out[i] = np.tensordot(weight[size[without]], worth[without | 1 << i] - worth[without], axes=1)
    return out


def _worth(parts: recursion.Recursion, required: np.ndarray, chosen, horizons) -> np.ndarray:
    """(256, n, horizons, C) need of every combination of drivers, in the order that `shapley` asks for."""
    bit = {name: 1 << i for i, name in enumerate(DRIVERS)}
    found = parts.needs(required, GROUPS, chosen, horizons)
    causes = [sum(bit[list(CAUSES)[g]] for g in group) for group in GROUPS]
    posts = [sum(bit[name] for name in POSTS if name not in off) for off in OFF]
    out = np.empty((2 ** len(DRIVERS), *found.shape[2:]))
    out[np.add.outer(causes, posts)] = found
    return out


def _whole(parts: recursion.Recursion, demand: Demand, everyone, horizons) -> np.ndarray:
    """(draws, horizons, C) need with all drivers on, by every draw."""
    merged = parts.regrouped((tuple(j for group in parts.groups for j in group),))
    required = demand.required_without(frozenset())[None]
    return np.concatenate([
        merged.needs(required[:, some], ((0,),), some, horizons)[0, 0] for some in parts.chunks(everyone)
    ])  # fmt: skip


def _chosen(draws: int, wanted: int) -> np.ndarray:
    """Draws whose combinations are worked out, from several blocks alike."""
    if draws <= wanted:
        return np.arange(draws)
    blocks = -(-draws // BLOCK)
    used = np.unique(np.linspace(0, blocks - 1, min(BLOCKS, blocks)).round().astype(int))
    each = -(-wanted // len(used))
    return np.concatenate([np.arange(b * BLOCK, min(b * BLOCK + each, draws)) for b in used])


def _leaned(values: np.ndarray, whole: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """(drivers, n, horizons, C) values moved so that their means sum to the mean need over all draws.

    The need itself is the control variate: each driver is moved by its regression on the need, and the
    regressions of all drivers sum to one.
    """
    inside = values.sum(axis=0)
    apart = inside - inside.mean(axis=0)
    spread = (apart**2).sum(axis=0)
    slope = (values * apart).sum(axis=1) / np.maximum(spread, 1e-12)
    move = whole.mean(axis=0) - inside.mean(axis=0)
    even = np.where(spread > 1e-12, 0.0, 1.0 / len(values))  # no spread, nothing to lean on
    return values + (np.where(spread > 1e-12, slope, even) * move)[:, None]


def _simulated(model: Model, paths: Paths, horizons) -> np.ndarray:
    """(horizons, C) mean of the simulated need from the origin on."""
    at = np.searchsorted(paths.ends, 12 * np.array(horizons))
    left = np.cumsum(paths.need_exits.mean(axis=0) - paths.need_moves.mean(axis=0), axis=0)[at]
    start = model.plan.demand.required_at(slice(0, model.draws), 0).mean(axis=0)
    return paths.required[:, at].mean(axis=0) - start + left


def _table(values, names, member, origin, horizons, config) -> pd.DataFrame:
    near = set(config.programme.near)
    groups = np.tensordot(values, member, axes=(3, 1))  # (drivers, n, horizons, groups)
    mean = np.tensordot(values.mean(axis=1), member, axes=(2, 1))
    low, high = np.quantile(groups, (0.1, 0.9), axis=1)
    figures = np.stack([mean, low, high], axis=-1).transpose(2, 1, 0, 3).reshape(-1, 3)
    figures = np.where(np.abs(figures) < 1e-9, 0.0, figures)
    each = len(horizons) * len(DRIVERS)
    out = pd.DataFrame(figures, columns=["mean", "p10", "p90"])
    out["origin"] = origin
    out["administration"] = np.repeat([a for a, _ in names], each)
    out["occupation"] = np.repeat([o for _, o in names], each)
    out["horizon"] = np.tile(np.repeat(horizons, len(DRIVERS)), len(names))
    out["driver"] = np.tile(DRIVERS, len(names) * len(horizons))
    out["reach"] = ["near" if d in near else "outside" for d in out["driver"]]
    return DRIVER_TABLE.check(out)


def _need(model: Model, names, member, horizons, need, seen) -> pd.DataFrame:
    h = model.history
    required = model.plan.demand.required_at(slice(0, model.draws), 0).mean(axis=0)
    gap = (required - h.staff[-1]) @ member.T
    last = h.block == h.block.max()
    before = int(np.flatnonzero(last)[0]) - 1
    left = sum(h.events(cause)[last].sum(axis=0) for cause in h.causes)
    moves = sum(
        h.flow(f"{x}_in")[last].sum(axis=0) - h.flow(f"{x}_out")[last].sum(axis=0) for x in ("move", "change")
    )
    base = (h.headcount[-1] - h.headcount[before] + left - moves) @ member.T
    count = len(horizons)
    return pd.DataFrame({
        "administration": np.repeat([a for a, _ in names], count),
        "occupation": np.repeat([o for _, o in names], count),
        "horizon": np.tile(horizons, len(names)),
        "need": need.T.ravel(),
        "simulated": seen.T.ravel(),
        "gap": np.repeat(gap, count),
        "base_year": np.repeat(base, count),
    })  # fmt: skip
