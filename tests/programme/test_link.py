"""The effect on resignations: shrunk as stated, the same in every draw, and what it spares."""

import numpy as np
import pandas as pd
import pytest

from competence.config.programme import Programme
from competence.programme import link
from competence.tables import EFFECTS, LINK, SCENARIO_TABLE

ORIGIN = pd.Timestamp("2025-12-31")


def effects(estimate=-6.0, se=3.0, verdict="cannot_be_said"):
    row = {
        "outcome": "resignations", "estimand": "trained_then", "estimator": "imputation", "kind": "simple", "at": "*",
        "estimate": estimate, "se": se, "units": 300, "groups": 13, "verdict": verdict, "needs_more": "",
    }  # fmt: skip
    frame = EFFECTS.empty().astype(object)
    frame = pd.concat([frame, pd.DataFrame([row])], ignore_index=True)
    return EFFECTS.check(frame.astype({c.name: c.dtype for c in EFFECTS.columns}))


def differences(mean):
    rows = [
        {"origin": ORIGIN, "period": pd.Timestamp(f"{ORIGIN.year + k}-12-31"), "administration": place, "occupation": "*",
         "scenario": "programme_measured", "quantity": "recruitment_need_cum", "requirement": "*", "mean": mean * k,
         "p10": mean * k - 2, "p90": mean * k + 1, "cost_sek": np.nan}
        for place in ("*", "vard") for k in (1, 2)
    ]  # fmt: skip
    return SCENARIO_TABLE.check(pd.DataFrame(rows))


def test_the_posterior_is_that_of_two_normals():
    # Prior N(0, 5), estimate -6 with error 3: weight 25 / 34.
    mean, spread = link.posterior(-6.0, 3.0, 5.0)
    assert mean == pytest.approx(-6 * 25 / 34) and spread == pytest.approx(np.sqrt(9 * 25 / 34))


def test_an_effect_that_says_nothing_leaves_the_prior():
    drawn = link.factors(effects(0.0, 1e6), Programme(), 20_000, np.random.default_rng(1))
    factor = drawn["programme_measured"]
    assert factor.mean() == pytest.approx(1.0, abs=0.002) and factor.std() == pytest.approx(0.05, rel=0.03)


def test_the_whole_interval_is_drawn_also_where_nothing_is_significant():
    factor = link.factors(effects(-2.0, 8.0), Programme(), 5_000, np.random.default_rng(2))[
        "programme_measured"
    ]
    assert 0.2 < (factor > 1).mean() < 0.5


def test_where_nothing_can_be_shown_the_effect_is_assumed_and_named_so():
    unknown = effects(np.nan, np.nan, "not_estimated")
    drawn = link.factors(unknown, Programme(assumed_resignations_percent=-4.0), 10, np.random.default_rng(1))
    assert set(drawn) == {"programme_assumed"} and (drawn["programme_assumed"] == 0.96).all()


@pytest.mark.parametrize("nothing", [None, EFFECTS.empty()])
def test_without_a_programme_there_is_no_scenario(nothing):
    assert link.factors(nothing, Programme(), 10, np.random.default_rng(1)) == {}


def test_what_is_spared_has_its_value_and_the_cost_beside():
    programme = Programme(cost_sek=900.0, cost_sek_a_year=100.0, recruitment_cost_sek=10.0)
    found = link.link(differences(-5.0), programme).set_index(["administration", "quantity", "period"])
    end = pd.Timestamp("2027-12-31")
    avoided = found.loc[("vard", "recruitments_avoided", end)]
    assert tuple(avoided[["mean", "p10", "p90"]]) == (10.0, 9.0, 12.0)
    assert found.loc[("vard", "value_sek", end), "mean"] == 100.0
    assert found.loc[("*", "cost_sek", end), "mean"] == 1100.0
    assert "vard" not in found.xs("cost_sek", level="quantity").index.get_level_values(0)


def test_without_the_scenario_there_are_no_rows():
    rest = differences(-5.0).assign(scenario="keep")
    assert link.link(rest, Programme()).equals(LINK.empty()) and link.link(None, Programme()).empty
