"""The page data.md: every table and column, from the definitions that the program checks them with."""

from __future__ import annotations

from collections.abc import Iterator

from competence.config.deliveries import COLUMN_WORDS, SOURCE_COLUMNS
from competence.schema import Column, Table
from competence.tables import TABLES

HEAD = """# Data dictionary

Made by `python docs/pages.py` from the definitions in `src/competence/tables`, with which every table is checked when
it is built and when it is read. Dates are calendar dates, shares are 0–1 (never per cent), money is SEK. A category
without a value holds `unknown`, never an empty text. What a heading of yours becomes is said in
[your-export.md](your-export.md), what is measured of the input in [quality.md](quality.md), what stops a delivery in
[messages.md](messages.md).
"""
# Tables by where they stand in the house; one that is in none of these is refused by a test.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Left of the waist: persons": (
        "Pseudonymised at the first line that reads them. Nothing right of the waist is passed one of these.",
        ("employments", "absences", "hours", "qualifications", "programme_participants", "identity_links",
            "manager_units"),
    ),
    "Delivered without persons": (
        "",
        (
            "counted", "recruitments", "engagement", "survey_rounds", "manager_survey", "initiatives", "peers",
            "population", "service_volumes", "agency_staff", "staff_costs", "budget_frame",
        ),
    ),
    "What became of the rows, and how good they are": (
        "For the analyst, never published as they stand.",
        (
            "quarantine", "accounts", "quality", "completeness", "breaks_seen", "spellings", "reconciled",
            "delivery_changes", "past_counts",
        ),
    ),
    "The waist: counts": (
        "Small counts are still personal data: these files are protected like the raw ones.",
        (
            "stock", "flows", "competence_stock", "competence_flows", "vacancies", "cover", "sickness", "unit_periods",
            "programme_status", "programme_groups",
        ),
    ),
    "Right of the waist: the forecast": (
        "",
        (
            "needs_annual", "needs_monthly", "competence_needs", "drivers", "revisions", "scenario_differences",
            "plan_years", "layers",
        ),
    ),
    "Right of the waist: the leadership programme": (
        "In `data/processed/programme/`.",
        (
            "programme_coverage", "programme_promise", "programme_mixing", "programme_meetings", "programme_effects",
            "programme_balance", "programme_outcomes", "programme_link", "programme_at_home",
        ),
    ),
    "The next course groups": (
        "Between the persons and the solver of `competence groups`; not stored.",
        ("group_classes", "group_seats"),
    ),
    "How good it would have been": ("", ("backtest", "backtest_scores", "calibration", "shelf_life", "ledger")),
    "What may be handed out": ("", ("published",)),
}  # fmt: skip
_TYPES = {
    "str": "text", "datetime64[us]": "date", "int64": "whole number", "Int16": "whole number",
    "Int32": "whole number", "Int64": "whole number", "float64": "number", "bool": "true or false",
}  # fmt: skip


def page() -> str:
    """The page as text."""
    parts = [HEAD, _delivered()]
    for title, (about, names) in PARTS.items():
        there = [TABLES[name] for name in names if name in TABLES]
        parts.append("\n".join([f"## {title}\n", *([about, ""] if about else []), *map(_table, there)]))
    return "\n".join(parts).rstrip() + "\n"


def _delivered() -> str:
    """What a source of the config may give, and the words it is mapped to."""
    lines = [
        "## What a source may deliver\n",
        "`columns` of a `[sources.…]` says which heading is which of these. What stands in bold must be there, as a",
        "column or a constant; all else may be missing, and what follows then stands beside each column below.\n",
        "| table | columns |",
        "|---|---|",
    ]
    for table, (must, may) in SOURCE_COLUMNS.items():
        lines.append(f"| `{table}` | {', '.join([*(f'**{c}**' for c in must), *may])} |")
    lines += [
        "\nWords that a column may hold in the end; `values` maps the file's own to them:\n",
        "| column | words |",
        "|---|---|",
    ]
    lines += [f"| `{column}` | {', '.join(words)} |" for column, words in COLUMN_WORDS.items()]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> str:
    lines = [
        f"### {table.name}\n",
        f"{table.what.rstrip('.')}. {_key(table)}\n",
        "| column | what it means | type, unit | example | where it is missing |",
        "|---|---|---|---|---|",
        *(_column(c) for c in table.columns),
    ]
    return "\n".join(lines) + "\n"


def _key(table: Table) -> str:
    if not table.key:
        return ""
    return f"One row for each {', '.join(f'`{k}`' for k in table.key)}."


def _column(c: Column) -> str:
    cells = (
        f"`{c.name}`",
        c.what + "".join(_words(c)),
        ", ".join(
            filter(
                None, (_TYPES.get(c.dtype, c.dtype), c.unit if c.unit not in ("", "date") else "", _range(c))
            )
        ),
        f"`{c.example}`" if c.example else "",
        c.missing,
    )
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _words(c: Column) -> Iterator[str]:
    if c.allowed is not None:
        yield f" ({', '.join(f'`{w}`' for w in c.allowed)})"


def _range(c: Column) -> str:
    if c.low is not None and c.high is not None:
        return f"{c.low:g}–{c.high:g}"
    return f"from {c.low:g}" if c.low is not None else f"to {c.high:g}" if c.high is not None else ""


def bare(column: Column) -> set[str]:
    """Words of a column's meaning that its name does not hold already."""
    name = {_stem(w) for w in column.name.split("_")}
    said = {_stem(w) for w in "".join(ch if ch.isalnum() else " " for ch in column.what).split()}
    return said - name - {_stem(w) for w in _EMPTY}


_EMPTY = ("the", "a", "an", "of", "in", "on", "at", "it", "is", "as", "by", "to", "and", "or", "its", "this", "that",
          "id", "value", "name")  # fmt: skip


def _stem(word: str) -> str:
    return word.casefold().removesuffix("s")
