"""Section 5's other half: work of the absent, and the summer on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Chart, Heading, Table, Text
from competence.report.charts import month_marks, points, words
from competence.report.figures import Fig, plain
from competence.report.plots import columns
from competence.report.undelivered import HOURS
from competence.report.view import View
from competence.report.wording import interval, shown, together_notes, with_span

COVER = ("cover_fte", "cover_supplied_fte", "cover_gap_fte")


def blocks(v: View) -> Iterator:
    """The summer and the cover of the coming months; where neither is worked out, nothing; where no hours came, that."""
    if v.cell("undelivered", HOURS) is not None:
        yield Heading("sommaren", v.texts["summer.h"])
        yield Text(v.t("summer.undelivered", name=v.name))
        return
    summers = _summers(v)
    if summers:
        yield Heading("sommaren", v.texts["summer.h"])
        yield Text(Markup(" ").join(_sentences(v, summers)))
        yield _table(v, summers)
    if (chart := cover(v)) is not None:
        yield chart


def _summers(v: View) -> list:
    """Months in which a summer is told, oldest first."""
    found = {c.period for m in ("summer_persons", "summer_fte")
             for c in v.cube.cells("months", administration=v.administration, measure=m) if c.value is not None}  # fmt: skip
    return sorted(p for p in found if p > v.origin)


def _sentences(v: View, summers: list) -> Iterator[Markup]:
    first = summers[0]
    persons, fte = v.fig("months", "summer_persons", first), v.fig("months", "summer_fte", first)
    year = str(first.year)
    if persons is not None:
        yield v.t(
            "summer.persons", year=year, n=persons, interval=interval(v, "months", "summer_persons", first)
        )
    if fte is not None:
        yield v.t("summer.fte", n=fte)
    seen = _seen(v)
    if seen:
        period = seen[-1]
        engaged, back = (v.fig("summer_seen", m, period) for m in ("summer_persons", "summer_returned"))
        cell = v.cell("summer_seen", "summer_persons", period)
        if not cell.joined_with or set(cell.joined_with) == set(v.joined):
            yield v.t("summer.seen", year=str(period.year), engaged=engaged, back=back)


def _seen(v: View) -> list:
    return sorted({c.period for c in v.cube.cells("summer_seen", administration=v.administration) if c.value})


def _table(v: View, summers: list) -> Table:
    """Summers: the last one as it was, and those to come."""
    rows, notes = [], []
    for period in _seen(v):
        engaged, back = (v.cell("summer_seen", m, period) for m in ("summer_persons", "summer_returned"))
        notes += together_notes(v, [engaged])
        rows.append(
            (
                v.say("summer.was", year=str(period.year)),
                shown(v, engaged),
                shown(v, back, names=False),
                v.texts["summer.untold"],
            )
        )
    for period in summers:
        persons, fte = (v.cell("months", m, period) for m in ("summer_persons", "summer_fte"))
        rows.append((str(period.year), with_span(v, persons), v.texts["summer.unseen"], with_span(v, fte)))
    head = tuple(v.texts[f"summer.{k}"] for k in ("year", "engage", "back", "work"))
    return Table(
        "somrar",
        v.t("summer.caption", name=v.name),
        head,
        tuple(rows),
        (*notes, v.t("summer.note")),
        wide=True,
    )


def cover(v: View) -> Chart | None:
    """Work of the absent month by month, and what is expected to be covered."""
    cells = [v.cell("months", "cover_fte", m) for m in v.months]
    if not cells or any(c is None or c.value is None for c in cells):
        return None
    found = points(cells)
    drawing = columns(found, words(v, "cover.unit"), tested=v.tested_until, labels=month_marks(v, v.months))
    top = max(cells, key=lambda c: c.value)
    title = v.t("cover.title", month=v.month(top.period), n=Fig(top.value, top.key))
    alt = v.t(
        "cover.alt", name=v.name, first=Fig(found[0].value), **{"from": v.month(found[0].at)},
        last=Fig(found[-1].value), month=v.month(found[-1].at), peak=Fig(top.value), peak_month=v.month(top.period),
    )  # fmt: skip
    present = [m for m in COVER if any(c.value is not None for c in v.cube.cells("months", administration=v.administration, measure=m))]  # fmt: skip
    rows = tuple((v.month(m), *(with_span(v, v.cell("months", q, m)) for q in present)) for m in v.months)
    head = (v.texts["months.month"], *(v.texts[f"cover.{m}"] for m in present))
    table = Table(
        "vikarier-tabell", v.t("cover.caption", name=v.name), head, rows, (v.t("cover.note"),), wide=True
    )
    return Chart("vikarier", title, plain(alt), drawing, table)
