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
ORDER = (*REACHES, "untold")
NEED = "recruitment_need_cum"
# Drivers that nothing was delivered of: their nought is not known.
UNDELIVERED = {"demography": "no_population", "absence_returns": "no_absence"}


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
        """Those near the manager, outside, or of unknown reason."""
        return [c for c in self.cells if c.measure == reach]


def read(v: View) -> Drivers | None:
    """The page's drivers at the horizon, or None."""
    found = v.cube.cells("drivers", administration=v.administration, period=v.horizon)
    found = [c for c in found if c.value is not None and (c.value or c.category not in undelivered(v))]
    if not found:
        return None
    named = {d: i for i, d in enumerate((*DRIVERS, "unknown_exits"))}
    ranked = sorted(found, key=lambda c: (ORDER.index(c.measure), -abs(c.value), named[c.category]))
    return Drivers(tuple(ranked))


def undelivered(v: View) -> list[str]:
    """Drivers of which nothing was delivered."""
    return [driver for driver, note in UNDELIVERED.items() if note in v.notes()]


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
    if shares[0].value > 1:  # others take away: a share of the rest would be above the whole
        return v.t("drivers.all", name=names[0])
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
    if drivers.of("untold"):
        yield Text(v.t("drivers.untold", name=v.name))
    if drivers.total > 0:
        near = drivers.of("near")
        if near and not drivers.of("untold") and 0 < drivers.share(near).value <= 1:
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
        style = {"near": "gain", "outside": "loss"}.get(c.measure, "now-bar")
        rows.append(Range(v.texts[f"drivers.{c.category}"], c.value, text, c.p10, c.p90, style,
                          v.texts[f"drivers.h.{c.measure}"]))  # fmt: skip
    top = max(drivers.cells, key=lambda c: c.value)
    key = "drivers.title.untold" if top.measure == "untold" else "drivers.title"
    title = v.t(key, name=v.texts[f"drivers.{top.category}"].lower(), n=Fig(top.value, top.key),
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
    for reach in ORDER:
        mine = drivers.of(reach)
        for c in mine:
            share = _share(v, c.value, total)
            rows.append((v.texts[f"drivers.{c.category}"], v.texts[f"drivers.reach.{reach}"], with_span(v, c, signed), share))  # fmt: skip
        if len(mine) > 1:
            sum_ = Fig(sum(c.value for c in mine), how=signed).markup(v.locale)
            share = _share(v, sum(c.value for c in mine), total)
            rows.append((v.texts[f"drivers.sum.{reach}"], v.texts[f"drivers.reach.{reach}"], sum_, share))
    there = {c.category for c in drivers.cells}
    rows += [
        (v.texts[f"drivers.{driver}"], "", v.texts["drivers.undelivered"], "")
        for driver in undelivered(v) if driver not in there
    ]  # fmt: skip
    rows.append(
        (v.texts["drivers.sum"], "", Fig(total, how=signed).markup(v.locale), _share(v, total, total))
    )
    rows += _rest(v, total)
    head = tuple(v.texts[f"drivers.head.{k}"] for k in ("driver", "reach", "need", "share"))
    caption = v.t("drivers.caption", name=v.name, year=v.when(v.horizon))
    return Table(
        "varfor-tabell", caption, head, tuple(rows), (v.t("drivers.note"),), wide=True, text_columns=(1,)
    )


def _share(v: View, value: float, total: float) -> Markup | str:
    """A part of the sum; what takes away, and what is more than all of it, in words."""
    if value < 0:
        return v.texts["drivers.share.less"]
    if total <= 0:
        return ""
    return v.texts["drivers.share.more"] if value > total else Fig(value / total, how=SHARE).markup(v.locale)


def _rest(v: View, total: float) -> Iterator[tuple]:
    """From the sum of the drivers to the page's need: posts vacant today, and what the approximation leaves."""
    need, vacant = v.fig("people", NEED, v.horizon), open_today(v)
    if need is None:
        return
    signed, left = {"sign": True}, need.value - total
    if vacant is not None and vacant.value:
        yield v.texts["drivers.rest.vacant"], "", vacant.plain(**signed).markup(v.locale), ""
        left -= vacant.value
    if left:
        yield v.texts["drivers.rest.approximate"], "", Fig(left, how=signed).markup(v.locale), ""
    yield v.texts["drivers.rest.need"], "", need.plain(**signed).markup(v.locale), ""


def open_today(v: View) -> Fig | None:
    """Posts vacant at the origin, which the need to recruit begins with; None where it is not told."""
    first, year = (v.fig("people", m, v.years[0]) for m in (NEED, "recruitment_need"))
    return None if first is None or year is None else Fig(first.value - year.value)
