"""`competence groups`: counts for whoever runs it, a list for the office alone, a word where nothing can be proposed."""

import csv
import io
import json
import shutil
import stat
import sys
from datetime import date

import pytest

from competence import cli, config, sources
from competence.run import pipeline

from ..sources.conftest import Project, number, spell

COURSES = """
[sources.course]
table = "programme_participants"
path = "kurs_*.csv"
columns = { person = "Personnr", group = "Grupp", start = "Start", completed = "Klar" }

[programme]
group_size = [4, 6]
group_dates = [2025-12-01, 2026-03-02, 2026-09-07]
"""
HR, LIST = "hr_2026-01-10.csv", "data/processed/programme_office/groups.csv"
# Sixteen managers of vard and eight of skola; the first four of vard are through.
PEOPLE = [number(f"19{60 + i}0315", 980 + i % 20) for i in range(24)]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("groups") / "kommun")
    project.text = project.text.replace("[sources.hr]\n", "[sources.hr]\nhistory_from = 2025-01-01\n")
    project.add(COURSES)
    rows = [
        spell(
            p, employment=str(i), level="C", administration="SKF" if i >= 16 else "VF", unit=f"Enhet {i:02d}"
        )
        for i, p in enumerate(PEOPLE)
    ]
    staff = [spell(number(f"19{60 + i}0816", 980 + i % 20), employment=f"9{i}") for i in range(20)]
    project.write(HR, [*rows, *staff])
    project.write("kurs_2026-01-10.csv", [f"{p};Grupp 1;2025-02-03;2025-04-07" for p in PEOPLE[:4]],
                  head="Personnr;Grupp;Start;Klar")  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COMPETENCE_KEY_FILE", str(project.folder.parent / "key"))
        assert pipeline.run(project.config, until="ingest").faults == []
    return project


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    shutil.copy2(built.folder.parent / "key", tmp_path / "key")
    return config.load(shutil.copytree(built.folder, tmp_path / "kommun"))


@pytest.fixture
def command(project, monkeypatch, capsys):
    monkeypatch.chdir(project.folder)

    def run(*arguments, typed=""):
        monkeypatch.setattr(sys, "argv", ["competence", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return ended.value.code or 0, out, err

    return run


def listed(project) -> list[dict]:
    with open(project.folder / LIST, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def codes(project, people=PEOPLE) -> set[str]:
    return set(sources.sought(project, people, date(2026, 1, 10))[0].pseudonyms)


def test_the_list_seats_all_who_are_not_through_and_only_its_owner_may_read_it(project, command):
    code, out, err = command(
        "groups", "--json", "--dates", "2026-03-02,2026-05-04,2026-09-07", "--size", "6-8"
    )
    assert code == 0, err
    told, rows = json.loads(out), listed(project)
    assert (told["managers"], told["through"], told["to_seat"], told["seated"]) == (24, 4, 20, 20)
    assert {row["person"] for row in rows} == codes(project, PEOPLE[4:]) and len(rows) == 20
    assert {row["administration"] for row in rows} == {"Vårdförvaltningen", "Skolförvaltningen"}
    for group in told["groups"]:
        there = [row for row in rows if row["start"] == group["start"]]
        assert len(there) == group["size"] == sum(group["administrations"].values()) and 6 <= len(there) <= 8
    assert stat.S_IMODE((project.folder / LIST).stat().st_mode) == 0o600
    assert stat.S_IMODE((project.folder / LIST).parent.stat().st_mode) == 0o700


def test_what_is_printed_counts_and_names_nobody(project, command):
    for arguments in (["groups"], ["groups", "--json"]):
        code, out, err = command(*arguments)
        assert code == 0, err
        said = out + err
        assert not [
            word for word in [*codes(project), *PEOPLE, "Zörflid", "Enhet 0", "Enhet 1"] if word in said
        ]
    code, out, _ = command("groups")
    assert "Managers on 2025-12-31: 24, through 4, in a group under way 0, to be seated 20, seated 12." in out
    assert "Note: 2025-12-01 has passed on 2025-12-31 and is left out." in out
    assert "Note: There is room for 12 of 20 managers, at most 6 in 2 groups: name 2 more dates" in " ".join(out.split())  # fmt: skip
    assert "Administrations that meet for the first time: skola–vard." in out
    waiting = [row for row in listed(project) if not row["start"]]
    assert len(waiting) == 8 and all(row["group"] == "" for row in waiting)


def test_the_offices_register_puts_names_on_the_list_and_leaves_no_number(project, command, tmp_path):
    ten = [f"{p[2:8]}-{p[8:]}" for p in PEOPLE[4:]]
    register = tmp_path / "chefer.csv"
    register.write_bytes(
        "\r\n".join(["Personnr;Namn", *(f"{p};=Åsa Chef {i}" for i, p in enumerate(ten[:-1]))]).encode(
            "cp1252"
        )
    )
    code, out, err = command("groups", "--match", str(register))
    assert code == 0, err
    assert "19 of 20 bear a name from the register." in out and "Åsa" not in out + err
    rows = listed(project)
    named = {row["unit"]: row["name"] for row in rows if row["name"]}
    assert named == {f"Enhet {i + 4:02d}": f"'=Åsa Chef {i}" for i in range(19)}
    text = (project.folder / LIST).read_text(encoding="utf-8")
    assert not [n for n in [*PEOPLE, *ten] if n in text]


def test_a_register_without_numbers_is_refused_by_its_lines(project, command, tmp_path):
    register = tmp_path / "chefer.csv"
    register.write_text(f"{PEOPLE[5]};Åsa\nhemlig text 12;Bo\n", encoding="utf-8")
    code, out, err = command("groups", "--match", str(register))
    assert code == 1 and "no personal identity number on line 2 of the register" in err
    assert "hemlig" not in out + err
    code, _, err = command("groups", "--match", str(tmp_path / "nowhere.csv"))
    assert code == 1 and "nowhere.csv" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--dates", "2025-06-01"], 1, "no date after 2025-12-31 is named"),
        (["--dates", "3 mars"], 2, "expected days as 2026-09-08"),
        (["--size", "28-20"], 2, "expected FEWEST-MOST, as 20-28"),
    ],
)
def test_what_cannot_be_asked_is_said(command, arguments, code, told):
    found, _, err = command("groups", *arguments)
    assert found == code and told in " ".join(err.split())


def test_a_list_that_holds_a_removed_person_goes_and_so_does_one_under_an_old_key(project, command):
    assert command("groups")[0] == 0
    assert command("key", "--rotate")[0] == 0
    assert not (project.folder / LIST).exists()
    assert command("groups")[0] == 0
    _, out, _ = command("purge", "--json", typed=PEOPLE[10])
    assert json.loads(out)["left"] == [] and not (project.folder / LIST).exists()
    _, out, err = command("groups", "--json")
    assert json.loads(out)["managers"] == 23, err


def test_before_anything_is_kept_it_says_what_to_run(project, command, tmp_path, monkeypatch):
    fresh = Project(tmp_path / "ny")
    fresh.add(COURSES)
    assert fresh.config
    monkeypatch.chdir(fresh.folder)
    code, _, err = command("groups")
    assert code == 1 and "no delivery is kept yet; run: competence ingest" in err
