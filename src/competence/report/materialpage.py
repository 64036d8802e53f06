"""The report's last section: sources, who is counted, breaks, quality, assumptions, method, contact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from competence.config.parts import Assumption
from competence.report.blocks import Heading, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.material import COUNTS, SHARES, TRACE
from competence.report.numbers import number, span
from competence.report.rows import JOIN
from competence.report.view import View, lower_first
from competence.report.wording import shown
from competence.tables import ALL, UNKNOWN

LIMITS = {"passed": "quality.yes", "failed": "quality.no", "none": "quality.no_limit"}
MEASURES = SHARES + COUNTS


def material(v: View) -> Iterator:
    """Blocks of the section."""
    yield Heading("kallor", v.texts["material.h.sources"])
    yield sources(v) or Text(v.t("sources.none"))
    yield Heading("vilka", v.texts["material.h.who"])
    yield Text(v.t("who.counted") if "counted" in v.notes() else v.t("who", agreements=_agreements(v)))
    yield Text(v.t("published", limit=str(v.config.publication.row_limit)))
    if table := not_staff(v):
        yield table
    yield Heading("brott", v.texts["material.h.breaks"])
    yield breaks(v) or Text(v.t("breaks.none"))
    yield Heading("kvalitet", v.texts["material.h.quality"])
    yield from quality(v)
    yield Heading("antaganden", v.texts["material.h.assumptions"])
    yield from assumptions(v)
    yield Heading("metod", v.texts["material.h.method"])
    for n in (1, 2, 3):
        yield Text(v.t(f"method.{n}", draws=number(v.config.model.draws, locale=v.locale)))
    notes = [text for n in sorted(v.notes()) if (text := _note(v, n))]
    if notes:
        yield Text(items=tuple(notes))
    yield Heading("kontakt", v.texts["material.h.contact"])
    contact = v.config.municipality.contact
    yield Text(v.t("contact", contact=contact) if contact else v.t("contact.none"))


def _note(v: View, code: str) -> str:
    """A note's text; `code:id` names what it is about. Empty where there are no words for it."""
    kind, _, about = code.partition(":")
    if not v.has(f"note.{kind}"):
        return ""
    return v.say(f"note.{kind}", about=v.scenario(about, "name")) if about else v.texts[f"note.{kind}"]


def _agreements(v: View) -> str:
    names = [a for a in v.config.population.agreements if a != UNKNOWN]
    if not names:
        return ""
    unknown = v.texts["who.unknown"] if UNKNOWN in v.config.population.agreements else ""
    return v.say("who.agreements", names=v.listed(names)) + unknown


def sources(v: View) -> Table | None:
    """What each source delivered: its newest file with date, how many files, how many rows in all."""
    rows = []
    for source in v.cube.values("sources", "by"):
        cells = sorted(v.cube.cells("sources", by=source), key=lambda c: (str(c.period), c.category))
        newest = cells[-1]
        day = v.texts["cell.unknown"] if newest.period is None else v.day(newest.period)
        known = sum(c.value for c in cells if c.value is not None)
        most = known + sum(c.high for c in cells if c.value is None)
        total = Fig(known, newest.key if len(cells) == 1 else "").markup(v.locale)
        # Files of few rows are bands: so is their sum.
        rows.append((source_name(v, source), newest.category, day, number(len(cells)),
                     total if most == known else span(known, most, locale=v.locale)))  # fmt: skip
    head = tuple(v.texts[f"sources.{k}"] for k in ("source", "file", "delivered", "files", "rows"))
    if not rows:
        return None
    return Table("leveranser", v.texts["sources.caption"], head, tuple(rows), wide=True, text_columns=(1, 2))


def source_name(v: View, source: str) -> str:
    """What a source delivers, in words; its id after it where several deliver the same, or alone where unknown."""
    known = v.config.sources
    table = known[source].table if source in known else ""
    if not v.has(f"table.{table}"):
        return source
    name = v.texts[f"table.{table}"]
    return f"{name} ({source})" if sum(s.table == table for s in known.values()) > 1 else name


def not_staff(v: View) -> Table | None:
    """Rows that are no staff, by kind, with the rule's reason."""
    cells = v.cube.cells("accounts", by="not_staff")
    if not cells:
        return None
    why = {rule.kind: rule.reason for rule in v.config.population.not_staff}
    rows = tuple(
        (_named(v, "kind", names), "; ".join(why[n] for n in names if n in why) or "–", shown(v, cell))
        for names, cell in _joined(cells)
    )
    head = tuple(v.texts[f"not_staff.{k}"] for k in ("kind", "why", "rows"))
    return Table("ej-personal", v.texts["not_staff.caption"], head, rows, wide=True, text_columns=(1,))


def _named(v: View, kind: str, names: list[str]) -> str:
    """Names of codes that share a figure; a code without a text stands as it is."""
    found = [v.texts.get(f"{kind}.{n}", n) for n in names]
    return ", ".join([found[0], *(lower_first(name) for name in found[1:])])


def _joined(cells: list[Cell]) -> list[tuple[list[str], Cell]]:
    """Cells with those that share a figure told once."""
    found, seen = [], set()
    for cell in sorted(cells, key=lambda c: (-(c.value or 0), c.category)):
        if cell.category not in seen:
            names = [cell.category, *cell.joined_with]
            seen |= set(names)
            found.append((names, cell))
    return found


def breaks(v: View) -> Table | None:
    """Days on which the figures changed their meaning."""
    rows = []
    for b in sorted(v.config.breaks, key=lambda b: b.date):
        names = [v.short_of(a) for a in b.administrations]
        names += [v.config.occupations[o].name for o in b.occupations if o in v.config.occupations]
        whom = (
            ", ".join([names[0], *(lower_first(n) for n in names[1:])])
            if names
            else v.texts["breaks.everyone"]
        )
        day = Markup('<span class="nb">{}</span>').format(v.day(b.date))
        rows.append((b.what, day, whom, b.source or "–"))
    head = tuple(v.texts[f"breaks.{k}"] for k in ("what", "day", "whom", "source"))
    return (
        Table("brott-tabell", v.texts["breaks.caption"], head, tuple(rows), wide=True, text_columns=(1, 2, 3))
        if rows
        else None
    )


def quality(v: View) -> Iterator:
    """Accounts of rows, what was set aside, measures, and whether stocks and flows add up."""
    every = v.cube.cell("accounts", "rows")
    if every is not None:
        rows = [(v.texts["accounts.all"], shown(v, every))]
        for names, cell in _joined(v.cube.cells("accounts", by="kind")):
            rows.append((f" {v.texts['or']} ".join(v.texts[f"accounts.{n}"] for n in names), shown(v, cell)))
        head = (v.texts["accounts.what"], v.texts["accounts.number"])
        yield Table("rader", v.texts["accounts.caption"], head, tuple(rows))
        aside = _joined(v.cube.cells("accounts", by="quarantined"))
        if aside:
            rows = [(_named(v, "reason", names), shown(v, cell)) for names, cell in aside]
            head = (v.texts["quarantine.reason"], v.texts["accounts.number"])
            yield Table("at-sidan", v.texts["quarantine.caption"], head, tuple(rows))
        else:
            yield Text(v.t("quarantine.none"))
    cells = sorted(v.cube.cells("quality"), key=lambda c: (MEASURES.index(c.measure), c.category))
    # A column in which nothing is missing is not worth a row.
    cells = [c for c in cells if not (c.measure == "missing" and c.value == 0)]
    if cells:
        rows = []
        for c in cells:
            label = v.texts[f"quality.{c.measure}"]
            if c.measure == "quarantined_share" and c.category != ALL:
                label = v.say(
                    "quality.quarantined_share.worst", source=lower_first(source_name(v, c.category))
                )
            elif c.category != ALL:
                label += f": {v.texts.get(f'column.{c.category}', c.category)}"
            percent = {"percent": True}
            value = shown(v, c, percent if c.measure in SHARES else None)
            if c.value == TRACE:  # "less than one per cent" is no number of the cube's
                value = Fig(c.value, how=percent).markup(v.locale)
            rows.append((label, value, v.texts[LIMITS[c.by]]))
        head = tuple(v.texts[f"quality.{k}"] for k in ("measure", "value", "passed"))
        yield Table("matt", v.texts["quality.caption"], head, tuple(rows), text_columns=(2,))
    off = [c for c in v.cube.cells("quality", measure="residual_share") if c.value]
    yield Text(
        v.t("residual.off", share=Fig(off[0].value, off[0].key, how={"percent": True}))
        if off
        else v.t("residual.ok")
    )


def assumptions(v: View) -> Iterator:
    """Every assumption with who stands for it; those without an owner first."""
    found = list(_assumptions(v))
    orphans = sum(1 for a in found if not a[0].owner)
    if orphans:
        yield Text(v.t("assumptions.orphans", n=str(orphans), all=str(len(found))))
    else:
        yield Text(v.t("assumptions.owned"))
    rows = tuple(
        (
            what, says,
            _owner(v, a), a.source or "–",
        )
        for a, what, says in sorted(found, key=lambda f: bool(f[0].owner))
    )  # fmt: skip
    head = tuple(v.texts[f"assumptions.{k}"] for k in ("what", "value", "owner", "source"))
    if rows:
        yield Table(
            "antaganden-tabell", v.texts["assumptions.caption"], head, rows, wide=True, text_columns=(1, 2, 3)
        )


def _owner(v: View, assumption) -> Markup:
    if not assumption.owner:
        return Markup('<strong class="warn">{}</strong>').format(v.texts["assumptions.unowned"])
    day = f", {v.day(assumption.decided)}" if assumption.decided else ""
    return Markup("{}{}").format(
        assumption.owner, Markup('<span class="nb">{}</span>').format(day) if day else ""
    )


def _touches(v: View, item) -> bool:
    """Whether an assumption about some administrations and occupation groups concerns this page."""
    if v.administration == ALL:
        return True
    if item.administrations and v.administration not in item.administrations:
        return False
    here = {o for c in v.cube.cells("rows", administration=v.administration) for o in c.group.split(JOIN)}
    return not item.occupations or bool(here & set(item.occupations))


def _assumptions(v: View) -> Iterator[tuple]:
    """(assumption, what it is, what it says), of those that concern the page."""
    for r in v.config.requirement:
        if v.administration != ALL and r.id not in v.requirements:
            continue
        shares = [
            v.say("assumption.share", share=number(s, percent=True, locale=v.locale), year=y)
            for y, s in sorted(r.share_required.items())
        ]
        yield r, v.say("assumption.requirement", name=r.name), ", ".join(shares)
    for link in filter(lambda x: _touches(v, x), v.config.demand.links):
        names = [v.config.occupations[o].name for o in link.occupations if o in v.config.occupations]
        occupations = ", ".join([names[0], *(lower_first(n) for n in names[1:])]) if names else "–"
        low, high = link.ages or (0, 100)
        says = v.t(f"assumption.link.{link.driver}", low=str(low), high=str(high), service=link.service or "")
        yield link, v.say("assumption.link", occupations=occupations), str(says)
    for change in filter(lambda x: _touches(v, x), v.config.demand.changes):
        says = v.t(
            "assumption.change.value", factor=number(change.factor, decimals=2), day=v.day(change.date)
        )
        yield change, v.say("assumption.change", what=change.what), str(says)
    for event in filter(lambda x: _touches(v, x), v.config.demand.events):
        size = number(event.share, percent=True) if event.share else number(event.fte)
        says = v.say(f"assumption.event.{event.kind}", day=v.day(event.date))
        unit = v.texts["assumption.event.share" if event.share else "assumption.event.fte"]
        yield event, v.say("assumption.event", what=event.what), f"{says}, {size} {unit}"
    for scenario in v.config.scenarios.values():
        if isinstance(scenario, Assumption) and _touches(v, scenario):
            says = v.say("assumption.scenario.cost", cost=number(scenario.cost_sek_a_year, millions=True, decimals=1)) if scenario.cost_sek_a_year else "–"  # fmt: skip
            yield scenario, v.say("assumption.scenario", name=scenario.name), says
    ages = sorted(v.config.pension.target_ages, key=lambda a: ((a.owner or "", a.source or ""), a.born_from))
    for _, same in groupby(ages, key=lambda a: (a.owner or "", a.source or "")):
        same = list(same)
        says = [v.say("assumption.target.value", age=str(a.age), year=str(a.born_from)) for a in same]
        yield same[0], v.texts["assumption.target"], ", ".join(says)
    for b in filter(lambda x: _touches(v, x), v.config.breaks):
        yield (
            b,
            v.say("assumption.break", what=b.what),
            v.say("assumption.break.value", day=v.day(b.date)),
        )
