"""What sources beside the employments refer to: strategies, requirements, families; and what a survey must tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from competence.config import references
from competence.config.references import Problem
from competence.vocabulary import HME_ITEMS

# Columns whose words name an entry of the config, by id or name.
NAMING = {
    "strategy": "strategy", "requirement": "requirement", "committee": "committee", "qualification": "qualification",
}  # fmt: skip


def problems(raw: Mapping) -> Iterator[Problem]:
    """Every (place in the file, message) where such a source cannot mean what it says."""
    for place, entry in references._sections(raw, "sources"):
        yield from _mapped(raw, place, entry)
        if references._text(entry, "table") == "engagement":
            yield from _survey(raw, place, entry)
    programme = references._table(raw, "programme")
    first, last = programme.get("rollout_start"), programme.get("rollout_end")
    if type(first) is datetime.date and type(last) is datetime.date and last < first:
        yield ("programme", "rollout_end"), f"{last} lies before rollout_start = {first}"


def _mapped(raw, place, entry: Mapping) -> Iterator[Problem]:
    """The right side of a value map names what there is."""
    for (_, column), delivered in references._sections(entry, "values"):
        for written, ours in delivered.items():
            if not isinstance(ours, str):
                continue
            if column == "family":
                names = {references._text(e, "family") for _, e in references._entries(raw, "occupation")} - {
                    None
                }
            elif column in NAMING:
                names = _named(raw, NAMING[column])
            else:
                continue
            if references.spelling(ours) not in {references.spelling(n) for n in names or (ours,)}:
                yield from references._unknown((*place, "values", column, written), ours, names, column)


def _named(raw, section: str) -> set[str] | None:
    """Ids and names of a section; None where an entry has no id."""
    ids = references._ids(raw, section)
    if ids is None:
        return None
    entries = [e for _, e in references._entries(raw, section)]
    more = [references._text(e, "name") for e in entries]
    more += [alias for e in entries for _, alias in references._texts(e, "aliases")]
    return ids | {name for name in more if name}


def _survey(raw, place, entry: Mapping) -> Iterator[Problem]:
    """A staff survey tells sub-indices or the three items of each, and when its rounds were."""
    if not isinstance(entry.get("columns"), Mapping):
        return
    tables = {references._text(other, "table") for _, other in references._sections(raw, "sources")}
    given = {word for key in ("columns", "constants") for _, word in references._texts(entry, key)}
    if not any(f"hme_{name}" in given or set(items) <= given for name, items in HME_ITEMS.items()):
        expected = "; ".join(f"hme_{name}, or {', '.join(items)}" for name, items in HME_ITEMS.items())
        yield (*place, "columns"), f"tells no sub-index, nor the three items of one; expected {expected}"
    if "date" not in given and "survey_rounds" not in tables:
        yield (*place, "columns"), 'lacks date = "the heading in the file", or a source of survey_rounds'
