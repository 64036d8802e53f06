"""Estimates shown beside ours: equal weights, Callaway & Sant'Anna, and plain two-way fixed effects."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from competence.programme import impute
from competence.programme.comparison import Compared


def two_way(c: Compared, identified: bool) -> tuple[impute.Estimate, np.ndarray] | None:
    """Least squares of the outcome on trained, unit and round: all rounds, or those up to the window's last.

    Compares units with others trained before as well, so it is biased where effects grow (Goodman-Bacon 2021): shown,
    never used. In per cent of the mean of those not begun, for rates.

    Returns
    -------
    The estimate and the rounds used (rounds,) bool; None where the regression cannot tell.
    """
    p, rows = c.panel, c.rows
    free, on = c.free[rows.row], c.trained[rows.row]
    kept = (c.main.target[0] > 0).any(0) | ~on.any(0) if identified else np.ones(free.shape[1], bool)
    cells = (free | on) & kept
    cells = cells & (cells.sum(1) > 1)[:, None]
    mass = cells * rows.weight[:, None]
    left = _residual(np.stack([on * 1.0, rows.value]), cells, mass)
    down = (mass * left[0] * on).sum()
    if down <= 1e-9:
        return None
    value = (mass * left[0] * rows.value).sum() / down
    influence = (mass * left[0] * (left[1] - value * left[0])).sum(1) / down
    scale = 1.0
    if p.percent:
        scale = 100 / np.average(rows.value[free], weights=(free * rows.weight[:, None])[free])
    return impute.Estimate(np.array([value * scale]), influence[None] * scale), kept & cells.any(0)


def _residual(y: np.ndarray, cells: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Residuals of (k, rows, rounds) on row and round effects over `cells`."""
    size = np.maximum(mass.sum(1), 1e-12)
    system = np.diag(mass.sum(0)) - mass.T @ (mass / size[:, None])
    mean = (mass * y).sum(2) / size
    right = (mass * y).sum(1) - mean @ mass
    at = right @ np.linalg.pinv(system, 1e-10, hermitian=True)
    own = mean - at @ mass.T / size
    return np.where(cells, y - at[:, None] - own[..., None], 0.0)


def callaway_santanna(c: Compared) -> tuple[float, float] | None:
    """Estimate and standard error by unit of Callaway & Sant'Anna (2021), by the library diff-diff.

    Not-yet-treated controls, outcome regression on the strata (so comparisons stay within administrations), simple
    mean over trained cells; None where the library identifies nothing.
    """
    rows = c.rows
    window = (c.main.target[0] > 0).any(0)
    if not window.any():
        return None
    last = np.flatnonzero(window).max()
    free, on = c.free[rows.row][:, : last + 1], c.trained[rows.row][:, : last + 1]
    row, at = np.nonzero(free | on)
    first = np.where(on.any(1), on.argmax(1) + 1, 0)
    frame = pd.DataFrame({"unit": row, "time": at + 1, "first": first[row], "y": rows.value[row, at]})
    strata = rows.stratum[rows.row][row]
    names = []
    for s in np.unique(strata)[1:]:
        names.append(f"s{s}")
        frame[names[-1]] = (strata == s) * 1.0
    # Imported here: it takes longer than all the rest.
    from diff_diff import CallawaySantAnna

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            method = CallawaySantAnna(control_group="not_yet_treated", estimation_method="reg")
            found = method.fit(frame, "y", "unit", "time", "first", covariates=names or None)
        except (ValueError, np.linalg.LinAlgError, KeyError):
            return None
    told = (float(found.overall_att), float(found.overall_se))
    return told if np.isfinite(told).all() and told[1] > 0 else None
