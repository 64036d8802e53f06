"""Part `hostile`: municipalities that break one assumption, forecast for a year from where it breaks."""

from __future__ import annotations

import pandas as pd

from competence.forecast import scores
from skill import cells, oracle, ours, rivals
from skill.shards import Part

VARIANTS = (
    "double_variance",
    "wrong_reasons",
    "turnover_up",
    "hiring_freeze",
    "reorganisation",
    "merged_code",
)
BESIDE = ("turnover_up", "hiring_freeze")  # printed beside what the oracle covers
ORIGIN = {7: (1,)}  # a hostile change holds for the last three years of ten
MERGED = ("care_aide", "assistant_nurse")


def shard(seed: int) -> pd.DataFrame:
    """All variants of one municipality, and `plain` for how often something is said to have broken."""
    plain = None
    parts = []
    for variant in ("plain", *VARIANTS):
        _, counts = cells.municipality(seed, variant)
        mine = ours.forecasts(counts, seed, ORIGIN)
        others = rivals.forecasts(counts, ORIGIN, ("last_value",))
        rows = pd.concat([mine, others], ignore_index=True)
        if variant in BESIDE:
            rows = pd.concat([rows, oracle.forecasts(seed, variant, ORIGIN, counts)], ignore_index=True)
        heads = counts.stock.groupby(["period", "administration", "occupation"])["headcount"].sum()
        heads = heads[counts.periods[12 * 8]]
        plain = heads if plain is None else plain
        rows["broke"] = len(scores.surprises(mine)) > 0
        rows["touched"] = _touched(variant, rows, plain, heads)
        parts.append(rows.assign(variant=variant))
    return pd.concat(parts, ignore_index=True)


def _touched(variant: str, rows: pd.DataFrame, plain: pd.Series, heads: pd.Series) -> pd.Series:
    """Cells that a reorganisation or a merged code moved: those whose staff differs from the plain one's by a tenth."""
    if variant == "merged_code":
        return rows["occupation"].isin(MERGED)
    if variant != "reorganisation":
        return pd.Series(False, rows.index)
    both = pd.concat([plain, heads], axis=1).fillna(0.0)
    change = (both.iloc[:, 1] - both.iloc[:, 0]).abs() / both.max(axis=1).clip(lower=1.0)
    moved = set(change[(change > 0.1) & (both.max(axis=1) >= 10)].index)
    return pd.Series([pair in moved for pair in zip(rows["administration"], rows["occupation"])], rows.index)


PART = Part(
    "hostile", shard, ("forecast.model", "forecast.needs", "forecast.scores", "sample.oracle"), seeds=20
)
