"""A monthly snapshot export as an HR system gives it: 28 columns, cp1252, `;`, and mess in three rows of ten.

Deterministic: the same number of rows and seed give the same bytes. Identity numbers use the reserved birth numbers
980-999; names and addresses are nobody's. Rows come month by month, in one order of persons. No row has more fields
than the heading and nothing stands above it, since `pandas.read_csv` would not read the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

MONTHS, FIRST = 120, 2016
DELIVERED = "2026-01-10"
HEADING = (
    "Period;Personnummer;Efternamn;Förnamn;Skyddad;Anställningsnr;Förvaltning;Enhet;AID;Befattning;Avtal;"
    "Anställningsform;Sysselsättningsgrad;Ansvar;Anställd;Kön;Kostnadsställe;Månadslön;Lönetillägg;E-post;Telefon;"
    "Adress;Postnummer;Ort;Närmaste chef;Arbetsplats;Semesterdagar;Anmärkning"
)
MESS = 0.3  # share of rows that are messy in some way
PLACES = {
    "Vård- och omsorgsförvaltningen": ("VOF", "Vård & omsorg", "Vård- och omsorgsförv"),
    "Utbildningsförvaltningen": ("UTB", "Utbildningsförv."),
    "Socialförvaltningen": ("SOC", "Socialförv"),
    "Kultur- och fritidsförvaltningen": ("KFF", "Kultur & fritid"),
    "Samhällsbyggnadsförvaltningen": ("SBF", "Samhällsbyggnad"),
    "Kommunledningsförvaltningen": ("KLF",),
}
TITLES = (
    ("207009", "Undersköterska"), ("207023", "Vårdbiträde"), ("206010", "Sjuksköterska"), ("403510", "Förskollärare"),
    ("403010", "Lärare grundskola 4-6"), ("403020", "Gymnasielärare"), ("402010", "Barnskötare"),
    ("351010", "Socialsekreterare barn"), ("351012", "Socialsekreterare"), ("151010", "Handläggare"),
    ("152010", "Administratör"), ("501010", "Lokalvårdare"), ("502010", "Måltidsbiträde"), ("101010", "Ingenjör"),
)  # fmt: skip
FORMS = ("Tillsvidare", "Vikariat", "Särskild visstid", "Timavlönad")
SHARES = (100, 100, 100, 75, 80, 50, 90, 62.5)
_TOWNS = ("Älvhaga", "Åby", "Östervik", "Näs")


@dataclass(frozen=True)
class Person:
    """Someone through the years: the months there, and what changes when."""

    number: str
    born: int
    fixed: tuple[
        str, str, str
    ]  # columns that stay: names; from cost centre to telephone; from address to the end
    begin: int
    end: int
    hired: date
    posts: tuple[tuple[int, tuple], ...]  # from which month (administration, unit, title, form, share, level)
    agreement: str
    second: tuple | None  # another post beside, throughout


def identity(day: date, serial: int) -> str:
    """The twelve digits of a number."""
    ten = f"{day:%y%m%d}{serial:03d}"
    total = sum(sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(ten))
    return f"{day:%Y%m%d}{serial:03d}{-total % 10}"


def persons(count: int, rng: np.random.Generator) -> list[Person]:
    """So many persons, of whom about two thirds are there in a month."""
    days = [date(1952, 1, 1) + timedelta(days=int(d)) for d in rng.permutation(17_500)]
    draws = rng.random((count, 12))
    return [_person(i, days[i % len(days)], 980 + i // len(days) % 20, draws[i]) for i in range(count)]


def _person(i: int, born: date, serial: int, u: np.ndarray) -> Person:
    whole = u[0] < 0.45  # there all the time
    begin = 0 if whole or u[1] < 0.35 else int(u[2] * MONTHS)
    end = MONTHS if whole or u[3] < 0.4 else begin + 1 + int(u[4] * (MONTHS - begin))
    hired = (
        date(FIRST + begin // 12, begin % 12 + 1, 1)
        if begin
        else date(1985 + int(u[5] * 30), 1 + i % 12, 1 + i % 28)
    )
    posts, at = [], begin
    for k in range(1 + int(u[6] * 4)):
        posts.append((at, _post(i + 7 * k, u[7], level="C" if u[8] < 0.03 else "")))
        at += 6 + int(u[9] * 40)
    name = f"Qvarn{_letters(i)}sson;{_letters(i * 7)}a"
    fixed = (
        name,
        f"{4000 + i % 900};{24_000 + i * 37 % 31_000};{i % 7 * 250};p{i}@alvhaga.example;070-{i * 7919 % 10_000_000:07d}",
        f"Gatan {i % 400} lgh {1000 + i % 90};{58_000 + i % 900};{_TOWNS[i % 4]};Chef {i % 320};Hus {i % 60};{25 + i % 8};",
    )
    agreement = "AB" if u[10] < 0.94 else ("BEA" if u[10] < 0.96 else "FTV" if u[10] < 0.98 else "PAN")
    second = _post(i + 3, 0.99, level="") if u[11] < 0.02 else None
    return Person(
        identity(born, serial), born.year, fixed, begin, end, hired, tuple(posts), agreement, second
    )


def _post(i: int, u: float, level: str) -> tuple:
    administration = list(PLACES)[i * i % 11 % len(PLACES)]
    unit = f"{administration[:4]} enhet {i % 50}"
    return (
        administration,
        unit,
        TITLES[i % len(TITLES)],
        FORMS[int(u * 1.3) + (i % 9 == 0)],
        SHARES[i % 8],
        level,
    )


def _letters(i: int) -> str:
    return "".join("aeioulmnrst"[i // 11**k % 11] for k in range(4))


def write(path: Path, rows: int, seed: int = 5) -> None:
    """A file of so many rows below the heading."""
    rng = np.random.default_rng(seed)
    staff = persons(round(rows / MONTHS / 0.585), rng)
    written = 0
    with open(path, "w", encoding="cp1252", newline="") as file:
        file.write(HEADING + "\r\n")
        for month in range(MONTHS):
            left = (rows - written) // (MONTHS - month)
            lines = [line for _, line in zip(range(left), _month(staff, month, rng))]
            lines += [";" * 27] * (left - len(lines))
            file.write("\r\n".join(lines) + "\r\n")
            written += len(lines)


def _month(staff: list[Person], month: int, rng: np.random.Generator) -> Iterator[str]:
    """A month's rows: a heading again, those there, here and there a sum, at last a blank row and a note."""
    if month:
        yield HEADING
    draws = rng.random((len(staff), 4))
    year, number = FIRST + month // 12, month % 12 + 1
    last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    since = 0
    for i, person in enumerate(staff):
        if not person.begin <= month < person.end:
            continue
        post = next(p for at, p in reversed(person.posts) if at <= month)
        yield from _rows(person, i, post, "1", last, draws[i])
        if person.second:
            yield from _rows(person, i, person.second, "2", last, draws[i] * 0.97)
        since += 1
        if since % 400 == 0:
            yield f"Summa;;;;;;;;;;;;{400 * 92}" + ";" * 15
    yield ""
    yield "Uttag gjort av HR-staben" + ";" * 27


def _rows(person: Person, i: int, post: tuple, which: str, last: date, u: np.ndarray) -> Iterator[str]:
    """The row of one post, spelt as cleanly or as badly as the draws have it."""
    place, unit, (code, title), form, share, level = post
    cells = {
        "period": f"{last:%Y-%m-%d}", "number": f"{person.number[2:8]}-{person.number[8:]}", "protected": "",
        "post": f"{i:06d}-{which}", "place": place, "unit": unit, "code": code, "title": title,
        "agreement": person.agreement, "form": form, "share": f"{share:g}".replace(".", ","), "level": level,
        "hired": f"{person.hired:%Y-%m-%d}", "sex": "Man" if int(person.number[10]) % 2 else "Kvinna",
    }  # fmt: skip
    extra, line = "", None
    if u[0] < MESS:
        line = _spoil(cells, int(u[1] * 100), u[2], i, person, last)
    if line is None:
        first = ";".join(list(cells.values())[:2])
        rest = ";".join(list(cells.values())[2:])
        line = f"{first};{person.fixed[0]};{rest};{person.fixed[1]};{person.fixed[2]}{extra}"
    yield line
    if u[0] > 0.985:
        yield line  # the same once more


def _spoil(cells: dict, kind: int, u: float, i: int, person: Person, last: date) -> str | None:
    """Spell cells otherwise or wrongly; a whole line where that is what is wrong."""
    names = PLACES[cells["place"]]
    percent = f"{cells['share']} %"
    match kind:
        case n if n < 12:
            cells["number"] = (person.number, person.number[2:], f"{person.number[:8]}-{person.number[8:]}",
                               f"{person.number}.0")[n % 4]  # fmt: skip
        case n if n < 24:
            cells["place"] = names[int(u * len(names))] if u < 0.7 else f" {cells['place'].upper()}\u00a0"
        case n if n < 36:
            cells["share"] = (
                percent,
                percent.replace(" ", "\u00a0"),
                f"{cells['share']},00",
                cells["share"],
            )[n % 4]
            if "," in cells["share"].replace(",00", "", 1) and cells["share"].count(",") > 1:
                cells["share"] = percent
        case n if n < 48:
            cells["period"] = (f"{last:%Y%m%d}", f"{last:%Y-%m}", f"{last:%Y/%m/%d}", f"{last:%d-%m-%Y}")[
                n % 4
            ]
        case n if n < 60:
            cells["hired"] = (f"{person.hired:%Y%m%d}", f"{person.hired:%d/%m/%Y}", f"{person.hired:%Y-%m-%d} 00:00:00",
                              "")[n % 4]  # fmt: skip
        case n if n < 72:
            title = cells["title"]
            cells["title"] = (title.upper(), title[:14], f'"{title}; natt"', f"{title}  ")[n % 4]
        case n if n < 80:
            cells["unit"] = f"{cells['unit']}\u00a0"
        case n if n < 84:
            cells["form"] = ("Anställd på prov", "tillsvidare", "AVA", "")[n % 4]
        case n if n < 87:
            cells["number"] = ("", "19850101-9999", "okänd")[n % 3]
        case n if n < 90:
            cells["share"] = ("750", "hel", "-5")[n % 3]
        case n if n < 92:
            cells["period"] = ("okänt", "2016-02-31")[n % 2]
        case n if n < 94:
            cells["title"] = f"{cells['title']} {person.number[:8]}-{person.number[8:]}"
        case 94:
            cells["protected"] = "Ja" if u < 0.05 else "Nej"
        case 95:
            return ""
        case 96:
            return ";" * 27
        case 97:
            return ";".join(list(cells.values())[:9])
        case 98:
            return ";".join(
                [*list(cells.values())[:2], person.fixed[0], *list(cells.values())[2:], person.fixed[1]]
            )
        case 99:
            cells["agreement"] = "RiB" if u < 0.5 else "Okänt avtal"
    return None


CONFIG = """
[municipality]
name = "Älvhaga kommun"
{administrations}
{occupations}
[sources.export]
table = "employments"
path = "*.csv"
kind = "snapshots"
share_unit = "percent"
delivered = 2026-01-10
[sources.export.columns]
period = "Period"
person = "Personnummer"
protected = "Skyddad"
employment = "Anställningsnr"
administration = "Förvaltning"
unit = "Enhet"
code = "AID"
title = "Befattning"
agreement = "Avtal"
contract = "Anställningsform"
contract_share = "Sysselsättningsgrad"
manager_level = "Ansvar"
hired = "Anställd"
sex = "Kön"
[sources.export.values]
agreement = {{ FTV = "elected" }}
contract = {{ Tillsvidare = "permanent", Vikariat = "fixed_term", "Särskild visstid" = "fixed_term", "Timavlönad" = "hourly" }}
sex = {{ Man = "male", Kvinna = "female" }}
protected = {{ Ja = "yes", Nej = "no" }}
[population]
agreements = ["AB", "unknown"]
not_staff = [{{ kind = "elected", column = "agreement", pattern = "^elected$", reason = "Förtroendevalda" }}]
[quality]
quarantined_share_stop = 0.5
"""
GROUPS = {
    "assistant_nurse": (["207009"], "undersk"), "care_aide": (["207023"], "vårdbitr"), "nurse": (["206010"], "sjuksk"),
    "preschool": (["403510"], "förskoll"), "teacher": (["403010", "403020"], "lärare"), "childminder": (["402010"], "barnsk"),
    "social": (["351010", "351012"], "soc"), "office": (["151010", "152010"], "handl|admin"), "other": ([], "."),
}  # fmt: skip


def config() -> str:
    """`municipality.toml` of a project that reads the file."""
    places = "".join(
        f'[[administration]]\nid = "a{i}"\nname = "{name}"\naliases = {list(aliases)}\n'
        for i, (name, aliases) in enumerate(PLACES.items())
    )
    groups = '[[occupation]]\nid = "manager"\nname = "Chefer"\nfamily = "m"\nmanager_level = "C"\n' + "".join(
        f'[[occupation]]\nid = "{g}"\nname = "{g}"\nfamily = "f"\ncodes = {codes}\ntitles = ["{title}"]\n'
        for g, (codes, title) in GROUPS.items()
    )
    return CONFIG.format(administrations=places, occupations=groups).replace("'", '"')
