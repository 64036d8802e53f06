"""Sections of `municipality.toml` on what might be done: strategies, scenarios, the standard model."""

from __future__ import annotations

from pydantic import Field

from competence.config.parts import Assumption, Day, Id, Part, Text


class Strategy(Part):
    """A heading of the municipality's own list of strategies; lists change, so each has its dates."""

    id: Id
    name: Text
    origin: Text | None = None
    valid_from: Day | None = Field(None, alias="from")
    valid_to: Day | None = Field(None, alias="to")


class Scenario(Assumption):
    """What if: levers in natural units, for whom and from when. `combines` takes the levers of others as well.

    A percentage changes what it names by so many per cent, points add so many percentage points.
    """

    name: Text
    strategy: Id | None = None
    decides: Text | None = None
    administrations: tuple[Id, ...] = ()
    occupations: tuple[Id, ...] = ()
    valid_from: Day | None = Field(None, alias="from")
    cost_sek_a_year: float | None = Field(None, ge=0)
    combines: tuple[Id, ...] = ()
    resignations_percent: float | None = Field(None, ge=-100, le=300)
    retirement_months: float | None = Field(None, ge=-60, le=60)
    part_time_points: float | None = Field(None, ge=-50, le=50)
    sickness_percent: float | None = Field(None, ge=-100, le=300)
    staffing_percent: float | None = Field(None, ge=-90, le=300)
    own_share_points: float | None = Field(None, ge=-100, le=100)
    task_shift_percent: float | None = Field(None, ge=0, le=100)
    task_shift_to: Id | None = None
    train_a_year: float | None = Field(None, ge=0)
    hires_meeting_percent: float | None = Field(None, ge=0, le=100)
    requirement: Id | None = None
    population_variant: Text | None = None


class StandardModel(Assumption):
    """The association's recruitment model: growth of the need beyond residents, and a rule age if not rates."""

    growth: float = Field(0.005, ge=-0.1, le=0.1)
    rule_age: int | None = Field(None, ge=55, le=75)
