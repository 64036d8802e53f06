"""The programme evaluated: before the forecast from counts and units alone, after it what that means for need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.programme import at_home, coverage, effects, link, mixing, outcomes
from competence.tables import BALANCE, EFFECTS, PROGRAMME_GROUPS, UNIT_PERIODS


@dataclass(frozen=True, repr=False)
class Material:
    """Tables at the waist that the programme is evaluated from; None where not delivered."""

    stock: pd.DataFrame
    flows: pd.DataFrame
    unit_periods: pd.DataFrame | None = None
    survey_rounds: pd.DataFrame | None = None
    programme_status: pd.DataFrame | None = None
    programme_groups: pd.DataFrame | None = None
    manager_survey: pd.DataFrame | None = None
    initiatives: pd.DataFrame | None = None

    @property
    def origin(self) -> pd.Timestamp:
        """The last period counted."""
        return self.stock["period"].max()


@dataclass(frozen=True, repr=False)
class Programme:
    """The evaluation's tables (`programme_...`); the last three are made after the forecast."""

    coverage: pd.DataFrame
    promise: pd.DataFrame
    mixing: pd.DataFrame
    meetings: pd.DataFrame
    effects: pd.DataFrame
    balance: pd.DataFrame
    outcomes: pd.DataFrame | None = None
    link: pd.DataFrame | None = None
    at_home: pd.DataFrame | None = None


def evaluate(material: Material, config, *, rng: np.random.Generator) -> Programme:
    """Coverage, meetings and effects; without course records the tables are empty.

    Parameters
    ----------
    config : the project's `Config`. rng : of the draws and the permutations.
    """
    programme, groups = config.programme, material.programme_groups
    groups = PROGRAMME_GROUPS.empty() if groups is None else groups
    drawn = rng.spawn(3)
    covered, promised = coverage.cover(
        material.programme_status, groups, material.stock, material.flows, programme,
        origin=material.origin, rng=drawn[0],
    )  # fmt: skip
    mixed, met = mixing.mixed(groups, rng=drawn[1])
    if groups.empty:
        # Nobody has begun: nothing to compare, and no programme whose effect could be assumed.
        return Programme(covered, promised, mixed, met, EFFECTS.empty(), BALANCE.empty())
    units = UNIT_PERIODS.empty() if material.unit_periods is None else material.unit_periods
    found = effects.estimate(units, material.survey_rounds, groups, programme, rng=drawn[2])
    return Programme(covered, promised, mixed, met, found.effects, found.balance)


def conclude(
    material: Material,
    effects: pd.DataFrame | None,
    config,
    *,
    drivers: pd.DataFrame | None,
    needs: pd.DataFrame | None,
    differences: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tables `programme_outcomes`, `programme_link` and `programme_at_home`, once the forecast is made."""
    return (
        outcomes.expected(material, effects, needs, config),
        link.link(differences, config.programme),
        at_home.met(drivers, material.initiatives, config),
    )
