"""What no single field can see: references, uniqueness, order in time.

Works on the plain values of the file, not on the typed objects, so that one fault hides no other: what is
missing or of the wrong type is passed over here and told by its own field.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from competence.config import counted, located
from competence.config.deliveries import COLUMN_WORDS, SOURCE_COLUMNS
from competence.config.faults import nearest, shown, suggestion
from competence.config.lines import Place
from competence.vocabulary import ALL, UNKNOWN

# Names of folders and of devices: no administration may take them, its reports lie in a folder of its name.
RESERVED = frozenset(
    {"editions", "current", "municipality", "programme", "notebooks", "index", ALL, UNKNOWN}
    | {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
Problem = tuple[Place, str]


def problems(raw: Mapping) -> Iterator[Problem]:
    """Every (place in the file, message) where parts of the file do not fit together."""
    for check in (
        _unique_ids, _aliases, _successors, _committees, _occupations, _requirements, _named_cells, _demand,
        _pension, _in_order, _not_staff, _sources,
    ):  # fmt: skip
        yield from check(raw)


def spelling(text: str) -> str:
    """How a name is compared: blanks and case apart."""
    return " ".join(text.split()).casefold()


def _inner(raw, *keys):
    for key in keys:
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return raw


def _entries(raw, *keys) -> Iterator[tuple[Place, Mapping]]:
    found = _inner(raw, *keys)
    for i, entry in enumerate(found if isinstance(found, tuple) else ()):
        if isinstance(entry, Mapping):
            yield (*keys, i), entry


def _sections(raw, key: str) -> Iterator[tuple[Place, Mapping]]:
    for name, entry in _table(raw, key).items():
        if isinstance(entry, Mapping):
            yield (key, name), entry


def _text(entry: Mapping, key: str) -> str | None:
    """A text of an entry; None where it is missing or no text."""
    found = _inner(entry, key)
    return found if isinstance(found, str) else None


def _texts(entry, key: str) -> Iterator[tuple[Place, str]]:
    """Texts of a list, or the keys of a table, with their places below `entry`."""
    found = _inner(entry, key)
    if isinstance(found, tuple):
        yield from (((key, i), text) for i, text in enumerate(found) if isinstance(text, str))
    elif isinstance(found, Mapping):
        yield from (((key, name), name) for name in found)


def _table(entry, key: str) -> Mapping:
    """A table of an entry; empty where it is missing or no table."""
    found = _inner(entry, key)
    return found if isinstance(found, Mapping) else {}


def _ids(raw, section: str) -> set[str] | None:
    """Ids of a section; None where an entry has none, since what refers to it could then not be told apart."""
    found = {_text(entry, "id") for _, entry in _entries(raw, section)}
    whole = None not in found and isinstance(raw.get(section, ()), tuple)
    return found if whole else None


def _unknown(place: Place, word: str, names: set[str] | None, kind: str) -> Iterator[Problem]:
    if names is not None and word not in names:
        yield place, f"{shown(word)} is no {kind}{suggestion(word, sorted(names))}"


def _unique_ids(raw) -> Iterator[Problem]:
    for section in ("administration", "occupation", "qualification", "requirement", "committee", "strategy"):
        seen = set()
        for place, entry in _entries(raw, section):
            name = _text(entry, "id")
            if name is not None and name in seen:
                yield (*place, "id"), f"{shown(name)} is used twice; each id stands once"
            seen.add(name)
    for place, entry in _entries(raw, "administration"):
        if _text(entry, "id") in RESERVED:
            yield (*place, "id"), f"{shown(entry['id'])} cannot be the name of a folder; choose another id"


def _aliases(raw) -> Iterator[Problem]:
    for section in ("administration", "qualification"):
        owner: dict[str, Place] = {}
        for place, entry in _entries(raw, section):
            named = [((key,), entry[key]) for key in ("id", "name") if isinstance(entry.get(key), str)]
            for below, text in (*named, *_texts(entry, "aliases")):
                first = owner.setdefault(spelling(text), place)
                if first != place and below != ("id",):
                    other = raw[section][first[1]].get("id")
                    yield (
                        (*place, *below),
                        (f"{shown(text)} also names {shown(other)}; a spelling stands for one {section}"),
                    )
    for section in ("administration", "qualification"):
        for place, entry in _entries(raw, section):
            for below, text in _texts(entry, "aliases"):
                if not text.strip():
                    yield (*place, *below), "empty; an alias is a spelling as it stands in a delivery"


def _follows(raw) -> dict[str, str]:
    """Successor by administration, where both are told."""
    pairs = [(_text(e, "id"), _text(e, "successor")) for _, e in _entries(raw, "administration")]
    return {name: successor for name, successor in pairs if name and successor}


def _circle(name: str, follows: Mapping[str, str]) -> set[str]:
    """The administrations that succeed one another round to `name`; empty where the line ends."""
    seen, at = set(), name
    while at in follows and at not in seen:
        seen.add(at)
        at = follows[at]
    return seen if at == name and seen else set()


def _successors(raw) -> Iterator[Problem]:
    follows, told = _follows(raw), set()
    for place, entry in _entries(raw, "administration"):
        name, successor = _text(entry, "id"), _text(entry, "successor")
        if successor is None:
            continue
        yield from _unknown((*place, "successor"), successor, _ids(raw, "administration"), "administration")
        circle = _circle(name, follows)
        if circle and name not in told:
            yield (*place, "successor"), "goes round in a circle; one of them must exist today"
        told |= circle


def _administrations(raw, place: Place, entry: Mapping) -> Iterator[Problem]:
    """An assumption names administrations of today: past rows are re-cut, none stands under an old one."""
    names, follows = _ids(raw, "administration"), _follows(raw)
    for below, word in _texts(entry, "administrations"):
        if word in follows and not _circle(word, follows):
            yield (*place, *below), f"{shown(word)} is history; name its successor {shown(follows[word])}"
        else:
            yield from _unknown((*place, *below), word, names, "administration")


def _committees(raw) -> Iterator[Problem]:
    shares: dict[str, float] = {}
    for place, entry in _entries(raw, "committee"):
        yield from _administrations(raw, place, entry)
        for name, share in _table(entry, "administrations").items():
            if isinstance(share, int | float) and not isinstance(share, bool):
                shares[name] = shares.get(name, 0.0) + share
                if shares[name] > 1 + 1e-9 and share <= 1:
                    yield (
                        (*place, "administrations", name),
                        (f"the committees' shares of {shown(name)} add up to {shares[name]:g}; at most 1"),
                    )


def _occupations(raw) -> Iterator[Problem]:
    for place, entry in _entries(raw, "occupation"):
        if entry.get("id") in (ALL, UNKNOWN):
            yield (*place, "id"), f"{shown(entry['id'])} has a meaning of its own; choose another id"
        if not any(entry.get(key) for key in ("codes", "titles", "manager_level")):
            yield place, "matches nobody; give codes, titles or manager_level"


def _groups(raw) -> set[str] | None:
    names = _ids(raw, "occupation")
    return names if names is None else names | {UNKNOWN}


def _requirements(raw) -> Iterator[Problem]:
    catalogue = _ids(raw, "qualification")
    for place, entry in _entries(raw, "requirement"):
        for below, word in _texts(entry, "occupations"):
            yield from _unknown((*place, *below), word, _groups(raw), "occupation")
        for key in ("satisfied_by", "transitional_by"):
            for below, word in _texts(entry, key):
                yield from _unknown((*place, *below), word, catalogue, "qualification")
        for key in ("occupations", "satisfied_by"):
            if entry.get(key) == ():
                yield (*place, key), "empty; expected at least one"
        for below, year in _texts(entry, "share_required"):
            if not (year.isdecimal() and 1900 <= int(year) < 2200):
                yield (*place, *below), f"{shown(year)} is no year; expected e.g. 2026 = 0.9"
        if entry.get("share_required") == {}:
            yield (*place, "share_required"), "empty; expected e.g. { 2026 = 0.9 }"


def _named_cells(raw) -> Iterator[Problem]:
    for keys in (("break",), ("demand", "links"), ("demand", "changes"), ("demand", "event")):
        for place, entry in _entries(raw, *keys):
            for below, word in _texts(entry, "occupations"):
                yield from _unknown((*place, *below), word, _groups(raw), "occupation")
            yield from _administrations(raw, place, entry)


def _demand(raw) -> Iterator[Problem]:
    for place, entry in _entries(raw, "demand", "links"):
        if entry.get("driver") == "population" and "ages" not in entry:
            yield (*place, "driver"), "driver population needs ages = [from, to]"
        if entry.get("driver") == "service" and "service" not in entry:
            yield (*place, "driver"), 'driver service needs service = "the volume as it is delivered"'
        if entry.get("driver") in ("total", "none", "service") and "ages" in entry:
            yield (*place, "ages"), f"ages have no meaning with driver {shown(entry['driver'])}"
        if entry.get("driver") in ("total", "none") and "service" in entry:
            yield (*place, "service"), f"service has no meaning with driver {shown(entry['driver'])}"
    for place, entry in _entries(raw, "demand", "event"):
        yield from _event(raw, place, entry)
    for word in _table(_inner(raw, "demand"), "cover_share"):
        if word != "*":
            yield from _unknown(("demand", "cover_share", word), word, _groups(raw), "occupation")


def _event(raw, place: Place, entry: Mapping) -> Iterator[Problem]:
    share, kind = entry.get("share"), entry.get("kind")
    if ("share" in entry) == ("fte" in entry):
        yield place, "give either share (of the staff of the named cells) or fte (contracted)"
    gone = kind in ("tender_lost", "closure", "transfer")
    if gone and isinstance(share, int | float) and not isinstance(share, bool) and share > 1:
        yield (*place, "share"), f"{share:g} is more than there is; at most 1"
    if kind == "transfer" and "to" not in entry:
        yield place, 'a transfer needs to = "the administration that takes over"'
    if kind != "transfer" and "to" in entry:
        yield (*place, "to"), "only a transfer goes to an administration"
    if isinstance(entry.get("to"), str):
        for _, message in _administrations(raw, place, {"administrations": (entry["to"],)}):
            yield (*place, "to"), message
        if entry["to"] in (entry.get("administrations") or ()):
            yield (*place, "to"), "takes over from itself; name another administration"


def _pension(raw) -> Iterator[Problem]:
    seen = set()
    for place, entry in _entries(raw, "pension", "target_ages"):
        year = entry.get("born_from")
        if type(year) is int and year in seen:
            yield (*place, "born_from"), f"{year} stands twice; each year once"
        seen.add(year if type(year) is int else None)
    for below, year in _texts(_inner(raw, "exits"), "own_request_retirement_age_by_birth_year"):
        if not (year.isdecimal() and 1900 <= int(year) < 2200):
            yield ("exits", *below), f"{shown(year)} is no year of birth; expected e.g. 1966 = 65"


def _in_order(raw) -> Iterator[Problem]:
    for keys, first, last in (
        (("administration",), "start", "end"),
        (("requirement",), "from", "to"),
        (("requirement",), "from", "transitional_until"),
        (("demand", "links"), "from", "to"),
        (("strategy",), "from", "to"),
    ):
        for place, entry in _entries(raw, *keys):
            a, b = entry.get(first), entry.get(last)
            if type(a) is datetime.date and type(b) is datetime.date and b < a:
                yield (*place, last), f"{b} lies before {first} = {a}"


def _not_staff(raw) -> Iterator[Problem]:
    for place, entry in _entries(raw, "population", "not_staff"):
        column = _text(entry, "column")
        if column is not None:
            yield from _unknown((*place, "column"), column, _names("employments"), "column of ours")


def _names(table: str) -> set[str]:
    needed, possible = SOURCE_COLUMNS[table]
    return {*needed, *possible}


def _sources(raw) -> Iterator[Problem]:
    catalogue = _ids(raw, "qualification")
    for place, entry in _sections(raw, "sources"):
        for below, word in _texts(entry, "covers"):
            yield from _unknown((*place, *below), word, catalogue, "qualification")
        read = {name for _, name in _texts(entry, "columns")}
        for below, word in _texts(entry, "masked_text"):
            yield from _unknown((*place, *below), word, read, "column of this source")
        if _text(entry, "table") in SOURCE_COLUMNS:
            yield from _columns(raw, place, entry)
            yield from counted.problems(place, entry)
        yield from located.problems(place, entry)
    tables = {_text(entry, "table") for _, entry in _sections(raw, "sources")}
    if tables and tables <= set(SOURCE_COLUMNS):
        yield from _counted_once(tables)


def _counted_once(tables: set[str]) -> Iterator[Problem]:
    """Staff is counted from employments or delivered counted, never both."""
    counts = tables & {"stock", "flows", "competence_stock"}
    if "employments" in tables and counts:
        yield (
            ("sources",),
            f"employments and {', '.join(sorted(counts))}: the same staff would be counted twice",
        )
    elif counts and (lone := sorted(t for t in tables if "person" in SOURCE_COLUMNS[t][0])):
        yield (
            ("sources",),
            f"{', '.join(lone)}: rows of persons, whom counts do not know; they need employments",
        )
    elif "employments" not in tables and not {"stock", "flows"} <= tables:
        yield (
            ("sources",),
            "no source delivers employments, or stock and flows as counts; there is nothing to count",
        )


def _columns(raw, place: Place, entry: Mapping) -> Iterator[Problem]:
    """Our names on the left of `columns`, `constants`, `values` and `strip`; our words on the right."""
    table, kind = entry["table"], entry.get("kind", "rows")
    names = _names(table)
    for key in ("columns", "constants", "values", "unknown_values", "strip", "across", "fill_down", "only"):
        for below, word in _texts(entry, key):
            yield from _unknown((*place, *below), word, names, f"column of {table}")
    for below, word in _texts(entry, "across"):
        if (table, word) != ("population", "persons"):
            yield (*place, *below), "only persons of the table population may have a column a year"
    if table == "employments" and kind == "rows":
        yield (
            (*place, "kind" if "kind" in entry else "table"),
            'employments need kind = "spells" or "snapshots"',
        )
    if isinstance(entry.get("columns"), Mapping):
        given = {word for key in ("columns", "constants") for _, word in _texts(entry, key)}
        given |= {nearest(word, names) or "" for word in given - names}  # told above; not lacking as well
        if across := {word for _, word in _texts(entry, "across")}:
            given |= {*across, "year"}
        needed = (*SOURCE_COLUMNS[table][0], *(("start",) if kind == "spells" else ()))
        for name in (name for name in needed if name not in given):
            yield (*place, "columns"), f'lacks {name}; expected {name} = "the heading in the file"'
    for column, word in _table(entry, "constants").items():
        at = (*place, "constants", column)
        if column in _table(entry, "columns"):
            yield at, "stands under columns as well; a column is read or constant, not both"
        yield from _word(raw, at, table, column, word)
    for column, word in _table(entry, "unknown_values").items():
        yield from _word(raw, (*place, "unknown_values", column), table, column, word)
    for (_, column), delivered in _sections(entry, "values"):
        for written, ours in delivered.items():
            yield from _word(raw, (*place, "values", column, written), table, column, ours)


def _word(raw, place: Place, table: str, column: str, word) -> Iterator[Problem]:
    """Where a column of ours takes certain words only, `word` is one of them."""
    if not isinstance(word, str):
        return
    words = COLUMN_WORDS.get(f"{table}.{column}", COLUMN_WORDS.get(column))
    if words is not None:
        yield from _unknown(place, word, set(words), column.replace("_", " "))
    elif column == "administration":
        names = {
            spelling(text): text for _, e in _entries(raw, "administration")
            for text in (e.get("id"), e.get("name"), *(t for _, t in _texts(e, "aliases")))
            if isinstance(text, str)
        }  # fmt: skip
        if names and spelling(word) not in names:
            yield place, f"{shown(word)} is no administration{suggestion(word, sorted(names.values()))}"
