"""Columns held compressed come back as they were, in little room."""

import numpy as np
import pandas as pd
import pytest

from competence.schema import Table, TableError, count, small
from competence.sources.packed import FIRST, ROWS, Numbers, Packed, PackedFrame

LONG = FIRST + ROWS + 17  # rows of three pieces
COLUMNS = {
    "whole": lambda n, rng: rng.integers(-(10**9), 10**9, n),
    "narrow": lambda n, rng: rng.integers(0, 100, n).astype(np.int8),
    "share": lambda n, rng: np.where(rng.random(n) < 0.1, np.nan, rng.random(n)),
    "flag": lambda n, rng: rng.random(n) < 0.5,
    "day": lambda n, rng: np.where(
        rng.random(n) < 0.1, np.datetime64("NaT"), np.datetime64("2020-01-31", "us") + rng.integers(0, 999, n)
    ),
    "word": lambda n, rng: pd.Categorical.from_codes(rng.integers(-1, 3, n), ["a", "b", "c"]),
    "small": lambda n, rng: pd.array(np.where(rng.random(n) < 0.1, None, rng.integers(0, 99, n)), "Int16"),
    "text": lambda n, rng: pd.array(rng.integers(0, 9, n).astype(str), "str"),
}


@pytest.mark.parametrize("rows", [0, 1, 5000, LONG])
@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_comes_back_as_it_was(kind, rows):
    column = COLUMNS[kind](rows, np.random.default_rng(1))
    held = PackedFrame({kind: column, "row": np.arange(rows)})
    pd.testing.assert_series_equal(held[kind], pd.Series(column, name=kind))
    some = np.arange(rows)[::3]
    pd.testing.assert_frame_equal(
        held.take(some),
        pd.DataFrame({kind: column, "row": np.arange(rows)}).take(some).reset_index(drop=True),
    )


@pytest.mark.parametrize("rows", [30, LONG])
def test_rows_below_a_heading_and_single_ones(rows):
    column = COLUMNS["word"](rows, np.random.default_rng(2))
    held = Packed.of(column)
    below = held.below(12, [2, 5]).array()
    assert list(below[:20]) == [column[2], column[5], *column[13:31]][: len(below)]
    assert len(below) == rows - 13 + 2 and (below[2:].codes == column.codes[13:]).all()
    assert [held[i] for i in (0, 7, rows - 1)] == [
        c if isinstance(c, str) else None for c in column[[0, 7, -1]]
    ]


def test_numbers_added_piece_by_piece_are_as_wide_as_the_widest():
    held, given = Numbers(), []
    for dtype in (np.int8, np.int32, np.int16):
        given.append(np.arange(FIRST * 3).astype(dtype))
        held.add(given[-1])
    assert len(held) == FIRST * 9
    np.testing.assert_array_equal(held.array(), np.concatenate(given))


def test_what_recurs_month_by_month_takes_a_fifth_of_the_room():
    month = np.random.default_rng(3).permutation(40_000).astype(np.int32)
    held = Numbers.of(np.tile(month, 24))
    room = sum(
        len(piece.held) if isinstance(piece.held, bytes) else piece.held.nbytes for piece in held._pieces
    )
    assert room < month.nbytes * 24 / 5


@pytest.mark.parametrize("swapped", [None, (0, 1), (FIRST - 1, FIRST)])
def test_a_checked_table_is_in_order_within_its_pieces_and_between_them(swapped):
    table = Table("t", "", (small("a", ""), count("n", "")), ("a", "n"))
    frame = table.check(
        pd.DataFrame({"a": pd.array([None, 1, 2] * 2000, "Int16"), "n": np.repeat(np.arange(2000), 3)})
    )
    rows = np.arange(len(frame))
    if swapped:
        rows[list(swapped)] = swapped[::-1]
    held = PackedFrame.of(frame.take(rows).reset_index(drop=True))
    pd.testing.assert_frame_equal(held.checked(table).frame(), frame)
    with pytest.raises(TableError):
        PackedFrame.of(frame.take([*rows, 0]).reset_index(drop=True)).checked(table)
