"""Wrong deliveries as they happen: what stops, what costs a row, what is read anyway; and nobody's traces in any."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from competence.run import files, store
from competence.sources import FATAL, ROW

from .conftest import Project, assert_no_traces, standing, unprivileged

pytestmark = pytest.mark.e2e
HEROMA, VISMA = "heroma_anstallningar_2026-01-10.csv", "visma_anstallningar_2026-01-10.csv"


def raw(project: Project, name: str) -> Path:
    return project.folder / "data" / "raw" / name


# --- fatal ----------------------------------------------------------------------------------------------------


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def _headless(path):
    path.write_bytes(b"".join(_lines(path)[1:]))


def _cut_in_row(path):
    # In the middle of the 200th line.
    lines = _lines(path)
    path.write_bytes(b"".join(lines[:199]) + lines[199][: len(lines[199]) // 2])


def _cut_in_address(path):
    lines = _lines(path)
    whole = next(i for i, line in enumerate(lines) if i > 30 and line.rstrip().endswith(b".example"))
    path.write_bytes(b"".join(lines[:whole]) + lines[whole].rstrip()[:-4])


def _cut_in_character(path):
    data = path.read_bytes()
    path.write_bytes(data[: data.index("ä".encode(), len(data) // 2) + 1])


@dataclass(frozen=True)
class Wrong:
    """A file made wrong, the code that refuses it, and the line it names (a function of the file)."""

    name: str
    spoil: Callable[[Path], object]
    code: str
    line: Callable[[Path], int] | int | None = 1
    file: str = HEROMA
    told: str = ""


def _last_line(path: Path) -> int:
    return path.read_bytes().count(b"\n") + 1


WRONG = [
    Wrong(
        "missing column",
        lambda p: p.write_bytes(p.read_bytes().replace(b"Befattning", b"Befattningar", 1)),
        "missing_column",
        told="title = 'Befattning'; the nearest heading is 'befattningar'",
    ),
    Wrong("no heading", _headless, "missing_column", told="none of them is"),
    Wrong("empty", lambda p: p.write_bytes(b""), "empty_file", None),
    Wrong("headings only", lambda p: p.write_bytes(_lines(p)[0]), "headings_only"),
    Wrong("cut within a row", _cut_in_row, "cut_in_row", 200),
    Wrong("cut within the last field", _cut_in_address, "cut_in_row", _last_line),
    Wrong("cut within a character", _cut_in_character, "cut_in_character", _last_line, VISMA),
    Wrong(
        "half of UTF-16",
        lambda p: p.write_bytes(p.read_bytes().decode("cp1252").encode("utf-16")[:-1]),
        "cut_in_character",
        lambda p: p.read_bytes().decode("utf-16", "ignore").count("\n") + 1,
    ),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.name)
def test_a_wrong_file_stops_the_run_and_the_last_good_results_stand(project, persons, inside, wrong):
    path = raw(project, wrong.file)
    wrong.spoil(path)
    before = standing(project)
    done = project.competence("ingest")
    line = wrong.line(path) if callable(wrong.line) else wrong.line
    place = f"{wrong.file}:{line}" if line else wrong.file
    assert done.returncode == 1
    told, stand = done.stderr.splitlines()
    assert told.startswith(f"{place}: {wrong.code}: {FATAL[wrong.code]}") and wrong.told in told
    assert stand == "Nothing was replaced: the last good results stand."
    assert standing(project) == before
    account = files.read_json(project.folder / "reports" / "run.json")
    # What may be handed out holds the code, not the words.
    assert (account["faults"], account["exit_code"]) == ([f"{wrong.file}: {wrong.code}"], 1)
    code, out, err = inside("check", "--json")
    assert (code, json.loads(out)["faults"], err.splitlines()) == (1, [told], [told])
    assert_no_traces(persons, project, done.stdout, done.stderr, out, err, files=False)


def test_two_administrations_with_one_alias(project, persons):
    path = project.folder / "municipality.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('aliases = ["SSF"', 'aliases = ["KLF", "SSF"'), encoding="utf-8")
    before = standing(project)
    done = project.competence("ingest")
    line = text.splitlines().index('aliases = ["SSF", "Stöd & service", "Serviceförvaltningen"]') + 1
    assert done.returncode == 1
    assert done.stderr == (
        f"municipality.toml:{line}: administration[2].aliases[1]: "
        '"KLF" also names "kommunledning"; a spelling stands for one administration\n'
    )
    assert standing(project) == before
    assert_no_traces(persons, project, done.stdout, done.stderr)


def test_a_file_that_vanishes_while_it_is_read(project, persons, inside, monkeypatch):
    # Removed between the look at it and the reading; then cut short between the reading and the second look.
    path, real = raw(project, HEROMA), Path.open
    data, before = path.read_bytes(), standing(project)

    def reading(self) -> bool:
        return self.name == HEROMA and sys._getframe(2).f_globals["__name__"] == "competence.sources.text"

    def gone(self, *how, **more):
        if reading(self):
            path.unlink()
        return real(self, *how, **more)

    def shrinks(self, *how, **more):
        file = real(self, *how, **more)
        if reading(self):
            with real(path, "wb") as other:
                other.write(data[: len(data) // 2])
        return file

    for meanwhile in (gone, shrinks):
        path.write_bytes(data + b"\r\n")  # another file than the last time, so that it is read
        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", meanwhile)
            code, out, err = inside("ingest")
        assert (code, err.splitlines()[0]) == (1, f"{HEROMA}: vanished: {FATAL['vanished']}")
        assert standing(project) == before
        assert_no_traces(persons, project, out, err)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that opens and fails to be read")
def test_a_file_whose_disk_goes_away(project, persons):
    path = raw(project, HEROMA)
    path.unlink()
    path.symlink_to("/proc/self/mem")
    before = standing(project)
    done = project.competence("ingest")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, f"{HEROMA}: vanished: {FATAL['vanished']}")
    assert standing(project) == before
    assert_no_traces(persons, project, done.stdout, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="rights as Linux has them")
def test_a_file_that_may_not_be_opened_is_not_called_a_bad_delivery(project, persons):
    path = raw(project, HEROMA)
    path.chmod(0)
    before = standing(project)
    done = unprivileged(project, "ingest")
    path.chmod(0o600)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == f"{HEROMA}: no_access: {FATAL['no_access']}"
    assert standing(project) == before
    assert_no_traces(persons, project, done.stdout, done.stderr)


def test_a_tenth_fewer_rows_stop_unless_accepted(project, persons, inside):
    lines = _lines(raw(project, HEROMA))
    later = HEROMA.replace("2026-01-10", "2026-02-10")
    fewer = [line for i, line in enumerate(lines) if i % 9 or not i]
    raw(project, later).write_bytes(b"".join(fewer))
    before = standing(project)
    done = project.competence("ingest")
    told, stand = done.stderr.splitlines()
    assert done.returncode == 1
    assert told.startswith(f"{later}: fewer_rows: {FATAL['fewer_rows']} (")
    assert (
        f"{len(fewer) - 1} rows where {len(lines) - 1} were kept; accept with --accept heroma:2026-02-10"
        in told
    )
    assert stand == "Nothing was replaced: the last good results stand."
    assert standing(project) == before
    accepted = project.competence("ingest", "--accept", "heroma:2026-02-10")
    assert accepted.returncode == 0, accepted.stderr
    entry = files.read_json(project.folder / "data/kept/accepted.json")[-1]
    assert (entry["source"], entry["date"]) == ("heroma", "2026-02-10")
    assert entry["who"] and re.match(r"\d{4}-\d{2}-\d{2}T", entry["when"])
    assert standing(project)["data/processed/stock.parquet"] != before["data/processed/stock.parquet"]
    assert inside("ingest")[0] == 0
    assert_no_traces(persons, project, done.stdout, done.stderr, accepted.stdout, accepted.stderr)


# --- read anyway ----------------------------------------------------------------------------------------------


def test_utf16_gives_the_same_stock_and_flows(project, persons):
    path = raw(project, HEROMA)
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16"))
    before = standing(project)
    done = project.competence("ingest", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"][0]["why"] == f"changed: raw {HEROMA}"
    after = standing(project)
    tables = [f"data/processed/{name}.parquet" for name in (*store.WAIST, "persons/employments")]
    there = [table for table in tables if table in before]
    assert len(there) > 15
    assert {table: after[table] for table in there} == {table: before[table] for table in there}
    assert_no_traces(persons, project, done.stdout, done.stderr)


# --- row by row -----------------------------------------------------------------------------------------------


def _spellings(number: str) -> list[str]:
    """How a number of twelve digits might be written within a text."""
    a, b = number[:8], number[8:]
    iso = f"{a[:4]}-{a[4:6]}-{a[6:]}"
    dated = [
        f"{a}-{b}",
        f"{a[2:]}-{b}",
        number,
        number[2:],
        f"{a} {b}",
        f"{a[2:]}+{b}",
        f"{a}\u2013{b}",
        f"{iso}-{b}",
        f"{iso} {b}",
        f"{a} - {b}",
    ]
    return [f"Vikarie för {text}, Norr" for text in dated]


def test_a_bad_row_goes_to_quarantine_with_its_code_and_the_rest_is_used(project, persons):
    path = raw(project, HEROMA)
    head, *rows = (line.split(";") for line in path.read_bytes().decode("cp1252").split("\r\n"))
    accounts = files.read_table(project.folder / "data/processed/accounts.parquet")
    quarantine = files.read_table(project.folder / "data/processed/quarantine.parquet")
    theirs = set(quarantine.loc[quarantine["source_file"] == HEROMA, "source_row"])
    # Plain rows of staff, none of them bad before.
    good = [
        i
        for i, r in enumerate(rows)
        if len(r) == len(head) and r[8] == "AB" and r[10] and i + 2 not in theirs
    ]
    column = {name: head.index(name) for name in head}
    number = re.sub(r"\D", "", next(r[0] for r in rows if re.fullmatch(r"\d{8}-\d{4}", r[0])))
    mail = next(r[-1] for r in rows if "@" in r[-1])
    bad = [
        ({"Syss.grad %": "750"}, "bad_share", "Syss.grad %", "750"),
        ({"Fr.o.m": "2024-05-01", "T.o.m": "2024-04-30"}, "end_before_start", "T.o.m", "2024-04-30"),
        ({"Fr.o.m": "2062-01-01", "T.o.m": ""}, "date_out_of_range", "Fr.o.m", "2062-01-01"),
        ({"T.o.m": "2062-01-01"}, "date_out_of_range", "T.o.m", "2062-01-01"),
        ({"Syss.grad %": number}, "identity_in_text", "Syss.grad %", "***"),
        ({"Syss.grad %": mail}, "bad_share", "Syss.grad %", "***"),
        ({"Fr.o.m": mail.split("@")[0]}, "bad_date", "Fr.o.m", "***"),
        *(({"Befattning": text}, "identity_in_text", "Befattning", "***") for text in _spellings(number)),
    ]
    expected = []
    for i, (change, code, named, value) in zip(good, bad):
        for name, text in change.items():
            rows[i][column[name]] = text
        expected.append((i + 2, named, value, code, ROW[code]))
    # Used all the same: what stands in an address's place says nothing.
    rows[good[len(bad)]][column["Förvaltning"]] = mail
    path.write_bytes("\r\n".join(";".join(r) for r in [head, *rows]).encode("cp1252"))

    checked = project.competence("check")
    assert checked.returncode == 0, checked.stderr
    done = project.competence("ingest")
    assert done.returncode == 0, done.stderr
    after = files.read_table(project.folder / "data/processed/quarantine.parquet")
    mine = after[(after["source_file"] == HEROMA) & ~after["source_row"].isin(theirs)]
    found = mine[["source_row", "column", "value", "reason", "message"]].itertuples(index=False, name=None)
    assert sorted(found) == sorted(expected)
    now = files.read_table(project.folder / "data/processed/accounts.parquet")
    used = [
        f.loc[(f["source_file"] == HEROMA) & (f["kind"] == "used"), "rows"].sum() for f in (accounts, now)
    ]
    assert used[0] - used[1] == len(bad)
    for code in {code for _, code, _, _ in bad}:
        assert code in checked.stdout
    assert_no_traces(persons, project, checked.stdout, checked.stderr, done.stdout, done.stderr)


# --- nobody's traces, whatever breaks -------------------------------------------------------------------------

PLACES = [
    "sources.text.encoding", "sources.layout.places", "sources.identity.people", "sources.raw.without",
    "sources.sheet.Sheet.day", "sources.employments.clean", "sources.events.administrations",
    "sources.keeping.refuse_fewer", "workforce.spells.spells", "workforce.counting.roll",
    "workforce.competence.tables", "workforce.quality.measure", "sources.keeping.keep", "run.store.write_tables",
]  # fmt: skip


class Unforeseen(Exception):
    """An error whose text repeats what it met, as those of libraries do."""


def test_an_error_anywhere_tells_its_place_and_nobody(project, persons, inside, monkeypatch):
    person = sorted(persons.numbers)[0]
    row = f"19{person} 19{person[:6]}-{person[6:]} {person} {min(persons.names)} {min(persons.mails)} {min(persons.pseudonyms)}"
    assert persons.in_text(row) == {"number", "name", "mail", "pseudonym"}
    kinds = [
        Unforeseen(row),
        KeyError(row),
        OSError(13, row, row),
        OSError(row),
        ValueError(row),
        AssertionError(row),
    ]
    before = standing(project)
    for n, place in enumerate(PLACES):
        error = kinds[n % len(kinds)]

        def breaks(*args, error=error, **kwargs):
            pd.Series([row]).to_numpy()
            raise error

        with monkeypatch.context() as patched:
            patched.setattr(f"competence.{place}", breaks)
            code, out, err = inside("ingest", "--force", "--json")
        assert code == 1, place
        assert json.loads(out)["exit_code"] == 1, place
        assert "Traceback" not in err and json.loads(out)["faults"], place
        # A step that broke while it stored its tables counts as never done; the tables stand.
        after = standing(project)
        record = "data/processed/persons/step.json"
        assert {**after, record: before[record]} == before, place
        assert_no_traces(persons, project, out, err, files=False)
    assert_no_traces(persons, project)
