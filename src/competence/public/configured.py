"""Whether municipality.toml reads what was fetched: the block that it lacks, and who else gives the same table."""

from __future__ import annotations

from collections.abc import Sequence


def _names(config, source: str) -> set[str]:
    return {path.name for path in config.files(source) if path.parent == config.raw}


def block(config, id: str, table: str, path: str, columns: Sequence[str], written: Sequence[str]) -> str:
    """The `[sources.*]` block to paste; empty where each of the files `written` is read by some source."""
    read = set().union(*(_names(config, source) for source in config.sources))
    if set(written) <= read:
        return ""
    while id in config.sources:
        id += "_fetched"
    named = ", ".join(f'{column} = "{column}"' for column in columns)
    return f'[sources.{id}]\ntable = "{table}"\npath = "{path}"\ncolumns = {{ {named} }}\n'


def others(config, table: str, written: Sequence[str]) -> list[str]:
    """A remark where other sources give the same table: a year must come from one of them."""
    others = [
        s
        for s, each in config.sources.items()
        if each.table == table and not _names(config, s) & set(written)
    ]
    if not others:
        return []
    return [
        f"the table {table} is read from {', '.join(others)} too: take those out of municipality.toml, or the rows that "
        "both give, so that nothing is counted twice"
    ]
