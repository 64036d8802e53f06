"""Each block of docs/your-export.md is a source that the config takes, and all that it names exists."""

import re
import tomllib
from pathlib import Path

import pytest

from competence.config.checking import check
from competence.tables import TABLES
from competence.workforce.quality import REGISTRY

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "your-export.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.M | re.S)
BASE = """
[municipality]
name = "Provköping"

[[administration]]
id = "vard"
name = "Vårdförvaltningen"

[[occupation]]
id = "other"
name = "Övriga"
family = "other"
titles = ["."]
"""


@pytest.mark.parametrize("block", BLOCKS, ids=lambda b: b.splitlines()[0])
def test_a_block_can_be_pasted(block):
    found = check(tomllib.loads(BASE + block))
    assert [message for _, message in found.faults] == []
    for source in found.fields.sources.values():
        assert source.table in TABLES
        # Words are mapped where the page shows a column that has its own.
        assert set(source.values) <= set(source.columns)


def test_four_shapes_stand_on_the_page():
    assert len(BLOCKS) == 4
    for name in ("November", "Heroma", "Qlik", "FGS Personal"):
        assert re.search(rf"^## .*{name}", PAGE, re.M)


def test_measures_and_codes_named_in_the_text_exist():
    from competence.sources import FATAL

    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.S)))
    keys = {"internal_move", "year_end", "municipality", "measure_part", "unknown_values"}
    assert named - keys <= {*REGISTRY, *FATAL, *(c.name for t in TABLES.values() for c in t.columns)}
