"""The character that parts the fields of a text file, where the config leaves it to the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from competence.config import spelling

AUTO = "auto"
DELIMITERS = (";", "\t", "|", ",")  # the likelier first: commas stand in decimals and names too
_HEAD, _LINES = 1 << 16, 20  # bytes and lines that are looked at: title lines may stand above the heading


def delimiter(file: BinaryIO, encoding: str, source) -> str:
    """What the config says; else the character that finds most of its headings, else one that most lines hold.

    source : what says `delimiter` and, where it has headings, `columns`.
    """
    if source.delimiter != AUTO:
        return source.delimiter
    file.seek(0)
    head = file.read(_HEAD).decode(encoding, "ignore").lstrip("\ufeff")
    lines = [line for line in head.splitlines()[:_LINES] if line.strip()]
    known = {spelling(text) for text in _written(getattr(source, "columns", {}).values())}

    def likely(mark: str) -> tuple[int, bool, int]:
        found = max(
            (len(known & {spelling(c.strip('" ')) for c in line.split(mark)}) for line in lines), default=0
        )
        return found, 2 * sum(mark in line for line in lines) >= len(lines), -DELIMITERS.index(mark)

    return max(DELIMITERS, key=likely)


def _written(headings: Iterable[str | tuple[str, ...]]) -> Iterable[str]:
    for named in headings:
        yield from (named,) if isinstance(named, str) else named
