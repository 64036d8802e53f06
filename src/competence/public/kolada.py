"""Measures of the municipality and of those like it from Kolada's API 3: the table `peers`.

What is relied on, and where it was read (public copies, not the live service):

- `GET /municipality`, `/kpi?title=`, `/municipality_groups?title=` and `/data/kpi/{ids}/municipality/{ids}` answer
  `{"values": […], "count": n, "next_url": address or null}`; `page` and `per_page`, at most 5,000 a page:
  github.com/LCHansson/rKolada (its tests of the third version) and public scripts against `api.kolada.se/v3`.
- At most 25 ids in a list; with measure and municipality given the years may be left out: the same.
- A value is `{kpi, municipality, period, values: [{gender: T|K|M, count, status, value}]}`, `value` null where
  missing; members of a group are `{member_id, member_title}`; groups of similar municipalities are called "Liknande
  kommuner socioekonomi, NAME, YEAR": public repositories that read them.
- The second version, whose next page is called `next_page`, answers no more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from competence.public import keeping, titles
from competence.public.client import Client
from competence.public.configured import block, others
from competence.public.faults import PublicError, edge
from competence.public.result import Asked, Fetched

HEAD = ("year", "municipality", "measure", "value", "source", "municipality_code")
_KEYS = 3
_LIST = 25  # ids that one address may hold

Values = dict[tuple[str, str, int], float]  # by id of the measure, code of the municipality, year


@edge("Kolada")
def fetch(
    config, today: date, progress: Callable[[str, float], None] | None = None, dry: bool = False
) -> Fetched:
    """Ask for every measure of `[fetch.kolada]` and keep the values in the raw folder; with `dry` only say what for.

    Raises
    ------
    PublicError : the service cannot be reached, a title is not there (the nearest are told), or an answer is not
        as described; no file was touched.
    """
    kolada, own, told = config.fetch.kolada, config.municipality.code, progress or (lambda what, share: None)
    if not kolada.measures:
        raise PublicError(
            'no measures are named: list their titles under [fetch.kolada], measures = ["…"]; '
            "`competence fetch kolada --search WORD` shows the titles there are"
        )
    if not titles.CODE.fullmatch(own):
        raise PublicError("whose measures? give `code` under [municipality], four digits in quotes")
    with Client("Kolada", kolada.base, config.fetch) as client:
        names = titles.municipalities(client)
        measures = {
            found["id"]: found for found in (titles.measure(client, title) for title in kolada.measures)
        }
        codes = titles.codes_of(client, kolada, own, names)
        questions = [(kpis, places) for kpis in _chunks(list(measures)) for places in _chunks(codes)]
        asked = [_asked(kpis, places) for kpis, places in questions]
        if dry:
            return Fetched("kolada", (), tuple(asked))
        values: Values = {}
        lacking = 0
        for done, (kpis, places) in enumerate(questions):
            told(f"fetch measures {kpis[0]}…", done / len(questions))
            for entry in titles.pages(client, f"/data/kpi/{','.join(kpis)}/municipality/{','.join(places)}"):
                key, value = _value(entry, kolada.gender)
                if key[0] not in kpis or key[1] not in places or key[2] < kolada.first_year:
                    continue
                if value is None:
                    lacking += 1
                elif values.setdefault(key, value) != value:
                    raise PublicError(f"Kolada gives two values of {key[0]} for {names[key[1]]} in {key[2]}")
    if not values:
        raise PublicError(
            "Kolada has no values of these measures for these municipalities; nothing was written"
        )
    remarks = [f"{lacking} values are marked as missing there and are left out"] if lacking else []
    remarks += [
        f"'{measure['title']}' has no value for {names[own]} itself"
        for kpi, measure in measures.items()
        if not any(key[:2] == (kpi, own) for key in values)
    ]
    rows = keeping.Rows(
        "kolada_peers.csv",
        HEAD,
        _KEYS,
        tuple(_rows(values, measures, names)),
        _published(measures, today),
        _about(kolada, measures, {code: names[code] for code in codes}),
    )
    kept = keeping.keep(config.raw, [rows], today)
    written = [each.file for each in kept]
    remarks += others(config, "peers", written)
    snippet = block(config, "kolada_peers", "peers", "kolada_peers.csv", HEAD[:5], written)
    return Fetched("kolada", kept, tuple(asked), tuple(remarks), snippet)


@edge("Kolada")
def search(config, word: str) -> list[tuple[str, str]]:
    """Ids and titles of the measures whose title holds `word`."""
    with Client("Kolada", config.fetch.kolada.base, config.fetch) as client:
        return sorted((m["id"], m["title"]) for m in titles.titled(client, "/kpi", word))


def _asked(kpis: list[str], places: list[str]) -> Asked:
    return Asked(
        f"measures {', '.join(kpis)}", len(kpis) * len(places), {"municipalities": ", ".join(places)}
    )


def _value(entry: Any, gender: str) -> tuple[tuple[str, str, int], float | None]:
    try:
        key = str(entry["kpi"]), str(entry["municipality"]), int(entry["period"])
        of_gender = [each["value"] for each in entry["values"] if each["gender"] == gender]
    except (KeyError, TypeError, ValueError):
        raise PublicError("Kolada's values have another form than before; nothing was read") from None
    value = of_gender[0] if of_gender else None
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise PublicError(
            f"Kolada gives something else than a number for {key[0]} in {key[2]}; nothing was read"
        )
    return key, value


def _published(measures: dict[str, dict[str, Any]], today: date) -> date | None:
    """The last day on which one of the measures was published; None where none tells."""
    told = [str(measure.get("publication_date") or "")[:10] for measure in measures.values()]
    past = [day for day in told if day[:4].isdigit() and day <= today.isoformat()]
    try:
        return date.fromisoformat(max(past)) if past else None
    except ValueError:
        return None


def _rows(
    values: Values, measures: dict[str, dict[str, Any]], names: dict[str, str]
) -> list[tuple[str, ...]]:
    return sorted(
        (str(year), names[place], measures[kpi]["title"], keeping.number(value), f"Kolada {kpi}", place)
        for (kpi, place, year), value in values.items()
    )


def _about(kolada, measures: dict[str, dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    return {
        "title": "; ".join(measure["title"] for measure in measures.values()),
        "licence": "source: Kolada (RKA)",
        "address": f"{kolada.base}/data/kpi",
        "query": {
            "measures": {kpi: measure["title"] for kpi, measure in measures.items()},
            "municipalities": names,
            "gender": kolada.gender,
            "first_year": kolada.first_year,
        },
    }


def _chunks(ids: list[str]) -> list[list[str]]:
    return [ids[i : i + _LIST] for i in range(0, len(ids), _LIST)]
