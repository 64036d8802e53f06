"""Parquet and PX give what the CSV gives; what no reader knows is refused in a word."""

import io
import os
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from competence import sources

from .delivering import (
    HEADINGS,
    as_bytes,
    cells_of,
    deliver,
    grids,
    packed,
    rows_of,
    same,
    text_of,
    told,
    workbook,
)


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


def test_what_a_file_is_called_does_not_matter(project, people):
    deliver(project, "hr_2024-12-31.xlsx", text_of(people))
    assert project.read().files[0].name == "hr_2024-12-31.xlsx"
    (project.raw / "hr_2024-12-31.xlsx").unlink()
    project.text = project.text.replace("hr_2024-12-31.xlsx", "hr_2024-12-31.csv")
    (project.raw / "hr_2024-12-31.csv").write_bytes(as_bytes(workbook([cells_of(r) for r in people])))
    assert project.read().files[0].name == "hr_2024-12-31.csv#Anställda"


def test_files_that_are_nothing_to_be_read_are_refused(project):
    for name, data in (("a.pdf", b"%PDF-1.7"), ("a.db", b"SQLite format 3\0" + b"\0" * 100), ("a.docx", packed(
            {"[Content_Types].xml": b"", "word/document.xml": b""}))):  # fmt: skip
        deliver(project, name, data)
        assert project.refused() == ["not_text"], name
        project.text = project.text.replace(f'path = "{name}"', 'path = "hr_*.csv"')
    assert os.listdir(project.raw)
