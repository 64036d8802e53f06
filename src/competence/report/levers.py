"""Section 9: what would help: scenarios against the forecast, by the municipality's own strategies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.comparing import Range, ranges
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number, span
from competence.report.view import View
from competence.report.wording import by_then, with_span
from competence.tables import ALL

NEED, GAP, SKILL = "recruitment_need_cum", "gap", "competence_gap_fte"
MILLIONS = {"millions": True, "decimals": 1}


@dataclass(frozen=True)
class Effect:
    """What a scenario changes by the horizon: people to recruit, people short, one requirement's shortage."""

    scenario: str
    need: Cell | None
    gap: Cell | None
    skill: Cell | None
    requirement: str
    cost: Fig | None
    whole: bool  # whether the cost is the whole municipality's on the page of one administration
    worse: tuple[tuple[str, Cell], ...] = ()  # requirements whose shortage surely grows, the most first

    @property
    def idle(self) -> bool:
        """Whether it changes nothing here, to the whole person."""
        cells = [c for c in (self.need, self.gap, self.skill, *(c for _, c in self.worse)) if c is not None]
        return not any(x for c in cells for x in (c.value, c.p10, c.p90))

    def sure(self, cell: Cell | None) -> bool:
        """Whether it surely lowers a figure: nine times of ten, or by its mean where it has no span."""
        return (
            cell is not None
            and cell.value is not None
            and cell.value < 0
            and (cell.p90 is None or cell.p90 < 0)
        )


def effects(v: View) -> list[Effect]:
    """Every scenario's effect on this page's figures at the horizon."""
    return [effect(v, s) for s in v.scenarios]


def effect(v: View, scenario: str, requirement: str = "") -> Effect:
    """One scenario's effect; on the named requirement, else on the one it helps most."""
    where = {"by": "scenario", "category": scenario}
    skills = {r: v.cell("options", f"{SKILL}.{r}", v.horizon, **where) for r in v.requirements}
    skills = {r: c for r, c in skills.items() if c is not None and c.value}
    worse = [(r, c) for r, c in skills.items() if (c.value if c.p10 is None else c.p10) > 0]
    if requirement:
        most = requirement if requirement in skills else ""
    else:
        most = min((r for r in skills if skills[r].value < 0), key=lambda r: skills[r].value, default="")
    return Effect(
        scenario, v.cell("options", NEED, v.horizon, **where), v.cell("options", GAP, v.horizon, **where),
        skills.get(most), most, *cost(v, scenario), tuple(sorted(worse, key=lambda f: -f[1].value)),
    )  # fmt: skip


def cost(v: View, scenario: str) -> tuple[Fig | None, bool]:
    """Cost in the horizon's year, and whether it is the municipality's because the page has none of its own."""
    for place in (v.administration, ALL):
        cell = v.cell("options", "cost_sek", v.horizon, of=place, by="scenario", category=scenario)
        if cell is not None and cell.value is not None:
            return Fig(cell.value, cell.key, how=MILLIONS), place != v.administration
    return None, False


def helps_most(v: View) -> Markup:
    """The scenario that helps most: against the larger of the two shortages."""
    found = effects(v)
    if not found:
        return Markup("")
    skilled = [e for e in found if e.sure(e.skill)]
    people = [e for e in found if e.sure(e.need)]
    best = min(people, key=lambda e: e.need.value, default=None)
    trained = min(skilled, key=lambda e: e.skill.value, default=None)
    told = []
    if best is not None:
        told.append(_told(v, best, "need", best.need))
        told.append(harm(v, best))
    if trained is not None and trained.skill.value <= -1:
        key = "skill.also" if told else "skill"
        told.append(_told(v, trained, key, trained.skill))
        if trained is not best:
            told.append(harm(v, trained))
    return Markup(" ").join(t for t in told if t) if told else v.t("levers.none")


def harm(v: View, e: Effect) -> Markup:
    """The requirements whose shortage a scenario surely makes larger; empty where there is none."""
    if not e.worse:
        return Markup("")
    told = []
    for requirement, cell in e.worse:
        between = Markup("")
        if cell.p10 is not None and cell.p90 is not None:
            ends = (Fig(cell.p10, cell.key, "p10"), Fig(cell.p90, cell.key, "p90"))
            between = Markup(" (") + v.t("interval", low=ends[0], high=ends[1]) + Markup(")")
        told.append(v.t("levers.harm.of", requirement=v.requirement_name(requirement), n=Fig(cell.value, cell.key),
                        interval=between))  # fmt: skip
    return v.t("levers.harm", name=v.scenario(e.scenario, "name"), requirements=Markup(", ").join(told))


def _told(v: View, e: Effect, key: str, cell: Cell) -> Markup:
    figure = Fig(-cell.value, cell.key)
    between = Markup("")
    if cell.p10 is not None and cell.p90 is not None:
        low, high = Fig(-cell.p90, cell.key, "p90"), Fig(-cell.p10, cell.key, "p10")
        between = Markup(", ") + v.t("interval", low=low, high=high)
    price = _price(v, e, "levers.cost")
    requirement = v.requirement_name(e.requirement) if e.requirement else ""
    return v.t(f"levers.{key}", name=v.scenario(e.scenario, "name"), n=figure, interval=between, cost=price,
               requirement=requirement, when=by_then(v, v.horizon))  # fmt: skip


def _price(v: View, e: Effect, key: str) -> Markup:
    if e.cost is None or not e.cost.value:
        return Markup("")
    return v.t(f"{key}.whole" if e.whole else key, cost=e.cost)


def section(v: View) -> Iterator:
    """Blocks of the section."""
    found = effects(v)
    if not found:
        yield Text(v.t("levers.absent"))
        return
    idle = v.listed([f"”{v.scenario(e.scenario, 'name')}”" for e in found if e.idle])
    found = [e for e in found if not e.idle]
    if not found:
        yield Text(v.t("levers.all_idle", names=idle))
        return
    yield Text(v.t("levers.intro", when=by_then(v, v.horizon)))
    helping = helps_most(v)
    yield Text(helping)
    harms = [t for e in found if (t := harm(v, e)) and t not in helping]
    if harms:
        yield Text(Markup(" ").join(harms))
    if any(e.need is not None and e.need.value is not None for e in found):
        yield chart(v, found)
    else:
        yield table(v, found)
    if idle:
        yield Text(v.t("levers.idle", names=idle))
    yield Text(v.t("levers.note"))


def _by_strategy(v: View, found: list[Effect]) -> list[Effect]:
    """In the order of the municipality's strategies, the most helpful first within each."""
    order = [s.name for s in getattr(v.config, "strategy", ())]

    def place(e: Effect) -> tuple:
        name = v.scenario(e.scenario, "strategy")
        return (order.index(name) if name in order else len(order), e.need.value if e.need and e.need.value is not None else 0.0)  # fmt: skip

    return sorted(found, key=place)


def chart(v: View, found: list[Effect]) -> Chart:
    """Difference in the need to recruit, scenario by scenario."""
    rows, told = [], []
    for e in _by_strategy(v, found):
        if e.need is None or e.need.value is None:
            continue
        text = number(e.need.value, sign=True, locale=v.locale)
        style = "gain" if e.need.value < 0 else "loss"
        heading = v.scenario(e.scenario, "strategy") or v.texts["levers.no_strategy"]
        name = v.scenario(e.scenario, "name")
        rows.append(Range(name, e.need.value, text, e.need.p10, e.need.p90, style, heading))
        told.append(f"{name} {text}")
    best = min(
        (e for e in found if e.need is not None and e.need.value is not None), key=lambda e: e.need.value
    )
    year = v.when(v.horizon)
    if best.sure(best.need):
        title = v.t("levers.title", name=v.scenario(best.scenario, "name"), n=Fig(-best.need.value, best.need.key), year=year)  # fmt: skip
    else:
        title = v.t("levers.title.none", year=year)
    alt = v.t("levers.alt", name=v.name, year=year, parts="; ".join(told))
    return Chart("hjalper-diagram", title, plain(alt), ranges(rows), table(v, found))


def table(v: View, found: list[Effect]) -> Table:
    """The scenarios as numbers: what they change, what they cost, who decides."""
    signed = {"sign": True}
    rows = []
    for e in _by_strategy(v, found):
        shown = [] if e.skill is None else [(e.requirement, e.skill)]
        shown += [(r, c) for r, c in e.worse if r != e.requirement]
        skill = Markup("<br>").join(
            with_span(v, c, signed) + Markup(' <small class="with">{}</small>').format(v.requirement_name(r))
            for r, c in shown
        )
        rows.append((
            v.scenario(e.scenario, "name"), v.scenario(e.scenario, "strategy") or v.texts["levers.no_strategy"],
            *(v.texts["levers.unknown"] if c is None else with_span(v, c, signed) for c in (e.need, e.gap)),
            skill or v.texts["levers.unmoved"], v.texts["levers.unknown"] if e.cost is None else e.cost.markup(v.locale),
            v.scenario(e.scenario, "decides") or v.texts["assumptions.unowned"],
        ))  # fmt: skip
    head = tuple(
        v.texts[f"levers.head.{k}"] for k in ("scenario", "strategy", "need", "gap", "skill", "cost", "owner")
    )
    caption = v.t("levers.caption", name=v.name, year=v.when(v.horizon))
    return Table(
        "hjalper", caption, head, tuple(rows), (v.t("levers.table.note"),), wide=True, text_columns=(1, 6)
    )


def option(v: View, e: Effect, cell: Cell) -> Markup:
    """A scenario as an option in a row to decide: name, what it takes away, cost."""
    text = number(-cell.value, locale=v.locale)
    if cell.p10 is not None and cell.p90 is not None:
        text += f" ({span(-cell.p90, -cell.p10, locale=v.locale)})"
    price = _price(v, e, "levers.option.cost")
    told = v.t("levers.option", name=v.scenario(e.scenario, "name"), n=text, cost=price)
    for requirement, worse in e.worse:
        told += v.t(
            "levers.option.harm", n=Fig(worse.value, worse.key), requirement=v.requirement_name(requirement)
        )
    return told
