"""Base curves: how the probability of leaving in one interval hangs on age and time with the employer.

Penalised Poisson regression on single years of age (second differences, Eilers & Marx 1996) with classes of
tenure beside; the smoothing is chosen by marginal likelihood (Laplace). Retirement runs on *age minus beta x
the shift of the cohort's target pension age*: beta has the prior N(0.6, 0.2) cut to 0-1.2 and is integrated on
a grid, since ten years of one municipality cannot show it alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.forecast.history import AGE_HIGH, AGE_LOW, AGES

SMOOTHNESS = (1.0, 5.0, 25.0, 125.0, 625.0)
FLAT = 2.0  # precision of a year's step: where nobody stands a curve goes on level, not on its slope
MOST = 0.9  # a probability at most
RETIREMENT_FROM = 52  # below this age nobody retires
KNOTS = np.arange(RETIREMENT_FROM, AGE_HIGH + 1)
RESPONSES = np.linspace(0.0, 1.2, 9)
RESPONSE_PRIOR = (0.6, 0.2)


@dataclass(frozen=True)
class Fit:
    """A penalised Poisson fit: coefficients, a root of their covariance, and the evidence."""

    mean: np.ndarray
    root: np.ndarray
    evidence: float

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """One draw of the coefficients."""
        return self.mean + self.root @ rng.standard_normal(len(self.mean))


@dataclass(frozen=True)
class Curve:
    """Curve over age and tenure that is the same for every cohort."""

    fit: Fit
    ages: bool
    tenures: int

    def table(self, coefficients: np.ndarray) -> np.ndarray:
        """(ages, tenures) probabilities an interval."""
        count = len(AGES) if self.ages else 1
        log = coefficients[:count, None] + np.concatenate([[0.0], coefficients[count:]])[None, :]
        return np.broadcast_to(
            np.minimum(np.exp(np.minimum(log, 0.0)), MOST), (len(AGES), self.tenures)
        ).copy()


@dataclass(frozen=True)
class Retirement:
    """Curve over the age relative to the cohort's target, for each response beta on the grid."""

    fits: tuple[Fit, ...]
    weights: np.ndarray

    @property
    def response(self) -> float:
        """Posterior mean of beta."""
        return float(self.weights @ RESPONSES)

    def table(self, response: float, coefficients: np.ndarray, shift: np.ndarray) -> np.ndarray:
        """(ages,) probabilities an interval; `shift` (ages,) is the cohorts' shift of the target age."""
        basis = _relative(AGES.astype(float) - response * shift)
        return np.where(
            AGES >= RETIREMENT_FROM, np.minimum(np.exp(np.minimum(basis @ coefficients, 0.0)), MOST), 0.0
        )


def fit_curve(events: np.ndarray, exposure: np.ndarray, *, has_age: bool) -> Curve:
    """Fit a curve to events and exposure (ages, tenures); without ages both are summed over them first."""
    tenures = events.shape[1]
    if not has_age:
        events, exposure = events.sum(axis=0, keepdims=True), exposure.sum(axis=0, keepdims=True)
    count = len(events)
    design = np.zeros((count, tenures, count + tenures - 1))
    design[np.arange(count), :, np.arange(count)] = 1.0
    for t in range(1, tenures):
        design[:, t, count + t - 1] = 1.0
    ridge = np.full(count + tenures - 1, 1e-4)
    ridge[count:] = 0.25  # N(0, 2) on the logarithm of a class's ratio
    design = design.reshape(count * tenures, -1)
    rough = _roughness(count, count + tenures - 1)
    if count > 1:
        first = np.diff(np.eye(count), axis=0)
        flat = np.zeros_like(rough)
        flat[:count, :count] = FLAT * first.T @ first
    else:
        flat = np.zeros_like(rough)
    start = np.full(count + tenures - 1, 0.0)
    start[:count] = np.log((events.sum() + 0.5) / (exposure.sum() + 10.0))
    fits = [_poisson(events.ravel(), exposure.ravel(), design, smooth * rough + flat + np.diag(ridge), start)
            for smooth in (SMOOTHNESS if has_age else (1.0,))]  # fmt: skip
    return Curve(max(fits, key=lambda f: f.evidence), has_age, tenures)


def fit_retirement(events: np.ndarray, exposure: np.ndarray, shift: np.ndarray) -> Retirement:
    """Fit retirement to events, exposure and target-age shift, each (intervals, ages)."""
    old = AGES >= RETIREMENT_FROM
    events, exposure, shift = events[:, old], exposure[:, old], shift[:, old]
    age = np.broadcast_to(AGES[old].astype(float), events.shape)
    seen = exposure > 0
    events, exposure = np.where(seen, np.minimum(events, exposure), 0.0), exposure
    rough = _roughness(len(KNOTS), len(KNOTS))
    ridge = np.diag(np.full(len(KNOTS), 1e-2))
    start = np.full(len(KNOTS), np.log((events.sum() + 0.5) / (exposure.sum() + 10.0)))
    moved = bool(np.ptp(shift[seen]) > 0) if seen.any() else False
    fits, evidence = [], []
    smooth = None
    for response in RESPONSES:
        design = _relative((age - response * shift)[seen])
        tried = [
            _poisson(events[seen], exposure[seen], design, s * rough + ridge, start)
            for s in (SMOOTHNESS[:3] if smooth is None else (smooth,))
        ]
        best = int(np.argmax([f.evidence for f in tried]))
        smooth = SMOOTHNESS[best] if smooth is None else smooth
        fits.append(tried[best])
        evidence.append(tried[best].evidence if moved else 0.0)
    log = np.array(evidence) - 0.5 * ((RESPONSES - RESPONSE_PRIOR[0]) / RESPONSE_PRIOR[1]) ** 2
    weights = np.exp(log - log.max())
    return Retirement(tuple(fits), weights / weights.sum())


def target_shift(births: np.ndarray, pension, origin) -> np.ndarray:
    """Shift of the target pension age from the reference age for birth years, as known at `origin`."""
    shift = np.zeros(np.shape(births))
    known = [t for t in pension.target_ages if t.known_from is None or t.known_from <= origin.date()]
    for target in sorted(known, key=lambda t: t.born_from):
        shift = np.where(births >= target.born_from, target.age - pension.reference_age, shift)
    return shift


def _relative(age: np.ndarray) -> np.ndarray:
    """(n, knots) linear interpolation basis at the (relative) ages."""
    at = np.clip(age - KNOTS[0], 0, len(KNOTS) - 1)
    low = np.minimum(at.astype(int), len(KNOTS) - 2)
    basis = np.zeros((len(at), len(KNOTS)))
    basis[np.arange(len(at)), low] = 1 - (at - low)
    basis[np.arange(len(at)), low + 1] = at - low
    return basis


def _roughness(count: int, size: int) -> np.ndarray:
    out = np.zeros((size, size))
    if count >= 3:
        second = np.diff(np.eye(count), 2, axis=0)
        out[:count, :count] = second.T @ second
    return out


def _poisson(events, exposure, design, penalty, start) -> Fit:
    """Newton's method on the penalised Poisson likelihood, with the Laplace evidence."""
    seen = exposure > 0
    events, exposure, design = events[seen], exposure[seen], design[seen]

    def value(b):
        eta = np.minimum(design @ b, 2.0)
        return events @ eta - exposure @ np.exp(eta) - 0.5 * (b - start) @ ridge @ (b - start)

    ridge = penalty
    b = start.copy()
    now = value(b)
    for _ in range(60):
        mu = exposure * np.exp(np.minimum(design @ b, 2.0))
        gradient = design.T @ (events - mu) - ridge @ (b - start)
        hessian = (design * mu[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, gradient)
        size = 1.0
        while (then := value(b + size * step)) < now - 1e-9 and size > 1e-4:
            size /= 2
        b, gain, now = b + size * step, then - now, then
        if gain < 1e-7:
            break
    mu = exposure * np.exp(np.minimum(design @ b, 2.0))
    root = np.linalg.cholesky((design * mu[:, None]).T @ design + ridge)
    covariance_root = np.linalg.inv(root).T
    _, logdet = np.linalg.slogdet(penalty)
    evidence = now + 0.5 * logdet - np.log(np.diag(root)).sum()
    return Fit(b, covariance_root, float(evidence))


__all__ = ["AGE_LOW", "Curve", "Fit", "Retirement", "fit_curve", "fit_retirement", "target_shift"]
