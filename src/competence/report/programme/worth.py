"""What it means for the need: recruitments avoided with their range, value and cost, or a marked assumption."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.programme.plots import Spot, curve
from competence.report.view import View
from competence.report.wording import by_then, shown, with_span
from competence.tables import ALL
from competence.vocabulary import LINK_BASES

TABLE, AVOIDED = "programme_link", "recruitments_avoided"
FEW = (1, 3, 5)
MILLIONS = {"millions": True, "decimals": 1}


def cells(v: View, basis: str, quantity: str, place: str | None = None) -> list[Cell]:
    """Running sums by year."""
    found = v.cube.cells(TABLE, administration=place or v.administration, category=basis, measure=quantity)
    return sorted((c for c in found if c.value is not None), key=lambda c: c.period)


def sentence(v: View, basis: str) -> Markup:
    """What one basis gives by the horizon; claims recruitments avoided only where the range carries it."""
    found = cells(v, basis, AVOIDED)
    if not found:
        return Markup("")
    c = found[-1]
    n, when = Fig(c.value, c.key), by_then(v, c.period)
    key = _claim(c)
    if basis == "assumed":
        percent = v.config.programme.assumed_resignations_percent
        direction = "avoided" if c.value >= 0 else "added"
        told = [
            v.t(
                f"programme.worth.assumed.{direction}", s=number(abs(percent), locale=v.locale), n=n.size(), when=when,
                kind=v.texts["programme.worth.fewer" if percent < 0 else "programme.worth.more"],
                between=_between(v, c, turned=direction == "added"),
            )
        ]  # fmt: skip
    else:
        turned = key == "added"
        told = [
            v.t(f"programme.worth.measured.{key}", n=n.size() if turned else n, when=when,
                between=_between(v, c, turned=turned))
        ]  # fmt: skip
    value, cost = (cells(v, basis, q) for q in ("value_sek", "cost_sek"))
    if value and c.value > 0:
        worth = value[-1]
        told.append(
            v.t(f"programme.worth.value.{basis}", value=Fig(worth.value, worth.key, how=MILLIONS),
                between=_between(v, worth, how=MILLIONS))
        )  # fmt: skip
    if cost:
        told.append(v.t("programme.worth.cost" if v.administration == ALL else "programme.worth.cost.here",
                        cost=Fig(cost[-1].value, cost[-1].key, how=MILLIONS)))  # fmt: skip
    return Markup(" ").join(told)


def _claim(c: Cell) -> str:
    """Whether recruitments are surely avoided, surely added, or neither: eight times of ten on one side of nought."""
    if c.p10 is not None and c.p10 >= 1:
        return "sure"
    return "added" if c.p90 is not None and c.p90 <= -1 else "unsure"


def _between(v: View, c: Cell, *, turned: bool = False, how: dict | None = None) -> Markup:
    """The range after the figure; `turned` counts what is added instead of what is avoided."""
    if c.p10 is None or c.p90 is None:
        return Markup("")
    low, high = Fig(c.p10, c.key, "p10", how or {}), Fig(c.p90, c.key, "p90", how or {})
    if turned:
        low, high = (Fig(-f.value, f.key, f.part) for f in (high, low))
    return v.t("programme.worth.between", low=low, high=high)


def blocks(v: View, *, drawn: bool = False) -> Iterator:
    """Sentences and table; with `drawn` the chart too."""
    told = [s for basis in LINK_BASES if (s := sentence(v, basis))]
    if not told:
        yield Text(v.t("programme.worth.absent"))
        return
    yield Text(items=tuple(told)) if len(told) > 1 else Text(told[0])
    if any(cells(v, "measured", AVOIDED)):
        yield Text(
            v.t("programme.worth.how", prior=number(v.config.programme.prior_percent, locale=v.locale))
        )
    picture = chart(v) if drawn else None
    yield picture if picture is not None else table(v, FEW)


def table(v: View, years: tuple[int, ...] = ()) -> Table:
    """By year (the last and those counted from the first by `years`; all without): avoided, value and cost."""
    rows = []
    costs = any(cells(v, basis, "cost_sek") for basis in LINK_BASES)
    for basis in LINK_BASES:
        found = cells(v, basis, AVOIDED)
        for i, c in enumerate(found, 1):
            if years and i not in years and c is not found[-1]:
                continue
            value, cost = (
                next((x for x in cells(v, basis, q) if x.period == c.period), None)
                for q in ("value_sek", "cost_sek")
            )
            rows.append((v.when(c.period), v.texts[f"programme.worth.basis.{basis}"], with_span(v, c),
                         with_span(v, value, MILLIONS), *([shown(v, cost, MILLIONS, names=False)] if costs else [])))  # fmt: skip
    head = tuple(v.texts[f"programme.worth.head.{k}"] for k in
                 ("year", "basis", "avoided", "value", *(["cost"] if costs else [])))  # fmt: skip
    caption = v.t("programme.worth.caption", name=v.name)
    return Table("programmet-behov", caption, head, tuple(rows), (v.t("programme.worth.note"),), wide=True,
                 text_columns=(1,))  # fmt: skip


def chart(v: View) -> Chart | None:
    """Recruitments avoided, year by year: the measured basis, else the assumed."""
    basis = next((b for b in LINK_BASES if len(cells(v, b, AVOIDED)) > 1), None)
    if basis is None:
        return None
    found = cells(v, basis, AVOIDED)
    last = found[-1]
    spots = [Spot(str(c.period.year), float(c.period.year), c.value, c.p10, c.p90) for c in found]
    year, n = v.when(last.period), Fig(last.value, last.key)
    key = "assumed" if basis == "assumed" else _claim(last)
    title = v.t(f"programme.worth.title.{key}", n=n.size() if key == "added" else n, year=year)
    low, high = (last.p10, last.p90) if last.p10 is not None else (last.value, last.value)
    alt = v.t("programme.worth.alt", name=v.name, basis=v.texts[f"programme.worth.basis.{basis}"].lower(),
              first=Fig(found[0].value), **{"from": v.when(found[0].period)}, last=Fig(last.value), to=year,
              low=Fig(low), high=Fig(high))  # fmt: skip
    drawing = curve(spots, lambda x: number(x, locale=v.locale), v.texts["programme.worth.unit"], v.texts["programme.worth.axis"],
                    "heads" if basis == "measured" else "need")  # fmt: skip
    return Chart("programmet-behov-diagram", title, plain(alt), drawing, table(v))
