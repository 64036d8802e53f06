"""The yearly plan table: what the required staff costs beside the committee's frame."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Chart, Heading, Table, Text
from competence.report.comparing import Range, ranges
from competence.report.decide import committees
from competence.report.figures import Fig, plain
from competence.report.levers import MILLIONS
from competence.report.numbers import number
from competence.report.view import View
from competence.report.wording import gap_kind, shown, with_span
from competence.tables import ALL

MONEY = ("sek", "frame_sek", "deviation_sek")


def blocks(v: View, *, heading: bool = True) -> Iterator:
    """The committees that answer for the page, year by year; where there is no frame, nothing or that."""
    mine = [c for c in committees(v) if v.cube.cells("plan", by="committee", category=c.id)]
    if not mine:
        if not heading:
            yield Text(v.t("plan.absent"))
        elif v.cube.cells("plan") and not committees(v):
            yield Heading("ramen", v.texts["plan.h"])
            yield Text(v.t("plan.provider", name=v.name))
        return
    if heading:
        yield Heading("ramen", _heading(v, mine))
        wider = [_wider(v, c) for c in mine if _others(v, c)]
        if wider:
            yield Text(Markup(" ").join(wider))
    kinds = [(c, *_kind(v, c)) for c in mine]
    told = _clear(v, mine) if len(mine) > 1 or any(kind == "either" for *_, kind in kinds) else []
    if len(mine) == 1:
        told += [
            _sentence(v, c, period, kind) for c, period, kind in kinds if kind not in ("unknown", "either")
        ]
    unclear = [(c, period) for c, period, kind in kinds if kind == "either"]
    if len(unclear) > 2:
        names = v.listed([c.name for c, _ in unclear])
        told.append(v.t("plan.either.many", committees=names, year=str(max(p for _, p in unclear).year)))
    else:
        told += [_sentence(v, c, period, "either") for c, period in unclear]
    yield Text(Markup(" ").join(told) if told else v.t("plan.fte"))
    drawn = chart(v, mine) if len(mine) > 2 else None
    yield table(v, mine) if drawn is None else drawn


def _others(v: View, committee) -> list[str]:
    """Short names of the administrations that a committee's frame covers besides this page's."""
    there = {c.administration for c in v.cube.cells("staff")}
    mine = {v.administration, *v.joined}
    return [v.short_of(a) for a, share in committee.administrations.items() if share and a in there - mine]


def _heading(v: View, mine: list) -> Markup | str:
    if len(mine) != 1:
        return v.texts["plan.h"]
    others = _others(v, mine[0])
    return v.t(
        "plan.h.with" if others else "plan.h.committee", committee=mine[0].name, others=v.listed(others)
    )


def _wider(v: View, committee) -> Markup:
    names = v.listed([v.short_of(v.administration), *_others(v, committee)])
    return v.t("plan.wider", committee=committee.name, names=names, name=v.short_of(v.administration))


def _clear(v: View, found: list) -> list[Markup]:
    """The years in which a committee is surely over or under its frame."""
    told, framed = [], False
    for committee in found:
        years: dict[str, list[int]] = {"over": [], "under": []}
        for period in _years(v, committee.id):
            cell = _cell(v, committee.id, "deviation_sek", period)
            if cell is None or cell.value is None or cell.p10 is None:
                continue
            framed = True
            if cell.p10 > 0 or cell.p90 < 0:
                years["over" if cell.p10 > 0 else "under"].append(period.year)
        for way, those in years.items():
            if those:
                told.append(v.t(f"plan.clear.{way}", committee=committee.name, years=_runs(v, those)))
    return told or ([v.t("plan.clear.none")] if framed and len(found) > 1 else [])


def _runs(v: View, years: list[int]) -> str:
    """Years in words: "2027–2030 och 2032"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return v.listed([str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs])


def _cell(v: View, committee: str, measure: str, period):
    return v.cell("plan", measure, period, of=ALL, by="committee", category=committee)


def _years(v: View, committee: str) -> list[pd.Timestamp]:
    found = v.cube.cells("plan", by="committee", category=committee, measure="required_fte")
    return sorted({c.period for c in found})


def _ends(v: View, committee, period) -> list[Fig | None]:
    cell = _cell(v, committee.id, "deviation_sek", period)
    ends = (("value", cell.value), ("p10", cell.p10), ("p90", cell.p90))
    return [None if x is None else Fig(x, cell.key, part, MILLIONS) for part, x in ends]


def _kind(v: View, committee) -> tuple[pd.Timestamp | None, str]:
    """The last year that has a frame, and whether it is over, under, or not to be told."""
    framed = [p for p in _years(v, committee.id) if _cell(v, committee.id, "deviation_sek", p) is not None]
    return (framed[-1], gap_kind(*_ends(v, committee, framed[-1]))) if framed else (None, "unknown")


def _sentence(v: View, committee, period, kind: str) -> Markup:
    value, low, high = _ends(v, committee, period)
    where = {"committee": committee.name, "year": str(period.year)}
    if kind == "either":
        return v.t("plan.either", under=low.size(), over=high, **where)
    between = Markup("")
    if low is not None and high is not None:
        ends = (high.size(), low.size()) if kind == "surplus" else (low, high)
        between = Markup(", ") + v.t("interval", low=ends[0], high=ends[1])
    key = "under" if kind in ("surplus", "even") else "over"
    return v.t(f"plan.{key}", n=value.size(), interval=between, **where)


def chart(v: View, found: list) -> Chart | None:
    """Cost less frame by committee in the last year that has frames."""
    years = sorted(
        {p for c in found for p in _years(v, c.id) if _cell(v, c.id, "deviation_sek", p) is not None}
    )
    if not years:
        return None
    rows, parts, sure = [], [], {"over": [], "under": []}
    for committee in found:
        cell = _cell(v, committee.id, "deviation_sek", years[-1])
        if cell is None or cell.value is None:
            continue
        text = number(cell.value, locale=v.locale, sign=True, **MILLIONS)
        style = "gain" if cell.value > 0 else "loss"
        rows.append(Range(committee.name, cell.value, text, cell.p10, cell.p90, style))
        parts.append(f"{committee.name} {text}")
        if cell.p10 is not None and (cell.p10 > 0 or cell.p90 < 0):
            sure["over" if cell.p10 > 0 else "under"].append(committee.name)
    # No sum over the committees: it has no span, and the rows may each deny it.
    year, key = (
        str(years[-1].year),
        "both" if all(sure.values()) else next((k for k in sure if sure[k]), "none"),
    )
    title = v.t(f"plan.title.{key}", year=year, **{k: v.listed(names) for k, names in sure.items()})
    alt = v.t("plan.alt", year=year, parts="; ".join(parts))
    return Chart("planar-diagram", title, plain(alt), ranges(rows), table(v, found))


def table(v: View, found: list) -> Table:
    """Every plan year of the committees."""
    rows, prices, bare = [], set(), False
    for committee in found:
        for period in _years(v, committee.id):
            cells = [_cell(v, committee.id, m, period) for m in ("required_fte", *MONEY)]
            bare |= any(c is None for c in cells[1:])
            price = _cell(v, committee.id, "price_level", period)
            prices |= {int(price.value)} if price is not None and price.value is not None else set()
            rows.append((
                f"{committee.name}, {period.year}", shown(v, cells[0], names=False),
                *(shown(v, c, MILLIONS, names=False) for c in cells[1:3]), with_span(v, cells[3], {**MILLIONS, "sign": True}),
            ))  # fmt: skip
    head = tuple(v.texts[f"plan.{k}"] for k in ("year", "required_fte", *MONEY))
    notes = [v.t("plan.note", price=str(max(prices))) if len(prices) == 1 else v.t("plan.note.no_price")]
    if bare:
        notes.append(v.t("plan.note.fte"))
    whose = v.name if v.administration == ALL else v.listed([c.name for c in found])
    return Table("planar", v.t("plan.caption", name=whose), head, tuple(rows), tuple(notes), wide=True)
