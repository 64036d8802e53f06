"""How many managers are through, whether the promises hold, and how it drains without new groups."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.plots import Point
from competence.report.programme.plots import Track, tracks
from competence.report.view import View
from competence.report.wording import by_then, shown, with_span
from competence.tables import ALL
from competence.vocabulary import PROGRAMME_STATUSES, PROMISES

PERCENT = {"percent": True}
TABLE, DRAIN, PROMISE = "programme_coverage", "programme_drain", "programme_promise"
AFTER = ("no_groups", "one_group", "keep")
ENOUGH = 0.95


def told(v: View) -> View:
    """From where the page tells it: the administration, or the municipality where its own may not be told."""
    return v if v.cube.cells(TABLE, administration=v.administration) else View(v.cube, v.config)


def blocks(v: View) -> Iterator:
    """Section 10: how far, how it drains, and the table."""
    place = told(v)
    said = [sentence(place), drain(place)]
    if place is not v and v.cube.cells(TABLE):
        said = [v.t("programme.coverage.untold", name=v.name), *said]
    yield Text(Markup(" ").join(s for s in said if s))
    if (found := table(place, short=True)) is not None:
        yield found


def now(v: View, measure: str = "completed") -> Cell | None:
    """The newest observed figure of this page's administration."""
    found = v.cube.cells(TABLE, administration=v.administration, measure=measure)
    return found[-1] if found else None


def sentence(v: View) -> Markup:
    """How many of the managers are through, at the newest period that is told."""
    through, every = now(v), now(v, "managers")
    if through is None or every is None:
        return v.t("programme.coverage.absent")
    day = {"when": by_then(v, through.period), "name": v.name}
    many = Fig(every.value, every.key)
    others = [s for s in PROGRAMME_STATUSES if s in through.joined_with]
    who = v.t("programme.coverage.whose", names=_whose(v, through)) if _whose(v, through) else Markup("")
    if through.value is None:
        if through.low is None:
            return v.t("programme.coverage.untold", name=v.name)
        if through.low == 0:
            few = number(through.high + 1, locale=v.locale)
            return v.t("programme.coverage.few", few=few, all=many, **day) + who
        left = number(every.value - through.low + 1, locale=v.locale)
        return v.t("programme.coverage.nearly", left=left, all=many, **day) + who
    n = Fig(through.value, through.key)
    if others:
        return v.t(f"programme.coverage.with.{others[0]}", n=n, all=many, **day) + who
    if through.value == 0:
        return v.t("programme.coverage.nobody", all=many, **day) + who
    if through.value == every.value:
        return v.t("programme.coverage.all", all=many, **day) + who
    share = v.cell(TABLE, "through_share", through.period)
    return (
        v.t("programme.coverage.some", n=n, all=many, share=Fig(share.value, share.key, how=PERCENT), **day)
        + who
    )


def _whose(v: View, cell: Cell) -> str:
    """Names of the administrations that stand together in a figure."""
    names = [a for a in cell.joined_with if a in v.config.administrations]
    order = [a for a in v.config.administrations if a in (*names, v.administration)]
    return v.listed([v.short_of(a) for a in order]) if names else ""


def drain(v: View) -> Markup:
    """What becomes of it ahead: by the groups still to come, without new ones, and with one a year."""
    said = []
    for kind in ("roll_out", *AFTER[:2]):
        found = v.cube.cells(DRAIN, administration=v.administration, category=kind)
        # That nobody is through without groups goes without saying.
        if found and found[-1].value:
            key = f"{kind}.after" if said and kind == "no_groups" else kind
            said.append(v.t(
                f"programme.drain.{key}", share=_share(found[-1]), when=by_then(v, found[-1].period),
                between=_between(v, found[-1]),
            ))  # fmt: skip
    return Markup(" ").join(said)


def _share(cell: Cell, part: str = "value") -> Fig:
    return Fig(getattr(cell, part), cell.key, part, PERCENT)


def _between(v: View, cell: Cell) -> Markup:
    if cell.p10 is None or cell.p90 is None or cell.p10 == cell.p90:
        return Markup("")
    return Markup(" (") + v.t("interval", low=_share(cell, "p10"), high=_share(cell, "p90")) + Markup(")")


def history(v: View) -> list[Cell]:
    """Observed shares, from the last period before anybody was through."""
    found = v.cube.cells(TABLE, administration=v.administration, measure="through_share")
    begun = next((i for i, c in enumerate(found) if c.value != 0), len(found))
    return found[max(min(begun, len(found)) - 1, 0) :]


def table(v: View, *, short: bool = False) -> Table | None:
    """Observed and expected shares by year; `short` only the newest, the next and the last year."""
    seen = history(v)
    ends = [c for c in seen if c.period.month == 12 or c is seen[-1]]
    rows = []
    for c in ends[-1:] if short else ends:
        counts = [v.cell(TABLE, m, c.period) for m in ("managers", "completed")]
        rows.append(
            (
                v.when(c.period),
                v.texts["programme.drain.observed"],
                _percent(v, c),
                *(_count(v, x) for x in counts),
            )
        )
    for kind in ("roll_out", *AFTER):
        found = v.cube.cells(DRAIN, administration=v.administration, category=kind)
        yearly = [c for c in found if c.period.month == v.origin.month or c is found[-1]]
        for c in dict.fromkeys([*yearly[:1], *yearly[-1:]]) if short else yearly:
            rows.append(
                (
                    v.when(c.period),
                    v.texts[f"programme.drain.name.{kind}"],
                    with_span(v, c, PERCENT),
                    "–",
                    "–",
                )
            )
    if not rows:
        return None
    head = tuple(v.texts[f"programme.coverage.head.{k}"] for k in ("when", "kind", "share", "all", "through"))
    caption = v.t("programme.coverage.caption", name=v.name)
    return Table("programmet-tackning", caption, head, tuple(rows), (v.t("programme.coverage.note"),), wide=True,
                 text_columns=(1,))  # fmt: skip


def _percent(v: View, c: Cell) -> Markup:
    if c.value is None and c.low is not None:
        return v.t("programme.least", n=Fig(c.low, c.key, "low", PERCENT))
    return shown(v, c, PERCENT, names=False)


def _count(v: View, c: Cell | None) -> Markup:
    if c is not None and c.value is None and c.low:
        return v.t("programme.least", n=Fig(c.low, c.key, "low"))
    return shown(v, c, names=False)


def promises(v: View) -> Iterator:
    """Both dates, the chance that the promise holds and the pace it takes."""
    items, rows = [], []
    for promise in PROMISES:
        where = {"by": "promise", "category": promise}
        cells = {c.measure: c for c in v.cube.cells(PROMISE, administration=ALL, **where)}
        if "share" not in cells:
            continue
        fig = {m: Fig(c.value, c.key) for m, c in cells.items() if c.value is not None}
        day = {m: cells[m].period for m in ("due", "p10", "p50", "p90") if m in cells}
        reached = cells["share"].value is None
        share = v.t("programme.least", n=Fig(cells["share"].low, cells["share"].key, "low", PERCENT)) if reached else Fig(
            cells["share"].value, cells["share"].key, how=PERCENT)  # fmt: skip
        who = v.texts[f"programme.promise.{promise}"]
        told = [
            v.t("programme.promise.reached" if reached else "programme.promise.share", who=who, share=share)
        ]
        ahead = not reached and "p50" in day and day["p50"] > v.origin
        if ahead:
            ends = ""
            if "p10" in day and "p90" in day:
                ends = v.t("programme.promise.between", low=v.month(day["p10"]), high=v.month(day["p90"]))
            elif "p10" in day:
                ends = v.t("programme.promise.from", low=v.month(day["p10"]))
            told.append(v.t("programme.promise.when", month=v.month(day["p50"]), between=ends))
        elif not reached and "p50" not in day:
            told.append(v.t("programme.promise.never"))
        passed = "due" in day and day["due"] <= v.origin
        if passed or reached:
            fig.pop("chance", None)
            fig.pop("pace_needed", None)
        if not reached and "due" in day:
            chance = fig.get("chance")
            if passed or chance is None:
                told.append(v.t("programme.promise.passed", day=v.day(day["due"])))
            else:
                told.append(
                    v.t("programme.promise.chance", day=v.day(day["due"]), chance=chance.plain(percent=True))
                )
                if "pace" in fig and "pace_needed" in fig:
                    told.append(v.t("programme.promise.pace", pace=fig["pace"].plain(decimals=1),
                                    needed=fig["pace_needed"].plain(decimals=1)))  # fmt: skip
        items.append(Markup(" ").join(told))
        one = {"decimals": 1}
        rows.append((
            who[0].upper() + who[1:], share if reached else share.markup(v.locale),
            v.day(day["due"]) if "due" in day else "–", v.month(day["p50"]) if ahead else "–",
            *(_figure(v, fig.get(m), how) for m, how in (("chance", PERCENT), ("pace", one), ("pace_needed", one),
                                                        ("places_a_year", {}))),
        ))  # fmt: skip
    if not items:
        return
    yield Text(items=tuple(items))
    head = tuple(v.texts[f"programme.promise.head.{k}"] for k in
                 ("who", "share", "due", "when", "chance", "pace", "needed", "places"))  # fmt: skip
    yield Table(
        "programmet-loften",
        v.t("programme.promise.caption"),
        head,
        tuple(rows),
        (v.t("programme.promise.note"),),
        wide=True,
    )


def _figure(v: View, found: Fig | None, how: dict) -> Markup | str:
    return "–" if found is None else found.plain(**how).markup(v.locale)


def chart(v: View) -> Chart | None:
    """The share through against an even pace of the plan, and what becomes of it ahead."""
    seen = history(v)
    drawn = [Point(c.period, c.value if c.value is not None else c.low, c.low, c.high) for c in seen]
    if not drawn or (len(drawn) < 2 and not v.cube.cells(DRAIN, administration=v.administration)):
        return None
    programme = v.config.programme
    lines = [Track("heads", v.texts["programme.chart.seen"], tuple(drawn))]
    start, due = (pd.Timestamp(d) if d else None for d in (programme.rollout_start, programme.rollout_end))
    if start is not None and due is not None:
        lines.append(Track("plan", "", (Point(start, 0.0), Point(due, 1.0)), inside=True))
    last, begin = None, drawn[-1]
    for kind, style in (
        ("roll_out", "heads dashed"),
        ("keep", "rule dashed"),
        ("one_group", "rule"),
        ("no_groups", "need"),
    ):
        found = v.cube.cells(DRAIN, administration=v.administration, category=kind)
        if not found:
            continue
        points = [Point(c.period, c.value, c.p10, c.p90) for c in found]
        # What comes after the roll-out begins where it is expected to end.
        line = [begin, *points]
        if kind == "roll_out":
            begin = points[-1]
        if kind == "no_groups":
            last = found[-1]
        lines.append(
            Track(
                style,
                v.say(f"programme.chart.{kind}"),
                tuple(line),
                inside=kind == "roll_out",
                band=kind in ("no_groups", "roll_out"),
            )
        )
    share = seen[-1]
    key = "band" if share.value is None else "seen"
    figure = _share(share, "low" if share.value is None else "value")
    title = v.t(f"programme.chart.title.{key}", share=figure, when=by_then(v, share.period))
    if last is not None:
        after = begin is not drawn[-1]
        title += v.t(
            f"programme.chart.title.{'after' if after else 'drain'}",
            share=_share(last),
            when=by_then(v, last.period),
        )
    told = [v.t("programme.chart.alt", name=v.name, first=_share(seen[0]) if seen[0].value is not None else figure,
                start=v.month(seen[0].period), share=figure, now=v.month(share.period))]  # fmt: skip
    for kind in ("roll_out", *AFTER):
        found = v.cube.cells(DRAIN, administration=v.administration, category=kind)
        if found:
            told.append(v.t("programme.chart.alt.ahead", kind=v.texts[f"programme.drain.name.{kind}"].lower(),
                            share=_share(found[-1]), when=v.month(found[-1].period)))  # fmt: skip
    drawing = tracks(lines, lambda x: number(x, percent=True, locale=v.locale), v.texts["programme.chart.unit"],
                     now=v.origin, due=due, due_word=v.say("programme.chart.due", month=v.month(due)) if due is not None else "")  # fmt: skip
    return Chart("programmet-tid", title, plain(Markup(" ").join(told)), drawing, table(v))
