"""What `check` tells of deliveries that were read: spellings, rows, what is in quarantine and why, quality.

No value of a row is told: of a row in quarantine where it stands, its code and its mend.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from competence.sources import HARMLESS, Delivered
from competence.workforce import Waist

SHOWN_LINES = 5
Told = tuple[str, list[str], list[list[str]]]  # title, headings, rows


def facts(delivered: Delivered, waist: Waist) -> dict[str, Any]:
    """The same as `tables` for a machine, and the exit code: 1 where a measure says stop."""
    quality = waist.quality
    stops = quality[~quality["passed"] & (quality["consequence"] == "stop")]
    return {
        "aliases": delivered.aliases.to_dict("records"),
        "accounts": waist.accounts.to_dict("records"),
        "quarantine": quarantined(waist.quarantine).to_dict("records"),
        "quality": quality.to_dict("records"),
        "exit_code": 1 if len(stops) else 0,
    }


def quarantined(quarantine: pd.DataFrame) -> pd.DataFrame:
    """Rows in quarantine by file, code and column: how many, the first lines, the mend; harmless ones last."""
    by = ["source_file", "reason", "column", "message"]
    rows = quarantine[[*by, "source_row"]].fillna({"column": ""}).sort_values([*by, "source_row"])
    found = rows.groupby(by)["source_row"].agg(
        rows="size", lines=lambda lines: ", ".join(map(str, lines[:SHOWN_LINES]))
    )
    found = found.reset_index().rename(columns={"source_file": "file", "reason": "code"})
    found = found.astype({"lines": "str"})  # an empty one has no type
    found.loc[found["code"] == "protected", "lines"] = ""  # nothing is kept of these but how many they are
    harmless = found["code"].isin(HARMLESS)
    columns = ["file", "code", "column", "rows", "lines", "message"]
    return found.assign(harmless=harmless).sort_values(["harmless", "file", "code", "column"])[columns]


def tables(delivered: Delivered, waist: Waist) -> list[Told]:
    """What a person at a terminal reads."""
    rows = waist.accounts.groupby(["source_file", "kind"])["rows"].sum().unstack(fill_value=0)
    rows["delivered"] = rows.sum(axis=1)
    kept = quarantined(waist.quarantine)
    lines = kept["lines"].where(kept["rows"] <= SHOWN_LINES, kept["lines"] + " …")
    told = [
        (
            "Spelling → administration",
            list(delivered.aliases.columns),
            [["" if v != v else str(v) for v in row] for row in delivered.aliases.itertuples(index=False)],
        ),
        (
            "Rows",
            ["file", *rows.columns],
            [[i, *(f"{v:,}" for v in row)] for i, row in zip(rows.index, rows.values)],
        ),
        (
            "Quality",
            ["", "consequence", "measure", "source", "category", "value", "limit", "what"],
            [
                ["ok" if q.passed else "!", q.consequence, q.measure, q.source, q.category, _short(q.value),
                 _short(q.limit), q.message]
                for q in waist.quality.itertuples()
            ],
        ),
    ]  # fmt: skip
    if len(kept):
        frame = kept.assign(lines=lines, rows=kept["rows"].map("{:,}".format))
        told.insert(2, ("In quarantine", list(frame.columns), frame.to_numpy().tolist()))
    return told


def _short(value: float) -> str:
    """A figure without needless decimals; nothing where there is none."""
    return "" if value != value else f"{value:,.4g}" if abs(value) < 1 else f"{value:,.0f}"
