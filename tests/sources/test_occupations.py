"""Groups last: over titles cut short, over revisions of the codes, and for managers whatever their title."""

from datetime import date

import pytest

from competence.sources import titles
from competence.sources.revisions import Revision, current

from .conftest import number, spell

FULL = ["Undersköterska natt", "Sjuksköterska kommun", "Undersköterska", "Rektor"]


def test_where_titles_are_cut_is_seen_where_they_pile_up():
    cut = ["Undersköterska n", "Sjuksköterska ko", "Lärare grundskol", "Rektor", "Kock"]
    assert titles.cut_at(cut) == 16
    assert titles.cut_at(FULL) is None
    assert titles.cut_at([]) is None
    assert titles.cut_at(["Kock", "Rekt", "Lära"]) is None  # too short to be cut anywhere


def test_a_cut_title_is_the_beginning_of_whole_ones():
    found = titles.Titles.of([FULL, ["Undersköterska n", "Sjuksköterska ko", "Lärare grundskol"]])
    assert found.longer("Undersköterska n") == ("undersköterska natt",)
    assert found.longer("undersköterska") == ("undersköterska", "undersköterska natt")
    assert found.longer("Lärare grundskol") == ()


LONG = {
    "Samordnare sjukskötare": "nurse", "Samordnare hemtjänst": "other", "Biträdande sjuksköterska": "nurse",
    "Konsulterande kommunsjuksköterska": "nurse",
}  # fmt: skip


def _cut(project, at, *more):
    """Groups of the titles of `LONG` cut at so many characters, beside a newer file that has them whole."""
    whole = [
        spell(number("19850101", 980 + i), title=title, employment=f"w{i}") for i, title in enumerate(LONG)
    ]
    short = [
        spell(number("19860101", 980 + i), title=title[:at], employment=f"s{i}")
        for i, title in enumerate(LONG)
    ]
    project.text = project.text.replace('path = "hr_*.csv"', 'path = "hr_*.csv"\ncomplete = false')
    project.write("hr_2023-12-31.csv", [*short, *more])
    project.write("hr_2024-12-31.csv", whole)
    return project.read()


def test_a_cut_title_finds_the_group_of_the_whole_one(project):
    project.text = project.text.replace('codes = ["2060"]\n', "")
    delivered = _cut(project, 18)
    found = delivered.employments
    old = found[found["source_file"] == "hr_2023-12-31.csv"]
    assert dict(zip(old["title"], old["occupation"])) == {
        "Samordnare sjukskö": "nurse", "Samordnare hemtjän": "other", "Biträdande sjukskö": "nurse",
        "Konsulterande komm": "nurse",
    }  # fmt: skip
    mended = delivered.mended.groupby("rule")["rows"].sum()
    assert mended["cut_title"] == 1  # the others find it by what is left of them


def test_a_cut_title_that_may_be_two_stays_what_it_is(project):
    project.text = project.text.replace('codes = ["2060"]\n', "")
    found = _cut(project, 11).employments
    assert set(found.loc[found["title"] == "Samordnare", "occupation"]) == {"other"}


REVISED = Revision(date(2020, 1, 1), {"100": ("200",), "101": ("201", "202"), "300": ("100",)})


@pytest.mark.parametrize(
    ("code", "last", "codes"),
    [
        ("100", date(2019, 12, 31), ("200",)),  # of then
        ("100", date(2020, 1, 1), ("100",)),  # the new code of 300
        ("100", None, ("100",)),
        ("101", None, ("201", "202")),  # an old code that goes on, since no new one is called so
        ("300", date(2019, 1, 1), ("100",)),
        ("999", date(2019, 1, 1), ("999",)),
        ("200", date(2019, 1, 1), ("200",)),  # recoded backwards
    ],
)
def test_a_code_is_of_the_revision_of_its_last_day(code, last, codes):
    assert current(code, last, (REVISED,)) == codes


def test_revisions_follow_each_other():
    later = Revision(date(2023, 1, 1), {"200": ("500",), "202": ("502",)})
    assert current("100", date(2019, 1, 1), (REVISED, later)) == ("500",)
    assert current("101", date(2021, 1, 1), (REVISED, later)) == ("201", "502")


REVISION = """
[[code_revision]]
date = 2020-01-01
codes = { "111111" = ["206010"], "222222" = ["206012", "999999"] }
"""


def test_groups_found_by_code_last_over_a_revision(project):
    project.add(REVISION)
    rows = [
        spell(number("19850101"), code="111111", title="Något", end="2019-06-30"),
        spell(number("19860101"), code="206010", title="Något", employment="2"),
        spell(number("19870101"), code="222222", title="Sjuksköterska", end="2019-06-30", employment="3"),
        spell(number("19880101"), code="222222", title="Något", end="2019-06-30", employment="4"),
    ]
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    # Parted into codes of two groups, the title tells.
    assert delivered.employments["occupation"].tolist() == ["nurse", "nurse", "nurse", "other"]
    assert delivered.mended.groupby("rule")["rows"].sum().to_dict() == {"code_revised": 1, "code_by_title": 2}


def test_a_map_of_revised_codes_may_be_a_file(project):
    project.add('\n[[code_revision]]\ndate = 2020-01-01\nmap = "aid.csv"\n')
    project.write("aid.csv", ["111111;206010"], head="old;new")
    project.write("hr_2024-12-31.csv", [spell(code="111111", title="Något")])
    assert project.read().employments["occupation"].tolist() == ["nurse"]
    project.write("aid.csv", ["111111;206010"], head="gammal;ny")
    assert project.refused() == ["bad_revision"]
    (project.raw / "aid.csv").unlink()
    assert project.refused() == ["missing_file"]


@pytest.mark.parametrize(
    ("code", "level"), [("151010C", "C"), ("151010 C", "C"), ("151010-C", "C"), ("151010L", "none")]
)
def test_the_letter_may_stand_after_the_code(project, code, level):
    project.text = project.text.replace(' manager_level = "Ansv",', "")
    project.write(
        "hr_2024-12-31.csv", [spell(code=code), spell(number("19860101"), code="206010", employment="2")]
    )
    found = project.read().employments
    assert found["manager_level"].tolist() == [level, "unknown"]
    assert found["occupation"].tolist() == ["manager_c" if level == "C" else "nurse", "nurse"]


def test_a_renamed_unit_stands_under_its_name_of_today(project):
    project.add('\n[organisation]\nrenamed = { "Norr 1" = "Norr", "Norr" = "Nord", "A" = "B", "B" = "A" }\n')
    rows = [
        spell(number(f"19{60 + i}0101"), unit=unit, employment=str(i))
        for i, unit in enumerate(("norr  1", "Norr", "Syd", "A"))
    ]
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert delivered.employments["unit"].tolist() == ["Nord", "Nord", "Syd", "A"]
    assert delivered.mended.groupby("rule")["rows"].sum()["unit_renamed"] == 2


def test_a_moved_unit_stands_where_it_is_today_in_all_years(project):
    project.add('\n[organisation]\nmap = "enheter.csv"\n')
    project.write(
        "enheter.csv",
        ["Norr;VF;2010-01-01;2019-06-30", "Norr;SKF;2019-07-01;"],
        head="unit;administration;from;to",
    )
    rows = [
        spell(number(f"19{60 + i}0101"), unit=unit, employment=str(i))
        for i, unit in enumerate(("Norr", "Syd"))
    ]
    project.write("hr_2024-12-31.csv", rows)
    delivered = project.read()
    assert delivered.employments["administration"].tolist() == ["skola", "vard"]
    assert delivered.mended.groupby("rule")["rows"].sum().to_dict() == {"unit_moved": 1}
