"""The municipality's page of the whole back-test: methods side by side, spans, calibration, how far it holds."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report import trust
from competence.report.blocks import Chart, Heading, Table, Text
from competence.report.comparing import Range, ranges
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.plots import Bar, bars
from competence.report.view import View
from competence.vocabulary import BANDS, METHODS, SCORED

PERCENT = {"percent": True}
OURS, NAIVE, STANDARD = "ours", "last_value", "standard_model"
LEVEL = "cells"
PROMISED, HELD = 0.8, 0.7


def section(v: View) -> Iterator:
    """Blocks of the section."""
    yield from trust.past_blocks(v)
    if _scored(v):
        yield Heading("metoder", v.texts["proof.h.methods"])
        yield Text(Markup(" ").join([_verdict(v), v.t("proof.methods.how")]))
        yield methods(v)
        yield Heading("spann", v.texts["proof.h.spans"])
        yield Text(v.t("proof.spans.how"))
        yield spans(v)
    if v.cube.cells("calibration"):
        yield Text(v.t("proof.calibration"))
        yield calibration(v)
    yield Heading("haller", v.texts["proof.h.shelf"])
    yield Text(trust.shelf(v))
    if (drawn := shelf(v)) is not None:
        yield Text(v.t("proof.shelf.how"))
        yield drawn


def _score(v: View, metric: str, quantity: str, years: int, method: str) -> float | None:
    cell = v.cell("scores", f"{metric}.{quantity}.{LEVEL}.{years}", of="*", by="method", category=method)
    return None if cell is None else cell.value


def _years(v: View, quantity: str) -> list[int]:
    found = [c.measure.split(".") for c in v.cube.cells("scores", category=OURS)]
    return sorted({int(m[3]) for m in found if m[:3] == ["crps", quantity, LEVEL]})


def _scored(v: View) -> list[str]:
    """Quantities with scores of ours and of the last value."""
    return [q for q in SCORED if any(_ratio(v, q, OURS, [y]) is not None for y in _years(v, q))]


def _ratio(v: View, quantity: str, method: str, years: list[int]) -> float | None:
    """A method's error over all series and horizons, as a share of the last value's."""
    mine = base = 0.0
    for y in years:
        n = _score(v, "series", quantity, y, OURS)
        found = [_score(v, "crps", quantity, y, m) for m in (method, NAIVE)]
        if n is None or None in found:
            return None
        mine, base = mine + n * found[0], base + n * found[1]
    return mine / base if base else None


def _ratios(v: View, quantity: str) -> dict[str, float]:
    years = _years(v, quantity)
    found = {m: _ratio(v, quantity, m, years) for m in METHODS}
    return {m: r for m, r in found.items() if r is not None}


def _verdict(v: View) -> Markup:
    """For each quantity whether ours erred less than the best of the others."""
    told = []
    for quantity in _scored(v):
        found = _ratios(v, quantity)
        others = {m: r for m, r in found.items() if m != OURS}
        if not others:
            continue
        best = min(others, key=others.get)
        kind, share = _against(found[OURS], others[best])
        told.append(v.t(
            f"proof.verdict.{kind}", what=v.texts[f"sure.shelf.{quantity}"], method=v.texts[f"method.name.{best}"],
            share=Fig(share, how=PERCENT).text(v.locale),
        ))  # fmt: skip
    if named := beaten(v, STANDARD):
        told.insert(0, v.t("proof.standard", names=v.listed([v.texts[f"sure.shelf.{q}"] for q in named])))
    return Markup(" ").join(told)


def _against(ours: float, other: float) -> tuple[str, float]:
    """Better, worse or same, and by how large a share, of the figures as the page prints them."""
    a, b = round(100 * ours), round(100 * other)
    return ("better" if a < b else "worse" if a > b else "same"), abs(1 - a / b) if b else 0.0


def beaten(v: View, method: str) -> list[str]:
    """Quantities for which a method erred less than ours."""
    found = {q: _ratios(v, q) for q in _scored(v)}
    return [q for q, r in found.items() if method in r and _against(r[OURS], r[method])[0] == "worse"]


def methods(v: View) -> Chart:
    """Errors of all methods, that of "as last year" set to 100."""
    rows, told = [], []
    for quantity in _scored(v):
        heading = v.texts[f"proof.of.{quantity}"]
        found = _ratios(v, quantity)
        for method in sorted(found, key=lambda m: (found[m], METHODS.index(m))):
            text = number(100 * found[method], locale=v.locale)
            name = v.texts[f"method.name.{method}"]
            rows.append(
                Range(
                    name,
                    found[method],
                    text,
                    style="need-bar" if method == OURS else "now-bar",
                    heading=heading,
                )
            )
            told.append(f"{heading.lower()}, {name} {text}")
    title = _title(v)
    alt = v.t("proof.methods.alt", parts="; ".join(told))
    return Chart("metoder-diagram", title, plain(alt), ranges(rows), methods_table(v))


def _title(v: View) -> Markup:
    """What the chart shows: where ours erred least, and where another way erred less."""
    won, lost = [], []
    for quantity in _scored(v):
        found = _ratios(v, quantity)
        others = [r for m, r in found.items() if m != OURS]
        worse = bool(others) and _against(found[OURS], min(others))[0] == "worse"
        (lost if worse else won).append(v.texts[f"sure.shelf.{quantity}"])
    key = "won" if not lost else "lost" if not won else "mixed"
    return v.t(f"proof.methods.title.{key}", won=v.listed(won), lost=v.listed(lost))


def methods_table(v: View) -> Table:
    """Errors by method, quantity and years ahead, that of "as last year" set to 100."""
    years = sorted({y for q in _scored(v) for y in _years(v, q)})
    rows = []
    for quantity in _scored(v):
        for method in METHODS:
            if (whole := _ratios(v, quantity).get(method)) is None:
                continue
            parts = [_ratio(v, quantity, method, [y]) for y in years]
            figures = [*parts, whole]
            rows.append((
                f"{v.texts[f'proof.of.{quantity}']}: {v.texts[f'method.name.{method}']}",
                *("–" if r is None else Fig(100 * r).markup(v.locale) for r in figures),
            ))  # fmt: skip
    head = (
        v.texts["proof.methods.head"],
        *(v.say("proof.years", n=y) for y in years),
        v.texts["proof.methods.all"],
    )
    origins = max(
        (_score(v, "origins", q, y, OURS) or 0 for q in _scored(v) for y in _years(v, q)), default=0
    )
    series = max((_score(v, "series", q, y, OURS) or 0 for q in _scored(v) for y in _years(v, q)), default=0)
    note = v.t("proof.methods.note", series=number(series, locale=v.locale), origins=int(origins))
    return Table("metoder-tabell", v.t("proof.methods.caption"), head, tuple(rows), (note,), wide=True)


def spans(v: View) -> Chart:
    """How often what came lay within the span, beside the eight times of ten that it promises."""
    rows, lines, told = [], [], []
    for quantity in _scored(v):
        for y in _years(v, quantity):
            share = _score(v, "coverage", quantity, y, OURS)
            if share is None:
                continue
            name = v.say("proof.spans.name", what=v.texts[f"proof.of.{quantity}"], n=y)
            rows.append(Bar(name, share, number(100 * share, locale=v.locale), PROMISED))
            wide = _score(v, "coverage_95", quantity, y, OURS)
            cells = (share, wide)
            lines.append((name, *("–" if c is None else Fig(100 * c).markup(v.locale) for c in cells)))
            told.append(f"{name.lower()} {number(100 * share, locale=v.locale)}")
    shares = [r.value for r in rows]
    one = round(100 * min(shares)) == round(100 * max(shares))
    title = v.t("proof.spans.title.one" if one else "proof.spans.title", low=number(100 * min(shares), locale=v.locale), high=number(100 * max(shares), locale=v.locale))  # fmt: skip
    head = tuple(v.texts[f"proof.spans.{k}"] for k in ("what", "narrow", "wide"))
    table = Table("spann-tabell", v.t("proof.spans.caption"), head, tuple(lines), (v.t("proof.spans.note"),))
    drawing = bars(rows, mark=v.texts["proof.spans.mark"], most=1.0)
    return Chart("spann-diagram", title, plain(v.t("proof.spans.alt", parts="; ".join(told))), drawing, table)


def calibration(v: View) -> Table:
    """What past hits have done to the spans: how much wider or narrower they are drawn."""
    present = [q for q in SCORED if v.cube.cells("calibration", measure=q)]
    rows = []
    for band in BANDS:
        cells = [v.cell("calibration", q, by="band", category=band) for q in present]
        if all(c is None or c.value is None for c in cells):
            continue
        origins = [v.cell("calibration", f"{q}_origins", by="band", category=band) for q in present]
        n = max((int(c.value) for c in origins if c is not None and c.value is not None), default=0)
        rows.append((v.texts[f"band.{band}"], *(_wider(v, c) for c in cells), v.t("proof.calibration.tried", n=n) if n else v.texts["proof.calibration.borrowed"]))  # fmt: skip
    head = (
        v.texts["proof.calibration.band"],
        *(v.texts[f"proof.of.{q}"] for q in present),
        v.texts["proof.calibration.rests"],
    )
    return Table(
        "kalibrering",
        v.t("proof.calibration.caption"),
        head,
        tuple(rows),
        wide=True,
        text_columns=(len(head) - 1,),
    )


def _wider(v: View, cell) -> str:
    if cell is None or cell.value is None:
        return "–"
    change = round(100 * (cell.value - 1))
    key = "same" if change == 0 else "wider" if change > 0 else "narrower"
    return v.say(f"proof.calibration.{key}", n=str(abs(change)))


def shelf(v: View) -> Chart | None:
    """Share of groups whose error stayed small enough, year by year ahead."""
    rows, lines, told = [], [], []
    for quantity in trust.SCORED:
        for cell in v.cube.cells("shelf", measure=quantity):
            years = cell.period.year - v.origin.year
            name = v.say("proof.spans.name", what=v.texts[f"proof.of.{quantity}"], n=years)
            origins = v.cell(
                "shelf", f"{quantity}_origins", cell.period, by="verdict", category=cell.category
            )
            share = (
                v.texts["sure.years.untold"] if cell.value is None else Fig(100 * cell.value).markup(v.locale)
            )
            low = v.texts["sure.years.untold"] if cell.low is None else Fig(100 * cell.low).markup(v.locale)
            n = 0 if origins is None or origins.value is None else int(origins.value)
            lines.append((name, share, low, str(n), v.texts[f"proof.shelf.{cell.category}"]))
            if cell.value is not None:
                rows.append(Bar(name, cell.value, number(100 * cell.value, locale=v.locale), HELD))
                told.append(f"{name.lower()} {number(100 * cell.value, locale=v.locale)}")
    if not rows:
        return None
    until = [(q, v.holds_until(q)) for q in trust.SCORED]
    until = [(q, p) for q, p in until if p is not None]
    if until:
        quantity, last = max(until, key=lambda f: f[1])
        fell = [v.texts[f"sure.shelf.{q}"] for q in trust.SCORED if _fell(v, q)]
        title = v.t("proof.shelf.title.but" if fell else "proof.shelf.title", what=v.texts[f"sure.shelf.{quantity}"],
                    year=v.when(last), names=v.listed(fell))  # fmt: skip
    else:
        title = v.t("proof.shelf.title.none")
    head = tuple(v.texts[f"proof.shelf.{k}"] for k in ("what", "share", "low", "origins", "verdict"))
    table = Table(
        "haller-tabell", v.t("proof.shelf.caption"), head, tuple(lines), wide=True, text_columns=(4,)
    )
    drawing = bars(rows, mark=v.texts["proof.shelf.mark"], most=1.0)
    return Chart(
        "haller-diagram", title, plain(v.t("proof.shelf.alt", parts="; ".join(told))), drawing, table
    )


def _fell(v: View, quantity: str) -> bool:
    """Whether a quantity's forecast was tried a year ahead and did not hold."""
    cells = sorted(v.cube.cells("shelf", measure=quantity), key=lambda c: c.period)
    return bool(cells) and cells[0].category == "does_not_hold"
