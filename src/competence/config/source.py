"""A source: one delivery, key by key. What the keys mean together: `located`, `counted` and `references`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from competence.config import counted
from competence.config.located import Format
from competence.config.parts import (
    Day,
    Delimiter,
    Delivered,
    Encoding,
    Frozen,
    Glob,
    Headings,
    Id,
    Part,
    Patterns,
    Text,
    Texts,
    YearEnd,
)


class Source(Part):
    """One delivery: where it lies, how it is written, and which of its columns are ours."""

    # What its rows become; which columns each of these may have stands in data.md.
    table: Delivered
    # File below `data.raw`, or a pattern; of archives the archive.
    path: Glob | None = None
    # Employments with from and to; looks at who is there on one day; counts; else rows.
    kind: Literal["spells", "snapshots", "rows", "counts"] = "rows"
    # How far apart snapshots and counts are; without a column `period` their names hold the month or year.
    interval: Literal["month", "year"] = "month"
    # Month and day on which a year of `interval = "year"` ends.
    year_end: YearEnd = "12-31"
    # Told from the first bytes; a database must be named.
    format: Format = "auto"
    # Of a workbook: a sheet's name (or a pattern of names) or its place from 1.
    sheet: Text | Annotated[int, Field(ge=1)] | None = None
    # Of an archive: which members.
    member: Glob | None = None
    # Of a database: its SQLAlchemy URL, where ${NAME} stands for an environment variable.
    url: Text | None = None
    # What a database is asked.
    query: Text | None = None
    # Found by the headings; or tab, comma, semicolon, pipe, the character itself.
    delimiter: Delimiter = "auto"
    # Found by the bytes; what is named here is used where they leave it open.
    encoding: Encoding = "auto"
    # Decimal mark of its figures.
    decimal: Literal[",", "."] = ","
    # Whether 3/4/2024 is 3 April.
    day_first: bool = True
    # Of each of our columns the heading in the file, or a list of those that it has in different years.
    columns: Headings
    # What a column of ours is in all rows, where the file does not say it.
    constants: Texts = Frozen()
    # By column of ours, what the file's words mean.
    values: Annotated[dict[str, Texts], AfterValidator(Frozen)] = Frozen()
    # By column of ours, what words mean that `values` lacks.
    unknown_values: Texts = Frozen()
    # By column of ours, a pattern that is taken out of its texts before they are looked up.
    strip: Patterns = Frozen()
    # Whether 75 or 0,75 is three quarters of full time; told by the column's figures.
    share_unit: Literal["auto", "percent", "share"] = "auto"
    # Whether persons bear personal numbers, or any ids that are the same in all sources.
    person_id: Literal["personnummer", "opaque"] = "personnummer"
    # First day from which ended employments are whole; from the first usual ends where it is not said.
    history_from: Day | None = None
    # Day of the delivery, where no name and no period tells it and there is one file.
    delivered: Day | None = None
    # Whether a delivery holds everything, so that an older one is void; else its rows are added by their key.
    complete: bool = True
    # Administrations that it is about, where it is not about all.
    covers: tuple[Id, ...] = ()
    # Name of a projection of the population.
    variant: Text = "main"
    # Day on which a projection was published.
    projection_known_from: Day | None = None
    # A column a year: which of ours they hold, and the words before the year in their headings ("" = whatever).
    across: Texts = Frozen()
    # Columns whose label stands above the rows that it is of.
    fill_down: tuple[str, ...] = ()
    # Rows that are wanted, by a column's words or the codes they begin with; others are set aside.
    only: Headings = Frozen()
    # Columns of ours in which an identity number is masked and the row used; elsewhere the row goes to quarantine.
    masked_text: tuple[str, ...] = ()
    # Proofs that no requirement asks for: set aside, no fault of the delivery.
    not_wanted: tuple[Text, ...] = ()
    # From where serial numbers of a spreadsheet count, where first days do not tell it.
    serial_from: Literal["auto", 1900, 1904] = "auto"
    # Of counts: which columns (or measure words of a long export) are what; see counts.md.
    measures: counted.Measures = Frozen()
    # Words that mark a total in counts.
    total: tuple[Text, ...] = counted.TOTAL
    # How small counts are written, with the lowest and highest that each may stand for.
    small: counted.Small = counted.SMALL
    # From how many heads FTE is told in counts.
    fte_from: int | None = Field(None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _measured(cls, raw):
        return counted.with_headings(raw)
