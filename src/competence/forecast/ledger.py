"""Every forecast ever issued, and what came: rows are added, none is ever changed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.forecast import history
from competence.forecast.counts import Counts, ForecastError
from competence.forecast.past import annual, member
from competence.tables import LEDGER
from competence.vocabulary import QUANTILES, SCORED

PREDICTIONS = ("base", "standard_model")  # what is said to come; the other scenarios say what would
_OUTCOME = ("actual", "crps", "p_below", "p_at")


def issue(ledger: pd.DataFrame | None, needs: pd.DataFrame, edition: str, inputs_hash: str) -> pd.DataFrame:
    """Enter an issued forecast; one that is there already, made of the same inputs, adds nothing.

    Parameters
    ----------
    ledger : table `ledger`, or None for the first.
    needs : table `needs_annual`.

    Raises
    ------
    ForecastError : the edition's name stands for a forecast made of other inputs.
    """
    ledger = LEDGER.empty() if ledger is None else ledger
    issued = ledger[ledger["entry"] == "issued"]
    if (issued["inputs_hash"] == inputs_hash).any():
        return ledger
    if (issued["issued_edition"] == edition).any():
        raise ForecastError(f"edition {edition} is in the ledger already, made of other inputs")
    rows = needs.assign(entry="issued", issued_edition=edition, inputs_hash=inputs_hash)
    return _joined(ledger, rows.assign(**dict.fromkeys(_OUTCOME, np.nan)))


def score(ledger: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Add a scored row for every issued figure whose period has come since.

    Exits, hires and headcount are scored, as observed, of the base forecast and the standard model. A cell that
    today's organisation no longer has is not: nothing came that could be set against it.
    """
    due = ledger[
        (ledger["entry"] == "issued")
        & ledger["scenario"].isin(PREDICTIONS)
        & ledger["quantity"].isin(SCORED)
        & ledger["period"].isin(counts.periods)
        & ledger["mean"].notna()
    ]
    key = [name for name in LEDGER.key if name != "entry"]
    done = pd.MultiIndex.from_frame(ledger.loc[ledger["entry"] == "scored", key])
    due = due[~pd.MultiIndex.from_frame(due[key]).isin(done)]
    if due.empty:
        return ledger
    actual = _actual(due, counts)
    due, actual = due[np.isfinite(actual)], actual[np.isfinite(actual)]
    if due.empty:
        return ledger
    crps, below, at = against(due[list(QUANTILES)].to_numpy(), actual)
    return _joined(ledger, due.assign(entry="scored", actual=actual, crps=crps, p_below=below, p_at=at))


def against(values: np.ndarray, actual: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Continuous ranked probability score, P(less) and P(just that) from stored quantiles.

    Parameters
    ----------
    values : (n, quantiles) those of the vocabulary; the distribution is linear between them, and what lies
        beyond the outermost lies at them.
    actual : (n,) whole numbers: what lies within half a one of them is just that.
    """
    levels = np.array(list(QUANTILES.values()))
    values = np.maximum.accumulate(values, axis=1)
    return (
        _crps(values, levels, actual),
        (low := _below(values, levels, actual - 0.5)),
        (_below(values, levels, actual + 0.5) - low),
    )


def _crps(values: np.ndarray, levels: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Exact integral of (F - 1{x >= actual})^2 where F is linear between the quantiles."""
    y = actual[:, None]
    ends = np.sort(np.concatenate([values, y], axis=1), axis=1)
    left, right = ends[:, :-1], ends[:, 1:]
    # Between the outermost quantiles F is a line on each piece, beyond them it is 0 or 1.
    middle = (left + right) / 2
    total = np.zeros(len(values))
    for j in range(left.shape[1]):
        width = right[:, j] - left[:, j]
        f = [_line(values, levels, left[:, j], after=True), _line(values, levels, right[:, j], after=False)]
        step = (middle[:, j] > actual).astype(float)
        a, b = f[0] - step, f[1] - step
        total += width * (a * a + a * b + b * b) / 3
    return total


def _line(values: np.ndarray, levels: np.ndarray, x: np.ndarray, *, after: bool) -> np.ndarray:
    """F just after (or just before) x: they differ where quantiles coincide and at the outermost."""
    inside = values <= x[:, None] if after else values < x[:, None]
    k = inside.sum(axis=1)
    out = np.where(k == 0, 0.0, np.where(k == len(levels), 1.0, np.nan))
    at = np.clip(k, 1, len(levels) - 1)
    row = np.arange(len(values))
    low, high = values[row, at - 1], values[row, at]
    part = np.where(high > low, (x - low) / np.where(high > low, high - low, 1.0), 0.0)
    return np.where(np.isnan(out), levels[at - 1] + part * (levels[at] - levels[at - 1]), out)


def _below(values: np.ndarray, levels: np.ndarray, x: np.ndarray) -> np.ndarray:
    return _line(values, levels, x, after=False)


def _actual(rows: pd.DataFrame, counts: Counts) -> np.ndarray:
    """(rows,) what came; nan where the series is not in today's organisation or its year is not whole."""
    h = history.read(counts)
    observed = annual(h)
    place = h.periods.get_indexer(pd.DatetimeIndex(rows["period"]))
    names = list(zip(rows["administration"], rows["occupation"]))
    series = sorted(set(names))
    sums = member(h, series)
    sums[sums.sum(axis=1) == 0] = np.nan
    at = pd.Index(series).get_indexer(pd.Index(names)) if series else np.zeros(0, int)
    out = np.full(len(rows), np.nan)
    for quantity in SCORED:
        mine = (rows["quantity"] == quantity).to_numpy()
        out[mine] = (observed[quantity] @ sums.T)[place[mine], at[mine]]
    return out


def _joined(ledger: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The ledger with rows after its own, which stay as they are, in their order."""
    rows = LEDGER.check(rows)
    return LEDGER.check(rows if ledger.empty else pd.concat([ledger, rows], ignore_index=True), sort=False)
