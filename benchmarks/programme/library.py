"""The library's imputation (diff-diff) on the cells that ours uses: stratum x round effects, trained units equal."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from competence.programme import comparison
from competence.programme.panel import courses, panel
from programme.design import Town


def compared(town: Town, outcome: str = "hme_leadership") -> comparison.Compared:
    """The comparison of the first question, as the estimator lays it out."""
    rows = town.unit_periods[town.unit_periods["unit"] > 0]
    found = panel(outcome, rows, town.survey_rounds, courses(rows, town.programme_groups))
    return comparison.compared(found, "trained_then")


def imputation(c: comparison.Compared) -> tuple[float, float]:
    """Estimate and standard error by unit of the library's imputation in the window of ours."""
    from diff_diff import ImputationDiD

    rows = c.rows
    target = c.main.target[0][rows.row] > 0
    last = np.flatnonzero(target.any(0)).max()
    row, at = np.nonzero((c.free[rows.row] | target)[:, : last + 1])
    first = np.where(target.any(1), target.argmax(1) + 1, 0)
    frame = pd.DataFrame({"unit": row, "time": at + 1, "first": first[row], "y": rows.value[row, at]})
    stratum = rows.stratum[rows.row][row]
    names = {}
    for s in np.unique(stratum)[1:]:
        for t in range(1, last + 1):
            names[f"s{s}t{t}"] = ((stratum == s) & (at == t)) * 1.0
    frame = pd.concat([frame, pd.DataFrame(names)], axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ImputationDiD().fit(frame, "y", "unit", "time", "first", covariates=list(names))
    return float(found.overall_att), float(found.overall_se)
