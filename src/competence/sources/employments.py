"""Deliveries of employments: spells with from and to, or snapshots of who is there."""

from __future__ import annotations

import re
from datetime import timedelta

import numpy as np
import pandas as pd

from competence.config import spelling
from competence.sources import values
from competence.sources.grid import categorical
from competence.sources.packed import Packed, PackedFrame
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.sources.titles import cut_at
from competence.tables import ALL, EMPLOYMENTS, UNKNOWN
from competence.vocabulary import LEVELS

_LETTER = re.compile(r"^\s*\d{6}[ -]?([A-Z])\s*$")
PLANNED_YEARS = 10  # how far ahead a fixed-term employment may be planned to end


def clean(sheet: Sheet, places: Places, config) -> PackedFrame:
    """The used rows as the table `employments`; a snapshot's row is a spell of its one day.

    `workforce` links snapshots into spells. Rows that are not staff are set aside by kind.
    """
    return sheet.packed_result(_columns(sheet, places, config)).checked(EMPLOYMENTS)


def _columns(sheet: Sheet, places: Places, config) -> dict[str, object]:
    """The columns of the table, row by row of the sheet, packed where they wait for others."""
    source = sheet.source
    snapshots = source.kind == "snapshots"
    if snapshots:
        start = end = taken(sheet)
        sheet.superseded(start)
    else:
        start = sheet.day("start", required=True)
        end = sheet.day("end", years_ahead=PLANNED_YEARS)
        sheet.fail((end < start).to_numpy(), "end_before_start", "end")
    hired = sheet.day("hired")
    hired = Packed.of(hired.where(~(hired > start), start))
    contract_share = Packed.of(sheet.share("contract_share"))
    administration = Packed.of(administrations(sheet, places))
    level = letters(sheet)
    words = {name: sheet.word(name) for name in ("agreement", "contract", "sex")}
    reason = sheet.word("exit_reason")
    born = Packed.of(birth_year(sheet))
    occupation = occupations(sheet, places, level, end)
    _set_aside(sheet, config, {**words, "manager_level": level, "exit_reason": reason})
    sheet.duplicates(within=start)
    delivered = pd.Timestamp(sheet.delivered)
    open_now = end.isna() | (end > delivered) if not snapshots else pd.Series(False, start.index)
    # A reason stands for an end; where the column is delivered and blank it is not known.
    reason = reason.where(~end.isna() & (not snapshots), None)
    end_age = unknown_age(sheet) if snapshots else age_on(end, sheet)
    start = Packed.of(start)
    end = start if snapshots else Packed.of(end)
    from_number = sheet.frame["sex_number"]
    return {
        "person": sheet.frame.packed("person"),
        "employment": Packed.of(_posts(sheet)),
        "administration": administration,
        "unit": Packed.of(units(sheet, places)),
        "occupation": occupation,
        "title": Packed.of(sheet.words("title")),
        "agreement": words["agreement"],
        "contract": words["contract"],
        "contract_share": contract_share,
        "sex": values.chosen(words["sex"] == UNKNOWN, words["sex"], from_number),
        "birth_year": born,
        "manager_level": level,
        "start": start,
        "end": end,
        "exit_reason": reason,
        "exit_reason_delivered": reason,
        "end_age": end_age,
        "hired": hired,
        "left_censored": np.zeros(len(sheet), bool),
        "right_censored": open_now,
    }


def _posts(sheet: Sheet) -> pd.Categorical:
    """The number of each row's post, or its person where none is told."""
    told = sheet.text("employment")
    return values.chosen((told == "").to_numpy(), told, sheet.frame["person"])


def taken(sheet: Sheet) -> pd.Series:
    """The period end that each row of a snapshot tells of: its own, else the last one before the delivery."""
    if sheet.has("period"):
        return sheet.day("period", required=True, period=True, years_ahead=1)
    s = sheet.source
    day = sheet.frame["day"].array
    ends = values.days([values.last_period_end(d, s.interval, s.year_end) for d in day.categories])
    return pd.Series(ends.to_numpy()[day.codes])


def administrations(sheet: Sheet, places: Places) -> pd.Series:
    """Administration of today, row by row: by the unit where the map knows it, else by the spelling."""
    strip = sheet.source.strip.get("administration")
    named = sheet.words("administration", lambda v: places.administration(v, strip)[0])
    mapped = sheet.words("unit", lambda v: places.place("", v))
    if places.units:
        alike = mapped.cat.categories.get_indexer(named.cat.categories)[named.cat.codes] == mapped.cat.codes
        moved = int(((mapped != "") & ~alike & sheet.ok).sum())
        sheet.mended += [("unit_moved", "unit", moved)] if moved else []
    return pd.Series(values.chosen(mapped != "", named, mapped))


def units(sheet: Sheet, places: Places) -> pd.Series:
    """Units by the name of today, row by row."""
    found = sheet.words("unit", places.unit)
    other = values.flags(sheet.text("unit"), lambda v: places.unit(v) != values.tidy(v))
    if other.any():
        sheet.mended.append(("unit_renamed", "unit", int((other & sheet.ok).sum())))
    return found


def spellings(sheet: Sheet, places: Places) -> pd.DataFrame:
    """How a source spells administrations, what each was taken for, and why."""
    written = sheet.text("administration").array
    strip = sheet.source.strip.get("administration")
    rows = values.counted(written.codes[sheet.data], len(written.categories))
    counts = pd.DataFrame({"spelling": written.categories[rows > 0].astype("str"), "rows": rows[rows > 0]})
    totals = {spelling(word) for word in sheet.source.total} if sheet.source.kind == "counts" else set()
    totals |= sheet.undeclared
    found = [
        (ALL, "a total of other rows") if spelling(v) in totals else places.administration(v, strip)
        for v in counts["spelling"]
    ]
    return pd.DataFrame(
        {
            "source": sheet.id,
            "spelling": counts["spelling"],
            "administration": [a for a, _ in found],
            "rows": counts["rows"],
            "reason": [why for _, why in found],
        }
    )


def occupations(sheet: Sheet, places: Places, level: pd.Series, last: pd.Series | None = None) -> pd.Series:
    """Occupation group, row by row, found once for each combination of what it rests on.

    last : the last day that each row tells of, by which its code is of one revision or another.
    """
    dates = [revision.date for revision in places.revisions]
    before = [str(i) for i in range(len(dates) + 1)]  # of as many revisions the row is no longer
    era = np.full(len(sheet), len(dates), np.int8)
    if last is not None and dates:
        day = last.to_numpy()
        passed = np.searchsorted(np.array(dates, "datetime64[us]"), day, side="right")
        era = np.where(np.isnat(day), len(dates), passed)
    parts = (level, sheet.text("code"), sheet.text("title"), categorical(era, before), _cut(sheet))
    which, distinct = values.combinations(parts)
    until = [*(date - timedelta(days=1) for date in dates), None]
    found = [places.occupation(*words, until[int(era)], cut == "cut") for *words, era, cut in distinct]
    rows: dict[str, int] = {}
    for (_, rule), count in zip(found, values.counted(which[sheet.ok], len(found)).tolist()):
        if rule and count:
            rows[rule] = rows.get(rule, 0) + count
    sheet.mended += [(rule, "title" if rule == "cut_title" else "code", n) for rule, n in rows.items()]
    return pd.Series(values.relabelled((which, ()), [group for group, _ in found]))


def _cut(sheet: Sheet) -> pd.Categorical:
    """Titles that stand as long as the longest of their file, where that file's titles are cut."""
    title, order = sheet.text("title").array, sheet.frame["order"].to_numpy()
    length = np.array([*(len(text) for text in title.categories), 0])
    cut = np.zeros(len(sheet), np.int8)
    for file in range(int(order.max(initial=-1)) + 1):
        mine = order == file
        there = values.counted(title.codes[mine], len(title.categories)) > 0
        at = cut_at(title.categories[there])
        if at is not None:
            cut[mine & values.taken(length >= at, title.codes)] = 1
    return categorical(cut, ["", "cut"])


def birth_year(sheet: Sheet) -> pd.Series:
    """Year of birth from the identity number, else as delivered."""
    born = (sheet.frame["born"].to_numpy() // 10_000).astype(np.int16)
    known = pd.Series(pd.arrays.IntegerArray(born, born == 0))
    if sheet.has("birth_year"):
        told = sheet.number("birth_year", low=1900, high=sheet.delivered.year, whole=True)
        known = known.astype("float64").fillna(told).astype("Int16")
    return known


def age_on(day: pd.Series, sheet: Sheet) -> pd.Series:
    """Completed years on a day, from the day of birth that the identity number bears; null where either lacks."""
    born = sheet.frame["born"].to_numpy().astype("int64")
    date = (day.dt.year * 10_000 + day.dt.month * 100 + day.dt.day).astype("float64")
    age = (date - np.where(born > 0, born, np.nan)) // 10_000
    return age.where(age.between(0, 120)).astype("Int16")


def unknown_age(sheet: Sheet) -> pd.Series:
    """No age for any row: a snapshot tells of no last day."""
    return pd.Series(pd.arrays.IntegerArray(np.zeros(len(sheet), np.int16), np.ones(len(sheet), bool)))


def letters(sheet: Sheet) -> pd.Series:
    """Responsibility letters: the column's, else the letter after the code (151010 A) where a file has them so."""
    if sheet.has("manager_level"):
        return sheet.word("manager_level", default="none")
    found = values.each(sheet.text("code"), lambda code: _LETTER.search(code))
    if not any(match is not None for match in found[sheet.data]):
        return sheet.word("manager_level")
    words = [UNKNOWN if m is None else m[1] if m[1] in LEVELS else "none" for m in found]
    return pd.Series(pd.Categorical(words, categories=list(LEVELS)), index=sheet.frame.index)


def _set_aside(sheet: Sheet, config, words: dict[str, pd.Series]) -> None:
    """Mark rows that are no staff, by the first rule that fits, then by agreement."""
    for rule in config.population.not_staff:
        if not sheet.has(rule.column):
            continue
        pattern = re.compile(rule.pattern, re.IGNORECASE)

        strip = sheet.source.strip.get(rule.column)

        def fits(value: str, pattern=pattern, strip=strip) -> bool:
            bare = re.sub(strip, "", value, flags=re.IGNORECASE) if strip else value
            return bool(pattern.search(values.tidy(bare)))

        hit = values.flags(sheet.text(rule.column), fits)
        if rule.column in words:
            hit |= values.flags(words[rule.column], fits)
        sheet.set_aside(hit, rule.kind)
    other = ~words["agreement"].isin(config.population.agreements)
    sheet.set_aside(other.to_numpy(), "other_agreement")


def persons(sheet: Sheet) -> pd.DataFrame:
    """Persons of a snapshot source by period: used, else not staff, else wholly quarantined; counts only."""
    if sheet.source.kind != "snapshots":
        return pd.DataFrame({"period": [], "category": [], "persons": []})
    period, person = taken(sheet).to_numpy(), sheet.frame["person"].array
    days = np.unique(period[~np.isnat(period)])
    category = np.full((len(days), len(person.categories)), -1, np.int8)
    known = ~np.isnat(period) & (person.codes >= 0)
    bad, aside = sheet.fault != "", sheet.not_staff != ""
    names = ("used", "not_staff", "quarantined")
    for better, mine in ((2, bad), (1, ~bad & aside), (0, ~bad & ~aside)):  # what comes later counts
        mine = known & mine
        category[np.searchsorted(days, period[mine]), person.codes[mine]] = better
    counts = [
        (day, name, int((row == i).sum())) for day, row in zip(days, category) for i, name in enumerate(names)
    ]
    found = pd.DataFrame(sorted(c for c in counts if c[2]), columns=["period", "category", "persons"])
    return found.astype({"period": "datetime64[us]", "category": "str", "persons": "int64"})
