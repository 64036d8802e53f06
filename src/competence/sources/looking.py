"""A look at the deliveries that keeps nothing: as much as can be read, and every fault of it together."""

from __future__ import annotations

from collections.abc import Callable

from competence.sources import reading
from competence.sources.delivered import Delivered
from competence.sources.faults import DeliveryError, DeliveryFault


def look(
    config, key: bytes, progress: Callable[[str], None] | None
) -> tuple[Delivered | None, list[DeliveryFault]]:
    """See `sources.look`."""
    faults: list[DeliveryFault] = []
    try:
        return reading.read_all(config, key, progress, faults), faults
    except DeliveryError as error:
        # What remained could not be read at all.
        return None, [*faults, *(f for f in error.faults if f not in faults)]
