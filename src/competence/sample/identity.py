"""Identity numbers that nobody bears: birth numbers 980-999 are kept for tests; the check digit is Luhn's."""

from __future__ import annotations

import numpy as np

COORDINATION = 0.012  # share with a coordination number: 60 is added to the day
_WEIGHTS = np.array([2, 1, 2, 1, 2, 1, 2, 1, 2])


def numbers(rng, birth: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """Twelve digits for each person, all different.

    Parameters
    ----------
    birth : day numbers; where a day's numbers are used up a later (or earlier) day of the same year is taken.
    sex : 0 female, 1 male: the ninth digit tells.
    """
    day = _free_days(birth, sex)
    coordination = rng.random(len(birth)) < COORDINATION
    date = day.astype("datetime64[D]")
    year = date.astype("datetime64[Y]").astype(np.int64) + 1970
    month = date.astype("datetime64[M]").astype(np.int64) % 12 + 1
    of_month = (date - date.astype("datetime64[M]")).astype(np.int64) + 1 + 60 * coordination
    nth = _rank(day * 2 + sex)
    birth_number = 980 + 2 * nth + sex
    nine = ((year % 100) * 10**7 + month * 10**5 + of_month * 1000 + birth_number).astype(np.int64)
    twelve = (year // 100) * 10**10 + nine * 10 + luhn(nine)
    return np.char.zfill(twelve.astype(str), 12)


def luhn(nine: np.ndarray) -> np.ndarray:
    """Check digit of nine digits."""
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    product = digits * _WEIGHTS
    return (10 - (product // 10 + product % 10).sum(axis=1) % 10) % 10


def _rank(key: np.ndarray) -> np.ndarray:
    """How many earlier ones have the same key."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - first
    return rank


def _free_days(birth, sex):
    """Days with at most ten persons of a sex each, in the year of birth."""
    day = birth.astype(np.int64).copy()
    for _ in range(400):
        over = _rank(day * 2 + sex) >= 10
        if not over.any():
            return day
        later = day[over] + 1
        same = _year(later) == _year(day[over])
        first = _year(day[over]).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        day[over] = np.where(same, later, first)
    raise ValueError("more persons of one year of birth than there are test numbers")


def _year(days):
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
