"""The three systems that employments lie in, each with its own columns, words, dates and shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.sample import log as L
from competence.sample import records as rc
from competence.sample.dates import OPEN
from competence.sample.names import MAIL, TITLES
from competence.sample.people import FIXED, HOURLY, PERMANENT, TRIAL
from competence.sample.reasons import NO_REASON
from competence.sample.sheets import Sheet, coded, dates, join

SPECIAL = int(np.datetime64("2022-10-01", "D").astype(np.int64))  # a new form of fixed term replaces the old
HEROMA = ["Persnr", "Namn", "Skyddad", "Anst.id", "Förvaltning", "Enhet", "AID", "Befattning", "Avtal",
          "Anst.form", "Syss.grad %", "Ansv.", "Fr.o.m", "T.o.m", "Avgångsorsak", "Anst. i kommunen",
          "E-post"]  # fmt: skip
VISMA = ["Personnummer", "Efternamn", "Förnamn", "Skyddad identitet", "AnstNr", "Förvaltningskod",
         "Organisation", "Befattningskod", "Befattningsbenämning", "Avtalsområde", "Anställningsform",
         "Sysselsättningsgrad", "Chefskod", "Startdatum", "Slutdatum", "Avslutsorsak", "Anställningsdatum",
         "E-post"]  # fmt: skip
RESCUE = ["Period", "Personnummer", "Namn", "Anställning", "Avdelning", "Titel", "Avtal", "Form",
          "Sysselsättningsgrad", "Ansvar", "Anställd"]  # fmt: skip

# Words for why a row was closed; several where the system has several for the same.
_HEROMA = {
    L.RETIREMENT: ("Pension", "Ålderspension", "Pensionsavgång"),
    L.RESIGNATION: ("Egen begäran", "Egen begäran", "Egen beg. annan arb.giv."),
    L.CONTRACT_END: ("Tidsbegr. upphör",), rc.TERM: ("Tidsbegr. upphör",),
    L.REDUNDANCY: ("Arbetsbrist",), L.PERSONAL: ("Personliga skäl",), L.DEATH: ("Avliden",),
    L.OTHER: ("Personliga skäl",), L.TRANSFER: ("Verksamhetsövergång",), NO_REASON: ("",),
    rc.STILL: ("",), rc.NEW_PLACE: ("Övergång annan förvaltning",), rc.NEW_UNIT: ("Byte enhet",),
    rc.NEW_SHARE: ("Ändrad sysselsättningsgrad",), rc.NEW_EMPLOYMENT: ("Ny anställning",),
    rc.SECOND_ENDS: ("Egen begäran",), rc.HOURLY_ENDS: ("Tidsbegr. upphör", "Egen begäran"),
}  # fmt: skip
_VISMA = {
    L.RETIREMENT: ("PENS", "PENS", "ÅLD"), L.RESIGNATION: ("EB",), L.CONTRACT_END: ("TBU",),
    rc.TERM: ("TBU",), L.REDUNDANCY: ("ARB",), L.PERSONAL: ("PERS",), L.DEATH: ("AVL",), L.OTHER: ("ÖVR",),
    L.TRANSFER: ("VO",), NO_REASON: ("",), rc.STILL: ("",), rc.NEW_PLACE: ("INT",), rc.NEW_UNIT: ("INT",),
    rc.NEW_SHARE: ("INT",), rc.NEW_EMPLOYMENT: ("INT",), rc.SECOND_ENDS: ("EB",),
    rc.HOURLY_ENDS: ("TBU", "EB"),
}  # fmt: skip
_FORMS = {
    "heroma": {PERMANENT: ("Tillsvidare",), TRIAL: ("Provanställning",), HOURLY: ("Timavlönad",),
               FIXED: ("Vikariat", "Visstid", "AVA")},
    "visma": {PERMANENT: ("TV",), TRIAL: ("PROV",), HOURLY: ("TIM",), FIXED: ("VIK", "VIS", "AVA")},
    "raddning": {PERMANENT: ("Tillsvidare",), TRIAL: ("Prov",), FIXED: ("Vikarie",)},
}  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """Identity numbers (twelve digits) and names of all persons, by number."""

    twelve: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def mail(self, person) -> np.ndarray:
        """Addresses."""
        return self.first[person] + "." + self.last[person] + "@" + MAIL


def words(table: dict, code: np.ndarray, person: np.ndarray) -> np.ndarray:
    """A word for each code; where there are several the person's number picks."""
    out = np.empty(len(code), dtype=object)
    for value in np.unique(code):
        mine = code == value
        choices = table[int(value)]
        out[mine] = coded(choices, person[mine] % len(choices))
    return out


def forms(system: str, contract, start, person) -> np.ndarray:
    """Words for the form of employment, with the special fixed term from its day on."""
    text = words(_FORMS[system], contract, person)
    special = (contract == FIXED) & (start >= SPECIAL) & (text == "AVA")
    return np.where(special, "SÄVA", text)


def percent(rng, share: np.ndarray) -> np.ndarray:
    """Shares as per cent, in four spellings; empty where there is none."""
    out = np.full(len(share), "", dtype=object)
    known = np.flatnonzero(~np.isnan(share))
    whole = np.round(share[known] * 100).astype(int)
    how = rng.integers(0, 10, len(known))
    spelled = [("{}", "{},00", "{}%", "{}\u00a0%")[(0, 0, 0, 0, 0, 0, 1, 1, 2, 3)[h]].format(w)
               for h, w in zip(how, whole, strict=True)]  # fmt: skip
    out[known] = spelled
    return out


def fraction(share: np.ndarray) -> np.ndarray:
    """Shares with a decimal comma, `0,75`, `1`; empty where there is none."""
    text = [f"{s:.2f}".rstrip("0").rstrip(".").replace(".", ",") if s == s else "" for s in share]
    return np.array(text, dtype=object)


def places(rng, config, administration: np.ndarray, *, code: bool) -> np.ndarray:
    """How rows spell their administration: the usual spelling, now and then another."""
    out = np.empty(len(administration), dtype=object)
    u = rng.random(len(administration))
    for entry in config.administration:
        mine = np.flatnonzero(administration == entry.id)
        usual = entry.aliases[0] if code else entry.name
        others = [w for w in (entry.name, *entry.aliases) if w != usual]
        pick = np.minimum((u[mine] / 0.06 * len(others)).astype(int), len(others) - 1)
        out[mine] = np.where(u[mine] < 0.06, np.array(others, dtype=object)[pick], usual)
    return out


def heroma_number(rng, twelve: np.ndarray) -> np.ndarray:
    """`YYYYMMDD-NNNN`, one in twelve without the dash."""
    text = np.array([t[:8] + "-" + t[8:] for t in twelve], dtype=object)
    return np.where(rng.random(len(twelve)) < 1 / 12, twelve.astype(object), text)


def visma_number(rng, twelve: np.ndarray) -> np.ndarray:
    """Ten digits; leading zeros lost in one of three rows that begin with one."""
    text = np.array([t[2:] for t in twelve], dtype=object)
    lost = (rng.random(len(twelve)) < 1 / 3) & np.array([t.startswith("0") for t in text], dtype=bool)
    text[lost] = [t.lstrip("0") for t in text[lost]]
    return text


def heroma(world, rows: rc.Records, people: Numbers, config, sheet: Sheet) -> None:
    """Rows of the care and social administrations."""
    rng = world.streams("mess heroma")
    title, code = rc.titles(rows, world.plan, rng)
    n = len(rows.person)
    level = rc.levels(rows, world.plan)
    level = np.where((level == "") & (rng.random(n) < 0.5), "-", level)
    sheet.lines += heroma_lines(
        rng, people.twelve[rows.person],
        name=people.last[rows.person] + ", " + people.first[rows.person],
        protected=coded(["Nej", ""], (rng.random(n) < 0.3).astype(int)),
        employment=ids("H", rows), place=places(rng, config, rows.administration, code=False),
        unit=rows.unit_name, code=code, title=title, agreement=np.full(n, "AB", dtype=object),
        form=forms("heroma", rows.contract, rows.start, rows.person), share=percent(rng, rows.share),
        level=level, start=rows.start, end=rows.end, reason=words(_HEROMA, rows.closed, rows.person),
        hired=rows.hired, mail=people.mail(rows.person),
    )  # fmt: skip


def heroma_lines(rng, twelve, *, name, protected, employment, place, unit, code, title, agreement, form, share,
                 level, start, end, reason, hired, mail) -> list[str]:  # fmt: skip
    """Lines of the heroma export from its fields; days as numbers."""
    return join(
        [heroma_number(rng, twelve), name, protected, employment, place, unit, code, title, agreement, form,
         share, level, dates(start, "2024-01-01"), dates(end, "2024-01-01", empty=OPEN, blank="9999-12-31"),
         reason, dates(hired, "2024-01-01"), mail],
        ";",
    )  # fmt: skip


def visma(world, rows: rc.Records, people: Numbers, config, sheet: Sheet) -> None:
    """Rows of the other administrations."""
    rng = world.streams("mess visma")
    title, code = rc.titles(rows, world.plan, rng)
    n = len(rows.person)
    sheet.lines += visma_lines(
        rng, people.twelve[rows.person], last=people.last[rows.person], first=people.first[rows.person],
        protected=coded(["N", ""], (rng.random(n) < 0.5).astype(int)), employment=ids("V", rows),
        place=places(rng, config, rows.administration, code=True), unit=rows.unit_name, code=code, title=title,
        agreement=coded(["HÖK", "HÖK", "AB"], rows.person % 3),
        form=forms("visma", rows.contract, rows.start, rows.person), share=fraction(rows.share),
        level=rc.levels(rows, world.plan), start=rows.start, end=rows.end,
        reason=words(_VISMA, rows.closed, rows.person), hired=rows.hired, mail=people.mail(rows.person),
    )  # fmt: skip


def visma_lines(rng, twelve, *, last, first, protected, employment, place, unit, code, title, agreement, form,
                share, level, start, end, reason, hired, mail) -> list[str]:  # fmt: skip
    """Lines of the visma export from its fields; days as numbers."""
    return join(
        [visma_number(rng, twelve), last, first, protected, employment, place, unit, code, title, agreement,
         form, share, level, dates(start, "20240101"), dates(end, "20240101", empty=OPEN), reason,
         dates(hired, "20240101"), mail],
        ";",
    )  # fmt: skip


def rescue(world, rows: rc.Records, people: Numbers, sheet: Sheet) -> None:
    """Monthly lists of the rescue service: who is there on the last day, nothing of why anybody left."""
    rng = world.streams("mess raddning")
    months = world.months
    ends = months.last_day(np.arange(months.count + 1)).astype(np.int64)
    low, high = np.searchsorted(ends, rows.start), np.searchsorted(ends, rows.end, side="right")
    count = np.maximum(high - low, 0)
    at = np.repeat(np.arange(len(low)), count)
    month = low[at] + np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    order = np.lexsort((rows.person[at], month))
    at, month = at[order], month[order]
    title, _ = rc.titles(rows, world.plan, rng)
    usual = np.array([TITLES[o][0][0] for _, o in world.plan.names], dtype=object)[rows.cell]
    title = np.where(title == "", usual, title)  # these lists have no code to tell the occupation by
    share = np.array([f"{s * 100:.1f}" for s in rows.share], dtype=object)
    person = rows.person[at]
    sheet.add(
        [dates(ends[month], "2024-01-01"), people.twelve[person].astype(object),
         people.first[person] + " " + people.last[person], ids("R", rows)[at], rows.unit_name[at], title[at],
         np.full(len(at), "AB", dtype=object),
         forms("raddning", rows.contract, rows.start, rows.person)[at], share[at],
         rc.levels(rows, world.plan)[at], dates(rows.hired[at], "2024-01-01")]
    )  # fmt: skip


def ids(letter: str, rows: rc.Records) -> np.ndarray:
    """Employment ids: letter, a number of the person's, the running number."""
    return np.array([f"{letter}{10_000 + p}-{k}" for p, k in zip(rows.person, rows.number, strict=True)],
                    dtype=object)  # fmt: skip
