"""How posts grow: drivers times ratios, by administration, shared out over its cells by ratios of their own."""

from __future__ import annotations

import numpy as np

from competence.forecast import levels
from competence.forecast.history import History
from competence.forecast.rates import breaks

# Staff moves with its driver, but not one for one: users per resident fall as cohorts grow, budgets lag.
RESPONSE = 0.7
RATIO = levels.Prior(
    common_cycle=0.03, common_walk=0.03, own_level=3.0, own_cycle=0.04, own_walk=0.03,
    growth_persistence=(0.3, 0.9), fixed_level=True, common_slope=0.2, own_slope=0.2,
)  # fmt: skip
CELL = levels.Prior(
    common_cycle=0.0, common_walk=0.0, own_level=3.0, own_cycle=0.05, own_walk=0.03, fixed_level=True
)
SMALL = 30.0  # persons at which a group's ratio moves with twice the variance of a large one's
ROUNDING = 0.1  # variance of a count against its posts, a person
JUMP_LEAST, JUMP_TIMES = 0.2, 6.0  # a change of a ratio above both (logarithmic; usual changes) is a jump


def draw(h: History, config, counts, past, ahead, rng, widen) -> tuple[np.ndarray, np.ndarray]:
    """(draws, H + 1, C) growth of posts from the origin on, and the factor by which need may part from posts.

    Each administration's posts follow its drivers times a ratio of its own; its cells share them out by their
    drivers and by ratios of theirs. What is needed is not what there are posts for: the two part as ratios do
    from year to year. counts, past : (nodes, C); ahead : (draws, H + 1, C).
    """
    series = len(h.administrations)
    by = np.equal.outer(np.arange(series), h.administration).astype(float)
    now = counts[-1]
    weight = np.maximum(now @ by.T, 1e-9)
    drawn = (
        np.log(np.einsum("ac,dhc->dah", by, ahead * now) / weight[:, None] + 1e-12) * (weight > 1e-6)[:, None]
    )
    driver = np.log((past * now) @ by.T / weight + 1e-12).T * (weight > 1e-6)[:, None]
    total = counts @ by.T
    with np.errstate(divide="ignore", invalid="ignore"):
        posts = np.where((total > 0) & (weight > 1e-6), np.log(total), np.nan).T
        cell = np.log(counts).T - RESPONSE * np.log(past).T
        cell -= (posts - RESPONSE * driver)[h.administration]
    cell = np.where((counts.T > 0) & (now > 0)[:, None] & np.isfinite(cell), cell, np.nan)
    steps = tuple((first + 1, mask) for first, mask in breaks(h, config))
    trend = np.concatenate([driver, drawn.mean(axis=0)[:, 1:]], axis=1)
    size = len(ahead), ahead.shape[1] - 1
    own, apart = _paths(posts - RESPONSE * driver, total.T, RATIO, rng, size, widen, steps, trend)
    inner, apart_inner = _paths(cell, counts.T, CELL, rng, size, widen)
    apart = np.exp((apart[:, h.administration] + apart_inner).transpose(0, 2, 1))
    grown = ahead**RESPONSE * np.exp(inner.transpose(0, 2, 1))
    # What cells have of an administration is relative: they are scaled so that its own path holds.
    whole = np.einsum("ac,dhc->dha", by, grown * now)
    path = weight * np.exp(own + RESPONSE * drawn).transpose(0, 2, 1)
    grown = grown * np.where(whole > 0, path / np.maximum(whole, 1e-9), 1.0)[:, :, h.administration]
    return grown, apart / apart.mean(axis=0)


def _paths(seen, count, prior, rng, size, widen, steps=(), trend=None) -> tuple[np.ndarray, np.ndarray]:
    """Paths relative to the last seen value, which node 0 keeps, and cycles apart from them.

    Both (draws, series, H + 1); `size` is draws and H.
    """
    draws, horizon = size
    out = np.zeros((draws, len(seen), horizon + 1))
    apart = np.zeros(out.shape)
    used = np.isfinite(seen[:, -1])
    if not used.any():
        return out, apart
    last = np.where(used, seen[:, -1], 0.0)
    small = np.sqrt(1.0 + SMALL / np.maximum(count[:, -1], 1.0))
    seen = _since_jump(seen, small)
    fitted = levels.fit(
        (seen - last[:, None])[used],
        (ROUNDING / np.maximum(count, 1.0))[used],
        prior,
        size=small[used],
        steps=tuple((first, mask[used]) for first, mask in steps),
        trend=None if trend is None else trend[used],
        widen=widen,
    )
    out[:, used, 1:] = fitted.draw(rng, draws, horizon)
    apart[:, used, 1:] = fitted.cycle(rng, draws, horizon)
    return out, apart


def _since_jump(seen: np.ndarray, small: np.ndarray) -> np.ndarray:
    """The series (series, past) from their last jump on: a reorganisation tells nothing of a usual year."""
    change = np.abs(np.diff(seen, axis=1)) / small[:, None]
    if not np.isfinite(change).any():
        return seen
    usual = np.nanmedian(change) * 1.4826
    jump = np.nan_to_num(change) > max(JUMP_LEAST, JUMP_TIMES * usual)
    out = seen.copy()
    for i, row in enumerate(jump):
        if row.any():
            out[i, : np.flatnonzero(row)[-1] + 1] = np.nan
    return out
