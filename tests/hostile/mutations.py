"""Deliveries spoiled in every way that has been met, and some that have not; each by a seed.

A mutation takes the files of a delivery and gives back the ones it changed, with what is known of the outcome:
how many rows stand below the heading (None where the file is no longer rows), and whether the counts must be the
same as before.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
HOSTILE = (
    "=cmd|' /C calc'!A0", "+46701234567", "-1+1", "@SUM(A1)", "\t=1+1", "../../etc/passwd", "C:\\Windows\\x", "NUL",
    "<script>alert(1)</script>", "Robert'); DROP TABLE staff;--", "\u202eesrever", "\ufeff", "\u00a0", "😀", "a\u0308",
    "\x00", "\x1b[31m", "1e999", "-1e999", "NaN", "inf", "9" * 400, "x" * 20_000, "٣٤", "½", "0000-00-00",
    "2024-02-30", "9999-12-31", "99999999", "31/12/24", "45292", "45292.5", "1,2,3", "1.234,5", "%", "101 %", "-75",
    "{{ 7*7 }}", "${HOME}", "%s%n", "null", "None", "True", "SKYDDAD", "Totalt", "Summa",
)  # fmt: skip


@dataclass
class Spoiled:
    """What became of the delivery. `rows`: below the heading of each changed file, None where nobody can say."""

    what: str
    files: dict[str, bytes | None]  # None = gone
    rows: dict[str, int | None] = field(default_factory=dict)
    same: bool = False


@dataclass
class Sheet:
    """A delivered text file taken apart, to be spoiled and put together."""

    name: str
    encoding: str
    delimiter: str
    head: list[str]
    rows: list[list[str]]

    def whole(self, **change) -> bytes:
        delimiter = change.get("delimiter", self.delimiter)
        head, rows = change.get("head", self.head), change.get("rows", self.rows)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, lineterminator=change.get("end", "\r\n")).writerows(
            [head, *rows]
        )
        return out.getvalue().encode(change.get("encoding", self.encoding), "replace")

    def spoiled(self, what: str, *, known: bool = True, same: bool = False, **change) -> Spoiled:
        rows = change.get("rows", self.rows)
        return Spoiled(f"{self.name}: {what}", {self.name: self.whole(**change)},
                       {self.name: len(rows) if known else None}, same)  # fmt: skip


def taken_apart(name: str, data: bytes) -> Sheet:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    encoding = (
        "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8" if encoding == "utf-8-sig" else encoding
    )
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Sheet(name, encoding, delimiter, head, rows)


Mutation = Callable[[np.random.Generator, Sheet, dict[str, bytes]], Spoiled]
MUTATIONS: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    MUTATIONS[function.__name__] = function
    return function


def spoil(seed: int, files: dict[str, bytes]) -> Spoiled:
    """The mutation of a seed: kinds in turn, files and places by chance."""
    names = list(MUTATIONS)
    rng = np.random.default_rng(seed)
    name = sorted(files)[int(rng.integers(len(files)))]
    kind = names[seed % len(names)]
    found = MUTATIONS[kind](rng, taken_apart(name, files[name]), files)
    found.what = f"{kind} of {found.what}"
    return found


def _some(rng, n: int, share: float = 0.05) -> np.ndarray:
    return rng.choice(n, max(1, int(n * share)), replace=False) if n else np.zeros(0, int)


def _cells(rng, s: Sheet, change: Callable[[str], str], share: float = 0.02) -> list[list[str]]:
    rows = [list(row) for row in s.rows]
    column = int(rng.integers(len(s.head)))
    for i in _some(rng, len(rows), share):
        if column < len(rows[i]):
            rows[i][column] = change(rows[i][column])
    return rows


# --- the same in other clothes: must be read, with the same counts ---------------------------------------------


@mutation
def encoded(rng, s, files):
    encoding = str(rng.choice(ENCODINGS))
    return s.spoiled(f"in {encoding}", encoding=encoding, same=True)


@mutation
def columns_in_another_order(rng, s, files):
    order = rng.permutation(len(s.head))
    width = len(s.head)
    if any(len(row) != width for row in s.rows):
        return s.spoiled("rows of other widths: only the line ends", end="\n", same=True)
    return s.spoiled("columns shuffled", head=[s.head[i] for i in order],
                     rows=[[row[i] for i in order] for row in s.rows], same=True)  # fmt: skip


@mutation
def rows_doubled(rng, s, files):
    rows = list(s.rows)
    for i in _some(rng, len(s.rows), 0.1):
        rows.append(list(s.rows[i]))
    return s.spoiled("rows doubled", rows=rows, same=True)


@mutation
def other_line_ends(rng, s, files):
    return s.spoiled("line ends", end=str(rng.choice(["\n", "\r\n"])), same=True)


# --- mess that costs rows at most ------------------------------------------------------------------------------


@mutation
def rows_shuffled(rng, s, files):
    return s.spoiled("rows shuffled", rows=[s.rows[i] for i in rng.permutation(len(s.rows))])


@mutation
def hostile_cells(rng, s, files):
    word = HOSTILE[int(rng.integers(len(HOSTILE)))]
    return s.spoiled(f"cells {word[:12]!r}", rows=_cells(rng, s, lambda _: word))


@mutation
def emptied_cells(rng, s, files):
    return s.spoiled("cells emptied", rows=_cells(rng, s, lambda _: "", 0.1))


@mutation
def quoted_cells(rng, s, files):
    return s.spoiled("line breaks and quotes in cells", rows=_cells(rng, s, lambda v: f'{v} "sade\nhan"; då'))


@mutation
def retyped_cells(rng, s, files):
    def change(value: str) -> str:
        return str(rng.choice([f" {value}\u00a0", value.upper(), value.replace("-", ""), value.replace("-", "/"),
                               value.replace(",", "."), f"{value}.0", f"'{value}", f"{value}%"]))  # fmt: skip

    return s.spoiled("cells retyped", rows=_cells(rng, s, change, 0.3))


@mutation
def swapped_cells(rng, s, files):
    a, b = rng.choice(len(s.head), 2, replace=False) if len(s.head) > 1 else (0, 0)
    rows = [list(row) for row in s.rows]
    for i in _some(rng, len(rows), 0.1):
        if max(a, b) < len(rows[i]):
            rows[i][a], rows[i][b] = rows[i][b], rows[i][a]
    return s.spoiled("cells swapped", rows=rows)


@mutation
def sums_and_notes(rng, s, files):
    width = len(s.head)
    extra = [["Summa", *[""] * (width - 1)], [""] * width, list(s.head), ["Uttag ur systemet", *[""] * (width - 1)],
             ["Totalt", *["12"] * (width - 1)]]  # fmt: skip
    rows = list(s.rows)
    for row in extra:
        rows.insert(int(rng.integers(len(rows) + 1)), row)
    return s.spoiled("sums, notes and headings", rows=rows)


@mutation
def other_widths(rng, s, files):
    rows = [list(row) for row in s.rows]
    for i in _some(rng, len(rows), 0.03):
        rows[i] = rows[i] + ["x"] if rng.random() < 0.5 else rows[i][:-1]
    # A row of one empty field is an empty line: no longer a row with a mark of its own.
    return s.spoiled("rows of other widths", rows=rows, known=len(s.head) > 2)


@mutation
def fewer_rows(rng, s, files):
    keep = np.sort(rng.permutation(len(s.rows))[: max(1, int(len(s.rows) * rng.uniform(0.1, 0.95)))])
    return s.spoiled("rows lost", rows=[s.rows[i] for i in keep])


@mutation
def one_value_everywhere(rng, s, files):
    column = int(rng.integers(len(s.head)))
    rows = [[*row[:column], s.rows[0][column] if column < len(s.rows[0]) else "", *row[column + 1 :]] if
            column < len(row) else row for row in s.rows]  # fmt: skip
    return s.spoiled(f"column {column} all alike", rows=rows)


# --- wrong as a whole: refused, or read for what it is ---------------------------------------------------------


@mutation
def renamed_heading(rng, s, files):
    head = list(s.head)
    column = int(rng.integers(len(head)))
    head[column] = str(rng.choice([head[column] + "x", "", head[column][:3], head[column - 1], "=1+1"]))
    return s.spoiled("a heading renamed", head=head)


@mutation
def lost_column(rng, s, files):
    column = int(rng.integers(len(s.head)))
    return s.spoiled("a column lost", head=[*s.head[:column], *s.head[column + 1 :]],
                     rows=[[*r[:column], *r[column + 1 :]] for r in s.rows], known=len(s.head) > 3)  # fmt: skip


@mutation
def no_heading(rng, s, files):
    return s.spoiled("no heading", head=s.rows[0], rows=s.rows[1:], known=False)


@mutation
def other_delimiter(rng, s, files):
    return s.spoiled("another delimiter", delimiter=str(rng.choice(["\t", "|", ",", ";"])), known=False)


@mutation
def shifted_columns(rng, s, files):
    return s.spoiled("headings shifted by one", head=[*s.head[1:], s.head[0]])


@mutation
def cut(rng, s, files):
    data = files[s.name]
    return Spoiled(f"{s.name}: cut", {s.name: data[: int(rng.integers(len(data)))]}, {s.name: None})


@mutation
def flipped_bytes(rng, s, files):
    data = bytearray(files[s.name])
    for i in _some(rng, len(data), 0.0005):
        data[i] = int(rng.integers(256))
    return Spoiled(f"{s.name}: bytes flipped", {s.name: bytes(data)}, {s.name: None})


@mutation
def something_else(rng, s, files):
    data = [b"", b"\n\n\n", b"\x00" * 4096, b"PK\x03\x04" + bytes(200), b"%PDF-1.7\n", zlib.compress(files[s.name]),
            rng.bytes(3000), b"<html><body>Sidan hittades inte</body></html>", b'{"error": "503"}', b"\xff\xfe",
            b";" * 5000, b'"' + files[s.name][:2000]][int(rng.integers(12))]  # fmt: skip
    return Spoiled(f"{s.name}: something else", {s.name: data}, {s.name: None})


@mutation
def lost_file(rng, s, files):
    return Spoiled(f"{s.name}: gone", {s.name: None}, {})


@mutation
def twice(rng, s, files):
    """The same delivery again under a later date, some of it changed."""
    name = s.name.replace("2026-01-10", "2026-01-12")
    if name == s.name:
        return s.spoiled("as it was", same=True)
    rows = s.rows[: max(1, int(len(s.rows) * rng.uniform(0.85, 1)))]
    return Spoiled(f"{s.name}: delivered again", {name: s.whole(rows=rows)}, {name: len(rows)})


@mutation
def half_in_another_encoding(rng, s, files):
    lines = s.whole(encoding="utf-8", end="\n").split(b"\n")
    half = len(lines) // 2
    late = b"\n".join(lines[half:]).decode("utf-8").encode("cp1252", "replace")
    return Spoiled(f"{s.name}: half UTF-8, half cp1252", {s.name: b"\n".join(lines[:half]) + b"\n" + late},
                   {s.name: None})  # fmt: skip


@mutation
def lines_joined(rng, s, files):
    lines = s.whole(end="\n").split(b"\n")
    at = int(rng.integers(1, max(2, len(lines) - 1)))
    return Spoiled(f"{s.name}: two lines joined",
                   {s.name: b"\n".join([*lines[:at], b";".join(lines[at : at + 2]), *lines[at + 2 :]])},
                   {s.name: None})  # fmt: skip


@mutation
def long_line(rng, s, files):
    rows = [list(row) for row in s.rows]
    rows[int(rng.integers(len(rows)))].extend(["x"] * 50_000)
    return s.spoiled("a line of fifty thousand fields", rows=rows)
