"""How far managers have come: statuses by period, the sums that are whole, groups by administration."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competence import workforce
from competence.workforce import programme

from . import parts
from .conftest import World, employments, spell
from .test_units import course


def built(world, rows, records, **tables):
    delivered = world.delivered(employments([{**r, "employment": str(i)} for i, r in enumerate(rows)]))
    delivered = delivered.__class__(**{**delivered.__dict__, "participants": records, **tables})
    return workforce.build(delivered, world.config)


def manager(person, start="2020-01-01", end=None, level="C", **other):
    return spell(person, start, end, manager_level=level, **other)


def test_a_manager_goes_from_not_begun_over_under_way_to_completed(world):
    found = built(
        world, [manager("a"), spell("x", "2020-01-01")], course([("a", "G", "2024-02-10", "2024-04-20")])
    )
    told = found.programme_status.set_index("period")
    assert told["status"].tolist() == [
        "not_begun",
        "under_way",
        "under_way",
        "completed",
        "completed",
        "completed",
    ]
    assert told["days"].tolist() == [0, 5, 5, 5, 5, 5]
    assert told["completed_now"].tolist() == [0, 0, 0, 1, 0, 0]
    assert told["months_to_complete"].iloc[3] == pytest.approx(51.6, abs=0.1)
    assert (told["managers"] == 1).all()


def test_without_course_records_there_are_no_tables(world):
    found = built(world, [manager("a")], None)
    assert found.programme_status is None
    assert found.programme_groups is None


def test_records_of_nobody_leave_all_not_begun(world):
    found = built(world, [manager("a")], course([("nobody", "G", "2024-02-10", None)]))
    assert set(found.programme_status["status"]) == {"not_begun"}
    assert found.programme_groups.empty


def test_two_courses_of_one_person_are_one_completion_and_days_of_one_programme(world):
    records = course([("a", "G1", "2024-01-10", None), ("a", "G2", "2024-03-10", "2024-04-20")])
    told = built(world, [manager("a")], records).programme_status.set_index("period")
    assert told["days"].tolist() == [1, 1, 5, 5, 5, 5]
    assert told["completed_now"].sum() == 1


def test_service_is_unbroken_time_in_managers_posts(world):
    rows = [
        manager("new", "2024-01-15"), manager("moved", "2023-01-01", "2024-02-29"),
        manager("moved", "2024-03-01", level="B", administration="skola"), spell("up", "2015-01-01", "2024-01-31"),
        manager("up", "2024-02-01"),
    ]  # fmt: skip
    found = built(world, rows, course([("new", "G", "2024-01-10", None)]))
    told = found.programme_status[found.programme_status["period"] == "2024-06-30"]
    heads = told.groupby(["service", "manager_level"])["managers"].sum().to_dict()
    assert heads == {("over_six_months", "B"): 1, ("under_six_months", "C"): 2}


def test_those_in_a_first_snapshot_have_been_there_longer(world):
    world.snapshots()
    rows = [manager("a", day, day) for day in ("2024-01-31", "2024-02-29", "2024-03-31")]
    delivered = world.delivered(employments([{**r, "employment": "1", "hired": "2010-01-01"} for r in rows]))
    delivered = delivered.__class__(
        **{**delivered.__dict__, "participants": course([("a", "G", "2024-02-01", None)])}
    )
    told = workforce.build(delivered, world.config).programme_status
    assert set(told["service"]) == {"over_six_months"}


def test_in_post_at_the_start_of_the_roll_out(world):
    rows = [manager("old", "2020-01-01"), manager("late", "2024-03-01")]
    records = course([("old", "G", "2024-02-10", None)])
    last = "2024-06-30"
    told = built(world, rows, records).programme_status
    assert told[told["period"] == last].set_index("status")["in_post_at_start"].to_dict() == {
        "under_way": True, "not_begun": False,
    }  # fmt: skip
    world.text += "\n[programme]\nrollout_start = 2024-03-15\n"
    told = built(world, rows, records).programme_status
    assert told.loc[told["period"] == last, "in_post_at_start"].all()


def test_groups_count_managers_where_they_worked_on_the_first_day(world):
    rows = [
        manager("a", "2020-01-01", "2024-02-29"), manager("a", "2024-03-01", administration="skola"),
        manager("b"), manager("left", "2020-01-01", "2024-01-10"),
    ]  # fmt: skip
    records = course([
        ("a", "G1", "2024-02-10", None), ("a", "G2", "2024-03-10", None), ("b", "G1", "2024-02-12", None),
        ("b", "G1", "2024-02-12", "2024-04-01"), ("left", "G2", "2024-03-10", None), ("gone", "G2", "2024-03-10", None),
    ])  # fmt: skip
    told = built(world, rows, records).programme_groups
    assert told.set_index(["group", "administration"])["managers"].to_dict() == {
        ("G1", "vard"): 2, ("G2", "skola"): 1, ("G2", "vard"): 1,
    }  # fmt: skip
    assert told.groupby("group")["start"].first().dt.strftime("%m-%d").to_dict() == {
        "G1": "02-10",
        "G2": "03-10",
    }


DAYS = st.dates(date(2023, 6, 1), date(2024, 7, 31))
POST = st.tuples(
    st.integers(0, 7), DAYS, st.none() | DAYS, st.sampled_from("ABC"), st.sampled_from(["vard", "skola"]),
    st.sampled_from([0.4, 0.6, 1.0]), st.sampled_from(["permanent", "hourly"]), st.booleans(),
)  # fmt: skip
RECORD = st.tuples(st.integers(0, 8), st.sampled_from(["G1", "G2"]), DAYS, st.none() | DAYS)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return World(tmp_path_factory.mktemp("by")).config


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(POST, min_size=1, max_size=12), st.lists(RECORD, min_size=1, max_size=8))
def test_managers_by_status_sum_to_the_managers_of_stock(config, posts, attended):
    frame = employments([
        manager(f"p{who}", str(start), None if end is None else str(max(start, end)), level if leads else "none",
                administration=place, contract_share=share, contract=contract, employment=str(i))
        for i, (who, start, end, level, place, share, contract, leads) in enumerate(posts)
    ])  # fmt: skip
    records = course([
        (f"p{who}", group, str(start), None if end is None else str(max(start, end)))
        for who, group, start, end in attended
    ])  # fmt: skip
    built = parts.counted(frame, parts.periods("2024-01-31", "2024-06-30"))
    told = programme.status(built.found, built.paid, records, built.number, config)
    cell = ["period", "administration", "manager_level"]
    heads = built.stock[built.stock["manager_level"].isin(list("ABC"))].groupby(cell)["headcount"].sum()
    assert told.groupby(cell)["managers"].sum().to_dict() == heads[heads > 0].to_dict()
    assert (told["completed_now"] <= told["managers"]).all()
    assert (told.loc[told["status"] != "completed", "completed_now"] == 0).all()
    assert (told["days"] <= 5 * told["managers"]).all()
    sat = programme.groups(records, built.line, built.paid, built.number)
    known = {f"p{p[0]}" for p in posts}
    assert sat["managers"].sum() == len({(w, g) for w, g, _, _ in attended if f"p{w}" in known})
