"""The past forecast: what is held out, what stands beside, and that it is scored rightly."""

from dataclasses import replace

import numpy as np
import pytest

from competence import forecast
from competence.forecast.backtest import backtest
from competence.tables import BACKTEST


@pytest.fixture(scope="module")
def scored(counts, setup):
    return backtest(counts, setup, seed=1, draws=200)


def test_the_last_closed_calendar_year_is_held_out(scored, counts):
    assert scored["origin"].unique().tolist() == [counts.periods[-13]]
    assert set(scored["horizon"]) == {12}
    assert set(scored["quantity"]) == {"exits", "hires", "headcount"}
    assert set(scored["method"]) == {"ours", "last_value"}
    BACKTEST.check(scored)


def test_months_after_the_last_year_end_are_left_out(counts, setup):
    """Known to June: the year to last December is the last closed one."""
    early = counts.until(counts.periods[-7])
    origin = backtest(early, setup, draws=100)["origin"].unique()
    assert [t.month for t in origin] == [12] and origin[0] == early.periods[-19]


def test_actuals_are_what_came(scored, counts):
    last = counts.stock[counts.stock["period"] == counts.origin]
    staff = last.groupby("administration")["headcount"].sum()
    year = counts.flows[counts.flows["period"] > counts.periods[-13]]
    hires = year[year["flow"].isin(["hire", "hire_from_hourly"])].groupby("administration")["count"].sum()
    for quantity, truth in (("headcount", staff), ("hires", hires)):
        rows = scored[(scored["quantity"] == quantity) & (scored["method"] == "ours")]
        mine = rows.set_index("administration")["actual"]
        assert mine["*"] == truth.sum()
        assert (mine.drop("*") == truth.reindex(mine.index.drop("*")).fillna(0)).all()


def test_last_value_has_its_own_past_errors(scored, counts):
    rows = scored[(scored["method"] == "last_value") & (scored["quantity"] == "headcount")]
    staff = counts.stock[counts.stock["contract"] != "hourly"]
    line = staff.groupby(["period", "administration"])["headcount"].sum().unstack().iloc[:-12]["vard"]
    rms = np.sqrt(np.mean(line.diff(12).dropna() ** 2))
    row = rows[rows["administration"] == "vard"].iloc[0]
    assert row["forecast"] == pytest.approx(line.iloc[-1], abs=1)
    assert row["p90"] - row["p10"] == pytest.approx(2 * 1.2816 * rms, rel=0.1)


def test_hindsight_moves_nothing(counts, setup, scored):
    """What came after the origin is scored against, never used: double it and the forecast stands."""
    flows = counts.flows.copy()
    later = flows["period"] > counts.periods[-13]
    flows.loc[later, "count"] *= 2
    again = backtest(replace(counts, flows=flows), setup, seed=1, draws=200)
    for column in ("forecast", "p10", "p90"):
        assert again[column].equals(scored[column])
    exits = scored["quantity"] == "exits"
    assert (again.loc[exits, "actual"] == 2 * scored.loc[exits, "actual"]).all()


def test_several_years_from_an_older_origin(counts, setup):
    origin = counts.periods[-37]
    rows = backtest(counts, setup, origins=[origin], draws=100)
    assert set(rows["horizon"]) == {12, 24, 36}


def test_nothing_to_hold_out_is_said(counts, setup):
    short = forecast.Counts(
        counts.stock[counts.stock["period"] > counts.periods[-6]],
        counts.flows[counts.flows["period"] > counts.periods[-5]],
    )
    with pytest.raises(forecast.ForecastError, match="hold out"):
        backtest(short, setup, draws=100)
