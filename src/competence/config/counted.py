"""Sources of counts: what their measures are, which words mark totals, how small counts are hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from competence.config.lines import Place
from competence.config.parts import Frozen, Part, Text
from competence.vocabulary import CONTRACTS, FLOWS

STAFF_MEASURES = ("headcount", "on_leave", "fte", "absent_fte")
# What a measure may be, by table.
MEASURES: dict[str, tuple[str, ...]] = {
    "stock": STAFF_MEASURES,
    "flows": FLOWS,
    "competence_stock": ("headcount", "fte"),
}
TOTAL = ("Totalt", "Total", "Summa", "Samtliga")
SMALL = Frozen({"<5": (1.0, 4.0), "1-4": (1.0, 4.0), "..": (0.0, 4.0)})


class Measure(Part):
    """What a column of figures (or a measure word of a long export) is.

    contract : the figure is of this form of employment only. part_of : heading of the figure that this one is a
    part of, so that the other loses it. also : how the heading reads in other years.
    """

    is_: Literal[(*STAFF_MEASURES, *FLOWS)] = Field(alias="is")  # type: ignore[valid-type]
    contract: Literal[CONTRACTS] | None = None  # type: ignore[valid-type]
    part_of: Text | None = None
    also: tuple[Text, ...] = ()


def _spelt_out(value: Any) -> Any:
    return {"is": value} if isinstance(value, str) else value


def _range(value: tuple[float, float]) -> tuple[float, float]:
    if not 0 <= value[0] <= value[1] <= 100:
        raise ValueError("expected [lowest, highest] count, e.g. [1, 4]")
    return value


Measures = Annotated[dict[str, Annotated[Measure, BeforeValidator(_spelt_out)]], AfterValidator(Frozen)]
Small = Annotated[dict[str, Annotated[tuple[float, float], AfterValidator(_range)]], AfterValidator(Frozen)]


def column(heading: str) -> str:
    """Our name of the column of figures under a heading that `measures` names."""
    return f"measures.'{heading}'"


def with_headings(raw: Any) -> Any:
    """A source's values with the headings of its measures among its columns, where each is a column of its own."""
    if not isinstance(raw, Mapping):
        return raw
    columns, measures = raw.get("columns"), raw.get("measures")
    if not (isinstance(columns, Mapping) and isinstance(measures, Mapping)) or "measure" in columns:
        return raw
    return {**raw, "columns": {**columns, **{column(h): _headings(h, m) for h, m in measures.items()}}}


def _headings(heading: str, measure: Any) -> Any:
    also = measure.get("also") if isinstance(measure, Mapping) else None
    return (heading, *also) if isinstance(also, tuple) and also else heading


def problems(place: Place, entry: Mapping) -> Iterator[tuple[Place, str]]:
    """What does not fit together in a source of counts; `entry` holds its plain values."""
    table, kind = entry.get("table"), entry.get("kind", "rows")
    at = "kind" if "kind" in entry else "table"
    if table in MEASURES and kind != "counts":
        yield (*place, at), f'{table} is delivered as counts: write kind = "counts"'
    if table not in MEASURES:
        if kind == "counts":
            yield (*place, at), f"counts are of {', '.join(MEASURES)}; {table} has a row for each"
        for key in ("measures", "small", "total", "fte_from"):
            if key in entry:
                yield (*place, key), f'{key} belongs to kind = "counts"'
        return
    columns, measures = entry.get("columns"), entry.get("measures")
    if not isinstance(columns, Mapping):
        return
    if "measure" in columns or "value" in columns:
        for name in ("measure", "value"):
            if name not in columns:
                yield (*place, "columns"), f"lacks {name}; a long export has both measure and value"
        if not measures:
            yield place, 'needs measures, e.g. measures = { "Antal anställda" = "headcount" }'
    elif not measures and not _figures(table) & set(columns):
        wanted = " and ".join(sorted(_figures(table)))
        yield (*place, "columns"), f"has no figures; name {wanted}, or the headings of figures under measures"
    if table == "flows" and "count" in columns and not {"flow"} & ({*columns, *entry.get("constants", ())}):
        yield (*place, "columns"), "lacks flow; a row with a count needs the word for what it counts"
    yield from _measures(place, table, measures)


def _figures(table: str) -> set[str]:
    return {"count"} if table == "flows" else set(MEASURES[table])


def _measures(place: Place, table: str, measures: Any) -> Iterator[tuple[Place, str]]:
    for heading, measure in measures.items() if isinstance(measures, Mapping) else ():
        word = measure.get("is") if isinstance(measure, Mapping) else measure
        known = {*STAFF_MEASURES, *FLOWS}
        if isinstance(word, str) and word in known and word not in MEASURES[table]:
            yield (*place, "measures", heading), f"'{word}' is no figure of {table}"
        whole = measure.get("part_of") if isinstance(measure, Mapping) else None
        if isinstance(whole, str) and (whole not in measures or whole == heading):
            yield (*place, "measures", heading), f"part_of names '{whole}', which measures does not hold"
