"""What has been observed, as it may be published: staff, rows, splits, events, competence."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from competence.config import Config
from competence.report.cube import Writer
from competence.report.numbers import whole
from competence.report.protect import Part, levels, parts, unite
from competence.report.results import Results
from competence.report.rows import Map, form, row_id
from competence.tables import ALL, EXIT_FLOWS, STATUSES, UNKNOWN

MONTHS_SHOWN = 24
# First years of the finest age bands; the last is open upwards.
AGES = (0, 25, 30, 35, 40, 45, 50, 55, 60, 65)
# Candidates for the one coarse set that all units share which cannot show the finest: first years of bands.
COARSE_AGES = ((0, 30, 40, 50, 60), (0, 30, 50, 60), (0, 35, 50, 60), (0, 40, 55), (0, 50))
CAUSES = {"retirement": ("retirement",), "resignation": ("resignation",)}
UNKNOWN_SHARE = 0.02
PERMANENT = ("permanent", "trial")


def form_map(results: Results, config: Config, period: pd.Timestamp, now: pd.Timestamp | None = None) -> Map:
    """The merging map of a closed year's end; `now` adds who is new since then."""
    staff = results.staff
    return form(
        staff[staff["period"] == period],
        staff[staff["period"] == (now or period)],
        list(config.administrations),
        {o.id: o.family for o in config.occupation},
        config.publication.row_limit,
    )


class Observed:
    """Writes the observed tables of the cube."""

    def __init__(self, results: Results, config: Config, writer: Writer, merging: Map):
        self.results, self.config, self.writer, self.map = results, config, writer, merging
        self.limit = config.publication.row_limit
        # How a closed year's events are joined: its end → sets of units.
        self.event_sets: dict[pd.Timestamp, list[tuple[str, ...]]] = {}
        self.unit_of = {a: u for u, members in merging.units.items() for a in members}

    def write(self) -> None:
        """All of them."""
        times = self.results.times
        self.staff()
        self.rows()
        self.vacancies()
        for end in times.year_ends[-2:]:
            self.splits(end)
        for start, end in times.closed[-2:]:
            self.events(start, end)
        if self.results.competence_stock is not None:
            for end in times.year_ends:
                self.competence(end)

    def _put(self, table: str, measure: str, part: Part, total: float | None, units: Iterable[str], **where):
        """One figure for each administration of joined units; `part` decides the state, `total` the figure."""
        members = [a for u in units for a in self.map.units[u]]
        state = "joined" if part.state == "shown" and len(members) > 1 else part.state
        for a in members:
            self.writer.add(
                table, measure, administration=a, value=total if part.value is not None else None,
                low=part.low, high=part.high, state=state,
                joined_with=[m for m in members if m != a] if state == "joined" else (), **where,
            )  # fmt: skip

    def staff(self) -> None:
        """Headcount and FTE of administrations: year-ends, and the last months."""
        times, staff = self.results.times, self.results.staff
        shown = sorted({*times.year_ends, *times.periods[-MONTHS_SHOWN - 1 :]})
        sums = staff[staff["period"].isin(shown)].assign(unit=staff["administration"].map(self.unit_of))
        for period, frame in sums.groupby("period"):
            # Who has left the organisation before the map was formed stands in no unit.
            self.writer.add("staff", "headcount", period=period, value=float(frame["headcount"].sum()))
            self.writer.add("staff", "fte", period=period, value=whole(frame["fte"].sum()))
            frame = frame.assign(unit=frame["unit"].fillna(UNKNOWN))
            totals = frame.groupby("unit")[["headcount", "fte"]].sum()
            counts = {u: int(totals["headcount"].get(u, 0)) for u in (*self.map.units, UNKNOWN)}
            for part in parts(counts, self.limit):
                units = [u for u in part.labels if u in self.map.units]
                fte = whole(totals["fte"].reindex(list(part.labels)).sum())
                if part.value != 0:
                    self._put("staff", "headcount", part, part.value, units, period=period)
                    self._put("staff", "fte", part, fte, units, period=period)

    def rows(self) -> None:
        """Headcount of the published rows today."""
        origin = self.results.times.origin
        now = self.results.staff[self.results.staff["period"] == origin]
        for unit, rows in self.map.rows.items():
            members = self.map.units[unit]
            counts = now[now["administration"].isin(members)].groupby("occupation")["headcount"].sum()
            values = {row_id(r): int(counts.reindex(list(r)).fillna(0).sum()) for r in rows}
            for part in parts(values, self.limit):
                for a in members:
                    for label in part.labels:
                        self.writer.add(
                            "rows", "headcount", administration=a, period=origin, group=label,
                            value=part.value, low=part.low, high=part.high, state=part.state,
                            joined_with=[r for r in part.labels if r != label],
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
            self._put("vacancies", "open_posts_fte", part, part.value, [unit], period=origin)

    def splits(self, end: pd.Timestamp) -> None:
        """Ages, sex and form of employment at a year's end."""
        now = self.results.staff[self.results.staff["period"] == end]
        now = now.assign(unit=now["administration"].map(self.unit_of).fillna(UNKNOWN))
        self._ages(now, end)
        kinds = now["contract"].isin(PERMANENT).map({True: "permanent", False: "fixed_term"})
        self._split(now, end, "contract", kinds, ["permanent", "fixed_term"])
        self._split(now, end, "sex", now["sex"], ["female", "male"])

    def _cells(self, frame: pd.DataFrame, labels: pd.Series, order: list) -> dict[str, list[int]]:
        table = frame.groupby([frame["unit"], labels])["headcount"].sum().unstack(fill_value=0)
        table = table.reindex(columns=order, fill_value=0)
        return {str(u): [int(v) for v in row] for u, row in table.iterrows() if sum(row)}

    def _split(self, frame, end, by: str, labels: pd.Series, order: list[str]) -> None:
        known = labels.isin(order)
        if not self._enough(frame, known):
            return
        frame, labels = frame[known], labels[known]
        cells = self._cells(frame, labels, order)
        found, top = levels(cells, [[[i] for i in range(len(order))]], self.limit)
        for unit, level in [*found.items(), (ALL, top)]:
            counts = cells[unit] if unit != ALL else [sum(c) for c in zip(*cells.values())]
            for name, count in zip(order, counts):
                self._write_split(unit, level, end, by, name, count)

    @staticmethod
    def _enough(frame: pd.DataFrame, known: pd.Series) -> bool:
        """Whether a trait is known of nearly all; the few others are left out of its table."""
        return bool(frame.loc[known, "headcount"].sum() > (1 - UNKNOWN_SHARE) * frame["headcount"].sum())

    def _write_split(self, unit, level, end, by, category, count) -> None:
        state = "withheld" if level is None else "shown"
        value = None if level is None else float(count)
        if unit == ALL:
            self.writer.add(
                "splits", "headcount", period=end, by=by, category=category, value=value, state=state
            )
        elif unit in self.map.units:
            part = Part((unit,), value)
            self._put("splits", "headcount", part, value, [unit], period=end, by=by, category=category)

    def _ages(self, frame: pd.DataFrame, end: pd.Timestamp) -> None:
        known = frame["age"].notna()
        if not self._enough(frame, known):
            return
        frame = frame[known]
        ages = frame["age"].astype(int)
        edges = sorted({*AGES, *(a for s in COARSE_AGES for a in s)})
        labels = pd.cut(ages, [*edges, 200], right=False, labels=edges).astype(int)
        cells = self._cells(frame, labels, edges)
        sets = [AGES, *COARSE_AGES]
        split = [[_within(edges, bands, i) for i in range(len(bands))] for bands in sets]
        found, _ = levels(cells, split[:1], self.limit)
        short = [u for u, level in found.items() if level is None]
        # One coarse set for all that need one: the finest that lets most of their staff be shown.
        best = max(
            range(1, len(sets)), default=1,
            key=lambda k: (self._shown(cells, [split[0], split[k]], short), -k),
        )  # fmt: skip
        found, top = levels(cells, [split[0], split[best]], self.limit)
        for unit, level in [*found.items(), (ALL, top)]:
            counts = cells[unit] if unit != ALL else [sum(c) for c in zip(*cells.values())]
            which = 0 if level == 0 else best
            for i, first in enumerate(sets[which]):
                count = sum(counts[k] for k in split[which][i])
                self._write_split(unit, level, end, "age_band", _band(sets[which], i, first), count)
        weights = frame["headcount"] * ages
        sums = pd.DataFrame({"unit": frame["unit"], "n": frame["headcount"], "years": weights})
        for unit, row in sums.groupby("unit").sum().iterrows():
            if unit in self.map.units and row["n"] >= self.config.publication.mean_limit:
                mean = round(float(row["years"] / row["n"]), 1)
                self._put("splits", "mean_age", Part((unit,), mean), mean, [unit], period=end)
        mean = round(float(weights.sum() / frame["headcount"].sum()), 1)
        self.writer.add("splits", "mean_age", period=end, value=mean)

    def _shown(self, cells, split, short) -> int:
        found, _ = levels(cells, split, self.limit)
        return sum(sum(cells[u]) for u in short if found[u] is not None)

    def events(self, start: pd.Timestamp, end: pd.Timestamp) -> None:
        """Exits and hires of a closed year, and exits by cause, by joined administrations."""
        flows = self.results.flows
        year = flows[(flows["period"] > start) & (flows["period"] <= end)]
        year = year.assign(unit=year["administration"].map(self.unit_of).fillna(UNKNOWN))
        kinds = {flow: "other" for flow in EXIT_FLOWS}
        kinds |= {flow: cause for cause, found in CAUSES.items() for flow in found}
        kinds |= {"hire": "hires", "hire_from_hourly": "hires"}
        table = year.groupby(["unit", year["flow"].map(kinds)])["count"].sum().unstack(fill_value=0)
        table = table.reindex(columns=["hires", *CAUSES, "other"], fill_value=0)
        staff = self.results.staff
        unit = staff["administration"].map(self.unit_of).fillna(UNKNOWN)
        ends = staff["period"].isin([start, end])
        mean = staff[ends].groupby(unit[ends])["headcount"].sum() / 2
        table = table.reindex(mean.index.union(table.index)).fillna(0).astype(int)
        mean = mean.reindex(table.index).fillna(0)
        table = table[(table.sum(axis=1) > 0) | (mean > 0)]
        order = [u for u in dict.fromkeys((*self.map.units, UNKNOWN)) if u in table.index]
        if not order:
            return
        exits = table[[*CAUSES, "other"]].sum(axis=1)
        totals = {u: (int(exits[u]), int(table.loc[u, "hires"])) for u in order}
        sets = self.event_sets[end] = unite(totals, mean.to_dict(), self.limit)
        self._event(end, [tuple(order)], exits, table["hires"], mean, total=True)
        self._event(end, sets, exits, table["hires"], mean)
        if (table[list(CAUSES)].sum() == 0).all():
            return
        by_set = {s: tuple(int(table.loc[list(s), c].sum()) for c in (*CAUSES, "other")) for s in sets}
        size = {s: float(mean[list(s)].sum()) for s in sets}
        wider = [tuple(u for s in group for u in s) for group in unite(by_set, size, self.limit)]
        if wider:
            for cause in (*CAUSES, "other"):
                self._cause(end, [tuple(order)], table[cause], mean, cause, total=True)
                self._cause(end, wider, table[cause], mean, cause)

    def _event(self, end, sets, exits, hires, mean, *, total=False) -> None:
        for members in sets:
            n = float(mean[list(members)].sum())
            for measure, values in (("exits", exits), ("hires", hires)):
                count = float(values[list(members)].sum())
                share = round(count / n, 3) if n else None
                for name, value in ((measure, count), (f"{measure}_share", share)):
                    self._figure(name, value, members, end, total=total)

    def _cause(self, end, sets, counts, mean, cause, *, total=False) -> None:
        for members in sets:
            n, count = float(mean[list(members)].sum()), float(counts[list(members)].sum())
            where = {"by": "cause", "category": cause, "total": total}
            self._figure("exits", count, members, end, **where)
            self._figure("exits_share", round(count / n, 3) if n else None, members, end, **where)

    def _figure(self, measure, value, units, end, *, total, **where) -> None:
        if total:
            if value is not None and (value >= self.limit or measure.endswith("_share")):
                self.writer.add("events", measure, period=end, value=value, **where)
            return
        units = [u for u in units if u in self.map.units]
        self._put("events", measure, Part((ALL,), value), value, units, period=end, **where)

    def competence(self, end: pd.Timestamp) -> None:
        """Status by requirement at a year's end: sums of the whole rows of that year's own map."""
        table = self.results.competence_stock
        table = table[(table["period"] == end) & (table["contract"] != "hourly")]
        merging = form_map(self.results, self.config, end)
        for requirement in self.config.requirement:
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
                if sum(values.values()) < self.limit:
                    self._status(members, end, requirement.id, 0, None, None)
                    continue
                fte = inside.groupby("status")["fte"].sum().reindex(list(STATUSES)).fillna(0)
                mix = parts(values, self.limit, last=("meets",))
                n = sum(values.values())
                heads += n
                found.append(mix)
                ftes.append(fte)
                self._status(members, end, requirement.id, n, mix, fte)
            if found:
                self._status((ALL,), end, requirement.id, heads, _coarsest(found), sum(ftes))

    def _status(self, members, end, requirement, n: int, mix: list[Part] | None, fte) -> None:
        where = {"period": end, "by": "requirement", "category": requirement}
        for a in members:
            joined = [m for m in members if m != a]
            plain = "joined" if joined else "shown"
            if mix is None:
                self.writer.add("competence", "headcount", administration=a, state="withheld", **where)
                continue
            self.writer.add("competence", "headcount", administration=a, value=n, state=plain,
                            joined_with=joined, **where)  # fmt: skip
            self.writer.add("competence", "fte", administration=a, value=whole(fte.sum()), state=plain,
                            joined_with=joined, **where)  # fmt: skip
            for part in mix:
                total = None if part.value is None else whole(fte[list(part.labels)].sum())
                for status in part.labels:
                    others = [s for s in part.labels if s != status]
                    state = part.state if not (joined and part.state == "shown") else "joined"
                    for name, value in (("headcount", part.value), ("fte", total)):
                        banded = name == "headcount"
                        self.writer.add(
                            "competence", f"{name}_{status}", administration=a, value=value,
                            low=part.low if banded else None, high=part.high if banded else None,
                            state=state if banded or part.value is not None else "withheld",
                            joined_with=others or joined, **where,
                        )  # fmt: skip


def whole_occupations(merging: Map, unit: str, occupations: Iterable[str]) -> list[str]:
    """Occupation groups of a requirement that stand in rows made only of such groups."""
    wanted = set(occupations)
    return [o for row in merging.rows[unit] if set(row) <= wanted for o in row]


def _within(edges, bands, i) -> list[int]:
    last = bands[i + 1] if i + 1 < len(bands) else 1000
    return [k for k, first in enumerate(edges) if bands[i] <= first < last]


def _band(bands, i: int, first: int) -> str:
    """A band's id: first and last year of age, two digits, so that it sorts."""
    return f"{first:02d}-{bands[i + 1] - 1:02d}" if i + 1 < len(bands) else f"{first:02d}-"


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
