"""Measures of what lies between two looks, and of persons whom snapshots lose and find."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

_PERSONS = {
    "persons_used": (
        "How many persons does a snapshot hold that are counted?",
        "Persons of the snapshot, used",
    ),
    "persons_not_staff": (
        "How many of a snapshot's persons are no staff?",
        "Persons of the snapshot, not staff",
    ),
    "persons_quarantined": (
        "How many of a snapshot's persons have unreadable rows only?",
        "Persons of the snapshot, all rows in quarantine",
    ),
    "hires": ("How many came between two snapshots?", "Hires"),
    "hires_reappeared": (
        "How many of them were employed while an earlier snapshot lacked them?",
        "Of the hires, first day before an earlier snapshot that lacks them",
    ),
    "hires_without_reappeared": ("How many came without those?", "Hires without those who reappeared"),
    "exits": ("How many left between two snapshots?", "Exits"),
    "exits_reappearing": (
        "How many of them does a later snapshot hold again?",
        "Of the exits, those whom a later snapshot holds again",
    ),
    "exits_without_reappearing": ("How many left without those?", "Exits without those who come back"),
}
ASKED = (
    Asked(
        id="snapshots_missing",
        subject="snapshots",
        asks="Is a month or a year missing between the snapshots?",
        says="Snapshots missing between the first and the last",
        unit="periods",
        consequence="warn",
        limit=0,
        mend="Deliver the missing ones: without them everybody seems to leave and to be hired again.",
    ),
    Asked(
        id="tenure_under_interval",
        subject="snapshots",
        asks="How many may come and go unseen between two snapshots?",
        says="Share of the last snapshot that came within one interval: as many may come and go unseen",
        unit="share",
    ),
    Asked(
        id="left_censored",
        subject="snapshots",
        asks="Of how many is the beginning not seen?",
        says="Share of spells that the first snapshot holds",
        unit="share",
    ),
    Asked(
        id="right_censored",
        subject="snapshots",
        asks="How many still go on when the history ends?",
        says="Share of spells that still go on",
        unit="share",
    ),
    *(
        Asked(id=id_, subject="snapshots", asks=asks, says=says, unit="persons")
        for id_, (asks, says) in _PERSONS.items()
    ),
)
