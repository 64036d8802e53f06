"""Figures by year: hours of sickness as the payroll has them, peers, costs by family or for all."""

import math

import pytest

from .test_events import source, staffed
from .test_programme import reasons


@pytest.fixture
def town(project, people):
    staffed(project, people)
    project.text = project.text.replace("stop = 0.5", "stop = 1.0")
    return project


def test_hours_of_sickness_are_added_up_over_what_is_one_today(town):
    columns = {
        "year": "Å", "administration": "F", "sex": "K", "age_band": "B", "ordinary_hours": "O", "sick_hours": "S",
        "sick_hours_60_plus": "L",
    }  # fmt: skip
    source(town, "sjuk", "sickness", columns)
    town.add(
        "[sources.sjuk.values]\nsex = { Kvinnor = 'female' }\nage_band = { '-29' = 'to_29', '50-' = 'from_50' }\n"
    )
    rows = [
        "2018;VF;Kvinnor;-29;1 000;80;30", "2018;Äldreförvaltningen;Kvinnor;-29;500;20;0",
        "2018;VF;Kvinnor;50-;1000;1200;0", "2018;SKF;Kvinnor;50-;1000;100;120", "2018;SKF;;;100;;",
        "20180;SKF;;;100;1;1", "2018;SKF;Okänt;;400;10;", "2018;SKF;Okänt;;400;11;",
    ]  # fmt: skip
    town.write("sjuk_2025.csv", rows, head="Å;F;K;B;O;S;L")
    found = town.read()
    told = found.sickness.set_index(["administration", "sex", "age_band"])
    assert told.loc[("vard", "female", "to_29")].tolist() == [2018, 1500, 100, 30]
    assert told.loc[("skola", "unknown", "unknown"), "sick_hours_60_plus"] == 0
    assert reasons(found, "sjuk") == [
        "bad_number", "duplicate_key", "missing_value", "sick_over_ordinary", "sick_over_ordinary",
    ]  # fmt: skip


def test_peers_with_what_their_publisher_lacks(town):
    columns = {"year": "year", "municipality": "municipality", "measure": "measure", "value": "value"}
    source(town, "lika", "peers", columns)
    rows = [
        "2024;Grannby;Lärare;71,4",
        "2024;Fjärrstad;Lärare;..",
        "2024;;Lärare;3",
        "2024;Grannby;Lärare;70",
        "x;Grannby;Lärare;3",
    ]
    town.write("lika_2025.csv", rows, head="year;municipality;measure;value")
    found = town.read()
    told = found.peers.set_index("municipality")
    assert told.loc["Grannby", "value"] == 71.4
    assert told.loc["Grannby", "source"] == "lika"
    assert math.isnan(told.loc["Fjärrstad", "value"])
    assert reasons(found, "lika") == ["bad_number", "duplicate_key", "missing_value"]


def test_costs_by_family_and_for_all_give_way_to_what_is_told_more_closely(town):
    columns = {"year": "Å", "administration": "F", "family": "G", "title": "T", "sek_per_fte": "K"}
    source(town, "kostnad", "staff_costs", columns)
    town.add(
        "[sources.kostnad.values]\nfamily = { Vårdyrken = 'care' }\n".replace("Vårdyrken", "'Vårdyrken'")
    )
    rows = [
        "2024;VF;Vårdyrken;;600000", "2024;VF;;Sjuksköterska;650000", "2024;;Vårdyrken;;590000", "2024;*;;;500000",
        "2024;SKF;other;;480000", "2024;SKF;Flygare;;480000",
    ]  # fmt: skip
    town.write("kostnad_2025.csv", rows, head="Å;F;G;T;K")
    found = town.read()
    told = found.staff_costs.set_index(["administration", "occupation"])["sek_per_fte"].to_dict()
    assert told == {
        ("vard", "nurse"): 650000, ("*", "nurse"): 590000, ("*", "*"): 500000, ("skola", "other"): 480000,
    }  # fmt: skip
    assert reasons(found, "kostnad") == ["unknown_family"]
