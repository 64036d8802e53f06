"""The table of skill: what must be beaten, what was reached, with standard errors, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skill import figures as fg
from skill import hostile

QUANTITIES = ("exits", "hires", "headcount")
RIVALS = ("last_value", "drift", "historic_mean", "standard_model", "ets")
BEST = ("last_value", "historic_mean", "standard_model", "ets")
KEYS = ["seed", "quantity", "origin", "horizon", "administration", "occupation"]
LARGE = 30  # persons from which RelMAE counts


@dataclass(frozen=True)
class Figure:
    """One figure: `low` and `high` are its bar (None: printed only); `error` its standard error."""

    part: str
    name: str
    value: float
    error: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """PASS, short, or nothing where there is no bar."""
        if self.low is None and self.high is None:
            return ""
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return "PASS" if low <= self.value <= high else "short"

    def row(self) -> str:
        """As a row of a Markdown table."""
        bar = "" if not self.verdict else (
            f"≤ {self.high:g}" if self.low is None else f"≥ {self.low:g}" if self.high is None
            else f"{self.low:g}–{self.high:g}"
        )  # fmt: skip
        error = "" if self.error is None else f" ({self.error:.3f})"
        return (
            f"| {self.part} | {self.name} | {self.value:.3f}{error} | {bar} | {self.verdict} | {self.note} |"
        )


def figures(parts: dict[str, pd.DataFrame]) -> Iterator[Figure]:
    """All figures that the shards at hand give."""
    has = {name for name, rows in parts.items() if len(rows)}
    ours = fg.cells(parts["ours"]).reset_index(drop=True) if "ours" in has else None
    if ours is not None:
        yield from coverage(ours)
        yield from bias(ours)
    if ours is not None and "rivals" in has:
        yield from ratios(ours, fg.cells(parts["rivals"]))
        if "oracle" in has:
            yield from against_oracle(ours, fg.cells(parts["rivals"]), fg.cells(parts["oracle"]))
    if "rates" in has:
        yield from rates(parts["rates"])
    if "hostile" in has:
        yield from broken(fg.cells(parts["hostile"]).reset_index(drop=True))
    if "competence" in has:
        yield from competence(parts["competence"])
    if "base_year" in has:
        yield from base_year(parts["base_year"])


def _cover(part: str, name: str, rows: pd.DataFrame, low=None, high=None, level=0.8, note="") -> Figure:
    value, error = fg.mean(fg.inside(rows, level), rows["seed"])
    return Figure(part, name, value, error, low, high, note)


def coverage(ours: pd.DataFrame) -> Iterator[Figure]:
    """Bars of coverage: by quantity, by size of cell, both."""
    sizes = fg.size(ours)
    for quantity, rows in _by(ours, "quantity", QUANTITIES):
        yield _cover("ours", f"80 % coverage of {quantity}", rows, 0.75, 0.87)
        yield _cover("ours", f"95 % coverage of {quantity}", rows, 0.92, 0.98, 0.95)
    for i, name in enumerate(fg.SIZE_NAMES):
        yield _cover("ours", f"80 % coverage, cells of {name}", ours[sizes == i], 0.72, 0.88)
    for quantity in QUANTITIES:
        for i, name in enumerate(fg.SIZE_NAMES):
            rows = ours[(sizes == i) & (ours["quantity"] == quantity)]
            yield _cover("ours", f"80 % coverage of {quantity}, cells of {name}", rows, 0.70, 0.92)


def bias(ours: pd.DataFrame) -> Iterator[Figure]:
    """Mean exits against what came."""
    for horizon in (1, 3, 5):
        rows = ours[(ours["quantity"] == "exits") & (ours["horizon"] == horizon)]
        by = rows.groupby("seed")[["mean", "actual"]].sum()
        value, error, _ = fg.ratio(by["mean"], by["actual"])
        yield Figure("ours", f"mean exits over what came, horizon {horizon}", value, error, 0.95, 1.05)


def ratios(ours: pd.DataFrame, rivals: pd.DataFrame) -> Iterator[Figure]:
    """Sums of CRPS against each rival's over the same rows, and RelMAE of exits."""
    both = ours.drop(columns="method").merge(
        rivals[[*KEYS, "method", "crps", "p50"]], on=KEYS, suffixes=("", "_rival")
    )
    bars = {("exits", "last_value"): 0.80, ("headcount", "last_value"): 0.70}
    for quantity in QUANTITIES:
        for rival in RIVALS:
            rows = both[(both["quantity"] == quantity) & (both["method"] == rival)]
            if rows.empty:
                continue
            value, error, upper = fg.ratio(fg.sums(rows), fg.sums(rows, "crps_rival"))
            yield Figure("ours", f"CRPS of {quantity} over {rival}", value, error,
                         high=bars.get((quantity, rival)))  # fmt: skip
            below = ("standard_model", "ets", *(("historic_mean",) if quantity == "exits" else ()))
            if rival in below:
                yield Figure("ours", f"upper 95 % limit of it, {quantity} over {rival}", upper, high=0.9999)
            first = rows[rows["horizon"] == 1]
            if rival == "last_value":
                value, error, _ = fg.ratio(fg.sums(first), fg.sums(first, "crps_rival"))
                high = 0.90 if quantity in ("exits", "headcount") else None
                yield Figure("ours", f"CRPS of {quantity} over {rival}, horizon 1", value, error, high=high)
    rows = both[(both["quantity"] == "exits") & (both["method"] == "last_value") & (both["persons"] >= LARGE)]
    rows = rows.assign(mine=(rows["p50"] - rows["actual"]).abs(),
                       theirs=(rows["p50_rival"] - rows["actual"]).abs())  # fmt: skip
    value, error, _ = fg.ratio(fg.sums(rows, "mine"), fg.sums(rows, "theirs"))
    yield Figure("ours", f"RelMAE of exits (medians, cells from {LARGE} persons)", value, error, high=0.85)


def against_oracle(ours, rivals, oracle) -> Iterator[Figure]:
    """How far of the way from the best rival to who knows all that can be known."""
    for quantity, bar in (("exits", 0.50), ("headcount", 0.45), ("hires", None)):
        known = oracle[oracle["quantity"] == quantity]
        value, error = fg.mean(fg.inside(known), known["seed"])
        yield Figure("oracle", f"80 % coverage of {quantity}", value, error, 0.78, 0.82)
        rows = known[[*KEYS, "crps"]].merge(ours[[*KEYS, "crps"]], on=KEYS, suffixes=("_oracle", ""))
        beside = {}
        for rival in BEST:
            theirs = rivals[rivals["method"] == rival][[*KEYS, "crps"]]
            beside[rival] = rows.merge(theirs, on=KEYS, suffixes=("", "_rival"))
        beside = {name: x for name, x in beside.items() if len(x)}
        if not beside:
            continue
        best = min(beside, key=lambda name: beside[name]["crps_rival"].sum())
        mine = beside[best]
        sums = [fg.sums(mine, name) for name in ("crps", "crps_rival", "crps_oracle")]
        value, error = fg.way(*sums)
        yield Figure("oracle", f"way from {best} to the oracle, {quantity}", value, error, bar)
        value, error, _ = fg.ratio(sums[2], sums[1])
        yield Figure("oracle", f"CRPS of {quantity}, the oracle's over {best}", value, error)


def rates(rows: pd.DataFrame) -> Iterator[Figure]:
    """Posterior of expected events against what was planted."""
    yield _cover("rates", "80 % coverage of pairs of administration and cause", rows, 0.75, 0.87)
    many = rows["planted"] > 30
    yield _cover("rates", "pairs over 30 events a year", rows[many], 0.72, 0.88)
    yield _cover("rates", "pairs under 30 events a year", rows[~many], 0.72, 0.88)
    for cause, part in rows.groupby("cause"):
        yield _cover("rates", f"of {cause}", part, 0.68)
    long = rows.groupby("seed")[["longrun", "planted"]].sum()
    value, error, _ = fg.ratio(long["longrun"], long["planted"])
    yield Figure("rates", "events at the long-run level over those planted for the year", value, error)


def broken(rows: pd.DataFrame) -> Iterator[Figure]:
    """Hostile variants."""
    mine = rows[rows["method"] == "ours"]
    for variant in hostile.VARIANTS:
        part = mine[mine["variant"] == variant]
        for quantity, some in _by(part, "quantity", QUANTITIES):
            name = f"{variant}: 80 % coverage of {quantity}"
            if variant in hostile.BESIDE:
                known = rows[(rows["variant"] == variant) & (rows["method"] == "oracle")]
                bound, _ = fg.mean(fg.inside(known[known["quantity"] == quantity]),
                                   known.loc[known["quantity"] == quantity, "seed"])  # fmt: skip
                yield _cover("hostile", name, some, low=round(bound - 0.03, 3), note=f"oracle {bound:.2f}")
            elif variant in ("reorganisation", "merged_code"):
                yield _cover("hostile", name + ", untouched cells", some[~some["touched"]], low=0.72)
                if some["touched"].any():
                    yield _cover("hostile", name + ", touched cells", some[some["touched"]])
            else:
                yield _cover("hostile", name, some, 0.70, 0.90)
        last = rows[(rows["variant"] == variant) & (rows["method"] == "last_value")]
        both = part.merge(last[[*KEYS, "crps"]], on=KEYS, suffixes=("", "_rival"))
        value, error, _ = fg.ratio(fg.sums(both), fg.sums(both, "crps_rival"))
        yield Figure("hostile", f"{variant}: CRPS over last_value", value, error, high=1.0)
        for quantity, some in _by(both, "quantity", QUANTITIES):
            value, error, _ = fg.ratio(fg.sums(some), fg.sums(some, "crps_rival"))
            yield Figure("hostile", f"{variant}: CRPS of {quantity} over last_value", value, error, high=1.05)
    for variant, part in mine.groupby("variant"):
        said = part.groupby("seed")["broke"].first()
        bar = {"high": 0.1} if variant == "plain" else {}
        yield Figure("hostile", f"{variant}: municipalities where something is said to have broken",
                     float(said.mean()), **bar)  # fmt: skip


def competence(rows: pd.DataFrame) -> Iterator[Figure]:
    """Qualified staff and the competence gap."""
    for horizon, part in rows.groupby("horizon"):
        some = part[part["quantity"] == "qualified_fte"]
        yield _cover("competence", f"80 % coverage of qualified_fte, horizon {horizon}", some, 0.75, 0.87)
        some = part[part["quantity"] == "competence_gap_fte"]
        yield _cover(
            "competence", f"80 % coverage of competence_gap_fte, horizon {horizon}", some, 0.72, 0.90
        )
    for requirement, part in rows[rows["quantity"] == "qualified_fte"].groupby("requirement"):
        yield _cover("competence", f"80 % coverage of qualified_fte, {requirement}", part)


def base_year(rows: pd.DataFrame) -> Iterator[Figure]:
    """The gap at the origin against the posts that stand open."""
    error = (rows["gap"] - rows["open"]) / rows["required"]
    value, spread = fg.mean((error.abs() <= 0.01).astype(float), rows["seed"])
    yield Figure("base_year", "municipalities with the gap within a percentage point", value, spread, 0.80)
    need = (rows["required_fte"] / rows["true_fte"] - 1).abs()
    yield Figure("base_year", "mean absolute error against planted ratio × users", float(need.mean()))


def _by(rows: pd.DataFrame, column: str, values) -> Iterator[tuple[str, pd.DataFrame]]:
    for value in values:
        part = rows[rows[column] == value]
        if len(part):
            yield value, part


def text(
    parts: dict[str, pd.DataFrame], codes: dict[str, str], missing: dict[str, list[int]], told=figures
) -> str:
    """The table as Markdown, with the hashes of the code and the shards that are missing."""
    lines = [
        "| part | figure | reached (standard error) | bar | verdict | note |",
        "|---|---|---|---|---|---|",
    ]
    found = list(told(parts))
    lines += [f.row() for f in found]
    short = [f.name for f in found if f.verdict == "short"]
    passed = sum(f.verdict == "PASS" for f in found)
    lines += [
        "",
        f"{passed} bars reached, {len(short)} short" + (": " + "; ".join(short) if short else "") + ".",
    ]
    lines += ["", "| part | municipalities | hash of the code | missing |", "|---|---|---|---|"]
    for name, rows in parts.items():
        seeds = "" if rows.empty else rows["seed"].nunique()
        lines.append(f"| {name} | {seeds} | {codes[name]} | {_ranges(missing[name])} |")
    return "\n".join(lines) + "\n"


def _ranges(seeds: list[int]) -> str:
    """Seeds as ranges, e.g. 1-3, 7."""
    out: list[list[int]] = []
    for seed in seeds:
        if out and seed == out[-1][1] + 1:
            out[-1][1] = seed
        else:
            out.append([seed, seed])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)
