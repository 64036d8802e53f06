"""What `read` gives: the tables of all deliveries, and what became of every delivered row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from competence.sources.packed import PackedFrame
from competence.sources.raw import Raw
from competence.sources.unreadable import Unreadable


@dataclass(frozen=True)
class DeliveredFile:
    """A file that was read: `rows` below the heading, the day it was delivered, headings that nothing reads.

    `unfit` : (ours, heading) of which the values say that they are not the same.
    """

    source: str
    name: str
    sha256: str
    rows: int
    delivered: date
    unread: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()


def _nothing_mended() -> pd.DataFrame:
    return pd.DataFrame({"source": [], "rule": [], "column": [], "rows": []})


@dataclass(frozen=True, repr=False)
class Delivered:
    """Tables of `tables`, each checked; None where no source delivers it. `staff` is the table `employments`, packed.

    `aliases` : source, spelling, administration, rows, reason. `unmapped` : source, column, value, rows of words
    that no value map has; `unreadable` : columns that were set aside. `persons` : source, period, category (used | not_staff | quarantined), persons of
    snapshot sources. `months` : source, month, rows by the row's own date, to compare with later deliveries.
    `raw` : the pseudonymised text that `keep` stores; `protected` : pseudonyms of those under protected identity, whom
    it takes out of what was kept before. `repr` tells sizes, never rows.
    """

    staff: PackedFrame | None
    absences: pd.DataFrame | None
    hours: pd.DataFrame | None
    qualifications: pd.DataFrame | None
    participants: pd.DataFrame | None
    recruitments: pd.DataFrame | None
    engagement: pd.DataFrame | None
    population: pd.DataFrame | None
    quarantine: pd.DataFrame
    accounts: pd.DataFrame
    files: tuple[DeliveredFile, ...]
    aliases: pd.DataFrame
    unmapped: pd.DataFrame
    persons: pd.DataFrame
    months: pd.DataFrame
    raw: tuple[Raw, ...]
    mended: pd.DataFrame = field(default_factory=_nothing_mended)
    service_volumes: pd.DataFrame | None = None
    agency_staff: pd.DataFrame | None = None
    staff_costs: pd.DataFrame | None = None
    budget_frame: pd.DataFrame | None = None
    manager_units: pd.DataFrame | None = None
    initiatives: pd.DataFrame | None = None
    survey_rounds: pd.DataFrame | None = None
    manager_survey: pd.DataFrame | None = None
    sickness: pd.DataFrame | None = None
    peers: pd.DataFrame | None = None
    counted: pd.DataFrame | None = None
    reconciled: pd.DataFrame | None = None
    unreadable: tuple[Unreadable, ...] = ()

    protected: frozenset[str] = frozenset()

    @property
    def employments(self) -> pd.DataFrame | None:
        """The table `employments` laid out: of large deliveries only where there is room for it."""
        return None if self.staff is None else self.staff.frame()

    def __repr__(self) -> str:
        rows = self.accounts.groupby("kind")["rows"].sum().to_dict()
        return f"Delivered({len(self.files)} files, rows {rows})"

    _repr_html_ = None
