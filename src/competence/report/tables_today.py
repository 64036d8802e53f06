"""Tables of what is, written from the cube: key figures, ages, rows, causes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Table
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.rows import JOIN
from competence.report.view import View
from competence.report.wording import is_everyone, shown, together_notes
from competence.tables import ALL, STATUSES

PERCENT = {"percent": True}
ONE = {"decimals": 1}
OLD = 60


def old_share(v: View, period: pd.Timestamp, of: str | None = None) -> tuple[Fig | None, Fig | None]:
    """(number, share) of those aged 60 and over, where the bands tell."""
    place = v.administration if of is None else of
    cells = list(v.cube.cells("splits", administration=place, by="age_band", period=period))
    if not cells or any(c.value is None for c in cells):
        return None, None
    old = [c for c in cells if int(c.category.split("-")[0]) >= OLD]
    starts = {int(c.category.split("-")[0]) for c in cells}
    total = sum(c.value for c in cells)
    if OLD not in starts or not total:
        return None, None
    number = sum(c.value for c in old)
    key = old[0].key if len(old) == 1 else ""
    return Fig(number, key), Fig(number / total, how=PERCENT)


def key_figures(v: View) -> Table:
    """Staff today against the municipality and the year before."""
    # The year before: the newest closed year's end at least half a year back.
    past = [p for p in v.year_ends if (v.origin - p).days > 180]
    before = past[-1] if past else None
    closed = v.closed
    ends = v.year_ends
    rows: list[tuple] = []

    def add(label: str, now, whole, earlier) -> None:
        if any(x not in (None, "–", Markup("–")) for x in (now, whole, earlier)):
            rows.append((label, *(Markup("–") if x is None else x for x in (now, whole, earlier))))

    met: list[Cell | None] = []

    def cells(table, measure, period, past, how=None, **where):
        if period is None:
            return
        found = [
            v.cell(table, measure, period, **where), v.cell(table, measure, period, of=ALL, **where),
            v.cell(table, measure, past, **where) if past is not None else None,
        ]  # fmt: skip
        met.extend(found)
        if any(found):
            yield from (shown(v, c, how) for c in found)

    def put(key, table, measure, period, past, how=None, name=None, **where) -> None:
        found = list(cells(table, measure, period, past, how, **where))
        if found:
            add(name or v.say(key, when=v.when(period)), *found)

    put("key.headcount", "staff", "headcount", v.origin, before)
    put("key.fte", "staff", "fte", v.origin, before)
    end = ends[-1] if ends else None
    last_end = ends[-2] if len(ends) > 1 else None
    put("key.mean_age", "splits", "mean_age", end, last_end, ONE)
    if end is not None:
        pairs = [
            old_share(v, end),
            old_share(v, end, ALL),
            old_share(v, last_end) if last_end else (None, None),
        ]
        texts = [None if s is None else s.markup(v.locale) for _, s in pairs]
        add(v.say("key.old", when=v.when(end)), *texts)
        for key, by, category in (("key.permanent", "contract", "permanent"), ("key.women", "sex", "female")):
            shares = [_share(v, end, by, category), _share(v, end, by, category, ALL),
                      _share(v, last_end, by, category) if last_end else None]  # fmt: skip
            add(v.say(key, when=v.when(end)), *shares)
    if closed:
        year, past_year = closed[-1], closed[-2] if len(closed) > 1 else None
        for key, how in (("exits", None), ("exits_share", {**PERCENT, **ONE}), ("hires", None)):
            name = v.say(f"key.{key}", when=v.through(year))
            put(f"key.{key}", "events", key, year, past_year, how, name)
    for requirement in v.requirements:
        found = v.cube.cells(
            "competence", administration=v.administration, category=requirement, measure="headcount"
        )
        if found:
            period, before_it = found[-1].period, found[-2].period if len(found) > 1 else None
            shares = [_qualified(v, requirement, period), _qualified(v, requirement, period, ALL),
                      _qualified(v, requirement, before_it) if before_it is not None else None]  # fmt: skip
            name = v.requirement_name(requirement)
            add(v.say("key.qualified", requirement=name, when=v.when(period)), *shares)
    put("key.vacancies", "vacancies", "open_posts_fte", v.origin, None)
    if v.administration == ALL:
        rows = [(label, now, earlier) for label, now, _, earlier in rows]
    head = [
        v.texts["key.measure"],
        v.short_of(v.administration) if v.administration != ALL else v.texts["municipality"],
    ]
    if v.administration != ALL:
        head.append(v.texts["municipality"])
    head.append(v.texts["key.before"])
    caption = v.t("key.caption.all" if v.administration == ALL else "key.caption", name=v.name)
    return Table(
        "nyckeltal", caption, tuple(head), tuple(rows),
        (*together_notes(v, met), v.t("key.note"), *((v.t("key.note.trial"),) if _on_trial(v) else ())), wide=True,
    )  # fmt: skip


def _on_trial(v: View) -> bool:
    """Whether a delivery tells employments on trial from permanent ones; the page counts them together."""
    told = (word for s in v.config.sources.values() for word in s.values.get("contract", {}).values())
    return "trial" in told


def _share(v: View, period, by, category, of=None) -> Markup | None:
    place = v.administration if of is None else of
    cells = v.cube.cells("splits", administration=place, by=by, period=period)
    if not cells or any(c.value is None for c in cells):
        return None
    total = sum(c.value for c in cells)
    mine = sum(c.value for c in cells if c.category == category)
    return Fig(mine / total, how=PERCENT).markup(v.locale) if total else None


def _qualified(v: View, requirement: str, period, of: str | None = None) -> Markup | None:
    """Share of those under a requirement who meet it, where their number is shown."""
    where = {"by": "requirement", "category": requirement, "of": of}
    meets = v.cell("competence", "headcount_meets", period, **where)
    every = v.cell("competence", "headcount", period, **where)
    if meets is None or meets.value is None or set(meets.joined_with) & set(STATUSES):
        return None
    return Fig(meets.value / every.value, how=PERCENT).markup(v.locale)


def causes(v: View) -> Table | None:
    """Exits of the last closed year by cause."""
    if not v.closed:
        return None
    year = v.closed[-1]
    found = list(
        v.cube.cells("events", administration=v.administration, period=year, by="cause", measure="exits")
    )
    if not found:
        return None
    order = {"resignation": 0, "retirement": 1, "other": 2}
    rows = []
    for cell in sorted(found, key=lambda c: order[c.category]):
        share = v.cell("events", "exits_share", year, by="cause", category=cell.category)
        rows.append(
            (
                v.texts[f"cause.{cell.category}"],
                shown(v, cell, names=False),
                shown(v, share, {**PERCENT, **ONE}, names=False),
            )
        )
    joined = found[0].joined_with
    caption = v.t("causes.caption", when=v.through(year))
    notes = ()
    if joined:
        names = [v.short_of(a) for a in (v.administration, *joined) if a in v.config.administrations]
        whole = is_everyone(v, found[0])
        notes = (v.t("causes.everyone") if whole else v.t("causes.together", names=v.listed(names)),)
    head = (v.texts["causes.cause"], v.texts["causes.number"], v.texts["causes.share"])
    return Table("orsaker", caption, head, tuple(rows), notes)


def rows_today(v: View) -> Table:
    """Headcount of the published rows today."""
    cells = sorted(
        v.cube.cells("rows", administration=v.administration), key=lambda c: (-(c.value or 0), c.group)
    )
    total = v.cell("staff", "headcount", v.origin)
    groups = {c.group for c in cells}
    rows, seen = [], set()
    for cell in cells:
        if cell.group in seen:
            continue
        members = [cell.group, *(g for g in cell.joined_with if g in groups)]
        seen |= set(members)
        group = JOIN.join(members)
        share = "–"
        if cell.value is not None and total is not None and total.value:
            share = Fig(cell.value / total.value, how=PERCENT).markup(v.locale)
        rows.append((v.row_name(group), shown(v, cell, names=False), share))
    if total is not None:
        rows.append(
            (v.texts["rows.all"], shown(v, total, names=False), Fig(1.0, how=PERCENT).markup(v.locale))
        )
    head = (v.texts["rows.group"], v.texts["rows.heads"], v.texts["rows.share"])
    note = v.t("rows.note", limit=v.config.publication.row_limit)
    return Table("yrkesgrupper", v.t("rows.caption", when=v.when(v.origin)), head, tuple(rows), (note,))


def ages(v: View, cells: Iterable[Cell]) -> Table:
    """Staff by age band."""
    cells = list(cells)
    when = v.when(cells[0].period)
    rows = tuple((band_name(v, c.category, i == 0), shown(v, c, names=False)) for i, c in enumerate(cells))
    caption = v.t("age.caption", name=v.name, when=when)
    return Table("alder-tabell", caption, (v.texts["age.band"], v.texts["rows.heads"]), rows)


def band_name(v: View, category: str, youngest: bool) -> str:
    """An age band in words."""
    first, last = category.split("-")
    if not last:
        return v.say("age.open", first=str(int(first)))
    if youngest:
        return v.say("age.below", last=str(int(last) + 1))
    return v.say("age.from_to", first=first, last=last)
