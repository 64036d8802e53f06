"""What Kolada calls things: measures, municipalities and groups of them, looked up by title, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from competence.config.fetching import Kolada
from competence.public.client import Client
from competence.public.faults import PublicError, plain

_PAGE = 5000  # entries, the most that a page may hold
_PAGES = 500
CODE = re.compile(r"\d{4}")
_ID = re.compile(r"\w+", re.ASCII)


def measure(client: Client, title: str) -> dict[str, Any]:
    """The measure of exactly this title (case and blanks apart)."""
    found = titled(client, "/kpi", " ".join(title.split()))
    if not any(_bare(m["title"]) == _bare(title) for m in found):
        # What a search makes of brackets and signs is its own affair: the whole list decides.
        found = titled(client, "/kpi", "")
    hits = [m for m in found if _bare(m["title"]) == _bare(title)]
    if len(hits) == 1 and _ID.fullmatch(hits[0]["id"]):
        return hits[0]
    if hits:
        raise PublicError(
            f"Kolada has {len(hits)} measures called '{title}'; they cannot be told apart by title"
        )
    raise PublicError(f"Kolada has no measure called '{title}'{_nearest(title, found)}")


def codes_of(client: Client, kolada: Kolada, own: str, names: dict[str, str]) -> list[str]:
    """Codes of the municipality itself, those named and those like it, each once."""
    wanted = [own, *kolada.municipalities]
    if unknown := [code for code in wanted if code not in names]:
        where = (
            "`code` under [municipality]" if unknown[0] == own else "`municipalities` under [fetch.kolada]"
        )
        raise PublicError(f"Kolada has no municipality with the code {unknown[0]}; see {where}")
    if kolada.similar:
        wanted += _similar(client, kolada.similar, names[own])
    return [code for code in dict.fromkeys(wanted) if code in names]


def _similar(client: Client, beginning: str, name: str) -> list[str]:
    """Members of the newest group called `beginning, NAME` (and mostly a year)."""
    groups = titled(client, "/municipality_groups", beginning)
    called = _bare(f"{beginning}, {name}")
    hits = [g for g in groups if _bare(g["title"]) == called or _bare(g["title"]).startswith(f"{called},")]
    if not hits:
        close = _nearest(f"{beginning}, {name}", groups)
        raise PublicError(
            f"Kolada has no group called '{beginning}, {name}'{close}. Set `similar` under [fetch.kolada], or name "
            '`municipalities` there and set similar = ""'
        )
    newest = max(hits, key=lambda g: (re.findall(r"\d{4}", g["title"]) or [""])[-1])
    members = newest["members"] if isinstance(newest.get("members"), list) else []
    codes = [str(m.get("member_id") or m.get("id") or "") for m in members if isinstance(m, dict)]
    if not codes or not all(CODE.fullmatch(code) for code in codes):
        raise PublicError(f"Kolada's group '{newest['title']}' names no members as before; nothing was read")
    return codes


def municipalities(client: Client) -> dict[str, str]:
    """Names of all municipalities by code (regions are none)."""
    found = {m["id"]: m["title"] for m in titled(client, "/municipality", "") if m.get("type", "K") == "K"}
    if not found:
        raise PublicError("Kolada's list of municipalities is empty or has another form than before")
    return found


def titled(client: Client, path: str, title: str) -> list[dict[str, Any]]:
    """Entries with an id and a title; those whose title holds `title` where it is given."""
    found = []
    for entry in pages(client, path, {"title": title} if title else {}):
        if not (isinstance(entry, dict) and entry.get("id") and isinstance(entry.get("title"), str)):
            raise PublicError(f"Kolada's list {path} has entries without id and title; nothing was read")
        found.append({**entry, "id": plain(entry["id"]), "title": plain(entry["title"], 500)})
    return found


def pages(client: Client, path: str, params: dict[str, Any] | None = None) -> Iterator[Any]:
    """The values of every page."""
    answer = client.get(path, {**(params or {}), "per_page": _PAGE})
    seen, gathered = set(), 0
    for _ in range(_PAGES):
        values = answer.get("values") if isinstance(answer, dict) else None
        if not isinstance(values, list):
            raise PublicError(f"Kolada answered {path} in another form than before; nothing was read")
        gathered += len(values)
        yield from values
        following = answer.get("next_url") or answer.get("next_page")
        if not following:
            # Of the page or of all pages, whichever `count` means: more was promised than came.
            if isinstance(answer.get("count"), int) and answer["count"] > gathered:
                raise PublicError(f"Kolada promised {answer['count']} values of {path} and gave {gathered}")
            return
        if not isinstance(following, str) or following in seen:
            break
        seen.add(following)
        answer = client.get(following)
    raise PublicError(f"Kolada's pages of {path} do not end; nothing was read")


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def _nearest(title: str, entries: list[dict[str, Any]]) -> str:
    by_bare = {_bare(entry["title"]): entry["title"] for entry in entries}
    close = get_close_matches(_bare(title), by_bare, 3, 0.4)
    return f"; the nearest are {', '.join(repr(by_bare[each]) for each in close)}" if close else ""
