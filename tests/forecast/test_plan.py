"""The plan table by hand: FTE x cost - frame, by committee."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from competence.config import Config
from competence.config.sections import Committee
from competence.forecast import model, plan
from competence.tables import BUDGET_FRAME, STAFF_COSTS


@pytest.fixture(scope="module")
def run(counts, setup):
    built = model.build(counts, setup, seed=3, draws=30, years=4, months=0)
    return built, built.simulate()


def committees(setup, *entries) -> Config:
    found = tuple(Committee(id=name, name=name, administrations=shares) for name, shares in entries)
    return Config(setup.path, setup.fields.model_copy(update={"committee": found}))


def costs(*rows):
    return STAFF_COSTS.check(
        pd.DataFrame(rows, columns=["year", "administration", "occupation", "sek_per_fte", "price_level"])
    )


def frame(*rows):
    names = ["year", "committee", "administration", "sek", "price_level"]
    return BUDGET_FRAME.check(pd.DataFrame(rows, columns=names).assign(fte=np.nan))


def fte(run, administration):
    """Required FTE in the middle of the first plan year: the mean of the year-ends round it."""
    built = run[0]
    h, d = built.history, built.plan.demand
    mine = h.administration == h.administrations.index(administration)
    end = [
        (d.required_at(slice(0, 30), m) * d.share_at(slice(0, 30), m))[:, mine].sum(axis=1) for m in (12, 24)
    ]
    return np.mean(end, axis=0)


def test_plan_years_begin_after_the_year_it_is_handed_in(run):
    h = run[0].history
    assert h.origin == pd.Timestamp("2025-12-31")  # handed in in April 2026
    assert list(plan.plan_years(h, 8, 10)) == list(range(2027, 2035))
    assert list(plan.plan_years(h, 8, 4)) == [2027, 2028, 2029]


def test_committees_share_an_administration(run, counts, setup):
    config = committees(setup, ("one", {"vard": 0.75}), ("two", {"vard": 0.25, "social": 1.0}))
    told = costs((2024, "vard", "*", 500_000.0, 2025), (2025, "vard", "*", 600_000.0, 2025),
                 (2025, "social", "*", 700_000.0, 2025))  # fmt: skip
    given = frame(
        (2027, "one", "*", 1e8, 2025), (2027, "two", "vard", 2e7, 2025), (2027, "two", "social", 3e7, 2025)
    )
    table = plan.years(*run, config, replace(counts, staff_costs=told, budget_frame=given))
    vard, social = fte(run, "vard"), fte(run, "social")
    first = table[table["year"] == 2027].set_index("committee")
    # The latest year's cost is carried; a frame by administration counts where all have one.
    one = 0.75 * vard * 600_000 - 1e8
    assert first.loc["one", "required_fte"] == pytest.approx(0.75 * vard.mean())
    assert first.loc["one", "deviation_sek"] == pytest.approx(one.mean())
    assert first.loc["one", "p10"] == pytest.approx(np.quantile(one, 0.1))
    assert first.loc["one", "p90"] == pytest.approx(np.quantile(one, 0.9))
    two = 0.25 * vard * 600_000 + social * 700_000
    assert first.loc["two", "sek"] == pytest.approx(two.mean())
    assert first.loc["two", "frame_sek"] == pytest.approx(5e7)
    assert (table["price_level"] == 2025).all()
    # In fixed prices the last decided frame stands still.
    assert (table.loc[table["committee"] == "one", "frame_sek"] == 1e8).all()


def test_without_costs_there_are_only_fte(run, counts, setup):
    config = committees(setup, ("one", {"vard": 1.0}))
    given = frame((2027, "one", "*", 1e8, 2025))
    table = plan.years(*run, config, replace(counts, staff_costs=None, budget_frame=given))
    assert (table["required_fte"] > 0).all()
    assert table[["sek", "deviation_sek", "p10", "p90"]].isna().all(axis=None)
    assert len(table) == 3


@pytest.mark.parametrize(
    "given",
    [
        None,
        [(2027, "other", "*", 1e8, 2025)],  # another committee's
        [(2027, "one", "*", -1e8, 2025)],  # below nought
        [(2027, "one", "vard", 1e8, 2025)],  # of a part only
        [(2027, "one", "*", 1e8, 2023)],  # in other prices than the costs
        [(2040, "one", "*", 1e8, 2025)],  # not yet
    ],
)
def test_no_usable_frame_no_deviation(run, counts, setup, given):
    config = committees(setup, ("one", {"vard": 0.5, "social": 0.5}))
    told = costs((2025, "vard", "*", 600_000.0, 2025), (2025, "social", "*", 600_000.0, 2025))
    given = None if given is None else frame(*given)
    table = plan.years(*run, config, replace(counts, staff_costs=told, budget_frame=given))
    assert (table["sek"] > 0).all()
    assert table[["deviation_sek", "p10", "p90"]].isna().all(axis=None)


def test_a_cell_without_a_cost_takes_its_occupations(run):
    h = run[0].history
    nurse = [c for c in range(h.cells) if h.occupations[h.occupation[c]] == "nurse"]
    first = h.administrations[h.administration[nurse[0]]]
    cost, prices = plan.cost_per_fte(
        costs((2025, first, "nurse", 650_000.0, 2025), (2025, first, "assistant_nurse", 500_000.0, 2025)), h
    )
    assert prices == 2025
    assert cost[nurse] == pytest.approx([650_000.0] * len(nurse))
    assert ((cost >= 500_000) & (cost <= 650_000)).all()
    assert plan.cost_per_fte(None, h) == (None, None)


def test_no_committee_no_rows(run, counts, setup):
    assert plan.years(*run, committees(setup), counts).empty
