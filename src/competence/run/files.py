"""Every read and write of ours: whole files or none, the same content in the same bytes, locks that die.

Imports nothing of the project, so that any room that touches files may use it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
PUBLIC = 0o644
# What the system refuses, in words: what is the matter and what to do.
_NO_RIGHT = "permission denied; give whoever runs this the right to it, or close the program that has it open"
_NO_ROOM = "the disk is full; free some of it and run again"
_NO_FOLDER = "a file stands where a folder is expected; remove or rename it"
_REFUSED = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "the disk may only be read; choose a place that may be written to",
    errno.ENOSPC: _NO_ROOM,
    errno.EISDIR: "a folder stands where a file is expected; remove or rename it",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ENOENT: "it is gone, moved or removed meanwhile; run again",
}
_FORMULA = re.compile(r"[\s\u00a0\ufeff]*[=+\-@\t\r|%]")
_NUMBER = re.compile(r"[+\-\u2212]?\d[\d\s\u00a0\u202f]*([.,]\d+)?%?")
_PART = re.compile(r"^\.(.+)\.[^.]+\.part$")


class Damaged(ValueError):
    """A file of ours holds something else than was written into it."""

    def __init__(self, path: Path):
        self.filename = str(path)
        super().__init__(f"{Path(path).name} cannot be read")


class Locked(TimeoutError):
    """Another process holds the lock."""


def in_words(error: OSError | Damaged, folder: Path | None = None) -> str:
    """What the system refused: which file, what is the matter, what to do; nothing else of the error's text.

    Parameters
    ----------
    folder : a file below it is named from there, any other by its name alone; None names the whole path.
    """
    if isinstance(error, Damaged):
        what = "damaged; where it lies in data/kept restore it from your backup, else remove it and run again"
    else:
        said = os.strerror(error.errno) if error.errno else "the system refused it"
        what = _REFUSED.get(error.errno, f"{said}; see that the disk answers and run again")
    path = Path(error.filename) if isinstance(error.filename, str) else None
    if path is None or not path.is_absolute():  # a name that stands alone might be anything
        return what
    if part := _PART.match(path.name):
        path = path.with_name(part[1])
    if folder is not None:
        path = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
    return f"{path.as_posix()}: {what}"


def folder(path: Path, mode: int | None = None) -> Path:
    """The folder, made where it is missing; those that are made get `mode`, whatever the umask says."""
    path = Path(path)
    missing = []
    above = path
    while not above.exists():
        missing.append(above)
        above = above.parent
    path.mkdir(parents=True, exist_ok=True)
    if mode is not None:
        for each in missing:
            os.chmod(each, mode)
    return path


def private(path: Path) -> Path:
    """The folder, closed to all but its owner; made where it is missing."""
    path = folder(path, PRIVATE_FOLDER)
    mode = path.stat().st_mode & 0o777
    if mode & ~PRIVATE_FOLDER:
        # A folder that belongs to another stays as they made it; one its owner may not write is not opened.
        with contextlib.suppress(PermissionError):
            os.chmod(path, mode & PRIVATE_FOLDER)
    return path


def clear_parts(path: Path) -> None:
    """Remove below a folder what runs that were killed left half-written. Only under the lock."""
    for part in sorted(Path(path).rglob(".*.part"), reverse=True):
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes, mode: int = PUBLIC) -> Path:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part."""
    write_together([(path, data)], mode)
    return Path(path)


def write_together(contents: Iterable[tuple[Path, bytes]], mode: int = PUBLIC) -> None:
    """Write several files; until all are on the disk none takes its place."""
    parts: list[tuple[str, Path]] = []
    try:
        for path, data in contents:
            path = Path(path)
            folder(path.parent, PRIVATE_FOLDER if mode == PRIVATE else None)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
            parts.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
        for name, path in parts:
            os.replace(name, path)
    except BaseException:
        for name, _ in parts:
            with contextlib.suppress(OSError):
                os.unlink(name)
        raise


def write_text(path: Path, text: str, mode: int = PUBLIC) -> Path:
    """Write UTF-8 text with `\\n` line ends."""
    return write_bytes(path, text.encode("utf-8"), mode)


def write_json(path: Path, value: Any, mode: int = PUBLIC) -> Path:
    """Write JSON for people and machines: keys in given order, two spaces, UTF-8."""
    return write_text(path, json_text(value), mode)


def json_text(value: Any) -> str:
    """JSON as `write_json` writes it."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def read_json(path: Path) -> Any:
    """Read a JSON file; `Damaged` where it is none."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError:
        raise Damaged(path) from None


def write_table(path: Path, frame, mode: int = PRIVATE) -> Path:
    """Write a frame as Parquet. Rows must be sorted by the caller; equal frames give equal bytes."""
    return write_bytes(path, table_bytes(frame), mode)


def table_bytes(frame, notes: Mapping[str, str] | None = None) -> bytes:
    """A frame as the bytes of a Parquet file, with notes in its schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    if notes:
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **notes})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=True, store_schema=True)
    return sink.getvalue().to_pybytes()


def read_table(path: Path, columns: list[str] | None = None):
    """Read a Parquet file into a pandas frame; `Damaged` where it is none."""
    import pandas as pd

    with open(path, "rb") as file:
        try:
            return pd.read_parquet(file, columns=columns)
        except (ValueError, OSError):
            pass
    raise Damaged(path)


def table_notes(path: Path) -> dict[str, str]:
    """The notes that `table_bytes` was given; `Damaged` where the file is no Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open(path, "rb") as file:
        try:
            found = pq.read_schema(file).metadata or {}
            return {k.decode(): v.decode() for k, v in found.items() if k != b"pandas"}
        except (pa.ArrowInvalid, ValueError, OSError):
            pass
    raise Damaged(path)


def cell(text: str) -> str:
    """A text that a spreadsheet shows as it stands: what would be a formula there gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def sha256(path: Path) -> str:
    """Hash of a file's content."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def switch_link(link: Path, target: str) -> None:
    """Point the symlink `link` at the relative `target` by one rename."""
    link = Path(link)
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}.{os.getpid()}.link")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    os.symlink(target, fresh)
    os.replace(fresh, link)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold an OS lock on `path`; raise `Locked` at once where another process holds it."""
    from filelock import FileLock, Timeout

    path = Path(path)
    private(path.parent)
    held = FileLock(path, mode=PRIVATE)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise Locked(f"another run is at work here and holds {path.name}; wait until it has ended") from None
    try:
        yield
    finally:
        held.release()
