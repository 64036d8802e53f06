"""Where a source lies and in what form: what its keys `path`, `format`, `url` and the like mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from competence.config.lines import Place

Format = Literal["auto", "csv", "xlsx", "parquet", "px", "database"]
_SECRET = re.compile(r"(?:://[^/@]*:(?P<user>[^/@]*)@|(?:password|pwd)=(?P<option>[^&;]*))", re.IGNORECASE)
_VARIABLE = re.compile(r"(\$\{\w+\})?")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CHANGES = re.compile(
    r"\b(insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|call|exec|execute|into|copy|attach|"
    r"detach|pragma)\b",
    re.IGNORECASE,
)


def problems(place: Place, entry: Mapping) -> Iterator[tuple[Place, str]]:
    """What does not fit together of one source: a database has `url` and `query`, all else has `path`."""
    database = entry.get("format") == "database"
    for key in ("url", "query"):
        if database and key not in entry:
            yield place, f'format = "database" needs {key}'
        if not database and key in entry:
            yield (*place, key), f'{key} has a meaning only with format = "database"'
    for key in ("path", "sheet", "member"):
        if database and key in entry:
            yield (*place, key), "a database has url and query instead"
    if not database and "path" not in entry:
        yield place, 'lacks path; expected path = "the file, or a pattern such as staff_*.csv"'
    if entry.get("format") in ("csv", "parquet", "px") and "sheet" in entry:
        yield (*place, "sheet"), "only a workbook has sheets"
    if isinstance(url := entry.get("url"), str):
        yield from (((*place, "url"), message) for message in _address(url))
    if isinstance(query := entry.get("query"), str):
        yield from (((*place, "query"), message) for message in _asked(query))


def _address(url: str) -> Iterator[str]:
    if "://" not in url:
        yield "no address; expected e.g. postgresql://reader:${HR_PASSWORD}@server/hr"
    for found in _SECRET.finditer(url):
        if not _VARIABLE.fullmatch(found["user"] or found["option"] or ""):
            # The value itself is not repeated.
            yield "a password has no place in this file; write ${NAME} and set the environment variable NAME"


def _asked(query: str) -> Iterator[str]:
    bare = _QUOTED.sub(" ", query).strip().rstrip(";")
    if not re.match(r"(select|with)\b", bare, re.IGNORECASE):
        yield "expected a query that begins with SELECT or WITH"
    elif ";" in bare:
        yield "one query, not several"
    elif found := _CHANGES.search(bare):
        yield f"a query reads only; {found[0].upper()} changes (a column of that name stands in quotes)"
