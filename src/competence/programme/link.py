"""What the effect on resignations means for the need: factors for the forecast, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.tables import ALL, LINK

# Scenarios of the forecast that are not the config's, by what they rest on.
SCENARIOS = {"measured": "programme_measured", "assumed": "programme_assumed"}
_NEED = "recruitment_need_cum"
_LEAST = 0.05  # no effect leaves fewer than one resignation of twenty


def posterior(estimate: float, se: float, prior: float) -> tuple[float, float]:
    """Mean and spread of an effect (per cent) after an estimate with its error, and a prior N(0, prior) on it."""
    held = prior**2 / (prior**2 + se**2)
    return held * estimate, float(np.sqrt(held) * se)


def factors(
    effects: pd.DataFrame | None, programme: Programme, draws: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Multipliers on the hazard of resigning, by scenario of the forecast: (draws,) each.

    The measured effect is drawn from its whole interval, whether significant or not (taking only what is would be
    the winner's curse), and shrunk by the prior of the config. Where resignations could not be compared the one
    scenario is that of the assumed effect, the same in every draw. None at all without course records, of which
    `evaluate` makes no effects.

    Parameters
    ----------
    effects : the table `programme_effects`; None or empty: no programme to speak of.
    """
    if effects is None or effects.empty:
        return {}
    found = _resignations(effects)
    if found is None:
        assumed = 1 + programme.assumed_resignations_percent / 100
        return {SCENARIOS["assumed"]: np.full(draws, assumed)}
    mean, spread = posterior(found["estimate"], found["se"], programme.prior_percent)
    drawn = 1 + (mean + spread * rng.standard_normal(draws)) / 100
    return {SCENARIOS["measured"]: np.maximum(drawn, _LEAST)}


def _resignations(effects: pd.DataFrame) -> pd.Series | None:
    """The one figure on resignations by the main method; None where it is not estimated."""
    main = effects[
        (effects["outcome"] == "resignations") & (effects["estimand"] == "trained_then")
        & (effects["estimator"] == "imputation") & (effects["kind"] == "simple")
    ].dropna(subset=["estimate", "se"])  # fmt: skip
    return None if main.empty else main.iloc[0]


def link(differences: pd.DataFrame | None, programme: Programme) -> pd.DataFrame:
    """The table `programme_link`: what the scenarios of the programme spare, its value, and what the programme costs.

    Avoided = need of the base less need where resignations are multiplied by the effect from the origin on, draw by
    draw. The base carries on the rates of the last years; so far as the effect stands in them already, the figure
    tells what it is worth, not what is still to come.

    Parameters
    ----------
    differences : the table `scenario_differences`, with or without the programme's scenarios.
    """
    if differences is None:
        return LINK.empty()
    parts = []
    for basis, scenario in SCENARIOS.items():
        rows = differences[
            (differences["scenario"] == scenario) & (differences["quantity"] == _NEED)
            & (differences["occupation"] == ALL) & (differences["requirement"] == ALL)
        ]  # fmt: skip
        parts += [part.assign(basis=basis) for part in _parts(rows, programme)]
    if not parts:
        return LINK.empty()
    return LINK.check(pd.concat(parts, ignore_index=True))


def _parts(rows: pd.DataFrame, programme: Programme) -> Iterator[pd.DataFrame]:
    if rows.empty:
        return
    avoided = rows[["origin", "period", "administration"]].assign(
        quantity="recruitments_avoided", mean=-rows["mean"], p10=-rows["p90"], p90=-rows["p10"]
    )
    yield avoided
    if programme.recruitment_cost_sek is not None:
        figures = avoided[["mean", "p10", "p90"]] * programme.recruitment_cost_sek
        yield avoided.assign(quantity="value_sek", **figures)
    if programme.cost_sek is not None or programme.cost_sek_a_year is not None:
        whole = avoided[avoided["administration"] == ALL]
        years = (whole["period"].dt.year - whole["origin"].dt.year).to_numpy()
        cost = (programme.cost_sek or 0.0) + (programme.cost_sek_a_year or 0.0) * years
        yield whole.assign(quantity="cost_sek", mean=cost, p10=cost, p90=cost)
