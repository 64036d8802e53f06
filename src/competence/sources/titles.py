"""Titles cut at so many characters find the group that the whole title has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from competence.sources.values import tidy

SHORTEST = 8  # characters: no system cuts titles shorter
_PILED = 3  # so many different titles of the longest length tell that they were cut there


def cut_at(written: Iterable[str]) -> int | None:
    """The length at which a file's titles are cut; None where they seem whole.

    Whole titles thin out towards the longest; cut ones pile up at it.
    """
    lengths: dict[int, int] = {}
    for title in set(written):
        # A cut within a blank leaves the title one shorter once it is tidied.
        lengths[len(title)] = lengths.get(len(title), 0) + 1
    longest = max(lengths, default=0)
    piled = lengths.get(longest, 0)
    beside = max((n for length, n in lengths.items() if longest - 3 <= length < longest), default=0)
    return longest if longest >= SHORTEST and piled >= _PILED and piled > beside else None


@dataclass(frozen=True)
class Titles:
    """The distinct titles of all deliveries, to find how a cut one goes on.

    `whole` : casefolded and tidied titles that are not cut, sorted.
    """

    whole: tuple[str, ...] = ()
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, files: Iterable[Iterable[str]]) -> Titles:
        """From the titles of each file as delivered."""
        whole: set[str] = set()
        for written in files:
            written = set(written)
            at = cut_at(written)
            whole.update(tidy(title).casefold() for title in written if at is None or len(title) < at)
        return cls(tuple(sorted(whole - {""})))

    def longer(self, cut: str) -> tuple[str, ...]:
        """Whole titles that begin as a cut one, itself too where another file has it whole."""
        cut = tidy(cut).casefold()
        if cut not in self._found:
            at, found = bisect_left(self.whole, cut), []
            while at < len(self.whole) and self.whole[at].startswith(cut):
                found.append(self.whole[at])
                at += 1
            self._found[cut] = tuple(found)
        return self._found[cut]
