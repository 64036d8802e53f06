"""What makes a row of a table the same row in a later delivery, and the day it tells of.

A row of an incremental delivery takes the place of the older one with its key; two deliveries are compared key by
key. The columns are those of the config's `columns`, as text.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from competence.sources import values

# Each edition of these stands beside the others, complete or not.
EDITIONS = (
    "population", "engagement", "hours", "survey_rounds", "manager_survey", "sickness", "peers",
)  # fmt: skip
BY_PERIOD = ("snapshots", "counts")  # kinds of which a newer file tells only of its own periods
KEYS: dict[str, tuple[str, ...]] = {
    "employments": ("person", "employment", "start", "period"),
    "absences": ("person", "kind", "start"),
    "hours": ("person", "period", "kind", "administration", "unit", "code", "title"),
    "qualifications": ("person", "qualification", "scope", "valid_from"),
    "programme_participants": ("person", "group", "start"),
    "manager_units": ("person", "unit", "from"),
    "recruitments": ("recruitment",),
    "engagement": ("unit", "round"),
    "survey_rounds": ("round",),
    "initiatives": ("initiative",),
    "peers": ("year", "municipality", "measure"),
    "agency_staff": ("period", "administration", "unit", "title", "code"),
    "service_volumes": ("year", "administration", "unit", "service"),
    "staff_costs": ("year", "administration", "title", "code"),
    "budget_frame": ("year", "committee", "administration"),
    "population": ("year", "age", "sex", "kind", "variant", "known_from"),
}
# Where no employment id is delivered, what else tells two employments of a person apart.
_PLACE = ("administration", "unit", "code", "title")
# The column that says when a row's event was, the first of them that a source delivers.
WHEN = ("period", "start", "valid_from", "advertised", "date", "from", "year")
DAYS = frozenset(
    ("start", "end", "hired", "valid_from", "valid_to", "completed", "advertised", "filled", "date",
     "known_from", "from", "to")
)  # fmt: skip
_NUMBERS = frozenset(
    ("contract_share", "birth_year", "extent", "hours", "days_attended", "posts", "applicants",
     "qualified_applicants", "invited", "respondents", "users", "own_users", "fte", "sek", "sek_per_fte",
     "price_level", "persons", "age", "year")
)  # fmt: skip


def file_by_file(source) -> bool:
    """Whether each file of a source stands beside the others, so that none makes an earlier one void."""
    return not source.complete or source.kind in BY_PERIOD or source.table in EDITIONS


def key_columns(source) -> list[str]:
    """The columns of a source that make a row the same row; all where the table has no key."""
    named = KEYS.get(source.table)
    if named is None:
        return list(source.columns)
    if "employment" in named and "employment" not in source.columns:
        named = (*named, *_PLACE)
    return [c for c in named if c in source.columns]


def when_column(source) -> str | None:
    """The column that says when a row's event was; None where the source delivers none."""
    return next((c for c in WHEN if c in source.columns), None)


def plain(texts: pd.Series, column: str, source, delivered) -> pd.Categorical:
    """A column as what it says, however it is written: days as ISO, numbers as numbers, words without case.

    None and what stands for no value are empty.
    """

    def of(text) -> str:
        if values.is_missing(text):
            return ""
        found: object = None
        if column == "period":
            found = values.parse_period(text, delivered, source.interval, source.year_end, source.day_first)
        elif column in DAYS:
            found = values.parse_day(text, delivered, source.day_first)
            if found == values.OPEN_END:
                return ""
        elif column in _NUMBERS:
            found = values.parse_number(text.rstrip("% "), source.decimal)
        return values.tidy(text).casefold() if found is None else str(found)

    codes, uniques = pd.factorize(texts)
    words = pd.Index([*(of(text) for text in uniques), ""], dtype="str")
    which, held = pd.factorize(words)
    return pd.Categorical.from_codes(which[codes].astype(np.int32), held)


def same_rows(columns: Iterable[pd.Categorical], rows: int) -> np.ndarray:
    """For each row the number of what it says in all the columns: rows that say the same have the same."""
    code = np.zeros(rows, np.int64)
    for column in columns:
        code = pd.factorize(code * (len(column.categories) + 1) + column.codes)[0].astype(np.int64)
    return code


def supersede(sheet) -> None:
    """Of an incremental source, give rows of older files whose key a newer file delivers again the code of it."""
    source = sheet.source
    if source.complete or source.kind not in ("spells", "rows") or sheet.frame["order"].nunique() < 2:
        return
    said = {c: plain(sheet.text(c), c, source, sheet.delivered) for c in key_columns(source)}
    if not said:
        return
    key = pd.Series(same_rows(said.values(), len(sheet)), index=sheet.frame.index).astype("float64")
    if "person" in said:
        key = key.mask(said["person"] == "")  # whoever is not known is nobody else's row
    sheet.superseded(key)
