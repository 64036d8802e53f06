"""Sentences written from the cube: what is needed, how many, by when, how sure. No claim beyond its interval."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report.blocks import Card
from competence.report.figures import Fig
from competence.report.numbers import number
from competence.report.view import View
from competence.report.wording import bounds, by_then, certainty, gap_kind, interval

GAP = "competence_gap_fte"
PEAK = 1.4


@dataclass(frozen=True)
class WorstSkill:
    """The requirement with the largest shortage at the horizon, or why there is none.

    `kind`: short, either, mean, enough, few (too few to show), none (no requirement here), undelivered.
    """

    kind: str
    requirement: str = ""
    value: Fig | None = None
    low: Fig | None = None
    high: Fig | None = None


def worst_skill(v: View) -> WorstSkill:
    """The largest shortage of competence at the horizon."""
    if not v.cube.cells("competence_outlook"):
        without = v.config.qualification and not v.config.requirements
        return WorstSkill("none" if without else "undelivered")
    found = []
    for requirement in v.requirements:
        value, low, high = bounds(
            v, "competence_outlook", GAP, v.horizon, by="requirement", category=requirement
        )
        if value is not None:
            found.append((value.value, requirement, value, low, high))
    if not found:
        return WorstSkill("few" if v.requirements else "none")
    _, requirement, value, low, high = max(found, key=lambda f: f[0])
    kind = gap_kind(value, low, high)
    if kind in ("surplus", "even"):
        return WorstSkill("enough")
    return WorstSkill(kind, requirement, value, low, high)


def lead(v: View) -> Markup:
    """The page in one sentence."""
    need = v.fig("people", "recruitment_need_cum", v.horizon)
    worst = worst_skill(v)
    year = v.when(v.horizon)
    if need is None or need.value <= 0:
        return v.t("lead.none", name=v.name, year=year)
    if worst.kind in ("short", "mean") and worst.value.value > 0:
        name = v.requirement_name(worst.requirement)
        return v.t("lead.both", name=v.name, need=need, year=year, gap=worst.value, requirement=name)
    return v.t("lead.need", name=v.name, need=need, year=year)


def essentials(v: View) -> list[Markup]:
    """Three to six sentences: needed, how many, by when, people, competence, how sure."""
    told = [needed(v), recruit(v), people_gap(v), skills_gap(v)]
    told.append(v.t("assumed") if "no_vacancies" in v.notes() else soon(v))
    told.append(sure(v))
    return [s for s in told if s]


def needed(v: View) -> Markup:
    """What is needed at the horizon against today."""
    today = v.fig("staff", "headcount", v.origin)
    required = v.fig("people", "required_headcount", v.horizon)
    if required is None or today is None:
        return Markup("")
    change = Fig(abs(required.value - today.value))
    kind = "more" if required.value > today.value else "fewer" if required.value < today.value else "same"
    return v.t(
        f"needed.{kind}",
        when=by_then(v, v.horizon, start=True),
        required=required,
        today=today,
        change=change,
    )


def recruit(v: View) -> Markup:
    """How many must be recruited until then."""
    need = v.fig("people", "recruitment_need_cum", v.horizon)
    remaining = v.fig("people", "headcount_without_hiring", v.horizon)
    if need is None or remaining is None:
        return Markup("")
    if need.value < 0:
        return v.t("recruit.surplus", need=need.size())
    between = interval(v, "people", "recruitment_need_cum", v.horizon)
    return v.t("recruit", need=need, remaining=remaining, interval=between)


def people_gap(v: View, when: str | None = None) -> Markup:
    """Whether too few people are expected at the horizon; `when` names it where no sentence before does."""
    when = when or v.texts["then"]
    value, low, high = bounds(v, "people", "gap", v.horizon)
    kind = gap_kind(value, low, high)
    if kind == "unknown":
        return v.t("gap.unknown")
    beyond = v.texts["gap.beyond"] if "no_vacancies" in v.notes() else ""
    if kind == "either":
        return v.t("gap.either", surplus=low.size(), short=high, when=when, beyond=beyond)
    if kind == "surplus":
        between = Markup("")
        if low is not None:
            between = Markup(", ") + v.t("interval", low=high.size(), high=low.size())
        return v.t("gap.surplus", gap=value.size(), when=when, interval=between)
    between = interval(v, "people", "gap", v.horizon)
    return v.t(f"gap.{kind}", gap=value, when=when, interval=between, beyond=beyond)


def skills_gap(v: View) -> Markup:
    """Where competence is shortest at the horizon."""
    worst = worst_skill(v)
    if worst.kind in ("few", "none", "undelivered", "enough"):
        return v.t(f"skills.{worst.kind}")
    name = v.requirement_name(worst.requirement)
    if worst.kind == "either":
        return v.t("skills.either", requirement=name, surplus=worst.low.size(), short=worst.high)
    where = {"by": "requirement", "category": worst.requirement}
    between = interval(v, "competence_outlook", GAP, v.horizon, **where)
    first = v.fig("competence_outlook", GAP, v.years[0], **where)
    if first is not None and first.value > 0 and len(v.years) > 1:
        return v.t("skills.short.both", requirement=name, first=first, soon=by_then(v, v.years[0]), gap=worst.value,
                   when=by_then(v, v.horizon), interval=between)  # fmt: skip
    return v.t(
        "skills.short", requirement=name, when=by_then(v, v.horizon), gap=worst.value, interval=between
    )


def soon(v: View) -> Markup:
    """What the next two years ask for."""
    if len(v.years) < 2:
        return Markup("")
    period = v.years[1]
    need = v.fig("people", "recruitment_need_cum", period)
    if need is None or need.value <= 0:
        return Markup("")
    between = interval(v, "people", "recruitment_need_cum", period)
    return v.t("soon", month=v.month(period), need=need, interval=between)


def sure(v: View) -> Markup:
    """How sure the need is, and how far it has been tried."""
    tested = v.t("tested.one" if v.tested_until > v.origin else "tested.none")
    kind, width = certainty(v)
    if kind is None or width is None:
        return v.t("sure.unknown", tested=tested)
    return v.t("sure", certainty=v.texts[f"certainty.{kind}"], width=width, tested=tested)


def cards(v: View) -> tuple[Card, Card]:
    """The two gaps side by side: people, and competence."""
    year = v.when(v.horizon)
    value, low, high = bounds(v, "people", "gap", v.horizon)
    people = _card(v, "people", gap_kind(value, low, high), value, low, high, v.texts["card.as_now"], year)
    worst = worst_skill(v)
    if worst.requirement:
        of = v.t("card.skills.of", requirement=v.requirement_name(worst.requirement))
        return people, _card(v, "skills", worst.kind, worst.value, worst.low, worst.high, of, year)
    label = v.say("card.skills", year=year)
    figure = v.texts[{"enough": "card.enough", "none": "card.none"}.get(worst.kind, "card.unknown")]
    return people, Card(label, figure, "", v.t(f"skills.{worst.kind}"), small=True)


def _card(v: View, which, kind, value, low, high, note, year) -> Card:
    label = v.say(f"card.{which}", year=year)
    if kind == "unknown":
        return Card(label, v.texts["card.unknown"], "", note, small=True)
    if kind == "either":
        even = v.t("card.even", surplus=low.size(), short=high)
        return Card(label, v.texts["card.unclear"], "", Markup(", ").join([even, note]), small=True)
    figure = value.size().markup(v.locale)
    between = ""
    if low is not None and high is not None:
        a, b = (low, high) if kind != "surplus" else (high.size(), low.size())
        between = v.t("interval", low=a, high=b)
    unit = _unit(v, which, value) if kind != "surplus" else v.t("card.people.surplus", n=value.size())
    return Card(label, figure, unit, Markup(", ").join(p for p in (note, between) if p))


def _unit(v: View, which: str, value: Fig) -> Markup:
    return v.t("card.people.unit", n=value) if which == "people" else v.t("card.skills.unit")


def months(v: View) -> list[Markup]:
    """The next months: who leaves and comes, when most do, where it ends, what it takes."""
    last = v.months[-1]
    exits, hires, need = (v.fig("months_sum", m, last) for m in ("exits", "hires", "recruitment_need"))
    heads = v.fig("months", "headcount", last)
    told = [v.t("months.intro", month=v.month(last), exits=exits, hires=hires)]
    if months_named := peaks(v):
        told.append(v.t("months.peaks", peaks=months_named))
    if heads is not None:
        between = interval(v, "months", "headcount", last)
        told.append(v.t("months.level", heads=heads, month=v.month(last), interval=between))
    if need.value > 0:
        told.append(v.t("months.need", need=need))
    return told


def peaks(v: View) -> str:
    """The one or two calendar months in which clearly more leave than in others; empty where there are none."""
    exits: dict[int, list[float]] = {}
    for m in v.months:
        if figure := v.fig("months", "exits", m):
            exits.setdefault(m.month, []).append(figure.value)
    means = {month: sum(values) / len(values) for month, values in exits.items()}
    usual = sum(means.values()) / max(len(means), 1)
    # By more than rounding and chance may do in a small group.
    clear = [m for m in means if means[m] > max(PEAK * usual, usual + 3)]
    top = sorted(clear, key=lambda m: (-means[m], m))[:2]
    return v.listed([month_name(v, m) for m in sorted(top)])


def month_name(v: View, month: int) -> str:
    """Name of a calendar month."""
    return v.month(pd.Timestamp(2000, month, 1)).split(" ")[0]


def skill(v: View, requirement: str) -> list[Markup]:
    """One requirement at the horizon: required, expected, gap, whose rule it is."""
    where = {"by": "requirement", "category": requirement}
    rule = v.config.requirements[requirement]
    told = []
    required = v.fig("competence_outlook", "required_qualified_fte", v.horizon, **where)
    qualified = v.fig("competence_outlook", "qualified_fte", v.horizon, **where)
    value, low, high = bounds(v, "competence_outlook", GAP, v.horizon, **where)
    if required is not None and qualified is not None and value is not None:
        when = by_then(v, v.horizon, start=True)
        told.append(v.t("skills.intro", when=when, required=required, qualified=qualified))
        kind = gap_kind(value, low, high)
        if kind == "either":
            told.append(v.t("skills.gap.either", surplus=low.size(), short=high))
        elif kind == "surplus":
            between = (
                Markup("")
                if low is None
                else Markup(", ") + v.t("interval", low=high.size(), high=low.size())
            )
            told.append(v.t("skills.gap.surplus", gap=value.size(), interval=between))
        else:
            between = interval(v, "competence_outlook", GAP, v.horizon, **where)
            told.append(v.t(f"skills.gap.{kind}", gap=value, interval=between))
            train = v.fig("competence_outlook", "training_need", v.horizon, **where)
            if kind == "short" and train is not None and train.value > 0:
                told.append(v.t("skills.gap.train", train=train))
    word = "law" if rule.kind == "law" else "own"
    source = (rule.source or "").rstrip(". ")
    told.append(v.t(f"skills.{word}", source=source) if source else v.t(f"skills.nosource.{word}"))
    share = rule.share(v.horizon.year)
    text = number(share, percent=True, locale=v.locale)
    told.append(v.t("skills.share.all" if share == 1 else "skills.share", share=text, year=v.horizon.year))
    if rule.transitional_until and v.origin.date() <= rule.transitional_until <= v.horizon.date():
        told.append(v.t("skills.cliff", day=v.day(rule.transitional_until)))
    return told
