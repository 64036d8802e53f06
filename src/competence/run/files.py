"""Every read and write of ours: whole files or none, the same content in the same bytes, locks that die.

Imports nothing of the project, so that any room that touches files may use it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PRIVATE = 0o600
PUBLIC = 0o644


def write_bytes(path: Path, data: bytes, mode: int = PUBLIC) -> Path:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    return path


def write_text(path: Path, text: str, mode: int = PUBLIC) -> Path:
    """Write UTF-8 text with `\\n` line ends."""
    return write_bytes(path, text.encode("utf-8"), mode)


def write_json(path: Path, value: Any, mode: int = PUBLIC) -> Path:
    """Write JSON for people and machines: keys in given order, two spaces, UTF-8."""
    return write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", mode)


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_table(path: Path, frame, mode: int = PRIVATE) -> Path:
    """Write a frame as Parquet. Rows must be sorted by the caller; equal frames give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=True, store_schema=True)
    return write_bytes(path, sink.getvalue().to_pybytes(), mode)


def read_table(path: Path, columns: list[str] | None = None):
    """Read a Parquet file into a pandas frame."""
    import pandas as pd

    return pd.read_parquet(path, columns=columns)


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
    """Hold an OS lock on `path`; raise `TimeoutError` at once where another process holds it."""
    from filelock import FileLock, Timeout

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise TimeoutError(f"another run holds {path.name}") from None
    try:
        yield
    finally:
        held.release()
