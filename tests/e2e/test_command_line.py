"""What a new user mistypes, forgets and finds locked: an exit code, a line that says what to do, never a traceback."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from competence import sample
from competence.run import files

from .conftest import Project, assert_no_traces, standing, unprivileged

pytestmark = pytest.mark.e2e
RIGHTS = pytest.mark.skipif(sys.platform != "linux", reason="rights as Linux has them")
HEROMA = "heroma_anstallningar_2026-01-10.csv"
TOML = "municipality.toml"


def rewritten(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return do


def instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else where a file or folder was."""

    def do(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        make(path)

    return do


def fresh_delivery(folder: Path) -> None:
    """So that there is something to read and to write."""
    with open(folder / "data/raw" / HEROMA, "ab") as file:
        file.write(b"\r\n")


@dataclass(frozen=True)
class Silly:
    """Something done to a project, a command, and what is said of it."""

    name: str
    do: Callable[[Path], object]
    command: str
    code: int
    told: str


def nothing(folder: Path) -> None:
    pass


SILLY = [
    Silly("no such folder", nothing, "check --project nowhere/kommun", 1,
          f"there is no folder kommun/; name one that holds a {TOML}"),
    Silly("a folder without config", lambda f: (f / "tom").mkdir(), "check --project tom", 1,
          f"no {TOML} in the folder tom/"),
    Silly("no config upwards", lambda f: (f / TOML).rename(f / "other.toml"), "run", 1,
          f"no {TOML} in min kommun/ or above; name a folder with --project"),
    Silly("a delivery as project", nothing, f"check --project data/raw/{HEROMA}", 1,
          f"{HEROMA} is no project; name a folder that holds a {TOML}"),
    Silly("a folder as config", instead(TOML, Path.mkdir), "check --project .", 1, f"no {TOML} in the folder"),
    Silly("byte-order mark", rewritten(TOML, lambda b: b"\xef\xbb\xbf" + b), "ingest", 0, ""),
    Silly("Windows line ends", rewritten(TOML, lambda b: b.replace(b"\n", b"\r\n")), "ingest", 0, ""),
    Silly("config in UTF-16", rewritten(TOML, lambda b: b.decode().encode("utf-16")), "ingest", 1,
          f"{TOML}:1: encoding: not UTF-8; save the file as UTF-8"),
    Silly("empty config", rewritten(TOML, lambda b: b""), "ingest", 1, "sources: missing; it must be given"),
    Silly("no raw folder", lambda f: (f / "data/raw").rename(f / "data/rå"), "ingest", 1,
          'data.raw: "data/raw": no such folder'),
    Silly("a folder as delivery", instead(f"data/raw/{HEROMA}", Path.mkdir), "ingest", 1,
          f'"heroma_anstallningar_*.csv" matches no file in data/raw; {HEROMA} is a folder'),
    Silly("a dead link as delivery", instead(f"data/raw/{HEROMA}", lambda p: p.symlink_to("gone")), "ingest", 1,
          f"{HEROMA} is a link that leads to no file"),
    Silly("half an archive as delivery", rewritten(f"data/raw/{HEROMA}", lambda b: b"PK\x03\x04" + b), "ingest", 1,
          f"{HEROMA}: bad_archive: the archive cannot be read"),
    Silly("a file as data/processed", instead("data/processed", Path.touch), "ingest", 1,
          "data/processed: a file stands where a folder is expected; remove or rename it"),
    Silly("a folder as table", instead("data/processed/stock.parquet", Path.mkdir), "ingest --force", 1,
          "data/processed/stock.parquet: a folder stands where a file is expected; remove or rename it"),
    Silly("a damaged table", rewritten("data/processed/stock.parquet", lambda b: b[:200]), "forecast", 1,
          "data/processed/stock.parquet: damaged; "),
    Silly("an unknown administration", nothing, "forecast --administration kultr", 2,
          "no administration 'kultr'. Nearest: kultur."),
    Silly("no workers", nothing, "run --workers 0", 2, "greater than or equal to 1"),
    Silly("a mistyped command", nothing, "ingset", 2, "Did you mean 'ingest'?"),
    Silly("acceptance without day", nothing, "ingest --accept heroma", 2, "'heroma' is not SOURCE:YYYY-MM-DD"),
    Silly("acceptance of no source", nothing, "ingest --accept herma:2026-01-10", 2, "no source 'herma'"),
    Silly("a month that is none", nothing, "sample --end 2025-13", 2, "'2025-13' is no month; expected YYYY-MM"),
    Silly("an unknown variant", nothing, "sample --variant plane", 2, "no variant 'plane'; there are plain,"),
    Silly("a sample into others' files", instead("data/raw/truth.json", nothing), "sample", 1,
          "data/raw holds files that are not the sample's; it is written into an empty folder"),
]  # fmt: skip


def assert_plain(persons, project, code: int, told: str, done: tuple[int, str, str]) -> None:
    found, out, err = done
    assert found == code, err
    assert told in re.sub(r"\s+", " ", err)
    assert "Traceback" not in err + out and "fault of the program" not in err
    assert_no_traces(persons, project, out, err, files=False)


@pytest.mark.parametrize("silly", SILLY, ids=lambda s: s.name)
def test_a_silly_thing_is_told_with_its_mend(project, persons, inside, silly):
    silly.do(project.folder)
    before = standing(project)
    assert_plain(persons, project, silly.code, silly.told, inside(*silly.command.split()))
    after = standing(project)
    if "--force" in silly.command:
        # A step that broke while it stored its tables counts as never done.
        before.pop("data/processed/persons/step.json")
    assert after == before


# --- keys and rights ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.touch, "k: bad_key: the key file cannot be used (expected 64 hexadecimal digits a line in it, where COMPETENCE_KEY_FILE says)"),
        (Path.mkdir, "k: bad_key: the key file cannot be used (cannot be read or made where COMPETENCE_KEY_FILE says: Is a directory)"),
        (nothing, "k: wrong_key: the pseudonym key is another one than the kept deliveries were made with; use that key (the key file is gone; restore it)"),
        (lambda p: p.write_text("ab" * 32, encoding="ascii"), "k: wrong_key: the pseudonym key is another one"),
    ],
    ids=["empty", "a folder", "gone", "another"],
)  # fmt: skip
def test_a_key_that_is_none(project, persons, inside, monkeypatch, tmp_path, make, told):
    make(tmp_path / "k")
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "k"))
    before = standing(project)
    assert_plain(persons, project, 1, told, inside("ingest"))
    assert standing(project) == before
    assert make != nothing or not (tmp_path / "k").exists()


DENIED = "permission denied; give whoever runs this the right to it, or close the program that has it open"


@RIGHTS
@pytest.mark.parametrize(
    ("where", "mode", "told"),
    [
        (TOML, 0o000, f"{TOML}: file: cannot be read: permission denied"),
        ("data/raw", 0o000, 'data.raw: "data/raw": the folder cannot be read: permission denied'),
        ("data/raw", 0o444, 'data.raw: "data/raw": the folder cannot be read: permission denied'),
        ("data/processed", 0o555, f"data/processed/stock.parquet: {DENIED}"),
        ("data/kept/deliveries", 0o000, f"data/kept/deliveries: {DENIED}"),
        ("reports", 0o555, f"reports/run.json: {DENIED}"),
    ],
    ids=lambda value: (
        oct(value) if isinstance(value, int) else value if "/" in value and " " not in value else None
    ),
)
def test_what_may_not_be_read_or_written_is_told_as_that(project, persons, where, mode, told):
    fresh_delivery(project.folder)
    path = project.folder / where
    was = path.stat().st_mode
    before = project.bytes_of("data/processed", "reports")
    path.chmod(mode)
    done = unprivileged(project, "ingest")
    path.chmod(was)
    assert_plain(persons, project, 1, told, (done.returncode, done.stdout, done.stderr))
    if where == "reports":
        return  # the tables are new; only the account of the run is not
    if where == "data/processed":
        before.pop(
            "data/processed/persons/step.json"
        )  # a step cut short while it stores counts as never done
    assert project.bytes_of("data/processed", "reports") == before


@RIGHTS
def test_a_key_that_may_not_be_read(project, persons):
    key = project.folder / "k"
    shutil.copy(project.env["COMPETENCE_KEY_FILE"], key)
    key.chmod(0)
    done = unprivileged(Project(project.folder, {**project.env, "COMPETENCE_KEY_FILE": str(key)}), "ingest")
    told = "k: bad_key: the key file cannot be used (cannot be read or made where COMPETENCE_KEY_FILE says: Permission denied)"
    assert_plain(persons, project, 1, told, (done.returncode, done.stdout, done.stderr))


def test_a_second_run_at_the_same_time_leaves_the_first_ones_account_alone(project, persons):
    fresh_delivery(project.folder)
    before = standing(project), (project.folder / "reports/run.json").read_bytes()
    with files.lock(project.folder / "data/processed/.lock"):
        done = project.competence("ingest")
    told = "another run is at work here and holds .lock; wait until it has ended"
    assert_plain(persons, project, 1, told, (done.returncode, done.stdout, done.stderr))
    assert (standing(project), (project.folder / "reports/run.json").read_bytes()) == before


def test_a_kept_delivery_that_is_damaged_is_not_overlooked(project, persons, inside):
    manifest = next((project.folder / "data/kept/deliveries").glob("*/manifest.json"))
    manifest.write_text("{", encoding="utf-8")
    fresh_delivery(project.folder)
    told = f"{manifest.relative_to(project.folder)}: damaged; where it lies in data/kept restore it from your backup"
    assert_plain(persons, project, 1, told, inside("ingest"))


# --- what a machine is told -----------------------------------------------------------------------------------


def strict(text: str) -> dict:
    """JSON as other languages read it: one value, no NaN."""

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def assert_json(done) -> dict:
    told = strict(done.stdout)
    assert isinstance(told, dict) and told["exit_code"] == done.returncode
    return told


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("check", {"accounts", "aliases", "quality", "quarantine"}),
        ("ingest", {"steps", "faults", "remarks"}),
        ("sample --if-needed", {"written", "why", "seed"}),
        ("explore --prepare-only", {"notebook"}),
    ],
)
def test_json_is_all_that_stands_on_standard_output(project, persons, command, names):
    done = project.competence(*command.split(), "--json")
    told = assert_json(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert names < set(told)
    assert_no_traces(persons, project, done.stdout)


@pytest.mark.parametrize("command", ["forecast", "report", "run"])
def test_json_of_the_commands_that_make_something(built, command):
    done = built.competence(command, "--json")
    told = assert_json(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"steps", "notebooks", "reports", "edition", "faults"} < set(told)


@pytest.mark.parametrize("command", ["check", "ingest", "forecast", "report", "run"])
def test_json_of_a_refusal(project, persons, inside, command):
    (project.folder / "data/raw" / HEROMA).write_bytes(b"")
    code, out, err = inside(command, "--json")
    told = strict(out)
    assert (code, told["exit_code"]) == (1, 1)
    assert told["faults"] == [f"{HEROMA}: empty_file: the file is empty; deliver it again"]
    assert err.startswith(told["faults"][0])
    assert_no_traces(persons, project, out, err)


def test_json_where_nothing_is_configured_and_where_the_output_knows_few_letters(project, tmp_path):
    nowhere = Project(tmp_path / "tom", {**project.env, "PYTHONIOENCODING": "ascii"})
    nowhere.folder.mkdir()
    done = nowhere.competence("check", "--json")
    assert done.returncode == 1
    assert assert_json(done)["faults"] == done.stderr.splitlines()
    plain = Project(project.folder, nowhere.env)
    assert {"Älvhaga Omsorg"} <= {
        a["spelling"] for a in assert_json(plain.competence("check", "--json"))["aliases"]
    }
    read = plain.competence("check")
    assert read.returncode == 0 and "?lvhaga kommun" in read.stdout and not read.stderr


def test_a_new_user_begins_with_a_sample(tmp_path, small):
    project = Project(tmp_path / "ny", small.env)
    project.folder.mkdir()
    (project.folder / TOML).write_text(sample.config_text(), encoding="utf-8")
    done = project.competence("sample", "--employees", "300", "--months", "24", "--json")
    assert assert_json(done)["written"] is True
    assert (project.folder / "data/raw/truth.json").is_file()
    again = assert_json(project.competence("sample", "--if-needed", "--json", "--employees", "300"))
    assert (again["written"], again["why"]) == (False, "data/raw holds other files; they are left alone")
