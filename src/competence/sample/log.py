"""What happened to whom in which month, and the spells that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Why a state began. Up to HOURLY_START a person comes or goes on; from RETIREMENT the monthly-paid staff is left.
OPENING, HIRE, REHIRE, FROM_HOURLY, GAP_IN, CHANGE, HOURLY_START, HOURLY_END = range(8)
RETIREMENT, RESIGNATION, CONTRACT_END, REDUNDANCY, PERSONAL, DEATH, OTHER, TRANSFER, TO_HOURLY, GAP_OUT = (
    range(10, 20)
)
CAUSES = {
    RETIREMENT: "retirement",
    RESIGNATION: "resignation",
    CONTRACT_END: "contract_end",
    REDUNDANCY: "redundancy",
    PERSONAL: "personal_reasons",
    DEATH: "death",
    OTHER: "other",
    TRANSFER: "transfer_out",
    TO_HOURLY: "exit_to_hourly",
    GAP_OUT: "gap_out",
}

_STATE = ("cell", "contract", "unit", "share", "hired")


class Log:
    """Appends states as they begin."""

    def __init__(self):
        self._parts: dict[str, list[np.ndarray]] = {
            name: [] for name in ("person", "month", "why", *_STATE)
        }  # fmt: skip

    def add(self, people, who, month: int, why) -> None:
        """Note the present state of persons `who`, begun in `month`."""
        parts = self._parts
        parts["person"].append(who.astype(np.int32))
        parts["month"].append(np.full(len(who), month, np.int16))
        parts["why"].append(np.broadcast_to(np.asarray(why, np.int8), (len(who),)).copy())
        for name in _STATE:
            parts[name].append(getattr(people, name)[who])

    def spells(self, last: int) -> Spells:
        """All states as spells, by person and month; `last` = last observed month."""
        columns = {name: np.concatenate(parts) for name, parts in self._parts.items()}
        order = np.lexsort((columns["month"], columns["person"]))
        columns = {name: values[order] for name, values in columns.items()}
        person = columns["person"]
        goes_on = np.append(person[1:] == person[:-1], False)
        stop = np.where(goes_on, np.append(columns["month"][1:], 0), last + 1)
        after = np.where(goes_on, np.append(columns["why"][1:], -1), -1)
        kept = columns["contract"] >= 0
        return Spells(
            **{name: values[kept] for name, values in columns.items()},
            stop=stop[kept].astype(np.int16),
            after=after[kept].astype(np.int8),
        )


@dataclass(frozen=True)
class Spells:
    """States of persons: in force at the ends of the months `month … stop - 1`.

    `why` says how it began, `after` how the next began (-1 = still there at the last month).
    Sorted by person and month; a person's monthly-paid and hourly states never overlap.
    """

    person: np.ndarray
    month: np.ndarray
    why: np.ndarray
    cell: np.ndarray
    contract: np.ndarray
    unit: np.ndarray
    share: np.ndarray
    hired: np.ndarray
    stop: np.ndarray
    after: np.ndarray

    def __len__(self) -> int:
        return len(self.person)
