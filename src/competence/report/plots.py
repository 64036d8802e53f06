"""Kinds of charts: lines over time, horizontal bars, columns by month, a bridge. Numbers in, drawings out.

Each is drawn twice, wide and narrow, so that its text keeps its size on a phone; the page shows one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report.svg import Canvas, spread, ticks, width_of

SIZE = 13
WIDE, NARROW = 680, 340


@dataclass(frozen=True)
class Point:
    """One value of a series with its band (None where there is none)."""

    at: pd.Timestamp
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """A line: what has been, then what is expected. `label` stands at its end, above `end` (its last value)."""

    style: str
    label: str
    end: str
    seen: tuple[Point, ...] = ()
    ahead: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Words:
    """Words and number format that drawings need."""

    number: Callable[[float], str]
    seen: str
    ahead: str
    untested: str
    short: str
    unit: str


def both(draw: Callable[[str, float], Canvas]) -> Markup:
    """A drawing in both widths."""
    return draw("wide", WIDE).markup() + draw("narrow", NARROW).markup()


def time_lines(
    series: Sequence[Series],
    words: Words,
    *,
    origin: pd.Timestamp,
    tested: pd.Timestamp,
    labels: Callable[[str], list[tuple[pd.Timestamp, str]]],
    breaks: Sequence[tuple[pd.Timestamp, str]] = (),
) -> Markup:
    """Lines over time. Beyond `tested` they are dashed; `labels(variant)` gives the marks of the time axis."""
    return both(lambda variant, width: _lines(variant, width, series, words, origin, tested, labels, breaks))


def _lines(variant, width, series, words, origin, tested, labels, breaks) -> Canvas:
    height = 300 if variant == "wide" else 280
    points = [p for s in series for p in (*s.seen, *s.ahead)]
    values = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    low, high = min(values), max(values)
    # Room below and above, so that a small change does not look like a large one.
    low, high = max(min(low, high * 0.8), 0) if low >= 0 else low, high * 1.02
    marks = ticks(low, high, 5)
    low, high = marks[0], marks[-1]
    start, stop = min(p.at for p in points), max(p.at for p in points)
    left = 10 + max(width_of(words.number(m), SIZE) for m in marks)
    right = 14 + max(max(width_of(s.label, SIZE), width_of(s.end, SIZE + 2)) for s in series)
    top, bottom = 34, height - 26
    canvas = Canvas(width, height, variant)

    def x(at) -> float:
        return left + (at - start) / (stop - start) * (width - left - right)

    def y(value) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    for mark in marks:
        canvas.line([(left, y(mark)), (width - right, y(mark))], "grid")
        canvas.text(left - 6, y(mark) + 4, words.number(mark), "axis", "end")
    canvas.text(0, 12, words.unit, "axis")
    for at, text in labels(variant):
        if start <= at <= stop:
            canvas.line([(x(at), bottom), (x(at), bottom + 4)], "tick")
            canvas.text(x(at), height - 6, text, "axis", "middle")
    lettered: list[tuple[float, float]] = []
    for at, text in sorted(breaks):
        if start < at < stop:
            canvas.line([(x(at), top), (x(at), bottom)], "break")
            # Letters of days that lie close stand below each other.
            near = [place for there, place in lettered if x(at) - there < SIZE]
            lettered.append((x(at), max(near, default=top - 2) + SIZE))
            canvas.text(x(at) + 3, lettered[-1][1], text, "axis")
    if any(s.seen for s in series):
        canvas.line([(x(origin), top - 18), (x(origin), bottom)], "now")
        canvas.text(x(origin) - 6, top - 8, words.seen, "axis", "end")
    beyond = min(tested, stop)
    if any(s.ahead for s in series):
        place = x(origin) + 6 if any(s.seen for s in series) else left
        room = width_of(words.untested, SIZE) < width - place
        told = words.untested if beyond < stop and room else words.ahead
        canvas.text(place, top - 8, told, "axis")
    for s in series:
        line = [*s.seen[-1:], *s.ahead]
        for piece, style in ((_until(line, beyond), ""), (_after(line, beyond), " dashed")):
            banded = [p for p in piece if p.low is not None or (s.seen and p is s.seen[-1])]
            upper = [(x(p.at), y(p.high if p.high is not None else p.value)) for p in banded]
            lower = [(x(p.at), y(p.low if p.low is not None else p.value)) for p in banded]
            canvas.area(upper, lower, f"band {s.style}{style}")
    for s in series:
        canvas.line([(x(p.at), y(p.value)) for p in s.seen], f"line {s.style}")
        line = [*s.seen[-1:], *s.ahead]
        for piece, style in ((_until(line, beyond), ""), (_after(line, beyond), " dashed")):
            canvas.line([(x(p.at), y(p.value)) for p in piece], f"line {s.style}{style}")
        if s.seen:
            canvas.dot(x(s.seen[-1].at), y(s.seen[-1].value), f"dot {s.style}")
        elif s.ahead:
            canvas.dot(x(s.ahead[0].at), y(s.ahead[0].value), f"dot {s.style}")
        canvas.dot(x(line[-1].at), y(line[-1].value), f"dot {s.style}")
    ends = [[*s.seen, *s.ahead][-1] for s in series]
    places = spread([y(p.value) for p in ends], 36, top + 12, bottom - 18)
    for s, place in zip(series, places):
        canvas.text(width - right + 10, place - 2, s.end, f"end {s.style}")
        canvas.text(width - right + 10, place + 13, s.label, f"label {s.style}")
    return canvas


def _until(points, limit) -> list[Point]:
    return [p for p in points if p.at <= limit]


def _after(points, limit) -> list[Point]:
    """From the last tested point on, so that the two pieces meet."""
    tested = _until(points, limit)
    return [*tested[-1:], *(p for p in points if p.at > limit)]


@dataclass(frozen=True)
class Bar:
    """One bar: its name, value as text, and a mark to compare with (None where there is none)."""

    name: str
    value: float
    text: str
    mark: float | None = None


def bars(rows: Sequence[Bar], *, mark: str = "", most: float = 0) -> Markup:
    """Horizontal bars, one a row, with an optional mark explained by `mark` above them; the axis holds `most`."""
    return both(lambda variant, width: _bars(variant, width, rows, mark, most))


def _bars(variant, width, rows, mark, most) -> Canvas:
    """Names, then figures in a column of their own, so that no mark lies on a figure; then bars."""
    step, top = 27, 26 if mark else 4
    canvas = Canvas(width, top + step * len(rows) + 4, variant)
    names = 4 + max(width_of(r.name, SIZE) for r in rows)
    left = names + 22 + 1.1 * max(width_of(r.text, SIZE) for r in rows)
    most = max([most] + [r.value for r in rows] + [r.mark or 0 for r in rows]) or 1
    scale = (width - left - 4) / most
    if mark:
        place = min(left, max(2.0, width - 8 - width_of(mark, SIZE)))
        canvas.line([(place, 4), (place, 18)], "mark")
        canvas.text(place + 8, 16, mark, "axis")
    for i, r in enumerate(rows):
        y = top + i * step
        canvas.text(names, y + 16, r.name, "axis", "end")
        canvas.text(left - 8, y + 16, r.text, "value", "end")
        canvas.rect(left, y + 3, r.value * scale, step - 8, "bar now-bar")
        if r.mark is not None:
            canvas.line([(left + r.mark * scale, y), (left + r.mark * scale, y + step - 2)], "mark")
    return canvas


def columns(
    points: Sequence[Point], words: Words, *, tested: pd.Timestamp,
    labels: Callable[[str], list[tuple[pd.Timestamp, str]]],
) -> Markup:  # fmt: skip
    """A column a month with its range; beyond `tested` only outlined, dashed."""
    return both(lambda variant, width: _columns(variant, width, points, words, tested, labels))


def _columns(variant, width, points, words, tested, labels) -> Canvas:
    height = 240
    marks = ticks(0, max(p.high if p.high is not None else p.value for p in points) or 1, 4)
    left = 10 + max(width_of(words.number(m), SIZE) for m in marks)
    top, bottom = 30, height - 26
    step = (width - left - 4) / len(points)
    canvas = Canvas(width, height, variant)

    def y(value) -> float:
        return bottom - value / marks[-1] * (bottom - top)

    for mark in marks:
        canvas.line([(left, y(mark)), (width, y(mark))], "grid")
        canvas.text(left - 6, y(mark) + 4, words.number(mark), "axis", "end")
    canvas.text(0, 12, words.unit, "axis")
    named = dict(labels(variant))
    first_untested = True
    for i, p in enumerate(points):
        x = left + i * step
        seen = p.at <= tested
        canvas.rect(
            x + step * 0.15, y(p.value), step * 0.7, bottom - y(p.value), "bar" if seen else "bar untested"
        )
        if p.low is not None:
            canvas.line([(x + step / 2, y(p.high)), (x + step / 2, y(max(p.low, 0)))], "whisker")
        if p.at in named:
            canvas.text(x + step / 2, height - 6, named[p.at], "axis", "middle")
        if not seen and first_untested:
            canvas.line([(x, top - 12), (x, bottom)], "now")
            room = width_of(words.untested, SIZE) < width - x - 5
            canvas.text(x + 5, top - 4, words.untested if room else words.short, "axis")
            first_untested = False
    return canvas


@dataclass(frozen=True)
class Step:
    """A step of the bridge: from one level to another."""

    name: str
    text: str
    start: float
    stop: float
    style: str


def bridge(steps: Sequence[Step]) -> Markup:
    """Steps from one level to another, top to bottom; each begins where the one before ended."""
    return both(lambda variant, width: _bridge(variant, width, steps))


def _bridge(variant, width, steps) -> Canvas:
    stacked = variant == "narrow"
    row, thick = (52, 22) if stacked else (38, 24)
    canvas = Canvas(width, row * len(steps) + 6, variant)
    left = 0 if stacked else 14 + max(width_of(s.name, SIZE) for s in steps)
    right = 14 + max(width_of(s.text, SIZE + 2) for s in steps)
    most = max(max(s.start, s.stop) for s in steps) or 1
    least = min(0, *(min(s.start, s.stop) for s in steps))
    scale = (width - left - right) / (most - least)

    def x(value) -> float:
        return left + (value - least) * scale

    for i, s in enumerate(steps):
        y = i * row + (20 if stacked else 4)
        if stacked:
            canvas.text(0, y - 5, s.name, "axis")
        else:
            canvas.text(left - 10, y + 17, s.name, "axis", "end")
        canvas.rect(x(s.start), y, x(s.stop) - x(s.start), thick, f"bar {s.style}")
        if i + 1 < len(steps) and not stacked:
            canvas.line([(x(s.stop), y + thick), (x(s.stop), y + row)], "tick")
        canvas.text(x(max(s.start, s.stop)) + 7, y + thick / 2 + 5, s.text, "end")
    return canvas
