"""Nobody's traces: a failure in any function that sees persons, a process killed anywhere, a network that is not there."""

import copy
import io
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlalchemy

from competence import cli, sample

from . import converted, forcing, traces

pytestmark = pytest.mark.e2e
HEROMA = "heroma_anstallningar_2026-01-10.csv"
# Commands that between them call what there is to call, each with what stands on standard input.
COMMANDS = {
    "ingest": ("ingest", "--force"),
    "check": ("check",),
    "as of": ("ingest", "--as-of", "2026-03", "--force"),
    "key": ("key", "--rotate"),
    "purge": ("purge",),
    "retention": ("purge", "--retention"),
    "privacy": ("privacy",),
}
# A few functions of each kind, each with the command that calls it.
SOME = {
    "sources.text.encoding": "ingest", "sources.layout.places": "check", "sources.identity._one": "ingest",
    "sources.raw.pseudonymise": "ingest", "sources.sheet.Sheet.day": "ingest", "sources.kept.raws": "as of",
    "sources.kept.lifted": "key", "sources.seeking.theirs": "purge", "workforce.spells.spells": "ingest",
    "workforce.counting.roll": "as of",
}  # fmt: skip
KEY = "nobody.key"


class Place:
    """A project, a temp folder, a log: all that a run may leave something in."""

    def __init__(self, folder: Path):
        self.folder, self.temp, self.log = folder / "min kommun", folder / "temp", folder / "all.log"
        self.saved = folder / "saved"

    def save(self) -> None:
        """Remember the project as it is now."""
        shutil.rmtree(self.saved, ignore_errors=True)
        shutil.copytree(self.folder, self.saved / "project", symlinks=True)
        shutil.copy2(self.folder.parent / KEY, self.saved / KEY)
        self.before = self._listed()

    def _listed(self) -> dict[Path, tuple[int, int]]:
        found = [p for p in self.folder.rglob("*") if p.is_file()]
        return {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in found}

    def written(self) -> list[Path]:
        """What is new or another since it was saved, temp and log among it."""
        now = self._listed()
        mine = [p for p, told in now.items() if self.before.get(p) != told]
        return [p for p in [*mine, *self.temp.rglob("*"), self.log] if p.is_file()]

    def restore(self) -> None:
        """As it was saved."""
        if self._listed() != self.before:
            shutil.rmtree(self.folder)
            shutil.copytree(self.saved / "project", self.folder, symlinks=True)
            os.chdir(self.folder)  # not the folder that was there
            self.before = self._listed()
        shutil.copy2(self.saved / KEY, self.folder.parent / KEY)
        shutil.rmtree(self.temp)
        self.temp.mkdir()
        self.log.write_bytes(b"")

    def found(self, persons: traces.Traces, *texts: str) -> dict[str, set[str]]:
        """Kinds of traces by where they are."""
        told = {f"text {i}": persons.in_text(text) for i, text in enumerate(texts)}
        for path in self.written():
            if path.is_relative_to(self.folder / "data" / "raw"):
                continue
            told[path.name] = persons.in_file(path, pseudonyms=not traces.of_persons(path))
        return {name: kinds for name, kinds in told.items() if kinds}


def begun(folder: Path) -> Place:
    """A small municipality, read once."""
    place = Place(folder)
    place.folder.mkdir()
    place.temp.mkdir()
    place.log.touch()
    config = sample.config_text() + "\n[retention]\nyears = 1\n"
    config = config.replace("[sources.franvaro]\n", "[sources.franvaro]\ncomplete = false\n")
    (place.folder / "municipality.toml").write_text(config, encoding="utf-8")
    raw = place.folder / "data" / "raw"
    sample.write(raw, seed=5, employees=300, months=24)
    _thin_out(raw)
    with pytest.MonkeyPatch.context() as patched:
        _settle(patched, place)
        assert _run(patched, place, "ingest")[0] == 0
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    """A small municipality; since it was read a delivery has come that says otherwise of some, and misspells one."""
    place = begun(tmp_path_factory.mktemp("ingens spår"))
    raw = place.folder / "data" / "raw"
    # So that there is something to compare with, to supersede, to take out and to set aside.
    lines = (raw / HEROMA).read_bytes().decode("cp1252").split("\r\n")
    assert lines[1].count(";") > 10
    lines[1] = lines[1].replace(";", ";x", 1)
    (raw / HEROMA.replace("01-10", "02-10")).write_bytes("\r\n".join(lines).encode("cp1252"))
    absences = raw / "franvaro_2026-01-10.csv"
    (raw / "franvaro_2026-02-10.csv").write_bytes(b"".join(absences.read_bytes().splitlines(True)[:40]))
    place.save()
    return place


def _thin_out(raw: Path) -> None:
    """Every fourth person of the sample, with all their rows: what is forced is forced soon."""
    for path in raw.glob("*.csv"):
        head, *lines = path.read_bytes().splitlines(keepends=True)
        if not head.removeprefix(b"\xef\xbb\xbf").startswith((b"Persnr", b"Personnummer")):
            continue
        ten = [re.sub(rb"\D", b"", re.split(rb"[;,]", line, maxsplit=1)[0])[-10:] for line in lines]
        path.write_bytes(b"".join([head, *(x for t, x in zip(ten, lines) if not t or int(t[:6]) % 4 == 0)]))


@pytest.fixture(scope="module")
def persons(place) -> traces.Traces:
    return _persons(place)


def _persons(place) -> traces.Traces:
    found = traces.of(place.folder)
    assert len(found.numbers) > 60 and len(found.names) > 30 and found.mails and len(found.pseudonyms) > 60
    return found


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> tuple[Place, traces.Traces]:
    """The same municipality, which delivers a workbook, Parquet, an archive, a PX file and a database since."""
    place = begun(tmp_path_factory.mktemp("andra former"))
    persons = _persons(place)
    of = converted.Delivery(place.folder)
    engine = sqlalchemy.create_engine(f"sqlite:///{of.raw / 'hr.db'}")
    forms = {
        "heroma": converted.to_xlsx, "visma": converted.to_parquet, "raddning": converted.to_zip,
        "befolkning": converted.to_px,
        "timlon": lambda part: converted.to_database(part, "sqlite:///hr.db", engine),
    }  # fmt: skip
    for name, to in forms.items():
        part = copy.copy(of)
        part.sources = {name: of.sources[name]}
        to(part)
        of.text = part.text
    of.done()
    place.save()
    return place, persons


def _settle(patched, place) -> None:
    patched.setenv("COMPETENCE_KEY_FILE", str(place.folder.parent / KEY))
    patched.setenv("TMPDIR", str(place.temp))
    patched.setenv("IPYTHONDIR", str(place.temp / "ipython"))
    patched.setattr(tempfile, "tempdir", str(place.temp))
    patched.chdir(place.folder)


def _run(patched, place, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """The command line in this process with everything logged: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    handler = logging.FileHandler(place.log, encoding="utf-8")
    logger = logging.getLogger()
    level = logger.level
    with patched.context() as inner:
        inner.setattr(sys, "argv", ["competence", *arguments])
        inner.setattr(sys, "stdin", io.StringIO(typed))
        inner.setattr(sys, "stdout", out)
        inner.setattr(sys, "stderr", err)
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        logging.captureWarnings(True)
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        finally:
            logging.captureWarnings(False)
            logger.removeHandler(handler)
            logger.setLevel(level)
            handler.close()
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def calls(place, persons) -> dict[str, str]:
    return _calls(place, persons, COMMANDS)


def _calls(place, persons, commands) -> dict[str, str]:
    """For each function that any of the commands calls, the first one that does."""
    every = forcing.functions()
    first: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patched:
        _settle(patched, place)
        for command in commands:
            with forcing.called(every) as names:
                code, _, err = _run(patched, place, *COMMANDS[command], typed=_typed(persons))
            # Purged persons still stand in the raw files.
            assert code == (command == "purge"), (command, err)
            for name in sorted(names):
                first.setdefault(name, command)
            place.restore()
    return first


def _typed(persons) -> str:
    return "19" + min(n for n in persons.numbers if n[0] in "6789") + "\n"


def force(place, persons, calls: dict[str, str]) -> tuple[int, dict[str, dict[str, set[str]]]]:
    """Force each function in its command: how many let the command fail, and what was found of anybody, by function."""
    number = min(persons.numbers)
    said = (
        f"19{number} 19{number[:6]}-{number[6:]} {number[:6]}+{number[6:]} {min(persons.names)} {min(persons.mails)} "
        f"{min(persons.pseudonyms)}"
    )
    assert persons.in_text(said) == {"number", "name", "mail", "pseudonym"}
    every, failed, leaks = forcing.functions(), 0, {}
    with pytest.MonkeyPatch.context() as patched:
        _settle(patched, place)
        for n, name in enumerate(sorted(calls)):
            kind = forcing.KINDS[n % len(forcing.KINDS)] if n % 2 else forcing.KINDS[0]
            with forcing.failing(every[name], said, kind):
                code, out, err = _run(patched, place, *COMMANDS[calls[name]], typed=_typed(persons))
            failed += code != 0
            found = place.found(persons, out, err)
            if "Traceback" in out + err:
                found["traceback"] = {"traceback"}
            if found:
                leaks[name] = found
            place.restore()
    return failed, leaks


def test_a_failure_in_some_function_tells_nobody(place, persons):
    failed, leaks = force(place, persons, SOME)
    assert leaks == {}
    assert failed == len(SOME)


@pytest.mark.slow
def test_a_failure_in_any_function_tells_nobody(place, persons, calls):
    failed, leaks = force(place, persons, calls)
    told = {"functions": len(forcing.functions()), "forced": len(calls), "failed": failed, "leaks": leaks}
    print(told)
    assert leaks == {}
    assert failed > len(calls) * 0.8


@pytest.mark.slow
def test_nor_in_any_that_other_forms_of_delivery_call(forms, calls):
    place, persons = forms
    others = {n: c for n, c in _calls(place, persons, ("ingest", "check", "purge")).items() if n not in calls}
    failed, leaks = force(place, persons, others)
    print({"forced": len(others), "failed": failed, "leaks": leaks})
    assert leaks == {}
    assert failed > len(others) * 0.8


def test_ingest_needs_no_network(place, persons, monkeypatch):
    _settle(monkeypatch, place)

    def refused(*args, **kwargs):
        raise OSError("no network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    for command in ("ingest", "as of"):
        code, out, err = _run(monkeypatch, place, *COMMANDS[command], "--json")
        assert code == 0, err
        assert json.loads(out)["exit_code"] == 0
    assert place.found(persons) == {}
    place.restore()


_CELL = """
import os
import competence.config
import {module} as room
from competence import sources, workforce

def broken(*args, **kwargs):
    raise ValueError(os.environ["SAID"])

room.{name} = broken
config = competence.config.load()
workforce.build(sources.read(config, sources.throwaway_key()), config)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "module, name",
    [("competence.sources.raw", "pseudonymise"), ("competence.sources.employments", "clean"),
     ("competence.workforce.counting", "roll")],
)  # fmt: skip
def test_a_notebook_that_fails_where_persons_are_tells_nobody(place, persons, monkeypatch, module, name):
    import nbformat

    from competence.run import kernels

    _settle(monkeypatch, place)
    number = min(persons.numbers)
    monkeypatch.setenv("SAID", f"19{number[:6]}-{number[6:]} {min(persons.names)} {min(persons.mails)}")
    cell = nbformat.v4.new_code_cell(_CELL.format(module=module, name=name))
    source = place.folder / "notebooks" / "own.ipynb"
    source.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source)
    try:
        target = place.folder / "data" / "processed" / "notebooks" / "own.ipynb"
        done = kernels.execute(kernels.Job("own", source, target, (), place.folder))
        assert "internal" in done.detail
        assert place.found(persons, done.error, done.detail) == {}
    finally:
        place.restore()


# --- kill -9 --------------------------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
import {module} as module
at, count, real = {at}, [0], module.{name}
def counted(*args, **kwargs):
    count[0] += 1
    if count[0] == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
module.{name} = counted
from competence import cli
sys.argv = ["competence", *{arguments!r}]
cli.main()
"""
KILLS = [
    ("competence.sources.formats", "opened", 3, "ingest"),
    ("competence.sources.raw", "pseudonymise", 2, "ingest"),
    ("competence.sources.employments", "clean", 1, "ingest"),
    ("os", "replace", 3, "ingest"),
    ("os", "fsync", 8, "ingest"),
    ("os", "replace", 30, "ingest"),
    ("os", "replace", 4, "key"),
    ("os", "replace", 3, "purge"),
]


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.slow
@pytest.mark.parametrize("module, name, at, command", KILLS)
def test_a_process_that_is_killed_leaves_nobody_and_what_can_be_used(
    place, persons, module, name, at, command
):
    script = _KILLED.format(module=module, name=name, at=at, arguments=COMMANDS[command])
    env = {**os.environ, "COMPETENCE_KEY_FILE": str(place.folder.parent / KEY), "TMPDIR": str(place.temp)}

    def run(*command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *command], cwd=place.folder, env=env, capture_output=True, text=True, encoding="utf-8",
            input=_typed(persons), check=False,
        )  # fmt: skip

    try:
        done = run("-c", script)
        assert done.returncode == -9, done.stderr
        found = place.found(persons, done.stdout, done.stderr)
        # What was half-written of kept rows and tables of persons holds pseudonyms, under another name.
        parts = {n: kinds for n, kinds in found.items() if n.endswith(".part")}
        assert all(kinds <= {"pseudonym"} for kinds in parts.values())
        assert set(found) == set(parts)
        again = run("-m", "competence.cli", "ingest", "--json")
        assert again.returncode == 0, again.stderr
        assert list((place.folder / "data").rglob("*.part")) == []
    finally:
        place.restore()
