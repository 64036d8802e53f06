"""What a source may deliver, by table: which of our columns, and which words they may hold."""

from competence.vocabulary import (
    ABSENCE_KINDS,
    AGREEMENTS,
    CONTRACTS,
    EXIT_REASONS,
    FLOWS,
    HOUR_KINDS,
    LEVELS,
    OUTCOMES,
    POPULATION_KINDS,
    SEXES,
    STATUSES,
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
    "absences": (("person", "kind", "start"), ("protected", "extent", "end")),
    "hours": (
        ("person", "period", "hours", "kind"),
        ("protected", "administration", "unit", "code", "title", "manager_level"),
    ),
    "qualifications": (
        ("person", "qualification"),
        ("protected", "scope", "valid_from", "valid_to", "in_training"),
    ),
    "programme_participants": (("person", "group", "start"), ("protected", "days_attended", "completed")),
    "recruitments": (
        ("recruitment", "administration", "posts", "advertised"),
        ("unit", "title", "code", "manager_level", "contract", "filled", "outcome", "applicants",
         "qualified_applicants"),
    ),
    "engagement": (
        ("unit", "round"),
        ("date", "hme_motivation", "hme_leadership", "hme_governance", "invited", "respondents"),
    ),
    "population": (("year", "age", "sex", "persons", "kind"), ("variant", "known_from")),
    "service_volumes": (("year", "administration", "service", "users"), ("unit", "own_users")),
    "agency_staff": (("period", "administration"), ("unit", "title", "code", "fte", "sek")),
    "staff_costs": (("year", "administration", "sek_per_fte"), ("title", "code", "price_level")),
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
    "flow": FLOWS,
    "competence_stock.status": STATUSES,
    "absences.kind": ABSENCE_KINDS,
    "hours.kind": HOUR_KINDS,
    "population.kind": POPULATION_KINDS,
}
