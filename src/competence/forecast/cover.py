"""Absence by month, the work of the absent that others must do, who stands in, and the summer.

Each is a share of contracted FTE by cell and calendar month, leaning on the administration; what is out of the
ordinary at the origin fades as such deviations have faded; the year's level moves as it has moved, in common for
an administration; what is left varies as counts do, so that small cells vary more.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from competence.forecast.history import History
from competence.forecast.model import Model

RECENT = 36  # months that tell the usual share
LEAN = 30.0  # FTE-months at which a cell's own share weighs as much as its administration's
LEVEL = 0.03  # yearly standard deviation of the level, logarithmic, at least
LEAVE = ("parental_fte", "child_care_fte", "other_fte")
AUGUST = 7
SUMMERS = 5  # summers that tell the usual one
LEAN_SUMMER = 10.0


def quantities(model: Model, fte: np.ndarray, ends: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """(name, (draws, periods, cells)) of absence and cover, as far as the past tells of them.

    Parameters
    ----------
    fte : (draws, periods, cells) contracted. ends : months after the origin.
    """
    h, rng = model.history, model.apart(2)
    if h.absent.sum() > 0:
        yield "absent_fte", np.minimum(_ahead(h, h.absent, fte, ends, rng), 0.9 * fte)
    work = None
    if is_told(h, "sick_fte"):
        sick = _ahead(h, h.cover["sick_fte"], fte, ends, rng)
        yield "sick_fte", sick
        leave = _ahead(h, sum(h.cover[name] for name in LEAVE), fte, ends, rng)
        work = model.covered * (sick + leave + _ahead(h, h.cover["vacation_fte"], fte, ends, rng))
        yield "cover_fte", work
    if is_told(h, "hourly_fte"):
        supplied = _ahead(h, h.cover["cover_supplied_fte"], fte, ends, rng)
        yield "cover_supplied_fte", supplied
        if work is not None:
            yield "cover_gap_fte", work - supplied
    # The chance lies in who is absent: work to be covered is told as absence, and chance is as large in all cells.
    for name, part in (("summer_fte", np.maximum(model.covered, 1e-9)), ("summer_persons", 1.0)):
        if is_told(h, name):
            found = summer(h, h.cover[name] / part, fte, ends, rng)
            if found is not None:
                yield name, found * part if name == "summer_fte" else np.rint(found)


def is_told(h: History, name: str) -> bool:
    """Whether the past tells a column of `cover`."""
    return name in h.cover and bool((np.nan_to_num(h.cover[name]) > 0).any())


def _ahead(h: History, amount: np.ndarray, fte: np.ndarray, ends: np.ndarray, rng) -> np.ndarray:
    """(draws, periods, cells) FTE of a kind: amount, (T, cells), as a share of contracted FTE, carried on."""
    told = np.isfinite(amount).all(axis=1) & (np.arange(len(amount)) > 0)
    amount = np.where(told[:, None], amount, 0.0)
    recent = told & (np.arange(len(told)) >= len(told) - RECENT)
    if not recent.any():
        recent = told
    usual = _usual(h, amount, recent)  # (12, cells)
    expected = usual[h.month] * h.fte
    memory, excess = _deviations(h, amount, expected, recent)
    by = h.members
    spread, now = _levels(h, amount, expected, told, by)
    draws = len(fte)
    years = 1 + int(ends[-1] - 1) // 12
    walk = np.cumsum(spread * rng.standard_normal((draws, years, len(by))), axis=1)
    level = np.exp(walk - 0.5 * spread**2 * np.arange(1, years + 1)[:, None])[:, (ends - 1) // 12]
    month = (h.origin.month - 1 + ends) % 12
    mean = fte * usual[month] * (now * level)[:, :, h.administration]
    # Whoever has long been absent today is most likely so next month.
    begun = (amount[-1] - expected[-1]) * told[-1]
    mean = np.maximum(mean + (memory ** ends[:, None]) * begun, 0.1 * mean)
    sigma = np.sqrt(np.log1p(excess / np.maximum(mean.mean(axis=0), 1e-3)))
    state = np.zeros(fte.shape[::2])
    out, last = np.empty_like(mean), 0
    for i, end in enumerate(ends):
        keep = memory ** (end - last)
        # What is known today narrows the first months.
        state = keep * state + np.sqrt(1 - keep**2) * rng.standard_normal(state.shape)
        var = 1 - memory ** (2 * end)
        out[:, i] = mean[:, i] * np.exp(sigma[i] * state - 0.5 * sigma[i] ** 2 * var)
        last = end
    return out


def _usual(h: History, amount: np.ndarray, recent: np.ndarray) -> np.ndarray:
    """(12, cells) share of contracted FTE by calendar month."""
    by = h.members
    out = np.zeros((12, h.cells))
    for month in range(12):
        here = recent & (h.month == month)
        if not here.any():
            here = recent
        mine, whole = amount[here].sum(axis=0), h.fte[here].sum(axis=0)
        common = (by @ mine / np.maximum(by @ whole, 1e-9))[h.administration]
        out[month] = (mine + LEAN * common) / (whole + LEAN)
    return out


def _deviations(h: History, amount, expected, recent) -> tuple[float, float]:
    """Correlation of a month's deviation with the next one's, and the variance over the mean."""
    rows = np.flatnonzero(recent)
    off = (amount - expected)[rows]
    follows = np.diff(rows) == 1
    product = (off[1:] * off[:-1])[follows].sum()
    memory = float(np.clip(product / max((off[:-1][follows] ** 2).sum(), 1e-9), 0.0, 0.95))
    degrees = max(1.0, len(rows) - min(12, len(rows) / 2)) / max(len(rows), 1)
    return memory, float((off**2).sum() / max(expected[rows].sum(), 1e-9) / degrees)


def _levels(h: History, amount, expected, told, by) -> tuple[float, np.ndarray]:
    """Yearly spread of the level (logarithmic), and each administration's of the last year against the usual."""
    seen = [(h.block == year) & told for year in range(int(h.block.max()) + 1)]
    seen = [mask for mask in seen if mask.sum() * h.months >= 12]
    if not seen:
        return 0.1, np.ones(len(by))
    size = np.array([by @ expected[mask].sum(axis=0) for mask in seen])
    ratio = np.array([by @ amount[mask].sum(axis=0) for mask in seen]) / np.maximum(size, 1e-9)
    last = np.where(size[-1] > 0, ratio[-1], 1.0)
    trust = size[-1] / (size[-1] + 120.0)
    now = np.clip(1 + 0.5 * trust * (last - 1), 0.5, 2.0)
    if len(seen) < 2:
        return 0.1, now
    # Large administrations tell it; in small ones the years differ by chance.
    large = size.min(axis=0) >= 0.5 * size.max()
    change = np.diff(np.log(np.maximum(ratio[:, large], 1e-3)), axis=0)
    return max(LEVEL, float(np.sqrt(np.mean(change**2)))), now


def summer(h: History, amount: np.ndarray, fte: np.ndarray, ends: np.ndarray, rng) -> np.ndarray | None:
    """(draws, periods, cells) of a summer's figure in the rows of August, nan in the others.

    amount : (T, cells) past ones, in the rows of August. None where no August lies ahead.
    """
    ahead = np.flatnonzero((h.origin.month - 1 + ends) % 12 == AUGUST)
    seen = np.flatnonzero((h.month == AUGUST) & np.isfinite(amount).all(axis=1))[-SUMMERS:]
    seen = seen[seen >= 2]
    if not len(ahead) or not len(seen):
        return None
    base = np.stack([h.fte[t - 2 : t + 1].mean(axis=0) for t in seen])
    by = h.members
    weight = (0.8 ** np.arange(len(seen)))[::-1, None]  # the latest tell most
    mine, whole = (weight * amount[seen]).sum(axis=0), (weight * base).sum(axis=0)
    common = (by @ mine / np.maximum(by @ whole, 1e-9))[h.administration]
    usual = (mine + LEAN_SUMMER * common) / (whole + LEAN_SUMMER)
    off = amount[seen] - usual * base
    # The usual summer is a mean of these: they lie nearer to it than the next one will.
    count = len(seen)
    lost, ahead_of = count / max(count - 1, 1), 1 + 1 / count
    excess = float((off**2).sum() / max((usual * base).sum(), 1e-9)) * lost
    spread = _common(by, off * np.sqrt(lost), usual * base, excess) * np.sqrt(ahead_of)
    excess *= ahead_of
    out = np.full(fte.shape, np.nan)
    for year, i in enumerate(ahead):
        months = [k for k in (i - 2, i - 1, i) if k >= 0 and ends[i] - ends[k] <= 2]
        staff = fte[:, months].sum(axis=1)
        if len(months) < 3:  # what lies before the origin has been seen
            before = range(len(h.periods) - (3 - len(months)), len(h.periods))
            staff = staff + h.fte[list(before)].sum(axis=0)
        mean = usual * staff / 3
        sigma = np.sqrt(np.log1p(excess / np.maximum(mean.mean(axis=0), 1e-3)))
        alone = np.exp(sigma * rng.standard_normal(mean.shape) - 0.5 * sigma**2)
        wide = spread * np.sqrt(1.0 + year)
        together = np.exp(wide * rng.standard_normal((len(mean), len(by))) - 0.5 * wide**2)
        out[:, i] = mean * alone * together[:, h.administration]
    return out


def _common(by: np.ndarray, off: np.ndarray, expected: np.ndarray, excess: float) -> float:
    """Standard deviation (logarithmic) by which an administration's summers differ in common, beyond its cells'."""
    size = np.maximum(expected @ by.T, 1e-9)
    seen = ((off @ by.T) / size) ** 2 - excess / size
    heavy = size / (size + 50.0)
    return float(np.sqrt(max(0.01**2, (heavy * seen).sum() / heavy.sum())))
