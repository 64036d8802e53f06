"""Why a forecast says something else than the one before: new data, projection, assumptions, model.

The means of both are taken from the expectation recursions, one input after another put in place of the old, in
the order of `STEPS`: counted staff and deliveries first, then residents, then the configuration; what is left
of the change between the figures issued is the model's (and the recursions' residual). The order is part of the
meaning: where two inputs work together, the earlier one takes what they do together.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import model as modelling
from competence.forecast import needs, recursion
from competence.forecast.counts import Counts
from competence.tables import REVISION_TABLE
from competence.vocabulary import ALL, REVISIONS

STEPS = REVISIONS[:3]  # new_data, new_projection, changed_assumption; changed_model is what is left
QUANTITIES = ("required_headcount", "recruitment_need")
DRAWS = 100


def bridge(
    earlier: Counts,
    later: Counts,
    config_earlier,
    config_later,
    *,
    issued_earlier: pd.DataFrame | None = None,
    issued_later: pd.DataFrame | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    years: int | None = None,
) -> pd.DataFrame:
    """Table `revisions`: how administrations' required headcount and yearly need changed, step by step.

    Parameters
    ----------
    earlier, later : counts of both editions, cut to what each knew. config_earlier, config_later : theirs.
    issued_earlier, issued_later : their tables `needs_annual`; without both, nothing is said of the model (0).
    draws : of parameters. years : horizon (default: the later configuration's).

    Years are those that the later edition looks at, as far as the earlier one reaches; the earlier one's figures
    lie on the line between its own years.
    """
    years = config_later.calendar.horizon_years if years is None else years
    between = replace(later, population=earlier.population)
    inputs = [
        (earlier, config_earlier),
        (between, config_earlier),
        (later, config_earlier),
        (later, config_later),
    ]
    found: list[_Figures] = []
    with threadpool_limits(1):
        for i, pair in enumerate(inputs):
            same = i > 0 and all(a is b or _equal(a, b) for a, b in zip(pair, inputs[i - 1]))
            found.append(found[-1] if same else _figures(*pair, seed, draws, years))
    first, last = found[0], found[-1]
    when = last.months[1:][last.months[1:] <= first.months[-1]]
    administrations = sorted({*first.series[QUANTITIES[0]], *last.series[QUANTITIES[0]]})
    rows = []
    for quantity in QUANTITIES:
        for name in administrations:
            lines = [f.at(quantity, name, when) for f in found]
            steps = dict(zip(STEPS, np.diff(lines, axis=0)))
            whole = lines[-1] - lines[0]
            if issued_earlier is not None and issued_later is not None:
                old, new = (
                    _Figures.issued(x, years).at(quantity, name, when) for x in (issued_earlier, issued_later)
                )
                whole = new - old
            steps[REVISIONS[3]] = whole - sum(steps.values())
            rows += [
                (name, quantity, step, m, x) for step, change in steps.items() for m, x in zip(when, change)
            ]
    out = pd.DataFrame(rows, columns=["administration", "quantity", "step", "month", "mean"])
    end = [pd.Timestamp(int(m) // 12, int(m) % 12 + 1, 1) + pd.offsets.MonthEnd(0) for m in out.pop("month")]
    out["period"] = np.array(end, dtype="datetime64[us]")
    out["origin"], out["earlier"] = later.origin, earlier.origin
    out["mean"] = np.where(np.abs(out["mean"]) < 1e-9, 0.0, out["mean"].astype(float))
    return REVISION_TABLE.check(out)


class _Figures:
    """Means by month (years x 12 + month) of an edition: levels, and flows as running sums."""

    def __init__(self, months: np.ndarray, series: dict[str, dict[str, np.ndarray]]):
        self.months, self.series = months, series

    @classmethod
    def issued(cls, table: pd.DataFrame, years: int) -> _Figures:
        """Of a table `needs_annual`; its first node, the origin, only serves the running sums."""
        table = table[
            (table["occupation"] == ALL)
            & table["quantity"].isin(QUANTITIES)
            & (table["scenario"] == needs.BASE)
        ]
        start = _month(table["origin"].iloc[0])
        months = start + 12 * np.arange(years + 1)
        series: dict[str, dict[str, np.ndarray]] = {name: {} for name in QUANTITIES}
        for (quantity, name), part in table.sort_values("period").groupby(["quantity", "administration"]):
            value = part["mean"].to_numpy()[:years]
            level = (
                np.concatenate([value[:1], value])
                if quantity == QUANTITIES[0]
                else np.append(0.0, np.cumsum(value))
            )
            series[quantity][name] = level
        reach = min((len(x) for by in series.values() for x in by.values()), default=1)
        return cls(months[:reach], {q: {n: x[:reach] for n, x in by.items()} for q, by in series.items()})

    def at(self, quantity: str, name: str, when: np.ndarray) -> np.ndarray:
        """(len(when),) values; nought for an administration that the edition did not know."""
        line = self.series[quantity].get(name, np.zeros(len(self.months)))
        now = np.interp(when, self.months, line)
        return now if quantity == QUANTITIES[0] else now - np.interp(when - 12, self.months, line)


def _figures(counts: Counts, config, seed: int, draws: int, years: int) -> _Figures:
    built = modelling.build(counts, config, seed=seed, draws=draws, years=years, months=0)
    rates = built.plan.rates
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    multipliers = rates.multipliers(rng, draws, years)
    tables = rates.tables(None, years)[None]
    parts = recursion.build(
        built.plan, [[cause.name for cause in rates.causes]], multipliers, tables, block=draws
    )
    horizons = tuple(range(1, years + 1))
    required = built.plan.demand.required_without(frozenset())
    need = sum(
        parts.needs(required[None, some], ((0,),), some, horizons)[0, 0].sum(axis=0)
        for some in parts.chunks(np.arange(draws))
    ) / draws  # fmt: skip
    names, member = needs.groups(built.history)
    keep = [i for i, (_, occupation) in enumerate(names) if occupation == ALL]
    level = required.mean(axis=0) @ member[keep].T
    sums = np.concatenate([np.zeros((1, len(keep))), need @ member[keep].T])
    months = _month(counts.origin) + 12 * np.arange(years + 1)
    by = [names[i][0] for i in keep]
    return _Figures(months, {
        QUANTITIES[0]: dict(zip(by, level.T)), QUANTITIES[1]: dict(zip(by, sums.T)),
    })  # fmt: skip


def _month(day) -> int:
    return day.year * 12 + day.month - 1


def _equal(a, b) -> bool:
    """Whether two inputs are the same, so that nothing need be worked out again."""
    if isinstance(a, Counts):
        names = Counts.__dataclass_fields__
        return all(
            getattr(a, n) is getattr(b, n)
            or (
                getattr(a, n) is not None
                and getattr(b, n) is not None
                and getattr(a, n).equals(getattr(b, n))
            )
            for n in names
        )
    return a == b
