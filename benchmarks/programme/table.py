"""The table of the programme: what must hold, what was reached, with standard errors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import optimize, stats

from programme import rollouts, seating
from programme.effects import SUPPORTED
from skill.table import Figure

SURVEYS = ("annual", "half_yearly")
SMALLEST = 3.0


def figures(parts: dict[str, pd.DataFrame]) -> Iterator[Figure]:
    """All figures that the shards at hand give."""
    every = {
        "effects": effects, "resignations": resignations, "orders": orders, "promise": promise, "groups": groups,
        "link": link,
    }  # fmt: skip
    for name, told in every.items():
        if name in parts and len(parts[name]):
            yield from told(parts[name])


def _share(part: str, name: str, hit, low=None, high=None, note="") -> Figure:
    hit = np.asarray(hit, float)
    error = float(np.sqrt(hit.mean() * (1 - hit.mean()) / max(len(hit), 1)))
    return Figure(part, name, float(hit.mean()), error, low, high, note or f"{len(hit)} runs")


def _mean(part: str, name: str, values, low=None, high=None, note="") -> Figure:
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    return Figure(
        part, name, float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))), low, high, note
    )


def _covers(rows: pd.DataFrame) -> pd.Series:
    return (rows["p02_5"] <= rows["truth"]) & (rows["truth"] <= rows["p97_5"])


def _supported(rows: pd.DataFrame) -> pd.Series:
    return rows["verdict"].isin(SUPPORTED)


def effects(rows: pd.DataFrame) -> Iterator[Figure]:
    """Coverage, errors, false findings and power of the primary outcome."""
    part = "effects"
    by = dict(list(rows.groupby("planted")))
    names = {"none": "no effect", "plus4": "+4", "plus2": "+2", "growing": "growing 4 a year", "mde": "at the printed MDE"}  # fmt: skip
    for key, name in names.items():
        low, high = (0.90, None) if key == "growing" else (0.92, 0.98)
        yield _share(part, f"95 % interval covers the realised effect, {name}", _covers(by[key]), low, high)
    # But for the growing one, the effect planted drops out of the error: these differ by chance alone.
    alike = rows[rows["planted"] != "growing"]
    yield _share(part, "… all but the growing effect together", _covers(alike))
    for key, name in names.items():
        for (survey, ordered), some in by[key].groupby(["survey", "ordered"]):
            told = (
                f"{survey.replace('_', '-')} rounds, {'order tied to place' if ordered else 'order by lot'}"
            )
            yield _share(part, f"… {name}, {told}", _covers(some))
    none = by["none"]
    for survey, some in none.groupby("survey"):
        told = survey.replace("_", "-")
        yield _mean(part, f"standard error (mean), no effect, {told} rounds", some["se"])
        yield _mean(part, f"MDE (mean), no effect, {told} rounds", some["mde"])
        yield Figure(
            part,
            f"spread of the estimates over the mean error, {told}",
            float(some["estimate"].std() / some["se"].mean()),
        )
    yield _mean(part, "error over the library's imputation", rows["se"] / rows["library_se"], high=1.10)
    yield _mean(part, "… by unit alone", rows["se_unit"] / rows["library_se"])
    known = rows["callaway_santanna_se"].notna()
    yield _mean(
        part, "Callaway & Sant'Anna's error over ours", (rows["callaway_santanna_se"] / rows["se"])[known]
    )
    yield _share(part, "no effect: supported, either sign or wording", _supported(none), high=0.08)
    for ordered, some in none.groupby("ordered"):
        yield _share(part, f"… {'order tied to place' if ordered else 'order by lot'}", _supported(some))
    for column, name in (("p_value", "analytic"), ("p_randomisation", "randomisation")):
        p = none[column].dropna()
        yield Figure(
            part,
            f"no effect: KS p of the {name} p-values",
            float(stats.kstest(p, "uniform").pvalue),
            None,
            0.01,
        )
    yield _share(
        part, "no effect: any of the other outcomes supported", none["others_supported"] > 0, high=0.08
    )
    half = none[none["survey"] == "half_yearly"]
    yield _share(
        part, "no effect, half-yearly: ruled out above 3 points", half["verdict"] == "ruled_out", 0.60
    )
    yield _share(part, "… annual", none.loc[none["survey"] == "annual", "verdict"] == "ruled_out")
    yield _share(part, "+4: ruled out above 3 points", by["plus4"]["verdict"] == "ruled_out", high=0.01)
    yield _share(part, "+4: supported", _supported(by["plus4"]), 0.90)
    yield _share(
        part, "… of those, the bounds hold", by["plus4"]["verdict"][_supported(by["plus4"])] == "supported"
    )
    two = by["plus2"]
    yield _share(part, "+2: supported", _supported(two))
    yield _mean(part, "+2: power by the printed MDE", two["power"])
    gap = float(_supported(two).mean() - two["power"].mean())
    yield Figure(part, "+2: supported less power by the printed MDE", gap, None, -0.10, 0.10)
    yield _share(part, "… of those, the bounds hold", two["verdict"][_supported(two)] == "supported")
    yield _share(part, "at the printed MDE: supported", _supported(by["mde"]), 0.70, 0.90)
    yield _mean(part, "at the printed MDE: power by the MDE of the run", by["mde"]["power"])
    grow = by["growing"]
    truth = grow["truth"].mean()
    yield Figure(part, "growing: ours over the truth", float(grow["estimate"].mean() / truth), float(grow["estimate"].std() / np.sqrt(len(grow)) / truth), 0.95, 1.05)  # fmt: skip
    for column, name, high in (
        ("two_way", "all rounds", 0.60),
        ("two_way_identified", "identified rounds", None),
    ):
        error = float(grow[column].std() / np.sqrt(len(grow)) / truth)
        yield Figure(part, f"growing: two-way fixed effects over the truth, {name}", float(grow[column].mean() / truth), error, None, high)  # fmt: skip


def resignations(rows: pd.DataFrame) -> Iterator[Figure]:
    """A small effect on a rare event."""
    part = "resignations"
    yield _share(part, "−5 %: cannot be said yet", rows["verdict"] == "cannot_be_said", 0.85)
    yield _share(part, "−5 %: supported", _supported(rows), high=0.14)
    yield Figure(part, "median MDE, per cent", float(rows["mde"].median()), None, None, 30.0)
    yield _share(part, "95 % interval covers", _covers(rows))
    yield _mean(part, "mean estimate, per cent", rows["estimate"])


def orders(rows: pd.DataFrame) -> Iterator[Figure]:
    """Vectorised permutations against a plain loop and the library."""
    runs = f"{rows['seed'].nunique()} runs, {len(rows)} orders"
    for ours, theirs, name in (
        ("vectorised", "plain", "vectorised and plain loop"),
        ("equal", "library", "ours with equal weights and the library"),
    ):
        gap = float((rows[ours] - rows[theirs]).abs().max())
        yield _tiny("orders", f"largest difference, {name}", gap, 1e-6, runs)


def _tiny(part: str, name: str, gap: float, high: float, runs: str) -> Figure:
    """A difference that should be rounding alone: its size stands in the note."""
    return Figure(part, name, gap, None, None, high, f"{runs}, {gap:.0e}")


def promise(rows: pd.DataFrame) -> Iterator[Figure]:
    """The chance of the two years and the date, asked on the way."""
    pit = rows["p_below"] + rows["p_at"] * np.random.default_rng(7).random(len(rows))
    bars = dict(zip(rollouts.ASKED, (0.10, 0.25, 0.40)))
    first = rows[rows["months"] == rollouts.ASKED[0]]
    yield _share("promise", "roll-outs that hold the two years", first["held"], 0.30, 0.70)
    for months, some in rows.groupby("months"):
        at = f"at {months / rollouts.MONTHS:.0%} of the time"
        held, chance = some["held"].to_numpy(), some["chance"].to_numpy()
        base = ((held - held.mean()) ** 2).mean()
        yield Figure(
            "promise",
            f"Brier skill {at}",
            float(1 - ((held - chance) ** 2).mean() / base),
            None,
            bars[months],
        )
        yield Figure("promise", f"calibration slope {at}", slope(held, chance), None, 0.6, 1.5)
        ahead = some["day"] > some["at"]
        inside = pit[some.index][ahead].between(0.1, 0.9)
        yield _share("promise", f"date within its eight of ten {at} (randomised PIT)", inside, 0.73, 0.87)


def slope(held: np.ndarray, chance: np.ndarray) -> float:
    """Slope of the outcome on the log odds of the chance (Cox 1958); chances are kept a half draw from 0 and 1."""
    edge = 0.5 / rollouts.DRAWS
    chance = np.clip(chance, edge, 1 - edge)
    x = np.log(chance / (1 - chance))

    def loss(b):
        return np.logaddexp(0, -(2 * held - 1) * (b[0] + b[1] * x)).mean()

    return float(optimize.minimize(loss, [0.0, 1.0]).x[1])


def groups(rows: pd.DataFrame) -> Iterator[Figure]:
    """Proposed groups."""
    for (limits, counted), some in rows.groupby(["limits", "counted"]):
        told = f"{'with' if limits else 'without'} limits, {counted} counted"
        bar = seating.BARS["closed"]
        yield Figure(
            "groups",
            f"of bound less best of 1,000 random, closed: {told} (least)",
            float(some["closed"].min()),
            None,
            bar,
        )
    pairs = rows["counted"] == "pairs and first couples"
    few = rows.loc[pairs, "groups_met"].min()
    yield Figure("groups", "least share of the groups in which two administrations of 13 managers meet", float(few), None, seating.BARS["groups_met"])  # fmt: skip
    yield Figure("groups", "cross pairs over grouping by administration (least)", float(rows["times_apart"].min()), None, seating.BARS["times_apart"])  # fmt: skip
    yield Figure(
        "groups", "seconds (most)", float(rows["seconds"].max()), None, None, seating.BARS["seconds"]
    )
    yield _share("groups", "all limits kept", rows["kept"], 1.0)


def link(rows: pd.DataFrame) -> Iterator[Figure]:
    """Recruitments avoided, drawn and re-simulated."""
    inside = (rows["p10"] <= rows["truth"]) & (rows["truth"] <= rows["p90"])
    name = "80 % interval of recruitments avoided covers the re-simulated truth"
    yield _share("link", name, inside, 0.70, 0.90)
    runs = f"{len(rows)} runs"
    for column, name, high in (
        ("rerun", "scenario against rerun, largest difference of a draw", 1e-9),
        ("sum", "near + outside against the sum of drivers", 1e-6),
    ):
        yield _tiny("link", name, float(rows[column].max()), high, runs)
