"""Lines of `municipality.toml` that would mend what was found, ready to be pasted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from competence.config import Config
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
        return self._line(("sources", source, "columns"), {**c.columns, **found})

    def values(self, source: str, column: str, found: Mapping[str, str]) -> Paste:
        """The value map of a column with more words in it."""
        known = self.config.sources[source].values.get(column, {})
        return self._line(("sources", source, "values", column), {**known, **found})

    def aliases(self, administration: str, spelt: Iterable[str]) -> Paste:
        """The aliases of an administration with more spellings."""
        return self._aliases("administration", administration, spelt)

    def qualification(self, qualification: str, spelt: Iterable[str]) -> Paste:
        """The aliases of a qualification with more spellings."""
        return self._aliases("qualification", qualification, spelt)

    def _aliases(self, section: str, id_: str, spelt: Iterable[str]) -> Paste:
        entries = getattr(self.config, section)
        at, entry = next((i, a) for i, a in enumerate(entries) if a.id == id_)
        text = f"aliases = {_toml([*entry.aliases, *spelt])}"
        heading = f'[[{section}]] with id = "{id_}"'
        return Paste(heading, text, self._lines.at.get((section, at, "aliases")))

    def _line(self, place: Place, value: Mapping[str, object]) -> Paste:
        *above, key = place
        return Paste(
            f"[{'.'.join(map(_key, above))}]", f"{_key(key)} = {_toml(value)}", self._lines.at.get(place)
        )


def administration(spelt: str) -> Paste:
    """A new administration of that spelling."""
    return Paste("", f"[[administration]]\nid = {_toml(identifier(spelt))}\nname = {_toml(spelt)}")


def broken(day, what: str, administrations: Iterable[str], occupations: Iterable[str]) -> Paste:
    """A break on a day, for whoever knows what happened to fill in."""
    lines = ["[[break]]", f"date = {day:%Y-%m-%d}", f"what = {_toml(what)}"]
    for key, ids in (("administrations", sorted(administrations)), ("occupations", sorted(occupations))):
        lines += [f"{key} = {_toml(ids)}"] if ids else []
    return Paste("", "\n".join([*lines, 'effect = "level"']))


def identifier(text: str) -> str:
    """An id made of a name: small letters a-z, figures and _."""
    bare = text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    bare = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    return re.sub(r"_?(forvaltningen|kontoret)$", "", bare) or "ny"


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_toml(v)}' for k, v in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
