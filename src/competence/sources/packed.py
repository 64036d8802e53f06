"""Columns that are held compressed until somebody looks at them.

What a delivery says stands there month after month: so held, a row takes a fraction of its room. A column is laid out
anew each time it is asked for, so whoever needs it more than once keeps what they got.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from competence.schema import Table

POOL = pa.system_memory_pool()  # shares what it frees with numpy
ROWS, FIRST = 1 << 18, 1 << 12  # of a piece; of the first one, of which rows are looked at one by one
SMALL = 1 << 12  # bytes that are not worth it
_CODEC = pa.Codec("zstd", compression_level=1)


class _Piece(NamedTuple):
    """So many numbers: as they are, or compressed (whole numbers of four bytes and more by their differences)."""

    held: np.ndarray | bytes
    dtype: np.dtype
    count: int

    @classmethod
    def of(cls, numbers: np.ndarray) -> _Piece:
        if numbers.nbytes < SMALL:
            # A view would hold all that it is of.
            return cls(numbers if numbers.base is None else numbers.copy(), numbers.dtype, len(numbers))
        bare = np.ascontiguousarray(numbers)
        if (whole := _whole(numbers.dtype)) is not None:
            bare = np.diff(bare.view(whole), prepend=whole.type(0))
        return cls(_CODEC.compress(bare.view(np.uint8), asbytes=True), numbers.dtype, len(numbers))

    def numbers(self) -> np.ndarray:
        if isinstance(self.held, np.ndarray):
            return self.held
        told = _CODEC.decompress(self.held, self.count * self.dtype.itemsize, memory_pool=POOL)
        if (whole := _whole(self.dtype)) is None:
            return np.frombuffer(told, self.dtype).copy()  # what is only to be read some of pandas refuses
        return np.cumsum(np.frombuffer(told, whole), dtype=whole).view(self.dtype)


def _whole(dtype: np.dtype) -> np.dtype | None:
    """What numbers are counted in whose differences are held; None where they are held as they are."""
    return np.dtype(f"i{dtype.itemsize}") if dtype.kind in "iuM" and dtype.itemsize >= 4 else None


class Numbers:
    """Numbers that are added piece by piece, held compressed and as narrow as they came."""

    def __init__(self, pieces: Sequence[_Piece] = ()) -> None:
        self._pieces = list(pieces)
        self._fresh: list[np.ndarray] = []
        self._waiting = 0

    @classmethod
    def of(cls, numbers: np.ndarray) -> Numbers:
        """Those of an array."""
        starts = [0, *range(FIRST, len(numbers), ROWS)]
        parts = [numbers[a:b] for a, b in zip(starts, [*starts[1:], len(numbers)])]
        # What need not be compressed stays in one piece.
        return cls(map(_Piece.of, [numbers] if numbers.nbytes < SMALL else parts))

    def __len__(self) -> int:
        return sum(piece.count for piece in self._pieces) + self._waiting

    def add(self, more: np.ndarray) -> None:
        """More of them."""
        self._fresh.append(more)
        self._waiting += len(more)
        if self._waiting >= (ROWS if self._pieces else FIRST):
            self._close()

    def _close(self) -> None:
        if self._fresh:
            self._pieces.append(_Piece.of(np.concatenate(self._fresh)))
            self._fresh, self._waiting = [], 0

    def array(self, first: int = 0, last: int | None = None) -> np.ndarray:
        """All of them, or those from `first` until before `last`; not to be written to."""
        self._close()
        if len(self._pieces) == 1:
            return self._pieces[0].numbers()[first:last]
        dtypes = {piece.dtype for piece in self._pieces} or {np.dtype(np.int8)}
        last = len(self) if last is None else min(last, len(self))
        found, at = np.zeros(max(last - first, 0), np.result_type(*dtypes)), 0
        for piece in self._pieces:
            here = slice(max(first - at, 0), max(last - at, 0))
            if here.start < min(here.stop, piece.count):
                part = piece.numbers()[here]
                if (
                    part.dtype.kind == "M" or part.any()
                ):  # a page of noughts that nobody writes to takes no room
                    found[at + here.start - first :][: len(part)] = part
            at += piece.count
        return found

    def __getitem__(self, at: int):
        """One of them."""
        self._close()
        at += len(self) if at < 0 else 0
        for piece in self._pieces:
            if at < piece.count:
                return piece.numbers()[at]
            at -= piece.count
        raise IndexError(at)

    def below(self, top: int, kept: Sequence[int]) -> Numbers:
        """Those after the place `top`; of the ones before it those at the places `kept`."""
        self._close()
        head, count = [], 0
        while self._pieces[len(head) :] and count <= top:
            head.append(self._pieces[len(head)])
            count += head[-1].count
        first = Numbers(head).array()
        first = np.concatenate([first[list(kept)], first[top + 1 :]])
        return Numbers([_Piece.of(first), *self._pieces[len(head) :]])


class Packed:
    """A column of categories, numbers or days, held compressed; one of anything else as it is."""

    def __init__(self, numbers: Numbers | None, words=None, missing: Numbers | None = None, whole=None):
        self._numbers, self._words, self._missing, self._whole = numbers, words, missing, whole

    @classmethod
    def of(cls, column) -> Packed:
        """A column of any of these kinds."""
        if isinstance(column, Packed):
            return column
        held = column.array if isinstance(column, pd.Series) else column
        if isinstance(held, pd.Categorical):
            return cls.coded(Numbers.of(held.codes), held.dtype)
        if isinstance(held, pd.arrays.IntegerArray):
            return cls(Numbers.of(held._data), missing=Numbers.of(held._mask))
        if isinstance(held, pd.arrays.NumpyExtensionArray | pd.arrays.DatetimeArray):
            held = held.to_numpy()
        if isinstance(held, np.ndarray) and held.dtype.kind in "iufbM":
            return cls(Numbers.of(held))
        return cls(None, whole=held)

    @classmethod
    def coded(cls, codes: Numbers, words: pd.CategoricalDtype) -> Packed:
        """Categories by their numbers (-1 = null)."""
        return cls(codes, words)

    def __len__(self) -> int:
        return len(self._whole if self._numbers is None else self._numbers)

    @property
    def categories(self) -> pd.Index:
        """The words of a column of categories."""
        return self._words.categories

    @property
    def codes(self) -> np.ndarray:
        """Row by row which of its words a column of categories holds."""
        return self._numbers.array()

    def array(self, first: int = 0, last: int | None = None):
        """The column laid out, or its rows from `first` until before `last`; not to be written to."""
        if self._numbers is None:
            return self._whole if first == 0 and last is None else self._whole[first:last]
        numbers = self._numbers.array(first, last)
        if self._words is not None:
            return pd.Categorical.from_codes(numbers, dtype=self._words, validate=False)
        if self._missing is not None:
            return pd.arrays.IntegerArray(numbers, self._missing.array(first, last), copy=True)
        return numbers

    def __getitem__(self, at: int):
        """What one row holds."""
        if self._words is None:
            return self.array()[at]
        code = self._numbers[at]
        return self._words.categories[code] if code >= 0 else None

    def below(self, top: int, kept: Sequence[int]) -> Packed:
        """The rows below `top`, of a column of categories; of those above it the `kept` ones."""
        return Packed.coded(self._numbers.below(top, kept), self._words)


class PackedFrame:
    """Columns of one length by name, each held compressed; looked at like a frame whose rows are numbered from 0."""

    def __init__(self, columns: Mapping[str, object]):
        """`columns` : arrays, series or `Packed`."""
        self._columns = {name: Packed.of(column) for name, column in columns.items()}

    @classmethod
    def of(cls, frame: pd.DataFrame) -> PackedFrame:
        """The columns of a frame."""
        return cls({name: frame[name] for name in frame.columns})

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))) if self._columns else 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._columns)

    @property
    def index(self) -> pd.RangeIndex:
        """The numbers of the rows."""
        return pd.RangeIndex(len(self))

    def packed(self, name: str) -> Packed:
        """A column as it is held."""
        return self._columns[name]

    def __getitem__(self, name: str) -> pd.Series:
        """A column laid out."""
        return pd.Series(self._columns[name].array(), name=name, copy=False)

    def assign(self, **columns) -> PackedFrame:
        """The same with some columns in place of those of their names, or beside them."""
        return PackedFrame({**self._columns, **columns})

    def take(self, rows: np.ndarray | slice, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Some rows (a mask, or their numbers) of some columns, laid out."""
        if isinstance(rows, np.ndarray) and rows.dtype.kind == "b":
            rows = np.flatnonzero(rows)
        return pd.DataFrame({n: self[n].array[rows] for n in (self if names is None else names)}, copy=False)

    def parts(self, names: Iterable[str] | None = None) -> Iterator[pd.DataFrame]:
        """Some columns, or all of them, laid out, some rows after others."""
        names = list(self if names is None else names)
        for first, last in zip(
            [0, *range(FIRST, len(self), ROWS)], [*range(FIRST, len(self), ROWS), len(self)]
        ):
            columns = {name: self._columns[name].array(first, last) for name in names}
            yield pd.DataFrame(columns, copy=False)

    def checked(self, table: Table) -> PackedFrame:
        """The same as `table.check` gives it; without room for all of it where it is already in order."""
        before = None
        for part in self.parts():
            pair = part.iloc[:1] if before is None else pd.concat([before, part.iloc[:1]], ignore_index=True)
            if not table.check(part).equals(part) or not table.check(pair).equals(pair):
                return PackedFrame.of(table.check(self.frame()))
            before = part.iloc[-1:]
        return self

    def frame(self, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Some columns, or all of them, laid out."""
        return pd.DataFrame({n: self[n].array for n in (self if names is None else names)}, copy=False)

    def __repr__(self) -> str:
        return f"PackedFrame({len(self)} rows, {len(self._columns)} columns)"

    _repr_html_ = None
