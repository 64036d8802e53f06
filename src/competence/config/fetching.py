"""Section `[fetch]` of `municipality.toml`: where public statistics come from and what is asked for.

Addresses, tables and codes are data, so that a change at the agency is met here and not in code. The defaults are
those of the stored descriptions that `public/scb.py` and `public/kolada.py` name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from competence.config.parts import Frozen, Part, Text, Texts


def _address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("expected an address that begins with https://")
    return value.rstrip("/")


def _municipality(value: str) -> str:
    if not (len(value) == 4 and value.isascii() and value.isdigit()):
        raise ValueError('expected a municipality\'s code of four digits in quotes, e.g. "0580"')
    return value


Address = Annotated[Text, AfterValidator(_address)]
MunicipalityCode = Annotated[str, AfterValidator(_municipality)]
Year = Annotated[int, Field(ge=1749, le=2200)]


class ScbTable(Part):
    """One table of the statistical database.

    `id` : its id; without it the one table whose title holds every word of `title` is taken.
    `content` : the figure's name in the table, whose code differs between tables.
    `fixed` : value codes of variables that can neither be left out nor have a total.
    """

    kind: Literal["observed", "projected"]
    id: Text | None = None
    title: Text = "folkmängd efter region ålder kön"
    content: Text = "Folkmängd"
    fixed: Texts = Frozen()
    variant: Text = "main"


class Scb(Part):
    """Statistics Sweden's PxWebApi 2: population by region, one-year age and sex.

    `region` : code; default the municipality's. `first_year` : of the observed population.
    `age`, `sex`, `place`, `time`, `contents` : what the tables call their variables.
    `oldest` : how the open last age may be coded. `residual_share_stop` : from which share of the published total
    the sum of the ages is taken for a wrong code, and not for the noise that protects the figures.
    """

    base: Address = "https://statistikdatabasen.scb.se/api/v2"
    language: Literal["sv", "en"] = "sv"
    region: Text | None = None
    first_year: Year = 2000
    place: Text = "Region"
    age: Text = "Alder"
    sex: Text = "Kon"
    contents: Text = "ContentsCode"
    time: Text = "Tid"
    oldest: tuple[Text, ...] = Field(("100+", "100+1"), min_length=1)
    female: Text = "kvinnor"
    male: Text = "män"
    total: Text = "totalt"
    residual_share_stop: float = Field(0.01, ge=0, le=1)
    tables: tuple[ScbTable, ...] = Field(
        (
            ScbTable(kind="observed", id="TAB638"),
            ScbTable(kind="observed", id="TAB5557"),
            ScbTable(kind="projected", id="TAB698"),
        ),
        min_length=1,
    )


class Kolada(Part):
    """Kolada's API 3: measures of the municipality and of those like it, ids looked up by title.

    `similar` : the group whose members are fetched as well, by the beginning of its title (empty: none); `municipalities` :
    codes of others. `gender` : T all, K women, M men.
    """

    base: Address = "https://api.kolada.se/v3"
    measures: tuple[Text, ...] = ()
    similar: str = "Liknande kommuner socioekonomi"
    municipalities: tuple[MunicipalityCode, ...] = ()
    first_year: Year = 2010
    gender: Literal["T", "K", "M"] = "T"


class Fetch(Part):
    """How patiently public statistics are asked for: seconds in all and between two signs of life, tries, size."""

    seconds: float = Field(600.0, gt=0)
    timeout_seconds: float = Field(60.0, gt=0)
    attempts: int = Field(6, ge=1, le=50)
    largest_megabytes: float = Field(100.0, gt=0)
    scb: Scb = Scb()
    kolada: Kolada = Kolada()
