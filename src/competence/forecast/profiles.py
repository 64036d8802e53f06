"""Groups of people by age and tenure as they are first seen, and where in both they stand later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast.history import AGES, TENURE_EDGES

LAG = 1 / 24  # years: rates are of the age and tenure at a month's start, who comes does so at its end
BANDS = (15, 25, 30, 35, 40, 45, 50, 55, 58, 61, 63, 65, 67)  # lowest ages of classes of hires
COARSE = (15, 30, 40, 50, 58, 63)  # and of movers
FINE, LATER = (np.arange(24) + 0.5) / 24, (np.arange(25) + 0.5) / 25  # so that no two points meet


@dataclass(frozen=True, eq=False)
class Profile:
    """Ages and tenures of a group of people when it is first seen.

    ages : (bands, ages) weights of single ages, each row sums to 1. share : (C, tenures x bands), rows sum to 1.
    within : (tenures, points) years inside the class of tenure that they stand at; None: at its start.
    """

    ages: np.ndarray
    share: np.ndarray
    points: tuple[tuple[float, float], ...]
    standing: np.ndarray | None


def aged(ages: np.ndarray, years: float) -> np.ndarray:
    """(bands, ages) the same people so many years later; the oldest stay in the oldest age."""
    whole, part = divmod(years, 1)
    out = np.zeros_like(ages)
    for later, share in ((int(whole), 1 - part), (int(whole) + 1, part)):
        at = np.minimum(np.arange(len(AGES)) + later, len(AGES) - 1)
        for old, new in enumerate(at):
            out[:, new] += share * ages[:, old]
    return out


def coming(entry: np.ndarray, points, standing, bands) -> Profile:
    """Profile of those who come, from (C, ages, tenures)."""
    band = np.searchsorted(bands, AGES, side="right") - 1
    member = np.equal.outer(np.arange(len(bands)), band).astype(float)
    weight = member * (entry.sum(axis=(0, 2)) + 1e-12)
    share = np.einsum("na,cat->ctn", member, entry).reshape(len(entry), -1)
    return Profile(weight / weight.sum(axis=1, keepdims=True), share, points, standing)


def standing(hazard: np.ndarray) -> np.ndarray:
    """(tenures, points) weights of where in its class of tenure today's staff stands.

    hazard : (tenures,) yearly rate of leaving: fewer stand near a class's end than at its start.
    """
    width = np.diff([*TENURE_EDGES, TENURE_EDGES[-1] + 1])[: len(hazard)]
    out = np.exp(-np.minimum(hazard, 3.0)[:, None] * width[:, None] * FINE)
    return out / out.sum(axis=1, keepdims=True)


def tenures_later(who: Profile, begin: float, end: float, tenures: int, *, yearly: bool) -> np.ndarray:
    """(tenures at first, tenures) where in tenure they stand between `begin` and `end` years later."""
    if tenures == 1:
        return np.ones((1, 1))
    later = np.array([begin])
    if not yearly:
        # Who comes at a month's end has whole months of each tenure before; others stand in the middle of one.
        later = np.maximum(0.0, begin + (end - begin) * LATER - (0.0 if who.standing is None else LAG))
    width = np.diff([*TENURE_EDGES, TENURE_EDGES[-1] + 1])
    out = np.zeros((tenures, tenures))
    for first, low in enumerate(TENURE_EDGES):
        # Who is hired without tenure stands at nought; who brings some, somewhere in the class.
        fresh = who.standing is None and first == 0
        at = np.zeros(1) if fresh else low + width[first] * FINE
        weight = np.full(len(at), 1 / len(at)) if who.standing is None else who.standing[first]
        now = np.digitize(at[:, None] + later, TENURE_EDGES[1:])
        for t in range(tenures):
            out[first, t] = weight @ (now == t).mean(axis=1)
    return out
