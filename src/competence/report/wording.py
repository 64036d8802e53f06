"""Phrases that sentences, tables and charts share: intervals, gaps, cells, how sure."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.numbers import number, span
from competence.report.view import View
from competence.tables import ALL
from competence.vocabulary import SCORED

SURE, FAIRLY = 0.2, 0.5
FEW = 2
LEAST = 3.0  # so many must be short, as expected, for a group or a requirement to be named for it


def interval(
    v: View, table: str, measure: str, period, *, lead: str = ", ", how: dict | None = None, **where
):
    """ "The interval in words, after `lead`; nothing where there is none."""
    low = v.fig(table, measure, period, "p10", how, **where)
    high = v.fig(table, measure, period, "p90", how, **where)
    if low is None or high is None:
        return Markup("")
    return Markup(lead) + v.t("interval", low=low, high=high)


def bounds(v: View, table: str, measure: str, period, **where) -> tuple[Fig | None, Fig | None, Fig | None]:
    """(value, lower end, upper end)."""
    return tuple(v.fig(table, measure, period, part, **where) for part in ("value", "p10", "p90"))


def gap_kind(value: Fig | None, low: Fig | None, high: Fig | None) -> str:
    """Short, surplus or even where the interval says so; either where it does not; mean where there is none.

    Short is claimed where both the lower end and the lower end as it is printed are above nought. Ends stand
    rounded in the cube: one that rounds to at least 1 is above nought before it is rounded too.
    """
    if value is None:
        return "unknown"
    if low is None or high is None:
        return "mean" if value.value > 0 else "surplus" if value.value < 0 else "even"
    if low.value == high.value == 0:
        return "even"
    if low.value >= 1:
        return "short"
    return "surplus" if high.value <= -1 else "either"


def claimed(cell: Cell | None, *, allowed: float = 0.0, least: float = LEAST) -> bool:
    """Whether a shortage is claimed (see `gap_kind`) and of at least so many; `allowed` of them do not count."""
    if cell is None or cell.value is None or cell.p10 is None:
        return False
    return cell.p10 - allowed >= 1 and cell.value - allowed >= least


def between(v: View, low: Fig, high: Fig) -> Markup:
    """The ends of a gap that may be either, after "mellan": "11 fler än behovet och 33 för få"."""
    if low.value >= 0:
        return v.t("between.short", low=low, high=high)
    if high.value <= 0:
        return v.t("between.surplus", low=high.size(), high=low.size())
    return v.t("between.both", surplus=low.size(), short=high)


def certainty(v: View) -> tuple[str | None, Fig | None]:
    """How sure the need at the horizon is (sure, fairly, unsure) and the interval's width as a share of it."""
    need, low, high = bounds(v, "people", "recruitment_need_cum", v.horizon)
    if need is None or low is None or high is None:
        return None, None
    if need.value <= 0:
        return "unsure", None
    width = (high.value - low.value) / need.value
    return sureness(v, width, v.horizon), Fig(width, how={"percent": True})


def sureness(v: View, width: float, period: pd.Timestamp) -> str:
    """Sure, fairly or unsure by the span as a share of the figure, as it is printed.

    Sure only as far as every quantity that could be tried has held: further on fairly at most.
    """
    printed = round(width, 2)
    if printed < SURE and holds(v, period):
        return "sure"
    return "fairly" if printed < FAIRLY else "unsure"


def holds(v: View, period: pd.Timestamp) -> bool:
    """Whether forecasts of headcount, exits and hires have all held so far ahead."""
    until = [v.holds_until(quantity) for quantity in SCORED]
    return all(last is not None and period <= last for last in until)


def by_then(v: View, period: pd.Timestamp, *, start: bool = False) -> str:
    """A year's end as "i slutet av 2035", any other as "i mars 2036"; `start` begins a sentence."""
    key, name = ("at_end_of", "year") if period.month == 12 else ("in_month", "month")
    text = v.say(key, **{name: v.when(period)})
    return text[0].upper() + text[1:] if start else text


def with_span(v: View, cell: Cell | None, how: dict | None = None) -> Markup:
    """A forecast in a table: "60 (20–110)"."""
    if cell is None or cell.value is None:
        return shown(v, cell)
    return Fig(cell.value, cell.key, how=how or {}).markup(v.locale) + span_of(v, cell, how)


def span_of(v: View, cell: Cell | None, how: dict | None = None) -> Markup:
    """The span of a forecast after its figure: " (20–110)"; nothing where it has none or is the figure itself."""
    if cell is None or cell.p10 is None or cell.p90 is None:
        return Markup("")
    text = span(cell.p10, cell.p90, locale=v.locale, **(how or {}))
    if text == number(cell.value, locale=v.locale, **(how or {})):
        return Markup("")
    return Markup(' <span class="span" data-cell="{}" data-part="p10 p90">({})</span>').format(cell.key, text)


def shown(v: View, cell: Cell | None, how: dict | None = None, *, names: bool = True) -> Markup:
    """A cell as a table shows it, whatever its state."""
    if cell is None:
        return Markup("–")
    if cell.value is not None:
        value = Fig(cell.value, cell.key, how=how or {}).markup(v.locale)
        if names and cell.state == "joined" and (whom := together(v, cell)):
            value += Markup(' <small class="with">{}</small>').format(whom)
        return value
    if cell.low is not None:
        return Markup('<span class="nb" data-band="{}">{}</span>').format(
            cell.key, band(v, cell.low, cell.high)
        )
    return Markup('<span class="quiet">{}</span>').format(
        v.texts["cell.unknown" if cell.state == "unknown" else "cell.withheld"]
    )


def band(v: View, low: float, high: float) -> str:
    """A range from nought as "färre än 10"."""
    if low <= 0:
        return v.say("band.below", n=number(high + 1, locale=v.locale))
    return span(low, high, locale=v.locale)


def together(v: View, cell: Cell) -> str:
    """Who a joined figure stands for besides this page's administration."""
    if not cell.joined_with or set(cell.joined_with) == set(v.joined):
        return ""
    known = partners(v, cell)
    if is_everyone(v, cell):
        return v.texts["cell.everyone"]
    if len(known) > FEW:
        return v.say("cell.others", n=str(len(known)))
    return v.say("cell.together", names=v.listed(known)) if known else ""


def partners(v: View, cell: Cell) -> list[str]:
    """Short names of the administrations that share a figure with this page's."""
    return [v.short_of(a) for a in cell.joined_with if a in v.config.administrations]


def is_everyone(v: View, cell: Cell) -> bool:
    """Whether a joined figure is the whole municipality's."""
    every = {c.administration for c in v.cube.cells("staff")} - {ALL}
    return len([a for a in cell.joined_with if a in every]) + 1 >= len(every)


def together_notes(v: View, cells: list[Cell | None]) -> list[Markup]:
    """Notes that name all who share a figure, where the cell itself has no room for them."""
    seen = {}
    for cell in cells:
        if (
            cell is None
            or len(known := partners(v, cell)) <= FEW
            or is_everyone(v, cell)
            or not together(v, cell)
        ):
            continue
        when, n = v.through(cell.period), str(len(known))
        seen[cell.period, cell.joined_with] = v.t("cell.others.note", when=when, n=n, names=v.listed(known))
    return list(seen.values())
