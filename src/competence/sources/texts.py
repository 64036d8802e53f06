"""Columns of text as distinct texts and numbers of them: what is asked of a text is asked once.

Tables are looked up in slices, since numpy widens the numbers that it looks up by to eight bytes each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

_SLICE = 1 << 18  # rows


Column = pd.Series | pd.Categorical  # of texts


def distinct(column: Column) -> tuple[np.ndarray, Sequence[str]]:
    """For each row which of the distinct texts it holds (-1 = null), and these."""
    held = column.array if isinstance(column, pd.Series) else column
    if isinstance(held, pd.Categorical):
        return held.codes, held.categories.tolist()
    codes, texts = pd.factorize(held)
    return codes, texts.tolist()


def each(column: Column, function: Callable[[str], object]) -> np.ndarray:
    """`function` of every text, computed once for each distinct one; object array, one a row."""
    codes, texts = distinct(column)
    results = np.empty(len(texts) + 1, dtype=object)  # the last one, None, is that of nulls
    for i, text in enumerate(texts):
        results[i] = function(text)
    return taken(results, codes)


def flags(column: Column, function: Callable[[str], object]) -> np.ndarray:
    """Whether `function` holds of each row's text; a null is False."""
    codes, texts = distinct(column)
    return taken(np.array([*(bool(function(text)) for text in texts), False]), codes)


def numbers(column: Column, function: Callable[[str], float | None]) -> np.ndarray:
    """The numbers that `function` reads in the texts; none is NaN."""
    codes, texts = distinct(column)
    return taken(np.array([*(function(text) for text in texts), None], dtype=float), codes)


def mapped(column: Column, function: Callable[[str], str | None]) -> pd.Categorical:
    """The words that `function` makes of the texts; None is null."""
    codes, texts = distinct(column)
    words = [function(text) for text in texts]
    if isinstance(column, pd.Categorical) and words == texts:
        return column
    return relabelled((codes, texts), words)


def relabelled(
    column: Column | tuple[np.ndarray, Sequence[str]],
    words: Sequence[str | None],
    dtype: pd.CategoricalDtype | None = None,
) -> pd.Categorical:
    """A column with a word for each of its distinct texts, in their order; None is null.

    dtype : the words that there may be; by default those that there are.
    """
    codes = column[0] if isinstance(column, tuple) else distinct(column)[0]
    words = np.array([*words, None], dtype=object)
    if dtype is None:
        number, found = pd.factorize(words)
        dtype = pd.CategoricalDtype(pd.Index(found, dtype="str"))
    else:
        number = dtype.categories.get_indexer(words)
    narrow = np.min_scalar_type(-max(len(dtype.categories), 1))
    return pd.Categorical.from_codes(taken(number.astype(narrow), codes), dtype=dtype, validate=False)


def chosen(rows: np.ndarray, column: Column, other: Column) -> pd.Categorical:
    """The words of a column, but in some rows those of another."""
    (codes, texts), (codes_too, texts_too) = distinct(column), distinct(other)
    words = list(dict.fromkeys([*texts, *texts_too]))
    number = {word: i for i, word in enumerate(words)}
    narrow = np.min_scalar_type(-max(len(words), 1))
    mine, theirs = (np.array([*(number[w] for w in held), -1], narrow) for held in (texts, texts_too))
    found = taken(mine, codes)
    found[rows] = taken(theirs, codes_too[rows])
    dtype = pd.CategoricalDtype(pd.Index(words, dtype="str"))
    return pruned(pd.Categorical.from_codes(found, dtype=dtype, validate=False))


def combinations(columns: Sequence[Column]) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """For each row which of the combinations of several columns' texts it holds, and these."""
    parts = [distinct(column) for column in columns]
    rows = len(parts[0][0])
    which, number = np.empty(rows, np.int32), {}
    for first in range(0, rows, _SLICE):
        key = np.zeros(min(_SLICE, rows - first), np.int64)
        for codes, texts in parts:
            key *= max(len(texts), 1)
            key += codes[first : first + _SLICE]
        mine, told = pd.factorize(key)
        which[first : first + _SLICE] = np.array([number.setdefault(k, len(number)) for k in told.tolist()])[
            mine
        ]
    keys, held = np.array(list(number), np.int64), []
    for _, texts in reversed(parts):
        keys, number = np.divmod(keys, max(len(texts), 1))
        held.append([texts[i] for i in number])
    return which, list(zip(*reversed(held)))


def replaced(column, rows: np.ndarray, value):
    """A column of categories or numbers with one value in some rows."""
    column = column.copy()
    if isinstance(column, pd.Categorical) and value is not None and value not in column.categories:
        column = column.add_categories([value])
    column[rows] = value
    return column


def taken(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """What a table holds at each of the codes; -1 is the last one."""
    found = np.empty(len(codes), table.dtype)
    for first in range(0, len(codes), _SLICE):
        part = slice(first, first + _SLICE)
        found[part] = table[codes[part]]
    return found


def used(codes: np.ndarray, texts: int) -> np.ndarray:
    """Which of so many texts some row holds."""
    found = np.zeros(texts + 1, bool)
    for first in range(0, len(codes), _SLICE):
        found[codes[first : first + _SLICE]] = True
    return found[:-1]


def counted(codes: np.ndarray, texts: int) -> np.ndarray:
    """By how many rows each of so many texts is held; nulls are not counted."""
    found = np.zeros(texts + 1, np.int64)
    for first in range(0, len(codes), _SLICE):
        part = codes[first : first + _SLICE]
        found += np.bincount(np.where(part < 0, texts, part), minlength=texts + 1)
    return found[:-1]


def pruned(column: pd.Categorical) -> pd.Categorical:
    """A column without the texts that no row holds."""
    there = used(column.codes, len(column.categories))
    if there.all():
        return column
    number = np.append(np.cumsum(there) - 1, -1)
    dtype = pd.CategoricalDtype(column.categories[there])
    narrow = np.min_scalar_type(-max(there.sum(), 1))
    return pd.Categorical.from_codes(taken(number.astype(narrow), column.codes), dtype=dtype, validate=False)
