"""A project folder and its `municipality.toml`: find it, read it, refuse it with every fault at once."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from competence.config.checking import Checked, check
from competence.config.faults import ConfigError, Fault, dotted, nearest, shown
from competence.config.lines import Lines
from competence.config.sections import Administration, Data, Fields, Occupation, Requirement

FILE_NAME = "municipality.toml"
_LONG_NUMBER = re.compile(r"\d{6}[-+]?\d{4}")  # what might name a person is not repeated


@dataclass(frozen=True)
class Config:
    """A project: its folder and what `municipality.toml` says. Attributes are those of the file's sections."""

    path: Path
    fields: Fields

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.fields, name)

    @property
    def folder(self) -> Path:
        """The project folder: where the file lies."""
        return self.path.parent

    @property
    def raw(self) -> Path:
        """Folder of the deliveries."""
        return (self.folder / self.fields.data.raw).resolve()

    @property
    def processed(self) -> Path:
        """Folder of the built tables."""
        return self.folder / "data" / "processed"

    @property
    def kept(self) -> Path:
        """Folder of what cannot be rebuilt."""
        return self.folder / "data" / "kept"

    @property
    def reports(self) -> Path:
        """Folder of the pages."""
        return self.folder / "reports"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what the file says: the same whatever its comments, layout, order of keys or folder."""
        content = json.dumps(self.fields.model_dump(mode="json", by_alias=True), sort_keys=True)
        return hashlib.sha256(content.encode("utf-8")).hexdigest()

    @cached_property
    def administrations(self) -> dict[str, Administration]:
        """Today's administrations by id (those with a successor are history)."""
        return {a.id: a for a in self.fields.administration if a.successor is None}

    @cached_property
    def occupations(self) -> dict[str, Occupation]:
        """Occupation groups by id."""
        return {o.id: o for o in self.fields.occupation}

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        """Requirements by id."""
        return {r.id: r for r in self.fields.requirement}

    def requirements_of(self, occupation: str) -> list[Requirement]:
        """The requirements an occupation is under."""
        return [r for r in self.fields.requirement if occupation in r.occupations]

    def files(self, source: str) -> list[Path]:
        """The files a source's path or glob names, in order; none where it is a database."""
        path = self.fields.sources[source].path
        return [] if path is None else _matching(self.raw, path)

    @property
    def yearly(self) -> bool:
        """Whether staff is delivered as yearly snapshots or counts, so that rates are annual only."""
        found = [s for s in self.fields.sources.values() if s.table in ("employments", "stock")]
        return any(s.kind in ("snapshots", "counts") and s.interval == "year" for s in found)

    @property
    def counted(self) -> bool:
        """Whether staff is delivered as counts, so that there are no persons."""
        return any(s.table == "stock" for s in self.fields.sources.values())


def find(start: Path | None = None) -> Path:
    """The nearest `municipality.toml` upwards from `start` (default: the working directory)."""
    try:
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / FILE_NAME).is_file():
                return folder / FILE_NAME
    except OSError as error:
        raise _refused("project", f"the working directory cannot be read: {_said(error)}") from None
    raise _refused("project", f"no {FILE_NAME} in {here.name}/ or above; name a folder with --project")


def load(project: str | Path | None = None, *, files: bool = False) -> Config:
    """Read a project's `municipality.toml`.

    Parameters
    ----------
    project : a folder or the file itself; default the nearest upwards from the working directory.
    files : also refuse a raw folder that is not there and paths that match no file.

    Raises
    ------
    ConfigError : every fault of the file, each with line, what was expected and the nearest valid name.
    """
    path = (find() if project is None else _named(Path(project))).resolve()
    text = _text(path)
    checked = check(_values(path.name, text))
    found = [*checked.faults, *(_unmatched(path.parent, checked) if files else ())]
    if found:
        lines = Lines(text)
        raise ConfigError([Fault(path.name, lines.find(at), dotted(at), what) for at, what in found])
    return Config(path, checked.fields)


def _named(project: Path) -> Path:
    """The file that a folder holds, or that was named itself."""
    name = project.name or str(project)
    try:
        if project.is_dir():
            if (project / FILE_NAME).is_file():
                return project / FILE_NAME
            raise _refused("project", f"no {FILE_NAME} in the folder {name}/")
        if not project.exists():
            raise _refused("project", f"there is no folder {name}/; name one that holds a {FILE_NAME}")
    except OSError as error:
        raise _refused("project", f"{name} cannot be read: {_said(error)}") from None
    if project.suffix != ".toml":
        raise _refused("project", f"{name} is no project; name a folder that holds a {FILE_NAME}")
    return project


def _said(error: OSError) -> str:
    return os.strerror(error.errno or 0).lower()


def _refused(where: str, message: str, file: str = FILE_NAME, line: int | None = None) -> ConfigError:
    return ConfigError([Fault(file, line, where, message)])


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refused("file", f"cannot be read: {_said(error)}", path.name) from None
    try:
        # Editors on Windows put a byte-order mark first; it says nothing.
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused("encoding", "not UTF-8; save the file as UTF-8", path.name, line) from None


def _values(file: str, text: str) -> dict:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise _refused("syntax", f"not TOML: {error}{_hint(str(error))}", file, line) from None


def _hint(error: str) -> str:
    if "Unescaped '\\'" in error:
        return "; in \"…\" a backslash is written twice, in '…' as it stands"
    if "Invalid value" in error:
        return (
            "; text stands in quotes, a date as 2024-01-31, a number as 0.75, true and false in small letters"
        )
    if "Invalid statement" in error or "after a key" in error:
        return "; expected key = value or a [heading]; a key with other letters than a-z stands in quotes"
    if "overwrite" in error or "twice" in error:
        return "; the key stands above already; entries of a list are headed [[name]]"
    return ""


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Files that a path or glob below `folder` names, sorted; an absolute one is taken as it stands."""
    path = Path(pattern)
    if path.is_absolute():
        folder, path = Path(path.anchor), path.relative_to(path.anchor)
    return sorted(file for file in folder.glob(str(path)) if file.is_file())


def _unmatched(folder: Path, checked: Checked) -> Iterator[tuple[tuple, str]]:
    """Paths of the file that name nothing on the disk."""
    data = checked.values.get("data", {})
    below = data.get("raw", Data().raw) if isinstance(data, dict) else None
    if not isinstance(below, str):
        return
    where = (folder / below).resolve()
    try:
        if not where.is_dir():
            yield ("data", "raw"), f"{shown(below)}: no such folder"
            return
        for inner in where.iterdir():
            inner.lstat()  # a folder may list its files and yet let no one to them
            break
    except OSError as error:
        yield ("data", "raw"), f"{shown(below)}: the folder cannot be read: {_said(error)}"
        return
    sources = checked.values.get("sources", {})
    named = {("sources", name, "path"): source for name, source in _sections(sources)}
    named[("organisation", "map")] = checked.values.get("organisation", {})
    for place, section in named.items():
        pattern = section.get(place[-1]) if isinstance(section, dict) else None
        if not isinstance(pattern, str) or not pattern.strip():
            continue
        try:
            found = _matching(where, pattern)
        except ValueError:
            continue  # no glob at all; told by its own field
        if not found:
            there = _no_file(where, pattern) + _near(where, pattern)
            if place == ("organisation", "map"):
                there += "; make it there, with the columns unit;administration;from;to"
            yield checked.at(place), f"{shown(pattern)} matches no file in {below}{there}"


def _sections(found) -> list[tuple[str, dict]]:
    return list(found.items()) if isinstance(found, dict) else []


def _no_file(folder: Path, pattern: str) -> str:
    """What a pattern does match, where that is no file."""
    for found in sorted(folder.glob(pattern)) if not Path(pattern).is_absolute() else ():
        return f"; {found.name} is a {'folder' if found.is_dir() else 'link that leads to no file'}"
    return ""


def _near(folder: Path, pattern: str) -> str:
    there = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    close = nearest(pattern, [name for name in there if not _LONG_NUMBER.search(name)])
    return f"; nearest file there: {close}" if close else "" if there else "; the folder is empty"
