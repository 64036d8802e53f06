"""Posts at the waist: what is open and how long it takes to fill."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sample.columns import text
from competence.sample.people import NEVER
from competence.sample.posts import CANCELLED, FILLED_UNQUALIFIED
from competence.tables import VACANCIES

FEWEST = 5  # closed posts under which no time to fill is told
YEAR = 12  # months over which time to fill and applicants are told


def vacancies(counter, recruitments) -> pd.DataFrame:
    """The table `vacancies`: cells that ever advertised; cancelled posts are none."""
    count = counter.months.count
    real = recruitments["outcome"] != CANCELLED
    r = {name: values[real] for name, values in recruitments.items()}
    r["opened"] = np.maximum(r["opened"], 0)  # what was open at the opening stock is of its month
    rank = counter.rank[r["cell"]]
    shape = (count + 1, counter.plan.cells)
    open_ = np.zeros((count + 2, counter.plan.cells))
    stop = np.where(r["closed"] < NEVER, np.clip(r["closed"], 0, count + 1), count + 1)
    np.add.at(open_, (np.clip(r["opened"], 0, count + 1), rank), r["posts"])
    np.add.at(open_, (stop, rank), -r["posts"])
    open_ = np.maximum(np.round(np.cumsum(open_, axis=0)[: count + 1], 6), 0.0)
    unqualified = np.zeros(shape, np.int64)
    bad = (r["outcome"] == FILLED_UNQUALIFIED) & (r["closed"] >= 0)
    np.add.at(unqualified, (r["closed"][bad], rank[bad]), 1)
    at, column = (x.ravel() for x in np.meshgrid(np.arange(count + 1), np.unique(rank), indexing="ij"))
    return pd.DataFrame(
        {
            "period": counter.periods(at),
            "administration": text(counter.cell_names["administration"], column),
            "occupation": text(counter.cell_names["occupation"], column),
            "open_posts_fte": open_[at, column],
            "time_to_fill": _time_to_fill(r, rank, shape)[at, column],
            "filled_unqualified": unqualified[at, column],
            "qualified_applicants_per_post": np.round(_applicants(r, rank, shape)[at, column], 6),
        }
    )[VACANCIES.names]


def _year_of(month, shape):
    """For rows of month `month`: each row with each period whose last twelve months hold it."""
    at = np.repeat(np.arange(len(month)), YEAR)
    period = month[at].astype(np.int64) + np.tile(np.arange(YEAR), len(month))
    inside = (period >= 0) & (period < shape[0])
    return at[inside], period[inside]


def _time_to_fill(r, rank, shape):
    """Median days of posts closed in the twelve months to each period, null under five."""
    done = np.flatnonzero(r["closed"] < NEVER)
    at, period = _year_of(r["closed"][done], shape)
    cell = period * shape[1] + rank[done[at]]
    grouped = pd.Series(r["days"][done[at]].astype(float)).groupby(cell)
    found = np.full(shape[0] * shape[1], np.nan)
    median = grouped.median()[grouped.size() >= FEWEST]
    found[median.index.to_numpy()] = median.to_numpy()
    return found.reshape(shape)


def _applicants(r, rank, shape):
    """Qualified applicants per post advertised in the twelve months to each period."""
    at, period = _year_of(r["opened"], shape)
    cell, size = period * shape[1] + rank[at], shape[0] * shape[1]
    posts = np.bincount(cell, r["posts"][at], size)
    qualified = np.bincount(cell, r["qualified"][at].astype(float), size)
    return np.divide(qualified, posts, out=np.full(size, np.nan), where=posts > 0).reshape(shape)
