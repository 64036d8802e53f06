"""The municipality as delivered: all files of `municipality.toml`'s sources, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from competence.run import files
from competence.sample import (
    events,
    initiatives,
    leaders,
    mess,
    programme_truth,
    records,
    survey,
    systems,
    truth,
    volume_files,
)
from competence.sample import log as L
from competence.sample.identity import numbers
from competence.sample.municipality import World, config
from competence.sample.organisation import Organisation
from competence.sample.plan import FULL_SIZE
from competence.sample.sheets import Sheet

MAP, TRUTH = "organisation.csv", "truth.json"
DAYS_AFTER = 10  # the deliveries come ten days after the last month's end


def write(folder: Path, seed: int = 1, employees: int = 9500, months: int = 120, end: str = "2025-12",
          variant: str = "plain", progress: Callable[[str], None] | None = None) -> None:  # fmt: skip
    """Write the files as the systems deliver them into `folder`, `truth.json` beside them.

    Parameters
    ----------
    folder : made where it is not there; what an earlier sample wrote there is replaced, all else left alone.
    seed, employees, months, end, variant : as in `waist`; the counts of the files are those of `waist`.
    progress : called with each file's name before it is made.

    Raises
    ------
    ValueError : as `waist`.
    """
    tell = progress or (lambda _: None)
    tell("people")
    world = World(seed, employees, months, end, variant)
    sheets, planted = _sheets(world, tell)
    folder = Path(folder)
    names = [*(sheet.name for sheet in sheets), MAP, TRUTH]
    _clear(folder, names)
    for sheet in sheets:
        sheet.write(folder)
    organisation = "\r\n".join(Organisation(world.plan).lines()) + "\r\n"
    files.write_bytes(folder / MAP, organisation.encode("utf-8-sig"), files.PRIVATE)
    told = truth.tell(world) | {"mess": {s.name: s.planted for s in sheets if s.planted}} | planted
    files.write_json(folder / TRUTH, told | {"files": names}, files.PRIVATE)


def _clear(folder: Path, names: list[str]) -> None:
    """Take away what an earlier sample left here under other names; nothing that it did not write."""
    if (folder / TRUTH).is_file():
        for name in files.read_json(folder / TRUTH).get("files", []):
            if name not in names and Path(name).name == name:
                (folder / name).unlink(missing_ok=True)


def _sheets(world: World, tell) -> tuple[list[Sheet], dict]:
    cfg, organisation = config(), Organisation(world.plan)
    extras = mess.draw(world)
    base = world.history.people.count
    people = _identities(world, extras)
    day = np.datetime64(world.months.last_day(world.months.count)) + DAYS_AFTER
    rows = records.build(world, organisation)
    home = np.array([organisation.system(a) for a in world.plan.administrations], dtype=object)
    system = home[world.plan.administration[rows.cell]]
    out = []

    def sheet(name, heading, delimiter=";", encoding="cp1252", dated=True):
        tell(name)
        full = f"{name}_{day}.csv" if dated else f"{name}.csv"
        out.append(Sheet(full, heading, delimiter, encoding))
        return out[-1]

    def part(name):
        mine = rows.take(system == name)
        return mine.take(
            np.lexsort((mine.start, people.twelve[mine.person], mine.administration.astype(str)))
        )

    care = sheet("heroma_anstallningar", systems.HEROMA)
    systems.heroma(world, part("heroma"), people, cfg, care)
    mess.staff_system(world, "heroma", extras, people, base, organisation, cfg, care)
    rest = sheet("visma_anstallningar", systems.VISMA, encoding="utf-8-sig")
    systems.visma(world, part("visma"), people, cfg, rest)
    mess.staff_system(world, "visma", extras, people, base, organisation, cfg, rest)
    rescue = sheet("raddning_manad", systems.RESCUE, ",", "utf-8")
    systems.rescue(world, part("raddning"), people, rescue)
    mess.on_call(world, extras, people, base, organisation, rescue)

    hourly = sheet("timlon", ["Persnr", "Period", "Förvaltning", "Enhet", "AID", "Befattning", "Timmar"])
    events.hours(world, people, organisation, cfg, hourly)
    away = sheet("franvaro", ["Persnr", "Frånvaroorsak", "Omf %", "Fr.o.m", "T.o.m"])
    events.absences(world, people, away)
    licences = sheet("legitimationer", ["Personnummer", "Legitimation", "Behörighet", "Beslutsdatum"],
                     encoding="utf-8-sig")  # fmt: skip
    proofs = sheet("bevis_examina", ["Persnr", "Kompetens", "Giltig fr.o.m", "Giltig t.o.m", "Pågående"])
    events.qualifications(world, people, licences, proofs)
    course = sheet("ledarprogram", ["Persnr", "Namn", "Grupp", "Start", "Dagar", "Slutförd"])
    attended = survey.participants(world, people, course)
    asked = sheet("medarbetarenkat", ["Enhet", "Omgång", "Datum", *survey.INDICES, "Utskick", "Svar"],
                  encoding="utf-8-sig", dated=False)  # fmt: skip
    rounds = survey.engagement(world, organisation, attended.finished, asked)
    when = sheet("enkatomgangar", ["Omgång", "Datum", "Frågeformulär"], encoding="utf-8-sig", dated=False)
    worded = survey.rounds(world, rounds, when)
    led = sheet("chefsforordnanden", ["Persnr", "Namn", "Enhet", "Från", "Till"])
    leaders.manager_units(world, rows, people, led)
    own = sheet("chefsenkat", ["Grupp", "Månad", "Fråga", "Skala", "Medel", "Svar", "Mätning"],
                encoding="utf-8-sig", dated=False)  # fmt: skip
    said = leaders.manager_survey(world, attended, own)
    at_home = sheet("initiativ", ["Nr", "Förvaltning", "Med förvaltningar", "Tillsammans med", "Strategi",
                                  "Påverkar", "Krav", "Start", "Ansvarig roll", "Läge", "Från programmet"],
                    encoding="utf-8-sig", dated=False)  # fmt: skip
    begun = initiatives.write(world, cfg, at_home)
    adverts = sheet("rekryteringar", ["Ärende", "Förvaltning", "Enhet", "Befattning", "AID", "Anställningsform",
                                      "Antal tjänster", "Annonserad", "Tillsatt", "Utfall", "Sökande",
                                      "Behöriga sökande"], encoding="utf-8-sig", dated=False)  # fmt: skip
    events.recruitments(world, organisation, cfg, adverts)
    tell("befolkning")
    out += events.residents(world)
    tell("verksamhetsvolymer")
    out += volume_files.write(world, cfg)

    scale = world.plan.employees / FULL_SIZE
    for target, name in ((away, "franvaro"), (hourly, "timlon"), (proofs, "bevis")):
        target.repeat(world.streams(f"mess copies {name}"), max(1, round(mess.DUPLICATES[name] * scale)))
    mess.protected_elsewhere(world, extras, people, base, away)
    planted = {
        "planted_people": _planted_people(world, people, rows),
        "organisation": _changes(organisation),
        "survey": rounds,
        "survey_rounds": worded,
        "manager_survey": said,
        "initiatives": begun,
        "programme": programme_truth.tell(world, organisation, attended),
    }
    return [s for s in out if s.lines], planted


def _changes(organisation: Organisation) -> list[dict]:
    """Units that were renamed or belonged elsewhere: until which day, and what they are today."""
    return [
        {
            "kind": c.kind,
            "until": str(np.datetime64(c.day - 1, "D")),
            "unit": c.old_name,
            "administration": c.old_administration,
            "unit_today": organisation.names[c.unit],
            "administration_today": organisation.administrations[c.unit],
        }
        for c in organisation.cuts
    ]


def _identities(world: World, extras: mess.Extras) -> systems.Numbers:
    """Numbers and names of the simulated people, then of the extras."""
    who = world.history.people
    birth = np.concatenate([who.birth[: who.count].astype(np.int64), extras.birth])
    sex = np.concatenate([who.sex[: who.count].astype(np.int64), extras.sex])
    twelve = numbers(world.streams("identity"), birth, sex)
    first, last = records.names(np.arange(len(birth)), sex)
    return systems.Numbers(twelve, first, last)


def _planted_people(world: World, people: systems.Numbers, rows: records.Records) -> dict[str, int]:
    """Persons and rows with something to be seen through."""
    count = world.history.people.count
    used = np.zeros(count, bool)
    used[rows.person] = True
    days = np.array([int(t[6:8]) for t in people.twelve[:count]])
    spells = world.history.spells
    late = (world.coded == L.RESIGNATION) & (world.counted == "retirement")
    return {
        "coordination_numbers": int(((days > 60) & used).sum()),
        "rehired": int((spells.why == L.REHIRE).sum()),
        "summer_gaps": int((world.counted == "gap_out").sum()),
        "own_request_that_is_retirement": int(late.sum()),
        "exits_without_reason": int((world.counted == "unknown_exit").sum()),
        "second_employments": len(world.second["spell"]),
    }
