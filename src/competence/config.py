"""`municipality.toml` read into typed, frozen objects; every fault of the file is told at once.

`load(path)` returns a `Config` or raises `ConfigError`, whose message has a line per fault: file, line, what
stands there, what was expected and the nearest valid name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from competence.tables import AGREEMENTS, ALL, BASES, CONTRACTS, EXIT_REASONS, LEVELS, UNKNOWN

FILE_NAME = "municipality.toml"
# Folder names of `reports/`: no administration may take them.
RESERVED = frozenset({"editions", "current", "municipality", "programme", "notebooks", "index", ALL, UNKNOWN})


class ConfigError(ValueError):
    """The configuration cannot be used. `faults` holds one `Fault` each."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands and what is expected there."""

    file: str
    line: int | None
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message}"


def _pattern(value: Any) -> Any:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Share = Annotated[float, Field(ge=0, le=1)]
Agreement = Literal[AGREEMENTS]  # type: ignore[valid-type]
Contract = Literal[CONTRACTS]  # type: ignore[valid-type]
Level = Literal[LEVELS]  # type: ignore[valid-type]
Reason = Literal[EXIT_REASONS]  # type: ignore[valid-type]


class Part(BaseModel):
    """A section of the file: frozen, and no key is passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Assumption(Part):
    """Who stands for a figure, since when, and where it comes from."""

    owner: str | None = None
    decided: date | None = None
    source: str | None = None
    known_from: date | None = None


class Data(Part):
    """Where deliveries lie, relative to the file."""

    raw: str = "data/raw"


class Municipality(Part):
    """Whose project it is."""

    name: str
    code: str = ""
    language: Literal["sv", "en"] = "sv"
    contact: str = ""


class Rule(Part):
    """A pattern (case-insensitive regular expression, searched) with the reason for it."""

    pattern: Pattern
    reason: str


class Administration(Part):
    """An administration of today, how exports spell it, and what it came from."""

    id: Id
    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    start: date | None = None
    end: date | None = None
    successor: Id | None = None


class Committee(Part):
    """A political committee and the administrations whose work it answers for."""

    id: Id
    name: str
    administrations: dict[str, Share]


class Organisation(Part):
    """The unit map: a CSV with columns unit, administration, from, to (ids or aliases)."""

    map: str
    delimiter: str = ";"
    encoding: str = "utf-8-sig"


class Occupation(Part):
    """An occupation group: AID codes (prefixes) and title patterns; first match in file order wins."""

    id: Id
    name: str
    name_one: str = ""
    family: Id
    codes: tuple[str, ...] = ()
    titles: tuple[Pattern, ...] = ()
    manager_level: Literal["A", "B", "C"] | None = None
    lead_time_months: int | None = Field(None, ge=0)


class Qualification(Part):
    """An entry of the catalogue: how registers write it and what it is."""

    id: Id
    name: str
    aliases: tuple[str, ...]
    basis: Literal[BASES]  # type: ignore[valid-type]


class Requirement(Assumption):
    """What an occupation must be qualified in, how large a share, and what counts until when."""

    id: Id
    name: str
    occupations: tuple[Id, ...]
    satisfied_by: tuple[Id, ...]
    transitional_by: tuple[Id, ...] = ()
    kind: Literal["law", "own_target"]
    share_required: dict[str, Share]
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")
    transitional_until: date | None = None

    def share(self, year: int) -> float:
        """Share required in `year`: the latest stated year at or before it, else the first."""
        years = sorted(int(y) for y in self.share_required)
        past = [y for y in years if y <= year]
        return self.share_required[str(past[-1] if past else years[0])]


class NotStaff(Part):
    """Rows that are no staff: where `column` (ours) matches `pattern`; counted by `kind`."""

    kind: Id
    column: str
    pattern: Pattern
    reason: str


class Population(Part):
    """Who is staff."""

    agreements: tuple[Agreement, ...] = ("AB", UNKNOWN)
    not_staff: tuple[NotStaff, ...] = ()
    hourly_hours_per_month: float = Field(165.0, gt=0)


class Exits(Part):
    """How exits as HR systems code them are mended."""

    own_request_retirement_age: int = 63
    own_request_retirement_age_by_birth_year: dict[str, int] = {}
    return_within_days: int = Field(120, ge=0)
    mass_exit_persons: int = Field(20, ge=2)


class Source(Part):
    """One delivery: where it lies, how it is written, and which of its columns are ours."""

    table: Literal[
        "employments", "absences", "hours", "qualifications", "programme_participants", "recruitments",
        "engagement", "population", "stock", "flows",
    ]  # fmt: skip
    path: str
    kind: Literal["spells", "snapshots", "counts", "rows"] = "rows"
    interval: Literal["month", "year"] = "month"
    year_end: str = Field("12-31", pattern=r"^\d\d-\d\d$")
    format: Literal["csv"] = "csv"
    delimiter: str = ";"
    encoding: str = "auto"
    decimal: Literal[",", "."] = ","
    day_first: bool = True
    columns: dict[str, str]
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    unknown_values: dict[str, str] = {}
    strip: dict[str, Pattern] = {}
    share_unit: Literal["auto", "percent", "share"] = "auto"
    delivered: date | None = None
    complete: bool = True
    covers: tuple[Id, ...] = ()
    variant: str = "main"
    projection_known_from: date | None = None


class Break(Assumption):
    """A day on which a series changed its meaning."""

    date: date
    what: str
    occupations: tuple[Id, ...] = ()
    administrations: tuple[Id, ...] = ()
    effect: Literal["level", "definition", "both"]


class StaffingLink(Assumption):
    """What an occupation group (in some administrations) grows with."""

    occupations: tuple[Id, ...]
    administrations: tuple[Id, ...] = ()
    driver: Literal["population", "total", "none"]
    ages: tuple[int, int] | None = None
    weight: float = Field(1.0, gt=0)
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")


class PolicyChange(Assumption):
    """A decided change of staffing: required staff times `factor` from `date` on."""

    date: date
    administrations: tuple[Id, ...] = ()
    occupations: tuple[Id, ...] = ()
    factor: float = Field(gt=0)
    what: str


class Demand(Part):
    """What staff is needed for."""

    links: tuple[StaffingLink, ...] = ()
    changes: tuple[PolicyChange, ...] = ()
    full_time_hours_per_month: float = Field(165.0, gt=0)


class TargetAge(Assumption):
    """Target pension age for those born from `born_from` on."""

    born_from: int
    age: int


class Pension(Part):
    """Pension rules by birth cohort."""

    target_ages: tuple[TargetAge, ...] = ()
    reference_age: int = 65
    right_to_stay: int = 69


class Publication(Part):
    """What may be shown; never below the law's limits (5 for counts, 10 for health)."""

    protected: int = Field(5, ge=5)
    row_limit: int = Field(10, ge=10)
    health_limit: int = Field(10, ge=10)
    mean_limit: int = Field(20, ge=20)


class Privacy(Part):
    """Where the pseudonym key lies; default: the user's configuration folder."""

    key_file: str | None = None


class Quality(Part):
    """Limits of the input."""

    quarantined_share_stop: Share = 0.1
    fewer_rows_stop: Share = 0.1
    unknown_occupation_warn: Share = 0.1
    residual_share_warn: Share = 0.005


class Model(Part):
    """Randomness of the forecast."""

    seed: int = 1
    draws: int = Field(1000, ge=100)


class Look(Part):
    """The municipality's two colours."""

    primary: str = Field("#1f4e79", pattern=r"^#[0-9a-fA-F]{6}$")
    accent: str = Field("#b35c00", pattern=r"^#[0-9a-fA-F]{6}$")


class Calendar(Part):
    """Horizons."""

    horizon_years: int = Field(10, ge=1, le=15)
    horizon_months: int = Field(24, ge=1, le=36)


class _Fields(Part):
    """The whole file, before the paths are known."""

    data: Data = Data()
    municipality: Municipality
    administration: tuple[Administration, ...] = Field(min_length=1)
    committee: tuple[Committee, ...] = ()
    organisation: Organisation | None = None
    occupation: tuple[Occupation, ...] = ()
    qualification: tuple[Qualification, ...] = ()
    requirement: tuple[Requirement, ...] = ()
    population: Population = Population()
    exits: Exits = Exits()
    sources: dict[Id, Source] = Field(min_length=1)
    breaks: tuple[Break, ...] = Field((), alias="break")
    demand: Demand = Demand()
    pension: Pension = Pension()
    publication: Publication = Publication()
    privacy: Privacy = Privacy()
    quality: Quality = Quality()
    model: Model = Model()
    look: Look = Look()
    calendar: Calendar = Calendar()

    @model_validator(mode="after")
    def _references(self):
        problems = list(_cross_check(self))
        if problems:
            raise _CrossFaults(problems)
        return self


@dataclass(frozen=True)
class Config:
    """A project: its folder and what `municipality.toml` says. Attributes are those of the file's sections."""

    path: Path
    fields: _Fields

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
        """The files a source's path or glob names, in order."""
        pattern = Path(self.fields.sources[source].path)
        if pattern.is_absolute():
            return sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
        return sorted(self.raw.glob(str(pattern)))

    @property
    def yearly(self) -> bool:
        """Whether the employments are delivered as yearly snapshots, so that rates are annual only."""
        found = [s for s in self.fields.sources.values() if s.table in ("employments", "stock")]
        return any(s.kind != "spells" and s.interval == "year" for s in found)


class _CrossFaults(ValueError):
    def __init__(self, problems: list[tuple[tuple, str]]):
        self.problems = problems
        super().__init__("; ".join(message for _, message in problems))


def _nearest(word: str, names) -> str:
    close = get_close_matches(str(word), [str(n) for n in names], 1, 0.5)
    return f"; nearest valid name: {close[0]}" if close else ""


def _cross_check(f: _Fields) -> Iterator[tuple[tuple, str]]:
    """References and uniqueness that no single field can see: (place in the file, message)."""
    administrations = {a.id for a in f.administration}
    occupations = {o.id for o in f.occupation} | {UNKNOWN}
    qualifications = {q.id for q in f.qualification}

    def unknown(place, word, names, kind):
        return (place, f"{word!r} is no {kind}{_nearest(word, names)}")

    for section in ("administration", "occupation", "qualification", "requirement", "committee"):
        seen: dict[str, int] = {}
        for i, item in enumerate(getattr(f, section)):
            if item.id in seen:
                yield (section, i, "id"), f"{item.id!r} is used twice; each id stands once"
            seen[item.id] = i
    spelled: dict[str, str] = {}
    for i, a in enumerate(f.administration):
        if a.id in RESERVED:
            yield (
                ("administration", i, "id"),
                f"{a.id!r} is the name of a folder in reports/; choose another id",
            )
        for alias in {" ".join(s.split()).casefold() for s in (a.id, a.name, *a.aliases)}:
            if spelled.setdefault(alias, a.id) != a.id:
                yield (
                    ("administration", i, "aliases"),
                    f"alias {alias!r} also belongs to {spelled[alias]!r}; an alias names one administration",
                )
        if a.successor is not None and a.successor not in administrations:
            yield unknown(("administration", i, "successor"), a.successor, administrations, "administration")
    for i, c in enumerate(f.committee):
        for name in c.administrations:
            if name not in administrations:
                yield unknown(("committee", i, "administrations"), name, administrations, "administration")
    for i, r in enumerate(f.requirement):
        for key, words, names, kind in (
            ("occupations", r.occupations, occupations, "occupation"),
            ("satisfied_by", r.satisfied_by, qualifications, "qualification"),
            ("transitional_by", r.transitional_by, qualifications, "qualification"),
        ):
            for word in words:
                if word not in names:
                    yield unknown(("requirement", i, key), word, names, kind)
        for year in r.share_required:
            if not (year.isdigit() and 1900 < int(year) < 2200):
                yield (("requirement", i, "share_required"), f"{year!r} is no year; expected e.g. 2026 = 0.9")
        if not r.share_required:
            yield (("requirement", i, "share_required"), "empty; expected e.g. { 2026 = 0.9 }")
    for section, items in (
        (("break",), f.breaks),
        (("demand", "links"), f.demand.links),
        (("demand", "changes"), f.demand.changes),
    ):
        for i, item in enumerate(items):
            for word in item.occupations:
                if word not in occupations:
                    yield unknown((*section, i, "occupations"), word, occupations, "occupation")
            for word in item.administrations:
                if word not in administrations:
                    yield unknown((*section, i, "administrations"), word, administrations, "administration")
    for i, link in enumerate(f.demand.links):
        if link.driver == "population" and link.ages is None:
            yield (("demand", "links", i, "driver"), "driver population needs ages = [from, to]")
    for name, source in f.sources.items():
        for word in source.covers:
            if word not in qualifications:
                yield unknown(("sources", name, "covers"), word, qualifications, "qualification")
    if not any(s.table in ("employments", "stock") for s in f.sources.values()):
        yield ("sources",), "no source delivers employments (or stock and flows as counts)"


def find(start: Path | None = None) -> Path:
    """The nearest `municipality.toml` upwards from `start` (default: the working directory)."""
    here = Path(start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    raise ConfigError(
        [
            Fault(
                FILE_NAME,
                None,
                "project",
                f"no {FILE_NAME} in {here.name}/ or above; name one with --project",
            )
        ]
    )


def load(project: str | Path | None = None, *, files: bool = False) -> Config:
    """Read a project's `municipality.toml`.

    Parameters
    ----------
    project : a folder or the file itself; default the nearest upwards from the working directory.
    files : also refuse source paths that match no file.

    Raises
    ------
    ConfigError : every fault of the file, each with line, what was expected and the nearest valid name.
    """
    if project is None:
        path = find()
    else:
        path = Path(project)
        path = path / FILE_NAME if path.is_dir() else path
        if not path.is_file():
            raise ConfigError(
                [Fault(FILE_NAME, None, "project", f"no such file in {Path(project).name or '.'}/")]
            )
    path = path.resolve()
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise ConfigError([Fault(path.name, None, "encoding", "not UTF-8; save the file as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError([Fault(path.name, line, "syntax", f"not TOML: {error}")]) from None
    lines = _Lines(text)
    try:
        fields = _Fields.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(list(_faults(error, path.name, lines, raw))) from None
    config = Config(path, fields)
    if files:
        empty = [
            Fault(path.name, lines.find(("sources", name, "path")), f"sources.{name}.path",
                  f"{source.path!r} matches no file in {fields.data.raw}")
            for name, source in fields.sources.items() if not config.files(name)
        ]  # fmt: skip
        if empty:
            raise ConfigError(empty)
    return config


class _Lines:
    """Where each key of a TOML text stands: a scan for headings and keys, enough to point at a line."""

    _HEAD = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
    _KEY = re.compile(r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\")(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"))*)\s*=")

    def __init__(self, text: str):
        self.at: dict[tuple, int] = {}
        counts: dict[tuple, int] = {}
        place: tuple = ()
        depth = 0
        for number, line in enumerate(text.splitlines(), 1):
            if depth == 0 and (head := self._HEAD.match(line)):
                place = self._resolve(self._split(head[2]), counts, new=head[1] == "[[")
                self.at.setdefault(place, number)
            elif depth == 0 and (key := self._KEY.match(line)):
                for end in range(1, len(self._split(key[1])) + 1):
                    self.at.setdefault((*place, *self._split(key[1])[:end]), number)
            bare = re.sub(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*", "", line)
            depth = max(0, depth + bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}"))

    @staticmethod
    def _split(text: str) -> tuple[str, ...]:
        return tuple(part.strip().strip('"') for part in re.findall(r'"[^"]*"|[^.\s]+', text))

    @staticmethod
    def _resolve(parts, counts, *, new: bool) -> tuple:
        """Headings under an array of tables belong to its latest entry."""
        place: tuple = ()
        for i, part in enumerate(parts):
            place = (*place, part)
            if new and i == len(parts) - 1:
                counts[place] = counts.get(place, -1) + 1
                place = (*place, counts[place])
            elif place in counts:
                place = (*place, counts[place])
        return place

    def find(self, place: tuple) -> int | None:
        """Line of the nearest known place at or above `place`."""
        while place:
            if place in self.at:
                return self.at[place]
            place = place[:-1]
        return None


def _faults(error: ValidationError, file: str, lines: _Lines, raw: Mapping) -> Iterator[Fault]:
    for fault in error.errors():
        context = fault.get("ctx", {}).get("error")
        if isinstance(context, _CrossFaults):
            for place, message in context.problems:
                yield Fault(file, lines.find(place), _dotted(place), message)
            continue
        place = tuple(fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            message = f"unknown key{_nearest(str(place[-1]), _valid_names(place))}"
        elif fault["type"] == "missing":
            message = "missing; it must be given"
        elif fault["type"] == "literal_error":
            message = f"{fault['input']!r}: expected {fault['ctx']['expected']}"
            message += _nearest(str(fault["input"]), re.findall(r"'([^']*)'", fault["ctx"]["expected"]))
        elif not isinstance(fault["input"], Mapping | list | tuple):
            message = f"{fault['input']!r}: {message[0].lower()}{message[1:]}"
        yield Fault(file, lines.find(place), _dotted(place), message)


def _dotted(place: tuple) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else ("." if text else "") + str(part)
    return text


def _valid_names(place: tuple) -> list[str]:
    """Keys that the section holding `place` may have."""
    model: Any = _Fields
    for part in place[:-1]:
        if isinstance(part, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        inner = next((i for name, i in model.model_fields.items() if part in (name, i.alias)), None)
        if inner is None:
            continue
        parts = [inner.annotation, *_inside(inner.annotation)]
        model = next((p for p in parts if isinstance(p, type) and issubclass(p, BaseModel)), model)
    return [info.alias or name for name, info in model.model_fields.items()]


def _inside(annotation) -> list:
    found = []
    for part in getattr(annotation, "__args__", ()) or ():
        found += [part, *_inside(part)]
    return found
