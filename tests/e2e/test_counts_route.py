"""A municipality that delivers counts instead of persons comes to the same tables, and to a report."""

import pandas as pd
import pytest

from competence import config, sample, sources, workforce
from competence.run import pipeline
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


GROUPS = ["period", "administration", "occupation", "sex", "age"]
TOTALS = (["sex", "age"], ["occupation", "sex", "age"], ["administration", "occupation", "sex", "age"])


def cube(stock: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """What a statistics cube would give: age groups, four levels of rows, counts under five hidden in two."""
    ages = pd.cut(stock["age"].astype(float), [0, 29, 39, 49, 59, 64, 120],
                  labels=["-29", "30-39", "40-49", "50-59", "60-64", "65-"])  # fmt: skip
    heads = stock.assign(age=ages.astype("str")).groupby(GROUPS)[["headcount", "fte"]].sum()
    moved = flows.assign(age=pd.cut(flows["age"].astype(float), [0, 29, 39, 49, 59, 64, 120],
                                    labels=ages.cat.categories).astype("str"))  # fmt: skip
    moved = moved.pivot_table(index=GROUPS, columns="flow", values="count", aggfunc="sum", fill_value=0)
    parts = heads.join(moved, how="outer").fillna(0).reset_index()
    levels = [parts]
    for over in TOTALS:
        by = [c for c in GROUPS if c not in over]
        level = parts.groupby(by)[list(parts.columns[len(GROUPS) :])].sum().reset_index()
        levels.append(level.assign(**dict.fromkeys(over, "Totalt")))
    for i, level in enumerate(levels):
        few = level["headcount"] < 5
        for name in level.columns.difference(GROUPS):
            text = level[name].map(
                (lambda v: f"{v:.2f}".replace(".", ",")) if name == "fte" else "{:.0f}".format
            )
            if i < 2:
                hidden = few if name == "fte" else level[name].between(1, 4)
                text = text.mask(hidden, ".." if name == "fte" else "<5")
            level[name] = text
    out = pd.concat(levels, ignore_index=True)
    return out.assign(period=out["period"].dt.strftime("%Y%m"))


@pytest.mark.slow
def test_a_cube_with_hidden_cells_runs_to_a_report(municipality, tmp_path):
    """Nothing but counts, by age group, small ones hidden: totals exact, the forecast made, the pages say so."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    stock, flows = (
        t[t["contract"] != "hourly"] for t in (municipality.tables[n] for n in ("stock", "flows"))
    )
    table = cube(stock, flows)
    table.to_csv(raw / "kub.csv", sep=";", index=False, encoding="utf-8")
    moves = [name for name in table.columns if name in set(flows["flow"])]
    columns = ", ".join(f'{name} = "{name}"' for name in GROUPS)
    sections = "".join(
        f'[sources.{name}]\ntable = "{name}"\nkind = "counts"\npath = "kub.csv"\nfte_from = 5\n'
        f"columns = {{ {columns} }}\nmeasures = {{ {measures} }}\n\n"
        for name, measures in (
            ("stock", 'headcount = "headcount", fte = "fte"'),
            ("flows", ", ".join(f'{m} = "{m}"' for m in moves)),
        )
    )
    text = counted.without_persons(sample.config_text()) + "\n" + sections
    (tmp_path / "municipality.toml").write_text(text, encoding="utf-8")
    project = config.load(tmp_path)
    built = workforce.build(sources.read(project, KEY), project)
    by = ["period", "administration"]
    pd.testing.assert_series_equal(
        built.stock.groupby(by)["headcount"].sum(), stock.groupby(by)["headcount"].sum(), check_dtype=False
    )
    pd.testing.assert_series_equal(
        built.stock.groupby(by)["fte"].sum(), stock.groupby(by)["fte"].sum(), atol=0.3
    )
    flows = flows.groupby([*by, "flow"])["count"].sum()
    pd.testing.assert_series_equal(
        built.flows.groupby([*by, "flow"])["count"].sum(), flows, check_dtype=False
    )
    summary = pipeline.run(project, workers=1)
    assert not summary.faults, summary.faults
    page = (project.reports / "current" / "municipality" / "report.html").read_text(encoding="utf-8")
    assert "Underlaget är antal utan personer" in page
    assert not (project.processed / "persons" / "employments.parquet").exists()
    closed = [project.processed / f"{name}.parquet" for name in ("stock", "flows", "quality")]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in closed)
