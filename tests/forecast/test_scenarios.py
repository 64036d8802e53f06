"""Levers do what they say, exactly; differences are those of one model with the same random numbers."""

import copy
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from competence.config import Config
from competence.config.whatif import Scenario
from competence.forecast import (
    ForecastError,
    levers,
    model,
    needs,
    scenarios,
    simulate,
    standing,
    statuses,
    whatif,
)
from competence.forecast.rates import Rates

DRAWS, YEARS = 20, 4


def scenario(**what):
    return Scenario(name="x", **what)


@pytest.fixture(scope="module")
def built(counts, setup):
    return model.build(counts, setup, seed=3, draws=DRAWS, years=YEARS, months=12)


@pytest.fixture(scope="module")
def stands(counts, setup, built):
    return statuses.fit(standing.read(counts, built.history, setup), built.history)


@pytest.fixture(scope="module")
def compared(counts, setup, built):
    """Compare named scenarios; the function remembers nothing."""

    def compare(named, statuses=None, seed=3, **more):
        return scenarios.compare(
            built, with_scenarios(setup, named), counts, statuses=statuses, seed=seed, **more
        )

    return compare


def with_scenarios(setup, named) -> Config:
    return Config(setup.path, setup.fields.model_copy(update={"scenarios": named}))


def whole(table, scenario, quantity, administration="*", occupation="*"):
    rows = table[
        (table["scenario"] == scenario) & (table["quantity"] == quantity)
        & (table["administration"] == administration) & (table["occupation"] == occupation)
    ]  # fmt: skip
    return rows.sort_values("period")["mean"].to_numpy()


@pytest.fixture(scope="module")
def people(compared):
    """Scenarios of people, compared once for several tests."""
    return compared({
        "null": scenario(resignations_percent=0.0, retirement_months=0.0, part_time_points=0.0,
                         staffing_percent=0.0, sickness_percent=0.0, own_share_points=0.0),
        "fewer": scenario(resignations_percent=-10.0), "fewest": scenario(resignations_percent=-20.0),
        "later": scenario(retirement_months=6.0), "latest": scenario(retirement_months=12.0),
        "vard": scenario(retirement_months=12.0, administrations=("vard",)),
        "joined": scenario(combines=("fewer", "later")),
        "both": scenario(resignations_percent=-10.0, retirement_months=6.0),
        "shift": scenario(task_shift_percent=10.0, task_shift_to="assistant_nurse", occupations=("nurse",)),
    })  # fmt: skip


def test_null_levers_change_nothing(people):
    rows = people[people["scenario"] == "null"]
    assert len(rows)
    assert (rows[["mean", "p10", "p90"]] == 0.0).all(axis=None)


def test_fewer_resignations_are_the_rerun_with_smaller_hazards(built, counts, setup):
    @dataclass(frozen=True, eq=False)
    class Smaller(Rates):
        def multipliers(self, rng, draws, years):
            out = super().multipliers(rng, draws, years)
            names = [c.name for c in self.causes]
            out[..., names.index("resignation")] *= 0.9
            # Where nobody tells why people leave, as many resign as elsewhere.
            told = {c.name: c.events.sum() for c in self.causes[: self.exits] if c.name != "unknown_exit"}
            share = told["resignation"] / sum(told.values())
            if "unknown_exit" in names:
                out[..., names.index("unknown_exit")] *= 1 - 0.1 * share
            return out

    config = with_scenarios(setup, {"fewer": scenario(resignations_percent=-10.0)})
    changed = whatif.read("fewer", config, built, counts)
    plan = levers.apply(built.plan, changed, changed.retirement[:, 0])
    known = {name: getattr(built.plan.rates, name) for name in Rates.__dataclass_fields__}
    by_hand = replace(built.plan, rates=Smaller(**known))
    runs = [
        simulate.run(p, np.random.Generator(np.random.PCG64(1)), DRAWS, chance=False) for p in (plan, by_hand)
    ]
    for name in ("exits", "headcount", "hires", "need_exits", "required"):
        one, other = (getattr(paths, name) for paths in runs)
        assert np.allclose(one, other, rtol=1e-5, atol=1e-6)


def test_more_of_a_lever_does_more(people):
    for less, more in (("fewer", "fewest"), ("later", "latest")):
        for quantity in ("recruitment_need_cum", "gap"):
            a, b = (whole(people, name, quantity) for name in (less, more))
            assert (a < 0).all() and (b < a + 1e-9).all()
    assert whole(people, "fewest", "recruitment_need_cum")[-1] == pytest.approx(
        2 * whole(people, "fewer", "recruitment_need_cum")[-1], rel=0.1
    )


def test_a_combination_is_the_rerun_with_both(people, compared, built, counts, setup):
    columns = ["administration", "occupation", "quantity", "period", "mean", "p10", "p90"]
    joined, both = (
        people.loc[people["scenario"] == n, columns].reset_index(drop=True) for n in ("joined", "both")
    )
    pd.testing.assert_frame_equal(joined, both)
    single = {"fewer": scenario(resignations_percent=-10.0), "later": scenario(retirement_months=6.0)}
    at_once = scenarios.combine(("fewer", "later"), with_scenarios(setup, single), built, counts)
    extra = compared({}, extra={"joined": at_once})
    pd.testing.assert_frame_equal(extra[columns], both)
    # Two levers together are not the sum of their effects: who resigns cannot retire.
    assert not np.allclose(
        whole(people, "both", "recruitment_need_cum"),
        whole(people, "fewer", "recruitment_need_cum") + whole(people, "later", "recruitment_need_cum"),
        rtol=1e-6,
    )


def test_retirement_half_a_year_later_saves_half_a_years_retirements_once(people, built):
    retired = built.simulate().exits[built.history.causes.index("retirement")]
    a_year = retired.sum(axis=2).mean(axis=0).sum() / YEARS
    # Need falls by half a year's retirements, and by the leavers among the hires that are not needed.
    saved = -whole(people, "later", "recruitment_need_cum")[-1]
    assert 0.35 * a_year < saved < 1.5 * a_year


def test_scope_leaves_others_alone(people):
    own = whole(people, "vard", "recruitment_need_cum", "vard")
    assert own[-1] == pytest.approx(whole(people, "latest", "recruitment_need_cum", "vard")[-1], rel=0.05)
    assert np.abs(whole(people, "vard", "recruitment_need_cum", "utbildning")).max() < 0.02 * abs(own[-1])


def test_task_shift_keeps_the_work(people, built):
    assert np.abs(whole(people, "shift", "required_fte")).max() < 1e-6
    moved = whole(people, "shift", "required_fte", occupation="nurse")
    came = whole(people, "shift", "required_fte", occupation="assistant_nurse")
    assert (moved < 0).all() and came == pytest.approx(-moved)
    h, d = built.history, built.plan.demand
    nurse = h.occupations.index("nurse")
    work = (d.required_at(slice(None), 12 * YEARS) * d.share_at(slice(None), 12 * YEARS)).mean(axis=0)
    assert moved[-1] == pytest.approx(-0.1 * work[h.occupation == nurse].sum(), rel=0.02)


def test_recruiting_goes_on_until_posts_are_filled(people, built):
    gap, head = whole(people, "fewest", "gap"), whole(people, "fewest", "headcount")
    assert gap == pytest.approx(-head, abs=1e-6)
    d = built.plan.demand
    vacant = np.maximum(d.open[:DRAWS], 0.0).mean(axis=0).sum(axis=1)
    assert (head <= vacant[1:] + 1.0).all()


def test_a_lever_acts_from_its_day(compared, built):
    since = (built.history.origin + pd.DateOffset(years=2)).date()
    table = compared({"later": scenario(resignations_percent=-50.0, **{"from": since})})
    saved = whole(table, "later", "recruitment_need_cum")
    assert saved[:2] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert saved[2] < -1
    half = built.history.origin + pd.DateOffset(months=6)
    years, nodes = whatif.in_force(built.history, half.date(), 2)
    assert years == pytest.approx([0.5, 1.0], abs=0.01)
    assert list(nodes) == [0.0, 1.0, 1.0]


def test_posts_follow_staffing_hours_and_sickness(compared, counts, built):
    table = compared({
        "ratio": scenario(staffing_percent=2.0), "hours": scenario(part_time_points=5.0),
        "sick": scenario(sickness_percent=-10.0), "own": scenario(own_share_points=-10.0, administrations=("vard",)),
    })  # fmt: skip
    d = built.plan.demand
    work = (d.required_at(slice(None), 12 * YEARS) * d.share_at(slice(None), 12 * YEARS)).mean(axis=0)
    assert whole(table, "ratio", "required_fte")[-1] == pytest.approx(0.02 * work.sum(), rel=1e-6)
    # More hours from the same people: no more work is needed, but fewer hands.
    assert np.abs(whole(table, "hours", "required_fte")).max() < 1e-6
    assert whole(table, "hours", "gap")[-1] < 0
    assert -0.02 * work.sum() < whole(table, "sick", "required_fte")[-1] < 0
    mine = work[built.history.administration == built.history.administrations.index("vard")].sum()
    assert -mine < whole(table, "own", "required_fte", "vard")[-1] < -0.05 * mine
    part = whatif.part_timers(counts, built.history)
    assert ((part >= 0) & (part <= 1)).all()


def test_competence_levers(compared, stands, setup):
    requirement = stands.names[0]
    table = compared(
        {"train": scenario(train_a_year=5.0, requirement=requirement),
         "mix": scenario(hires_meeting_percent=100.0, requirement=requirement)},
        statuses=stands,
    )  # fmt: skip
    for name in ("train", "mix"):
        rows = table[(table["scenario"] == name) & (table["requirement"] == requirement)]
        last = rows[(rows["period"] == rows["period"].max()) & (rows["occupation"] == "*")]
        shortage = last.set_index("administration")["mean"]
        assert shortage["*"] < -0.5
        assert shortage["*"] == pytest.approx(shortage.drop("*").sum())
        # Who is qualified moves no one: people are as in the base.
        assert (
            np.abs(table.loc[(table["scenario"] == name) & (table["requirement"] == "*"), "mean"]).max()
            < 1e-6
        )
        others = table[(table["scenario"] == name) & ~table["requirement"].isin([requirement, "*"])]
        assert np.abs(others["mean"]).max() < 1e-6
    trained = whole(table[table["requirement"] == requirement], "train", "competence_gap_fte")
    assert -5.0 * YEARS <= trained[-1] < -0.4 * 5 * YEARS  # some of the trained leave


def test_measured_effect_comes_as_draws(compared, built):
    flat = levers.resigning(built, np.full(DRAWS, 0.9))
    spread = levers.resigning(built, np.linspace(0.7, 1.1, DRAWS))
    table = compared(
        {"fewer": scenario(resignations_percent=-10.0)}, extra={"flat": flat, "measured": spread}
    )
    width = {}
    for name in ("fewer", "flat", "measured"):
        rows = table[(table["scenario"] == name) & (table["quantity"] == "recruitment_need_cum")]
        last = rows[(rows["administration"] == "*") & (rows["occupation"] == "*")].iloc[-1]
        width[name] = last["p90"] - last["p10"]
        assert last["p10"] < last["mean"] < last["p90"]
    assert whole(table, "flat", "recruitment_need_cum") == pytest.approx(
        whole(table, "fewer", "recruitment_need_cum")
    )
    assert width["measured"] > 3 * width["flat"]


def test_same_seed_same_table_whatever_ran_before(compared, built):
    first = compared({"fewer": scenario(resignations_percent=-10.0)})
    built.simulate()
    pd.testing.assert_frame_equal(first, compared({"fewer": scenario(resignations_percent=-10.0)}))


def test_a_scenario_is_simulated_whole_like_the_base(built, counts, setup, stands, people):
    config = with_scenarios(setup, {
        "null": scenario(staffing_percent=0.0),
        "vard": scenario(retirement_months=12.0, administrations=("vard",)),
    })  # fmt: skip
    base = replace(built, rng=copy.deepcopy(built.rng)).simulate()
    _, paths, tracker = scenarios.pulled("null", built, config, counts, stands)
    for name in ("headcount", "exits", "required", "need_exits", "hires"):
        assert np.array_equal(getattr(paths, name), getattr(base, name))
    moved, later, tracker = scenarios.pulled("vard", built, config, counts, stands)
    found = dict(needs.quantities(moved, later, 12 * np.arange(1, YEARS + 1)))["recruitment_need_cum"]
    before = dict(needs.quantities(built, base, 12 * np.arange(1, YEARS + 1)))["recruitment_need_cum"]
    difference = (found - before).mean(axis=0)[-1]
    mine = built.history.administration == built.history.administrations.index("vard")
    # By chance, event by event, yet with common random numbers: near what was found at expectation.
    assert difference[mine].sum() == pytest.approx(
        whole(people, "vard", "recruitment_need_cum", "vard")[-1], rel=0.35
    )
    assert np.abs(difference[~mine].sum()) < 0.3 * np.abs(difference[mine].sum())
    assert tracker.held.sum(axis=3) == pytest.approx(
        later.headcount[:, 12 + np.arange(-1, YEARS - 1)][..., stands.cell]
    )


def test_population_variant(counts, setup, built):
    config = with_scenarios(setup, {"high": scenario(population_variant="high")})
    assert scenarios.compare(built, config, counts).empty  # not delivered: left out, and named
    with pytest.raises(ForecastError, match="high"):
        scenarios.pulled("high", built, config, counts)
    table = counts.population
    main = table[table["kind"] == "projected"]
    if main.empty:
        last = table[table["year"] == table["year"].max()]
        main = pd.concat([
            last.assign(year=last["year"] + k, kind="projected", variant="main", known_from=built.history.origin)
            for k in range(1, YEARS + 1)
        ])  # fmt: skip
    more = replace(
        counts,
        population=pd.concat([
            table[table["kind"] == "observed"], main,
            main.assign(variant="high", persons=main["persons"] * 1.05 ** (main["year"] - table.loc[table["kind"] == "observed", "year"].max())),
        ]),
    )  # fmt: skip
    factor = whatif._variant_factor("high", config, built, more)
    assert (factor[1:] >= 1.0 - 1e-9).all() and factor[-1].max() > 1.03
    assert factor[0] == pytest.approx(1.0)


def test_cost_stands_where_it_is_paid_and_is_divided_by_what_it_buys(compared):
    table = compared({
        "paid": scenario(resignations_percent=-20.0, administrations=("vard",), cost_sek_a_year=1e6),
        "free": scenario(resignations_percent=-20.0),
    })  # fmt: skip
    costs = table.dropna(subset=["cost_sek"])
    assert set(costs["scenario"]) == {"paid"}
    assert set(costs["administration"]) == {"*", "vard"} and set(costs["occupation"]) == {"*"}
    bought = scenarios.closing(table).set_index("administration").loc["vard"]
    assert bought["cost_sek"] == pytest.approx(YEARS * 1e6)
    assert bought["vacancy_years"] == pytest.approx(-whole(table, "paid", "gap", "vard").sum())
    assert bought["recruitments"] == pytest.approx(-whole(table, "paid", "recruitment_need_cum", "vard")[-1])
    assert bought["sek_per_recruitment"] == pytest.approx(YEARS * 1e6 / bought["recruitments"])


def test_nothing_named_nothing_compared(compared):
    assert compared({}).empty


def test_what_cannot_be_computed_is_left_out_and_named(compared, setup, built, counts):
    named = {
        "train": scenario(train_a_year=5.0, requirement="nurse_licence"),
        "both": scenario(combines=("train",)),
    }
    assert compared(named).empty
    out = whatif.left_out(with_scenarios(setup, named), built.history, counts, None)
    assert out == dict.fromkeys(("train", "both"), "scenario_unmeasured")
    others = {
        "high": scenario(population_variant="high"),
        "nobody": scenario(resignations_percent=-10.0, administrations=("raddning",), occupations=("nurse",)),
    }
    out = whatif.left_out(with_scenarios(setup, others), built.history, counts, None)
    assert out == {"high": "scenario_variant", "nobody": "scenario_reaches_nobody"}


def test_the_order_of_rows_moves_no_byte(counts, built, setup):
    named = {"sick": scenario(sickness_percent=-10.0), "own": scenario(own_share_points=-5.0)}
    config = with_scenarios(setup, named)
    shuffled = replace(counts, **{
        name: None if getattr(counts, name) is None else getattr(counts, name).sample(frac=1, random_state=1)
        for name in ("stock", "cover", "service_volumes")
    })  # fmt: skip
    for name in named:
        one, other = (whatif.read(name, config, built, c) for c in (counts, shuffled))
        assert np.array_equal(one.needed, other.needed)
