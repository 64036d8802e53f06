"""What real exports hold besides staff: people who are none, faulty rows, copies, repeated headings, sums.

All of it stands beside the simulated rows; none of it takes one away or changes one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample import systems
from competence.sample.dates import OPEN
from competence.sample.plan import FULL_SIZE
from competence.sample.sheets import Sheet, coded, dates

# Rows at full size by system: kind, agreement, form, title, number, age from, to, days employed (0 = open).
_NOT_STAFF = {
    "heroma": (
        ("elected", "Förtroendevald", "Uppdrag", "Ledamot", 40, 30, 75, 0),
        ("fee_paid", "Arvode", "Uppdrag", "Kontaktperson", 60, 25, 72, 0),
        ("fee_paid", "Arvode", "Uppdrag", "Familjehem", 40, 30, 65, 900),
        ("youth_job", "Ferie", "Visstid", "Feriearbetare", 90, 16, 18, 27),
        ("assistant_pan", "PAN", "Visstid", "Anhörigvårdare", 25, 30, 62, 700),
        ("labour_market_job", "BEA", "Visstid", "Servicemedarbetare", 35, 22, 60, 330),
    ),
    "visma": (
        ("elected", "FTV", "UPPDR", "Ersättare", 25, 30, 75, 0),
        ("fee_paid", "ARV", "UPPDR", "Föreläsare", 50, 25, 70, 60),
        ("youth_job", "FER", "VIS", "Ungdomsjobb park", 150, 16, 18, 24),
        ("labour_market_job", "BEA", "VIS", "Beredskapsarbetare", 40, 22, 60, 330),
    ),
    "raddning": (("on_call_firefighter", "RiB", "Beredskap", "Brandman RiB", 45, 22, 58, 0),),
}  # fmt: skip
_HOME = {
    "heroma": ("vard", "omsorg", "social"),
    "visma": ("utbildning", "samhalle", "kultur", "kommunledning"),
    "raddning": ("raddning",),
}  # fmt: skip
# Faulty rows: kind and how many of each in either spell export.
_FAULTS = (("bad_share", 2), ("end_before_start", 2), ("date_out_of_range", 1), ("identity_in_text", 1))
DUPLICATES = {"heroma": 25, "visma": 18, "franvaro": 30, "timlon": 20, "bevis": 4}
REPEATED_HEADINGS, BLANK_ROWS = 2, 6


@dataclass(frozen=True)
class Extras:
    """People beside the simulated ones: `system` and `kind` each belongs to, birth and sex."""

    system: list[str]
    kind: list[tuple]
    birth: np.ndarray
    sex: np.ndarray

    def of(self, system: str, kind: str | None = None) -> np.ndarray:
        """Numbers (within the extras) of those of a system, of one kind."""
        return np.array(
            [i for i, (s, k) in enumerate(zip(self.system, self.kind, strict=True))
             if s == system and (kind is None or k[0] == kind)],
            dtype=int,
        )  # fmt: skip


def draw(world) -> Extras:
    """People who are no staff, faulty rows' people, and two under protected identity."""
    rng = world.streams("mess people")
    scale = world.plan.employees / FULL_SIZE
    last = int(world.months.last_day(world.months.count).astype(np.int64))
    system, kind, ages = [], [], []
    for name, kinds in _NOT_STAFF.items():
        for entry in kinds:
            n = max(2, round(entry[4] * scale))
            system += [name] * n
            kind += [entry] * n
            ages += list(rng.uniform(entry[5], entry[6], n))
    for name in ("heroma", "visma"):
        for fault, n in _FAULTS:
            system += [name] * n
            kind += [(fault,)] * n
            ages += list(rng.uniform(25, 60, n))
        system.append(name)
        kind.append(("protected",))
        ages.append(float(rng.uniform(25, 60)))
    birth = last - (np.array(ages) * 365.2425).astype(np.int64)
    return Extras(system, kind, birth, rng.integers(0, 2, len(birth)))


def _span(rng, world, n, length):
    """First and last days within the window; `length` 0: open for half of them."""
    first = int(world.months.last_day(0).astype(np.int64))
    last = int(world.months.last_day(world.months.count).astype(np.int64))
    if length:
        start = first + 1 + (rng.random(n) * max(last - first - length - 1, 1)).astype(np.int64)
        return start, start + length
    start = first - (rng.random(n) * 900).astype(np.int64) + (rng.random(n) < 0.5) * 1500
    start = np.minimum(start, last - 60)
    ended = rng.random(n) < 0.5
    return start, np.where(
        ended, np.maximum(start, first) + 40 + (rng.random(n) * 300).astype(np.int64), OPEN
    )


def staff_system(world, system: str, extras: Extras, people: systems.Numbers, base: int, organisation, config,
                 sheet: Sheet) -> None:  # fmt: skip
    """Plant the rows of `extras` that belong to a spell export, copies of rows, headings, blanks and sums."""
    rng = world.streams(f"mess extra {system}")
    # Copies of staff's rows only: a copy of a row that is wrong or not staff would be counted as such.
    sheet.repeat(rng, max(2, round(DUPLICATES[system] * world.plan.employees / FULL_SIZE)))
    for kind in dict.fromkeys(extras.kind[i] for i in extras.of(system)):
        mine = np.array([i for i in extras.of(system) if extras.kind[i] == kind])
        sheet.plant(rng, kind[0], _lines(rng, world, system, kind, base + mine, people, organisation, config))
    if system == "visma":
        head = sheet.delimiter.join(sheet.heading)
        sheet.plant(rng, "repeated_heading", [head] * REPEATED_HEADINGS)
        sheet.plant(rng, "blank_row", [sheet.delimiter * (len(sheet.heading) - 1)] * (BLANK_ROWS // 2))
        sheet.plant(rng, "blank_row", [""] * (BLANK_ROWS - BLANK_ROWS // 2))
        count = len(sheet.lines)
        empty = [""] * (len(sheet.heading) - 2)
        sheet.foot("sum_row", [";".join(["Summa", f"{count} rader".replace(" ", "\u00a0"), *empty]),
                               ";".join(["Antal rader", str(count), *empty])])  # fmt: skip


def _lines(rng, world, system, kind, person, people, organisation, config):
    """Lines of one kind of extra people in a spell export."""
    n = len(person)
    plain = len(kind) == 1
    heroma = system == "heroma"
    length = 0 if plain else kind[7]
    start, end = _span(rng, world, n, length)
    share = np.full(n, 1.0 if plain else np.nan)
    if plain:
        title, code = np.full(n, "Handläggare", dtype=object), np.full(n, "151010", dtype=object)
        agreement = np.full(n, "AB", dtype=object)
        form = np.full(n, "Tillsvidare" if heroma else "TV", dtype=object)
    else:
        title, code = np.full(n, kind[3], dtype=object), np.full(n, "", dtype=object)
        agreement, form = np.full(n, kind[1], dtype=object), np.full(n, kind[2], dtype=object)
        if kind[0] in ("assistant_pan", "labour_market_job", "youth_job"):
            share = np.full(n, 0.75 if kind[0] == "assistant_pan" else 1.0)
    home = np.array([_HOME[system][i % len(_HOME[system])] for i in range(n)], dtype=object)
    unit = np.array([_stab(organisation, a) for a in home], dtype=object)
    text = systems.percent(rng, share) if heroma else systems.fraction(share)
    start, end, hired = start.astype(np.int64), end.astype(np.int64), start.astype(np.int64)
    protected = np.full(n, "Nej" if heroma else "N", dtype=object)
    twelve = people.twelve[person].astype(object)
    fault = kind[0]
    if fault == "bad_share":
        text = np.full(n, "750", dtype=object)
    elif fault == "end_before_start":
        end = start - 30 - np.arange(n)
    elif fault == "date_out_of_range":
        end = np.full(n, int(np.datetime64("2062-04-30", "D").astype(np.int64)))
    elif fault == "identity_in_text":
        title = np.array([f"Handläggare {t[:8]}-{t[8:]}" for t in twelve], dtype=object)
    elif fault == "protected":
        protected = np.full(n, "Ja" if heroma else "J", dtype=object)
    number = np.array([f"{system[0].upper()}X{100 + p}-1" for p in person], dtype=object)
    reason = np.full(n, "", dtype=object)
    place = systems.places(rng, config, home, code=not heroma)
    common = {
        "protected": protected, "employment": number, "place": place, "unit": unit, "code": code,
        "title": title, "agreement": agreement, "form": form, "share": text, "level": np.full(n, "", dtype=object),
        "start": start, "end": end, "reason": reason, "hired": hired, "mail": people.mail(person),
    }  # fmt: skip
    if heroma:
        name = people.last[person] + ", " + people.first[person]
        lines = systems.heroma_lines(rng, people.twelve[person], name=name, **common)
    else:
        lines = systems.visma_lines(rng, people.twelve[person], last=people.last[person],
                                    first=people.first[person], **common)  # fmt: skip
    if fault == "protected" and not heroma:
        lines = ["SKYDDAD" + line[line.index(";") :] for line in lines]
    return lines


def _stab(organisation, administration):
    at = [i for i, (a, k, _) in enumerate(organisation.plan.units)
          if organisation.plan.administrations[a] == administration and k == "stab"]  # fmt: skip
    return organisation.names[at[0]]


def on_call(world, extras: Extras, people: systems.Numbers, base: int, organisation, sheet: Sheet) -> None:
    """Firefighters on call stand in the monthly lists beside the staff."""
    rng = world.streams("mess extra raddning")
    mine = extras.of("raddning")
    months = np.arange(world.months.count + 1)
    there = rng.random((len(mine), 1)) * world.months.count * 0.4
    first = np.where(rng.random((len(mine), 1)) < 0.6, 0, there).astype(int)
    row, month = np.nonzero(months[None, :] >= first)
    person = base + mine[row]
    kind = extras.kind[mine[0]]
    n = len(row)
    hired = world.months.first_day(first[row, 0]).astype(np.int64) - 20 + row % 15
    station = next(
        organisation.names[i] for i, (_, k, _) in enumerate(organisation.plan.units) if k == "station"
    )
    columns = [
        dates(world.months.last_day(month).astype(np.int64), "2024-01-01"), people.twelve[person].astype(object),
        people.first[person] + " " + people.last[person],
        np.array([f"RB{100 + r}" for r in row], dtype=object), np.full(n, station, dtype=object),
        np.full(n, kind[3], dtype=object), np.full(n, kind[1], dtype=object), np.full(n, kind[2], dtype=object),
        np.full(n, "", dtype=object), np.full(n, "", dtype=object), dates(hired, "2024-01-01"),
    ]  # fmt: skip
    side = Sheet("", [], sheet.delimiter)
    side.add(columns)
    sheet.lines = _by_period(sheet.lines + side.lines)
    sheet.planted[kind[0]] = n


def _by_period(lines: list[str]) -> list[str]:
    return sorted(lines, key=lambda line: line[:10])


def protected_elsewhere(world, extras: Extras, people: systems.Numbers, base: int, away: Sheet) -> None:
    """A person under protected identity has absences too, in a file that does not say so."""
    rng = world.streams("mess protected")
    who = base + extras.of("heroma", "protected")
    number = systems.heroma_number(rng, people.twelve[who])
    day = int(world.months.last_day(world.months.count).astype(np.int64)) - 200
    n = len(who)
    side = Sheet("", [], away.delimiter)
    side.add([number, coded(["Sjuk"], np.zeros(n, int)), np.full(n, "100", dtype=object),
              dates(np.full(n, day), "2024-01-01"), dates(np.full(n, day + 9), "2024-01-01")])  # fmt: skip
    away.plant(rng, "protected", side.lines)
