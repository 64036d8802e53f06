"""Keeping deliveries: each one pseudonymised, with the original's name and hash, for good; see `kept` for how they lie.

Later deliveries are compared with them; `data/kept/accepted.json` tells which shrunken ones were accepted. Of a
source whose files stand beside each other (`complete = false`, snapshots, editions) a delivery stores the rows of
those of its files that are not kept yet, and names them all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd

from competence.run import files
from competence.sources import kept, keys, places, revisions, rowkeys
from competence.sources.delivered import Delivered
from competence.sources.faults import DeliveryError, fault
from competence.sources.packed import PackedFrame
from competence.sources.raw import Raw
from competence.sources.together import together

REVISIONS = "code_revisions.json"


def keep(delivered: Delivered, config, key: bytes) -> list[str]:
    """Store each source's delivery that is not kept yet; names of the folders added.

    What was kept under an earlier generation of the key is lifted, and whoever is under protected identity by now
    is taken out of what was kept before.

    Raises
    ------
    DeliveryError : `wrong_key` where earlier ones were made with another key.
    """
    there = kept.every(config)
    if not {k.fingerprint for k in there} <= set(kept.fingerprints(key)):
        raise DeliveryError([fault("data/kept", "wrong_key")])
    files.private(config.kept)
    folder = files.private(config.kept / "deliveries")
    files.clear_parts(folder)
    keys.lift(config, key)
    forget(there, getattr(delivered, "protected", frozenset()))
    number = max((k.number for k in there), default=0)
    added = []
    for source in dict.fromkeys(f.source for f in delivered.files):
        name = named(delivered, source)
        mine = [k for k in there if k.source == source]
        same = next((k for k in mine if k.folder.name == name), None)
        if same is not None and set(config.sources[source].columns) <= set(same.manifest.get("columns", ())):
            continue
        if same is None:
            number += 1
            added.append(name)
        raws = [r for r in delivered.raw if r.source == source]
        _store(folder, name, raws, mine, delivered, config, key, same.number if same else number)
    _keep_units(config, delivered)
    _keep_revisions(config)
    return added


def _store(folder, name: str, raws: list[Raw], mine: list[kept.Kept], delivered, config, key, number) -> None:
    """Write a delivery whole, beside, and give it its name by a rename (or replace its files one by one)."""
    source_id, source = raws[0].source, config.sources[raws[0].source]
    columns = sorted(source.columns)
    there = {
        (f["name"], f["sha256"])
        for k in mine
        if rowkeys.file_by_file(source) and k.folder.name != name
        and set(columns) <= set(k.manifest.get("columns", ()))
        for f in k.stored
    }  # fmt: skip
    fresh = [r for r in raws if (r.name, r.sha256) not in there]
    stored = {r.name for r in fresh}
    part = folder / f".{name}.part"
    part.mkdir(mode=files.PRIVATE_FOLDER)
    rows = together([r.frame.assign(file=r.name) for r in fresh or [_none_of(raws[0])]])
    months = delivered.months[delivered.months["source"] == source_id]
    manifest = {
        "number": number,
        "source": source_id,
        "table": source.table,
        "delivered": max(r.delivered for r in raws).isoformat(),
        "key_fingerprint": keys.fingerprint(key),
        "columns": columns,
        "files": [
            {"name": r.name, "sha256": r.sha256, "rows": len(r.rows), "delivered": r.delivered.isoformat(),
             "stored": r.name in stored, "headings": r.headings or {},
             "mended": [list(rule) for rule in r.mended]}
            for r in raws
        ],
        "rows_by_month": dict(zip(months["month"], (int(n) for n in months["rows"]))),
    }  # fmt: skip
    kept.Kept(part, manifest).write(rows, keys.fingerprint(key))
    files.write_json(part / kept.MANIFEST, manifest, files.PRIVATE)
    target = folder / name
    if not target.exists():
        os.replace(part, target)
        return
    # Kept before, with fewer columns: rows with more of them do no harm under the manifest that stands.
    for each in (kept.ROWS, kept.MANIFEST):
        os.replace(part / each, target / each)
    shutil.rmtree(part, ignore_errors=True)


def _none_of(raw: Raw) -> Raw:
    return replace(raw, rows=PackedFrame.of(raw.frame.iloc[:0]))


def _keep_units(config, delivered: Delivered) -> None:
    """Which administration each unit belongs to, as the unit map tells it now."""
    units, _ = places.read_units(config)
    if not units:
        return
    day = max(f.delivered for f in delivered.files).isoformat()
    content = files.json_text(dict(sorted(units.items())))
    name = f"{day}-{hashlib.sha256(content.encode('utf-8')).hexdigest()[:8]}.json"
    files.write_text(config.kept / "organisation" / name, content, files.PRIVATE)


def units_known(config, day: date) -> dict[str, str]:
    """The kept unit map of a day: the newest of that day or before, else the first there is."""
    found = sorted((config.kept / "organisation").glob("*.json"))
    then = [path for path in found if path.name[:10] <= day.isoformat()]
    where = places.Places(config, {})
    chosen = then[-1:] or found[:1]
    return {unit: where.today(id_) for path in chosen for unit, id_ in files.read_json(path).items()}


def _keep_revisions(config) -> None:
    """What codes became in each revision, as it is told now."""
    if config.code_revision:
        told = [{"date": r.date.isoformat(), "codes": dict(r.codes)} for r in revisions.read(config)]
        files.write_json(config.kept / REVISIONS, told, files.PRIVATE)


def revisions_kept(config) -> tuple[revisions.Revision, ...] | None:
    """Revisions as they were when last kept; None where they never were."""
    path = config.kept / REVISIONS
    if not path.is_file():
        return None
    return tuple(
        revisions.Revision(
            date.fromisoformat(r["date"]), {old: tuple(new) for old, new in r["codes"].items()}
        )
        for r in files.read_json(path)
    )


def forget(there: list[kept.Kept], persons: frozenset[str]) -> int:
    """Leave of persons under protected identity nothing in kept deliveries but where their rows stood; rows found."""
    found = 0
    for each in there if persons else ():
        rows = each.rows()
        if "person" not in rows:
            continue
        theirs = rows["person"].isin(list(persons))
        if theirs.any():
            found += int(theirs.sum())
            each.write(kept.blanked(rows, theirs), each.fingerprint)
    return found


def named(delivered: Delivered, source: str) -> str:
    """Name of the folder of a source's delivery: its day and a hash of its files."""
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
    there = kept.every(config)
    accepted = {(entry["source"], entry["date"]) for entry in _accepted(config)}
    limit = config.quality.fewer_rows_stop
    faults = []
    for source in dict.fromkeys(f.source for f in delivered.files):
        mine = [f for f in delivered.files if f.source == source]
        earlier = [k for k in there if k.source == source]
        hashes = {f.sha256 for f in mine}
        if not earlier or any(hashes == k.hashes for k in earlier):
            continue
        now = delivered.months[delivered.months["source"] == source].set_index("month")["rows"]
        then = pd.Series(earlier[-1].manifest["rows_by_month"], dtype="int64")
        if now.empty or then.empty:
            continue
        first = max(now.index.min(), then.index.min())
        had = int(then[then.index >= first].sum())
        has = int(now[(now.index >= first) & (now.index <= then.index.max())].sum())
        if (now.index.min(), now.index.max()) == (then.index.min(), then.index.max()):
            # The very same periods: then every delivered row counts, readable or not.
            had, has = sum(f["rows"] for f in earlier[-1].manifest["files"]), sum(f.rows for f in mine)
        day = max(f.delivered for f in mine).isoformat()
        if has <= had * (1 - limit) and had and (source, day) not in accepted:
            detail = f"{has} rows where {had} were kept; accept with --accept {source}:{day}"
            faults.append(fault(mine[-1].name, "fewer_rows", detail))
    if faults:
        raise DeliveryError(faults)


def accept(config, source: str, day: date, who: str) -> None:
    """Note in `data/kept` that the delivery of `source` of that day may have fewer rows, who says so and when."""
    files.private(config.kept)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"source": source, "date": day.isoformat(), "who": who, "when": when}
    files.write_json(config.kept / "accepted.json", [*_accepted(config), entry], files.PRIVATE)


def _accepted(config) -> list[dict[str, str]]:
    path = config.kept / "accepted.json"
    return files.read_json(path) if path.exists() else []
