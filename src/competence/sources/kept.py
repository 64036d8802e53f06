"""What lies in `data/kept/deliveries`: its manifests and rows, and which of them were known on a day.

A folder `<day>-<hash>` holds `manifest.json` (source, files with hashes, rows by month) and `rows.parquet` (the
pseudonymised text of those of its files that no earlier folder holds). The rows bear the fingerprint of the key
they were made under, so that rows and fingerprint are replaced by one rename.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from competence.run import files
from competence.sources import identity
from competence.sources.packed import PackedFrame
from competence.sources.raw import FAULT, OWN, Raw
from competence.tables import UNKNOWN

ROWS, MANIFEST = "rows.parquet", "manifest.json"
_NOTE = "key_fingerprint"
# Columns that hold pseudonyms.
HASHED = ("person", "employment", "new_person", "twin")


@dataclass(frozen=True)
class Kept:
    """One kept delivery of one source."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Its place among all that were kept."""
        return self.manifest["number"]

    @property
    def source(self) -> str:
        """Id of its source in the config."""
        return self.manifest["source"]

    @property
    def delivered(self) -> date:
        """Day of its newest file."""
        return date.fromisoformat(self.manifest["delivered"])

    @property
    def hashes(self) -> frozenset[str]:
        """Hashes of the files it came from."""
        return frozenset(f["sha256"] for f in self.manifest["files"])

    @property
    def stored(self) -> list[dict[str, Any]]:
        """Its files whose rows lie here."""
        return [f for f in self.manifest["files"] if f.get("stored", True)]

    @property
    def fingerprint(self) -> str:
        """Of the key that its rows were made under."""
        return files.table_notes(self.folder / ROWS).get(_NOTE) or self.manifest[_NOTE]

    def rows(self) -> pd.DataFrame:
        """`Raw.rows` of the stored files, with the column `file`."""
        return files.read_table(self.folder / ROWS)

    def write(self, rows: pd.DataFrame, fingerprint: str) -> None:
        """Replace the rows, and the key they are under, at once; no text is written that no row has."""
        coded = {c: _coded(rows[c]) for c in rows if isinstance(rows[c].dtype, pd.CategoricalDtype)}
        data = files.table_bytes(rows.assign(**coded).reset_index(drop=True), {_NOTE: fingerprint})
        files.write_bytes(self.folder / ROWS, data, files.PRIVATE)


def every(config) -> list[Kept]:
    """All that is kept, in the order it was kept. A folder that may not be read is an error: it is not an empty one."""
    folder = config.kept / "deliveries"
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    found = [folder / name for name in names if not name.startswith(".")]
    kept = [Kept(path, files.read_json(path / MANIFEST)) for path in found if path.is_dir()]
    return sorted(kept, key=lambda k: (k.number, k.folder.name))


def of_source(config, source: str, *, before: int | None = None) -> list[Kept]:
    """What is kept of a source, oldest first; `before` leaves out that number and what was kept after it."""
    return [k for k in every(config) if k.source == source and (before is None or k.number < before)]


def known(config, source: str, day: date | None = None) -> list[tuple[Kept, dict[str, Any]]]:
    """The files of a source as they were known on a day (None: now), oldest first, each with where its rows lie.

    They are those of the newest delivery of that day or before. Where there is none, those of the first one that
    are as old: a first delivery may bring files of many days. Files whose rows were removed are left out.
    """
    mine = of_source(config, source)
    then = [k for k in mine if day is None or k.delivered <= day]
    at = max(then, key=lambda k: (k.delivered, k.number)) if then else next(iter(mine), None)
    return files_of(at, mine, day) if at else []


def files_of(
    delivery: Kept, mine: Iterable[Kept], day: date | None = None
) -> list[tuple[Kept, dict[str, Any]]]:
    """The files of a delivery that are as old as a day, each with where among the source's its rows lie."""
    lie = {(f["name"], f["sha256"]): k for k in mine for f in k.stored}
    wanted = [
        f for f in delivery.manifest["files"] if day is None or date.fromisoformat(f["delivered"]) <= day
    ]
    found = [(lie[name], f) for f in wanted if (name := (f["name"], f["sha256"])) in lie]
    return sorted(found, key=lambda pair: (pair[1]["delivered"], pair[1]["name"]))


def raws(found: Iterable[tuple[Kept, dict[str, Any]]], source, key: bytes | None) -> list[Raw]:
    """Kept files as they were when they had just been read, under the whole of the key.

    Parameters
    ----------
    source : its section of the config; columns that were not read then are empty, those not read now are left out.
    key : None takes the pseudonyms as they stand.
    """
    tables: dict[Path, pd.DataFrame] = {}
    given = []
    for kept, file in found:
        if kept.folder not in tables:
            rows = kept.rows()
            tables[kept.folder] = rows if key is None else lifted(rows, kept.fingerprint, key)
        rows = tables[kept.folder]
        frame = rows[rows["file"] == file["name"]].drop(columns="file").reset_index(drop=True)
        day = date.fromisoformat(file["delivered"])
        given.append(
            Raw(
                kept.source, file["name"], file["sha256"], day, PackedFrame.of(_as_read(frame, source)), frozenset(), True,
                file.get("headings"), tuple(tuple(rule) for rule in file.get("mended", ())),
            )
        )  # fmt: skip
    return given


def _as_read(frame: pd.DataFrame, source) -> pd.DataFrame:
    """Kept rows in the types that reading gives, with the columns that the config names today."""
    nothing = pd.Categorical.from_codes(np.zeros(len(frame), np.int8), pd.Index([""], dtype="str"))
    columns: dict[str, object] = {}
    for name in [*(c for c in frame if c in OWN or c in source.columns), *source.columns]:
        if name in columns:
            continue
        held = frame[name] if name in frame else pd.Series(nothing)
        columns[name] = held if held.dtype.kind in "iufb" else _coded(held)
    columns["fault"] = columns["fault"].astype(FAULT)
    return pd.DataFrame(columns, index=frame.index)


def _coded(held: pd.Series) -> pd.Categorical:
    """Texts as categories, and no text that no row has."""
    array = held.array if isinstance(held.array, pd.Categorical) else pd.Categorical(held)
    array = array.remove_unused_categories()
    return array.rename_categories(pd.Index(array.categories, dtype="str"))


def lifted(rows: pd.DataFrame, fingerprint: str, key: bytes) -> pd.DataFrame:
    """Rows made under the first generations of a key, under all of them."""
    passed = fingerprints(key).index(fingerprint) + 1
    rest = key[passed * identity.GENERATION :]
    if not rest:
        return rows
    hashed = {}
    for column in [c for c in HASHED if c in rows]:
        codes, uniques = pd.factorize(rows[column])
        fresh = [identity.pseudonym(str(v), rest) if v else "" for v in uniques]
        hashed[column] = pd.Series([*fresh, None], dtype="str").take(codes).set_axis(rows.index)
    return rows.assign(**hashed)


def blanked(rows: pd.DataFrame, theirs: pd.Series) -> pd.DataFrame:
    """Kept rows of which some hold nothing but where they stood and that they are under protected identity."""
    nothing = {"fault": "protected", "sex_number": UNKNOWN, "born": 0, "coordination": False}
    blank = {}
    for name in rows.columns.drop(["row", "file"]):
        value = nothing.get(name, None if name in OWN else "")
        if isinstance(rows[name].dtype, pd.CategoricalDtype):
            held = _coded(rows[name])
            blank[name] = held if value is None or value in held.categories else held.add_categories([value])
        else:
            blank[name] = rows[name].array.copy()
        blank[name][theirs.to_numpy()] = value
    return rows.assign(**blank)


def fingerprints(key: bytes) -> list[str]:
    """Of a key as it was in each generation, the first one first: 16 hex that tell keys apart and give nothing away."""
    ends = range(identity.GENERATION, len(key) + 1, identity.GENERATION)
    return [identity.pseudonym("fingerprint", key[:end]) for end in ends]
