"""Archives: their members are deliveries; none of them leads anywhere or fills the memory."""

import struct
from datetime import date

import pytest

from competence.sources import limits, parts

from .conftest import number
from .delivering import as_bytes, cells_of, deliver, packed, text_of, told, workbook


def test_members_are_read_and_the_newest_of_complete_ones_is_the_delivery(project, people):
    data = packed(
        {
            "hr/hr_2023-12-31.csv": text_of(people[:5]),
            "hr/hr_2024-12-31.xlsx": as_bytes(workbook([cells_of(r) for r in people])),
            "läs mig.pdf": b"%PDF",
            "__MACOSX/hr/._hr_2023-12-31.csv": b"\0\0",
        }
    )
    deliver(project, "leverans.zip", data)
    delivered = project.read()
    assert [f.name for f in delivered.files] == ["leverans.zip#hr/hr_2024-12-31.xlsx#Anställda"]
    assert delivered.files[0].delivered == date(2024, 12, 31)
    assert len(delivered.employments) == 30


def test_a_member_is_named_by_a_pattern(project, people):
    data = packed({"a_2024-12-31.csv": text_of(people), "b_2024-12-31.csv": b"annat;helt\n1;2\n"})
    deliver(project, "leverans.zip", data, member='"a_*.csv"')
    assert len(project.read().employments) == 30
    point_at = project.text
    project.text = point_at.replace('"a_*.csv"', '"c_*.csv"')
    assert "missing_member" in told(project)


def test_an_archive_within_an_archive_is_read_and_a_third_is_not(project, people):
    inner = packed({"hr_2024-12-31.csv": text_of(people)})
    deliver(project, "leverans.zip", packed({"inre.zip": inner}))
    delivered = project.read()
    assert delivered.files[0].name == "leverans.zip#inre.zip#hr_2024-12-31.csv"
    (project.raw / "leverans.zip").write_bytes(packed({"yttre.zip": packed({"inre.zip": inner})}))
    assert "too_large" in told(project)


def test_names_in_an_archive_are_told_apart_and_bear_no_number(project, people):
    text = text_of(people)
    deliver(project, "leverans.zip", packed({"a/2024-12-31.csv": text, "../a/2024-12-31.csv": text,
                                             f"{number()}_20241231-0930.csv": text}))  # fmt: skip
    found = [part.name for part in parts.parts(project.config, "hr")]
    assert sorted(found) == [
        "leverans.zip#***_20241231-0930.csv", "leverans.zip#a/2024-12-31.csv", "leverans.zip#a/2024-12-31.csv (2)",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["../../hr_2024-12-31.csv", "/etc/hr_2024-12-31.csv", r"C:\hr_2024-12-31.csv",
                                  "a\x07b/../hr_2024-12-31.csv"])  # fmt: skip
def test_a_members_name_leads_nowhere(project, people, name):
    deliver(project, "leverans.zip", packed({name: text_of(people)}))
    before = sorted(p for p in project.folder.parent.rglob("*"))
    delivered = project.read()
    told_name = delivered.files[0].name
    assert told_name.endswith("hr_2024-12-31.csv") and ".." not in told_name and told_name.isprintable()
    assert len(delivered.employments) == 30
    after = sorted(p for p in project.folder.parent.rglob("*"))
    assert {p.name for p in set(after) - set(before)} <= {"municipality.toml"}


def test_a_locked_member_is_refused_in_a_word(project, people):
    data = bytearray(packed({"hr_2024-12-31.csv": text_of(people)}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = data.index(mark) + at
        data[where : where + 2] = struct.pack("<H", struct.unpack("<H", data[where : where + 2])[0] | 1)
    deliver(project, "leverans.zip", bytes(data))
    assert "encrypted" in told(project)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(project, monkeypatch):
    monkeypatch.setattr(limits, "RATIO_FROM", 1 << 20)
    deliver(project, "leverans.zip", packed({"hr_2024-12-31.csv": b"0" * (8 << 20)}))
    assert "too_large" in told(project)
    monkeypatch.setattr(limits, "MEMBERS", 10)
    (project.raw / "leverans.zip").write_bytes(packed({f"{i}.csv": b"x" for i in range(11)}))
    assert "11 members, at most 10" in told(project)


def test_an_entry_that_lies_about_its_size_unpacks_no_further(project):
    data = bytearray(packed({"hr_2024-12-31.csv": b"0" * (8 << 20)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = data.index(mark) + at
        data[where : where + 4] = struct.pack("<I", 100)
    deliver(project, "leverans.zip", bytes(data))
    assert project.refused() == ["bad_archive"]


def test_an_archive_cut_anywhere_is_refused(project, people):
    data = packed({"hr_2024-12-31.csv": text_of(people)})
    deliver(project, "leverans.zip", data)
    for size in range(2, len(data) - 1, 53):
        (project.raw / "leverans.zip").write_bytes(data[:size])
        assert project.refused() == ["bad_archive"], size
