"""A PostgreSQL server of Debian's package, for one test: in a folder of its own, on a local port that is free."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

USER, PASSWORD = "reader", "h@mligt/lösen"
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _program(name: str) -> str:
    found = next((str(f / name) for f in _FOLDERS if (f / name).is_file()), None) or shutil.which(name)
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return found


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL does not run as root, and setpriv is not installed")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def server():
    """A running server; gives its port. The superuser is `USER` with `PASSWORD`, asked for at every connection."""
    initdb, postgres, nobody = _program("initdb"), _program("postgres"), _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="pg_", dir="/tmp"))  # a short path: its socket's name must be
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if nobody:
            shutil.chown(folder, "nobody", "nogroup")
            shutil.chown(folder / "password", "nobody", "nogroup")
        data, port = folder / "data", _free_port()
        made = subprocess.run(
            [*nobody, initdb, "-D", data, "-U", USER, "--pwfile", folder / "password", "-A", "scram-sha-256",
             "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            cwd="/", capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with open(folder / "log", "wb") as log:
            running = subprocess.Popen(
                [*nobody, postgres, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"],
                cwd="/", stdout=log, stderr=log,
            )  # fmt: skip
        try:
            _wait(running, port, folder / "log")
            yield port
        finally:
            running.terminate()
            running.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: subprocess.Popen, port: int, log: Path) -> None:
    import time

    import psycopg

    for _ in range(150):
        assert running.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(
                host="127.0.0.1", port=port, user=USER, password=PASSWORD, dbname="postgres"
            ).close()
            return
        time.sleep(0.2)
    raise AssertionError("PostgreSQL did not answer within 30 seconds")
