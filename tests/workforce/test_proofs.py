"""What a proof counts for by its kind, its scope and its days."""

from .conftest import spell
from .test_waist import proof, statuses


def test_a_proof_that_is_transitional_by_its_kind_bridges_until_the_rule_ends(world):
    world.tables["qualifications"] = [proof("a", "licence", "2020-01-01", "2033-06-30", "transitional")]
    found = statuses(world.build([spell("a", "2010-01-01")]), "nurse_licence")
    assert found == {
        "02": {"transitional": 1}, "03": {"transitional": 1}, "04": {"transitional": 1}, "05": {"lacks": 1},
        "06": {"lacks": 1},
    }  # fmt: skip


def test_training_that_goes_on_is_no_bridge_whatever_it_leads_to(world):
    world.tables["qualifications"] = [proof("a", "rule", "2020-01-01", None, "in_training")]
    found = statuses(world.build([spell("a", "2010-01-01")]), "nurse_licence")
    assert set(map(str, found.values())) == {"{'lacks': 1}"}


def test_a_proof_of_another_scope_is_none_where_the_requirement_asks_for_one(world):
    world.text = world.text.replace('kind = "law"', 'kind = "law"\nscope = "^barn|allm"')
    world.tables["qualifications"] = [
        {**proof("a", start="2010-01-01"), "scope": "Barn och unga"},
        {**proof("b", start="2010-01-01"), "scope": "Psykiatri"}, proof("c", start="2010-01-01"),
    ]  # fmt: skip
    found = statuses(world.build([spell(p, "2010-01-01") for p in "abc"]), "nurse_licence")
    assert found["06"] == {"lacks": 2, "meets": 1}
