"""Every table that crosses a room's door: columns, types, units and keys.

A table is checked with `Table.check` when it is built and when it is read. Shares are 0-1, money is SEK,
dates are calendar dates without a time zone. A category without a value holds ``unknown``, never an empty
string; `ALL` (``*``) in a forecast table stands for the total over a dimension.
"""

from __future__ import annotations

from competence.schema import Table, TableError, plain  # noqa: F401
from competence.tables.accounted import ACCOUNTS, QUALITY, QUARANTINE
from competence.tables.ahead import (
    COMPETENCE_NEEDS,
    DRIVER_TABLE,
    LAYER_TABLE,
    NEEDS_ANNUAL,
    NEEDS_MONTHLY,
    PLAN_YEARS,
    REVISION_TABLE,
    SCENARIO_TABLE,
)
from competence.tables.counted import COUNTED, RECONCILED
from competence.tables.delivered import (
    AGENCY_STAFF,
    BUDGET_FRAME,
    PEERS,
    POPULATION,
    RECRUITMENTS,
    SERVICE_VOLUMES,
    STAFF_COSTS,
)
from competence.tables.evaluated import (
    AT_HOME,
    BALANCE,
    COVERAGE,
    EFFECTS,
    LINK,
    MEETINGS,
    MIXING,
    OUTCOMES_EXPECTED,
    PROMISE,
)
from competence.tables.past import DELIVERY_CHANGES, PAST_COUNTS
from competence.tables.persons import (
    ABSENCES,
    EMPLOYMENTS,
    HOURS,
    IDENTITY_LINKS,
    MANAGER_UNITS,
    PARTICIPANTS,
    QUALIFICATIONS,
)
from competence.tables.programme import INITIATIVES, PROGRAMME_GROUPS, PROGRAMME_STATUS, UNIT_PERIODS
from competence.tables.published import PUBLISHED
from competence.tables.quality import BREAKS_SEEN, COMPLETENESS, SPELLINGS
from competence.tables.scored import BACKTEST, BACKTEST_SCORES, CALIBRATION, LEDGER, SHELF_LIFE
from competence.tables.seating import GROUP_CLASSES, GROUP_SEATS
from competence.tables.surveys import ENGAGEMENT, MANAGER_SURVEY, SURVEY_ROUNDS
from competence.tables.waist import (
    COMPETENCE_FLOWS,
    COMPETENCE_STOCK,
    COVER,
    FLOW_TABLE,
    SICKNESS,
    STOCK,
    VACANCIES,
)

# The words stay importable from here, where the tables that hold them are defined.
from competence.vocabulary import (  # noqa: F401
    ABSENCE_KINDS,
    ACTIVITY,
    AGREEMENTS,
    ALL,
    ANNUAL_QUANTITIES,
    ASKED,
    ASKED_WHEN,
    BANDS,
    BASES,
    BASIS,
    COMPARED,
    COMPETENCE_QUANTITIES,
    CONTRACTS,
    COVERAGE_STATUSES,
    DRAINS,
    DRIVERS,
    EFFECT_KINDS,
    ENTRY_FLOWS,
    ESTIMANDS,
    ESTIMATORS,
    EVIDENCE,
    EXIT_FLOWS,
    EXIT_REASONS,
    FLOWS,
    FOLLOWED,
    HARMLESS,
    HME_ITEMS,
    HOUR_KINDS,
    INDICATORS,
    INITIATIVE_STATUSES,
    LAYERS,
    LEAVING_FLOWS,
    LEDGER_ENTRIES,
    LEVELS,
    LINK_BASES,
    LINK_QUANTITIES,
    MET_WITH,
    METHODS,
    MONTHLY_QUANTITIES,
    NEEDS_MORE,
    OUTCOMES,
    OUTSIDE_FLOWS,
    POPULATION_KINDS,
    PROGRAMME_STATUSES,
    PROMISES,
    QUANTILES,
    REACHES,
    REVISIONS,
    SCORED,
    SERVICE_LENGTHS,
    SEXES,
    SICK_BANDS,
    STATUSES,
    UNKNOWN,
    VERDICTS,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        EMPLOYMENTS, IDENTITY_LINKS, ABSENCES, HOURS, QUALIFICATIONS, PARTICIPANTS, QUARANTINE, ACCOUNTS, QUALITY, COUNTED, RECONCILED, COMPLETENESS, BREAKS_SEEN, SPELLINGS, DELIVERY_CHANGES, PAST_COUNTS,
        RECRUITMENTS, ENGAGEMENT, SURVEY_ROUNDS, MANAGER_SURVEY, MANAGER_UNITS, INITIATIVES, PEERS, STOCK, FLOW_TABLE, COMPETENCE_STOCK, COMPETENCE_FLOWS, VACANCIES, COVER, SICKNESS, UNIT_PERIODS, PROGRAMME_STATUS, PROGRAMME_GROUPS,
        POPULATION, SERVICE_VOLUMES, AGENCY_STAFF, STAFF_COSTS, BUDGET_FRAME, NEEDS_ANNUAL, NEEDS_MONTHLY,
        COMPETENCE_NEEDS, DRIVER_TABLE, REVISION_TABLE, SCENARIO_TABLE, PLAN_YEARS, LAYER_TABLE, BACKTEST,
        BACKTEST_SCORES, CALIBRATION, SHELF_LIFE, LEDGER, COVERAGE, PROMISE, MIXING, MEETINGS, EFFECTS, BALANCE,
        OUTCOMES_EXPECTED, LINK, AT_HOME, GROUP_CLASSES, GROUP_SEATS, PUBLISHED,
    )
}  # fmt: skip
