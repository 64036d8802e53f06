"""ZIP archives: their members by name, read into memory within bounds; nothing is ever unpacked to the disk.

So a member's name is only ever a name: `../x`, `/etc/x` or `C:\\x` leads nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import pairwise
from lzma import LZMAError
from pathlib import Path
from struct import error as StructError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from competence.sources import identity, limits
from competence.sources.faults import DeliveryError, fault

_BLOCK = 1 << 20
_TURNING = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # directions of writing
_ENCRYPTED = 0x1
# What a delivery may lie in; other members are letters and notes.
READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".px", ".zip")
_OF_SYSTEMS = (".", "~$")  # what file systems and programs leave beside files
# What the zip module raises at archives that are cut, made up, or packed in a way it does not know.
BROKEN = (BadZipFile, ZlibError, LZMAError, StructError, ValueError, EOFError, KeyError, IndexError,
          NotImplementedError, RuntimeError, OSError)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file in an archive. `name`: as messages tell it; `trail`: its name as stored, after those of archives it is in."""

    name: str
    trail: tuple[str, ...]


def bounded(found: ZipFile, name: str) -> None:
    """Refuse an archive that would unpack to more than `limits` allow, before any of it is unpacked."""
    entries = found.infolist()
    if len(entries) > limits.MEMBERS:
        raise _too_large(name, f"{len(entries)} members, at most {limits.MEMBERS}")
    if sum(e.file_size for e in entries) > limits.ARCHIVE:
        raise _too_large(name, f"more than {limits.told(limits.ARCHIVE)} unpacked")
    for entry in entries:
        if entry.file_size > limits.UNPACKED:
            raise _too_large(name, f"a member of more than {limits.told(limits.UNPACKED)}")
        if entry.file_size > max(limits.RATIO_FROM, limits.RATIO * entry.compress_size):
            raise _too_large(name, f"a member that unpacks to more than {limits.RATIO} times its size")


def _too_large(name: str, detail: str) -> DeliveryError:
    return DeliveryError([fault(name, "too_large", detail)])


def unpacked(found: ZipFile, entry: ZipInfo | str) -> bytes:
    """A member's bytes, never more than its entry says (read at once, a lying entry would unpack whole)."""
    with found.open(entry) as file:
        return b"".join(iter(lambda: file.read(_BLOCK), b""))


def members(path: Path, name: str, pattern: str | None) -> list[Member]:
    """Members of an archive that `pattern` names (without one: all that can be read), archives within it opened.

    Raises
    ------
    DeliveryError : `bad_archive`, `encrypted`, `too_large`; `missing_member` where none fits.
    """
    try:
        with ZipFile(path) as found:
            listed = list(_listed(found, name, (), pattern))
    except BROKEN as error:
        raise _refused(name, error) from None
    if not listed:
        detail = f"member = '{pattern}'" if pattern else f"looked for {', '.join(READABLE)}"
        raise DeliveryError([fault(name, "missing_member", detail)])
    listed.sort(key=lambda member: member.trail)
    if any(one.trail == other.trail for one, other in pairwise(listed)):
        raise DeliveryError([fault(name, "bad_archive", "two members of one name")])
    return [_apart(member, listed[:i]) for i, member in enumerate(listed)]


def _apart(member: Member, before: list[Member]) -> Member:
    """Names that differ as stored differ in messages too."""
    again = sum(other.name == member.name for other in before)
    return replace(member, name=f"{member.name} ({again + 1})") if again else member


def _listed(found: ZipFile, name: str, above: tuple[str, ...], pattern: str | None):
    bounded(found, name)
    for entry in found.infolist():
        shown = shown_name(entry.filename)
        last = shown.rpartition("/")[2]
        if entry.is_dir() or shown.startswith("__MACOSX/") or last.startswith(_OF_SYSTEMS):
            continue
        trail = (*above, entry.filename)
        if last.casefold().endswith(".zip"):
            if len(trail) > limits.NESTING - 1:
                raise _too_large(name, f"archives within archives more than {limits.NESTING} deep")
            _open_to_all(entry, name)
            with ZipFile(BytesIO(unpacked(found, entry))) as inner:
                yield from _listed(inner, f"{name}#{shown}", trail, pattern)
        elif wanted(shown, pattern):
            _open_to_all(entry, name)
            yield Member("#".join(map(shown_name, trail)), trail)


def wanted(name: str, pattern: str | None) -> bool:
    """Whether a member of that name is meant: with its folders or without, or any that can be read."""
    last = name.rpartition("/")[2]
    if pattern is None:
        return last.casefold().endswith(READABLE)
    return fnmatchcase(last, pattern) or fnmatchcase(name, pattern)


def _open_to_all(entry: ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise DeliveryError([fault(name, "encrypted")])


def shown_name(stored: str) -> str:
    """A member's name fit for messages: no way up, no drive, nothing that does not print, no identity number."""
    text = re.sub(r"^[A-Za-z]:", "", printable(stored.replace("\\", "/")))
    parts = [part for part in text.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "a member without name"


def printable(name: str) -> str:
    """A name without what steers a screen or turns its letters round; an identity number in it masked."""
    shown = "".join(c for c in name if c.isprintable() and c not in _TURNING)
    # Nothing but numbers with their check digit: a day and a time look alike.
    return re.sub(r"(?<!\d)\d{6,8}[-+]?\d{4}(?!\d)", _unnumbered, shown)


def _unnumbered(match: re.Match) -> str:
    return identity.MASK if identity.luhn(re.sub(r"\D", "", match[0])[-10:]) else match[0]


def content(path: Path, name: str, trail: tuple[str, ...]) -> bytes:
    """The bytes of one member."""
    try:
        found = ZipFile(path)
        for inner in trail[:-1]:
            found = ZipFile(BytesIO(unpacked(found, inner)))
            bounded(found, name)
        return unpacked(found, trail[-1])
    except BROKEN as error:
        raise _refused(name, error) from None


def _refused(name: str, error: Exception) -> DeliveryError:
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, PermissionError):
        return DeliveryError([fault(name, "no_access")])
    if isinstance(error, FileNotFoundError):
        return DeliveryError([fault(name, "vanished")])
    return DeliveryError([fault(name, "bad_archive")])
