import os

import pytest

from competence.run import editions, files

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links")


def _edition(reports, name, text, pages=("index.html", "skola/report.html")):
    editions.make(reports, name, lambda folder: [files.write_text(folder / p, text) for p in pages] and None)
    editions.turn(reports, name, sorted({p.split("/")[0] for p in pages}))


def test_fixed_paths_show_the_current_edition_and_one_rename_turns_them_all(tmp_path):
    _edition(tmp_path, "2025-11-aaaaaaaa", "one")
    before = os.readlink(tmp_path / "skola")
    _edition(tmp_path, "2025-12-bbbbbbbb", "two")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "two"
    assert (tmp_path / "skola" / "report.html").read_text(encoding="utf-8") == "two"
    assert os.readlink(tmp_path / "skola") == before == "current/skola"
    assert editions.current(tmp_path) == "2025-12-bbbbbbbb"


def test_a_render_that_breaks_leaves_the_last_edition(tmp_path):
    _edition(tmp_path, "2025-11-aaaaaaaa", "one")

    def broken(folder):
        files.write_text(folder / "index.html", "half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        editions.make(tmp_path, "2025-12-bbbbbbbb", broken)
    assert editions.current(tmp_path) == "2025-11-aaaaaaaa"
    assert sorted(p.name for p in (tmp_path / "editions").iterdir()) == ["2025-11-aaaaaaaa"]


def test_pages_of_an_administration_that_is_gone_are_not_left_behind(tmp_path):
    _edition(tmp_path, "a", "one")
    _edition(tmp_path, "b", "two", pages=("index.html", "vard/report.html"))
    assert not (tmp_path / "skola").is_symlink()


def test_an_edition_stays_while_fewer_than_two_newer_exist(tmp_path):
    for number in range(5):
        _edition(tmp_path, f"2025-0{number + 1}-aaaaaaaa", "x")
        os.utime(tmp_path / "editions" / f"2025-0{number + 1}-aaaaaaaa", (number, number))
    editions.clear_old(tmp_path)
    assert sorted(p.name[:7] for p in (tmp_path / "editions").iterdir()) == ["2025-03", "2025-04", "2025-05"]


def test_the_same_edition_made_again_takes_the_place_of_the_old(tmp_path):
    _edition(tmp_path, "2025-12-aaaaaaaa", "one")
    _edition(tmp_path, "2025-12-aaaaaaaa", "two")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "two"
    assert [p.name for p in (tmp_path / "editions").iterdir()] == ["2025-12-aaaaaaaa"]


def test_what_a_cut_run_left_aside_stops_no_later_one(tmp_path):
    _edition(tmp_path, "2025-12-aaaaaaaa", "one")
    files.write_text(tmp_path / "editions" / ".2025-12-aaaaaaaa.old" / "index.html", "left")
    _edition(tmp_path, "2025-12-aaaaaaaa", "two")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "two"
    assert [p.name for p in (tmp_path / "editions").iterdir()] == ["2025-12-aaaaaaaa"]


def test_without_links_a_pointer_and_redirects_stand_in(tmp_path, monkeypatch):
    pages = ("index.html", "skola/report.html")
    editions.make(tmp_path, "e", lambda folder: [files.write_text(folder / p, "one") for p in pages] and None)
    monkeypatch.setattr(os, "symlink", lambda *a, **k: (_ for _ in ()).throw(OSError("no links")))
    said = editions.turn(tmp_path, "e", ["index.html", "skola"])
    assert "no links" in said
    assert editions.current(tmp_path) == "e"
    for page in pages:
        text = (tmp_path / page).read_text(encoding="utf-8")
        target = text.split("url=")[1].split('"')[0]
        assert ((tmp_path / page).parent / target).read_text(encoding="utf-8") == "one"
