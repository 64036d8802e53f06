"""The commands as they are typed: what they print, their exit codes, and what stands where they fail."""

import json

import pytest
from typer.testing import CliRunner

from competence.cli import app

from .pxweb import Pxweb, problem
from .test_kolada import CONFIG as KOLADA
from .test_kolada import Kolada


@pytest.fixture
def typed(service, project, waits, tmp_path):
    """A function: type `competence …`; exit code, standard output, standard error."""
    px, kolada = Pxweb(service), Kolada(service)
    project(f'\n[fetch.scb]\nbase = "{service.address}/api/v2"\n' + KOLADA.replace("{base}", service.address))

    def run(*words):
        said = CliRunner().invoke(app, [*words, "--project", str(tmp_path)])
        return said.exit_code, said.stdout, said.stderr

    run.px, run.kolada = px, kolada
    return run


@pytest.mark.parametrize("command", ["scb", "kolada"])
def test_a_fetch_tells_what_is_new_and_what_to_paste(typed, command):
    code, out, err = typed("fetch", command)
    assert (code, err) == (0, "")
    assert "new" in out and "[sources." in out and 'path = "' in out
    code, out, _ = typed("fetch", command, "--json")
    told = json.loads(out)
    assert code == told["exit_code"] == 0
    assert {file["state"] for file in told["files"]} == {"same"}
    assert told["cells"] > 0 and all(file["days_old"] >= 0 for file in told["files"])


@pytest.mark.parametrize("command", ["scb", "kolada"])
def test_a_dry_run_tells_questions_and_cells(typed, command, tmp_path):
    code, out, _ = typed("fetch", command, "--dry-run", "--json")
    assert code == 0 and json.loads(out)["queries"] and json.loads(out)["files"] == []
    assert list((tmp_path / "data" / "raw").iterdir()) == []
    code, out, _ = typed("fetch", command, "--dry-run")
    assert code == 0 and "Asked" in out


def test_a_service_that_is_down_leaves_what_was_fetched(typed, service, tmp_path):
    typed("fetch", "scb")
    before = {path.name: path.read_bytes() for path in (tmp_path / "data" / "raw").iterdir()}
    service.on("/config", problem("", 503))
    code, out, err = typed("fetch", "scb")
    assert code == 1 and out == ""
    assert "overloaded" in err and "stands: scb_population.csv of 20" in err
    assert {path.name: path.read_bytes() for path in (tmp_path / "data" / "raw").iterdir()} == before
    code, out, _ = typed("fetch", "scb", "--json")
    assert code == 1 and json.loads(out)["exit_code"] == 1


def test_nothing_is_written_where_the_last_of_the_tables_fails(typed, service, tmp_path):
    service.on("/tables/TAB698/data", problem("Non-existent value"))
    code, _, err = typed("fetch", "scb")
    assert code == 1 and "Nothing was written" in err
    assert list((tmp_path / "data" / "raw").iterdir()) == []


def test_titles_are_searched(typed):
    code, out, _ = typed("fetch", "kolada", "--search", "sjuk")
    assert code == 0 and "N00090" in out and "N00200" not in out
    code, out, _ = typed("fetch", "kolada", "--search", "sjuk", "--json")
    assert [m["id"] for m in json.loads(out)["measures"]] == ["N00090", "N00091"]


def test_wrong_use(typed):
    assert typed("fetch", "eurostat")[0] == 2
    assert typed("fetch", "scb", "--years", "3")[0] == 2


def test_what_a_service_says_cannot_reach_the_terminal(typed):
    typed.px.tables["TAB638"]["label"] = "\x1b[31mhushåll\x07"
    code, _, err = typed("fetch", "scb")
    assert code == 1 and "\x1b" not in err and "\x07" not in err and "hushåll" in err
