"""Files in any encoding an HR system writes come to the same text, and a cut file is seen to be cut."""

import pytest

from competence.sources import DeliveryError, text

LINES = "Namn;Ort\nÅsa;Älvhaga\nBo;Öby\n"


def decoded(data, declared="auto"):
    return text.decode(data, declared, "f.csv")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["auto", "utf-8", "cp1252"])
def test_encodings_are_told_from_the_bytes(encoding, declared):
    assert decoded(LINES.encode(encoding), declared).lstrip("\ufeff") == LINES


def code(function, *args):
    with pytest.raises(DeliveryError) as error:
        function(*args)
    (fault,) = error.value.faults
    return fault.code, fault.line


def test_a_file_cut_within_a_character():
    data = "Namn;Ort\nÅsa;Älvhaga\nBo;Ö".encode()
    assert code(decoded, data[:-1]) == ("cut_in_character", 3)
    assert code(decoded, LINES.encode("utf-16")[:-1]) == ("cut_in_character", 3)


def test_bytes_no_encoding_has():
    assert code(decoded, b"a;b\n\x81\x8d\n", "cp1252") == ("wrong_encoding", 2)


def test_lines_are_physical_lines():
    rows = text.split('a;b\n"två\nrader";2\n\nc;"d"\n', ";", "f.csv")
    assert rows.rows == [["a", "b"], ["två\nrader", "2"], [], ["c", "d"]]
    assert rows.lines == [1, 2, 4, 5]
    assert rows.ended


def test_a_mark_that_is_none_does_not_swallow_the_file():
    rows = text.split('a;b\n"Kocken;1\nx;2\n', ";", "f.csv")
    assert [len(r) for r in rows.rows] == [2, 2, 2]


def test_carriage_returns():
    assert text.split("a;b\r\nc;d\r\n", ";", "f.csv").rows == [["a", "b"], ["c", "d"]]


def test_a_workbook_is_no_text(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"PK\x03\x04rest")
    assert code(text.load, path, "x.csv")[0] == "not_text"


def test_a_file_that_is_gone(tmp_path):
    assert code(text.load, tmp_path / "x.csv", "x.csv")[0] == "vanished"
