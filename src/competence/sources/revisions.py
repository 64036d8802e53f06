"""Work classification across its revisions: what a code of then is called now, so that groups found by code last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from competence.sources import delimited, text, values
from competence.sources.faults import DeliveryError, fault


@dataclass(frozen=True)
class Revision:
    """From `date` on, each old code stands as one of the new ones; codes not named stay as they are."""

    date: date
    codes: Mapping[str, tuple[str, ...]]

    @property
    def new(self) -> frozenset[str]:
        """Codes that only the revised classification is sure to have."""
        return frozenset(code for found in self.codes.values() for code in found)


def current(code: str, last: date | None, revisions: Sequence[Revision]) -> tuple[str, ...]:
    """The codes of today's classification that a row's code may stand for; itself where no revision names it.

    Parameters
    ----------
    last : the last day that the row tells of; None = goes on. Systems recode rows that go on: a row that ended
        before a revision bears the code of then; of a later one a code is old where it is not among the new.
    revisions : by date.
    """
    found = (code,)
    for revision in revisions:
        then = last is not None and last < revision.date
        found = tuple(
            dict.fromkeys(
                new
                for old in found
                for new in (
                    revision.codes[old]
                    if old in revision.codes and (then or old not in revision.new)
                    else (old,)
                )
            )
        )
    return found


def read(config) -> tuple[Revision, ...]:
    """The revisions of the config, by date; a file has columns old, new (one row a pair).

    Raises
    ------
    DeliveryError : `missing_file`, `bad_revision` and the faults of a text file.
    """
    found, faults = [], []
    for entry in config.code_revision:
        codes: dict[str, list[str]] = {old: list(new) for old, new in entry.codes.items()}
        if entry.map is not None:
            try:
                for old, new in _pairs(config.raw / entry.map, entry):
                    codes.setdefault(old, []).append(new)
            except DeliveryError as error:
                faults += error.faults
        found.append(Revision(entry.date, {old: tuple(dict.fromkeys(new)) for old, new in codes.items()}))
    if faults:
        raise DeliveryError(faults)
    return tuple(sorted(found, key=lambda revision: revision.date))


def _pairs(path, entry) -> list[tuple[str, str]]:
    if not path.is_file():
        raise DeliveryError([fault(path.name, "missing_file", "code_revision.map")])
    with text.opened(path, path.name) as file:
        grid = delimited.grid(file, path.name, entry)
    first, *rows = (grid.row(i) for i in range(len(grid)))
    heading = [values.tidy(cell).casefold() for cell in first]
    if missing := [name for name in ("old", "new") if name not in heading]:
        raise DeliveryError([fault(path.name, "bad_revision", f"no column {', '.join(missing)}", 1)])
    old, new = heading.index("old"), heading.index("new")
    found = []
    for row, line in zip(rows, map(int, grid.lines[1:])):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading) or not row[old].strip() or not row[new].strip():
            raise DeliveryError([fault(path.name, "bad_revision", "a row without both codes", line)])
        found.append((row[old].strip(), row[new].strip()))
    return found
