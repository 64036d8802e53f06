"""Typed cells as the text that a careful person would type, each distinct value once.

Dates are ISO, whole numbers without decimals or exponent, other numbers have the source's decimal mark, truth is
TRUE or FALSE. What follows reads every format alike, since it reads text.
"""

from __future__ import annotations

import math
import re
from array import array
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import numpy as np
import pandas as pd

from competence.sources.grid import categorical

DIGITS = 15  # significant ones that a double holds for sure and that spreadsheets show


# What spreadsheets show where a formula fails, in English and Swedish, or where a column is too narrow.
_ERROR = re.compile(r"#(N/A|DIV/0!|DIVISION/0!|[A-ZÅÄÖ_]+[!?])|#{3,}")


class NoText(TypeError):
    """A value that is no cell: a list, a record, bytes."""


def number(value: float, decimal: str) -> str:
    """A number in plain digits: `198501019802`, `75,5`, `0,00012`; empty where it is none."""
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{DIGITS}g}"
    if "e" in text:
        text = f"{Decimal(text):f}"
    return text.replace(".", decimal)


def moment(value: datetime) -> str:
    """A day, with the time of day where there is one."""
    value = value.replace(tzinfo=None)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def of(value: object, decimal: str) -> str:
    """Any value of a database or a typed column as text; none is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            return ""
        whole = value == value.to_integral_value()
        return f"{value.to_integral_value() if whole else value.normalize():f}".replace(".", decimal)
    if isinstance(value, float | np.floating):
        return number(float(value), decimal)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, UUID):
        return str(value)
    raise NoText(type(value).__name__)


def is_error(text: str) -> bool:
    """Whether a text is a spreadsheet's word for a failed formula: `#N/A`, `#SAKNAS!`, `#####`."""
    return text[:1] == "#" and _ERROR.fullmatch(text.rstrip()) is not None


class Column:
    """A column as it fills up: the filled rows and their texts, each distinct text once."""

    def __init__(self):
        self.rows, self.codes = array("q"), array("i")
        self.known: dict[object, int] = {}  # code by whatever tells a value apart
        self.texts: dict[str, int] = {}

    def code(self, key: object, text: str) -> int:
        """The code of a text, remembered under `key`; 0 where it is empty."""
        found = self.known[key] = self.texts.setdefault(text, len(self.texts) + 1) if text else 0
        return found

    def categorical(self, length: int) -> pd.Categorical:
        """The column over all rows; where nothing stands the text is empty."""
        codes = np.zeros(length, np.int32)
        codes[np.frombuffer(self.rows, np.int64)] = np.frombuffer(self.codes, np.int32)
        return categorical(codes, ["", *self.texts])


def empty(length: int) -> pd.Categorical:
    """A column in which nothing stands."""
    return categorical(np.zeros(length, np.int8), [""])


def recoded(codes: np.ndarray, values: list, decimal: str) -> pd.Categorical:
    """A coded column of typed values (-1: none) as text; values that read alike become one."""
    texts: dict[str, int] = {"": 0}
    to = np.array([*(texts.setdefault(of(v, decimal), len(texts)) for v in values), 0], np.int32)
    return categorical(to[codes], list(texts))
