"""What a later delivery changes of the past that an earlier one told: how many rows, where; never which.

The past is what had ended when the earlier delivery was made. A last day that was open and has come since is news,
not a change; one that lies before the earlier delivery was known too late, and is one.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from competence.sources import kept, rowkeys
from competence.sources.delivered import Delivered
from competence.sources.keeping import named
from competence.sources.raw import Raw
from competence.tables import DELIVERY_CHANGES

_ALL = "*"
UNDATED = "undated"


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
    old, new = (_states(source, raws, shared, keys) for raws in (then, now))
    both = old.index.intersection(new.index, sort=False)
    first = min((m for m in new["month"] if m != UNDATED), default="")
    parts = [
        _counted(old.loc[old.index.difference(both, sort=False), "month"], "gone", first),
        _counted(new.loc[new.index.difference(both, sort=False), "month"], "added"),
    ]
    a, b = old.loc[both], new.loc[both]
    for column in [c for c in shared if c not in keys]:
        differ = (a[column] != b[column]).to_numpy()
        if not differ.any():
            continue
        month = a["month"].to_numpy()[differ]
        if column in rowkeys.DAYS:
            # What was open has the day that came; of two days the earlier is where the past is another.
            pair = [a[column].to_numpy()[differ], b[column].to_numpy()[differ]]
            day = np.where(pair[0] == "", pair[1], np.where(pair[1] == "", pair[0], np.minimum(*pair)))
            month = np.array([str(d)[:7] for d in day], dtype=object)
            differ_past = day <= known.isoformat()
            month = month[differ_past]
        parts.append(_counted(pd.Series(month, dtype="str"), "changed", column=column))
    table = pd.concat([p for p in parts if len(p)] or [nothing], ignore_index=True)
    ends = table["month"].where(table["month"].str.len() != 4, table["month"] + "-12")
    return table[(table["month"] == UNDATED) | (ends <= _closed(known))]


def _closed(known: date) -> str:
    """The last month that had ended on a day."""
    after = pd.Timestamp(known) + pd.Timedelta(days=1)
    return str(after.to_period("M") - 1)


def _states(source, raws: list[Raw], columns: list[str], keys: list[str]) -> pd.DataFrame:
    """Rows of data by key, each column as what it says; of a key given again the newest file's."""
    delivered = max(r.delivered for r in raws)
    rows = pd.concat(
        [r.frame.loc[r.frame["fault"].isin(["", "identity_in_text"]), columns] for r in raws],
        keys=range(len(raws)), names=["file", "at"],
    ).reset_index("file").reset_index(drop=True)  # fmt: skip
    file = rows.pop("file").to_numpy()
    said = pd.DataFrame({c: rowkeys.plain(rows[c], c, source, delivered) for c in columns})
    when = rowkeys.when_column(source)
    month = said[when].str.slice(0, 7) if when in said else pd.Series("", index=said.index, dtype="str")
    said["month"] = month.where(month.str.fullmatch(r"\d{4}(-\d{2})?").astype(bool), UNDATED)
    code = said.groupby(keys, sort=False).ngroup().to_numpy() if keys else np.zeros(len(said), int)
    if rowkeys.file_by_file(source) and len(said):
        newest = pd.Series(file).groupby(code).transform("max").to_numpy() == file
        said, code = said[newest], code[newest]
    # Rows of one key within a file keep their order.
    nth = pd.Series(code).groupby(code).cumcount().to_numpy()
    index = [*(said[c] for c in keys), pd.Series(nth, index=said.index)]
    return said.set_axis(pd.MultiIndex.from_arrays(index), axis=0)


def _counted(months: pd.Series, change: str, first: str = "", column: str = _ALL) -> pd.DataFrame:
    """Rows by month; those gone before the later delivery begins have rolled out of its window."""
    counts = months.value_counts().sort_index()
    table = pd.DataFrame({"month": counts.index.astype("str"), "change": change, "column": column})
    table["rows"] = counts.to_numpy()
    table.loc[(table["month"] != UNDATED) & (table["month"] < first), "change"] = "rolled_out"
    return table
