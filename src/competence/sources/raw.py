"""A delivered file to pseudonymised text: the first lines that see identity numbers, and the last.

What leaves here holds the columns that the config names, as text; persons as pseudonyms; nothing of rows under
protected identity; no names and no addresses, since columns that the config does not name go no further.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from competence.config import Source
from competence.sources import cells, days, fitting, formats, identity, layout, values, wide
from competence.sources.faults import DeliveryError, fault
from competence.sources.grid import Grid, categorical
from competence.sources.packed import Packed, PackedFrame
from competence.sources.parts import Part
from competence.sources.reasons import ROW
from competence.sources.texts import pruned, taken, used

NO_DATA = ("blank_row", "repeated_heading", "before_heading", "sum_row", "footer", "field_count")
OWN = ("row", "person", "born", "sex_number", "twin", "coordination", "fault", "fault_column", "fault_value")
# The code of a row, empty = none yet.
FAULT = pd.CategoricalDtype(pd.Index(["", *ROW], dtype="str"))

# Columns of days and numbers in tables of persons.
DAYS_AND_NUMBERS = frozenset(
    ("start", "end", "hired", "period", "contract_share", "birth_year", "extent", "hours", "valid_from", "valid_to",
     "days_attended", "completed")
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Raw:
    """One file. `rows`: a row per delivered row, `OWN` and the named columns as text (categories).

    `headings` : what stands in this file's heading for each of our columns. `mended` : what rules did (rule,
    column, rows). `nameless` : employments of protected persons whose number is not told, as pseudonyms.
    `unread` : headings that no column of ours reads; `unfit` : (ours, heading) of which the values say that they are
    not the same.
    """

    source: str
    name: str
    sha256: str
    delivered: date
    rows: PackedFrame
    protected: frozenset[str]  # pseudonyms; used to drop their rows elsewhere, then forgotten
    ended: bool
    headings: dict[str, str] | None = None
    mended: tuple[tuple[str, str, int], ...] = ()
    nameless: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """All rows laid out: of a large file only where there is room for it."""
        return self.rows.frame()


@dataclass(frozen=True, repr=False)
class Opened:
    """A file read as text, before anything is known of its persons. `at` : where each of our columns stands.

    `mended` : what rules did already (rule, column, rows).
    """

    name: str
    sha256: str
    grid: Grid
    at: dict[str, int]
    headings: dict[str, str]
    mended: tuple[tuple[str, str, int], ...] = ()

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def unread(self) -> tuple[str, ...]:
        """Headings that no column of ours reads, as they stand."""
        read = set(self.at.values())
        named = ((i, values.tidy(cell)) for i, cell in enumerate(self.grid.heading) if i not in read)
        return tuple(cell for _, cell in named if cell)

    def unfit(self, source: Source) -> tuple[tuple[str, str], ...]:
        """Columns of ours that an unread heading suggests and its values deny."""
        read = set(self.at.values())
        left = [i for i, _ in enumerate(self.grid.heading) if i not in read and i < len(self.grid.columns)]
        heading = [self.grid.heading[i] for i in left]
        return fitting.unfit(source, heading, map(self._below, left))

    def _below(self, at: int) -> Iterator[str]:
        """The distinct texts of a field below the heading."""
        column = self.grid.columns[at]
        there = np.flatnonzero(used(column.codes[self.grid.above :], len(column.categories)))
        yield from column.categories[there]

    def column(self, ours: str) -> pd.Categorical:
        """A column of ours as text."""
        return self.grid.column(self.at[ours])

    def packed(self, ours: str) -> Packed:
        """The same as it is held."""
        at = self.at[ours]
        return self.grid.columns[at] if at < len(self.grid.columns) else Packed.of(self.grid.column(at))


def open_part(part: Part, source: Source, folder: Path) -> Iterator[tuple[Opened, date | None]]:
    """Read a part of any form and find its heading; with the day it was delivered, as far as it says so itself.

    What is wrong with the whole of it stops here.
    """
    for found in list(
        formats.opened(part, source, folder)
    ):  # what is wrong with it counts once it stood still
        opened = laid_out(found.grid, found.sha256, found.name, source)
        top = opened.grid.heading_line
        filled = {ours: sum(line > top for line in found.merged.get(i, ())) for ours, i in opened.at.items()}
        mended = tuple(("merged_cell", ours, rows) for ours, rows in filled.items() if rows)
        yield replace(opened, mended=mended), found.day


def laid_out(grid: Grid, digest: str, name: str, source: Source) -> Opened:
    """A grid of any format with its heading found."""
    if not len(grid):
        raise DeliveryError([fault(name, "empty_file")])
    columns = source.columns
    if source.across:
        grid, columns = wide.headed(grid, source, name)
    grid = layout.headed(grid, source, name)
    if not grid.ended and layout.is_cut(grid):
        raise DeliveryError([fault(name, "cut_in_row", line=int(grid.lines[-1]))])
    found = layout.places(grid.heading, columns)
    at, headings = ({ours: place[i] for ours, place in found.items()} for i in (0, 1))
    return Opened(name, digest, grid, at, headings)


def pseudonymise(opened: Opened, source_id: str, source: Source, key: bytes, delivered: date) -> Raw:
    """Text frame of a file with pseudonyms for identity numbers and a code where a row cannot be used."""
    rows, columns = len(opened), {ours: opened.packed(ours) for ours in opened.at}
    held = columns.pop("person", None)
    written = categorical(np.zeros(rows, np.int8), [""]) if held is None else held.array()
    if "person" in opened.at:
        found = identity.people(pd.Series(written.categories), key, source.person_id, delivered)
    else:
        found = identity.nobody()
    code = values.relabelled(written, found.code, FAULT)
    person = values.relabelled(written, found.person)
    numbered = "person" in opened.at and source.person_id == "personnummer"
    _mark_no_data(opened.grid, code, numbered, source.kind == "counts")
    mended = list(opened.mended)
    lines, ended, unread = opened.grid.lines, opened.grid.ended, opened.unread
    unfit = opened.unfit(source)
    headings, at, name, digest = opened.headings, opened.at, opened.name, opened.sha256
    del opened  # with the columns that nobody reads
    no_data = code.isin(NO_DATA)
    if "protected" in columns:
        code[_protected(columns["protected"].array(), source) & ~no_data] = "protected"
    said = pd.Categorical.from_codes(np.full(rows, -1, np.int8), [*dict.fromkeys(headings.values())])
    shown = pd.Categorical.from_codes(np.full(rows, -1, np.int8), [identity.MASK])
    said[code.isin(["missing_identity", "bad_identity"])] = headings.get("person")
    shown[code == "bad_identity"] = identity.MASK
    for ours, packed in columns.items():
        column = packed.array()
        wrong = values.flags(column, cells.is_error) & (code == "")
        if wrong.any():
            code[wrong], said[wrong] = "error_value", headings[ours]
        if ours == "employment":
            columns[ours] = Packed.of(values.mapped(column, lambda v: _employment(v, source_id, key)))
            continue
        if ours == "new_person":
            other = identity.people(pd.Series(column.categories), key, source.person_id, delivered)
            columns[ours] = Packed.of(values.relabelled(column, other.person))
            wrong = other.code[column.codes]
            for each in sorted(set(wrong) - {""}):
                theirs = (wrong == each) & (code == "")
                code[theirs], said[theirs] = each, headings[ours]
            continue
        # An address, or words where a day or a number stands, may name a person: they go no further.
        strange = _strange if "person" in at and ours in DAYS_AND_NUMBERS else identity.holds_address
        column = values.mapped(column, lambda v, strange=strange: identity.MASK if strange(v) else v)
        held = values.flags(column, identity.holds_identity)
        columns[ours] = Packed.of(column)
        if held.any():
            fresh = held & (code == "")
            if ours in source.masked_text:
                columns[ours] = Packed.of(values.mapped(column, _without_number))
                mended.append(("number_masked", ours, int(fresh.sum())))
                continue
            masked = values.mapped(column, lambda v: identity.MASK if identity.holds_identity(v) else v)
            columns[ours] = Packed.of(masked)
            code[fresh], said[fresh], shown[fresh] = "identity_in_text", headings[ours], identity.MASK
    hidden = code == "protected"
    protected = frozenset(person[hidden].dropna())
    nameless = frozenset()
    if (unnamed := hidden & person.isna()).any():
        posts = columns["employment"].array()[unnamed] if "employment" in columns else [""]
        nameless = frozenset(posts)
    person[~code.isin(["", "identity_in_text"])] = None
    frame = {
        "row": lines,
        **{ours: columns.get(ours) for ours in at},  # persons in their place
        "person": Packed.of(person),
        "born": _born(found, written, _last_day(columns.get("end"), source, delivered)),
        "sex_number": values.relabelled(written, found.sex),
        "twin": values.relabelled(written, found.twin),
        "coordination": taken(found.coordination, written.codes),
        "fault": code,
        "fault_column": said,
        "fault_value": shown,
    }
    del written, person, columns, code, said, shown
    # Sums, notes and rows of another width are of no use, and what stands where in them is not known.
    frame = _blanked(PackedFrame(frame), hidden | no_data)
    return Raw(
        source_id, name, digest, delivered, frame, protected, ended, headings,
        tuple(mended), nameless, unread, unfit,
    )  # fmt: skip


def _employment(value: str, source_id: str, key: bytes) -> str:
    return identity.pseudonym(f"{source_id}:{values.tidy(value)}", key) if value.strip() else ""


def _born(found: identity.People, written: pd.Categorical, last: np.ndarray) -> np.ndarray:
    """A day in the year of birth, row by row; found once for each number where all rows have the same last day."""
    born = found.born.astype(np.int32)
    if last.ndim:
        return identity.on_last_day(taken(born, written.codes), last)
    return taken(identity.on_last_day(born, last), written.codes)


def _last_day(ends: Packed | None, source: Source, delivered: date) -> np.ndarray:
    """Month and day (MMDD) of the last day that each row of employment has; 1231 where there is none."""
    if source.table != "employments" or ends is None:
        return np.array(1231)
    codes, texts = values.distinct(ends.array())
    found = map(days.reader(texts, delivered, source.day_first), texts)
    return np.array([1231 if day is None else day.month * 100 + day.day for day in found] + [1231])[codes]


def _without_number(value: str) -> str:
    """A text with its identity number masked and the rest as it is; masked as a whole where that is not enough."""
    if not identity.holds_identity(value):
        return value
    rest = identity.masked(value)
    return identity.MASK if identity.holds_identity(rest) else rest


def _strange(value: str) -> bool:
    return identity.holds_words(value) and not values.is_missing(value) and not days.is_worded(value)


def without(raw: Raw, protected: frozenset[str]) -> Raw:
    """The file without the content of rows of the `protected`, whichever source said that they are."""
    if not protected:
        return replace(raw, protected=frozenset())
    theirs = raw.rows["person"].isin(list(protected)).to_numpy()
    told = raw.rows.assign(fault=values.replaced(raw.rows["fault"].array, theirs, "protected"))
    return replace(raw, rows=_blanked(told, theirs), protected=frozenset())


def _blanked(frame: PackedFrame, rows: np.ndarray) -> PackedFrame:
    """The frame with nothing left of some rows but where they stood and why they are gone, column by column.

    No text stays that only they had.
    """
    nothing = {
        "person": None,
        "fault_column": None,
        "fault_value": None,
        "sex_number": "unknown",
        "born": 0,
        "twin": None,
        "coordination": False,
    }
    blanked: dict[str, Packed] = {}
    for name in (name for name in frame if name not in ("row", "fault")):
        column = frame[name].array
        if rows.any():
            column = values.replaced(column, rows, nothing.get(name, ""))
        blanked[name] = Packed.of(pruned(column) if isinstance(column, pd.Categorical) else column)
    return frame.assign(**blanked)


def _protected(column: pd.Categorical, source: Source) -> np.ndarray:
    """Whoever is not plainly said to be without protection is protected."""
    words = {k.casefold(): v for k, v in source.values.get("protected", {}).items()}
    words = {"": "no", "no": "no", "nej": "no", "n": "no", "0": "no", **words}
    return values.flags(column, lambda v: words.get(values.tidy(v).casefold(), "yes") == "yes")


def _mark_no_data(grid: Grid, code: pd.Categorical, numbered: bool, totals: bool) -> None:
    """Rows that are no data get their code; so do rows with another number of fields than the heading.

    totals : sums are of use, since hidden counts must add up to them.
    """
    width, count = len(grid.heading), grid.count()
    odd = count != width
    suspect = code.isin(["missing_identity", "bad_identity"])
    # Where persons bear numbers, a row with a good one is data; elsewhere every row is looked at.
    looked = (suspect | odd | (not numbered)) & (code != "protected")
    looked[: grid.above] = False
    rows = np.flatnonzero(looked)
    found = layout.no_data(grid, rows, suspect[rows] | numbered)
    if totals:
        found[found == "sum_row"] = ""
    wrong = odd & ((count < width) | layout.filled_from(grid, width))
    found[(found == "") & wrong[rows]] = "field_count"
    code[: grid.above] = "before_heading"
    code[rows[found != ""]] = found[found != ""]
