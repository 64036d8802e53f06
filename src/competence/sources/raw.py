"""A delivered file to pseudonymised text: the first lines that see identity numbers, and the last.

What leaves here holds the columns that the config names, as text; persons as pseudonyms; nothing of rows under
protected identity; no names and no addresses, since columns that the config does not name are not read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd

from competence.config import Source
from competence.sources import identity, layout, text, values
from competence.sources.faults import DeliveryError, fault

NO_DATA = ("blank_row", "repeated_heading", "before_heading", "sum_row", "footer", "field_count")
OWN = ("row", "person", "born", "sex_number", "fault", "fault_column", "fault_value")


# Columns of days and numbers in tables of persons.
DAYS_AND_NUMBERS = frozenset(
    ("start", "end", "hired", "period", "contract_share", "birth_year", "extent", "hours", "valid_from", "valid_to",
     "days_attended", "completed")
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Raw:
    """One file. `frame`: a row per delivered row, `OWN` and the named columns as text."""

    source: str
    name: str
    sha256: str
    delivered: date
    frame: pd.DataFrame
    protected: frozenset[str]  # pseudonyms; used to drop their rows elsewhere, then forgotten
    ended: bool


@dataclass(frozen=True, repr=False)
class Opened:
    """A file read as text, before anything is known of its persons."""

    name: str
    sha256: str
    head: list[str]
    fields: list[list[str]]  # by position; short rows filled up, at least as many as the heading has
    count: np.ndarray  # fields of each row
    lines: np.ndarray
    above: int  # rows above the heading
    at: dict[str, int]
    ended: bool

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, ours: str) -> list[str]:
        """A column of ours as text."""
        return self.fields[self.at[ours]]

    def row(self, i: int) -> list[str]:
        """The fields of one row."""
        return [field[i] for field in self.fields[: self.count[i]]]


def open_file(path: Path, name: str, source: Source) -> Opened:
    """Read, decode and split a file and find its heading; what is wrong with the whole of it stops here."""
    data = text.load(path, name)
    decoded, encoding = text.decode(data, source.encoding, name)
    found = text.split(decoded, source.delimiter, name, encoding)
    if not found.rows:
        raise DeliveryError([fault(name, "empty_file")])
    top, at = layout.heading(found, source.delimiter, dict(source.columns), name)
    head = [values.tidy(cell).casefold() for cell in found.rows[top]]
    body, lines = found.rows[top + 1 :], found.lines[top + 1 :]
    if not any(cell.strip() for row in body for cell in row):
        raise DeliveryError([fault(name, "headings_only", line=found.lines[top])])
    last = found.rows[-1]
    if not found.ended and layout.is_cut(last, body[:-1], head):
        raise DeliveryError([fault(name, "cut_in_row", line=found.lines[-1])])
    above = [i for i in range(top) if any(c.strip() for c in found.rows[i])]
    kept = [*(found.rows[i] for i in above), *body]
    count = np.fromiter(map(len, kept), np.int64, len(kept))
    width = max(len(head), int(count.max()))
    for i in np.flatnonzero(count < width):
        kept[i] = kept[i] + [""] * int(width - count[i])
    fields = [list(map(itemgetter(i), kept)) for i in range(width)]
    return Opened(
        name,
        hashlib.sha256(data).hexdigest(),
        head,
        fields,
        count,
        np.array([*(found.lines[i] for i in above), *lines], np.int64),
        len(above),
        at,
        found.ended,
    )


def pseudonymise(opened: Opened, source_id: str, source: Source, key: bytes, delivered: date) -> Raw:
    """Text frame of a file with pseudonyms for identity numbers and a code where a row cannot be used."""
    frame = pd.DataFrame(
        {ours: pd.Series(np.array(opened.column(ours), object), dtype="str") for ours in source.columns}
    )
    frame.insert(0, "row", opened.lines)
    codes = np.full(len(frame), "", dtype=object)
    columns = np.full(len(frame), None, dtype=object)
    shown = np.full(len(frame), None, dtype=object)
    has_person = "person" in source.columns
    if has_person:
        found = identity.people(frame["person"], key, source.person_id, delivered)
        person, born, sex, codes = found.person, found.birth_year, found.sex, found.code.copy()
    else:
        person, born, sex = (
            np.full(len(frame), None),
            np.zeros(len(frame), "int64"),
            np.full(len(frame), "unknown"),
        )
    _mark_no_data(opened, codes, has_person and source.person_id == "personnummer")
    no_data = np.isin(codes, NO_DATA)
    if "protected" in source.columns:
        codes[_protected(frame["protected"], source) & ~no_data] = "protected"
    protected = frozenset(p for p in person[codes == "protected"] if p is not None)
    columns[np.isin(codes, ["missing_identity", "bad_identity"])] = source.columns.get("person")
    shown[codes == "bad_identity"] = identity.MASK
    for ours in source.columns:
        if ours in ("person", "employment"):
            continue
        # An address, or words where a day or a number stands, may name a person: they go no further.
        strange = _strange if has_person and ours in DAYS_AND_NUMBERS else identity.holds_address
        frame.loc[values.each(frame[ours], strange).astype(bool), ours] = identity.MASK
        held = values.each(frame[ours], identity.holds_identity).astype(bool)
        if held.any():
            frame.loc[held, ours] = identity.MASK
            fresh = held & (codes == "")
            codes[fresh], columns[fresh], shown[fresh] = (
                "identity_in_text",
                source.columns[ours],
                identity.MASK,
            )
    if "employment" in source.columns:
        frame["employment"] = values.each(
            frame["employment"],
            lambda v: identity.pseudonym(f"{source_id}:{values.tidy(v)}", key) if v.strip() else "",
        )
    frame["person"] = pd.Series(person, dtype="str")
    frame.loc[~np.isin(codes, ["", "identity_in_text"]), "person"] = None
    frame = frame.assign(born=born, sex_number=sex, fault=codes, fault_column=columns, fault_value=shown)
    frame = frame.astype(dict.fromkeys(("sex_number", "fault", "fault_column", "fault_value"), "str"))
    raw = Raw(source_id, opened.name, opened.sha256, delivered, frame, protected, opened.ended)
    # Sums, notes and rows of another width are of no use, and what stands where in them is not known.
    return Raw(**{**raw.__dict__, "frame": _blanked(frame, (frame["fault"] == "protected") | no_data)})


def _strange(value: str) -> bool:
    return identity.holds_words(value) and not values.is_missing(value)


def without(raw: Raw, protected: frozenset[str]) -> Raw:
    """The file without the content of rows of the `protected`, whichever source said that they are."""
    if not protected:
        return Raw(**{**raw.__dict__, "protected": frozenset()})
    theirs = raw.frame["person"].isin(list(protected))
    frame = raw.frame.copy()
    frame.loc[theirs, "fault"] = "protected"
    return Raw(**{**raw.__dict__, "frame": _blanked(frame, theirs), "protected": frozenset()})


def _blanked(frame: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Nothing left of some rows but where they stood and why they are gone."""
    if not rows.any():
        return frame
    frame = frame.copy()
    text_columns = [c for c in frame.columns if c not in OWN]
    frame.loc[rows, text_columns] = ""
    frame.loc[rows, ["person", "fault_column", "fault_value"]] = None
    frame.loc[rows, "born"] = 0
    frame.loc[rows, "sex_number"] = "unknown"
    return frame


def _protected(column: pd.Series, source: Source) -> np.ndarray:
    """Whoever is not plainly said to be without protection is protected."""
    words = {k.casefold(): v for k, v in source.values.get("protected", {}).items()}
    words = {"": "no", "no": "no", "nej": "no", "n": "no", "0": "no", **words}
    return values.each(column, lambda v: words.get(values.tidy(v).casefold(), "yes") == "yes").astype(bool)


def _mark_no_data(opened: Opened, codes: np.ndarray, numbered: bool) -> None:
    """Rows that are no data get their code; so do rows with another number of fields than the heading."""
    width = len(opened.head)
    odd = opened.count != width
    suspect = np.isin(codes, ["missing_identity", "bad_identity"])
    # Where persons bear numbers, a row with a good one is data; elsewhere every row is looked at.
    looked = (suspect | odd | (not numbered)) & (codes != "protected")
    codes[: opened.above] = "before_heading"
    for i in np.flatnonzero(looked[opened.above :]) + opened.above:
        row = opened.row(i)
        if found := layout.no_data(row, opened.head, person=bool(suspect[i]) or numbered):
            codes[i] = found
        elif odd[i] and (len(row) < width or any(cell.strip() for cell in row[width:])):
            codes[i] = "field_count"
