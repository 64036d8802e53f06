"""Tables with a column for each year, as statistics offices save them: one row stays one delivered row.

Every heading that is a year, or words and a year ("Folkmängd 2019"), becomes a column of ours (`persons 2019`).
A saved sheet names the columns of its labels not at all and says each label once, above the rows that it is of:
`#1` stands for the first column, and `fill_down` names those whose label goes on below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid, categorical
from competence.sources.packed import PackedFrame

HEADING_WITHIN = 20  # rows: title lines may stand above the heading
_YEAR = re.compile(r"(?:(.*\S)\s+)?((?:17|18|19|20|21)\d\d)")
_PLACE = re.compile(r"#(\d{1,3})")


def headed(grid: Grid, source, name: str) -> tuple[Grid, dict[str, str | tuple[str, ...]]]:
    """The grid with its heading, every place of ours named in it; and what to read, years among it.

    Raises
    ------
    DeliveryError : `missing_column` where no heading is a year, `ambiguous_column` where one is twice.
    """
    if not grid.heading:
        grid = _below_heading(grid, source)
    places = {
        ours: int(match[1]) - 1
        for ours, named in source.columns.items()
        if isinstance(named, str) and (match := _PLACE.fullmatch(named))
    }
    heading = list(grid.heading)
    for at in places.values():
        if at < len(heading):
            heading[at] = f"#{at + 1}"
    columns = dict(source.columns)
    filled = np.zeros(len(grid), bool)
    for ours, words in source.across.items():
        years = _years(heading, words, grid.heading_line, name)
        columns |= {f"{ours} {year}": heading[at] for year, at in years.items()}
        for at in years.values():
            filled |= _said(grid.column(at))
    down = [at for ours in source.fill_down if (at := _at(heading, columns.get(ours))) is not None]
    wanted = [
        _filled_down(column, filled, grid.above) if at in down else column
        for at, column in enumerate(grid.columns)
    ]
    return replace(grid, heading=heading, columns=wanted), columns


def _below_heading(grid: Grid, source) -> Grid:
    """The rows below the one among the first that has most years and headings of ours."""
    named = {spelling(text) for n in source.columns.values() for text in ((n,) if isinstance(n, str) else n)}
    rows = [grid.row(i) for i in range(min(HEADING_WITHIN, len(grid)))]
    hits = [sum(bool(_YEAR.fullmatch(c.strip())) or spelling(c) in named for c in row if c) for row in rows]
    top = max(range(len(rows)), key=lambda i: (hits[i], -i))
    return grid.below(top, [i for i in range(top) if any(cell.strip() for cell in rows[i])])


def _years(heading: list[str], words: str, line: int, name: str) -> dict[int, int]:
    """Places by year of the headings that end in one, with these words before it (empty: whatever they are)."""
    found: dict[int, int] = {}
    for at, cell in enumerate(heading):
        match = _YEAR.fullmatch(" ".join(cell.split()))
        if match is None or (words and spelling(match[1] or "") != spelling(words)):
            continue
        year = int(match[2])
        if year in found:
            raise DeliveryError(
                [fault(name, "ambiguous_column", f"{year} stands twice; name the words before it", line)]
            )
        found[year] = at
    if not found:
        told = f"'{words} 2024'" if words else "2024"
        raise DeliveryError([fault(name, "missing_column", f"no heading is a year, such as {told}", line)])
    return found


def _at(heading: list[str], named: str | tuple[str, ...] | None) -> int | None:
    texts = () if named is None else (named,) if isinstance(named, str) else named
    head = [spelling(cell) for cell in heading]
    return next((head.index(spelling(text)) for text in texts if spelling(text) in head), None)


def _said(column: pd.Categorical) -> np.ndarray:
    return np.array([bool(text.strip()) for text in column.categories], bool)[column.codes]


def _filled_down(column: pd.Categorical, rows: np.ndarray, above: int) -> pd.Categorical:
    """A label in each of the `rows` below the one that it stands in."""
    said = _said(column)
    said[:above] = False
    last = np.maximum.accumulate(np.where(said, np.arange(len(column)), -1))
    gaps = rows & ~said & (last >= 0)
    codes = column.codes.astype(np.int64)
    codes[gaps] = codes[last[gaps]]
    return categorical(codes, list(column.categories))


def columns_of(frame: PackedFrame, across: Mapping[str, str]) -> dict[str, dict[int, str]]:
    """For each of ours that is spread over years, the frame's columns by year."""
    found: dict[str, dict[int, str]] = {}
    for ours in across:
        years = {
            int(c.removeprefix(f"{ours} ")): c for c in frame.columns if re.fullmatch(rf"{ours} \d{{4}}", c)
        }
        found[ours] = dict(sorted(years.items()))
    return found
