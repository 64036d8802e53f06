"""Dates, shares and numbers as exports write them."""

from datetime import date

import pandas as pd
import pytest

from competence.sources import values

DELIVERED = date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31",
        "20240131",
        "2024/01/31",
        "2024-01-31 00:00:00",
        "2024-01-31T00:00",
        "31/1/2024",
        "20240131.0",
    ],
)
def test_days(text):
    assert values.parse_day(text, DELIVERED) == date(2024, 1, 31)


def test_american_days_with_two_digit_years():
    found = [
        values.parse_day(t, date(2013, 6, 30), day_first=False)
        for t in ("7/1/13", "6/23/52 0:00", "10/24/79")
    ]
    assert found == [date(2013, 7, 1), date(1952, 6, 23), date(1979, 10, 24)]


@pytest.mark.parametrize("text", ["9999-12-31", "99991231", "2999-12-31", "2099-12-31"])
def test_open_ends(text):
    assert values.parse_day(text, DELIVERED) == values.OPEN_END


@pytest.mark.parametrize("text", ["2024-02-30", "31-31-2024", "igår", "75", "2024-1"])
def test_what_is_no_day(text):
    assert values.parse_day(text, DELIVERED) is None


def test_periods():
    def month(text):
        return values.parse_period(text, DELIVERED, "month", "12-31")

    assert [month(t) for t in ("2024-02", "202402", "2024-02-29", "20240215")] == [date(2024, 2, 29)] * 4
    assert values.parse_period("2012", DELIVERED, "year", "06-30") == date(2012, 6, 30)
    assert values.parse_period("2012-07-01", DELIVERED, "year", "06-30") == date(2013, 6, 30)
    assert month("2024-13") is None


def test_the_period_before_a_delivery():
    assert values.last_period_end(date(2026, 1, 15), "month", "12-31") == date(2025, 12, 31)
    assert values.last_period_end(date(2025, 12, 31), "month", "12-31") == date(2025, 12, 31)
    assert values.last_period_end(date(2026, 1, 15), "year", "06-30") == date(2025, 6, 30)


@pytest.mark.parametrize("text", ["75", "75,00", "75%", "75 %", "75\u00a0%", "0,75"])
@pytest.mark.parametrize("unit", ["percent", "share"])
def test_shares(text, unit):
    assert values.parse_share(text, ",", unit) == pytest.approx(0.75)


@pytest.mark.parametrize("text", ["750", "-5", "abc", "1,5", "150%"])
def test_what_is_no_share(text):
    assert values.parse_share(text, ",", "share") is None


def test_the_unit_of_a_column_is_told_from_its_figures():
    assert values.share_unit(pd.Series(["1", "0,5"]), ",", "auto") == "share"
    assert values.share_unit(pd.Series(["1", "50"]), ",", "auto") == "percent"


def test_numbers():
    assert values.parse_number("1\u00a0250,5", ",") == 1250.5
    assert values.parse_number("1.250,5", ",") == 1250.5
    assert values.parse_number("1,250.5", ".") == 1250.5
    assert values.parse_number("0.75", ",") == 0.75
    assert values.parse_number("\u22123", ",") == -3
    assert values.parse_number("<5", ",") is None
