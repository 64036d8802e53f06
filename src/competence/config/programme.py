"""The section `[programme]` of `municipality.toml`: the leadership programme, what it costs and what it is to give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from competence.config.parts import Assumption, Day, Driver, Frozen, Id, Part, Pattern, Text
from competence.vocabulary import ASKED, COMPARED, INDICATORS

Indicator = Literal[INDICATORS]  # type: ignore[valid-type]
Compared = Literal[COMPARED]  # type: ignore[valid-type]
Asked = Literal[ASKED]  # type: ignore[valid-type]
SMALLEST = {"hme_leadership": 3.0, "resignations": 10.0}


def _sizes(value: tuple[int, ...]) -> tuple[int, ...]:
    if not (len(value) == 2 and 2 <= value[0] <= value[1]):
        raise ValueError("expected [fewest, most] managers in a group, the lower number first")
    return value


class ExpectedEffect(Part):
    """An effect that the programme expects, in its own words, what it would be seen in, and what it acts on.

    Without `indicators` nobody measures it; the page says so. `driver` : the part of the need that it acts on.
    """

    id: Id
    expected: Text
    indicators: tuple[Indicator, ...] = ()
    driver: Driver | None = None


class Programme(Assumption):
    """The leadership programme: its length, roll-out, cost and groups, and which drivers are near the manager.

    Parameters
    ----------
    days : of the course. `rollout_start`, `rollout_end` : first and last day of the roll-out; default the course
        records' first day, and no promised day.
    near : drivers of the need that the nearest manager can do something about.
    cost_sek : of the whole roll-out; `cost_sek_a_year` : of keeping it up afterwards; `recruitment_cost_sek` : of
        one recruitment, from advertising to being up and running.
    group_size : fewest and most managers in a group. `group_dates` : first days of the groups to be proposed.
    apart : who may not sit with a manager: the own head (where delivered), anybody of a higher level of the own
        administration, or nobody.
    order_by_lot : whether the order of the groups was drawn by lot; `order_block` : by group, the block within
        which it was.
    effect : what the programme expects. `primary` : outcome that is tested alone; `smallest` : smallest change
        that matters, by outcome (points of 100, days; per cent for resignations, sick days and time to fill).
    items : patterns over the managers' survey's questions, by indicator.
    assumed_resignations_percent : change that is shown, marked as assumed, where none can be.
    prior_percent : spread of the effects on resignations that are believed possible beforehand, around nought.
    """

    days: int = Field(5, ge=1, le=60)
    rollout_start: Day | None = None
    rollout_end: Day | None = None
    near: tuple[Driver, ...] = ("resignation", "other_exits", "internal_moves", "absence_returns")
    cost_sek: float | None = Field(None, ge=0)
    cost_sek_a_year: float | None = Field(None, ge=0)
    recruitment_cost_sek: float | None = Field(None, ge=0)
    group_size: Annotated[tuple[int, ...], AfterValidator(_sizes)] = (20, 28)
    group_dates: tuple[Day, ...] = ()
    apart: Literal["head", "level", "nobody"] = "head"
    order_by_lot: bool = False
    order_block: Annotated[dict[str, str], AfterValidator(Frozen)] = Frozen()
    effect: tuple[ExpectedEffect, ...] = ()
    primary: Compared = "hme_leadership"
    smallest: Annotated[dict[Compared, Annotated[float, Field(gt=0)]], AfterValidator(Frozen)] = Frozen(
        SMALLEST
    )
    items: Annotated[dict[Asked, Pattern], AfterValidator(Frozen)] = Frozen()
    assumed_resignations_percent: float = Field(-5.0, ge=-50, le=50)
    prior_percent: float = Field(5.0, gt=0, le=50)
