"""Which tables of the statistical database are meant: by id, by title, and whether a series goes on in another."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from competence.config.fetching import Scb, ScbTable
from competence.public.choosing import Choice, choose
from competence.public.client import Client, whole
from competence.public.faults import PublicError, Refused, plain

_SEARCH_PAGES = 20


def table_of(client: Client, scb: Scb, table: ScbTable, code: str) -> Choice:
    """The table as it is today, with the codes to ask for; `code` is the municipality's."""
    id = table.id or _by_title(client, scb, table)
    try:
        metadata = client.get(f"/tables/{quote(id, safe='')}/metadata", {"lang": scb.language})
    except Refused as error:
        if error.status != 404:
            raise
        there = ", ".join(f"{t['id']} '{t['label']}'" for t in _search(client, scb, table)[:5])
        raise PublicError(
            f"SCB has no table {id} any more{'; with such a title there is ' + there if there else ''}. "
            "Set `id` of it under [[fetch.scb.tables]]"
        ) from None
    if not isinstance(metadata, dict):
        raise PublicError(f"SCB's table {id} is described in another form than JSON-stat 2; nothing was read")
    return choose(metadata, table, id, scb, code)


def _by_title(client: Client, scb: Scb, table: ScbTable) -> str:
    hits = _search(client, scb, table)
    if len(hits) != 1:
        there = ", ".join(f"{t['id']} '{t['label']}'" for t in hits[:8]) or "none"
        raise PublicError(
            f"one table with all of '{table.title}' in its title was expected; there is: {there}. Set `id`"
        )
    return hits[0]["id"]


def _search(client: Client, scb: Scb, table: ScbTable) -> list[dict[str, str]]:
    """Tables whose title holds every word of `title`, in the service's order."""
    hits, page = [], 1
    while page <= _SEARCH_PAGES:
        asked = {"query": table.title, "lang": scb.language, "pageSize": 100, "pageNumber": page}
        answer = client.get("/tables", asked)
        listed = answer.get("tables") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            raise PublicError(
                "SCB's list of tables has another form than before; set `id` under [[fetch.scb.tables]]"
            )
        for each in listed:
            title = plain(each.get("label"))
            if all(word in title.casefold() for word in table.title.casefold().split()):
                hits.append(
                    {"id": plain(each.get("id")), "label": title, "last": str(each.get("lastPeriod") or "")}
                )
        if page >= whole((answer.get("page") or {}).get("totalPages")):
            break
        page += 1
    return hits


def later(client: Client, scb: Scb, choices: list[Choice], today: date) -> list[str]:
    """Tables of such a title with later years than those asked for: a series goes on in another table unmarked."""
    observed = [choice for choice in choices if choice.observed]
    if not observed:
        return []
    last = max(int(choice.years[-1]) for choice in observed)
    known = {choice.id for choice in choices}
    try:
        hits = _search(client, scb, observed[-1].table)
    except PublicError:
        return ["whether later years lie in another table could not be looked up"]
    return [
        f"{hit['id']} '{hit['label']}' may hold later years: look, and add it under [[fetch.scb.tables]]"
        for hit in hits
        if hit["id"] not in known
        and re.fullmatch(r"\d{4}", hit["last"])
        and last < int(hit["last"]) <= today.year
    ]
