"""Text in any encoding an HR system writes comes to the same rows, by either way, and a cut file is seen to be cut."""

import csv
import io
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competence.sources import DeliveryError, delimited, text

LINES = "Namn;Ort\nÅsa;Älvhaga\nBo;Öby\n"


def grid(data, declared="auto", delimiter=";"):
    source = SimpleNamespace(encoding=declared, delimiter=delimiter)
    return delimited.grid(io.BytesIO(data), "f.csv", source)


def rows(data, **how):
    found = grid(data.encode() if isinstance(data, str) else data, **how)
    return [found.row(i) for i in range(len(found))]


def code(function, *args):
    with pytest.raises(DeliveryError) as error:
        function(*args)
    (fault,) = error.value.faults
    return fault.code, fault.line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["auto", "utf-8", "cp1252"])
def test_encodings_are_told_from_the_bytes(encoding, declared):
    expected = [["Namn", "Ort"], ["Åsa", "Älvhaga"], ["Bo", "Öby"]]
    assert rows(LINES.encode(encoding), declared=declared) == expected


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "mac-roman", "utf-32"])
def test_other_encodings_are_read_as_declared(encoding):
    assert rows(LINES.encode(encoding), declared=encoding)[1] == ["Åsa", "Älvhaga"]


def test_encodings_of_several_bytes_a_character():
    # In these a delimiter's byte may be the second half of a letter.
    for encoding in ("shift_jis", "gbk", "big5"):
        words = ["".join(chr(c) for c in range(0x4E00, 0x4E60)) + ";x"]
        data = "\n".join(words).encode(encoding, "ignore")
        assert rows(data, declared=encoding) == [w.split(";") for w in data.decode(encoding).split("\n")]


def test_a_file_cut_within_a_character():
    data = "Namn;Ort\nÅsa;Älvhaga\nBo;Ö".encode()
    assert code(grid, data[:-1]) == ("cut_in_character", 3)
    assert code(grid, LINES.encode("utf-16")[:-1]) == ("cut_in_character", 3)


def test_bytes_no_encoding_has():
    assert code(grid, b"a;b\n\x81\x8d\n", "cp1252") == ("wrong_encoding", 2)
    assert code(grid, "a;b\nå;ä\n".encode("cp1252"), "ascii") == ("wrong_encoding", 2)


def test_lines_are_physical_lines():
    found = grid('a;b\n"två\nrader";2\n\nc;"d"\n'.encode())
    assert [found.row(i) for i in range(4)] == [["a", "b"], ["två\nrader", "2"], [], ["c", "d"]]
    assert list(found.lines) == [1, 2, 4, 5]
    assert found.ended


def test_a_mark_that_is_none_does_not_swallow_the_file():
    assert [len(r) for r in rows('a;b\n"Kocken;1\nx;2\n')] == [2, 2, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    assert rows(end.join(["a;b", "", "c;d", ""])) == [["a", "b"], [], ["c", "d"]]


def test_rows_longer_and_shorter_than_the_usual():
    assert rows("a;b\nc\nd;e;f;;\n\n;\ng;h") == [
        ["a", "b"],
        ["c"],
        ["d", "e", "f", "", ""],
        [],
        ["", ""],
        ["g", "h"],
    ]


def test_what_is_no_text(tmp_path):
    assert code(grid, b"PK\x03\x04rest")[0] == "not_text"
    assert code(grid, b"a;b\nc;d\x00\n") == ("not_text", 2)
    assert code(grid, b" \n\n")[0] == "empty_file"


def test_a_file_that_is_gone(tmp_path):
    assert code(text.load, tmp_path / "x.csv", "x.csv")[0] == "vanished"


@pytest.mark.parametrize(
    "data",
    [
        "a;b\n" + "x" * (3 << 20) + ";1\n",
        "a;b\n" + '"' + "x" * (3 << 20) + '";1\n',
        "a" + ";" * 1_000_000 + "\n" * 5,
        "a" + ";" * 16_000 + "\n" + "\n" * 300_000,
    ],
    ids=["long line", "long cell", "a million columns", "wide and empty"],
)
def test_what_is_too_large_is_refused(data):
    assert code(grid, data.encode())[0] == "too_large"


CELLS = st.lists(st.sampled_from([*list('ab å"";;;\n\n\r'), "\r\n", '"";', ';"', "aaaa"]), max_size=40)


@settings(max_examples=600, deadline=None)
@given(CELLS)
def test_the_quick_way_splits_as_pythons_csv_does(parts):
    """Whatever stands in a file: the same rows, or none at all, on the same lines."""
    data = "".join(parts)
    if not data.strip():
        return

    def by_csv(quoting):
        reader = csv.reader(io.StringIO(data, newline=""), delimiter=";", quoting=quoting, strict=True)
        found, line = [], 1
        for row in reader:
            found.append((row, line))
            line = reader.line_num + 1
        return found

    try:
        expected = by_csv(csv.QUOTE_MINIMAL)
    except csv.Error:
        expected = by_csv(csv.QUOTE_NONE)
        if not data.endswith(("\n", "\r")) and len(expected[-1][0]) < len(expected[0][0]):
            assert code(grid, data.encode()) == ("cut_in_row", expected[-1][1])
            return
    found = grid(data.encode())
    assert [(found.row(i), line) for i, line in enumerate(found.lines)] == expected
    assert found.ended == data.endswith(("\n", "\r"))
