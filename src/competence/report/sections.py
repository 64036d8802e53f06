"""The sections of an administration's report and of the index, in the order readers meet them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report import charts, story, tables_ahead, tables_today
from competence.report.blocks import Cards, Heading, Section, Text
from competence.report.materialpage import material
from competence.report.view import View
from competence.report.wording import by_then, certainty, interval


def report(v: View) -> list[Section]:
    """The sections of one administration's report; none is empty, whatever was delivered."""
    years = len(v.years)
    count = v.texts.get(f"years.{years}", str(years))
    return [
        Section("det-viktigaste", 1, v.texts["section.1"], tuple(essentials(v))),
        Section("i-dag", 4, v.texts["section.4"], tuple(today(v))),
        Section("narmaste-tiden", 5, months_title(v), tuple(months(v))),
        Section("tio-ar-antal", 6, v.say("section.6", years=count), tuple(people(v))),
        Section("tio-ar-kompetens", 7, v.say("section.7", years=count), tuple(skills(v))),
        Section("hur-sakert", 11, v.texts["section.11"], tuple(sure(v))),
        Section("underlaget", 12, v.texts["section.12"], tuple(material(v))),
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
    if (bridge := charts.people_bridge(v)) is not None:
        yield bridge
    if v.cube.cells("people_rows", administration=v.administration):
        yield tables_ahead.people_rows(v)


def skills(v: View) -> Iterator:
    """7: ten years of competence, requirement by requirement."""
    if not v.cube.cells("competence_outlook"):
        undelivered = story.worst_skill(v).kind == "undelivered"
        yield Text(v.t("skills.section.undelivered" if undelivered else "skills.section.none"))
        if undelivered:
            yield Text(v.t("skills.order"))
        return
    if not v.requirements:
        yield Text(v.t("skills.section.none"))
        return
    yield Text(v.t("skills.two"))
    yield Text(v.t("skills.people", sentence=story.people_gap(v, by_then(v, v.horizon))))
    notes = [v.t("skills.few.note", limit=str(v.config.publication.row_limit))]
    unknown = v.cube.cells("competence", administration=v.administration, measure="headcount_unknown")
    if any(c.value or c.low is not None for c in unknown):
        notes.append(v.t("skills.now.note"))
    yield Text(Markup(" ").join(notes))
    for requirement in v.requirements:
        yield Heading(f"krav-rubrik-{tables_ahead.slug(requirement)}", v.requirement_name(requirement))
        yield Text(Markup(" ").join(story.skill(v, requirement)))
        chart, now = charts.skill(v, requirement), tables_ahead.skill_now(v, requirement)
        if chart is None and now is None:
            yield Text(v.t("skills.withheld"))
        if chart is not None:
            yield chart
        if now is not None:
            yield now


def sure(v: View) -> Iterator:
    """11: how the forecast has done, and how wide it is."""
    yield Text(v.t("sure.rule"))
    kind, width = certainty(v)
    need = v.fig("people", "recruitment_need_cum", v.horizon)
    where = {"name": v.name, "year": v.when(v.horizon), "need": need}
    if need is not None and kind is not None and width is not None:
        between = interval(v, "people", "recruitment_need_cum", v.horizon)
        yield Text(
            v.t("sure.here", **where, interval=between, width=width, certainty=v.texts[f"certainty.{kind}"])
        )
    elif need is not None:
        yield Text(v.t("sure.here.unknown", **where))
    yield tables_ahead.sure_years(v)
    table = tables_ahead.backtest(v)
    if table is None:
        yield Text(v.t("sure.nothing"))
    else:
        yield Text(v.t("sure.test", year=v.through(v.cube.cells("backtest")[0].period)))
        yield table
        yield Text(v.t("sure.untested"))
    if "no_vacancies" in v.notes():
        yield Text(v.t("sure.vacancies"))
