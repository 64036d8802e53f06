"""The made export of counts against its answer sheet: every figure, by configuration alone."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from competence import config, sources, workforce
from competence.tables import EXIT_FLOWS

EXPORT = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports" / "titles_counts"
CONFIG = Path(__file__).resolve().parents[1] / "configs" / "titles_counts.toml"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EXPORT.is_dir(), reason="the made exports of ../shared are not here"),
]
FLOWS = {
    "hires": ["hire"], "exits": list(EXIT_FLOWS), "resignation": ["resignation"], "retirement": ["retirement"],
    "contract_end": ["contract_end"], "other": ["other_exit"], "moved_to_other_administration": ["move_out"],
}  # fmt: skip


@pytest.fixture(scope="module")
def answers():
    return json.loads((EXPORT / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storback")
    shutil.copy(CONFIG, folder / config.FILE_NAME)
    shutil.copytree(EXPORT / "delivery", folder / "data" / "raw")
    return config.load(folder)


@pytest.fixture(scope="module")
def delivered(project):
    return sources.read(project, bytes(32))


@pytest.fixture(scope="module")
def waist(delivered, project):
    return workforce.build(delivered, project)


def cells(delivered, waist, names: dict[str, str]) -> pd.DataFrame:
    """What the sheet asks for, by month and administration as it names them; `_all` is the municipality."""
    stock, flows, coded = waist.stock, waist.flows, delivered.counted
    coded = coded[coded["written"] == "- varav 65 år-"]
    by = ["period", "administration"]
    columns = {
        "headcount": stock.groupby(by)["headcount"].sum(),
        "fte": stock.groupby(by)["fte"].sum().round(2),
        "permanent": stock[stock["contract"] == "permanent"].groupby(by)["headcount"].sum(),
        "fixed_term": stock[stock["contract"] == "fixed_term"].groupby(by)["headcount"].sum(),
        "of_retirement_coded_egen_begaran": coded.groupby(by)["value"].sum(),
        **{name: flows[flows["flow"].isin(of)].groupby(by)["count"].sum() for name, of in FLOWS.items()},
    }
    found = pd.DataFrame(columns).fillna(0).reset_index()
    whole = (
        found.drop(columns="administration")
        .groupby("period")
        .sum()
        .reset_index()
        .assign(administration="_all")
    )
    found = pd.concat([found.assign(administration=found["administration"].map(names)), whole])
    return found.assign(month=found["period"].dt.strftime("%Y-%m")).set_index(["month", "administration"])


def test_every_figure_of_the_answer_sheet_is_reached(delivered, waist, answers, project):
    found = cells(delivered, waist, {a.id: a.name for a in project.administrations.values()})
    wrong, compared = [], 0
    for month, told in answers["months"].items():
        for administration, figures in told["administrations"].items():
            for name, value in figures.items():
                compared += 1
                if found.loc[(month, administration), name] != pytest.approx(value, abs=0.001):
                    wrong.append((month, administration, name))
    assert not wrong
    assert compared == 60 * 7 * 12


def test_every_row_is_accounted_for_by_its_level(delivered, answers):
    told = delivered.accounts.groupby(["source", "kind", "category"])["rows"].sum()
    levels = answers["rows_by_kind_all_files"]
    for source in ("staff", "movements"):
        assert told[source, "used", "*"] == levels["sub_rows"]
        assert told[source, "quarantined", "total_row"] == sum(levels.values()) - levels["sub_rows"]
        assert told[source, "quarantined", "before_heading"] == len(answers["files"])
        assert told[source].sum() == sum(f["data_rows"] + f["title_lines"] for f in answers["files"].values())


def test_what_was_hidden_is_estimated_told_and_adds_up(delivered, waist, answers):
    told = delivered.reconciled.set_index("written")
    assert (told[["beyond_parts", "short_of_parts"]] == 0).all().all()
    # The sheet counts hidden cells of sub-rows and of title totals; only the parts are estimated.
    for heading, ours in (("Antal tillsvidare", "tv"), ("Antal visstid", "vis"), ("Årsarbetare", "fte")):
        assert 0 < told.loc[heading, "hidden"] < answers["hidden_cells_all_files"][ours]
    measures = waist.quality.set_index(["measure", "category"])["value"]
    assert measures["cells_estimated", "Antal tillsvidare"] == told.loc["Antal tillsvidare", "hidden"]
    assert 0.0 < measures["residual_share", "*"] < 0.02


def test_the_title_change_breaks_no_series(waist):
    nurses = waist.stock[waist.stock["occupation"] == "assistant_nurses"].groupby("period")["headcount"].sum()
    assert nurses.pct_change().abs().max() < 0.05
    assert len(nurses) == 60
