"""The figures of one outcome: the one figure, by time, group and calendar, and by the methods shown beside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from competence.programme import beside, comparison, impute, rare, sensitivity
from competence.programme.comparison import Compared
from competence.programme.lot import p_by_lot
from competence.programme.panel import RATES
from competence.tables import ALL


def figures(c: Compared, slots: np.ndarray) -> Iterator[dict]:
    """Rows of `programme_effects` without what depends on the other outcomes; none where nothing is identified.

    `clusters` : course groups that the error by group rests on. slots : (orders, groups) for randomisation inference.
    By time, group and calendar, and by other methods, for `trained_then` only.
    """
    if not c.identified:
        return
    one = _row(c, "imputation", "simple", ALL, c.main, 0)
    if abs(one["estimate"]) > 1.9 * one["se_unit"]:
        one["bounds_hold"] = sensitivity.holds(c)
    if c.estimand == "trained_now":
        yield one
        return
    if len(c.panel.groups) > 2:
        one["p_randomisation"] = p_by_lot(c, slots)
    yield one
    for kind, (names, part) in comparison.parts(c).items():
        yield from _several(c, kind, names, c.design(part))
    yield from (row for row in _several(c, "event", *comparison.leads(c)) if "estimate" in row)
    yield from _beside(c)


def _several(c: Compared, kind: str, names: list[str], d: impute.Design) -> Iterator[dict]:
    found = impute.estimate(c.rows, d, c.panel.percent) if names else None
    for i, name in enumerate(names):
        yield _row(c, "imputation", kind, name, d, i, found)


def _beside(c: Compared) -> Iterator[dict]:
    yield _row(c, "trained_weights", "simple", ALL, c.design(overlap=False), 0)
    like = _row(c, "", "simple", ALL, c.main, 0)
    for name, identified in (("two_way", False), ("two_way_identified", True)):
        told = beside.two_way(c, identified)
        if told is not None:
            found, kept = told
            period = c.panel.period[kept]
            yield like | _errors(c, found, 0, found.influence[0] != 0) | {
                "estimator": name, "first": period.min(), "last": period.max(),
            }  # fmt: skip
    if c.panel.outcome == "resignations" and (found := rare.poisson(c)) is not None:
        yield like | _errors(c, found, 0, found.influence[0] != 0) | {"estimator": "poisson"}
    if c.panel.outcome not in RATES and (told := beside.callaway_santanna(c)) is not None:
        yield like | {
            "estimator": "callaway_santanna", "estimate": told[0], "se_unit": told[1], "se_group": np.nan, "clusters": 0,
        }  # fmt: skip


def _row(c: Compared, estimator: str, kind: str, at: str, d: impute.Design, i: int, found=None) -> dict:
    p, rows = c.panel, c.rows
    row = {"outcome": p.outcome, "estimand": c.estimand, "estimator": estimator, "kind": kind, "at": at}
    if not np.isfinite(d.target[i]).all():
        return row | {"units": 0, "groups": 0}
    found = found or impute.estimate(rows, d, p.percent)
    window = (d.target[i] > 0).any(0)
    used = ((np.abs(d.weight[i]) > 1e-12) & window).any(1)[rows.row]
    lent = np.unique(p.group[(d.target[i] > 0).any(1)[rows.row]])
    return row | _errors(c, found, i, used) | {
        "units": len(np.unique(p.unit[used])),
        "groups": len(lent[lent >= 0]),
        "first": p.period[window].min(),
        "last": p.period[window].max(),
    }  # fmt: skip


def _errors(c: Compared, found: impute.Estimate, i: int, used: np.ndarray) -> dict:
    se_group, groups = found.by_group(c.rows, np.where(used, c.group, -1))
    return {
        "estimate": found.value[i], "se_unit": found.by_unit(c.rows)[i],
        "se_group": se_group[i] if groups > 1 else np.nan, "clusters": groups,
    }  # fmt: skip
