"""The sections of an administration's report and of the municipality's page, in the order readers meet them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report import (
    charts,
    critical,
    decide,
    levers,
    plan,
    proof,
    skills,
    story,
    summer,
    tables_ahead,
    tables_today,
    trust,
    why,
)
from competence.report.blocks import Cards, Section, Text
from competence.report.materialpage import material
from competence.report.programme import page as programme
from competence.report.view import View
from competence.report.wording import interval


def report(v: View) -> list[Section]:
    """The sections of one administration's report; none is empty, whatever was delivered."""
    years = len(v.years)
    count = v.texts.get(f"years.{years}", str(years))
    return [
        Section("det-viktigaste", 1, v.texts["section.1"], tuple(essentials(v))),
        Section("att-besluta", 2, v.texts["section.2"], tuple(decide.section(v))),
        Section("kritiska-grupper", 3, v.texts["section.3"], tuple(critical.section(v))),
        Section("i-dag", 4, v.texts["section.4"], tuple(today(v))),
        Section("narmaste-tiden", 5, months_title(v), tuple(months(v))),
        Section("tio-ar-antal", 6, v.say("section.6", years=count), tuple(people(v))),
        Section("tio-ar-kompetens", 7, v.say("section.7", years=count), tuple(skills.section(v))),
        Section("varfor", 8, v.texts["section.8"], tuple(why.section(v))),
        Section("vad-hjalper", 9, v.texts["section.9"], tuple(levers.section(v))),
        Section("programmet", 10, v.texts["section.10"], tuple(programme.section(v))),
        Section("hur-sakert", 11, v.texts["section.11"], tuple(trust.section(v))),
        Section("underlaget", 12, v.texts["section.12"], tuple(material(v))),
    ]


def municipality(v: View) -> list[Section]:
    """The sections of the municipality's page: the plan years, why, what would help, the whole back-test."""
    return [
        Section("det-viktigaste", 1, v.texts["section.1"], tuple(essentials(v))),
        Section("planaren", 6, v.texts["section.plan"], tuple(plan.blocks(v, heading=False))),
        Section("varfor", 8, v.texts["section.8"], tuple(why.section(v))),
        Section("vad-hjalper", 9, v.texts["section.9"], tuple(levers.section(v))),
        Section("hur-traffat", 11, v.texts["section.proof"], tuple(proof.section(v))),
    ]


def months_title(v: View) -> str:
    """Heading of the near future."""
    return v.say("section.5", months=str(len(v.months))) if v.months else v.texts["section.5.short"]


def essentials(v: View) -> Iterator:
    """1: what a reader with one minute takes away."""
    yield Cards(story.cards(v))
    yield Text(items=tuple(story.essentials(v)), style="essentials")


def today(v: View) -> Iterator:
    """4: staff today."""
    heads, fte = v.fig("staff", "headcount", v.origin), v.fig("staff", "fte", v.origin)
    if heads is not None and fte is not None:
        yield Text(v.t("today.intro", name=v.name, heads=heads, fte=fte))
    yield tables_today.key_figures(v)
    chart = charts.ages(v)
    if chart is not None:
        yield chart
    else:
        split = v.cube.cells("splits", by="age_band")
        yield Text(v.t("age.withheld" if split else "age.undelivered"))
    if v.cube.cells("rows", administration=v.administration):
        yield tables_today.rows_today(v)
    if (causes := tables_today.causes(v)) is not None:
        yield causes
    elif v.closed:
        told = v.cube.cells("events", by="cause")
        yield Text(v.t("causes.few" if told else "causes.none"))


def months(v: View) -> Iterator:
    """5: the next 24 months, or why there are none."""
    if v.months and v.cube.cells("months", administration=v.administration):
        yield Text(Markup(" ").join(story.months(v)))
        yield charts.month_heads(v)
        yield charts.month_exits(v)
        yield from summer.blocks(v)
        return
    yearly = not v.months
    yield Text(v.t("months.yearly") if yearly else v.t("months.absent", name=v.name))
    yield tables_ahead.next_years(v)
    first = v.years[0]
    exits, need = v.fig("people", "exits", first), v.fig("people", "recruitment_need", first)
    if exits is not None and need is not None:
        between = interval(v, "people", "exits", first)
        yield Text(
            v.t("months.yearly.next", year=v.when(first), exits=exits, interval=between, need=need.size())
        )


def people(v: View) -> Iterator:
    """6: ten years of people."""
    yield Text(Markup(" ").join(s for s in (story.needed(v), story.recruit(v), story.people_gap(v)) if s))
    yield charts.people(v)
    if (beside := tables_ahead.standard(v)) is not None:
        yield Text(story.standard(v))
        yield beside
    if (bridge := charts.people_bridge(v)) is not None:
        yield bridge
    if v.cube.cells("people_rows", administration=v.administration):
        yield tables_ahead.people_rows(v)
    yield from plan.blocks(v)
