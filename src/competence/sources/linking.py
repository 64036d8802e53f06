"""Persons with two numbers: a coordination number and the personal number that took its place.

They meet by a delivered list of pairs (`identity_links`), or where both numbers stand on one employment; everything
else that looks alike is only counted, since two persons may be born on one day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from competence.sources import values
from competence.sources.packed import PackedFrame
from competence.sources.raw import Raw, without
from competence.sources.sheet import Sheet
from competence.tables import IDENTITY_LINKS

LIST, SAME_EMPLOYMENT = "identity_list", "identity_same_employment"
_WITHIN = pd.Timedelta(days=31)


def links(raws: Sequence[Raw], tables: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What each replaced pseudonym is now, and why (`LIST` or `SAME_EMPLOYMENT`).

    Parameters
    ----------
    tables : table by source.
    """
    staff = [
        r.rows for r in raws if tables[r.source] == "employments" and {"employment", "twin"} <= set(r.rows)
    ]
    found = _by_employment(staff)
    for raw in raws:
        if tables[raw.source] == "identity_links":
            pairs = raw.rows.frame(["person", "new_person"]).astype("object").replace("", None).dropna()
            found |= {old: (new, LIST) for old, new in pairs.itertuples(index=False) if old != new}
    return {old: (_last(old, found), why) for old, (_, why) in found.items()}


def _by_employment(frames: Sequence[PackedFrame]) -> dict[str, tuple[str, str]]:
    """A coordination number that shares an employment, day of birth and sex with one personal number.

    An employment's number that more than the two bear is no employment's own, but a running number.
    """
    theirs = set()
    for frame in frames:
        some = frame.take(frame["coordination"].to_numpy(), ["employment"])
        theirs |= set(some["employment"].unique()) - {""}
    if not theirs:
        return {}
    columns = ["employment", "person", "twin", "coordination"]
    text = {"employment": "object", "person": "object", "twin": "object"}
    used = [f.take(f["employment"].isin(list(theirs)).to_numpy(), columns).astype(text) for f in frames]
    used = pd.concat(used).dropna().drop_duplicates()
    used = used[used.groupby("employment")["person"].transform("nunique") == 2]
    old, new = used[used["coordination"]], used[~used["coordination"]]
    both = old.merge(new, on=["employment", "twin"], suffixes=("", "_new"))
    alone = both.groupby("person")["person_new"].agg(["first", "nunique"])
    return {old: (new, SAME_EMPLOYMENT) for old, new in alone.loc[alone["nunique"] == 1, "first"].items()}


def _last(old: str, found: Mapping[str, tuple[str, str]]) -> str:
    """Where a line of replacements ends; one that goes round in a circle ends where it began."""
    seen, at = {old}, found[old][0]
    while at in found and at not in seen:
        seen.add(at)
        at = found[at][0]
    return at


def joined(raws: Sequence[Raw], tables: Mapping[str, str]) -> list[Raw]:
    """The files with replaced persons under the number that took its place; pairs stay as they are.

    tables : table by source.
    """
    found = links(raws, tables)
    if not found:
        return list(raws)
    now = {old: new for old, (new, _) in found.items()}
    hidden = {now.get(p, p) for raw in raws for p in raw.protected}
    # Whoever is protected under one number is so under both.
    before = frozenset(old for old, new in now.items() if new in hidden)
    return [
        replace(without(raw, before), protected=raw.protected)
        if tables[raw.source] == "identity_links"
        else _under(raw, found, now)
        for raw in raws
    ]


def _under(raw: Raw, found: Mapping[str, tuple[str, str]], now: Mapping[str, str]) -> Raw:
    held = raw.rows["person"].array
    protected = frozenset(now.get(p, p) for p in raw.protected)
    theirs = held.isin(list(now))
    if not theirs.any():
        return replace(raw, protected=protected)
    person = values.mapped(held, lambda p: now.get(p, p))
    coordination = raw.rows["coordination"].to_numpy() & ~theirs
    rules = pd.Series([found[p][1] for p in held.categories if p in found]).value_counts().sort_index()
    mended = tuple((rule, "person", int(n)) for rule, n in rules.items())
    rows = raw.rows.assign(person=person, coordination=coordination)
    return replace(raw, rows=rows, protected=protected, mended=raw.mended + mended)


def identity_links(sheet: Sheet, places, config) -> pd.DataFrame:
    """Pairs of numbers, the earlier and the one that took its place."""
    new = sheet.text("new_person")
    sheet.fail(new.isna().to_numpy(), "missing_identity", "new_person")
    sheet.duplicates()
    return IDENTITY_LINKS.check(sheet.result({"person": sheet.frame["person"], "new_person": new}))


def told(raws: Sequence[Raw], employments: PackedFrame) -> dict[str, int]:
    """Persons that look alike, under the name of the measure."""
    return {"identities_alike": alike(employments, raws)}


def alike(employments: PackedFrame, raws: Sequence[Raw]) -> int:
    """Coordination numbers whose last day is followed within a month by somebody new of the same birth and sex."""
    columns = ["person", "twin", "coordination"]
    frames = [_first(r.rows, columns) for r in raws if {"person", "twin"} <= set(r.rows)]
    if not any(f["coordination"].any() for f in frames):
        return 0
    known = pd.concat([f.astype({"person": "object", "twin": "object"}) for f in frames])
    known = known.dropna().drop_duplicates("person").set_index("person")
    known = known[known["twin"].isin(known.loc[known["coordination"], "twin"])]
    rows = employments.take(employments["person"].isin(known.index).to_numpy(), ["person", "start", "end"])
    rows = rows.astype({"person": "object"}).assign(end=rows["end"].fillna(pd.Timestamp("2200-01-01")))
    stay = rows.groupby("person").agg(first=("start", "min"), last=("end", "max")).join(known, how="inner")
    old, new = stay[stay["coordination"]], stay[~stay["coordination"]]
    both = old.reset_index().merge(new, on="twin", suffixes=("", "_new"))
    after = both["first_new"] - both["last"]
    return both.loc[(after > pd.Timedelta(0)) & (after <= _WITHIN), "person"].nunique()


def _first(rows: PackedFrame, columns: list[str]) -> pd.DataFrame:
    """The first row of each person."""
    return rows.take(~rows["person"].duplicated().to_numpy(), columns)
