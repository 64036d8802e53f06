"""Section 3: the groups where a shortage would hurt most, a row a published row of occupations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from competence.report.blocks import Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.rows import JOIN
from competence.report.traits import OLDER
from competence.report.view import View
from competence.report.wording import by_then, claimed, shown, sureness, with_span

SKILL = "competence_gap_fte"
SHOWN = 6


@dataclass(frozen=True)
class Group:
    """A published row: its shortage of people, its largest shortage of competence, and how exposed it is."""

    group: str
    people: Cell | None
    skill: Cell | None
    need: Cell | None
    days: Cell | None
    applicants: Cell | None
    old: Cell | None

    @property
    def weight(self) -> float:
        """The larger of the two shortages; they are never added."""
        return max(_value(self.people), _value(self.skill))

    @property
    def worst(self) -> Cell | None:
        """The larger of the shortages that are claimed; None where neither is."""
        return max((c for c in (self.people, self.skill) if claimed(c)), key=_value, default=None)


def _value(cell: Cell | None) -> float:
    return 0.0 if cell is None or cell.value is None else cell.value


def groups(v: View) -> list[Group]:
    """The page's rows by consequence, the largest shortage first.

    Of a row's requirements the one with the largest shortage, one that is claimed before one that is not.
    """
    found = []
    for group in v.cube.values("people_rows", "group", administration=v.administration, period=v.horizon):
        skills = v.cube.cells("competence_rows", administration=v.administration, group=group, measure=SKILL, period=v.horizon)  # fmt: skip
        hard = {m: _only(v.cube.cells("hard", administration=v.administration, group=group, measure=m))
                for m in ("time_to_fill", "qualified_applicants_per_post")}  # fmt: skip
        found.append(Group(
            group, v.cell("people_rows", "gap", v.horizon, group=group),
            max(skills, key=lambda c: (claimed(c), _value(c)), default=None), v.cell("people_rows", "recruitment_need_cum", v.horizon, group=group),
            hard["time_to_fill"], hard["qualified_applicants_per_post"],
            _only(v.cube.cells("row_ages", administration=v.administration, group=group, category=OLDER,
                               measure="headcount_share")),
        ))  # fmt: skip
    return sorted(found, key=lambda g: (-g.weight, -_value(g.need), g.group))


def _only(cells: list[Cell]) -> Cell | None:
    return cells[-1] if cells else None


def certainty(v: View, gap: Cell) -> str:
    """How sure a claimed shortage at the horizon is, by the rule of the page: sure, fairly or unsure."""
    return sureness(v, (gap.p90 - gap.p10) / gap.value, v.horizon)


def occupations(group: str) -> list[str]:
    """Occupation groups of a published row."""
    return group.split(JOIN)


def section(v: View) -> Iterator:
    """Blocks of the section."""
    found = groups(v)
    short = sorted((g for g in found if g.worst is not None), key=lambda g: -g.worst.value)
    if not found:
        yield Text(v.t("critical.absent"))
        return
    if not short:
        yield Text(v.t("critical.none", when=by_then(v, v.horizon)))
        return
    yield Text(v.t("critical.intro", when=by_then(v, v.horizon)))
    yield _table(v, short[:SHOWN], len(found) - len(short[:SHOWN]))


def _table(v: View, found: list[Group], rest: int) -> Table:
    rows = []
    for g in found:
        rows.append((
            v.row_name(g.group), with_span(v, g.people), "–" if g.skill is None else with_span(v, g.skill),
            shown(v, g.days, names=False), shown(v, g.applicants, {"decimals": 1}, names=False),
            shown(v, g.old, {"percent": True}, names=False),
            v.texts[f"certainty.label.{certainty(v, g.worst)}"],
        ))  # fmt: skip
    year = v.when(v.horizon)
    head = (v.texts["rows.group"], *(v.say(f"critical.{k}", year=year) for k in ("people", "skill", "days", "applicants", "old", "sure")))  # fmt: skip
    notes = [v.t("critical.note")]
    if any(g.days is None for g in found):
        notes.append(v.t("critical.note.days" if v.cube.cells("hard") else "critical.note.posts"))
    if any(g.old is None or g.old.value is None for g in found):
        notes.append(v.t("critical.note.old"))
    if rest:
        notes.append(v.t("critical.rest", n=Fig(float(rest)).text(v.locale), count=rest))
    return Table("kritiska", v.t("critical.caption", name=v.name), head, tuple(rows), tuple(notes), wide=True, text_columns=(6,))  # fmt: skip
