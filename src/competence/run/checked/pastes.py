"""Lines of `municipality.toml` that would mend what was found, ready to be pasted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from competence.config import Config, spelling
from competence.config.lines import Lines, Place
from competence.run.checked.point import Paste


class Pastes:
    """Makes lines for one project's file; knows on which line each of its keys stands."""

    def __init__(self, config: Config):
        self.config = config
        self._lines = Lines(config.path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))

    def columns(self, source: str, found: Mapping[str, str]) -> Paste:
        """The line `columns` of a source with other headings for some of our columns."""
        c = self.config.sources[source]
        plain = {ours: named for ours, named in c.columns.items() if not ours.startswith("measures.")}
        return self._line(("sources", source, "columns"), {**plain, **found})

    def delimiter(self, source: str) -> Paste:
        """The line that leaves the delimiter of a source to its files."""
        place = ("sources", source, "delimiter")
        return Paste(f"[sources.{_key(source)}]", 'delimiter = "auto"', self._lines.at.get(place))

    def without(self, source: str, column: str) -> Paste:
        """The line `columns` of a source without one of ours."""
        c = self.config.sources[source]
        left = {ours: named for ours, named in c.columns.items() if ours != column}
        return self._line(
            ("sources", source, "columns"), {k: v for k, v in left.items() if not k.startswith("measures.")}
        )

    def values(self, source: str, column: str, found: Mapping[str, str]) -> Paste:
        """The value map of a column with more words in it."""
        known = self.config.sources[source].values.get(column, {})
        return self._line(("sources", source, "values", column), {**known, **found})

    def total(self, source: str, words: Iterable[str]) -> Paste:
        """The words of a source that mark totals, with more of them."""
        known = self.config.sources[source].total
        return self._line(("sources", source, "total"), [*dict.fromkeys([*known, *words])])

    def aliases(self, administration: str, spelt: Iterable[str]) -> Paste:
        """The aliases of an administration with more spellings."""
        return self._aliases("administration", administration, spelt)

    def qualification(self, qualification: str, spelt: Iterable[str]) -> Paste:
        """The aliases of a qualification with more spellings."""
        return self._aliases("qualification", qualification, spelt)

    def titles(self, occupation: str, titles: Iterable[str]) -> Paste:
        """The title patterns of a group with more of them."""
        at, entry = next((i, o) for i, o in enumerate(self.config.occupation) if o.id == occupation)
        text = f"titles = {_toml([*entry.titles, *(f'^{_pattern(t)}' for t in titles)])}"
        return Paste(
            f'[[occupation]] with id = "{occupation}"', text, self._lines.at.get(("occupation", at, "titles"))
        )

    def _aliases(self, section: str, id_: str, spelt: Iterable[str]) -> Paste:
        entries = getattr(self.config, section)
        at, entry = next((i, a) for i, a in enumerate(entries) if a.id == id_)
        text = f"aliases = {_toml([*entry.aliases, *spelt])}"
        heading = f'[[{section}]] with id = "{id_}"'
        return Paste(heading, text, self._lines.at.get((section, at, "aliases")))

    def _line(self, place: Place, value: object) -> Paste:
        *above, key = place
        return Paste(
            f"[{'.'.join(map(_key, above))}]", f"{_key(key)} = {_toml(value)}", self._lines.at.get(place)
        )


def administration(spelt: str) -> Paste:
    """A new administration of that spelling."""
    return Paste("", f"[[administration]]\nid = {_toml(identifier(spelt))}\nname = {_toml(spelt)}")


def successor(id_: str, new: str, day) -> Paste:
    """The end of an administration on the day before `day`, and the one that took over."""
    last = day - timedelta(days=1)
    return Paste(f'[[administration]] with id = "{id_}"', f"end = {last:%Y-%m-%d}\nsuccessor = {_toml(new)}")


def broken(day, what: str, administrations: Iterable[str], occupations: Iterable[str]) -> Paste:
    """A break on a day, for whoever knows what happened to fill in."""
    lines = ["[[break]]", f"date = {day:%Y-%m-%d}", f"what = {_toml(what)}"]
    for key, ids in (("administrations", sorted(administrations)), ("occupations", sorted(occupations))):
        lines += [f"{key} = {_toml(ids)}"] if ids else []
    return Paste("", "\n".join([*lines, 'effect = "level"']))


UNIT_MAP = "organisation.csv"
UNIT_COLUMNS = "unit;administration;from;to"


def unit_map(config: Config, units: Mapping[str, str]) -> list[Paste]:
    """Rows of the unit map that say where units belong today, and the map itself where there is none."""
    organisation = config.organisation
    rows = [f"{_cell(unit)};{administration};;" for unit, administration in units.items()]
    if organisation is not None and organisation.map is not None:
        return [Paste("", "\n".join(rows), file=f"{config.data.raw}/{organisation.map}")]
    return [
        Paste("a new file", "\n".join([UNIT_COLUMNS, *rows]), file=f"{config.data.raw}/{UNIT_MAP}"),
        Paste("[organisation]", f'map = "{UNIT_MAP}"'),
    ]


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[;"]', text) else text


def not_staff(kind: str, column: str, words: Iterable[str], reason: str) -> Paste:
    """A rule that keeps apart whoever bears one of the words in a column."""
    pattern = f"^({'|'.join(map(_pattern, words))})$"
    lines = {"kind": kind, "column": column, "pattern": pattern, "reason": reason}
    return Paste(
        "", "\n".join(["[[population.not_staff]]", *(f"{k} = {_toml(v)}" for k, v in lines.items())])
    )


def occupations(titles: Iterable[str]) -> Paste:
    """A group for each title and a last one for the rest, to begin with."""
    found: dict[str, str] = {}
    for title in titles:
        found.setdefault(identifier(title), title)
    entries = [(id_, title, f"^{_pattern(title)}") for id_, title in found.items()]
    blocks = [
        f'[[occupation]]\nid = {_toml(id_)}\nname = {_toml(name)}\nfamily = "all"\ntitles = {_toml([pattern])}\n'
        for id_, name, pattern in (*entries, ("other", "Övriga", "."))
    ]
    return Paste("", "\n".join(blocks).rstrip())


def _pattern(words: str) -> str:
    return re.escape(spelling(words)).replace("\\ ", " ")


def identifier(text: str) -> str:
    """An id made of a name: small letters a-z, figures and _."""
    bare = text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    bare = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    return re.sub(r"s?_?(forvaltningen|kontoret)$", "", bare) or "ny"


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_toml(v)}' for k, v in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
