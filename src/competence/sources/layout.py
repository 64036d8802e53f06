"""Where the heading of a file stands, which columns are ours, and which rows are no data."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import takewhile

from competence.config import spelling
from competence.sources.faults import DeliveryError, fault
from competence.sources.text import Rows

DELIMITERS = (";", ",", "\t", "|")
ENOUGH = 100  # rows before their last fields tell what a last field looks like
FEW, TELLING = 20, 6  # so many rows do where all of them end in as many equal characters
HEADING_WITHIN = 20  # lines: title lines may stand above the heading
_SUM = re.compile(r"^\W*(delsumma|summa|summering|totalt|total|sum|antal( rader)?)\b", re.IGNORECASE)


def heading(found: Rows, delimiter: str, columns: dict[str, str], name: str) -> tuple[int, dict[str, int]]:
    """Index of the heading row, and for each of our columns the field it stands in.

    Raises
    ------
    DeliveryError : `wrong_delimiter`, `missing_column`, `ambiguous_column`; nothing but our own words and
        headings close to them is told, since a file without heading has a person in its first line.
    """
    wanted = {ours: spelling(written) for ours, written in columns.items()}
    head = [[spelling(cell.lstrip("\ufeff")) for cell in row] for row in found.rows[:HEADING_WITHIN]]
    hits = [len(set(row) & set(wanted.values())) for row in head]
    at = max(range(len(head)), key=lambda i: (hits[i], -i))
    missing = [ours for ours, text in wanted.items() if text not in head[at]]
    line = found.lines[at]
    if missing and (other := _other_delimiter(found.rows[:HEADING_WITHIN], delimiter, wanted, hits[at])):
        shown = "a tab" if other == "\t" else f"'{other}'"
        raise DeliveryError([fault(name, "wrong_delimiter", f"it seems to be {shown}", line)])
    if missing and not hits[at]:
        names = ", ".join(f"'{text}'" for text in columns.values())
        raise DeliveryError(
            [fault(name, "missing_column", f"none of them is; does the file begin with {names}?", line)]
        )
    if missing:
        raise DeliveryError([_missing(name, line, ours, columns[ours], head[at]) for ours in missing])
    if twice := [ours for ours, text in wanted.items() if head[at].count(text) > 1]:
        raise DeliveryError([fault(name, "ambiguous_column", columns[ours], line) for ours in twice])
    return at, {ours: head[at].index(text) for ours, text in wanted.items()}


def _other_delimiter(rows, delimiter: str, wanted: dict[str, str], hits: int) -> str | None:
    for other in DELIMITERS:
        if other != delimiter:
            split = [{spelling(c.strip('"\ufeff')) for c in delimiter.join(row).split(other)} for row in rows]
            if max(len(cells & set(wanted.values())) for cells in split) > max(hits, 1):
                return other
    return None


def _missing(name: str, line: int, ours: str, written: str, head: list[str]):
    close = get_close_matches(spelling(written), [h for h in head if not re.search(r"[\d@]", h)], 1, 0.7)
    detail = f"{ours} = '{written}'" + (f"; the nearest heading is '{close[0]}'" if close else "")
    return fault(name, "missing_column", detail, line)


def no_data(row: list[str], head: list[str], *, person: bool) -> str:
    """Code of a row that is no data: blank, the heading again, a sum or a note; else empty.

    `person` says that the row should bear a person and bears none, so that few filled fields are a note.
    """
    cells = [cell.strip() for cell in row]
    filled = [cell for cell in cells if cell]
    if not filled:
        return "blank_row"
    # Most rows are told from the heading by their first field.
    if spelling(filled[0]) in head and sum(map(str.__eq__, map(spelling, cells), head)) > len(head) / 2:
        return "repeated_heading"
    if any(_SUM.match(cell) for cell in (filled if person else filled[:1])):
        return "sum_row"
    return "footer" if len(filled) <= max(1, len(head) // 5) and len(head) > 2 else ""


def is_cut(last: list[str], others: list[list[str]], head: list[str]) -> bool:
    """Whether a last row whose line was not ended is only the beginning of a row.

    It is where it lacks fields, or where its last field looks like none above it: another pattern of digits and
    letters, or without the end that all of them share. A field cut to what others look like is not seen.
    """
    if len(last) < len(head):
        return no_data(last, head, person=True) != "sum_row"
    above = {row[-1] for row in others if len(row) == len(last) and spelling(row[-1]) != head[-1]}
    end = _common_end(above)
    if len(others) < (FEW if len(end) >= TELLING else ENOUGH) or last[-1] in above:
        return False
    return not last[-1].endswith(end) or (
        len(others) >= ENOUGH and _shape(last[-1]) not in set(map(_shape, above))
    )


def _common_end(texts: set[str]) -> str:
    """What all texts that are not empty end with."""
    backwards = sorted(text[::-1] for text in texts if text)
    if not backwards:
        return ""
    pairs = zip(backwards[0], backwards[-1])
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))[::-1]


def _shape(value: str) -> str:
    """Digits as 9, words as a."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", value))
