"""Does it work: the verdicts in words, effects with their ranges, the months after the course, who came early."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.figures import Fig, plain
from competence.report.numbers import number, span
from competence.report.programme import verdicts
from competence.report.programme.plots import Estimate, Spot, curve, forest
from competence.report.programme.verdicts import Finding
from competence.report.view import View

SIGNED = {"sign": True}


def sentences(v: View) -> list[Markup]:
    """The primary outcome first, then the others; how far the estimate reaches."""
    found = verdicts.findings(v)
    if not found:
        return [v.t("programme.effects.absent")]
    told = [verdicts.sentence(v, found[0])]
    told += [s for s in (verdicts.off_before(v, found[0]), verdicts.estimand(v, found[0])) if s]
    return [*told, *(verdicts.sentence(v, f) for f in found[1:])]


def first(v: View) -> Markup:
    """The primary outcome's verdict, with what speaks against it."""
    found = verdicts.findings(v)
    said = [sentences(v)[0]] + ([verdicts.off_before(v, found[0])] if found else [])
    return Markup(" ").join(s for s in said if s)


def blocks(v: View) -> Iterator:
    """Everything that the comparison gave."""
    found = verdicts.findings(v)
    yield Text(v.t("programme.effects.how"))
    yield Text(items=tuple(sentences(v)))
    drawn = chart(v, found)
    if drawn is not None:
        yield drawn
    elif found:
        yield table(v, found)
    for f in found[:1]:
        if (over := months(v, f)) is not None:
            yield over
    yield from beside(v, found[:1])
    yield from balance(v)


def table(v: View, found: list[Finding]) -> Table:
    """Estimate, range, what could not have been seen, and the verdict, an outcome a row."""
    rows = []
    for f in found:
        estimate = f.fig("estimate", signed=True)
        digits = f.digits
        between = Markup("–")
        if f.fig("low") is not None and f.fig("high") is not None:
            between = _ends(v, f.cells["low"], f.cells["high"], digits)
        rows.append((
            v.texts[f"programme.name.{f.outcome}"], verdicts.unit(v, f.outcome),
            "–" if estimate is None else estimate.markup(v.locale), between,
            *("–" if (x := f.fig(m)) is None else x.markup(v.locale) for m in ("smallest", "mde")),
            verdicts.short(v, f),
        ))  # fmt: skip
    head = tuple(v.texts[f"programme.effects.head.{k}"] for k in
                 ("outcome", "unit", "estimate", "between", "smallest", "mde", "verdict"))  # fmt: skip
    notes = (v.t("programme.effects.note"),)
    return Table("programmet-verkan", v.t("programme.effects.caption"), head, tuple(rows), notes, wide=True,
                 text_columns=(1, 6))  # fmt: skip


def _ends(v: View, low, high, digits: int) -> Markup:
    """Both ends of a range, each with its place in the cube."""
    how = {"decimals": digits, "sign": True}
    ends = (Fig(c.value, c.key, how=how).markup(v.locale) for c in (low, high))
    return v.t("programme.ends", low=next(ends), high=next(ends))


def chart(v: View, found: list[Finding]) -> Chart | None:
    """Effects with their ranges."""
    known = [f for f in found if all(f.fig(m) is not None for m in ("estimate", "low", "high"))]
    if not known:
        return None
    panels, told = [], []
    for key in ("points", "percent"):
        rows = []
        for f in known:
            if (f.outcome in verdicts.PER_CENT) != (key == "percent"):
                continue
            value, low, high = (f.cells[m].value for m in ("estimate", "low", "high"))
            digits = f.digits
            text = number(value, sign=True, decimals=digits, locale=v.locale)
            ends = span(low, high, sign=True, decimals=digits, locale=v.locale)
            name = v.texts[f"programme.name.{f.outcome}"]
            smallest = f.cells["smallest"].value if "smallest" in f.cells else None
            rows.append(Estimate(name, value, low, high, f"{text} ({ends})", smallest))
            told.append(v.say("programme.effects.alt.part", name=name.lower() if name[1:2].islower() else name, n=text,
                              unit=verdicts.unit(v, f.outcome), ends=ends))  # fmt: skip
        if rows:
            panels.append((v.texts[f"programme.panel.{key}"], rows))
    claimed = [f for f in known if f.verdict in verdicts.CLAIMED]
    names = "; ".join(
        f"{v.texts[f'programme.name.{f.outcome}'].lower()} {verdicts.label(v, f.verdict)}" for f in claimed
    )
    title = (
        v.t("programme.effects.title.some", names=names) if claimed else v.t("programme.effects.title.none")
    )
    alt = v.t("programme.effects.alt", parts="; ".join(told))
    drawing = forest(panels, lambda x: number(x, locale=v.locale), v.texts["programme.effects.key"])
    return Chart("programmet-verkan-diagram", title, plain(alt), drawing, table(v, found))


def months(v: View, f: Finding) -> Chart | None:
    """One outcome by months since completion, with its band."""
    found = [(at, cells) for at, cells in f.events if "estimate" in cells]
    if len(found) < 2:
        return None
    digits, name = f.digits, v.texts[f"programme.name.{f.outcome}"]
    spots, rows = [], []
    for at, cells in found:
        ends = [cells[m].value if m in cells else None for m in ("low", "high")]
        value = cells["estimate"]
        spots.append(Spot(number(at, locale=v.locale), float(at), value.value, *ends))
        between = "–" if None in ends else _ends(v, cells["low"], cells["high"], digits)
        rows.append(
            (
                number(at, locale=v.locale),
                Fig(value.value, value.key, how={**SIGNED, "decimals": digits}).markup(v.locale),
                between,
            )
        )
    after = [s for s in spots if s.at >= 0] or spots
    key = "claimed" if f.verdict in verdicts.CLAIMED else "not"
    n = Fig(f.months if f.months is not None else after[-1].at)
    title = v.t(f"programme.months.title.{key}", name=name, verdict=verdicts.label(v, f.verdict), n=n)
    how = {"decimals": digits, "sign": True}
    alt = v.t("programme.months.alt", name=name.lower(), unit=verdicts.unit(v, f.outcome), first=Fig(after[0].value, how=how),
              **{"from": Fig(after[0].at)}, last=Fig(after[-1].value, how=how), to=Fig(after[-1].at), places=Fig(len(spots)))  # fmt: skip
    head = tuple(v.texts[f"programme.months.head.{k}"] for k in ("at", "estimate", "between"))
    caption = v.t("programme.months.caption", name=name)
    folded = Table("programmet-manader-tabell", caption, head, tuple(rows))
    notes = [v.t("programme.estimand", n=n)] if f.months is not None else []
    if spots[0].at < 0:
        notes.append(v.t("programme.months.before"))
    drawing = curve(spots, lambda x: number(x, locale=v.locale), v.texts["programme.months.unit"].format(
        unit=verdicts.unit(v, f.outcome)), v.texts["programme.months.axis"])  # fmt: skip
    return Chart("programmet-manader", title, plain(alt), drawing, folded, tuple(notes))


def beside(v: View, found: list[Finding]) -> Iterator:
    """The primary outcome by other ways of reckoning, and for units led now by a trained manager."""
    rows = []
    for f in found:
        digits = f.digits
        for by, categories in (("now", {f.outcome: "now"}),
                               ("beside", {f"{f.outcome}.{k}": k for k in ("callaway_santanna", "trained_weights")})):  # fmt: skip
            for category, name in categories.items():
                cells = {c.measure: c for c in v.cube.cells(verdicts.TABLE, by=by, category=category)}
                if {"estimate", "low", "high"} <= set(cells):
                    how = {**SIGNED, "decimals": digits}
                    c = cells["estimate"]
                    rows.append((v.texts[f"programme.beside.{name}"], Fig(c.value, c.key, how=how).markup(v.locale),
                                 _ends(v, cells["low"], cells["high"], digits)))  # fmt: skip
        if rows:
            head = tuple(v.texts[f"programme.beside.head.{k}"] for k in ("how", "estimate", "between"))
            caption = v.t("programme.beside.caption", name=v.texts[f"programme.name.{f.outcome}"])
            yield Table("programmet-andra-satt", caption, head, tuple(rows), (v.t("programme.beside.note"),))


def balance(v: View) -> Iterator:
    """Whether units that came early differed beforehand from those that came late."""
    primary = v.config.programme.primary
    cells = v.cube.cells("programme_balance", category=primary)
    starts = sorted({c.period for c in cells if c.measure == "level"})
    if len(starts) < 2:
        return
    digits = verdicts.decimals(primary)
    half = (len(starts) + 1) // 2
    rows, means = [], []
    for key, mine in (("early", starts[:half]), ("late", starts[half:])):
        figures = [_mean(v, primary, mine, m) for m in ("level", "trend")]
        means.append(figures)
        rows.append((v.say(f"programme.balance.{key}", day=v.month(starts[half - 1])),
                     Fig(sum(_value(v, primary, s, "units") for s in mine)).markup(v.locale),
                     *("–" if x is None else Fig(x, how={**SIGNED, "decimals": digits}).markup(v.locale) for x in figures)))  # fmt: skip
    how = {**SIGNED, "decimals": digits}
    for s in starts:
        found = [
            v.cube.cell("programme_balance", m, period=s, by="start", category=primary)
            for m in ("units", "level", "trend")
        ]
        rows.append((v.month(s), *("–" if c is None else Fig(c.value, c.key, how=how if i else {}).markup(v.locale)
                                   for i, c in enumerate(found))))  # fmt: skip
    values = dict(zip(("early", "late"), (Fig(m[0], how=how) for m in means)))
    told = [
        v.t(
            "programme.balance.level",
            name=v.texts[f"programme.name.{primary}"].lower(),
            unit=verdicts.unit(v, primary),
            **values,
        )
    ]
    if all(m[1] is not None for m in means):
        values = dict(zip(("early", "late"), (Fig(m[1], how=how) for m in means)))
        told.append(v.t("programme.balance.trend", unit=verdicts.unit(v, primary), **values))
    yield Text(Markup(" ").join([*told, v.t("programme.balance.meaning")]))
    head = tuple(v.texts[f"programme.balance.head.{k}"] for k in ("start", "units", "level", "trend"))
    yield Table("programmet-fore", v.t("programme.balance.caption", name=v.texts[f"programme.name.{primary}"]), head,
                tuple(rows), (v.t("programme.balance.note"),))  # fmt: skip


def _value(v: View, outcome: str, start, measure: str) -> float:
    found = v.cube.cell("programme_balance", measure, period=start, by="start", category=outcome)
    return 0.0 if found is None else found.value


def _mean(v: View, outcome: str, starts, measure: str) -> float | None:
    """Mean over units of the groups' figures."""
    told = [
        s for s in starts if v.cube.cell("programme_balance", measure, period=s, by="start", category=outcome)
    ]
    units = sum(_value(v, outcome, s, "units") for s in told)
    if not units:
        return None
    return sum(_value(v, outcome, s, measure) * _value(v, outcome, s, "units") for s in told) / units
