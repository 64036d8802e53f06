"""The rows of one source while they are cleaned: columns as dates, shares and words, faults as they are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from competence.config import Source
from competence.config.deliveries import COLUMN_WORDS
from competence.sources import identity, values
from competence.sources.raw import NO_DATA, OWN, Raw
from competence.sources.reasons import ROW
from competence.tables import UNKNOWN

EARLIEST = date(1930, 1, 1)


class Sheet:
    """All files of a source, one row a delivered row; `fault` holds each row's first code, empty = none yet."""

    def __init__(self, source_id: str, source: Source, raws: Sequence[Raw]):
        self.id, self.source = source_id, source
        self.delivered = max(raw.delivered for raw in raws)
        parts = [raw.frame.assign(file=raw.name, order=i, day=raw.delivered) for i, raw in enumerate(raws)]
        self.frame = pd.concat(parts, ignore_index=True)
        self.fault = self.frame["fault"].to_numpy(dtype=object).copy()
        self.column = self.frame["fault_column"].to_numpy(dtype=object).copy()
        self.value = self.frame["fault_value"].to_numpy(dtype=object).copy()
        self.not_staff = np.full(len(self.frame), "", dtype=object)
        self.unmapped: list[tuple[str, str, int]] = []  # column, word as delivered, rows

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def ok(self) -> np.ndarray:
        """Rows without fault that are not set aside as not staff."""
        return (self.fault == "") & (self.not_staff == "")

    @property
    def data(self) -> np.ndarray:
        """Rows that were meant as data, whatever came of them."""
        return ~np.isin(self.frame["fault"].to_numpy(dtype=object), [*NO_DATA, "protected"])

    def has(self, column: str) -> bool:
        """Whether the delivery gives a column, as a heading or a constant."""
        return column in self.source.columns or column in self.source.constants

    def text(self, column: str) -> pd.Series:
        """A column as delivered; its constant, or empty text, where there is none."""
        if column in self.source.columns:
            return self.frame[column]
        return pd.Series(self.source.constants.get(column, ""), index=self.frame.index, dtype="str")

    def tidy(self, column: str) -> pd.Series:
        """A column as delivered, but for blanks at the ends and doubled ones."""
        return pd.Series(values.each(self.text(column), values.tidy), index=self.frame.index, dtype="str")

    def fail(self, rows: np.ndarray, code: str, column: str | None = None, *, letters: bool = True) -> None:
        """Give rows a code, where they have none yet, with the column and its value fit to be shown."""
        fresh = np.asarray(rows, dtype=bool) & (self.fault == "")
        if not fresh.any():
            return
        self.fault[fresh] = code
        if column is not None and column in self.source.columns:
            self.column[fresh] = self.source.columns[column]
            shown = [identity.masked(v, letters=letters) for v in self.frame.loc[fresh, column]]
            self.value[fresh] = np.array(shown, dtype=object)

    def _required(self, missing: np.ndarray, column: str) -> None:
        self.fail(missing, "missing_value")
        absent = missing & (self.fault == "missing_value") & pd.isna(self.column)
        self.column[absent] = self.source.columns.get(column, column)

    def day(
        self,
        column: str,
        *,
        required: bool = False,
        low: date = EARLIEST,
        years_ahead: int = 2,
        period: bool = False,
    ) -> pd.Series:
        """A column of days; null = none or open. Unreadable ones and those out of range are faults.

        `years_ahead` : how far beyond the delivery a day may lie. `period` : months or years to their last day.
        """
        if not self.has(column):
            return pd.Series(pd.NaT, index=self.frame.index, dtype="datetime64[us]")
        written, s = self.text(column), self.source
        missing = values.each(written, values.is_missing).astype(bool)
        if period:
            parsed = values.each(
                written,
                lambda v: values.parse_period(v, self.delivered, s.interval, s.year_end, s.day_first),
            )
        else:
            parsed = values.each(written, lambda v: values.parse_day(v, self.delivered, s.day_first))
        if required:
            self._required(missing, column)
        none = pd.isna(parsed)
        self.fail(none & ~missing, "bad_date", column, letters=False)
        # One day before 29 February and after: the bound is the year's end, so that no day needs to exist.
        high = date(self.delivered.year + years_ahead, 12, 31)
        out = np.array(
            [d is not None and d != values.OPEN_END and not low <= d <= high for d in parsed], bool
        )
        if required:
            out |= np.array([d == values.OPEN_END for d in parsed], bool)
        self.fail(out, "date_out_of_range", column, letters=False)
        return values.days(parsed)

    def share(self, column: str, default: float | None = None) -> pd.Series:
        """A column of shares 0-1; `default` where none is given."""
        written, s = self.text(column), self.source
        unit = values.share_unit(written[self.data], s.decimal, s.share_unit)
        missing = values.each(written, values.is_missing).astype(bool)
        parsed = values.each(written, lambda v: values.parse_share(v, s.decimal, unit))
        self.fail(pd.isna(parsed) & ~missing, "bad_share", column, letters=False)
        found = pd.Series(parsed, index=self.frame.index).astype("float64")
        return found if default is None else found.mask(missing, default)

    def number(self, column: str, *, required=False, low=0.0, high=np.inf, whole=False) -> pd.Series:
        """A column of numbers between `low` and `high`; null where none is given."""
        written, s = self.text(column), self.source
        missing = values.each(written, values.is_missing).astype(bool)
        parsed = pd.Series(values.each(written, lambda v: values.parse_number(v, s.decimal)))
        parsed = parsed.astype("float64")
        if required:
            self._required(missing, column)
        bad = parsed.isna() & ~missing | (parsed < low) | (parsed > high)
        if whole:
            bad |= parsed.notna() & (parsed % 1 != 0)
        self.fail(bad.to_numpy(), "bad_number", column, letters=False)
        return parsed

    def word(self, column: str, *, required: bool = False, default: str = UNKNOWN) -> pd.Series:
        """A column of our words by the value map.

        A word that the map lacks becomes `unknown_values`' word, else `unknown` where the column may hold it (and
        is counted), else a fault. Where none is given: `default`.
        """
        allowed = COLUMN_WORDS.get(f"{self.source.table}.{column}") or COLUMN_WORDS.get(column, ())
        words = {w.casefold(): w for w in allowed}
        mapping = {values.tidy(k).casefold(): v for k, v in self.source.values.get(column, {}).items()}
        other = self.source.unknown_values.get(column)
        written = self.text(column)

        def ours(value: str) -> str | None:
            bare = values.tidy(value).casefold()
            if bare in mapping:
                return mapping[bare]
            if not bare:
                return ""
            return words.get(bare, other)

        found = values.each(written, ours)
        lost = pd.isna(found)
        if required:
            self._required(found == "", column)
        if lost.any():
            if UNKNOWN in allowed:
                counts = written[lost & (self.fault == "")].map(values.tidy).value_counts(sort=False)
                for word, rows in sorted(counts.items()):
                    self.unmapped.append((column, identity.masked(word), int(rows)))
            else:
                self.fail(lost, "unknown_value", column)
        found = np.where(lost, UNKNOWN if UNKNOWN in allowed else default, found)
        return pd.Series(np.where(found == "", default, found), index=self.frame.index).astype("str")

    def duplicates(self, within: pd.Series | None = None) -> None:
        """Rows that repeat an earlier one in every column that is read, and in `within`."""
        named = [c for c in self.frame.columns if c not in {*OWN, "file", "order", "day"}]
        named = list(dict.fromkeys([*named, *(["person"] if "person" in self.source.columns else [])]))
        rows = self.frame.loc[self.ok, named]
        if within is not None:
            rows = rows.assign(within=within[self.ok])
        again = pd.Series(False, index=self.frame.index)
        again[rows.index[rows.duplicated().to_numpy()]] = True
        self.fail(again.to_numpy(), "duplicate")

    def unique(self, key: pd.Series) -> None:
        """Rows whose key an earlier good row has; a null key is no key."""
        good = key[self.ok].dropna()
        again = pd.Series(False, index=key.index)
        again[good.index[good.duplicated().to_numpy()]] = True
        self.fail(again.to_numpy(), "duplicate_key")

    def superseded(self, key: pd.Series) -> None:
        """Rows of an older file whose key (a period) a newer file delivers again."""
        newest = self.frame["order"].groupby(key).transform("max")
        self.fail((self.frame["order"] < newest).to_numpy() & key.notna().to_numpy(), "superseded")

    def quarantine(self) -> pd.DataFrame:
        """The rows that have a code, as the table `quarantine`."""
        bad = self.fault != ""
        rows = self.frame[bad]
        return pd.DataFrame(
            {
                "source": self.id,
                "source_file": rows["file"].to_numpy(),
                "source_row": rows["row"].to_numpy(),
                "column": self.column[bad],
                "value": self.value[bad],
                "reason": self.fault[bad],
                "message": [ROW[code] for code in self.fault[bad]],
            }
        )

    def accounts(self) -> pd.DataFrame:
        """Rows by file: used, not staff by kind, quarantined by code, as the table `accounts`."""
        kind = np.where(self.fault != "", "quarantined", np.where(self.not_staff != "", "not_staff", "used"))
        category = np.where(self.fault != "", self.fault, np.where(self.not_staff != "", self.not_staff, "*"))
        frame = pd.DataFrame({"source_file": self.frame["file"], "kind": kind, "category": category})
        counts = frame.groupby(["source_file", "kind", "category"]).size().reset_index(name="rows")
        return counts.assign(source=self.id)

    def result(self, columns: dict[str, object], *, origin: bool = True) -> pd.DataFrame:
        """The used rows of computed columns, with file and line where the table has them."""
        ok = self.ok
        table = {name: pd.Series(np.asarray(column), name=name)[ok] for name, column in columns.items()}
        frame = pd.DataFrame(table)
        if origin:
            frame["source_file"] = self.frame.loc[ok, "file"].to_numpy()
            frame["source_row"] = self.frame.loc[ok, "row"].to_numpy()
        return frame.reset_index(drop=True)
