"""Where each key and list element of a TOML text stands: `tomllib` reads values and forgets the lines."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Place = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_TEXT = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
# A date and its time may be parted by a blank; anything else bare ends at one.
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^,\]}\s#]*|[^,\]}\s#]+")


class Lines:
    """Line numbers of a TOML text that `tomllib` has accepted (the scan trusts its syntax)."""

    def __init__(self, text: str):
        self.at: dict[Place, int] = {}
        self._text = text
        self._ends = [i for i, c in enumerate(text) if c == "\n"]
        self._pos = 0
        self._latest: dict[Place, int] = {}
        self._read()

    def find(self, place: Place) -> int | None:
        """Line of the nearest known place at or above `place`."""
        while place:
            if place in self.at:
                return self.at[place]
            place = place[:-1]
        return None

    def _read(self) -> None:
        section: Place = ()
        while self._skip(_BLANK) is not None and self._pos < len(self._text):
            if self._text[self._pos] == "[":
                section = self._heading()
            else:
                self._pair(section)

    def _skip(self, pattern: re.Pattern) -> str | None:
        match = pattern.match(self._text, self._pos)
        if match:
            self._pos = match.end()
        return match and match[0]

    def _mark(self, place: Place, start: int) -> None:
        self.at.setdefault(place, bisect_right(self._ends, start - 1) + 1)

    def _heading(self) -> Place:
        """Place of `[a.b]` or `[[a.b]]`; a heading under an array of tables belongs to its latest entry."""
        start, new = self._pos, self._text.startswith("[[", self._pos)
        self._pos += 1 + new
        self._skip(_BLANK)
        parts = self._key()
        self._skip(_BLANK)
        self._pos += 1 + new
        place: Place = ()
        for i, part in enumerate(parts):
            place = (*place, part)
            self._mark(place, start)
            if new and i == len(parts) - 1:
                self._latest[place] = self._latest.get(place, -1) + 1
            if place in self._latest:
                place = (*place, self._latest[place])
                self._mark(place, start)
        return place

    def _key(self) -> list[str]:
        parts = []
        while (part := self._skip(_KEY)) is not None:
            parts.append(next(iter(tomllib.loads(f"{part} = 0"))))
            if self._skip(_DOT) is None:
                break
        return parts

    def _pair(self, place: Place) -> None:
        start = self._pos
        for part in self._key():
            place = (*place, part)
            self._mark(place, start)
        if self._skip(_EQUALS) is None:  # never on TOML that was accepted; goes on all the same
            self._pos += 1
            return
        self._value(place)

    def _value(self, place: Place) -> None:
        opening = self._text[self._pos : self._pos + 1]
        if opening not in "[{" or not opening:
            if self._skip(_TEXT) is None and self._skip(_BARE) is None:
                self._pos += 1
            return
        self._pos += 1
        index = 0
        while self._skip(_BLANK) is not None and self._text[self._pos : self._pos + 1] not in "]}":
            if opening == "{":
                self._pair(place)
            else:
                self._mark((*place, index), self._pos)
                self._value((*place, index))
            index += 1
        self._pos += 1
