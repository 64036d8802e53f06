"""Delivered files: columns of text joined to lines fast, and written in the encoding the system has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from competence.run import files


def coded(words, codes) -> np.ndarray:
    """Text by code."""
    return np.asarray(words, dtype=object)[np.asarray(codes)]


def dates(days: np.ndarray, form: str, *, empty: int | None = None, blank: str = "") -> np.ndarray:
    """Day numbers as text: `form` is `2024-01-01` or `20240101`; `empty` days are `blank`."""
    unique, where = np.unique(days, return_inverse=True)
    text = np.array([str(np.datetime64(int(d), "D")) if d != empty else blank for d in unique], dtype=object)
    if form == "20240101":
        text = np.array([t.replace("-", "") if d != empty else t for d, t in zip(unique, text)], dtype=object)
    return text[where]


def decimals(values: np.ndarray, places: int, mark: str = ",") -> np.ndarray:
    """Numbers as text."""
    unique, where = np.unique(values, return_inverse=True)
    return np.array([f"{v:.{places}f}".replace(".", mark) for v in unique], dtype=object)[where]


def join(columns: list, delimiter: str) -> list[str]:
    """Columns of text to lines."""
    import pyarrow as pa
    import pyarrow.compute as pc

    arrays = [pa.array(np.asarray(c, dtype=object), pa.large_string()) for c in columns]
    mark = pa.scalar(delimiter, pa.large_string())
    return pc.binary_join_element_wise(*arrays, mark).to_pylist()


@dataclass
class Sheet:
    """One file in the making: a heading, lines, and how many of each planted kind of row it holds."""

    name: str
    heading: list[str]
    delimiter: str = ";"
    encoding: str = "utf-8"
    lines: list[str] = field(default_factory=list)
    planted: dict[str, int] = field(default_factory=dict)

    def add(self, columns: list) -> None:
        """Append rows given by column."""
        self.lines += join(columns, self.delimiter)

    def plant(self, rng, kind: str, lines: list[str]) -> None:
        """Insert rows at random places and note how many."""
        self.planted[kind] = self.planted.get(kind, 0) + len(lines)
        if not lines:
            return
        where = np.sort(rng.integers(0, len(self.lines) + 1, len(lines)))[::-1]
        for at, line in zip(where, reversed(lines)):
            self.lines.insert(int(at), line)

    def foot(self, kind: str, lines: list[str]) -> None:
        """Append rows below the last."""
        self.planted[kind] = self.planted.get(kind, 0) + len(lines)
        self.lines += lines

    def repeat(self, rng, count: int) -> None:
        """Plant exact copies of `count` rows."""
        if self.lines:
            chosen = rng.choice(len(self.lines), min(count, len(self.lines)), replace=False)
            self.plant(rng, "duplicate", [self.lines[int(i)] for i in np.sort(chosen)])

    def write(self, folder: Path) -> None:
        """Write the file, readable by its owner only."""
        text = "\r\n".join([self.delimiter.join(self.heading), *self.lines]) + "\r\n"
        files.write_bytes(folder / self.name, text.encode(self.encoding), files.PRIVATE)
