"""Shards: one municipality of one part as a Parquet file, named by part, hash of the code and seed."""

from __future__ import annotations

import ast
import hashlib
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Part:
    """A part of the benchmark.

    Parameters
    ----------
    name : also its folder.
    shard : seed → rows.
    roots : modules that decide its figures; what they import of the forecast, the programme and the sample is hashed too.
    seeds : how many seeds the whole takes, from the first of a range on.
    alone : modules that are hashed without what they import.
    """

    name: str
    shard: Callable[[int], pd.DataFrame]
    roots: tuple[str, ...]
    seeds: int | None = None
    alone: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Hash of the code that decides the part's figures."""
        return code(self.roots, self.alone, Path(__import__(self.shard.__module__, fromlist=["x"]).__file__))

    def path(self, keep: Path, seed: int) -> Path:
        """Where the shard of a seed lies."""
        return keep / self.name / self.code / f"{seed:04d}.parquet"

    def read(self, keep: Path, seeds: Iterable[int]) -> tuple[pd.DataFrame, list[int]]:
        """Rows of the shards that are there, and the seeds of those that are missing."""
        frames, missing = [], []
        for seed in self.of(seeds):
            path = self.path(keep, seed)
            if path.exists():
                # The seed is the file's name, not a column of it.
                frames.append(pd.read_parquet(path).assign(seed=seed))
            else:
                missing.append(seed)
        return (pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()), missing

    def of(self, seeds: Iterable[int]) -> list[int]:
        """The seeds of a range that the part takes."""
        return list(seeds)[: self.seeds]


@cache
def code(roots: tuple[str, ...], alone: tuple[str, ...], script: Path) -> str:
    """Hash of the script and of the modules of `forecast`, `programme` and `sample` that the roots import."""
    files = {script, *(p for name in alone if (p := _file(f"competence.{name}")) is not None)}
    waiting = [f"competence.{name}" for name in roots]
    waiting += [name for name in _imports(script) if name.startswith("programme.")]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if name in seen or path is None:
            continue
        seen.add(name)
        files.add(path)
        waiting += _imports(path)
    total = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.relative_to(ROOT).as_posix()):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:10]


def _file(name: str) -> Path | None:
    """A module's file; packages are passed through, other parts of the product decide no figure here."""
    if name.startswith("programme."):
        path = ROOT / "benchmarks" / f"{name.replace('.', '/')}.py"
    elif name.startswith(("competence.forecast.", "competence.sample.", "competence.programme.")):
        path = SOURCE / f"{name.replace('.', '/')}.py"
    else:
        return None
    return path if path.is_file() else None


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def compute(part: Part, keep: Path, seeds: Iterable[int], jobs: int) -> None:
    """Compute the shards that are missing, so many processes at a time; what is there stays."""
    todo = part.read(keep, seeds)[1]
    if not todo:
        return
    if jobs <= 1:
        for seed in todo:
            _say(part, seed, *_one(part, keep, seed))
        return
    with ProcessPoolExecutor(jobs) as pool:
        running = {pool.submit(_one, part, keep, seed): seed for seed in todo}
        for done in as_completed(running):
            _say(part, running[done], *done.result())


def _one(part: Part, keep: Path, seed: int) -> tuple[float, int]:
    begun = time.perf_counter()
    rows = part.shard(seed)
    path = part.path(keep, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    rows.to_parquet(half)
    half.replace(path)  # a shard is whole or not there
    return time.perf_counter() - begun, len(rows)


def _say(part: Part, seed: int, seconds: float, rows: int) -> None:
    print(f"{part.name} {seed}: {rows} rows, {seconds:.1f} s", flush=True)
