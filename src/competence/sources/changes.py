"""What a later delivery changes of the past that an earlier one told: how many rows, where; never which.

The past is what had ended when the earlier delivery was made. A last day that was open and has come since is news,
not a change; one that lies before the earlier delivery was known too late, and is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from competence.sources import kept, rowkeys
from competence.sources.delivered import Delivered
from competence.sources.keeping import named
from competence.sources.raw import Raw
from competence.sources.together import together
from competence.tables import DELIVERY_CHANGES

_ALL = "*"
UNDATED = "undated"
_DATED = re.compile(r"\d{4}(-\d{2}|$)")


def changes(config, delivered: Delivered, key: bytes) -> pd.DataFrame | None:
    """The table `delivery_changes`: each source's delivery against the one kept before it; None where none is kept.

    Parameters
    ----------
    key : what the persons of `delivered` are hashed under.
    """
    found = []
    before_any = False
    for source_id in dict.fromkeys(f.source for f in delivered.files):
        own = next(
            (
                k.number
                for k in kept.of_source(config, source_id)
                if k.folder.name == named(delivered, source_id)
            ),
            None,
        )
        earlier = kept.of_source(config, source_id, before=own)
        if not earlier:
            continue
        before_any = True
        now = [r for r in delivered.raw if r.source == source_id]
        if earlier[-1].hashes == {r.sha256 for r in now}:
            continue
        source = config.sources[source_id]
        then = kept.raws(kept.files_of(earlier[-1], earlier), source, key)
        rows = compared(source, then, now, set(earlier[-1].manifest.get("columns", source.columns)))
        days = {"earlier": earlier[-1].delivered, "later": max(r.delivered for r in now)}
        found.append(rows.assign(source=source_id, **{k: pd.Timestamp(v) for k, v in days.items()}))
    if not before_any:
        return None
    return DELIVERY_CHANGES.check(pd.concat(found) if found else DELIVERY_CHANGES.empty())


def compared(source, then: list[Raw], now: list[Raw], columns: set[str]) -> pd.DataFrame:
    """Rows of the past that were added, gone or changed: month, change, column, rows.

    Parameters
    ----------
    columns : those that both deliveries were read with.
    """
    nothing = DELIVERY_CHANGES.empty()[["month", "change", "column", "rows"]]
    if not then or not now:
        return nothing
    known = max(r.delivered for r in then)
    shared = [c for c in source.columns if c in columns]
    keys = [c for c in rowkeys.key_columns(source) if c in shared]
    old, new = _rows_of_both(source, then, now, shared, keys)
    at = np.full(max(old.row.max(initial=-1), new.row.max(initial=-1)) + 1, -1)
    at[new.row] = np.arange(len(new.row))
    there = at[old.row] >= 0
    lone = np.ones(len(new.row), bool)
    lone[at[old.row[there]]] = False
    first = min((m for m in new.month if m != UNDATED), default="")
    parts = [_counted(old.month[~there], "gone", first), _counted(new.month[lone], "added")]
    pairs = np.flatnonzero(there), at[old.row[there]]
    for column in [c for c in shared if c not in keys]:
        a, b = (side.said[column].take(rows) for side, rows in zip((old, new), pairs))
        differ = np.flatnonzero(a.codes != b.codes)
        if not len(differ):
            continue
        month = old.month[pairs[0][differ]]
        if column in rowkeys.DAYS:
            # What was open has the day that came; of two days the earlier is where the past is another.
            one, other = (np.asarray(side.take(differ), dtype=object) for side in (a, b))
            day = np.where(one == "", other, np.where(other == "", one, np.minimum(one, other)))
            month = np.array([d[:7] for d in day[day <= known.isoformat()]], dtype=object)
        parts.append(_counted(month, "changed", column=column))
    table = pd.concat([p for p in parts if len(p)] or [nothing], ignore_index=True)
    ends = table["month"].where(table["month"].str.len() != 4, table["month"] + "-12")
    return table[(table["month"] == UNDATED) | (ends <= _closed(known))]


def _closed(known: date) -> str:
    """The last month that had ended on a day."""
    after = pd.Timestamp(known) + pd.Timedelta(days=1)
    return str(after.to_period("M") - 1)


@dataclass(frozen=True, repr=False)
class _Side:
    """Rows of data of one delivery: which row of the table each is, its month, and what it says by column."""

    row: np.ndarray
    month: np.ndarray
    said: dict[str, pd.Categorical]


def _rows_of_both(
    source, then: list[Raw], now: list[Raw], columns: list[str], keys: list[str]
) -> list[_Side]:
    """The rows of both deliveries under one numbering; of a key that a file gives again the newest file's row."""
    raws = [*then, *now]
    live = [r.rows["fault"].isin(["", "identity_in_text"]).to_numpy() for r in raws]
    rows = together([r.rows.take(mine, columns) for r, mine in zip(raws, live)])
    file = np.repeat(np.arange(len(raws)), [mine.sum() for mine in live])
    later = max(r.delivered for r in raws)
    said = {c: rowkeys.plain(rows[c], c, source, later) for c in columns}
    del rows
    month = np.full(len(file), UNDATED, dtype=object)
    when = rowkeys.when_column(source)
    if when in said:
        words = [w[:7] if _DATED.match(w) else UNDATED for w in said[when].categories]
        month = np.array(words, dtype=object)[said[when].codes]
    key = rowkeys.same_rows((said[c] for c in keys), len(file))
    sides = []
    for mine in (file < len(then), file >= len(then)):
        if rowkeys.file_by_file(source):
            newest = np.full(key.max(initial=-1) + 1, -1)
            np.maximum.at(newest, key[mine], file[mine])
            mine &= file == newest[key]
        sides.append(mine)
    # Rows of one key within a delivery keep their order.
    nth = np.zeros(len(file), np.int64)
    for mine in sides:
        nth[mine] = pd.Series(key[mine]).groupby(key[mine]).cumcount()
    row = pd.factorize(key * (nth.max(initial=0) + 1) + nth)[0]
    return [_Side(row[m], month[m], {c: words[m] for c, words in said.items()}) for m in sides]


def _counted(months: np.ndarray, change: str, first: str = "", column: str = _ALL) -> pd.DataFrame:
    """Rows by month; those gone before the later delivery begins have rolled out of its window."""
    counts = pd.Series(months, dtype="str").value_counts().sort_index()
    table = pd.DataFrame({"month": counts.index.astype("str"), "change": change, "column": column})
    table["rows"] = counts.to_numpy()
    table.loc[(table["month"] != UNDATED) & (table["month"] < first), "change"] = "rolled_out"
    return table
