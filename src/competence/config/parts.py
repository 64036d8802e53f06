"""What the sections of `municipality.toml` are made of: kinds of values, and the two kinds of section."""

from __future__ import annotations

import codecs
import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
)

from competence.config.deliveries import SOURCE_COLUMNS
from competence.vocabulary import AGREEMENTS, BASES, DRIVERS


def _pattern(value: Any) -> Any:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
    return value


def _glob(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a file name or a pattern such as staff_*.csv")
    if any("**" in part and part != "**" for part in value.replace("\\", "/").split("/")):
        raise ValueError("** stands only for whole folders, as in **/staff.csv; within a name write *")
    return value


def _heading(value: Any) -> str | tuple[str, ...]:
    texts = value if isinstance(value, tuple) else (value,)
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError(
            "expected the heading in the file, or a list of headings that it has in different years"
        )
    return value


def _encoding(value: str) -> str:
    if value != "auto":
        try:
            codecs.lookup(value)
        except LookupError:
            raise ValueError("no known encoding; expected e.g. auto, utf-8, cp1252 or utf-16") from None
    return value


def _delimiter(value: Any) -> Any:
    named = _DELIMITERS.get(value.strip().casefold(), value) if isinstance(value, str) else value
    if isinstance(named, str) and named != "auto" and len(named) != 1:
        raise ValueError("expected auto, tab, comma, semicolon, pipe or the character itself")
    return named


def _day(value: datetime.date) -> datetime.date:
    if not 1900 <= value.year < 2200:
        raise ValueError("expected a date between 1900 and 2199")
    return value


def _year_end(value: str) -> str:
    try:
        # Not a leap year: a year must end on a day that every year has.
        datetime.date.fromisoformat(f"2001-{value}")
    except ValueError:
        raise ValueError("expected month-day, e.g. 12-31 or 06-30") from None
    return value


def _ages(value: tuple[int, ...]) -> tuple[int, ...]:
    if not (len(value) == 2 and 0 <= value[0] <= value[1] <= 120):
        raise ValueError("expected [from, to] in years, the lower age first")
    return value


class Frozen(dict):
    """A dict that can be read and pickled, not changed."""

    def _refuse(self, *_, **__):
        raise TypeError("the configuration is frozen")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __reduce__(self):
        return (Frozen, (dict(self),))


# Characters that part fields, by name.
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Glob = Annotated[str, AfterValidator(_glob)]
Delimiter = Annotated[str, BeforeValidator(_delimiter)]
Day = Annotated[datetime.date, AfterValidator(_day)]
Encoding = Annotated[str, AfterValidator(_encoding)]
YearEnd = Annotated[str, AfterValidator(_year_end)]
Ages = Annotated[tuple[int, ...], AfterValidator(_ages)]
Share = Annotated[float, Field(ge=0, le=1)]
Texts = Annotated[dict[str, str], AfterValidator(Frozen)]
# Of each of our columns the heading in the file, or those that it has in different years.
Headings = Annotated[
    dict[str, Annotated[str | tuple[str, ...], PlainValidator(_heading)]], AfterValidator(Frozen)
]
Patterns = Annotated[dict[str, Pattern], AfterValidator(Frozen)]
Shares = Annotated[dict[str, Share], AfterValidator(Frozen)]
Agreement = Literal[AGREEMENTS]  # type: ignore[valid-type]
Basis = Literal[BASES]  # type: ignore[valid-type]
Driver = Literal[DRIVERS]  # type: ignore[valid-type]
Delivered = Literal[tuple(SOURCE_COLUMNS)]  # type: ignore[valid-type]


class Part(BaseModel):
    """A section of the file: frozen, strict about types, and no key is passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Assumption(Part):
    """Who stands for a figure, since when, and where it comes from."""

    owner: Text | None = None
    decided: Day | None = None
    source: Text | None = None
    known_from: Day | None = None
