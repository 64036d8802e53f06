"""Who is who: numbers that were replaced, numbers where none belongs, and those who must not be there."""

import pytest

from .conftest import number, spell

LINKS = """
[sources.byten]
table = "identity_links"
path = "byten.csv"
columns = { person = "Gammalt", new_person = "Nytt" }
delivered = 2024-12-31
"""


def coordination(born="19850101", serial=980):
    """A coordination number of somebody born that day."""
    return number(f"{born[:6]}{int(born[6:]) + 60}", serial)


def persons(delivered):
    return delivered.employments["person"].nunique()


def pair(**later):
    return [
        spell(coordination(), end="2020-06-30", employment="17"),
        spell(number(), start="2020-07-01", **{"employment": "18", **later}),
    ]


def told(delivered):
    return delivered.mended.groupby("rule")["rows"].sum().to_dict()


def test_sex_and_birth_come_from_the_number_of_either_kind(project):
    project.write(
        "hr_2024-12-31.csv", [spell(number("19850131")), spell(coordination("19850131", 981), employment="2")]
    )
    found = project.read().employments
    assert found["birth_year"].tolist() == [1985, 1985]
    assert found["sex"].tolist() == ["female", "male"]


def test_age_on_the_last_day_is_in_completed_years(project):
    rows = [
        spell(number("19600701", 980 + i), end=end, employment=str(i))
        for i, end in enumerate(("2024-06-30", "2024-07-01", ""))
    ]
    rows.append(spell(coordination("19600701", 985), end="2024-06-30", employment="9"))
    project.write("hr_2024-12-31.csv", rows)
    assert project.read().employments["end_age"].astype("float").fillna(-1).tolist() == [63, 64, -1, 63]


def test_a_replaced_number_is_two_persons_until_something_tells(project):
    project.write("hr_2024-12-31.csv", pair())
    delivered = project.read()
    assert persons(delivered) == 2
    assert told(delivered) == {"identities_alike": 1}


def test_a_list_of_pairs_makes_them_one(project):
    project.add(LINKS)
    project.write("hr_2024-12-31.csv", pair())
    project.write("byten.csv", [f"{coordination()};{number()}", "x;y"], head="Gammalt;Nytt")
    delivered = project.read()
    assert persons(delivered) == 1
    assert told(delivered) == {"identity_list": 1}
    accounts = delivered.accounts[delivered.accounts["source"] == "byten"].set_index("category")["rows"]
    assert accounts.to_dict() == {"*": 1, "bad_identity": 1}


def test_the_same_employment_makes_them_one(project):
    project.write("hr_2024-12-31.csv", pair(employment="17"))
    delivered = project.read()
    assert persons(delivered) == 1
    assert told(delivered) == {"identity_same_employment": 1}


def test_a_running_number_is_nobodys_employment(project):
    rows = [*pair(employment="17"), spell(number("19700101"), employment="17")]
    project.write("hr_2024-12-31.csv", rows)
    assert persons(project.read()) == 3


def test_another_birth_is_another_person(project):
    rows = [spell(coordination(), end="2020-06-30"), spell(number("19850102"), start="2020-07-01")]
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert persons(delivered) == 2
    assert told(delivered) == {}


def test_a_protected_person_is_so_under_both_numbers(project):
    project.add(LINKS)
    old, new = pair()
    project.write(
        "hr_2024-12-31.csv",
        [old, new.replace(";;18;", ";Ja;18;", 1), spell(number("19700101"), employment="3")],
    )
    project.write("byten.csv", [f"{coordination()};{number()}"], head="Gammalt;Nytt")
    delivered = project.read()
    assert persons(delivered) == 1
    assert (delivered.quarantine["reason"] == "protected").sum() == 3  # both rows, and the pair


def test_protected_persons_are_counted_as_far_as_they_can_be_told_apart(project):
    rows = [
        spell("SKYDDAD", employment="7"), spell("Skyddad identitet", employment="7", start="2020-01-01"),
        spell("sekretess", employment="8"), spell(number(), protected="Ja"), spell(number("19700101"), employment="3"),
    ]  # fmt: skip
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert told(delivered)["protected_persons"] == 3
    assert (delivered.quarantine["reason"] == "protected").sum() == 4
    assert delivered.quarantine["value"].isna().all()


def test_a_number_in_a_title_is_masked_where_the_config_says_so(project):
    title = f"Sjuksköterska {number('19900202')[2:8]}-{number('19900202')[8:]}"
    project.write("hr_2024-12-31.csv", [spell(title=title), spell(number("19700101"), employment="3")])
    assert project.read().quarantine["reason"].tolist() == ["identity_in_text"]
    project.text = project.text.replace("share_unit =", 'masked_text = ["title"]\nshare_unit =')
    delivered = project.read()
    assert delivered.quarantine.empty
    assert delivered.employments["title"].iloc[0] == "Sjuksköterska ***"
    assert delivered.employments["occupation"].iloc[0] == "nurse"
    assert told(delivered) == {"number_masked": 1}


@pytest.mark.parametrize("column", ["share", "start"])
def test_elsewhere_it_goes_to_quarantine(project, column):
    project.text = project.text.replace("share_unit =", 'masked_text = ["title"]\nshare_unit =')
    project.write(
        "hr_2024-12-31.csv",
        [spell(**{column: number("19900202")}), spell(number("19700101"), employment="3")],
    )
    assert project.read().quarantine["reason"].tolist() == ["identity_in_text"]
