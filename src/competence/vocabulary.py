"""The closed sets of words that tables, config and models share. Light: imports nothing.

A category without a value holds `UNKNOWN`, never an empty string; `ALL` in a forecast table stands for the
total over a dimension.
"""

ALL = "*"
UNKNOWN = "unknown"

SEXES = ("female", "male", UNKNOWN)
AGREEMENTS = ("AB", "BEA", "PAN", "RiB", "fee", "elected", "youth", "other", UNKNOWN)
CONTRACTS = ("permanent", "trial", "fixed_term", "hourly", UNKNOWN)
LEVELS = ("A", "B", "C", "none", UNKNOWN)
EXIT_REASONS = (
    "retirement", "resignation", "redundancy", "personal_reasons", "contract_end", "internal_move",
    "transfer_out", "death", "other", UNKNOWN,
)  # fmt: skip
ABSENCE_KINDS = ("sick", "parental", "child_care", "vacation", "study", "leave", "other")
HOUR_KINDS = ("ordinary", "hourly")
OUTCOMES = ("filled", "filled_unqualified", "cancelled", "open")
POPULATION_KINDS = ("observed", "projected")
STATUSES = ("meets", "transitional", "in_training", "lacks", UNKNOWN)
BASES = ("licence", "protected_title", "degree", "course", "language", "transitional", "in_training")

# Codes of rows in quarantine that say nothing against a delivery: nothing is lost with them.
HARMLESS = (
    "blank_row", "repeated_heading", "before_heading", "sum_row", "total_row", "footer", "superseded", "duplicate",
    "protected",
)  # fmt: skip

SICK_BANDS = ("to_29", "30_49", "from_50", UNKNOWN)
ASKED_WHEN = ("before", "after", "later", UNKNOWN)
MET_WITH = ("own_manager", "peers", "staff", UNKNOWN)
INITIATIVE_STATUSES = ("planned", "under_way", "done", "stopped", UNKNOWN)
PROGRAMME_STATUSES = ("completed", "under_way", "not_begun")
SERVICE_LENGTHS = ("under_six_months", "over_six_months")
# The nine items of the staff survey (HME), by the sub-index that three of them make.
HME_ITEMS = {
    "motivation": ("meaningful", "learning", "looking_forward"),
    "leadership": ("appreciation", "trust", "responsibility"),
    "governance": ("goals", "followed_up", "expectations"),
}

# What ends membership of the monthly-paid staff, by flow; `transfer_out` stands outside all rates.
EXIT_FLOWS = ("retirement", "resignation", "contract_end", "exit_to_hourly", "other_exit", "unknown_exit")
ENTRY_FLOWS = ("hire", "hire_from_hourly", "transfer_in", "move_in", "change_in", "gap_in")
LEAVING_FLOWS = (*EXIT_FLOWS, "transfer_out", "move_out", "change_out", "gap_out")
OUTSIDE_FLOWS = ("leave", "return")
FLOWS = (*ENTRY_FLOWS, *LEAVING_FLOWS, *OUTSIDE_FLOWS)

QUANTILES = {"p02_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
BASIS = ("known", "beyond_today", UNKNOWN, "pooled", "widened")

ANNUAL_QUANTITIES = (
    "headcount", "headcount_without_hiring", "required_fte", "required_headcount", "gap", "exits",
    "retirements", "resignations", "other_exits", "net_internal_moves", "hires", "need_exits",
    "need_net_moves", "recruitment_need", "recruitment_need_cum", "replacing_new_hires",
)  # fmt: skip
MONTHLY_QUANTITIES = (
    *ANNUAL_QUANTITIES, "net_gaps", "fte", "absent_fte", "sick_fte", "cover_fte", "cover_supplied_fte", "cover_gap_fte",
    "summer_fte", "summer_persons",
)  # fmt: skip
COMPETENCE_QUANTITIES = (
    "required_qualified_fte", "qualified_fte", "transitional_fte", "unknown_fte", "qualified_share",
    "competence_gap_fte", "qualified_recruitment_need", "training_need",
)  # fmt: skip

# What a recruitment need is made of (methods: Shapley values), and who can do something about it.
DRIVERS = (
    "demography", "staffing_policy", "retirement", "resignation", "other_exits", "internal_moves",
    "absence_returns", "fte",
)  # fmt: skip
REACHES = ("near", "outside")
METHODS = ("ours", "last_value", "drift", "historic_mean", "standard_model", "ets")
SCORED = ("exits", "hires", "headcount")
# Horizons that share a calibration factor.
BANDS = ("months_1_3", "months_4_12", "months_13_24", "year_1", "years_2_3", "years_4")
LAYERS = ("parameters", "years", "population", "individual")
REVISIONS = ("new_data", "new_projection", "changed_assumption", "changed_model")
LEDGER_ENTRIES = ("issued", "scored")

# The leadership programme.
DRAINS = ("observed", "roll_out", "no_groups", "one_group", "keep")
COVERAGE_STATUSES = (*PROGRAMME_STATUSES, "all")
PROMISES = ("in_post_at_start", "all_with_service")
# What an expected effect can be seen in, and how it can be known at best.
COMPARED = (
    "hme_leadership",
    "hme_governance",
    "hme_motivation",
    "hme_total",
    "resignations",
    "sick_days",
    "time_to_fill",
)
FOLLOWED = ("managers_leaving", "managers_sickness", "span_of_control", "staff_moves", "need")
ASKED = ("contacts", "self_rating")
ACTIVITY = ("joint_initiatives", "initiatives_begun")
INDICATORS = (*COMPARED, *FOLLOWED, *ASKED, *ACTIVITY)
EVIDENCE = ("compared", "followed", "self_rated", "activity", "not_measured")
ESTIMANDS = ("trained_then", "trained_now")
ESTIMATORS = (
    "imputation",
    "callaway_santanna",
    "trained_weights",
    "two_way",
    "two_way_identified",
    "poisson",
)
EFFECT_KINDS = ("simple", "group", "event", "calendar")
VERDICTS = (
    "supported", "supported_if_parallel", "harm", "harm_if_parallel", "ruled_out", "cannot_be_said", "not_estimated",
    "not_measured",
)  # fmt: skip
LINK_BASES = ("measured", "assumed")
LINK_QUANTITIES = ("recruitments_avoided", "value_sek", "cost_sek")
# What it takes to say more of an effect: more of what there is, what there is no more of, or what to collect.
NEEDS_MORE = (
    "more_rounds", "more_quarters", "more_units", "more_groups", "earlier_rounds", "reworded", "none_left",
    "collect_course_records", "collect_manager_units", "collect_survey", "collect_manager_survey", "collect_reasons",
    "collect_absence", "collect_recruitments", "collect_initiatives", "collect_manager_levels",
    "collect_administrations", "collect_managers_sickness",
)  # fmt: skip
