"""Without course records nothing is estimated and nothing assumed; the base never moves with the effect."""

from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from competence import config, forecast, programme, sample
from competence.forecast import levers, model, scenarios
from competence.tables import AT_HOME, LINK

DRAWS, YEARS, SEED = 20, 3, 3
SCENARIO = "programme_measured"
NEED = "recruitment_need_cum"


@pytest.fixture(scope="module")
def setup():
    return config.load(Path(__file__).resolve().parents[2])


@pytest.fixture(scope="module")
def town():
    return sample.waist(seed=5, employees=600, months=60)


@pytest.fixture(scope="module")
def counts(town):
    return forecast.Counts(**{name: town.tables.get(name) for name in forecast.Counts.__dataclass_fields__})


@pytest.fixture(scope="module")
def material(made, town):
    rolled = made.municipality(np.random.default_rng(1), effect=4.0, resignations=0.1)
    return programme.Material(
        town.tables["stock"], town.tables["flows"], unit_periods=rolled.unit_periods,
        survey_rounds=rolled.survey_rounds, programme_groups=rolled.programme_groups,
    )  # fmt: skip


def evaluated(material, setup):
    found = programme.evaluate(material, setup, rng=np.random.default_rng(1))
    drawn = programme.factors(found.effects, setup.programme, DRAWS, np.random.default_rng(2))
    return found, drawn


def test_with_records_and_units_the_effect_is_measured_and_drawn(material, setup):
    found, drawn = evaluated(material, setup)
    main = found.effects.query(
        "outcome == 'hme_leadership' and kind == 'simple' and estimator == 'imputation'"
    )
    assert main["estimate"].notna().any()
    assert set(drawn) == {SCENARIO} and drawn[SCENARIO].shape == (DRAWS,)
    again, same = evaluated(material, setup)
    assert all(
        getattr(found, f.name) is None or getattr(found, f.name).equals(getattr(again, f.name))
        for f in fields(found)
    )
    assert (same[SCENARIO] == drawn[SCENARIO]).all()


@pytest.mark.parametrize("units", [True, False])
@pytest.mark.parametrize("told", [True, False])
def test_without_course_records_nothing_is_estimated_and_nothing_assumed(units, told, material, setup):
    bare = replace(material, programme_groups=None)
    if not units:
        bare = replace(bare, unit_periods=None, survey_rounds=None)
    of = setup if told else SimpleNamespace(programme=type(setup.programme)(), yearly=False)
    found, drawn = evaluated(bare, of)
    assert drawn == {}
    assert all(
        getattr(found, name).empty for name in ("coverage", "mixing", "meetings", "effects", "balance")
    )
    outcomes, linked, home = programme.conclude(
        bare, found.effects, of, drivers=None, needs=None, differences=None
    )
    assert linked.equals(LINK.empty()) and home.equals(AT_HOME.empty())
    compared = outcomes[outcomes["indicator"].isin(["hme_leadership", "resignations", "time_to_fill"])]
    assert compared["value"].isna().all() and set(compared["needs_more"]) <= {"collect_course_records"}


def test_with_records_but_no_units_the_effect_is_assumed_and_named_so(material, setup):
    _, drawn = evaluated(replace(material, unit_periods=None), setup)
    assert set(drawn) == {"programme_assumed"}


def test_one_administration_alone_is_evaluated(material, setup):
    alone = replace(material, unit_periods=material.unit_periods.assign(administration="a0"))
    found, _ = evaluated(alone, setup)
    assert found.meetings["other"].tolist() == ["a0"] and found.mixing["p_value"].isna().all()


def test_the_forecast_is_the_same_with_and_without_the_programmes_effect(counts, setup):
    asked = {"seed": SEED, "draws": DRAWS, "years": 1, "months": 1}
    factor = 1 + np.random.default_rng(1).normal(-5, 5, DRAWS) / 100
    plain = forecast.run(counts, setup, **asked)
    moved = forecast.run(counts, setup, **asked, factors={SCENARIO: factor})
    for f in fields(plain):
        before, after = getattr(plain, f.name), getattr(moved, f.name)
        if f.name == "scenario_differences":
            added = after["scenario"] == SCENARIO
            assert added.any() and set(after["scenario"]) == {*before["scenario"], SCENARIO}
            after = after[~added].reset_index(drop=True)
        if isinstance(before, pd.DataFrame):
            pd.testing.assert_frame_equal(before, after, check_exact=True)
        else:
            assert before == after, f.name


def test_the_scenario_is_the_forecast_rerun_with_hazards_multiplied_draw_by_draw(counts, setup):
    built = model.build(counts, setup, seed=SEED, draws=DRAWS, years=YEARS, months=12)
    factor = np.linspace(0.7, 1.1, DRAWS)
    told = scenarios.compare(built, setup, None, extra={SCENARIO: levers.resigning(built, factor)}, seed=SEED)
    built = replace(built, plan=replace(built.plan, months=0))
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([SEED, 6])))
    runner = scenarios.Runner.of(built, setup, None, rng)
    base = runner.run(levers.neutral(built))
    names, hazards = [c.name for c in built.plan.rates.causes], runner.drawn.copy()
    events = {c.name: c.events.sum() for c in built.plan.rates.causes[: built.plan.rates.exits]}
    untold = events.pop("unknown_exit", 0.0)
    parts = {"resignation": 1.0} | (
        {"unknown_exit": events["resignation"] / sum(events.values())} if untold else {}
    )
    for name, part in parts.items():
        hazards[..., names.index(name)] *= 1 + part * (factor[:, None, None] - 1)
    again = replace(runner, drawn=hazards).run(levers.neutral(built), base).people[NEED]
    moved = runner.run(levers.resigning(built, factor), base).people[NEED]
    assert np.abs(again - moved).max() < 1e-9
    # And what the table tells is the mean and eight of ten of just these draws.
    spared = (again - base.people[NEED])[:, -1].sum(axis=1)
    rows = told[(told["quantity"] == NEED) & (told["administration"] == "*") & (told["occupation"] == "*")]
    last = rows.sort_values("period").iloc[-1]
    expected = (spared.mean(), *np.quantile(spared, (0.1, 0.9)))
    assert tuple(last[["mean", "p10", "p90"]]) == pytest.approx(expected, abs=1e-9)
