"""What leadership can touch here: the need near the manager and outside, and what stands beside it, never added."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report import why
from competence.report.blocks import Heading, Table, Text
from competence.report.figures import Fig
from competence.report.programme import expected
from competence.report.story import worst_skill
from competence.report.view import View
from competence.report.wording import by_then, shown, with_span

TRAINING = "training_need"


def blocks(v: View) -> Iterator:
    """Arithmetic on the forecast; it claims no effect and holds whatever the programme is found to do."""
    yield Heading("ledarskap-paverkar", v.texts["programme.touch.h"])
    drivers = why.read(v)
    rows = []
    if drivers is None:
        yield Text(v.t("programme.touch.absent"))
    elif drivers.of("untold"):
        yield Text(v.t("drivers.untold", name=v.name))
    else:
        near, outside = (Fig(sum(c.value for c in drivers.of(r))) for r in ("near", "outside"))
        key = "both" if near.value > 0 and outside.value > 0 else "near" if near.value > 0 else "none"
        yield Text(v.t(f"programme.touch.{key}", when=by_then(v, v.horizon), near=near, outside=outside))
        rows = [
            (v.texts[f"programme.touch.row.{r}"], f.markup(v.locale))
            for r, f in (("near", near), ("outside", outside))
        ]
    rows += list(beside(v))
    if rows:
        head = (v.texts["programme.touch.what"], v.texts["programme.touch.n"])
        caption = v.t("programme.touch.caption", name=v.name)
        yield Table("ledarskap-tabell", caption, head, tuple(rows), (v.t("programme.touch.note"),))


def beside(v: View) -> Iterator[tuple]:
    """First-year exits, managers who leave, and those employed who would have to qualify."""
    new = v.cube.cells("first_year", administration=v.administration, measure="exits")
    if new:
        yield v.say("programme.touch.row.first_year", year=v.through(new[-1].period)), shown(v, new[-1])
    leaving = expected.latest(v, "managers_leaving")
    if leaving is not None:
        name = v.say("programme.touch.row.leaving", year=v.through(leaving.period))
        value = Fig(leaving.value, leaving.key, how={"percent": True}).markup(v.locale)
        if leaving.administration != v.administration:
            value += Markup(' <small class="with">{}</small>').format(v.texts["programme.municipality"])
        yield name, value
    worst = worst_skill(v)
    if worst.requirement:
        where = {"by": "requirement", "category": worst.requirement}
        cell = v.cell("competence_outlook", TRAINING, v.horizon, **where)
        if cell is not None and cell.value:
            name = v.say("programme.touch.row.training", requirement=v.requirement_name(worst.requirement),
                         year=v.when(v.horizon))  # fmt: skip
            yield name, with_span(v, cell)
