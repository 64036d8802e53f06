"""The forecast as it may be published: whole numbers for administrations, published rows and requirements.

A figure for one administration and one occupation group (or all of them) is the model's own, with its interval.
Where several are published together, means are added; their interval would need the joint draws, and is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from competence.config import Config
from competence.report import reasons, trials, undelivered
from competence.report.cube import SEPARATOR, Writer
from competence.report.numbers import whole
from competence.report.programme import cube as programme
from competence.report.results import Results
from competence.report.rows import Map, row_id, whole_occupations
from competence.tables import ALL, UNKNOWN

# Quantities of the whole administration, and of its rows (cause by row never: they say who is near retirement).
PEOPLE = (
    "headcount", "headcount_without_hiring", "required_headcount", "required_fte", "gap", "exits", "hires",
    "recruitment_need", "recruitment_need_cum", "replacing_new_hires",
)  # fmt: skip
ROWS = (
    "headcount", "headcount_without_hiring", "required_headcount", "gap", "recruitment_need_cum",
    "replacing_new_hires",
)  # fmt: skip
MONTHS = (
    "headcount", "required_headcount", "gap", "exits", "hires", "recruitment_need", "cover_fte", "cover_supplied_fte",
    "cover_gap_fte", "summer_fte", "summer_persons",
)  # fmt: skip
SUMMED = ("exits", "hires", "recruitment_need")
# What a published row tells of a requirement that covers all of it.
SKILLS = ("required_qualified_fte", "qualified_fte", "transitional_fte", "competence_gap_fte")
SHARES = ("qualified_share",)
STANDARD = "standard_model"


class Outlook:
    """Writes the forecast tables of the cube."""

    def __init__(self, results: Results, config: Config, writer: Writer, merging: Map, event_sets: Mapping):
        self.results, self.config, self.writer, self.map = results, config, writer, merging
        # How a closed year's events are joined: what is set beside them is joined so too.
        self.event_sets = event_sets

    def write(self) -> None:
        """All of them."""
        r = self.results
        self._people("people", base(r.needs_annual), PEOPLE)
        if r.needs_monthly is not None:
            monthly = undelivered.cut(base(r.needs_monthly), r, self.map)
            self._people("months", monthly, MONTHS)
            self._month_sums(monthly)
        self._rows(base(r.needs_annual))
        if r.competence_needs is not None:
            self._competence(base(r.competence_needs))
        standard = r.needs_annual[r.needs_annual["scenario"] == STANDARD]
        self._people("standard", standard, PEOPLE)
        reasons.write(self)
        trials.write(self)
        programme.write(self)

    def _people(self, table: str, needs: pd.DataFrame, quantities: Iterable[str]) -> None:
        needs = needs[(needs["occupation"] == ALL) & needs["quantity"].isin(list(quantities))]
        for found, administrations, joined in self.units(needs):
            for period, quantity, figure in figures(found, "quantity"):
                self.put(table, quantity, figure, administrations, joined, period=period)

    def _month_sums(self, needs: pd.DataFrame) -> None:
        """Sums over all months, of means before they are rounded."""
        needs = needs[(needs["occupation"] == ALL) & needs["quantity"].isin(SUMMED)]
        last = needs["period"].max()
        for found, administrations, joined in self.units(needs):
            for quantity, mine in found.groupby("quantity"):
                figure = (whole(mine["mean"].sum()), None, None, "shown")
                self.put("months_sum", quantity, figure, administrations, joined, period=last)

    def units(self, needs: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, tuple[str, ...], bool]]:
        """(rows, administrations they are published for, whether they are joined) for each unit and for all."""
        yield needs[needs["administration"] == ALL], (ALL,), False
        for members in self.map.units.values():
            yield needs[needs["administration"].isin(members)], members, len(members) > 1

    def _rows(self, needs: pd.DataFrame) -> None:
        needs = needs[needs["quantity"].isin(ROWS) & (needs["occupation"] != ALL)]
        for unit, members in self.map.units.items():
            mine = needs[needs["administration"].isin(members)]
            row_of = {occupation: row_id(row) for row in self.map.rows[unit] for occupation in row}
            mine = mine.assign(key=mine["occupation"].map(row_of) + SEPARATOR + mine["quantity"])
            for period, key, figure in figures(mine.dropna(subset=["key"]), "key"):
                group, quantity = key.split(SEPARATOR)
                self.put(
                    "people_rows", quantity, figure, members, len(members) > 1, period=period, group=group
                )

    def _competence(self, needs: pd.DataFrame) -> None:
        for id_, requirement in self.config.requirements.items():
            mine = needs[needs["requirement"] == id_]
            where = {"by": "requirement", "category": id_}
            total = mine[(mine["administration"] == ALL) & (mine["occupation"] == ALL)]
            for period, quantity, figure in figures(total, "quantity"):
                self.put("competence_outlook", quantity, figure, (ALL,), False, period=period, **where)
            for unit, members in self.map.units.items():
                inside = mine[mine["administration"].isin(members)]
                if inside.empty:
                    continue
                covered = set(inside["occupation"]) - {ALL}
                shown = set(whole_occupations(self.map, unit, requirement.occupations))
                if not covered & shown:
                    for a in members:
                        self.writer.add(
                            "competence_outlook",
                            "competence_gap_fte",
                            administration=a,
                            state="withheld",
                            **where,
                        )
                    continue
                if covered <= shown and (inside["occupation"] == ALL).any():
                    inside = inside[inside["occupation"] == ALL]
                else:
                    inside = inside[inside["occupation"].isin(shown)]
                joined = len(members) > 1
                for period, quantity, figure in figures(inside, "quantity"):
                    self.put("competence_outlook", quantity, figure, members, joined, period=period, **where)
                self._skill_rows(mine, unit, members, requirement.occupations, where)

    def _skill_rows(self, needs: pd.DataFrame, unit: str, members, occupations, where) -> None:
        """A requirement by published row, of the rows that it covers whole."""
        needs = needs[needs["administration"].isin(members) & needs["quantity"].isin(SKILLS)]
        for row in self.map.rows[unit]:
            if set(row) <= set(occupations):
                for period, quantity, figure in figures(needs[needs["occupation"].isin(row)], "quantity"):
                    self.put(
                        "competence_rows", quantity, figure, members, len(members) > 1,
                        period=period, group=row_id(row), **where,
                    )  # fmt: skip

    # A table's figures by period and another column, for whatever is published as one.
    figures = staticmethod(lambda cells, by: figures(cells, by))

    def put(self, table, measure, figure, administrations, joined: bool, **where) -> None:
        """One figure (value, p10, p90, state) for each of the administrations that it stands for together."""
        value, p10, p90, state = figure
        for a in administrations:
            self.writer.add(
                table, measure, administration=a, value=value, p10=p10, p90=p90,
                state="joined" if joined and state == "shown" else state,
                joined_with=[m for m in administrations if m != a] if joined and state == "shown" else (), **where,
            )  # fmt: skip


def base(needs: pd.DataFrame) -> pd.DataFrame:
    """The scenario without levers."""
    scenarios = needs["scenario"].unique()
    base = "base" if "base" in scenarios else sorted(scenarios)[0] if len(scenarios) else None
    return needs[needs["scenario"] == base]


def figures(cells: pd.DataFrame, by: str) -> Iterator[tuple[pd.Timestamp, str, tuple]]:
    """(period, quantity, (value, p10, p90, state)) of cells that are published as one figure."""
    lacking = cells["mean"].isna()
    if "basis" in cells:
        lacking |= cells["basis"] == UNKNOWN
    found = cells.assign(lacking=lacking).groupby(["period", by], sort=True)
    found = found.agg(n=("mean", "size"), mean=("mean", "sum"), p10=("p10", "first"), p90=("p90", "first"),
                      lacking=("lacking", "any"))  # fmt: skip
    for row in found.itertuples():
        period, quantity = row.Index
        digits = 2 if quantity in SHARES else 0
        if row.lacking:
            yield period, quantity, (None, None, None, UNKNOWN)
        elif row.n == 1:
            ends = (row.mean, row.p10, row.p90)
            yield period, quantity, (*(None if pd.isna(x) else rounded(x, digits) for x in ends), "shown")
        elif quantity not in SHARES:
            yield period, quantity, (rounded(row.mean, digits), None, None, "shown")


def rounded(value: float, digits: int) -> float:
    """`value` as it is published."""
    return whole(value) if digits == 0 else round(float(value), digits) + 0.0
