"""One small municipality through the whole pipe, shared by the tests of its group."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from competence import cli, sample

from . import traces

EMPLOYEES, MONTHS, DRAWS = 1500, 60, 100


@dataclass(frozen=True)
class Project:
    """A project folder and the command line on it."""

    folder: Path
    env: dict

    def competence(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "competence.cli", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def run(self, *arguments: str) -> dict:
        done = self.competence("run", "--json", *arguments)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def pages(self) -> dict[str, str]:
        """Every text file that may be handed out, by its path."""
        current = (self.folder / "reports" / "current").resolve()
        return {
            str(p.relative_to(current)): p.read_text(encoding="utf-8")
            for p in sorted(current.rglob("*"))
            if p.is_file()
        }

    def bytes_of(self, *folders: str) -> dict[str, bytes]:
        """Content of every file below `folders`, `run.json` excepted."""
        return {
            str(p.relative_to(self.folder)): p.read_bytes()
            for folder in folders
            for p in sorted((self.folder / folder).rglob("*"))
            if p.is_file() and p.name not in ("run.json", ".lock")
        }


def make(
    folder: Path, key: str, *, draws: int = DRAWS, employees: int = EMPLOYEES, months: int = MONTHS
) -> Project:
    """A project folder with the sample's files in it."""
    folder.mkdir(parents=True)
    text = sample.config_text().replace("draws = 1000", f"draws = {draws}")
    (folder / "municipality.toml").write_text(text, encoding="utf-8")
    sample.write(folder / "data" / "raw", seed=3, employees=employees, months=months)
    env = {
        **os.environ,
        "COMPETENCE_KEY_FILE": str(folder.parent / f"{key}.key"),
        "PYTHONIOENCODING": "utf-8",
    }
    return Project(folder, env)


def copy(project: Project, folder: Path) -> Project:
    """The same project elsewhere, built tables and pages included."""
    shutil.copytree(project.folder, folder, symlinks=True)
    return Project(folder, project.env)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory) -> Project:
    """The sample's files, nothing built. Not to be changed: copy it."""
    return make(tmp_path_factory.mktemp("prov å") / "min kommun", "one")


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Project:
    """As few people and months as there may be, read and counted, a page of old beside. Not to be changed: copy it."""
    project = make(tmp_path_factory.mktemp("liten") / "min kommun", "small", employees=300, months=36)
    done = project.competence("ingest")
    assert done.returncode == 0, done.stderr
    (project.folder / "reports" / "index.html").write_text("the last good page", encoding="utf-8")
    return project


@pytest.fixture(scope="session")
def built(fresh, tmp_path_factory) -> Project:
    """Run once. Not to be changed: copy it."""
    project = copy(fresh, tmp_path_factory.mktemp("byggd") / "min kommun")
    told = project.run()
    assert told["exit_code"] == 0, told["faults"] or [n for n in told["notebooks"] if n["error"]]
    return project


@pytest.fixture(scope="session")
def persons(small) -> traces.Traces:
    found = traces.of(small.folder)
    assert len(found.numbers) > 300 and len(found.names) > 50 and found.mails and len(found.pseudonyms) > 300
    return found


@pytest.fixture
def project(small, tmp_path) -> Project:
    return copy(small, tmp_path / "min kommun")


@pytest.fixture
def inside(project, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """The command line in this process, so that a test can get at what happens within: code, stdout, stderr."""
    monkeypatch.setenv("COMPETENCE_KEY_FILE", project.env["COMPETENCE_KEY_FILE"])
    monkeypatch.chdir(project.folder)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["competence", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, *capsys.readouterr()

    return run


def standing(project: Project) -> dict[str, bytes]:
    """All that a run leaves behind but the account of the run itself."""
    return project.bytes_of("data/processed", "data/kept", "reports")


def assert_no_traces(persons, project, *texts: str, files: bool = True) -> None:
    """Nobody in texts, nor in what a run leaves behind (where that has just been found unchanged, in its account)."""
    account = project.folder / "reports" / "run.json"
    texts = (*texts, account.read_text(encoding="utf-8"))
    assert [persons.in_text(text) for text in texts] == [set()] * len(texts)
    assert not files or persons.below(project.folder) == {}


def _without_privilege() -> None:
    """Root may open anything: drop that, for the child alone (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def unprivileged(project: Project, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "competence.cli", *arguments], cwd=project.folder, env=project.env,
        capture_output=True, text=True, encoding="utf-8", check=False, preexec_fn=_without_privilege,
    )  # fmt: skip
