"""Sources beside the employments: what they refer to must be there, a survey must tell something, dates in order."""

import pytest

from competence import config

BASE = """
[municipality]
name = "Provköping"

[[administration]]
id = "vard"
name = "Vård"

[[occupation]]
id = "nurse"
name = "Sjuksköterskor"
family = "care"
titles = ["ssk"]

[[qualification]]
id = "licence"
name = "Legitimation"
aliases = ["Leg."]
basis = "licence"

[[requirement]]
id = "ssk"
name = "Legitimerade"
occupations = ["nurse"]
satisfied_by = ["licence"]
kind = "law"
share_required = { 2020 = 1.0 }

[[strategy]]
id = "keep"
name = "Behålla"

[sources.hr]
table = "employments"
path = "hr.csv"
kind = "spells"
columns = { person = "P", administration = "F", start = "S" }
"""
SURVEY = (
    '[sources.enkat]\ntable = "engagement"\npath = "e.csv"\ncolumns = {{ unit = "E", round = "O"{more} }}\n'
)
INITIATIVES = """
[sources.initiativ]
table = "initiatives"
path = "i.csv"
columns = { initiative = "N", administration = "F", start = "S", strategy = "T", requirement = "K" }

[sources.initiativ.values]
"""


@pytest.fixture
def told(tmp_path):
    """What is said of a config that ends in `text`."""

    def load(text: str) -> list[str]:
        (tmp_path / config.FILE_NAME).write_text(BASE + text, encoding="utf-8")
        try:
            config.load(tmp_path)
        except config.ConfigError as error:
            return [f"{fault.where}: {fault.message}" for fault in error.faults]
        return []

    return load


def test_a_value_map_names_strategies_and_requirements_that_are_there(told):
    assert (
        told(
            INITIATIVES + 'strategy = { Stanna = "keep", Kvar = "Behålla" }\nrequirement = { Leg = "ssk" }\n'
        )
        == []
    )
    (fault,) = told(INITIATIVES + 'strategy = { Stanna = "kepe" }\n')
    assert (
        fault == 'sources.initiativ.values.strategy.Stanna: "kepe" is no strategy; nearest valid name: keep'
    )
    (fault,) = told(INITIATIVES + 'requirement = { Leg = "ssk_leg" }\n')
    assert "is no requirement" in fault
    (fault,) = told(INITIATIVES + 'driver = { "Uppsägningar" = "resignations" }\n')
    assert "nearest valid name: resignation" in fault


def test_a_family_of_costs_is_one_of_the_occupations(told):
    costs = '[sources.k]\ntable = "staff_costs"\npath = "k.csv"\ncolumns = { year = "Å", sek_per_fte = "K", family = "G" }\n'
    assert told(costs + '[sources.k.values]\nfamily = { "Vård" = "care" }\n') == []
    (fault,) = told(costs + '[sources.k.values]\nfamily = { "Vård" = "carre" }\n')
    assert "is no family; nearest valid name: care" in fault


def test_a_survey_tells_an_index_or_the_three_items_of_one(told):
    day = ', date = "D"'
    assert told(SURVEY.format(more=day + ', hme_leadership = "L"')) == []
    items = ', appreciation = "1", trust = "2", responsibility = "3"'
    assert told(SURVEY.format(more=day + items)) == []
    (fault,) = told(SURVEY.format(more=day + ', appreciation = "1", trust = "2", goals = "3"'))
    assert "nor the three items of one" in fault


def test_a_survey_or_its_rounds_tell_the_days(told):
    (fault,) = told(SURVEY.format(more=', hme_leadership = "L"'))
    assert "lacks date" in fault
    rounds = '[sources.o]\ntable = "survey_rounds"\npath = "o.csv"\ncolumns = { round = "O", date = "D" }\n'
    assert told(SURVEY.format(more=', hme_leadership = "L"') + rounds) == []


def test_a_rollout_ends_after_it_begins(told):
    assert told("[programme]\nrollout_start = 2022-09-01\nrollout_end = 2024-08-31\n") == []
    (fault,) = told("[programme]\nrollout_start = 2022-09-01\nrollout_end = 2021-08-31\n")
    assert fault.startswith("programme.rollout_end: 2021-08-31 lies before")


@pytest.mark.parametrize(
    ("table", "columns", "lacking"),
    [
        ("manager_units", 'person = "P", unit = "E"', "from"),
        (
            "manager_survey",
            'period = "P", item = "Q", mean = "M", respondents = "N", when = "W"',
            "scale_max",
        ),
        ("sickness", 'year = "Å", ordinary_hours = "O"', "sick_hours"),
        ("peers", 'year = "Å", measure = "M", value = "V"', "municipality"),
        ("initiatives", 'initiative = "N", administration = "F"', "start"),
        ("survey_rounds", 'round = "O"', "date"),
    ],
)
def test_each_of_the_new_tables_says_what_it_lacks(told, table, columns, lacking):
    (fault,) = told(f'[sources.x]\ntable = "{table}"\npath = "x.csv"\ncolumns = {{ {columns} }}\n')
    assert f"lacks {lacking}; expected {lacking} =" in fault
