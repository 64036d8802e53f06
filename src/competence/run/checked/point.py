"""One thing that `check` has to say, fit for a person and for a machine."""

from __future__ import annotations

from dataclasses import dataclass

GRADES = ("stop", "warn", "note")


@dataclass(frozen=True)
class Paste:
    """A line of `municipality.toml`, or of another `file` of the project, that would mend something.

    Parameters
    ----------
    section : the heading it belongs under, as it stands in the file.
    text : the line itself, or a whole section with its heading.
    line : of the file: the line that it takes the place of; None where it is to be added.
    """

    section: str
    text: str
    line: int | None = None
    file: str = "municipality.toml"


@dataclass(frozen=True)
class Point:
    """What is the matter, where, and what to do.

    Parameters
    ----------
    grade : stop, warn or note.
    code : stable: of a fault, or of a measure.
    where : file and line, or source; empty for the whole.
    what : a sentence without any value of a row.
    details : lines below it: figures, words, places.
    mend : what to do.
    pastes : lines for the config.
    """

    grade: str
    code: str
    where: str
    what: str
    details: tuple[str, ...] = ()
    mend: str = ""
    pastes: tuple[Paste, ...] = ()


def figure(value: float, unit: str) -> str:
    """A figure in its unit: shares as per cent, whole numbers parted by thousands."""
    if value != value:
        return "nothing to measure"
    if unit == "share":
        return f"{value:.0%}" if value >= 0.1 or value == 0 else f"{value * 100:.2g}%"
    return f"{value:,.0f}"


def counted(number: int, word: str) -> str:
    """A number with its word: 1 word, 2 words."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
