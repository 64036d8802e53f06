"""Part `effects`: what is said of a planted effect on the leadership index, and beside it of outcomes without one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from threadpoolctl import threadpool_limits

from competence.programme.effects import estimate
from programme import design, library
from skill.shards import Part

# Name, effect, growing; `mde` plants what the run at +2 printed as the smallest change that would have been found.
PLANTED = (("none", 0.0, False), ("plus4", 4.0, False), ("plus2", 2.0, False), ("growing", 4.0, True), ("mde", None, False))  # fmt: skip
OTHERS = ("hme_governance", "hme_motivation", "resignations")
PERMUTATIONS, FEW = 999, 0
SUPPORTED = ("supported", "supported_if_parallel", "harm", "harm_if_parallel")


def shard(seed: int) -> pd.DataFrame:
    """A row for each planted effect: even seeds with the annual survey, two of four with an order tied to place."""
    survey, ordered = ("annual", "half_yearly")[seed % 2], seed // 2 % 2 == 1
    rows, printed = [], np.nan
    with threadpool_limits(1):
        for stream, (name, effect, growing) in enumerate(PLANTED):
            town = design.town(
                seed, printed if effect is None else effect, survey=survey, growing=growing, ordered=ordered,
                stream=stream, resigning=not effect and effect is not None,
            )  # fmt: skip
            row = found(town, seed, effect == 0.0)
            printed = row["mde"] if name == "plus2" else printed
            rows.append({"planted": name, "survey": survey, "ordered": ordered} | row)
    return pd.DataFrame(rows)


def found(town: design.Town, seed: int, nothing: bool) -> dict:
    """What the estimator says of the outcome planted in; of the others where nothing is planted."""
    asked = (town.outcome, *(OTHERS if nothing else ()))
    told = estimate(
        town.unit_periods, town.survey_rounds, town.programme_groups, design.programme(*asked),
        rng=np.random.default_rng([seed, 9]), permutations=PERMUTATIONS if nothing else FEW,
    )  # fmt: skip
    rows = told.effects
    simple = rows[(rows["kind"] == "simple") & (rows["estimand"] == "trained_then")]
    mine = simple[simple["outcome"] == town.outcome].set_index("estimator")
    main = mine.loc["imputation"]
    row = {
        name: main[name]
        for name in ("estimate", "se", "se_unit", "se_group", "p02_5", "p97_5", "p_value", "p_randomisation", "mde", "verdict", "units")
    }  # fmt: skip
    row["truth"] = town.truth(told.cells)
    for name in ("two_way", "two_way_identified", "callaway_santanna", "poisson"):
        if name in mine.index:
            row[name], row[f"{name}_se"] = mine.loc[name, ["estimate", "se_unit"]].astype(float)
    row["power"] = power(row)
    if town.outcome != "resignations":
        row["library"], row["library_se"] = library.imputation(library.compared(town))
    if nothing:
        beside = simple[(simple["estimator"] == "imputation") & simple["outcome"].isin(OTHERS)]
        row["others"] = len(beside)
        row["others_supported"] = int(beside["verdict"].isin(SUPPORTED).sum())
    return row


def power(row: dict) -> float:
    """Chance of a test at 5 % to find the truth, by the MDE that was printed: the error and its t are read from both."""
    critical = (row["p97_5"] - row["p02_5"]) / 2 / row["se"]
    # The quantile that four of five takes, by the printed MDE: in it are the degrees of freedom.
    unit = row["mde"] / row["se"] - critical
    at = abs(row["truth"]) / row["se"]
    return float(stats.norm.cdf((at - critical) * stats.norm.ppf(0.8) / unit))


PART = Part("effects", shard, ("programme.effects",), seeds=250)
