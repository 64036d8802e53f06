"""Section 7: ten years of competence, requirement by requirement."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from competence.report import charts, story
from competence.report.blocks import Chart, Heading, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number, span
from competence.report.plots import Point, Series, time_lines
from competence.report.story import GAP
from competence.report.view import View, lower_first
from competence.report.wording import between, bounds, by_then, gap_kind, interval, shown, with_span
from competence.tables import STATUSES

PERCENT = {"percent": True}


def section(v: View) -> Iterator:
    """7: ten years of competence, requirement by requirement."""
    if not v.cube.cells("competence_outlook"):
        undelivered = story.worst_skill(v).kind == "undelivered"
        yield Text(v.t("skills.section.undelivered" if undelivered else "skills.section.none"))
        if undelivered:
            yield Text(v.t("skills.order"))
        return
    if not v.requirements:
        yield Text(v.t("skills.section.none"))
        return
    yield Text(v.t("skills.two"))
    yield Text(v.t("skills.people", sentence=story.people_gap(v, by_then(v, v.horizon))))
    notes = [v.t("skills.few.note", limit=str(v.config.publication.row_limit))]
    unknown = v.cube.cells("competence", administration=v.administration, measure="headcount_unknown")
    if any(c.value or c.low is not None for c in unknown):
        notes.append(v.t("skills.now.note"))
    yield Text(Markup(" ").join(notes))
    for requirement in v.requirements:
        yield Heading(f"krav-rubrik-{slug(requirement)}", v.requirement_name(requirement))
        yield Text(Markup(" ").join(sentences(v, requirement)))
        drawn, now = chart(v, requirement), now_table(v, requirement)
        if drawn is None and now is None:
            yield Text(v.t("skills.withheld"))
        if drawn is not None:
            yield drawn
        if now is not None:
            yield now


def sentences(v: View, requirement: str) -> list[Markup]:
    """One requirement at the horizon: required, expected, gap, whose rule it is."""
    where = {"by": "requirement", "category": requirement}
    rule = v.config.requirements[requirement]
    told = []
    required = v.fig("competence_outlook", "required_qualified_fte", v.horizon, **where)
    qualified = v.fig("competence_outlook", "qualified_fte", v.horizon, **where)
    value, low, high = bounds(v, "competence_outlook", GAP, v.horizon, **where)
    if required is not None and qualified is not None and value is not None:
        when = by_then(v, v.horizon, start=True)
        told.append(v.t("skills.intro", when=when, required=required, qualified=qualified))
        kind = gap_kind(value, low, high)
        if kind == "either":
            told.append(v.t("skills.gap.either", between=between(v, low, high)))
        elif kind == "surplus":
            ends = (
                Markup("")
                if low is None
                else Markup(", ") + v.t("interval", low=high.size(), high=low.size())
            )
            told.append(v.t("skills.gap.surplus", gap=value.size(), interval=ends))
        else:
            ends = interval(v, "competence_outlook", GAP, v.horizon, **where)
            told.append(v.t(f"skills.gap.{kind}", gap=value, interval=ends))
            train = v.fig("competence_outlook", "training_need", v.horizon, **where)
            if kind == "short" and train is not None and train.value > 0:
                # At most so many lack it: where they are fewer than those short, training cannot close it.
                rest = train.value < value.value
                told.append(v.t("skills.gap.train.rest" if rest else "skills.gap.train", train=train))
    word = "law" if rule.kind == "law" else "own"
    source = (rule.source or "").rstrip(". ")
    told.append(v.t(f"skills.{word}", source=source) if source else v.t(f"skills.nosource.{word}"))
    share = rule.share(v.horizon.year)
    text = number(share, percent=True, locale=v.locale)
    told.append(v.t("skills.share.all" if share == 1 else "skills.share", share=text, year=v.horizon.year))
    if rule.transitional_until and v.origin.date() <= rule.transitional_until <= v.horizon.date():
        told.append(_cliff(v, requirement, rule.transitional_until))
    unknown = v.fig("competence_outlook", "unknown_fte", v.horizon, **where)
    if value is not None and unknown is not None and unknown.value > 0:
        told.append(v.t("skills.unknown.range", n=unknown, least=Fig(value.value - unknown.value, how={}),
                        gap=value))  # fmt: skip
    return told


def _cliff(v: View, requirement: str, until: datetime.date) -> Markup:
    """That a transitional rule ends inside the horizon, and how many are expected to rest on it then."""
    before = [p for p in v.years if p.date() <= until]
    where = {"by": "requirement", "category": requirement}
    n = v.fig("competence_outlook", "transitional_fte", before[-1], **where) if before else None
    if n is None or n.value <= 0:
        return v.t("skills.cliff", day=v.day(until))
    return v.t("skills.cliff.n", day=v.day(until), n=n, when=by_then(v, before[-1]))


def chart(v: View, requirement: str) -> Chart | None:
    """One requirement: qualified so far and expected, against what is required."""
    where = {"by": "requirement", "category": requirement}
    has = [v.cell("competence_outlook", "qualified_fte", p, **where) for p in v.years]
    need = [v.cell("competence_outlook", "required_qualified_fte", p, **where) for p in v.years]
    if any(c is None or c.value is None for c in (*has, *need)):
        return None
    seen = [c for c in v.cube.cells("competence", administration=v.administration, measure="fte_meets", category=requirement)
            if c.value is not None and not set(c.joined_with) & {"transitional", "in_training", "lacks", "unknown"}]  # fmt: skip
    series = [
        Series(
            "heads",
            v.texts["skills.series.has"],
            number(has[-1].value, locale=v.locale),
            charts.points(seen),
            charts.points(has),
        ),
        Series(
            "need",
            v.texts["skills.series.need"],
            number(need[-1].value, locale=v.locale),
            (),
            charts.without_band(charts.points(need)),
        ),
    ]
    rule = v.config.requirements[requirement]
    resting = [v.cell("competence_outlook", "transitional_fte", p, **where) for p in v.years]
    if any(c is not None and c.value for c in resting):
        line = tuple(
            Point(h.period, h.value + (r.value if r is not None and r.value is not None else 0.0))
            for h, r in zip(has, resting)
        )
        series.append(
            Series("rule", v.texts["skills.series.rule"], number(line[-1].value, locale=v.locale), (), line)
        )
    start = seen[0].period if seen else v.origin
    marks, notes = charts.breaks(v, set(rule.occupations), start)
    until = rule.transitional_until
    if until is not None and v.origin.date() < until < v.horizon.date():
        letter = charts.LETTERS[len(marks)]
        marks = [*marks, (pd.Timestamp(until), letter)]
        notes = [*notes, v.t("skills.mark", letter=letter, day=v.day(until))]
    origin = seen[-1].period if seen else v.origin
    drawing = time_lines(series, charts.words(v, "skills.unit"), origin=origin, tested=v.origin,
                         labels=charts.year_marks([c.period for c in (*seen, *has)]), breaks=marks)  # fmt: skip
    name = v.requirement_name(requirement)
    value, low, high = bounds(v, "competence_outlook", GAP, v.horizon, **where)
    kind = gap_kind(value, low, high)
    year = by_then(v, v.horizon, start=True)
    if kind in ("short", "mean"):
        title = v.t("skills.title.short", year=year, gap=value, requirement=name)
    elif kind == "either":
        title = v.t("skills.title.either", year=year, requirement=name)
    else:
        title = v.t("skills.title.enough", year=year, requirement=name)
    before = ""
    if seen:
        before = v.t("skills.alt.seen", first=Fig(seen[0].value), **{"from": v.when(seen[0].period)},
                     now=Fig(seen[-1].value), origin=v.when(seen[-1].period))  # fmt: skip
    alt = v.t(
        "skills.alt", name=v.name, requirement=name, seen=before, first=Fig(has[0].value), next=v.when(v.years[0]),
        last=Fig(has[-1].value), year=v.when(v.horizon), need_first=Fig(need[0].value), need_last=Fig(need[-1].value),
        interval=interval(v, "competence_outlook", "qualified_fte", v.horizon, **where),
    )  # fmt: skip
    notes = (*notes, v.t("skills.untested"))
    return Chart(
        f"krav-{slug(requirement)}",
        title,
        plain(alt),
        drawing,
        years_table(v, requirement),
        notes,
    )


def now_table(v: View, requirement: str) -> Table | None:
    """How staff stand to a requirement at the last closed year's end."""
    where = {"by": "requirement", "category": requirement}
    found = v.cube.cells(
        "competence", administration=v.administration, category=requirement, measure="headcount"
    )
    if not found or found[-1].value is None:
        return None
    total = found[-1]
    rows, seen = [], set()
    for status in STATUSES:
        cell = v.cell("competence", f"headcount_{status}", total.period, **where)
        if cell is None or status in seen:
            continue
        labels = [status, *(s for s in cell.joined_with if s in STATUSES)]
        seen |= set(labels)
        if cell.value == 0 and cell.state == "shown":
            continue
        fte = v.cell("competence", f"fte_{status}", total.period, **where)
        words = [v.texts[f"status.{s}"] for s in STATUSES if s in labels]
        name = f" {v.texts['or']} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
        share = Markup("–")
        if cell.value is not None:
            share = Fig(cell.value / total.value, how=PERCENT).markup(v.locale)
        elif cell.low is not None:
            share = Markup('<span class="nb">{}</span>').format(_band_share(v, cell, total.value))
        rows.append(
            (name[0].upper() + name[1:], shown(v, cell, names=False), shown(v, fte, names=False), share)
        )
    fte = v.cell("competence", "fte", total.period, **where)
    rows.append(
        (
            v.texts["status.all"],
            shown(v, total),
            shown(v, fte, names=False),
            Fig(1.0, how=PERCENT).markup(v.locale),
        )
    )
    head = tuple(v.texts[f"skills.now.{k}"] for k in ("status", "heads", "fte", "share"))
    caption = v.t(
        "skills.now.caption",
        requirement=v.requirement_name(requirement),
        name=v.name,
        when=v.when(total.period),
    )
    return Table(f"krav-nu-{slug(requirement)}", caption, head, tuple(rows), wide=True)


def _band_share(v: View, cell: Cell, total: float) -> str:
    return span(cell.low / total, min(cell.high / total, 1), percent=True, locale=v.locale)


def years_table(v: View, requirement: str) -> Table:
    """A requirement year by year."""
    where = {"by": "requirement", "category": requirement}
    measures = ["required_qualified_fte", "qualified_fte", "transitional_fte", "unknown_fte", GAP,
                "qualified_recruitment_need", "training_need"]  # fmt: skip
    keys = ["required", "qualified", "transitional", "unknown", "gap", "recruit", "train"]
    present = {
        m: any(
            c.value
            for c in v.cube.cells(
                "competence_outlook", administration=v.administration, category=requirement, measure=m
            )
        )
        for m in measures
    }
    always = {"required_qualified_fte", "qualified_fte", GAP}
    kept = [(m, k) for m, k in zip(measures, keys) if m in always or present[m]]
    bounded = present["unknown_fte"]
    rows = []
    for period in v.years:
        cells = [(m, v.cell("competence_outlook", m, period, **where)) for m, _ in kept]
        spanned = {"qualified_fte", GAP}
        rows.append(
            (
                v.when(period),
                *(with_span(v, c) if m in spanned else shown(v, c, names=False) for m, c in cells),
                *([_least(v, dict(cells))] if bounded else []),
            )
        )
    head = (v.texts["people.year"], *(v.texts[f"skills.{k}"] for _, k in kept), *([v.texts["skills.least"]] if bounded else []))  # fmt: skip
    caption = v.t("skills.caption", requirement=v.requirement_name(requirement), name=v.name)
    notes = (v.t("skills.table.note"),)
    return Table(f"krav-{slug(requirement)}-tabell", caption, head, tuple(rows), notes, wide=True)


def _least(v: View, cells: dict[str, Cell | None]) -> Markup:
    """The shortage if all of whom nothing is known meet the requirement."""
    gap, unknown = cells.get(GAP), cells.get("unknown_fte")
    if gap is None or gap.value is None or unknown is None or unknown.value is None:
        return Markup("–")
    return Fig(gap.value - unknown.value).markup(v.locale)


def slug(id_: str) -> str:
    """An id for the page."""
    return lower_first(id_).replace("_", "-")
