"""What `check` tells: first what stops, then what to look at, then what is good to know; each with its mend.

No value of a row is told but words that a value map or an alias is to have: of a row in quarantine where it
stands, its code and its mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from competence import sources, workforce
from competence.config import Config
from competence.run import past
from competence.run.checked import measures, reading
from competence.run.checked.point import GRADES, Paste, Point
from competence.sources import Delivered, DeliveryFault
from competence.workforce import Waist
from competence.workforce.quality import with_changes

# A measure that says the same as a point that tells it with its words.
SAME = {"unknown_administration": "spellings_unplaced"}

__all__ = ["Checked", "Paste", "Point", "checked", "look"]


@dataclass(frozen=True, repr=False)
class Checked:
    """Everything there is to say of the deliveries.

    Parameters
    ----------
    points : by grade, the order in which to mend them.
    delivered : what could be read; None where nothing could.
    waist : what was built of it; None where something stops.
    """

    name: str
    points: tuple[Point, ...]
    delivered: Delivered | None
    waist: Waist | None
    refused: tuple[DeliveryFault, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where something stops."""
        return int(any(p.grade == "stop" for p in self.points))

    def of(self, grade: str) -> list[Point]:
        """The points of one grade."""
        return [p for p in self.points if p.grade == grade]

    def faults(self) -> list[str]:
        """What stops, a line each."""
        return self._refusals([str(fault) for fault in dict.fromkeys(self.refused)])

    def told(self) -> list[str]:
        """The same with the fault of many files once."""
        return self._refusals(sources.told(self.refused))

    def _refusals(self, lines: list[str]) -> list[str]:
        return lines + [f"{p.code}: {p.what}" for p in self.of("stop") if self.waist is not None]

    def rows(self) -> pd.DataFrame | None:
        """Rows delivered by file = used + not staff + quarantined, and of these the harmless ones."""
        if self.delivered is None or self.delivered.accounts.empty:
            return None
        accounts = self.delivered.accounts
        table = accounts.pivot_table(
            index="source_file", columns="kind", values="rows", aggfunc="sum", observed=True
        )
        table = table.reindex(columns=["used", "not_staff", "quarantined"]).fillna(0).astype("int64")
        table.insert(0, "delivered", table.sum(axis=1))
        return table.reset_index().rename(columns={"source_file": "file"})

    def quarantined(self) -> pd.DataFrame:
        """Rows in quarantine by file, code and column, without the harmless ones; see `reading.alike`."""
        if self.delivered is None:
            return pd.DataFrame()
        found = reading.quarantined(self.delivered.quarantine)
        return reading.alike(found[~found["harmless"]])

    def facts(self) -> dict[str, Any]:
        """The same for a machine."""
        told: dict[str, Any] = {
            "exit_code": self.exit_code,
            "points": [asdict(p) for p in self.points],
            "faults": self.faults(),
        }
        if self.delivered is not None:
            told["accounts"] = self.delivered.accounts.to_dict("records")
            told["aliases"] = self.delivered.aliases.to_dict("records")
            told["quarantine"] = reading.quarantined(self.delivered.quarantine).to_dict("records")
        if self.waist is not None:
            told["quality"] = self.waist.quality.to_dict("records")
            told["breaks"] = self.waist.breaks_seen.to_dict("records")
        return told


def look(
    config: Config,
    progress: Callable[[str, float], None] = lambda what, share: None,
    as_of: date | None = None,
) -> Checked:
    """Read and count everything and keep nothing.

    Parameters
    ----------
    as_of : look at what was kept by that day, not at the raw files.

    Raises
    ------
    workforce.IdentityError : counts that do not add up.
    """
    if as_of is not None:
        return _past(config, as_of)
    key = sources.looking_key(config)
    delivered, faults = sources.look(config, key, progress=lambda name: progress(f"read {name}", 0.0))
    waist, counts = None, None
    if delivered is not None and not faults:
        try:
            waist = workforce.build(delivered, config)
            changes = sources.changes(delivered, config, key)
            counts = past.compare(config, sources.names(delivered), waist)
            waist = replace(waist, quality=with_changes(waist.quality, delivered, config, changes))
        except sources.DeliveryError as error:
            faults = error.faults
    found = checked(config, delivered, waist, faults)
    told = [] if counts is None else list(measures.other_counts(counts))
    return replace(found, points=tuple(sorted([*found.points, *told], key=lambda p: GRADES.index(p.grade))))


def _past(config: Config, day: date) -> Checked:
    delivered, waist, faults = None, None, []
    try:
        delivered = sources.read_kept(config, day)
        waist = workforce.build(delivered, config)
    except sources.DeliveryError as error:
        faults = error.faults
    return checked(config, delivered, waist, faults)


def checked(
    config: Config, delivered: Delivered | None, waist: Waist | None, faults: Iterable[DeliveryFault] = ()
) -> Checked:
    """Put in order what reading and building had to say.

    Parameters
    ----------
    faults : what stops; nothing is built then, and `waist` is None.
    """
    faults = tuple(faults)
    found: list[Point] = list(reading.refusals(faults, config))
    if delivered is not None:
        first = reading.stopped(delivered, faults)
        found += chain(
            reading.words(delivered, config, first),
            reading.spellings(delivered, config),
            reading.unreadable(delivered, config),
            reading.qualifications(delivered, config, first),
            reading.unread(delivered, config),
            reading.unread_files(config),
        )
    if waist is not None:
        said = {p.code for p in found}
        found += (p for p in measures.outside(waist, config) if SAME.get(p.code) not in said)
        found += measures.noted(waist, config)
    found.sort(key=lambda p: GRADES.index(p.grade))
    return Checked(config.municipality.name, tuple(found), delivered, waist, faults)
