"""Population by region, one-year age and sex from Statistics Sweden's PxWebApi 2: observed, and projected.

What is relied on, and where it was read (public copies, not the live service):

- `GET /config` gives `maxDataCells`, `maxCallsPerTimeWindow` and `timeWindow` (150,000 cells; 30 calls in 10 s):
  github.com/stefur/pxwebpy (its client) and github.com/janbrus/pxwebapi-skills, `references/api-details.md`.
- `GET /tables?query=` lists `id`, `label`, `updated`, `firstPeriod`, `lastPeriod`, `timeUnit`, `discontinued`, with
  `page.totalPages`; `GET /tables/{id}/metadata` and `POST /tables/{id}/data?outputFormat=json-stat2` with
  `{"selection": [{"variableCode", "valueCodes"}]}` answer in JSON-stat 2 (json-stat.org/format): the same repositories;
  a long `GET` is answered 404, a code given twice 500.
- Faults are RFC 9457 problems; too many cells is "Too many cells selected" with 400 (403 in earlier versions), an
  unknown table 404 "Non-existent table": github.com/PxTools/PxWebApi, `PxWeb/Helper/Api2/ProblemUtility.cs`.
- TAB638 holds 1968-2024, TAB5557 from 2025 on, TAB698 the projection; codes of figures, ages and totals differ
  between them, and a table that is continued in another bears no mark of it: notes on both tables in public
  repositories that read them, and janbrus/pxwebapi-skills, `scb-pxwebapi-v2-skill/SKILL.md`.
- From reference year 2025 every cell bears a small random noise, totals too (cell key method), so that parts need
  not sum: scb.se/FAQ-CKM. The residual is told, never asserted away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from competence.public import cells, editions, finding, keeping
from competence.public.choosing import Choice
from competence.public.client import Client, whole
from competence.public.configured import block, others
from competence.public.editions import Persons
from competence.public.faults import PublicError, Refused, edge
from competence.public.result import Asked, Fetched

_LIMIT = 150_000  # cells, where the service names none


@edge("SCB")
def fetch(
    config, today: date, progress: Callable[[str, float], None] | None = None, dry: bool = False
) -> Fetched:
    """Ask for every table of `[fetch.scb]` and keep the answers in the raw folder; with `dry` only say what for.

    Raises
    ------
    PublicError : the service cannot be reached, declines, or is not as the config says; no file was touched.
    """
    scb, told = config.fetch.scb, progress or (lambda what, share: None)
    if not (scb.region or config.municipality.code):
        raise PublicError("whose population? give `code` under [municipality], four digits in quotes")
    with Client("SCB", scb.base, config.fetch) as client:
        limits = client.get("/config")
        limits = limits if isinstance(limits, dict) else {}
        client.allow(whole(limits.get("maxCallsPerTimeWindow")), whole(limits.get("timeWindow")))
        limit = whole(limits.get("maxDataCells")) or _LIMIT
        choices = _unlike(
            [finding.table_of(client, scb, table, config.municipality.code) for table in scb.tables],
            scb.first_year,
        )
        plans = [(choice, cells.part(choice.question(), limit)) for choice in choices]
        asked = [_asked(choice, question) for choice, parts in plans for question in parts]
        if dry:
            return Fetched("scb", (), tuple(asked))
        found: dict[str, Persons] = {}
        residuals: dict[int, float] = {}
        remarks: list[str] = []
        done = 0
        for choice, parts in plans:
            values: dict[tuple[str, ...], float | None] = {}
            for question in parts:
                told(f"fetch {choice.id}", done / len(asked))
                values |= _answer(client, choice, question)
                done += 1
            found[choice.id] = _years(choice, values, remarks)
            residuals |= _residuals(client, choice, found[choice.id], limit, remarks)
        remarks += finding.later(client, scb, choices, today)
    kept = keeping.keep(config.raw, editions.files(config.raw, choices, found, residuals), today)
    written = [each.file for each in kept]
    remarks += others(config, "population", written)
    snippet = block(config, "scb_population", "population", "scb_*.csv", editions.READ, written)
    return Fetched("scb", kept, tuple(asked), tuple(remarks), snippet, residuals)


def _unlike(choices: list[Choice], first_year: int) -> list[Choice]:
    """Each observed year from one table alone, the first that has it; tables without a year left are left out."""
    taken: set[str] = set()
    unlike = []
    for choice in choices:
        if choice.observed:
            years = tuple(y for y in choice.years if int(y) >= first_year and y not in taken)
            taken |= set(years)
            choice = replace(choice, years=years)
        if choice.years:
            unlike.append(choice)
    if not unlike:
        raise PublicError(
            f"SCB's tables hold no year from {first_year} on; see `first_year` under [fetch.scb]"
        )
    return unlike


def _asked(choice: Choice, question: cells.Question) -> Asked:
    return Asked(
        f"{choice.id} {choice.title}",
        cells.count(question),
        {
            name: codes[0] if len(codes) == 1 else f"{codes[0]}…{codes[-1]}"
            for name, codes in question.items()
        },
    )


def _answer(client: Client, choice: Choice, question: cells.Question) -> dict[tuple[str, ...], float | None]:
    """Values by codes of year, age and sex; a question that the service finds too large is halved."""
    try:
        dataset = client.post(
            f"/tables/{quote(choice.id, safe='')}/data",
            {"lang": choice.scb.language, "outputFormat": "json-stat2"},
            cells.body(question),
        )
    except Refused as error:
        if "too many" not in error.title.casefold() or cells.count(question) < 2:
            raise
        halves = cells.part(question, cells.count(question) // 2)
        return {key: value for half in halves for key, value in _answer(client, choice, half).items()}
    found = cells.read(dataset, question, f"SCB's table {choice.id}")
    return {key[:3]: value for key, value in found.items()}


def _years(choice: Choice, values, remarks: list[str]) -> Persons:
    """Persons by year, age and sex. A year without any value is left out and told; one with holes is refused."""
    by_year: dict[int, dict[tuple[int, str], float | None]] = {}
    for (year, age, sex), value in values.items():
        by_year.setdefault(int(year), {})[choice.ages[age], choice.sexes[sex]] = value
    empty = sorted(year for year, found in by_year.items() if all(v is None for v in found.values()))
    if empty:
        spelled = ", ".join(map(str, empty)) if len(empty) <= 4 else f"{empty[0]}–{empty[-1]}"
        remarks.append(f"{choice.id} gives nothing for {choice.place} in {spelled}; left out")
    for year, found in by_year.items():
        if year not in empty and (holes := sum(v is None for v in found.values())):
            raise PublicError(f"SCB's table {choice.id} lacks {holes} of {len(found)} ages by sex in {year}")
    return {year: found for year, found in sorted(by_year.items()) if year not in empty}


def _residuals(
    client: Client, choice: Choice, found: Persons, limit: int, remarks: list[str]
) -> dict[int, float]:
    """By year, the sum of the ages less the published total; told, and refused only where no noise is as large."""
    question = choice.question_of_totals()
    if question is None or not choice.observed:
        return {}
    totals: dict[int, float] = {}
    for part in cells.part(question, limit):
        for (year, _, _), value in _answer(client, choice, part).items():
            totals[int(year)] = totals.get(int(year), 0) + (value or 0)
    residuals = {year: sum(ages.values()) - totals[year] for year, ages in found.items() if totals.get(year)}
    for year, residual in residuals.items():
        if abs(residual) > choice.scb.residual_share_stop * totals[year]:
            raise PublicError(
                f"SCB's table {choice.id}, {year}: the ages sum to {sum(found[year].values()):.0f}, the table's "
                f"total is {totals[year]:.0f}; a code must mean something else than before. See [fetch.scb]"
            )
    if any(residuals.values()):
        told = ", ".join(f"{year} {residual:+.0f}" for year, residual in residuals.items() if residual)
        remarks.append(
            f"{choice.id}: the ages do not sum to the published total ({told} persons): from 2025 each figure is "
            "protected by noise of its own. The ages are kept as published"
        )
    return residuals
