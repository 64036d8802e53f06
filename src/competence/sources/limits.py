"""How much a delivery may hold: far more than any municipality delivers, far less than stops the machine.

Archives and workbooks are small on disk and may be without bound inside; what passes a limit is refused with the
limit told.
"""

from __future__ import annotations

# Sweden's largest municipality has some 50,000 staff: 2 GiB hold thirty years of their spells as text.
UNPACKED = 2 << 30  # bytes of one file, workbook part or archive member once unpacked
ARCHIVE = 4 << 30  # bytes of all members of an archive that are read
# Text and XML shrink to a tenth or a fiftieth; what shrinks a thousandfold was made to fill the memory.
RATIO = 200  # unpacked to packed
RATIO_FROM = 64 << 20  # bytes unpacked from which the ratio is asked: small things may well be all alike
MEMBERS = 2_000  # entries of an archive: thirty years of monthly files of five sources
NESTING = 2  # archives within an archive: some systems pack each file and then all of them
ROWS = 20_000_000  # rows of one file: the largest delivery tried has 1.2 million
COLUMNS = 2_000  # columns of a heading: the widest export seen has some 200
CELL = 32_767  # characters of a cell: the most that Excel holds
CELLS = 20_000_000  # cells of a PX file
QUERY_SECONDS = (
    900  # a query that has not ended by then is stopped, so that it holds nothing up at its database
)
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384  # a sheet has no more (ECMA-376)


def told(amount: int) -> str:
    """A limit of bytes in words."""
    return f"{amount >> 30} GiB" if amount >= 1 << 30 else f"{amount >> 20} MiB"


class Passed(ValueError):
    """A delivery holds more than a limit allows; the text tells which, and no value."""
