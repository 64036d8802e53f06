"""The key, what is kept of each delivery, and what later deliveries are held against."""

import os
import stat
from datetime import date

import pytest

from competence import sources
from competence.run import files

from .conftest import KEY, number, spell


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def kept(project):
    return sorted((project.folder / "data/kept/deliveries").glob("*"))


def test_the_key_is_made_once_outside_the_project(project, tmp_path):
    first = sources.key(project.config)
    assert len(first) == 32
    assert sources.key(project.config) == first
    assert mode(tmp_path / "key") == 0o600
    assert sources.throwaway_key() != sources.throwaway_key()


def test_the_key_lies_where_the_config_or_the_user_folder_says(project, monkeypatch, tmp_path):
    monkeypatch.delenv("COMPETENCE_KEY_FILE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    sources.key(project.config)
    assert (tmp_path / "home" / "competence" / "pseudonym.key").exists()
    project.add(f"[privacy]\nkey_file = {str(tmp_path / 'other.key')!r}")
    sources.key(project.config)
    assert (tmp_path / "other.key").exists()


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_key_file_that_holds_none(project, tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(sources.DeliveryError, match="bad_key"):
        sources.key(project.config)


def test_a_key_file_without_end_is_read_no_further(project, monkeypatch):
    monkeypatch.setenv("COMPETENCE_KEY_FILE", "/dev/zero")
    with pytest.raises(sources.DeliveryError, match="where COMPETENCE_KEY_FILE says"):
        sources.key(project.config)


def test_a_delivery_is_kept_once_pseudonymised_and_private(project, people):
    project.write("hr_2025-12-31.csv", people)
    delivered = project.read(sources.key(project.config))
    (name,) = sources.keep(delivered, project.config)
    assert name.startswith("2025-12-31-")
    assert sources.keep(delivered, project.config) == []
    (folder,) = kept(project)
    assert mode(folder) == mode(folder.parent) == mode(project.folder / "data/kept") == 0o700
    assert mode(folder / "rows.parquet") == mode(folder / "manifest.json") == 0o600
    manifest = files.read_json(folder / "manifest.json")
    assert manifest["files"][0]["name"] == "hr_2025-12-31.csv"
    assert manifest["files"][0]["sha256"] == files.sha256(project.raw / "hr_2025-12-31.csv")
    rows = files.read_table(folder / "rows.parquet")
    assert len(rows) == 30
    text = rows.to_csv() + (folder / "manifest.json").read_text(encoding="utf-8")
    assert "600315" not in text
    assert "Quandersson" not in text


def test_another_key_is_refused_once_something_is_kept(project, people, tmp_path):
    project.write("hr_2025-12-31.csv", people)
    config = project.config
    sources.keep(project.read(sources.key(config)), config)
    saved = (tmp_path / "key").read_bytes()
    os.remove(tmp_path / "key")
    with pytest.raises(sources.DeliveryError, match="wrong_key"):
        sources.key(config)
    (tmp_path / "key").write_text("ab" * 32, encoding="ascii")
    with pytest.raises(sources.DeliveryError, match="wrong_key"):
        sources.key(config)
    (tmp_path / "key").write_bytes(saved)
    sources.key(config)


def test_another_key_is_free_to_begin_with(project, tmp_path):
    sources.key(project.config)
    (tmp_path / "key").write_text("ab" * 32, encoding="ascii")
    assert sources.key(project.config) == bytes.fromhex("ab" * 32)


def months(count, first=1, day=1):
    """Staff who began in different months."""
    return [
        spell(number(f"19{60 + i % 30}0315", 980 + i % 20), start=f"2015-{first + i % 12:02d}-{day:02d}", employment=str(i))
        for i in range(count)
    ]  # fmt: skip


def test_a_tenth_fewer_rows_stop_unless_accepted(project):
    config = project.config
    project.write("hr_2025-12-31.csv", months(60))
    sources.keep(project.read(), config, KEY)
    project.write("hr_2026-01-31.csv", months(55))
    project.read()
    project.write("hr_2026-01-31.csv", months(54))
    assert project.refused() == ["fewer_rows"]
    assert "54 rows where 60 were kept" in project.message
    assert "--accept hr:2026-01-31" in project.message
    sources.accept(config, "hr", date(2026, 1, 31), "Test Testsson")
    assert len(project.read().employments) == 54
    (entry,) = files.read_json(config.kept / "accepted.json")
    assert (entry["source"], entry["date"], entry["who"]) == ("hr", "2026-01-31", "Test Testsson")
    # A second delivery of the same day needs no second look; one of another day does.
    project.write("hr_2026-02-28.csv", months(30))
    assert project.refused() == ["fewer_rows"]


def test_a_file_kept_before_is_never_refused(project):
    config = project.config
    project.write("hr_2025-12-31.csv", months(60))
    sources.keep(project.read(), config, KEY)
    (project.raw / "hr_2025-12-31.csv").unlink()
    project.write("hr_2026-01-31.csv", months(70))
    sources.keep(project.read(), config, KEY)
    (project.raw / "hr_2026-01-31.csv").unlink()
    project.write("hr_2025-12-31.csv", months(60))
    assert len(project.read().employments) == 60
    assert len(kept(project)) == 2


def test_months_that_a_rolling_window_drops_are_no_loss(project):
    config = project.config
    project.write("hr_2025-12-31.csv", months(60))
    sources.keep(project.read(), config, KEY)
    # A month fewer at the beginning, none in the others.
    rows = [r for r in months(60) if ";2015-01-01;;" not in r]
    project.write("hr_2026-01-31.csv", rows)
    assert len(project.read().employments) == 55
    # Months that are gone at the end are a loss.
    project.write(
        "hr_2026-01-31.csv", [r for r in months(60) if ";2015-12-01;;" not in r and ";2015-11-01;;" not in r]
    )
    assert project.refused() == ["fewer_rows"]


def test_accepting_a_source_that_is_none(project):
    with pytest.raises(sources.DeliveryError):
        sources.accept(project.config, "nej", date(2026, 1, 31), "x")


@pytest.mark.parametrize("born", [number("19850202"), f"{number('19850202')[2:8]}-{number('19850202')[8:]}"])
def test_a_file_that_is_named_after_someone_is_told_without_the_number(project, people, born):
    project.write(f"hr_{born}_2025-12-31.csv", people)
    delivered = project.read(sources.key(project.config))
    sources.keep(delivered, project.config)
    (folder,) = kept(project)
    told = (folder / "manifest.json").read_text(encoding="utf-8") + delivered.accounts.to_csv()
    assert "hr_***_2025-12-31.csv" in told and born not in told


def test_names_that_look_like_paths_lead_nowhere(project):
    """Units, titles and administrations are texts; nothing is written under their names."""
    names = ["../../../etc/passwd", "..\\..\\x", "C:\\x", "/etc/shadow", "CON", "~root", "$(id)", "x" * 300]
    rows = [
        spell(number(f"19{60 + i}0315", 980), employment=f"../{i}", unit=n, title=n, administration=n)
        for i, n in enumerate(names)
    ]
    project.write("hr_2025-12-31.csv", [*rows, *months(40)])
    delivered = project.read(sources.key(project.config))
    sources.keep(delivered, project.config)
    assert sorted(p.name for p in (project.folder / "data").rglob("*") if p.is_file()) == sorted(
        ["hr_2025-12-31.csv", "manifest.json", "rows.parquet"]
    )
