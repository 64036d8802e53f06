"""Every effect that the programme expects: what it is seen in, how that is known, and what may be said."""

from __future__ import annotations

from markupsafe import Markup

from competence.report.blocks import Table
from competence.report.cube import NONE, Cell
from competence.report.figures import Fig
from competence.report.programme import verdicts
from competence.report.view import View
from competence.tables import ALL
from competence.vocabulary import EVIDENCE

TABLE = "programme_outcomes"
PERCENT = ("managers_leaving", "managers_sickness")
CHANGES = ("contacts", "self_rating")
ONE = ("span_of_control", "hme_leadership", "hme_governance", "hme_motivation", "hme_total")


def latest(v: View, indicator: str, outcome: str | None = None, evidence: str | None = None) -> Cell | None:
    """The newest figure of this page's administration, else of the municipality."""
    newest = []
    for place in (ALL, v.administration):
        found = v.cube.cells(TABLE, administration=place, category=indicator, measure="value")
        found = [c for c in found if outcome in (None, c.group) and evidence in (None, c.by)]
        newest += [max(found, key=lambda c: c.period)] if found else []
    # An own figure older than the municipality's is not the newest: what came since was too few to be told.
    return max(newest, key=lambda c: (c.period, c.administration == v.administration), default=None)


def rows(v: View) -> list[tuple]:
    """(effect, indicator, evidence) of the config, in its order; evidence as the cube has it, best first."""
    found = []
    for effect in v.config.programme.effect:
        for indicator in effect.indicators or (NONE,):
            known = v.cube.values(TABLE, "by", administration=ALL, group=effect.id, category=indicator)
            for evidence in sorted(known, key=EVIDENCE.index) or ("",):
                found.append((effect, indicator, evidence))
    return found


def table(v: View) -> Table | None:
    """A row for each, also where nobody measures it."""
    told = []
    before = None
    for effect, indicator, evidence in rows(v):
        name = (
            effect.expected
            if effect is not before
            else Markup('<span class="quiet">{}</span>').format(effect.expected)
        )
        before = effect
        seen = v.texts[
            "programme.indicator.none" if indicator == NONE else f"programme.indicator.{indicator}"
        ]
        how = v.texts[f"programme.evidence.{evidence or 'not_measured'}"]
        told.append(
            (
                name,
                seen,
                how,
                _figure(v, effect.id, indicator, evidence),
                _verdict(v, effect.id, indicator, evidence),
            )
        )
    if not told:
        return None
    head = tuple(
        v.texts[f"programme.expected.head.{k}"] for k in ("effect", "seen", "how", "figure", "verdict")
    )
    caption = v.t("programme.expected.caption", name=v.name)
    return Table("programmet-vantat", caption, head, tuple(told), (v.t("programme.expected.note"),), wide=True,
                 text_columns=(1, 2, 4))  # fmt: skip


def _code(v: View, name: str, outcome: str, indicator: str, evidence: str) -> str:
    found = v.cube.cells(TABLE, administration=ALL, group=outcome, category=indicator, by=evidence)
    found = [c for c in found if c.measure.startswith(f"{name}.")]
    newest = max(found, key=lambda c: (c.period is not None, c.period or 0), default=None)
    return newest.measure.split(".", 1)[1] if newest else ""


def _verdict(v: View, outcome: str, indicator: str, evidence: str) -> Markup:
    if not evidence:
        key = (
            "programme.verdict.not_measured.plain" if indicator == NONE else "programme.verdict.not_reckoned"
        )
        return v.t(key)
    code = _code(v, "verdict", outcome, indicator, evidence) or "not_estimated"
    more = _code(v, "needs_more", outcome, indicator, evidence)
    if evidence == "compared":
        f = verdicts.Finding(v, indicator)
        if f.cells and f.verdict == code:
            return verdicts.short(v, f)
    if code == "not_estimated" and evidence in ("followed", "self_rated", "activity"):
        return v.t(f"programme.verdict.not_estimated.{evidence}")
    return verdicts.in_words(v, code, more)


def _figure(v: View, outcome: str, indicator: str, evidence: str) -> Markup | str:
    cell = latest(v, indicator, outcome, evidence or None)
    if cell is None:
        return "–"
    how: dict = {"percent": True} if indicator in PERCENT else {"decimals": 1} if indicator in ONE else {}
    if evidence == "compared" or indicator in CHANGES:
        how = {"decimals": verdicts.decimals(indicator), "sign": True}
    value = Fig(cell.value, cell.key, how=how).markup(v.locale)
    here = cell.administration == v.administration != ALL
    told = [v.when(cell.period) if cell.period is not None else "", v.texts["programme.here"] if here else ""]
    small = ", ".join(t for t in told if t)
    return value + Markup(' <small class="with">{}</small>').format(small) if small else value
