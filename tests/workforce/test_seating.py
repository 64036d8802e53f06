"""Who is to sit in the next groups, counted by what decides where they may sit, and the seats given back."""

from datetime import date

import pandas as pd

from competence import workforce
from competence.programme import seating
from competence.tables import GROUP_SEATS

from .conftest import employments
from .test_programme_tables import manager, spell
from .test_units import course

DATES = [date(2024, 8, 1), date(2024, 9, 1), date(2024, 10, 1)]
ON_LEAVE = {"kind": "parental", "extent": 1.0, "start": "2024-03-01", "end": "2024-08-31"}


def found(world, rows, records=None, **tables):
    """Those to be seated on the three dates; the last day told of is 2024-06-30 or the month end before it."""
    delivered = world.delivered(employments([{**r, "employment": str(i)} for i, r in enumerate(rows)]))
    delivered = delivered.__class__(**{**delivered.__dict__, "participants": records, **tables})
    return workforce.to_seat(delivered, world.config, DATES)


def barred(told) -> dict[str, str]:
    return told.persons.merge(told.classes, on="class").set_index("person")["barred"].to_dict()


def test_the_managers_of_today_who_are_not_through_are_to_be_seated(world):
    rows = [
        manager("through"), manager("new", "2024-05-01"), manager("dropped"), manager("gone", end="2024-02-29"),
        spell("staff", "2020-01-01"), manager("hourly", contract="hourly"), manager("placed"), manager("sits"),
    ]  # fmt: skip
    records = course([
        ("through", "G1", "2023-02-10", "2023-04-20"), ("dropped", "G1", "2023-02-10", None),
        ("sits", "G2", "2024-05-20", None), ("placed", "G3", "2024-08-01", None),
    ])  # fmt: skip
    told = found(world, rows, records)
    assert set(told.persons["person"]) == {"new", "dropped"}
    assert (told.managers, told.through, told.under_way) == (5, 1, 2)
    assert told.groups["managers"].sum() == 4


def test_a_group_that_nobody_ever_got_through_does_not_hold_its_seats_for_ever(world):
    told = found(world, [manager("a")], course([("a", "G1", "2022-02-10", None)]))
    assert set(told.persons["person"]) == {"a"} and told.under_way == 0


def test_without_course_records_all_managers_are_to_be_seated(world):
    told = found(world, [manager("a"), manager("b")])
    assert len(told.persons) == told.managers == 2 and told.groups is None


def test_nobody_comes_after_leaving_or_while_on_leave(world):
    world.tables["absences"] = [
        {"person": "away", **ON_LEAVE}, {"person": "for good", **ON_LEAVE, "end": None},
        {"person": "half", **ON_LEAVE, "extent": 0.5}, {"person": "sick", **ON_LEAVE, "kind": "sick"},
    ]  # fmt: skip
    rows = [manager(p) for p in ("away", "for good", "half", "sick")] + [manager("leaves", end="2024-09-15")]
    assert barred(found(world, rows)) == {
        "away": "2024-08-01",
        "for good": "2024-08-01|2024-09-01|2024-10-01",
        "half": "",
        "sick": "",
        "leaves": "2024-10-01",
    }


def test_a_post_that_follows_the_one_that_ends_is_no_leaving(world):
    rows = [manager("a", end="2024-07-31"), manager("a", "2024-08-01", administration="skola")]
    assert barred(found(world, rows)) == {"a": ""}


def test_classes_count_those_who_are_alike(world):
    rows = [manager(f"n{i}", unit=f"U{i}") for i in range(4)] + [manager("b", level="B")]
    rows += [manager("s", administration="skola"), manager("leaves", end="2024-09-15")]
    told = found(world, rows)
    counted = told.classes.set_index(["administration", "manager_level", "barred"])["managers"].to_dict()
    assert counted == {
        ("vard", "C", ""): 4, ("vard", "B", ""): 1, ("skola", "C", ""): 1, ("vard", "C", "2024-10-01"): 1,
    }  # fmt: skip
    assert told.classes["managers"].sum() == len(told.persons)


def test_everybody_gets_a_seat_of_the_class_and_units_are_parted(world):
    rows = [manager(f"{unit}{i}", unit=unit) for i in range(3) for unit in ("Norr", "Syd", "Väst")]
    told = found(world, [*rows, *(manager(f"s{i}", administration="skola") for i in range(3))])
    best = seating.propose(told.classes, DATES, size=(4, 4))
    seated = workforce.seated(told, best.seats)
    counts = seated.groupby(["start", "class"]).size()
    given = best.seats.set_index(["start", "class"])["managers"]
    pd.testing.assert_series_equal(counts.sort_index(), given.sort_index(), check_names=False)
    assert set(seated["person"]) == set(told.persons["person"])
    assert (seated[seated["administration"] == "vard"].groupby(["start", "unit"]).size() == 1).all()


def test_those_who_wait_stand_last_without_a_day(world):
    told = found(world, [manager(f"n{i}") for i in range(3)])
    day = pd.Timestamp("2024-08-01").as_unit("us")
    seats = pd.DataFrame({"start": [day, pd.NaT], "class": [0, 0], "managers": [2, 1]})
    seated = workforce.seated(told, GROUP_SEATS.check(seats.astype({"start": "datetime64[us]"})))
    assert seated["start"].notna().tolist() == [True, True, False]


def test_nothing_is_told_of_persons(world):
    told = found(world, [manager("hemlig", unit="Hemliga enheten")])
    assert "hemlig" not in repr(told).lower()
    assert not set(told.classes.columns) & {"person", "unit"}
