"""Rates of leaving and moving: competing risks, each a product of parts with their uncertainty.

rate = base curve (age, tenure) x season (month, family of occupations) x occupation x level of the year
(municipality and administration) x cell (administration x occupation). Curves: `curves.py`; occupation and
cell: `pooling.py`; levels: `levels.py`. Events of older years count less for occupations and cells, since
shorter base periods beat longer ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast import breaks, curves, levels
from competence.forecast.history import AGES, NO_AGE, NO_TENURE, History
from competence.forecast.pooling import Pooled, pool

MOVES = ("move_out", "change_out")
FORGET = (0.85, 0.7, 1.0)  # weights of a year's events against those of the year after; the first unless told
TRIED_YEARS = 3  # last years, each forecast from those before it, by which the weight is chosen
# Of the chance in a year's events, the share that was to be expected of just those who were there and of just
# those whose contract ran out: about half of these leave when it does.
MEANT = {"resignation": 0.1, "contract_end": 0.45, "unknown_exit": 0.3, "exit_to_hourly": 0.15}
MEANT_USUALLY = 0.03
SEASON_CV, SEASON_FAMILY_CV = 0.5, 0.3
LEVEL = levels.Prior(common_cycle=0.15, own_level=0.3, own_cycle=0.1)
MOVE_LEVEL = levels.Prior(common_cycle=0.3, own_level=0.5, own_cycle=0.2)


@dataclass(frozen=True, eq=False)
class Cause:
    """All parts of one cause's rate."""

    name: str
    curve: curves.Curve | curves.Retirement | None  # None: the sum of the causes before it
    acts: np.ndarray  # (C,) whether the cell knows this cause
    season: np.ndarray  # (C, 12) factor by calendar month, mean 1
    occupation: Pooled
    level: levels.Levels
    cell: Pooled
    events: np.ndarray  # (T, C) what was seen
    expected: np.ndarray  # (T, C) by curve and season alone


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates of a municipality, to be drawn from; probabilities are per interval (month or year)."""

    causes: tuple[Cause, ...]
    exits: int  # the first so many causes are exits, the rest moves
    history: History
    pension: object

    def multipliers(self, rng: np.random.Generator, draws: int, years: int) -> np.ndarray:
        """(draws, years, cells, causes) factors on the base curve: occupation x cell x level of the year."""
        still, level = self.parts(rng, draws, years)
        return still[:, None] * level[:, :, self.history.administration]

    def parts(self, rng: np.random.Generator, draws: int, years: int) -> tuple[np.ndarray, np.ndarray]:
        """What lasts (draws, cells, causes) and levels by year (draws, years, administrations, causes)."""
        h, causes = self.history, len(self.causes)
        lasting = np.empty((draws, h.cells, causes), np.float32)
        year_level = np.empty((draws, years, len(h.administrations), causes), np.float32)
        for j, cause in enumerate(self.causes):
            still = cause.occupation.draw(rng, draws)[:, h.occupation] * cause.cell.draw(rng, draws)
            lasting[..., j] = still * cause.acts
            year_level[..., j] = np.exp(cause.level.draw(rng, draws, years)).transpose(0, 2, 1)
        return lasting, year_level

    def posterior(self, rng: np.random.Generator, draws: int) -> np.ndarray:
        """(draws, administrations, exit causes) expected events of the last observed year, by its level.

        What happened is chance around it, but for the part of `MEANT`.
        """
        h = self.history
        out = np.empty((draws, len(h.administrations), self.exits))
        for j, cause in enumerate(self.causes[: self.exits]):
            expected = _yearly(h, cause.expected * cause.occupation.mean[h.occupation])[:, -1]
            usual = np.maximum(expected * np.exp(cause.level.past(rng, draws)[:, :, -1]), 1e-9)
            happened = _yearly(h, cause.events)[:, -1]
            share = MEANT.get(cause.name, MEANT_USUALLY)
            shape = usual / share + happened / (1 - share)
            out[..., j] = usual * rng.standard_gamma(shape) / (usual / share + usual / (1 - share))
        return out

    def tables(self, rng: np.random.Generator | None, years: int) -> np.ndarray:
        """(years + 1, causes, ages, tenures) base probabilities a whole number of years after the origin.

        One draw of the curves' parameters; with no generator their means.
        """
        h = self.history
        tenures = NO_TENURE if h.has_tenure else 1
        out = np.empty((years + 1, len(self.causes), len(AGES), tenures))
        for j, cause in enumerate(self.causes):
            if cause.curve is None:
                out[:, j] = out[:, :j].sum(axis=1)
                continue
            if isinstance(cause.curve, curves.Curve):
                fit = cause.curve.fit
                out[:, j] = cause.curve.table(fit.mean if rng is None else fit.draw(rng))
                continue
            out[:, j] = self._retirement(cause.curve, rng, years)[:, :, None]
        return out

    def _retirement(self, curve: curves.Retirement, rng, years: int) -> np.ndarray:
        if rng is None:
            at = int(np.argmax(curve.weights))
            coefficients = curve.fits[at].mean
        else:
            at = int(rng.choice(len(curve.weights), p=curve.weights))
            coefficients = curve.fits[at].draw(rng)
        origin = self.history.origin
        out = np.empty((years + 1, len(AGES)))
        for year in range(years + 1):
            shift = _shift_at(origin, 12 * year, self.pension, origin)
            out[year] = curve.table(curves.RESPONSES[at], coefficients, shift)
        return out


def fit(history: History, config, *, widen: float = 1.0) -> Rates:
    """Estimate all rates from the past.

    Parameters
    ----------
    history : the past as arrays.
    config : for families of occupations, breaks and target ages of pension.
    widen : factor on the priors of the levels, above 1 where the history is short.
    """
    moves = tuple(name for name in MOVES if net_moves(history, name)[0].sum() > 0)
    found: list[Cause] = []
    bases: list[np.ndarray] = []
    for name in (*history.causes, *moves):
        cause, base = _cause(history, config, name, bases, widen)
        found.append(cause)
        bases.append(base)
    return Rates(tuple(found), len(history.causes), history, config.pension)


def net_moves(history: History, name: str) -> tuple[np.ndarray, np.ndarray]:
    """(T, C) moves out of and into cells; what goes and comes in one cell in one interval cancels.

    A change of contract within a cell is a change out and in there: no move between cells.
    """
    out, into = history.flow(name), history.flow(name.replace("_out", "_in"))
    both = np.minimum(out, into)
    return out - both, into - both


def _shift_at(origin, months: float, pension, known) -> np.ndarray:
    """(ages,) shift of the target age for those of each age `months` after the origin."""
    ends = origin.year + (origin.month + months) / 12.0
    born = np.floor(ends - AGES - 1e-9)  # at a year's end all of an age share one birth year
    part = (origin.month + months) % 12 / 12.0
    late = curves.target_shift(born, pension, known)
    if part == 0:
        return late
    return part * late + (1 - part) * curves.target_shift(born - 1, pension, known)


def _cause(h: History, config, name: str, before: list[np.ndarray], widen: float) -> tuple[Cause, np.ndarray]:
    """One cause, and its mean base curve (T, ages + unknown, tenures + unknown)."""
    shape = (len(h.periods), h.cells)
    events = net_moves(h, name)[0] if name in MOVES else h.events(name)
    acts = np.ones(h.cells, bool)
    if name not in MOVES and h.has_reasons:
        acts = h.untold if name == "unknown_exit" else ~h.untold
    if name == "unknown_exit" and before:
        curve, base = None, sum(before)
    else:
        curve, base = _curve(h, config, name, acts)
    start = h.stock.take(h.stock.period < shape[0] - 1)
    weight = base[start.period, start.age, start.tenure] * acts[start.cell]
    plain = np.zeros(shape)
    plain[1:] = start.by_cell(*shape, weight)[:-1]
    season = _season(h, config, events, plain)
    expected, weight = breaks.stepped(h, config, events, plain * season[:, h.month].T)
    defined = breaks.defined(h, config)
    weight = weight * defined * (h.block >= 0)[:, None]
    forget = _forget(h, weight * events, weight * expected)
    weight = weight * _faded(h, forget)
    occupation = pool(*(_sum(h.occupation, (weight * x).sum(axis=0)) for x in (events, expected)))
    usual = expected * occupation.mean[h.occupation]
    yearly = (_yearly(h, x) for x in breaks.united(h, config, events, usual))
    level, smooth = _level(h, config, name, *yearly, widen)
    # What occupation and level leave unexplained is the cell's own.
    factor = np.exp(smooth[np.maximum(h.block, 0)][:, h.administration])
    cell = pool((weight * events).sum(axis=0), (weight * usual * factor).sum(axis=0))
    return Cause(name, curve, acts, season, occupation, level, cell, events, expected), base


def _faded(h: History, forget: float) -> np.ndarray:
    """(T, 1) weights of the intervals, the last year's 1."""
    return np.where(h.block >= 0, forget ** (h.block.max() - h.block), 0.0)[:, None]


def _forget(h: History, events: np.ndarray, expected: np.ndarray) -> float:
    """How much a year counts against the year after, by rolling origin.

    Each of the last years is forecast from those before it: who of an administration's cells its events come
    from. The usual weight stands unless another is better by a factor e of likelihood.
    """
    last = int(h.block.max())
    score = np.zeros(len(FORGET))
    for year in range(max(2, last - TRIED_YEARS + 1), last + 1):
        now = h.block == year
        seen, base = events[now].sum(axis=0), expected[now].sum(axis=0)
        past = (h.block >= 0) & (h.block < year)
        for i, forget in enumerate(FORGET):
            fade = forget ** (year - 1.0 - h.block[past])[:, None]
            x, e = ((fade * part[past]).sum(axis=0) for part in (events, expected))
            occupation = pool(_sum(h.occupation, x), _sum(h.occupation, e)).mean[h.occupation]
            own = (
                base * occupation * pool(x, e * occupation * x.sum() / max((e * occupation).sum(), 1e-9)).mean
            )
            whole = _sum(h.administration, own)[h.administration]
            share = np.where(whole > 0, own / np.maximum(whole, 1e-12), 0.0)
            score[i] += (seen * np.log(np.maximum(share, 1e-9))).sum()
    best = int(np.argmax(score))
    return FORGET[best] if score[best] > score[0] + 1.0 else FORGET[0]


def _curve(h: History, config, name: str, acts: np.ndarray):
    """The curve, and its mean as a table (T, ages + unknown, tenures + unknown)."""
    tenures = NO_TENURE if h.has_tenure else 1
    periods = len(h.periods)
    full = (periods, len(AGES) + 1, NO_TENURE + 1)

    def table(rows, first):
        out = np.zeros(full)
        rows = rows.take(acts[rows.cell])
        np.add.at(out, (rows.period - first, rows.age, rows.tenure), rows.count)
        return out

    stock = h.stock.take(h.stock.period < periods - 1)
    exposure = table(stock, 0)
    seen = table(h.flows[name], 1) if name in h.flows else np.zeros(full)
    ages = slice(0, NO_AGE) if h.has_age else slice(NO_AGE, None)
    times = slice(0, NO_TENURE) if h.has_tenure else slice(NO_TENURE, None)
    if name == "retirement" and h.has_age:
        x, e = (part[:, :NO_AGE].sum(axis=2) for part in (seen, exposure))
        months = np.arange(periods) * h.months
        shift = np.stack([_shift_at(h.periods[0], m, config.pension, h.origin) for m in months])
        curve = curves.fit_retirement(x, e, shift)
        best = int(np.argmax(curve.weights))
        known = np.stack([curve.table(curves.RESPONSES[best], curve.fits[best].mean, s) for s in shift])
        known = np.repeat(known[:, :, None], tenures, axis=2)
    else:
        x, e = (part.sum(axis=0)[ages, times] for part in (seen, exposure))
        curve = curves.fit_curve(x, e, has_age=h.has_age)
        known = np.broadcast_to(curve.table(curve.fit.mean), (periods, len(AGES), tenures))
    return curve, _with_unknown(h, known, exposure)


def _with_unknown(h: History, known: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Rates of those whose age or tenure is not known: the mean over those whose it is."""
    weight = exposure.sum(axis=0)
    a = weight[:NO_AGE].sum(axis=1) + 1e-9
    t = weight[:, :NO_TENURE].sum(axis=0) + 1e-9
    if known.shape[2] == 1:
        known = np.repeat(known, NO_TENURE, axis=2)
    full = np.empty((len(known), len(AGES) + 1, NO_TENURE + 1))
    full[:, :NO_AGE, :NO_TENURE] = known
    full[:, NO_AGE, :NO_TENURE] = np.einsum("pat,a->pt", known, a / a.sum())
    full[:, :, NO_TENURE] = full[:, :, :NO_TENURE] @ (t / t.sum())
    return full


def _season(h: History, config, events: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """(C, 12) factors by calendar month, each family of occupations pooled towards all."""
    if h.yearly or len(h.periods) < 25:
        return np.ones((h.cells, 12))
    family = {o.id: o.family for o in config.occupation}
    names = [family.get(o, "") for o in h.occupations]
    order = sorted(set(names))
    group = np.array([order.index(n) for n in names])[h.occupation]

    def by_month(x, where):
        return np.bincount(h.month[1:], x[1:][:, where].sum(axis=1), 12)

    total = plain.sum()
    scale = events.sum() / total if total > 0 else 1.0
    whole = pool(by_month(events, slice(None)), scale * by_month(plain, slice(None)), SEASON_CV).mean
    out = np.ones((h.cells, 12))
    for g in range(len(order)):
        where = group == g
        x, e = by_month(events, where), by_month(plain, where) * whole
        if e.sum() <= 0:
            continue
        own = pool(x, e * max(x.sum(), 0.5) / e.sum(), SEASON_FAMILY_CV).mean
        out[where] = whole * own
    return out / out.mean(axis=1, keepdims=True)


def _level(h: History, config, name: str, events: np.ndarray, expected: np.ndarray, widen: float):
    """Levels by administration and year, and their smoothed past (years, A).

    Counts enter as working responses of a Poisson model round the smoothed level (Breslow & Clayton 1993).
    """
    prior = MOVE_LEVEL if name in MOVES else LEVEL
    steps = breaks.steps(h, config)
    eta = np.log((events + 5.0) / (expected + 5.0))
    for points in (64, 256):
        mu = np.maximum(expected * np.exp(eta), 1e-9)
        seen = np.where(expected > 0.05, eta + (events - mu) / mu, np.nan)
        if not np.isfinite(seen).any():
            seen = np.zeros_like(mu)
        fitted = levels.fit(seen, 1.0 / mu, prior, steps=steps, points=points, widen=widen)
        eta = fitted.smooth()
    return fitted, eta.T


def _sum(index: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.bincount(index, values, index.max() + 1)


def _yearly(h: History, x: np.ndarray) -> np.ndarray:
    """(A, years) sums of (T, C) over cells and the whole years before the origin."""
    years = int(h.block.max()) + 1
    out = np.zeros((len(h.administrations), years))
    for year in range(years):
        out[:, year] = _sum(h.administration, x[h.block == year].sum(axis=0))
    return out
