"""Levels that move from year to year, for a municipality and its administrations together.

A series of each administration is a sum of parts: what is common to the municipality and what is its own,
each with a lasting part (a damped local trend: the growth is autoregressive) and a part that returns to the
mean, beside a level of its own. All is Gaussian on the logarithmic scale, so that the past gives the future's
joint distribution in closed form. The variances and persistences are never plugged in: they are points of a
low-discrepancy sample, weighted by prior (half-normal variances) and marginal likelihood, and draws share
them out (Rue, Martino & Chopin 2009, in small).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from competence.forecast.pooling import stratified

UNSEEN = 1e6  # variance of what was not seen
FAR = 1e15  # beyond every sum of squares
DAMP = 0.9  # of a year's trend goes on in the year after
POINTS_DRAWN = 50  # points of the posterior that draws share out


@dataclass(frozen=True)
class Prior:
    """Scales (of half-normal standard deviations, logarithmic scale) and ranges (of persistences)."""

    common_cycle: float = 0.15
    common_walk: float = 0.0
    own_level: float = 0.3
    own_cycle: float = 0.1
    own_walk: float = 0.0
    step: float = 0.3  # standard deviation of a step at a break
    cycle_persistence: tuple[float, float] = (0.0, 0.95)
    growth_persistence: tuple[float, float] = (0.0, 0.8)
    fixed_level: bool = False  # own_level is a standard deviation, not a prior's scale
    common_slope: tuple[float, ...] = ()  # standard deviations of the coefficients of `trends` that all share
    own_slope: tuple[float, ...] = ()  # and of each series' own deviations from them

    @property
    def alone(self) -> bool:
        """Whether the series have nothing in common."""
        return self.common_cycle == 0 and self.common_walk == 0


@dataclass(frozen=True)
class Levels:
    """Posterior of the levels. Series are rows, years columns; `points` hold the sample."""

    seen: np.ndarray  # (series, past) logarithmic level, nan where not seen
    noise: np.ndarray  # (series, past) variance of what was seen
    size: np.ndarray  # (series,) factor on the own parts' standard deviation
    steps: tuple[tuple[int, np.ndarray], ...]  # breaks: (first year after, (series,) 1 where it acts)
    points: np.ndarray  # (points, 7)
    weights: np.ndarray
    prior: Prior
    trends: np.ndarray  # (covariates, series, past + ahead) known covariates

    def draw(self, rng: np.random.Generator, draws: int, ahead: int) -> np.ndarray:
        """(draws, series, ahead) draws of the coming years' levels."""
        return self._drawn(rng, draws, ahead, slice(self.seen.shape[1], None))

    def past(self, rng: np.random.Generator, draws: int) -> np.ndarray:
        """(draws, series, past) draws of the past years' levels, given all that was seen."""
        return self._drawn(rng, draws, 0, slice(0, None))

    def _drawn(self, rng, draws: int, ahead: int, wanted: slice) -> np.ndarray:
        series, past = self.seen.shape
        years = len(range(past + ahead)[wanted])
        out = np.empty((draws, series, years))
        chosen = stratified(self.weights, POINTS_DRAWN, rng)
        share = np.array_split(np.arange(draws), POINTS_DRAWN)
        y, added = _groups(self.seen, self.noise, self.prior)
        groups, length = y.shape
        normal = rng.standard_normal((draws, groups, years * series // groups))
        for point, mine in zip(chosen, share):
            full = self._covariance(self.points[[point]], past + ahead)[0]
            inner = series // groups
            full = full.reshape(groups, inner, past + ahead, inner, past + ahead)
            old = full[:, :, :past, :, :past].reshape(groups, length, length)
            cross = full[:, :, wanted, :, :past].reshape(groups, -1, length)
            new = full[:, :, wanted, :, wanted].reshape(groups, inner * years, -1)
            root = np.linalg.cholesky(old + added[..., None] * np.eye(length))
            half = np.linalg.solve(root, cross.transpose(0, 2, 1))
            mean = np.einsum("gnm,gn->gm", half, np.linalg.solve(root, y[..., None])[..., 0])
            rest = new - half.transpose(0, 2, 1) @ half
            trace = np.maximum(1.0, np.trace(rest, axis1=1, axis2=2) / rest.shape[1])
            root = np.linalg.cholesky(rest + 1e-10 * trace[:, None, None] * np.eye(rest.shape[1]))
            drawn = mean + np.einsum("gmk,dgk->dgm", root, normal[mine])
            out[mine] = drawn.reshape(len(mine), series, years)
        return out

    def cycle(self, rng: np.random.Generator, draws: int, ahead: int) -> np.ndarray:
        """(draws, series, ahead) draws of the part that returns to the mean alone, as if nothing were seen."""
        chosen = self.points[stratified(self.weights, draws, rng)]
        common, own, persistence = (chosen[:, i][:, None] for i in (0, 3, 5))
        series = len(self.size)
        out = np.empty((draws, series, ahead))
        last = np.zeros((draws, series))
        for year in range(ahead):
            fresh = common * rng.standard_normal((draws, 1)) + own * self.size * rng.standard_normal(
                (draws, series)
            )
            # From the first year on it has its full spread.
            last = fresh if year == 0 else persistence * last + np.sqrt(1 - persistence**2) * fresh
            out[:, :, year] = last
        return out

    def smooth(self) -> np.ndarray:
        """(series, past) posterior mean of the past levels at the best-supported points."""
        best = np.argsort(-self.weights, kind="stable")[:24]
        y, added = _groups(self.seen, self.noise, self.prior)
        full = self._covariance(self.points[best], self.seen.shape[1])
        some = full + added[..., None] * np.eye(y.shape[1])
        target = np.broadcast_to(y[..., None], (*some.shape[:-1], 1))
        level = (full @ np.linalg.solve(some, target))[..., 0]
        weight = self.weights[best] / self.weights[best].sum()
        return np.einsum("p,pgn->gn", weight, level).reshape(self.seen.shape)

    def _covariance(self, points, years):
        return covariance(points, years, self.size, self.prior, self.steps, self.trends)


def fit(
    seen: np.ndarray,
    noise: np.ndarray,
    prior: Prior,
    *,
    size: np.ndarray | None = None,
    steps: tuple[tuple[int, np.ndarray], ...] = (),
    trends: np.ndarray | None = None,
    points: int = 256,
    widen: float = 1.0,
) -> Levels:
    """Fit the levels.

    Parameters
    ----------
    seen : (series, past) logarithmic levels, oldest first; nan where not seen.
    noise : the same shape, variance of each.
    prior : scales of the parts; a part with scale 0 is left out.
    size : (series,) factor on the own parts' standard deviations (small administrations move more).
    steps : breaks as (index of the first year after, mask of the series concerned).
    trends : (covariates, series, past + ahead), with coefficients N(0, slope) common and own; None without.
    points : size of the sample, a power of 2.
    widen : factor on the scales, above 1 where the history is too short to learn from.
    """
    series, past = seen.shape
    size = np.ones(series) if size is None else np.asarray(size, float)
    trends = np.zeros((0, series, past)) if trends is None else trends
    y, added = _groups(seen, noise, prior)
    length = y.shape[1]
    few = max(1, 300_000 // (y.size * length))

    def likelihood(scores):
        point = _point(scores, prior, widen)
        log = np.empty(len(scores))
        for first in range(0, len(scores), few):
            part = slice(first, first + few)
            full = covariance(point[part], past, size, prior, steps, trends)
            # The root of the matrix with y as one row more holds, in that row, y divided by the root.
            wide = np.zeros((*full.shape[:2], length + 1, length + 1))
            wide[..., :length, :length] = full
            wide[..., np.arange(length), np.arange(length)] += added
            wide[..., length, :length] = y
            wide[..., length, length] = FAR
            root = np.linalg.cholesky(wide)
            half = root[..., length, :length]
            logdet = np.log(np.einsum("pgii->pgi", root)[..., :length]).sum(axis=(1, 2))
            log[part] = -0.5 * (half**2).sum(axis=(1, 2)) - logdet
        return log

    scores, weights = _explore(likelihood, points)
    return Levels(seen, noise, size, steps, _point(scores, prior, widen), weights, prior, trends)


def time(past: int, ahead: int) -> np.ndarray:
    """(past + ahead,) years from the last seen one, those to come damped: a covariate for a trend."""
    return np.concatenate([np.arange(past) - past + 1.0, np.cumsum(DAMP ** np.arange(1, ahead + 1))])


def covariance(point, years: int, size: np.ndarray, prior: Prior, steps=(), trends=()) -> np.ndarray:
    """(points, groups, n, n) prior covariance of the levels at each point.

    Series that have something in common are one group of n = series x years; else each is its own.
    """
    cc, cw, ol, oc, ow, phi, rho = point.T[:, :, None, None]
    lag = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    cycle = phi**lag
    # A damped local trend: growth with persistence rho, summed from the first year on.
    total = np.tri(years, k=-1)
    walk = total @ (rho**lag) @ total.T
    own = oc**2 * cycle + ow**2 * walk
    series = len(size)
    if prior.alone:
        full = size[None, :, None, None] ** 2 * own[:, None] + (ol**2)[:, None]
        for line, slope in zip(trends, prior.own_slope):
            full = full + slope**2 * line[:, :years, None] * line[:, None, :years]
        for first, mask in steps:
            after = (np.arange(years) >= first).astype(float)
            full = full + prior.step**2 * np.asarray(mask, float)[:, None, None] * np.outer(after, after)
        return full
    full = np.empty((len(point), series, years, series, years))
    full[:] = (cc**2 * cycle + cw**2 * walk)[:, None, :, None, :]
    for i, factor in enumerate(size):
        full[:, i, :, i, :] += factor**2 * own + ol**2
    full = full.reshape(len(point), 1, series * years, series * years)
    for first, mask in steps:
        after = (np.arange(years) >= first).astype(float)
        where = np.kron(np.asarray(mask, float), after)
        full += prior.step**2 * np.outer(where, where)
    same = np.kron(np.eye(series), np.ones((years, years)))
    for line, common, own in zip(trends, prior.common_slope, prior.own_slope):
        flat = line[:, :years].ravel()
        full += np.outer(flat, flat) * (common**2 + own**2 * same)
    return full


def _groups(seen, noise, prior: Prior):
    """(groups, n) levels and variances; what was not seen has a huge variance."""
    shape = seen.shape if prior.alone else (1, seen.size)
    known = np.isfinite(seen)
    return np.where(known, seen, 0.0).reshape(shape), np.where(known, noise, UNSEEN).reshape(shape)


def _point(scores: np.ndarray, prior: Prior, widen: float) -> np.ndarray:
    """(points, 7) roots of variances and persistences from normal scores, so that the prior is N(0, I)."""
    scales = [prior.common_cycle, prior.common_walk, prior.own_level, prior.own_cycle, prior.own_walk]
    share = ndtr(scores)
    point = np.empty_like(scores)
    point[:, :5] = np.abs(ndtri(0.5 + 0.4999 * share[:, :5])) * np.array(scales) * widen
    if prior.fixed_level:
        point[:, 2] = prior.own_level
    for i, (low, high) in ((5, prior.cycle_persistence), (6, prior.growth_persistence)):
        point[:, i] = low + (high - low) * share[:, i]
    return point


def _explore(likelihood, points: int, rounds: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Importance sample of the posterior in the space of normal scores, the proposal learnt in rounds.

    The sample of the last round and its weights are returned; the random numbers are the same for every
    data set, so that equal data give equal results.
    """
    base = ndtri(0.0005 + 0.999 * qmc.Sobol(7, scramble=True, rng=np.random.default_rng(20)).random(points))
    centre, root = np.zeros(7), np.eye(7)
    broad = np.arange(points) % 5 == 0  # every fifth stays with the prior: nothing is shut out
    for turn in range(rounds + 1):
        scores = base if turn == 0 else np.where(broad[:, None], base, centre + base @ root.T)
        standard = np.linalg.solve(root, (scores - centre).T)
        near = -0.5 * (standard**2).sum(axis=0) - np.log(np.diag(root)).sum()
        wide = -0.5 * (scores**2).sum(axis=1)
        log = likelihood(scores) + wide - np.logaddexp(np.log(0.8) + near, np.log(0.2) + wide)
        weights = np.exp(log - log.max())
        weights /= weights.sum()
        if turn == rounds:
            break
        power = 1.0  # temper, so that the first rounds do not hang on one point
        while 1 / np.sum((soft := weights**power / np.sum(weights**power)) ** 2) < 24 and power > 1e-3:
            power *= 0.8
        centre = soft @ scores
        spread = (scores - centre).T @ ((scores - centre) * soft[:, None])
        root = np.linalg.cholesky(1.4 * spread + 0.02 * np.eye(7))
    return scores, weights
