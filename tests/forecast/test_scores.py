"""Scores against closed forms and independent formulas, and that a perfect forecaster scores as claimed."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from competence.forecast import scores
from competence.tables import BACKTEST, BACKTEST_SCORES
from competence.vocabulary import ALL, QUANTILES


def test_crps_is_the_closed_form_of_a_normal():
    """Gneiting & Raftery (2007), eq. 21."""
    draws = np.sort(np.random.default_rng(1).normal(3.0, 2.0, (1, 200_000)), axis=1)
    for y in (-1.0, 3.0, 8.0):
        z = (y - 3.0) / 2.0
        exact = 2.0 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
        assert scores.crps(draws, np.array([y]))[0] == pytest.approx(exact, abs=0.02)


def test_crps_is_the_integral_of_its_definition():
    """Of a few draws: the integral of (F - 1)^2, corrected for the draws' own error of the spread."""
    draws = np.sort(np.random.default_rng(2).poisson(6.0, (1, 12)).astype(float), axis=1)

    def squared(x, y):
        return ((draws[0] <= x).mean() - (y <= x)) ** 2

    pairs = np.abs(draws[0][:, None] - draws[0]).sum()
    for y in (0.0, 6.0, 15.0):
        points = sorted({*draws[0], y})
        exact = integrate.quad(squared, -1, 40, args=(y,), points=points, limit=200)[0]
        exact -= pairs / 2 * (1 / (12 * 11) - 1 / 12**2)
        assert scores.crps(draws, np.array([y]))[0] == pytest.approx(max(0.0, exact), abs=1e-6)


def test_crps_does_not_depend_on_how_many_draws_there_are():
    rng = np.random.default_rng(3)
    actual = rng.normal(size=4000)
    few, many = (scores.crps(np.sort(rng.normal(size=(4000, n)), axis=1), actual).mean() for n in (20, 400))
    assert few == pytest.approx(many, rel=0.03)


@pytest.mark.parametrize("mean", [0.3, 3.0, 30.0])
def test_a_perfect_forecaster_of_counts_covers_as_claimed_at_every_size(mean):
    rng = np.random.default_rng(4)
    actual = rng.poisson(mean, 20_000)
    below, at = stats.poisson.cdf(actual - 1, mean), stats.poisson.pmf(actual, mean)
    for level in (0.8, 0.95):
        assert scores.coverage(below, at, level).mean() == pytest.approx(level, abs=0.012)
    pit = scores.randomised_pit(below, at, rng)
    assert ((pit > 0.1) & (pit < 0.9)).mean() == pytest.approx(0.8, abs=0.012)


def test_what_a_perfect_forecaster_gets_of_closed_intervals_is_what_its_draws_say():
    rng = np.random.default_rng(5)
    for mean in (0.3, 2.0, 10.0):
        draws = np.sort(rng.poisson(mean, (1, 20_000)).astype(float), axis=1)
        low, high = stats.poisson.ppf([0.1, 0.9], mean)
        exact = stats.poisson.cdf(high, mean) - stats.poisson.cdf(low - 1, mean)
        assert scores.closed(draws)[0] == pytest.approx(exact, abs=0.01)
        assert exact > 0.8


def test_quantiles_are_numpy_s():
    draws = np.sort(np.random.default_rng(6).normal(size=(5, 37)), axis=1)
    assert scores.quantiles(draws, QUANTILES.values()) == pytest.approx(
        np.quantile(draws, list(QUANTILES.values()), axis=1)
    )


def test_pinball_over_many_quantiles_is_half_the_crps():
    levels = (np.arange(2000) + 0.5) / 2000
    quantiles = stats.norm.ppf(levels)
    loss = np.mean([scores.pinball(q, np.array([0.7]), p)[0] for q, p in zip(quantiles, levels)])
    z = 0.7
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert 2 * loss == pytest.approx(exact, abs=1e-3)


def rows(method="ours", quantity="exits", horizon=12, origin="2020-12-31", **cells):
    """A row a cell: name=(forecast, half width of the 80 % interval, actual)."""
    out = []
    for name, (forecast, half, actual) in cells.items():
        z = {q: stats.norm.ppf(p) / stats.norm.ppf(0.9) for q, p in QUANTILES.items()}
        sd = half / stats.norm.ppf(0.9)
        out.append({
            "origin": pd.Timestamp(origin), "horizon": horizon, "administration": name, "occupation": "x",
            "quantity": quantity, "method": method, "forecast": float(forecast),
            **{q: forecast + half * w for q, w in z.items()}, "actual": float(actual), "crps": 1.0,
            "p_below": float(stats.norm.cdf((actual - forecast) / sd)), "p_at": 0.0, "p_closed": 0.8,
            "scale": 0.0 if name == "still" else 2.0, "staff": 50.0, "data": "revised",
        })  # fmt: skip
    return pd.DataFrame(out)


def test_the_table_by_hand():
    ours = rows(a=(10, 4, 12), b=(20, 4, 15), still=(5, 2, 5))
    naive = rows("last_value", a=(10, 4, 14), b=(20, 4, 14), still=(5, 2, 5))
    found = scores.table(BACKTEST.check(pd.concat([ours, naive])))
    BACKTEST_SCORES.check(found)
    mine = found.set_index("method").loc["ours"]
    assert mine["wape"] == pytest.approx(7 / 32)
    assert mine["bias"] == pytest.approx(3 / 32)
    assert mine["relmae"] == pytest.approx(7 / 10)
    assert mine["mase"] == pytest.approx((2 / 2 + 5 / 2) / 2) and mine["scale_nought"] == 1
    assert mine["interval_score"] == pytest.approx((8 + 8 + 10 * 1 + 4) / 3)
    assert mine["coverage"] == pytest.approx(2 / 3) and mine["closed"] == pytest.approx(2 / 3)
    assert mine["coverage_95"] == pytest.approx(1) and mine["series"] == 3 and mine["origins"] == 1
    assert found.set_index("method").loc["last_value", "relmae"] == 1


def test_levels_are_kept_apart_and_without_rivals_there_is_no_relmae():
    cell, administration, total = rows(a=(10, 4, 12)), rows(a=(10, 4, 12)), rows(a=(10, 4, 12))
    administration["occupation"] = ALL
    total["administration"] = total["occupation"] = ALL
    found = scores.table(BACKTEST.check(pd.concat([cell, administration, total])))
    assert sorted(found["level"]) == ["administrations", "cells", "municipality"]
    assert found["relmae"].isna().all()


def test_nothing_came_and_nothing_was_expected():
    found = scores.table(BACKTEST.check(rows(still=(0, 1, 0))))
    assert found[["wape", "bias", "mase"]].isna().all(axis=None)
    assert np.isfinite(found[["crps", "coverage", "interval_score", "pinball"]]).all(axis=None)


def test_what_breaks_with_the_past_is_named_and_chance_is_not():
    rng = np.random.default_rng(7)
    cells = {f"c{i}": (40, 6 * 1.2816, 40 + rng.normal(0, 6)) for i in range(200)}
    plain = rows(**cells)
    assert scores.surprises(plain).empty
    broken = rows(**cells | {"merged": (40, 6 * 1.2816, 90), "gone": (100, 9 * 1.2816, 0)})
    found = scores.surprises(broken)
    assert found["administration"].tolist() == ["gone", "merged"]
    assert found["surprise"].tolist() == pytest.approx([-99.5 / 9, 49.5 / 6], rel=1e-3)
    whole = rows(all=(1000, 30 * 1.2816, 1100))
    whole["administration"] = whole["occupation"] = ALL
    assert len(scores.surprises(whole)) == 1  # of the municipality a little over three deviations are enough
    small = rows(one=(0.3, 0.4, 2))
    assert scores.surprises(small).empty
