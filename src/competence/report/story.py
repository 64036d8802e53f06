"""Sentences written from the cube: what is needed, how many, by when, how sure. No claim beyond its interval."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from competence.report import levers, proof, why
from competence.report.blocks import Card
from competence.report.figures import Fig
from competence.report.view import View
from competence.report.wording import between, bounds, by_then, certainty, claimed, gap_kind, interval

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
    """The largest shortage of competence at the horizon; one that is claimed goes before one that is not."""
    if not v.cube.cells("competence_outlook"):
        without = v.config.qualification and not v.config.requirements
        return WorstSkill("none" if without else "undelivered")
    found = []
    for requirement in v.requirements:
        value, low, high = bounds(
            v, "competence_outlook", GAP, v.horizon, by="requirement", category=requirement
        )
        if value is not None:
            found.append((gap_kind(value, low, high), requirement, value, low, high))
    if not found:
        return WorstSkill("few" if v.requirements else "none")
    kind, requirement, value, low, high = max(
        found, key=lambda f: (f[0] in ("short", "mean"), f[0] == "either", f[2].value)
    )
    if kind in ("surplus", "even"):
        return WorstSkill("enough")
    return WorstSkill(kind, requirement, value, low, high)


def skills_first(v: View) -> bool:
    """Whether the shortage of competence stands first: it is claimed, and larger than any claimed one of people."""
    worst = worst_skill(v)
    if worst.kind not in ("short", "mean") or worst.value.value < 1:
        return False
    value, low, high = bounds(v, "people", "gap", v.horizon)
    return gap_kind(value, low, high) not in ("short", "mean") or value.value < worst.value.value


def lead(v: View) -> Markup:
    """The page in one sentence."""
    need = v.fig("people", "recruitment_need_cum", v.horizon)
    worst = worst_skill(v)
    year = v.when(v.horizon)
    if skills_first(v):
        name, value = v.requirement_name(worst.requirement), bounds(v, "people", "gap", v.horizon)
        key = {"short": "few", "mean": "few", "surplus": "enough", "even": "enough"}.get(
            gap_kind(*value), "only"
        )
        return v.t(
            f"lead.skills.{key}", name=v.name, gap=worst.value, requirement=name, year=year, people=value[0]
        )
    if need is None or need.value <= 0:
        return v.t("lead.none", name=v.name, year=year)
    if worst.kind in ("short", "mean") and worst.value.value > 0:
        name = v.requirement_name(worst.requirement)
        return v.t("lead.both", name=v.name, need=need, year=year, gap=worst.value, requirement=name)
    return v.t("lead.need", name=v.name, need=need, year=year)


def essentials(v: View) -> list[Markup]:
    """Three to six points: how many by when, people, competence, why, what would help most, how sure.

    Where a shortage of competence is the larger one, it stands first.
    """
    beginning = Markup(" ").join(s for s in (needed(v), recruit(v)) if s)
    told = [beginning, people_gap(v), skills_gap(v)]
    if skills_first(v):
        told = [skills_gap(v), people_gap(v, by_then(v, v.horizon)), beginning]
    told += [why.largest(v) or ("" if "no_vacancies" in v.notes() else soon(v)), levers.helps_most(v)]
    end = [v.t("assumed")] if "no_vacancies" in v.notes() else []
    end += [v.t("counted")] if "counted" in v.notes() else []
    told.append(Markup(" ").join([*end, sure(v)]))
    return [s for s in told if s]


def standard(v: View) -> Markup:
    """The standard model's answer in words, beside ours."""
    measure = "recruitment_need_cum"
    ours, theirs = v.fig("people", measure, v.horizon), v.fig("standard", measure, v.horizon)
    if ours is None or theirs is None:
        return v.t("standard.intro")
    kind = "more" if ours.value > theirs.value else "fewer" if ours.value < theirs.value else "same"
    told = [v.t("standard.intro"), v.t(f"standard.{kind}", theirs=theirs, ours=ours, year=v.when(v.horizon))]
    if better := proof.beaten(v, proof.STANDARD):
        names = v.listed([v.texts[f"sure.shelf.{q}"] for q in better])
        told.append(v.t("standard.better", names=names))
    return Markup(" ").join(told)


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
        return v.t("gap.either", between=between(v, low, high), when=when, beyond=beyond)
    if kind == "surplus":
        ends = Markup("")
        if low is not None:
            ends = Markup(", ") + v.t("interval", low=high.size(), high=low.size())
        return v.t("gap.surplus", gap=value.size(), when=when, interval=ends)
    ends = interval(v, "people", "gap", v.horizon)
    return v.t(f"gap.{kind}", gap=value, when=when, interval=ends, beyond=beyond)


def skills_gap(v: View) -> Markup:
    """Where competence is shortest at the horizon."""
    worst = worst_skill(v)
    if worst.kind in ("few", "none", "undelivered", "enough"):
        return v.t(f"skills.{worst.kind}")
    name = v.requirement_name(worst.requirement)
    if worst.kind == "either":
        return v.t("skills.either", requirement=name, between=between(v, worst.low, worst.high))
    where = {"by": "requirement", "category": worst.requirement}
    ends = interval(v, "competence_outlook", GAP, v.horizon, **where)
    first = v.fig("competence_outlook", GAP, v.years[0], **where)
    if len(v.years) > 1 and claimed(v.cell("competence_outlook", GAP, v.years[0], **where), least=1.0):
        return v.t("skills.short.both", requirement=name, first=first, soon=by_then(v, v.years[0]), gap=worst.value,
                   when=by_then(v, v.horizon), interval=ends)  # fmt: skip
    return v.t("skills.short", requirement=name, when=by_then(v, v.horizon), gap=worst.value, interval=ends)


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
    n = v.tested_years
    tested = v.t("tested.some", years=v.texts.get(f"count.{n}", str(n))) if n else v.t("tested.none")
    kind, width = certainty(v)
    if kind is None or width is None:
        return v.t("sure.unknown", tested=tested)
    return v.t("sure", certainty=v.texts[f"certainty.{kind}"], width=width, tested=tested)


def cards(v: View) -> tuple[Card, ...]:
    """The two gaps side by side: people, and competence; the larger claimed one first."""
    people, skills = _cards(v)
    return (skills, people) if skills_first(v) else (people, skills)


def _cards(v: View) -> tuple[Card, Card]:
    year = v.when(v.horizon)
    value, low, high = bounds(v, "people", "gap", v.horizon)
    people = _card(v, "people", gap_kind(value, low, high), value, low, high, v.texts["card.as_now"], year)
    worst = worst_skill(v)
    if worst.requirement:
        of = v.t("card.skills.of", requirement=v.requirement_name(worst.requirement))
        return people, _card(v, "skills", worst.kind, worst.value, worst.low, worst.high, of, year)
    label = v.say("card.skills", year=year)
    figure = v.texts[{"enough": "card.enough", "none": "card.none"}.get(worst.kind, "card.unknown")]
    return people, Card(label, figure, "", v.t(f"skills.{worst.kind}"), small=True, style="skills")


def _card(v: View, which, kind, value, low, high, note, year) -> Card:
    label = v.say(f"card.{which}", year=year)
    if kind == "unknown":
        return Card(label, v.texts["card.unknown"], "", note, small=True, style=which)
    if kind == "either":
        even = v.t("card.even", between=between(v, low, high))
        return Card(
            label, v.texts["card.unclear"], "", Markup(", ").join([even, note]), small=True, style=which
        )
    figure = value.size().markup(v.locale)
    ends = ""
    if low is not None and high is not None:
        a, b = (low, high) if kind != "surplus" else (high.size(), low.size())
        ends = v.t("interval", low=a, high=b)
    unit = _unit(v, which, value) if kind != "surplus" else v.t("card.people.surplus", n=value.size())
    return Card(label, figure, unit, Markup(", ").join(p for p in (note, ends) if p), style=which)


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
        cum = v.fig("people", "recruitment_need_cum", last)
        if cum is not None and cum.value != need.value:
            vacant = why.open_today(v)
            # The months count what comes; the years begin with the posts that are vacant today.
            exact = vacant is not None and vacant.value > 0 and vacant.value == cum.value - need.value
            told.append(
                v.t("months.need.open" if exact else "months.need.more", cum=cum, n=vacant or Fig(0.0))
            )
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
