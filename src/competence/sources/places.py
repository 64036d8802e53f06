"""Where people work and as what: spellings of administrations, the unit map, codes and titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from competence.config import spelling
from competence.sources import text, values
from competence.sources.faults import DeliveryError, fault
from competence.tables import UNKNOWN


@dataclass(frozen=True)
class Places:
    """The organisation as the config tells it: who answers to which spelling, and where each belongs today."""

    config: object
    units: dict[str, str]  # unit -> administration of today

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, str]]:
        found = {}
        for a in self.config.administration:
            for text_, why in ((a.id, "id"), (a.name, "name"), *((alias, "alias") for alias in a.aliases)):
                found.setdefault(spelling(text_), (a.id, why))
        return found

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern, str, str]]:
        return [
            (re.compile(rule.pattern, re.IGNORECASE), a.id, rule.reason)
            for a in self.config.administration
            for rule in a.rules
        ]

    def today(self, administration: str) -> str:
        """The administration that took over, and took over from that, up to today."""
        follows = {a.id: a.successor for a in self.config.administration}
        while follows.get(administration):
            administration = follows[administration]
        return administration

    def administration(self, written: str, strip: str | None = None) -> tuple[str, str]:
        """Administration of today and the reason, for a spelling; `unknown` where nothing fits."""
        bare = re.sub(strip, "", written, flags=re.IGNORECASE) if strip else written
        found = self._aliases.get(spelling(bare))
        if found is None:
            found = next(
                ((a, f"rule: {why}") for p, a, why in self._rules if p.search(values.tidy(bare))), None
            )
        if found is None:
            return UNKNOWN, "no alias and no rule fits"
        today = self.today(found[0])
        return today, found[1] if today == found[0] else f"{found[1]} of {found[0]}, now {today}"

    def place(self, administration: str, unit: str) -> str:
        """Where a row belongs today: by its unit where the map knows it, else by its administration."""
        return self.units.get(spelling(unit), administration)

    @cached_property
    def _codes(self) -> list[tuple[str, str]]:
        return [(code, o.id) for o in self.config.occupation for code in o.codes]

    @cached_property
    def _titles(self) -> list[tuple[re.Pattern, str]]:
        return [(re.compile(t, re.IGNORECASE), o.id) for o in self.config.occupation for t in o.titles]

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {o.manager_level: o.id for o in self.config.occupation if o.manager_level}

    def occupation(self, level: str, code: str, title: str) -> str:
        """Occupation group: managers by their level first, then by code, then by title."""
        if level in self._levels:
            return self._levels[level]
        code = code.strip()
        if code:
            for prefix, found in self._codes:
                if code.startswith(prefix):
                    return found
        title = values.tidy(title)
        if title:
            for pattern, found in self._titles:
                if pattern.search(title):
                    return found
        return UNKNOWN


def read_units(config) -> tuple[dict[str, str], list]:
    """The unit map: unit -> where it belongs today (its last row; the latest of those that end).

    A unit that stands under two administrations at the same time says nothing and is left out. Returned beside
    it is the list of (path, bytes) read.

    Raises
    ------
    DeliveryError : `bad_organisation`, `missing_file` and the faults of a text file.
    """
    if config.organisation is None:
        return {}, []
    path = config.raw / config.organisation.map
    if not path.is_file():
        raise DeliveryError([fault(path.name, "missing_file", "organisation.map")])
    data = text.load(path, path.name)
    decoded, encoding = text.decode(data, config.organisation.encoding, path.name)
    rows = text.split(decoded, config.organisation.delimiter, path.name, encoding)
    heading = [spelling(h) for h in rows.rows[0]]
    if missing := [h for h in ("unit", "administration", "from", "to") if h not in heading]:
        raise DeliveryError([fault(path.name, "bad_organisation", f"no column {', '.join(missing)}", 1)])
    at = {h: heading.index(h) for h in ("unit", "administration", "from", "to")}
    places = Places(config, {})
    found, faults = [], []
    for row, line in zip(rows.rows[1:], rows.lines[1:]):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading):
            faults.append(
                fault(path.name, "bad_organisation", "another number of fields than the heading", line)
            )
            continue
        administration, _ = places.administration(row[at["administration"]])
        first, last = (_day(row[at[h]]) for h in ("from", "to"))
        if administration == UNKNOWN:
            faults.append(fault(path.name, "bad_organisation", "an administration without alias", line))
        elif first is False or last is False:
            faults.append(fault(path.name, "bad_organisation", "a date that cannot be read", line))
        else:
            found.append((spelling(row[at["unit"]]), administration, first, last))
    if faults:
        raise DeliveryError(faults)
    frame = pd.DataFrame(found, columns=["unit", "administration", "from", "to"])
    frame["to"] = frame["to"].fillna(values.OPEN_END.isoformat())
    last = frame[frame["to"] == frame.groupby("unit")["to"].transform("max")]
    clear = last.groupby("unit")["administration"].agg(["first", "nunique"])
    return clear.loc[clear["nunique"] == 1, "first"].to_dict(), [(path, data)]


def _day(written: str):
    """ISO day, None for none, False where it cannot be read."""
    if values.is_missing(written):
        return None
    day = values.parse_day(written, values.OPEN_END)
    return False if day is None else day.isoformat()
