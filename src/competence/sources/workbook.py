"""Workbooks (XLSX, XLSM): which sheet, and its rows as text. Macros are never looked at.

Hidden rows, columns and sheets are read like others: what somebody hid is still delivered. Title rows and rows of
group heads stay above the heading; a cell merged over several rows stands in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from competence.config import Source, spelling
from competence.sources import archive, cells, limits, package, worksheet
from competence.sources.faults import DeliveryError, fault

HEADING_WITHIN = 20  # filled rows: the heading stands among them
_MERGED_CELLS = 1_000_000  # cells that merged ranges fill; more are made up


@dataclass(frozen=True, repr=False)
class SheetRows:
    """A sheet: rows of text by column, as yet without heading. `merged`: by column, the rows that a cell above fills."""

    sheet: str
    columns: list[pd.Categorical]
    lines: np.ndarray
    merged: dict[int, list[int]]


def sheets(data: bytes, name: str, source: Source, headings: list[set[str]]) -> Iterator[SheetRows]:
    """The sheets that a source names, or the one that bears its headings.

    Parameters
    ----------
    headings : for each column that is read, the spellings its heading may have.

    Raises
    ------
    DeliveryError : `bad_workbook`, `too_large`; `missing_sheet`, `ambiguous_sheet` with the sheets' names.
    """
    try:
        book = package.opened(data, name)
        for sheet, part in _chosen(book, name, source, headings):
            found = worksheet.read(book, part, source.decimal)
            _refuse_uncounted(f"{name}#{_shown(sheet)}", found, headings)
            yield _rows(sheet, found, headings)
    except limits.Passed as error:
        raise DeliveryError([fault(name, "too_large", str(error))]) from None
    except DeliveryError:
        raise
    except package.BROKEN:
        raise DeliveryError([fault(name, "bad_workbook")]) from None


def _chosen(book: package.Workbook, name: str, source: Source, headings) -> list[tuple[str, str]]:
    there = ", ".join(f"'{_shown(sheet)}'" for sheet, _ in book.sheets)
    if not book.sheets:
        raise DeliveryError([fault(name, "missing_sheet", "the workbook has none")])
    wanted = source.sheet
    if wanted is None:
        return [_bearing(book, name, source.decimal, headings, there)]
    if isinstance(wanted, int):
        found = book.sheets[wanted - 1 : wanted]
    else:
        found = [s for s in book.sheets if spelling(s[0]) == spelling(wanted)] or [
            s for s in book.sheets if fnmatchcase(spelling(s[0]), spelling(wanted))
        ]
    if not found:
        raise DeliveryError([fault(name, "missing_sheet", f"sheet = {wanted!r}; there are {there}")])
    return found


def _bearing(book: package.Workbook, name: str, decimal: str, headings, there: str) -> tuple[str, str]:
    """The one sheet with the headings; where none has all, the one that has most of them."""
    if len(book.sheets) == 1:
        return book.sheets[0]
    hits = [_hits(worksheet.read(book, part, decimal, HEADING_WITHIN), headings) for _, part in book.sheets]
    best = [sheet for sheet, n in zip(book.sheets, hits) if n == max(hits)]
    if len(best) > 1 or not max(hits):
        raise DeliveryError(
            [fault(name, "ambiguous_sheet" if max(hits) else "missing_sheet", f"there are {there}")]
        )
    return best[0]


def _hits(found: worksheet.Cells, headings: list[set[str]]) -> int:
    """How many of the headings stand in the row that has most of them."""
    return max((hits for hits, _ in _first_rows(found, headings)), default=0)


def _first_rows(found: worksheet.Cells, headings: list[set[str]]) -> list[tuple[int, int]]:
    """Of each of the first rows: how many headings stand in it, and how wide it is."""
    words: list[set[str]] = [set() for _ in found.lines[:HEADING_WITHIN]]
    wide = [0] * len(words)
    for at, column in found.columns.items():
        texts = list(column.texts)[:HEADING_WITHIN]
        for row, code in zip(column.rows, column.codes):
            if row >= len(words):
                break
            words[row].add(spelling(texts[code - 1]))
            wide[row] = max(wide[row], at + 1)
    return [(sum(bool(row & names) for names in headings), width) for row, width in zip(words, wide)]


def _refuse_uncounted(name: str, found: worksheet.Cells, headings: list[set[str]]) -> None:
    """A program that only writes workbooks leaves formulas uncomputed; read as empty they would lose values."""
    for at, line in sorted(found.uncounted.items()):
        column = found.columns.get(at)
        first = [spelling(t) for t in list(column.texts)[:HEADING_WITHIN]] if column else []
        if any(text in names for text in first for names in headings):
            raise DeliveryError([fault(name, "formula_without_value", line=line)])


def _shown(sheet: str) -> str:
    return archive.printable(sheet)


def _rows(sheet: str, found: worksheet.Cells, headings: list[set[str]]) -> SheetRows:
    merged = _fill_down(found)
    length = len(found.lines)
    # What lies to the right of the heading belongs to no column.
    hits, width = max(_first_rows(found, headings), key=lambda row: row[0], default=(0, 0))
    if hits and width > limits.COLUMNS:
        raise limits.Passed(f"{width} columns, at most {limits.COLUMNS}")
    width = width if hits else min(max(found.columns, default=-1) + 1, limits.COLUMNS)
    blank = cells.empty(length)
    columns = [found.columns[i].categorical(length) if i in found.columns else blank for i in range(width)]
    return SheetRows(_shown(sheet), columns, np.array(found.lines, np.int64), merged)


def _fill_down(found: worksheet.Cells) -> dict[int, list[int]]:
    """What is merged over several rows is said of each of them; by column, the row numbers filled so."""
    tall = [(top, left, bottom) for top, left, bottom, _ in found.merged if bottom > top]
    if sum(bottom - top for top, _, bottom in tall) > _MERGED_CELLS:
        raise limits.Passed(f"more than {_MERGED_CELLS} merged cells")
    at = {line: i for i, line in enumerate(found.lines)}
    codes = {
        i: dict(zip(found.columns[i].rows, found.columns[i].codes)) for _, i, _ in tall if i in found.columns
    }
    filled: dict[int, list[int]] = {}
    for top, left, bottom in tall:
        said = codes.get(left, {}).get(at.get(top, -1))
        if said is not None:
            below = [at[line] for line in range(top + 1, bottom + 1) if line in at]
            found.columns[left].rows.extend(below)
            found.columns[left].codes.extend([said] * len(below))
            filled.setdefault(left, []).extend(found.lines[i] for i in below)
    return filled
