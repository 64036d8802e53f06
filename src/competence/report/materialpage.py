"""The report's last section: sources, who is counted, breaks, quality, assumptions, method, contact."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Heading, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.numbers import number
from competence.report.view import View, lower_first
from competence.report.wording import shown
from competence.tables import ALL


def material(v: View) -> Iterator:
    """Blocks of the section."""
    yield Heading("kallor", v.texts["material.h.sources"])
    yield sources(v) or Text(v.t("sources.none"))
    yield Heading("vilka", v.texts["material.h.who"])
    yield Text(v.t("who", agreements=v.listed([_agreement(v, a) for a in v.config.population.agreements])))
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
    notes = [v.texts[f"note.{n}"] for n in sorted(v.notes()) if v.has(f"note.{n}")]
    if notes:
        yield Text(items=tuple(notes))
    yield Heading("kontakt", v.texts["material.h.contact"])
    contact = v.config.municipality.contact
    yield Text(v.t("contact", contact=contact) if contact else v.t("contact.none"))


def _agreement(v: View, agreement: str) -> str:
    return v.texts["agreement.unknown"] if agreement == "unknown" else agreement


def sources(v: View) -> Table | None:
    """Delivered files with dates and rows."""
    cells = v.cube.cells("sources")
    if not cells:
        return None
    rows = tuple(
        (c.category, c.by, v.day(c.period) if c.period is not None else "–", shown(v, c))
        for c in sorted(cells, key=lambda c: (c.by, c.category))
    )
    head = tuple(v.texts[f"sources.{k}"] for k in ("file", "source", "delivered", "rows"))
    return Table("leveranser", v.texts["sources.caption"], head, rows, wide=True, text_columns=(1, 2))


def not_staff(v: View) -> Table | None:
    """Rows that are no staff, by kind, with the rule's reason."""
    cells = v.cube.cells("accounts", by="not_staff")
    if not cells:
        return None
    why = {rule.kind: rule.reason for rule in v.config.population.not_staff}
    rows = tuple(
        (v.texts.get(f"kind.{names[0]}", "") and " + ".join(v.texts.get(f"kind.{n}", n) for n in names)
         or " + ".join(names), "; ".join(why.get(n, "–") for n in names), shown(v, cell))
        for names, cell in _joined(cells)
    )  # fmt: skip
    head = tuple(v.texts[f"not_staff.{k}"] for k in ("kind", "why", "rows"))
    return Table("ej-personal", v.texts["not_staff.caption"], head, rows, text_columns=(1,))


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
        whom = ", ".join([names[0], *(lower_first(n) for n in names[1:])]) if names else v.texts["breaks.everyone"]
        rows.append((b.what, v.day(b.date), whom, b.source or "–"))
    head = tuple(v.texts[f"breaks.{k}"] for k in ("what", "day", "whom", "source"))
    return Table("brott-tabell", v.texts["breaks.caption"], head, tuple(rows), wide=True, text_columns=(1, 2, 3)) if rows else None


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
            rows = [(", ".join(v.texts.get(f"reason.{n}", n) for n in names), shown(v, cell)) for names, cell in aside]
            head = (v.texts["quarantine.reason"], v.texts["accounts.number"])
            yield Table("at-sidan", v.texts["quarantine.caption"], head, tuple(rows))
        else:
            yield Text(v.t("quarantine.none"))
    cells = [c for c in v.cube.cells("quality") if v.has(f"quality.{_measure(c)}")]
    if cells:
        rows = []
        for c in cells:
            label = v.texts[f"quality.{_measure(c)}"] + (f" ({c.category})" if c.category != ALL else "")
            label += f", {c.group}" if c.group != ALL else ""
            share = c.value is not None and (abs(c.value) < 1 and _measure(c).endswith("share"))
            value = shown(v, c, {"percent": True} if share else None)
            rows.append((label, value, v.texts["quality.yes" if c.measure.endswith(":passed") else "quality.no"]))
        head = tuple(v.texts[f"quality.{k}"] for k in ("measure", "value", "passed"))
        yield Table("matt", v.texts["quality.caption"], head, tuple(rows), text_columns=(2,))
    off = [c for c in v.cube.cells("quality") if "residual" in c.measure and (c.value or c.low is not None)]
    if off and off[0].value:
        yield Text(v.t("residual.off", n=Fig(abs(off[0].value), off[0].key)))
    else:
        yield Text(v.t("residual.ok"))


def _measure(cell: Cell) -> str:
    return cell.measure.rsplit(":", 1)[0]


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
            a.owner or Markup('<strong class="warn">{}</strong>').format(v.texts["assumptions.unowned"]),
            v.day(a.decided) if a.decided else "–", a.source or "–",
        )
        for a, what, says in sorted(found, key=lambda f: bool(f[0].owner))
    )  # fmt: skip
    head = tuple(v.texts[f"assumptions.{k}"] for k in ("what", "value", "owner", "decided", "source"))
    if rows:
        yield Table("antaganden-tabell", v.texts["assumptions.caption"], head, rows, wide=True, text_columns=(1, 2, 3, 4))


def _assumptions(v: View) -> Iterator[tuple]:
    """(assumption, what it is, what it says)."""
    for r in v.config.requirement:
        shares = [
            str(v.t("assumption.share", share=number(s, percent=True, locale=v.locale), year=y))
            for y, s in sorted(r.share_required.items())
        ]
        yield r, str(v.t("assumption.requirement", name=r.name)), ", ".join(shares)
    for link in v.config.demand.links:
        names = [v.config.occupations[o].name for o in link.occupations if o in v.config.occupations]
        occupations = ", ".join([names[0], *(lower_first(n) for n in names[1:])]) if names else "–"
        low, high = link.ages or (0, 100)
        says = v.t(f"assumption.link.{link.driver}", low=str(low), high=str(high))
        yield link, str(v.t("assumption.link", occupations=occupations)), str(says)
    for change in v.config.demand.changes:
        says = v.t("assumption.change.value", factor=number(change.factor, decimals=2), day=v.day(change.date))
        yield change, str(v.t("assumption.change", what=change.what)), str(says)
    for age in v.config.pension.target_ages:
        yield (
            age, str(v.t("assumption.target", year=str(age.born_from))),
            str(v.t("assumption.target.value", age=str(age.age))),
        )  # fmt: skip
    for b in v.config.breaks:
        yield b, str(v.t("assumption.break", what=b.what)), str(v.t("assumption.break.value", day=v.day(b.date)))
