"""Where the heading of a table stands, which columns are ours, and which rows are no data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import takewhile, zip_longest

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources import fitting, hints
from competence.sources.delimiters import AUTO, DELIMITERS
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid
from competence.sources.texts import taken, used

ENOUGH = 100  # rows before their last fields tell what a last field looks like
FEW, TELLING = 20, 6  # so many rows do where all of them end in as many equal characters
HEADING_WITHIN = 20  # rows: title lines may stand above the heading
_SUM = re.compile(r"^\W*(delsumma|summa|summering|totalt|total|sum|antal( rader)?)\b", re.IGNORECASE)


def headed(grid: Grid, source, name: str) -> Grid:
    """The grid below its heading, with the title lines above it that are not blank.

    Raises
    ------
    DeliveryError : `wrong_delimiter`, `missing_column`, `ambiguous_column`; nothing but our own words and
        headings close to them is told, since a file without heading has a person in its first line.
        `headings_only` where nothing stands below.
    """
    if grid.heading:
        _heading([grid.heading], [1], source, name)
    else:
        first = [grid.row(i) for i in range(min(HEADING_WITHIN, len(grid)))]
        top = _heading(first, grid.lines, source, name)
        grid = grid.below(top, [i for i in range(top) if any(cell.strip() for cell in first[i])])
    if not _any_filled(grid):
        raise DeliveryError([fault(name, "headings_only", line=grid.heading_line)])
    return grid


def places(
    heading: Sequence[str], columns: Mapping[str, str | tuple[str, ...]]
) -> dict[str, tuple[int, str]]:
    """For each of our columns the field it stands in, and which of its headings is that of this file."""
    head = _spelled(heading)
    return {
        ours: next((head.index(spelling(text)), text) for text in _written(named) if spelling(text) in head)
        for ours, named in columns.items()
    }


def _written(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else named


def _spelled(cells: Sequence[str]) -> list[str]:
    return [spelling(cell.lstrip("\ufeff")) for cell in cells]


def _heading(rows: list[list[str]], lines: Sequence[int], source, name: str) -> int:
    """Index of the heading among the first rows."""
    wanted = {ours: [spelling(text) for text in _written(named)] for ours, named in source.columns.items()}
    known = {text for texts in wanted.values() for text in texts}
    head = [_spelled(row) for row in rows]
    hits = [len(set(row) & known) for row in head]
    at = max(range(len(head)), key=lambda i: (hits[i], -i))
    missing = [ours for ours, texts in wanted.items() if not set(texts) & set(head[at])]
    line = int(lines[at])
    if missing and (other := _other_delimiter(rows, source.delimiter, known, hits[at])):
        shown = "a tab" if other == "\t" else f"'{other}'"
        raise DeliveryError([fault(name, "wrong_delimiter", f"it seems to be {shown}", line)])
    if missing and not hits[at]:
        names = ", ".join(f"'{_written(named)[0]}'" for named in source.columns.values())
        detail = f"none of them is; does the file begin with {names}?"
        told = fault(name, "missing_column", detail, line)
        likely = _likely(rows)
        unfit = () if likely is None else _unfit(source, rows, likely)
        headings = () if likely is None else _cells(rows[likely])
        raise DeliveryError([told._replace(missing=tuple(missing), headings=headings, unfit=unfit)])
    if missing:
        told = [_missing(name, line, ours, _written(source.columns[ours]), head[at]) for ours in missing]
        unfit = _unfit(source, rows, at)
        raise DeliveryError([f._replace(headings=_cells(rows[at]), unfit=unfit) for f in told])
    found = [
        [text for text in _written(named) for cell in head[at] if cell == spelling(text)]
        for named in source.columns.values()
    ]
    if twice := [" and ".join(dict.fromkeys(texts)) for texts in found if len(texts) > 1]:
        raise DeliveryError([fault(name, "ambiguous_column", texts, line) for texts in twice])
    return at


def _other_delimiter(rows, delimiter: str, known: set[str], hits: int) -> str | None:
    for other in DELIMITERS:
        if other != delimiter != AUTO:
            split = [{spelling(c.strip('"\ufeff')) for c in delimiter.join(row).split(other)} for row in rows]
            if max(len(cells & known) for cells in split) > max(hits, 1):
                return other
    return None


def _missing(name: str, line: int, ours: str, written: tuple[str, ...], head: list[str]):
    candidates = [h for h in head if not re.search(r"[\d@]", h)]
    close = [near for text in written for near in get_close_matches(spelling(text), candidates, 1, 0.7)]
    detail = f"{ours} = " + " or ".join(f"'{text}'" for text in written)
    detail += f"; the nearest heading is '{close[0]}'" if close else ""
    return fault(name, "missing_column", detail, line)._replace(missing=(ours,))


def _cells(row: Sequence[str]) -> tuple[str, ...]:
    """The headings of a row, as they stand."""
    return tuple(" ".join(cell.lstrip("\ufeff").split()) for cell in row if cell.strip())


def _unfit(source, rows: list[list[str]], at: int) -> tuple[tuple[str, str], ...]:
    """Of which columns of ours the headings at `at` are not, by the rows below it."""
    return fitting.unfit(source, rows[at], zip_longest(*rows[at + 1 :], fillvalue=""))


def _likely(rows: list[list[str]]) -> int | None:
    """The heading of a file that holds none of the config's: a row of words that exports use, without any figure."""
    for at, row in enumerate(map(_cells, rows)):
        if len(hints.known(row)) >= hints.ENOUGH and not any(re.search(r"\d|@", cell) for cell in row):
            return at
    return None


def no_data(grid: Grid, rows: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Codes of `rows` that are no data: blank, the heading again, a sum or a note; else empty text.

    Parameters
    ----------
    person : of each of `rows`, whether it should bear a person and bears none, so that few filled fields are a
        note and a sum may stand in any of them.
    """
    head = [spelling(cell) for cell in grid.heading]
    filled, alike = np.zeros(len(rows), np.int32), np.zeros(len(rows), np.int32)
    again, total = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    count = grid.count()[rows]

    def look(at: int, mine, blank, known, same, sums) -> None:
        """What the fields at one place add to what is known of the rows `mine`."""
        first = ~blank & (filled[mine] == 0)
        again[mine] |= first & known
        total[mine] |= ~blank & sums & (person[mine] | first)
        alike[mine] += same & (at < count[mine])
        filled[mine] += ~blank

    for at, column in enumerate(grid.columns):
        codes = column.codes[rows]
        there = np.flatnonzero(used(codes, len(column.categories)))
        told = np.zeros((len(column.categories), 4), bool)
        if len(there):
            told[there] = [_told(text, at, head) for text in column.categories[there].tolist()]
        look(at, slice(None), *(taken(about, codes) for about in told.T))
    for row, cells in grid.beyond.items():
        mine = np.flatnonzero(rows == row)
        for at, text in enumerate(cells, len(grid.columns)):
            look(at, mine, *np.array(_told(text, at, head)))
    few = (filled <= max(1, len(head) // 5)) & (len(head) > 2)
    return np.select(
        [filled == 0, again & (alike > len(head) / 2), total, few],
        ["blank_row", "repeated_heading", "sum_row", "footer"],
        "",
    )


def _told(text: str, at: int, head: list[str]) -> tuple[bool, bool, bool, bool]:
    """Whether a cell is blank, is a heading, is the heading of its column, begins a sum."""
    spelled = spelling(text)
    same = at < len(head) and spelled == head[at]
    return not spelled, spelled in head, same, _SUM.match(text.strip()) is not None


def is_cut(grid: Grid) -> bool:
    """Whether the last row, whose line was not ended, is only the beginning of a row.

    It is where it lacks fields, or where its last field looks like none above it: another pattern of digits and
    letters, or without the end that all of them share. A field cut to what others look like is not seen.
    """
    at, head = len(grid) - 1, [spelling(cell) for cell in grid.heading]
    last, others = grid.row(at), at - grid.above
    if len(last) < len(head):
        return no_data(grid, np.array([at]), np.array([True]))[0] != "sum_row"
    alike = np.flatnonzero(grid.count()[grid.above : at] == len(last)) + grid.above
    column = grid.column(len(last) - 1)
    there = used(column.codes[alike], len(column.categories))
    above = {text for text in column.categories[there].tolist() if spelling(text) != head[-1]}
    end = _common_end(above)
    if others < (FEW if len(end) >= TELLING else ENOUGH) or last[-1] in above:
        return False
    return not last[-1].endswith(end) or (
        others >= ENOUGH and _shape(last[-1]) not in set(map(_shape, above))
    )


def _common_end(texts: set[str]) -> str:
    """What all texts that are not empty end with."""
    backwards = sorted(text[::-1] for text in texts if text)
    if not backwards:
        return ""
    pairs = zip(backwards[0], backwards[-1])
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))[::-1]


def _shape(value: str) -> str:
    """Digits as 9, words as a."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", value))


def _any_filled(grid: Grid) -> bool:
    """Whether a row below the heading holds more than blanks."""
    columns = (_filled(column)[grid.above :].any() for column in grid.columns)
    return any(columns) or any(
        cell.strip() for row, cells in grid.beyond.items() if row >= grid.above for cell in cells
    )


def filled_from(grid: Grid, at: int) -> np.ndarray:
    """Rows that hold more than blanks in the column at some place or right of it."""
    found = np.zeros(len(grid), bool)
    for column in grid.columns[at:]:
        found |= _filled(column)
    for row, cells in grid.beyond.items():
        found[row] |= any(cell.strip() for cell in cells[max(at - len(grid.columns), 0) :])
    return found


def _filled(column: pd.Categorical) -> np.ndarray:
    return taken(np.array([bool(text.strip()) for text in column.categories.tolist()], bool), column.codes)
