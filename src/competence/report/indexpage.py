"""The sections of `index.html`: the municipality at a glance, its administrations, what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from competence.report import charts, story, tables_today
from competence.report.blocks import Cards, Section, Table, Text
from competence.report.figures import Fig
from competence.report.programme import page as programme
from competence.report.view import View
from competence.report.wording import certainty, shown, with_span

PERCENT_SIGNED = {"percent": True, "sign": True}


def index(v: View, status: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The index's sections."""
    years = v.texts.get(f"years.{len(v.years)}", str(len(v.years)))
    return [
        Section("kommunen", 1, v.texts["index.h.glance"], tuple(_glance(v))),
        Section("forvaltningarna", 0, v.texts["index.h.administrations"], tuple(_administrations(v, status))),
        Section("i-dag", 4, v.texts["section.4"], (tables_today.key_figures(v),)),
        Section("tio-ar-antal", 6, v.say("section.6", years=years), (charts.people(v),)),
        Section("tio-ar-kompetens", 7, v.say("section.7", years=years), tuple(_skills(v))),
        Section("korningen", 0, v.texts["index.h.run"], tuple(_run(v, status))),
    ]


def _glance(v: View) -> Iterator:
    yield Cards(story.cards(v))
    yield Text(items=tuple(story.essentials(v)), style="essentials")
    link = Markup('<a href="municipality/report.html">{}</a>').format(v.texts["municipality.link"])
    yield Text(link)
    if programme.there(v):
        yield Text(Markup('<a href="programme/report.html">{}</a>').format(v.texts["programme.link"]))


def _administrations(v: View, status) -> Iterator:
    failed = {e["administration"]: e for e in status if not e["made"]}
    rows = []
    for id_ in v.config.administrations:
        a = View(v.cube, v.config, id_)
        link = Markup('<a href="{}/report.html">{}</a>').format(id_, v.name_of(id_))
        if a.cell("staff", "headcount", v.origin) is None:
            rows.append((link, *["–"] * 6))
            continue
        required, today = (
            a.fig("people", "required_headcount", v.horizon),
            a.fig("staff", "headcount", v.origin),
        )
        trend: Any = "–"
        if required is not None and today is not None and today.value:
            trend = Fig(required.value / today.value - 1, how=PERCENT_SIGNED).markup(v.locale)
        kind, _ = certainty(a)
        rows.append((
            link, shown(v, a.cell("staff", "headcount", v.origin)),
            with_span(v, a.cell("people", "recruitment_need_cum", v.horizon)),
            with_span(v, a.cell("people", "gap", v.horizon)), _worst(a), trend,
            "–" if kind is None else v.texts[f"certainty.label.{kind}"],
        ))  # fmt: skip
    year = v.when(v.horizon)
    head = [v.texts["index.administration"], v.texts["index.heads"]]
    head += [v.say(f"index.{k}", year=year) for k in ("need", "gap", "skills", "trend")]
    head.append(v.texts["index.certainty"])
    notes = (v.t("index.certainty.note"), v.t("people.note.short"))
    yield Table("forvaltningar", v.t("index.caption", year=year), tuple(head), tuple(rows), notes, wide=True)
    for id_, entry in failed.items():
        yield Text(v.t("index.failed.named", name=v.name_of(id_), why=why(v, entry)), style="notice")


def _worst(a: View) -> Markup:
    worst = story.worst_skill(a)
    if not worst.requirement:
        return Markup('<span class="quiet">{}</span>').format(a.texts[f"index.skills.{worst.kind}"])
    where = {"by": "requirement", "category": worst.requirement}
    figure = with_span(a, a.cell("competence_outlook", story.GAP, a.horizon, **where))
    return figure + Markup(' <small class="with">{}</small>').format(a.requirement_name(worst.requirement))


def _skills(v: View) -> Iterator:
    if not v.requirements:
        kind = story.worst_skill(v).kind
        yield Text(v.t(f"skills.{kind}"))
        if kind == "undelivered":
            yield Text(v.t("skills.order"))
        return
    yield Text(v.t("skills.two"))
    rows = []
    for requirement in v.requirements:
        where = {"by": "requirement", "category": requirement}
        cells = [v.cell("competence_outlook", m, v.horizon, **where) for m in
                 ("required_qualified_fte", "qualified_fte", story.GAP)]  # fmt: skip
        rows.append(
            (
                v.requirement_name(requirement),
                shown(v, cells[0]),
                with_span(v, cells[1]),
                with_span(v, cells[2]),
            )
        )
    head = (v.texts["index.requirement"], *(v.texts[f"skills.{k}"] for k in ("required", "qualified", "gap")))
    caption = v.t("index.skills.caption", year=v.when(v.horizon))
    yield Table("kraven", caption, head, tuple(rows), (v.t("people.note.short"),), wide=True)


def _run(v: View, status) -> Iterator:
    made = sum(1 for e in status if e["made"])
    if made == len(status):
        yield Text(v.t("index.run.all", n=str(made)))
    else:
        yield Text(v.t("index.run.some", made=str(made), all=str(len(status))))
    rows = []
    for e in status:
        if e["made"]:
            told = v.texts["index.run.made"]
        else:
            last = last_good(v, e)
            after = v.t("index.run.last", month=last) if last else v.t("index.run.never")
            told = v.t("index.run.failed", why=why(v, e)) + Markup("; ") + after
        rows.append((v.name_of(e["administration"]), told))
    head = (v.texts["index.run.report"], v.texts["index.run.status"])
    yield Table("rapporter", v.texts["index.run.caption"], head, tuple(rows), text_columns=(1,))


def why(v: View, entry: Mapping[str, Any]) -> str:
    """Why a report was not made, in words; the run's own message may quote data and is never printed."""
    key = f"why.{entry['why']}"
    return v.texts[key if v.has(key) else "why.notebook"]


def last_good(v: View, entry: Mapping[str, Any]) -> str | None:
    """Month of the last good report, in words."""
    last = entry.get("last_good")
    return v.month(pd.Timestamp(f"{str(last)[:7]}-01")) if last else None
