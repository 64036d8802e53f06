"""Editions: a folder of pages that is whole before it counts, and one rename that turns all fixed paths.

`reports/editions/<id>/` holds an edition, `reports/current` is a link to it, and the fixed paths
(`reports/index.html`, `reports/<administration>`) are links through `current`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from competence.run import files

KEEP = 3


def make(reports: Path, edition: str, render: Callable[[Path], None]) -> Path:
    """Render into a private folder, sync it, and give it its name by one rename."""
    target = reports / "editions" / edition
    part = reports / "editions" / f".{edition}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        render(part)
        _sync(part)
        # The one on show under this id, if any, is moved aside and removed last.
        aside = reports / "editions" / f".{edition}.old"
        shutil.rmtree(aside, ignore_errors=True)  # what a run that was cut short here left
        if target.exists():
            os.replace(target, aside)
        os.replace(part, target)
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _sync(folder: Path) -> None:
    """Flush folders (files are synced when written); elsewhere than on POSIX folders cannot be opened."""
    if os.name != "posix":
        return
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def turn(reports: Path, edition: str, names: Iterable[str]) -> str | None:
    """Let `current` and the fixed paths `names` show the edition; a sentence where links are not to be had."""
    names = list(names)
    try:
        for name in names:
            link = reports / name
            wanted = f"current/{name}"
            if not (link.is_symlink() and os.readlink(link) == wanted):
                if link.exists() and not link.is_symlink():
                    shutil.rmtree(link) if link.is_dir() else link.unlink()
                files.switch_link(link, wanted)
        files.switch_link(reports / "current", f"editions/{edition}")
        for link in reports.iterdir():
            if link.is_symlink() and link.name not in {*names, "current"}:
                link.unlink()
    except (OSError, NotImplementedError):
        files.write_text(reports / "current.txt", f"editions/{edition}\n")
        for name in names:
            if name.endswith(".html"):
                _redirect(reports / name, f"editions/{edition}/{name}")
            else:
                _redirect(reports / name / "report.html", f"../editions/{edition}/{name}/report.html")
        return "this disk has no links: reports/current.txt names the edition and index.html leads to it"
    return None


def _redirect(path: Path, target: str) -> None:
    """A page that leads to `target` (relative to it)."""
    if path.parent.is_symlink():
        path.parent.unlink()
    head = f'<meta http-equiv="refresh" content="0; url={target}"><title>{target}</title>'
    files.write_text(path, f"<!doctype html><html lang='sv'>{head}<a href='{target}'>{target}</a></html>\n")


def current(reports: Path) -> str | None:
    """The edition that the fixed paths show."""
    link = reports / "current"
    if link.is_symlink():
        return Path(os.readlink(link)).name
    pointer = reports / "current.txt"
    return Path(pointer.read_text(encoding="utf-8").strip()).name if pointer.is_file() else None


def clear_old(reports: Path) -> None:
    """Remove editions that have two newer ones; the published cubes of all stay in `data/kept`."""
    folder = reports / "editions"
    shown = current(reports)
    found = sorted(
        (p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")),
        key=lambda p: (p.stat().st_mtime_ns, p.name),
    )
    for path in found[:-KEEP]:
        if path.name != shown:
            shutil.rmtree(path, ignore_errors=True)
