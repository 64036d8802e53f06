"""Section 11: how sure this is: spans, past forecasts beside what came, how far they hold, what was revised."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Chart, Heading, Table, Text
from competence.report.comparing import Fan, past
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.plots import Point
from competence.report.view import View, lower_first
from competence.report.wording import (
    SURE,
    bounds,
    certainty,
    interval,
    shown,
    sureness,
    together_notes,
    with_span,
)
from competence.tables import ALL
from competence.vocabulary import LAYERS, REVISIONS

PERCENT = {"percent": True}
SCORED = ("headcount", "exits", "hires")
PROMISED = 0.8
LAYERED = ("recruitment_need_cum", "recruitment_need", "headcount")
REVISED = ("recruitment_need_cum", "recruitment_need", "required_headcount", "headcount")
OBSERVED = {"headcount": "staff", "exits": "events", "hires": "events"}


def section(v: View) -> Iterator:
    """Blocks of the section."""
    yield Text(v.t("sure.rule"))
    yield from _here(v)
    yield years_table(v)
    if (told := layers(v)) is not None:
        yield Text(told)
        yield layers_table(v)
    yield Heading("provat", v.texts["sure.h.past"])
    yield from past_blocks(v)
    yield Text(shelf(v))
    if "no_vacancies" in v.notes():
        yield Text(v.t("sure.vacancies"))
    if (table := revisions(v)) is not None:
        yield Heading("andrat", v.texts["sure.h.revised"])
        yield Text(_revised(v))
        yield table


def past_blocks(v: View) -> Iterator:
    """Past forecasts beside what came."""
    table = past_table(v)
    if table is None:
        yield Text(v.t("sure.nothing"))
        return
    told = [v.t("sure.test", year=v.through(_last(v)))]
    told += [hits for hits in (totals(v), trials(v)) if hits]
    yield Text(Markup(" ").join(told))
    if (drawn := chart(v)) is not None:
        yield drawn
    yield table
    if issued := trials(v, "ledger"):
        yield Text(issued)
    if told := broke(v):
        yield Text(told, style="notice")


def _here(v: View) -> Iterator:
    kind, width = certainty(v)
    need = v.fig("people", "recruitment_need_cum", v.horizon)
    where = {"name": v.name, "year": v.when(v.horizon), "need": need}
    if need is not None and kind is not None and width is not None:
        between = interval(v, "people", "recruitment_need_cum", v.horizon)
        told = [
            v.t("sure.here", **where, interval=between, width=width, certainty=v.texts[f"certainty.{kind}"])
        ]
        if kind == "fairly" and round(width.value, 2) < SURE:
            told.append(v.t("sure.capped"))
        yield Text(Markup(" ").join(told))
    elif need is not None:
        yield Text(v.t("sure.here.unknown", **where))


def years_table(v: View) -> Table:
    """How sure the need is, near and far."""
    picked = sorted({v.years[i] for i in (0, 1, 4, len(v.years) - 1) if i < len(v.years)})
    rows = []
    for period in picked:
        need, low, high = bounds(v, "people", "recruitment_need_cum", period)
        cell = v.cell("people", "recruitment_need_cum", period)
        width, kind, between = (v.texts["sure.years.untold"],) * 3
        if need is not None and low is not None and high is not None:
            between = v.t("sure.years.between", low=low, high=high)
            share = (high.value - low.value) / need.value if need.value > 0 else None
            if share is not None:
                width = Fig(share, how=PERCENT).markup(v.locale)
            kind = v.texts["certainty.label." + ("unsure" if share is None else sureness(v, share, period))]
        tried = v.texts["sure.years.tried" if v.tested(period) else "sure.years.untried"]
        rows.append((v.when(period), shown(v, cell, names=False), between, width, kind, tried))
    head = tuple(v.texts[f"sure.years.{k}"] for k in ("year", "need", "span", "width", "kind", "test"))
    caption = v.t("sure.years.caption", name=v.name)
    note = v.t("sure.years.note")
    return Table("sakerhet", caption, head, tuple(rows), (note,), wide=True, text_columns=(4, 5))


# --- Past forecasts beside what came --------------------------------------------------------------------------


def _last(v: View) -> pd.Timestamp:
    return max(c.period for c in v.cube.cells("backtest"))


def _made(cell: Cell) -> pd.Timestamp:
    return pd.Timestamp(cell.category)


def _ahead(cell: Cell) -> int:
    return (cell.period.to_period("M") - _made(cell).to_period("M")).n // 12


def past_table(v: View) -> Table | None:
    """The last closed year as it would have been forecast one and more years before, beside what came."""
    found = v.cube.cells("backtest", administration=v.administration)
    if not found:
        return None
    period = _last(v)
    rows, met = [], []
    place = v.administration
    if not v.cube.cells("backtest", administration=place, period=period):
        place = ALL
    for measure in SCORED:
        cells = v.cube.cells("backtest", administration=place, measure=measure, period=period)
        # The nearest, the farthest and the one in the middle tell enough.
        ranked = sorted(cells, key=_ahead)
        cells = [ranked[i] for i in sorted({0, len(ranked) // 2, len(ranked) - 1})] if ranked else []
        came = v.cell(OBSERVED[measure], measure, period, of=place)
        for ours in cells:
            if came is None or ours.value is None:
                continue
            before = v.cell(OBSERVED[measure], measure, _made(ours), of=place)
            inside = v.texts["sure.no_span"]
            if came.value is not None and ours.p10 is not None:
                inside = v.texts["sure.yes" if ours.p10 <= came.value <= ours.p90 else "sure.no"]
            name = v.short_of(place) if place != ALL else v.texts["municipality"]
            met += [came, before]
            rows.append((
                v.t(f"sure.{measure}", name=name), v.t("sure.ahead", n=_ahead(ours)), with_span(v, ours),
                shown(v, came), inside, v.texts["sure.not_told"] if before is None else shown(v, before),
            ))  # fmt: skip
    if not rows:
        return None
    head = tuple(v.texts[f"sure.{k}"] for k in ("what", "made", "ours", "outcome", "inside", "naive"))
    caption = v.t("sure.caption", year=v.through(period))
    return Table(
        "provning", caption, head, tuple(rows), tuple(together_notes(v, met)), wide=True, text_columns=(1, 4)
    )


def chart(v: View) -> Chart | None:
    """Headcount as it came, and what past forecasts said."""
    cells = [c for c in v.cube.cells("backtest", administration=v.administration, measure="headcount")
             if c.value is not None]  # fmt: skip
    places = {c.joined_with for c in cells}
    if not cells or len(places) > 1:
        return None
    outcome = [v.cell("staff", "headcount", p) for p in v.staff_years]
    outcome = [c for c in outcome if c is not None and c.value is not None and c.joined_with in places]
    came = {c.period: c for c in outcome}
    fans, rows = [], []
    for origin in sorted({_made(c) for c in cells}):
        mine = sorted((c for c in cells if _made(c) == origin), key=lambda c: c.period)
        if origin not in came:
            continue
        start = came[origin]
        fans.append(
            Fan(Point(start.period, start.value), tuple(Point(c.period, c.value, c.p10, c.p90) for c in mine))
        )
        rows += [(v.when(origin), v.when(c.period), with_span(v, c), shown(v, came.get(c.period), names=False)) for c in mine]  # fmt: skip
    if len(outcome) < 2 or not fans:
        return None
    points = [Point(c.period, c.value) for c in outcome]
    keys = (v.texts["sure.past.came"], v.texts["sure.past.said"])
    drawing = past(points, fans, lambda x: number(x, locale=v.locale), v.texts["people.unit"], keys)
    with_span_ = [c for c in cells if c.p10 is not None and c.period in came]
    inside = sum(1 for c in with_span_ if c.p10 <= came[c.period].value <= c.p90)
    title = (
        v.t("sure.past.title", hit=str(inside), n=str(len(with_span_)))
        if with_span_
        else v.t("sure.past.title.plain")
    )
    alt = v.t(
        "sure.past.alt", name=v.name, first=Fig(points[0].value), **{"from": v.when(points[0].at)}, last=Fig(points[-1].value),
        to=v.when(points[-1].at), n=str(len(fans)), hit=str(inside), all=str(len(with_span_)),
    )  # fmt: skip
    head = tuple(v.texts[f"sure.past.{k}"] for k in ("made", "year", "forecast", "outcome"))
    table = Table("forr", v.t("sure.past.caption", name=v.name), head, tuple(rows), wide=True)
    return Chart("forr-diagram", title, plain(alt), drawing, table)


def trials(v: View, table: str = "trials") -> Markup:
    """How often what came lay within its span, in words: of so many tried, so many."""
    tried, hit = (v.cell(table, m) for m in ("tried", "hit"))
    if tried is None or hit is None or not tried.value:
        return Markup("")
    tenths = round(10 * hit.value / tried.value)
    key = "right" if tenths == 8 else "wide" if tenths > 8 else "narrow"
    return v.t(f"sure.{table}", name=v.name, n=number(tried.value, locale=v.locale), hit=number(hit.value, locale=v.locale),
               tenths=v.texts[f"count.{tenths}"]) + Markup(" ") + v.t(f"sure.trials.{key}")  # fmt: skip


def totals(v: View) -> Markup:
    """How often the totals' outcomes lay within their spans, apart from the small rows; misses all to one side are told."""
    counts = {}
    for quantity in SCORED:
        where = {"by": "quantity", "category": quantity}
        cells = {m: v.cell("trials", m, **where) for m in ("tried", "hit", "above", "below")}
        if all(c is not None and c.value is not None for c in cells.values()):
            counts[quantity] = {m: int(c.value) for m, c in cells.items()}
    tried, hit = (sum(c[m] for c in counts.values()) for m in ("tried", "hit"))
    if not tried:
        return Markup("")
    told = [v.t("sure.totals", name=v.name, n=str(tried), hit=str(hit))]
    for quantity, c in counts.items():
        missed = c["tried"] - c["hit"]
        if missed <= (1 - PROMISED) * c["tried"] + 0.5:
            continue
        side = "low" if c["above"] == missed else "high" if c["below"] == missed else "both"
        told.append(
            v.t(
                f"sure.totals.{side}",
                what=v.texts[f"sure.shelf.{quantity}"],
                missed=str(missed),
                n=str(c["tried"]),
            )
        )
    if len(told) == 1:
        told.append(v.t("sure.totals.right"))
    return Markup(" ").join(told)


def broke(v: View) -> Markup:
    """What came so far outside the forecast that something must have happened; empty where nothing did."""
    where = {} if v.administration == ALL else {"administration": v.administration}
    cells = v.cube.cells("broke", **where)
    if not cells:
        return Markup("")
    names = []
    for c in cells:
        place = f"{v.short_of(c.administration)}, " if v.administration == ALL else ""
        what = lower_first(v.row_name(c.group)) if c.group != ALL else v.texts[f"sure.broke.{c.category}"]
        names.append(f"{place}{what} ({v.texts[f'sure.broke.{c.measure}']})")
    return v.t("sure.broke", year=v.through(cells[0].period), names="; ".join(dict.fromkeys(names)))


def shelf(v: View) -> Markup:
    """How far each figure has held; where too little has been tried, that."""
    held, not_held = [], []
    for quantity in SCORED:
        cells = v.cube.cells("shelf", measure=quantity)
        if not cells or all(c.category == "not_tested" for c in cells):
            continue
        until = v.holds_until(quantity)
        name = v.texts[f"sure.shelf.{quantity}"]
        if until is not None:
            held.append(v.say("sure.shelf.until", name=name, year=v.when(until)))
        else:
            not_held.append(name)
    told = []
    if held:
        text = v.listed(held)
        told.append(v.t("sure.shelf", holds=text))
    if not_held:
        told.append(v.t("sure.shelf.none", names=v.listed(not_held)))
    if not held and not not_held:
        told.append(v.t("sure.shelf.untested"))
    if v.tested_years:
        told.append(
            v.t(
                "sure.untested",
                n=v.tested_years,
                years=v.texts.get(f"count.{v.tested_years}", str(v.tested_years)),
            )
        )
    return Markup(" ").join(told)


# --- Whose the width is ---------------------------------------------------------------------------------------


def _layered(v: View) -> tuple[str, list[pd.Timestamp]]:
    for quantity in LAYERED:
        cells = v.cube.cells("layers", administration=v.administration, measure=quantity)
        if cells:
            periods = sorted({c.period for c in cells})
            return quantity, [
                p for p in periods if p in (periods[0], v.years[min(4, len(v.years) - 1)], periods[-1])
            ]
    return "", []


def layers(v: View) -> Markup | None:
    """Whose the uncertainty is at the longest horizon, the largest layer first."""
    quantity, periods = _layered(v)
    if not periods:
        return None
    cells = v.cube.cells("layers", administration=v.administration, measure=quantity, period=periods[-1])
    ranked = sorted((c for c in cells if c.value), key=lambda c: -c.value)[:2]
    if len(ranked) < 2:
        return None
    names = [v.texts[f"sure.layer.{c.category}"] for c in ranked]
    shares = [Fig(c.value, c.key, how=PERCENT) for c in ranked]
    return v.t(
        "sure.layers",
        year=v.when(periods[-1]),
        name=names[0],
        share=shares[0],
        name2=names[1],
        share2=shares[1],
    )


def layers_table(v: View) -> Table:
    """Shares of the uncertainty by layer, near and far."""
    quantity, periods = _layered(v)
    rows = []
    for layer in LAYERS:
        if layer == "population" and "no_population" in v.notes():
            continue  # nothing is known of it: no nought
        cells = [v.cell("layers", quantity, p, by="layer", category=layer) for p in periods]
        if any(c is not None for c in cells):
            name = v.texts[f"sure.layer.{layer}"]
            rows.append((name[0].upper() + name[1:], *(shown(v, c, PERCENT) for c in cells)))
    head = (v.texts["sure.layer.head"], *(v.when(p) for p in periods))
    what = v.texts["sure.layer.of.headcount" if quantity == "headcount" else "sure.layer.of.need"]
    caption = v.t("sure.layer.caption", what=what, name=v.name)
    return Table("osakerhet", caption, head, tuple(rows), wide=False)


# --- What was revised -----------------------------------------------------------------------------------------


def _revision(v: View) -> tuple[str, pd.Timestamp | None]:
    for quantity in REVISED:
        cells = v.cube.cells("revisions", administration=v.administration, measure=quantity, by="none")
        if cells:
            return quantity, max(c.period for c in cells)
    return "", None


def revisions(v: View) -> Table | None:
    """Why the forecast says something else than the one before; None where there is none before."""
    quantity, period = _revision(v)
    if period is None:
        return None
    signed = {"sign": True}
    rows = []
    for step in REVISIONS:
        cell = v.cell("revisions", quantity, period, by="step", category=step)
        if cell is not None:
            rows.append((v.texts[f"sure.revision.{step}"], shown(v, cell, signed, names=False)))
    rows.append(
        (v.texts["sure.revision.sum"], shown(v, v.cell("revisions", quantity, period), signed, names=False))
    )
    head = (v.texts["sure.revision.head"], v.texts["sure.revision.number"])
    caption = v.t(
        "sure.revision.caption",
        what=v.texts[f"sure.revision.of.{quantity}"],
        year=v.when(period),
        name=v.name,
    )
    return Table("andringar", caption, head, tuple(rows), (v.t("sure.revision.note"),))


def _revised(v: View) -> Markup:
    quantity, period = _revision(v)
    total = v.fig("revisions", quantity, period)
    _, low, high = bounds(v, "people", quantity, period)
    if total is None or not total.value:
        return v.t("sure.revised.none")
    within = low is not None and high is not None and abs(total.value) < (high.value - low.value) / 2
    key = "up" if total.value > 0 else "down"
    told = v.t(
        f"sure.revised.{key}",
        what=v.texts[f"sure.revision.of.{quantity}"],
        year=v.when(period),
        n=total.size(),
    )
    return told + Markup(" ") + v.t("sure.revised.within" if within else "sure.revised.beyond")
