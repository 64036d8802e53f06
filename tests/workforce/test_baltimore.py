"""A real city's payroll: four yearly files, no age, sex, share, reasons or qualifications."""

from pathlib import Path

import pytest

from competence import config, sources, workforce

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "examples" / "baltimore"
pytestmark = pytest.mark.skipif(
    not (ROOT.parent / "shared" / "data" / "baltimore").is_dir(), reason="the city's files are not here"
)
ROWS = {2012: 16_049, 2013: 19_137, 2014: 18_981, 2015: 14_017}
KEYS = {2012: 15_954, 2013: 19_084, 2014: 18_910, 2015: 14_007}


@pytest.fixture(scope="module")
def city():
    project = config.load(PROJECT)
    delivered = sources.read(project, b"k" * 32)
    return project, delivered, workforce.build(delivered, project)


def test_every_row_is_accounted_for(city):
    _, delivered, waist = city
    rows = waist.accounts.groupby(["source_file"])["rows"].sum()
    assert {int(name[-8:-4]): n for name, n in rows.items()} == ROWS
    assert {f.delivered.year: f.rows for f in delivered.files} == ROWS
    assert waist.quality.set_index("measure").loc["rows_unaccounted", "value"] == 0


def test_every_person_is_accounted_for(city):
    _, delivered, waist = city
    persons = delivered.persons.groupby([delivered.persons["period"].dt.year, "category"])["persons"].sum()
    heads = waist.stock.groupby(waist.stock["period"].dt.year)["headcount"].sum()
    for year, keys in KEYS.items():
        others = persons[year].drop("used").sum()
        assert heads[year] + others == keys
        assert persons[year]["used"] == heads[year]


def test_what_is_not_delivered_is_not_made_up(city):
    _, _, waist = city
    assert waist.stock["age"].isna().all()
    assert set(waist.stock["sex"]) == set(waist.stock["contract"]) == {"unknown"}
    exits = set(waist.flows["flow"]) - {"hire", "move_in", "move_out", "change_in", "change_out"}
    assert exits == {"unknown_exit"}
    assert waist.competence_stock is None
    assert waist.vacancies is None
    assert waist.cover is None


def test_administrations_are_the_same_in_all_years(city):
    project, delivered, waist = city
    assert len(delivered.aliases) == 1241
    assert set(delivered.aliases["administration"]) <= set(project.administrations)
    by_year = waist.stock.groupby(waist.stock["period"].dt.year)["administration"].agg(set)
    assert len(by_year.loc[2012]) >= 30
    assert by_year.map(lambda found: found == by_year.loc[2012]).all()


def test_reappeared_are_told_beside_hires_and_exits(city):
    _, _, waist = city
    q = waist.quality.set_index(["measure", "category"])["value"]
    for period in ("2013-06-30", "2014-06-30", "2015-06-30"):
        assert q["hires", period] - q["hires_reappeared", period] == q["hires_without_reappeared", period]
        assert q["hires_reappeared", period] > 100
        assert q["exits_without_reappearing", period] == q["exits", period] - q["exits_reappearing", period]
    assert q["exits_reappearing", "2015-06-30"] == 0
