"""Residents: ratios carry a regular population on exactly; on Sweden's counties they beat what is simpler."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from competence.forecast import cohorts

ROOT = Path(__file__).resolve().parents[2]
COUNTIES = ROOT.parent / "shared/data/scb_population_counties/population_1968_2010.csv"
NOTHING = np.empty((0, 101))


def regular(years: int, growth: float = 1.01) -> np.ndarray:
    """A population in which every age grows alike: all one-year ratios are constant."""
    start = 1000.0 * np.exp(-((np.arange(101) / 70.0) ** 4))
    return start * growth ** np.arange(years)[:, None]


def test_constant_ratios_carry_a_regular_population_on(monkeypatch):
    monkeypatch.setattr(cohorts, "LIVES_LONGER", np.zeros(100))
    past = regular(12)
    made = cohorts.carry(past, NOTHING, 5, cohorts.Way(window=3, left=0.8, births_left=0.8))
    expected = past[-1] * 1.01 ** np.arange(1, 6)[:, None]
    # Births follow residents of fertile age, who grow alike; a person is added to each cell of the ratios.
    assert np.allclose(made[:, :95] / expected[:, :95], 1.0, atol=0.004)


def test_a_short_past_takes_the_usual_way_and_stays_finite():
    for years in (1, 2, 4):
        past = regular(years)
        assert cohorts.choose(past) == cohorts.Way()
        assert np.isfinite(cohorts.carry(past, NOTHING, 10, cohorts.Way())).all()


def test_a_projection_that_ends_too_early_is_carried_on():
    past, known = regular(12), regular(15)[12:]
    made = cohorts.carry(past, known, 10, cohorts.Way())
    assert np.array_equal(made[:3], known)
    assert len(made) == 10
    assert (made[3:] > 0).all()


@pytest.mark.skipif(not COUNTIES.is_file(), reason="the counties' population lies beside the project only")
def test_counties_are_forecast_better_than_by_simple_ratios_or_no_change():
    spec = importlib.util.spec_from_file_location("bench", ROOT / "benchmarks/population.py")
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    years, table = bench.read(COUNTIES)
    error = {
        name: np.median(
            [np.abs(bench.errors(method, years, table[::3], base)) for base in (1990, 2000)], axis=(0, 1)
        )
        for name, method in (
            ("ours", bench.ours),
            ("simple", bench.five_year_ratios),
            ("same", bench.no_change),
        )
    }
    mean = {name: np.exp(np.log(x[2:]).mean()) for name, x in error.items()}
    assert mean["ours"] <= 0.95 * mean["simple"]
    assert mean["ours"] <= 0.5 * mean["same"]
