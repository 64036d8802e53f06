"""The past forecast: what is held out, what stands beside, and that nothing of the future is used."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from competence import forecast
from competence.config.sections import TargetAge
from competence.forecast.backtest import backtest, choose
from competence.tables import BACKTEST
from competence.vocabulary import ALL, EXIT_FLOWS, METHODS

DRAWS = 50


@pytest.fixture(scope="module")
def scored(counts, setup):
    return backtest(counts, setup, seed=1, draws=DRAWS)


@pytest.fixture(scope="module")
def year_ahead(scored):
    """The last origin's, which are the same whichever others are asked for (tested below)."""
    return scored[scored["origin"] == scored["origin"].max()].reset_index(drop=True)


def test_six_methods_side_by_side_for_every_series(scored, counts):
    BACKTEST.check(scored)
    assert set(scored["method"]) == set(METHODS)
    assert set(scored["quantity"]) == {"exits", "hires", "headcount"}
    sizes = scored.groupby(["origin", "horizon", "quantity", "method"]).size().unstack(["quantity", "method"])
    assert sizes.notna().all().all() and (sizes.nunique(axis=1) == 1).all()
    now = counts.stock[(counts.stock["period"] == counts.periods[-13]) & (counts.stock["headcount"] > 0)]
    cells = set(now[["administration", "occupation"]].drop_duplicates().itertuples(index=False, name=None))
    mine = scored[scored["origin"] == scored["origin"].max()]
    named = set(mine[["administration", "occupation"]].itertuples(index=False, name=None))
    assert cells | {(a, ALL) for a, _ in cells} | {(ALL, ALL)} <= named


def test_origins_are_year_ends_with_history_before_and_a_year_after(scored, counts):
    assert scored["origin"].unique().tolist() == [counts.periods[k] for k in (36, 48, 60)]
    last = scored[scored["origin"] == counts.periods[36]]
    assert set(last["horizon"]) == {12, 24, 36}


@pytest.mark.parametrize(
    ("periods", "many", "expected"),
    [
        (121, 3, [60, 84, 108]),
        (121, 5, [60, 72, 84, 96, 108]),
        (73, 3, [36, 48, 60]),
        (61, 3, [36, 48]),
        (25, 3, [12]),
    ],
)
def test_how_origins_are_chosen(counts, periods, many, expected):
    import pandas as pd

    months = pd.date_range("2010-12-31", periods=periods, freq="ME").as_unit("us")
    stock = pd.DataFrame({"period": months})
    assert choose(replace(counts, stock=stock), many) == [months[k] for k in expected]


def test_months_after_the_last_year_end_are_left_out(counts):
    """Known to June: the year to last December is the last closed one."""
    early = counts.until(counts.periods[-7])
    assert choose(early, 1) == [early.periods[-19]]


def test_actuals_are_what_came(year_ahead, counts):
    last = counts.stock[counts.stock["period"] == counts.origin]
    staff = last.groupby("administration")["headcount"].sum()
    year = counts.flows[counts.flows["period"] > counts.periods[-13]]
    hires = year[year["flow"].isin(["hire", "hire_from_hourly"])].groupby("administration")["count"].sum()
    for quantity, truth in (("headcount", staff), ("hires", hires)):
        rows = year_ahead[(year_ahead["quantity"] == quantity) & (year_ahead["method"] == "ours")]
        mine = rows[rows["occupation"] == ALL].set_index("administration")["actual"]
        assert mine[ALL] == truth.sum()
        assert (mine.drop(ALL) == truth.reindex(mine.index.drop(ALL)).fillna(0)).all()
        cells = rows[rows["occupation"] != ALL]
        assert cells.groupby("administration")["actual"].sum().sum() == truth.sum()


def test_hindsight_moves_nothing_nor_does_the_order_of_rows(counts, setup, year_ahead):
    """What came after the origin is scored against, never used: double it and the forecasts stand."""
    flows, stock = counts.flows.sample(frac=1, random_state=1), counts.stock.sample(frac=1, random_state=2)
    flows.loc[flows["period"] > counts.periods[-13], "count"] *= 2
    stock.loc[stock["period"] > counts.periods[-13], "headcount"] *= 2
    again = backtest(replace(counts, flows=flows, stock=stock), setup, origins=1, seed=1, draws=DRAWS)
    for column in ("forecast", "p02_5", "p10", "p90", "p97_5", "scale", "staff"):
        assert again[column].equals(year_ahead[column]), column
    assert (again["actual"] == 2 * year_ahead["actual"]).all()


def test_a_kept_delivery_is_used_as_it_was(counts, setup, year_ahead):
    """Known then: no resignations, which came to light later. Scored against what today's say came."""
    origin = counts.periods[-13]
    flows = counts.flows.assign(
        count=np.where(counts.flows["flow"] == "resignation", 0, counts.flows["count"])
    )
    kept = replace(counts.until(counts.periods[-10]), flows=flows[flows["period"] <= counts.periods[-10]])
    rows = backtest(counts, setup, origins=1, seed=1, draws=DRAWS, vintages={origin: kept})
    assert set(rows["data"]) == {"kept"} and set(year_ahead["data"]) == {"revised"}
    assert rows["actual"].equals(year_ahead["actual"])
    key = ["method", "quantity", "administration", "occupation"]
    both = rows.set_index(key)["forecast"], year_ahead.set_index(key)["forecast"]
    for method in METHODS:
        assert both[0][method, "exits", ALL, ALL] < 0.7 * both[1][method, "exits", ALL, ALL], method
    assert both[0]["ets", "headcount"].equals(both[1]["ets", "headcount"])


def _law(setup, known_from):
    """A target age five years higher, made known on a day."""
    late = TargetAge(born_from=1950, age=72, known_from=known_from)
    pension = setup.pension.model_copy(update={"target_ages": (*setup.pension.target_ages, late)})
    return replace(setup, fields=setup.fields.model_copy(update={"pension": pension}))


def test_a_law_known_only_after_the_origin_moves_not_a_byte(counts, setup, year_ahead):
    origin = counts.periods[-13].date()
    after = _law(setup, origin + datetime.timedelta(days=1))
    assert backtest(counts, after, origins=1, seed=1, draws=DRAWS).equals(year_ahead)
    known = backtest(counts, _law(setup, origin), origins=1, seed=1, draws=DRAWS)
    assert not known["forecast"].equals(year_ahead["forecast"])  # the law would have been felt


def test_rivals_need_no_forecast_of_ours(counts, setup, year_ahead):
    rows = backtest(counts, setup, origins=1, seed=9, draws=DRAWS, methods=("last_value", "ets"))
    same = year_ahead[year_ahead["method"].isin(["last_value", "ets"])].reset_index(drop=True)
    assert rows.equals(same)


def test_nothing_to_hold_out_is_said(counts, setup):
    short = forecast.Counts(
        counts.stock[counts.stock["period"] > counts.periods[-6]],
        counts.flows[counts.flows["period"] > counts.periods[-5]],
    )
    with pytest.raises(forecast.ForecastError, match="hold out"):
        backtest(short, setup, draws=DRAWS)


def test_half_a_year_before_an_origin_is_no_test(counts, setup):
    """No rival knows a year of exits then: the origin is passed over, not filled with guesses."""
    late = forecast.Counts(
        counts.stock[counts.stock["period"] >= counts.periods[-20]],
        counts.flows[counts.flows["period"] > counts.periods[-20]],
    )
    assert choose(late) == []
    with pytest.raises(forecast.ForecastError, match="hold out"):
        backtest(late, setup, origins=[late.periods[-13]], draws=DRAWS)


def test_one_year_of_history_is_enough_to_be_scored(counts, setup):
    """Rivals without past errors at any horizon, rates widened by the prior: figures all the same."""
    recent = replace(
        counts,
        stock=counts.stock[counts.stock["period"] >= counts.periods[-25]],
        flows=counts.flows[counts.flows["period"] > counts.periods[-25]],
    )
    rows = backtest(recent, setup, seed=1, draws=DRAWS)
    assert set(rows["method"]) == set(METHODS)
    assert np.isfinite(rows[["forecast", "p10", "p90", "crps"]]).all(axis=None)
    assert (rows["p10"] < rows["p90"])[rows["staff"] > 100].all()


def test_a_source_of_years_is_scored_by_years(counts, setup):
    ends = counts.periods[::12]
    when = ends[ends.searchsorted(counts.flows["period"])]
    flows = counts.flows.assign(period=when)
    key = [c for c in flows.columns if c != "count"]
    yearly = forecast.Counts(
        counts.stock[counts.stock["period"].isin(ends)],
        flows.groupby(key, dropna=False, as_index=False)["count"].sum(),
        population=counts.population,
    )
    assert choose(yearly) == list(ends[3:6])
    rows = backtest(yearly, setup, origins=[ends[4]], seed=1, draws=DRAWS)
    assert set(rows["horizon"]) == {12, 24}
    exits = rows[(rows["quantity"] == "exits") & (rows["administration"] == ALL) & (rows["method"] == "ours")]
    came = flows[flows["flow"].isin(EXIT_FLOWS) & (flows["period"] == ends[6])]
    assert exits.set_index("horizon")["actual"][24] == came["count"].sum()


def test_an_administration_born_after_the_origin_is_in_the_total_alone(counts, setup):
    """No forecast could name it; what came there still counts as what came in all."""
    stock = counts.stock.copy()
    stock.loc[
        (stock["period"] > counts.periods[-13]) & (stock["administration"] == "vard"), "administration"
    ] = "new"
    rows = backtest(replace(counts, stock=stock, population=None), setup, origins=1, seed=1, draws=DRAWS)
    heads = rows[(rows["quantity"] == "headcount") & (rows["method"] == "ours") & (rows["occupation"] == ALL)]
    heads = heads.set_index("administration")["actual"]
    assert "new" not in heads and heads["vard"] == 0
    assert heads[ALL] == stock.loc[stock["period"] == counts.origin, "headcount"].sum()
    assert np.isfinite(rows.drop(columns=["origin", "scale"]).select_dtypes("number")).all(axis=None)
