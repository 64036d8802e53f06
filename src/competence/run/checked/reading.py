"""What reading has to say: refusals, words and spellings that the config does not know, rows in quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from competence.config import Config
from competence.config.deliveries import COLUMN_WORDS
from competence.run.checked.pastes import Pastes, administration
from competence.run.checked.point import Paste, Point
from competence.sources import HARMLESS, Delivered, DeliveryFault, hints
from competence.tables import UNKNOWN

SHOWN_LINES, SHOWN_WORDS = 5, 12


def refusals(faults: Iterable[DeliveryFault], config: Config) -> Iterator[Point]:
    """What stops a delivery, in the order in which it was found."""
    pastes = Pastes(config)
    for fault in faults:
        where = f"{fault.file}:{fault.line}" if fault.line else fault.file
        lines = [pastes.columns(fault.source, dict(fault.columns))] if getattr(fault, "columns", ()) else []
        yield Point("stop", fault.code, where, fault.message, pastes=tuple(lines))


def words(delivered: Delivered, config: Config) -> Iterator[Point]:
    """Words that no value map has: those that were taken for unknown, and those that cost a row."""
    pastes = Pastes(config)
    for (source, column), rows in _unknown_words(delivered, config).groupby(["source", "column"], sort=True):
        table = config.sources[source].table
        known = {w: ours for s in config.sources.values() for w, ours in s.values.get(column, {}).items()}
        meant = {w: hints.word(column, table, w, known) for w in rows["value"]}
        allowed = COLUMN_WORDS.get(f"{table}.{column}") or COLUMN_WORDS.get(column, ())
        sure = {w: ours for w, ours in meant.items() if ours in allowed}
        told = [f"“{r.value}” {r.rows:,} rows" + (f" → {sure[r.value]}?" if r.value in sure else "")
                for r in rows.nlargest(SHOWN_WORDS, "rows").itertuples()]  # fmt: skip
        if len(rows) > SHOWN_WORDS:
            told.append(f"… and {len(rows) - SHOWN_WORDS} more")
        if lost := [w for w in meant if w not in sure]:
            told.append(
                f"say yourself what these are ({' | '.join(allowed)}): {', '.join(lost[:SHOWN_WORDS])}"
            )
        yield Point(
            "warn",
            "unmapped_words",
            source,
            f"{column}: {len(rows)} words that no value map has",
            tuple(told),
            "Add them to the value map; until then they are unknown, or their rows stand in quarantine.",
            (pastes.values(source, column, sure),) if sure else (),
        )


def _unknown_words(delivered: Delivered, config: Config) -> pd.DataFrame:
    """source, column, value, rows."""
    kept = delivered.quarantine
    kept = kept[(kept["reason"] == "unknown_value") & kept["value"].notna()]
    ours = {
        (id_, heading): column
        for id_, source in config.sources.items()
        for column, headings in source.columns.items()
        for heading in ([headings] if isinstance(headings, str) else headings)
    }
    lost = kept.groupby(["source", "column", "value"], observed=True).size().reset_index(name="rows")
    lost["column"] = [ours.get((r.source, r.column), r.column) for r in lost.itertuples()]
    both = pd.concat([delivered.unmapped, lost], ignore_index=True)
    both = both[~both["value"].astype("str").str.contains("*", regex=False)]  # masked
    return both.groupby(["source", "column", "value"], as_index=False, observed=True)["rows"].sum()


def spellings(delivered: Delivered, config: Config) -> Iterator[Point]:
    """Spellings of administrations that nothing fits, with the one that each is likely to mean."""
    spelt = delivered.aliases
    lost = spelt[spelt["administration"] == UNKNOWN] if len(spelt) else spelt
    if not len(lost):
        return
    pastes = Pastes(config)
    named = {a.id: (a.id, a.name, a.short, *a.aliases) for a in config.administration}
    by_word = (
        lost.groupby("spelling", observed=True)["rows"].sum().sort_values(ascending=False, kind="stable")
    )
    blank = int(by_word[by_word.index.str.strip() == ""].sum())
    by_word = by_word[by_word.index.str.strip() != ""]
    meant = {w: hints.place(w, named) for w in by_word.index}
    details = [f"“{w}” {rows:,} rows" + (f" → {meant[w]}?" if meant[w] else " → none is like it")
               for w, rows in by_word.head(SHOWN_WORDS).items()]  # fmt: skip
    if len(by_word) > SHOWN_WORDS:
        details.append(f"… and {len(by_word) - SHOWN_WORDS} more")
    if blank:
        details.append(f"empty: {blank:,} rows; fill it in at the source, or add the units to the unit map")
    found: list[Paste] = []
    for id_ in dict.fromkeys(m for m in meant.values() if m):
        found.append(pastes.aliases(id_, [w for w in meant if meant[w] == id_]))
    found += [administration(w) for w in list(meant)[:SHOWN_WORDS] if meant[w] is None]
    sources = ", ".join(sorted(lost["source"].unique()))
    yield Point(
        "warn",
        "spellings_unplaced",
        sources,
        f"{len(by_word) + bool(blank)} spellings of administrations that no alias and no rule fits",
        tuple(details),
        "Add each to the aliases of the administration that it means, or add the administration.",
        tuple(found),
    )


def qualifications(delivered: Delivered, config: Config) -> Iterator[Point]:
    """Qualifications that the catalogue does not have, by word."""
    kept = delivered.quarantine
    rows = kept.loc[(kept["reason"] == "unknown_qualification") & kept["value"].notna(), ["source", "value"]]
    if not len(rows):
        return
    counts = rows["value"].value_counts()
    pastes = Pastes(config)
    named = {q.id: (q.id, q.name, *q.aliases) for q in config.qualification}
    meant = {w: hints.place(w, named) for w in counts.index}
    yield Point(
        "note",
        "unknown_qualification",
        ", ".join(sorted(rows["source"].unique())),
        f"{len(counts)} proofs that the catalogue does not have; their rows stand in quarantine",
        tuple(f"“{w}” {n:,} rows" + (f" → {meant[w]}?" if meant[w] else "") for w, n in counts.head(SHOWN_WORDS).items()),
        "If one of them is wanted, add it to the aliases of a [[qualification]].",
        tuple(pastes.qualification(id_, [w for w in meant if meant[w] == id_])
              for id_ in dict.fromkeys(m for m in meant.values() if m)),
    )  # fmt: skip


def quarantined(quarantine: pd.DataFrame) -> pd.DataFrame:
    """Rows in quarantine by file, code and column: how many, the first lines, the mend; harmless ones last."""
    by = ["source_file", "reason", "column", "message"]
    rows = quarantine[[*by, "source_row"]].astype({"column": "object"}).fillna({"column": ""})
    rows = rows.sort_values([*by, "source_row"])
    found = rows.groupby(by, observed=True)["source_row"].agg(
        rows="size", lines=lambda lines: ", ".join(map(str, lines[:SHOWN_LINES]))
    )
    found = found.reset_index().rename(columns={"source_file": "file", "reason": "code"})
    found = found.astype({"lines": "str"})  # an empty one has no type
    found.loc[found["code"] == "protected", "lines"] = ""  # nothing is kept of these but how many they are
    harmless = found["code"].isin(HARMLESS)
    columns = ["file", "code", "column", "rows", "lines", "message"]
    found = found.assign(harmless=harmless)
    return found.sort_values(
        ["harmless", "rows", "file", "code", "column"], ascending=[True, False, True, True, True]
    )[[*columns, "harmless"]]
