"""The rivals: what they say, how wrong they say it may be, and that smoothing is what the library's is."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from competence.forecast import competitors, ets

DRAWS = 400
AT = (np.arange(DRAWS) + 0.5) / DRAWS


def past(series, staff=None, level=None):
    """The same figures as exits and hires (whose first year is not whole) and as headcount."""
    series = np.asarray(series, float)
    events = np.where(np.arange(series.shape[1]) == 0, np.nan, series)
    heads = series if staff is None else np.repeat(np.asarray(staff, float)[:, None], series.shape[1], axis=1)
    return competitors.Past(events, events, heads, np.zeros(len(series), int) if level is None else level, {})


def test_points_by_hand():
    one = past([[10, 14, 12, 20]], staff=[500])
    for method, exits in (("last_value", (20, 20)), ("drift", (23, 26)), ("historic_mean", (46 / 3, 46 / 3))):
        assert competitors.points(method, "exits", one, 2)[0, -1] == pytest.approx(exits), method
    heads = past([[10, 14, 12, 20]])
    assert competitors.points("drift", "headcount", heads, 1)[0, -1] == pytest.approx([20 + 10 / 3])
    assert competitors.points("historic_mean", "headcount", heads, 1)[0, -1] == pytest.approx([14])


def test_spread_is_that_of_own_past_errors_in_roots_of_the_count():
    """Few errors: a normal distribution with their root mean square, stretched beyond the longest horizon."""
    one = past([[100, 121, 100, 121]])
    errors = np.array([21 / 10, -21 / 11, 21 / 10])
    rms = np.sqrt(np.mean(errors**2))
    got = competitors.sample("last_value", "headcount", one, 4, DRAWS)[0]
    for h, scale in ((1, rms), (2, 0.0), (3, 2.1), (4, 2.1 * np.sqrt(4 / 3))):
        assert got[h - 1] == pytest.approx(np.maximum(0, np.rint(121 + 11 * scale * ndtri(AT)))), h


def test_many_errors_give_their_own_shape_within_a_class_of_size_and_a_level():
    rng = np.random.default_rng(1)
    small = rng.poisson(9, (80, 8)).astype(float)
    steady = np.full((80, 8), 100.0)
    both = past(np.concatenate([small, steady]), staff=[20] * 80 + [150] * 80)
    got = competitors.sample("historic_mean", "exits", both, 1, DRAWS)
    assert (got[80:] == 100).all()  # the others' errors are not theirs
    width = np.quantile(got[:80, 0], 0.9, axis=1) - np.quantile(got[:80, 0], 0.1, axis=1)
    assert 6.5 < width.mean() < 10.5  # a Poisson count of mean 9 about a mean of seven
    levels = past(small, staff=[20] * 80, level=np.repeat([0, 1], 40))
    assert len(np.unique(levels.pool)) == 2


def test_a_rival_with_poisson_truth_covers_what_it_claims():
    """Historic mean of steady Poisson counts: intervals hold in four of five or a little more, at every size.

    A little more, since its past errors are those of means of fewer years.
    """
    rng = np.random.default_rng(2)
    mean = np.repeat([2.0, 10.0, 60.0], 300)
    counts = rng.poisson(mean[:, None], (900, 9)).astype(float)
    known = past(counts[:, :8], staff=np.repeat([20, 100, 600], 300))
    got = competitors.sample("historic_mean", "exits", known, 1, DRAWS)[:, 0]
    below = (got < counts[:, 8:]).mean(axis=1) + rng.random(900) * (got == counts[:, 8:]).mean(axis=1)
    for part in np.split((below > 0.1) & (below < 0.9), 3):
        assert 0.76 < part.mean() < 0.90


def test_no_past_error_at_all_spreads_like_a_count():
    one = competitors.Past(
        *(np.array([[np.nan, 25.0]]),) * 2, np.array([[90.0, 100.0]]), np.zeros(1, int), {}
    )
    got = competitors.sample("last_value", "exits", one, 2, DRAWS)[0]
    assert np.quantile(got[0], 0.9) - np.quantile(got[0], 0.1) == pytest.approx(2 * 1.2816 * 5, abs=1)
    assert np.quantile(got[1], 0.9) - np.quantile(got[1], 0.1) == pytest.approx(
        2 * 1.2816 * 5 * 2**0.5, abs=1
    )
    for method in ("drift", "historic_mean", "ets"):
        assert np.isfinite(competitors.sample(method, "exits", one, 2, DRAWS)).all()


@pytest.fixture(scope="module")
def walks():
    rng = np.random.default_rng(5)
    return {
        n: rng.poisson(60 * np.exp(np.cumsum(rng.normal(0.04, 0.1, (6, n)), axis=1))).astype(float)
        for n in (6, 9)
    }


@pytest.mark.parametrize("years", [6, 9])
@pytest.mark.parametrize(("kind", "trend", "damped"), [(0, False, False), (1, True, False), (2, True, True)])
def test_smoothing_is_as_likely_as_statsmodels(walks, years, kind, trend, damped):
    """The grid finds a sum of squares no worse than the library's optimiser, which may stop in a lesser place."""
    series = walks[years]
    _, squares, _, _ = ets.fit(series, kind)
    for line, mine in zip(series, squares):
        found = ETSModel(line, trend="add" if trend else None, damped_trend=damped)
        theirs = found.fit(disp=0, maxiter=300).sse
        assert mine <= 1.02 * theirs + 0.1


def test_smoothing_forecasts_and_intervals_are_the_library_s_at_its_parameters(walks):
    line = walks[9][:1]
    for kind, trend in ((0, None), (1, "add")):
        _, squares, at, _ = ets.fit(line, kind)
        alpha, beta, _ = ets._grid(kind)[at[0]]
        means, width = (x[at[0]] for x in ets._ahead(9, 4, kind))
        states = (ets._states(9, kind)[2][at[0]] @ line[0]).tolist()
        library = ETSModel(pd.Series(line[0]), trend=trend, initialization_method="known", initial_level=states[0],
                           **({"initial_trend": states[1]} if trend else {}))  # fmt: skip
        fitted = library.smooth([alpha, beta][: 1 + kind])
        assert fitted.sse == pytest.approx(squares[0])
        assert means @ line[0] == pytest.approx(fitted.forecast(4).to_numpy())
        theirs = fitted.get_prediction(start=9, end=12).forecast_variance / fitted.scale
        assert width == pytest.approx(np.sqrt(theirs))


def test_smoothing_chooses_the_trend_only_where_years_allow():
    line = np.arange(10.0, 60.0, 10.0) + np.array([0.0, 1, -1, 1, 0])
    short, _ = ets.forecast(line[None], 2)
    assert short[0, 0] == short[0, 1]  # five years: a trend has more parameters than they can tell
    long, _ = ets.forecast((np.arange(9) * 10.0 + np.array([0, 1, -1, 1, 0, -1, 1, 0, 1]))[None], 2)
    assert long[0, 1] - long[0, 0] == pytest.approx(10, abs=1)


def test_constant_and_empty_series_give_figures():
    mean, spread = ets.forecast(np.array([[7.0] * 6, [0.0] * 6]), 3)
    assert mean == pytest.approx(np.array([[7.0] * 3, [0.0] * 3]))
    assert (spread < 1e-3).all()
