"""Delivered bytes: a file as it is at one moment, and the encoding its text is in.

Python's codecs decode. Where the encoding that the config declares cannot be meant (a byte order mark, UTF-16,
well-formed UTF-8), the file's own is used. Files are read in blocks, however long they are.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from competence.sources.faults import DeliveryError, fault

BLOCK = 1 << 22  # bytes read at a time
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Every byte, and what some encodings read as other than its letters.
_EVERY = bytes(range(256)) + rb"\u0041 \x41 \n +AOU- ~{"
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")


@contextmanager
def opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """A file to be read; `vanished` where it is gone or written to meanwhile, or `no_access`."""
    failed = None
    try:
        before = path.stat()
        with path.open("rb") as file:
            try:
                yield file
            except DeliveryError as error:  # of a file that changed meanwhile it says nothing
                failed = error
        after = path.stat()
    except PermissionError:
        raise DeliveryError([fault(name, "no_access")]) from None
    except OSError:
        raise DeliveryError([fault(name, "vanished")]) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise DeliveryError([fault(name, "vanished")])
    if failed is not None:
        raise failed


def load(path: Path, name: str) -> bytes:
    """The whole of a file, see `opened`."""
    with opened(path, name) as file:
        return file.read()


def blocks(file: BinaryIO, start: int = 0) -> Iterator[bytes]:
    """A file from `start`, piece by piece."""
    file.seek(start)
    while block := file.read(BLOCK):
        yield block


def ascii_based(file: BinaryIO, encoding: str) -> tuple[Iterator[bytes], str]:
    """A file piece by piece in an encoding that holds ASCII as it is, and which: its own, or else UTF-8."""
    if undefined(encoding) is not None:
        return blocks(file), encoding
    if (known := codecs.lookup(encoding).name) in ("utf-8", "utf-8-sig"):
        return blocks(file, len(codecs.BOM_UTF8) if known == "utf-8-sig" else 0), "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)()
    pieces = (decoder.decode(block).encode("utf-8") for block in blocks(file))
    return pieces, "utf-8"


def encoding(file: BinaryIO, declared: str, name: str) -> str:
    """The encoding that the whole file can be read in.

    A mark or UTF-16 without one is told from the bytes; well-formed UTF-8 beyond ASCII is UTF-8 whatever is
    declared (cp1252 would read it as mojibake); else what is declared, where `auto` means UTF-8, then cp1252.

    Raises
    ------
    DeliveryError : `empty_file`, `not_text`, `cut_in_character`, `wrong_encoding`.
    """
    head = next(blocks(file), b"")
    if not any(block.strip() for block in blocks(file)):
        raise DeliveryError([fault(name, "empty_file")])
    if head.startswith(_BINARY):
        raise DeliveryError([fault(name, "not_text")])
    found = _by_mark(head) or _utf16_without_mark(head)
    if found is None:
        wrong = _first_wrong(file, "utf-8")
        if wrong is None:
            return "utf-8"
        # Nothing but the last character is wrong. Where all before it is ASCII it could be the end of a cp1252
        # text, if that is what is declared.
        if wrong.cut and (declared in ("auto", "utf-8", "utf-8-sig") or not wrong.plain):
            raise DeliveryError([fault(name, "cut_in_character", line=wrong.line)])
        found = {"auto": "cp1252", "utf-8": "cp1252", "utf-8-sig": "cp1252"}.get(declared, declared)
    try:
        if found == declared and codecs.lookup(found).name in ("utf-16", "utf-32"):
            found += "-le"  # no mark says which
        wrong = _first_wrong(file, found)
    except LookupError:
        raise DeliveryError([fault(name, "wrong_encoding", "no such encoding")]) from None
    if wrong is not None:
        code = "cut_in_character" if wrong.cut and found.startswith("utf") else "wrong_encoding"
        detail = "" if code == "cut_in_character" else found
        raise DeliveryError([fault(name, code, detail, wrong.line)])
    return found


class Wrong(NamedTuple):
    """The first bytes that an encoding does not have: their line, and whether all before them is ASCII.

    `cut` : the file ends within the character.
    """

    line: int
    plain: bool
    cut: bool


def _first_wrong(file: BinaryIO, encoding: str) -> Wrong | None:
    missing, place = undefined(encoding), 0
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in chain(blocks(file), [b""]):
        if missing is not None:
            at = min((i for i in map(block.find, missing) if i >= 0), default=None)
            if at is not None:
                return _wrong(file, place + at, cut=False)
        else:
            waiting = len(decoder.getstate()[0])  # a character may have begun in the block before
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return _wrong(file, place - waiting + error.start, cut=not block)
        place += len(block)
    return None


def _wrong(file: BinaryIO, place: int, *, cut: bool) -> Wrong:
    line, plain, left = 1, True, place
    for block in blocks(file):
        line += block.count(b"\n", 0, left)
        plain = plain and block[:left].isascii()
        left -= len(block)
        if left <= 0:
            break
    return Wrong(line, plain, cut)


@cache
def undefined(encoding: str) -> tuple[bytes, ...] | None:
    """Bytes that mean nothing in an encoding of one byte a character that begins like ASCII; else None."""
    try:
        text = _EVERY.decode(encoding, "replace")
    except UnicodeError:
        return None
    plain = slice(128), slice(256, None)
    if len(text) != len(_EVERY) or any(text[part] != _EVERY[part].decode("ascii") for part in plain):
        return None
    found = tuple(bytes([b]) for b, character in zip(range(256), text) if character == "\ufffd")
    return found if len(found) < 64 else None  # all of the upper half: UTF-8 and its like


def _by_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:400]
    zeros = [head[i::2].count(0) / max(1, len(head) // 2) for i in (0, 1)]
    if zeros[1] > 0.6 > 0.1 > zeros[0]:
        return "utf-16-le"
    return "utf-16-be" if zeros[0] > 0.6 > 0.1 > zeros[1] else None
