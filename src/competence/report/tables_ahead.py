"""Tables of what comes, written from the cube: months, years, rows, requirements, how sure."""

from __future__ import annotations

from competence.report.blocks import Table
from competence.report.figures import Fig
from competence.report.view import View
from competence.report.wording import shown, with_span

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
    notes = (v.t("months.summed"), v.t("months.dash"))
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
        "ar-for-ar",
        v.t("people.caption", name=v.name),
        head,
        tuple(rows),
        (v.t("people.note"), v.t("people.dash")),
        wide=True,
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


def standard(v: View) -> Table | None:
    """The standard model's figures beside ours at the horizon."""
    rows = []
    for measure in (
        "required_headcount",
        "headcount_without_hiring",
        "exits",
        "recruitment_need",
        "recruitment_need_cum",
    ):
        ours, theirs = v.cell("people", measure, v.horizon), v.cell("standard", measure, v.horizon)
        if theirs is not None and theirs.value is not None:
            name = v.say(f"standard.{measure}", year=v.when(v.horizon))
            rows.append((name, with_span(v, ours), shown(v, theirs, names=False)))
    if not rows:
        return None
    head = tuple(v.texts[f"standard.{k}"] for k in ("what", "ours", "theirs"))
    caption = v.t("standard.caption", name=v.name, year=v.when(v.horizon))
    return Table("standardmodellen", caption, head, tuple(rows), (v.t("standard.note"),), wide=True)
