"""What is done at home: driver, need, expected effect and initiative, with the empty cells left empty to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from competence.report import why
from competence.report.blocks import Table, Text
from competence.report.figures import Fig
from competence.report.view import View
from competence.report.wording import by_then, with_span
from competence.vocabulary import DRIVERS

TABLE = "programme_home"


@dataclass(frozen=True)
class Row:
    """A driver of the need, whether it is large, the expected effects on it and the initiatives that meet it."""

    driver: str
    reach: str
    large: bool
    outcomes: tuple[str, ...]
    initiatives: tuple[str, ...]


def read(v: View) -> list[Row]:
    """The page's drivers, large ones first."""
    found = []
    for driver in DRIVERS:
        cells = v.cube.cells(TABLE, administration=v.administration, category=driver)
        reach = next((c for c in cells if c.measure.startswith("reach.")), None)
        if reach is None:
            continue
        outcomes = tuple(c.measure.split(".", 1)[1] for c in cells if c.measure.startswith("outcome."))
        initiatives = dict.fromkeys(c.group for c in cells if c.measure.startswith("status."))
        found.append(
            Row(driver, reach.measure.split(".", 1)[1], bool(reach.value), outcomes, tuple(initiatives))
        )
    return sorted(found, key=lambda r: not r.large)


def blocks(v: View) -> Iterator:
    """How many of the large drivers nothing is done about, and the table."""
    found = read(v)
    if not found:
        yield Text(v.t("programme.home.absent"))
        return
    large = [r for r in found if r.large]
    empty = [r for r in large if not r.initiatives]
    if large and empty:
        names = v.listed([v.texts[f"drivers.{r.driver}"].lower() for r in empty])
        yield Text(v.t("programme.home.some", n=Fig(len(empty)), all=Fig(len(large)), names=names))
    elif large:
        yield Text(v.t("programme.home.met", all=Fig(len(large))))
    yield table(v, [r for r in found if r.large or r.initiatives] or found, (len(large), len(empty)))


def table(v: View, found: list[Row], counts: tuple[int, int]) -> Table:
    """A row for each driver that is large or met."""
    rows = []
    effects = {e.id: e.expected for e in v.config.programme.effect}
    year = v.when(v.horizon)
    drivers = {c.category: c for c in (why.read(v).cells if why.read(v) else ())}
    for r in found:
        outcomes = v.listed([effects.get(o, o) for o in r.outcomes]) or v.texts["programme.home.no_effect"]
        told = Markup("<br>").join(_initiative(v, r.driver, i) for i in r.initiatives)
        if not told:
            told = Markup('<strong class="warn">{}</strong>').format(v.texts["programme.home.none"])
        rows.append((v.texts[f"drivers.{r.driver}"], v.texts[f"drivers.reach.{r.reach}"], with_span(v, drivers.get(r.driver)),
                     outcomes, told))  # fmt: skip
    head = tuple(
        v.say(f"programme.home.head.{k}", year=year)
        for k in ("driver", "reach", "need", "effect", "initiative")
    )
    caption = v.t("programme.home.caption", name=v.name)
    total = v.t("programme.home.total", large=Fig(counts[0]), empty=Fig(counts[1]))
    rows.append((v.texts["programme.home.large"], "", "", "", total))
    return Table(
        "programmet-hemma",
        caption,
        head,
        tuple(rows),
        (v.t("programme.home.note"),),
        wide=True,
        text_columns=(1, 3, 4),
    )


def _initiative(v: View, driver: str, initiative: str) -> Markup:
    cells = v.cube.cells(TABLE, administration=v.administration, category=driver, group=initiative)
    code = {c.measure.split(".", 1)[0]: c.measure.partition(".")[2] for c in cells}
    others = [v.short_of(c.measure.split(".", 1)[1]) for c in cells if c.measure.startswith("with.")]
    told = [v.texts[f"programme.initiative.{code.get('status', 'unknown')}"]]
    if code.get("owner"):
        told.append(code["owner"])
    if others:
        told.append(v.say("programme.home.with", names=v.listed(others)))
    if any(c.measure == "from_programme" for c in cells):
        told.append(v.texts["programme.home.from"])
    return Markup("{} ({})").format(initiative, ", ".join(told))


def everywhere(v: View) -> Iterator:
    """The municipality's page: by administration, large drivers and whether anything is done about them."""
    rows = []
    for id_ in v.config.administrations:
        a = View(v.cube, v.config, id_)
        found = read(a)
        if not found:
            continue
        large = [r for r in found if r.large]
        empty = [r for r in large if not r.initiatives]
        begun = {i for r in found for i in r.initiatives}
        names = a.listed([a.texts[f"drivers.{r.driver}"].lower() for r in empty])
        said = names or v.texts["programme.home.all_met"]
        rows.append((a.name_of(id_), Fig(len(large)).markup(v.locale), Fig(len(large) - len(empty)).markup(v.locale),
                     Markup('<strong class="warn">{}</strong>').format(said) if empty else said, Fig(len(begun)).markup(v.locale)))  # fmt: skip
    if not rows:
        yield Text(v.t("programme.home.absent"))
        return
    yield Text(v.t("programme.home.intro", when=by_then(v, v.horizon)))
    head = tuple(
        v.texts[f"programme.home.everywhere.{k}"]
        for k in ("administration", "large", "met", "empty", "begun")
    )
    yield Table("programmet-hemma", v.t("programme.home.everywhere.caption"), head, tuple(rows),
                (v.t("programme.home.everywhere.note"),), wide=True, text_columns=(3,))  # fmt: skip
