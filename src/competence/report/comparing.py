"""Charts that compare: bars from nought with their ranges, and past forecasts beside what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report.plots import SIZE, Point, both
from competence.report.svg import Canvas, ticks, width_of, wrapped


@dataclass(frozen=True)
class Range:
    """A bar from nought: its name, value as text, its ends (None where there are none), style and heading."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    style: str = "now-bar"
    heading: str = ""


def ranges(rows: Sequence[Range]) -> Markup:
    """Horizontal bars to both sides of nought, each with its range; a row's heading stands above it."""
    return both(lambda variant, width: _ranges(variant, width, rows))


def _ranges(variant, width, rows) -> Canvas:
    """Names before their bars, or above them where they are long or the page narrow; figures at the right."""
    names = 14 + max(width_of(r.name, SIZE) for r in rows)
    stacked = variant == "narrow" or names > 0.4 * width
    thick = 16 if stacked else 18
    right = 16 + 1.1 * max(width_of(r.text, SIZE) for r in rows)
    left = 2 if stacked else names
    lines = [wrapped(r.name, width - 4, SIZE) if stacked else [r.name] for r in rows]
    headings = [wrapped(r.heading, width - 4, SIZE) if r.heading and (i == 0 or r.heading != rows[i - 1].heading) else []
                for i, r in enumerate(rows)]  # fmt: skip
    steps = [(17 * len(found) + 29) if stacked else 30 for found in lines]
    height = sum(steps) + sum(11 + 17 * len(h) for h in headings if h) + 8
    canvas = Canvas(width, height, variant)
    ends = [v for r in rows for v in (r.value, r.low, r.high) if v is not None]
    least, most = min(0.0, *ends), max(0.0, *ends)
    scale = (width - left - right) / ((most - least) or 1)

    def x(value) -> float:
        return left + (value - least) * scale

    y = 4.0
    for r, words, heading, step in zip(rows, lines, headings, steps):
        for i, line in enumerate(heading):
            canvas.text(0, y + 16 + 17 * i, line, "value")
        y += 11 + 17 * len(heading) if heading else 0
        above = 17 * len(words) + 1 if stacked else 0
        for i, line in enumerate(words):
            if stacked:
                canvas.text(0, y + 12 + 17 * i, line, "axis")
            else:
                canvas.text(left - 10, y + 14, line, "axis", "end")
        canvas.rect(x(0), y + above, x(r.value) - x(0), thick, f"bar {r.style}")
        if r.low is not None and r.high is not None and r.high > r.low:
            middle = y + above + thick / 2
            canvas.line([(x(r.low), middle), (x(r.high), middle)], "whisker")
            for end in (r.low, r.high):
                canvas.line([(x(end), middle - 4), (x(end), middle + 4)], "whisker")
        canvas.line([(x(0), y + above - 3), (x(0), y + above + thick + 3)], "tick")
        canvas.text(width - 2, y + above + 14, r.text, "value", "end")
        y += step
    return canvas


@dataclass(frozen=True)
class Fan:
    """What one past forecast said: from its last observed point on."""

    start: Point
    points: tuple[Point, ...]


def past(
    outcome: Sequence[Point], fans: Sequence[Fan], number: Callable[[float], str], unit: str, keys: tuple[str, str],
) -> Markup:  # fmt: skip
    """What came as a line, what was forecast as fans; `keys` names the two, above the drawing."""
    return both(lambda variant, width: _past(variant, width, outcome, fans, number, unit, keys))


def _past(variant, width, outcome, fans, number, unit, keys) -> Canvas:
    height = 270
    points = [*outcome, *(p for f in fans for p in f.points)]
    values = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    low, high = min(values), max(values)
    marks = ticks(max(min(low, high * 0.8), 0), high * 1.02, 5)
    low, high = marks[0], marks[-1]
    start, stop = min(p.at for p in points), max(p.at for p in points)
    left = 10 + max(width_of(number(m), SIZE) for m in marks)
    right, top, bottom = 14, 50, height - 26
    canvas = Canvas(width, height, variant)

    def x(at: pd.Timestamp) -> float:
        return left + (at - start) / ((stop - start) or pd.Timedelta(days=1)) * (width - left - right)

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    for mark in marks:
        canvas.line([(left, y(mark)), (width - right, y(mark))], "grid")
        canvas.text(left - 6, y(mark) + 4, number(mark), "axis", "end")
    canvas.text(0, 36, unit, "axis")
    canvas.line([(2, 8), (24, 8)], "line heads")
    canvas.text(30, 12, keys[0], "axis")
    place = 30 + width_of(keys[0], SIZE) + 22
    canvas.rect(place, 1, 22, 14, "band need")
    canvas.line([(place, 8), (place + 22, 8)], "line need")
    canvas.text(place + 28, 12, keys[1], "axis")
    years = sorted({p.at for p in points})
    every = max(1, -(-len(years) // (10 if variant == "wide" else 5)))
    for at in years[::-1][::every]:
        canvas.line([(x(at), bottom), (x(at), bottom + 4)], "tick")
        canvas.text(
            min(x(at), width - width_of("2000", SIZE) / 2), height - 6, str(at.year), "axis", "middle"
        )
    for fan in fans:
        line = [fan.start, *fan.points]
        upper = [(x(p.at), y(p.value if p.high is None else p.high)) for p in line]
        lower = [(x(p.at), y(p.value if p.low is None else p.low)) for p in line]
        canvas.area(upper, lower, "band need")
    for fan in fans:
        canvas.line([(x(p.at), y(p.value)) for p in (fan.start, *fan.points)], "line need")
        for p in fan.points:
            canvas.dot(x(p.at), y(p.value), "dot need", 2.5)
    canvas.line([(x(p.at), y(p.value)) for p in outcome], "line heads")
    for p in outcome:
        canvas.dot(x(p.at), y(p.value), "dot heads", 3)
    return canvas
