"""The counts of a municipality as files of counts, and the config that reads them: no person leaves the sender."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

DIMENSIONS = ("period", "administration", "occupation", "contract", "sex", "age", "tenure", "manager_level")
HEADINGS = {
    "period": "Period", "administration": "Förvaltning", "occupation": "Yrkesgrupp", "contract": "Form",
    "sex": "Kön", "age": "Ålder", "tenure": "Tid", "manager_level": "Chefsnivå", "headcount": "Antal",
    "on_leave": "Tjänstlediga", "fte": "Årsarbetare", "absent_fte": "Frånvaro", "flow": "Händelse", "count": "Antal",
    "requirement": "Krav", "status": "Status", "age_band": "Åldersklass",
}  # fmt: skip


def text(table: pd.DataFrame) -> pd.DataFrame:
    """A table at the waist as the text of a file: ISO months, decimal comma, blank where nothing is known."""
    out = pd.DataFrame(index=table.index)
    for name in table.columns:
        column = table[name]
        if name == "period":
            out[name] = column.dt.strftime("%Y-%m")
        elif column.dtype == "float64":
            out[name] = [f"{value!r}".replace(".", ",") for value in column]
        elif name == "age_band":
            out[name] = ["" if pd.isna(v) else f"{v}-{v + 4}" for v in column]
        else:
            out[name] = column.astype("str").where(column.notna(), "").replace("<NA>", "")
    return out.rename(columns=HEADINGS)


def source(table: str, columns, path: str) -> str:
    """The section of `municipality.toml` that reads such a file."""
    named = [(("age" if name == "age_band" else name), HEADINGS[name]) for name in columns]
    pairs = ", ".join(f'{ours} = "{heading}"' for ours, heading in named)
    return (
        f'[sources.{table}]\ntable = "{table}"\nkind = "counts"\npath = "{path}"\ncolumns = {{ {pairs} }}\n\n'
    )


def write(tables: dict[str, pd.DataFrame], raw: Path) -> str:
    """Write stock, flows and (where given) competence as CSV; the sections that read them."""
    sections = ""
    for name, table in tables.items():
        text(table).to_csv(raw / f"{name}.csv", sep=";", index=False, encoding="cp1252")
        sections += source(name, table.columns, f"{name}.csv")
    return sections


def without_persons(config_text: str) -> str:
    """A config without the sources of the sample, whose staff is delivered as counts instead."""
    head, *sections = re.split(r"(?m)^(?=\[)", config_text)
    kept = [s for s in sections if not s.startswith(("[sources.", "[organisation]"))]
    return head + "".join(kept)
