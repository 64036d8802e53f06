"""Measures of the row accounts."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="rows_unaccounted",
        subject="rows",
        asks="Are there rows that are neither used nor set aside by a rule nor in quarantine?",
        says="Rows delivered less used, not staff and quarantined",
        unit="rows",
        consequence="stop",
        limit=0,
        mend="This is a fault of the program: report it with the name of the source.",
    ),
    Asked(
        id="quarantined_share",
        subject="rows",
        asks="Is so much of a delivery unreadable that the rest says nothing?",
        says="Share of the rows of data that could not be used",
        unit="share",
        consequence="stop",
        limit="quality.quarantined_share_stop",
        mend="Look under In quarantine for the code with most rows: its message names the mend.",
    ),
    Asked(
        id="quarantined_many",
        subject="rows",
        asks="Is more of a delivery unreadable than the odd typing mistake explains?",
        says="Share of the rows of data that could not be used, the first ten of them apart",
        unit="share",
        consequence="warn",
        limit="quality.quarantined_share_warn",
        mend="Look under In quarantine for the code with most rows: its message names the mend.",
    ),
    Asked(
        id="doubled_share",
        subject="rows",
        asks="Was something exported twice?",
        says="Share of the rows of data that repeat an earlier row",
        unit="share",
        consequence="warn",
        limit="quality.doubled_share_warn",
        mend="Each row is used once, so nothing is counted twice; ask whether two exports were put in one file.",
    ),
    Asked(
        id="rows_delivered",
        subject="rows",
        asks="How many rows lie below the headings?",
        says="Rows below the heading",
        unit="rows",
    ),
    Asked(
        id="rows_used",
        subject="rows",
        asks="How many of them are counted on?",
        says="Rows used",
        unit="rows",
    ),
    Asked(
        id="rows_not_staff",
        subject="rows",
        asks="How many are of people or things that a rule keeps apart?",
        says="Rows not staff",
        unit="rows",
    ),
    Asked(
        id="rows_quarantined",
        subject="rows",
        asks="How many stand in quarantine, harmless ones such as blank rows and sums among them?",
        says="Rows quarantined",
        unit="rows",
    ),
    Asked(
        id="protected_rows",
        subject="rows",
        asks="How many rows were left out because of protected identity?",
        says="Rows left out because of protected identity",
        unit="rows",
    ),
)
