"""Whose the width is: shares of the variance by layer of uncertainty.

Layers: *parameters* (curves, occupations, cells), *years* (levels of turnover and of the staffing ratio by year,
with what is not known of today's), *population* (what residents do to the posts), *individual* (who it happens
to). The worth of a set of layers is the variance with those alive and the others held at their means, all by
common random numbers; its Shapley values (Shapley 1953) sum to the whole variance. The first three form a union
(Owen 1977): sets that hold chance and only some of them are not asked for, which spares runs with chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from competence.forecast import needs, simulate
from competence.forecast.demand import Demand
from competence.forecast.model import Model
from competence.forecast.rates import Rates
from competence.tables import LAYER_TABLE
from competence.vocabulary import ALL, LAYERS

HORIZONS = (1, 3, 5, 10)
QUANTITIES = ("headcount", "exits", "recruitment_need")
DRAWS = 120
DRAWN = LAYERS[:3]  # the layers that are drawn before chance sets in


@dataclass(frozen=True, eq=False)
class _Fixed:
    """Rates that were drawn already."""

    rates: Rates
    drawn: np.ndarray
    curves: list[np.ndarray]

    def __post_init__(self):
        object.__setattr__(self, "_left", iter(self.curves))

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "rates"), name)

    def multipliers(self, rng, draws: int, years: int) -> np.ndarray:
        return self.drawn

    def tables(self, rng, years: int) -> np.ndarray:
        return next(self._left)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Draws of all layers, from which any set of them can be held still.

    still, level : as `Rates.parts`. curves : tables by block. residents : (draws, H + 1, cells) what residents do
    to the posts, staff, open : the rest of the posts.
    """

    still: np.ndarray
    level: np.ndarray
    curves: list[np.ndarray]
    residents: np.ndarray
    staff: np.ndarray
    open: np.ndarray

    def plan(self, model: Model, alive: tuple[str, ...]) -> simulate.Plan:
        """The plan with the other layers at their means."""

        def held(array, layer):
            return array if layer in alive else np.broadcast_to(array.mean(axis=0), array.shape)

        rates = model.plan.rates
        level = held(self.level, "years")[:, :, rates.history.administration]
        curves = self.curves
        if "parameters" not in alive:
            curves = [rates.tables(None, model.plan.years)] * len(curves)
        fixed = _Fixed(rates, held(self.still, "parameters")[:, None] * level, curves)
        grown = held(self.residents, "population")
        staff, open_ = held(self.staff, "years") * grown, held(self.open, "years") * grown
        posts = replace(model.plan.demand, staff=staff, open=open_)
        return replace(model.plan, rates=fixed, demand=posts, months=0)


def shares(model: Model, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Table `layers`: administrations and the municipality, by horizon and quantity.

    Parameters
    ----------
    model : a built model; its own generators are not touched.
    draws : draws of each set of layers, at most the model's.
    """
    draws = min(draws, model.draws)
    drawn = _draw(model, draws, np.random.default_rng(seed))
    h = model.history
    names = [*h.administrations, ALL]
    by = np.concatenate([
        h.members, np.ones((1, h.cells)),
    ]).astype(float)  # fmt: skip
    horizons = [year for year in HORIZONS if year <= model.plan.years]

    def worth(alive):
        plan = drawn.plan(model, alive)
        paths = simulate.run(
            plan, np.random.default_rng(seed + 1), draws, chance="individual" in alive, block=_block(draws)
        )
        return _variance(replace(model, plan=plan, draws=draws), paths, by, horizons)

    value = {(): 0.0}
    for size in (1, 2, 3):
        value |= {alive: worth(alive) for alive in combinations(DRAWN, size)}
    found = {layer: _shapley(value, layer) for layer in DRAWN}
    chance, whole, rest = worth(LAYERS[3:]), worth(LAYERS), value[DRAWN]
    # What chance and the rest do together is shared in halves, within the union by its own values.
    ours = (chance + whole - rest) / 2
    scale = np.where(rest > 0, (whole - ours) / np.where(rest > 0, rest, 1.0), 0.0)
    found = {layer: found[layer] * scale for layer in DRAWN} | {LAYERS[3]: ours}
    total = sum(found.values())
    rows = []
    for q, quantity in enumerate(QUANTITIES):
        for y, year in enumerate(horizons):
            for a, name in enumerate(names):
                for layer in LAYERS:
                    # A figure that does not vary at all is chance's, if anybody's.
                    part = (
                        found[layer][q, y, a] / total[q, y, a]
                        if total[q, y, a] > 1e-9
                        else layer == LAYERS[3]
                    )
                    rows.append((h.origin, year, name, quantity, layer, float(np.clip(part, -0.5, 1.5))))
    columns = ["origin", "horizon", "administration", "quantity", "layer", "share"]
    return LAYER_TABLE.check(pd.DataFrame(rows, columns=columns))


def _block(draws: int) -> int:
    """Draws that share a draw of the curves: small, so that their spread is seen."""
    return max(1, min(simulate.BLOCK, draws // 8))


def _draw(model: Model, draws: int, rng: np.random.Generator) -> _Drawn:
    rates, years = model.plan.rates, model.plan.years
    still, level = rates.parts(rng, draws, years)
    curves = [rates.tables(rng, years) for _ in range(0, draws, _block(draws))]
    posts: Demand = model.plan.demand
    grown, without = (x[:draws] for x in (posts.parts.grown, posts.parts.still))
    residents = np.where(without > 0, grown / np.where(without > 0, without, 1.0), 1.0)
    safe = np.maximum(residents, 1e-9)
    return _Drawn(still, level, curves, residents, posts.staff[:draws] / safe, posts.open[:draws] / safe)


def _variance(model: Model, paths, by, horizons) -> np.ndarray:
    """(quantities, horizons, places) variances of sums over cells."""
    ends = 12 * np.arange(1, model.plan.years + 1)
    at = [year - 1 for year in horizons]
    out = {}
    for name, array in needs.quantities(model, paths, ends):
        if name in QUANTITIES:
            out[name] = (array[:, at] @ by.T).var(axis=0)
    return np.stack([out[name] for name in QUANTITIES])


def _shapley(value: dict, layer: str) -> np.ndarray:
    """Shapley value of one of the drawn layers in the game of those alone."""
    others = [x for x in DRAWN if x != layer]
    total = 0.0
    for size in range(len(others) + 1):
        weight = factorial(size) * factorial(len(others) - size) / factorial(len(DRAWN))
        for group in combinations(others, size):
            both = tuple(x for x in DRAWN if x in group or x == layer)
            total = total + weight * (value[both] - value[group])
    return total
