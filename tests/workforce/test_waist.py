"""Competence, posts, cover, periods and snapshots at the waist."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from competence.sources.packed import PackedFrame
from competence.workforce import spells as sp
from competence.workforce.periods import period_ends

from .conftest import employments, spell


def statuses(waist, requirement):
    mine = waist.competence_stock[waist.competence_stock["requirement"] == requirement]
    return {
        month: dict(zip(rows["status"], rows["headcount"]))
        for month, rows in mine.groupby(mine["period"].dt.strftime("%m"))
    }


def proof(person, qualification="licence", start=None, end=None, basis="licence"):
    return {
        "person": person,
        "qualification": qualification,
        "basis": basis,
        "valid_from": start,
        "valid_to": end,
    }


def test_statuses_by_day(world):
    world.tables["qualifications"] = [
        proof("a", start="2024-04-15"),
        proof("b", "rule", "2020-01-01", "2033-06-30", "transitional"),
        proof("c", start="2024-03-01", end="2024-05-15", basis="in_training"),
        proof("c", start="2024-05-16"),
        proof("d", start="2010-01-01", end="2024-03-30"),
        proof("d", start="2024-05-01"),
        proof("x", start="2010-01-01"),
    ]
    waist = world.build([spell(p, "2010-01-01") for p in "abcde"])
    assert statuses(waist, "nurse_licence") == {
        "02": {"lacks": 3, "meets": 1, "transitional": 1},
        "03": {"in_training": 1, "lacks": 3, "transitional": 1},
        "04": {"in_training": 1, "lacks": 2, "meets": 1, "transitional": 1},
        "05": {"lacks": 2, "meets": 3},
        "06": {"lacks": 2, "meets": 3},
    }
    flows = waist.competence_flows.groupby(
        [waist.competence_flows["period"].dt.strftime("%m"), "from_status", "to_status"]
    )["count"].sum()
    assert flows.to_dict() == {
        ("03", "lacks", "in_training"): 1, ("03", "meets", "lacks"): 1, ("04", "lacks", "meets"): 1,
        ("05", "in_training", "meets"): 1, ("05", "lacks", "meets"): 1, ("05", "transitional", "lacks"): 1,
    }  # fmt: skip


def test_lacking_and_unknown_are_never_one(world):
    rows = [spell("a", "2010-01-01"), spell("b", "2010-01-01", occupation="aide")]
    world.tables["qualifications"] = []
    world.tables["qualifications"] = [proof("z", start="2010-01-01")]
    waist = world.build(rows)
    assert statuses(waist, "nurse_licence")["06"] == {"lacks": 1}
    assert statuses(waist, "aide_course")["06"] == {"unknown": 1}
    del world.tables["qualifications"]
    assert statuses(world.build(rows), "nurse_licence")["06"] == {"unknown": 1}


def test_who_comes_goes_and_moves_carries_status(world):
    world.tables["qualifications"] = [proof("a", start="2010-01-01"), proof("c", start="2010-01-01")]
    rows = [
        spell("a", "2010-01-01", "2024-03-31"),
        spell("a", "2024-04-01", administration="skola"),
        spell("b", "2010-01-01", "2024-04-10"),
        spell("c", "2024-05-02"),
        spell("d", "2010-01-01", occupation="aide"),
    ]
    flows = world.build(rows).competence_flows
    found = set(
        zip(
            flows["period"].dt.strftime("%m"),
            flows["administration"],
            flows["from_status"],
            flows["to_status"],
        )
    )
    assert found == {
        ("04", "vard", "meets", "outside"), ("04", "skola", "outside", "meets"), ("04", "vard", "lacks", "outside"),
        ("05", "vard", "outside", "meets"),
    }  # fmt: skip


def test_secondary_employments_bring_fte_under_the_persons_status(world):
    world.tables["qualifications"] = [proof("a", start="2010-01-01")]
    rows = [
        spell("a", "2010-01-01", contract_share=0.6),
        spell("a", "2010-01-01", contract_share=0.2, administration="skola"),
    ]
    june = world.build(rows).competence_stock
    june = june[june["period"] == "2024-06-30"].set_index("administration")
    assert june["fte"].to_dict() == {"skola": 0.2, "vard": 0.6}
    assert june["headcount"].to_dict() == {"skola": 0, "vard": 1}
    assert set(june["status"]) == {"meets"}


def advert(number, opened, filled=None, outcome=None, **other):
    return {
        "recruitment": str(number), "administration": "vard", "occupation": "nurse", "contract": "permanent",
        "posts": 1.0, "advertised": opened, "filled": filled,
        "outcome": outcome or ("filled" if filled else "open"), "applicants": 4, "qualified_applicants": 2, **other,
    }  # fmt: skip


def test_vacancies(world):
    world.tables["recruitments"] = [
        *(advert(i, "2024-02-10", f"2024-03-{10 + i:02d}") for i in range(5)),
        advert(6, "2024-03-05", posts=0.5),
        advert(7, "2024-03-05", "2024-05-31", "filled_unqualified"),
        advert(8, "2024-03-05", outcome="cancelled"),
        advert(9, "2022-01-01", "2024-01-31"),
    ]
    found = world.build([spell("a", "2010-01-01")]).vacancies
    assert found["open_posts_fte"].tolist() == [0, 5, 1.5, 1.5, 0.5, 0.5]
    assert found["filled_unqualified"].tolist() == [0, 0, 0, 0, 1, 0]
    assert np.isnan(found["time_to_fill"].iloc[1])
    assert found["time_to_fill"].iloc[2] == 31.5  # 29 to 33 days, and one that took two years
    assert found["qualified_applicants_per_post"].iloc[1] == 2


def test_cover_is_hours_of_hourly_staff(world):
    world.tables["hours"] = [
        {"person": "h", "period": p, "administration": "vard", "occupation": "nurse", "kind": k, "hours": h}
        for p, k, h in (
            ("2023-12-31", "hourly", 50), ("2024-01-31", "hourly", 165), ("2024-01-31", "hourly", 82.5),
            ("2024-02-29", "ordinary", 150), ("2024-07-31", "hourly", 10),
        )
    ]  # fmt: skip
    cover = world.build([spell("a", "2010-01-01")]).cover
    assert list(zip(cover["period"].dt.strftime("%Y-%m"), cover["cover_supplied_fte"])) == [("2024-01", 1.5)]


# --- periods --------------------------------------------------------------------------------------------------


def periods(world, rows):
    return [str(d) for d in period_ends(world.delivered(rows), world.config)]


def test_history_begins_where_the_export_is_whole(world):
    world.text = world.text.replace("history_from = 2024-01-01\n", "")
    rows = [
        spell("a", "2001-01-01"),
        spell("b", "2001-01-01", "2024-02-10"),
        spell("c", "2001-01-01", "2024-04-10"),
    ]
    world.delivered_on = date(2024, 5, 20)
    assert periods(world, rows) == ["2024-02-29", "2024-03-31", "2024-04-30"]
    rows.append(spell("d", "2001-01-01", "2024-01-31"))
    assert periods(world, rows)[0] == "2024-01-31"


def test_a_lone_early_end_is_no_history(world):
    world.text = world.text.replace("history_from = 2024-01-01\n", "")
    usual = [spell(f"{m}-{i}", "2001-01-01", f"2024-{m:02d}-15") for m in range(1, 7) for i in range(40)]
    assert periods(world, [*usual, spell("x", "1999-01-01", "2009-03-01")])[0] == "2024-01-31"


# --- snapshots ------------------------------------------------------------------------------------------------


def seen(person, *months, **other):
    """Rows of snapshots at month ends of 2024."""
    ends = pd.date_range("2024-01-31", periods=6, freq="ME")
    return [
        spell(person, str(ends[m - 1].date()), str(ends[m - 1].date()), **{"hired": "2010-01-01", **other})
        for m in months
    ]


def flows(waist):
    return {(r.period.strftime("%m"), r.flow) for r in waist.flows.itertuples()}


def test_snapshots_become_spells(world):
    world.snapshots()
    rows = [
        *seen("a", 1, 2, 3, 4, 5, 6),
        *seen("b", 1, 2),
        *seen("c", 4, 5, 6, hired="2024-04-10"),
        *seen("d", 1, 2, 3),
        *seen("d", 4, 5, 6, occupation="aide"),
        *seen("e", 1, 2, 4, 5, 6),  # missing once: back within 120 days
    ]
    waist = world.build(rows)
    assert flows(waist) == {
        ("03", "unknown_exit"), ("04", "hire"), ("04", "change_out"), ("04", "change_in"), ("03", "gap_out"),
        ("04", "gap_in"),
    }  # fmt: skip
    by = waist.employments.set_index("person")
    assert by.loc["b", "end"] == pd.Timestamp("2024-02-29")
    assert by.loc["c", "start"] == pd.Timestamp("2024-04-10")
    assert (by.loc["a", "left_censored"], by.loc["a", "right_censored"]) == (True, True)
    assert (by.loc["c", "left_censored"], by.loc["b", "right_censored"]) == (False, False)
    assert by.loc["d", "end"].iloc[0] == pd.Timestamp("2024-04-29")
    assert pd.isna(by.loc["a", "end"])


def test_two_employments_in_a_snapshot_are_concurrent(world):
    world.snapshots()
    rows = [
        *seen("a", 1, 2, contract_share=0.6),
        *seen("a", 1, 2, contract_share=0.3, administration="skola"),
        *seen("b", 1, 2, 3),
    ]
    waist = world.build(rows)
    january = waist.stock[waist.stock["period"] == "2024-01-31"]
    assert january["headcount"].sum() == 2
    assert january["fte"].sum() == pytest.approx(1.9)


def test_a_new_title_is_no_new_spell(world):
    world.snapshots()
    frame = employments([*seen("a", 1, 2), *seen("a", 3, title="ssk, natt")])
    (found,) = sp.link(PackedFrame.of(frame)).itertuples()
    assert found.title == "ssk, natt"
    assert found.source_row == 2


def yearly(person, *years, hired):
    return [spell(person, f"{y}-06-30", f"{y}-06-30", hired=hired) for y in years]


def test_those_who_reappear_are_hires_and_told_of(world):
    world.snapshots("year")
    rows = [
        *yearly("a", 2012, 2013, 2014, 2015, hired="2001-01-01"),
        *yearly("b", 2012, 2014, hired="2001-01-01"),  # missing in 2013
        *yearly("c", 2013, 2014, 2015, hired="2005-01-01"),  # should have been in 2012
        *yearly("d", 2013, 2014, 2015, hired="2012-09-01"),  # a hire indeed
    ]
    waist = world.build(rows)
    assert waist.stock["period"].dt.year.unique().tolist() == [2012, 2013, 2014, 2015]
    count = waist.flows.groupby([waist.flows["period"].dt.year, "flow"])["count"].sum().to_dict()
    assert count == {
        (2013, "unknown_exit"): 1, (2013, "hire"): 2, (2014, "hire"): 1, (2015, "unknown_exit"): 1,
    }  # fmt: skip
    q = waist.quality.set_index(["measure", "category"])["value"]
    assert q["hires_reappeared", "2013-06-30"] == 1
    assert q["hires_without_reappeared", "2013-06-30"] == 1
    assert q["hires_without_reappeared", "2014-06-30"] == 0
    assert q["exits_without_reappearing", "2013-06-30"] == 0
    assert q["exits_without_reappearing", "2015-06-30"] == 1
