"""What a page is put together from: sections of paragraphs, cards, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """A table: the first cell of each row is its heading. `wide` ones stack on a phone."""

    id: str
    caption: Markup | str
    head: tuple[str, ...]
    rows: tuple[tuple, ...]
    notes: tuple = ()
    wide: bool = False
    text_columns: tuple[int, ...] = ()
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Chart:
    """A chart: its title is the claim, `alt` its text alternative, `table` its numbers (folded)."""

    id: str
    title: Markup | str
    alt: str
    drawing: Markup
    table: Table | None = None
    notes: tuple = ()
    kind: str = field(default="chart", init=False)


@dataclass(frozen=True)
class Text:
    """A paragraph, or with `items` a list of sentences."""

    text: Markup | str = ""
    items: tuple = ()
    style: str = ""
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    id: str
    text: Markup | str
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Card:
    """A figure large enough to be read first."""

    label: str
    figure: Markup | str
    unit: Markup | str
    note: Markup | str = ""
    small: bool = False
    style: str = "people"


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: tuple[Card, ...]
    kind: str = field(default="cards", init=False)


@dataclass(frozen=True)
class Section:
    """A section of a page; `number` is its place in the report's full order."""

    id: str
    number: int
    title: str
    blocks: tuple
