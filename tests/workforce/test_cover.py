"""Work of the absent and of those who stand in, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from .conftest import spell


def absence(person, kind, start, end, extent=1.0):
    return {"person": person, "kind": kind, "extent": extent, "start": start, "end": end}


def hours(person, period, worked, kind="hourly", occupation="nurse"):
    return {
        "person": person, "period": period, "administration": "vard", "occupation": occupation, "kind": kind,
        "hours": worked,
    }  # fmt: skip


def long(world):
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2022-01-01")
    world.delivered_on = pd.Timestamp("2024-12-31").date()


def test_absence_is_the_mean_over_the_days_of_the_month_by_kind(world):
    world.tables["absences"] = [
        absence("a", "sick", "2024-01-01", "2024-01-31"),
        absence("a", "vacation", "2024-02-01", "2024-02-29", 0.5),
        absence("b", "study", "2024-03-01", None),
        absence("b", "sick", "2024-04-01", "2024-04-30"),
        absence("gone", "sick", "2024-01-01", "2024-02-10"),
    ]
    cover = world.build(
        [
            spell("a", "2010-01-01", contract_share=0.8),
            spell("b", "2010-01-01"),
            spell("gone", "2010-01-01", "2024-02-10"),
        ]
    ).cover.set_index("period")
    assert cover["sick_fte"].tolist() == pytest.approx([1.8, 0.0, 0.0, 0.5, 0.0, 0.0])
    assert cover["vacation_fte"].tolist() == pytest.approx([0, 0.4, 0, 0, 0, 0])
    # Two absences at once do not make one person absent twice.
    assert cover["other_fte"].tolist() == pytest.approx([0, 0, 1, 0.5, 1, 1])
    assert cover["hourly_fte"].isna().all()
    assert cover["cover_supplied_fte"].isna().all()


def test_nothing_is_said_of_what_was_not_delivered(world):
    assert world.build([spell("a", "2010-01-01")]).cover is None
    world.tables["hours"] = [hours("h", "2024-02-29", 165.0), hours("h", "2024-03-31", 0.0)]
    cover = world.build([spell("a", "2010-01-01")]).cover
    assert cover["sick_fte"].isna().all()
    assert cover["hourly_fte"].tolist() == [1.0]


def test_short_fixed_terms_cover_and_long_ones_do_not(world):
    world.tables["hours"] = [hours("h", f"2024-0{m}-28", 16.5) for m in range(1, 7)]
    cover = world.build(
        [
            spell("a", "2010-01-01"),
            spell("short", "2024-02-10", "2024-04-10", contract="fixed_term", contract_share=0.5),
            spell("long", "2024-01-10", "2024-05-10", contract="fixed_term"),
            spell("open", "2024-06-10", contract="fixed_term"),
        ]
    ).cover
    assert cover["short_term_fte"].tolist() == pytest.approx([0, 0.5, 0.5, 0, 0, 0])
    assert cover["cover_supplied_fte"].tolist() == pytest.approx([0.1, 0.6, 0.6, 0.1, 0.1, 0.1])


def test_the_summer_is_the_work_of_weeks_25_to_33_and_who_was_engaged_for_it(world):
    long(world)
    world.text += "\n[demand.cover_share]\nnurse = 0.5\n"
    world.tables["absences"] = [
        absence("a", "sick", "2022-01-01", "2022-01-02"),
        absence("a", "vacation", "2023-06-26", "2023-07-23"),  # four of the nine weeks
        absence("b", "vacation", "2024-06-17", "2024-08-18"),  # all nine
    ]
    world.tables["hours"] = [
        *(hours("h", f"{y}-07-31", 100.0) for y in (2022, 2023, 2024)),
        hours("i", "2024-07-31", 10.0),
        hours("i", "2024-07-31", 20.0, occupation="aide"),
        hours("j", "2024-07-31", 10.0, kind="ordinary"),
        hours("k", "2024-06-30", 50.0),
        hours("k", "2024-12-31", 50.0),
    ]
    fixed = {"contract": "fixed_term", "occupation": "aide", "title": "vbitr"}
    cover = world.build(
        [
            spell("a", "2010-01-01", contract_share=0.5),
            spell("b", "2010-01-01"),
            spell("temp", "2024-06-10", "2024-08-20", **fixed),
            spell("stays", "2024-06-10", "2024-09-20", **fixed),
            spell("was", "2024-04-10", "2024-07-20", **fixed),
        ]
    ).cover
    august = cover[cover["period"].dt.month == 8]
    august = august.set_index([august["period"].dt.year, "occupation"])
    assert august.loc[(2023, "nurse"), "summer_fte"] == pytest.approx(0.5 * 0.5 * 4 / 9, abs=1e-6)
    assert august.loc[(2024, "nurse"), "summer_fte"] == pytest.approx(0.5)
    assert august.loc[(2024, "nurse"), ["summer_persons", "summer_returned"]].tolist() == [1, 1]
    assert august.loc[(2024, "aide"), ["summer_persons", "summer_returned"]].tolist() == [2, 0]
    assert pd.isna(august.loc[(2022, "nurse"), "summer_returned"])  # nothing is known of the summer before
    assert cover.loc[cover["period"].dt.month != 8, "summer_fte"].isna().all()


def test_cover_does_not_depend_on_the_order_of_rows(world):
    rng = np.random.default_rng(1)
    rows = [
        absence("a", k, f"2024-0{m}-03", f"2024-0{m}-17", 0.5) for m in range(1, 7) for k in ("sick", "leave")
    ]
    staff = [spell("a", "2010-01-01"), spell("b", "2011-01-01")]
    world.tables["absences"] = rows
    once = world.build(staff).cover
    world.tables["absences"] = [rows[i] for i in rng.permutation(len(rows))]
    pd.testing.assert_frame_equal(world.build(staff).cover, once)


def test_a_town_of_hourly_staff_alone_has_no_absence_to_cover(world):
    world.tables["absences"] = [
        {"person": "a", "kind": "sick", "extent": 1.0, "start": "2024-02-01", "end": "2024-02-10"}
    ]
    assert world.build([spell("a", "2020-01-01", contract="hourly")]).cover.empty
