"""The sections of `municipality.toml` as typed, frozen objects. What they mean together: `references.py`."""

from __future__ import annotations

import codecs
import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from competence.config.deliveries import SOURCE_COLUMNS
from competence.vocabulary import AGREEMENTS, BASES, UNKNOWN


def _pattern(value: Any) -> Any:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
    return value


def _glob(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a file name or a pattern such as staff_*.csv")
    if any("**" in part and part != "**" for part in value.replace("\\", "/").split("/")):
        raise ValueError("** stands only for whole folders, as in **/staff.csv; within a name write *")
    return value


def _encoding(value: str) -> str:
    if value != "auto":
        try:
            codecs.lookup(value)
        except LookupError:
            raise ValueError("no known encoding; expected e.g. auto, utf-8, cp1252 or utf-16") from None
    return value


def _day(value: datetime.date) -> datetime.date:
    if not 1900 <= value.year < 2200:
        raise ValueError("expected a date between 1900 and 2199")
    return value


def _year_end(value: str) -> str:
    try:
        # Not a leap year: a year must end on a day that every year has.
        datetime.date.fromisoformat(f"2001-{value}")
    except ValueError:
        raise ValueError("expected month-day, e.g. 12-31 or 06-30") from None
    return value


def _ages(value: tuple[int, ...]) -> tuple[int, ...]:
    if not (len(value) == 2 and 0 <= value[0] <= value[1] <= 120):
        raise ValueError("expected [from, to] in years, the lower age first")
    return value


class Frozen(dict):
    """A dict that can be read and pickled, not changed."""

    def _refuse(self, *_, **__):
        raise TypeError("the configuration is frozen")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __reduce__(self):
        return (Frozen, (dict(self),))


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Glob = Annotated[str, AfterValidator(_glob)]
Day = Annotated[datetime.date, AfterValidator(_day)]
Share = Annotated[float, Field(ge=0, le=1)]
Texts = Annotated[dict[str, str], AfterValidator(Frozen)]
Patterns = Annotated[dict[str, Pattern], AfterValidator(Frozen)]
Shares = Annotated[dict[str, Share], AfterValidator(Frozen)]
Agreement = Literal[AGREEMENTS]  # type: ignore[valid-type]
Basis = Literal[BASES]  # type: ignore[valid-type]
Delivered = Literal[tuple(SOURCE_COLUMNS)]  # type: ignore[valid-type]


class Part(BaseModel):
    """A section of the file: frozen, strict about types, and no key is passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Assumption(Part):
    """Who stands for a figure, since when, and where it comes from."""

    owner: Text | None = None
    decided: Day | None = None
    source: Text | None = None
    known_from: Day | None = None


class Data(Part):
    """Where deliveries lie, relative to the file."""

    raw: Text = "data/raw"


class Municipality(Part):
    """Whose project it is."""

    name: Text
    code: str = ""
    language: Literal["sv", "en"] = "sv"
    contact: str = ""


class Rule(Part):
    """A pattern (case-insensitive regular expression, searched) with the reason for it."""

    pattern: Pattern
    reason: Text


class Administration(Part):
    """An administration of today, how exports spell it, and what it came from."""

    id: Id
    name: Text
    short: str = ""
    aliases: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    start: Day | None = None
    end: Day | None = None
    successor: Id | None = None


class Committee(Part):
    """A political committee and the administrations whose work it answers for."""

    id: Id
    name: Text
    administrations: Shares


class Organisation(Part):
    """The unit map: a CSV with columns unit, administration, from, to (ids or aliases)."""

    map: Glob
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8-sig"


class Occupation(Part):
    """An occupation group: AID codes (prefixes) and title patterns; first match in file order wins."""

    id: Id
    name: Text
    name_one: str = ""
    family: Id
    codes: tuple[str, ...] = ()
    titles: tuple[Pattern, ...] = ()
    manager_level: Literal["A", "B", "C"] | None = None
    lead_time_months: int | None = Field(None, ge=0)


class Qualification(Part):
    """An entry of the catalogue: how registers write it and what it is."""

    id: Id
    name: Text
    aliases: tuple[str, ...]
    basis: Basis


class Requirement(Assumption):
    """What an occupation must be qualified in, how large a share, and what counts until when."""

    id: Id
    name: Text
    occupations: tuple[Id, ...]
    satisfied_by: tuple[Id, ...]
    transitional_by: tuple[Id, ...] = ()
    kind: Literal["law", "own_target"]
    share_required: Shares
    valid_from: Day | None = Field(None, alias="from")
    valid_to: Day | None = Field(None, alias="to")
    transitional_until: Day | None = None

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
    reason: Text


class Population(Part):
    """Who is staff."""

    agreements: tuple[Agreement, ...] = ("AB", UNKNOWN)
    not_staff: tuple[NotStaff, ...] = ()
    hourly_hours_per_month: float = Field(165.0, gt=0)


class Exits(Part):
    """How exits as HR systems code them are mended."""

    own_request_retirement_age: int = Field(63, ge=50, le=80)
    own_request_retirement_age_by_birth_year: Annotated[dict[str, int], AfterValidator(Frozen)] = Frozen()
    return_within_days: int = Field(120, ge=0)
    mass_exit_persons: int = Field(20, ge=2)


class Source(Part):
    """One delivery: where it lies, how it is written, and which of its columns are ours."""

    table: Delivered
    path: Glob
    kind: Literal["spells", "snapshots", "rows"] = "rows"
    interval: Literal["month", "year"] = "month"
    year_end: Annotated[str, AfterValidator(_year_end)] = "12-31"
    format: Literal["csv"] = "csv"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    encoding: Annotated[str, AfterValidator(_encoding)] = "auto"
    decimal: Literal[",", "."] = ","
    day_first: bool = True
    columns: Texts
    constants: Texts = Frozen()
    values: Annotated[dict[str, Texts], AfterValidator(Frozen)] = Frozen()
    unknown_values: Texts = Frozen()
    strip: Patterns = Frozen()
    share_unit: Literal["auto", "percent", "share"] = "auto"
    person_id: Literal["personnummer", "opaque"] = "personnummer"
    history_from: Day | None = None
    delivered: Day | None = None
    complete: bool = True
    covers: tuple[Id, ...] = ()
    variant: Text = "main"
    projection_known_from: Day | None = None


class Break(Assumption):
    """A day on which a series changed its meaning."""

    date: Day
    what: Text
    occupations: tuple[Id, ...] = ()
    administrations: tuple[Id, ...] = ()
    effect: Literal["level", "definition", "both"]


class StaffingLink(Assumption):
    """What an occupation group (in some administrations) grows with."""

    occupations: tuple[Id, ...]
    administrations: tuple[Id, ...] = ()
    driver: Literal["population", "total", "none"]
    ages: Annotated[tuple[int, ...], AfterValidator(_ages)] | None = None
    weight: float = Field(1.0, gt=0)
    valid_from: Day | None = Field(None, alias="from")
    valid_to: Day | None = Field(None, alias="to")


class PolicyChange(Assumption):
    """A decided change of staffing: required staff times `factor` from `date` on."""

    date: Day
    administrations: tuple[Id, ...] = ()
    occupations: tuple[Id, ...] = ()
    factor: float = Field(gt=0)
    what: Text


class Demand(Part):
    """What staff is needed for."""

    links: tuple[StaffingLink, ...] = ()
    changes: tuple[PolicyChange, ...] = ()
    full_time_hours_per_month: float = Field(165.0, gt=0)


class TargetAge(Assumption):
    """Target pension age for those born from `born_from` on."""

    born_from: int = Field(ge=1900, le=2100)
    age: int = Field(ge=55, le=80)


class Pension(Part):
    """Pension rules by birth cohort."""

    target_ages: tuple[TargetAge, ...] = ()
    reference_age: int = Field(65, ge=55, le=80)
    right_to_stay: int = Field(69, ge=55, le=80)


class StandardModel(Assumption):
    """The association's recruitment model: growth of the need beyond residents, and a rule age if not rates."""

    growth: float = Field(0.005, ge=-0.1, le=0.1)
    rule_age: int | None = Field(None, ge=55, le=75)


class Publication(Part):
    """What may be shown; never below the law's limits (5 for counts, 10 for health)."""

    protected: int = Field(5, ge=5)
    row_limit: int = Field(10, ge=10)
    health_limit: int = Field(10, ge=10)
    mean_limit: int = Field(20, ge=20)


class Privacy(Part):
    """Where the pseudonym key lies; default: the user's configuration folder."""

    key_file: Text | None = None


class Quality(Part):
    """Limits of the input."""

    quarantined_share_stop: Share = 0.1
    fewer_rows_stop: Share = 0.1
    unknown_occupation_warn: Share = 0.1
    residual_share_warn: Share = 0.005


class Model(Part):
    """Randomness of the forecast."""

    seed: int = Field(1, ge=0)
    draws: int = Field(1000, ge=100)


class Look(Part):
    """The municipality's two colours."""

    primary: Colour = "#1f4e79"
    accent: Colour = "#b35c00"


class Calendar(Part):
    """Horizons."""

    horizon_years: int = Field(10, ge=1, le=15)
    horizon_months: int = Field(24, ge=1, le=36)


class Fields(Part):
    """The whole file."""

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
    sources: Annotated[dict[Id, Source], AfterValidator(Frozen)] = Field(min_length=1)
    breaks: tuple[Break, ...] = Field((), alias="break")
    demand: Demand = Demand()
    pension: Pension = Pension()
    standard_model: StandardModel = StandardModel()
    publication: Publication = Publication()
    privacy: Privacy = Privacy()
    quality: Quality = Quality()
    model: Model = Model()
    look: Look = Look()
    calendar: Calendar = Calendar()
