"""The programme's deliveries: course groups, who led which unit, initiatives; each row used or told with its reason."""

import pytest

from .test_events import ONE, TWO, source, staffed

CONFIG = """
[[strategy]]
id = "keep"
name = "Behålla: ledarskap"

[[requirement]]
id = "ssk"
name = "Legitimerade sjuksköterskor"
occupations = ["nurse"]
satisfied_by = ["nurse_licence"]
kind = "law"
share_required = { 2020 = 1.0 }
"""
INITIATIVE = {
    "initiative": "Nr", "administration": "F", "with_administrations": "M", "with": "T", "strategy": "S",
    "driver": "D", "requirement": "K", "start": "B", "owner_role": "R", "status": "L", "from_programme": "P",
}  # fmt: skip
VALUES = """
[sources.initiativ.values]
with = { "Egen chef" = "own_manager", Kollegor = "peers" }
driver = { "Uppsägningar" = "resignation" }
status = { "Pågår" = "under_way", Klar = "done" }
from_programme = { Ja = "yes", Nej = "no" }
strategy = { "Stanna kvar" = "keep" }
"""


@pytest.fixture
def town(project, people):
    staffed(project, people)
    project.text = project.text.replace("stop = 0.5", "stop = 1.0")
    project.add(CONFIG)
    return project


def reasons(found, name):
    return sorted(found.quarantine.loc[found.quarantine["source"] == name, "reason"])


def test_course_groups_need_a_group_and_a_first_day(town):
    columns = {"person": "P", "group": "G", "start": "S", "days_attended": "D", "completed": "K"}
    source(town, "kurs", "programme_participants", columns)
    rows = [
        f"{ONE};Grupp 1;2023-01-10;5;2023-03-01", f"{TWO};Grupp 1;2023-01-10;2;",
        f"{TWO};;2023-01-10;2;", f"{TWO};Grupp 2;;2;", f"{TWO};Grupp 2;2023-05-01;2;2023-04-01",
    ]  # fmt: skip
    town.write("kurs_2025.csv", rows, head="P;G;S;D;K")
    found = town.read()
    assert found.participants["days_attended"].tolist() == [5, 2]
    assert reasons(found, "kurs") == ["end_before_start", "missing_value", "missing_value"]


def test_who_led_which_unit_when(town):
    source(town, "ledare", "manager_units", {"person": "P", "unit": "E", "from": "A", "to": "B"})
    rows = [
        f"{ONE};Norr;2020-01-01;2021-12-31", f"{ONE};Söder;2022-01-01;9999-12-31", f"{TWO};;2020-01-01;",
        f"{TWO};Norr;2022-01-01;2021-01-01", f"{TWO};Norr;;", ";Norr;2022-01-01;", "Summa;;;",
    ]  # fmt: skip
    town.write("ledare_2025.csv", rows, head="P;E;A;B")
    found = town.read()
    led = found.manager_units
    assert led["unit"].tolist() == ["Norr", "Söder"]
    assert led["to"].isna().tolist() == [False, True]
    assert led["administration"].tolist() == ["unknown", "unknown"], "no unit map tells where they belong"
    assert reasons(found, "ledare") == [
        "end_before_start", "missing_identity", "missing_value", "missing_value", "sum_row",
    ]  # fmt: skip
    assert found.accounts["rows"].sum() == sum(f.rows for f in found.files)


def test_leaders_who_are_no_staff_are_set_aside(town):
    from .conftest import number

    source(town, "ledare", "manager_units", {"person": "P", "unit": "E", "from": "A"})
    town.write("ledare_2025.csv", [f"{number('19500101', 985)};Norr;2020-01-01"], head="P;E;A")
    found = town.read()
    assert found.manager_units.empty
    assert found.accounts.set_index("category").loc["no_employment", "rows"] == 1


def test_initiatives_by_the_config_s_own_names(town):
    source(town, "initiativ", "initiatives", INITIATIVE)
    town.add(VALUES)
    rows = [
        "1;VF;;Egen chef;Behålla: ledarskap;Uppsägningar;;2024-02-01;Enhetschef;Pågår;Ja",
        "2;Äldreförvaltningen;SKF, Vårdförvaltningen;Kollegor;stanna kvar;;ssk;2024-03-01;;Klar;",
        "3;SKF;;;;Väder;-;2030-01-01;Rektor;;Nej",
    ]  # fmt: skip
    town.write("initiativ_2025-12-31.csv", rows, head=";".join(INITIATIVE.values()))
    found = town.read()
    one, two, three = found.initiatives.itertuples(index=False)
    assert (one.strategy, one.driver, one.status, one.from_programme) == (
        "keep",
        "resignation",
        "under_way",
        True,
    )
    assert (two.administration, two.with_administrations, two.requirement) == ("vard", "skola", "ssk")
    assert (two.strategy, two.owner_role, two.from_programme) == ("keep", "", False)
    assert (three.strategy, three.driver, three.status) == ("unknown", "unknown", "unknown")
    assert found.initiatives["requirement"].isna().tolist() == [True, False, True]
    assert found.unmapped["column"].tolist() == ["driver"], "a word that the map lacks is counted"


def test_initiatives_that_name_what_is_not_there_are_told_one_by_one(town):
    source(town, "initiativ", "initiatives", INITIATIVE)
    rows = [
        "1;VF;;;Annat;;;2024-02-01;;;", "2;VF;;;;;Truckkort;2024-02-01;;;", "3;VF;Rymdbolaget;;;;;2024-02-01;;;",
        "4;VF;;;;;;;Rektor;Klar;Ja", "6;VF;;;;;;2050-02-01;;;", "7;VF;;;;;;2024-02-01;;;",
        "7;SKF;;;;;;2024-02-01;;;",
    ]  # fmt: skip
    town.write("initiativ_2025-12-31.csv", rows, head=";".join(INITIATIVE.values()))
    found = town.read()
    assert found.initiatives["initiative"].tolist() == ["7"]
    assert reasons(found, "initiativ") == [
        "date_out_of_range", "duplicate_key", "missing_value", "unknown_administration",
        "unknown_requirement", "unknown_strategy",
    ]  # fmt: skip
