"""What has been observed, as it may be published: staff, rows, vacancies, ages and other splits."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from competence.config import Config
from competence.report import competence, events, traits, trials
from competence.report.cube import Writer
from competence.report.numbers import whole
from competence.report.protect import Part, levels, parts
from competence.report.results import Results
from competence.report.rows import Map, form_map, formed_at, row_id
from competence.tables import ALL

MONTHS_SHOWN = 24
# First years of the finest age bands; the last is open upwards.
AGES = (0, 25, 30, 35, 40, 45, 50, 55, 60, 65)
# Candidates for the one coarse set that all units share which cannot show the finest: first years of bands.
COARSE_AGES = ((0, 30, 40, 50, 60), (0, 30, 50, 60), (0, 35, 50, 60), (0, 40, 55), (0, 50))
UNKNOWN_SHARE = 0.02


class Observed:
    """Writes the observed tables of the cube."""

    def __init__(self, results: Results, config: Config, writer: Writer):
        self.results, self.config, self.writer = results, config, writer
        # Today's figures stand in the last closed year's map, those of a closed year in its own.
        self.map = form_map(results, config, results.times.origin)
        self.limit = config.publication.row_limit
        # How a closed year's events are joined: its end → sets of administrations.
        self.event_sets: dict[pd.Timestamp, list[tuple[str, ...]]] = {}
        # First years of the age bands that each unit shows at a year's end.
        self.bands: dict[tuple[pd.Timestamp, str], tuple[int, ...]] = {}

    def write(self) -> None:
        """All of them."""
        times = self.results.times
        outcomes = trials.outcomes(self.results)
        self.staff()
        self.rows()
        self.vacancies()
        for end in times.year_ends[-2:]:
            self.splits(end)
        wanted = times.closed[-2:]
        for start, end in times.closed:
            if (start, end) in wanted or end in outcomes:
                events.write(self, start, end, causes=(start, end) in wanted)
        if self.results.competence_stock is not None:
            for end in times.year_ends:
                competence.write(self, end)
        traits.write(self)

    def put(self, table: str, measure: str, part: Part, total: float | None, members: Iterable[str], **where):
        """One figure for each of joined administrations; `part` decides the state, `total` the figure."""
        members = list(members)
        state = "joined" if part.state == "shown" and len(members) > 1 else part.state
        for a in members:
            self.writer.add(
                table, measure, administration=a, value=total if part.value is not None else None,
                low=part.low, high=part.high, state=state,
                joined_with=[m for m in members if m != a] if state == "joined" else (), **where,
            )  # fmt: skip

    def staff(self) -> None:
        """Headcount and FTE of administrations: year-ends, and the last months."""
        times, staff = self.results.times, self.results.cells
        shown = sorted({*times.year_ends, *times.periods[-MONTHS_SHOWN - 1 :]})
        for period, frame in staff[staff["period"].isin(shown)].groupby("period"):
            merging = form_map(self.results, self.config, period)
            self.writer.add("staff", "headcount", period=period, value=float(frame["headcount"].sum()))
            self.writer.add("staff", "fte", period=period, value=whole(frame["fte"].sum()))
            totals = frame.groupby(_units(frame, merging))[["headcount", "fte"]].sum()
            counts = {u: int(totals["headcount"].get(u, 0)) for u in merging.units}
            for part in parts(counts, self.limit, sizes=self._formed(merging, period)):
                members = [a for u in part.labels for a in merging.units[u]]
                fte = whole(totals["fte"].reindex(list(part.labels)).sum())
                if part.value != 0:
                    self.put("staff", "headcount", part, part.value, members, period=period)
                    self.put("staff", "fte", part, fte, members, period=period)

    def _formed(self, merging: Map, period: pd.Timestamp) -> dict[str, int]:
        """Size of each unit when the map of a period was formed: decides whom a unit that shrinks is joined with."""
        formed = formed_at(self.results, period)
        then = self.results.cells[self.results.cells["period"] == formed]
        sums = then.groupby(_units(then, merging))["headcount"].sum()
        return {u: int(sums.get(u, 0)) for u in merging.units}

    def rows(self) -> None:
        """Headcount of the published rows today."""
        origin = self.results.times.origin
        cells = self.results.cells
        now, then = (cells[cells["period"] == p] for p in (origin, formed_at(self.results, origin)))
        for unit, rows in self.map.rows.items():
            members = self.map.units[unit]
            values, sizes = (_row_counts(frame, members, rows) for frame in (now, then))
            for part in parts(values, self.limit, sizes=sizes):
                for a in members:
                    others = [m for m in members if m != a]
                    state = "joined" if others and part.state == "shown" else part.state
                    for label in part.labels:
                        self.writer.add(
                            "rows", "headcount", administration=a, period=origin, group=label,
                            value=part.value, low=part.low, high=part.high, state=state,
                            joined_with=[*others, *(r for r in part.labels if r != label)],
                        )  # fmt: skip

    def vacancies(self) -> None:
        """Open posts today, whole FTE; few are a band."""
        table, origin = self.results.vacancies, self.results.times.origin
        if table is None:
            return
        now = table[table["period"] == origin]
        posts = now.groupby("administration")["open_posts_fte"].sum()
        values = {u: int(whole(posts.reindex(list(m)).fillna(0).sum())) for u, m in self.map.units.items()}
        self.writer.add("vacancies", "open_posts_fte", period=origin, value=float(sum(values.values())))
        for unit, count in values.items():
            # Posts are no persons: a band is enough.
            small = 0 < count < self.limit
            part = Part((unit,), None, 0, self.limit - 1) if small else Part((unit,), float(count))
            self.put("vacancies", "open_posts_fte", part, part.value, self.map.units[unit], period=origin)

    def splits(self, end: pd.Timestamp) -> None:
        """Ages, sex and form of employment at a year's end."""
        now = self.results.staff[self.results.staff["period"] == end]
        merging = form_map(self.results, self.config, end)
        now = now.assign(unit=_units(now, merging))
        self._ages(now, end, merging)
        kinds = now["contract"].replace("trial", "permanent")
        self._split(now, end, merging, "contract", kinds, ["permanent", "fixed_term"])
        self._split(now, end, merging, "sex", now["sex"], ["female", "male"])

    def _cells(self, frame: pd.DataFrame, labels: pd.Series, order: list) -> dict[str, list[int]]:
        table = frame.groupby([frame["unit"], labels])["headcount"].sum().unstack(fill_value=0)
        table = table.reindex(columns=order, fill_value=0)
        return {str(u): [int(v) for v in row] for u, row in table.iterrows() if sum(row)}

    def _split(self, frame, end, merging: Map, by: str, labels: pd.Series, order: list[str]) -> None:
        known = labels.isin(order)
        if not self._enough(frame, known):
            return
        left_out = _left_out(frame, known)
        frame, labels = frame[known], labels[known]
        cells = self._cells(frame, labels, order)
        found, top = levels(cells, [[[i] for i in range(len(order))]], self.limit, left_out)
        for unit, level in [*found.items(), (ALL, top)]:
            counts = cells[unit] if unit != ALL else [sum(c) for c in zip(*cells.values())]
            for name, count in zip(order, counts):
                self._write_split(merging, unit, level, end, by, name, count)

    @staticmethod
    def _enough(frame: pd.DataFrame, known: pd.Series) -> bool:
        """Whether a trait is known of nearly all; the few others are left out of its table, see `levels`."""
        return bool(frame.loc[known, "headcount"].sum() > (1 - UNKNOWN_SHARE) * frame["headcount"].sum())

    def _write_split(self, merging: Map, unit, level, end, by, category, count) -> None:
        state = "withheld" if level is None else "shown"
        value = None if level is None else float(count)
        if unit == ALL:
            self.writer.add(
                "splits", "headcount", period=end, by=by, category=category, value=value, state=state
            )
        else:
            part, members = Part((unit,), value), merging.units[unit]
            self.put("splits", "headcount", part, value, members, period=end, by=by, category=category)

    def _ages(self, frame: pd.DataFrame, end: pd.Timestamp, merging: Map) -> None:
        known = frame["age"].notna()
        if not self._enough(frame, known):
            return
        left_out = _left_out(frame, known)
        frame = frame[known]
        ages = frame["age"].astype(int)
        edges = sorted({*AGES, *(a for s in COARSE_AGES for a in s)})
        labels = pd.cut(ages, [*edges, 200], right=False, labels=edges).astype(int)
        cells = self._cells(frame, labels, edges)
        sets = [AGES, *COARSE_AGES]
        split = [[_within(edges, bands, i) for i in range(len(bands))] for bands in sets]
        found, _ = levels(cells, split[:1], self.limit, left_out)
        short = [u for u, level in found.items() if level is None]
        # One coarse set for all that need one: the finest that lets most of their staff be shown.
        best = max(
            range(1, len(sets)), default=1,
            key=lambda k: (self._shown(cells, [split[0], split[k]], short, left_out), -k),
        )  # fmt: skip
        found, top = levels(cells, [split[0], split[best]], self.limit, left_out)
        for unit, level in [*found.items(), (ALL, top)]:
            counts = cells[unit] if unit != ALL else [sum(c) for c in zip(*cells.values())]
            which = 0 if level == 0 else best
            if level is not None:
                self.bands[end, unit] = sets[which]
            for i, first in enumerate(sets[which]):
                count = sum(counts[k] for k in split[which][i])
                band = _band(sets[which], i, first)
                self._write_split(merging, unit, level, end, "age_band", band, count)
        weights = frame["headcount"] * ages
        sums = pd.DataFrame({"unit": frame["unit"], "n": frame["headcount"], "years": weights})
        for unit, row in sums.groupby("unit").sum().iterrows():
            if row["n"] >= self.config.publication.mean_limit:
                mean = round(float(row["years"] / row["n"]), 1)
                self.put("splits", "mean_age", Part((unit,), mean), mean, merging.units[unit], period=end)
        mean = round(float(weights.sum() / frame["headcount"].sum()), 1)
        self.writer.add("splits", "mean_age", period=end, value=mean)

    def _shown(self, cells, split, short, left_out) -> int:
        found, _ = levels(cells, split, self.limit, left_out)
        return sum(sum(cells[u]) for u in short if found[u] is not None)


def _units(frame: pd.DataFrame, merging: Map) -> pd.Series:
    """The unit of each row of a frame."""
    return frame["administration"].map({a: u for u, members in merging.units.items() for a in members})


def _row_counts(frame: pd.DataFrame, members: Iterable[str], rows) -> dict[str, int]:
    counts = frame[frame["administration"].isin(members)].groupby("occupation")["headcount"].sum()
    return {row_id(r): int(counts.reindex(list(r)).fillna(0).sum()) for r in rows}


def _left_out(frame: pd.DataFrame, known: pd.Series) -> dict[str, int]:
    """How many of each unit are left out of a split, their trait being unknown."""
    sums = frame[~known].groupby("unit")["headcount"].sum()
    return {str(u): int(n) for u, n in sums.items()}


def _within(edges, bands, i) -> list[int]:
    last = bands[i + 1] if i + 1 < len(bands) else 1000
    return [k for k, first in enumerate(edges) if bands[i] <= first < last]


def _band(bands, i: int, first: int) -> str:
    """A band's id: first and last year of age, two digits, so that it sorts."""
    return f"{first:02d}-{bands[i + 1] - 1:02d}" if i + 1 < len(bands) else f"{first:02d}-"
