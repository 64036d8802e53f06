"""Kept deliveries: each one pseudonymised, with the original's name and hash, for good.

`data/kept/deliveries/<day>-<hash>/` holds `rows.parquet` (the text as `raw` gives it) and `manifest.json`.
Later deliveries are compared with them; `data/kept/accepted.json` tells which shrunken ones were accepted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, date, datetime

import pandas as pd

from competence.run import files
from competence.sources.delivered import Delivered
from competence.sources.faults import DeliveryError, fault
from competence.sources.keys import fingerprint, kept_fingerprint, manifests

_FOLDER_MODE = 0o700


def keep(delivered: Delivered, config, key: bytes) -> list[str]:
    """Store each source's delivery that is not kept yet; names of the folders added.

    Raises
    ------
    DeliveryError : `wrong_key` where earlier ones were made with another key.
    """
    if kept_fingerprint(config) not in (None, fingerprint(key)):
        raise DeliveryError([fault("data/kept", "wrong_key")])
    folder = config.kept / "deliveries"
    folder.mkdir(parents=True, exist_ok=True)
    for each in (config.kept, folder):
        os.chmod(each, _FOLDER_MODE)
    number = len(manifests(config))
    added = []
    for source in dict.fromkeys(f.source for f in delivered.files):
        name = _name(delivered, source)
        if (folder / name / "manifest.json").exists():
            continue
        number += 1
        _store(folder, name, delivered, source, key, number, config.sources[source].table)
        added.append(name)
    return added


def _store(folder, name, delivered, source, key, number, table) -> None:
    part = folder / f".{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=_FOLDER_MODE)
    rows = pd.concat([r.frame.assign(file=r.name) for r in delivered.raw if r.source == source])
    files.write_table(part / "rows.parquet", rows.reset_index(drop=True), files.PRIVATE)
    months = delivered.months[delivered.months["source"] == source]
    manifest = {
        "number": number,
        "source": source,
        "table": table,
        "delivered": max(f.delivered for f in delivered.files if f.source == source).isoformat(),
        "key_fingerprint": fingerprint(key),
        "files": [
            {"name": f.name, "sha256": f.sha256, "rows": f.rows, "delivered": f.delivered.isoformat()}
            for f in delivered.files
            if f.source == source
        ],
        "rows_by_month": dict(zip(months["month"], (int(n) for n in months["rows"]))),
    }
    files.write_json(part / "manifest.json", manifest, files.PRIVATE)
    os.replace(part, folder / name)


def _name(delivered: Delivered, source: str) -> str:
    mine = [f for f in delivered.files if f.source == source]
    content = "\n".join([source, *sorted(f"{f.name} {f.sha256}" for f in mine)])
    day = max(f.delivered for f in mine).isoformat()
    return f"{day}-{hashlib.sha256(content.encode('utf-8')).hexdigest()[:8]}"


def refuse_fewer(config, delivered: Delivered) -> None:
    """Stop where a source has shrunk against what is kept of it, over the periods both should hold.

    From the later of the two first months (a window that rolls on drops its oldest months) to the kept one's
    last: months that are gone at the end count as lost.

    Raises
    ------
    DeliveryError : `fewer_rows`, unless the delivery of that day was accepted.
    """
    kept = sorted((files.read_json(path) for path in manifests(config)), key=lambda m: m["number"])
    accepted = {(entry["source"], entry["date"]) for entry in _accepted(config)}
    limit = config.quality.fewer_rows_stop
    faults = []
    for source in dict.fromkeys(f.source for f in delivered.files):
        mine = [f for f in delivered.files if f.source == source]
        earlier = [m for m in kept if m["source"] == source]
        hashes = {f.sha256 for f in mine}
        if not earlier or any(hashes == {f["sha256"] for f in m["files"]} for m in earlier):
            continue
        now = delivered.months[delivered.months["source"] == source].set_index("month")["rows"]
        then = pd.Series(earlier[-1]["rows_by_month"], dtype="int64")
        if now.empty or then.empty:
            continue
        first = max(now.index.min(), then.index.min())
        had = int(then[then.index >= first].sum())
        has = int(now[(now.index >= first) & (now.index <= then.index.max())].sum())
        if (now.index.min(), now.index.max()) == (then.index.min(), then.index.max()):
            # The very same periods: then every delivered row counts, readable or not.
            had, has = sum(f["rows"] for f in earlier[-1]["files"]), sum(f.rows for f in mine)
        day = max(f.delivered for f in mine).isoformat()
        if has <= had * (1 - limit) and had and (source, day) not in accepted:
            detail = f"{has} rows where {had} were kept; accept with --accept {source}:{day}"
            faults.append(fault(mine[-1].name, "fewer_rows", detail))
    if faults:
        raise DeliveryError(faults)


def accept(config, source: str, day: date, who: str) -> None:
    """Note in `data/kept` that the delivery of `source` of that day may have fewer rows, who says so and when."""
    config.kept.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"source": source, "date": day.isoformat(), "who": who, "when": when}
    files.write_json(config.kept / "accepted.json", [*_accepted(config), entry], files.PRIVATE)


def _accepted(config) -> list[dict[str, str]]:
    path = config.kept / "accepted.json"
    return files.read_json(path) if path.exists() else []
