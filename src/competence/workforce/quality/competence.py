"""Of how many is it known whether they have the competence asked for?"""

from __future__ import annotations

from competence.tables import UNKNOWN
from competence.workforce.quality.found import Build, Found


def measure(found: Found, of: Build) -> None:
    """Requirements that no delivered register covers, and the share of staff whose standing is unknown."""
    covered = {q for s in of.config.sources.values() if s.table == "qualifications" for q in s.covers}
    last = of.competence_stock[of.competence_stock["period"] == of.stock["period"].max()]
    heads = last.groupby(["requirement", "status"], observed=True)["headcount"].sum()
    for requirement in of.config.requirement:
        wanted = {*requirement.satisfied_by, *requirement.transitional_by}
        found.add("requirement_uncovered", len(wanted - covered), category=requirement.id)
        mine = heads[heads.index.get_level_values("requirement") == requirement.id]
        if mine.sum() and wanted & covered:
            unknown = mine[mine.index.get_level_values("status") == UNKNOWN].sum()
            found.add("requirement_unknown", unknown / mine.sum(), category=requirement.id)
