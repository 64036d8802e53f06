"""What the administrations do at home for their competence supply; some of it came out of the programme."""

from __future__ import annotations

import numpy as np

from competence.sample.sheets import Sheet, dates

# (administration, months before the last in which it begins, with others, with whom, strategy, driver, requirement,
#  role that answers for it, status, whether from the programme)
PLANTED = (
    ("stod", 30, (), "staff", "full_time", "fte", None, "Verksamhetschef lokalvård", "done", False),
    ("stod", 14, ("utbildning",), "peers", "keep", "resignation", None, "Verksamhetschef måltid", "under_way", True),
    ("utbildning", 28, (), "own_manager", "learn", None, "teacher_compulsory_licence", "Skolchef", "under_way", False),
    ("utbildning", 16, ("social", "kultur"), "peers", "keep", "resignation", None, "Verksamhetschef skola", "under_way", True),
    ("utbildning", 5, (), "staff", "right_task", "staffing_policy", None, "Rektor", "planned", True),
    ("vard", 26, (), "own_manager", "learn", None, "assistant_nurse_title", "Verksamhetschef hemtjänst", "under_way", False),
    ("vard", 18, ("omsorg",), "peers", "keep", "resignation", None, "Enhetschef vårdboende", "under_way", True),
    ("vard", 12, (), "staff", "longer", "retirement", None, "HR-chef", "stopped", False),
    ("vard", 9, ("omsorg", "social"), "peers", "keep", "absence_returns", None, "Verksamhetschef LSS", "under_way", True),
    ("omsorg", 18, ("vard",), "peers", "right_task", "staffing_policy", None, "Verksamhetschef", "under_way", True),
    ("social", 20, (), "staff", "keep", "resignation", None, "Verksamhetschef barn och unga", "done", False),
    ("social", 11, ("utbildning",), "peers", "keep", "internal_moves", None, "Verksamhetschef vuxen", "under_way", True),
    ("kultur", 7, (), "staff", "keep", "other_exits", None, "", "under_way", True),
    ("stod", 3, ("vard", "omsorg"), "peers", "full_time", "fte", None, "Verksamhetschef måltid", "planned", True),
    ("utbildning", 34, (), "staff", "keep", "absence_returns", None, "Verksamhetschef förskola", "done", False),
    ("vard", 3, (), "staff", "keep", "resignation", None, "Enhetschef hemtjänst", "planned", True),
    ("omsorg", 6, (), "staff", "keep", "resignation", None, "Enhetschef", "under_way", True),
    ("social", 4, ("vard", "utbildning"), "peers", "right_task", "staffing_policy", None, "Förvaltningschef", "planned", True),
    ("samhalle", 22, (), "own_manager", "longer", "retirement", None, "Förvaltningschef", "under_way", False),
)  # fmt: skip
WORDS = {
    "with": {"own_manager": "Egen chef", "peers": "Chefskollegor", "staff": "Medarbetare"},
    "driver": {
        None: "", "resignation": "Uppsägningar", "retirement": "Pensioner", "other_exits": "Övriga avgångar",
        "internal_moves": "Intern rörlighet", "absence_returns": "Frånvaro", "staffing_policy": "Bemanning",
        "fte": "Sysselsättningsgrad",
    },
    "status": {"planned": "Planerad", "under_way": "Pågår", "done": "Klar", "stopped": "Avbruten"},
}  # fmt: skip


def write(world, config, sheet: Sheet) -> list[dict]:
    """Rows as the list kept by the HR office has them; what was planted."""
    names = {a.id: a.name for a in config.administration}
    strategies = {s.id: s.name for s in config.strategy}
    first = world.months.first_day(world.months.count - np.array([row[1] for row in PLANTED]))
    start = dates(first.astype(np.int64) + 14, "2024-01-01")
    told = []
    for i, row in enumerate(PLANTED):
        place, _, others, whom, strategy, driver, requirement, role, status, programme = row
        number = f"I{i + 1:03d}"
        cells = [
            number, names[place], ", ".join(names[o] for o in others), WORDS["with"][whom], strategies[strategy],
            WORDS["driver"][driver], requirement or "", start[i], role, WORDS["status"][status],
            "Ja" if programme else "Nej",
        ]  # fmt: skip
        sheet.lines.append(sheet.delimiter.join(cells))
        told.append({
            "initiative": number, "administration": place, "with_administrations": list(others), "with": whom,
            "strategy": strategy, "driver": driver, "requirement": requirement, "start": start[i],
            "owner_role": role, "status": status, "from_programme": programme,
        })  # fmt: skip
    rng, where = world.streams("mess initiatives"), names["kultur"]
    day, end = start[-1], "Enhetschef;Klar;Nej"
    sheet.plant(rng, "unknown_strategy", [f"I901;{where};;Medarbetare;Lokalt handslag 2017;;;{day};{end}"])
    sheet.plant(
        rng,
        "unknown_requirement",
        [f"I902;{where};;Medarbetare;{strategies['learn']};;Truckkort;{day};{end}"],
    )
    return told
