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


def test_of_several_files_all_are_written_or_none(tmp_path):
    old = files.write_text(tmp_path / "a.txt", "old")
    (tmp_path / "b.txt").write_text("a file where a folder is needed", encoding="utf-8")
    with pytest.raises(OSError):
        files.write_together([(old, b"new"), (tmp_path / "b.txt" / "c.txt", b"new")])
    assert old.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_what_the_disk_refuses_is_told_by_file_and_mend_and_by_nothing_else(tmp_path):
    part = tmp_path / "data" / ".stock.parquet.x_1.part"
    denied = PermissionError(13, "19850101-9802", str(part))
    told = files.in_words(denied, tmp_path)
    assert told.startswith("data/stock.parquet: permission denied; give whoever runs this the right")
    assert files.in_words(OSError(28, "no", "19850101-9802"), tmp_path).startswith("the disk is full")
    assert "9802" not in files.in_words(OSError("19850101-9802"))
    for name, read in (("a.json", files.read_json), ("a.parquet", files.read_table)):
        (tmp_path / name).write_text("{", encoding="utf-8")
        with pytest.raises(files.Damaged) as error:
            read(tmp_path / name)
        assert files.in_words(error.value, tmp_path).startswith(f"{name}: damaged;")
    with pytest.raises(FileNotFoundError):
        files.read_table(tmp_path / "none.parquet")


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


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "|x", "\r=1"]
)
def test_what_a_spreadsheet_would_reckon_is_shown_as_it_stands(text):
    assert files.cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-5", "-5,3", "+46", "1 234,5", "−3", "75%", "Vård & omsorg", "a=b", "2026-01-10"]
)
def test_numbers_and_words_are_left_alone(text):
    assert files.cell(text) == text


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_private_files_make_private_folders_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        files.write_text(tmp_path / "a" / "b" / "c.json", "x", files.PRIVATE)
        files.write_text(tmp_path / "d" / "e.html", "x")
    finally:
        os.umask(before)
    assert [oct((tmp_path / p).stat().st_mode & 0o777) for p in ("a", "a/b", "a/b/c.json")] == [
        "0o700",
        "0o700",
        "0o600",
    ]
    assert oct((tmp_path / "d/e.html").stat().st_mode & 0o777) == "0o644"


def test_what_a_killed_run_left_half_written_is_cleared(tmp_path):
    (tmp_path / "x" / ".2026-01-10-ab.part").mkdir(parents=True)
    (tmp_path / "x" / ".2026-01-10-ab.part" / "rows.parquet").write_bytes(b"x")
    (tmp_path / ".stock.parquet.abc.part").write_bytes(b"x")
    (tmp_path / "kept.part").write_bytes(b"x")
    files.clear_parts(tmp_path)
    assert [p.name for p in sorted(tmp_path.rglob("*"))] == ["kept.part", "x"]
