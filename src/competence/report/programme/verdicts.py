"""What may be said of an estimated effect: verdict codes in words, one to one, with the figures they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from markupsafe import Markup

from competence.report.cube import Cell
from competence.report.figures import Fig
from competence.report.view import View
from competence.vocabulary import COMPARED

TABLE = "programme_effects"
PER_CENT = ("resignations", "sick_days", "time_to_fill")
SUSPECT = 2.0  # times the smallest change that matters: from there on size is a reason for suspicion
CLAIMED = ("supported", "supported_if_parallel", "harm", "harm_if_parallel")


@dataclass(frozen=True)
class Finding:
    """One outcome's figures in the cube, as pages read them."""

    v: View
    outcome: str

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Its cells by measure."""
        found = self.v.cube.cells(TABLE, by="outcome", category=self.outcome)
        return {c.measure: c for c in found}

    def _code(self, name: str) -> str:
        return next((m.split(".", 1)[1] for m in self.cells if m.startswith(f"{name}.")), "")

    @property
    def verdict(self) -> str:
        """Code of the verdict; not estimated where there is none."""
        return self._code("verdict") or "not_estimated"

    @property
    def needs_more(self) -> str:
        """Code of what it takes to say more."""
        return self._code("needs_more")

    def fig(self, measure: str, *, size: bool = False, signed: bool = False) -> Fig | None:
        """A figure as it is printed, without its sign where asked for."""
        cell = self.cells.get(measure)
        if cell is None or cell.value is None:
            return None
        found = Fig(cell.value, cell.key, how={"decimals": self.digits, "sign": signed})
        return found.size() if size else found

    @property
    def digits(self) -> int:
        """Digits after the decimal mark: one more where an end that is not nought would be printed as nought."""
        base = decimals(self.outcome)
        ends = [self.cells[m].value for m in ("low", "high") if m in self.cells]
        return base + 1 if any(x and round(x, base) == 0 for x in ends) else base

    @property
    def window(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last period of the comparison."""
        if "first" not in self.cells or "last" not in self.cells:
            return None
        return self.cells["first"].period, self.cells["last"].period

    @property
    def events(self) -> list[tuple[int, dict[str, Cell]]]:
        """(months since completion, cells by measure) in order."""
        found: dict[int, dict[str, Cell]] = {}
        for c in self.v.cube.cells(TABLE, by="event"):
            outcome, at = c.category.rsplit(".", 1)
            if outcome == self.outcome and _whole(at) is not None:
                found.setdefault(_whole(at), {})[c.measure] = c
        return sorted(found.items())

    @property
    def months(self) -> int | None:
        """The longest time since completion that an effect is known for."""
        return max((at for at, cells in self.events if "estimate" in cells and at >= 0), default=None)

    @property
    def matters(self) -> str | None:
        """Whether the whole range is under the smallest change that matters, or some of it; None where neither."""
        ends, smallest = [self.cells.get(m) for m in ("low", "high")], self.cells.get("smallest")
        if smallest is None or None in ends:
            return None
        least, most = sorted(abs(c.value) for c in ends)
        return "under" if most < smallest.value else "unsure" if least < smallest.value else None

    @property
    def suspect(self) -> bool:
        """Whether it is so large that size itself is a reason for suspicion."""
        estimate, smallest = self.cells.get("estimate"), self.cells.get("smallest")
        if self.verdict not in CLAIMED or estimate is None or smallest is None:
            return False
        return round(abs(estimate.value), decimals(self.outcome)) >= SUSPECT * smallest.value


def _whole(text: str) -> int | None:
    try:
        return int(float(text))
    except ValueError:
        return None


def decimals(outcome: str) -> int:
    """Digits after the decimal mark that an outcome is printed with."""
    return 0 if outcome in PER_CENT else 1


def findings(v: View) -> list[Finding]:
    """Every outcome that was asked about, the primary one first."""
    seen = set(v.cube.values(TABLE, "category", by="outcome"))
    primary = v.config.programme.primary
    return [Finding(v, o) for o in sorted(COMPARED, key=lambda o: o != primary) if o in seen]


def unit(v: View, outcome: str) -> str:
    """The unit after a figure."""
    return v.texts["programme.unit.percent" if outcome in PER_CENT else "programme.unit.points"]


def label(v: View, verdict: str) -> str:
    """The verdict in a few words."""
    return v.texts[f"programme.verdict.{verdict}"]


def more(v: View, code: str) -> str:
    """What it takes to say more, or what to start collecting."""
    if not code:
        return ""
    key = f"programme.more.{code}"
    return v.texts[key if v.has(key) else "programme.more.other"]


def short(v: View, f: Finding) -> Markup:
    """The verdict for a table, with the figure that its words need."""
    values = {"unit": unit(v, f.outcome), "x": f.fig("ruled_out", size=True), "mde": f.fig("mde", size=True)}
    if f.verdict == "ruled_out" and values["x"] is not None:
        return v.t("programme.verdict.ruled_out.of", **values)
    return in_words(v, f.verdict, f.needs_more)


def in_words(v: View, verdict: str, needs_more: str) -> Markup:
    """A verdict's code with what it takes to say more."""
    if verdict == "cannot_be_said" and needs_more == "none_left":
        return v.t("programme.verdict.cannot_be_said.none_left")
    if verdict in ("cannot_be_said", "not_estimated", "not_measured") and needs_more:
        return v.t(f"programme.verdict.{verdict}.of", more=more(v, needs_more))
    return v.t(
        "programme.verdict.not_measured.plain"
        if verdict == "not_measured"
        else f"programme.verdict.{verdict}"
    )


def off_before(v: View, f: Finding) -> Markup:
    """The largest difference of the months before the course that its range holds apart from nought; else nothing."""
    found = [
        (abs(cells["estimate"].value), at, cells)
        for at, cells in f.events
        if at < 0
        and {"estimate", "low", "high"} <= set(cells)
        and (cells["low"].value > 0 or cells["high"].value < 0)
    ]
    if not found or f.verdict not in CLAIMED:
        return Markup("")
    _, at, cells = max(found, key=lambda x: x[0])
    how = {"decimals": f.digits, "sign": True}
    n, low, high = (Fig(cells[m].value, cells[m].key, how=how) for m in ("estimate", "low", "high"))
    between = v.t("programme.between", low=low, high=high)
    return v.t("programme.before.off", at=Fig(-at), n=n, unit=unit(v, f.outcome), between=between)


def sentence(v: View, f: Finding) -> Markup:
    """The verdict with its estimate, interval and what could not have been seen."""
    estimate, low, high = (f.fig(m) for m in ("estimate", "low", "high"))
    name = v.texts[f"programme.outcome.{f.outcome}"]
    if estimate is None or low is None or high is None:
        return v.t("programme.effect.none", name=name, verdict=short(v, f))
    told = []
    values = {"name": name, "unit": unit(v, f.outcome)}
    kind = "higher" if estimate.value > 0 else "lower"
    between = v.t("programme.between", low=low, high=high)
    if f.verdict in CLAIMED:
        told.append(v.t(f"programme.effect.{kind}", n=estimate.size(), between=between, **values))
        told.append(v.t(f"programme.effect.{f.verdict}"))
        if (size := f.matters) is not None:
            told.append(v.t(f"programme.effect.size.{size}", smallest=f.fig("smallest"), unit=values["unit"]))
        if f.suspect:
            told.append(v.t("programme.effect.suspect", days=v.config.programme.days))
        return Markup(" ").join(told)
    if f.verdict == "ruled_out" and f.fig("ruled_out") is not None:
        told.append(
            v.t("programme.effect.ruled_out", x=f.fig("ruled_out", size=True), between=between, **values)
        )
        return Markup(" ").join(told)
    apart = low.value > 0 or high.value < 0
    # Where nobody is left to compare with, waiting tells no more.
    still = "" if f.needs_more == "none_left" else v.texts["programme.still"]
    told.append(
        v.t(
            "programme.effect.several" if apart else "programme.effect.unknown",
            between=between,
            still=still,
            **values,
        )
    )
    if f.needs_more == "none_left":
        told.append(v.t("programme.effect.more.none_left"))
    elif f.needs_more:
        told.append(v.t("programme.effect.more", more=more(v, f.needs_more)))
    if f.fig("mde") is not None:
        told.append(v.t("programme.effect.mde", mde=f.fig("mde", size=True), unit=values["unit"]))
    return Markup(" ").join(told)


def estimand(v: View, f: Finding) -> Markup:
    """How far after completion the effect is known, and within which rounds it is compared."""
    told = []
    if "estimate" not in f.cells:
        return Markup("")
    if f.months is not None:
        told.append(v.t("programme.estimand", n=Fig(f.months)))
    if f.window is not None and f.window[0] == f.window[1]:
        told.append(v.t("programme.window.one", first=v.month(f.window[0])))
    elif f.window is not None:
        told.append(v.t("programme.window", first=v.month(f.window[0]), last=v.month(f.window[1])))
    return Markup(" ").join(told)
