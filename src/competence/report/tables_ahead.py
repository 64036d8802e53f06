"""Tables of what comes, written from the cube: months, years, rows, requirements, how sure."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Table
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.numbers import span
from competence.report.story import GAP
from competence.report.view import View, lower_first
from competence.report.wording import FAIRLY, SURE, bounds, shown, together_notes, with_span
from competence.tables import ALL, STATUSES

PERCENT = {"percent": True}


def months(v: View) -> Table:
    """The next months."""
    rows = []
    for m in v.months:
        cells = [v.cell("months", q, m) for q in ("headcount", "exits", "hires", "recruitment_need")]
        rows.append(
            (
                v.month(m),
                with_span(v, cells[0]),
                with_span(v, cells[1]),
                shown(v, cells[2], names=False),
                shown(v, cells[3], names=False),
            )
        )
    sums = [
        shown(v, v.cell("months_sum", q, v.months[-1]), names=False)
        for q in ("exits", "hires", "recruitment_need")
    ]
    rows.append((v.texts["months.sum"], "–", *sums))
    head = tuple(v.texts[f"months.{k}"] for k in ("month", "heads", "exits", "hires", "need.head"))
    notes = (v.t("months.summed"),)
    return Table("manader", v.t("months.caption", name=v.name), head, tuple(rows), notes, wide=True)


def years(v: View) -> Table:
    """The forecast year by year."""
    today = v.cell("staff", "headcount", v.origin)
    rows = [
        (
            v.t("people.today", when=v.when(v.origin)),
            "–",
            shown(v, today, names=False),
            *["–"] * 4,
            shown(v, today, names=False),
        )
    ]
    for period in v.years:
        cells = {q: v.cell("people", q, period) for q in
                 ("required_headcount", "headcount", "gap", "recruitment_need", "recruitment_need_cum", "headcount_without_hiring")}  # fmt: skip
        required = cells["required_headcount"]
        change = None
        if (
            required is not None
            and required.value is not None
            and today is not None
            and today.value is not None
        ):
            change = Fig(required.value - today.value, how={"sign": True})
        rows.append((
            v.when(period), shown(v, required, names=False), with_span(v, cells["headcount"]),
            with_span(v, cells["gap"]), "–" if change is None else change.markup(v.locale),
            shown(v, cells["recruitment_need"], names=False), with_span(v, cells["recruitment_need_cum"]),
            shown(v, cells["headcount_without_hiring"], names=False),
        ))  # fmt: skip
    head = tuple(
        v.texts[f"people.{k}"]
        for k in ("year", "required", "heads", "gap", "change", "need", "need_cum", "remaining")
    )
    return Table(
        "ar-for-ar", v.t("people.caption", name=v.name), head, tuple(rows), (v.t("people.note"),), wide=True
    )


def next_years(v: View) -> Table:
    """The next two years, where months cannot be told."""
    rows = []
    for period in v.years[:2]:
        cells = [v.cell("people", q, period) for q in ("headcount", "exits", "hires", "recruitment_need")]
        rows.append((v.when(period), *(with_span(v, c) for c in cells)))
    head = tuple(v.texts[f"next.{k}"] for k in ("year", "heads", "exits", "hires", "need"))
    return Table("narmaste-aren", v.t("next.caption", name=v.name), head, tuple(rows), wide=True)


def bridge(v: View, steps) -> Table:
    """The bridge's steps as numbers."""
    rows = tuple((name, figure) for name, figure in steps)
    caption = v.t("bridge.caption", year=v.when(v.horizon), name=v.name)
    return Table("steg", caption, (v.texts["bridge.step"], v.texts["bridge.number"]), rows)


def people_rows(v: View) -> Table:
    """The horizon by published row."""
    period = v.horizon
    groups = v.cube.values("people_rows", "group", administration=v.administration, period=period)
    today = {c.group: c for c in v.cube.cells("rows", administration=v.administration)}
    rows = []
    for group in groups:
        cells = [v.cell("people_rows", q, period, group=group) for q in
                 ("required_headcount", "headcount_without_hiring", "recruitment_need_cum", "gap")]  # fmt: skip
        size = -(cells[2].value or 0) if cells[2] is not None else 0
        now = today.get(group)
        alone = now is not None and not set(now.joined_with) & set(today)
        first = shown(v, now if alone else None, names=False)
        rows.append((size, group, (
            v.row_name(group), first, shown(v, cells[0], names=False), shown(v, cells[1], names=False),
            with_span(v, cells[2]), with_span(v, cells[3]),
        )))  # fmt: skip
    year = v.when(period)
    head = (v.texts["rows.group"], v.texts["people.rows.today"], v.say("people.rows.required", year=year),
            *(v.texts[f"people.rows.{k}"] for k in ("remaining", "need", "gap")))  # fmt: skip
    body = tuple(row for _, _, row in sorted(rows, key=lambda r: (r[0], r[1])))
    caption = v.t("people.rows.caption", name=v.name, year=year)
    return Table("yrkesgrupper-framat", caption, head, body, (v.t("people.rows.note"),), wide=True)


def skill_now(v: View, requirement: str) -> Table | None:
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


def skill_years(v: View, requirement: str) -> Table:
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
    rows = []
    for period in v.years:
        cells = [(m, v.cell("competence_outlook", m, period, **where)) for m, _ in kept]
        spanned = {"qualified_fte", GAP}
        rows.append(
            (
                v.when(period),
                *(with_span(v, c) if m in spanned else shown(v, c, names=False) for m, c in cells),
            )
        )
    head = (v.texts["people.year"], *(v.texts[f"skills.{k}"] for _, k in kept))
    caption = v.t("skills.caption", requirement=v.requirement_name(requirement), name=v.name)
    return Table(f"krav-{slug(requirement)}-tabell", caption, head, tuple(rows), wide=True)


def sure_years(v: View) -> Table:
    """How sure the need is, near and far."""
    picked = sorted({v.years[i] for i in (0, 1, 4, len(v.years) - 1) if i < len(v.years)})
    rows = []
    for period in picked:
        need, low, high = bounds(v, "people", "recruitment_need_cum", period)
        cell = v.cell("people", "recruitment_need_cum", period)
        width, kind = Markup("–"), "–"
        between = Markup("–")
        if need is not None and low is not None and high is not None:
            between = v.t("sure.years.between", low=low, high=high)
            if need.value > 0:
                share = (high.value - low.value) / need.value
                width = Fig(share, how=PERCENT).markup(v.locale)
                kind = v.texts[
                    "certainty.label."
                    + ("sure" if share < SURE else "fairly" if share < FAIRLY else "unsure")
                ]
            else:
                kind = v.texts["certainty.label.unsure"]
        rows.append((v.when(period), shown(v, cell, names=False), between, width, kind))
    head = tuple(v.texts[f"sure.years.{k}"] for k in ("year", "need", "span", "width", "kind"))
    return Table(
        "sakerhet", v.t("sure.years.caption", name=v.name), head, tuple(rows), wide=True, text_columns=(4,)
    )


def backtest(v: View) -> Table | None:
    """The last closed year as it would have been forecast, beside what came."""
    found = v.cube.cells("backtest", administration=v.administration, by="method")
    if not found:
        return None
    period = found[0].period
    earlier = [
        c.period for c in v.cube.cells("events", administration=ALL, measure="exits") if c.period < period
    ]
    rows, met = [], []
    for place in dict.fromkeys((v.administration, ALL)):
        for measure, table in (("headcount", "staff"), ("exits", "events")):
            before = max(earlier, default=None) if measure == "exits" else _year_before(v, period)
            ours = v.cell("backtest", measure, period, of=place, by="method", category="ours")
            naive = v.cell(table, measure, before, of=place) if before is not None else None
            came = v.cell(table, measure, period, of=place)
            if ours is None or came is None:
                continue
            inside = "–"
            if came.value is not None and ours.p10 is not None:
                inside = v.texts["sure.yes" if ours.p10 <= came.value <= ours.p90 else "sure.no"]
            label = v.t(
                f"sure.{measure}", name=v.short_of(place) if place != ALL else v.texts["municipality"]
            )
            met += [came, naive]
            rows.append((label, with_span(v, ours), shown(v, came), inside, shown(v, naive)))
    head = tuple(v.texts[f"sure.{k}"] for k in ("what", "ours", "outcome", "inside", "naive"))
    caption = v.t("sure.caption", year=v.through(period))
    return (
        Table(
            "provning",
            caption,
            head,
            tuple(rows),
            tuple(together_notes(v, met)),
            wide=True,
            text_columns=(3,),
        )
        if rows
        else None
    )


def _year_before(v: View, period: pd.Timestamp) -> pd.Timestamp | None:
    return max((p for p in v.staff_years if p < period), default=None)


def slug(id_: str) -> str:
    """An id for the page."""
    return lower_first(id_).replace("_", "-")
