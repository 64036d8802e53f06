"""A small draw of the programme's benchmark: towns with a planted effect, said of as what was planted allows."""

import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from programme import effects, orders, resignations, rollouts, table

        yield {
            "effects": effects,
            "orders": orders,
            "resignations": resignations,
            "promise": rollouts,
            "table": table,
        }
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def shards(bench, part: str, seeds) -> pd.DataFrame:
    return pd.concat([bench[part].PART.shard(s).assign(seed=s) for s in seeds], ignore_index=True)


def test_planted_effects_are_found_and_nothing_is_found_where_nothing_is(bench):
    rows = shards(bench, "effects", range(1, 9))
    inside = (rows["p02_5"] <= rows["truth"]) & (rows["truth"] <= rows["p97_5"])
    # 40 intervals, 38 in the mean; under 33 comes once in 5,000 draws.
    assert inside.sum() >= 33
    by = rows.groupby("planted")["verdict"]
    supported = by.apply(lambda v: v.isin(bench["effects"].SUPPORTED).sum())
    assert supported["plus4"] == 8 and supported["none"] <= 2
    assert (rows.loc[rows["planted"] == "plus4", "verdict"] != "ruled_out").all()
    assert (rows["se"] <= 1.25 * rows["library_se"]).all()
    told = {f.name: f.value for f in bench["table"].figures({"effects": rows})}
    assert told["growing: two-way fixed effects over the truth, all rounds"] < 0.75


def test_a_small_effect_on_a_rare_event_is_not_claimed(bench):
    rows = shards(bench, "resignations", range(1, 11))
    assert (rows["verdict"] == "cannot_be_said").sum() >= 7
    assert rows["mde"].median() <= 30


def test_permutations_are_those_of_a_plain_loop_and_estimates_the_librarys(bench):
    rows = shards(bench, "orders", range(1, 3))
    assert (rows["vectorised"] - rows["plain"]).abs().max() < 1e-8
    assert (rows["equal"] - rows["library"]).abs().max() < 1e-6


def test_the_chance_of_the_two_years_is_better_than_the_share(bench):
    rows = shards(bench, "promise", range(1, 3))
    for _, some in rows.groupby("months"):
        base = ((some["held"] - some["held"].mean()) ** 2).sum()
        assert ((some["held"] - some["chance"]) ** 2).sum() < base
    ahead = rows[rows["day"] > rows["at"]]
    inside = (ahead["p_below"] + 0.5 * ahead["p_at"]).between(0.1, 0.9)
    assert 0.65 <= inside.mean() <= 0.95
