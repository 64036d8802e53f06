"""Numbers as they stand in sentences and tables, each with its place in the cube, and texts that take them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from markupsafe import Markup, escape

from competence.report.numbers import number

OBSERVED = frozenset(
    {
        "staff",
        "rows",
        "row_ages",
        "hard",
        "splits",
        "events",
        "competence",
        "vacancies",
        "summer_seen",
        "first_year",
        "programme_coverage",
        "programme_meetings",
        "accounts",
        "quality",
        "sources",
    }
)
_SLOT = re.compile(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}")


@dataclass(frozen=True)
class Fig:
    """A number of the cube (or worked out from two of them) as a reader meets it.

    `key` is the cell's place; `part` which of its numbers: value, p10, p90, low, high. The page bears both, so
    that a figure can be traced and a test can recompute it.
    """

    value: float | None
    key: str = ""
    part: str = "value"
    how: dict = field(default_factory=dict, hash=False)

    def text(self, locale: str = "sv") -> str:
        """The number alone."""
        return number(self.value, locale=locale, **self.how)

    def markup(self, locale: str = "sv") -> Markup:
        """The number with its place in the cube."""
        if self.value is None or not self.key:
            return Markup('<span class="nb">{}</span>').format(self.text(locale))
        kind = "observed" if self.key.split("|", 1)[0] in OBSERVED else "forecast"
        part = Markup(' data-part="{}"').format(self.part) if self.part != "value" else Markup("")
        return Markup('<data class="nb" value="{}" data-cell="{}"{} data-kind="{}">{}</data>').format(
            f"{self.value:g}" if abs(self.value) < 1e5 else f"{self.value:.0f}", self.key, part, kind,
            self.text(locale),
        )  # fmt: skip

    def plain(self, **how) -> Fig:
        """The same number written otherwise."""
        return Fig(self.value, self.key, self.part, {**self.how, **how})

    def size(self) -> Fig:
        """Without its sign."""
        return Fig(None if self.value is None else abs(self.value), self.key, self.part, self.how)


def fill(text: str, locale: str = "sv", **values) -> Markup:
    """Put values into a text: `{name}` is the value, `{name:person|personer}` the word that agrees with it."""

    def slot(found: re.Match) -> str:
        value = values[found[1]]
        if found[2] is not None:
            counted = value.value if isinstance(value, Fig) else value
            return str(escape(found[2] if abs(counted) == 1 else found[3]))
        return str(value.markup(locale) if isinstance(value, Fig) else escape(value))

    pieces, at = [], 0
    for found in _SLOT.finditer(text):
        pieces += [str(escape(text[at : found.start()])), slot(found)]
        at = found.end()
    return Markup("".join([*pieces, str(escape(text[at:]))]))


def plain(markup: str) -> str:
    """The text of a markup, for attributes and alternatives; no-break spaces stay."""
    return unescape(re.sub(r"<[^>]*>", "", str(markup)))
