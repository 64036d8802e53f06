"""What reading has to say: refusals, words and spellings that the config does not know, rows in quarantine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch

import numpy as np
import pandas as pd

from competence.config import Config
from competence.config.deliveries import COLUMN_WORDS, SOURCE_COLUMNS
from competence.run.checked.pastes import Pastes, administration, not_staff, occupations
from competence.run.checked.point import Paste, Point, counted
from competence.run.checked.renamed import followed
from competence.sources import Delivered, DeliveryFault, grouped, hints
from competence.sources.archive import printable
from competence.tables import UNKNOWN
from competence.vocabulary import HARMLESS
from competence.workforce.quality.words import ruled_out

SHOWN_LINES, SHOWN_WORDS = 5, 12
FEW_FILES = 3  # that are told one by one


def refusals(faults: Iterable[DeliveryFault], config: Config) -> Iterator[Point]:
    """What stops a delivery, in the order in which it was found; headings of one file that are missing together."""
    told = list(dict.fromkeys(faults))
    lacking = [f for f in told if f.missing and f.source]
    for same in grouped(f for f in told if f not in lacking):
        lines = (Pastes(config).delimiter(same[0].source),) if _by_delimiter(same[0]) else ()
        if same[0].code == "undeclared_total":
            lines = (Pastes(config).total(same[0].source, same[0].headings),)
        yield Point("stop", same[0].code, _where(same), same[0].message, pastes=lines)
    by_file: dict[str, list[DeliveryFault]] = {}
    for fault in lacking:
        by_file.setdefault(f"{fault.source} {fault.file}", []).append(fault)
    alike: dict[tuple, list[list[DeliveryFault]]] = {}
    for file in by_file.values():
        alike.setdefault(tuple((f.source, f.message, f.headings, f.unfit) for f in file), []).append(file)
    for files in alike.values():
        yield _headings(_where([file[0] for file in files]), files[0], config)


def _by_delimiter(fault: DeliveryFault) -> bool:
    return fault.code == "wrong_delimiter" and bool(fault.source)


def _where(same: list[DeliveryFault]) -> str:
    """File and line; of many files how many they are and the first."""
    first = f"{same[0].file}:{same[0].line}" if same[0].line else same[0].file
    return first if len(same) == 1 else f"{len(same)} files, first {first}"


def _headings(where: str, faults: list[DeliveryFault], config: Config) -> Point:
    """One file's missing headings, with a line `columns` that would read it as far as can be guessed."""
    source, headings = config.sources[faults[0].source], faults[0].headings
    lost = [column for f in faults for column in f.missing]
    read = [h for column, h in _named(source) if column not in lost]
    unfit = faults[0].unfit
    found = hints.columns(source.table, lost, headings, read, unfit)
    more = hints.columns(source.table, _open(source), headings, [*read, *found.values()], unfit)
    details = [f.message for f in faults[1:]]
    details += [f"{column}: perhaps “{heading}”" for column, heading in found.items()]
    if more:
        details.append("not read yet, and likely: " + ", ".join(f"{c} “{h}”" for c, h in more.items()))
    lines = (Pastes(config).columns(faults[0].source, {**found, **more}),) if found or more else ()
    return Point("stop", faults[0].code, where, faults[0].message, tuple(details), pastes=lines)


def _named(source) -> list[tuple[str, str]]:
    """Our columns with each heading that the config gives them."""
    return [
        (c, h) for c, named in source.columns.items() for h in ([named] if isinstance(named, str) else named)
    ]


def _open(source) -> list[str]:
    """Columns that the table may have and the config gives neither heading nor constant."""
    must, may = SOURCE_COLUMNS.get(source.table, ((), ()))
    return [c for c in (*must, *may) if c not in source.columns and c not in source.constants]


def unread(delivered: Delivered, config: Config) -> Iterator[Point]:
    """Headings that nothing reads, where one of them seems to be a column of ours."""
    for id_, source in config.sources.items():
        headings = list(dict.fromkeys(h for f in delivered.files if f.source == id_ for h in f.unread))
        unfit = {pair for f in delivered.files if f.source == id_ for pair in f.unfit}
        found = hints.columns(source.table, _open(source), headings, [h for _, h in _named(source)], unfit)
        if found:
            yield Point(
                "note",
                "unread_headings",
                id_,
                f"{counted(len(headings), 'heading')} not read; likely of use: "
                + ", ".join(f"{column} “{heading}”" for column, heading in found.items()),
                (),
                "Read them, if they are what they seem to be.",
                (Pastes(config).columns(id_, found),),
            )


def unreadable(delivered: Delivered, config: Config) -> Iterator[Point]:
    """Columns that were set aside, since most of them cannot be read."""
    for c in delivered.unreadable:
        yield Point(
            "warn",
            "column_unreadable",
            f"{c.file}:{c.line}",
            f"{c.column} “{c.heading}” cannot be read in {c.rows:,} of {c.filled:,} rows: the column is left out, the rows are used",
            (f"expected: {c.expected}",),
            "Look whether it is the right heading; if it is, leave the column out yourself.",
            (Pastes(config).without(c.source, c.column),),
        )


def stopped(delivered: Delivered, faults: Iterable[DeliveryFault]) -> set[str]:
    """Sources with too many rows in quarantine: what put them there must be mended first."""
    files = {f.file for f in faults if f.code == "too_many_quarantined"}
    return {f.source for f in delivered.files if f.name in files}


def words(delivered: Delivered, config: Config, first: set[str]) -> Iterator[Point]:
    """Words that no value map has: those that were taken for unknown, and those that cost a row.

    `first` : sources in which they must be mended before anything else.
    """
    pastes = Pastes(config)
    by_column = list(_unknown_words(delivered, config).groupby(["source", "column"], sort=True))
    # Nothing rests on a column as much as on this one: without it nobody is permanent and nobody hourly.
    for (source, column), rows in sorted(by_column, key=lambda each: each[0][1] != "contract"):
        table = config.sources[source].table
        if column == "title":
            yield _titles(source, rows, config)
            continue
        known = {w: ours for s in config.sources.values() for w, ours in s.values.get(column, {}).items()}
        meant = {w: hints.word(column, table, w, known) for w in rows["value"]}
        allowed = COLUMN_WORDS.get(f"{table}.{column}") or COLUMN_WORDS.get(column, ())
        apart = {w: kind for w in meant if (kind := hints.not_staff(column, w))}
        sure = {w: ours for w, ours in meant.items() if ours in allowed and w not in apart}
        told = [
            f"“{r.value}” {r.rows:,} rows{_meaning(r.value, sure, apart)}"
            for r in rows.nlargest(SHOWN_WORDS, "rows").itertuples()
        ]
        if len(rows) > SHOWN_WORDS:
            told.append(f"… and {len(rows) - SHOWN_WORDS} more")
        if lost := [w for w in meant if w not in sure and w not in apart]:
            told.append(
                f"say yourself what these are ({' | '.join(allowed)}): {', '.join(lost[:SHOWN_WORDS])}"
            )
        costly = source in first and UNKNOWN not in allowed
        yield Point(
            "stop" if costly else "warn",
            "unmapped_words",
            source,
            f"{column}: {counted(len(rows), 'word')} that no value map has"
            + _loud(delivered, source, column, rows),
            tuple(told),
            "Add them to the value map; until then they are unknown, or their rows stand in quarantine.",
            (*((pastes.values(source, column, sure),) if sure else ()), *_rules(column, apart)),
        )


def _loud(delivered: Delivered, source: str, column: str, rows: pd.DataFrame) -> str:
    """What follows where most of the contracts are of unknown words."""
    used = delivered.accounts[delivered.accounts["kind"] == "used"]
    staff = used.loc[used["source"] == source, "rows"].sum()
    if column != "contract" or 2 * rows["rows"].sum() <= staff:
        return ""
    return ": most of the staff is neither permanent nor hourly until they are mapped"


def _titles(source: str, rows: pd.DataFrame, config: Config) -> Point:
    """Titles of counts that are in no occupation group."""
    titles = {r.value: int(r.rows) for r in rows.nlargest(SHOWN_WORDS, "rows").itertuples()}
    named = {o.id: (o.id.replace("_", " "), o.name) for o in config.occupation}
    near = {t: found for t in titles if (found := hints.place(t, named))}
    details = [f"“{t}” {n:,} rows" + (f" → {near[t]}?" if t in near else "") for t, n in titles.items()]
    if len(rows) > SHOWN_WORDS:
        details.append(f"… and {len(rows) - SHOWN_WORDS} more")
    made = Pastes(config)
    lines = [made.titles(id_, [t for t in near if near[t] == id_]) for id_ in dict.fromkeys(near.values())]
    if not config.occupation:
        lines = [occupations(titles)]
    return Point(
        "warn", "unmapped_words", source, f"{counted(len(rows), 'title')} in no occupation group", tuple(details),
        "Add each to the titles of a group, or let a last group take the rest.", tuple(lines),
    )  # fmt: skip


def _meaning(word: str, sure: dict[str, str], apart: dict[str, str]) -> str:
    if word in apart:
        return f" → no staff ({apart[word]})?"
    return f" → {sure[word]}?" if word in sure else ""


def _rules(column: str, apart: dict[str, str]) -> Iterator[Paste]:
    """A rule for each kind of people who are no staff."""
    for kind in dict.fromkeys(apart.values()):
        yield not_staff(kind, column, [w for w in apart if apart[w] == kind], hints.REASONS[kind])


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
    # No word taken for unknown leaves a column of no type.
    both = pd.concat([delivered.unmapped, lost], ignore_index=True).astype({"rows": "int64"})
    both = both[~both["value"].astype("str").str.contains("*", regex=False)]  # masked
    both = both[~np.array([ruled_out(config, r.column, r.value) for r in both.itertuples()], bool)]
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
    after = followed(delivered, config, [w for w in meant if meant[w] is None])
    known = dict(zip(spelt["spelling"], spelt["administration"]))
    for w, (old, _) in after.items():
        meant[w] = meant.get(old) if known.get(old, UNKNOWN) == UNKNOWN else known[old]
    why = {
        w: f" It begins {day:%Y-%m} with the units of “{old}”, which ends then."
        for w, (old, day) in after.items()
    }
    details = [f"“{w}” {rows:,} rows" + (f" → {meant[w]}?{why.get(w, '')}" if meant[w] else " → none is like it")
               for w, rows in by_word.head(SHOWN_WORDS).items()]  # fmt: skip
    if len(by_word) > SHOWN_WORDS:
        details.append(f"… and {len(by_word) - SHOWN_WORDS} more")
    if blank:
        details.append(f"empty: {blank:,} rows; fill it in at the source, or add the units to the unit map")
    found: list[Paste] = []
    for id_ in dict.fromkeys(m for m in meant.values() if m):
        found.append(pastes.aliases(id_, [w for w in meant if meant[w] == id_]))
    found += [administration(w) for w in list(meant)[:SHOWN_WORDS] if meant[w] is None]
    sources = ", ".join(sorted(set(lost["source"])))
    most = lost["rows"].sum() > config.quality.unplaced_share_stop * spelt["rows"].sum()
    yield Point(
        "stop" if most else "warn",
        "spellings_unplaced",
        sources,
        f"{counted(len(by_word) + bool(blank), 'spelling')} of administrations that no alias and no rule fits",
        tuple(details),
        "Add each to the aliases of the administration that it means, or add the administration; one that is no more "
        "gets an end and a successor, so that history follows today's organisation.",
        tuple(found),
    )


def qualifications(delivered: Delivered, config: Config, first: set[str]) -> Iterator[Point]:
    """Qualifications that the catalogue does not have, by word."""
    kept = delivered.quarantine
    rows = kept.loc[(kept["reason"] == "unknown_qualification") & kept["value"].notna(), ["source", "value"]]
    if not len(rows):
        return
    counts = rows["value"].astype("str").value_counts()
    pastes = Pastes(config)
    named = {q.id: (q.id, q.name, *q.aliases) for q in config.qualification}
    meant = {w: hints.place(w, named) for w in counts.index}
    yield Point(
        "stop" if first & set(rows["source"]) else "note",
        "unknown_qualification",
        ", ".join(sorted(set(rows["source"]))),
        f"{counted(len(counts), 'proof')} that the catalogue does not have: the rows stand in quarantine",
        tuple(f"“{w}” {n:,} rows" + (f" → {meant[w]}?" if meant[w] else "") for w, n in counts.head(SHOWN_WORDS).items()),
        "If one of them is wanted, add it to the aliases of a [[qualification]].",
        tuple(pastes.qualification(id_, [w for w in meant if meant[w] == id_])
              for id_ in dict.fromkeys(m for m in meant.values() if m)),
    )  # fmt: skip


def unread_files(config: Config) -> Iterator[Point]:
    """Files of the raw folder that nothing in the config names."""
    named = [token for token in _leaves(config.fields.model_dump()) if "." in token or "*" in token]
    named += [database_file(s.url) for s in config.sources.values() if s.url]
    there = sorted(p.relative_to(config.raw).as_posix() for p in config.raw.rglob("*") if p.is_file())
    lone = [
        printable(name)
        for name in there
        if not name.startswith(".")
        and not name.endswith(
            ".json"
        )  # what goes with a file: how it was fetched, what was planted in a sample
        and not any(fnmatch(name, token) for token in named)
    ]
    if lone:
        yield Point(
            "note",
            "unread_files",
            "",
            f"{counted(len(lone), 'file')} in {config.data.raw} that no source reads",
            tuple(lone[:SHOWN_WORDS]),
            "If one of them is of use, give it a source.",
        )


def database_file(url: str) -> str:
    """The file that a URL of a database reads, if any: `staff.db` of `sqlite:///staff.db?mode=ro`."""
    return re.sub(r"^(file:)?(\./)?", "", url.split(":///", 1)[-1]).split("?")[0] if ":///" in url else ""


def _leaves(value: object) -> Iterator[str]:
    """All texts of a config."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)


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


def alike(aside: pd.DataFrame) -> pd.DataFrame:
    """`quarantined` with what is the same in many files told once: how many files, the first of them, its lines."""
    by = ["code", "column", "message"]
    groups = aside.groupby(by, observed=True, sort=False)
    files, rows = groups["file"].transform("nunique"), groups["rows"].transform("sum")
    many = files > FEW_FILES
    first = aside[many].assign(rows=rows[many]).sort_values("file", kind="stable").drop_duplicates(by)
    first["file"] = [f"{files[i]} files, first {name}" for i, name in first["file"].items()]
    return pd.concat([first, aside[~many]], ignore_index=True)
