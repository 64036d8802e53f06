"""Leadership competence as a requirement that drains: managers who are through leave, others come in their place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

KEPT = 0.90
YEARS = 5
AHEAD = ("no_groups", "one_group", "keep")


def places(managers: float, turnover: np.ndarray, come: np.ndarray) -> np.ndarray:
    """Places a year that keep nine of ten through: who is through and leaves, over those of the booked who get through."""
    return KEPT * managers * (1 - np.exp(-turnover)) / come


def ahead(
    through: np.ndarray,
    managers: np.ndarray,
    turnover: np.ndarray,
    size: float,
    rng: np.random.Generator,
    months: int = 12 * YEARS,
) -> Iterator[tuple[str, np.ndarray]]:
    """Managers who are through in the months ahead, by what is assumed of the groups.

    Parameters
    ----------
    through : (draws, administrations) at the start. managers : (administrations,) posts, the same number all along.
    turnover : (draws,) share who leave in a year. size : managers who get through a group, once a year.

    Yields
    ------
    Name of the assumption and (months + 1, draws, administrations) heads. `no_groups`; `one_group` : one ends every
    twelfth month, dealt by who is not through; `keep` : as many a month as replace nine of ten managers' turnover.
    """
    leave = 1 - np.exp(-turnover / 12)[:, None]
    for name in AHEAD:
        now, told = through.astype(np.int64), [through]
        for month in range(1, months + 1):
            now = now - rng.binomial(now, leave)
            free = np.maximum(managers - now, 0)
            if name == "one_group" and month % 12 == 0:
                now = now + _spread(free, np.full(len(now), size), rng)
            if name == "keep":
                now = now + _spread(free, KEPT * managers.sum() * leave[:, 0], rng)
            told.append(now)
        yield name, np.stack(told)


def _spread(free: np.ndarray, number: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """So many (in the mean) of those who are not through, each as likely as another."""
    share = np.clip(number / np.maximum(free.sum(1), 1), 0, 1)
    return rng.binomial(free, share[:, None])
