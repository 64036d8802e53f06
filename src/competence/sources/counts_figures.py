"""The figures of a source of counts: which of its columns, or words of a long export, are what, and their range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competence.config import counted, spelling
from competence.sources import values
from competence.sources.sheet import Sheet

SEPARATOR = " / "  # between a measure word and its part, where a long export has both


@dataclass(frozen=True)
class Kind:
    """Our word for a figure, the contract it is of, its heading, and the heading of the figure it is a part of."""

    measure: str
    contract: str | None
    heading: str
    part_of: str | None
    column: str  # of the sheet


@dataclass(frozen=True)
class Figures:
    """Kinds of figures; of a long export, which one each row holds (`of_row`, -1 = one that nobody named)."""

    kinds: list[Kind]
    of_row: np.ndarray | None

    def ranges(self, sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
        """(rows, kinds) lowest and highest that each cell may stand for; nan where a row has no such figure.

        A blank cell is nought, unless `small` says what it stands for. A row whose figure cannot be read fails.
        """
        small = {spelling(word): span for word, span in sheet.source.small.items()}
        shape = (len(sheet), len(self.kinds))
        low, high = np.full(shape, np.nan), np.full(shape, np.nan)
        for i, kind in enumerate(self.kinds):
            whole = kind.measure not in ("fte", "absent_fte")

            def read(text: str, whole=whole) -> tuple[float, float] | None:
                if (span := small.get(spelling(text))) is not None:
                    return span
                number = 0.0 if values.is_missing(text) else values.parse_number(text, sheet.source.decimal)
                bad = number is None or number < 0 or (whole and number % 1)
                return None if bad else (number, number)

            codes, texts = values.distinct(sheet.text(kind.column))
            spans = [read(text) for text in texts]
            bad = np.array([span is None for span in spans] + [False])[codes]
            mine = np.ones(len(sheet), bool) if self.of_row is None else self.of_row == i
            sheet.fail(bad & mine, "bad_number", kind.column, letters=False)
            told = np.array([(np.nan, np.nan) if span is None else span for span in [*spans, None]])[codes]
            low[mine, i], high[mine, i] = told[mine, 0], told[mine, 1]
        return low, high


def read(sheet: Sheet) -> Figures:
    """The figures of a source. Rows of a long export with a measure that nobody named are set aside."""
    source = sheet.source
    long = "measure" in source.columns
    named = [
        Kind(m.is_, m.contract, heading, m.part_of, "value" if long else counted.column(heading))
        for heading, m in source.measures.items()
    ]
    if long:
        words = {
            spelling(text): i for i, (h, m) in enumerate(source.measures.items()) for text in (h, *m.also)
        }
        word = sheet.tidy("measure")
        if sheet.has("measure_part"):
            word = word.str.cat(sheet.tidy("measure_part"), sep=SEPARATOR)
        of_row = np.array([words.get(spelling(w), -1) for w in word], int)
        sheet.set_aside(of_row < 0, "other_measure")
        return Figures(named, of_row)
    if source.table == "flows" and "count" in source.columns:
        flow = sheet.word("flow", required=True).astype("str")
        told = sorted(flow[sheet.ok].unique())
        code = {w: i for i, w in enumerate(told)}
        return Figures(
            [Kind(w, None, w, None, "count") for w in told], np.array([code.get(w, -1) for w in flow], int)
        )
    plain = [n for n in counted.MEASURES[source.table] if n in source.columns]
    return Figures([*(Kind(n, None, n, None, n) for n in plain), *named], None)
