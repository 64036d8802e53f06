import os
import stat
import sys

import pandas as pd
import pytest

from competence.run import files

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    path = files.write_text(tmp_path / "a.txt", "old")
    monkeypatch.setattr(os, "replace", lambda *a: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError):
        files.write_text(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@posix
def test_tables_are_private_and_equal_frames_give_equal_bytes(tmp_path):
    frame = pd.DataFrame(
        {"a": ["x", "y"], "b": pd.array([1, None], "Int16"), "c": pd.to_datetime(["2025-01-31"] * 2)}
    )
    one = files.write_table(tmp_path / "1.parquet", frame)
    two = files.write_table(tmp_path / "2.parquet", frame.copy())
    assert one.read_bytes() == two.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    pd.testing.assert_frame_equal(files.read_table(one), frame, check_dtype=False)


def test_two_runs_at_once_are_refused(tmp_path):
    import subprocess

    lock = tmp_path / ".lock"
    code = f"from competence.run import files\nfrom pathlib import Path\nwith files.lock(Path({str(lock)!r})): pass"
    with files.lock(lock):
        held = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "Locked: another run is at work here and holds .lock" in held.stderr
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
