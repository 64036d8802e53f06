"""Measures of words and spellings."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="unmapped_words",
        subject="words",
        asks="Does a column hold words that its value map lacks?",
        says="Rows with a word that the value map lacks",
        unit="rows",
        consequence="warn",
        limit=0,
        mend="Add the words to values of the source; until then they count as unknown.",
    ),
    Asked(
        id="spellings_unplaced",
        subject="words",
        asks="Is an administration spelt in a way that nothing in the config fits?",
        says="Rows whose administration no alias and no rule fits",
        unit="rows",
        consequence="warn",
        limit=0,
        mend="Add the spelling to aliases of an [[administration]]; until then the rows are in none of today.",
    ),
    Asked(
        id="spellings",
        subject="words",
        asks="In how many ways does a delivery spell the administrations?",
        says="Spellings of administrations",
        unit="spellings",
    ),
    Asked(
        id="spellings_by_rule",
        subject="words",
        asks="How many rows find their administration by a pattern rather than by a name that someone wrote down?",
        says="Rows whose administration was found by a rule",
        unit="rows",
    ),
)
