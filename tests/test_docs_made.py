"""Pages that are made from the code are equal to it, and say something that a name does not."""

import importlib
import sys
from pathlib import Path

import pytest

from competence.schema import text
from competence.tables import TABLES

DOCS = Path(__file__).resolve().parents[1] / "docs"
COLUMNS = [(t.name, c) for t in TABLES.values() for c in t.columns]


@pytest.fixture(scope="module")
def made():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(DOCS))
        yield importlib.import_module("pages"), importlib.import_module("dictionary")
    for name in ("pages", "dictionary", "keys", "measures"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", ["config.md", "data.md", "quality.md"])
def test_the_page_equals_the_code(made, name):
    pages, _ = made
    told = (DOCS / name).read_text(encoding="utf-8")
    assert told == pages.PAGES[name](), f"docs/{name} is stale: python docs/pages.py"


def test_every_table_stands_on_the_page_once(made):
    _, dictionary = made
    listed = [name for _, names in dictionary.PARTS.values() for name in names]
    assert sorted(listed) == sorted(TABLES) and len(listed) == len(set(listed))


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t}.{c.name}" for t, c in COLUMNS])
def test_a_meaning_does_not_repeat_the_name(made, table, column):
    _, dictionary = made
    assert len(dictionary.bare(column)) >= 2, (
        f"{table}.{column.name}: {column.what!r} says what the name says"
    )
    assert column.missing and column.example, f"{table}.{column.name} lacks example or missing"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("unit", "unit"),
        ("headcount", "the headcount"),
        ("applicants", "Applicant"),
        ("birth_year", "year of birth"),
    ],
)
def test_a_text_that_repeats_the_name_is_found(made, name, what):
    _, dictionary = made
    assert len(dictionary.bare(text(name, what))) < 2
