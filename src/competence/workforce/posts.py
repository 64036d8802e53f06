"""Open posts from recruitments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import VACANCIES
from competence.workforce.counting import DECIMALS
from competence.workforce.timeline import _ranges, day_number

YEAR = 12  # months over which time to fill and applicants are told
FEWEST = 5  # closed posts under which no time to fill is told
_CELL = ["administration", "occupation"]


def vacancies(recruitments: pd.DataFrame, periods: np.ndarray) -> pd.DataFrame:
    """The table `vacancies`, a row for every period and cell that ever advertised; cancelled posts are none.

    Open is what is advertised by the period's end and not filled by then. Time to fill and applicants are of
    the last twelve months, `filled_unqualified` of the period.
    """
    real = recruitments[recruitments["outcome"] != "cancelled"]
    days = periods.astype("int64")
    cell, names = pd.factorize(pd.MultiIndex.from_frame(real[_CELL]), sort=True)
    names = names.to_frame(index=False, name=_CELL)
    begin, stop = day_number(real["advertised"]), day_number(real["filled"])
    posts = real["posts"].to_numpy()
    shape = (len(periods), len(names))
    low, high = np.searchsorted(days, begin), np.searchsorted(days, stop)
    at, row = _spread(low, high)
    open_ = np.zeros(shape)
    np.add.at(open_, (at, cell[row]), posts[row])
    unqualified = np.zeros(shape, np.int64)
    bad = (real["outcome"] == "filled_unqualified").to_numpy() & _inside(days, stop)
    np.add.at(unqualified, (high[bad], cell[bad]), 1)
    # The window's beginning: the first period that sees a day, and the last that still does, twelve months on.
    year = np.searchsorted(days, _year_on(periods))
    at, row = _spread(low, _leaves(low, year))
    qualified = real["qualified_applicants"].astype("float64").to_numpy()
    told = ~np.isnan(qualified[row])
    sums, of = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (at[told], cell[row[told]]), qualified[row[told]])
    np.add.at(of, (at[told], cell[row[told]]), posts[row[told]])
    return VACANCIES.check(
        pd.DataFrame(
            {
                "period": np.repeat(periods.astype("datetime64[us]"), shape[1]),
                "administration": np.tile(names["administration"].to_numpy(dtype=object), shape[0]),
                "occupation": np.tile(names["occupation"].to_numpy(dtype=object), shape[0]),
                "open_posts_fte": np.round(open_, DECIMALS).ravel(),
                "time_to_fill": _time_to_fill(high, stop - begin, cell, year, shape).ravel(),
                "filled_unqualified": unqualified.ravel(),
                "qualified_applicants_per_post": np.round(
                    np.divide(sums, of, out=np.full(shape, np.nan), where=of > 0), DECIMALS
                ).ravel(),
            }
        )
    )


def _spread(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = np.maximum(high - low, 0)
    return _ranges(low, count), np.repeat(np.arange(len(low)), count)


def _inside(days: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether a day lies in an interval that ends at one of the periods."""
    first = days[0].astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype("int64")
    return (day >= first) & (day <= days[-1])


def _year_on(periods: np.ndarray) -> np.ndarray:
    """The month end twelve months after each period."""
    return ((periods.astype("datetime64[M]") + YEAR + 1).astype("datetime64[D]") - 1).astype("int64")


def _leaves(first: np.ndarray, year: np.ndarray) -> np.ndarray:
    """The first period that no longer sees what period `first` saw first."""
    return np.where(first < len(year), year[np.minimum(first, len(year) - 1)], first)


def _time_to_fill(closed, took, cell, year, shape) -> np.ndarray:
    """Median days of the posts closed in the twelve months to each period, null under five."""
    found = np.full(shape, np.nan)
    at, row = _spread(closed, _leaves(closed, year))
    if not len(at):
        return found
    frame = pd.DataFrame({"at": at, "cell": cell[row], "days": took[row]})
    grouped = frame.groupby(["at", "cell"])["days"].agg(["median", "size"]).reset_index()
    enough = grouped[grouped["size"] >= FEWEST]
    found[enough["at"], enough["cell"]] = enough["median"]
    return found
