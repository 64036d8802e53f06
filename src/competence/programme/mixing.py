"""How mixed the course groups were, against what chance would have given: activity, never effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import ALL, MEETINGS, MIXING

DRAWS = 9_999
_TOLERANCE = 1e-9  # what is as far from chance as another, whatever the rounding


def mixed(
    groups: pd.DataFrame, *, rng: np.random.Generator, draws: int = DRAWS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of managers from two administrations in each group and in all, beside those of groups filled by lot.

    Chance means that all who took part are dealt out at random to groups of the same sizes. Its mean is exact; the
    p-value is the two-sided mid-p of `draws` random seatings (multivariate hypergeometric, the seating that was
    among them), by distance from the mean. The E-I index (Krackhardt & Stern 1988) depends on the sizes of the
    administrations and stands beside what they alone would give. Managers of an unknown administration count as an
    administration of their own.

    Parameters
    ----------
    groups : the table `programme_groups`.

    Returns
    -------
    The tables `programme_mixing` (row `*` for all groups) and `programme_meetings` (a row for each two
    administrations, and for each with itself); both empty where there are no groups.
    """
    if groups.empty:
        return MIXING.empty(), MEETINGS.empty()
    sat = _sat(groups)
    return _mixing(sat.index, sat.to_numpy(np.int64), rng, draws), met(groups)


def met(groups: pd.DataFrame) -> pd.DataFrame:
    """The table `programme_meetings` of `programme_groups`."""
    return MEETINGS.empty() if groups.empty else _meetings(_sat(groups))


def _sat(groups: pd.DataFrame) -> pd.DataFrame:
    """(groups, administrations) managers."""
    return groups.pivot_table("managers", "group", "administration", "sum", 0).sort_index().sort_index(axis=1)


def pairs(heads: np.ndarray) -> np.ndarray:
    """How many pairs that many people make."""
    return heads * (heads - 1) / 2


def cross_pairs(heads: np.ndarray) -> np.ndarray:
    """Pairs from two administrations; `heads` by administration along the last axis."""
    return pairs(heads.sum(-1)) - pairs(heads).sum(-1)


def _mixing(names: pd.Index, heads: np.ndarray, rng: np.random.Generator, draws: int) -> pd.DataFrame:
    size = heads.sum(1)
    seated, crossed = pairs(size), cross_pairs(heads)
    everybody = pairs(size.sum())
    share = cross_pairs(heads.sum(0)) / everybody if everybody else 0.0
    by_lot = cross_pairs(_dealt(heads.sum(0), size, rng, draws))
    frame = pd.DataFrame(
        {
            "group": [ALL, *names],
            "size": [size.sum(), *size],
            "pairs": [seated.sum(), *seated],
            "cross_pairs": [crossed.sum(), *crossed],
        }
    )
    by_lot = np.column_stack([by_lot.sum(1), by_lot])
    expected = frame["pairs"].to_numpy() * share
    with np.errstate(invalid="ignore"):
        ei, expected_ei = (2 * n / frame["pairs"].to_numpy() - 1 for n in (frame["cross_pairs"], expected))
    return MIXING.check(
        frame.assign(
            expected_cross_pairs=expected,
            ei=ei,
            expected_ei=expected_ei,
            p_value=_mid_p(frame["cross_pairs"].to_numpy(), by_lot, expected),
        )
    )


def _dealt(people: np.ndarray, size: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """(draws, groups, administrations): everybody dealt out at random to groups of given sizes."""
    left = np.tile(people, (draws, 1))
    found = np.zeros((draws, len(size), len(people)), np.int64)
    for g, places in enumerate(size):
        free = np.full(draws, places)
        after = left.sum(1)
        for a in range(len(people)):
            after = after - left[:, a]
            found[:, g, a] = rng.hypergeometric(left[:, a], after, free)
            free = free - found[:, g, a]
        left = left - found[:, g]
    return found


def _mid_p(observed: np.ndarray, by_lot: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Two-sided mid-p-values by column of `by_lot`; NaN where every draw gave the same as was observed."""
    far, seen = np.abs(by_lot - expected), np.abs(observed - expected)
    same = np.abs(far - seen) <= _TOLERANCE
    beyond = (far > seen) & ~same
    p = (beyond.sum(0) + (same.sum(0) + 1) / 2) / (len(by_lot) + 1)
    return np.where((by_lot == observed).all(0), np.nan, p)


def _meetings(sat: pd.DataFrame) -> pd.DataFrame:
    names, heads = sat.columns, sat.to_numpy(np.int64)
    total, of_group = heads.sum(0), pairs(heads.sum(1)).sum()
    everybody = pairs(total.sum())
    one, other = np.triu_indices(len(names))
    own = one == other
    met = np.where(own, pairs(heads[:, one]), heads[:, one] * heads[:, other])
    possible = np.where(own, pairs(total[one]), total[one] * total[other])
    return MEETINGS.check(
        pd.DataFrame(
            {
                "administration": names[one],
                "other": names[other],
                "groups": (met > 0).sum(0),
                "pairs": met.sum(0),
                "expected_pairs": possible * (of_group / everybody if everybody else 0.0),
            }
        )
    )
