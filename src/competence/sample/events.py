"""Files beside the employments: hours, absences, licences, certificates and degrees, recruitments, residents."""

from __future__ import annotations

import numpy as np

from competence.sample import absences as ab
from competence.sample import systems
from competence.sample.competence import TITLE, TITLE_FROM
from competence.sample.dates import OPEN
from competence.sample.names import TITLES
from competence.sample.people import LONG_AGO, QUALIFICATIONS
from competence.sample.population import published
from competence.sample.posts import CANCELLED, FILLED, FILLED_UNQUALIFIED
from competence.sample.sheets import Sheet, coded, dates, decimals

_ABSENCE = {
    ab.SICK: ("Sjuk", "Sjuk", "Sjukdom", "Sjuk arbetsskada"), ab.PARENTAL: ("Föräldraledig", "Föräldrapenning"),
    ab.CHILD_CARE: ("VAB", "Vård av barn"), ab.VACATION: ("Semester",), ab.STUDY: ("Tjl studier",),
    ab.LEAVE: ("Tjänstledig",),
}  # fmt: skip
_LICENCES = {"teacher_licence": ("Lärarlegitimation", "Leg. lärare", "Legitimerad lärare"),
             "preschool_licence": ("Förskollärarlegitimation", "Leg. förskollärare"),
             "nurse_licence": ("Sjuksköterska", "Leg. sjuksköterska")}  # fmt: skip
_SCOPES = {"teacher_licence": ("Åk 4-6 svenska", "Åk 7-9 matematik", "F-3 alla ämnen", "Gymnasiet engelska"),
           "preschool_licence": ("Förskola",), "nurse_licence": ("",)}  # fmt: skip
_PROOFS = {"assistant_nurse_title": ("Bevis undersköterska", "Skyddad yrkestitel undersköterska"),
           "care_education": ("Vård- och omsorgsutbildning", "Omvårdnadsprogrammet", "VO-college"),
           "social_work_degree": ("Socionomexamen", "Socionom")}  # fmt: skip
_TRANSITION = ("Undersköterska övergångsregel", "20330630")
_OUTCOMES = {FILLED: "Tillsatt", FILLED_UNQUALIFIED: "Tillsatt obehörig", CANCELLED: "Avbruten", 3: "Pågår"}


def _cell_words(world, cell, person):
    """Title and code by cell."""
    title, code = np.empty(len(cell), dtype=object), np.empty(len(cell), dtype=object)
    for c in np.unique(cell):
        mine = cell == c
        options = TITLES[world.plan.names[c][1]]
        pick = person[mine] % len(options)
        title[mine] = coded([t for t, _ in options], pick)
        code[mine] = coded([k for _, k in options], pick)
    return title, code


def hours(world, people, organisation, config, sheet: Sheet) -> None:
    """Hours of hourly staff, a row a person and month."""
    spells, rng = world.history.spells, world.streams("mess hours")
    row, month = world.hours["spell"], world.hours["month"]
    person, cell = spells.person[row].astype(np.int64), spells.cell[row]
    title, code = _cell_words(world, cell, person)
    code = np.where(rng.random(len(row)) < 0.01, "", code)
    first = world.months.first_day(month).astype(np.int64)
    period = np.array([d[:7] for d in dates(first, "2024-01-01")], dtype=object)
    administration, unit = organisation.at(spells.unit[row], first)
    place = systems.places(rng, config, administration, code=False)
    number = systems.heroma_number(rng, people.twelve[person])
    order = np.lexsort((person, month))
    columns = [number, period, place, unit, code, title, decimals(world.hours["hours"], 2)]
    sheet.add([c[order] for c in columns])


def absences(world, people, sheet: Sheet) -> None:
    """Absences of the monthly-paid staff; what goes on has no last day."""
    away, rng = world.absences, world.streams("mess absences")
    person = away["person"].astype(np.int64)
    today = int(world.months.last_day(world.months.count).astype(np.int64))
    long = away["end"] - away["start"] >= 30
    end = np.where((away["end"] == today) & long, OPEN, away["end"])
    kind = systems.words(_ABSENCE, away["kind"], person + away["start"])
    extent = np.where(away["extent"] >= 1, "100", "50").astype(object)
    number = systems.heroma_number(rng, people.twelve[person])
    sheet.add([number, kind, extent, dates(away["start"], "2024-01-01"),
               dates(end, "2024-01-01", empty=OPEN)])  # fmt: skip


def _proof_days(world, people_of, month, first_day):
    """Day from which a proof is held: within its month, or some years before the person's first day."""
    rng = world.streams("proof days")
    u = rng.random((2, len(month)))
    inside = world.months.first_day(np.where(month == LONG_AGO, 0, month)).astype(np.int64)
    inside = inside + (u[0] * 27).astype(np.int64)
    long_ago = first_day[people_of] - 30 - (u[1] * 3500).astype(np.int64)
    return np.where(month == LONG_AGO, long_ago, inside)


def qualifications(world, people, licences: Sheet, proofs: Sheet) -> None:
    """The licence register, and the list of certificates, degrees, transitional rights and training."""
    who, has = world.history.people, world.history.people.has[: world.history.people.count]
    spells = world.history.spells
    seen = np.zeros(who.count, bool)
    seen[spells.person] = True
    first_day = np.full(who.count, OPEN, np.int64)
    np.minimum.at(first_day, spells.person, np.minimum(world.start, spells.hired))
    person, q = np.nonzero((has <= world.months.count) & seen[:, None])
    day = _proof_days(world, person, has[person, q].astype(np.int64), first_day)
    title_day = np.datetime64(f"{TITLE_FROM[0]}-{TITLE_FROM[1]:02d}-01", "D").astype(np.int64)
    day = np.where(q == TITLE, np.maximum(day, int(title_day)), day)
    rng = world.streams("mess proofs")
    for i, name in enumerate(QUALIFICATIONS):
        mine = q == i
        number, when = people.twelve[person[mine]], day[mine]
        if name in _LICENCES:
            licences.add([number, coded(_LICENCES[name], person[mine] % len(_LICENCES[name])),
                          coded(_SCOPES[name], person[mine] % len(_SCOPES[name])),
                          dates(when, "2024-01-01")])  # fmt: skip
        else:
            n = len(when)
            blank = np.full(n, "", dtype=object)
            proofs.add([systems.heroma_number(rng, number), coded(_PROOFS[name], person[mine] % len(_PROOFS[name])),
                        dates(when, "20240101"), blank, coded(["", "Nej"], (rng.random(n) < 0.3).astype(int))])  # fmt: skip
    if world.months.index(*TITLE_FROM) <= world.months.count:
        held = np.flatnonzero(who.transitional[: who.count] & seen)
        n = len(held)
        proofs.add([systems.heroma_number(rng, people.twelve[held]), np.full(n, _TRANSITION[0], dtype=object),
                    np.full(n, str(np.datetime64(int(title_day), "D")).replace("-", ""), dtype=object),
                    np.full(n, _TRANSITION[1], dtype=object), np.full(n, "Nej", dtype=object)])  # fmt: skip
    _training(world, people, proofs, rng)


def _training(world, people, proofs, rng):
    """Training, finished or under way: the last day lies in the month in which it is over."""
    training, months = world.history.trainings, world.months
    known = (training["finish"] >= 0) & (training["begin"] <= months.count)
    who, q = training["person"][known], training["qualification"][known]
    begin = months.first_day(training["begin"][known]).astype(np.int64) + 14
    finish = months.first_day(training["finish"][known]).astype(np.int64) + 9
    names = [_PROOFS.get(name, ("",))[0] for name in QUALIFICATIONS]
    proofs.add([systems.heroma_number(rng, people.twelve[who]), coded(names, q), dates(begin, "20240101"),
                dates(finish, "20240101"), np.full(len(who), "Ja", dtype=object)])  # fmt: skip


def recruitments(world, organisation, config, sheet: Sheet) -> None:
    """Advertised posts."""
    r, rng, plan = world.recruitments, world.streams("mess recruitments"), world.plan
    n = len(r["cell"])
    unit = np.array([plan.units_of[c][int(u * len(plan.units_of[c]))]
                     for c, u in zip(r["cell"], rng.random(n))], dtype=np.int64)  # fmt: skip
    administration, name = organisation.at(unit, r["advertised"])
    title, code = _cell_words(world, r["cell"], np.arange(n))
    serial = np.array([f"R{d[:4]}-{i + 1:05d}" for i, d in enumerate(dates(r["advertised"], "2024-01-01"))],
                      dtype=object)  # fmt: skip
    cancelled = r["outcome"] == CANCELLED
    form = np.where(plan.trait("fixed")[r["cell"]] * 0.5 > rng.random(n), "Visstid", "Tillsvidare")
    sheet.add([serial, systems.places(rng, config, administration, code=False), name, title, code, form,
               decimals(r["posts"], 2), dates(r["advertised"], "2024-01-01"),
               dates(np.where(cancelled, -1, r["filled"]), "2024-01-01", empty=-1),
               systems.words({k: (v,) for k, v in _OUTCOMES.items()}, r["outcome"], np.arange(n)),
               r["applicants"].astype(str).astype(object), r["qualified"].astype(str).astype(object)])  # fmt: skip


def residents(world) -> list[Sheet]:
    """Observed residents in one file, each published projection in one of its own."""
    table, out = world.tables["population"], []
    sexes = np.where(table["sex"] == "female", "Kvinnor", "Män").astype(object)
    ages = np.where(table["age"] == 100, "100+", table["age"].astype(str)).astype(object)
    columns = [table["year"].astype(str).to_numpy(object), ages, sexes,
               table["persons"].astype(int).astype(str).to_numpy(object)]  # fmt: skip
    observed = (table["kind"] == "observed").to_numpy()
    sheet = Sheet("befolkning.csv", ["År", "Ålder", "Kön", "Antal"], encoding="utf-8-sig")
    sheet.add([c[observed] for c in columns])
    out.append(sheet)
    heading = ["År", "Ålder", "Kön", "Antal", "Publicerad"]
    for base in sorted(world.residents.projections):
        day = published(base)
        mine = (table["known_from"] == day).to_numpy()
        if mine.any():
            sheet = Sheet(f"befolkningsprognos_{day.date()}.csv", heading, encoding="utf-8-sig")
            sheet.add([*(c[mine] for c in columns), np.full(int(mine.sum()), str(day.date()), dtype=object)])
            out.append(sheet)
    return out
