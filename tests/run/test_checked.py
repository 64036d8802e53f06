"""`check` leads a new user: what stops first, everything together, and lines that mend what they say."""

import re
import shutil
from pathlib import Path

import pytest

from competence import config, sample
from competence.run.checked import Paste, look

TOML = "municipality.toml"
EXPORT = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports" / "heroma_spells" / "delivery"


def pasted(text: str, pastes: list[Paste]) -> str:
    """A config after somebody pasted what was proposed, where it was said to be put."""
    lines, below, sections = text.split("\n"), [], {}
    for paste in pastes:
        if paste.file != TOML:
            continue
        if paste.line:
            lines[paste.line - 1] = paste.text
        elif paste.section.startswith("[["):
            id_ = re.search(r'id = (".*")$', paste.section)[1]
            below.append((next(i for i, line in enumerate(lines) if line == f"id = {id_}"), paste.text))
        elif paste.section in lines:
            below.append((lines.index(paste.section), paste.text))
        else:
            sections.setdefault(paste.section, []).append(paste.text)
    for at, more in sorted(below, reverse=True):
        lines.insert(at + 1, more)
    for heading, entries in sections.items():
        lines += ["", heading, *entries]
    return "\n".join(lines)


class Newcomer:
    """Somebody who does nothing but what `check` says."""

    def __init__(self, folder: Path):
        self.path = folder / TOML

    def look(self):
        return look(config.load(self.path))

    def paste(self, found):
        for other in (p for point in found.points for p in point.pastes if p.file != TOML):
            with (self.path.parent / other.file).open("a", encoding="utf-8") as file:
                file.write(other.text + "\n")
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(
            pasted(text, [p for point in found.points for p in point.pastes]), encoding="utf-8"
        )


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kommun")
    (folder / "data" / "raw").mkdir(parents=True)
    sample.write(folder / "data" / "raw", seed=4, employees=300, months=24, end="2025-12", variant="plain")
    return folder


@pytest.fixture
def newcomer(delivered, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    shutil.copytree(delivered, tmp_path / "ny")
    (tmp_path / "ny" / TOML).write_text(sample.config_text(), encoding="utf-8")
    return Newcomer(tmp_path / "ny")


def spoil(newcomer, *changes):
    text = newcomer.path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    newcomer.path.write_text(text, encoding="utf-8")


def test_the_sample_has_nothing_to_mend(newcomer):
    found = newcomer.look()
    assert found.exit_code == 0 and not found.of("stop") and not found.of("warn")
    assert set(found.facts()) == {
        "exit_code",
        "points",
        "faults",
        "accounts",
        "aliases",
        "quarantine",
        "quality",
        "breaks",
    }
    rows = found.rows().set_index("file")
    assert (rows["delivered"] == rows[["used", "not_staff", "quarantined"]].sum(axis=1)).all()


def test_faults_are_found_together_and_the_lines_mend_them(newcomer):
    spoil(
        newcomer,
        ('aliases = ["VOF", "Vård & omsorg", "Vård- och omsorgsförv"]', 'aliases = ["VOF"]'),
        ('"Vikariat" = "fixed_term", "Visstid" = "fixed_term", ', ""),
        ('"Sjuk" = "sick", "Sjukdom" = "sick", ', ""),
        ('aliases = ["Bevis undersköterska", ', "aliases = ["),
        ('unit = "Avdelning", ', ""),
    )
    (newcomer.path.parent / "data" / "raw" / "kurser 2025.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    found = newcomer.look()
    assert found.exit_code == 1 and found.waist is None
    assert ("kurser 2025.csv",) in [p.details for p in found.points if p.code == "unread_files"]
    said = {(p.grade, p.code) for p in found.points}
    # Words that cost too many rows stop; those that only count as unknown are to be looked at, in the same answer.
    assert {("stop", "too_many_quarantined"), ("stop", "unmapped_words"), ("warn", "unmapped_words"),
            ("warn", "spellings_unplaced"), ("note", "unread_headings")} <= said  # fmt: skip
    assert [p.grade for p in found.points] == sorted(
        (p.grade for p in found.points), key=("stop", "warn", "note").index
    )
    told = str(found.facts())
    assert not re.search(r"\b\d{6,8}[-+]?\d{4}\b", told)
    newcomer.paste(found)
    mended = newcomer.look()
    assert mended.exit_code == 0 and not mended.of("warn")
    text = newcomer.path.read_text(encoding="utf-8")
    assert '"Vård & omsorg"' in text and 'Vikariat = "fixed_term"' in text and 'Sjuk = "sick"' in text
    assert 'unit = "Avdelning"' in text


def test_headings_that_are_missing_are_guessed_together(newcomer):
    spoil(newcomer, ('"Anst.form"', '"Anställningsform"'), ('"Fr.o.m"', '"Startdatum"'))
    found = newcomer.look()
    lacking = [p for p in found.of("stop") if p.code == "missing_column"]
    # Two files lack headings; each is told once, with a line for its source.
    assert len(lacking) == 2 and all(len(p.pastes) == 1 for p in lacking)
    assert (len(found.faults()) == 3 and found.delivered is None) or found.waist is None
    newcomer.paste(found)
    assert newcomer.look().exit_code == 0


@pytest.mark.slow
def test_an_unnamed_reorganisation_is_proposed_as_a_break(newcomer, tmp_path):
    raw = newcomer.path.parent / "data" / "raw"
    shutil.rmtree(raw)
    raw.mkdir()
    sample.write(raw, seed=4, employees=300, months=36, end="2025-12", variant="reorganisation@2024-06")
    found = newcomer.look()
    point = next(p for p in found.of("warn") if p.code == "breaks_unnamed_level")
    assert any("2024-06: administration omsorg from" in line for line in point.details)
    newcomer.paste(found)
    after = newcomer.look()
    assert "breaks_unnamed_level" not in {p.code for p in after.points}
    assert "breaks_named" in {p.code for p in after.points}


@pytest.mark.slow
@pytest.mark.skipif(not EXPORT.is_dir(), reason="the made exports are not beside the repository")
def test_from_three_columns_to_a_municipality(tmp_path, monkeypatch):
    """An export with unknown headings, by what `check` says alone: three looks."""
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for path in EXPORT.iterdir():
        shutil.copy(path, raw / path.name)
    newcomer = Newcomer(tmp_path)
    newcomer.path.write_text(
        '[municipality]\nname = "Rönnforsa"\n\n[[administration]]\nid = "klk"\nname = "Kommunledningskontoret"\n\n'
        '[sources.hr]\ntable = "employments"\nkind = "spells"\npath = "heroma*.xlsx"\n'
        'columns = { person = "Personnr", administration = "Förvaltning", start = "Start" }\n',
        encoding="utf-8",
    )
    first = newcomer.look()
    assert {p.code for p in first.of("stop")} == {"missing_column"}
    newcomer.paste(first)
    second = newcomer.look()
    # Nobody has a place or a known contract yet: that is no report to be made.
    assert second.exit_code == 1
    assert {p.code for p in second.of("stop")} == {"spellings_unplaced", "unknown_administration_most"}
    assert {"unmapped_words", "unknown_occupation"} <= {p.code for p in second.of("warn")}
    newcomer.paste(second)
    third = newcomer.look()
    # The merger of two administrations and the unit that moved, on their days.
    lines = [line for p in third.of("warn") if p.code == "breaks_unnamed_level" for line in p.details]
    assert any(line.startswith("2021-01: administration omsorg from 942 to 0") for line in lines)
    assert any("seem to have become social_och_omsorg" in line for line in lines)
    assert any(line.startswith("2019-07: administration tekniska") for line in lines)
    newcomer.paste(third)
    last = newcomer.look()
    assert last.exit_code == 0 and not last.of("warn")
    kinds = last.delivered.accounts.query("kind == 'not_staff'")["rows"].sum()
    assert kinds == 640  # as the answer sheet has it
