"""How long forecasts hold, and the ledger that nobody can change."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import integrate

from competence import forecast
from competence.forecast import ledger, model, needs, shelf
from competence.tables import LEDGER, SHELF_LIFE
from competence.vocabulary import ALL, QUANTILES, SCORED


def outcomes(quantity, horizon, errors):
    """A row a cell of 100 persons and origin: `errors` (origins, cells) in persons."""
    rows = [
        {"origin": pd.Timestamp(f"{2000 + i}-12-31"), "horizon": horizon, "administration": f"a{j}", "occupation": "x",
         "quantity": quantity, "method": "ours", "forecast": 50.0 + e, "actual": 50.0, "staff": 100.0}
        for i, origin in enumerate(errors) for j, e in enumerate(origin)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def verdict(frame, quantity, horizon):
    found = shelf.life(frame).set_index(["quantity", "horizon"])
    return found.loc[(quantity, horizon)]


def test_tolerances_are_shares_of_the_cell_s_staff():
    steady = [[9.9] * 10] * 4
    assert verdict(outcomes("headcount", 12, steady), "headcount", 1)["verdict"] == "holds"
    assert verdict(outcomes("exits", 12, steady), "exits", 1)["verdict"] == "does_not_hold"
    assert verdict(outcomes("exits", 12, [[2.4] * 10] * 4), "exits", 1)["hit_rate"] == 1
    assert verdict(outcomes("hires", 24, [[-2.6] * 10] * 4), "hires", 2)["hit_rate"] == 0


def test_the_interval_takes_origins_as_clusters():
    """Nine of ten hits each time hold; all in three years and seven of ten in one vary too much between years."""
    even = [[0] * 9 + [20]] * 4
    assert verdict(outcomes("headcount", 12, even), "headcount", 1)["low"] == pytest.approx(0.9)
    uneven = [[0] * 10, [0] * 10, [0] * 10, [0] * 4 + [20] * 6]
    found = verdict(outcomes("headcount", 12, uneven), "headcount", 1)
    rates = np.array([1, 1, 1, 0.4])
    low = rates.mean() - 1.6377 * rates.std(ddof=1) / 2  # Student's t, three degrees of freedom
    assert found["hit_rate"] == pytest.approx(0.85) and found["low"] == pytest.approx(low, abs=1e-3)
    assert found["verdict"] == "does_not_hold"


def test_under_three_origins_nothing_is_said():
    found = verdict(outcomes("headcount", 36, [[0] * 10] * 2), "headcount", 3)
    assert found["verdict"] == "not_tested" and np.isnan(found["low"]) and found["origins"] == 2


def test_it_holds_no_longer_than_its_first_failure():
    frame = pd.concat([
        outcomes("headcount", 12, [[0] * 10] * 3), outcomes("headcount", 24, [[30] * 10] * 3),
        outcomes("headcount", 36, [[0] * 10] * 3), outcomes("exits", 12, [[30] * 10] * 3),
    ])  # fmt: skip
    found = shelf.life(frame)
    SHELF_LIFE.check(found)
    assert found[found["quantity"] == "headcount"]["verdict"].tolist() == [
        "holds",
        "does_not_hold",
        "does_not_hold",
    ]
    assert shelf.years(found, "headcount") == 1 and shelf.years(found, "exits") == 0
    assert shelf.years(found, "hires") is None


# The ledger.


@pytest.fixture(scope="module")
def older(counts, setup):
    """What was forecast two years ago."""
    built = model.build(counts.until(counts.periods[-25]), setup, seed=3, draws=100, years=3, months=0)
    return needs.annual(built, built.simulate())


@pytest.fixture(scope="module")
def entered(older):
    return ledger.issue(None, older, "2023-12", "abc")


def test_a_forecast_is_entered_once(entered, older):
    assert len(entered) == len(older) and (entered["entry"] == "issued").all()
    assert ledger.issue(entered, older, "2023-12", "abc").equals(entered)
    assert ledger.issue(entered, older, "again", "abc").equals(entered)


def test_another_forecast_under_the_same_name_is_refused(entered, older):
    with pytest.raises(forecast.ForecastError, match="2023-12"):
        ledger.issue(entered, older, "2023-12", "other")


def test_later_editions_and_scores_only_add_rows(entered, older, counts):
    later = ledger.issue(entered, older, "2024-03", "def")
    assert later.iloc[: len(entered)].equals(entered) and len(later) == 2 * len(entered)
    scored = ledger.score(later, counts)
    assert scored.iloc[: len(later)].equals(later) and len(scored) > len(later)
    assert ledger.score(scored, counts).equals(scored)
    LEDGER.check(scored)


def test_what_has_not_come_is_not_scored(entered, counts):
    scored = ledger.score(entered, counts.until(counts.periods[-13]))
    mine = scored[scored["entry"] == "scored"]
    assert mine["period"].unique().tolist() == [counts.periods[-13]]
    assert set(mine["quantity"]) == set(SCORED)
    assert ledger.score(entered, counts.until(counts.periods[-14])).equals(entered)
    after = ledger.score(scored, counts)
    assert after[after["entry"] == "scored"]["period"].nunique() == 2


def test_actuals_are_what_came_in_the_year_that_ends_there(entered, counts):
    mine = ledger.score(entered, counts)
    mine = mine[(mine["entry"] == "scored") & (mine["period"] == counts.origin)]
    mine = mine.set_index(["quantity", "administration", "occupation"])["actual"]
    year = counts.flows[counts.flows["period"] > counts.periods[-13]]
    hires = year[year["flow"].isin(["hire", "hire_from_hourly"])]
    assert mine["hires", ALL, ALL] == hires["count"].sum()
    staff = counts.stock[counts.stock["period"] == counts.origin]
    assert mine["headcount", "vard", ALL] == staff.loc[staff["administration"] == "vard", "headcount"].sum()
    nurses = staff[staff["occupation"] == "assistant_nurse"]
    assert mine["headcount", ALL, "assistant_nurse"] == nurses["headcount"].sum()


def test_what_the_organisation_no_longer_has_stays_unscored(entered, counts):
    gone = replace(
        counts,
        stock=counts.stock[counts.stock["administration"] != "vard"],
        flows=counts.flows[counts.flows["administration"] != "vard"],
    )
    mine = ledger.score(entered, gone)
    assert "vard" not in set(mine.loc[mine["entry"] == "scored", "administration"])


def test_scenarios_are_no_predictions(older, counts):
    what_if = ledger.issue(None, older.assign(scenario="fewer_leave"), "2023-12", "abc")
    assert ledger.score(what_if, counts).equals(what_if)


def test_scores_from_quantiles_are_the_integral_of_their_lines():
    levels = list(QUANTILES.values())
    values = np.array([[2.0, 4, 6, 9, 12, 15, 20], [0.0, 0, 0, 1, 2, 3, 4], [5.0] * 7])
    for line, y in ((0, 7.0), (0, 0.0), (0, 25.0), (1, 0.0), (1, 3.0), (2, 5.0), (2, 8.0)):
        # A thousand steps between the quantiles, the outermost 2.5 per cent at the outermost.
        q = values[line]

        def squared(x, q=q, y=y):
            inside = np.interp(x, *_spread(q, levels)) if q[0] <= x < q[-1] else float(x >= q[-1])
            return (inside - (x >= y)) ** 2

        points = sorted({*q, y})
        exact = integrate.quad(squared, points[0] - 1, points[-1] + 1, points=points, limit=400)[0]
        crps, below, at = (x[0] for x in ledger.against(q[None], np.array([y])))
        assert crps == pytest.approx(exact, abs=1e-4), (line, y)
        assert 0 <= below <= below + at <= 1
    _, below, at = ledger.against(values[2:], np.array([5.0]))
    assert (below[0], at[0]) == (0.0, 1.0)
    _, below, at = ledger.against(values[:1], np.array([40.0]))
    assert (below[0], at[0]) == (1.0, 0.0)


def _spread(q, levels):
    """Quantiles a trifle apart, so that a line through them can be drawn."""
    return q + np.arange(len(q)) * 1e-9, levels
