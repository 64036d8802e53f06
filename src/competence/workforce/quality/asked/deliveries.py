"""Measures of when deliveries came and what time they cover."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

ASKED = (
    Asked(
        id="days_behind",
        subject="deliveries",
        asks="Is a delivery much older than the newest one?",
        says="Days by which the delivery is older than the newest of all",
        unit="days",
        consequence="warn",
        limit="quality.days_behind_warn",
        mend="Order a new delivery of this source; what rests on it is told as of its own day.",
    ),
    Asked(
        id="months_behind",
        subject="deliveries",
        asks="Do the rows of a monthly source end long before the last counted month?",
        says="Months from its last rows to the last counted month",
        unit="months",
        consequence="warn",
        limit="quality.months_behind_warn",
        mend="Order the missing months, or ask whether the export's filter ends too early.",
    ),
    Asked(
        id="months_missing",
        subject="deliveries",
        asks="Are there months without a single row between months that have many?",
        says="Months without rows between the first and the last",
        unit="months",
        consequence="warn",
        limit=0,
        mend="Order the missing months; a month without rows counts as a month in which nothing happened.",
    ),
    Asked(
        id="past_changed",
        subject="deliveries",
        asks="Does this delivery tell another past than the one before?",
        says="Share of the rows of past months that came, went or changed since the delivery before",
        unit="share",
        consequence="warn",
        limit="quality.past_changed_warn",
        mend="Look at what changed and where in the notebook 1_data_quality; ask whoever made the export why.",
    ),
)
