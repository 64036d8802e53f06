"""How staff stand to each requirement at year ends: statuses as parts of whole published rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from competence.report.numbers import whole
from competence.report.protect import Part, parts
from competence.report.rows import form_map, whole_occupations
from competence.tables import ALL, STATUSES

if TYPE_CHECKING:
    from competence.report.observed import Observed


def write(o: Observed, end: pd.Timestamp) -> None:
    """Status by requirement at a year's end: sums of the whole rows of that year's own map."""
    table = o.results.standing
    table = table[table["period"] == end]
    merging = form_map(o.results, o.config, end)
    for requirement in o.config.requirement:
        mine = table[table["requirement"] == requirement.id]
        if mine.empty:
            continue
        found: list[list[Part]] = []
        ftes: list[pd.Series] = []
        heads = 0
        for unit, members in merging.units.items():
            whole_rows = whole_occupations(merging, unit, requirement.occupations)
            present = mine[mine["administration"].isin(members)]
            if present["headcount"].sum() == 0:
                continue
            inside = present[present["occupation"].isin(whole_rows)]
            counts = inside.groupby("status")["headcount"].sum()
            values = {s: int(counts.get(s, 0)) for s in STATUSES}
            if sum(values.values()) < o.limit:
                _status(o, members, end, requirement.id, 0, None, None)
                continue
            fte = inside.groupby("status")["fte"].sum().reindex(list(STATUSES)).fillna(0)
            mix = parts(values, o.limit, last=("meets",))
            n = sum(values.values())
            heads += n
            found.append(mix)
            ftes.append(fte)
            _status(o, members, end, requirement.id, n, mix, fte)
        if found:
            _status(o, (ALL,), end, requirement.id, heads, _coarsest(found), sum(ftes))


def _status(o: Observed, members, end, requirement, n: int, mix: list[Part] | None, fte) -> None:
    where = {"period": end, "by": "requirement", "category": requirement}
    for a in members:
        joined = [m for m in members if m != a]
        plain = "joined" if joined else "shown"
        if mix is None:
            o.writer.add("competence", "headcount", administration=a, state="withheld", **where)
            continue
        o.writer.add("competence", "headcount", administration=a, value=n, state=plain,
                        joined_with=joined, **where)  # fmt: skip
        o.writer.add("competence", "fte", administration=a, value=whole(fte.sum()), state=plain,
                        joined_with=joined, **where)  # fmt: skip
        for part in mix:
            total = None if part.value is None else whole(fte[list(part.labels)].sum())
            for status in part.labels:
                others = [s for s in part.labels if s != status]
                state = part.state if not (joined and part.state == "shown") else "joined"
                for name, value in (("headcount", part.value), ("fte", total)):
                    banded = name == "headcount"
                    o.writer.add(
                        "competence", f"{name}_{status}", administration=a, value=value,
                        low=part.low if banded else None, high=part.high if banded else None,
                        state=state if banded or part.value is not None else "withheld",
                        joined_with=others or joined, **where,
                    )  # fmt: skip


def _coarsest(found: list[list[Part]]) -> list[Part]:
    """Status of all units together: never finer than any unit's, so that none can be read off the total."""
    label = {s: s for s in STATUSES}

    def root(s: str) -> str:
        while label[s] != s:
            s = label[s]
        return s

    for mix in found:
        for part in mix:
            for other in part.labels[1:]:
                label[root(other)] = root(part.labels[0])
    banded = any(p.value is None for mix in found for p in mix)
    result = []
    for top in [s for s in STATUSES if root(s) == s]:
        labels = tuple(s for s in STATUSES if root(s) == top)
        inside = [p for mix in found for p in mix if p.labels[0] in labels]
        if banded and any(p.value is None for p in inside):
            low = sum(p.low if p.value is None else p.value for p in inside)
            high = sum(p.high if p.value is None else p.value for p in inside)
            result.append(Part(labels, None, low, high))
        else:
            result.append(Part(labels, sum(p.value for p in inside)))
    return result
