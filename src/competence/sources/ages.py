"""Ages as deliveries of counts write them: single years, groups, and open ends."""

from __future__ import annotations

import re

import pandas as pd

from competence.sources import values

OLDEST = 120
_YEARS = r"(?:\s*(?:år|years?))?"
_SINGLE = re.compile(rf"^(\d{{1,3}}){_YEARS}$")
_BETWEEN = re.compile(rf"^(\d{{1,3}}){_YEARS}\s*(?:-|–|—|till|to|t\.?o\.?m\.?)\s*(\d{{1,3}}){_YEARS}$")
_UP_TO = re.compile(rf"^(?:-|–|—|<=|≤|högst|t\.?o\.?m\.?|up to|till)\s*(\d{{1,3}}){_YEARS}$")
_OR_YOUNGER = re.compile(rf"^(\d{{1,3}}){_YEARS}\s*(?:eller|och|or|and)\s*(?:yngre|younger|under)$")
_UNDER = re.compile(rf"^(?:under|<|yngre än|younger than)\s*(\d{{1,3}}){_YEARS}$")
_FROM = re.compile(
    rf"^(?:>=|≥|från|from|minst)?\s*(\d{{1,3}}){_YEARS}\s*(?:-w?|–|—|\+|w|(?:eller|och|or|and)\s*(?:äldre|over|older))?$"
)
_OVER = re.compile(rf"^(?:över|over|>|äldre än|older than)\s*(\d{{1,3}}){_YEARS}$")


def group(text: str) -> tuple | None:
    """(lowest, highest) age of a group, null where the end is open or nothing is told; None where it is no age.

    Read are 37, 30-39, 30–39 år, -29, <30, under 30, 29 år eller yngre, 65-, 65+, 65 år och äldre, över 64.
    """
    if values.is_missing(text):
        return pd.NA, pd.NA
    bare = values.tidy(text).casefold()
    for pattern, span in (
        (_SINGLE, lambda a: (a, a)),
        (_BETWEEN, lambda a, b: (a, b)),
        (_UP_TO, lambda a: (pd.NA, a)),
        (_OR_YOUNGER, lambda a: (pd.NA, a)),
        (_UNDER, lambda a: (pd.NA, a - 1)),
        (_OVER, lambda a: (a + 1, pd.NA)),
        (_FROM, lambda a: (a, pd.NA)),
    ):
        if match := pattern.match(bare):
            ages = [int(part) for part in match.groups()]
            if max(ages) > OLDEST or ages != sorted(ages):
                return None
            return span(*ages)
    return None
