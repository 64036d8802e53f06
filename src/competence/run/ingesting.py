"""Ingest: the raw files, or the kept deliveries as they were known on a day, to the tables at the waist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from competence import sources, workforce
from competence.config import Config
from competence.run import files, past, steps, store
from competence.run.summary import Summary
from competence.workforce.quality import with_changes

CODE = (
    "sources",
    "workforce",
    "tables",
    "schema.py",
    "vocabulary.py",
    "config",
    "run/files.py",
    "run/past.py",
)


class Stopped(Exception):
    """The run cannot go on; the fault stands in the summary."""


def record(config: Config) -> Path:
    """What ingest leaves when it is done."""
    return config.processed / "persons" / "step.json"


def inputs(config: Config, key: bytes) -> dict[str, str]:
    """Everything that the raw files' tables rest on."""
    found = [path for name in sorted(config.sources) for path in config.files(name)]
    maps = [config.organisation.map] if config.organisation else []
    maps += [revision.map for revision in config.code_revision]
    found += [config.raw / each for each in maps if each is not None]
    return {
        **{f"raw {name}": value for name, value in steps.contents(found, config.raw).items()},
        **{f"raw {name}": value for name, value in sources.databases(config).items()},
        "key": steps.digest(key),
        **_rules(config),
    }


def known_inputs(config: Config, home: Config, day: date) -> dict[str, str]:
    """Everything that the tables as of a day rest on: the rows that are kept, not the files they came from."""
    rows = steps.contents(sources.known_files(home, day), home.kept)
    return {"as of": day.isoformat(), **{f"kept {k}": v for k, v in rows.items()}, **_rules(config)}


def _rules(config: Config) -> dict[str, str]:
    return {
        "municipality.toml": config.fingerprint,
        "code": steps.code(*CODE),
        "packages": steps.packages(),
    }


def from_raw(config: Config, key: bytes, progress: Callable[[str], None]) -> dict[str, pd.DataFrame | None]:
    """Read the raw files, count, keep the deliveries; the tables to be stored, by name."""
    delivered = sources.read(config, key, progress=progress)
    waist = workforce.build(delivered, config)
    _refuse(waist)
    names = sources.names(delivered)
    changes = sources.changes(delivered, config, key)
    found = {
        **_tables(waist),
        "quality": with_changes(waist.quality, delivered, config, changes),
        "delivery_changes": changes,
        "past_counts": past.compare(config, names, waist),
    }
    sources.keep(delivered, config, key)
    past.remember(config, names, max(f.delivered for f in delivered.files), waist)
    return {**found, "described": _described(delivered.files)}


def from_kept(config: Config, home: Config, day: date) -> dict[str, pd.DataFrame | None]:
    """What `from_raw` gave when nothing later than `day` had been delivered, by today's configuration."""
    delivered = sources.read_kept(home, day)
    waist = workforce.build(delivered, config)
    _refuse(waist)
    nothing = dict.fromkeys(("delivery_changes", "past_counts"))
    return {**_tables(waist), **nothing, "described": _described(delivered.files)}


class Refused(ValueError):
    """Measures that say stop: `faults`, each with its measure and message."""

    def __init__(self, faults: list[tuple[str, str]]):
        self.faults = faults
        super().__init__("\n".join(message for _, message in faults))


def _refuse(waist: workforce.Waist) -> None:
    stops = waist.quality[~waist.quality["passed"] & (waist.quality["consequence"] == "stop")]
    if len(stops):
        raise Refused([(stop.measure, stop.message) for stop in stops.itertuples()])


def _tables(waist: workforce.Waist) -> dict[str, pd.DataFrame | None]:
    return {name: getattr(waist, name) for name in (*store.WAIST, "employments")}


def place(config: Config, name: str) -> Path:
    """File of a table that ingest makes."""
    return (store.persons_path if name == "employments" else store.waist_path)(config, name)


def store_tables(config: Config, found: dict[str, Any], rests_on: dict[str, str]) -> None:
    """Write what was built, all or nothing, and the record that it is done."""
    described, of_files = config.processed / "deliveries.json", found.pop("described")
    store.write_tables(found, lambda name: place(config, name))
    files.write_json(described, of_files, files.PRIVATE)
    made = [place(config, name) for name, frame in found.items() if frame is not None]
    steps.finish(record(config), rests_on, [*made, described])


def ingest(
    config: Config,
    summary: Summary,
    *,
    home: Config | None = None,
    day: date | None = None,
    force: bool = False,
    progress: Callable[[str, float], None],
) -> str | None:
    """Build the waist where it is stale; why it was built, None where it was not.

    Parameters
    ----------
    home, day : the project whose kept deliveries are read as they were known on that day; else the raw files are.

    Raises
    ------
    Stopped : a measure says that the deliveries must not be used; the summary tells which.
    """
    files.private(config.processed)
    files.clear_parts(config.processed)
    if day is None:
        key = sources.key(config)
        rests_on = inputs(config, key)
    else:
        rests_on = known_inputs(config, home or config, day)
    why = "forced" if force else steps.why_stale(record(config), rests_on)
    if why is None:
        return None
    try:
        if day is None:
            found = from_raw(config, key, lambda source: progress(f"read {source}", 0.0))
        else:
            found = from_kept(config, home or config, day)
    except Refused as error:
        for measure, message in error.faults:
            summary.refuse(message, measure)
        raise Stopped from None
    record(config).unlink(missing_ok=True)
    store_tables(config, found, rests_on)
    return why


def _described(delivered: Iterable) -> list[dict[str, Any]]:
    return [
        {"source": f.source, "name": f.name, "delivered": f.delivered, "rows": f.rows, "sha256": f.sha256}
        for f in delivered
    ]
