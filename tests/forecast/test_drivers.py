"""Why: drivers that sum to the need, and find what was planted; what changed between two editions."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from competence.forecast import drivers, model, recursion, revision
from competence.vocabulary import DRIVERS

CELL = ["administration", "occupation", "horizon"]


@pytest.fixture(scope="module")
def built(counts, setup):
    return model.build(counts, setup, seed=3, draws=100, years=4, months=12)


@pytest.fixture(scope="module")
def paths(built):
    return built.simulate(chance=False)


@pytest.fixture(scope="module")
def explained(built, paths, setup):
    return drivers.explain(built, setup, paths, draws=20)


def whole(explained, horizon=4):
    rows = explained.drivers
    rows = rows[(rows["administration"] == "*") & (rows["occupation"] == "*") & (rows["horizon"] == horizon)]
    return rows.set_index("driver")["mean"]


def test_drivers_sum_to_the_need_in_every_cell_and_total(explained):
    sums = explained.drivers.groupby(CELL)["mean"].sum()
    need = explained.need.set_index(CELL)["need"].loc[sums.index]
    assert len(sums) == len(need)
    assert np.abs(sums - need).max() < 1e-6


def test_cells_sum_to_administrations_and_to_the_whole(explained):
    rows = explained.drivers.pivot_table(index=["horizon", "driver"], columns=CELL[:2], values="mean")
    cells = [c for c in rows.columns if "*" not in c]
    assert np.allclose(rows[cells].sum(axis=1), rows[("*", "*")], atol=1e-6)


def test_recursion_meets_the_simulation(explained):
    assert explained.residual < 0.02
    assert explained.residual == max(abs(x) for x in explained.residuals.values())


def test_nobody_need_be_recruited_with_every_driver_off(built, paths):
    parts = recursion.build(built.plan, drivers.CAUSES.values(), paths.multipliers, paths.tables)
    required = built.plan.demand.required_without(frozenset(drivers.POSTS))[None]
    some = np.arange(20)
    assert (parts.needs(required[:, some], ((),), some, (1, 4)) == 0).all()


def test_reach_follows_the_configuration(built, paths, setup, explained):
    near = set(explained.drivers.loc[explained.drivers["reach"] == "near", "driver"])
    assert near == {"resignation", "other_exits", "internal_moves", "absence_returns"}
    own = SimpleNamespace(programme=SimpleNamespace(near=("fte",)))
    found = drivers.explain(built, own, paths, draws=10).drivers
    assert set(found.loc[found["reach"] == "near", "driver"]) == {"fte"}


def test_values_of_a_game_by_hand():
    # Two drivers: a alone 10, b alone 4, both 20: the 6 that they do together are shared.
    assert drivers.shapley(np.array([0.0, 10.0, 4.0, 20.0])) == pytest.approx([13.0, 7.0])


def test_values_are_efficient_symmetric_and_nought_for_who_adds_nothing():
    rng = np.random.default_rng(1)
    worth = rng.normal(size=256)
    worth[0] = 0.0
    assert drivers.shapley(worth).sum() == pytest.approx(worth[-1])
    coalition = np.arange(256)
    size = np.array([int(c).bit_count() for c in coalition])
    assert drivers.shapley(np.sqrt(size)) == pytest.approx(np.full(8, np.sqrt(8) / 8))
    dummy = worth[coalition & ~4]  # player 2 changes nothing
    assert drivers.shapley(dummy)[2] == pytest.approx(0.0)


def test_two_drivers_by_hand(built, paths):
    """One cell's posts grow by a tenth in a year and all who resign are replaced."""
    parts = recursion.build(built.plan, drivers.CAUSES.values(), paths.multipliers, paths.tables)
    cell = int(np.argmax(built.history.headcount[-1]))
    now = built.plan.demand.required_without(frozenset(drivers.POSTS))[:10]
    grown = now.copy()
    grown[:, 1:] *= 1.1
    some = np.arange(10)
    needs = parts.needs(np.stack([now, grown]), ((), (1,)), some, (1,))[..., 0, cell].mean(axis=2)
    today = now[:, 0, cell].mean()
    assert needs[0] == pytest.approx([0.0, 0.1 * today])
    resigned = needs[1, 0]
    assert 0.02 * today < resigned < 0.3 * today
    # Who comes during the year resigns at first-year rates in what is left of it.
    share = parts._curves(parts.hires, 0, paths.multipliers[some], 0, ((1,),))[0][0, 0, :, cell].mean()
    assert needs[1, 1] - resigned == pytest.approx(0.1 * today / (1 - share), rel=0.01)
    growth, leaving = drivers.shapley(np.array([0.0, needs[0, 1], resigned, needs[1, 1]]))
    together = needs[1, 1] - resigned - needs[0, 1]
    assert growth == pytest.approx(0.1 * today + together / 2)
    assert leaving == pytest.approx(resigned + together / 2)


def test_doubled_resignations_show_as_resignations(built, paths, setup, explained):
    names = [cause.name for cause in built.plan.rates.causes]
    factor = np.where([name == "resignation" for name in names], 2.0, 1.0).astype(np.float32)
    doubled = drivers.explain(built, setup, replace(paths, multipliers=paths.multipliers * factor), draws=20)
    before, after = whole(explained), whole(doubled)
    change = after - before
    assert after["resignation"] > 1.6 * before["resignation"]
    assert change["resignation"] > 10 * change.drop("resignation").abs().max()


def test_a_decided_change_shows_as_staffing_policy(built, paths, setup, explained):
    demand = built.plan.demand
    parts = demand.parts

    class Raised:
        """Ten per cent more staff decided for everybody."""

        def required_without(self, off):
            out = demand.required_without(off).copy()
            if "staffing_policy" not in off:
                out[:, 1:] *= 1.1
            return out

        def required_at(self, block, elapsed):
            return demand.required_at(block, elapsed)

    assert parts is not None
    changed = replace(built, plan=replace(built.plan, demand=Raised()))
    change = whole(drivers.explain(changed, setup, paths, draws=20)) - whole(explained)
    assert change["staffing_policy"] > 0.09 * built.history.headcount[-1].sum()
    assert change["staffing_policy"] > 2 * change.drop("staffing_policy").abs().max()
    assert change[["demography", "fte", "absence_returns"]].abs().max() < 0.1 * change["staffing_policy"]


@pytest.mark.slow
def test_more_residents_show_as_demography(counts, setup):
    def explained(times):
        population = counts.population.copy()
        last = population.loc[population["kind"] == "observed", "year"].max()
        population.loc[population["year"] > last, "persons"] *= times
        changed = replace(counts, population=population)
        built = model.build(changed, setup, seed=3, draws=100, years=4, months=12)
        return whole(drivers.explain(built, setup, built.simulate(chance=False), draws=20))

    change = explained(1.3) - explained(1.0)
    assert (
        change["demography"]
        > 0.08 * counts.stock.loc[counts.stock["period"] == counts.origin, "headcount"].sum()
    )
    assert change["demography"] > 2 * change.drop("demography").abs().max()


def test_exits_without_reasons_stand_in_other_exits(counts, setup):
    flows = counts.flows.copy()
    told = flows["flow"].isin(["retirement", "resignation", "contract_end", "exit_to_hourly", "other_exit"])
    flows["flow"] = flows["flow"].astype(object).where(~told, "unknown_exit")
    keys = [c for c in flows.columns if c != "count"]
    flows = flows.groupby(keys, dropna=False, as_index=False)["count"].sum()
    built = model.build(replace(counts, flows=flows), setup, seed=3, draws=100, years=2, months=0)
    found = drivers.explain(built, setup, built.simulate(chance=False), draws=10)
    assert found.notes == ("one_cause",)
    values = whole(found, 2)
    assert values["retirement"] == values["resignation"] == 0.0
    assert values["other_exits"] > 0
    assert set(found.drivers["driver"]) == set(DRIVERS)


def test_steps_between_two_editions_sum_to_the_change(counts, setup):
    periods = counts.periods
    earlier = counts.until(periods[-13])
    linked = setup.demand.links[1]
    weighed = replace_link(setup, linked.model_copy(update={"weight": 0.1}))
    table = revision.bridge(earlier, counts, setup, weighed, draws=50, years=3)
    assert set(table["step"]) == {"new_data", "new_projection", "changed_assumption", "changed_model"}
    assert (table.loc[table["step"] == "changed_model", "mean"] == 0).all()
    sums = table.groupby(["administration", "quantity", "period"])["mean"].sum()
    assert len(sums.index.get_level_values("period").unique()) == 2  # of three years the earlier one knew two
    by = table.pivot_table(index=["administration", "quantity", "period"], columns="step", values="mean")
    assert by["new_data"].abs().max() > 1
    assert by["changed_assumption"].abs().max() > 0.01
    whole, parts = sums.loc["*"], sums.drop(index="*", level=0).groupby(level=[1, 2]).sum()
    assert np.allclose(whole.sort_index(), parts.sort_index(), atol=1e-6)


def test_an_unchanged_edition_has_nothing_to_bridge(counts, setup):
    issued = pd.DataFrame({
        "origin": counts.origin, "period": pd.to_datetime(["2026-12-31", "2027-12-31"] * 2), "administration": "*",
        "occupation": "*", "scenario": "base", "quantity": ["required_headcount"] * 2 + ["recruitment_need"] * 2,
        "mean": [1500.0, 1510.0, 300.0, 320.0],
    })  # fmt: skip
    again = issued.assign(mean=issued["mean"] + [5.0, 5.0, 1.0, 1.0])
    table = revision.bridge(
        counts, counts, setup, setup, issued_earlier=issued, issued_later=again, draws=50, years=2
    )
    step = table[table["administration"] == "*"].groupby(["quantity", "step"])["mean"].sum()
    assert step["required_headcount", "changed_model"] == pytest.approx(10)
    assert step["recruitment_need", "changed_model"] == pytest.approx(2)
    assert step.drop(index="changed_model", level=1).abs().max() == 0


def replace_link(setup, link):
    """The configuration with its second staffing link replaced."""
    links = (setup.demand.links[0], link, *setup.demand.links[2:])
    demand = setup.demand.model_copy(update={"links": links})
    return replace(setup, fields=setup.fields.model_copy(update={"demand": demand}))
