"""Tables at the waist: counts of people and competence, no persons."""

from __future__ import annotations

from competence.schema import Column, Table, count, number, small, text
from competence.tables.common import (
    ADMINISTRATION,
    CELL,
    COMPUTED,
    CONTRACT,
    DIMENSION_KEY,
    DIMENSIONS,
    PERIOD_COUNTED,
    REQUIREMENT,
    SEX,
    YEAR,
)
from competence.vocabulary import FLOWS, SICK_BANDS, STATUSES

STOCK = Table(
    "stock",
    "Staff at the period's end",
    (
        PERIOD_COUNTED,
        *DIMENSIONS,
        count(
            "headcount",
            "persons employed by the month, each once, in the cell of the main employment",
            example="3",
            missing=COMPUTED,
        ),
        count(
            "on_leave",
            "of them, those on full leave (tjänstlediga, föräldralediga)",
            example="0",
            missing="Nought where absences are not delivered.",
        ),
        number(
            "fte",
            "contracted full-time equivalents (årsarbetare), where they are worked",
            "FTE",
            low=0,
            example="2.75",
            missing="Heads count as full time where no contracted share is delivered.",
        ),
        number(
            "absent_fte",
            "of those, away on the period's last day, vacation not counted",
            "FTE",
            low=0,
            example="0.5",
            missing="Nought where absences are not delivered: ratios are then of contracted, not of worked time.",
        ),
    ),
    ("period", *DIMENSION_KEY),
)
FLOW_TABLE = Table(
    "flows",
    "Movements in the interval that ends at the period",
    (
        PERIOD_COUNTED,
        *DIMENSIONS,
        text(
            "flow",
            "what happened: who came, left, moved or changed, and why they left",
            FLOWS,
            example="resignation",
            missing="`unknown_exit` where somebody left and the source gives no reason.",
        ),
        count("count", "persons to whom it happened", example="1", missing=COMPUTED),
    ),
    ("period", *DIMENSION_KEY, "flow"),
)
_BAND = small(
    "age_band",
    "youngest age of the band of five years",
    "years",
    0,
    120,
    example="55",
    missing="Null: not known, as where no year of birth is delivered.",
)
_COMPETENCE = (*CELL, CONTRACT, REQUIREMENT, _BAND)
_STATUS = (
    "`unknown` where no source covers the requirement; it is shown as a range and never merged with `lacks`."
)
COMPETENCE_STOCK = Table(
    "competence_stock",
    "Staff by how they stand to each requirement of their occupation; requirements are never added up",
    (
        PERIOD_COUNTED,
        *_COMPETENCE,
        text(
            "status",
            "whether the requirement is met at the period's end",
            STATUSES,
            example="meets",
            missing=_STATUS,
        ),
        count("headcount", "persons employed by the month, each once", example="4", missing=COMPUTED),
        number(
            "fte", "their contracted full-time equivalents", "FTE", low=0, example="3.5", missing=COMPUTED
        ),
    ),
    ("period", "administration", "occupation", "contract", "requirement", "age_band", "status"),
)
COMPETENCE_FLOWS = Table(
    "competence_flows",
    "Changes of status; `outside` = came or left",
    (
        PERIOD_COUNTED,
        *_COMPETENCE,
        text(
            "from_status",
            "how they stood at the period's beginning",
            (*STATUSES, "outside"),
            example="lacks",
            missing=_STATUS,
        ),
        text(
            "to_status", "how they stand at its end", (*STATUSES, "outside"), example="meets", missing=_STATUS
        ),
        count("count", "persons who went from the one to the other", example="1", missing=COMPUTED),
    ),
    (
        "period",
        "administration",
        "occupation",
        "contract",
        "requirement",
        "age_band",
        "from_status",
        "to_status",
    ),
)
VACANCIES = Table(
    "vacancies",
    "Open posts at the period's end",
    (
        PERIOD_COUNTED,
        *CELL,
        number(
            "open_posts_fte",
            "advertised and not filled by then",
            "FTE",
            low=0,
            example="6.5",
            missing="Without recruitments today's staffing is taken to be right, and the report says so.",
        ),
        number(
            "time_to_fill",
            "median days from advertising to filling, of posts filled in the last twelve months",
            "days",
            True,
            low=0,
            example="52",
            missing="Null where fewer than five were filled.",
        ),
        count(
            "filled_unqualified",
            "posts filled in the period by somebody without the competence asked for",
            example="1",
            missing="Nought where the recruiting system does not tell it.",
        ),
        number(
            "qualified_applicants_per_post",
            "applicants with the competence asked for, a post advertised in the last twelve months",
            "persons",
            True,
            low=0,
            example="3.4",
            missing="Null where no post was advertised or applicants are not delivered.",
        ),
    ),
    ("period", "administration", "occupation"),
)
_NO_ABSENCES = "Null where absences are not delivered."
_NO_HOURS = "Null where hours are not delivered."
_SUMMER = "Null in all rows but those of August, and where it is not delivered."


def _away(name: str, what: str) -> Column:
    return number(name, f"{what}, mean over the period's days", "FTE", True, low=0, example="11.2", missing=_NO_ABSENCES)  # fmt: skip


def _summer(name: str, what: str, example: str) -> Column:
    return Column(name, "Int64", what, "persons", True, low=0, example=example, missing=_SUMMER)


COVER = Table(
    "cover",
    "Work of absent staff and of those who stand in, by month; null where absences or hours are not delivered",
    (
        PERIOD_COUNTED,
        *CELL,
        _away("sick_fte", "away because of sickness"),
        _away("parental_fte", "on parental leave (föräldraledig)"),
        _away("child_care_fte", "at home with a sick child (vab)"),
        _away("vacation_fte", "on vacation (semester), whose work must be done too"),
        _away("other_fte", "away for studies, other leave and other reasons"),
        number(
            "hourly_fte",
            "hours of hourly staff over those of a full-time post",
            "FTE",
            True,
            low=0,
            example="9.8",
            missing=_NO_HOURS,
        ),
        number(
            "short_term_fte",
            "employed by the month on a fixed term of a few months, seen from beginning to end",
            "FTE",
            True,
            low=0,
            example="5.0",
            missing="Null where the source tells years.",
        ),
        number(
            "cover_supplied_fte",
            "hourly staff and short fixed terms together",
            "FTE",
            True,
            low=0,
            example="14.8",
            missing=_NO_HOURS,
        ),
        number(
            "summer_fte",
            "in August's rows: work of the absent in weeks 25-33 that others must do",
            "FTE",
            True,
            low=0,
            example="61.0",
            missing=_SUMMER,
        ),
        _summer("summer_persons", "in August's rows: people engaged for the summer", "88"),
        _summer("summer_returned", "of those, engaged the summer before as well", "41"),
    ),
    ("period", "administration", "occupation"),
)
_SICK = "Without absences or delivered hours the statutory figures are not told."
SICKNESS = Table(
    "sickness",
    "Ground of the statutory table of sickness: hours by year, sums over sums, never means of percents",
    (
        YEAR,
        ADMINISTRATION,
        SEX,
        text(
            "age_band",
            "29 and under, 30-49, or 50 and over, by age at the year's end",
            SICK_BANDS,
            example="30_49",
            missing="`unknown`: counted in the whole and in no band.",
        ),
        number(
            "ordinary_hours",
            "time contracted by monthly-paid staff in the year, at the hours of a full-time post",
            "hours",
            low=0,
            example="148200",
            missing=_SICK,
        ),
        number(
            "sick_hours",
            "of that time, away because of sickness",
            "hours",
            low=0,
            example="10520.5",
            missing=_SICK,
        ),
        number(
            "sick_hours_60_plus",
            "of that, in unbroken spells of sixty days or more",
            "hours",
            low=0,
            example="4210",
            missing=_SICK,
        ),
    ),
    ("year", "administration", "sex", "age_band"),
)
