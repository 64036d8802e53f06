"""A small vector canvas: real text, colours by class (so that dark mode and print can change them), no ids."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

# Mean width of a letter as a share of the type size, on the generous side.
LETTER = 0.56


class Canvas:
    """Collects shapes; coordinates in CSS pixels at the drawn size."""

    def __init__(self, width: float, height: float, variant: str):
        self.width, self.height, self.variant = width, height, variant
        self._shapes: list[str] = []

    def line(self, points: Sequence[tuple[float, float]], cls: str) -> None:
        """A line through points."""
        if len(points) > 1:
            at = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            self._shapes.append(f'<polyline class="{cls}" points="{at}"/>')

    def area(
        self, upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], cls: str
    ) -> None:
        """The area between two lines over the same places."""
        if len(upper) > 1:
            at = " ".join(f"{_n(x)},{_n(y)}" for x, y in [*upper, *reversed(lower)])
            self._shapes.append(f'<polygon class="{cls}" points="{at}"/>')

    def rect(self, x: float, y: float, width: float, height: float, cls: str) -> None:
        """A rectangle; a negative width or height is turned over."""
        if width < 0:
            x, width = x + width, -width
        if height < 0:
            y, height = y + height, -height
        self._shapes.append(
            f'<rect class="{cls}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'
        )

    def dot(self, x: float, y: float, cls: str, radius: float = 3.5) -> None:
        """A point."""
        self._shapes.append(f'<circle class="{cls}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def text(self, x: float, y: float, text: str, cls: str = "", anchor: str = "start") -> None:
        """Text on its baseline; `anchor` start, middle or end."""
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        name = f' class="{cls}"' if cls else ""
        self._shapes.append(f'<text{name} x="{_n(x)}" y="{_n(y)}"{where}>{escape(text)}</text>')

    def markup(self) -> Markup:
        """The drawing; hidden from readers of the text, who get the alternative beside it."""
        return Markup(
            f'<svg class="{self.variant}" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'aria-hidden="true" focusable="false">{"".join(self._shapes)}</svg>'
        )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


def ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round values that enclose `low` to `high`."""
    if high <= low:
        high = low + 1
    raw = (high - low) / max(count - 1, 1)
    base = 10 ** math.floor(math.log10(raw))
    step = next(m * base for m in (1, 2, 2.5, 5, 10) if m * base >= raw * 0.999)
    if step < 1:
        step = 1
    first, last = math.floor(low / step), math.ceil(high / step)
    return [k * step for k in range(first, last + 1)]


def spread(places: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move label places apart by at least `gap`, within `top` to `bottom`, keeping their order."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    found = [min(max(places[i], top), bottom) for i in order]
    for i in range(1, len(found)):
        found[i] = max(found[i], found[i - 1] + gap)
    over = found[-1] - bottom if found else 0
    if over > 0:
        found[-1] -= over
        for i in range(len(found) - 2, -1, -1):
            found[i] = min(found[i], found[i + 1] - gap)
    result = [0.0] * len(places)
    for i, place in zip(order, found):
        result[i] = place
    return result


def width_of(text: str, size: float) -> float:
    """Rough width of a text."""
    return len(text) * size * LETTER


def wrapped(text: str, room: float, size: float) -> list[str]:
    """The text in lines no wider than `room`, broken between words."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
