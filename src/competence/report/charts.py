"""The charts of the pages: title (the claim), drawing, alternative in words, table. All from the cube."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from competence.report import tables_ahead, tables_today
from competence.report.blocks import Chart
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number, span
from competence.report.plots import Bar, Point, Series, Step, Words, bars, bridge, columns, time_lines
from competence.report.story import peaks
from competence.report.view import View
from competence.report.wording import between, bounds, by_then, gap_kind, interval, with_span
from competence.tables import ALL

LETTERS = "ABCDEFGHIJ"


def words(v: View, unit: str) -> Words:
    """What drawings say, in the page's language."""
    return Words(
        lambda x: number(x, locale=v.locale), v.texts["seen"], v.texts["ahead"],
        v.texts["ahead.untested"], v.texts["untested"], v.texts[unit],
    )  # fmt: skip


def points(cells: Sequence[Cell]) -> tuple[Point, ...]:
    """Cells with a figure, as points."""
    return tuple(Point(c.period, c.value, c.p10, c.p90) for c in cells if c.value is not None)


def year_marks(periods: Sequence[pd.Timestamp]) -> Callable[[str], list]:
    """Marks of a time axis in years, few enough to be read."""
    years = sorted({p.year for p in periods})
    day = max(periods)

    def marks(variant: str) -> list[tuple[pd.Timestamp, str]]:
        most = 11 if variant == "wide" else 5
        step = next(s for s in (1, 2, 5, 10, 20) if len(years) / s <= most)
        first = [y for y in years if y % step == day.year % step]
        return [(day.replace(year=y, day=28) + pd.offsets.MonthEnd(0), str(y)) for y in first]

    return marks


def month_marks(v: View, periods: Sequence[pd.Timestamp]) -> Callable[[str], list]:
    """Marks of a time axis in months, few enough to be read."""

    def marks(variant: str) -> list[tuple[pd.Timestamp, str]]:
        every = (3 if len(periods) <= 30 else 6) * (1 if variant == "wide" else 2)
        chosen = [p for p in periods if (p.month - 1) % every == 0]
        return [(p, f"{v.month_short(p)} {p.year % 100:02d}") for p in chosen]

    return marks


def breaks(v: View, occupations: set[str] | None, start: pd.Timestamp) -> tuple[list, list[Markup]]:
    """Marks (date, letter) of breaks that touch the chart, and what they are."""
    found = []
    for b in v.config.breaks:
        mine = not b.administrations or v.administration in b.administrations
        touched = not b.occupations or (occupations is not None and bool(occupations & set(b.occupations)))
        if occupations is None and b.occupations:
            touched = False
        if mine and touched and start < pd.Timestamp(b.date) < v.origin:
            found.append(b)
    marks = [(pd.Timestamp(b.date), LETTERS[i]) for i, b in enumerate(found[: len(LETTERS)])]
    notes = [
        v.t("breaks", letter=LETTERS[i], what=b.what, day=v.day(b.date))
        for i, b in enumerate(found[: len(LETTERS)])
    ]
    return marks, notes


def _untested(v: View) -> list[Markup]:
    if v.tested_until > v.origin:
        return [v.t("untested.years", year=v.when(v.tested_until))] if v.horizon > v.tested_until else []
    return [v.t("untested.all")]


def ages(v: View) -> Chart | None:
    """Staff by age at the last year's end, with what the municipality's spread would give."""
    cells = v.cube.cells("splits", administration=v.administration, by="age_band")
    if not cells:
        return None
    end = cells[-1].period
    cells = [c for c in cells if c.period == end]
    if any(c.value is None for c in cells):
        return None
    total = sum(c.value for c in cells)
    names = [tables_today.band_name(v, c.category, i == 0) for i, c in enumerate(cells)]
    marks = _municipal_marks(v, cells, total, end) if v.administration != ALL else None
    rows = [
        Bar(name, c.value, number(c.value, locale=v.locale), None if marks is None else marks[i])
        for i, (name, c) in enumerate(zip(names, cells))
    ]
    _, share = tables_today.old_share(v, end)
    title = v.t("age.title", share=share) if share is not None else v.t("age.title.plain")
    most = max(range(len(cells)), key=lambda i: cells[i].value)
    alt = v.t(
        "age.alt", name=v.name, most=names[most], count=Fig(cells[most].value), first=names[0],
        young=Fig(cells[0].value), last=names[-1], old=Fig(cells[-1].value),
    )  # fmt: skip
    drawing = bars(rows, mark=v.texts["age.mark"] if marks else "")
    notes = (v.t("age.estimated"),) if "age_groups" in v.notes() else ()
    return Chart("alder", title, plain(alt), drawing, tables_today.ages(v, cells), notes)


def _municipal_marks(v: View, cells, total, end) -> list[float] | None:
    """What each band would hold with the municipality's spread; None where its bands are others."""
    whole = {
        c.category: c.value for c in v.cube.cells("splits", administration=ALL, by="age_band", period=end)
    }
    sums = []
    for c in cells:
        low, high = _ends(c.category)
        inside = [x for k, x in whole.items() if _ends(k)[0] >= low and _ends(k)[1] <= high]
        if not inside or any(x is None for x in inside):
            return None
        sums.append(sum(inside))
    if sum(sums) != sum(x or 0 for x in whole.values()) or not sum(sums):
        return None
    return [total * x / sum(sums) for x in sums]


def _ends(category: str) -> tuple[int, int]:
    first, last = category.split("-")
    return int(first), int(last or 999)


def _alike(cells: list[Cell]) -> list[Cell]:
    """The cells that are joined as the last one is: each year has its own map, a line is of one thing."""
    return [c for c in cells if c.joined_with == cells[-1].joined_with]


def month_heads(v: View) -> Chart:
    """Headcount by month: two years back, two years on."""
    seen = _alike([c for c in v.cube.cells("staff", administration=v.administration, measure="headcount")
                   if c.period > v.origin - pd.DateOffset(months=25)])  # fmt: skip
    ahead = [v.cell("months", "headcount", m) for m in v.months]
    last, now = ahead[-1], seen[-1]
    series = Series(
        "heads",
        v.texts["people.series.heads"],
        number(last.value, locale=v.locale),
        points(seen),
        points(ahead),
    )
    every = [c.period for c in (*seen, *ahead)]
    drawing = time_lines([series], words(v, "people.unit"), origin=v.origin, tested=v.tested_until,
                         labels=month_marks(v, every))  # fmt: skip
    kind = "up" if last.value > now.value else "down" if last.value < now.value else "same"
    heads = Fig(last.value, last.key)
    title = v.t(f"months.heads.title.{kind}", heads=heads, month=v.month(last.period))
    known = [c for c in seen if c.value is not None]
    alt = v.t(
        "months.heads.alt", name=v.name, first=Fig(known[0].value), **{"from": v.month(known[0].period)},
        now=Fig(known[-1].value), origin=v.month(known[-1].period), last=heads, month=v.month(last.period),
        interval=interval(v, "months", "headcount", last.period),
    )  # fmt: skip
    return Chart("manader-antal", title, plain(alt), drawing, tables_ahead.months(v), _untested_months(v))


def month_exits(v: View) -> Chart:
    """Exits by month."""
    cells = [v.cell("months", "exits", m) for m in v.months]
    found = points(cells)
    drawing = columns(found, words(v, "months.exits"), tested=v.tested_until, labels=month_marks(v, v.months))
    top = max(found, key=lambda p: p.value)
    alt = v.t(
        "months.exits.alt", name=v.name, first=Fig(found[0].value), **{"from": v.month(found[0].at)},
        last=Fig(found[-1].value), month=v.month(found[-1].at), peak=Fig(top.value), peak_month=v.month(top.at),
    )  # fmt: skip
    named = peaks(v)
    title = v.t("months.exits.title", peaks=named) if named else v.t("months.exits.title.even")
    return Chart("manader-slutar", title, plain(alt), drawing, None, _untested_months(v))


def _untested_months(v: View) -> tuple:
    if v.tested_until > v.origin and v.months[-1] > v.tested_until:
        return (v.t("months.untested", month=v.month(v.tested_until)),)
    return ()


def people(v: View) -> Chart:
    """Headcount: what has been, what is expected, what is required."""
    seen = _alike([c for c in v.cube.cells("staff", administration=v.administration, measure="headcount")
                   if c.period in set(v.staff_years)])  # fmt: skip
    heads = [v.cell("people", "headcount", p) for p in v.years]
    need = [v.cell("people", "required_headcount", p) for p in v.years]
    here, there = v.texts["people.series.heads"], v.texts["people.series.need"]
    expected, required = heads[-1], need[-1]
    series = [
        Series("heads", here, number(expected.value, locale=v.locale), points(seen), points(heads)),
        Series("need", there, number(required.value, locale=v.locale), (), without_band(points(need))),
    ]
    other = [v.cell("standard", "required_headcount", p) for p in v.years]
    if all(c is not None and c.value is not None for c in other):
        end = number(other[-1].value, locale=v.locale)
        series.append(Series("rule", v.texts["people.series.standard"], end, (), without_band(points(other))))
    marks, notes = breaks(v, None, seen[0].period)
    drawing = time_lines(series, words(v, "people.unit"), origin=v.origin, tested=v.tested_until,
                         labels=year_marks([c.period for c in (*seen, *heads)]), breaks=marks)  # fmt: skip
    year = v.when(v.horizon)
    if required.value == expected.value:
        title = v.t("people.title.same", when=_start(v, v.horizon))
    else:
        title = v.t("people.title.short", when=_start(v, v.horizon), required=Fig(required.value, required.key),
                    heads=Fig(expected.value, expected.key))  # fmt: skip
    known = [c for c in seen if c.value is not None]
    alt = v.t(
        "people.alt" if v.administration != ALL else "index.alt", name=v.name, first=Fig(known[0].value),
        **{"from": v.when(known[0].period)}, now=Fig(known[-1].value), origin=v.when(known[-1].period),
        last=Fig(expected.value), year=year, interval=interval(v, "people", "headcount", v.horizon),
        need_first=Fig(need[0].value), next=v.when(need[0].period), need_last=Fig(required.value),
    )  # fmt: skip
    return Chart("tio-ar", title, plain(alt), drawing, tables_ahead.years(v), (*notes, *_untested(v)))


def _start(v: View, period) -> str:
    return by_then(v, period, start=True)


def without_band(found: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points without their ranges."""
    return tuple(Point(p.at, p.value) for p in found)


def people_bridge(v: View) -> Chart | None:
    """From today to what is needed at the horizon, step by step."""
    h = v.horizon
    today = v.fig("staff", "headcount", v.origin)
    figures = {q: v.fig("people", q, h) for q in
               ("required_headcount", "headcount_without_hiring", "recruitment_need_cum", "replacing_new_hires", "gap")}  # fmt: skip
    if today is None or any(figures[q] is None for q in list(figures)[:4]):
        return None
    required, remaining, need, replacing, gap = figures.values()
    year = v.when(h)
    say = v.texts
    leave = Fig(remaining.value - today.value, how={"sign": True})
    signed = {"sign": True}
    steps: list[tuple[str, Fig, float, float, str]] = [
        (say["bridge.today"], today, 0, today.value, "now-bar"),
        (v.say("bridge.leave" if leave.value <= 0 else "bridge.join", year=year), leave, today.value, remaining.value, "loss"),
        (say["bridge.recruit"], need.plain(**signed), remaining.value, remaining.value + need.value, "gain"),
        (say["bridge.replace"], Fig(-replacing.value, replacing.key, how=signed), remaining.value + need.value, required.value, "loss"),
        (v.say("bridge.need", year=year), required, 0, required.value, "need-bar"),
    ]  # fmt: skip
    _, low, high = bounds(v, "people", "gap", h)
    kind = gap_kind(gap, low, high)
    if kind in ("short", "mean", "surplus"):
        name = say["bridge.over" if kind == "surplus" else "bridge.missing"]
        steps.append((name, gap.size(), required.value - gap.value, required.value, "missing"))
    ends = ""
    if gap is not None and low is not None:
        a, b = (-high.value, -low.value) if kind == "surplus" else (low.value, high.value)
        ends = f" ({span(a, b, locale=v.locale)})"
    texts = [f.text(v.locale) + (ends if style == "missing" else "") for _, f, _, _, style in steps]
    drawing = bridge([Step(name, text, a, b, style) for (name, _, a, b, style), text in zip(steps, texts)])
    missing = ""
    if kind in ("short", "mean"):
        missing = v.t("bridge.alt.missing", gap=gap)
    elif kind == "either":
        missing = v.t("bridge.alt.either", between=between(v, low, high))
    alt = v.t("bridge.alt", name=v.name, today=today, remaining=remaining, year=year, need=need,
              replacing=replacing, required=required, missing=missing)  # fmt: skip
    title = v.t("bridge.title", today=today, required=required, when=by_then(v, h), need=need)
    rows = [(name, f.markup(v.locale)) for name, f, *_ in steps]
    if kind in ("short", "mean", "surplus"):
        rows[-1] = (rows[-1][0], rows[-1][1] + ends)
    elif kind == "either":
        rows.append((say["bridge.either"], with_span(v, v.cell("people", "gap", h))))
    rows.insert(2, (v.say("bridge.remain", year=year), remaining.markup(v.locale)))
    return Chart("trappan", title, plain(alt), drawing, tables_ahead.bridge(v, rows))
