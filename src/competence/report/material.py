"""The material as it may be published: delivered files, row accounts, quality, notes. Municipality only."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from competence.config import Config
from competence.report.cube import Writer
from competence.report.protect import Part, parts
from competence.report.results import Results, told

SHARES = (
    "quarantined_share", "missing", "unknown_administration", "unknown_occupation", "residual_share", "persons_estimated",
)  # fmt: skip
TRACE = 0.001
COUNTS = ("own_requests_mended", "gaps", "mass_exits", "exits_without_reason")


def write_material(results: Results, config: Config, writer: Writer) -> None:
    """Write tables `sources`, `accounts`, `quality` and `notes`."""
    limit = config.publication.row_limit
    for file in sorted(results.files, key=lambda f: (str(told(f, "source")), str(told(f, "name")))):
        delivered, rows = told(file, "delivered"), int(told(file, "rows"))
        # A file of few rows is a file of few persons.
        small = 0 < rows < limit
        figure = {"low": 0.0, "high": limit - 1.0, "state": "band"} if small else {"value": float(rows)}
        writer.add(
            "sources", "rows", period=pd.Timestamp(delivered) if delivered else None,
            by=str(told(file, "source")), category=str(told(file, "name")), **figure,
        )  # fmt: skip
    if results.accounts is not None and len(results.accounts):
        _accounts(results.accounts, limit, writer)
    if results.quality is not None:
        _quality(results.quality, results.accounts, limit, writer)
    for note in (*results.notes, *_counted(results.quality)):
        writer.add("notes", str(note))


def _counted(quality: pd.DataFrame | None) -> Iterator[str]:
    """Notes on counts that were delivered as such; they are asked what persons need not be."""
    worst = {} if quality is None else quality.groupby("measure")["value"].max().to_dict()
    if "ages_in_groups" in worst:
        yield "counted"
        for measure, note in (
            ("ages_in_groups", "age_groups"),
            ("moves_one_way", "one_way"),
            ("fte_assumed", "no_share"),
        ):
            if worst.get(measure, 0) > 0:
                yield note


def _accounts(accounts: pd.DataFrame, limit: int, writer: Writer) -> None:
    """Rows used, not staff by kind, set aside by reason; kinds are parts of the rows delivered."""
    sums = accounts.groupby(["kind", "category"])["rows"].sum()
    writer.add("accounts", "rows", value=float(sums.sum()))
    kinds = {
        kind: int(sums.get(kind, pd.Series(dtype=int)).sum()) for kind in ("used", "not_staff", "quarantined")
    }
    for part in parts(kinds, limit, last=("used",)):
        _part(writer, part, "kind", limit, kinds)
    for kind in ("not_staff", "quarantined"):
        if kind in sums.index.get_level_values(0):
            counts = {str(k): int(v) for k, v in sums[kind].items()}
            for part in parts(counts, limit):
                _part(writer, part, kind, limit, counts)


def _part(writer: Writer, part: Part, by: str, limit: int, counts: dict[str, int]) -> None:
    # Where only small ones are joined, a band from nought for each tells no more than their sum does.
    banded = part.value is None or (len(part.labels) > 1 and all(counts[k] < limit for k in part.labels))
    for label in part.labels:
        where = {"by": by, "category": label}
        if banded and part.low is None:
            writer.add("accounts", "rows", low=0.0, high=limit - 1.0, state="band", **where)
            continue
        others = [k for k in part.labels if k != label]
        writer.add("accounts", "rows", value=part.value, low=part.low, high=part.high, state=part.state,
                   joined_with=others, **where)  # fmt: skip


def _quality(quality: pd.DataFrame, accounts: pd.DataFrame | None, limit: int, writer: Writer) -> None:
    """Measures that tell of the whole material; those by period or event are the analyst's, never published.

    Shares are whole per cent, the worst of all sources; counts under the limit are a band from nought. The share
    set aside is that of all rows, and besides it the worst source's, by its name.
    """
    known = quality[quality["measure"].isin(SHARES + COUNTS) & quality["value"].notna()]
    for (measure, category), found in known.groupby(["measure", "category"], sort=True):
        state = "passed" if found["passed"].all() else "failed"
        if found["limit"].isna().all():
            state = "none"
        where = {"category": str(category), "by": state}
        if measure == "quarantined_share":
            _aside(found, accounts, state, writer)
            continue
        if measure in SHARES:
            writer.add("quality", measure, value=round(float(found["value"].max()), 2) + 0.0, **where)
            continue
        count = round(float(found["value"].sum()))
        if 0 < count < limit:
            writer.add("quality", measure, low=0.0, high=limit - 1.0, state="band", **where)
        else:
            writer.add("quality", measure, value=float(count), **where)


def _aside(found: pd.DataFrame, accounts: pd.DataFrame | None, state: str, writer: Writer) -> None:
    """Share of all rows that was set aside, and of the rows of the source where it is largest."""
    if accounts is not None and len(accounts):
        rows = accounts.groupby("kind")["rows"].sum()
        share = float(rows.get("quarantined", 0)) / max(float(rows.sum()), 1.0)
        # Less than half a per cent is told as that, not as none.
        writer.add(
            "quality", "quarantined_share", by=state, value=max(round(share, 2), TRACE) if share else 0.0
        )
    worst = found.loc[found["value"].idxmax()]
    if round(float(worst["value"]), 2) > 0 or accounts is None:
        own = "none" if pd.isna(worst["limit"]) else "passed" if worst["passed"] else "failed"
        writer.add("quality", "quarantined_share", by=own, category=str(worst["source"]),
                   value=round(float(worst["value"]), 2) + 0.0)  # fmt: skip
