"""Whether a column of a file can be one of ours, by what stands in it: `check` proposes no other.

Of the values nothing is kept but the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

import pandas as pd

from competence.config.deliveries import COLUMN_WORDS, SOURCE_COLUMNS
from competence.sources import days, hints, values
from competence.sources.rowkeys import DAYS

LOOKED, FITTING = 500, 0.8  # distinct texts that are looked at, and the share of them that must fit
_SHARES = frozenset(("contract_share", "extent"))
_NUMBERS = frozenset(("birth_year", "hours", "fte", "sek", "posts", "applicants", "users", "persons", "year"))
_WORDED = frozenset(("administration", "title", "unit", "qualification"))
_CODES = frozenset(("code", "employment"))
_MONEY = re.compile(r"\d{1,3}([ \u00a0\u202f.]\d{3})+([.,]\d+)?|\d{4,}[.,]\d{2}")
_DELIVERED = date(2035, 1, 1)  # years of two digits end here; for a look that keeps nothing it is near enough


def unfit(source, heading: Sequence[str], columns: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Columns of ours that a heading suggests and its values deny: (ours, heading).

    columns : the texts below each of `heading`.
    """
    must, may = SOURCE_COLUMNS.get(source.table, ((), ()))
    found = []
    for written, texts in zip(heading, columns):
        head = values.tidy(written.lstrip("\ufeff"))
        ours = [column for column in (*must, *may) if hints.heading(column, source.table, [head])]
        if ours:
            some = [*islice((t for t in map(values.tidy, texts) if not values.is_missing(t)), LOOKED)]
            found += [(column, head) for column in ours if not fits(column, some, source)]
    return tuple(found)


def fits(column: str, texts: Sequence[str], source) -> bool:
    """Whether most of some texts, none of them blank, can stand in a column of ours; without any it cannot be told."""
    if not texts:
        return True
    return sum(map(_test(column, texts, source), texts)) >= FITTING * len(texts)


def _test(column: str, texts: Sequence[str], source):
    read = days.reader(texts, _DELIVERED, source.day_first)
    unit = values.share_unit(pd.Series(texts, dtype="object"), source.decimal, source.share_unit)
    words = COLUMN_WORDS.get(f"{source.table}.{column}") or COLUMN_WORDS.get(column)
    if column == "period":
        return lambda t: (
            values.parse_period(t, _DELIVERED, source.interval, source.year_end, read=read) is not None
        )
    if column in DAYS:
        return lambda t: read(t) is not None
    if column in _SHARES:
        return lambda t: values.parse_share(t, source.decimal, unit) is not None
    if column in _NUMBERS:
        return lambda t: values.parse_number(t, source.decimal) is not None
    if words:
        mapped = source.values.get(column, {})
        return lambda t: t.casefold() in words or t in mapped or hints.is_usual(column, source.table, t)
    if column == "person":
        return lambda t: sum(c.isdigit() for c in t) >= 8
    if column in _CODES:
        return lambda t: any(c.isdigit() for c in t) and not _MONEY.fullmatch(t)
    if column in _WORDED:
        return lambda t: "@" not in t and not _MONEY.fullmatch(t)
    return lambda t: True
