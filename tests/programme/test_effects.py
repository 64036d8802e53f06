"""What would mislead a reader about what the programme moved."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from competence.config.programme import ExpectedEffect, Programme
from competence.programme import beside, comparison, effects, impute, lot, panel, sensitivity, verdicts
from competence.tables import BALANCE, EFFECTS, UNIT_PERIODS
from competence.vocabulary import COMPARED, NEEDS_MORE

LEADERSHIP = Programme(
    effect=(ExpectedEffect(id="lead", expected="Stronger leaders", indicators=("hme_leadership",)),)
)


def estimated(m, programme=LEADERSHIP, permutations=19, **other):
    tables = {
        "unit_periods": m.unit_periods,
        "survey_rounds": m.survey_rounds,
        "programme_groups": m.programme_groups,
    }
    given = tables | other
    return effects.estimate(
        *given.values(), programme, rng=np.random.default_rng(1), permutations=permutations
    )


def figure(found, outcome="hme_leadership", estimand="trained_then", estimator="imputation"):
    e = found.effects
    row = e[
        (e["outcome"] == outcome)
        & (e["estimand"] == estimand)
        & (e["estimator"] == estimator)
        & (e["kind"] == "simple")
    ]
    return row.iloc[0]


def laid_out(m, outcome="hme_leadership", estimand="trained_then"):
    taken = panel.courses(m.unit_periods, m.programme_groups)
    return comparison.compared(panel.panel(outcome, m.unit_periods, m.survey_rounds, taken), estimand)


@pytest.fixture(scope="module")
def one(made):
    return made.municipality(np.random.default_rng(4), effect=4.0)


def test_a_planted_effect_is_found_and_its_interval_tells_how_surely(made):
    held, errors, told = [], [], []
    for seed in range(24):
        m = made.municipality(np.random.default_rng(seed), 3.0, 2.0, units=100, administrations=2)
        c = laid_out(m)
        found = impute.estimate(c.rows, c.main)
        cells = effects._cells(c).merge(m.truth, on=["unit", "period"])
        truth = (cells["weight"] * cells["effect"]).sum()
        assert cells["weight"].sum() == pytest.approx(1)
        errors.append(found.value[0] - truth)
        told.append(found.by_unit(c.rows)[0])
        held.append(abs(errors[-1]) < 1.96 * told[-1])
    assert np.mean(held) >= 0.85
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(errors))
    assert np.mean(told) == pytest.approx(np.std(errors), rel=0.3)


def test_what_hits_an_administration_in_a_round_moves_nothing(one):
    shocked = one.unit_periods.copy()
    key = shocked["administration"] + shocked["period"].astype(str)
    shock = dict(zip(key.unique(), np.random.default_rng(0).uniform(-3, 3, key.nunique())))
    shocked["hme_leadership"] += key.map(shock) + shocked["unit"] % 5 / 10
    assert figure(estimated(one, unit_periods=shocked))["estimate"] == pytest.approx(
        figure(estimated(one))["estimate"]
    )


def test_units_under_way_and_rounds_after_the_last_start_are_on_neither_side(one):
    changed = one.unit_periods.copy()
    start = changed["group"].map(one.programme_groups.set_index("group")["start"])
    under_way = (changed["period"] >= start) & (changed["period"] < changed["first_trained"])
    later = changed["period"] >= one.programme_groups["start"].max()
    assert changed.loc[under_way, "hme_leadership"].notna().any()
    changed.loc[under_way | later, "hme_leadership"] = 0.0
    then, now = figure(estimated(one, unit_periods=changed)), figure(estimated(one))
    assert [then["estimate"], then["se"]] == pytest.approx([now["estimate"], now["se"]])
    assert now["last"] < one.programme_groups["start"].max()


def test_a_reworded_survey_is_compared_with_nothing_asked_before(one):
    rounds = one.survey_rounds.copy()
    new = rounds["date"] > "2022-03-01"
    rounds.loc[new, "instrument"] = "HME 2022"
    moved = one.unit_periods.copy()
    moved["hme_leadership"] += np.where(moved["period"] > "2022-03-01", moved["unit"] % 7 - 3.0, 0.0)
    kept, shifted = (estimated(one, unit_periods=u, survey_rounds=rounds) for u in (one.unit_periods, moved))
    assert figure(shifted)["estimate"] == pytest.approx(figure(kept)["estimate"])
    # Of those trained before the new words nothing can be said: they have no round of the new words before.
    assert figure(kept)["units"] < figure(estimated(one))["units"]


def test_a_unit_that_a_trained_manager_took_over_is_no_control(one):
    changed = one.unit_periods.copy()
    last = changed["group"] == "Grupp 7"
    taken = last & (changed["unit"] % 2 == 0) & (changed["period"] >= "2022-03-31")
    changed.loc[taken, "managers_trained"] = 1
    changed.loc[taken, "hme_leadership"] = 0.0
    row, now = (
        figure(estimated(one, unit_periods=changed)),
        figure(estimated(one, unit_periods=changed), estimand="trained_now"),
    )
    assert row["estimate"] == pytest.approx(4.0, abs=1.5)
    assert now["estimate"] < -3


def test_trained_now_lets_go_of_units_that_their_trained_manager_left(one):
    changed = one.unit_periods.copy()
    gone = (changed["unit"] % 3 == 0) & (changed["period"] > changed["first_trained"] + pd.Timedelta(days=60))
    changed.loc[gone, "managers_trained"] = 0
    changed.loc[gone, "hme_leadership"] = 0.0
    found = estimated(one, unit_periods=changed)
    assert figure(found, estimand="trained_now")["estimate"] == pytest.approx(4.0, abs=1.5)
    assert figure(found)["estimate"] < 0


def test_stratum_and_round_effects_are_the_library_s_where_all_trained_weigh_the_same(one):
    from diff_diff import ImputationDiD

    c = laid_out(one)
    d = c.design(overlap=False)
    trained, free = d.target[0][c.rows.row] > 0, c.free[c.rows.row]
    row, at = np.nonzero(trained | free)
    first = np.where(trained.any(1), trained.argmax(1) + 1, 0)
    frame = pd.DataFrame({"unit": row, "time": at + 1, "first": first[row], "y": c.rows.value[row, at]})
    place = c.rows.stratum[c.rows.row][row]
    names = [(s, t) for s in range(1, place.max() + 1) for t in range(2, at.max() + 2)]
    dummies = {f"x{s}_{t}": ((place == s) & (frame["time"] == t)) * 1.0 for s, t in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ImputationDiD().fit(
            frame.assign(**dummies),
            "y",
            "unit",
            "time",
            "first",
            covariates=[n for n in dummies if dummies[n].any()],
        )
    ours = impute.estimate(c.rows, d)
    assert ours.value[0] == pytest.approx(found.overall_att, abs=1e-7)
    assert ours.by_unit(c.rows)[0] == pytest.approx(found.overall_se, rel=0.08)


def test_many_orders_at_once_are_each_order_alone(one):
    c = laid_out(one)
    slots = lot.orders(c.panel.groups, {}, 6, np.random.default_rng(2))
    assert (
        lot.orders(("a", "b", "c"), {"a": "x", "c": "x"}, 50, np.random.default_rng(0))[:, 1].tolist()
        == [1] * 50
    )
    together = lot._studentised(c, slots)
    dated = pd.DataFrame({"start": c.panel.start, "done": c.panel.done}, index=list(c.panel.groups))
    for slot, told in zip(slots, together):
        moved = dated.iloc[slot].set_axis(dated.index)
        units = one.unit_periods.assign(
            first_trained=one.unit_periods["group"].map(moved["done"]).astype("datetime64[us]"),
            managers_trained=0,
        )
        groups = one.programme_groups.assign(
            start=one.programme_groups["group"].map(moved["start"]).astype("datetime64[us]")
        )
        taken = panel.courses(units, groups)
        alone = comparison.compared(
            panel.panel("hme_leadership", units, one.survey_rounds, taken), "trained_then"
        )
        found = impute.estimate(alone.rows, alone.main)
        assert found.value[0] / found.by_unit(alone.rows)[0] == pytest.approx(told)


def test_plain_two_way_effects_are_biased_where_effects_grow_and_ours_is_not(made):
    m = made.municipality(np.random.default_rng(3), growing=6.0, sd=0.5)
    found = estimated(m)
    cells = found.cells.merge(m.truth, on=["unit", "period"])
    truth = (cells["weight"] * cells["effect"]).sum()
    assert figure(found)["estimate"] == pytest.approx(truth, rel=0.06)
    assert figure(found, estimator="two_way")["estimate"] < 0.7 * truth


def test_two_way_is_least_squares(one):
    c = laid_out(one)
    cells, on = ((x[c.rows.row]) for x in (c.free | c.trained, c.trained))
    row, at = np.nonzero(cells)
    design = np.c_[on[row, at], np.eye(len(cells))[row], np.eye(cells.shape[1])[at][:, 1:]]
    fit = np.linalg.lstsq(design, c.rows.value[row, at], rcond=None)[0]
    assert beside.two_way(c, False)[0].value[0] == pytest.approx(fit[0])


def test_sensitivity_bounds_are_the_library_s():
    from diff_diff import HonestDiD, MultiPeriodDiD

    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"unit": np.repeat(np.arange(60), 8), "t": np.tile(np.arange(8), 60)})
    frame["on"] = (frame["unit"] < 30) * 1
    frame["y"] = rng.normal(size=480) + frame["on"] * (0.2 * frame["t"] + 2.0 * (frame["t"] >= 5))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = MultiPeriodDiD().fit(
            frame,
            outcome="y",
            treatment="on",
            time="t",
            post_periods=[5, 6, 7],
            reference_period=4,
            unit="unit",
        )
        told = HonestDiD(method="relative_magnitude", M=0.5).fit(fit)
    steps = np.diff([fit.period_effects[t].effect for t in range(4)] + [0.0])
    low, high = sensitivity.bounds(told.original_estimate, 1.959964 * told.original_se, steps, 2.0, 0.5)
    assert (low, high) == pytest.approx((told.ci_lb, told.ci_ub), abs=1e-4)


def test_a_trend_before_is_no_effect(made):
    m = made.municipality(np.random.default_rng(6), sd=0.5)
    start = m.unit_periods["group"].map(m.programme_groups.set_index("group")["start"])
    # Those who came early improved by two points a year all along.
    years = (m.unit_periods["period"] - pd.Timestamp("2022-01-01")).dt.days / 365
    drift = years * np.where(start < "2022-09-01", 2.0, 0.0)
    drifted = replace(
        m, unit_periods=m.unit_periods.assign(hme_leadership=m.unit_periods["hme_leadership"] + drift)
    )
    c, planted = laid_out(drifted), laid_out(made.municipality(np.random.default_rng(6), effect=2.0, sd=0.5))
    # A trend that goes on as before makes all of the difference; half of it does not.
    assert not sensitivity.holds(c, 1.5)
    assert sensitivity.holds(planted) and sensitivity.holds(planted, 1.5)
    found = estimated(drifted)
    early = found.balance[found.balance["start"] < "2022-09-01"]["trend"].mean()
    late = found.balance[found.balance["start"] > "2022-11-01"]["trend"].mean()
    assert early - late == pytest.approx(2.0, abs=0.6)


def test_resignations_are_told_in_per_cent_by_two_methods(made):
    m = made.municipality(np.random.default_rng(7), units=1200, resignations=0.4, change=-0.25, rounds=(0,))
    found = estimated(m, Programme(primary="resignations"), permutations=0)
    for estimator in ("imputation", "poisson"):
        row = figure(found, "resignations", estimator=estimator)
        assert row["estimate"] == pytest.approx(-25, abs=2.5 * row["se_unit"])
        assert row["se_unit"] < 6
    assert figure(found, "resignations")["verdict"].startswith("supported")
    assert found.effects["p97_5"].notna().any()


def test_every_outcome_has_its_rows_and_nothing_measured_is_never_a_number(one):
    found = estimated(one, Programme())
    e = found.effects
    for outcome in COMPARED:
        mine = e[(e["outcome"] == outcome) & (e["kind"] == "simple") & (e["estimator"] == "imputation")]
        assert set(mine["estimand"]) == {"trained_then", "trained_now"}
    others = e[e["outcome"] != "hme_leadership"]
    assert (others["verdict"] == "not_measured").all()
    assert others["estimate"].isna().all()
    assert set(others["needs_more"]) <= set(NEEDS_MORE)
    assert EFFECTS.check(e).equals(e)
    assert BALANCE.check(found.balance).equals(found.balance)
    late = e[(e["kind"] == "group") & (e["at"] == "2023-12-31")]
    assert late["verdict"].tolist() == ["not_estimated"]


def test_the_primary_outcome_is_tested_alone_and_the_others_together(one):
    units = one.unit_periods.copy()
    asked = units["hme_leadership"].notna()
    for name, size in (("total", 0.2), ("governance", 0.0)):
        units[f"hme_{name}"] = units["hme_leadership"] * size + np.random.default_rng(1).normal(
            50, 2, len(units)
        )
        units[f"hme_{name}"] = units[f"hme_{name}"].where(asked)
    found = estimated(
        one,
        Programme(),
        unit_periods=units,
    )
    row = figure(found)
    assert row["p_holm"] == row["p_value"]
    others = [figure(found, f"hme_{name}") for name in ("total", "governance")]
    assert (
        sorted(r["p_holm"] / r["p_value"] for r in others)[1] == pytest.approx(2)
        or max(r["p_holm"] for r in others) == 1
    )
    for asked, level in ((row, 0.05), (others[0], 0.025), (others[1], 0.025)):
        told = [verdicts.detectable(verdicts.Error(asked["se"], df), level) for df in (np.inf, 6)]
        assert any(asked["mde"] == pytest.approx(mde) for mde in told)


def untrained(m, after="2000-01-01"):
    later = m.unit_periods["first_trained"] > after
    return m.unit_periods.assign(
        first_trained=m.unit_periods["first_trained"].mask(later),
        group=m.unit_periods["group"].mask(later, None),
        managers_trained=m.unit_periods["managers_trained"].mask(later, 0),
    )


@pytest.mark.parametrize(
    "case, needs",
    [
        ("off", "more_groups"),
        ("no course records", "collect_course_records"),
        ("no leads", "collect_manager_units"),
        ("just begun", "more_groups"),
        ("two groups", "more_groups"),
        ("long done", "earlier_rounds"),
        ("few units", "more_units"),
        ("no rounds inside", "none_left"),
    ],
)
def test_nothing_is_claimed_where_nothing_can_be_compared(one, case, needs):
    units, groups = one.unit_periods, one.programme_groups
    nobody = pd.array([pd.NA] * len(units), "Int64")
    if case == "off":
        units, groups = untrained(one), groups[:0]
    elif case == "no course records":
        units, groups = untrained(one).assign(managers_trained=nobody), None
    elif case == "no leads":
        units, groups = untrained(one).assign(managers_trained=nobody, managers=nobody), None
    elif case in ("just begun", "two groups"):
        last = "2022-04-15" if case == "just begun" else "2022-07-15"
        units = untrained(one, last)[units["period"] <= "2022-10-31"]
        groups = groups[groups["start"] < last]
    elif case == "long done":
        units = units[units["period"] > "2024-01-01"]
    elif case == "few units":
        units = units[units["unit"] <= 30]
    elif case == "no rounds inside":
        units = units.assign(
            hme_leadership=units["hme_leadership"].mask(units["period"].between("2022-02-01", "2023-11-30"))
        )
    found = estimated(one, unit_periods=units, programme_groups=groups)
    assert found.effects["estimate"].isna().all()
    assert set(found.effects["verdict"]) == {"not_estimated"}
    assert set(found.effects["needs_more"]) == {needs}
    assert found.cells.empty


def test_no_units_at_all_is_not_measured():
    for units in (None, UNIT_PERIODS.empty()):
        found = effects.estimate(units, None, None, Programme(), rng=np.random.default_rng(0))
        assert set(found.effects["verdict"]) == {"not_measured"}
        assert found.balance.empty


def test_one_administration_and_units_that_nobody_asked_in_some_rounds(one):
    units = one.unit_periods.assign(administration="a0")
    asked = units["hme_leadership"].notna()
    missing = asked & (np.random.default_rng(3).random(len(units)) < 0.15)
    units["hme_leadership"] = units["hme_leadership"].mask(missing)
    row = figure(estimated(one, unit_periods=units))
    assert row["estimate"] == pytest.approx(4.0, abs=2.0)
    assert row["groups"] >= 3


def test_the_same_seed_gives_the_same_tables(one):
    a, b = (estimated(one, Programme()) for _ in range(2))
    pd.testing.assert_frame_equal(a.effects, b.effects)
    assert 0 < figure(a)["p_randomisation"] < 0.2


def test_a_round_held_in_the_month_the_course_began_came_before_it(made):
    town = made.municipality(np.random.default_rng(3), effect=4.0, units=240, groups=9)
    first = town.survey_rounds["date"] - pd.offsets.MonthBegin(1)
    began = set(town.programme_groups["start"].dt.to_period("M"))
    assert began & set(first.dt.to_period("M"))  # a group began after the round of its month
    rounds = town.survey_rounds.assign(date=first.astype("datetime64[us]"))
    found = effects.estimate(
        town.unit_periods, rounds, town.programme_groups, Programme(), rng=np.random.default_rng(1), permutations=99,
    ).effects  # fmt: skip
    rows = found[(found["outcome"] == "hme_leadership") & (found["kind"] == "event")]
    at = rows["at"].astype(int)
    assert at.is_unique and (at < 0).any()
    # What lies at nought or after is the effect, what lies before is nought.
    assert rows.loc[at >= 0, "estimate"].min() > 1.0 and rows.loc[at < 0, "estimate"].abs().max() < 2.5


@pytest.mark.parametrize("reworded", [False, True])
def test_early_in_a_roll_out_it_is_too_early_and_nobody_is_said_to_be_left_over(made, reworded):
    town = made.municipality(
        np.random.default_rng(3),
        effect=4.0,
        resignations=0.1,
        units=320,
        groups=13,
        rounds=(-30, -18, -6, 6, 18, 30),
    )
    day = pd.Timestamp("2022-06-30")  # four of thirteen groups have begun; those to come are not listed yet
    groups = town.programme_groups[town.programme_groups["start"] <= day]
    units = town.unit_periods[town.unit_periods["period"] <= day]
    late = units["first_trained"] > day
    units = units.assign(first_trained=units["first_trained"].mask(late), group=units["group"].mask(late))
    rounds = town.survey_rounds[town.survey_rounds["date"] <= day]
    if reworded:
        rounds = rounds.assign(instrument=np.where(rounds["date"] < "2021-01-01", "old", "new"))
    found = effects.estimate(
        units, rounds, groups, Programme(), rng=np.random.default_rng(1), permutations=99
    ).effects
    blank = found[found["verdict"] == "not_estimated"]
    assert len(blank) and not set(blank["needs_more"]) & {"none_left", "reworded"}
