"""What one page looks at: the cube seen from one administration (or all), with names and dates in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from babel.dates import format_date, get_month_names

from competence.config import Config
from competence.report.cube import NONE, Cell, Cube
from competence.report.figures import Fig, fill, plain
from competence.report.locale import texts
from competence.report.rows import JOIN
from competence.tables import ALL


@dataclass(frozen=True)
class View:
    """The cube from where one page stands; `administration` is `*` for the municipality."""

    cube: Cube
    config: Config
    administration: str = ALL
    _texts: Mapping[str, str] = field(default=None, repr=False)

    @cached_property
    def locale(self) -> str:
        """Language of the pages."""
        return self.config.municipality.language if self.config.municipality.language in ("sv",) else "sv"

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Texts of the language."""
        return texts(self.locale)

    def t(self, key: str, **values):
        """A text with its values."""
        return fill(self.texts[key], self.locale, **values)

    def say(self, key: str, **values) -> str:
        """A text with its values, without markup."""
        return plain(self.t(key, **values))

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.texts

    # --- Figures ---------------------------------------------------------------------------------------------

    def cell(self, table: str, measure: str, period=None, *, of: str | None = None, group: str = ALL,
             by: str = NONE, category: str = ALL) -> Cell | None:  # fmt: skip
        """A cell of this page's administration, or of the one named by `of`."""
        place = self.administration if of is None else of
        return self.cube.cell(table, measure, place, period, group=group, by=by, category=category)

    def fig(
        self, table: str, measure: str, period=None, part: str = "value", how: dict | None = None, **where
    ):
        """A figure, or None where the cube has none."""
        found = self.cell(table, measure, period, **where)
        value = None if found is None else getattr(found, part)
        return None if value is None else Fig(value, found.key, part, how or {})

    # --- Time ------------------------------------------------------------------------------------------------

    @cached_property
    def origin(self) -> pd.Timestamp:
        """The last observed period."""
        return max(c.period for c in self.cube.cells("staff", administration=ALL))

    @cached_property
    def years(self) -> list[pd.Timestamp]:
        """Forecast years (period ends)."""
        return sorted(
            {c.period for c in self.cube.cells("people", administration=ALL) if c.period > self.origin}
        )

    @cached_property
    def months(self) -> list[pd.Timestamp]:
        """Forecast months, none where the sources deliver years."""
        return sorted(
            {c.period for c in self.cube.cells("months", administration=ALL) if c.period > self.origin}
        )

    @property
    def horizon(self) -> pd.Timestamp:
        """The last forecast year."""
        return self.years[-1]

    @cached_property
    def year_ends(self) -> list[pd.Timestamp]:
        """Closed years' ends with traits of the staff, newest last."""
        return sorted({c.period for c in self.cube.cells("splits")} | set(self.closed))

    @cached_property
    def staff_years(self) -> list[pd.Timestamp]:
        """Year ends (and the last period) of the staff series, oldest first."""
        found = sorted({c.period for c in self.cube.cells("staff", administration=ALL)})
        gaps = pd.Series(found).diff().dropna()
        yearly = bool(len(gaps)) and gaps.median() > pd.Timedelta(days=200)
        return [p for p in found if yearly or p.month == 12 or p == self.origin]

    @cached_property
    def closed(self) -> list[pd.Timestamp]:
        """Ends of closed years with events, newest last."""
        return sorted({c.period for c in self.cube.cells("events")})

    @cached_property
    def tested_years(self) -> int:
        """How many years ahead the forecast has been tried against outcomes; 0 where not at all."""
        found = self.cube.cells("backtest", administration=ALL)
        ahead = [c.period.to_period("M") - pd.Period(c.category, "M") for c in found]
        return max((step.n // 12 for step in ahead), default=0)

    @cached_property
    def tested_until(self) -> pd.Timestamp:
        """How far the forecast reaches as far as it has been tried against outcomes."""
        return self.origin + pd.DateOffset(years=self.tested_years)

    def holds_until(self, quantity: str) -> pd.Timestamp | None:
        """The last year through which a quantity's forecasts have held; None where none has."""
        last = None
        for cell in self.cube.cells("shelf", measure=quantity):
            if cell.category != "holds":
                break
            last = cell.period
        return last

    def tested(self, period: pd.Timestamp) -> bool:
        """Whether a forecast so far ahead has been tried against outcomes."""
        return period <= self.tested_until

    def when(self, period: pd.Timestamp) -> str:
        """A year end as its year, any other period with its month."""
        return f"{period.year}" if period.month == 12 else self.month(period)

    def month(self, period: pd.Timestamp) -> str:
        """Month and year."""
        return format_date(period.date(), "MMMM y", locale=self.locale)

    def month_short(self, period: pd.Timestamp) -> str:
        """Month cut short, without year or point."""
        return get_month_names("abbreviated", locale=self.locale)[period.month].rstrip(".")[:3]

    def through(self, period: pd.Timestamp) -> str:
        """A year that ends at `period`, as in "under 2025" or "under året till juni 2015"."""
        return f"{period.year}" if period.month == 12 else self.say("year_to", month=self.month(period))

    def day(self, period) -> str:
        """A full date."""
        return format_date(pd.Timestamp(period).date(), "d MMMM y", locale=self.locale)

    # --- Names -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """This page's subject; "m.fl." where its figures are several administrations' together."""
        name = self.name_of(self.administration)
        return self.say("joined.subject", name=name) if self.joined else name

    @cached_property
    def joined(self) -> tuple[str, ...]:
        """The administrations that this page's figures always hold besides its own."""
        found = self.cube.cells("people", administration=self.administration)
        return found[0].joined_with if found else ()

    def name_of(self, administration: str) -> str:
        """Name of an administration, of all, or of what could not be placed."""
        if administration == ALL:
            return self.config.municipality.name
        found = self.config.administrations.get(administration)
        return found.name if found else self.texts["unplaced"]

    def short_of(self, administration: str) -> str:
        """Short name."""
        found = self.config.administrations.get(administration)
        return (found.short or found.name) if found else self.name_of(administration)

    def row_name(self, group: str) -> str:
        """Name of a published row: every occupation group in it."""
        found = self.config.occupations
        names = [found[o].name if o in found else self.texts["unknown_occupation"] for o in group.split(JOIN)]
        return self.listed([names[0], *(lower_first(n) for n in names[1:])])

    def requirement_name(self, requirement: str) -> str:
        """Name of a requirement."""
        return self.config.requirements[requirement].name

    def listed(self, names: list[str]) -> str:
        """Names in a row, the last after "and" unless a name holds one itself."""
        if len(names) < 2:
            return "".join(names)
        word = self.texts["and"]
        if any(f" {word} " in n for n in names):
            return ", ".join(names)
        return f"{', '.join(names[:-1])} {word} {names[-1]}"

    @property
    def requirements(self) -> list[str]:
        """Requirements this page's administration has staff under, in the config's order."""
        seen = {c.category for c in self.cube.cells("competence", administration=self.administration)}
        seen |= {
            c.category for c in self.cube.cells("competence_outlook", administration=self.administration)
        }
        return [r for r in self.config.requirements if r in seen]

    @cached_property
    def scenarios(self) -> list[str]:
        """Scenarios with figures for this page, in the config's order; the standard model stands elsewhere."""
        seen = self.cube.values("options", "category", administration=self.administration)
        known = [s for s in getattr(self.config, "scenarios", {}) if s in seen]
        return [*known, *(s for s in seen if s not in known)]

    def scenario(self, id_: str, attribute: str) -> str:
        """What the config says of a scenario: name, who decides, strategy (its name); empty where it says nothing."""
        found = getattr(self.config, "scenarios", {}).get(id_)
        value = getattr(found, attribute, None) or ""
        if attribute == "name":
            return value or id_.replace("_", " ").capitalize()
        if attribute == "strategy":
            return next((s.name for s in getattr(self.config, "strategy", ()) if s.id == value), value)
        return value

    def notes(self) -> set[str]:
        """Codes about the material."""
        return {c.measure for c in self.cube.cells("notes")}


def lower_first(name: str) -> str:
    """A name within a sentence: small first letter unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] in "-" else name
