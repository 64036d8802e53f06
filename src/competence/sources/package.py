"""What a workbook is made of: its sheets by name, the texts they share, the formats of their cells.

The parts are read here and not by openpyxl's reader, which trusts the size a sheet claims, gives a formula
without value as an empty cell and takes four times as long. What number formats mean is asked of openpyxl.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from competence.sources import archive
from competence.sources.faults import DeliveryError, fault

BROKEN = (*archive.BROKEN, ParseError, expat.ExpatError, DefusedXmlException, StopIteration)
_EAST_ASIAN_DATES = (*range(27, 37), *range(50, 59))  # without a format text of their own (ECMA-376, 18.8.30)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Look:
    """How a cell format shows numbers: `number`, `date`, `time`, `duration`, `percent` or `padded` by `mask`."""

    kind: str
    mask: str = ""


@dataclass(frozen=True, repr=False)
class Workbook:
    """A workbook's parts. `sheets`: name and part of each sheet in order; `looks`: by the number of a cell format."""

    zip: ZipFile
    sheets: list[tuple[str, str]]
    shared: list[str]
    looks: list[Look]
    from_1904: bool


def opened(data: bytes, name: str) -> Workbook:
    """The workbook in `data`.

    Raises
    ------
    DeliveryError : `bad_workbook` where it is cut or no workbook; `too_large` where it passes a limit.
    """
    try:
        found = ZipFile(BytesIO(data))
        archive.bounded(found, name)
        return _read(found)
    except BROKEN:
        raise DeliveryError([fault(name, "bad_workbook")]) from None


def _read(found: ZipFile) -> Workbook:
    main = _target(found, "_rels/.rels", "officeDocument")
    related = f"{posixpath.dirname(main)}/_rels/{posixpath.basename(main)}.rels"
    parts = {r.get("Id"): r for r in _tree(found, related)}
    book = _tree(found, main)
    sheets = []
    for sheet in (s for s in book.iter() if _bare(s.tag) == "sheet"):
        link = next(v for k, v in sheet.attrib.items() if _bare(k) == "id")
        if parts[link].get("Type", "").endswith("/worksheet"):
            sheets.append((sheet.get("name", ""), _absolute(main, parts[link].get("Target"))))
    kinds = {p.get("Type", "").rpartition("/")[2]: _absolute(main, p.get("Target")) for p in parts.values()}
    return Workbook(
        found,
        sheets,
        shared_texts(found, kinds["sharedStrings"]) if "sharedStrings" in kinds else [],
        _looks(_tree(found, kinds["styles"])) if "styles" in kinds else [],
        any(p.get("date1904") in ("1", "true") for p in book.iter() if _bare(p.tag) == "workbookPr"),
    )


def _tree(found: ZipFile, part: str):
    return fromstring(archive.unpacked(found, part), forbid_dtd=True)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _absolute(base: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


def _target(found: ZipFile, part: str, kind: str) -> str:
    link = next(r for r in _tree(found, part) if r.get("Type", "").endswith(f"/{kind}"))
    return _absolute("", link.get("Target"))


def parser(start, end, text) -> expat.XMLParserType:
    """An XML parser for a large part; a part that declares a document type, and so perhaps entities, is refused."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text

    def refuse(*_):
        raise ValueError("a document type")

    made.StartDoctypeDeclHandler = refuse
    return made


def unescaped(text: str) -> str:
    """Characters that XML cannot hold stand as `_x000D_`."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def shared_texts(found: ZipFile, part: str) -> list[str]:
    """The texts that cells point to; what is written above for how a word is said is left out."""
    texts, pieces, state = [], [], {"in": False, "said": False}

    def start(name, _):
        bare = name.rpartition(":")[2]
        if bare == "si":
            pieces.clear()
        elif bare == "rPh":
            state["said"] = True
        elif bare == "t":
            state["in"] = not state["said"]

    def end(name):
        bare = name.rpartition(":")[2]
        if bare == "si":
            texts.append(unescaped("".join(pieces)))
        elif bare == "rPh":
            state["said"] = False
        elif bare == "t":
            state["in"] = False

    def text(data):
        if state["in"]:
            pieces.append(data)

    with found.open(part) as file:
        parser(start, end, text).ParseFile(file)
    return texts


def _looks(styles) -> list[Look]:
    own = {int(f.get("numFmtId")): f.get("formatCode", "") for f in styles.iter() if _bare(f.tag) == "numFmt"}
    cells = next((e for e in styles if _bare(e.tag) == "cellXfs"), ())
    return [look(int(xf.get("numFmtId", 0)), own) for xf in cells]


def look(number: int, own: dict[int, str]) -> Look:
    """How numbers of a format are shown; `own` are the workbook's own format texts."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_datetime, is_timedelta_format

    code = own.get(number) or BUILTIN_FORMATS.get(number, "General")
    if number in _EAST_ASIAN_DATES and number not in own:
        return Look("date")
    if is_timedelta_format(code):
        return Look("duration")
    if is_date_format(code):
        return Look("time" if is_datetime(code) == "time" else "date")
    bare = _QUOTED.sub("", code.split(";")[0])
    if "%" in bare:
        return Look("percent")
    # 000000-0000, as Excel formats a Swedish identity number, or 0000 for a code with leading zeros.
    plain = code.split(";")[0].replace("\\", "").replace('"', "")
    if re.fullmatch(r"0[0 -]*0", plain):
        return Look("padded", plain)
    return Look("number")
