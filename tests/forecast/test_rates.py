"""Rates: curves, breaks, the last year's expected events; each against a reference or what was planted."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from competence import forecast
from competence.forecast import breaks, curves, growth, history, levels, model, needs, rates
from competence.forecast.history import AGES


def test_a_curve_by_tenure_is_poisson_regression():
    rng = np.random.default_rng(1)
    exposure = np.array([[40000.0, 90000.0, 150000.0]])
    events = rng.poisson(exposure * [[0.02, 0.01, 0.004]]).astype(float)
    fitted = curves.fit_curve(events, exposure, has_age=False)
    design = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1]])
    reference = sm.GLM(events[0], design, family=sm.families.Poisson(), exposure=exposure[0]).fit(scale=1.0)
    assert fitted.fit.mean == pytest.approx(reference.params, abs=0.01)
    root = fitted.fit.root
    assert np.sqrt(np.diag(root @ root.T)) == pytest.approx(reference.bse, rel=0.05)


def test_a_curve_stays_level_where_nobody_stands():
    """Four ages alone, more leaving the older they are: no slope is carried on into ages never seen."""
    exposure = np.zeros((len(AGES), 1))
    exposure[[10, 11, 12, 13]] = 25.0
    events = np.zeros_like(exposure)
    events[[12, 13]] = [[2.0], [6.0]]
    table = curves.fit_curve(events, exposure, has_age=True)
    table = table.table(table.fit.mean)
    assert np.isfinite(table).all() and table.max() < 0.5


def _past(events_of=None, months=97):
    """Two administrations x three occupations, month by month."""
    return SimpleNamespace(
        administrations=("north", "south"),
        occupations=("cook", "nurse", "teacher"),
        administration=np.repeat([0, 1], 3),
        occupation=np.tile([0, 1, 2], 2),
        cells=6,
        a_year=12,
        months=1,
        periods=pd.date_range("2017-12-31", periods=months, freq="ME"),
        origin=pd.date_range("2017-12-31", periods=months, freq="ME")[-1],
    )


def _broken(effect, known_from=None, **named):
    told = {"administrations": (), "occupations": ()} | named
    b = SimpleNamespace(date=date(2022, 1, 1), known_from=known_from, effect=effect, **told)
    return SimpleNamespace(breaks=[b])


def test_a_step_of_an_occupation_is_taken_out_of_its_past():
    """Nurses leave twice as often from 2022 on; cooks and teachers as before."""
    rng = np.random.default_rng(2)
    h = _past()
    after = np.asarray(h.periods > "2022-01-01")
    expected = np.full((len(h.periods), 6), 4.0)
    events = rng.poisson(expected * np.where(after[:, None] & (h.occupation == 1), 2.0, 1.0))
    stepped, weight = breaks.stepped(h, _broken("level", occupations=("nurse",)), events, expected)
    nurses = np.ix_(~after, h.occupation == 1)
    assert stepped[nurses].mean() == pytest.approx(4.0 / 2.0, rel=0.2)
    assert weight[nurses].max() < 1.0
    others = np.ones_like(expected, bool)
    others[nurses] = False
    assert (stepped[others] == 4.0).all() and (weight[others] == 1.0).all()
    later = _broken("level", date(2030, 1, 1), occupations=("nurse",))
    assert (breaks.stepped(h, later, events, expected)[0] == expected).all()


def test_a_redefinition_cuts_its_cells_and_keeps_their_union():
    h = _past()
    events = np.arange(len(h.periods) * 6, dtype=float).reshape(-1, 6)
    expected = np.ones_like(events)
    config = _broken("definition", occupations=("cook", "nurse"))
    before = np.asarray(h.periods <= "2022-01-01")
    cut = breaks.defined(h, config)
    assert (cut[before][:, h.occupation < 2] == 0).all() and cut[:, h.occupation == 2].all()
    shared, _ = breaks.united(h, config, events, expected)
    some = h.occupation < 2
    assert shared[before][:, some].sum() == pytest.approx(events[before][:, some].sum())
    assert np.ptp(shared[before][:, some], axis=1) == pytest.approx(0.0)
    assert (shared[~before] == events[~before]).all()


def test_the_posterior_of_the_last_year_covers_what_was_planted(municipality, counts, setup):
    h = history.read(counts)
    draws = rates.fit(h, setup).posterior(np.random.default_rng(3), 1000)
    assert draws.shape == (1000, len(h.administrations), len(h.causes)) and np.isfinite(draws).all()
    truth = pd.DataFrame(municipality.truth["expected_exits"])
    truth = truth[truth["year"] == h.origin.year].set_index(["administration", "cause"])["expected"]
    told = [a for a in h.administrations if (a, "resignation") in truth.index]
    inside = []
    for cause in ("resignation", "retirement", "contract_end"):
        at = draws[:, [h.administrations.index(a) for a in told], h.causes.index(cause)]
        planted = np.array([truth.get((a, cause), 0.0) for a in told])
        low, high = np.quantile(at, [0.1, 0.9], axis=0)
        inside.append((low <= planted) & (planted <= high))
    assert 0.55 <= np.mean(inside) <= 1.0
    whole = draws.sum(axis=(1, 2)).mean()
    assert whole == pytest.approx(truth.sum(), rel=0.15)


def test_a_steady_trend_goes_on_damped():
    rng = np.random.default_rng(4)
    seen = 0.03 * (np.arange(8) - 7.0)[None] + 0.004 * rng.standard_normal((4, 8))
    seen -= seen[:, -1:]
    trends = np.broadcast_to(levels.time(8, 3), (1, 4, 11))
    drawn = levels.fit(seen, np.full(seen.shape, 1e-5), growth.CELL, trends=trends).draw(rng, 2000, 3)
    damped = 0.03 * np.cumsum(levels.DAMP ** np.arange(1, 4))
    assert drawn[:, :, 2].mean() == pytest.approx(damped[2], abs=0.02)
    # More is unsure the further ahead.
    assert (np.diff(drawn.std(axis=0), axis=1) > 0).all()


def test_what_was_transferred_is_no_trend():
    """Eighty of two hundred went to a company in the second year."""
    flows = {"transfer_out": np.array([[0.0], [0.0], [80.0], [0.0]])}
    h = SimpleNamespace(nodes=np.arange(4), flow=lambda name: flows.get(name, np.zeros((4, 1))))
    posts = np.array([[200.0], [200.0], [120.0], [126.0]])
    assert growth.settled(h, posts, np.ones((4, 1)))[:, 0] == pytest.approx([120, 120, 120, 126])
    own = np.array([[1.6], [1.6], [1.0], [1.0]])  # told by the service: its word goes first
    assert growth.settled(h, posts, own)[:, 0] == pytest.approx([125, 125, 120, 126])


def test_thin_cells_are_pooled_and_widened_never_nan(counts, setup):
    """An administration born last year, a cell that never had an exit, an occupation of one person."""
    last = counts.periods[-1]
    row = counts.stock[counts.stock["period"] == last].iloc[[0]]
    new = [
        row.assign(
            period=p, administration="born_last_year", headcount=5, fte=4.5, absent_fte=0.0, on_leave=0
        )
        for p in counts.periods[-10:]
    ]
    alone = [row.assign(period=p, occupation="sole", headcount=1, fte=1.0, absent_fte=0.0, on_leave=0)
             for p in counts.periods]  # fmt: skip
    stock = pd.concat([counts.stock, *new, *alone], ignore_index=True)
    thin = forecast.Counts(
        **{n: getattr(counts, n) for n in forecast.Counts.__dataclass_fields__} | {"stock": stock}
    )
    built = model.build(thin, setup, seed=1, draws=100, years=2, months=0)
    table = needs.annual(built, built.simulate())
    assert np.isfinite(table[["mean", "p10", "p90"]].to_numpy()).all()
    exits = table[(table["quantity"] == "exits") & (table["occupation"] != "*")].set_index("administration")
    assert (exits.loc["born_last_year", "basis"] == "pooled").all()
    assert (exits.loc["born_last_year", "mean"] > 0).all()
    sole = table[(table["occupation"] == "sole") & (table["quantity"] == "exits")]
    assert len(sole) and (sole["mean"] > 0).all()
