"""The programme's drawings: shares over time against a plan, a matrix, points with ranges, a curve with its band."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report.plots import SIZE, Point, both
from competence.report.svg import Canvas, spread, ticks, width_of, wrapped


@dataclass(frozen=True)
class Track:
    """A line over time; `label` stands at its end, beside its first quarter where it ends `inside` the drawing."""

    style: str
    label: str
    points: tuple[Point, ...]
    inside: bool = False
    band: bool = False


def tracks(lines: Sequence[Track], say: Callable[[float], str], unit: str, *, now: pd.Timestamp,
           due: pd.Timestamp | None, due_word: str) -> Markup:  # fmt: skip
    """Shares (0-1) over time, with the promised day and today marked."""
    return both(lambda variant, width: _tracks(variant, width, lines, say, unit, now, due, due_word))


def _tracks(variant, width, lines, say, unit, now, due, due_word) -> Canvas:
    ending = [t for t in lines if not t.inside and t is not lines[0]] or [lines[0]]
    room = 0.3 * width if variant == "wide" else 0.34 * width
    labels = [wrapped(t.label, room, SIZE) for t in ending]
    right = 14 + max(width_of(line, SIZE) for found in labels for line in found)
    height, top = 330, 58
    bottom, left = height - 26, 10 + width_of(say(1.0), SIZE)
    every = [p for t in lines for p in t.points]
    start, stop = min(p.at for p in every), max(p.at for p in every)
    canvas = Canvas(width, height, variant)

    def x(at) -> float:
        return left + (at - start) / ((stop - start) or pd.Timedelta(days=1)) * (width - left - right)

    def y(value: float) -> float:
        return bottom - value * (bottom - top)

    for mark in (0, 0.25, 0.5, 0.75, 1):
        canvas.line([(left, y(mark)), (width - right, y(mark))], "grid")
        canvas.text(left - 6, y(mark) + 4, say(mark), "axis", "end")
    canvas.text(0, 12, unit, "axis")
    years = range(start.year + 1, stop.year + 1)
    step = max(1, -(-len(years) * 40 // max(int(width - left - right), 1)))
    for year in years:
        if (stop.year - year) % step == 0:
            at = pd.Timestamp(year, 1, 1)
            canvas.line([(x(at), bottom), (x(at), bottom + 4)], "tick")
            canvas.text(x(at), height - 6, str(year), "axis", "middle")
    if due is not None and start < due < stop:
        canvas.line([(x(due), top - 14), (x(due), top)], "tick")
        half = width_of(due_word, SIZE) / 2
        canvas.text(min(max(x(due), half), width - half), top - 20, due_word, "axis", "middle")
    if start < now < stop:
        canvas.line([(x(now), top), (x(now), bottom)], "now")
    for t in lines:
        banded = [p for p in t.points if p.low is not None]
        if t.band and banded:
            first = t.points[0]
            upper = [(x(first.at), y(first.value)), *((x(p.at), y(p.high)) for p in banded)]
            lower = [(x(first.at), y(first.value)), *((x(p.at), y(p.low)) for p in banded)]
            canvas.area(upper, lower, f"band {t.style}")
    for t in lines:
        canvas.line([(x(p.at), y(p.value)) for p in t.points], f"line {t.style}")
        if t.inside and t.label:
            # Below its rising line, where none of those that follow it runs.
            near = t.points[len(t.points) // 4]
            canvas.text(
                x(near.at) + 10, min(y(near.value) + 14, bottom - 6), t.label, f"label {t.style.split()[0]}"
            )
    canvas.dot(x(lines[0].points[-1].at), y(lines[0].points[-1].value), "dot heads")
    gaps = [16 * len(found) + 4 for found in labels]
    places = spread(
        [y(t.points[-1].value) for t in ending],
        max(gaps),
        top,
        bottom - 16 * (max(len(f) for f in labels) - 1),
    )
    for t, found, place in zip(ending, labels, places):
        for i, line in enumerate(found):
            canvas.text(width - right + 10, place + 4 + 15 * i, line, f"label {t.style.split()[0]}")
    return canvas


@dataclass(frozen=True)
class Square:
    """A square of a matrix: its text and how it is filled (less, even, more, none)."""

    text: str
    style: str


def matrix(
    names: Sequence[str], squares: Mapping[tuple[int, int], Square], keys: Sequence[tuple[str, str]]
) -> Markup:
    """Names down the side, numbered; the same numbers along the top; squares at and below the diagonal."""
    return both(lambda variant, width: _matrix(variant, width, names, squares, keys))


def _matrix(variant, width, names, squares, keys) -> Canvas:
    numbered = [f"{i + 1} {n}" for i, n in enumerate(names)]
    stacked = variant == "narrow"
    most = 0.34 * width if stacked else 0.4 * width
    lines = [wrapped(n, most, SIZE) for n in numbered]
    left = 14 + max(width_of(line, SIZE) for found in lines for line in found)
    side = min((width - left - 2) / len(names), 64.0)
    tight = " tight" if side < 36 else ""
    rows = [max(34.0, 16.0 * len(found) + 8) for found in lines]
    key = 22 * len(keys) if stacked else 24
    top = key + 26
    canvas = Canvas(width, top + sum(rows) + 6, variant)
    place = 0.0
    for i, (style, word) in enumerate(keys):
        at, down = (0.0, 22.0 * i) if stacked else (place, 0.0)
        canvas.rect(at + 1, down + 3, 18, 14, f"square {style}")
        canvas.text(at + 26, down + 15, word, "axis")
        place += 26 + width_of(word, SIZE) + 18
    for j in range(len(names)):
        canvas.text(left + (j + 0.5) * side, top - 8, str(j + 1), "axis", "middle")
    down = float(top)
    for i, (found, tall) in enumerate(zip(lines, rows)):
        for k, line in enumerate(found):
            canvas.text(0, down + tall / 2 + 4 + 16 * (k - (len(found) - 1) / 2), line, "axis")
        for j in range(i + 1):
            square = squares[i, j]
            canvas.rect(left + j * side + 1, down + 1, side - 2, tall - 2, f"square {square.style}")
            canvas.text(
                left + (j + 0.5) * side,
                down + tall / 2 + 5,
                square.text,
                f"in {square.style}{tight}",
                "middle",
            )
        down += tall
    return canvas


@dataclass(frozen=True)
class Estimate:
    """A point with its range, its text, and the smallest change that matters (None where none is named)."""

    name: str
    value: float
    low: float
    high: float
    text: str
    smallest: float | None = None


def forest(panels: Sequence[tuple[str, Sequence[Estimate]]], say: Callable[[float], str], key: str) -> Markup:
    """Points with ranges about nought, a panel for each unit; the shaded stretch is too small to matter."""
    return both(lambda variant, width: _forest(variant, width, panels, say, key))


def _forest(variant, width, panels, say, key) -> Canvas:
    rows = [r for _, found in panels for r in found]
    names = 12 + max(width_of(r.name, SIZE) for r in rows)
    stacked = variant == "narrow" or names > 0.4 * width
    texts = 12 + 1.1 * max(width_of(r.text, SIZE) for r in rows)
    left, right = (12.0, 12.0) if stacked else (names, texts)
    tall = 46 if stacked else 30
    words = wrapped(key, width - 34, SIZE)
    head = 17 * len(words) + 10
    heights = [26 + tall * len(found) + 26 for _, found in panels]
    canvas = Canvas(width, head + sum(heights), variant)
    canvas.rect(1, 2, 18, 14, "square even")
    for i, line in enumerate(words):
        canvas.text(26, 14 + 17 * i, line, "axis")
    y = float(head)
    for (unit, found), deep in zip(panels, heights):
        ends = [e for r in found for e in (r.low, r.high, r.value, r.smallest or 0, -(r.smallest or 0))]
        marks = ticks(min(ends), max(ends), 5 if variant == "wide" else 4)
        scale = (width - left - right) / (marks[-1] - marks[0])

        def x(value: float, least=marks[0], scale=scale) -> float:
            return left + (value - least) * scale

        canvas.text(0, y + 16, unit, "value")
        bottom = y + 26 + tall * len(found)
        # Where words stand above their rows, lines run beside the points alone, never through a figure.
        rows_at = [y + 26 + tall * i + (30 if stacked else 16) for i in range(len(found))]
        stretches = [(at - 11, at + 11) for at in rows_at] if stacked else [(y + 26, bottom)]
        for mark in marks:
            for above, under in stretches:
                canvas.line([(x(mark), above), (x(mark), under)], "grid")
            canvas.text(x(mark), bottom + 17, say(mark), "axis", "middle")
        for r, line in zip(found, rows_at):
            if r.smallest:
                canvas.rect(x(-r.smallest), line - 9, x(r.smallest) - x(-r.smallest), 18, "square even")
            if stacked:
                canvas.text(0, line - 15, r.name, "axis")
                canvas.text(width - 2, line - 15, r.text, "value", "end")
            else:
                canvas.text(left - 12, line + 5, r.name, "axis", "end")
                canvas.text(width - 2, line + 5, r.text, "value", "end")
            canvas.line([(x(r.low), line), (x(r.high), line)], "whisker")
            for end in (r.low, r.high):
                canvas.line([(x(end), line - 4), (x(end), line + 4)], "whisker")
            canvas.dot(x(r.value), line, "dot heads", 4.5)
        for above, under in stretches:
            canvas.line([(x(0), above), (x(0), under)], "nought")
        y += deep
    return canvas


@dataclass(frozen=True)
class Spot:
    """One place of a curve: its mark on the axis, value, ends of its range."""

    mark: str
    at: float
    value: float
    low: float | None
    high: float | None


def curve(
    spots: Sequence[Spot], say: Callable[[float], str], unit: str, below: str, style: str = "heads"
) -> Markup:
    """Values with their ranges as a band about the line of nought; `below` names the axis."""
    return both(lambda variant, width: _curve(variant, width, spots, say, unit, below, style))


def _curve(variant, width, spots, say, unit, below, style) -> Canvas:
    height, top = 290, 30
    bottom = height - 46
    ends = [e for s in spots for e in (s.value, s.low, s.high) if e is not None]
    marks = ticks(min(0.0, *ends), max(0.0, *ends), 5)
    left, right = 10 + max(width_of(say(m), SIZE) for m in marks), 16
    canvas = Canvas(width, height, variant)
    first, last = spots[0].at, spots[-1].at

    def x(at: float) -> float:
        if last == first:
            return (left + width - right) / 2
        return left + 14 + (at - first) / (last - first) * (width - left - right - 14)

    def y(value: float) -> float:
        return bottom - (value - marks[0]) / (marks[-1] - marks[0]) * (bottom - top)

    for mark in marks:
        canvas.line([(left, y(mark)), (width - right, y(mark))], "nought" if mark == 0 else "grid")
        canvas.text(left - 6, y(mark) + 4, say(mark), "axis", "end")
    canvas.text(0, 12, unit, "axis")
    banded = [s for s in spots if s.low is not None and s.high is not None]
    canvas.area(
        [(x(s.at), y(s.high)) for s in banded], [(x(s.at), y(s.low)) for s in banded], f"band {style}"
    )
    canvas.line([(x(s.at), y(s.value)) for s in spots], f"line {style}")
    free = -1e9
    for s in spots:
        if s.low is not None and s.high is not None:
            canvas.line([(x(s.at), y(s.low)), (x(s.at), y(s.high))], "whisker")
        canvas.dot(x(s.at), y(s.value), f"dot {style}")
        half = width_of(s.mark, SIZE) / 2
        if x(s.at) - half > free:
            canvas.text(x(s.at), bottom + 18, s.mark, "axis", "middle")
            free = x(s.at) + half + 8
    canvas.text((left + width - right) / 2, height - 6, below, "axis", "middle")
    return canvas
