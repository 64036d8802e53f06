"""Section 2: what must be decided, by when and by whom, worked out from shortages, lead times and scenarios."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report import critical, levers
from competence.report.blocks import Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.levers import SKILL, Effect
from competence.report.rows import JOIN
from competence.report.view import View, lower_first
from competence.report.wording import by_then
from competence.tables import ALL

MOST = 5
OPTIONS = 2
LEAST, PART = (
    3.0,
    0.02,
)  # a shortage is worth a decision from so many, and from this share of what is required
DAYS = 30.4
ALL_MEET = 0.98


@dataclass(frozen=True)
class Decision:
    """A row: `latest` is the last day to decide, None where no lead time is stated; `ready` when it tells."""

    what: Markup
    why: Markup
    weight: float
    need: pd.Timestamp
    lead: int | None
    owner: str
    options: Markup
    occupations: tuple[str, ...] = ()

    @property
    def latest(self) -> pd.Timestamp | None:
        """The need less the lead time."""
        return None if self.lead is None else self.need - pd.DateOffset(months=self.lead)


def section(v: View) -> Iterator:
    """Blocks of the section."""
    found = decisions(v)
    if not found:
        yield Text(v.t("decide.none"))
        return
    rows = tuple((d.what, d.why, _when(v, d), _owner(v, d), d.options) for d in found)
    head = tuple(v.texts[f"decide.{k}"] for k in ("what", "why", "latest", "owner", "options"))
    caption = v.t("decide.caption", name=v.name)
    yield Table("beslut", caption, head, rows, (v.t("decide.note"),), wide=True, text_columns=(1, 2, 3, 4))


def decisions(v: View) -> list[Decision]:
    """At most five, those of the largest consequence, in the order in which they must be taken."""
    people = list(_people(v))
    found = [*_skills(v, {o for d in people for o in d.occupations}), *people, *_frames(v)]
    found = sorted(found, key=lambda d: -d.weight)[:MOST]
    last = pd.Timestamp.max
    return sorted(found, key=lambda d: (d.latest if d.latest is not None else last, -d.weight))


def _skills(v: View, short: set[str]) -> Iterator[Decision]:
    """A row for each requirement that will not be met.

    Where all staff meet it and people are too few (`short`), the row of people says it.
    """
    for requirement in v.requirements:
        rule = v.config.requirements[requirement]
        where = {"by": "requirement", "category": requirement}
        gap = {p: v.cell("competence_outlook", SKILL, p, **where) for p in v.years}
        asked = {p: v.cell("competence_outlook", "required_qualified_fte", p, **where) for p in v.years}
        allowed = {p: v.cell("competence_outlook", "transitional_fte", p, **where) for p in v.years}
        # Those on a transitional rule may go on until it ends: the shortage counts from the day it does not.
        first = next((p for p in v.years if _short(gap[p], asked[p], _value(allowed[p]))), None)
        if first is None:
            continue
        share = v.cell("competence_outlook", "qualified_share", first, **where)
        here = _here(v, rule.occupations)
        if _value(share) >= ALL_MEET and here and set(here) <= short:
            continue
        until = rule.transitional_until
        before = [p for p in v.years if p < first]
        cliff = until is not None and before and before[-1].date() <= until < first.date()
        need = pd.Timestamp(until) if cliff else max(v.origin, first - pd.DateOffset(years=1))
        lead = max(
            (m for o in here if (m := v.config.occupations[o].lead_time_months) is not None), default=None
        )
        last = v.horizon if gap[v.horizon] is not None and gap[v.horizon].value is not None else first
        if cliff:
            why = v.t("decide.why.cliff", day=v.day(until), n=_figure(allowed[before[-1]]), last=_figure(gap[last]),
                      when=by_then(v, last))  # fmt: skip
        else:
            why = v.t("decide.why.skill", first=_figure(gap[first]), soon=v.when(first), last=_figure(gap[last]), year=v.when(last))  # fmt: skip
            if _value(allowed[first]) >= 1 and until is not None:
                why += Markup(" ") + v.t("decide.why.allowed", n=_figure(allowed[first]), day=v.day(until))
        yield Decision(
            v.t("decide.what.skill", requirement=v.requirement_name(requirement)), why,
            max(c.value for c in gap.values() if c is not None and c.value is not None), need, lead, rule.owner or "",
            _skill_options(v, requirement, first, where),
        )  # fmt: skip


def _people(v: View) -> Iterator[Decision]:
    """A row for each group of occupations that will be too few."""
    for g in critical.groups(v):
        cells = {p: v.cell("people_rows", "gap", p, group=g.group) for p in v.years}
        asked = {p: v.cell("people_rows", "required_headcount", p, group=g.group) for p in v.years}
        first = next((p for p in v.years if _short(cells[p], asked[p])), None)
        if first is None or g.people is None or g.people.value is None or g.people.value < LEAST:
            continue
        names = critical.occupations(g.group)
        if g.days is not None and g.days.value is not None:
            lead = math.ceil(g.days.value / DAYS)
        else:
            found = [v.config.occupations[o].lead_time_months for o in names if o in v.config.occupations]
            lead = max((m for m in found if m is not None), default=None)
        why = v.t("decide.why.people", first=_figure(cells[first]), soon=v.when(first), last=_figure(g.people), year=v.when(v.horizon))  # fmt: skip
        what = v.t("decide.what.people", group=lower_first(v.row_name(g.group)))
        need = max(v.origin, first - pd.DateOffset(years=1))
        owner, options = _demand_owner(v, names), _people_options(v)
        yield Decision(what, why, g.people.value, need, lead, owner, options, tuple(names))


def _frames(v: View) -> Iterator[Decision]:
    """A row for each committee of the page whose frame will not hold."""
    for committee in committees(v):
        for cell in v.cube.cells("plan", by="committee", category=committee.id, measure="deviation_sek"):
            if cell.value is None or cell.value <= 0 or cell.p10 is None or cell.p10 <= 0:
                continue
            where = {"of": ALL, "by": "committee", "category": committee.id}
            cost, fte = (v.cell("plan", m, cell.period, **where) for m in ("sek", "required_fte"))
            if not _value(cost) or not _value(fte):
                break
            why = v.t("decide.why.frame", n=Fig(cell.value, cell.key, how=levers.MILLIONS), year=str(cell.period.year))  # fmt: skip
            yield Decision(
                v.t("decide.what.frame", committee=committee.name), why, cell.value / (cost.value / fte.value),
                pd.Timestamp(cell.period.year, 1, 1), 1, committee.name, v.t("decide.options.frame"),
            )  # fmt: skip
            break


def committees(v: View) -> list:
    """Committees that answer for the page's administration, or all."""
    return [c for c in v.config.committee if v.administration == ALL or v.administration in c.administrations]


def _short(gap: Cell | None, asked: Cell | None, allowed: float = 0.0) -> bool:
    """Whether a shortage is surely there and worth a decision; `allowed` may work on a transitional rule."""
    if gap is None or gap.value is None:
        return False
    surely = gap.value if gap.p10 is None else gap.p10
    return surely - allowed > 0 and gap.value - allowed >= max(LEAST, PART * _value(asked))


def _skill_options(v: View, requirement: str, first: pd.Timestamp, where: dict) -> Markup:
    found = [levers.effect(v, s, requirement) for s in v.scenarios]
    told = [levers.option(v, e, e.skill) for e in _best(found, "skill")]
    if not told:
        train = v.cell("competence_outlook", "training_need", first, **where)
        recruit = v.cell("competence_outlook", "qualified_recruitment_need", first, **where)
        if _value(train) > 0 and _value(recruit) > 0:
            told.append(
                v.t(
                    "decide.options.train", train=_figure(train), recruit=_figure(recruit), year=v.when(first)
                )
            )
    return _joined(v, told)


def _people_options(v: View) -> Markup:
    """Effects on the page's whole need: by group they would tell of single causes."""
    told = [levers.option(v, e, e.need) for e in _best(levers.effects(v), "need")]
    return _joined(v, [*told, v.t("decide.options.whole")] if told else [])


def _best(found: Sequence[Effect], what: str) -> list[Effect]:
    """The scenarios that surely take most away."""
    helping = [e for e in found if e.sure(getattr(e, what)) and getattr(e, what).value <= -1]
    return sorted(helping, key=lambda e: getattr(e, what).value)[:OPTIONS]


def _joined(v: View, told: list[Markup]) -> Markup:
    if not told:
        return Markup("{}").format(v.texts["decide.options.none"])
    return Markup("<br>").join(told)


def _when(v: View, d: Decision) -> Markup:
    if d.latest is None:
        return v.t("decide.no_lead")
    if d.latest <= v.origin:
        works = v.month(v.origin + pd.DateOffset(months=d.lead))
        return v.t("decide.now", works=works)
    return v.t("decide.by", month=v.month(d.latest))


def _owner(v: View, d: Decision) -> Markup:
    if d.owner:
        return Markup("{}").format(d.owner)
    return Markup('<strong class="warn">{}</strong>').format(v.texts["assumptions.unowned"])


def _here(v: View, occupations: Sequence[str]) -> list[str]:
    rows = v.cube.cells("rows", administration=v.administration)
    there = {o for c in rows for o in c.group.split(JOIN)}
    return [o for o in occupations if o in v.config.occupations and (not rows or o in there)]


def _demand_owner(v: View, occupations: Sequence[str]) -> str:
    """Who stands for how the group is staffed."""
    for link in v.config.demand.links:
        mine = not link.administrations or v.administration in link.administrations
        if mine and link.owner and set(occupations) & set(link.occupations):
            return link.owner
    return ""


def _figure(cell: Cell | None) -> Fig:
    return Fig(None) if cell is None else Fig(cell.value, cell.key)


def _value(cell: Cell | None) -> float:
    return 0.0 if cell is None or cell.value is None else cell.value
