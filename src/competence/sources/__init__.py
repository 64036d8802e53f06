"""Deliveries as they come to the tables of `tables`: decoded, pseudonymised, every row accounted for.

`read(config, key)` reads all of them, `keep` stores them pseudonymised, `read_kept` reads those that were known on a
day, `changes` tells what a later one says otherwise, `accept` lets a shrunken one pass; `rotate` and `purge` change
what is kept. Nothing that leaves this package, errors included, holds an identity number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from competence.sources import changes as _changes
from competence.sources import formats as _formats
from competence.sources import keeping as _keeping
from competence.sources import kept as _kept
from competence.sources import keys as _keys
from competence.sources import looking as _looking
from competence.sources import purging as _purging
from competence.sources import reading as _reading
from competence.sources import seeking as _seeking
from competence.sources.delivered import Delivered, DeliveredFile
from competence.sources.faults import DeliveryError, DeliveryFault, edge, grouped, told
from competence.sources.keys import throwaway_key
from competence.sources.purging import Removed
from competence.sources.reasons import FATAL, ROW
from competence.sources.seeking import Sought

__all__ = [
    "FATAL",
    "ROW",
    "Delivered",
    "DeliveredFile",
    "DeliveryError",
    "DeliveryFault",
    "Removed",
    "Sought",
    "accept",
    "changes",
    "databases",
    "drop_outdated",
    "edge",
    "found_in_raw",
    "generations",
    "grouped",
    "holds",
    "keep",
    "kept_days",
    "key",
    "known_files",
    "look",
    "looking_key",
    "names",
    "outdated",
    "purge",
    "read",
    "read_kept",
    "rotate",
    "sought",
    "theirs",
    "throwaway_key",
    "told",
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
def look(
    config, key: bytes, *, progress: Callable[[str], None] | None = None
) -> tuple[Delivered | None, list[DeliveryFault]]:
    """Read what can be read and tell every refusal instead of raising the first: for `check`, never to build on.

    Returns
    -------
    What could be read (None where nothing could), and the faults in the order in which they were found; as `read`
    where there are none.
    """
    return _looking.look(config, key, progress)


@edge
def databases(config) -> dict[str, str]:
    """By its name, a hash of what each database source gives now: what is stale is told by it."""
    return _formats.databases(config)


@edge
def key(config) -> bytes:
    """The pseudonym key (32 bytes a generation), made at first use outside the project; see `keys.key`."""
    return _keys.key(config)


@edge
def looking_key(config) -> bytes:
    """A key for a look that changes nothing: the real one where deliveries are kept, else one to throw away."""
    return _keys.looking_key(config)


@edge
def rotate(config) -> int:
    """Give the key another generation; how many kept deliveries were brought under it. See `keys`."""
    return _keys.rotate(config)


@edge
def generations(config) -> tuple[Path, list[str], list[int]]:
    """Where the key lies, its fingerprint in each generation, and how many kept deliveries are under each."""
    prints = _kept.fingerprints(_keys.key(config))
    under = [k.fingerprint for k in _kept.every(config)]
    return _keys.key_path(config), prints, [under.count(p) for p in prints]


@edge
def read_kept(config, day: date) -> Delivered:
    """What `read` gave when nothing later than `day` had been delivered; the raw folder is not looked at.

    The configuration is today's. Kept deliveries under several generations of the key need the key, others do not.

    Raises
    ------
    DeliveryError : `nothing_known` where no delivery of staff is as old; else as `read`.
    """
    return _reading.read_kept(config, day)


@edge
def known_files(config, day: date) -> list[Path]:
    """The files that `read_kept` reads."""
    found = [k for source in sorted(config.sources) for k, _ in _kept.known(config, source, day)]
    rows = dict.fromkeys(k.folder / name for k in found for name in (_kept.MANIFEST, _kept.ROWS))
    return [*rows, *sorted((config.kept / "organisation").glob("*.json"))]


@edge
def kept_days(config) -> list[str]:
    """The day of every kept delivery, as ISO."""
    return [k.delivered.isoformat() for k in _kept.every(config)]


@edge
def changes(delivered: Delivered, config, key: bytes) -> pd.DataFrame | None:
    """The table `delivery_changes`: what the deliveries say otherwise than those kept before; None without such."""
    return _changes.changes(config, delivered, key)


@edge
def names(delivered: Delivered) -> list[str]:
    """Names of the folders that `keep` keeps the deliveries under."""
    return [_keeping.named(delivered, source) for source in dict.fromkeys(f.source for f in delivered.files)]


@edge
def sought(config, written: Iterable[str], today: date) -> tuple[Sought, list[int]]:
    """Persons by their identity numbers as typed, and the places (1, 2, …) of what is no number."""
    return _seeking.sought(config, written, _keys.key(config), today)


@edge
def purge(config, persons: Sought) -> Removed:
    """Take persons out of every kept delivery."""
    return _purging.from_kept(config, persons)


@edge
def theirs(frame: pd.DataFrame, persons: Sought) -> pd.Series:
    """Which rows of a table are of the persons."""
    return _seeking.theirs(frame, persons)


@edge
def found_in_raw(config, persons: Sought) -> tuple[list[tuple[str, int]], list[str]]:
    """File and line wherever raw files still hold one of the persons; files that could not be searched."""
    return _seeking.in_raw(config, persons)


@edge
def holds(path: Path, persons: Sought) -> bool:
    """Whether a file of ours holds a number, in any spelling, or a pseudonym of the persons."""
    return _seeking.holds(path, persons)


@edge
def outdated(config, today: date) -> list[tuple[_kept.Kept, int]]:
    """Kept deliveries older than `[retention]` lets them be, each with its years."""
    return _purging.outdated(config, today)


@edge
def drop_outdated(config, today: date) -> None:
    """Remove what `outdated` tells."""
    _purging.drop([k for k, _ in _purging.outdated(config, today)])


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
