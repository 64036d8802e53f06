"""Surveys come to their tables, by index or by item; what cannot be right is told with its reason."""

import math

import pytest

from .test_events import source, staffed
from .test_programme import reasons

ITEMS = {
    "meaningful": "M1", "learning": "M2", "looking_forward": "M3", "appreciation": "L1", "trust": "L2",
    "responsibility": "L3", "goals": "S1", "followed_up": "S2", "expectations": "S3",
}  # fmt: skip


@pytest.fixture
def town(project, people):
    staffed(project, people)
    project.text = project.text.replace("stop = 0.5", "stop = 1.0")
    return project


def test_indices_are_reckoned_from_the_means_of_three_items(town):
    columns = {"unit": "E", "round": "O", "date": "D", **ITEMS, "respondents": "N"}
    source(town, "enkat", "engagement", columns)
    rows = [
        "Norr;2025;2025-10-01;4,0;3,5;4,5;4,4;4,1;3,8;5;1;3;12", "Söder;2025;2025-10-01;4,0;;4,5;3;3;3;2;2;2;9",
        "Öster;2025;2025-10-01;6,0;4;4;3;3;3;2;2;2;9", "Väster;2025;2025-10-01;0,5;4;4;3;3;3;2;2;2;9",
    ]  # fmt: skip
    town.write("enkat_2025.csv", rows, head=";".join(columns.values()))
    found = town.read()
    north, south = found.engagement.itertuples(index=False)
    assert north.hme_motivation == pytest.approx(75.0)
    assert north.hme_leadership == pytest.approx((4.1 - 1) * 25)
    assert north.hme_governance == pytest.approx(50.0)
    assert math.isnan(south.hme_motivation), "two of three items are no index"
    assert south.hme_leadership == pytest.approx(50.0)
    assert reasons(found, "enkat") == ["bad_number", "bad_number"]


def test_an_index_that_is_delivered_goes_before_its_items(town):
    columns = {"unit": "E", "round": "O", "date": "D", "hme_leadership": "L", **ITEMS}
    source(town, "enkat", "engagement", columns)
    town.write(
        "enkat_2025.csv", ["Norr;2025;2025-10-01;61,5;4;4;4;4;4;4;4;4;4"], head=";".join(columns.values())
    )
    row = town.read().engagement.iloc[0]
    assert (row["hme_leadership"], row["hme_motivation"]) == (61.5, 75.0)


def test_the_same_unit_in_two_administrations_is_two(town):
    columns = {"unit": "E", "administration": "F", "round": "O", "date": "D", "hme_leadership": "L"}
    source(town, "enkat", "engagement", columns)
    rows = ["Stab;VF;2025;2025-10-01;70", "Stab;SKF;2025;2025-10-01;60", "Stab;VF;2025;2025-10-01;71"]
    town.write("enkat_2025.csv", rows, head="E;F;O;D;L")
    found = town.read()
    assert found.engagement["administration"].tolist() == ["skola", "vard"]
    assert reasons(found, "enkat") == ["duplicate_key"]


def test_rounds_may_tell_the_days_that_the_survey_does_not(town):
    source(town, "enkat", "engagement", {"unit": "E", "round": "O", "hme_leadership": "L"})
    source(town, "omg", "survey_rounds", {"round": "O", "date": "D", "instrument": "I"})
    town.write("enkat_2025.csv", ["Norr;2024;70"], head="E;O;L")
    town.write("omg_2024.csv", ["2023;2023-10-01;Gammal", "2024;2024-09-01;HME"], head="O;D;I")
    rows = ["2024;2024-10-01;HME", "2025;soon;HME", ";2025-10-01;HME", "2026;2026-03-01;", "2026;2026-04-01;"]
    town.write("omg_2025.csv", rows, head="O;D;I")
    found = town.read()
    assert found.engagement["date"].isna().all()
    rounds = found.survey_rounds.set_index("round")
    assert rounds["date"].dt.strftime("%Y-%m-%d").to_dict() == {
        "2023": "2023-10-01", "2024": "2024-10-01", "2026": "2026-03-01",
    }  # fmt: skip
    assert rounds["instrument"].tolist() == ["Gammal", "HME", "unknown"]
    assert reasons(found, "omg") == ["bad_date", "duplicate_key", "missing_value", "superseded"]


def test_managers_own_survey_by_group_or_administration(town):
    columns = {
        "group": "G", "administration": "F", "period": "P", "item": "Q", "scale_max": "S", "mean": "M",
        "respondents": "N", "when": "W",
    }  # fmt: skip
    source(town, "chef", "manager_survey", columns)
    town.add('[sources.chef.values]\nwhen = { Före = "before", Efter = "after" }\n'.replace("Före", '"Före"'))
    rows = [
        "Grupp 1;;2023-01;Kontakter;5;3,2;18;Före", "Grupp 1;;2023-03;Kontakter;5;3,9;17;Efter",
        ";SKF;2023-03;Kontakter;5;;3;Efter", "Grupp 1;;2023-03;Kontakter;5;6,1;17;Efter",
        "Grupp 1;;2023-03;;5;3;17;Efter", "Grupp 1;;2023-03;Mod;;3;17;Efter", ";Rymd;2023-03;Mod;5;3;17;Efter",
        "Grupp 1;;2023-03;Kontakter;5;3,8;17;Efter", "Grupp 2;;2023-03;Mod;10;7,5;20;Sen",
    ]  # fmt: skip
    town.write("chef_2025.csv", rows, head="G;F;P;Q;S;M;N;W")
    found = town.read()
    told = found.manager_survey.set_index(["group", "administration", "when"])
    assert told.loc[("Grupp 1", "*", "before"), "mean"] == 3.2
    assert math.isnan(told.loc[("*", "skola", "after"), "mean"])
    assert told.loc[("Grupp 2", "*", "unknown"), "scale_max"] == 10
    assert reasons(found, "chef") == [
        "bad_number", "duplicate_key", "missing_value", "missing_value", "unknown_administration",
    ]  # fmt: skip
    assert found.accounts["rows"].sum() == sum(f.rows for f in found.files)
