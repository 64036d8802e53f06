"""The sections of `municipality.toml` as typed, frozen objects. What they mean together: `references.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from competence.config.fetching import Fetch
from competence.config.parts import (
    Ages,
    Agreement,
    Assumption,
    Basis,
    Colour,
    Day,
    Delimiter,
    Encoding,
    Frozen,
    Glob,
    Id,
    Part,
    Pattern,
    Share,
    Shares,
    Text,
    Texts,
)
from competence.config.privacy import Privacy, Retention
from competence.config.programme import Programme
from competence.config.source import Source
from competence.config.whatif import Scenario, StandardModel, Strategy
from competence.vocabulary import UNKNOWN


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
    """The unit map: a CSV in the raw folder with columns unit, administration (id or alias), from, to.

    A row says where a unit belongs today; `from` and `to` may be empty or left out.

    `renamed` : what units that got another name or code are called today.
    """

    map: Glob | None = None
    renamed: Texts = Frozen()
    delimiter: Delimiter = "auto"
    encoding: Encoding = "utf-8-sig"


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
    """What an occupation must be qualified in, how large a share, and what counts until when.

    `scope` : pattern over the proofs' scope (subject, school form, level); a proof that it does not fit is none.
    """

    id: Id
    name: Text
    occupations: tuple[Id, ...]
    satisfied_by: tuple[Id, ...]
    transitional_by: tuple[Id, ...] = ()
    scope: Pattern | None = None
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
    """How exits as HR systems code them are mended.

    `own_request_age` : whether the age is that of the calendar year, or the completed one on the last day (known
    from identity numbers only). `bridge_weekends` : a Saturday and Sunday between two rows are no days without work.
    """

    own_request_retirement_age: int = Field(63, ge=50, le=80)
    own_request_age: Literal["that_year", "on_last_day"] = "that_year"
    bridge_weekends: bool = True
    own_request_retirement_age_by_birth_year: Annotated[dict[str, int], AfterValidator(Frozen)] = Frozen()
    return_within_days: int = Field(120, ge=0)
    mass_exit_persons: int = Field(20, ge=2)


class CodeRevision(Assumption):
    """A day from which the work classification has other codes: each old one and what it may be called now.

    `codes` here, or `map`: a CSV below `data.raw` with columns old, new and one row a pair.
    """

    date: Day
    codes: Annotated[dict[str, tuple[Text, ...]], AfterValidator(Frozen)] = Frozen()
    map: Glob | None = None
    delimiter: Delimiter = "auto"
    encoding: Encoding = "utf-8-sig"


class Break(Assumption):
    """A day on which a series changed its meaning."""

    date: Day
    what: Text
    occupations: tuple[Id, ...] = ()
    administrations: tuple[Id, ...] = ()
    effect: Literal["level", "definition", "both"]


class StaffingLink(Assumption):
    """What an occupation group (in some administrations) grows with.

    With driver population `service` names the delivered volume that tells users per resident and own share;
    with driver service its users are the driver themselves. `weight` is the share of the staff that follows:
    several links of a cell add up (scaled to 1 where they pass it), what none claims stays as it is.
    """

    occupations: tuple[Id, ...]
    administrations: tuple[Id, ...] = ()
    driver: Literal["population", "service", "total", "none"]
    ages: Ages | None = None
    service: Text | None = None
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


class DemandEvent(Assumption):
    """Work that comes or goes on one day: `share` of the required staff of the named cells, or `fte` contracted.

    A transfer moves it from `administrations` to the administration `to`.
    """

    date: Day
    what: Text
    kind: Literal["tender_won", "tender_lost", "opening", "closure", "transfer"]
    administrations: tuple[Id, ...] = Field(min_length=1)
    occupations: tuple[Id, ...] = ()
    share: float | None = Field(None, gt=0)
    fte: float | None = Field(None, gt=0)
    to: Id | None = None


class Demand(Part):
    """What staff is needed for.

    `agency_on_open_posts` : share of the agency's work that is done on posts advertised all the same, so that it
    is not counted twice in the base year.
    """

    links: tuple[StaffingLink, ...] = ()
    changes: tuple[PolicyChange, ...] = ()
    events: tuple[DemandEvent, ...] = Field((), alias="event")
    agency_on_open_posts: Share = 0.0
    full_time_hours_per_month: float = Field(165.0, gt=0)
    cover_share: Shares = Frozen()

    def covered(self, occupation: str) -> float:
        """Share of the occupation's absence whose work others must do; `*` names that of all others, else 1."""
        return self.cover_share.get(occupation, self.cover_share.get("*", 1.0))


class TargetAge(Assumption):
    """Target pension age for those born from `born_from` on."""

    born_from: int = Field(ge=1900, le=2100)
    age: int = Field(ge=55, le=80)


class Pension(Part):
    """Pension rules by birth cohort."""

    target_ages: tuple[TargetAge, ...] = ()
    reference_age: int = Field(65, ge=55, le=80)
    right_to_stay: int = Field(69, ge=55, le=80)


class Publication(Part):
    """What may be shown; never below the law's limits (5 for counts, 10 for health)."""

    protected: int = Field(5, ge=5)
    row_limit: int = Field(10, ge=10)
    health_limit: int = Field(10, ge=10)
    mean_limit: int = Field(20, ge=20)


class Quality(Part):
    """Limits of the input; the last word of each says what follows beyond it (docs/quality.md)."""

    quarantined_share_stop: Share = 0.1
    quarantined_share_warn: Share = 0.02
    doubled_share_warn: Share = 0.05
    fewer_rows_stop: Share = 0.1
    unplaced_share_stop: Share = 0.5
    days_behind_warn: int = Field(100, ge=0)
    months_behind_warn: int = Field(2, ge=0)
    past_changed_warn: Share = 0.01
    unknown_occupation_warn: Share = 0.1
    missing_rise_warn: Share = 0.2
    implausible_share_warn: Share = 0.01
    same_day_warn: Share = 0.2
    over_full_time_warn: Share = 0.01
    overlapping_warn: Share = 0.02
    reasons_missing_warn: Share = 0.1
    requirement_unknown_warn: Share = 0.25
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
    plan_years: int = Field(8, ge=1, le=15)


class Fields(Part):
    """The whole file."""

    data: Data = Data()
    municipality: Municipality
    administration: tuple[Administration, ...] = Field(min_length=1)
    committee: tuple[Committee, ...] = ()
    organisation: Organisation | None = None
    occupation: tuple[Occupation, ...] = ()
    code_revision: tuple[CodeRevision, ...] = ()
    qualification: tuple[Qualification, ...] = ()
    requirement: tuple[Requirement, ...] = ()
    population: Population = Population()
    exits: Exits = Exits()
    sources: Annotated[dict[Id, Source], AfterValidator(Frozen)] = Field(min_length=1)
    breaks: tuple[Break, ...] = Field((), alias="break")
    demand: Demand = Demand()
    pension: Pension = Pension()
    standard_model: StandardModel = StandardModel()
    scenarios: Annotated[dict[Id, Scenario], AfterValidator(Frozen)] = Frozen()
    strategy: tuple[Strategy, ...] = ()
    programme: Programme = Programme()
    publication: Publication = Publication()
    privacy: Privacy = Privacy()
    retention: Retention = Retention()
    quality: Quality = Quality()
    model: Model = Model()
    look: Look = Look()
    calendar: Calendar = Calendar()
    fetch: Fetch = Fetch()
