"""Every form a delivery comes in gives what the CSV gives; what cannot be read is refused in a word."""

import contextlib
import io
import os
import re
import sqlite3
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from competence import config as configuration
from competence import sources
from competence.sources import formats, limits, parts

from .conftest import HEAD, number, spell

HEADINGS = HEAD.split(";")


def cells_of(row: str) -> list:
    return row.split(";")


def workbook(rows, *, head=HEADINGS, above=(), sheet="Anställda", write=None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for line in (*above, head, *rows):
        page.append(list(line))
    if write:
        write(page)
    return book


def as_bytes(book) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def changed(data: bytes, part: str, change) -> bytes:
    """An archive with one part of it changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == part else content)
    return sink.getvalue()


def deliver(project, name: str, data: bytes, **keys):
    """Lay a file where the source `hr` reads it; `keys` as they stand in the config."""
    (project.raw / name).write_bytes(data)
    point(project, path=f'"{name}"', **keys)


def point(project, **keys):
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items())
    project.text = project.text.replace('path = "hr_*.csv"', lines)


def grids(project) -> list[formats.Found]:
    """What the source `hr` delivers, as grids."""
    config = project.config
    return [
        found
        for part in parts.parts(config, "hr")
        for found in formats.opened(part, config.sources["hr"], config.raw)
    ]


def rows_of(found: formats.Found) -> list[list[str]]:
    return [[column[i] for column in found.grid.columns] for i in range(len(found.grid))]


def told(project) -> str:
    """The faults that stop the delivery, as a user reads them."""
    with pytest.raises(sources.DeliveryError) as error:
        project.read()
    return str(error.value)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Equal but for where the rows stood."""
    bare = [
        f.drop(columns=["source_file", "source_row"]).astype("str").reset_index(drop=True)
        for f in (one, other)
    ]
    return bare[0].equals(bare[1])


@pytest.fixture
def as_csv(tmp_path, people, monkeypatch):
    """What thirty staff come to from CSV."""
    from .conftest import Project

    plain = Project(tmp_path / "plain")
    plain.write("hr_2024-12-31.csv", people)
    return plain.read().employments


# Workbooks


def test_a_workbook_gives_what_the_csv_gives_and_names_sheet_and_row(project, people, as_csv):
    rows = [cells_of(row) for row in people]
    above = [["Uttag ur lönesystemet"], [], ["Person", "", "", "", "Placering"]]
    book = workbook(rows, above=above, write=lambda page: page.merge_cells("A3:D3"))
    deliver(project, "hr_2024-12-31.xlsx", as_bytes(book))
    delivered = project.read()
    assert same(delivered.employments, as_csv)
    assert delivered.employments["source_file"].unique().tolist() == ["hr_2024-12-31.xlsx#Anställda"]
    assert delivered.employments["source_row"].tolist() == list(range(5, 35))
    assert delivered.accounts["rows"].sum() == delivered.files[0].rows == 32
    assert delivered.quarantine["reason"].tolist() == ["before_heading"] * 2


def test_typed_cells_read_as_a_careful_person_would_type_them(project):
    def write(page):
        for row, (value, form) in enumerate(CELLS, 2):
            page.cell(row, 1, value).number_format = form

    deliver(project, "hr_2024-12-31.xlsx", as_bytes(workbook([], head=["A"], write=write)))
    (found,) = grids(project)
    assert [row[0] for row in rows_of(found)[1:]] == SAID


CELLS = [
    (date(2024, 1, 31), "yyyy-mm-dd"), (datetime(2024, 1, 31, 7, 30), "yyyy-mm-dd hh:mm"),
    (date(9999, 12, 31), "d/m/yy"), (45322, "General"), (0.75, "0%"), (0.6667, "0.00%"), (75.120000000000005, "0.00"),
    (1e-5, "General"), (198501019802, "General"), (501019802, "0000000000"), (5010198024, "000000\\-0000"),
    (7, "0000"), (True, "General"), ("0123", "@"), (" 75,00 ", "General"), ("#N/A", "General"),
    (6.895833333, "[h]:mm"), (0.3125, "hh:mm"), (0, "yyyy-mm-dd"), (1250.5, '# ##0.00 "kr"'), (-3, "General"),
    (CellRichText("Leg. ", TextBlock(InlineFont(b=True), "ssk")), "General"),
]  # fmt: skip
SAID = [
    "2024-01-31", "2024-01-31 07:30:00", "9999-12-31", "45322", "75%", "66,67%", "75,12", "0,00001",
    "198501019802", "0501019802", "501019-8024", "0007", "TRUE", "0123", " 75,00 ", "#N/A", "165:30", "7:30", "0000-00-00", "1250,5", "-3",
    "Leg. ssk",
]  # fmt: skip


def test_days_count_from_1904_where_the_workbook_says_so(project):
    book = workbook([[date(2024, 1, 31)]], head=["A"])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    deliver(project, "hr_2024-12-31.xlsx", as_bytes(book))
    assert rows_of(grids(project)[0])[1] == ["2024-01-31"]


def test_a_computed_formula_gives_its_value_and_an_uncomputed_one_stops(project, people):
    rows = [cells_of(row) for row in people]
    data = as_bytes(workbook(rows, write=lambda page: page.cell(3, 8, "=1+1")))
    deliver(project, "hr_2024-12-31.xlsx", data)
    assert "hr_2024-12-31.xlsx#Anställda:3: formula_without_value" in told(project)
    computed = changed(data, SHEET, lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
        b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))  # fmt: skip
    assert computed != data
    (project.raw / "hr_2024-12-31.xlsx").write_bytes(computed)
    assert "2" in project.read().employments["title"].tolist()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_formula_in_a_column_that_is_not_read_stops_nothing(project, people):
    rows = [cells_of(row) for row in people]
    book = workbook(rows, write=lambda page: page.cell(3, 30, "=1+1"))
    deliver(project, "hr_2024-12-31.xlsx", as_bytes(book))
    assert len(project.read().employments) == 30


def two_sheets(people, second=HEADINGS):
    book = workbook([cells_of(row) for row in people[:20]], sheet="2023")
    page = book.create_sheet("2024")
    for line in (second, *(cells_of(row) for row in people[20:])):
        page.append(line)
    return as_bytes(book)


def test_the_sheet_with_the_headings_is_found_among_others(project, people):
    deliver(project, "hr_2024-12-31.xlsx", two_sheets(people, ["Något", "annat"]))
    assert len(project.read().employments) == 20


def test_headings_in_two_sheets_are_refused_with_the_sheets_names(project, people):
    deliver(project, "hr_2024-12-31.xlsx", two_sheets(people))
    assert re.search("ambiguous_sheet.*'2023', '2024'", told(project))


@pytest.mark.parametrize(("sheet", "rows"), [('"2024"', 10), ("1", 20), ('"20*"', 30)])
def test_a_sheet_is_named_by_name_place_or_pattern(project, people, sheet, rows):
    deliver(project, "hr_2024-12-31.xlsx", two_sheets(people), sheet=sheet)
    delivered = project.read()
    assert len(delivered.employments) == rows
    assert all("#20" in f.name for f in delivered.files)


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(project, people):
    deliver(project, "hr_2024-12-31.xlsx", two_sheets(people), sheet='"2025"')
    assert re.search("missing_sheet.*'2023', '2024'", told(project))


def test_hidden_rows_columns_and_sheets_are_read(project, people):
    def hide(page):
        page.row_dimensions[4].hidden = True
        page.column_dimensions["A"].hidden = True

    deliver(project, "hr_2024-12-31.xlsx", as_bytes(workbook([cells_of(r) for r in people], write=hide)))
    assert len(project.read().employments) == 30


def test_a_sheet_that_claims_to_be_full_is_read_as_far_as_it_is(project, people):
    data = as_bytes(
        workbook([cells_of(r) for r in people], write=lambda page: page.cell(5, 16_384, "långt bort"))
    )
    data = changed(
        data, SHEET, lambda xml: re.sub(rb'ref="[A-Z0-9:]+"', b'ref="A1:XFD1048576"', xml, count=1)
    )
    deliver(project, "hr_2024-12-31.xlsx", data)
    assert len(project.read().employments) == 30


def test_a_cell_merged_over_rows_is_said_of_each_row_headings_included(project, people):
    def merge(page):
        page.insert_rows(1)
        for column in range(1, len(HEADINGS) + 1):
            if column not in (13, 14):
                page.cell(1, column, HEADINGS[column - 1])
                page.cell(2, column).value = None
                page.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
        page.cell(1, 13, "Period")
        page.merge_cells("M1:N1")
        page.merge_cells("E3:E32")

    deliver(project, "hr_2024-12-31.xlsx", as_bytes(workbook([cells_of(r) for r in people], write=merge)))
    delivered = project.read()
    assert delivered.employments["administration"].tolist() == ["vard"] * 30
    assert delivered.mended[["rule", "column", "rows"]].values.tolist() == [
        ["merged_cell", "administration", 29]
    ]


def test_wholly_empty_rows_at_the_end_are_no_rows(project, people):
    def fill(page):
        for row in range(40, 400):
            page.cell(row, 1).number_format = "0"

    deliver(project, "hr_2024-12-31.xlsx", as_bytes(workbook([cells_of(r) for r in people], write=fill)))
    assert project.read().files[0].rows == 30


def test_an_old_or_locked_workbook_is_refused_in_a_word(project):
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    deliver(project, "hr_2024-12-31.xls", compound)
    assert "old_workbook" in told(project)
    (project.raw / "hr_2024-12-31.xls").write_bytes(compound + "EncryptedPackage".encode("utf-16-le"))
    assert "encrypted" in told(project)


def test_a_workbook_cut_anywhere_is_refused_and_never_an_error_of_ours(project, people):
    data = as_bytes(workbook([cells_of(r) for r in people]))
    deliver(project, "hr_2024-12-31.xlsx", data)
    for size in range(2, len(data) - 1, 97):
        (project.raw / "hr_2024-12-31.xlsx").write_bytes(data[:size])
        assert project.refused() == ["bad_workbook"], size


def test_what_a_file_is_called_does_not_matter(project, people):
    deliver(project, "hr_2024-12-31.xlsx", text_of(people))
    assert project.read().files[0].name == "hr_2024-12-31.xlsx"
    (project.raw / "hr_2024-12-31.xlsx").unlink()
    project.text = project.text.replace("hr_2024-12-31.xlsx", "hr_2024-12-31.csv")
    (project.raw / "hr_2024-12-31.csv").write_bytes(as_bytes(workbook([cells_of(r) for r in people])))
    assert project.read().files[0].name == "hr_2024-12-31.csv#Anställda"


def test_a_workbook_with_any_byte_wrong_is_read_or_refused(project):
    data = as_bytes(workbook([cells_of(spell())]))
    deliver(project, "hr_2024-12-31.xlsx", data)
    read = 0
    for at in range(0, len(data), 29):
        (project.raw / "hr_2024-12-31.xlsx").write_bytes(
            data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        )
        with contextlib.suppress(sources.DeliveryError):
            read += len(grids(project))
    assert 0 < read < len(data) // 29


def test_a_workbook_with_entities_is_refused(project, people):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = as_bytes(workbook([cells_of(r) for r in people]))
    data = shared(data)
    for part in (SHEET, "xl/workbook.xml", SHARED, "xl/styles.xml"):
        hostile = changed(data, part, lambda xml: bomb + re.sub(rb"^<\?xml[^>]*\?>", b"", xml))
        assert hostile != data
        deliver(project, "hr_2024-12-31.xlsx", hostile)
        assert "bad_workbook" in told(project)


def test_a_workbook_of_another_writer_is_read(project, people):
    """Some give every element a prefix, number neither rows nor cells, and say where parts lie from the root."""

    def prefixed(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
        return re.sub(rb"(<x:(?:row|c)) r=\"\w+\"", rb"\1", xml)

    # Without numbers an empty cell must stand for itself.
    full = as_bytes(workbook([[c or "-" for c in cells_of(r)] for r in people]))
    data = changed(full, SHEET, prefixed)
    data = changed(data, "xl/workbook.xml", lambda xml: re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", xml).replace(
        b"xmlns=", b"xmlns:x="))  # fmt: skip
    deliver(project, "hr_2024-12-31.xlsm", data)
    (found,) = grids(project)
    assert [row[0] for row in rows_of(found)[1:]] == [cells_of(r)[0] for r in people]


@pytest.mark.parametrize("error", ["#N/A", "#SAKNAS!", "#REFERENS!", "#DIVISION/0!", "#VALUE!", "########"])
def test_a_spreadsheets_error_sends_its_row_to_quarantine_from_any_form(project, people, error):
    rows = [cells_of(r) for r in people]
    rows[3][HEADINGS.index("Befattning")] = rows[4][HEADINGS.index("Från")] = error
    deliver(project, "hr_2024-12-31.xlsx", as_bytes(workbook(rows)))
    for _ in range(2):
        wrong = project.read().quarantine
        assert wrong["reason"].tolist() == ["error_value"] * 2
        assert wrong["column"].tolist() == ["Befattning", "Från"]
        (project.raw / "hr_2024-12-31.xlsx").write_bytes(text_of([";".join(row) for row in rows]))


SHARED = "xl/sharedStrings.xml"


def shared(data: bytes) -> bytes:
    """A workbook whose texts stand in a table of their own, as Excel writes them; the last one in two fonts."""
    texts: list[bytes] = []

    def moved(match: re.Match) -> bytes:
        texts.append(match[2])
        return b'<c%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    sheet = rb"<c( [^>]*?) t=\"inlineStr\"><is>(.*?)</is></c>"
    data = changed(data, SHEET, lambda xml: re.sub(sheet, moved, xml))
    texts[-1] = b'<r><t>Ne</t></r><r><t>j_x000D_</t></r><rPh sb="0" eb="1"><t>sagt</t></rPh>'
    table = b"".join(b"<si>%s</si>" % t for t in texts)
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rIdS" Type="%s" Target="/xl/sharedStrings.xml"/></Relationships>' % related
    data = changed(data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr(SHARED, b"<sst %s>%s</sst>" % (main, table))
    return sink.getvalue()


def test_texts_that_cells_share_are_read(project, people):
    rows = [[*cells_of(r), "Nej"] for r in people]
    deliver(project, "hr_2024-12-31.xlsx", shared(as_bytes(workbook(rows, head=[*HEADINGS, "Sist"]))))
    (found,) = grids(project)
    assert rows_of(found)[1:] == [*rows[:-1], [*rows[-1][:-1], "Nej\r"]]


def test_two_sources_may_read_two_sheets_of_one_workbook(project, people):
    book = workbook([cells_of(r) for r in people])
    page = book.create_sheet("Frånvaro")
    page.append(["Persnr", "Orsak", "Från"])
    page.append([number("19600315", 980), "Sjuk", date(2020, 3, 1)])
    deliver(project, "hr_2024-12-31.xlsx", as_bytes(book), sheet='"Anställda"')
    project.add("""
    [sources.away]
    table = "absences"
    path = "hr_2024-12-31.xlsx"
    sheet = "Frånvaro"
    columns = { person = "Persnr", kind = "Orsak", start = "Från" }
    [sources.away.values]
    kind = { Sjuk = "sick" }
    """)
    delivered = project.read()
    assert [f.name for f in delivered.files] == [
        "hr_2024-12-31.xlsx#Anställda",
        "hr_2024-12-31.xlsx#Frånvaro",
    ]
    assert delivered.absences["start"].tolist() == [pd.Timestamp(2020, 3, 1)]


# Parquet


def frame_of(people) -> pd.DataFrame:
    frame = pd.DataFrame([cells_of(row) for row in people], columns=HEADINGS)
    for column in ("Från", "Till", "Anställd"):
        frame[column] = pd.to_datetime(frame[column])
    frame["Grad"] = frame["Grad"].astype("float64")
    frame["AID"] = frame["AID"].astype("int32")
    frame["Ansv"] = frame["Ansv"].astype("category")
    return frame


def parquet(frame) -> bytes:
    sink = io.BytesIO()
    frame.to_parquet(sink, index=False)
    return sink.getvalue()


def test_parquet_gives_what_the_csv_gives(project, people, as_csv):
    deliver(project, "hr_2024-12-31.parquet", parquet(frame_of(people)))
    delivered = project.read()
    assert same(delivered.employments, as_csv)
    assert delivered.employments["source_row"].tolist() == list(range(1, 31))


def test_columns_of_every_plain_type_are_text(project):
    table = pa.table(
        {
            "d": [date(2024, 1, 31), None],
            "t": pa.array([datetime(2024, 1, 30, 23), None], pa.timestamp("ns", "Europe/Stockholm")),
            "n": pa.array([75, None], pa.decimal128(9, 2)),
            "f": [0.1 + 0.2, float("nan")],
            "i": [198501019802, None],
            "b": [True, None],
            "z": pa.array([None, None], pa.null()),
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    deliver(project, "hr_2024-12-31.parquet", sink.getvalue())
    (found,) = grids(project)
    assert rows_of(found) == [["2024-01-31", "2024-01-31", "75", "0,3", "198501019802", "TRUE", ""], [""] * 7]


def test_nested_columns_and_cut_files_are_refused(project, people):
    frame = frame_of(people).assign(Lista=[[1, 2]] * 30)
    data = parquet(frame)
    deliver(project, "hr_2024-12-31.parquet", data)
    assert "nested_column" in told(project)
    for size in (4, 100, len(data) // 2, len(data) - 1):
        (project.raw / "hr_2024-12-31.parquet").write_bytes(data[:size])
        assert project.refused() == ["bad_parquet"]


# PX

PX = (
    """CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="iso-8859-15";
LANGUAGE="sv";
LANGUAGES="sv","en";
TITLE="Folkmängd; DATA="
" efter kön";
STUB="ålder","kön";
HEADING="år";
VALUES("ålder")="0 år","100+ år";
CODES("ålder")="0","100+";
VALUES[en]("age")="0 years","100+ years";
VALUES("kön")="män","kvinnor";
VALUES("år")="2023","2024";
TIMEVAL("år")=TLIST(A1,"2023"-"2024");
NOTE="Ett """.replace('DATA="\n"', 'DATA="\n"')
    + """fel";
DATA=
51 52.5
".." 54
"-" 56
0 "...";
"""
)


def test_a_px_file_is_a_long_table(project):
    deliver(project, "hr_2024-12-31.px", PX.encode("iso-8859-15"))
    (found,) = grids(project)
    assert found.grid.heading == ["ålder", "CODES(ålder)", "kön", "år", "DATA"]
    assert rows_of(found)[:4] == [
        ["0 år", "0", "män", "2023", "51"],
        ["0 år", "0", "män", "2024", "52,5"],
        ["0 år", "0", "kvinnor", "2023", ".."],
        ["0 år", "0", "kvinnor", "2024", "54"],
    ]
    assert [row[-1] for row in rows_of(found)[4:]] == ["-", "56", "0", ".."]


def test_years_that_a_px_file_gives_as_times_alone_are_read(project):
    text = PX.replace('VALUES("år")="2023","2024";\n', "").replace(
        'TLIST(A1,"2023"-"2024")', 'TLIST(A1),"2023","2024"'
    )
    deliver(project, "hr_2024-12-31.px", text.encode("cp1252"))
    assert [row[3] for row in rows_of(grids(project)[0])[:2]] == ["2023", "2024"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_px_file_is_read_in_the_encoding_it_is_in(project, encoding):
    deliver(project, "hr_2024-12-31.px", PX.replace("iso-8859-15", encoding).encode(encoding))
    assert grids(project)[0].grid.heading[0] == "ålder"


def test_rows_that_a_px_file_with_keys_leaves_out_are_nought(project):
    head = PX[: PX.index("DATA=\n51")]
    text = head + 'KEYS("ålder")=CODES;\nKEYS("kön")=VALUES;\nDATA=\n"100+","kvinnor",7 8\n;'
    deliver(project, "hr_2024-12-31.px", text.encode("cp1252"))
    assert [row[-1] for row in rows_of(grids(project)[0])] == ["0"] * 6 + ["7", "8"]


@pytest.mark.parametrize("spoil", ["DATA=\n51 52.5;", "DATA=\n51 52", 'VALUES("kön")="m', "STUB", ""])
def test_a_px_file_that_is_cut_is_refused(project, spoil):
    deliver(project, "hr_2024-12-31.px", (PX[: PX.index("DATA=\n51")] + spoil).encode("cp1252"))
    with pytest.raises(sources.DeliveryError, match="bad_px"):
        grids(project)


# Archives


def packed(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


def text_of(people) -> bytes:
    return "\n".join([HEAD, *people, ""]).encode()


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


# Databases


def database(project, people, order=1, query='"select * from anstallda"', **keys):
    project.raw.mkdir(exist_ok=True, parents=True)
    with sqlite3.connect(project.raw / "hr.db") as connection:
        columns = ", ".join(f'"{h}"' for h in HEADINGS)
        connection.execute("drop table if exists anstallda")
        connection.execute(f"create table anstallda ({columns})")
        marks = ", ".join("?" * len(HEADINGS))
        rows = [[c or None for c in cells_of(row)] for row in people][::order]
        connection.executemany(f"insert into anstallda values ({marks})", rows)
    connection.close()
    if "path = " in project.text:
        point(
            project, format='"database"', url='"sqlite:///hr.db"', query=query, delivered="2024-12-31", **keys
        )


def test_a_query_gives_what_the_csv_gives_whatever_order_its_rows_come_in(project, people, as_csv):
    database(project, people)
    first = project.read()
    assert first.files[0].name == "hr.database"
    key = ["person", "start"]
    assert same(first.employments.sort_values(key), as_csv.sort_values(key))
    database(project, people, order=-1)
    second = project.read()
    assert second.files == first.files
    pd.testing.assert_frame_equal(second.employments, first.employments)


def test_what_a_database_gives_now_is_told_by_a_hash(project, people):
    database(project, people)
    first = formats.databases(project.config)
    assert first == formats.databases(project.config) and set(first) == {"hr.database"}
    database(project, people[1:])
    assert formats.databases(project.config) != first


def test_the_day_of_delivery_may_stand_in_the_query(project, people):
    database(project, people, query="\"select *, '2024-11-30' as Delivered from anstallda\"")
    project.text = project.text.replace("delivered = 2024-12-31", "")
    assert project.read().files[0].delivered == date(2024, 11, 30)


def test_a_database_is_only_read(project, people):
    database(project, people)
    before = (project.raw / "hr.db").read_bytes()
    project.read()
    assert (project.raw / "hr.db").read_bytes() == before
    assert sorted(p.name for p in project.raw.iterdir()) == ["hr.db"]


def test_an_error_of_a_database_repeats_nothing(project, people, monkeypatch):
    database(project, people, query=f"\"select '{number()}' as x from nowhere\"")
    message = told(project)
    assert "bad_query" in message and "OperationalError" in message
    assert number() not in message and "nowhere" not in message and "hr.db" not in message
    project.text = project.text.replace("sqlite:///hr.db", "sqlite:///other.db")
    assert "missing_file" in told(project) and not (project.raw / "other.db").exists()


@pytest.mark.parametrize(
    ("url", "word"),
    [
        (
            "postgresql://reader:${HR_PASSWORD}@127.0.0.1:1/hr",
            "the environment variable HR_PASSWORD is not set",
        ),
        ("postgresql://reader@127.0.0.1:1/hr", "no connection"),
        ("oracle://reader@127.0.0.1:1/hr", "its driver is not installed: pip install oracledb"),
        ("nonsense://reader@127.0.0.1:1/hr", "no address of a database"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_a_word(project, people, monkeypatch, url, word):
    monkeypatch.delenv("HR_PASSWORD", raising=False)
    database(project, people)
    project.text = project.text.replace("sqlite:///hr.db", url)
    message = told(project)
    assert "no_database" in message and word in message
    assert "reader" not in message and "127.0.0.1" not in message


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("sqlite:///hr.db", "postgresql://reader:hemligt@server/hr", "a password has no place in this file"),
        (
            "sqlite:///hr.db",
            "postgresql://server/hr?password=hemligt",
            "a password has no place in this file",
        ),
        ("select * from anstallda", "delete from anstallda", "begins with SELECT or WITH"),
        ("select * from anstallda", "select 1; drop table anstallda", "one query, not several"),
        ("select * from anstallda", "with x as (delete from a returning 1) select 1", "DELETE changes"),
        ('format = "database"', 'format = "csv"', "url has a meaning only with"),
        ('url = "sqlite:///hr.db"', 'path = "hr.csv"', "needs url"),
    ],
)
def test_the_config_refuses_what_is_no_reading(project, people, old, new, word):
    database(project, people)
    assert old in project.text
    project.text = project.text.replace(old, new)
    with pytest.raises(configuration.ConfigError) as error:
        _ = project.config
    assert word in str(error.value) and "hemligt" not in str(error.value)


def test_a_word_that_changes_may_stand_in_quotes(project, people):
    database(
        project,
        people,
        query="'''select *, \"update\" from (select *, 'delete; drop' as \"update\" from anstallda)'''",
    )
    assert len(project.read().employments) == 30


def test_files_that_are_nothing_to_be_read_are_refused(project):
    for name, data in (("a.pdf", b"%PDF-1.7"), ("a.db", b"SQLite format 3\0" + b"\0" * 100), ("a.docx", packed(
            {"[Content_Types].xml": b"", "word/document.xml": b""}))):  # fmt: skip
        deliver(project, name, data)
        assert project.refused() == ["not_text"], name
        project.text = project.text.replace(f'path = "{name}"', 'path = "hr_*.csv"')
    assert os.listdir(project.raw)
