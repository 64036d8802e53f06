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
from competence.report.wording import LEAST, by_then, claimed, span_of
from competence.tables import ALL

MOST = 5
OPTIONS = 2
HELPS = 0.05  # an option is told where it takes away so much of the shortage
STILL = 0.8  # a shortage was there already while it was expected to be so large a part of what is claimed
RUN = 2  # years in a row that a shortage must be claimed in: one alone may be chance in its ends
DAYS = 30.4
ALL_MEET = 0.98


@dataclass(frozen=True)
class Shortage:
    """A shortage over the years: `first` in which it is claimed, `since` when it is as large, nearly."""

    cells: dict[pd.Timestamp, Cell | None]
    first: pd.Timestamp
    since: pd.Timestamp
    size: float


@dataclass(frozen=True)
class Decision:
    """A row: when the shortage is there (`need`; `now`: already), and `lead`, months, None where not stated."""

    what: Markup
    why: Markup
    weight: float
    need: pd.Timestamp
    lead: int | None
    owner: str
    options: Markup
    now: bool = False
    occupations: tuple[str, ...] = ()

    @property
    def latest(self) -> pd.Timestamp | None:
        """The last day to decide: the need less the lead time; None where that is not stated."""
        if self.lead is None:
            return self.need if self.now else None
        return self.need - pd.DateOffset(months=self.lead)


def section(v: View) -> Iterator:
    """Blocks of the section."""
    found = decisions(v)
    if not found:
        yield Text(v.t("decide.none", least=_least(v)))
        return
    rows = tuple((d.what, d.why, _when(v, d), _owner(v, d), d.options) for d in found)
    head = tuple(v.texts[f"decide.{k}"] for k in ("what", "why", "latest", "owner", "options"))
    caption = v.t("decide.caption", name=v.name)
    notes = [v.t("decide.rule", least=_least(v)), v.t("decide.note", year=v.when(v.horizon))]
    if any(d.occupations for d in found):
        notes.insert(0, _everyone(v))
    yield Table("beslut", caption, head, rows, tuple(notes), wide=True, text_columns=(1, 2, 3, 4))


def decisions(v: View) -> list[Decision]:
    """At most five, those of the largest consequence: first what is due now, the largest first, then by date."""
    people = list(_people(v))
    found = [*_skills(v, {o for d in people for o in d.occupations}), *people, *_frames(v)]
    found = sorted(found, key=lambda d: -d.weight)[:MOST]

    def place(d: Decision) -> tuple:
        if d.latest is not None and d.latest <= v.origin:
            return 0, v.origin, -d.weight
        return 1, pd.Timestamp.max if d.latest is None else d.latest, -d.weight

    return sorted(found, key=place)


def shortage(v: View, cells: dict, allowed: dict | None = None) -> Shortage | None:
    """When a shortage is there by the page's rule; None where it never is two years in a row.

    `allowed` are the cells of those who may go on by a transitional rule: they count from the day it ends.
    It is there since it was expected to be nearly as large, and at least three, whatever its ends were then.
    """
    rest = {p: _value((allowed or {}).get(p)) for p in v.years}
    sure = [claimed(cells[p], allowed=rest[p]) for p in v.years]
    run = min(RUN, len(sure))
    at = next((i for i in range(len(sure) - run + 1) if all(sure[i : i + run])), None)
    if at is None:
        return None
    sizes = [_value(cells[p]) - rest[p] for p in v.years]
    since = at
    while since > 0 and sizes[since - 1] >= max(LEAST, STILL * sizes[at]):
        since -= 1
    return Shortage(cells, v.years[at], v.years[since], max(sizes))


def _skills(v: View, short: set[str]) -> Iterator[Decision]:
    """A row for each requirement that will not be met.

    Where all staff meet it and people are too few (`short`), the row of people says it.
    """
    for requirement in v.requirements:
        rule = v.config.requirements[requirement]
        where = {"by": "requirement", "category": requirement}
        gap = {p: v.cell("competence_outlook", SKILL, p, **where) for p in v.years}
        allowed = {p: v.cell("competence_outlook", "transitional_fte", p, **where) for p in v.years}
        found = shortage(v, gap, allowed)
        if found is None:
            continue
        share = v.cell("competence_outlook", "qualified_share", found.first, **where)
        here = _here(v, rule.occupations)
        if _value(share) >= ALL_MEET and here and set(here) <= short:
            continue
        until = rule.transitional_until
        before = [p for p in v.years if p < found.since]
        cliff = until is not None and before and before[-1].date() <= until < found.since.date()
        need = pd.Timestamp(until) if cliff else _start(v, found.since)
        lead = max(
            (m for o in here if (m := v.config.occupations[o].lead_time_months) is not None), default=None
        )
        if cliff:
            last = v.horizon if claimed(gap[v.horizon]) else found.first
            why = v.t("decide.why.cliff", day=v.day(until), n=_figure(allowed[before[-1]]), when=by_then(v, last),
                      last=_figure(gap[last]), span=span_of(v, gap[last]))  # fmt: skip
        else:
            why = _why(v, found, "skill")
            if _value(allowed[found.first]) >= 1 and until is not None:
                rest = v.t(
                    "decide.why.allowed",
                    n=_figure(allowed[found.first]),
                    day=v.day(until),
                    year=v.when(found.first),
                )
                why += Markup(" ") + rest
        yield Decision(
            v.t("decide.what.skill", requirement=v.requirement_name(requirement)), why, found.size, need, lead,
            rule.owner or "", _skill_options(v, requirement, found, where), found.since == v.years[0],
        )  # fmt: skip


def _people(v: View) -> Iterator[Decision]:
    """A row for each group of occupations that will be too few."""
    for g in critical.groups(v):
        found = shortage(v, {p: v.cell("people_rows", "gap", p, group=g.group) for p in v.years})
        if found is None:
            continue
        names = critical.occupations(g.group)
        if g.days is not None and g.days.value is not None:
            lead = math.ceil(g.days.value / DAYS)
        else:
            stated = [v.config.occupations[o].lead_time_months for o in names if o in v.config.occupations]
            lead = max((m for m in stated if m is not None), default=None)
        yield Decision(
            v.t("decide.what.people", group=lower_first(v.row_name(g.group))), _why(v, found, "people"), found.size,
            _start(v, found.since), lead, _demand_owner(v, names), _people_options(v, g), found.since == v.years[0],
            tuple(names),
        )  # fmt: skip


def _why(v: View, found: Shortage, kind: str) -> Markup:
    """The shortage when it is first claimed and at the horizon, with their spans; what is unclear is so named."""
    first, last = found.cells[found.first], found.cells[v.horizon]
    told = v.t(f"decide.why.{kind}", n=_figure(first), span=span_of(v, first), year=v.when(found.first))
    if found.since < found.first:
        earlier = found.cells[found.since]
        told += v.t(
            "decide.why.already", n=_figure(earlier), span=span_of(v, earlier), year=v.when(found.since)
        )
    if found.first != v.horizon and last is not None and last.value is not None:
        key = "last" if claimed(last) else "unclear"
        told += v.t(f"decide.why.{key}", n=_figure(last), span=span_of(v, last), year=v.when(v.horizon))
    return told


def _frames(v: View) -> Iterator[Decision]:
    """A row for each committee of the page whose frame will not hold."""
    for committee in committees(v):
        for cell in v.cube.cells("plan", by="committee", category=committee.id, measure="deviation_sek"):
            if not claimed(cell, least=1.0):
                continue
            where = {"of": ALL, "by": "committee", "category": committee.id}
            cost, fte = (v.cell("plan", m, cell.period, **where) for m in ("sek", "required_fte"))
            if not _value(cost) or not _value(fte):
                break
            why = v.t("decide.why.frame", n=Fig(cell.value, cell.key, how=levers.MILLIONS),
                      span=span_of(v, cell, levers.MILLIONS), year=str(cell.period.year))  # fmt: skip
            yield Decision(
                v.t("decide.what.frame", committee=committee.name), why, cell.value / (cost.value / fte.value),
                pd.Timestamp(cell.period.year, 1, 1), 1, committee.name, v.t("decide.options.frame"),
            )  # fmt: skip
            break


def committees(v: View) -> list:
    """Committees that answer for the page's administration, or all."""
    return [c for c in v.config.committee if v.administration == ALL or v.administration in c.administrations]


def _start(v: View, period: pd.Timestamp) -> pd.Timestamp:
    """When a year's shortage begins: at its start, or now."""
    return max(v.origin, period - pd.DateOffset(years=1))


def _skill_options(v: View, requirement: str, found: Shortage, where: dict) -> Markup:
    """Scenarios that take a part of the shortage away, and what recruiting and training can do."""
    last = found.cells[v.horizon]
    size = _value(last) or found.size
    helping = [levers.effect(v, s, requirement) for s in v.scenarios]
    told = [levers.option(v, e, e.skill) for e in _best(helping, "skill", HELPS * size)]
    first = found.first
    recruit, train = (v.cell("competence_outlook", m, first, **where) for m in ("qualified_recruitment_need", "training_need"))  # fmt: skip
    key = (
        "both" if _value(recruit) >= 1 and _value(train) >= 1 else "pace" if _value(recruit) >= 1 else "train"
    )
    if _value(recruit) >= 1 or _value(train) >= 1:
        told.append(
            v.t(f"decide.options.{key}", recruit=_figure(recruit), train=_figure(train), year=v.when(first))
        )
    return _joined(v, told)


def _people_options(v: View, g: critical.Group) -> Markup:
    """What can be done for the group alone; what is for all of the administration stands under the table."""
    mine = set(critical.occupations(g.group))
    touching = [s for s in v.scenarios if mine & set(_touches(v, s))]
    told = [v.t("decide.options.together", option=levers.option(v, e, e.gap))
            for e in _best([levers.effect(v, s) for s in touching], "gap")]  # fmt: skip
    if _value(g.need) >= 1:
        need = v.t(
            "decide.options.recruit", n=_figure(g.need), span=span_of(v, g.need), year=v.when(v.horizon)
        )
        told.append(need)
    return _joined(v, told)


def _everyone(v: View) -> Markup:
    """What the scenarios for all occupations take off the shortage of the whole administration."""
    broad = [levers.effect(v, s) for s in v.scenarios if not _touches(v, s)]
    told = [levers.option(v, e, e.gap) for e in _best(broad, "gap")]
    if not told:
        return v.t("decide.everyone.none")
    return v.t("decide.everyone", year=v.when(v.horizon), options=Markup("; ").join(told))


def _touches(v: View, scenario: str) -> tuple[str, ...]:
    """The occupations that a scenario is for; none where it is for all."""
    return v.scenario(scenario, "occupations") or ()


def _best(found: Sequence[Effect], what: str, least: float = 1.0) -> list[Effect]:
    """The scenarios that surely take most away, at least so much."""
    helping = [e for e in found if e.sure(getattr(e, what)) and -getattr(e, what).value >= max(1.0, least)]
    return sorted(helping, key=lambda e: getattr(e, what).value)[:OPTIONS]


def _least(v: View) -> str:
    """The least shortage in words."""
    return v.texts.get(f"count.{LEAST:.0f}", f"{LEAST:.0f}")


def _joined(v: View, told: list[Markup]) -> Markup:
    if not told:
        return Markup("{}").format(v.texts["decide.options.none"])
    return Markup("").join(Markup('<span class="option">{}</span>').format(t) for t in told)


def _when(v: View, d: Decision) -> Markup:
    if d.latest is None:
        return v.t("decide.no_lead")
    if d.latest > v.origin:
        return v.t("decide.by", month=v.month(d.latest))
    if d.lead is None:
        return v.t("decide.now.no_lead")
    return v.t("decide.now", works=v.month(v.origin + pd.DateOffset(months=d.lead)))


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
