"""Part `competence`: who meets what is required, and the competence gap, against what was planted and came."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from competence.forecast import competence, model, standing, statuses
from skill import cells
from skill.shards import Part

REQUIREMENTS = (
    "teacher_compulsory_licence", "teacher_upper_licence", "preschool_licence", "assistant_nurse_title",
    "nurse_licence",
)  # fmt: skip
TRUTH = {"qualified_fte": "qualified_fte", "competence_gap_fte": "true_gap_fte"}


def shard(seed: int) -> pd.DataFrame:
    """All origins and horizons of one municipality."""
    made, counts = cells.municipality(seed)
    truth = pd.DataFrame(made.truth["competence"])
    parts = []
    with threadpool_limits(1):
        for origin, horizons in cells.ORIGINS.items():
            known = counts.until(counts.periods[12 * origin])
            built = model.build(
                known, cells.setup(), seed=seed, draws=cells.DRAWS, years=max(horizons), months=0
            )
            stands = standing.read(known, built.history, cells.setup())
            if stands is None:
                continue
            tracker = competence.Tracker(statuses.fit(stands, built.history), built, cells.setup())
            paths = built.simulate(tracker)
            table = competence.table(built, paths, tracker, cells.setup())
            table = table[table["requirement"].isin(REQUIREMENTS)].assign(year=table["period"].dt.year)
            rows = table.merge(truth, on=["year", "administration", "occupation", "requirement"])
            for quantity, column in TRUTH.items():
                part = rows[rows["quantity"] == quantity]
                part = part[part["year"].isin([known.origin.year + h for h in horizons])]
                actual = part[column].to_numpy()
                # From printed quantiles: below, within or above the 80 per cent interval.
                below = np.select([actual < part["p10"], actual > part["p90"]], [0.0, 1.0], 0.5)
                parts.append(pd.DataFrame({
                    "quantity": quantity, "origin": origin, "horizon": part["year"] - known.origin.year,
                    "administration": part["administration"], "occupation": part["occupation"],
                    "requirement": part["requirement"], "actual": actual, "mean": part["mean"],
                    "p10": part["p10"], "p90": part["p90"], "p_below": below, "p_at": 0.0,
                }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


PART = Part(
    "competence",
    shard,
    (
        "forecast.model",
        "forecast.competence",
        "forecast.standing",
        "forecast.statuses",
        "sample.municipality",
    ),
)
