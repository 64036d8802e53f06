"""Persons to counts: cleaned spells, then stock, flows and competence at the waist.

`build(delivered, config)` is the last function that is passed a person.
"""

from __future__ import annotations

from competence.sources import Delivered, edge
from competence.workforce.identities import IdentityError, residuals
from competence.workforce.waist import Waist, build_waist

__all__ = ["IdentityError", "Waist", "build", "residuals"]


@edge(ours=(IdentityError,))
def build(delivered: Delivered, config) -> Waist:
    """Everything that is counted of the deliveries.

    Raises
    ------
    IdentityError : counts that do not add up; tells cells, never persons.
    """
    return build_waist(delivered, config)
