"""Persons removed for good, what is past its time dropped, and everything open to its owner alone."""

import io
import json
import os
import shutil
import stat
import sys
from datetime import date

import pandas as pd
import pytest

from competence import cli, sources
from competence.run import asof, files, pipeline, purge
from competence.sources import kept, keys

from ..sources.conftest import Project, number, spell

HR, ABSENT = "hr_2026-01-10.csv", "frånvaro_2026-01-10.csv"
ABSENCES = """
[sources.absent]
table = "absences"
path = "frånvaro_*.csv"
encoding = "cp1252"
columns = { person = "Personnr", kind = "Orsak", start = "Från", end = "Till" }
values = { kind = { Sjuk = "sick" } }
"""
DIGITS = number("19850202", 985)
TWIN = number("19850202", 987)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Forty of two administrations; one of them absent twice and once in quarantine; read while nothing was masked."""
    project = Project(tmp_path_factory.mktemp("purge") / "kommun")
    project.text = project.text.replace("[sources.hr]\n", "[sources.hr]\nhistory_from = 2025-01-01\n")
    project.add(ABSENCES)
    rows = [spell(number(f"19{60 + i % 30}0315", 980 + i % 20), employment=str(i)) for i in range(38)]
    mine = [spell(DIGITS, employment="90"), spell(DIGITS, employment="91", share="750")]
    project.write(HR, [*rows, *mine, spell(TWIN, employment="92")])
    short = f"{DIGITS[2:8]}-{DIGITS[8:]}"
    absent = [f"{DIGITS};Sjuk;2025-03-01;2025-03-09", f"{short};Sjuk;2025-05-01;", f"{TWIN};Sjuk;2025-05-01;"]
    absent += [
        f"{row.split(';')[0]};Sjuk;2025-0{1 + n % 9}-02;2025-0{1 + n % 9}-05" for n, row in enumerate(rows)
    ]
    project.write(ABSENT, absent, head="Personnr;Orsak;Från;Till", encoding="cp1252")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COMPETENCE_KEY_FILE", str(project.folder.parent / "key"))
        before = os.umask(0)
        try:
            told = pipeline.run(project.config, until="ingest")
        finally:
            os.umask(before)
    assert told.faults == []
    return project


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    shutil.copy2(built.folder.parent / "key", tmp_path / "key")
    shutil.copytree(built.folder, tmp_path / "kommun")
    copy = object.__new__(Project)
    copy.folder, copy.raw, copy.text = tmp_path / "kommun", tmp_path / "kommun" / "data" / "raw", built.text
    return copy.config


@pytest.fixture
def command(project, monkeypatch, capsys):
    def run(*arguments, typed=""):
        monkeypatch.chdir(project.folder)
        monkeypatch.setattr(sys, "argv", ["competence", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, *capsys.readouterr()

    return run


def spellings():
    a, b = DIGITS[:8], DIGITS[8:]
    return [DIGITS, DIGITS[2:], f"{a}-{b}", f"{a[2:]}-{b}", f"{a[2:]}+{b}", f"{a} {b}", f"{DIGITS}.0"]


def everything(*folders):
    return [p for folder in folders for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]


def holding(paths, *words):
    """Files in whose bytes, or in whose decoded columns, one of the words stands."""
    found = set()
    for path in paths:
        text = path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            text += "\n".join(str(v) for c in frame for v in frame[c].dropna().unique())
        if any(word in text for word in words):
            found.add(path.name)
    return found


def test_a_person_is_gone_from_everything_that_is_ours(project, command, tmp_path):
    hashed = sources.sought(project, [DIGITS], date.today())[0].pseudonyms
    assert len(hashed) == 1
    asof_code, _, err = command("ingest", "--as-of", "2026-02", "--into", str(tmp_path / "då"))
    assert asof_code == 0, err
    assert command("ingest", "--as-of", "2026-03")[0] == 0
    ours = [project.processed, project.kept, project.reports, tmp_path / "då"]
    assert {"rows.parquet", "employments.parquet"} <= holding(everything(*ours), *hashed)
    rows = sum(len(k.rows()) for k in kept.every(project))

    code, out, err = command("purge", "--json", typed=f"{DIGITS[:8]}-{DIGITS[8:]}\n")
    told = json.loads(out)
    assert code == told["exit_code"] == 1  # the raw files hold them still
    assert holding(everything(*ours), *hashed, *spellings()) == set()
    assert told["rows_kept"] == rows - sum(len(k.rows()) for k in kept.every(project)) > 1
    assert told["rows_kept"] == 4
    assert told["rows_processed"] == 6  # one used and one in quarantine, today and in both past months
    assert told["left"] == [] and told["unread"] == []
    assert told["raw"] == [[ABSENT, 2], [ABSENT, 3], [HR, 40], [HR, 41]]
    assert DIGITS[-4:] not in out + err and not hashed & set(out.split('"'))
    (entry,) = files.read_json(project.kept / purge.LOG)
    assert (entry["persons"], entry["state"], entry["rows_kept"]) == (1, "done", told["rows_kept"])
    assert set(entry) == {"when", "who", "persons", "state", "rows_kept", "rows_processed"}


def test_mended_at_the_source_too_they_do_not_come_back(project, command):
    hashed = sources.sought(project, [DIGITS], date.today())[0].pseudonyms
    told = json.loads(command("purge", "--json", typed=DIGITS)[1])
    for name in {name for name, _ in told["raw"]}:
        lines = (project.raw / name).read_bytes().splitlines(keepends=True)
        gone = {line for n, line in told["raw"] if n == name}
        (project.raw / name).write_bytes(b"".join(x for n, x in enumerate(lines, 1) if n not in gone))
    code, out, _ = command("purge", "--json", typed=DIGITS)
    assert code == 0 and json.loads(out)["raw"] == []
    assert command("ingest")[0] == 0
    assert holding(everything(project.processed, project.kept), *hashed, *spellings()) == set()


def test_a_person_is_found_under_every_generation_of_the_key(project, command):
    with pytest.MonkeyPatch.context() as patched:
        # Cut short: part of what is kept stays under the first generation.
        write, count = kept.Kept.write, []
        patched.setattr(
            kept.Kept,
            "write",
            lambda self, *given: write(self, *given) if not count and not count.append(1) else 1 / 0,
        )
        with pytest.raises(ZeroDivisionError):
            keys.rotate(project)
    hashed = sources.sought(project, [DIGITS], date.today())[0].pseudonyms
    assert len(hashed) == 2
    assert holding(everything(project.kept), *hashed)
    command("purge", typed=DIGITS)
    assert holding(everything(project.kept, project.processed), *hashed, *spellings()) == set()


@pytest.mark.parametrize(
    "typed, told",
    [("", "no identity number was given"), ("1985-01-01\n", "no personal identity number on line 1"),
     ("19121212-1212\nAnna\n", "no personal identity number on line 2 of what was given; nothing was removed")],
)  # fmt: skip
def test_what_is_no_number_is_told_by_its_line_alone(project, command, typed, told):
    code, out, err = command("purge", typed=typed)
    assert code == 1 and told in err
    assert "1212" not in out + err and "Anna" not in out + err and "1985" not in out + err
    assert not (project.kept / purge.LOG).exists()


def test_numbers_come_from_a_file_as_well_and_never_as_an_argument(project, command, tmp_path):
    (tmp_path / "bort.txt").write_text(f"{DIGITS}\n", encoding="utf-8-sig")
    assert json.loads(command("purge", "--json", "--file", str(tmp_path / "bort.txt"))[1])["persons"] == 1
    assert command("purge", "--file", str(tmp_path / "nej.txt"))[2].startswith("nej.txt cannot be read")
    assert command("purge", "191212121212")[0] == 2


def test_a_purge_that_is_cut_short_is_noted_and_done_by_the_next(project, command, monkeypatch):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(purge, "_from_tables", lambda *_: 1 / 0)
        assert command("purge", typed=DIGITS)[0] == 1
    assert files.read_json(project.kept / purge.LOG)[-1]["state"] == "begun"
    assert json.loads(command("purge", "--json", typed=DIGITS)[1])["rows_processed"] > 0
    assert [e["state"] for e in files.read_json(project.kept / purge.LOG)] == ["begun", "done"]


# --- retention ------------------------------------------------------------------------------------------------


def test_what_is_past_its_time_is_listed_first_and_removed_when_told_so(project, command, monkeypatch):
    assert "[retention] says nothing" in command("purge", "--retention")[2]
    path = project.folder / "municipality.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + "\n[retention.tables]\nabsences = 2\n", encoding="utf-8"
    )
    assert "Nothing is older" in command("purge", "--retention")[1]

    class Later(date):
        @classmethod
        def today(cls):
            return cls(2028, 1, 11)

    monkeypatch.setattr("competence.cli.safekeeping.date", Later)
    before = {k.folder.name for k in kept.every(project)}
    code, out, _ = command("purge", "--retention")
    assert code == 0 and "Nothing was changed" in out and "absent" in out
    assert {k.folder.name for k in kept.every(project)} == before
    (row,) = json.loads(command("purge", "--retention", "--yes", "--json")[1])["deliveries"]
    assert (row["source"], row["table"], row["years"]) == ("absent", "absences", 2)
    assert before - {k.folder.name for k in kept.every(project)} == {row["delivery"]}
    assert files.read_json(project.kept / purge.LOG)[-1]["retention"] == [row]


# --- modes ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_all_that_is_built_and_kept_is_open_to_its_owner_alone(project):
    """Though nothing was masked while it was made."""
    for top in (project.processed, project.kept):
        for path in (top, *top.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), (path.relative_to(project.folder), oct(mode))


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_so_are_purges_privacy_pages_and_past_months_and_the_key(project, command, tmp_path):
    before = os.umask(0)
    try:
        command("purge", typed=DIGITS)
        command("privacy")
        command("key", "--rotate")
        command("ingest")
        assert command("ingest", "--as-of", "2026-02", "--into", str(tmp_path / "då"))[0] == 0
        assert command("ingest", "--as-of", "2026-02")[0] == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    for top in (project.processed, project.kept, tmp_path / "då"):
        for path in (top, *top.rglob("*")):
            if "reports" in path.parts:
                continue  # made to be handed out
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), (path.name, oct(mode))


# --- as of ----------------------------------------------------------------------------------------------------


def test_a_past_month_lies_beside_todays_tables_and_is_the_same_again(project, command):
    today = {p: p.read_bytes() for p in everything(project.processed)}
    shutil.rmtree(project.raw)
    code, out, err = command("check", "--as-of", "2026-02")
    assert code == 0 and f"{HR} " in out, err
    assert command("check", "--as-of", "2024-02")[0] == 1
    code, out, err = command("ingest", "--as-of", "2026-02")
    assert code == 0, err
    assert "data/processed/as_of/2026-02-28" in out
    assert {p: p.read_bytes() for p in today} == today
    past = asof.folder_of(project, date(2026, 2, 28))
    for name in ("stock", "flows", "cover", "accounts", "quarantine"):
        one, other = (
            files.read_table(f / f"{name}.parquet") for f in (project.processed, past / "data/processed")
        )
        assert one.equals(other), name
    made = {p: p.read_bytes() for p in everything(past / "data")}
    shutil.rmtree(past)
    command("ingest", "--as-of", "2026-02-28")
    assert {p: p.read_bytes() for p in everything(past / "data")} == made
    code, _, err = command("ingest", "--as-of", "2024-02")
    assert code == 1 and "nothing_known" in err and "the first one is of 2026-01-10" in err


def test_a_past_month_is_not_built_into_what_holds_something_else(project, command):
    code, _, err = command("ingest", "--as-of", "2026-02", "--into", str(project.folder))
    assert code == 1 and "holds something else; name an empty folder with --into" in err
    assert command("ingest", "--into", "x")[0] == 2
    assert command("ingest", "--as-of", "2026-13")[0] == 2
    assert command("ingest", "--as-of", "förra månaden")[0] == 2
    assert asof.day_of("2024-02") == date(2024, 2, 29)


# --- what changed of the past ---------------------------------------------------------------------------------


def test_counts_of_closed_months_that_are_others_now_are_told(project, command):
    table = project.processed / "past_counts.parquet"
    assert not table.exists()
    text = (project.raw / HR).read_text(encoding="utf-8")
    late = text.replace("2015-01-01;;;2015-01-01", "2015-01-01;2025-06-15;EB;2015-01-01", 1)
    (project.raw / HR).write_text(late, encoding="utf-8")
    told = json.loads(command("check", "--json")[1])
    (point,) = [p for p in told["points"] if p["code"] == "past_counts"]
    assert point["details"] == ["vard: 7 periods, 2025-06 to 2025-12; headcount by up to 1, 1 exits"]
    code, _, err = command("ingest")
    assert code == 0, err
    changes = files.read_table(project.processed / "delivery_changes.parquet")
    assert changes[["source", "month", "change", "column", "rows"]].to_numpy().tolist() == [
        ["hr", "2015-01", "changed", "exit_reason", 1], ["hr", "2025-06", "changed", "end", 1],
    ]  # fmt: skip
    past = files.read_table(table)
    assert (past["headcount_before"] - past["headcount_after"]).tolist() == [1] * 7
    assert past["period"].min() == pd.Timestamp("2025-06-30")
    assert past["exits_after"].sum() - past["exits_before"].sum() == 1
    assert past["same_config"].all()
    # It is the same when all is deleted and built again.
    first = {
        n: (project.processed / f"{n}.parquet").read_bytes() for n in ("delivery_changes", "past_counts")
    }
    shutil.rmtree(project.processed)
    assert command("ingest")[0] == 0
    assert {n: (project.processed / f"{n}.parquet").read_bytes() for n in first} == first


# --- the record -----------------------------------------------------------------------------------------------


def test_the_record_says_plainly_what_is_not_filled_in(project, command):
    code, out, err = command("privacy")
    assert code == 0
    assert "Not filled in in municipality.toml: privacy.controller" in err
    assert "skriv purpose under [privacy]" in out and "Inte ifyllt" in out
    assert "Persnr" in out  # the columns that are read, by their headings
    page = (project.processed / "privacy.html").read_text(encoding="utf-8")
    assert page.count("<h2>") == 10 and "http" not in page.replace("http-equiv", "")


def test_the_record_tells_what_the_config_says(project, command):
    path = project.folder / "municipality.toml"
    said = """
[privacy]
controller = "Kommunstyrelsen <b>"
contact = "hr@prov.example"
protection_officer = "Dataskyddsombudet"
purpose = ["Planera bemanning", "Följa upp ledarprogrammet"]
legal_ground = "Uppgift av allmänt intresse"
persons = ["Anställda"]
recipients = ["HR-avdelningen"]
transfers = "Ingen"
security = ["Krypterad disk"]
owner = "HR-chefen"
decided = 2026-01-15

[retention]
years = 5
tables = { absences = 2 }
"""
    path.write_text(path.read_text(encoding="utf-8") + said, encoding="utf-8")
    command("purge", typed=DIGITS)
    told = json.loads(command("privacy", "--json")[1])
    assert told["not_filled_in"] == []
    text = (project.processed / "privacy.md").read_text(encoding="utf-8")
    for part in ("Planera bemanning", "Uppgift av allmänt intresse", "2026-01-15", "Krypterad disk",
                 "Frånvaro: 2 år", "Övriga leveranser: 5 år", "Alla uppgifter som sidan frågar efter är ifyllda",
                 "Enskilda som har tagits bort på begäran: 1, senast"):  # fmt: skip
        assert part in text, part
    assert "Inte ifyllt." not in text
    page = (project.processed / "privacy.html").read_text(encoding="utf-8")
    assert "Kommunstyrelsen &lt;b&gt;" in page and "<b>" not in page
