"""The main job as a scheduler and a leader meet it."""

import csv
import re

import pandas as pd
import pytest

from competence import config as configuration
from competence.run import files
from competence.tables import EXIT_FLOWS, NEEDS_ANNUAL, TABLES

from .conftest import copy

pytestmark = pytest.mark.e2e
SECTIONS = (
    "Det viktigaste", "I dag", "De närmaste 24 månaderna", "Tio år: antal", "Tio år: kompetens",
    "Hur säkert är det", "Underlaget",
)  # fmt: skip


def test_every_administration_has_a_report_with_every_section(built):
    names = configuration.load(built.folder).administrations
    pages = built.pages()
    assert "index.html" in pages
    for administration in names:
        page = pages[f"{administration}/report.html"]
        for section in SECTIONS:
            assert re.search(rf"<h2[^>]*>[^<]*(<[^>]*>)*[^<]*{section}", page), (administration, section)


def test_a_second_run_reuses_everything_and_changes_no_byte(built):
    before = built.bytes_of("reports", "data/processed")
    told = built.run()
    assert told["exit_code"] == 0
    assert {s["name"]: s["why"] for s in told["steps"]} == dict.fromkeys(
        ["ingest", "programme", "backtest", "forecast", "link", "notebooks", "report"]
    )
    assert built.bytes_of("reports", "data/processed") == before


def test_stored_tables_pass_their_definitions_and_the_identity(built):
    processed = built.folder / "data" / "processed"
    for name in ("stock", "flows", "competence_stock", "competence_flows", "vacancies", "population"):
        TABLES[name].check(files.read_table(processed / f"{name}.parquet"))
    stock = files.read_table(processed / "stock.parquet")
    flows = files.read_table(processed / "flows.parquet")
    cell = ["administration", "occupation", "contract"]
    signs = dict.fromkeys(EXIT_FLOWS, -1) | dict.fromkeys(
        ["transfer_out", "move_out", "change_out", "gap_out"], -1
    )
    signs |= dict.fromkeys(["hire", "hire_from_hourly", "transfer_in", "move_in", "change_in", "gap_in"], 1)
    change = flows.assign(n=flows["count"] * flows["flow"].map(signs).fillna(0))
    change = change.groupby([*cell, "period"])["n"].sum()
    heads = stock.groupby([*cell, "period"])["headcount"].sum().unstack(fill_value=0)
    moved = (
        change.unstack(fill_value=0).reindex(index=heads.index, columns=heads.columns, fill_value=0).fillna(0)
    )
    assert (heads.diff(axis=1).iloc[:, 1:] == moved.iloc[:, 1:]).all().all()


def test_parts_sum_to_wholes_and_quantiles_are_in_order(built):
    needs = NEEDS_ANNUAL.check(
        files.read_table(built.folder / "data/processed/forecast/needs_annual.parquet")
    )
    quantiles = needs[["p02_5", "p10", "p25", "p50", "p75", "p90", "p97_5"]].dropna()
    assert (quantiles.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    additive = needs[
        needs["quantity"].isin(["headcount", "exits", "hires", "recruitment_need", "required_headcount"])
    ]
    key = ["scenario", "quantity", "period"]
    total = additive[(additive["administration"] == "*") & (additive["occupation"] == "*")].set_index(key)[
        "mean"
    ]
    inner = (
        additive[(additive["administration"] != "*") & (additive["occupation"] != "*")]
        .groupby(key)["mean"]
        .sum()
    )
    outer = (
        additive[(additive["administration"] != "*") & (additive["occupation"] == "*")]
        .groupby(key)["mean"]
        .sum()
    )
    assert (total - inner).abs().max() < 1e-6 * max(1, total.abs().max())
    assert (total - outer).abs().max() < 1e-6 * max(1, total.abs().max())


def test_every_delivered_row_is_accounted_for(built):
    accounts = files.read_table(built.folder / "data/processed/accounts.parquet")
    for name, rows in accounts.groupby("source_file")["rows"].sum().items():
        raw = (built.folder / "data/raw" / name).read_bytes()
        # Every line but the heading is a delivered row, blank lines and sum rows too.
        assert rows == len(raw.splitlines()) - 1, name


def _persons(folder):
    """Names, e-mail addresses and identity numbers as the raw files hold them."""
    found = {"names": set(), "mails": set(), "numbers": set()}
    for path in (folder / "data/raw").glob("*.csv"):
        data = path.read_bytes()
        encoding = "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
        heads = rows[0]
        for row in rows[1:]:
            cells = dict(zip(heads, row))
            numbers = [v for h, v in cells.items() if h in ("Persnr", "Personnummer")]
            if not numbers or len(re.sub(r"\D", "", numbers[0])) < 9:
                continue  # a sum row or a note, or no file of persons
            found["numbers"].add(re.sub(r"\D", "", numbers[0])[-10:])
            for head, value in cells.items():
                if head == "E-post" and "@" in value:
                    found["mails"].add(value.casefold())
                elif head in ("Namn", "Förnamn", "Efternamn"):
                    # Made up and used nowhere else: a single hit of a single name is a leak.
                    found["names"] |= set(re.findall(r"[^\W\d_]{3,}", value))
    return found


def test_no_person_is_found_in_anything_right_of_reading(built):
    persons = _persons(built.folder)
    assert len(persons["numbers"]) > 1000 and len(persons["names"]) > 50 and persons["mails"]
    employments = files.read_table(built.folder / "data/processed/persons/employments.parquet")
    pseudonyms = set(employments["person"])
    texts = {**built.pages(), "run.json": (built.folder / "reports/run.json").read_text(encoding="utf-8")}
    for path in (built.folder / "data/processed/notebooks").glob("*.ipynb"):
        # A picture's letters fall anyhow: three in a row may spell a name.
        texts[path.name] = re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
    for name, text in texts.items():
        digits = set(re.findall(r"(?<!\d)(?:\d{2})?(\d{6}-?\+?\d{4})(?!\d)", text))
        assert not {re.sub(r"\D", "", d) for d in digits} & persons["numbers"], name
        assert not set(re.findall(r"\b[0-9a-f]{16}\b", text)) & pseudonyms, name
        assert not set(re.findall(r"[\w.+-]+@[\w.-]+", text.casefold())) & persons["mails"], name
        assert not set(re.findall(r"[^\W\d_]{3,}", text)) & persons["names"], name
    # Nor, with names and numbers, in any built table: they are not read at all.
    for path in (built.folder / "data").rglob("*.parquet"):
        if "raw" not in path.parts:
            for column, values in pd.read_parquet(path).select_dtypes("str").items():
                assert not set(values.dropna().str.replace(r"\D", "", regex=True)) & persons["numbers"], (
                    path.name,
                    column,
                )
                words = set(re.findall(r"[^\W\d_]{3,}", " ".join(values.dropna().unique())))
                assert not words & persons["names"], (path.name, column)


def test_what_may_be_handed_out_names_no_place_on_this_machine(built):
    for name, text in built.pages().items():
        assert str(built.folder.parent) not in text, name
        assert not re.search(r"""(src|href)=["']?https?://""", text), name


def test_a_broken_notebook_costs_only_its_own_report(built, tmp_path):
    project = copy(built, tmp_path / "trasig")
    source = (project.folder / "notebooks") / "3_long_term.ipynb"
    from competence.run import kernels

    text = (kernels.NOTEBOOKS / "3_long_term.ipynb").read_text(encoding="utf-8")
    broken = text.replace("forecast.remarks()", "assert administration != 'kultur', 'planted'", 1)
    files.write_text(source, broken)
    told = project.run()
    assert told["exit_code"] == 1
    assert told["own_notebooks"] == ["3_long_term"]
    made = {r["administration"]: r["made"] for r in told["reports"]}
    assert [a for a, ok in made.items() if not ok] == ["kultur"]
    why = next(r["why"] for r in told["reports"] if r["administration"] == "kultur")
    assert why.startswith("notebook: cell ") and why.endswith("AssertionError")
    # The error's own words may hold a count or a path: they are for who started the run.
    assert "planted" in next(n["detail"] for n in told["notebooks"] if n["error"])
    assert "planted" not in (project.folder / "reports/run.json").read_text(encoding="utf-8")
    last = told["edition"]
    page = project.pages()["kultur/report.html"]
    assert "2025-12" in page or "december 2025" in page
    assert last != built.run()["edition"]


def test_a_refused_delivery_leaves_the_last_good_results(built, tmp_path):
    project = copy(built, tmp_path / "avvisad")
    raw = next((project.folder / "data/raw").glob("heroma_anstallningar_*.csv"))
    raw.write_bytes(raw.read_bytes().replace(b"Befattning", b"Titel", 1))
    before = project.bytes_of("reports", "data/processed")
    done = project.competence("run")
    assert done.returncode == 1
    assert "heroma_anstallningar" in done.stderr and "Befattning" in done.stderr
    assert "last good results stand" in done.stderr
    assert project.bytes_of("reports", "data/processed") == before


def test_wrong_use_and_wrong_config_have_their_own_exit_codes(built, tmp_path):
    assert built.competence("run", "--nosuch").returncode == 2
    unknown = built.competence("forecast", "--administration", "kultr")
    assert unknown.returncode == 2 and "Nearest: kultur" in unknown.stderr
    text = (
        (built.folder / "municipality.toml")
        .read_text(encoding="utf-8")
        .replace("[municipality]\nname", "[municipality]\nnam")
    )
    (tmp_path / "municipality.toml").write_text(text, encoding="utf-8")
    refused = built.competence("run", "--project", str(tmp_path))
    line = text.splitlines().index('nam = "Älvhaga kommun"') + 1
    assert refused.returncode == 1
    assert (
        f"municipality.toml:{line}: municipality.nam: unknown key; nearest valid name: name" in refused.stderr
    )


@pytest.mark.slow
def test_what_is_deleted_from_processed_comes_back_the_same(built, tmp_path):
    project = copy(built, tmp_path / "rensad")
    before = project.bytes_of("data/processed", "reports")
    for name in ("quality.parquet", "forecast/needs_monthly.parquet", "notebooks/1_data_quality.ipynb"):
        (project.folder / "data/processed" / name).unlink()
    told = project.run()
    assert told["exit_code"] == 0
    whys = {s["name"]: s["why"] for s in told["steps"]}
    assert whys["ingest"] == "quality.parquet is missing"
    assert whys["forecast"] == "needs_monthly.parquet is missing"
    assert project.bytes_of("data/processed", "reports") == before


@pytest.mark.slow
def test_an_administration_that_begins_later_stops_nothing(built, tmp_path):
    project = copy(built, tmp_path / "ny")
    toml = project.folder / "municipality.toml"
    new = '[[administration]]\nid = "hamn"\nname = "Hamnförvaltningen"\nstart = 2026-07-01\n\n[[committee]]'
    toml.write_text(toml.read_text(encoding="utf-8").replace("[[committee]]", new, 1), encoding="utf-8")
    told = project.run()
    assert told["exit_code"] == 0, told["faults"]
    assert {r["administration"] for r in told["reports"] if not r["made"]} == {"hamn"}
    assert "hamn/report.html" in project.pages()
