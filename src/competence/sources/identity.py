"""Personal identity numbers: every spelling of one number to one form, and that form to a keyed pseudonym.

A number is `YYYYMMDDNNNC`; a coordination number has 60 added to the day. Exports write it with or without
century and `-` or `+`, with blanks, as a number that lost its leading zeros, or as Excel's `198501019802.0`.
The check digit is Luhn's over the last ten digits (the Tax Agency's rule).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

MASK = "***"
_COORDINATION = 60  # added to the day of a coordination number
GENERATION = 32  # bytes of a key; one that was rotated has several of them in a row
_DOUBLED = str.maketrans("0123456789", "0246813579")  # digit sums of the doubled digits
_NOISE = re.compile(r"[\s\u00a0\u202f\-+\u2010-\u2015\u2212'\"=]")
_EXCEL = re.compile(r"^(\d+)[.,]0+$")
_POWER = re.compile(r"^\d[.,]\d+[eE]\+?\d{1,2}$")
_PROTECTED = re.compile(r"skydd|sekret|konfid|protected", re.IGNORECASE)
# What may be a number in any column: used to mask, so rather too wide than too narrow.
_LIKE = re.compile(r"(?<!\d)(?:\d{2})?\d{2}(-?)\d{2}\1\d{2}\s?[-+\u2010-\u2015\u2212]?\s?\d{4}(?!\d)")
_MAIL = re.compile(r"[^\s@]@[^\s@]")
_DATED = re.compile(r"(?<!\d)(?:\d{2})?\d{2}(-?)(\d{2})\1(\d{2})\s?([-+\u2010-\u2015\u2212]?)\s?\d{4}(?!\d)")


@dataclass(frozen=True, repr=False)
class People:
    """What a column of identity numbers comes to, row by row.

    `person` (pseudonym or null), `code` (quarantine code or empty), `sex`, `born` (day of birth as YYYYMMDD, 0 =
    unknown; goes no further than `on_last_day`), `twin` (keyed hash of day of birth and sex, or null),
    `coordination` (whether the number is a coordination number).
    """

    person: np.ndarray
    code: np.ndarray
    sex: np.ndarray
    born: np.ndarray
    twin: np.ndarray
    coordination: np.ndarray


def people(values: pd.Series, key: bytes, kind: str, delivered: date) -> People:
    """Pseudonyms for a column as delivered; the numbers themselves go no further than here.

    Parameters
    ----------
    values : text, one a row.
    kind : `personnummer`, or `opaque` for ids that are hashed as they stand.
    delivered : day of the delivery; a number without century belongs to someone of 14-79 years then.
    """
    codes, uniques = pd.factorize(values)
    found = [_one(str(value), key, kind, delivered) for value in uniques]
    columns = list(zip(*found)) if found else [()] * 6
    person, code, sex, born, twin, coordination = (
        np.array(column, dtype=object)[codes] for column in columns
    )
    return People(person, code, sex, born.astype("int64"), twin, coordination.astype(bool))


def nobody() -> People:
    """What a file without persons has."""
    return People(*(np.array([value], dtype) for value, dtype in (
        (None, object), ("", object), ("unknown", object), (0, "int64"), (None, object), (False, bool),
    )))  # fmt: skip


def on_last_day(born: np.ndarray, last: np.ndarray) -> np.ndarray:
    """A day in the year of birth that gives the same age on the last day: 1 January or 31 December, as YYYYMMDD.

    Parameters
    ----------
    born : days of birth as YYYYMMDD, 0 = unknown.
    last : month and day as MMDD; 1231 where there is none.
    """
    later = born % 10_000 > last
    return np.where(born > 0, born // 10_000 * 10_000 + np.where(later, 1231, 101), 0).astype(np.int32)


def _one(
    value: str, key: bytes, kind: str, delivered: date
) -> tuple[str | None, str, str, int, str | None, bool]:
    nothing = ("unknown", 0, None, False)
    if not value.isdigit() and _PROTECTED.search(value):
        return None, "protected", *nothing
    if kind == "opaque":
        text = value.strip()
        return (pseudonym(text, key), "", *nothing) if text else (None, "missing_identity", *nothing)
    number = canonical(value, delivered)
    if number is None:
        code = "missing_identity" if not _NOISE.sub("", value).strip("0") else "bad_identity"
        return None, code, *nothing
    born, coordination = int(number[:8]), int(number[6:8]) > _COORDINATION
    sex, born = "male" if int(number[10]) % 2 else "female", born - _COORDINATION * coordination
    return pseudonym(number, key), "", sex, born, pseudonym(f"{born} {sex}", key), coordination


def canonical(value: str, delivered: date) -> str | None:
    """The twelve digits of a number in any spelling; None where it is none.

    Without century: the one that makes the person 14-79 years at the delivery, else the latest that has them at
    least 14 and under 100.
    """
    text = value.replace("-", "")
    if not text.isdigit():
        text = _NOISE.sub("", value)
    if match := _EXCEL.match(text):
        text = match[1]
    elif _POWER.match(text):
        number = Decimal(text.replace(",", "."))
        text = str(int(number)) if number == number.to_integral() else ""
    if not (text.isascii() and text.isdigit()):
        return None
    if 7 <= len(text) <= 9:  # leading zeros lost in a spreadsheet
        text = text.zfill(10)
    if len(text) not in (10, 12) or not luhn(text[-10:]):
        return None
    if len(text) == 12:
        return text if _born(text) else None
    ages = {}
    for century in ("20", "19"):
        born = _born(century + text)
        if born:
            age = delivered.year - born.year - ((delivered.month, delivered.day) < (born.month, born.day))
            ages[century] = age
    fitting = [c for c, age in ages.items() if 14 <= age <= 79] or [
        c for c, a in ages.items() if 14 <= a < 100
    ]
    return fitting[0] + text if fitting else None


def _born(number: str) -> date | None:
    day = int(number[6:8])
    try:
        return date(int(number[:4]), int(number[4:6]), day - _COORDINATION * (day > _COORDINATION))
    except ValueError:
        return None


def luhn(ten: str) -> bool:
    """Whether the last of ten digits is their check digit."""
    return (sum(map(int, ten[0::2].translate(_DOUBLED))) + sum(map(int, ten[1::2]))) % 10 == 0


def pseudonym(text: str, key: bytes) -> str:
    """16 hex of a keyed BLAKE2b hash; under a key of several generations, of the hash of the one before.

    So what was hashed under the first generations alone needs only the rest of the key to meet what is hashed
    under all of them: `pseudonym(pseudonym(t, a), b) == pseudonym(t, a + b)`.
    """
    for at in range(0, len(key), GENERATION):
        part = key[at : at + GENERATION]
        text = hashlib.blake2b(text.encode("utf-8"), key=part, digest_size=8).hexdigest()
    return text


def holds_identity(value: str) -> bool:
    """Whether a text holds what must be taken for an identity number: dated, and parted or with its check digit.

    Written as 1985-01-01-9802 it must have the check digit: a span of dates looks alike.
    """
    for match in _DATED.finditer(value):
        month, day = int(match[2]), int(match[3])
        if 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91):
            digits = re.sub(r"\D", "", match[0])
            if (match[4] and not match[1]) or luhn(digits[-10:]):
                return True
    return False


def holds_address(value: str) -> bool:
    """Whether a text holds an e-mail address."""
    return _MAIL.search(value) is not None


def holds_words(value: str) -> bool:
    """Whether a text holds more letters than a date or a number has."""
    return sum(c.isalpha() for c in value) > 3


def masked(value: str | None, *, letters: bool = True) -> str | None:
    """A delivered value fit for the quarantine.

    What may be an identity number or an address is masked; with `letters=False` (columns of dates and numbers)
    so is any text, which a shifted row could bring there.
    """
    if value is None:
        return None
    if "@" in value or (not letters and holds_words(value)):
        return MASK
    return _LIKE.sub(MASK, value)
