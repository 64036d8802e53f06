"""A table of the statistical database as it is today: which of its codes are asked for, and what of it changed.

`choose` finds in a table's metadata the region, the one-year ages, the sexes, the figure and the years; a variable
or code that is not as the config says is a refusal that names it, what stands there instead and the key to set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from competence.config.faults import nearest
from competence.config.fetching import Scb, ScbTable
from competence.public.faults import PublicError, plain

AGES = tuple(range(100))  # one-year ages; the last, open one stands for all above
OLDEST = 100
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Choice:
    """What to ask a table for. `ages` and `sexes`: its codes and what they are to us.

    `fixed` : variables held at one code. `total_age`, `total_sex` : codes of published totals (None: it has none).
    """

    scb: Scb
    table: ScbTable
    id: str
    title: str
    updated: date
    region: str
    place: str
    contents: str
    ages: dict[str, int]
    sexes: dict[str, str]
    years: tuple[str, ...]
    fixed: dict[str, str]
    total_age: str | None
    total_sex: str | None

    @property
    def observed(self) -> bool:
        """Whether the table holds what was, and no projection."""
        return self.table.kind == "observed"

    def question(self) -> dict[str, list[str]]:
        """Codes by variable: all years, ages and sexes of the region; year, age and sex come first."""
        return self._question(list(self.ages), list(self.sexes))

    def question_of_totals(self) -> dict[str, list[str]] | None:
        """The same for the totals that the table publishes; None where it has none over the ages."""
        if self.total_age is None:
            return None
        return self._question([self.total_age], [self.total_sex] if self.total_sex else list(self.sexes))

    def _question(self, ages: list[str], sexes: list[str]) -> dict[str, list[str]]:
        return {
            self.scb.time: list(self.years),
            self.scb.age: ages,
            self.scb.sex: sexes,
            self.scb.place: [self.region],
            self.scb.contents: [self.contents],
            **{name: [code] for name, code in self.fixed.items()},
        }


def choose(metadata: dict[str, Any], table: ScbTable, id: str, scb: Scb, code: str) -> Choice:
    """Read what `/tables/{id}/metadata` gives (a JSON-stat 2 dataset without values)."""
    title = plain(metadata.get("label"))
    where = f"SCB's table {id}"
    if lacking := [word for word in table.title.casefold().split() if word not in title.casefold()]:
        raise PublicError(
            f"{where} is now called '{title}': '{lacking[0]}' is not in it. See that it is the table that is meant "
            "and set `title` or `id` of it under [[fetch.scb.tables]]"
        )
    found = variables(metadata, where)
    named = {"place": scb.place, "age": scb.age, "sex": scb.sex, "contents": scb.contents, "time": scb.time}
    for key, name in named.items():
        if name not in found:
            raise PublicError(
                f"{where} has no variable '{name}' any more{_near(name, found)}; it has {', '.join(found)}. "
                f"Set `{key}` under [fetch.scb]"
            )
    region = scb.region or code
    regions = found[scb.place]
    if region not in regions:
        key = "`region` under [fetch.scb]" if scb.region else "`code` under [municipality]"
        raise PublicError(f"{where} has no region '{region}'{_near(region, regions)}; see {key}")
    return Choice(
        scb=scb,
        table=table,
        id=id,
        title=title,
        updated=_day(metadata.get("updated"), where),
        region=region,
        place=regions[region],
        contents=_contents(found[scb.contents], table, where),
        ages=_ages(found[scb.age], scb, where),
        sexes=_sexes(found[scb.sex], scb, where),
        years=tuple(sorted(year for year in found[scb.time] if _YEAR.fullmatch(year))),
        fixed=_fixed(metadata, found, table, scb, where),
        total_age=_total(found[scb.age], scb),
        total_sex=_total(found[scb.sex], scb),
    )


def variables(dataset: dict[str, Any], where: str) -> dict[str, dict[str, str]]:
    """Codes and labels of each variable of a JSON-stat 2 dataset, in its order."""
    try:
        found = {}
        for name in dataset["id"]:
            category = dataset["dimension"][name]["category"]
            # `index` is a list, or positions by code; a variable of one value may have labels alone.
            index = category.get("index", category.get("label"))
            codes = (
                sorted(index, key=index.get)
                if isinstance(index, dict) and "index" in category
                else list(index)
            )
            labels = category.get("label", {})
            found[str(name)] = {str(code): plain(labels.get(code, code)) for code in codes}
        return found
    except (KeyError, TypeError, AttributeError):
        raise PublicError(
            f"{where} is described in another form than JSON-stat 2; nothing was read"
        ) from None


def _contents(contents: dict[str, str], table: ScbTable, where: str) -> str:
    hits = [
        code
        for code, label in contents.items()
        if table.content.casefold() in (label.casefold(), code.casefold())
    ]
    if len(hits) != 1:
        raise PublicError(
            f"{where} has no figure called '{table.content}'; it has {_listed(contents.values())}. "
            "Set `content` of it under [[fetch.scb.tables]]"
        )
    return hits[0]


def _ages(codes: dict[str, str], scb: Scb, where: str) -> dict[str, int]:
    single = {code: int(code) for code in codes if re.fullmatch(r"\d{1,2}", code)}
    lacking = sorted(set(AGES) - set(single.values()))
    if lacking:
        raise PublicError(
            f"{where} lacks one-year ages: {_listed(map(str, lacking))}. The population is needed by single year"
        )
    if len(single) > len(AGES):
        raise PublicError(f"{where} has an age under two codes; they cannot be told apart")
    last = next((code for code in scb.oldest if code in codes), None)
    if last is None:
        others = [code for code, label in codes.items() if "100" in code or "100" in label]
        raise PublicError(
            f"{where} codes the age 100 and above as none of {_listed(scb.oldest)}"
            + (f"; it has {_listed(others)}" if others else "")
            + ". Set `oldest` under [fetch.scb]"
        )
    return {**single, last: OLDEST}


def _sexes(codes: dict[str, str], scb: Scb, where: str) -> dict[str, str]:
    found = {}
    for ours, word in (("female", scb.female), ("male", scb.male)):
        hits = [code for code, label in codes.items() if label.casefold() == word.casefold()]
        if len(hits) != 1:
            raise PublicError(
                f"{where} has no sex called '{word}'; it has {_listed(codes.values())}. Set `{ours}` under [fetch.scb]"
            )
        found[hits[0]] = ours
    return found


def _total(codes: dict[str, str], scb: Scb) -> str | None:
    """The code of a published total over a variable; the first where the table has several of the same."""
    return next(
        (code for code, label in codes.items() if label.casefold().startswith(scb.total.casefold())), None
    )


def _fixed(metadata, found, table: ScbTable, scb: Scb, where: str) -> dict[str, str]:
    """For each further variable what it is held at: what the config says, its total, or left out if it may be."""
    fixed = {}
    for name in found:
        if name in (scb.place, scb.age, scb.sex, scb.contents, scb.time):
            continue
        code = table.fixed.get(name) or _total(found[name], scb)
        if code is not None and code not in found[name]:
            raise PublicError(
                f"{where} has no '{code}' of {name}; it has {_listed(found[name])}. See `fixed` there"
            )
        if code is not None:
            fixed[name] = code
        elif not (metadata["dimension"][name].get("extension") or {}).get("elimination"):
            raise PublicError(
                f"{where} has a new variable '{name}' without a total that may not be left out; it has "
                f'{_listed(found[name])}. Choose one: fixed = {{ {name} = "…" }} under [[fetch.scb.tables]]'
            )
    if unknown := set(table.fixed) - set(found):
        raise PublicError(f"{where} has no variable '{sorted(unknown)[0]}' that `fixed` names")
    return fixed


def _day(text: Any, where: str) -> date:
    """The day of a publication in Sweden (the service tells it in UTC)."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise PublicError(f"{where} does not say when it was updated; a projection needs that day") from None
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(UTC).astimezone(ZoneInfo("Europe/Stockholm")).date()


def _near(word: str, names: Iterable[str]) -> str:
    close = nearest(word, names)
    return f" (nearest: '{close}')" if close else ""


def _listed(words: Iterable[str], most: int = 12) -> str:
    words = [f"'{word}'" for word in words]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
