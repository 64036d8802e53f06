"""Tables of the leadership programme without persons: who is through, the groups, the units, what is done at home."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, count, date, number, text
from competence.tables.common import ADMINISTRATION, COMPUTED, LEVEL, PERIOD_COUNTED
from competence.vocabulary import (
    DRIVERS,
    INITIATIVE_STATUSES,
    MET_WITH,
    PROGRAMME_STATUSES,
    SERVICE_LENGTHS,
    UNKNOWN,
)

_GROUP = text(
    "group",
    "course group, as the programme's office calls it",
    example="Grupp 4",
    missing="Never: rows without it are quarantined.",
)
INITIATIVES = Table(
    "initiatives",
    "What administrations do at home for their competence supply, after the five days or otherwise",
    (
        text(
            "initiative",
            "number or name that tells it from all others",
            example="I-017",
            missing="The row is quarantined.",
        ),
        replace(ADMINISTRATION, what="part of the organisation that began it and answers for it"),
        text(
            "with_administrations",
            "other parts of the organisation that take part, ids parted by `|`",
            example="social|utbildning",
            missing="Empty: done at home alone; it does not count as cooperation.",
        ),
        text(
            "with",
            "whom the manager does it together with: the own manager, peers, or the staff",
            MET_WITH,
            example="peers",
            missing="`unknown`: told without it.",
        ),
        text(
            "strategy",
            "heading of the municipality's own list that it belongs under, by its id in the config",
            example="keep",
            missing="`unknown`: it stands under no heading.",
        ),
        text(
            "driver",
            "part of the recruitment need that it acts on",
            (*DRIVERS, UNKNOWN),
            example="resignation",
            missing="`unknown`: it fills no cell of the table outcome, driver, need, initiative.",
        ),
        text(
            "requirement",
            "competence that it helps to meet, by its id in the config",
            nullable=True,
            example="assistant_nurse_title",
            missing="Null: it is about people, not about a requirement.",
        ),
        date(
            "start",
            "day on which it began or is to begin",
            example="2024-02-01",
            missing="The row is quarantined.",
        ),
        text(
            "owner_role",
            "role that answers for it, never a name",
            example="Verksamhetschef hemtjänst",
            missing="Empty: listed among those without an owner.",
        ),
        text(
            "status",
            "how far it has come",
            INITIATIVE_STATUSES,
            example="under_way",
            missing="`unknown`: told without it.",
        ),
        Column(
            "from_programme",
            "bool",
            "whether it came out of the leadership programme",
            example="True",
            missing="Taken as no.",
        ),
    ),
    ("initiative",),
)
PROGRAMME_STATUS = Table(
    "programme_status",
    "How far the managers of each period have come in the programme; the managers of a level sum to its stock",
    (
        PERIOD_COUNTED,
        ADMINISTRATION,
        replace(
            LEVEL,
            what="responsibility letter of AID (ansvarskod): A, B or C",
            missing="Never: others are no managers.",
        ),
        text(
            "status",
            "through the whole programme, begun and not through, or not begun, at the period's end",
            PROGRAMME_STATUSES,
            example="completed",
            missing="Without course records the table is not made, and coverage is `not measured`.",
        ),
        Column(
            "in_post_at_start",
            "bool",
            "led somebody on the first day of the roll-out",
            example="True",
            missing="Where the config does not date the roll-out it is the first group's first day.",
        ),
        text(
            "service",
            "time in unbroken managers' posts: six months or more, or less",
            SERVICE_LENGTHS,
            example="over_six_months",
            missing="Those already there in a first snapshot are taken to have been there over six months.",
        ),
        Column(
            "days",
            "int64",
            "course days attended in all by those whose group has begun",
            "days",
            low=0,
            example="35",
            missing="Where no days are delivered it is nought.",
        ),
        count(
            "managers", "heads, each once, in the cell of the main employment", example="7", missing=COMPUTED
        ),
        count(
            "completed_now",
            "of them, those who got through in this very period",
            example="2",
            missing=COMPUTED,
        ),
        number(
            "months_to_complete",
            "sum over those of the months from taking up a manager's post to getting through",
            "months",
            low=0,
            example="31.5",
            missing="Nought where nobody got through in the period.",
        ),
    ),
    ("period", "administration", "manager_level", "status", "in_post_at_start", "service"),
)
PROGRAMME_GROUPS = Table(
    "programme_groups",
    "Who sat with whom: managers of each administration in each course group",
    (
        _GROUP,
        date("start", "first day of the group's course", example="2023-02-07", missing=COMPUTED),
        replace(ADMINISTRATION, what="part of the organisation that the managers worked in on that day"),
        count("managers", "persons in the group from there", low=1, example="4", missing=COMPUTED),
    ),
    ("group", "administration"),
)


def _hme(name: str, what: str) -> Column:
    return number(
        f"hme_{name}", what, "0-100", True, 0, 100, example="77.1",
        missing="Null in months without a round, and where fewer than five answered: never carried forward.",
    )  # fmt: skip


def _managers(name: str, what: str, missing: str, example: str) -> Column:
    return Column(name, "Int64", what, "persons", True, low=0, example=example, missing=missing)


UNIT_PERIODS = Table(
    "unit_periods",
    "Units by month, for the effects of the programme; no name and no key, 0 = staff without a unit",
    (
        Column(
            "unit",
            "int64",
            "running number, by administration and by the first row delivered of it",
            low=0,
            example="118",
            missing="0 holds those whose rows name no workplace, so that sums are whole; no effect is estimated on it.",
        ),
        ADMINISTRATION,
        PERIOD_COUNTED,
        number(
            "exposure",
            "person-years of monthly-paid staff: mean of heads at both ends times the length of the period",
            "person-years",
            low=0,
            example="1.79",
            missing=COMPUTED,
        ),
        count(
            "resignations",
            "exits on own request (egen begäran) in the period",
            example="0",
            missing="Nought where the source gives no reasons: the outcome is then `not measured`.",
        ),
        number(
            "sick_days",
            "calendar days away sick, times the extent, of those there at the period's end",
            "days",
            True,
            low=0,
            example="21.5",
            missing="Null at ten or fewer employed, by law, and where absences are not delivered.",
        ),
        _hme("total", "index of the staff survey: mean of the three sub-indices"),
        _hme("motivation", "sub-index of motivation in the round of this month"),
        _hme("leadership", "sub-index of leadership, the nearest manager as staff see him or her"),
        _hme("governance", "sub-index of governance: goals known, followed up, expectations clear"),
        Column(
            "respondents",
            "Int64",
            "persons of the unit who answered the round",
            "persons",
            True,
            low=0,
            example="17",
            missing="Null in months without a round.",
        ),
        number(
            "time_to_fill",
            "median days from advertising to filling of the posts filled in the period",
            "days",
            True,
            low=0,
            example="47",
            missing="Null where no post was filled, or recruitments do not name the unit.",
        ),
        _managers(
            "managers",
            "who lead it at the period's end",
            "Null where neither a history of who led what nor responsibility letters with units are delivered.",
            "1",
        ),
        _managers(
            "managers_trained",
            "of those who lead it now, who are through the programme; may fall when they leave",
            "Null without course records.",
            "1",
        ),
        date(
            "first_trained",
            "end of the month in which one of its managers first got through while leading it; it stays so",
            True,
            example="2023-04-30",
            missing="Null: not yet, or not known.",
        ),
        text(
            "group",
            "course group of that first manager",
            nullable=True,
            example="Grupp 4",
            missing="Null: none of its managers has got through while leading it.",
        ),
        Column(
            "manager_changed",
            "bool",
            "led by somebody who did not lead it at the period's beginning",
            example="False",
            missing="False where it is not known who leads it.",
        ),
    ),
    ("administration", "unit", "period"),
)
