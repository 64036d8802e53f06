"""Pages: one self-contained file each, from the cube, the config and what the run says it could not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from competence.config import Config
from competence.report import colours, indexpage, sections, story
from competence.report.cube import Cube
from competence.report.programme import page as programme
from competence.report.view import View
from competence.run import files

TEMPLATES = Path(__file__).parent / "templates"
MUNICIPALITY = "municipality"
Status = Sequence[Mapping[str, Any]]


@lru_cache
def environment() -> Environment:
    """Templates, with what they are given escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


def style(config: Config) -> str:
    """The stylesheet in the municipality's colours, each readable on its ground."""
    text = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    for name, colour in (("first", config.look.primary), ("second", config.look.accent)):
        band = "band" if name == "first" else "band2"
        light, dark = colours.readable(colour, colours.LIGHT), colours.readable(colour, colours.DARK)
        text = text.replace(f"[[{name}]]", light).replace(f"[[{name}_dark]]", dark)
        text = text.replace(f"[[{band}]]", colours.mix(light, colours.LIGHT, 0.78))
        text = text.replace(f"[[{band}_dark]]", colours.mix(dark, colours.DARK, 0.7))
    return text.strip()


def _page(v: View, **what) -> str:
    values = {
        "lang": v.locale, "t": v.t, "style": Markup(style(v.config)), "municipality": v.config.municipality.name,
        "contact": v.config.municipality.contact, "until": v.t("page.until", day=v.day(v.origin)),
        "edition": v.cube.edition, "lead": "", "notice": "", "home": "", "broad": False, "sections": [],
    }  # fmt: skip
    return environment().get_template("page.html.j2").render(values | what).rstrip() + "\n"


def report_page(v: View) -> str:
    """An administration's report."""
    notice = ""
    name = v.name_of(v.administration)
    if v.joined:
        order = [a for a in v.config.administrations if a in (v.administration, *v.joined)]
        notice = v.t("joined.page", name=name, names=v.listed([v.name_of(a) for a in order]))
    return _page(
        v, title=v.t("page.title", name=name), heading=name, lead=story.lead(v), notice=notice,
        home="../index.html", sections=sections.report(v),
    )  # fmt: skip


def municipality_page(v: View) -> str:
    """The municipality's own page: plan years, why, what would help, the whole back-test."""
    heading = v.t("municipality.title", name=v.name)
    return _page(
        v, title=v.t("page.title", name=heading), heading=heading, lead=story.lead(v), home="../index.html",
        sections=sections.municipality(v),
    )  # fmt: skip


def programme_page(v: View) -> str:
    """The leadership programme's page: how far, who met, does it work, what it means for need, what is done at home."""
    heading = v.t("programme.title", name=v.name)
    return _page(
        v, title=v.t("page.title", name=heading), heading=heading, lead=programme.lead(v), home="../index.html",
        sections=programme.sections(v),
    )  # fmt: skip


def failed_page(v: View, entry: Mapping[str, Any]) -> str:
    """The page of an administration whose report could not be made: why, and when the last good one was."""
    name = v.name_of(v.administration)
    why = v.t("failed.why", why=indexpage.why(v, entry))
    last = indexpage.last_good(v, entry)
    text = v.t("failed.last", month=last) if last else v.t("failed.never")
    contact = v.config.municipality.contact
    told = [why, text] + ([v.t("failed.contact", contact=contact)] if contact else [])
    return _page(
        v, title=v.t("page.title", name=name), heading=name, lead=v.t("failed.title", name=name),
        notice=Markup(" ").join(told), home="../index.html",
    )  # fmt: skip


def index_page(v: View, status: Status) -> str:
    """The first page: the municipality, a row an administration, what was made."""
    return _page(
        v, title=v.t("index.title", name=v.name), heading=v.name, lead=story.lead(v), broad=True,
        sections=indexpage.index(v, status),
    )  # fmt: skip


def render(
    cube: pd.DataFrame,
    config: Config,
    folder: Path,
    *,
    status: Sequence[dict[str, Any]] = (),
    failed: Callable[[str, Exception], None] | None = None,
) -> list[Path]:
    """Write `index.html`, `municipality/report.html`, `programme/report.html` (where the config has a programme) and
    `<administration>/report.html` into `folder`.

    Parameters
    ----------
    cube : tables.PUBLISHED, the only source of figures.
    status : an entry a report with `administration`, `made`, `why` (a code or the run's own words, which are not
        printed), `last_good` ("2025-12" or None). An administration that is not made gets a page that says so; so
        does one whose page fails here, whose entry is then changed to say it.
    failed : called with administration and exception where a page could not be made; without it the exception
        is raised.

    Returns
    -------
    Paths written.
    """
    looked = Cube(cube)
    entries = {e["administration"]: e for e in status}
    present = set(looked.values("staff", "administration"))
    made: list[Path] = []
    for id_ in config.administrations:
        v = View(looked, config, id_)
        entry = entries.get(id_, {"administration": id_, "made": True, "why": "made", "last_good": None})
        if id_ not in present:
            entry |= {"made": False, "why": "no_staff"}
        entries.setdefault(id_, entry)
        text = None
        if entry["made"]:
            try:
                text = report_page(v)
            except Exception as error:
                if failed is None:
                    raise
                failed(id_, error)
                entry |= {"made": False, "why": "page"}
        made.append(files.write_text(folder / id_ / "report.html", text or failed_page(v, entry)))
    whole = View(looked, config)
    pages = {MUNICIPALITY: municipality_page}
    if programme.there(whole):
        pages[programme.FOLDER] = programme_page
    for name, page in pages.items():
        try:
            made.append(files.write_text(folder / name / "report.html", page(whole)))
        except Exception as error:
            if failed is None:
                raise
            failed(name, error)
    index = index_page(whole, list(entries.values()))
    made.append(files.write_text(folder / "index.html", index))
    return made
