"""Rows in = used + not staff + quarantined."""

from __future__ import annotations

import pandas as pd

from competence.vocabulary import HARMLESS
from competence.workforce.quality.found import Build, Found

ODD = 10  # so many rows of a delivery are mistyped without anything being the matter


def measure(found: Found, of: Build) -> None:
    """What became of the delivered rows, source by source."""
    accounts = of.delivered.accounts
    delivered = pd.Series(dict.fromkeys(of.config.sources, 0))
    for f in of.delivered.files:
        delivered[f.source] += f.rows
    for source, mine in accounts.groupby("source", observed=True):
        by_kind = mine.groupby("kind", observed=True)["rows"].sum()
        for kind in ("used", "not_staff", "quarantined"):
            found.add(f"rows_{kind}", by_kind.get(kind, 0), source=source)
        found.add("rows_delivered", delivered[source], source=source)
        found.add("rows_unaccounted", abs(delivered[source] - by_kind.sum()), source=source)
        aside = mine[mine["kind"] == "quarantined"].set_index("category")["rows"]
        bad = aside[~aside.index.isin(HARMLESS)].sum()
        meant = max(bad + by_kind.get("used", 0) + by_kind.get("not_staff", 0), 1)
        found.add("quarantined_share", bad / meant, source=source)
        found.add("quarantined_many", max(bad - ODD, 0) / meant, source=source)
        found.add("doubled_share", aside[aside.index == "duplicate"].sum() / meant, source=source)
    found.add("protected_rows", accounts.loc[accounts["category"] == "protected", "rows"].sum())
