"""What `check` tells of many files, of databases and of columns; and what it never proposes."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from competence import config, sources
from competence.run.checked import look, reading
from competence.sources.faults import fault
from competence.tables import ACCOUNTS, QUARANTINE

from ..sources.conftest import CONFIG, number

HEAD = "ID-nr\tEfternamn, förnamn\tFörv.\tArb.plats\tAnst.grund\tTjg-grad\tAnst.dat\tMånadslön\tE-post"


def of_month(i: int, **other: str) -> str:
    row = {"person": number(f"19{50 + i}0101"), "name": "Zörflid, Q", "adm": "Vård o omsorg", "unit": "Norr", "form": "Tv",
           "share": "75,00", "hired": f"{10 + i % 10}0401", "pay": f"{30 + i} 100", "mail": "a@b.se"}  # fmt: skip
    return "\t".join({**row, **other}.values())


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """Monthly lists of 25 persons; `write(month, rows)`, `look()` with the config as `text`."""
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    raw = tmp_path / "p" / "data" / "raw"
    raw.mkdir(parents=True)

    class Lists:
        folder, text = (
            raw,
            CONFIG.split("[sources.hr]")[0]
            + """
[sources.lista]
table = "employments"
kind = "snapshots"
path = "lista *.txt"
columns = { person = "ID-nr", administration = "Förv.", contract = "Anst.grund" }
values.contract = { Tv = "permanent" }
""",
        )

        def write(self, month, rows=None, head=HEAD):
            rows = [of_month(i) for i in range(25)] if rows is None else rows
            (raw / f"lista {month}.txt").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

        def look(self):
            path = raw.parents[1] / "municipality.toml"
            path.write_text(self.text, encoding="utf-8")
            return look(config.load(path))

    return Lists()


MONTHS = [f"2024{m:02}" for m in range(1, 13)]


def test_the_same_fault_of_many_files_is_told_once(lists):
    for month in MONTHS:
        lists.write(month, head=HEAD.replace("Förv.", "Förvaltn"))
    found = lists.look()
    [point] = [p for p in found.of("stop") if p.code == "missing_column"]
    assert point.where.startswith("12 files, first lista 202401.txt:1")
    assert len(found.facts()["faults"]) == 12
    assert len(found.told()) == 1 and found.told()[0].startswith(
        "12 files, first lista 202401.txt:1: missing_column"
    )


def test_faults_that_differ_stand_apart():
    one, two, other = (fault(f, "empty_file") for f in ("a", "b", "c"))
    other = other._replace(message="another")
    assert sources.told([one, two, one, other]) == [
        "2 files, first a: empty_file: the file is empty; deliver it again",
        "c: empty_file: another",
    ]


def test_rows_in_quarantine_of_many_files_stand_on_one_line(lists):
    for month in MONTHS:
        lists.write(month, [*(of_month(i) for i in range(25)), of_month(1, person="12")])
    aside = lists.look().quarantined()
    assert aside["file"].tolist() == ["12 files, first lista 202401.txt"] and aside["rows"].tolist() == [12]


def test_it_is_not_green_while_most_have_no_administration(lists):
    for month in MONTHS:
        lists.write(month)
    found = lists.look()
    assert found.exit_code == 1
    assert {p.code for p in found.of("stop")} == {"spellings_unplaced", "unknown_administration_most"}
    lists.text = lists.text.replace('aliases = ["VF"]', 'aliases = ["VF", "Vård o omsorg"]')
    assert lists.look().exit_code == 0


def test_contracts_that_nobody_mapped_come_first(lists):
    lists.text = lists.text.replace('Tv = "permanent"', 'X = "permanent"')
    lists.text = lists.text.replace('aliases = ["VF"]', 'aliases = ["VF", "Vård o omsorg"]')
    for month in MONTHS:
        lists.write(month)
    first = lists.look().of("warn")[0]
    assert first.code == "unmapped_words" and "neither permanent nor hourly" in first.what


def test_a_database_that_a_source_reads_is_not_unread(lists):
    with sqlite3.connect(lists.folder / "pa.db") as db:
        db.execute("create table t (p text, a text, d text)")
        db.execute("insert into t values (?, 'VF', '2020-01-01')", (number(),))
    lists.text = (
        lists.text.split("[sources.lista]")[0]
        + """
[sources.db]
table = "employments"
kind = "spells"
format = "database"
url = "sqlite:///pa.db"
query = "select * from t"
delivered = 2024-12-31
columns = { person = "p", administration = "a", start = "d" }
"""
    )
    assert "unread_files" not in {p.code for p in lists.look().points}
    assert reading.database_file("postgresql://u@h/db") == ""


def test_an_unreadable_column_is_told_with_the_line_that_leaves_it_out(lists):
    lists.text = lists.text.replace(
        'contract = "Anst.grund"', 'contract = "Anst.grund", hired = "Efternamn, förnamn"'
    )
    for month in MONTHS:
        lists.write(month)
    found = lists.look()
    [point] = [p for p in found.of("warn") if p.code == "column_unreadable"]
    assert point.where == "lista 202401.txt:2" and "hired" not in point.pastes[0].text
    assert found.delivered.accounts.set_index("kind")["rows"].get("used").sum() == 300
    assert "Zörflid" not in str(found.facts())


def test_only_columns_that_fit_are_proposed_and_never_pay_or_names(lists):
    head = HEAD + "\tSlutdatum\tSysselsättning text\tPeriod\tAnställningsnamn"
    rows = [of_month(i) + "\tvet ej\tHeltid\t202401\tZörflid" for i in range(25)]
    for month in MONTHS:
        lists.write(month, rows, head)
    [point] = [p for p in lists.look().of("note") if p.code == "unread_headings"]
    assert (
        'hired = "Anst.dat"' in point.pastes[0].text and 'contract_share = "Tjg-grad"' in point.pastes[0].text
    )
    assert 'period = "Period"' in point.pastes[0].text
    for never in ("Månadslön", "Efternamn", "E-post", "Slutdatum", "Sysselsättning text"):
        assert never not in str(point)


def test_columns_of_a_heading_that_lacks_some_are_proposed_by_their_values_too(lists):
    head = (
        HEAD.replace("Förv.", "Förvaltn").replace("Månadslön", "Period lön").replace("Anst.dat", "Anst.datum")
    )
    for month in MONTHS:
        lists.write(month, head=head)
    [point] = [p for p in lists.look().of("stop") if p.code == "missing_column"]
    text = point.pastes[0].text
    assert 'administration = "Förvaltn"' in text and 'hired = "Anst.datum"' in text
    assert "Period lön" not in text and "Efternamn" not in text


def _kitchen(i, month, **other):
    """Every third person works in the kitchens, which go from one administration to the other in July."""
    there, later = i % 3 == 0, month >= "202407"
    place = {
        "adm": "VF" if not there or later else "SKF",
        "unit": ("VF Kost" if later else "SK Kost") if there else "Norr",
    }
    return of_month(i, **place, **other)


def _with_units(lists):
    lists.text = lists.text.replace('contract = "Anst.grund"', 'contract = "Anst.grund", unit = "Arb.plats"')


def test_units_that_moved_are_told_with_the_rows_of_the_unit_map(lists):
    _with_units(lists)
    for month in MONTHS:
        rows = [_kitchen(i, month) for i in range(48)]
        lists.write(month, [*rows, *(of_month(i, adm="SKF", unit="Skola") for i in range(48, 49))])
    [point] = [p for p in lists.look().of("warn") if p.code == "breaks_unnamed_level"]
    assert any("“SK Kost” (skola) → “VF Kost” (vard)? 16 persons" in line for line in point.details)
    rows, config_line = point.pastes
    assert (rows.file, rows.text) == (
        "data/raw/organisation.csv",
        "unit;administration;from;to\nSK Kost;vard;;",
    )
    (lists.folder / "organisation.csv").write_text(rows.text + "\n", encoding="utf-8")
    lists.text += f"\n{config_line.section}\n{config_line.text}\n"
    mended = lists.look()
    assert not mended.of("stop") and "breaks_unnamed_level" not in {p.code for p in mended.points}


def test_a_new_name_with_the_units_of_one_that_ends_is_its_alias(lists):
    _with_units(lists)
    for month in MONTHS:
        name = "Vårdförv" if month < "202407" else "Omsorgen"
        lists.write(month, [of_month(i, adm=name, unit=f"Enhet {i % 4}") for i in range(25)])
    [point] = [p for p in lists.look().points if p.code == "spellings_unplaced"]
    assert any(
        "“Omsorgen” 150 rows → vard? It begins 2024-07 with the units of “Vårdförv”" in d
        for d in point.details
    )
    [paste] = point.pastes
    assert "Omsorgen" in paste.text and "Vårdförv" in paste.text


def test_a_word_that_costs_rows_is_told_where_none_was_taken_for_unknown():
    """Nothing unmapped but what stands in quarantine: the word, its column and its source are named."""
    setup = config.load(Path(__file__).resolve().parents[2])
    row = dict.fromkeys(QUARANTINE.names, "") | {
        "source": "bevis", "source_file": "bevis_examina_2026.csv", "source_row": 7, "column": "Pågående",
        "value": "Ansökt", "reason": "unknown_value",
    }  # fmt: skip
    delivered = SimpleNamespace(
        quarantine=pd.DataFrame([row]),
        unmapped=pd.DataFrame(columns=["source", "column", "value", "rows"]),
        accounts=pd.DataFrame(columns=ACCOUNTS.names),
    )
    (told,) = reading.words(delivered, setup, {"bevis"})
    assert told.where == "bevis" and "in_training" in told.what and "Ansökt" in " ".join(told.details)
