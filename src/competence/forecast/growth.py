"""How posts grow: drivers times ratios, by administration, shared out over its cells by ratios of their own.

A ratio (posts a driver) has a damped trend, swings that return and steps that last. What was transferred to
others or taken over from them is no trend: the past is told as if it had always been as it is.
"""

from __future__ import annotations

import numpy as np

from competence.forecast import breaks, levels
from competence.forecast.history import History

# Staff moves with its driver, but not one for one: users per resident fall as cohorts grow, budgets lag.
RESPONSE = 0.8
# Budgets and ratios of an administration move by one to three per cent a year, those of its cells against each
# other by less; slopes are those on the driver and on time (a year).
RATIO = levels.Prior(
    common_cycle=0.01, common_walk=0.003, own_level=3.0, own_cycle=0.025, own_walk=0.004,
    growth_persistence=(0.3, 0.9), fixed_level=True, common_slope=(0.2, 0.003), own_slope=(0.2, 0.006),
)  # fmt: skip
CELL = levels.Prior(
    common_cycle=0.0, common_walk=0.0, own_level=3.0, own_cycle=0.01, own_walk=0.006, fixed_level=True,
    own_slope=(0.007,),
)  # fmt: skip
SMALL = 3.0  # persons at which a group's ratio moves with twice the variance of a large one's
ROUNDING = 0.1  # variance of a count against its posts, a person
JUMP_LEAST, JUMP_TIMES = 0.2, 6.0  # a change of a ratio above both (logarithmic; usual changes) is a jump
OPEN_YEARS = 3  # whose share of open posts is the usual one
OPEN_REVERT = 0.1  # of the deviation from the usual share of open posts, left a year later
LEAN = (
    12.0  # years of one person's post at which a cell's own share of open posts weighs as much as its whole's
)


def draw(h: History, config, counts, past, ahead, rng, widen) -> tuple[np.ndarray, np.ndarray]:
    """(draws, H + 1, C) growth of posts from the origin on, and the factor by which need may part from posts.

    Each administration's posts follow its drivers times a ratio of its own; its cells share them out by their
    drivers and by ratios of theirs. What is needed is not what there are posts for: the two part as ratios do
    from year to year. counts, past : (nodes, C); ahead : (draws, H + 1, C).
    """
    by = h.members
    size = len(ahead), ahead.shape[1] - 1
    now = counts[-1]
    weight = np.maximum(now @ by.T, 1e-9)
    held = weight > 1e-6
    drawn = np.log(np.einsum("ac,dhc->dah", by, ahead * now) / weight[:, None] + 1e-12) * held[:, None]
    driver = np.log((past * now) @ by.T / weight + 1e-12).T * held[:, None]
    total = counts @ by.T
    with np.errstate(divide="ignore", invalid="ignore"):
        posts = np.where((total > 0) & held, np.log(total), np.nan).T
        cell = np.log(counts).T - RESPONSE * np.log(past).T
        cell -= (posts - RESPONSE * driver)[h.administration]
    cell = np.where((counts.T > 0) & (now > 0)[:, None] & np.isfinite(cell), cell, np.nan)
    cell = np.where(breaks.defined(h, config)[h.nodes].T > 0, cell, np.nan)
    steps = tuple((first + 1, mask) for first, mask in breaks.steps(h, config))
    inner_steps = tuple((first + 1, mask) for first, mask in breaks.cell_steps(h, config))
    time = levels.time(len(counts), size[1])
    follows = np.concatenate([driver, drawn.mean(axis=0)[:, 1:]], axis=1)
    trends = np.stack([follows, np.broadcast_to(time, follows.shape)])
    own, apart = _paths(posts - RESPONSE * driver, total.T, RATIO, rng, size, widen, trends, steps)
    trends = np.broadcast_to(time, (1, h.cells, len(time)))
    inner, apart_inner = _paths(cell, counts.T, CELL, rng, size, widen, trends, inner_steps)
    apart = np.exp((apart[:, h.administration] + apart_inner).transpose(0, 2, 1))
    grown = ahead**RESPONSE * np.exp(inner.transpose(0, 2, 1))
    # What cells have of an administration is relative: they are scaled so that its own path holds.
    whole = np.einsum("ac,dhc->dha", by, grown * now)
    path = weight * np.exp(own + RESPONSE * drawn).transpose(0, 2, 1)
    grown = grown * np.where(whole > 0, path / np.maximum(whole, 1e-9), 1.0)[:, :, h.administration]
    return grown, apart / apart.mean(axis=0)


def settled(h: History, posts: np.ndarray, own: np.ndarray) -> np.ndarray:
    """(nodes, C) posts at the nodes as if the organisation had always served the share that it serves today.

    Where the own share of the users is known (it varies) it tells; elsewhere the transfers among the flows do.

    Parameters
    ----------
    posts, own : (nodes, C); `own` is the own share against the origin's.
    """
    net = h.flow("transfer_in") - h.flow("transfer_out")
    factor = np.ones(posts.shape)
    for k in range(len(h.nodes) - 1, 0, -1):
        moved = net[h.nodes[k - 1] + 1 : h.nodes[k] + 1].sum(axis=0)
        before = np.maximum(posts[k - 1], 1.0)
        factor[k - 1] = factor[k] * np.clip((before + moved) / before, 0.05, 20.0)
    return np.where((own == 1).all(axis=0), posts * factor, posts / own)


def unfilled(h: History, vacant: np.ndarray, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) share of the posts that is open: today's, then what it uses to be, with its spread.

    Years differ by administration; beside that the open posts of a cell are a few, and come by chance.

    Parameters
    ----------
    vacant : (T, C) open posts in persons.
    """
    by = h.members
    recent = slice(max(0, len(h.periods) - OPEN_YEARS * h.a_year), None)
    posts = h.staff + vacant
    whole = ((vacant[recent] @ by.T).sum(axis=0) + 0.3) / ((posts[recent] @ by.T).sum(axis=0) + 10.0)
    lean = LEAN * h.a_year
    usual = (vacant[recent].sum(axis=0) + lean * whole[h.administration]) / (posts[recent].sum(axis=0) + lean)
    # Whole years on it is the same time of the year again, when more or fewer are open than on average.
    nodes = h.nodes[-(OPEN_YEARS + 1) :]
    year = vacant[recent].sum() / posts[recent].sum()
    usual = usual * ((vacant[nodes].sum() / posts[nodes].sum()) / year if year > 0 else 1.0)
    seen = np.log(((vacant @ by.T) + 0.5) / ((posts @ by.T) + 10.0))[h.nodes]
    large = (posts[-1] @ by.T) > 100
    changes = np.diff(seen[:, large], axis=0)
    spread = float(np.sqrt(np.mean(changes**2) / 2)) if changes.size else 0.3
    out = np.empty((draws, horizon + 1, h.cells))
    now = vacant[-1] / np.maximum(posts[-1], 1e-9)
    out[:, 0] = now
    shock = np.exp(spread * rng.standard_normal((draws, horizon, len(by))) - 0.5 * spread**2)
    left = OPEN_REVERT ** np.arange(1, horizon + 1)[:, None]
    expected = (left * now + (1 - left) * usual) * shock[:, :, h.administration]
    persons = np.maximum(posts[-1], 1.0)
    out[:, 1:] = np.minimum(0.9, rng.poisson(expected * persons) / persons)
    return out


def _paths(seen, count, prior, rng, size, widen, trends, steps=()) -> tuple[np.ndarray, np.ndarray]:
    """Paths relative to the last seen value, which node 0 keeps, and cycles apart from them.

    Both (draws, series, H + 1); `size` is draws and H, `trends` (covariates, series, nodes + H).
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
        trends=trends[:, used],
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
