"""Where people work and as what: spellings of administrations, the unit map, codes and titles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from competence.config import spelling
from competence.sources import delimited, text, values
from competence.sources.faults import DeliveryError, fault
from competence.sources.revisions import Revision, current
from competence.sources.titles import Titles
from competence.tables import UNKNOWN

_COLUMNS = "its columns are unit;administration;from;to, of which the last two may be left out"


@dataclass(frozen=True)
class Places:
    """The organisation as the config tells it: who answers to which spelling, and where each belongs today."""

    config: object
    units: dict[str, str]  # unit -> administration of today
    revisions: tuple[Revision, ...] = ()
    titles: Titles = field(default_factory=Titles)

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

    def unit(self, written: str) -> str:
        """What a unit is called today."""
        name = values.tidy(written)
        seen = set()
        while (key := spelling(name)) in self._renamed and key not in seen:
            seen.add(key)
            name = self._renamed[key]
        return name

    @cached_property
    def _renamed(self) -> dict[str, str]:
        organisation = self.config.organisation
        return {spelling(old): new for old, new in (organisation.renamed if organisation else {}).items()}

    @cached_property
    def _codes(self) -> list[tuple[str, str]]:
        return [(code, o.id) for o in self.config.occupation for code in o.codes]

    @cached_property
    def _titles(self) -> list[tuple[re.Pattern, str]]:
        return [(re.compile(t, re.IGNORECASE), o.id) for o in self.config.occupation for t in o.titles]

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {o.manager_level: o.id for o in self.config.occupation if o.manager_level}

    def occupation(
        self, level: str, code: str, title: str, last: date | None = None, cut: bool = False
    ) -> tuple[str, str]:
        """Occupation group and the rule it took, if any: managers by their level, then by code, then by title.

        Parameters
        ----------
        last : last day that the row tells of, None = goes on: which revision its code is of.
        cut : whether the title stands as long as the longest of its file, so that its end may be missing.
        """
        if level in self._levels:
            return self._levels[level], ""
        code = code.strip()
        if code:
            codes = current(code, last, self.revisions)
            groups = {self._by_code(each) for each in codes}
            if len(groups) == 1 and groups != {UNKNOWN}:
                return groups.pop(), "" if codes == (code,) else "code_revised"
            if len(groups) > 1:
                found, _ = self._by_title(title, cut)
                return found, "code_by_title"
        return self._by_title(title, cut)

    def _by_code(self, code: str) -> str:
        return next((found for prefix, found in self._codes if code.startswith(prefix)), UNKNOWN)

    def _by_title(self, title: str, cut: bool) -> tuple[str, str]:
        title = values.tidy(title)
        plain = self._matching(title) if title else UNKNOWN
        if title and cut:
            # The whole titles that it may be the beginning of must all be of one group.
            whole = {self._matching(each) for each in self.titles.longer(title)}
            if len(whole) == 1 and whole != {plain}:
                return whole.pop(), "cut_title"
        return plain, ""

    def _matching(self, title: str) -> str:
        return next((found for pattern, found in self._titles if pattern.search(title)), UNKNOWN)


def read_units(config) -> tuple[dict[str, str], list]:
    """The unit map: unit -> where it belongs today (its last row; the latest of those that end).

    A unit that stands under two administrations at the same time says nothing and is left out. Returned beside
    it is the list of (path, bytes) read.

    Raises
    ------
    DeliveryError : `bad_organisation`, `missing_file` and the faults of a text file.
    """
    if config.organisation is None or config.organisation.map is None:
        return {}, []
    path = config.raw / config.organisation.map
    if not path.is_file():
        raise DeliveryError([fault(path.name, "missing_file", f"organisation.map; {_COLUMNS}")])
    with text.opened(path, path.name) as file:
        data, grid = file.read(), delimited.grid(file, path.name, config.organisation)
    first, *rows = (grid.row(i) for i in range(len(grid)))
    heading = [spelling(h) for h in first]
    if missing := [h for h in ("unit", "administration") if h not in heading]:
        detail = f"no column {', '.join(missing)}; {_COLUMNS}"
        raise DeliveryError([fault(path.name, "bad_organisation", detail, 1)])
    at = {h: heading.index(h) for h in ("unit", "administration", "from", "to") if h in heading}
    places = Places(config, {})
    found, faults = [], []
    for row, line in zip(rows, map(int, grid.lines[1:])):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading):
            faults.append(
                fault(path.name, "bad_organisation", "another number of fields than the heading", line)
            )
            continue
        administration, _ = places.administration(row[at["administration"]])
        first, last = (_day(row[at[h]]) if h in at else None for h in ("from", "to"))
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
