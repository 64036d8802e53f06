"""The factor on the draws' deviation: found where it was planted, never far on few origins, nothing lost."""

import numpy as np
import pandas as pd
import pytest

from competence.forecast import calibration, scores
from competence.tables import CALIBRATION
from competence.vocabulary import BANDS

DRAWS = 400


def outcomes(
    truth_over_model, origins, cells=60, mean=400.0, horizon=12, quantity="exits", seed=1, counts=False
):
    """Forecasts whose outcomes deviate so many times as much as they say (or just as they say, of counts)."""
    rng = np.random.default_rng(seed)
    n = origins * cells
    if counts:
        draws, actual = rng.poisson(mean, (n, DRAWS)).astype(float), rng.poisson(mean, n).astype(float)
    else:
        draws = np.rint(mean + 20 * rng.standard_normal((n, DRAWS)))
        actual = np.rint(mean + 20 * truth_over_model * rng.standard_normal(n))
    below, at = scores.below_and_at(draws, actual)
    return pd.DataFrame({
        "origin": np.repeat(pd.date_range("1990-12-31", periods=origins, freq="YE"), cells), "horizon": horizon,
        "administration": np.tile([f"a{i}" for i in range(cells)], origins), "occupation": "x",
        "quantity": quantity, "method": "ours", "p_below": below, "p_at": at,
    })  # fmt: skip


def learnt(frame, band="year_1", quantity="exits", **more):
    found = calibration.learn(frame, **more).set_index(["quantity", "band"])
    return found.loc[(quantity, band)]


@pytest.mark.parametrize("planted", [0.75, 1.0, 1.4])
def test_a_planted_error_of_dispersion_is_recovered(planted):
    found = learnt(outcomes(planted, origins=30))
    assert found["factor"] == pytest.approx(planted, rel=0.06) and found["origins"] == 30


@pytest.mark.parametrize("mean", [0.3, 3.0, 30.0])
def test_counts_forecast_perfectly_are_left_alone_at_every_size(mean):
    assert learnt(outcomes(1.0, 20, mean=mean, counts=True))["factor"] == pytest.approx(1.0, abs=0.06)


def test_intervals_hold_once_the_factor_is_applied():
    rng = np.random.default_rng(7)
    factor = learnt(outcomes(1.4, origins=20))["factor"]
    draws = 400 + 20 * rng.standard_normal((DRAWS, 1, 3000))
    actual = 400 + 28 * rng.standard_normal(3000)
    scaled = np.sort(calibration.apply(draws, np.array([factor]))[:, 0].T, axis=1)
    assert scores.coverage(*scores.below_and_at(scaled, actual)).mean() == pytest.approx(0.8, abs=0.03)


def test_few_origins_move_it_little_however_many_their_cells():
    few, many = (learnt(outcomes(1.4, origins=2, cells=n))["factor"] for n in (60, 600))
    assert 1.15 < few < 1.38 and many == pytest.approx(few, rel=0.06)
    assert few < learnt(outcomes(1.4, origins=8))["factor"] < 1.42


def test_limits_hold_for_forecasts_that_miss_altogether():
    assert learnt(outcomes(8.0, origins=10))["factor"] == calibration.MOST
    assert learnt(outcomes(0.01, origins=10))["factor"] == calibration.LEAST


def test_untested_bands_take_the_longest_tested_one_s_and_say_so():
    both = pd.concat([outcomes(1.4, 12), outcomes(0.75, 12, horizon=36, seed=2)])
    found = calibration.learn(both)
    CALIBRATION.check(found)
    assert set(found["band"]) == set(BANDS) and set(found["quantity"]) == {"exits", "hires", "headcount"}
    exits = found[found["quantity"] == "exits"].set_index("band")
    assert exits.loc["years_4", "factor"] == exits.loc["years_2_3", "factor"] < 0.9
    assert exits.loc["years_4", "origins"] == 0 and exits.loc["years_2_3", "origins"] == 12
    # Months sum to their year, so without a test of their own they take its factor.
    assert (exits.loc[["months_1_3", "months_4_12"], "factor"] == exits.loc["year_1", "factor"]).all()
    assert exits.loc["months_13_24", "factor"] == exits.loc["years_2_3", "factor"]
    untested = found[found["quantity"] == "hires"]
    assert (untested["factor"] == 1).all() and (untested["origins"] == 0).all()


def test_months_that_were_tested_have_a_factor_of_their_own():
    monthly = outcomes(0.75, 12, horizon=2, seed=3)
    assert learnt(outcomes(1.4, 12), "months_1_3", monthly=monthly)["factor"] < 0.85
    assert learnt(outcomes(1.4, 12), "months_4_12", monthly=monthly)["factor"] > 1.2


def test_factors_by_horizon():
    table = calibration.learn(pd.concat([outcomes(1.4, 12), outcomes(0.75, 12, horizon=36, seed=2)]))
    by = table[table["quantity"] == "exits"].set_index("band")["factor"]
    got = calibration.factor(table, "exits", 12 * np.arange(1, 7))
    assert got.tolist() == [by["year_1"], *[by["years_2_3"]] * 2, *[by["years_4"]] * 3]
    months = calibration.factor(table, "retirements", np.array([1, 3, 4, 12, 13, 24]), monthly=True)
    assert months.tolist() == [*[by["months_1_3"]] * 2, *[by["months_4_12"]] * 2, *[by["months_13_24"]] * 2]
    assert (calibration.factor(None, "exits", [12, 24]) == 1).all()
    assert (calibration.factor(table, "recruitment_need", [12, 24]) == 1).all()


def test_scaled_draws_keep_their_means_and_add_up_over_cells_causes_and_months():
    rng = np.random.default_rng(8)
    causes = rng.poisson([0.02, 0.2, 5.0, 80.0], (2, 500, 24, 4)).astype(float)
    by_month, by_year = np.repeat([1.6, 0.7], 12), np.array([1.6, 0.7])

    def years(x):
        return x.reshape(500, 2, 12, -1).sum(axis=2)

    months = calibration.apply(causes.sum(axis=0), by_month)
    assert months.mean(axis=0) == pytest.approx(causes.sum(axis=0).mean(axis=0))
    assert np.abs(sum(calibration.apply(c, by_month) for c in causes) - months).max() < 1e-6
    assert np.abs(years(months) - calibration.apply(years(causes.sum(axis=0)), by_year)).max() < 1e-6
    whole = calibration.apply(causes.sum(axis=0).sum(axis=2, keepdims=True), by_month)
    assert np.abs(months.sum(axis=2, keepdims=True) - whole).max() < 1e-6
    wide = months.std(axis=0) / causes.sum(axis=0).std(axis=0)
    assert wide == pytest.approx(np.repeat(by_month[:, None], 4, axis=1))


def test_a_factor_of_one_changes_nothing_and_counts_have_no_quantile_below_nought():
    draws = np.random.default_rng(9).poisson(0.3, (400, 2, 1)).astype(float)
    scaled = calibration.apply(draws, np.array([1.0, 1.5]))
    assert (scaled[:, 0] == draws[:, 0]).all()
    low = np.quantile(scaled[:, 1], 0.1, axis=0)
    assert low < 0 and calibration.floored("exits", low) == 0 and calibration.floored("gap", low) == low


def test_nobody_expected_stays_nobody():
    assert (calibration.apply(np.zeros((50, 2, 3)), np.array([1.5, 0.8])) == 0).all()
