"""Delimited text (CSV, TSV) into a grid: by pyarrow where its quoting is clean, by Python's csv where it is odd.

Both ways split alike: a field is quoted where it begins with a mark, a doubled mark within is one mark, rows end
at line ends outside of marks. A file whose marks do not pair up like that is read with the marks as text.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from competence.sources import delimiters, text
from competence.sources.building import FIRST, Builder, from_rows, usual_width
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid
from competence.sources.packed import POOL
from competence.sources.splitting import LONGEST, Block, Odd, whole_rows

_PARSED = 1 << 20  # bytes parsed at once, so that they stay in the processor's cache


def grid(file: BinaryIO, name: str, source) -> Grid:
    """The rows of a text file that can be read twice, each with the line it began on; none is a heading yet.

    Parameters
    ----------
    source : what says `delimiter` and `encoding`.

    Raises
    ------
    DeliveryError : `empty_file`, `not_text`, `wrong_encoding`, `cut_in_character`, `cut_in_row`, `too_large`.
    """
    encoding = text.encoding(file, source.encoding, name)
    delimiter = delimiters.delimiter(file, encoding, source)
    if delimiter.isascii():
        try:
            return _quick(file, encoding, delimiter, name)
        except (Odd, pa.ArrowInvalid):
            pass
    return _careful(file, encoding, delimiter, name)


def _quick(file: BinaryIO, encoding: str, delimiter: str, name: str) -> Grid:
    pieces, held_in = text.ascii_based(file, encoding)
    blocks = whole_rows(pieces, delimiter)
    first = next(blocks, None)
    if first is None:  # marks and blanks only
        raise Odd
    width = usual_width([range(count) for count in first.fields[:FIRST]])
    builder = Builder(width, name, held_in)
    for block, columns in _ahead(chain([first], blocks), width, delimiter):
        odd = {int(i): _cells(block, i, delimiter, held_in) for i in np.flatnonzero(block.fields != width)}
        builder.add(block.lines, columns, odd)
    return builder.grid(ended=block.data.endswith((b"\n", b"\r")), encoding=encoding)


def _cells(block: Block, row: int, delimiter: str, held_in: str) -> list[str]:
    """The fields of one row."""
    if not block.fields[row]:
        return []
    line = io.StringIO(block.row(row).decode(held_in), newline="")
    return next(csv.reader(line, delimiter=delimiter), [])


def _ahead(blocks: Iterator[Block], width: int, delimiter: str) -> Iterator[tuple[Block, list]]:
    """Each block with its columns; the next one is parsed meanwhile by another thread."""
    with ThreadPoolExecutor(1) as parser:
        waiting: deque = deque()
        for block in blocks:
            waiting.append((block, parser.submit(_columns, block, width, delimiter)))
            if len(waiting) > 1:
                done, columns = waiting.popleft()
                yield done, columns.result()
        for done, columns in waiting:
            yield done, columns.result()


def _columns(block: Block, width: int, delimiter: str) -> list[tuple[pa.Array, np.ndarray]]:
    """For each column the distinct texts and which of them each row of the usual width holds."""
    data = block.only(block.fields == width)
    if not data:
        return [(pa.array([], pa.binary()), np.zeros(0, np.int32))] * width
    names = [str(i) for i in range(width)]
    table = pc.read_csv(
        pa.BufferReader(data),
        pc.ReadOptions(use_threads=False, column_names=names, block_size=_PARSED),
        pc.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in data, ignore_empty_lines=False),
        pc.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.binary())),
            strings_can_be_null=False,
        ),
        memory_pool=POOL,
    ).unify_dictionaries(memory_pool=POOL)
    if len(table) != np.count_nonzero(block.fields == width):
        raise Odd
    return [
        (column.chunk(0).dictionary, np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks]))
        for column in table.columns
    ]


def _careful(file: BinaryIO, encoding: str, delimiter: str, name: str) -> Grid:
    """By Python's csv, row by row. A file that ends within marks is `cut_in_row`."""
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        rows = _Rows(file, encoding, delimiter, quoting, name)
        try:
            builder = from_rows(rows, name)
        except csv.Error:
            # A quotation mark that is none: read the marks as text. A file cut within them shows as a short row.
            continue
        if quoting == csv.QUOTE_NONE and not rows.ended and rows.last < rows.first:
            raise DeliveryError([fault(name, "cut_in_row", line=rows.line)])
        return builder.grid(ended=rows.ended, encoding=encoding)
    detail = f"a cell of more than {csv.field_size_limit():,} characters"
    raise DeliveryError([fault(name, "too_large", detail)])


class _Rows:
    """Rows by Python's csv with the line each began on; then whether the last line was ended."""

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str, quoting: int, name: str):
        self._file, self._encoding, self._name = file, encoding, name
        self._how = {"delimiter": delimiter, "quoting": quoting, "strict": True}
        self.ended, self.line, self.first, self.last = True, 1, -1, -1

    def __iter__(self) -> Iterator[tuple[list[str], int]]:
        self._file.seek(0)
        wrapped = io.TextIOWrapper(self._file, self._encoding, newline="")
        try:
            reader = csv.reader(self._lines(wrapped), **self._how)
            following = 1
            for row in reader:
                self.line, self.last = following, len(row)
                self.first = len(row) if self.first < 0 else self.first
                following = reader.line_num + 1
                yield row, self.line
        finally:
            wrapped.detach()

    def _lines(self, wrapped: io.TextIOWrapper) -> Iterator[str]:
        number = 0
        while line := wrapped.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                detail = f"a line of more than {LONGEST:,} characters"
                raise DeliveryError([fault(self._name, "too_large", detail, number)])
            if "\0" in line:
                raise DeliveryError([fault(self._name, "not_text", line=number)])
            self.ended = line.endswith(("\n", "\r"))
            yield line
