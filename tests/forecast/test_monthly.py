"""Months: identities in every draw, season, cover and the summer; library models and reconciliation."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from competence.forecast import cover, history, model, monthly, needs, reconcile, series

MONTHS = 24


@pytest.fixture(scope="module")
def built(counts, setup):
    return model.build(counts, setup, seed=4, draws=120, years=3, months=MONTHS)


@pytest.fixture(scope="module")
def paths(built):
    return built.simulate()


@pytest.fixture(scope="module")
def months(built, paths):
    return monthly.adjust(built, paths)


def test_headcount_follows_its_flows_in_every_draw_and_cell(built, months):
    start = np.broadcast_to(built.history.headcount[-1], months.headcount[:, :1].shape)
    change = np.diff(np.concatenate([start, months.headcount[:, :MONTHS]], axis=1), axis=1)
    n = slice(0, MONTHS)
    flows = months.hires[:, n] - months.exits[:, :, n].sum(axis=0) + months.moves[:, n]
    gaps = -np.diff(months.away[:, : MONTHS + 1], axis=1)
    assert np.abs(change - flows - gaps).max() < 1e-6
    assert months.headcount.min() >= 0
    assert min(months.hires.min(), months.exits.min(), months.remaining.min()) >= 0
    assert (months.remaining <= months.headcount + 1e-3).all()
    for array in (months.hires[:, n], months.exits[:, :, n], gaps):
        assert np.abs(array - np.rint(array)).max() < 1e-6


def test_the_year_ends_where_the_simulation_has_it(paths, months):
    ends = np.searchsorted(paths.ends, [12, 24, 36])
    assert np.array_equal(months.headcount[:, ends] + months.away[:, ends + 1], paths.headcount[:, ends])
    assert np.array_equal(months.required, paths.required)
    assert np.array_equal(months.moves, paths.moves)


def test_twelve_months_are_the_year_and_cells_are_wholes(built, months):
    yearly, by_month = needs.annual(built, months), needs.monthly(built, months)
    key = ["administration", "occupation", "quantity"]
    flows = ["exits", "hires", "retirements", "net_internal_moves", "recruitment_need", "need_exits"]
    first = yearly[yearly["period"] == yearly["period"].min()]
    first = first[first["quantity"].isin(flows)].set_index(key)["mean"]
    dates = np.sort(by_month["period"].unique())
    twelve = by_month[by_month["period"].isin(dates[:12])].groupby(key)["mean"].sum()
    assert np.allclose(twelve.loc[first.index], first, rtol=0, atol=1e-6)
    at_end = by_month[by_month["period"] == dates[11]].set_index(key)["mean"]
    heads = yearly[(yearly["period"] == yearly["period"].min()) & (yearly["quantity"] == "headcount")]
    heads = heads.set_index(key)["mean"]
    assert np.allclose(at_end.loc[heads.index], heads, rtol=0, atol=1e-6)
    cells = by_month[(by_month["administration"] != "*") & (by_month["occupation"] != "*")]
    whole = by_month[(by_month["administration"] == "*") & (by_month["occupation"] == "*")]
    sums = cells.groupby(["quantity", "period"])["mean"].sum()
    whole = whole.set_index(["quantity", "period"])["mean"]
    assert np.allclose(sums.loc[whole.index], whole, rtol=0, atol=1e-6)
    new = {"fte", "absent_fte", "sick_fte", "cover_fte", "cover_supplied_fte", "cover_gap_fte", "summer_fte",
           "summer_persons", "net_gaps"}  # fmt: skip
    assert new <= set(by_month["quantity"])


def test_summers_stand_in_august_and_cover_gap_is_the_difference(built, months):
    table = needs.monthly(built, months)
    summer = table[table["quantity"].isin(["summer_fte", "summer_persons"])]
    assert set(summer["period"].dt.month) == {8}
    assert summer["period"].nunique() == 2
    mean = table.pivot_table(
        index=["administration", "occupation", "period"], columns="quantity", values="mean"
    )
    mean = mean[mean["cover_fte"].notna()]
    assert np.allclose(
        mean["cover_gap_fte"], mean["cover_fte"] - mean["cover_supplied_fte"], rtol=0, atol=1e-6
    )


def test_the_same_model_gives_the_same_months(built, paths, months):
    again = monthly.adjust(built, paths)
    for f in dataclasses.fields(months):
        assert np.array_equal(getattr(again, f.name), getattr(months, f.name))
    one, other = (dict(monthly.worked(built, m, np.arange(1, 25))) for m in (again, months))
    assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in other)


def test_who_is_between_two_terms_is_away_in_july_alone(counts, built, months):
    h = built.history
    month = (h.origin.month - 1 + np.arange(MONTHS + 1)) % 12
    away = months.away[:, : MONTHS + 1].sum(axis=2).mean(axis=0)
    past = h.away[-24:].sum(axis=1)
    july = past[h.month[-24:] == 6].mean()
    assert july > 5
    assert away[month == 6] == pytest.approx(july, rel=0.3)
    assert (away[np.isin(month, [0, 1, 2, 3, 4, 9, 10, 11])] == 0).all()


def test_an_origin_in_the_summer_holiday_does_not_lose_the_teachers(counts, setup):
    origin = counts.periods[-6]
    assert origin.month == 7
    early = model.build(counts.until(origin), setup, seed=2, draws=100, years=1, months=12)
    found = monthly.adjust(early, early.simulate())
    h = early.history
    assert found.away[:, 0].sum(axis=1).mean() == h.away[-1].sum() > 0
    start = found.headcount[:, 0].sum(axis=1).mean()
    # Who is away comes back in August, without being hired.
    assert start - h.headcount[-1].sum() == pytest.approx(h.away[-1].sum(), abs=0.05 * h.headcount[-1].sum())
    actual = counts.stock[
        (counts.stock["period"] == counts.periods[-1]) & (counts.stock["contract"] != "hourly")
    ]
    december = found.headcount[:, 4].sum(axis=1).mean()
    assert december == pytest.approx(actual["headcount"].sum(), rel=0.05)


# --- absence and cover ----------------------------------------------------------------------------------------


def planted(years=9, cells=6, seed=1):
    """A past whose absence has a known level, season and chance; FTE 100 a cell, two administrations."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range("2016-12-31", periods=12 * years + 1, freq="ME")
    month = periods.month.to_numpy() - 1
    mean = 8.0 * (1 + 0.3 * np.cos(2 * np.pi * month / 12))
    amount = rng.gamma(np.repeat(mean[:, None], cells, 1) / 0.7, 0.7)
    empty = history.Rows(*(np.zeros(0, int) for _ in range(5)))
    past = history.History(
        periods=periods, yearly=False, administrations=("a", "b"), occupations=("x",),
        administration=np.repeat([0, 1], cells // 2), occupation=np.zeros(cells, int), stock=empty, flows={},
        fte=np.full(amount.shape, 100.0), absent=amount, has_age=True, has_tenure=True,
    )  # fmt: skip
    return past, amount, mean


def test_absence_finds_the_planted_season_and_spread():
    past, amount, mean = planted(cells=40)
    fte = np.full((400, 12, 40), 100.0)
    found = cover._ahead(past, amount, fte, np.arange(1, 13), np.random.default_rng(3))
    assert found.mean(axis=(0, 2)) == pytest.approx(mean[1:13], rel=0.1)
    assert found.std(axis=0).mean() == pytest.approx(np.sqrt(0.7 * 8.0), rel=0.25)
    assert found.min() >= 0


def test_eighty_per_cent_of_summers_hold_eighty_per_cent():
    inside = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        past, _, _ = planted(seed=seed)
        shown = np.full(past.fte.shape, np.nan)
        august = np.flatnonzero(past.month == 7)
        usual = (
            np.full(6, 30.0)
            * np.exp(0.03 * rng.standard_normal((len(august) + 1, 2)))[:, past.administration]
        )
        drawn = rng.gamma(usual / 0.5, 0.5)
        shown[august] = drawn[:-1]
        fte = np.full((400, 12, 6), 100.0)
        found = cover.summer(past, shown, fte, np.arange(1, 13), rng)[:, 7]
        for a in range(2):
            mine = past.administration == a
            low, high = np.quantile(found[:, mine].sum(axis=1), [0.1, 0.9])
            inside.append(low <= drawn[-1, mine].sum() <= high)
    assert 0.70 <= np.mean(inside) <= 0.90


def test_where_nothing_is_delivered_nothing_is_said(built, months):
    bare = dataclasses.replace(built, history=dataclasses.replace(built.history, cover={}))
    table = needs.monthly(bare, months)
    assert not {"sick_fte", "cover_fte", "cover_supplied_fte", "cover_gap_fte", "summer_fte"} & set(
        table["quantity"]
    )
    assert {"fte", "absent_fte"} <= set(table["quantity"])


def test_a_short_past_keeps_what_was_simulated(counts, setup):
    young = dataclasses.replace(
        counts,
        stock=counts.stock[counts.stock["period"] > counts.periods[-20]],
        flows=counts.flows[counts.flows["period"] > counts.periods[-20]],
    )
    early = model.build(young, setup, seed=1, draws=100, years=1, months=12)
    paths = early.simulate()
    found = monthly.adjust(early, paths)
    assert np.array_equal(found.exits, paths.exits)
    assert np.isfinite(needs.monthly(early, found)["mean"]).all()


# --- library models and reconciliation --------------------------------------------------------------------------


def test_theta_is_exponential_smoothing_with_half_the_trend():
    """Hyndman & Billah (2003): the Theta forecast is simple exponential smoothing with half the trend as drift."""
    rng = np.random.default_rng(1)
    y = 100 + 0.8 * np.arange(60) + rng.normal(0, 2, 60)
    found = series.theta(y, 6)
    slope = np.polyfit(np.arange(60), y, 1)[0]
    assert np.diff(found) == pytest.approx(np.full(5, slope / 2), rel=0.05)


def test_methods_know_a_season_and_the_clearly_better_one_is_chosen():
    rng = np.random.default_rng(2)
    season = 1 + 0.5 * np.sin(2 * np.pi * np.arange(96) / 12)
    y = rng.poisson(40 * season).astype(float)
    for name, found in series.library(y[:84], 12).items():
        assert np.corrcoef(found, season[84:])[0, 1] > 0.8, name
    # Turnover doubles from one year to the next: rates of three years are late, the last year again is right.
    jump = np.where(np.arange(96) < 48, 1.0, 3.0) * 40 * season
    name, ratio = series.choose(jump[:, None], np.full((96, 1), 500.0))
    assert name in (series.NAIVE, series.ETS, series.THETA)
    assert ratio[series.OWN] > ratio[name]


def test_reconciliation_agrees_with_its_formula_where_the_answer_is_known():
    """MinT with independent errors of equal size: each gap goes to levels by their variances."""
    rng = np.random.default_rng(3)
    administration = np.repeat([0, 1], 3)
    past = rng.poisson(20.0, (120, 6)).astype(float)
    member = reconcile.summing(administration)
    own = np.full((6, 2), 20.0)
    coherent = member @ own
    assert np.allclose(reconcile.reconcile(coherent, past, administration), own)
    raised = coherent.copy()
    raised[:3] *= 1.1
    found = reconcile.reconcile(raised, past, administration)
    assert (found > 20.0).all()
    assert (found < 22.0).all()
    only = coherent.copy()
    only[1] *= 1.1
    found = reconcile.reconcile(only, past, administration)
    assert found[:3].mean() > found[3:].mean()


def test_a_cell_without_events_keeps_its_own_forecast():
    administration = np.repeat([0, 1], 2)
    past = np.random.default_rng(1).poisson([5.0, 0.0, 8.0, 3.0], (60, 4)).astype(float)
    own = np.array([[5.0], [0.01], [8.0], [3.0]])
    base = reconcile.summing(administration) @ own
    base[0] *= 1.2
    found = reconcile.reconcile(base, past, administration)
    assert found[1, 0] == 0.01
    assert np.isfinite(found).all()


def test_thinning_keeps_whole_events_and_their_mean():
    rng = np.random.default_rng(5)
    events = rng.poisson(3.0, (4000, 2, 3)).astype(float)
    ratio = np.array([[0.5, 1.0, 1.5], [0.8, 1.3, 1.6]])
    found = monthly.thinned(rng, events, ratio)
    assert np.array_equal(found, np.rint(found))
    assert found.mean(axis=0) == pytest.approx(3 * ratio, rel=0.05)
    assert found[:, 0, 0].var() == pytest.approx(1.5, rel=0.1)  # a thinned Poisson number is one


def test_hires_of_a_year_keep_their_sum_and_no_cell_goes_below_nobody():
    rng = np.random.default_rng(6)
    start = rng.integers(0, 4, (300, 5)).astype(float)
    came, left = (rng.poisson(0.3, (300, 12, 5)).astype(float) for _ in range(2))
    total = came.sum(axis=1)
    got, fits = monthly.spread(
        start,
        left,
        np.zeros_like(left),
        came,
        total,
        np.ones((12, 5)),
        np.ones((12, 5)),
        rng.random((300, 5)),
    )
    assert np.allclose(got.sum(axis=1), total)
    standing = start[:, None] + np.cumsum(got - left, axis=1)
    assert (standing.min(axis=1)[fits] >= 0).all()
    assert ((start + total - left.sum(axis=1) >= 0) | ~fits).all()


def test_a_levers_effect_is_kept(built, paths):
    """Library models know the past without the lever: a scenario's months move by what the base's months move."""
    fewer = dataclasses.replace(paths, exits=np.floor(paths.exits * 0.5))
    base, levered = monthly.adjust(built, paths), monthly.adjust(built, fewer, paths)
    year = slice(0, 12)
    before = fewer.exits[:, :, year].sum() / paths.exits[:, :, year].sum()
    after = levered.exits[:, :, year].sum() / base.exits[:, :, year].sum()
    assert after == pytest.approx(before, rel=0.03)
