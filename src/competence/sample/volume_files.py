"""Files of the volumes, the agencies' invoices, the costs and the frames, as they are delivered."""

from __future__ import annotations

import numpy as np

from competence.sample import systems
from competence.sample.names import TITLES
from competence.sample.sheets import Sheet, decimals

THOUSANDS = "\u00a0"


def write(world, config) -> list[Sheet]:
    """The four sheets with their mess planted."""
    tables = world.volumes.tables
    rng = world.streams("mess volumes")
    made = (_volumes, _agency, _costs, _frames)
    return [make(rng, tables[name], config) for make, name in zip(made, tables, strict=True)]


def _words(values) -> np.ndarray:
    return np.array([str(v) for v in values], dtype=object)


def _money(values) -> np.ndarray:
    """Whole kronor with blanks between the thousands."""
    return np.array([f"{int(v):,}".replace(",", THOUSANDS) for v in values], dtype=object)


def _places(rng, config, table) -> np.ndarray:
    return systems.places(rng, config, table["administration"].to_numpy(dtype=object), code=False)


def _jobs(table) -> tuple[np.ndarray, np.ndarray]:
    """Title and code of each row's occupation."""
    first = [TITLES[o][0] for o in table["occupation"]]
    return _words(t for t, _ in first), _words(c for _, c in first)


def _volumes(rng, table, config) -> Sheet:
    sheet = Sheet("verksamhetsvolymer.csv", ["År", "Förvaltning", "Verksamhet", "Brukare", "Varav egen regi"],
                  encoding="utf-8-sig")  # fmt: skip
    service = _words(s.capitalize() for s in table["service"])
    sheet.add([_words(table["year"]), _places(rng, config, table), service, _money(table["users"]),
               _money(table["own_users"])])  # fmt: skip
    place = config.administrations["utbildning"].name
    sheet.plant(rng, "own_over_all", [f"{table['year'].iloc[-1]};{place};Fritidshem;812;1{THOUSANDS}812"])
    sheet.plant(rng, "bad_number", [f"20225;{place};Fritidshem;800;700"])
    total = int(table["users"].sum())
    sheet.foot("sum_row", [f"Summa;;;{total};"])
    return sheet


def _agency(rng, table, config) -> Sheet:
    sheet = Sheet("inhyrd_personal.csv", ["Period", "Förvaltning", "AID", "Befattning", "Årsarbetare", "Kostnad"],
                  encoding="cp1252")  # fmt: skip
    title, code = _jobs(table)
    fte = np.where(table["fte"].isna(), "", decimals(table["fte"].fillna(0).to_numpy(), 2)).astype(object)
    period = np.array([f"{p:%Y-%m}" for p in table["period"]], dtype=object)
    sheet.add([period, _places(rng, config, table), code, title, fte, _money(table["sek"])])
    if not len(table):
        return sheet
    sheet.repeat(rng, 2)
    where = config.administrations["vard"].name
    job = TITLES["therapist"][0]
    sheet.plant(rng, "missing_value", [f"{period[-1]};{where};{job[1]};{job[0]};;"])
    sheet.plant(rng, "bad_number", [f"{period[-1]};{where};{job[1]};{job[0]};-0,50;-40000"])
    sheet.foot("sum_row", [f"Totalt;;;;;{int(table['sek'].sum())}"])
    return sheet


def _costs(rng, table, config) -> Sheet:
    sheet = Sheet("lonekostnader.csv", ["År", "Förvaltning", "AID", "Befattning", "Kostnad per årsarbetare"],
                  encoding="cp1252")  # fmt: skip
    title, code = _jobs(table)
    sheet.add([_words(table["year"]), _places(rng, config, table), code, title, _money(table["sek_per_fte"])])
    sheet.repeat(rng, 2)
    where = config.administrations["kultur"].name
    sheet.plant(rng, "bad_number", [f"{table['year'].iloc[-1]};{where};;Arkivarie;0"])
    return sheet


def _frames(rng, table, config) -> Sheet:
    sheet = Sheet("budgetramar.csv", ["År", "Nämnd", "Ram kronor", "Prisnivå", "Årsarbetare"],
                  encoding="utf-8-sig")  # fmt: skip
    names = {c.id: (c.name, c.name.upper(), c.id.upper()) for c in config.committee}
    pick = np.minimum((rng.random(len(table)) * 20).astype(int), 2)
    committee = _words(names[c][2 - p] for c, p in zip(table["committee"], pick))
    sheet.add([_words(table["year"]), committee, _money(table["sek"]), _words(table["price_level"]),
               decimals(table["fte"].to_numpy(), 1)])  # fmt: skip
    year, level = table["year"].iloc[-1], table["price_level"].iloc[-1]
    sheet.plant(
        rng, "bad_number", [f"{year};{config.committee[0].name};-1{THOUSANDS}250{THOUSANDS}000;{level};"]
    )
    sheet.plant(rng, "unknown_committee", [f"{year};Valnämnden;900{THOUSANDS}000;{level};1,5"])
    sheet.foot("sum_row", [f"Summa;;{int(table['sek'].sum())};;"])
    return sheet
