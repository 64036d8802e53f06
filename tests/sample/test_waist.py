"""The municipality at the waist: tables that fit, sums that hold, the same for the same seed."""

import numpy as np
import pandas as pd
import pytest

from competence import sample
from competence.sample import municipality
from competence.sample.streams import Streams
from competence.tables import ENTRY_FLOWS, LEAVING_FLOWS, TABLES

CELL = ["administration", "occupation", "contract"]
SMALL = {"employees": 400, "months": 36}


def residual(tables):
    """headcount(t) - headcount(t-1) - what came + what left, in every cell."""
    stock, flows = tables["stock"], tables["flows"]
    periods = np.sort(stock["period"].unique())
    heads = stock.groupby([*CELL, "period"])["headcount"].sum().unstack(fill_value=0)
    signed = flows["count"] * flows["flow"].isin(ENTRY_FLOWS) - flows["count"] * flows["flow"].isin(
        LEAVING_FLOWS
    )
    net = signed.groupby([flows[c] for c in (*CELL, "period")]).sum().unstack(fill_value=0)
    index = heads.index.union(net.index)
    heads = heads.reindex(index, columns=periods, fill_value=0).to_numpy()
    net = net.reindex(index, columns=periods, fill_value=0).to_numpy()
    return np.diff(heads, axis=1) - net[:, 1:]


@pytest.mark.parametrize("name", sorted(sample.VARIANTS))
def test_tables_fit_their_definitions_and_the_identity_holds_in_every_variant(name):
    tables = sample.waist(seed=3, variant=name, **SMALL).tables
    for key, frame in tables.items():
        pd.testing.assert_frame_equal(TABLES[key].check(frame), frame)
    assert not residual(tables).any()


def test_moves_cancel_over_the_whole_and_changes_within_each_administration(town):
    flows = town.tables["flows"]
    counts = flows.groupby(["flow", "period"])["count"].sum()
    pd.testing.assert_series_equal(counts["move_in"], counts["move_out"])
    changes = flows.groupby(["flow", "administration", "period"])["count"].sum()
    pd.testing.assert_series_equal(changes["change_in"], changes["change_out"])


def test_statuses_sum_to_the_stock_of_the_occupations_under_the_requirement(town):
    stock, competence = town.tables["stock"], town.tables["competence_stock"]
    for requirement in town.config.requirement:
        mine = competence[competence["requirement"] == requirement.id]
        theirs = stock[stock["occupation"].isin(requirement.occupations)]
        if requirement.valid_from:
            begin = pd.Timestamp(requirement.valid_from)
            assert mine["period"].min() >= begin
            theirs = theirs[theirs["period"] >= begin]
        by = ["period", *CELL]
        sums = mine.groupby(by)[["headcount", "fte"]].sum()
        pd.testing.assert_frame_equal(sums, theirs.groupby(by)[["headcount", "fte"]].sum(), rtol=1e-6)


def test_changes_of_status_explain_its_stock(town):
    stock, flows = town.tables["competence_stock"], town.tables["competence_flows"]
    by = ["requirement", "administration", "occupation", "contract"]
    heads = stock.groupby([*by, "status", "period"])["headcount"].sum().unstack(fill_value=0)
    came = (
        flows.groupby([*by, "to_status", "period"])["count"].sum().rename_axis(index={"to_status": "status"})
    )
    left = (
        flows.groupby([*by, "from_status", "period"])["count"]
        .sum()
        .rename_axis(index={"from_status": "status"})
    )
    net = came.sub(left, fill_value=0).unstack(fill_value=0).drop("outside", level="status")
    net = net.reindex(heads.index.union(net.index), columns=heads.columns, fill_value=0)
    change = heads.reindex(net.index, fill_value=0).diff(axis=1)
    since = pd.Series({r.id: r.valid_from for r in town.config.requirement})
    for requirement, rows in (change - net).groupby(level="requirement"):
        first = pd.Timestamp(since[requirement] or "2000-01-01") + pd.offsets.MonthEnd()
        assert not rows.loc[:, rows.columns > max(first, heads.columns[0])].to_numpy().any()


def test_the_summer_empties_school_and_fills_it_again(town):
    flows = town.tables["flows"]
    gone = flows[flows["flow"] == "gap_out"]
    back = flows[flows["flow"] == "gap_in"]
    assert set(gone["period"].dt.month) == {6}
    assert set(back["period"].dt.month) == {8}
    assert gone["count"].sum() == back["count"].sum() > 100
    assert set(gone["administration"]) == {"utbildning"}


def test_the_same_seed_gives_the_same_and_another_gives_another():
    one, same, other = (sample.waist(seed=s, **SMALL) for s in (5, 5, 6))
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, same.tables[name])
    assert one.truth == same.truth
    assert not one.tables["flows"].equals(other.tables["flows"])


@pytest.mark.parametrize("subject", ["mess", "survey", "rollout", "identity", "course", "proof"])
def test_what_stands_beside_the_counts_moves_none(subject, monkeypatch, tmp_path):
    plain = sample.waist(seed=8, **SMALL).tables
    original = Streams.__call__

    def shifted(self, name):
        return original(self, name + " again" if name.startswith(subject) else name)

    monkeypatch.setattr(Streams, "__call__", shifted)
    for name, frame in sample.waist(seed=8, **SMALL).tables.items():
        pd.testing.assert_frame_equal(frame, plain[name])


def test_absences_and_hours_move_nobody(monkeypatch):
    plain = sample.waist(seed=8, **SMALL).tables
    original = Streams.__call__
    beside = ("absences", "hours", "recruiting", "dates")
    monkeypatch.setattr(Streams, "__call__", lambda self, n: original(self, n + "!" if n in beside else n))
    other = sample.waist(seed=8, **SMALL).tables
    pd.testing.assert_series_equal(other["stock"].groupby(["period", *CELL])["headcount"].sum(),
                                   plain["stock"].groupby(["period", *CELL])["headcount"].sum())  # fmt: skip
    assert not other["stock"]["absent_fte"].equals(plain["stock"]["absent_fte"])


def test_projections_are_those_published_by_the_last_month():
    tables = sample.waist(seed=2, employees=400, months=36, end="2021-03").tables
    population = tables["population"]
    assert population["known_from"].max() <= pd.Timestamp("2021-03-31")
    assert population.loc[population["kind"] == "observed", "year"].max() == 2020
    projected = population[population["kind"] == "projected"]
    assert (projected["year"] > projected["known_from"].dt.year - 1).all()


@pytest.mark.parametrize(
    "how",
    [{"employees": 100}, {"months": 6}, {"variant": "no_such"}, {"variant": "turnover_up@1999-01"},
     {"variant": "turnover_up@soon"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(how):
    with pytest.raises(ValueError, match=r"expected|no variant|not among"):
        sample.waist(**how)


def test_every_administration_has_people_at_the_smallest_size():
    stock = sample.waist(seed=1, employees=300, months=24).tables["stock"]
    last = stock[stock["period"] == stock["period"].max()].groupby("administration")["headcount"].sum()
    assert set(last.index) == set(municipality.config().administrations)
    assert last.min() >= 5
