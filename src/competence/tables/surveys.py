"""Tables of surveys: what staff and managers answered, without persons."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, date, number, text
from competence.tables.common import ADMINISTRATION, PERIOD, RESPONDENTS, ROUND, UNIT
from competence.vocabulary import ASKED_WHEN, HME_ITEMS

_ABOUT = {
    "motivation": "motivation: work is meaningful, one learns and develops, one looks forward to going to work",
    "leadership": "leadership: the nearest manager shows appreciation and trust and gives room for responsibility",
    "governance": "governance: one knows the workplace's goals, they are followed up, one knows what is expected",
}


def _index(name: str) -> Column:
    return number(
        f"hme_{name}",
        f"sub-index of {_ABOUT[name]}",
        "0-100",
        True,
        0,
        100,
        example="78.5",
        missing=f"Reckoned from the means of its three items ({', '.join(HME_ITEMS[name])}) where they are delivered, "
        "else null and left out.",
    )


SURVEY_ROUNDS = Table(
    "survey_rounds",
    "When the staff survey was asked, and with which questions",
    (
        ROUND,
        date(
            "date",
            "day on which the answers were in",
            example="2025-10-07",
            missing="Taken from the survey's own rows; a round that no file dates is not used.",
        ),
        text(
            "instrument",
            "set of questions that was asked; where it changes, figures before and after are not compared",
            example="HME 2018",
            missing="`unknown`: all rounds are taken to have asked the same.",
        ),
    ),
    ("round",),
)
ENGAGEMENT = Table(
    "engagement",
    "The staff survey (HME) by unit and round",
    (
        UNIT,
        ADMINISTRATION,
        ROUND,
        date(
            "date",
            "day on which the answers were in",
            True,
            example="2025-10-07",
            missing="Taken from the survey's rounds.",
        ),
        *(_index(name) for name in HME_ITEMS),
        Column(
            "invited",
            "int64",
            "persons who were asked",
            "persons",
            low=0,
            example="22",
            missing="Taken as none; the share who answered is then not told.",
        ),
        RESPONDENTS,
    ),
    ("administration", "unit", "round"),
)
MANAGER_SURVEY = Table(
    "manager_survey",
    "What managers say of themselves before the programme, after it and later",
    (
        text(
            "group",
            "course group whose managers answered; `*` = not told by group",
            example="Grupp 4",
            missing="`*`: change can be followed in the administration or the whole municipality alone.",
        ),
        replace(
            ADMINISTRATION,
            what="part of the organisation whose managers answered; `*` = not told by administration",
            missing="`*`: change can be followed in the course group or the whole municipality alone.",
        ),
        PERIOD,
        text(
            "item",
            "question that was put, in its own words",
            example="Jag har kontakter i andra förvaltningar som jag använder",
            missing="The row is quarantined.",
        ),
        Column(
            "scale_max",
            "int64",
            "highest answer that could be given; the lowest is 1",
            low=2,
            high=100,
            example="5",
            missing="The row is quarantined: a mean without its scale says nothing.",
        ),
        number(
            "mean",
            "average of the answers, from 1 to the scale's highest",
            nullable=True,
            low=1,
            example="3.8",
            missing="Null, as where fewer than five answered: nothing is told of that asking.",
        ),
        RESPONDENTS,
        text(
            "when",
            "whether it was asked before the course, just after it, or some time later",
            ASKED_WHEN,
            example="after",
            missing="`unknown`: no change can be reckoned.",
        ),
    ),
    ("group", "administration", "period", "item", "when"),
)
