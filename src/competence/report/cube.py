"""The published cube: the only figures that pages, sentences and charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd

from competence.tables import ALL, PUBLISHED

NONE = "none"
SEPARATOR = "|"


@dataclass(frozen=True)
class Cell:
    """One figure of the cube, with its key."""

    table: str
    period: pd.Timestamp | None
    administration: str
    group: str
    by: str
    category: str
    measure: str
    value: float | None
    p10: float | None
    p90: float | None
    low: float | None
    high: float | None
    state: str
    joined_with: tuple[str, ...]

    @property
    def key(self) -> str:
        """The cell's place in the cube, as pages state it beside each figure."""
        day = f"{self.period:%Y-%m-%d}" if self.period is not None else ""
        return SEPARATOR.join(
            (self.table, day, self.administration, self.group, self.by, self.category, self.measure)
        )

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return self.value is not None


class Writer:
    """Collects rows of the cube."""

    def __init__(self):
        self._rows: list[tuple] = []

    def add(
        self, table: str, measure: str, *, administration: str = ALL, period=None, group: str = ALL,
        by: str = NONE, category: str = ALL, value: float | None = None, p10: float | None = None,
        p90: float | None = None, low: float | None = None, high: float | None = None,
        state: str = "shown", joined_with: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Add one cell; `joined_with` are the administrations or groups that `value` stands for together."""
        joined = SEPARATOR.join(joined_with) or None
        self._rows.append(
            ("", table, period, administration, group, by, category, measure, value, p10, p90, low, high,
             state, joined)
        )  # fmt: skip

    def told(self, table: str, by: str, category: str, measure: str) -> set[str]:
        """Administrations for which a measure of a table has a figure already."""
        place, value = PUBLISHED.names.index("administration"), PUBLISHED.names.index("value")
        wanted = {"table": table, "by": by, "category": category, "measure": measure}
        key = [(PUBLISHED.names.index(name), what) for name, what in wanted.items()]
        return {
            row[place] for row in self._rows
            if row[value] is not None and all(row[i] == what for i, what in key)
        }  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """The cube, checked and sorted."""
        frame = pd.DataFrame(self._rows, columns=PUBLISHED.names)
        numbers = ["value", "p10", "p90", "low", "high"]
        frame[numbers] = frame[numbers].astype("float64")
        frame["period"] = pd.to_datetime(frame["period"]).astype("datetime64[us]")
        return PUBLISHED.check(frame)


class Cube:
    """Look-up over a published cube."""

    def __init__(self, frame: pd.DataFrame):
        self.frame = frame
        cells = [_cell(row) for row in frame[[f.name for f in fields(Cell)]].itertuples(index=False)]
        self._cells = {_key(c): c for c in cells}
        # By table, and by table and administration: pages ask for the latter thousands of times.
        self._tables: dict[str | tuple[str, str], list[Cell]] = {}
        for cell in cells:
            for key in (cell.table, (cell.table, cell.administration)):
                self._tables.setdefault(key, []).append(cell)

    @property
    def edition(self) -> str:
        """Id of the edition, empty before it is given."""
        return str(self.frame["edition"].iloc[0]) if len(self.frame) else ""

    def cell(
        self, table: str, measure: str, administration: str = ALL, period=None, *, group: str = ALL,
        by: str = NONE, category: str = ALL,
    ) -> Cell | None:  # fmt: skip
        """One cell, or None."""
        return self._cells.get((table, period, administration, group, by, category, measure))

    def cells(self, table: str, **where) -> list[Cell]:
        """Cells of a table whose attributes equal `where`, in the cube's order."""
        place = where.pop("administration", None)
        found = self._tables.get(table if place is None else (table, place), [])
        for name, value in where.items():
            found = [c for c in found if getattr(c, name) == value]
        return list(found)

    def values(self, table: str, attribute: str, **where) -> list:
        """Distinct values of an attribute over `cells`, in order."""
        return list(dict.fromkeys(getattr(c, attribute) for c in self.cells(table, **where)))


def _key(c: Cell) -> tuple:
    return (c.table, c.period, c.administration, c.group, c.by, c.category, c.measure)


def _cell(row) -> Cell:
    values = {name: (None if pd.isna(value) else value) for name, value in row._asdict().items()}
    joined = values.pop("joined_with")
    return Cell(**values, joined_with=tuple(joined.split(SEPARATOR)) if joined else ())
