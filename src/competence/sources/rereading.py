"""Kept deliveries read again: those that an incremental one adds to, and all as they were known on a day."""

from __future__ import annotations

from datetime import date

from competence.sources import keeping, kept, keys, revisions
from competence.sources.faults import DeliveryError, fault
from competence.sources.raw import Raw


def joined(config, raws: list[Raw], key: bytes) -> list[Raw]:
    """Files just read, with the kept ones of incremental sources before them, each source's oldest first.

    A kept file whose name is delivered again is left out: what comes under a name takes the place of what came.

    Raises
    ------
    DeliveryError : `wrong_key` where they were kept under another key, so that nobody would meet their past.
    """
    found: list[Raw] = []
    for source_id in dict.fromkeys(r.source for r in raws):
        mine = [r for r in raws if r.source == source_id]
        source = config.sources[source_id]
        if not source.complete:
            there = {r.name for r in mine}
            old = [(k, f) for k, f in kept.known(config, source_id) if f["name"] not in there]
            if not {k.fingerprint for k, _ in old} <= set(kept.fingerprints(key)):
                raise DeliveryError([fault("data/kept", "wrong_key")])
            mine = sorted([*kept.raws(old, source, key), *mine], key=lambda r: (r.delivered, r.name))
        found += mine
    return found


def as_known(config, day: date) -> tuple[list[Raw], dict[str, str]]:
    """Every kept file as it was known on a day, and the unit map of then.

    Raises
    ------
    DeliveryError : `nothing_known` where none of staff is as old.
    """
    found = {source_id: kept.known(config, source_id, day) for source_id in config.sources}
    staff = [s for s in found if config.sources[s].table in ("employments", "stock")]
    if not any(found[s] for s in staff):
        days = [k.delivered for s in staff for k in kept.of_source(config, s)]
        detail = f"the first one is of {min(days)}" if days else "none is kept at all"
        raise DeliveryError([fault("data/kept", "nothing_known", detail)])
    # Where all are under one key they meet each other as they stand.
    key = keys.key(config) if len({k.fingerprint for pairs in found.values() for k, _ in pairs}) > 1 else None
    raws = [raw for s, pairs in found.items() for raw in kept.raws(pairs, config.sources[s], key)]
    return raws, keeping.units_known(config, day)


def revisions_known(config) -> tuple[revisions.Revision, ...]:
    """Revisions of codes as the config tells them today; where their files are gone, as they were when last kept."""
    try:
        return revisions.read(config)
    except DeliveryError:
        if (there := keeping.revisions_kept(config)) is None:
            raise
        return there
