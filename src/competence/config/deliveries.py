"""What a source may deliver, by table: which of our columns, and which words they may hold."""

from competence.vocabulary import (
    ABSENCE_KINDS,
    AGREEMENTS,
    ASKED_WHEN,
    BASES,
    CONTRACTS,
    DRIVERS,
    EXIT_REASONS,
    FLOWS,
    HME_ITEMS,
    HOUR_KINDS,
    INITIATIVE_STATUSES,
    LEVELS,
    MET_WITH,
    OUTCOMES,
    POPULATION_KINDS,
    SEXES,
    SICK_BANDS,
    STATUSES,
    UNKNOWN,
)

_PARTED = (
    "unit", "occupation", "code", "title", "contract", "age", "manager_level", "split", "measure", "measure_part",
    "value",
)  # fmt: skip

# (must be there as a column or a constant, may be there). Spells of employment also need `start`; snapshots
# without `period` are dated by their delivery.
SOURCE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "employments": (
        ("person", "administration"),
        ("protected", "employment", "unit", "code", "title", "agreement", "contract", "contract_share", "sex",
         "birth_year", "manager_level", "start", "end", "period", "exit_reason", "hired"),
    ),
    "identity_links": (("person", "new_person"), ()),
    "absences": (("person", "kind", "start"), ("protected", "extent", "end")),
    "hours": (
        ("person", "period", "hours", "kind"),
        ("protected", "administration", "unit", "code", "title", "manager_level"),
    ),
    "qualifications": (
        ("person", "qualification"),
        ("protected", "scope", "basis", "valid_from", "valid_to", "in_training"),
    ),
    "manager_units": (("person", "unit", "from"), ("protected", "administration", "to")),
    "programme_participants": (("person", "group", "start"), ("protected", "days_attended", "completed")),
    "recruitments": (
        ("recruitment", "administration", "posts", "advertised"),
        ("unit", "title", "code", "manager_level", "contract", "filled", "outcome", "applicants",
         "qualified_applicants"),
    ),
    "engagement": (
        ("unit", "round"),
        ("administration", "date", *(f"hme_{index}" for index in HME_ITEMS),
         *(item for items in HME_ITEMS.values() for item in items), "invited", "respondents"),
    ),
    "survey_rounds": (("round", "date"), ("instrument",)),
    "manager_survey": (
        ("period", "item", "scale_max", "mean", "respondents", "when"), ("group", "administration"),
    ),
    "initiatives": (
        ("initiative", "administration", "start"),
        ("with_administrations", "with", "strategy", "driver", "requirement", "owner_role", "status",
         "from_programme"),
    ),
    "sickness": (
        ("year", "ordinary_hours", "sick_hours"),
        ("administration", "unit", "sex", "age_band", "sick_hours_60_plus"),
    ),
    "peers": (("year", "municipality", "measure", "value"), ("source",)),
    "population": (("year", "age", "sex", "persons", "kind"), ("variant", "known_from", "region")),
    "service_volumes": (("year", "administration", "service", "users"), ("unit", "own_users")),
    "agency_staff": (("period", "administration"), ("unit", "title", "code", "fte", "sek")),
    "staff_costs": (("year", "sek_per_fte"), ("administration", "family", "title", "code", "price_level")),
    "budget_frame": (("year", "committee", "sek"), ("administration", "price_level", "fte")),
    # Counts at the waist. `unit` and `split` only part the rows; `measure` and `value` are a long export's.
    "stock": (("period", "administration"), (*_PARTED, "sex", "tenure", "headcount", "on_leave", "fte", "absent_fte")),
    "flows": (("period", "administration"), (*_PARTED, "sex", "tenure", "flow", "count")),
    "competence_stock": (
        ("period", "administration", "requirement", "status"), (*_PARTED, "headcount", "fte"),
    ),
}  # fmt: skip

# The words such a column may hold, whatever the file writes (`kind` differs by table).
COLUMN_WORDS: dict[str, tuple[str, ...]] = {
    "agreement": AGREEMENTS,
    "contract": CONTRACTS,
    "sex": SEXES,
    "manager_level": LEVELS,
    "exit_reason": EXIT_REASONS,
    "outcome": OUTCOMES,
    "protected": ("yes", "no"),
    "in_training": ("yes", "no"),
    "from_programme": ("yes", "no"),
    "qualifications.basis": BASES,
    "manager_survey.when": ASKED_WHEN,
    "initiatives.with": MET_WITH,
    "initiatives.driver": (*DRIVERS, UNKNOWN),
    "initiatives.status": INITIATIVE_STATUSES,
    "sickness.age_band": SICK_BANDS,
    "flow": FLOWS,
    "competence_stock.status": STATUSES,
    "absences.kind": ABSENCE_KINDS,
    "hours.kind": HOUR_KINDS,
    "population.kind": POPULATION_KINDS,
}
