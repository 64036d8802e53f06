"""Section 8: what the need is made of, near the manager and outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.comparing import Range, ranges
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.view import View
from competence.report.wording import by_then, with_span
from competence.vocabulary import DRIVERS, REACHES

SHARE = {"percent": True}
TELLING = 0.02  # of the need; smaller drivers are named together in sentences


@dataclass(frozen=True)
class Drivers:
    """The drivers of a page's need at the horizon, largest first within each reach, and their sum."""

    cells: tuple[Cell, ...]

    @property
    def total(self) -> float:
        """What they sum to: the need, the gap of today apart."""
        return sum(c.value for c in self.cells)

    def share(self, cells) -> Fig:
        """Their share of the need."""
        return Fig(sum(c.value for c in cells) / self.total, how=SHARE)

    def of(self, reach: str) -> list[Cell]:
        """Those near the manager, or outside."""
        return [c for c in self.cells if c.measure == reach]


def read(v: View) -> Drivers | None:
    """The page's drivers at the horizon, or None."""
    found = v.cube.cells("drivers", administration=v.administration, period=v.horizon)
    found = [c for c in found if c.value is not None]
    if not found:
        return None
    order = {r: i for i, r in enumerate(REACHES)}
    ranked = sorted(found, key=lambda c: (order[c.measure], -abs(c.value), DRIVERS.index(c.category)))
    return Drivers(tuple(ranked))


def largest(v: View) -> Markup:
    """The one or two largest drivers, with their share of the need; empty where nothing is recruited."""
    drivers = read(v)
    if drivers is None or drivers.total <= 0:
        return Markup("")
    top = sorted((c for c in drivers.cells if c.value > 0), key=lambda c: -c.value)[:2]
    shares = [drivers.share([c]) for c in top]
    if not top:
        return Markup("")
    names = [v.texts[f"drivers.because.{c.category}"] for c in top]
    if len(top) == 1 or shares[1].value < 0.05:
        return v.t("drivers.one", share=shares[0], name=names[0])
    return v.t("drivers.two", share=shares[0], name=names[0], share2=shares[1], name2=names[1])


def section(v: View) -> Iterator:
    """Blocks of the section; where drivers are not worked out, it says so."""
    drivers = read(v)
    if drivers is None:
        yield Text(v.t("drivers.absent"))
        return
    yield Text(v.t("drivers.intro", when=by_then(v, v.horizon)))
    if drivers.total > 0:
        near = drivers.of("near")
        if near and 0 < drivers.share(near).value <= 1:
            yield Text(Markup(" ").join([largest(v), v.t("drivers.near.share", share=drivers.share(near))]))
        elif told := largest(v):
            yield Text(told)
    yield chart(v, drivers)
    yield Text(v.t("drivers.reach"))


def chart(v: View, drivers: Drivers) -> Chart:
    """The drivers as bars, those near the manager first."""
    rows = []
    for c in drivers.cells:
        text = number(c.value, sign=True, locale=v.locale)
        style = "gain" if c.measure == "near" else "loss"
        rows.append(Range(v.texts[f"drivers.{c.category}"], c.value, text, c.p10, c.p90, style,
                          v.texts[f"drivers.h.{c.measure}"]))  # fmt: skip
    top = max(drivers.cells, key=lambda c: c.value)
    title = v.t("drivers.title", name=v.texts[f"drivers.{top.category}"].lower(), n=Fig(top.value, top.key),
                year=v.when(v.horizon))  # fmt: skip
    parts = "; ".join(
        f"{v.texts[f'drivers.{c.category}'].lower()} {number(c.value, sign=True, locale=v.locale)}"
        for c in drivers.cells
    )
    alt = v.t("drivers.alt", name=v.name, year=v.when(v.horizon), parts=parts)
    return Chart("varfor-diagram", title, plain(alt), ranges(rows), table(v, drivers))


def table(v: View, drivers: Drivers) -> Table:
    """The drivers as numbers, with their sums by reach."""
    signed, total = {"sign": True}, drivers.total
    rows = []
    for reach in REACHES:
        mine = drivers.of(reach)
        for c in mine:
            share = Fig(c.value / total, how=SHARE).markup(v.locale) if total > 0 else "–"
            rows.append((v.texts[f"drivers.{c.category}"], v.texts[f"drivers.reach.{reach}"], with_span(v, c, signed), share))  # fmt: skip
        if mine:
            sum_ = Fig(sum(c.value for c in mine), how=signed).markup(v.locale)
            share = drivers.share(mine).markup(v.locale) if total > 0 else "–"
            rows.append((v.texts[f"drivers.sum.{reach}"], v.texts[f"drivers.reach.{reach}"], sum_, share))
    rows.append((v.texts["drivers.sum"], "", Fig(total, how=signed).markup(v.locale),
                 Fig(1.0, how=SHARE).markup(v.locale) if total > 0 else "–"))  # fmt: skip
    head = tuple(v.texts[f"drivers.head.{k}"] for k in ("driver", "reach", "need", "share"))
    caption = v.t("drivers.caption", name=v.name, year=v.when(v.horizon))
    return Table(
        "varfor-tabell", caption, head, tuple(rows), (v.t("drivers.note"),), wide=True, text_columns=(1,)
    )
