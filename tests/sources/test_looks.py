"""Looks at one day are dated by their names, and two of one day never hide each other."""

from datetime import date

import pytest

from competence.sources import parts

from .conftest import number, spell

ONE, TWO = number("19600315"), number("19850101")


def looks(project, interval="month", more=""):
    project.text = (
        project.text.replace('kind = "spells"', f'kind = "snapshots"\ninterval = "{interval}"\n{more}')
        .replace('start = "Från", end = "Till", ', "")
        .replace('"hr_*.csv"', '"hr*.csv"')
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("hr 202301.csv", date(2023, 1, 31)),
        ("hr_2024-02.csv", date(2024, 2, 29)),
        ("hr_2023_04_uttag.csv", date(2023, 4, 30)),
        ("hr jan 2023.csv", date(2023, 1, 31)),
        ("hr_Oktober2023.csv", date(2023, 10, 31)),
        ("hr 2023 maj.csv", date(2023, 5, 31)),
        ("hr_2023-01-15.csv", None),  # a day; it tells more
        ("hr_2023-2025.csv", None),
        ("hr_202301-202312.csv", None),
        ("hr_2023.csv", None),
        ("hr_202313.csv", None),
        ("hr_1202301.csv", None),
    ],
)
def test_the_month_that_a_name_holds(project, name, day):
    looks(project)
    project.write("hr_2025-01-31.csv", [spell(ONE)])
    found = None if parts.named_day(name) else parts.named_period(name, project.config.sources["hr"])
    assert found == day


def test_the_year_that_a_name_holds(project):
    looks(project, "year", 'year_end = "11-30"')
    project.write("hr 2023.csv", [spell(ONE), spell(TWO)])
    project.write("hr 2024.csv", [spell(ONE)])
    found = project.read().employments
    assert found["start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-11-30", "2023-11-30", "2024-11-30"]


def test_months_of_names_date_the_rows(project):
    looks(project)
    project.write("hr-lista 202301.csv", [spell(ONE), spell(TWO)])
    project.write("hr-lista 202302.csv", [spell(TWO)])
    found = project.read()
    assert found.employments["start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-31"] * 2 + ["2023-02-28"]
    assert (found.quarantine["reason"] == "superseded").sum() == 0


@pytest.mark.parametrize("more", ["delivered = 2024-01-05", ""])
def test_looks_of_one_day_are_refused_since_one_would_hide_the_other(project, more):
    looks(project, more=more)
    names = (
        ("hr a.csv", "hr b.csv", "hr c.csv")
        if more
        else ("hr 202401 a.csv", "hr 202401 b.csv", "hr 2024-01-31.csv")
    )
    for name in names:
        project.write(name, [spell(ONE)])
    assert project.refused() == ["same_day", "same_day"]
    assert "take delivered out of the source" in project.message


def test_a_column_that_tells_the_period_is_enough(project):
    looks(project, more="delivered = 2024-01-05")
    project.text = project.text.replace('hired = "Anställd"', 'hired = "Anställd", period = "Månad"')
    from .conftest import HEAD

    for name, month in (("hr a.csv", "2023-11"), ("hr b.csv", "2023-12")):
        project.write(name, [spell(ONE) + f";{month}"], head=HEAD + ";Månad")
    assert len(project.read().employments) == 2
