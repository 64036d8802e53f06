"""Deliveries without persons: volumes, agency staff, costs, frames; every row used or quarantined with its reason."""

import math

import pytest

from .test_events import source, staffed

COMMITTEE = """
[[committee]]
id = "vn"
name = "Vårdnämnden"
administrations = { vard = 1.0 }
"""


@pytest.fixture
def town(project, people):
    staffed(project, people)
    project.add(COMMITTEE)
    project.text = project.text.replace("stop = 0.5", "stop = 1.0")
    return project


def reasons(found, name):
    mine = found.quarantine[found.quarantine["source"] == name]
    return sorted(mine["reason"])


def test_volumes_of_administrations_that_are_one_today_are_added_up(town):
    columns = {"year": "A", "administration": "F", "service": "V", "users": "B", "own_users": "E"}
    source(town, "volym", "service_volumes", columns)
    rows = [
        "2018;VF;Hemtjänst;1 200;900", "2018;Äldreförvaltningen;hemtjänst;300;300", "2019;VF;HEMTJÄNST;1 600;",
        "2019;SKF;Skola;0;0", "2019;VF;Hemtjänst;1 601;1",
        "2019;VF;Boende;100;120", "20190;VF;Boende;100;20", "2031;VF;Boende;100;20", "2019;VF;;100;20",
        "2019;VF;Boende;-1;0", "Summa;;;3 100;",
    ]  # fmt: skip
    town.write("volym_2025.csv", rows, head="A;F;V;B;E")
    found = town.read()
    table = found.service_volumes.set_index(["year", "administration", "service"])
    assert table.loc[(2018, "vard", "hemtjänst")].tolist() == [1500, 1200]
    assert math.isnan(table.loc[(2019, "vard", "hemtjänst"), "own_users"])
    assert table.loc[(2019, "skola", "skola"), "users"] == 0
    assert reasons(found, "volym") == [
        "bad_number", "bad_number", "bad_number", "duplicate_key", "missing_value", "own_over_all", "sum_row",
    ]  # fmt: skip
    assert found.accounts["rows"].sum() == sum(f.rows for f in found.files)


def test_agency_staff_in_posts_or_in_money(town):
    columns = {
        "period": "P", "administration": "F", "code": "K", "title": "T", "fte": "Å", "sek": "S",
    }  # fmt: skip
    source(town, "inhyrd", "agency_staff", columns)
    rows = [
        "2025-01;VF;206010;Sjuksköterska;2,50;400 000", "2025-01;VF;;Ssk natt, sjuksköterska;1,5;100 000",
        "2025-02;VF;206010;Sjuksköterska;;300 000", "2025-03;VF;206010;Sjuksköterska;;",
        "2025-13;VF;206010;Sjuksköterska;1;1", "2025-04;VF;206010;Sjuksköterska;-1;1",
        "2025-05;Rymdbolaget;206010;Sjuksköterska;1;1",
    ]  # fmt: skip
    town.write("inhyrd_2025.csv", rows, head="P;F;K;T;Å;S")
    found = town.read()
    table = found.agency_staff
    january = table[(table["period"] == "2025-01-31")].iloc[0]
    assert (january["occupation"], january["fte"], january["sek"]) == ("nurse", 4.0, 500_000)
    assert math.isnan(table.loc[table["period"] == "2025-02-28", "fte"].iloc[0])
    assert "unknown" in set(table["administration"])
    assert reasons(found, "inhyrd") == ["bad_date", "bad_number", "missing_value"]


def test_costs_are_means_in_the_newest_prices(town):
    columns = {"year": "A", "administration": "F", "title": "T", "sek_per_fte": "K", "price_level": "P"}
    source(town, "kostnad", "staff_costs", columns)
    rows = [
        "2024;VF;Sjuksköterska;700 000;2024", "2024;VF;Sjuksköterska natt;800 000;2024",
        "2024;SKF;Lärare;650 000;", "2024;SKF;Rektor;0;2024", "2024;SKF;Kock;;2024",
    ]  # fmt: skip
    town.write("kostnad_2025.csv", rows, head="A;F;T;K;P")
    found = town.read()
    table = found.staff_costs.set_index(["administration", "occupation"])
    assert table.loc[("vard", "nurse"), "sek_per_fte"] == 750_000
    assert table.loc[("skola", "other"), "price_level"] == 2024
    assert reasons(found, "kostnad") == ["bad_number", "missing_value"]


def test_a_negative_frame_and_an_unknown_committee_go_to_quarantine(town):
    columns = {
        "year": "A",
        "committee": "N",
        "administration": "F",
        "sek": "R",
        "price_level": "P",
        "fte": "Å",
    }
    source(town, "ram", "budget_frame", columns)
    rows = [
        "2026;Vårdnämnden;;900 000 000;2025;1500", "2027;VN;;910 000 000;2025;", "2027;VN;VF;500 000;2025;",
        "2028;vn;;-5;2025;", "2028;Rymdnämnden;;7;2025;", "2028;VN;Rymdbolaget;7;2025;", "2062;VN;;7;2025;",
        "2028;;;7;2025;", "2028;VN;;x;2025;",
    ]  # fmt: skip
    town.write("ram_2025.csv", rows, head="A;N;F;R;P;Å")
    found = town.read()
    table = found.budget_frame
    assert table[["year", "committee", "administration"]].to_numpy().tolist() == [
        [2026, "vn", "*"], [2027, "vn", "*"], [2027, "vn", "vard"],
    ]  # fmt: skip
    assert table["sek"].tolist() == [9e8, 9.1e8, 5e5]
    assert reasons(found, "ram") == [
        "bad_number", "bad_number", "bad_number", "missing_value", "unknown_administration", "unknown_committee",
    ]  # fmt: skip
