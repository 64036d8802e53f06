"""Deliveries as they come to the tables of `tables`: decoded, pseudonymised, every row accounted for.

`read(config, key)` reads all of them, `keep` stores them pseudonymised, `accept` lets a shrunken one pass.
Nothing that leaves this package, errors included, holds an identity number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from competence.sources import keeping as _keeping
from competence.sources import keys as _keys
from competence.sources import reading as _reading
from competence.sources.delivered import Delivered, DeliveredFile
from competence.sources.faults import DeliveryError, DeliveryFault, edge
from competence.sources.keys import throwaway_key
from competence.sources.reasons import FATAL, HARMLESS, ROW

__all__ = [
    "FATAL",
    "HARMLESS",
    "ROW",
    "Delivered",
    "DeliveredFile",
    "DeliveryError",
    "DeliveryFault",
    "accept",
    "edge",
    "keep",
    "key",
    "read",
    "throwaway_key",
]


@edge
def read(config, key: bytes, *, progress: Callable[[str], None] | None = None) -> Delivered:
    """Read every delivery that the config names.

    Parameters
    ----------
    config : the project.
    key : 32 bytes for the pseudonyms: `key(config)`, or `throwaway_key()` for a look that keeps nothing.
    progress : called with a source's id as it is begun.

    Raises
    ------
    DeliveryError : what makes a delivery unusable (`FATAL`); all faults of all files that can be told at once.
    """
    return _reading.read_all(config, key, progress)


@edge
def key(config) -> bytes:
    """The pseudonym key (32 bytes), made at first use outside the project; see `keys.key`."""
    return _keys.key(config)


@edge
def keep(delivered: Delivered, config, key: bytes | None = None) -> list[str]:
    """Store the deliveries pseudonymised in `data/kept/deliveries`; folders added (none the second time)."""
    return _keeping.keep(delivered, config, _keys.key(config) if key is None else key)


@edge
def accept(config, source: str, day: date, who: str) -> None:
    """Let the delivery of `source` of that day have fewer rows than the kept one; noted with who and when."""
    if source not in config.sources:
        raise DeliveryError(
            [DeliveryFault(source, None, "missing_file", "no source of that name in the config")]
        )
    _keeping.accept(config, source, day, who)
