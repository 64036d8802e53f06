"""All deliveries of a project: files to pseudonymised text, text to tables, every row accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from competence.sources import (
    employments,
    events,
    keeping,
    places,
    programme,
    raw,
    residents,
    surveys,
    values,
    volumes,
    yearly,
)
from competence.sources.delivered import Delivered, DeliveredFile
from competence.sources.faults import DeliveryError, DeliveryFault, fault
from competence.sources.raw import Opened, Raw
from competence.sources.reasons import HARMLESS
from competence.sources.sheet import Sheet
from competence.tables import ACCOUNTS, QUARANTINE, TABLES

_NAMED_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
# Each edition of these stands beside the others; of the rest the newest complete delivery is the one.
_ALL_EDITIONS = (
    "population", "engagement", "hours", "survey_rounds", "manager_survey", "sickness", "peers",
)  # fmt: skip
_CLEAN: dict[str, Callable] = {
    "absences": events.absences,
    "hours": events.hours,
    "qualifications": events.qualifications,
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


def read_all(config, key: bytes, progress: Callable[[str], None] | None = None) -> Delivered:
    """Read, clean and account for every delivery of `config`; see `sources.read`."""
    raws, units = _read_raw(config, key, progress or (lambda _: None))
    return clean_all(config, raws, places.Places(config, units))


def _read_raw(config, key: bytes, progress) -> tuple[list[Raw], dict[str, str]]:
    faults: list[DeliveryFault] = []
    units: dict[str, str] = {}
    try:
        units, _ = places.read_units(config)
    except DeliveryError as error:
        faults += error.faults
    opened: list[tuple[str, Opened, date | None]] = []
    for source_id, source in config.sources.items():
        if source.table in ("stock", "flows"):
            faults.append(fault(source_id, "unsupported_table"))
            continue
        progress(source_id)
        found = _current(config, source_id)
        if not found:
            faults.append(fault(source_id, "missing_file", f"path = '{source.path}'"))
        for path, named in found:
            try:
                file = raw.open_file(path, _label(config, path, source_id), source)
            except DeliveryError as error:
                faults += error.faults
                continue
            opened.append((source_id, file, named or _last_period(file, source)))
    if faults:
        raise DeliveryError(faults)
    staff = [day for s, _, day in opened if day and config.sources[s].table == "employments"]
    lost = [f for s, f, day in opened if day is None and config.sources[s].table == "employments"]
    if lost or not staff:
        raise DeliveryError([fault(file.name, "no_delivery_date") for file in lost])
    raws = []
    for source_id, file, day in opened:
        raws.append(raw.pseudonymise(file, source_id, config.sources[source_id], key, day or max(staff)))
    protected = frozenset().union(*(r.protected for r in raws))
    return [raw.without(r, protected) for r in raws], units


def _current(config, source_id: str) -> list[tuple[Path, date | None]]:
    """Files of a source, oldest first: of a complete delivery the newest day's only."""
    source = config.sources[source_id]
    dated = [(path, source.delivered or _named_day(path.name)) for path in config.files(source_id)]
    dated.sort(key=lambda pair: (pair[1] or date.min, pair[0].name))
    if source.complete and source.kind != "snapshots" and source.table not in _ALL_EDITIONS and dated:
        dated = [pair for pair in dated if pair[1] == dated[-1][1]]
    return dated


def _named_day(name: str) -> date | None:
    for match in _NAMED_DAY.finditer(name):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            continue
    return None


def _last_period(file: Opened, source) -> date | None:
    """A snapshot's last period is the day it was taken."""
    if source.kind != "snapshots" or "period" not in file.at:
        return None
    found = {
        values.parse_period(v, values.OPEN_END, source.interval, source.year_end, source.day_first)
        for v in set(file.column("period"))
    }
    return max(found - {None}, default=None)


def _label(config, path: Path, source_id: str) -> str:
    """A file's name below the raw folder; with the source where two sources read one file."""
    # As it is named there, not where a link may lead.
    below = path.is_relative_to(config.raw) and ".." not in path.parts
    name = path.relative_to(config.raw).as_posix() if below else path.name
    shared = [s for s in config.sources if s != source_id and path in config.files(s)]
    return f"{name}#{source_id}" if shared else name


def clean_all(config, raws: list[Raw], where: places.Places) -> Delivered:
    """Pseudonymised text to tables. Employments first: they say whose rows elsewhere are of staff."""
    sheets = {
        source_id: Sheet(source_id, source, [r for r in raws if r.source == source_id])
        for source_id, source in config.sources.items()
    }
    found: dict[str, list[pd.DataFrame]] = {}
    months = []
    staff_sheets = [s for s in sheets.values() if s.source.table == "employments"]
    for sheet in staff_sheets:
        table = employments.clean(sheet, where, config)
        found.setdefault("employments", []).append(table)
        months.append(_months(sheet, "period" if sheet.source.kind == "snapshots" else "start"))
    _refuse_cut(raws, staff_sheets)
    _refuse_quarantined(config, staff_sheets)
    staff = pd.Index(pd.concat([t["person"] for t in found["employments"]]).unique())
    if staff.empty:
        raise DeliveryError([fault(", ".join(s.id for s in staff_sheets), "no_staff")])
    for sheet in sheets.values():
        if sheet.source.table == "employments":
            continue
        if "person" in sheet.source.columns:
            sheet.not_staff[staff.get_indexer(sheet.frame["person"]) < 0] = "no_employment"
        found.setdefault(sheet.source.table, []).append(_CLEAN[sheet.source.table](sheet, where, config))
        months.append(_months(sheet, _WHEN.get(sheet.source.table)))
    others = [s for s in sheets.values() if s.source.table != "employments"]
    _refuse_cut(raws, others)
    _refuse_quarantined(config, others)
    tables = {name: _together(name, frames) for name, frames in found.items()}
    delivered = Delivered(
        **{
            name: tables.get(key)
            for name, key in (
                ("employments", "employments"),
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
        quarantine=QUARANTINE.check(pd.concat([s.quarantine() for s in sheets.values()], ignore_index=True)),
        accounts=ACCOUNTS.check(pd.concat([s.accounts() for s in sheets.values()], ignore_index=True)),
        files=tuple(DeliveredFile(r.source, r.name, r.sha256, len(r.frame), r.delivered) for r in raws),
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
        months=pd.concat(months, ignore_index=True),
        raw=tuple(raws),
    )
    keeping.refuse_fewer(config, delivered)
    return delivered


def _together(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    return TABLES[name].check(pd.concat(frames, ignore_index=True)) if len(frames) > 1 else frames[0]


def _persons(sheets: list[Sheet]) -> pd.DataFrame:
    parts = [employments.persons(s).assign(source=s.id) for s in sheets if s.source.kind == "snapshots"]
    columns = ["source", "period", "category", "persons"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _months(sheet: Sheet, column: str | None) -> pd.DataFrame:
    """Rows of data by month of their own date; all under one where the table has none."""
    if column is None or column not in sheet.source.columns:
        month = pd.Series("all", index=sheet.frame.index)
    else:
        s = sheet.source
        parse = values.parse_period if column == "period" else values.parse_day
        extra = (s.interval, s.year_end) if column == "period" else ()

        def of(value: str) -> str | None:
            day = parse(value, sheet.delivered, *extra, s.day_first)
            return None if day is None or day == values.OPEN_END else f"{day:%Y-%m}"

        month = pd.Series(values.each(sheet.text(column), of), index=sheet.frame.index)
    live = sheet.data & (sheet.fault != "superseded") & (sheet.fault != "duplicate")
    counts = month[live].value_counts().sort_index()
    return pd.DataFrame({"source": sheet.id, "month": counts.index, "rows": counts.to_numpy()})


def _refuse_cut(raws: list[Raw], sheets: list[Sheet]) -> None:
    """A last line that was not ended and cannot be read was cut within its last field."""
    faults = []
    by_id = {sheet.id: sheet for sheet in sheets}
    for r in raws:
        sheet = by_id.get(r.source)
        if sheet is None or r.ended:
            continue
        mine = sheet.frame["file"] == r.name
        last = mine & (sheet.frame["row"] == sheet.frame.loc[mine, "row"].max())
        if set(sheet.fault[last]) & {
            "bad_date",
            "bad_identity",
            "bad_share",
            "bad_number",
            "missing_identity",
        }:
            faults.append(fault(r.name, "cut_in_row", line=int(sheet.frame.loc[last, "row"].iloc[0])))
    if faults:
        raise DeliveryError(faults)


def _refuse_quarantined(config, sheets: list[Sheet]) -> None:
    limit = config.quality.quarantined_share_stop
    faults = []
    for sheet in sheets:
        meant = pd.Series(sheet.fault)[~pd.Series(sheet.fault).isin(HARMLESS)]
        bad = meant[meant != ""]
        if len(meant) and len(bad) / len(meant) > limit:
            top = bad.value_counts().sort_index().nlargest(3)
            lines = sheet.frame["row"].to_numpy()
            codes = ", ".join(
                f"{code} {rows}, first at line {lines[bad.index[bad == code][0]]}"
                for code, rows in top.items()
            )
            detail = f"{len(bad)} of {len(meant)} rows, limit {limit:.0%}: {codes}"
            faults.append(fault(sheet.frame["file"].iloc[-1], "too_many_quarantined", detail))
    if faults:
        raise DeliveryError(faults)
