"""The rows of one source while they are cleaned: columns as dates, shares and words, faults as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from competence.config import Source
from competence.config.deliveries import COLUMN_WORDS
from competence.sources import days, identity, repeated, values, wide
from competence.sources.coded import Coded
from competence.sources.grid import categorical
from competence.sources.packed import Packed, PackedFrame
from competence.sources.raw import NO_DATA, OWN, Raw
from competence.sources.reasons import ROW
from competence.sources.together import packed_together
from competence.sources.unreadable import RULE, Unreadable, is_unreadable
from competence.tables import UNKNOWN

EARLIEST = date(1930, 1, 1)
# Columns that tell from where a file's serial numbers count: what they date has begun when it is delivered.
_FIRST_DAYS = ("start", "period", "from", "advertised", "date", "valid_from")


class Sheet:
    """All files of a source, one row a delivered row; `fault` holds each row's first code, empty = none yet.

    Columns come as categories or numbers: each distinct text is read once. `mended` tells what rules did:
    (rule, column, rows).
    """

    def __init__(self, source_id: str, source: Source, raws: Sequence[Raw]):
        self.id, self.source = source_id, source
        self.delivered = max(raw.delivered for raw in raws)
        self.frame = packed_together([_placed(raw, i) for i, raw in enumerate(raws)])
        self._names = [raw.name for raw in raws]
        self.fault, self.column = (Coded.of(self.frame[c].array) for c in ("fault", "fault_column"))
        self.not_staff = Coded(len(self.frame))
        self._lost: list[
            tuple[str, np.ndarray, list[str]]
        ] = []  # column, word by row (-1 = known), the words
        self.mended: list[tuple[str, str, int]] = []
        self.undeclared: set[str] = set()  # words of counts that are totals and are not named as such
        self.unreadable: list[Unreadable] = []
        self._headings = [raw.headings or {} for raw in raws]
        self.years = wide.columns_of(self.frame, source.across)
        self._read = {*source.columns, *(c for by_year in self.years.values() for c in by_year.values())}
        self._shown: list[tuple[np.ndarray | slice, pd.Categorical]] = [
            (slice(None), self.frame["fault_value"].array)
        ]
        for column, wanted in source.only.items():
            names = {
                values.tidy(word).casefold() for word in ((wanted,) if isinstance(wanted, str) else wanted)
            }
            self.set_aside(
                ~values.flags(self.text(column), lambda v, names=names: _named(v, names)), "not_selected"
            )

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def unmapped(self) -> list[tuple[str, str, int]]:
        """Words that no value map has in rows that are used: column, word masked, rows."""
        found = []
        for column, codes, words in self._lost:
            rows = values.counted(codes[self.ok], len(words))
            found += [(column, identity.masked(word), int(n)) for word, n in zip(words, rows) if n]
        return found

    def lost(self, column: str, words: pd.Series) -> None:
        """Note a column's words that mean nothing here; null where a row's word does."""
        codes, names = pd.factorize(words, sort=True)
        self._lost.append((column, codes, list(names)))

    @property
    def ok(self) -> np.ndarray:
        """Rows without fault that are not set aside as not staff."""
        return (self.fault == "") & (self.not_staff == "")

    @property
    def data(self) -> np.ndarray:
        """Rows that were meant as data, whatever came of them."""
        return ~self.frame["fault"].isin([*NO_DATA, "protected"]).to_numpy()

    def has(self, column: str) -> bool:
        """Whether the delivery gives a column, as a heading or a constant."""
        return column in self.source.columns or column in self.source.constants

    def text(self, column: str) -> pd.Series:
        """A column as delivered; its constant, or empty text, where there is none."""
        if column in self._read:
            return self.frame[column]
        return self._column(
            categorical(np.zeros(len(self), np.int8), [self.source.constants.get(column, "")])
        )

    def spread(self, column: str) -> pd.Series:
        """The years over which a row's file spreads a column, as text."""
        years = self.years[column]
        told = [",".join(str(y) for y, c in years.items() if c in headings) for headings in self._headings]
        return self._column(np.array(told, object)[self.frame["order"]]).astype("str")

    def words(self, column: str, function: Callable[[str], str | None] = values.tidy) -> pd.Series:
        """What `function` makes of a column's texts; by default the same without doubled blanks and those at the ends."""
        return self._column(values.mapped(self.text(column), function))

    def tidy(self, column: str) -> pd.Series:
        """A column as delivered, but for blanks at the ends and doubled ones; as plain text."""
        return self.words(column).astype("str")

    def _column(self, held) -> pd.Series:
        return pd.Series(held, index=self.frame.index, copy=False)

    def fail(self, rows: np.ndarray, code: str, column: str | None = None, *, letters: bool = True) -> None:
        """Give rows a code, where they have none yet, with the column and its value fit to be shown."""
        fresh = np.flatnonzero(np.asarray(rows, dtype=bool) & (self.fault == ""))
        if not len(fresh):
            return
        self.fault[fresh] = code
        if column is not None and column in self._read:
            self._name(fresh, column)
            held = values.pruned(self.frame[column].array.take(fresh))
            self._shown.append((fresh, values.mapped(held, lambda v: identity.masked(v, letters=letters))))

    def _name(self, rows: np.ndarray, column: str) -> None:
        """Say of rows that the fault is in a column, by the heading it has in their file."""
        order = self.frame["order"].to_numpy()[rows]
        for i, headings in enumerate(self._headings):
            heading = headings.get(column, self.source.columns.get(column, column))
            self.column[rows[order == i]] = heading if isinstance(heading, str) else heading[0]

    def set_aside(self, rows: np.ndarray, kind: str) -> None:
        """Say of rows that they are no staff, where nothing has been said yet."""
        self.not_staff[np.asarray(rows, dtype=bool) & (self.not_staff == "")] = kind

    def _required(self, missing: np.ndarray, column: str) -> None:
        self.fail(missing, "missing_value")
        self._name(np.flatnonzero(missing & (self.fault == "missing_value") & (self.column == "")), column)

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

        Null throughout where most of a column that is not `required` cannot be read (`unreadable`); so are shares
        and numbers.

        `years_ahead` : how far beyond the delivery a day may lie. `period` : months or years to their last day.
        """
        if not self.has(column):
            return self._column(np.full(len(self), np.datetime64("NaT", "us")))
        written, s = self.text(column), self.source
        # One day before 29 February and after: the bound is the year's end, so that no day needs to exist.
        high = date(self.delivered.year + years_ahead, 12, 31)

        codes, texts = values.distinct(written)
        read = days.reader(texts, self.delivered, s.day_first, self._epoch)
        if period:
            found = [values.parse_period(t, self.delivered, s.interval, s.year_end, read=read) for t in texts]
        else:
            found = [read(text) for text in texts]
        missing = values.flags(written, values.is_missing)
        if required:
            self._required(missing, column)
        unread, out = (
            values.taken(np.array([*of_text, False], bool), codes)
            for of_text in (
                [day is None for day in found],
                [
                    day is not None and (required if day == values.OPEN_END else not low <= day <= high)
                    for day in found
                ],
            )
        )
        if self._goes(column, unread, missing, required, "days, e.g. 2024-01-31"):
            return self._column(np.full(len(self), np.datetime64("NaT", "us")))
        self.fail(unread & ~missing, "bad_date", column, letters=False)
        self.fail(out, "date_out_of_range", column, letters=False)
        if not period:
            self._mend(column, codes, [read.read(text)[1] for text in texts])
        return self._column(values.taken(values.days([*found, None]).to_numpy(), codes))

    def _goes(self, column: str, bad: np.ndarray, missing: np.ndarray, required: bool, expected: str) -> bool:
        """Whether a column is set aside as a whole, and told."""
        filled = self.data & ~missing
        bad = bad & filled
        if required or not is_unreadable(self.source, column, bad, filled):
            return False
        first = int(np.flatnonzero(bad)[0])
        heading = self._headings[int(self.frame["order"].iloc[first])].get(column, column)
        file, line = str(self.frame["file"].iloc[first]), int(self.frame["row"].iloc[first])
        rows = int(bad.sum())
        told = Unreadable(self.id, column, heading, file, line, rows, int(filled.sum()), expected)
        self.unreadable.append(told)
        self.mended.append((RULE, column, rows))
        return True

    @cached_property
    def _epoch(self) -> int:
        """From where serial numbers of a spreadsheet count, as the first days tell that the rows are of."""
        if self.source.serial_from != "auto":
            return self.source.serial_from
        first = next((c for c in _FIRST_DAYS if c in self._read), None)
        return 1900 if first is None else days.epoch_of(values.distinct(self.text(first))[1], self.delivered)

    def _mend(self, column: str, codes: np.ndarray, rules: list[str]) -> None:
        """Note the rule that each distinct text of a column took, with the rows of data that hold it."""
        if any(rules):
            rows = values.counted(codes[self.data], len(rules))
            for rule in sorted(set(rules) - {""}):
                self.mended.append((rule, column, int(sum(n for n, r in zip(rows, rules) if r == rule))))

    def share(self, column: str, default: float | None = None) -> pd.Series:
        """A column of shares 0-1; `default` where none is given."""
        written, s = self.text(column), self.source
        unit = values.share_unit(values.pruned(written.array[self.data]).categories, s.decimal, s.share_unit)
        found = values.numbers(written, lambda v: values.parse_share(v, s.decimal, unit))
        missing = values.flags(written, values.is_missing)
        expected = "shares of full time, e.g. 75, 75 % or 0,75"
        if self._goes(column, np.isnan(found), missing, False, expected):
            return self._column(np.full(len(self), np.nan if default is None else default))
        codes, texts = values.distinct(written)
        otherwise = [values.is_share_otherwise(text, s.decimal, unit) for text in texts]
        self._mend(column, codes, ["share_otherwise" if other else "" for other in otherwise])
        self.fail(np.isnan(found) & ~missing, "bad_share", column, letters=False)
        return self._column(found if default is None else np.where(missing, default, found))

    def number(self, column: str, *, required=False, low=0.0, high=np.inf, whole=False) -> pd.Series:
        """A column of numbers between `low` and `high`; null where none is given."""
        written, s = self.text(column), self.source
        missing = values.flags(written, values.is_missing)
        found = values.numbers(written, lambda v: values.parse_number(v, s.decimal))
        if required:
            self._required(missing, column)
        bad = np.isnan(found) & ~missing | (found < low) | (found > high)
        if whole:
            bad |= ~np.isnan(found) & (found % 1 != 0)
        if self._goes(column, bad, missing, required, "numbers"):
            return self._column(np.full(len(self), np.nan))
        self.fail(bad, "bad_number", column, letters=False)
        return self._column(found)

    def word(self, column: str, *, required: bool = False, default: str = UNKNOWN) -> pd.Series:
        """A column of our words by the value map, as categories of all the words that it may hold.

        A word that the map lacks becomes `unknown_values`' word, else `unknown` where the column may hold it (and
        is counted), else a fault. Where none is given: `default`.
        """
        allowed = COLUMN_WORDS.get(f"{self.source.table}.{column}") or COLUMN_WORDS.get(column, ())
        words = {w.casefold(): w for w in allowed}
        mapping = {values.tidy(k).casefold(): v for k, v in self.source.values.get(column, {}).items()}
        other = self.source.unknown_values.get(column)
        codes, texts = values.distinct(self.text(column))
        bare = [values.tidy(text).casefold() for text in texts]
        found = [mapping[b] if b in mapping else words.get(b, other) if b else "" for b in bare]
        if required:
            self._required(values.taken(np.array([*(w == "" for w in found), False]), codes), column)
        if any(lost := [w is None for w in found]):
            if UNKNOWN in allowed:
                number, told = pd.factorize(
                    np.array([values.tidy(t) if no else None for t, no in zip(texts, lost)]), sort=True
                )
                narrow = np.min_scalar_type(-max(len(told), 1))
                self._lost.append(
                    (column, values.taken(np.append(number, -1).astype(narrow), codes), list(told))
                )
            else:
                self.fail(values.taken(np.array([*lost, False]), codes), "unknown_value", column)
        instead = UNKNOWN if UNKNOWN in allowed else default
        found = [instead if w is None else w or default for w in found]
        known = pd.CategoricalDtype(pd.Index(list(dict.fromkeys([*allowed, *found, default])), dtype="str"))
        return self._column(values.relabelled((codes, texts), found, known))

    def duplicates(self, within: pd.Series | None = None) -> None:
        """Rows that repeat an earlier one in every column that is read, and in `within`."""
        named = [c for c in self.frame.columns if c not in {*OWN, "file", "order", "day"}]
        named += ["person"] if "person" in self.source.columns else []
        columns = [self.frame.packed(c) for c in named] + ([] if within is None else [within.array])
        rows = np.flatnonzero(self.ok)
        again = np.zeros(len(self), bool)
        again[rows[repeated.rows(columns, rows)]] = True
        self.fail(again, "duplicate")

    def unique(self, key: pd.Series) -> None:
        """Rows whose key an earlier good row has; a null key is no key."""
        good = key[self.ok].dropna()
        again = pd.Series(False, index=key.index)
        again[good.index[good.duplicated().to_numpy()]] = True
        self.fail(again.to_numpy(), "duplicate_key")

    def superseded(self, key: pd.Series) -> None:
        """Rows of an older file whose key (a period) a newer file delivers again."""
        order = self.frame["order"]
        if order.min() < order.max():
            newest = order.groupby(key).transform("max")
            self.fail((order < newest).to_numpy() & key.notna().to_numpy(), "superseded")

    def quarantine(self) -> pd.DataFrame:
        """The rows that have a code, as the table `quarantine`."""
        bad = np.flatnonzero(self.fault != "")
        reason = values.pruned(self.fault.column(bad))
        said = self.column.column(bad)
        return pd.DataFrame(
            {
                "source": categorical(np.zeros(len(bad), np.int8), [self.id]),
                "source_file": self.frame["file"].array.take(bad),
                "source_row": self.frame["row"].to_numpy()[bad],
                "column": said.remove_categories([""]),
                "value": self._value(bad),
                "reason": reason,
                "message": values.mapped(reason, lambda code: ROW[code]),
            },
            copy=False,
        )

    def _value(self, rows: np.ndarray) -> pd.Categorical:
        """What is shown of rows in quarantine."""
        words: dict[str, int] = {}
        shown = np.full(len(self), -1, np.int32)
        for mine, held in self._shown:
            number = np.array([*(words.setdefault(word, len(words)) for word in held.categories), -1])
            shown[mine] = number[held.codes]
        return values.pruned(categorical(shown[rows], list(words)))

    def accounts(self) -> pd.DataFrame:
        """Rows by file: used, not staff by kind, quarantined by code, as the table `accounts`."""
        faults, kinds = self.fault.words, self.not_staff.words
        number = self.fault.codes.astype(np.int32)
        free = self.fault == ""
        number[free] = self.not_staff.codes[free] + np.int32(len(faults))
        told = [("quarantined", w) for w in faults] + [
            ("not_staff", w) if w else ("used", "*") for w in kinds
        ]
        rows = []
        order = self.frame["order"].to_numpy()
        for i, file in enumerate(self._names):
            counts = values.counted(number[order == i], len(told))
            rows += [(self.id, file, *what, n) for what, n in zip(told, counts.tolist()) if n]
        return pd.DataFrame(rows, columns=["source", "source_file", "kind", "category", "rows"])

    def result(self, columns: dict[str, object], *, origin: bool = True) -> pd.DataFrame:
        """The used rows of computed columns, with file and line where the table has them.

        Words of tables with an origin (those of persons) stay categories.
        """
        frame = pd.DataFrame(dict(self._used(columns, origin)), copy=False)
        if not origin:
            words = frame.columns[[isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes]]
            return frame.astype(dict.fromkeys(words, "str"))
        return frame

    def packed_result(self, columns: dict[str, object]) -> PackedFrame:
        """The same with file and line, packed; so may the columns be."""
        return PackedFrame({name: Packed.of(column) for name, column in self._used(columns, origin=True)})

    def _used(self, columns: dict[str, object], origin: bool) -> Iterator[tuple[str, object]]:
        """The used rows of columns, one after another."""
        rows = self.ok
        left = [(name, columns.pop(name)) for name in list(columns)][::-1]
        taken: dict[int, tuple] = {}  # a column that stands more than once is taken once
        while left:  # each column as it came is given up
            name, column = left.pop()
            if id(column) not in taken:
                held = column.array() if isinstance(column, Packed) else getattr(column, "array", column)
                held = held if isinstance(held, pd.api.extensions.ExtensionArray) else np.asarray(held)
                taken[id(column)] = (held[rows], column)
                del held
            found = taken[id(column)][0]
            if not any(other is column for _, other in left):
                del taken[id(column)]
            yield name, found
        if origin:
            yield "source_file", self.frame["file"].array[rows]
            yield "source_row", self.frame["row"].to_numpy()[rows]


def _named(text: str, names: set[str]) -> bool:
    """Whether a cell is one of the names, or begins with one that is a code (`0580 Linköping`)."""
    bare = values.tidy(text).casefold()
    return bare in names or bare.split(" ")[0] in names


def _placed(raw: Raw, order: int) -> PackedFrame:
    """A file's rows with its name, its place among the source's files and the day it was delivered."""
    here = np.zeros(len(raw.rows), np.int8)
    return raw.rows.assign(
        file=categorical(here, [raw.name]),
        order=here.astype(np.int16) + np.int16(order),
        day=pd.Categorical.from_codes(here, [raw.delivered]),
    )
