"""What a user would lose by: a weekend that is an exit, a row left open that doubles a person, a reason by rote."""

import pandas as pd
import pytest

from .conftest import spell
from .test_flows import heads, kinds


def measured(waist):
    return waist.quality.set_index("measure")["value"]


@pytest.mark.parametrize(
    ("last", "back", "bridged"),
    [
        ("2024-03-29", "2024-04-01", True),  # Friday to Monday, the month's end between
        ("2024-03-30", "2024-04-01", True),  # Saturday
        ("2024-03-29", "2024-03-31", True),  # back on the Sunday
        ("2024-03-28", "2024-04-01", False),  # Thursday: a working day is missing
        ("2024-03-29", "2024-04-02", False),  # Monday too
    ],
)
def test_a_weekend_between_two_rows_is_no_exit(world, last, back, bridged):
    rows = [spell("a", "2010-01-01", last), spell("a", back), spell("b", "2010-01-01")]
    waist = world.build(rows)
    gap = {("03", "gap_out"), ("04", "gap_in")} if back > "2024-04" else {("03", "gap_out"), ("03", "gap_in")}
    assert kinds(waist) == (set() if bridged else gap)
    assert heads(waist)["03"] == (2 if bridged or back < "2024-04" else 1)
    assert measured(waist)["weekends_bridged"] == bridged
    world.text += "\n[exits]\nbridge_weekends = false\n"
    assert kinds(world.build(rows)) == gap


def test_the_weekend_is_the_persons_not_the_rows(world):
    rows = [
        spell("a", "2010-01-01", "2024-03-29", employment="1"),
        spell("a", "2010-01-01", "2024-06-30", employment="2", contract_share=0.5),  # there all the while
        spell("a", "2024-04-01", employment="3"),
        spell("b", "2010-01-01", "2024-03-29", exit_reason="resignation"),
        spell("c", "2024-04-01"),  # another person
    ]
    waist = world.build(rows)
    assert measured(waist)["weekends_bridged"] == 0
    assert ("03", "resignation") in kinds(waist)


def test_hourly_work_bridges_nothing(world):
    rows = [
        spell("a", "2010-01-01", "2024-03-29"), spell("a", "2024-04-01", contract="hourly"), spell("b", "2010-01-01"),
    ]  # fmt: skip
    assert measured(world.build(rows))["weekends_bridged"] == 0


def test_a_row_left_open_ends_where_the_next_of_the_same_employment_begins(world):
    rows = [
        spell("a", "2010-01-01", employment="a-1"),  # never closed
        spell("a", "2024-03-01", employment="a-1", contract_share=0.75),
        spell("b", "2010-01-01", "2024-04-15", employment="b-1"),
        spell("b", "2024-04-01", employment="b-1", administration="skola"),
    ]
    waist = world.build(rows)
    fte = waist.stock.groupby(waist.stock["period"].dt.month)["fte"].sum()
    assert fte.to_dict() == {1: 2.0, 2: 2.0, 3: 1.75, 4: 1.75, 5: 1.75, 6: 1.75}
    assert measured(waist)["overlaps_cut"] == 2
    assert kinds(waist) == {("04", "move_out"), ("04", "move_in")}


@pytest.mark.parametrize(
    "rows",
    [
        # two places of one employment, full time in all
        [spell("a", "2010-01-01", employment="a-1", contract_share=0.5),
         spell("a", "2024-03-01", employment="a-1", contract_share=0.5)],
        # two employments
        [spell("a", "2010-01-01", employment="a-1"), spell("a", "2024-03-01", employment="a-2")],
        # no numbers of employments
        [spell("a", "2010-01-01"), spell("a", "2024-03-01")],
        # one within the other: ending the outer one would be an exit that nobody delivered
        [spell("a", "2010-01-01", employment="a-1"), spell("a", "2024-03-01", "2024-04-30", employment="a-1")],
    ],
)  # fmt: skip
def test_what_may_be_meant_so_stands_as_it_is(world, rows):
    waist = world.build(rows)
    assert measured(waist)["overlaps_cut"] == 0
    assert waist.employments["end"].isna().sum() >= 1


def test_own_requests_by_the_age_of_the_last_day(world):
    rows = [
        spell("a", "2000-01-01", "2024-03-15", birth_year=1961, exit_reason="resignation", end_age=62),
        spell("b", "2000-01-01", "2024-03-15", birth_year=1961, exit_reason="resignation", end_age=63),
        spell(
            "c", "2000-01-01", "2024-03-15", birth_year=1961, exit_reason="resignation"
        ),  # year of birth only
        spell("d", "2000-01-01"),
    ]
    reasons = world.build(rows).employments["exit_reason"]
    assert reasons.tolist()[:3] == ["retirement"] * 3
    world.text += '\n[exits]\nown_request_age = "on_last_day"\n'
    reasons = world.build(rows).employments["exit_reason"]
    assert reasons.tolist()[:3] == ["resignation", "retirement", "retirement"]


def test_what_the_rules_did_is_counted(world):
    rows = [
        # one of two employments ended on own request
        spell(
            "a", "2010-01-01", "2024-03-15", employment="a-1", contract_share=0.4, exit_reason="resignation"
        ),
        spell("a", "2010-01-01", employment="a-2", contract_share=0.6),
        # planned to end after the delivery
        spell("b", "2010-01-01", "2025-06-30", exit_reason="contract_end", contract="fixed_term"),
        # back after years
        spell("c", "2010-01-01", "2012-12-31", exit_reason="resignation"),
        spell("c", "2024-02-01"),
        # fixed-term made permanent, by the day or with another form of the same law between
        spell("d", "2022-01-01", "2024-02-29", contract="fixed_term"),
        spell("d", "2024-03-01"),
        spell("e", "2010-01-01", "2024-04-10", exit_reason="transfer_out"),
    ]
    waist = world.build(rows)
    found = measured(waist)
    told = ("part_exits", "planned_ends", "rehires", "conversions", "transfers")
    assert {name: found[name] for name in told} == dict.fromkeys(told, 1)
    assert kinds(waist) == {("02", "hire"), ("03", "change_out"), ("03", "change_in"), ("04", "transfer_out")}


def test_a_form_that_a_law_renames_is_no_change(world):
    """AVA to SÄVA: both are fixed-term words of the value map, so that nothing happens on the day."""
    rows = [
        spell(
            "a",
            "2022-01-01",
            "2024-02-29",
            contract="fixed_term",
            employment="a-1",
            exit_reason="internal_move",
        ),
        spell("a", "2024-03-01", contract="fixed_term", employment="a-2"),
        spell("b", "2010-01-01"),
    ]
    assert kinds(world.build(rows)) == set()


def test_teachers_summers(world):
    """Out in June, back in August: neither exit nor hire, and not there on the last of July."""
    world.delivered_on = pd.Timestamp("2024-12-31").date()
    rows = [
        spell("a", "2010-01-01", "2024-06-14", exit_reason="contract_end"),
        spell("a", "2024-08-12"),
        spell("b", "2010-01-01"),
    ]
    waist = world.build(rows)
    assert kinds(waist) == {("06", "gap_out"), ("08", "gap_in")}
    assert heads(waist)["07"] == 1
    assert measured(waist)["gaps"] == 1
