"""Who is in a sample's raw files, and whether any of them is found in what may be seen."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

_BETWEEN = re.compile(r"(?<=\d)[\s\u00a0\u202f.\-+\u2010-\u2015\u2212]{1,3}(?=\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")


@dataclass(frozen=True, repr=False)
class Traces:
    """Everything that gives a person of the sample away."""

    numbers: frozenset[str]  # ten digits
    names: frozenset[str]
    mails: frozenset[str]
    pseudonyms: frozenset[str]

    def in_text(self, text: str, *, pseudonyms: bool = True) -> set[str]:
        """Kinds of traces in a text. Numbers are found in every spelling, names in every part."""
        found = set()
        for digits in {*re.findall(r"\d{8,}", text), *re.findall(r"\d{8,}", _BETWEEN.sub("", text))}:
            # 10 or 12 digits, with or without separators; shorter where leading zeros were lost.
            windows = {digits[i : i + 10] for i in range(len(digits) - 9)} or {digits.zfill(10)}
            if windows & self.numbers:
                found.add("number")
        if set(_WORD.findall(text)) & self.names:
            found.add("name")
        if "@" in text and any(mail in text.casefold() for mail in self.mails):
            found.add("mail")
        if pseudonyms and set(_HEX.findall(text)) & self.pseudonyms:
            found.add("pseudonym")
        return found

    def below(self, folder: Path) -> dict[str, set[str]]:
        """Kinds of traces by file, in all that a run leaves behind; pseudonyms may stand where persons do."""
        found = {}
        for top in ("data/processed", "data/kept", "reports", "notebooks"):
            for path in sorted((folder / top).rglob("*")):
                if not path.is_file():
                    continue
                if kinds := self.in_file(path, pseudonyms=not of_persons(path)):
                    found[path.relative_to(folder).as_posix()] = kinds
        return found

    def in_file(self, path: Path, *, pseudonyms: bool = True) -> set[str]:
        """Kinds of traces in a file: in its text, in every text and whole number of a table, in the bytes of a table."""
        found = self.in_text(_text(path), pseudonyms=pseudonyms)
        if path.suffix == ".parquet":
            # What no row has may still stand among the words of a column.
            found |= self.in_text(path.read_bytes().decode("latin-1"), pseudonyms=pseudonyms) - {"name"}
        return found


def of_persons(path: Path) -> bool:
    """Whether a table is one of those that hold pseudonyms."""
    return path.name == "rows.parquet" or (
        path.parent.name == "persons" and path.name == "employments.parquet"
    )


def _text(path: Path) -> str:
    if path.suffix != ".parquet":
        return path.read_bytes().decode("utf-8", "replace")
    try:
        frame = pd.read_parquet(path)
    except ValueError:  # a test has damaged it
        return path.read_bytes().decode("latin-1")
    whole = [c for c in frame if frame[c].dtype.kind in "iu" or str(frame[c].dtype) in ("str", "category")]
    return "\n".join(str(value) for c in whole for value in frame[c].dropna().unique())


def of(folder: Path) -> Traces:
    """The persons in a project's raw files, with the pseudonyms they were given."""
    numbers, names, mails = set(), set(), set()
    for path in sorted((folder / "data/raw").glob("*.csv")):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        head = text.splitlines()[0]
        for row in csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ","):
            written = re.sub(r"\D", "", row.get("Persnr") or row.get("Personnummer") or "")
            if len(written) < 8:
                continue  # a sum, a note, or no file of persons
            numbers.add(written[-10:].zfill(10))
            for column in ("Namn", "Förnamn", "Efternamn"):
                names |= set(_WORD.findall(row.get(column) or ""))
            if "@" in (row.get("E-post") or ""):
                mails.add(row["E-post"].casefold())
    pseudonyms = set()
    for path in (folder / "data").rglob("*.parquet"):
        if path.name in ("rows.parquet", "employments.parquet"):
            frame = pd.read_parquet(path)
            for column in {"person", "employment"} & set(frame.columns):
                pseudonyms |= set(frame[column].dropna())
    return Traces(frozenset(numbers), frozenset(names), frozenset(mails), frozenset(pseudonyms) - {""})
