"""`competence purge`: persons gone from all that is ours, what was done noted, and a search that proves it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from competence import sources
from competence.config import Config
from competence.run import asof, files, ingesting, store

LOG = "purges.json"


@dataclass
class Purged:
    """What a purge came to; no person is in it."""

    persons: int
    rows_kept: int = 0
    rows_processed: int = 0
    raw: list[tuple[str, int]] = field(default_factory=list)  # file and line that still hold one
    unread: list[str] = field(default_factory=list)  # raw files that could not be searched
    left: list[str] = field(default_factory=list)  # files of ours in which one is found all the same
    searched: int = 0

    @property
    def exit_code(self) -> int:
        """1 while a person can still be found, or come back with the next `ingest`."""
        return int(bool(self.raw or self.unread or self.left))

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a machine."""
        return {**asdict(self), "exit_code": self.exit_code}


def persons(config: Config, found: sources.Sought, who: str) -> Purged:
    """Remove the rows of persons from kept deliveries and built tables, note it, and search for what is left.

    Parameters
    ----------
    found : from `sources.sought`.
    who : whose account did it.
    """
    told = Purged(len(found))
    entry = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "who": who, "persons": len(found)}
    before = log(config)
    # Noted before anything is changed: a purge that was cut short shows as begun.
    _note(config, [*before, {**entry, "state": "begun"}])
    removed = sources.purge(config, found)
    told.rows_kept = sum(removed.rows.values())
    for processed in _processed(config):
        told.rows_processed += _from_tables(processed, found, removed.places)
        # The office's list is made anew by `competence groups`.
        for path in sorted((processed / store.OFFICE).glob("*")):
            if sources.holds(path, found):
                path.unlink()
    _note(
        config,
        [
            *before,
            {**entry, "state": "done", "rows_kept": told.rows_kept, "rows_processed": told.rows_processed},
        ],
    )
    told.raw, told.unread = sources.found_in_raw(config, found)
    ours = [config.processed, config.kept, config.reports, *asof.elsewhere(config)]
    for folder in ours:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
            told.searched += 1
            if sources.holds(path, found):
                told.left.append(path.relative_to(folder.parent).as_posix())
    return told


def _processed(config: Config) -> list[Path]:
    """Folders of built tables: today's, and those of past months."""
    past = sorted((config.processed / "as_of").glob("*/data/processed"))
    return [config.processed, *past, *(folder / "data" / "processed" for folder in asof.elsewhere(config))]


def _from_tables(processed: Path, found: sources.Sought, places: set[tuple[str, int]]) -> int:
    """Rows taken out of the tables of a folder; the next `ingest` counts anew."""
    files.clear_parts(processed)
    removed, stood = 0, set(places)
    tables = {path: files.read_table(path) for path in sorted((processed / "persons").glob("*.parquet"))}
    for path, frame in tables.items():
        hit = sources.theirs(frame, found)
        if hit.any():
            if "source_file" in frame:
                stood |= set(zip(frame.loc[hit, "source_file"], frame.loc[hit, "source_row"].astype(int)))
            removed += int(hit.sum())
            files.write_table(path, frame[~hit].reset_index(drop=True))
    quarantine = processed / "quarantine.parquet"
    if quarantine.is_file():
        frame = files.read_table(quarantine)
        at = zip(frame["source_file"].astype("str"), frame["source_row"].astype(int))
        hit = pd.Series([row in stood for row in at], index=frame.index, dtype=bool)
        if hit.any():
            removed += int(hit.sum())
            files.write_table(quarantine, frame[~hit].reset_index(drop=True))
    if removed or places:
        (processed / "persons" / "step.json").unlink(missing_ok=True)
    return removed


def log(config: Config) -> list[dict[str, Any]]:
    """Every purge of this project, the first one first; no person is in it."""
    path = config.kept / LOG
    return files.read_json(path) if path.is_file() else []


def _note(config: Config, entries: list[dict[str, Any]]) -> None:
    files.private(config.kept)
    files.write_json(config.kept / LOG, entries, files.PRIVATE)


def outdated(config: Config, today: date) -> list[dict[str, Any]]:
    """What `[retention]` lets go: folder, source, table, day, years, rows."""
    return [
        {
            "delivery": k.folder.name, "source": k.source, "table": k.manifest["table"],
            "delivered": k.delivered.isoformat(), "years": years, "rows": sum(f["rows"] for f in k.stored),
        }
        for k, years in sources.outdated(config, today)
    ]  # fmt: skip


def retention(config: Config, today: date, who: str) -> list[dict[str, Any]]:
    """Drop what is older than `[retention]` says, and note it."""
    dropped = outdated(config, today)
    if dropped:
        sources.drop_outdated(config, today)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        _note(config, [*log(config), {"when": when, "who": who, "retention": dropped}])
        ingesting.record(config).unlink(missing_ok=True)
    return dropped
