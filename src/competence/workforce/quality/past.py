"""Does a delivery tell another past than the one before it?"""

from __future__ import annotations

import pandas as pd

from competence.config import Config
from competence.sources import Delivered
from competence.tables import QUALITY
from competence.workforce.quality.found import Found


def with_changes(
    quality: pd.DataFrame, delivered: Delivered, config: Config, changes: pd.DataFrame | None
) -> pd.DataFrame:
    """The table `quality` with `past_changed` of each source that was delivered before.

    Parameters
    ----------
    changes : table `delivery_changes`; None where nothing was delivered before.
    """
    if changes is None:
        return quality
    found = Found(config)
    for source, mine in changes.groupby("source", observed=True):
        rows = mine.groupby(["change", "column"], observed=True)["rows"].sum()
        # A row that says otherwise in two columns is one row: the column with most tells how many at least.
        other = sum(rows[change].max() for change in ("added", "gone", "changed") if change in rows)
        found.add("past_changed", other / max(_told_before(delivered, source, mine), 1), source=source)
    return QUALITY.check(pd.concat([quality, found.table()], ignore_index=True))


def _told_before(delivered: Delivered, source: str, mine: pd.DataFrame) -> int:
    """Rows of a source that tell of months that had ended when the delivery before came; all, where none is dated."""
    months = delivered.months[delivered.months["source"] == source]
    past = months[months["month"] < f"{mine['earlier'].max():%Y-%m}"]["rows"].sum()
    return int(past or months["rows"].sum())
