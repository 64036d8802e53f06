"""The material as it may be published: delivered files, row accounts, quality, notes. Municipality only."""

from __future__ import annotations

import math

import pandas as pd

from competence.config import Config
from competence.report.cube import Writer
from competence.report.protect import Part, parts
from competence.report.results import Results, told


def write_material(results: Results, config: Config, writer: Writer) -> None:
    """Write tables `sources`, `accounts`, `quality` and `notes`."""
    for file in sorted(results.files, key=lambda f: (str(told(f, "source")), str(told(f, "name")))):
        delivered = told(file, "delivered")
        writer.add(
            "sources", "rows", period=pd.Timestamp(delivered) if delivered else None,
            by=str(told(file, "source")), category=str(told(file, "name")), value=float(told(file, "rows")),
        )  # fmt: skip
    limit = config.publication.row_limit
    if results.accounts is not None and len(results.accounts):
        _accounts(results.accounts, limit, writer)
    if results.quality is not None:
        for row in results.quality.itertuples():
            _quality(row, limit, writer)
    for note in results.notes:
        writer.add("notes", str(note))


def _accounts(accounts: pd.DataFrame, limit: int, writer: Writer) -> None:
    """Rows used, not staff by kind, set aside by reason; kinds are parts of the rows delivered."""
    sums = accounts.groupby(["kind", "category"])["rows"].sum()
    writer.add("accounts", "rows", value=float(sums.sum()))
    kinds = {
        kind: int(sums.get(kind, pd.Series(dtype=int)).sum()) for kind in ("used", "not_staff", "quarantined")
    }
    for part in parts(kinds, limit, last=("used",)):
        _part(writer, part, "rows", "kind", limit)
    for kind in ("not_staff", "quarantined"):
        if kind in sums.index.get_level_values(0):
            for part in parts({str(k): int(v) for k, v in sums[kind].items()}, limit):
                _part(writer, part, "rows", kind, limit)


def _part(writer: Writer, part: Part, measure: str, by: str, limit: int) -> None:
    if part.state == "withheld":
        # Nothing printed adds up to it, so a band from nought is free.
        part = Part(part.labels, None, 0, limit - 1)
    for label in part.labels:
        writer.add(
            "accounts", measure, by=by, category=str(label), value=part.value, low=part.low, high=part.high,
            state=part.state, joined_with=[str(k) for k in part.labels if k != label],
        )  # fmt: skip


def _quality(row, limit: int, writer: Writer) -> None:
    """One measure: counts under the limit become a band from nought, shares are whole per cent."""
    value = None if row.value is None or math.isnan(row.value) else float(row.value)
    where = {"group": str(row.source), "by": str(row.consequence), "category": str(row.category)}
    passed = "passed" if row.passed else "failed"
    if value is None:
        writer.add("quality", f"{row.measure}:{passed}", state="withheld", **where)
    elif 0 < abs(value) < 1:
        writer.add("quality", f"{row.measure}:{passed}", value=round(value, 2), **where)
    elif 0 < abs(value) < limit:
        writer.add("quality", f"{row.measure}:{passed}", low=0.0, high=limit - 1.0, state="band", **where)
    else:
        writer.add("quality", f"{row.measure}:{passed}", value=round(value), **where)
