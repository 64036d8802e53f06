"""A workbook gives what the CSV gives, however it is dressed; what cannot be read is refused in a word."""

import contextlib
import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from competence import sources

from .conftest import number, spell
from .delivering import (
    HEADINGS,
    as_bytes,
    cells_of,
    changed,
    deliver,
    grids,
    rows_of,
    same,
    text_of,
    told,
    workbook,
)


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
