"""A past month as it was known then: a project folder of its own, built from the kept deliveries alone.

It lies in `data/processed/as_of/<day>` unless told otherwise, so that nothing of today is replaced, may be deleted
like everything there, and comes back the same. The configuration is today's: what is rebuilt is what today's rules
make of the deliveries that were there then.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

from competence import config as configuration
from competence.config import Config
from competence.run import files, kernels

MARK = "as_of.json"
_TOML = "municipality.toml"


class Occupied(ValueError):
    """The folder holds something else; the message says what to do."""


def day_of(written: str) -> date:
    """The day that `2026-10-15` names, the last one of the month that `2026-10` names; `ValueError` for neither."""
    if len(written) == 7:
        first = date.fromisoformat(f"{written}-01")
        return first.replace(day=monthrange(first.year, first.month)[1])
    return date.fromisoformat(written)


def folder_of(home: Config, day: date) -> Path:
    """Where the rebuilt project of a day lies by default."""
    return home.processed / "as_of" / day.isoformat()


def lay_out(home: Config, day: date, into: Path | None, notebooks: tuple[str, ...]) -> Config:
    """Make the folder of the rebuilt project: the configuration and own notebooks of `home`, nothing built yet.

    Raises
    ------
    Occupied : the folder is there and was not laid out for a rebuilt project of `home`.
    """
    folder = folder_of(home, day) if into is None else into.resolve()
    told = {"as_of": day.isoformat(), "project": home.municipality.name}
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and (not mark.is_file() or files.read_json(mark) != told):
        raise Occupied(f"{folder.name}/ holds something else; name an empty folder with --into")
    for each in (folder, folder / "data", folder / "data" / "processed"):
        files.private(each)
    files.write_json(mark, told, files.PRIVATE)
    files.write_bytes(folder / _TOML, home.path.read_bytes(), files.PRIVATE)
    for name in notebooks:
        source, own = kernels.notebook(name, home.folder)
        if own:
            files.write_bytes(folder / "notebooks" / source.name, source.read_bytes(), files.PRIVATE)
    if into is not None:
        _note(home, folder)
    return configuration.load(folder)


def _note(home: Config, folder: Path) -> None:
    """Where else persons were laid out, for `purge`."""
    noted = elsewhere(home)
    if folder not in noted:
        files.private(home.kept)
        files.write_json(home.kept / MARK, [str(path) for path in [*noted, folder]], files.PRIVATE)


def elsewhere(home: Config) -> list[Path]:
    """Folders named with `--into` that are still there."""
    path = home.kept / MARK
    noted = [Path(name) for name in files.read_json(path)] if path.is_file() else []
    return [folder for folder in noted if (folder / MARK).is_file()]


def told(home: Config, config: Config) -> str:
    """The folder of a rebuilt project as a person finds it."""
    below = config.folder.is_relative_to(home.folder)
    return config.folder.relative_to(home.folder).as_posix() if below else str(config.folder)
