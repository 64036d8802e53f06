"""The record of processing (article 30 of the General Data Protection Regulation), as the configuration tells it.

It says who answers, why, whose data and which, who gets them, how long they stay and how they are guarded; what is
not filled in stands first. Texts are the controller's own (`[privacy]`) or tell what the program does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from competence.config import Config
from competence.report.html import environment, style
from competence.report.locale import texts

# What the controller must say: our key, the section it stands under, the text that names it.
_ASKED = (
    ("controller", "privacy", "record.controller.name"),
    ("contact", "privacy", "record.controller.contact"),
    ("protection_officer", "privacy", "record.controller.officer"),
    ("purpose", "privacy", "record.purpose.text"),
    ("legal_ground", "privacy", "record.purpose.ground"),
    ("persons", "privacy", "record.persons.text"),
    ("recipients", "privacy", "record.recipients.text"),
    ("transfers", "privacy", "record.transfers.text"),
    ("years", "retention", "record.retention.text"),
    ("owner", "privacy", "record.controller.owner"),
    ("decided", "privacy", "record.controller.decided"),
)


@dataclass(frozen=True)
class Facts:
    """What lies in the folder: kept deliveries (how many, first and last day), persons purged and when last."""

    kept: int = 0
    first: str = ""
    last: str = ""
    purged: int = 0
    purged_on: str = ""


@dataclass(frozen=True)
class Part:
    """A section: entries of (name or nothing, texts)."""

    heading: str
    entries: tuple[tuple[str, tuple[str, ...]], ...]


def unfilled(config: Config) -> list[str]:
    """Keys of `municipality.toml` that the record asks for and that say nothing: `privacy.purpose`, …"""
    return [f"{section}.{key}" for key, section, _ in _ASKED if not _said(config, section, key)]


def _said(config: Config, section: str, key: str) -> Any:
    found = getattr(getattr(config, section), key)
    return found or (section == "retention" and bool(config.retention.tables))


def record(config: Config, facts: Facts) -> tuple[str, str]:
    """The record as Markdown and as a page of HTML."""
    t = texts("sv")
    parts = _parts(config, facts, t)
    page = environment().get_template("record.html.j2")
    html = page.render(
        lang="sv", title=t["record.title"], style=Markup(style(config)), municipality=config.municipality.name,
        heading=t["record.heading"], lead=t["record.lead"], sections=parts,
    )  # fmt: skip
    lines = [f"# {t['record.heading']}", "", f"{_plain(config.municipality.name)}. {t['record.lead']}"]
    for part in parts:
        lines += ["", f"## {part.heading}"]
        for name, said in part.entries:
            lines += ["", f"### {_plain(name)}"] if name else []
            lines += ["", *([_plain(said[0])] if len(said) == 1 else [f"- {_plain(text)}" for text in said])]
    return "\n".join(lines) + "\n", html.rstrip() + "\n"


def _plain(text: str) -> str:
    """A text on one line of Markdown that brings no markup of its own."""
    return "".join("\\" + c if c in "\\`*<>|" else c for c in " ".join(text.split())).replace("](", "]\\(")


def _parts(config: Config, facts: Facts, t: Mapping[str, Any]) -> list[Part]:
    p, none = config.privacy, t["record.none"]

    def said(name: str, value) -> tuple[str, tuple[str, ...]]:
        texts_ = value if isinstance(value, tuple) else (str(value),) if value else ()
        return t[name], texts_ or (none,)

    missing = [(key, section, name) for key, section, name in _ASKED if not _said(config, section, key)]
    asked = tuple(
        t["record.missing.item"].format(what=t[name], key=key, section=section)
        for key, section, name in missing
    )
    return [
        Part(
            t["record.missing"],
            ((t["record.missing.lead"], asked),) if asked else (("", (t["record.complete"],)),),
        ),
        Part(
            t["record.controller"],
            (
                said("record.controller.name", p.controller), said("record.controller.contact", p.contact),
                said("record.controller.officer", p.protection_officer),
                said("record.controller.owner", p.owner), said("record.controller.decided", p.decided),
            ),
        ),
        Part(
            t["record.purpose"],
            (said("record.purpose.text", p.purpose), said("record.purpose.ground", p.legal_ground)),
        ),
        Part(
            t["record.persons"],
            (said("record.persons.text", p.persons), ("", (t["record.persons.protected"],))),
        ),
        Part(t["record.data"], _data(config, t)),
        Part(
            t["record.recipients"],
            (
                said("record.recipients.text", p.recipients),
                ("", (t["record.recipients.published"].format(
                    protected=config.publication.protected, health=config.publication.health_limit),)),
            ),
        ),
        Part(
            t["record.transfers"],
            (said("record.transfers.text", p.transfers), ("", (t["record.transfers.program"],))),
        ),
        Part(t["record.retention"], _retention(config, facts, t)),
        Part(
            t["record.security"],
            (("", t["record.security.program"]), said("record.security.text", p.security)),
        ),
        Part(
            t["record.places"],
            (("", tuple(
                t[f"record.places.{place}"].format(raw=config.data.raw)
                for place in ("raw", "kept", "processed", "key")
            )),),
        ),
    ]  # fmt: skip


def _data(config: Config, t: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The columns that are read of every source of persons, by the headings they bear there."""
    found = []
    for source_id, source in config.sources.items():
        if "person" not in source.columns:
            continue
        name = t.get(f"table.{source.table}", source.table)
        headings = tuple(
            h for named in source.columns.values() for h in ([named] if isinstance(named, str) else named)
        )
        found.append((t["record.data.file"].format(table=name, source=source_id), (", ".join(headings),)))
    if not found:
        return (("", (t["record.data.none"],)),)
    return (("", (t["record.data.lead"],)), *found, ("", (t["record.data.identity"],)))


def _retention(config: Config, facts: Facts, t: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    r = config.retention
    rules = [
        t["record.retention.years"].format(table=t.get(f"table.{table}", table), years=years)
        for table, years in r.tables.items()
    ]
    if r.years:
        rules.append(t["record.retention.rest" if rules else "record.retention.all"].format(years=r.years))
    kept = t["record.retention.kept" if facts.kept else "record.retention.kept.none"].format(
        count=facts.kept, first=facts.first, last=facts.last
    )
    purged = t["record.retention.purged" if facts.purged else "record.retention.purged.none"].format(
        persons=facts.purged, day=facts.purged_on
    )
    how = t["record.retention.how"].format(raw=config.data.raw)
    return ((t["record.retention.text"], tuple(rules) or (t["record.none"],)), ("", (how, kept, purged)))
