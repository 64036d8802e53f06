"""All deliveries of a project: files to pseudonymised text, text to tables, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from competence.sources import (
    counts,
    days,
    employments,
    events,
    gates,
    keeping,
    linking,
    memory,
    parts,
    places,
    programme,
    raw,
    rereading,
    residents,
    revisions,
    rowkeys,
    surveys,
    values,
    volumes,
    yearly,
)
from competence.sources.delivered import Delivered, DeliveredFile
from competence.sources.faults import DeliveryError, DeliveryFault, fault
from competence.sources.packed import PackedFrame
from competence.sources.raw import Opened, Raw
from competence.sources.sheet import Sheet
from competence.sources.titles import Titles
from competence.sources.together import packed_together, together
from competence.tables import ACCOUNTS, ALL, QUARANTINE, TABLES

STAFF = ("employments", *counts.TABLES)  # tables that staff is counted from
Told = list[DeliveryFault] | None
_CLEAN: dict[str, Callable] = {
    "absences": events.absences,
    "hours": events.hours,
    "qualifications": events.qualifications,
    "identity_links": linking.identity_links,
    "programme_participants": programme.participants,
    "manager_units": programme.manager_units,
    "initiatives": programme.initiatives,
    "recruitments": events.recruitments,
    "engagement": surveys.engagement,
    "survey_rounds": surveys.survey_rounds,
    "manager_survey": surveys.manager_survey,
    "sickness": yearly.sickness,
    "peers": yearly.peers,
    "population": residents.population,
    "service_volumes": volumes.service_volumes,
    "agency_staff": volumes.agency_staff,
    "staff_costs": volumes.staff_costs,
    "budget_frame": volumes.budget_frame,
}
# The column that says when a row's event was, to compare deliveries period by period.
_WHEN = {
    "absences": "start", "hours": "period", "qualifications": "valid_from", "programme_participants": "start",
    "recruitments": "advertised", "engagement": "date",
    "agency_staff": "period", "manager_units": "from", "survey_rounds": "date", "manager_survey": "period",
    "initiatives": "start",
}  # fmt: skip


def read_all(
    config, key: bytes, progress: Callable[[str], None] | None = None, told: Told = None
) -> Delivered:
    """Read, clean and account for every delivery of `config`; see `sources.read`.

    `told` : where given, faults are put there instead of being raised, as far as anything can be read without.
    """
    memory.large_apart()
    raws, units, protected = _read_raw(config, key, progress or (lambda _: None), told)
    delivered = clean_all(config, raws, _places(config, units, raws), protected, told)
    _within(told, keeping.refuse_fewer, config, delivered)
    return delivered


def _within(told: Told, function: Callable, *args, source: str = "", instead=None):
    """What a function gives; its faults are raised, or put among `told` where a look is taken."""
    try:
        return function(*args)
    except DeliveryError as error:
        if told is None:
            raise
        told += [f._replace(source=f.source or source) for f in error.faults]
        return instead


def read_kept(config, day: date) -> Delivered:
    """What `read_all` gave when nothing later than `day` had been delivered; see `sources.read_kept`."""
    raws, units = rereading.as_known(config, day)
    raws = linking.joined(raws, {s: c.table for s, c in config.sources.items()})
    return clean_all(config, raws, _places(config, units, raws, rereading.revisions_known(config)))


def _places(
    config, units: dict[str, str], raws: list[Raw], revised: tuple[revisions.Revision, ...] | None = None
) -> places.Places:
    """Where people work and as what, with the titles of all files to find how a cut one goes on."""
    titles = Titles.of(r.rows.packed("title").categories for r in raws if "title" in r.rows)
    return places.Places(config, units, revisions.read(config) if revised is None else revised, titles)


def _read_raw(
    config, key: bytes, progress, told: Told = None
) -> tuple[list[Raw], dict[str, str], frozenset[str]]:
    faults: list[DeliveryFault] = []
    units: dict[str, str] = {}
    try:
        units, _ = places.read_units(config)
    except DeliveryError as error:
        faults += error.faults
    try:
        revisions.read(config)
    except DeliveryError as error:
        faults += error.faults
    opened: list[tuple[str, Opened, date | None]] = []
    for source_id, source in config.sources.items():
        progress(source_id)
        try:
            found = parts.current(config, source_id)
        except DeliveryError as error:
            faults += error.faults
            continue
        if not found:
            faults.append(fault(source_id, "missing_file", f"path = '{source.path}'"))
        for part in found:
            try:
                opened += [
                    (source_id, file, named or _last_period(file, source))
                    for file, named in raw.open_part(part, source, config.raw)
                ]
                memory.give_back()
            except DeliveryError as error:
                faults += [f._replace(source=source_id) for f in error.faults]
    _within(told, _refuse, faults)
    staff = [day for s, _, day in opened if day and config.sources[s].table in STAFF]
    lost = [(s, f) for s, f, day in opened if day is None and config.sources[s].table in STAFF]
    if lost or not staff:
        _refuse([fault(file.name, "no_delivery_date")._replace(source=s) for s, file in lost], always=True)
    _refuse(list(_same_day(opened, config)))
    raws = []
    while opened:  # each is given up as it is read
        source_id, day = opened[0][0], opened[0][2]
        source = config.sources[source_id]
        raws.append(raw.pseudonymise(opened.pop(0)[1], source_id, source, key, day or max(staff)))
        memory.give_back()
    raws = rereading.joined(config, raws, key)
    raws = linking.joined(raws, {s: c.table for s, c in config.sources.items()})
    protected = frozenset().union(*(r.protected for r in raws))
    raws.reverse()
    return [raw.without(raws.pop(), protected) for _ in range(len(raws))], units, protected


def _same_day(opened: list[tuple[str, Opened, date | None]], config) -> Iterator[DeliveryFault]:
    """Looks of one day at the same: the last of them would hide the others."""
    seen: dict[tuple[str, date | None], str] = {}
    for source_id, file, day in opened:
        source = config.sources[source_id]
        if parts.lone_look(source) and seen.setdefault((source_id, day), file.name) != file.name:
            detail = f"{day:%Y-%m-%d}, as {seen[source_id, day]}"
            yield fault(file.name, "same_day", detail)._replace(source=source_id)


def _refuse(faults: list[DeliveryFault], always: bool = False) -> None:
    if faults or always:
        raise DeliveryError(faults)


def _last_period(file: Opened, source) -> date | None:
    """A snapshot's last period is the day it was taken."""
    if source.kind not in rowkeys.BY_PERIOD or "period" not in file.at:
        return None
    found = {
        values.parse_period(v, values.OPEN_END, source.interval, source.year_end, source.day_first)
        for v in set(file.column("period"))
    }
    return max(found - {None}, default=None)


def clean_all(
    config,
    raws: list[Raw],
    where: places.Places,
    protected: frozenset[str] = frozenset(),
    told: Told = None,
) -> Delivered:
    """Pseudonymised text to tables. Employments first: they say whose rows elsewhere are of staff."""
    sheets = {
        source_id: Sheet(source_id, source, [r for r in raws if r.source == source_id])
        for source_id, source in config.sources.items()
        if any(r.source == source_id for r in raws)
    }
    for sheet in sheets.values():
        rowkeys.supersede(sheet)
    found: dict[str, list[pd.DataFrame | PackedFrame]] = {}
    months = []
    staff_sheets = [s for s in sheets.values() if s.source.table in STAFF]
    for sheet in staff_sheets:
        if sheet.source.kind == "counts":
            made = _within(told, counts.clean, sheet, where, config, source=sheet.id, instead={})
            for name, table in made.items():
                found.setdefault(name, []).append(table)
            months.append(_months(sheet, "period"))
            continue
        memory.give_back()
        table = employments.clean(sheet, where, config)
        memory.give_back()
        found.setdefault("employments", []).append(table)
        months.append(_months(sheet, "period" if sheet.source.kind == "snapshots" else "start"))
    _within(told, gates.refuse_cut, raws, staff_sheets)
    _within(told, gates.refuse_quarantined, config.quality.quarantined_share_stop, staff_sheets)
    persons = [values.pruned(t["person"].array) for t in found.get("employments", [])]
    staff = {person for held in persons for person in held.categories}
    untold = any(sheet.undeclared for sheet in staff_sheets)
    if not staff and not untold and not any(len(t) for t in found.get("counted", [])):
        lone = [fault(", ".join(s.id for s in staff_sheets), "no_staff")]
        _within(told, _refuse, lone)
    for sheet in sheets.values():
        if sheet.source.table in STAFF:
            continue
        # A number that was replaced is nobody's now.
        if "person" in sheet.source.columns and sheet.source.table != "identity_links":
            sheet.set_aside(~sheet.frame["person"].isin(list(staff)).to_numpy(), "no_employment")
        found.setdefault(sheet.source.table, []).append(_CLEAN[sheet.source.table](sheet, where, config))
        months.append(_months(sheet, _WHEN.get(sheet.source.table)))
    others = [s for s in sheets.values() if s.source.table not in STAFF]
    _within(told, gates.refuse_cut, raws, others)
    _within(told, gates.refuse_quarantined, config.quality.quarantined_share_stop, others)
    tables = {name: _together(name, frames) for name, frames in found.items()}
    return Delivered(
        **{
            name: tables.get(key)
            for name, key in (
                ("staff", "employments"),
                ("counted", "counted"),
                ("reconciled", "reconciled"),
                ("absences", "absences"),
                ("hours", "hours"),
                ("qualifications", "qualifications"),
                ("participants", "programme_participants"),
                ("recruitments", "recruitments"),
                ("engagement", "engagement"),
                ("population", "population"),
                ("service_volumes", "service_volumes"),
                ("agency_staff", "agency_staff"),
                ("staff_costs", "staff_costs"),
                ("budget_frame", "budget_frame"),
                ("manager_units", "manager_units"),
                ("initiatives", "initiatives"),
                ("survey_rounds", "survey_rounds"),
                ("manager_survey", "manager_survey"),
                ("sickness", "sickness"),
                ("peers", "peers"),
            )
        },
        quarantine=QUARANTINE.check(together([s.quarantine() for s in sheets.values()])),
        accounts=ACCOUNTS.check(pd.concat([s.accounts() for s in sheets.values()], ignore_index=True)),
        files=tuple(
            DeliveredFile(r.source, r.name, r.sha256, len(r.rows), r.delivered, r.unread, r.unfit)
            for r in raws
        ),
        aliases=pd.concat(
            [employments.spellings(s, where) for s in sheets.values() if "administration" in s.source.columns]
            or [pd.DataFrame(columns=["source", "spelling", "administration", "rows", "reason"])],
            ignore_index=True,
        ).sort_values(["source", "spelling"], ignore_index=True),
        unmapped=pd.DataFrame(
            [(s.id, *entry) for s in sheets.values() for entry in s.unmapped],
            columns=["source", "column", "value", "rows"],
        ),
        persons=_persons(staff_sheets),
        mended=_mended(config, raws, sheets, tables.get("employments"), protected),
        months=pd.concat(months, ignore_index=True),
        unreadable=tuple(each for s in sheets.values() for each in s.unreadable),
        raw=tuple(raws),
        protected=protected,
    )


def _together(name: str, frames: list[pd.DataFrame | PackedFrame]) -> pd.DataFrame | PackedFrame:
    if len(frames) == 1:
        return frames[0]
    if name == "employments":
        return packed_together(frames).checked(TABLES[name])
    return TABLES[name].check(together(frames))


def _mended(config, raws, sheets, staff: PackedFrame | None, protected: frozenset[str]) -> pd.DataFrame:
    """What rules did at reading: source (all, of persons), rule, column, rows."""
    found = [(r.source, *entry) for r in raws for entry in r.mended]
    found += [(s.id, *entry) for s in sheets.values() for entry in s.mended]
    nameless = frozenset().union(
        *(r.nameless for r in raws if config.sources[r.source].table == "employments")
    )
    told = {"protected_persons": len(protected) + len(nameless)}
    if staff is not None:
        told |= linking.told(raws, staff)
    found += [(ALL, rule, "person", rows) for rule, rows in told.items()]
    frame = pd.DataFrame(found, columns=["source", "rule", "column", "rows"])
    return frame[frame["rows"] > 0].groupby(["source", "rule", "column"], as_index=False)["rows"].sum()


def _persons(sheets: list[Sheet]) -> pd.DataFrame:
    parts = [employments.persons(s).assign(source=s.id) for s in sheets if s.source.kind == "snapshots"]
    columns = ["source", "period", "category", "persons"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _months(sheet: Sheet, column: str | None) -> pd.DataFrame:
    """Rows of data by month of their own date; all under one where the table has none."""
    if column is None or column not in sheet.source.columns:
        month = sheet.words(column or "", lambda _: "all")
    else:
        s = sheet.source
        read = days.reader(values.distinct(sheet.text(column))[1], sheet.delivered, s.day_first)

        def of(value: str) -> str | None:
            if column == "period":
                day = values.parse_period(value, sheet.delivered, s.interval, s.year_end, read=read)
            else:
                day = read(value)
            return None if day is None or day == values.OPEN_END else f"{day:%Y-%m}"

        month = sheet.words(column, of)
    live = sheet.data & (sheet.fault != "superseded") & (sheet.fault != "duplicate")
    words = month.cat.categories
    rows = values.counted(month.cat.codes.to_numpy()[live], len(words))
    months = pd.DataFrame(
        {"source": sheet.id, "month": words[rows > 0].astype("str"), "rows": rows[rows > 0]}
    )
    return months.sort_values("month", ignore_index=True)
