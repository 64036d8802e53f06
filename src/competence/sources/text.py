"""Bytes of a delivered file into rows of text, each with the physical line it began on.

Python's codecs decode once, to UTF-8. Where the encoding that the config declares cannot be meant (a byte order
mark, UTF-16, well-formed UTF-8), the file's own is used.
"""

from __future__ import annotations

import codecs
import csv
import gc
import io
from dataclasses import dataclass
from pathlib import Path

from competence.sources.faults import DeliveryError, fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")


@dataclass(frozen=True)
class Rows:
    """The rows of a file, the line each began on, and whether the last line was ended."""

    rows: list[list[str]]
    lines: list[int]
    ended: bool
    encoding: str


def load(path: Path, name: str) -> bytes:
    """The whole file as it is at one moment; `vanished` where it is gone or changes meanwhile, or `no_access`."""
    try:
        before = path.stat()
        data = path.read_bytes()
        after = path.stat()
    except PermissionError:
        raise DeliveryError([fault(name, "no_access")]) from None
    except OSError:
        raise DeliveryError([fault(name, "vanished")]) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(
        data
    ) != after.st_size:
        raise DeliveryError([fault(name, "vanished")])
    if not data.strip():
        raise DeliveryError([fault(name, "empty_file")])
    if data.startswith(_BINARY):
        raise DeliveryError([fault(name, "not_text")])
    return data


def decode(data: bytes, declared: str, name: str) -> tuple[str, str]:
    """Text and the encoding it was read in.

    A mark or UTF-16 without one is told from the bytes; well-formed UTF-8 beyond ASCII is UTF-8 whatever is
    declared (cp1252 would read it as mojibake); else what is declared, where `auto` means UTF-8, then cp1252.
    """
    encoding = _by_mark(data) or _utf16_without_mark(data)
    if encoding is None and not data.isascii():
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            # Nothing but the last character is wrong. Where all before it is ASCII it could be the end of a
            # cp1252 text, if that is what is declared.
            cut = error.reason == "unexpected end of data" and error.start >= len(data) - 3
            utf8 = declared in ("auto", "utf-8", "utf-8-sig") or not data[: error.start].isascii()
            if cut and utf8:
                line = _line(data, error.start)
                raise DeliveryError([fault(name, "cut_in_character", line=line)]) from None
    if encoding is None:
        encoding = {"auto": "cp1252", "utf-8": "cp1252", "utf-8-sig": "cp1252"}.get(declared, declared)
        if data.isascii():
            encoding = "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        cut = encoding.startswith("utf") and error.start >= len(data) - 4
        code = "cut_in_character" if cut else "wrong_encoding"
        raise DeliveryError([fault(name, code, "" if cut else encoding, _line(data, error.start))]) from None
    except LookupError:
        raise DeliveryError([fault(name, "wrong_encoding", "no such encoding")]) from None


def _by_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:400]
    zeros = [head[i::2].count(0) / max(1, len(head) // 2) for i in (0, 1)]
    if zeros[1] > 0.6 > 0.1 > zeros[0]:
        return "utf-16-le"
    return "utf-16-be" if zeros[0] > 0.6 > 0.1 > zeros[1] else None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def split(text: str, delimiter: str, name: str, encoding: str = "utf-8") -> Rows:
    """Rows of fields with the line each began on. A file that ends within quotes is `cut_in_row`."""
    ended = text.endswith(("\n", "\r"))
    try:
        rows, lines = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:
        # A quotation mark that is none: read the marks as text. A file cut within quotes shows as a short row.
        rows, lines = _parse(text, delimiter, csv.QUOTE_NONE)
        if not ended and rows and len(rows[-1]) < len(rows[0]):
            raise DeliveryError([fault(name, "cut_in_row", line=lines[-1])]) from None
    return Rows(rows, lines, ended, encoding)


def _parse(text: str, delimiter: str, quoting: int) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    rows, ends = [], [0]
    # Half a million small lists make the collector look through them again and again, for nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    finally:
        if collecting:
            gc.enable()
    return rows, [end + 1 for end in ends[:-1]]
