"""Groups against chance: hand-worked, the extremes, and parts that sum to wholes."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competence.programme import mixing
from competence.tables import PROGRAMME_GROUPS


def groups(sat: dict[str, dict[str, int]]) -> pd.DataFrame:
    """`programme_groups` of managers by group and administration."""
    rows = [(g, a, n) for g, of in sat.items() for a, n in of.items() if n]
    frame = pd.DataFrame(rows, columns=["group", "administration", "managers"])
    return PROGRAMME_GROUPS.check(frame.assign(start=pd.Timestamp("2024-01-09").as_unit("us")))


def mixed(sat, seed=1, **options):
    told, met = mixing.mixed(groups(sat), rng=np.random.default_rng(seed), **options)
    return told.set_index("group"), met.set_index(["administration", "other"])


def test_two_groups_worked_by_hand():
    # 4 of a and 2 of b: of 15 pairs 8 are cross, so chance gives 8/15 of the 3 + 3 pairs in the groups.
    told, met = mixed({"G1": {"a": 3}, "G2": {"a": 1, "b": 2}})
    assert told["pairs"].to_dict() == {"*": 6, "G1": 3, "G2": 3}
    assert told["cross_pairs"].to_dict() == {"*": 2, "G1": 0, "G2": 2}
    assert told["expected_cross_pairs"].to_dict() == pytest.approx({"*": 3.2, "G1": 1.6, "G2": 1.6})
    assert told.loc["G2", "ei"] == pytest.approx(1 / 3)
    assert told.loc["G2", "expected_ei"] == pytest.approx(1 / 15)
    assert met["pairs"].to_dict() == {("a", "a"): 3, ("a", "b"): 2, ("b", "b"): 1}
    assert met["groups"].to_dict() == {("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1}
    assert met["expected_pairs"].to_dict() == pytest.approx(
        {("a", "a"): 2.4, ("a", "b"): 3.2, ("b", "b"): 0.4}
    )


def test_p_values_are_those_of_all_seatings():
    sat = {"G1": {"a": 3, "b": 1}, "G2": {"a": 1, "b": 2, "c": 2}}
    people, sizes = "aaaabbbcc", (4, 5)
    every = {}
    for order in set(permutations(people)):
        heads = np.array([[order[:4].count(x) for x in "abc"], [order[4:].count(x) for x in "abc"]])
        every.setdefault(tuple(mixing.cross_pairs(heads)), 0)
        every[tuple(mixing.cross_pairs(heads))] += 1
    total = sum(every.values())
    told, _ = mixed(sat, draws=40_000)
    for n, group in enumerate(["G1", "G2"]):
        mean = sum(c[n] * k for c, k in every.items()) / total
        seen = abs(told.loc[group, "cross_pairs"] - mean)
        far = {c: abs(c[n] - mean) for c in every}
        mid = sum(k * ((far[c] > seen + 1e-9) + 0.5 * (abs(far[c] - seen) <= 1e-9)) for c, k in every.items())
        assert told.loc[group, "expected_cross_pairs"] == pytest.approx(mean)
        assert told.loc[group, "p_value"] == pytest.approx(mid / total, abs=0.01)
        assert told.loc[group, "size"] == sizes[n]


def test_all_mixed_and_all_apart_are_both_far_from_chance():
    names = [f"f{i}" for i in range(8)]
    even, _ = mixed({f"G{g}": dict.fromkeys(names, 3) for g in range(8)})
    apart, met = mixed({f"G{g}": {names[g]: 24} for g in range(8)})
    assert even.loc["*", "p_value"] < 0.001 and apart.loc["*", "p_value"] < 0.001
    assert even.loc["*", "cross_pairs"] > even.loc["*", "expected_cross_pairs"]
    assert (apart["cross_pairs"] == 0).all() and (apart["ei"] == -1).all()
    two = met[met.index.get_level_values(0) != met.index.get_level_values(1)]
    assert (two["groups"] == 0).all() and len(two) == 28 and (two["expected_pairs"] > 0).all()


def test_groups_that_were_dealt_by_lot_are_not_judged_unmixed():
    rng = np.random.default_rng(5)
    people = np.repeat(np.arange(6), [40, 30, 20, 15, 10, 5])
    p = []
    for n in range(60):
        dealt = rng.permutation(people).reshape(6, 20)
        sat = {f"G{g}": {f"f{a}": int((dealt[g] == a).sum()) for a in range(6)} for g in range(6)}
        p.append(mixed(sat, n, draws=999)[0].loc["*", "p_value"])
    assert 0.35 < np.mean(p) < 0.65 and np.mean(np.array(p) < 0.1) < 0.25


@pytest.mark.parametrize(
    "sat",
    [{"G1": {"a": 3, "b": 2}}, {"G1": {"a": 3}, "G2": {"a": 2}}, {"G1": {"a": 1}}, {"G1": {"a": 1}, "G2": {"b": 1}}],
    ids=["one group", "one administration", "one manager", "each alone"],
)  # fmt: skip
def test_where_chance_has_no_choice_nothing_is_claimed(sat):
    told, _ = mixed(sat)
    assert told["p_value"].isna().all()
    assert told["expected_cross_pairs"].to_list() == pytest.approx(told["cross_pairs"].to_list())


def test_no_groups_no_rows():
    told, met = mixing.mixed(PROGRAMME_GROUPS.empty(), rng=np.random.default_rng(1))
    assert told.empty and met.empty


SAT = st.dictionaries(
    st.sampled_from(["G1", "G2", "G3", "G4"]),
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 6), min_size=1),
    min_size=1,
)


@settings(max_examples=60, deadline=None)
@given(SAT)
def test_parts_sum_to_wholes(sat):
    told, met = mixed(sat, draws=50)
    parts = told.drop(index="*")
    for column in ("size", "pairs", "cross_pairs", "expected_cross_pairs"):
        assert parts[column].sum() == pytest.approx(told.loc["*", column])
    assert met["pairs"].sum() == told.loc["*", "pairs"]
    assert met["expected_pairs"].sum() == pytest.approx(told.loc["*", "pairs"])
    two = met[met.index.get_level_values(0) != met.index.get_level_values(1)]
    assert two["pairs"].sum() == told.loc["*", "cross_pairs"]
    assert two["expected_pairs"].sum() == pytest.approx(told.loc["*", "expected_cross_pairs"])
    assert (met["groups"] <= len(sat)).all()
