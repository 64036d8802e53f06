"""Columns that a table can do without and that cannot be read: set aside as a whole, so that no row is lost by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.config.deliveries import SOURCE_COLUMNS

RULE = "column_unreadable"
FEWEST, SHARE = 20, 0.5  # so many cells that are filled in, and more than this share of them unread
# Without its last day a row would go on for ever: what cannot be read of these costs the row.
_LAST_DAYS = frozenset(("end", "to", "valid_to"))


@dataclass(frozen=True)
class Unreadable:
    """A column that is read as if it were not delivered.

    `column`, `heading` : ours, and the file's. `line` of `file` : the first that could not be read. `rows` of
    `filled` could not. `expected` : what the column should hold.
    """

    source: str
    column: str
    heading: str
    file: str
    line: int
    rows: int
    filled: int
    expected: str


def is_unreadable(source, column: str, bad: np.ndarray, filled: np.ndarray) -> bool:
    """Whether a column goes as a whole; `bad`, `filled` : by row of data, whether it cannot be read, holds anything."""
    _, may = SOURCE_COLUMNS.get(source.table, ((), ()))
    if column not in may or column not in source.columns or column in _LAST_DAYS:
        return False
    return filled.sum() >= FEWEST and bad.sum() > SHARE * filled.sum()
