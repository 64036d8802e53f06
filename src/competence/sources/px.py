"""PX files, as statistics offices publish tables: metadata, then the cells of the whole cube.

Read as a long table: a column for each variable, one `CODES(variable)` where its values have codes, and `DATA`.
Written from Statistics Sweden's description of the format (AXIS-VERSION 2013); pyaxis, the one reader for Python
that is kept, cuts values at `DATA=`, knows no KEYS and asks for pandas 2.2.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import prod

import numpy as np
import pandas as pd

from competence.sources import limits
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import categorical

DATA = "DATA"  # the column of the figures
_KEYWORD = re.compile(r'\s*([A-Z][A-Z0-9-]*)(\[[^\]]*\])?(?:\(((?:\s*"[^"]*"\s*,?)+)\))?\s*=')
_STATEMENT = re.compile(r'((?:"[^"]*"|[^";]++)*+);')
_VALUE = re.compile(r'"[^"]*"(?:\s*"[^"]*")*|[^",\s][^",]*')
_QUOTED = re.compile(r'"([^"]*)"')
_CELL = re.compile(r'"([^"]*)"|([^\s,;"]+)')
_CODEPAGES = re.compile(r"(iso-?8859-\d+|windows-?125\d|cp\d{3,4}|utf-?8|utf-?16|latin-?1)", re.IGNORECASE)
_NOT_THERE = re.compile(r"\.{1,6}|:")


@dataclass(frozen=True)
class _Variable:
    name: str
    values: list[str]
    codes: list[str]
    keyed: str  # what the rows name their values by: VALUES, CODES, or nothing


class _Bad(ValueError):
    """What is the matter with the file, in words that hold nothing of it."""


def is_px(data: bytes) -> bool:
    """Whether bytes begin as PX files do."""
    head = data[:4000].lstrip(codecs.BOM_UTF8).lstrip()
    return re.match(rb"[A-Z][A-Z-]+(\[\w+\])?\s*=", head) is not None and b";" in head


def columns(data: bytes, name: str, decimal: str, encoding: str) -> tuple[list[str], list[pd.Categorical]]:
    """Headings and columns of the long table; rows in the order of the cube.

    Raises
    ------
    DeliveryError : `bad_px` with what is wrong, `too_large`.
    """
    try:
        text = _decoded(data, encoding)
        said, start = _metadata(text)
        variables = [
            _variable(n, said) for n in (*said.get(("STUB", ""), []), *said.get(("HEADING", ""), []))
        ]
        if not variables:
            raise _Bad("neither STUB nor HEADING")
        if prod(len(v.values) for v in variables) > limits.CELLS:
            raise DeliveryError([fault(name, "too_large", f"at most {limits.CELLS} cells")])
        stub = len(said.get(("STUB", ""), []))
        figures, texts = _cells(text, start, variables, stub, decimal)
    except _Bad as error:
        raise DeliveryError([fault(name, "bad_px", str(error))]) from None
    return _long(variables, categorical(figures, texts))


def _long(variables: list[_Variable], figures: pd.Categorical) -> tuple[list[str], list[pd.Categorical]]:
    names, made = [], []
    inner = len(figures)
    for variable in variables:
        inner //= len(variable.values)
        at = np.tile(
            np.repeat(np.arange(len(variable.values)), inner), len(figures) // (inner * len(variable.values))
        )
        for heading, texts in ((variable.name, variable.values), (f"CODES({variable.name})", variable.codes)):
            if texts:
                distinct = list(dict.fromkeys(texts))
                to = np.array(
                    [distinct.index(t) for t in texts] if len(distinct) < len(texts) else range(len(texts))
                )
                names.append(heading)
                made.append(categorical(to[at].astype(np.int32), distinct))
    return [*names, DATA], [*made, figures]


def _decoded(data: bytes, encoding: str) -> str:
    """The text: by what the config says, a mark, CODEPAGE, else UTF-8, else as CHARSET tells (ANSI or DOS)."""
    head = data[:4000]
    told = re.search(rb'CODEPAGE\s*=\s*"([^"]{1,20})"', head)
    page = told[1].decode("ascii", "replace") if told else ""
    tries = [encoding] if encoding != "auto" else []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries.append("utf-16")
    tries.append("utf-8-sig")
    if _CODEPAGES.fullmatch(page):
        # Files that say ISO-8859-1 hold the dashes of cp1252 as often as not.
        tries.append("cp1252" if re.fullmatch(r"(?i)iso-?8859-1|latin-?1", page) else page)
    tries.append("cp1252" if b"ANSI" in head or told else "cp850")
    for each in tries:
        try:
            return data.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("iso-8859-1")


def _metadata(text: str) -> tuple[dict[tuple[str, str], list[str]], int]:
    """Values by keyword and variable, in the file's own language; and where the cells begin."""
    said: dict[tuple[str, str], list[str]] = {}
    at = 0
    while match := _KEYWORD.match(text, at):
        keyword, language, variable = match[1], match[2], ", ".join(_QUOTED.findall(match[3] or ""))
        at = match.end()
        if keyword == DATA:
            return said, at
        values, at = _values(text, at)
        if language is None:
            said.setdefault((keyword, variable), values)
    raise _Bad("no DATA" if not text[at:].strip() else f"line {text.count(chr(10), 0, at) + 1} is no keyword")


def _values(text: str, at: int) -> tuple[list[str], int]:
    """Values up to the semicolon; texts in several pieces are one."""
    match = _STATEMENT.match(text, at)
    if match is None:
        raise _Bad(f"the value at line {text.count(chr(10), 0, at) + 1} does not end")
    found = (_QUOTED.findall(value) or [value.strip()] for value in _VALUE.findall(match[1]))
    return ["".join(pieces) for pieces in found], match.end()


def _variable(name: str, said) -> _Variable:
    values, codes = said.get(("VALUES", name), []), said.get(("CODES", name), [])
    times = said.get(("TIMEVAL", name), [])
    # TLIST(A1),"2000","2001" or, from the first year to the last, TLIST(A1,"2000"-"2001").
    times = times[1:] if times[:1] == ["TLIST(A1)"] else []
    values = values or times or codes
    if not values:
        raise _Bad(f"no VALUES for '{name}'")
    if codes and len(codes) != len(values):
        raise _Bad(f"not as many CODES as VALUES for '{name}'")
    return _Variable(name, values, codes, (said.get(("KEYS", name)) or [""])[0].upper())


def _cells(text: str, start: int, variables: list[_Variable], stub: int, decimal: str):
    """Codes of the cells in the order of the cube, and their distinct texts."""
    end = text.rfind(";")
    if end < start:
        raise _Bad("the cells do not end with a semicolon: the file was cut; deliver it again")
    known: dict[str, int] = {}
    shape = [len(v.values) for v in variables]
    wide, tall = prod(shape[stub:]), prod(shape[:stub])
    if any(v.keyed for v in variables[:stub]):
        codes = _keyed(text, start, end, variables[:stub], wide, tall, known, decimal)
    else:
        found = (_figure(cell, known, decimal) for cell in _written(text, start, end))
        codes = np.fromiter(found, np.int32)
    if len(codes) != wide * tall:
        raise _Bad(
            f"{len(codes)} cells where the variables make {wide * tall}: the file was cut; deliver it again"
        )
    return codes, list(known)


def _written(text: str, start: int, end: int) -> Iterator[str]:
    """Cells and keys as they are written, without their quotation marks."""
    return ((m[2] or m[1] or "..") for m in _CELL.finditer(text, start, end))


def _figure(written: str, known: dict[str, int], decimal: str) -> int:
    if _NOT_THERE.fullmatch(written):
        written = ".."
    elif decimal != "." and "." in written:
        written = written.replace(".", decimal)
    return known.setdefault(written, len(known))


def _keyed(text, start, end, stub: list[_Variable], wide: int, tall: int, known, decimal: str) -> np.ndarray:
    """Cells of a file whose rows name their place; rows that are not there are nought throughout."""
    codes = np.full(wide * tall, _figure("0", known, decimal), np.int32)
    places = [{v: i for i, v in enumerate(s.codes if s.keyed == "CODES" else s.values)} for s in stub]
    found, width = _written(text, start, end), len(stub) + wide
    while written := list(islice(found, width)):
        if len(written) < width:
            raise _Bad("rows of unequal length: the file was cut; deliver it again")
        row = 0
        for key, place, variable in zip(written, places, stub):
            if key not in place:
                raise _Bad(f"a row names a value that '{variable.name}' does not have")
            row = row * len(variable.values) + place[key]
        figures = [_figure(cell, known, decimal) for cell in written[len(stub) :]]
        codes[row * wide : (row + 1) * wide] = figures
    return codes
