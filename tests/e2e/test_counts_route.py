"""A municipality that delivers counts instead of persons comes to the same tables, and to a report."""

import pandas as pd
import pytest

from competence import config, sample, sources, workforce
from competence.tables import COMPETENCE_STOCK, FLOW_TABLE, STOCK

from . import counted

KEY = b"k" * 32


@pytest.fixture(scope="module")
def municipality():
    return sample.waist(seed=3, employees=300, months=24)


@pytest.fixture
def project(municipality, tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    tables = {name: municipality.tables[name] for name in ("stock", "flows", "competence_stock")}
    text = (
        counted.without_persons(sample.config_text())
        + "\n"
        + counted.write(tables, tmp_path / "data" / "raw")
    )
    (tmp_path / "municipality.toml").write_text(text, encoding="utf-8")
    return config.load(tmp_path)


def test_counts_written_and_read_back_are_equal_cell_by_cell(project, municipality):
    delivered = sources.read(project, KEY)
    built = workforce.build(delivered, project)
    for name, table in (("stock", STOCK), ("flows", FLOW_TABLE), ("competence_stock", COMPETENCE_STOCK)):
        told = municipality.tables[name]
        # A cell of nothing but noughts says as much as no cell.
        sums = [c for c in ("headcount", "on_leave", "fte", "absent_fte", "count") if c in told]
        told = table.check(told[(told[sums] > 0).any(axis=1)])
        pd.testing.assert_frame_equal(getattr(built, name), told, obj=name)
    assert built.employments is None
    assert built.cover is None
    assert delivered.quarantine.empty
    quality = built.quality.set_index("measure")["value"]
    assert quality["rows_unaccounted"].max() == 0
    assert quality["residual_share"].max() == 0
    assert "cells_estimated" not in quality.index
