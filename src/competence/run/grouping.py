"""`competence groups`: the next course groups, as counts for whoever runs it and as a list for the programme's office."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from competence import sources, workforce
from competence.config import Config
from competence.programme import mixing, seating
from competence.run import files, store

HEADS = ("group", "start", "administration", "unit", "manager_level", "person")


class NoGroups(ValueError):
    """There is nothing to propose from; the message says what to do."""


@dataclass(frozen=True, repr=False)
class Proposal:
    """What is told of the proposed groups: counts alone. `path` holds the list for the office.

    `groups` : table `programme_groups` of the proposal. `new` : pairs of administrations that had not met, as
    (one, other, groups in which both sit).
    """

    day: date
    managers: int
    through: int
    under_way: int
    to_seat: int
    seated: int
    groups: pd.DataFrame
    pairs: int
    cross_pairs: int
    expected: float
    proven: bool
    new: tuple[tuple[str, str, int], ...]
    remarks: tuple[str, ...]
    path: Path
    named: int | None

    def facts(self, config: Config) -> dict[str, Any]:
        """All of it, for a machine."""
        sizes = self.groups.groupby("group")["managers"].sum()
        by = self.groups.groupby("group")[["administration", "managers"]]
        return {
            "as_of": self.day.isoformat(),
            "managers": self.managers,
            "through": self.through,
            "under_way": self.under_way,
            "to_seat": self.to_seat,
            "seated": self.seated,
            "groups": [
                {"start": g, "size": int(sizes[g]), "administrations": dict(rows.itertuples(index=False))}
                for g, rows in by
            ],
            "pairs": self.pairs,
            "cross_pairs": self.cross_pairs,
            "cross_pairs_by_lot": round(self.expected, 1),
            "proven_best": self.proven,
            "met_for_the_first_time": [
                {"administration": one, "other": other, "groups": n} for one, other, n in self.new
            ],
            "remarks": list(self.remarks),
            "list": self.path.relative_to(config.folder).as_posix(),
            "named": self.named,
            "exit_code": 0,
        }


def register(config: Config, path: Path, today: date) -> dict[str, str]:
    """What the office calls each person, by pseudonym, from `identity number;name` a line; nothing of it is kept.

    Raises
    ------
    NoGroups : a line holds no identity number, or the file is no text.
    """
    written = path.read_bytes()
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = written.decode("cp1252", errors="replace")
    named, bad = {}, []
    for n, line in enumerate(text.splitlines(), 1):
        number, _, name = line.partition(next((mark for mark in ";\t," if mark in line), ";"))
        if not line.strip() or (n == 1 and not any(c.isdigit() for c in number)):  # the heading
            continue
        one, wrong = sources.sought(config, [number.strip().strip('"')], today)
        bad += [str(n)] * len(wrong)
        named |= dict.fromkeys(one.pseudonyms, name.strip().strip('"'))
    if bad:
        shown = ", ".join(bad[:20]) + (" …" if len(bad) > 20 else "")
        raise NoGroups(f"no personal identity number on line {shown} of the register; nothing was written")
    return named


def propose(
    config: Config,
    dates: Sequence[date],
    size: tuple[int, int],
    names: Mapping[str, str] | None,
    progress: Callable[[str], None],
) -> Proposal:
    """Propose groups on the dates from the kept deliveries, and write the list for the office.

    Parameters
    ----------
    names : what the office calls a person, by pseudonym; None where no register was given.

    Raises
    ------
    NoGroups : nothing is kept, staff is counted only, no date is to come.
    """
    kept = sources.kept_days(config)
    if not kept:
        raise NoGroups("no delivery is kept yet; run: competence ingest")
    progress("read the kept deliveries")
    delivered = sources.read_kept(config, date.fromisoformat(max(kept)))
    if delivered.staff is None:
        raise NoGroups("staff is delivered as counts: who the managers are is not known here")
    found = workforce.to_seat(delivered, config, dates)
    ahead = [day for day in dates if day > found.day]
    if not ahead:
        raise NoGroups(
            f"no date after {found.day} is named, the last day that the deliveries tell of; "
            "set group_dates under [programme] or give --dates"
        )
    progress("seat them")
    groups = mixing.met(found.groups) if found.groups is not None else None
    apart = config.programme.apart
    best = seating.propose(found.classes, ahead, size=size, apart=apart, meetings=groups)
    remarks = [f"{day} has passed on {found.day} and is left out." for day in dates if day <= found.day]
    if found.groups is None:
        remarks.append("No course records are delivered: nobody is known to be through.")
    if apart == "head" and found.classes["head"].isna().all():
        remarks.append(
            "Who is whose head is not known, so some may sit with their own: look the list through, or set "
            'apart = "level" under [programme] to keep levels of an administration apart.'
        )
    persons = workforce.seated(found, best.seats)
    path = _write(config, persons, names)
    together = mixing.met(best.groups)
    crossed = together[together["administration"] != together["other"]]
    return Proposal(
        day=found.day,
        managers=found.managers,
        through=found.through,
        under_way=found.under_way,
        to_seat=len(found.persons),
        seated=int(best.groups["managers"].sum()),
        groups=best.groups,
        pairs=int(together["pairs"].sum()),
        cross_pairs=int(crossed["pairs"].sum()),
        expected=float(crossed["expected_pairs"].sum()),
        proven=best.bound - best.value < 1,
        new=_first(crossed, groups),
        remarks=(*remarks, *best.remarks),
        path=path,
        named=None if names is None else int(persons["person"].isin(list(names)).sum()),
    )


def _first(crossed: pd.DataFrame, before: pd.DataFrame | None) -> tuple[tuple[str, str, int], ...]:
    """Pairs of administrations that meet and had not."""
    had = set()
    if before is not None:
        had = set(
            before.loc[before["pairs"] > 0, ["administration", "other"]].itertuples(index=False, name=None)
        )
    rows = crossed.loc[crossed["groups"] > 0, ["administration", "other", "groups"]]
    return tuple(row for row in rows.itertuples(index=False, name=None) if row[:2] not in had)


def _write(config: Config, persons: pd.DataFrame, names: Mapping[str, str] | None) -> Path:
    """The list, a row a manager by group and place; those who wait stand last, without group."""
    start = persons["start"].dt.strftime("%Y-%m-%d")
    rows = persons.assign(
        start=start.fillna(""),
        group=pd.factorize(start)[0] + 1,
        administration=[
            config.administrations[a].name if a in config.administrations else a
            for a in persons["administration"]
        ],
    )
    rows["group"] = rows["group"].astype("str").where(rows["start"] != "", "")
    heads = list(HEADS)
    if names is not None:
        rows["name"] = rows["person"].map(names).fillna("")
        heads.append("name")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([files.cell(str(value)) for value in row] for row in rows[heads].itertuples(index=False))
    folder = files.private(config.processed / store.OFFICE)
    # With the mark at the beginning a spreadsheet reads the letters rightly.
    return files.write_bytes(folder / "groups.csv", out.getvalue().encode("utf-8-sig"), files.PRIVATE)
