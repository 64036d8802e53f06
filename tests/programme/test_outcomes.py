"""Every expected effect has its row; what nobody measures says what to collect, and never bears a number."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from competence import config
from competence.programme import Material, at_home, outcomes, posts, told
from competence.tables import OUTCOMES_EXPECTED

ENDS = pd.to_datetime(["2022-12-31", "2023-12-31", "2024-12-31", "2025-06-30"])
PLACES = ("skola", "vard")


def stock(ends=ENDS, managers=10, others=90, level="C"):
    rows = [
        {"period": end, "administration": place, "contract": contract, "manager_level": at, "headcount": heads}
        for end in ends for place in PLACES
        for contract, at, heads in (("permanent", level, managers), ("permanent", "none", others), ("hourly", "none", 50))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def flows(ends=ENDS[1:], exits=2, moved=3, level="C"):
    rows = []
    for end in ends:
        rows += [
            {"period": end, "administration": "skola", "flow": "resignation", "manager_level": level, "count": exits},
            {"period": end, "administration": "vard", "flow": "retirement", "manager_level": "none", "count": 9},
            {"period": end, "administration": "vard", "flow": "move_out", "manager_level": "none", "count": moved},
            {"period": end, "administration": "vard", "flow": "hire", "manager_level": level, "count": 1},
        ]  # fmt: skip
    return pd.DataFrame(rows)


def surveyed(after=(3.5, 4.0)):
    rows = [
        {"period": pd.Timestamp(day), "group": group, "administration": "*", "item": item, "when": when,
         "scale_max": 5.0, "mean": mean, "respondents": n}
        for group, n, end in (("G1", 10, after[0]), ("G2", 30, after[1]))
        for when, day, mean in (("before", "2023-03-31", 3.0), ("after", "2024-03-31", end))
        for item in ("Jag har kontakter i andra förvaltningar", "Vi prövar nya arbetssätt")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def initiatives():
    rows = [
        ("I1", "skola", "vard", "resignation", "2024-02-01", "under_way", True),
        ("I2", "skola", "", "resignation", "2024-03-01", "done", True),
        ("I3", "vard", "skola", "retirement", "2024-04-01", "under_way", False),
        ("I4", "vard", "skola", "retirement", "2024-05-01", "planned", True),
        ("I5", "vard", "skola", "retirement", "2030-01-01", "under_way", True),
    ]
    names = [
        "initiative",
        "administration",
        "with_administrations",
        "driver",
        "start",
        "status",
        "from_programme",
    ]
    frame = pd.DataFrame(rows, columns=names).astype({"from_programme": "boolean"})
    return frame.assign(start=pd.to_datetime(frame["start"]), owner_role="enhetschef")


def effects(asked):
    row = {"estimand": "trained_then", "estimator": "imputation", "kind": "simple", "estimate": 1.5, "p02_5": 0.1,
           "p97_5": 2.9, "verdict": "supported", "needs_more": "", "last": ENDS[1]}  # fmt: skip
    return pd.DataFrame([row | {"outcome": o} for o in asked])


def needs():
    rows = [{"scenario": "base", "quantity": "recruitment_need_cum", "occupation": "*", "period": ENDS[2],
             "administration": a, "mean": 100.0, "p02_5": 80.0, "p97_5": 120.0} for a in ("*", *PLACES)]  # fmt: skip
    return pd.DataFrame(rows)


COMPARED = ("hme_leadership", "hme_governance", "resignations", "time_to_fill")


@pytest.fixture(scope="module")
def setup():
    whole = config.load(Path(__file__).resolve().parents[2])
    return SimpleNamespace(programme=whole.programme, yearly=False)


@pytest.fixture
def material():
    groups = pd.DataFrame({"group": ["G1"]})
    return Material(
        stock(), flows(), programme_groups=groups, manager_survey=surveyed(), initiatives=initiatives()
    )


def whole(table, indicator):
    rows = table[(table["indicator"] == indicator) & (table["administration"] == "*")]
    return rows.sort_values("period").iloc[-1]


def asked(setup):
    return [(e.id, i) for e in setup.programme.effect for i in e.indicators]


def test_every_expected_effect_has_its_row_with_what_it_is_known_by(material, setup):
    table = outcomes.expected(material, effects(COMPARED), needs(), setup)
    assert set(asked(setup)) == set(zip(table["outcome"], table["indicator"]))
    kinds = {i: whole(table, i)["evidence"] for _, i in asked(setup)}
    assert kinds.pop("managers_sickness") == "not_measured"
    assert {i for i, k in kinds.items() if k == "compared"} == set(COMPARED)
    assert {i for i, k in kinds.items() if k == "self_rated"} == {"contacts", "self_rating"}
    assert {i for i, k in kinds.items() if k == "activity"} == {"joint_initiatives", "initiatives_begun"}
    # Only what is compared with those not yet trained may be called the programme's doing.
    assert set(table.loc[table["evidence"] != "compared", "verdict"]) == {"not_estimated", "not_measured"}


def _without_levels(table):
    return table.assign(manager_level="unknown")


def _part_unknown(table):
    return pd.concat([table, table[table["manager_level"] == "none"].assign(manager_level="unknown")])


REMOVED = {
    "survey of managers": (lambda m: replace(m, manager_survey=None), ("contacts", "self_rating"), "collect_manager_survey"),
    "answers after": (lambda m: replace(m, manager_survey=m.manager_survey[m.manager_survey["when"] == "before"]),
                      ("contacts", "self_rating"), "collect_manager_survey"),
    "initiatives": (lambda m: replace(m, initiatives=None), ("joint_initiatives", "initiatives_begun"), "collect_initiatives"),
    "levels of staff": (lambda m: replace(m, stock=_without_levels(m.stock)), ("managers_leaving", "span_of_control"),
                        "collect_manager_levels"),
    "levels of those who move": (lambda m: replace(m, flows=_without_levels(m.flows)), ("managers_leaving",),
                                 "collect_manager_levels"),
    "levels of those who move, called none": (lambda m: replace(m, flows=m.flows.assign(manager_level="none")),
                                              ("managers_leaving",), "collect_manager_levels"),
    "exits": (lambda m: replace(m, flows=m.flows[m.flows["flow"].isin(["hire", "move_out"])]), ("managers_leaving",),
              "collect_manager_levels"),
    "levels of many who move": (lambda m: replace(m, flows=_part_unknown(m.flows)), ("managers_leaving",),
                                "collect_manager_levels"),
    "levels of much staff": (lambda m: replace(m, stock=_part_unknown(m.stock)), ("span_of_control",), "collect_manager_levels"),
    "moves": (lambda m: replace(m, flows=m.flows[m.flows["flow"] != "move_out"]), ("staff_moves",), "collect_administrations"),
    "administrations": (lambda m: replace(m, stock=m.stock.assign(administration="all")), ("staff_moves",),
                        "collect_administrations"),
    "course records": (lambda m: replace(m, programme_groups=None), COMPARED, "collect_course_records"),
}  # fmt: skip


@pytest.mark.parametrize("what", REMOVED)
def test_a_source_removed_gives_not_measured_and_never_a_number(what, material, setup):
    take, indicators, code = REMOVED[what]
    table = outcomes.expected(take(material), effects(COMPARED), needs(), setup)
    for indicator in indicators:
        rows = table[table["indicator"] == indicator]
        assert len(rows) == 1, (what, indicator)
        row = rows.iloc[0]
        assert (row["evidence"], row["verdict"], row["needs_more"]) == ("not_measured", "not_measured", code)
        assert row[["value", "p02_5", "p97_5"]].isna().all() and pd.isna(row["period"])
    # The others stand as they did.
    rest = table[~table["indicator"].isin([*indicators, "managers_sickness"])]
    assert (rest["evidence"] != "not_measured").all(), what


@pytest.mark.parametrize("outcome", COMPARED)
def test_what_units_do_not_measure_says_what_to_collect(outcome, material, setup):
    found = outcomes.expected(material, effects([o for o in COMPARED if o != outcome]), needs(), setup)
    row = whole(found, outcome)
    assert row["evidence"] == "not_measured" and row["needs_more"].startswith("collect_")
    assert np.isnan(row["value"])


def test_with_nothing_at_all_every_row_is_there_and_none_bears_a_number(setup):
    bare = Material(_without_levels(stock()).assign(administration="all"), flows().iloc[:0])
    table = outcomes.expected(bare, None, None, setup)
    assert sorted(zip(table["outcome"], table["indicator"])) == sorted(asked(setup))
    assert table["value"].isna().all() and set(table["verdict"]) == {"not_measured"}


def test_a_config_that_expects_nothing_gives_no_rows(material, setup):
    silent = SimpleNamespace(programme=replace_effects(setup.programme, ()), yearly=False)
    assert outcomes.expected(material, None, None, silent).equals(OUTCOMES_EXPECTED.empty())


def test_an_effect_that_is_seen_in_nothing_says_so(material, setup):
    (first, *_) = setup.programme.effect
    vague = first.model_copy(update={"indicators": ()})
    silent = SimpleNamespace(programme=replace_effects(setup.programme, (vague,)), yearly=False)
    (row,) = outcomes.expected(material, None, None, silent).to_dict("records")
    assert (row["indicator"], row["verdict"], row["expected_effect"]) == ("", "not_measured", first.expected)


def replace_effects(programme, found):
    return programme.model_copy(update={"effect": found})


def test_leaving_managers_are_exits_by_whole_year_with_the_exact_interval(material, setup):
    table = posts.leaving(material, setup).set_index(["administration", "period"])
    assert set(table.index.get_level_values("period")) == set(
        ENDS[1:3]
    )  # the half year is not told as a year
    row = table.loc[("skola", ENDS[2])]
    # Two of ten; the exact interval of a count of 2 is 0.2422 to 7.2247 (Garwood 1936).
    assert tuple(row) == pytest.approx((0.2, 0.02422, 0.72247), abs=1e-5)
    assert table.loc[("vard", ENDS[2]), "value"] == 0.0 and table.loc[("vard", ENDS[2]), "p97_5"] > 0.3
    assert table.loc[("*", ENDS[2]), "value"] == pytest.approx(0.1)


def test_years_of_a_yearly_source_end_when_its_years_do(setup):
    ends = pd.to_datetime(["2022-11-01", "2023-11-01", "2024-11-01"])
    material = Material(stock(ends), flows(ends[1:]))
    yearly = SimpleNamespace(programme=setup.programme, yearly=True)
    for read in (posts.leaving, posts.moves):
        assert set(read(material, yearly)["period"]) == set(ends[1:])
        assert read(material, setup).empty  # of months, a November ends no year
    assert set(posts.span(material, yearly)["period"]) == set(ends)


def test_span_is_everybody_else_by_the_month_over_managers(material, setup):
    table = posts.span(material, setup)
    assert (table["value"] == 9.0).all() and set(table["period"]) == set(ENDS[:3])


def test_moves_are_counted_where_they_left_from(material, setup):
    table = posts.moves(material, setup).set_index(["administration", "period"])["value"]
    assert table["vard", ENDS[1]] == table["*", ENDS[1]] == 3.0


def test_managers_own_answers_change_by_points_of_a_hundred_with_groups_as_the_ground(material, setup):
    (row,) = told.contacts(material, setup).to_dict("records")
    # +0.5 and +1.0 of 4 steps are 12.5 and 25 points, 10 and 30 answers.
    change, weight = np.array([12.5, 25.0]), np.array([10.0, 30.0])
    mean = (change * weight).sum() / 40
    half = stats.t.ppf(0.975, 1) * np.sqrt(2 * ((weight * (change - mean)) ** 2).sum()) / 40
    assert (row["value"], row["p02_5"], row["p97_5"]) == pytest.approx((mean, mean - half, mean + half))
    assert row["administration"] == "*"


def test_of_one_group_no_interval_is_told(material, setup):
    alone = material.manager_survey[material.manager_survey["group"] == "G1"]
    (row,) = told.contacts(replace(material, manager_survey=alone), setup).to_dict("records")
    assert row["value"] == pytest.approx(12.5) and np.isnan(row["p02_5"])


def test_only_what_has_begun_counts_as_begun(material, setup):
    joint = told.joint_initiatives(material, setup).set_index("administration")["value"]
    begun = told.initiatives_begun(material, setup).set_index("administration")["value"]
    assert joint.to_dict() == {"skola": 1.0, "vard": 1.0, "*": 2.0}
    assert begun.to_dict() == {"skola": 2.0, "vard": 0.0, "*": 2.0}


def drivers():
    rows = [
        {"administration": place, "occupation": "*", "horizon": horizon, "driver": driver, "reach": reach, "mean": mean}
        for place in PLACES for horizon in (5, 10)
        for driver, reach, mean in (("resignation", "near", 60.0), ("retirement", "outside", 35.0),
                                    ("demography", "outside", -40.0), ("fte", "outside", 5.0))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_large_driver_that_nothing_is_done_about_stands_with_an_empty_cell(setup):
    table = at_home.met(drivers(), initiatives(), setup)

    def mine(place, driver):
        return table[(table["administration"] == place) & (table["driver"] == driver)]

    assert (
        mine("skola", "retirement")["initiative"].tolist() == [""]
        and mine("skola", "retirement")["large"].all()
    )
    assert sorted(mine("skola", "resignation")["initiative"]) == ["I1", "I2"]
    # Another's initiative meets nothing here; what is below a tenth, or lowers the need, is not large.
    assert mine("vard", "resignation")["initiative"].tolist() == [""]
    assert not mine("vard", "fte")["large"].any() and not mine("vard", "demography")["large"].any()
    assert set(mine("skola", "resignation")["outcome"]) == {"supply"}


def test_at_home_needs_drivers_not_initiatives(setup):
    table = at_home.met(drivers(), None, setup)
    assert len(table) == 8 and (table["initiative"] == "").all()
    assert at_home.met(None, initiatives(), setup).empty
