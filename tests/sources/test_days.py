"""Days of a column: what one text cannot tell, the column does; nothing is misread in silence."""

from datetime import date, timedelta

import pandas as pd
import pytest

from competence.sources import days

from .conftest import number, spell

DELIVERED = date(2025, 1, 15)
DAY = date(2024, 1, 31)


def one(text, *others, **how):
    return days.reader([text, *others], DELIVERED, **how)(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31", "20240131", "2024/01/31", "2024.1.31", "2024-1-31", "31/1/2024", "31.01.2024", "31/1/24",
        "2024-01-31 00:00:00", "2024-01-31T00:00", "2024-01-31T00:00:00.000Z", "2024-01-31T00:00:00+01:00",
        "2024-01-31 12:00 AM", "2024-01-31 00.00.00", "31/1/2024 0:00", "20240131.0", "20240131,0", "31 jan 2024",
        "31-JAN-24", "31 januari 2024", "24-01-31", "45322", "45322.0", "45322.75", "45322,5", " 2024-01-31\u00a0",
    ],
)  # fmt: skip
def test_a_day_in_every_spelling(text):
    assert one(text) == DAY


def test_american_days():
    assert one("1/31/24", day_first=False) == DAY
    assert [one(t, day_first=False) for t in ("7/1/13", "6/23/52 0:00", "10/24/79")] == [
        date(2013, 7, 1), date(1952, 6, 23), date(1979, 10, 24),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["9999-12-31", "99991231", "9999-12-31 00:00:00", "31.12.9999", "2999-12-31", "2222-01-01", "2099-12-31", "2958465",
     "2958465.0", "Tills vidare", "0000-00-00", "00000000", "0", "00.00.0000", "1900-01-00"],
)  # fmt: skip
def test_open_ends_and_none(text):
    assert one(text) == days.OPEN_END


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "31-31-2024",
        "igår",
        "75",
        "2024-1",
        "202401",
        "2024",
        "1234",
        "31 foo 2024",
        "1",
        "10000",
    ],
)
def test_what_is_no_day(text):
    assert one(text) is None


def test_short_years_are_told_by_the_column():
    # Alone 15-03-20 may be two days; beside 24-01-31 it begins with the year, beside 31-12-24 with the day.
    assert one("15-03-20", "24-01-31") == date(2015, 3, 20)
    assert one("15-03-20", "31-12-24") == date(2020, 3, 15)
    assert one("15-03-20") == date(2015, 3, 20)  # as Swedes write it
    assert one("15/03/20") == date(2020, 3, 15)


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_serial_numbers_are_counted_from_where_the_first_days_make_sense(epoch):
    zero = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}[epoch]
    wanted = [DELIVERED - timedelta(days=n) for n in (20, 100, 500, 1500, 3000, 9000)]
    texts = [str((day - zero).days) for day in wanted]
    assert days.epoch_of(texts, DELIVERED) == epoch
    read = days.reader(texts, DELIVERED)
    assert [read(text) for text in texts] == wanted
    assert read.read(texts[0])[1] == f"serial_{epoch}"
    # Its other columns count from the same day, however far ahead their days lie.
    planned = str((date(2029, 6, 30) - zero).days)
    assert days.reader([planned], DELIVERED, epoch=epoch)(planned) == date(2029, 6, 30)


def test_few_serial_numbers_tell_nothing():
    assert days.epoch_of(["40000", "40001"], DELIVERED) == 1900


def test_every_rule_used_is_told():
    read = days.reader(["45322", "24-01-31", "tills vidare", "0000-00-00", "2024-01-31"], DELIVERED)
    found = [read.read(t)[1] for t in ("45322", "24-01-31", "tills vidare", "0000-00-00", "2024-01-31")]
    assert found == ["serial_1900", "year_first", "open_word", "zero_day", ""]
    assert set(found) - {""} <= set(days.RULES)


def _serial(day, zero=date(1899, 12, 30)):
    return str((date.fromisoformat(day) - zero).days)


BEGINNINGS = ["2001-05-01", "2010-02-01", "2015-09-14", "2019-03-01", "2022-01-10", "2024-11-01"]


@pytest.mark.parametrize("zero", [date(1899, 12, 30), date(1904, 1, 1)])
def test_a_sheet_of_serial_numbers_is_read_and_told(project, zero):
    rows = [
        spell(number(f"19{60 + i}0101"), employment=str(i), start=_serial(day, zero), hired="", end="")
        for i, day in enumerate(BEGINNINGS)
    ]
    rows[0] = rows[0].replace(";EB;", ";;")
    # Planned to end long after the delivery: its own column could not tell from where the numbers count.
    rows.append(
        spell(
            number("19700202"),
            employment="9",
            start=_serial("2020-01-01", zero),
            end=_serial("2028-06-30", zero),
            hired="",
        )
    )
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert [str(day.date()) for day in delivered.employments["start"]] == [*BEGINNINGS, "2020-01-01"]
    assert str(delivered.employments["end"].iloc[-1].date()) == "2028-06-30"
    told = delivered.mended.set_index(["rule", "column"])["rows"].to_dict()
    rule = "serial_1904" if zero.year == 1904 else "serial_1900"
    assert told == {(rule, "start"): 7, (rule, "end"): 1}


def test_the_config_may_say_from_where_serial_numbers_count(project):
    project.text = project.text.replace("share_unit =", "serial_from = 1904\nshare_unit =")
    project.write("hr_2024-12-31.csv", [spell(start=_serial("2011-01-01", date(1904, 1, 1)), hired="")])
    assert str(project.read().employments["start"].iloc[0].date()) == "2011-01-01"


def test_open_and_empty_ends_are_told(project):
    rows = [
        spell(number(f"19{60 + i}0101"), employment=str(i), end=end, hired="0000-00-00")
        for i, end in enumerate(("9999-12-31", "tills vidare", "00000000", "", "2958465"))
    ]
    project.write("hr_2024-12-31.csv", [*rows, spell(number("19700101"), start="0000-00-00", employment="9")])
    delivered = project.read()
    assert delivered.employments["end"].isna().all()
    assert len(delivered.employments) == 5
    told = delivered.mended.set_index(["rule", "column"])["rows"].to_dict()
    assert told[("open_word", "end")] == told[("zero_day", "end")] == told[("serial_1900", "end")] == 1
    # Nobody begins on no day.
    assert delivered.quarantine["reason"].tolist() == ["date_out_of_range"]


def test_shares_in_the_other_unit_are_told(project):
    shares = ["100", "75", "0,75", "1", "50%", "80\u00a0%", ""]
    rows = [
        spell(number(f"19{60 + i}0101"), employment=str(i), share=share) for i, share in enumerate(shares)
    ]
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert delivered.employments["contract_share"].fillna(-1).tolist() == [1, 0.75, 0.75, 1, 0.5, 0.8, -1]
    assert delivered.mended.set_index("rule")["rows"].to_dict() == {"share_otherwise": 2}


@pytest.mark.parametrize(
    ("texts", "days_"),
    [
        (["010401", "951231", "240131"], [date(2001, 4, 1), date(1995, 12, 31), date(2024, 1, 31)]),
        (["310124", "151299", "010401"], [date(2024, 1, 31), date(1999, 12, 15), date(2001, 4, 1)]),
        # A spreadsheet took the first nought.
        (["10401", "951231", "240131"], [date(2001, 4, 1), date(1995, 12, 31), date(2024, 1, 31)]),
        # Months, amounts, one odd text among true days: no days.
        (["202401", "202312", "200101"], [None] * 3),
        (["350000", "420000", "291500"], [None] * 3),
        (
            ["2024-01-31", "2023-01-31", "2022-01-31", "010401"],
            [DAY, date(2023, 1, 31), date(2022, 1, 31), None],
        ),
    ],
)
def test_six_digits_are_a_day_where_the_column_says_so(texts, days_):
    read = days.reader(texts, DELIVERED)
    assert [read(text) for text in texts] == days_


def of_hired(days_):
    return [
        spell(number("19850101", 980 - i), employment=str(i), start="2024-01-01", hired=day)
        for i, day in enumerate(days_)
    ]


def test_first_days_of_six_digits_are_used_and_told(project):
    project.write("hr_2024-12-31.csv", of_hired(["010401", "951231", "120615", ""]))
    delivered = project.read()
    assert [None if day is pd.NaT else str(day.date()) for day in delivered.employments["hired"]] == [
        "2001-04-01", "1995-12-31", "2012-06-15", None,
    ]  # fmt: skip
    assert delivered.mended.set_index(["rule", "column"])["rows"].to_dict() == {("six_digits", "hired"): 3}


def many(**changes):
    return [
        spell(number(f"19{50 + i}0101"), employment=str(i), **{k: v[i] for k, v in changes.items()})
        for i in range(len(next(iter(changes.values()))))
    ]


def test_a_column_that_cannot_be_read_costs_no_row(project):
    project.write("hr_2024-12-31.csv", many(hired=["q4"] * 18 + ["2010-01-01"] * 4, share=["100"] * 22))
    delivered = project.read()
    assert len(delivered.employments) == 22 and delivered.quarantine.empty
    assert delivered.employments["hired"].isna().all()
    [lost] = delivered.unreadable
    assert (lost.column, lost.heading, lost.file, lost.line, lost.rows, lost.filled) == (
        "hired", "Anställd", "hr_2024-12-31.csv", 2, 18, 22,
    )  # fmt: skip
    assert delivered.mended.set_index(["rule", "column"])["rows"].to_dict() == {
        ("column_unreadable", "hired"): 18
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"hired": ["q4"] * 8 + ["2010-01-01"] * 20},  # some are odd
        {"hired": ["q4"] * 5},  # few in all
    ],
)
def test_odd_values_cost_their_rows(project, changes):
    project.text = project.text.replace("quarantined_share_stop = 0.5", "quarantined_share_stop = 1")
    project.write("hr_2024-12-31.csv", [*many(**changes), spell(number("19990202"), employment="99")])
    delivered = project.read()
    bad = sum(v == "q4" for v in next(iter(changes.values())))
    assert (delivered.quarantine["reason"] == "bad_date").sum() == bad and not delivered.unreadable


def test_last_days_that_cannot_be_read_are_never_taken_for_none(project):
    project.write("hr_2024-12-31.csv", many(end=["q4"] * 30))
    assert "too_many_quarantined" in project.refused()
