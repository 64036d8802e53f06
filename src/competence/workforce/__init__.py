"""Persons to counts: cleaned spells, then stock, flows and competence at the waist.

`build(delivered, config)` is the last function that is passed a person; `to_seat` counts the managers of the next
course groups by class, and `seated` gives persons the seats that their classes were given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from competence.sources import Delivered, edge
from competence.workforce import seating as _seating
from competence.workforce.identities import IdentityError, residuals
from competence.workforce.seating import ToSeat
from competence.workforce.waist import Waist, build_waist

__all__ = ["IdentityError", "ToSeat", "Waist", "build", "residuals", "seated", "to_seat"]


@edge(ours=(IdentityError,))
def build(delivered: Delivered, config) -> Waist:
    """Everything that is counted of the deliveries.

    Raises
    ------
    IdentityError : counts that do not add up; tells cells, never persons.
    """
    return build_waist(delivered, config)


@edge
def to_seat(delivered: Delivered, config, dates: Sequence[date]) -> ToSeat:
    """Managers who are to sit in the next course groups, and who of them cannot come on which of the dates."""
    return _seating.to_seat(delivered, config, dates)


@edge
def seated(found: ToSeat, seats: pd.DataFrame) -> pd.DataFrame:
    """A row for each of those managers, with the first day of the group that the table `group_seats` gives it."""
    return _seating.seated(found, seats)
