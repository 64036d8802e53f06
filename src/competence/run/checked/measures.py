"""What the measures of quality have to say: those outside their limits, and what is good to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from competence.config import Config
from competence.run.checked import pastes
from competence.run.checked.point import GRADES, Point, counted, figure
from competence.run.checked.renamed import moved
from competence.sources import hints
from competence.tables import ALL, EMPLOYMENTS, UNKNOWN
from competence.workforce import Waist
from competence.workforce.quality import REGISTRY, SUBJECTS

# Told with their words and lines where reading is told.
_ELSEWHERE = ("unmapped_words", "spellings_unplaced", "column_unreadable")
# Good to know of any build; the other notes stand in the notebook and in --json.
_NOTED = (
    "protected_rows", "own_requests_mended", "gaps", "exits_without_reason", "breaks_named", "breaks_untested",
    "tenure_under_interval",
)  # fmt: skip
FEWEST_TITLED = 5  # a title that fewer bear may tell who they are
SHOWN = 12


def outside(waist: Waist, config: Config) -> Iterator[Point]:
    """Measures that are above their limits: one point a measure, the gravest first."""
    bad = waist.quality[~waist.quality["passed"] & ~waist.quality["measure"].isin(_ELSEWHERE)]
    subjects = list(SUBJECTS)
    order = {id_: (GRADES.index(a.consequence), subjects.index(a.subject)) for id_, a in REGISTRY.items()}
    for measure in sorted(bad["measure"].unique(), key=lambda m: (*order[m], list(REGISTRY).index(m))):
        asked, rows = REGISTRY[measure], bad[bad["measure"] == measure]
        details = tuple(_told(r) for r in rows.nlargest(SHOWN, "value").itertuples())
        extra, lines = (), ()
        if measure.startswith("breaks_unnamed"):
            what = ["step"] if measure.endswith("level") else ["leap", "shift"]
            details, lines = _breaks(waist, config, what)
        elif measure == "unknown_occupation":
            titles = _titles(waist.employments)
            named = {o.id: (o.id.replace("_", " "), o.name) for o in config.occupation}
            near = {t: found for t in titles if (found := hints.place(t, named))}
            extra = tuple(
                f"“{t}” {n:,} spells" + (f" → {near[t]}?" if t in near else "") for t, n in titles.items()
            )
            lines = _groups(config, titles, near)
        yield Point(asked.consequence, measure, "", asked.says, (*details, *extra), asked.mend, tuple(lines))


def _groups(config: Config, titles: Iterable[str], near: dict[str, str]) -> tuple[pastes.Paste, ...]:
    """Groups to begin with where there are none; else the titles of those that are likely meant."""
    if not config.occupation:
        return (pastes.occupations(titles),)
    made = pastes.Pastes(config)
    return tuple(
        made.titles(id_, [t for t in near if near[t] == id_]) for id_ in dict.fromkeys(near.values())
    )


def _told(row) -> str:
    where = " ".join(w for w in (row.source, row.category) if w != ALL)
    limit = "" if row.limit != row.limit else f" (limit {figure(row.limit, row.unit)})"
    return f"{where + ': ' if where else ''}{figure(row.value, row.unit)}{limit}"


def _breaks(waist: Waist, config: Config, what: list[str]) -> tuple[tuple[str, ...], list]:
    """Unnamed breaks in words, and a section for each day that would name them."""
    seen = waist.breaks_seen
    lone = seen[~seen["named"] & seen["what"].isin(what)].sort_values(
        ["period", "sure"], ascending=[True, False]
    )
    told, lines = [], []
    for period, rows in lone.groupby("period"):
        names = {k: list(g["id"]) for k, g in rows[rows["kind"] != ALL].groupby("kind", observed=True)}
        told += [f"{period:%Y-%m}: {sentence(r)}" for r in rows.head(SHOWN).itertuples()]
        day = period.replace(day=1)
        gone, came = _replaced(rows)
        if gone and len(came) == 1:
            told.append(f"{', '.join(gone)} seem to have become {came[0]}: say so, and history follows")
            lines += [pastes.successor(id_, came[0], day) for id_ in gone]
            continue
        units = moved(waist.employments, period) if what == ["step"] else ()
        if len(units):
            told += [
                f"“{u.unit}” ({u.administration}) → “{u.to_unit}” ({u.to_administration})? {u.persons:,} persons at once: "
                "with the old name in the unit map, history follows"
                for u in units.head(SHOWN).itertuples()
            ]
            known = units[units["to_administration"] != UNKNOWN]
            if len(known) < len(units):
                told.append(
                    "Whatever is unknown here must have its administration first; then the rows are told."
                )
            if len(known):
                lines += pastes.unit_map(config, dict(zip(known["unit"], known["to_administration"])))
            continue
        lines.append(
            pastes.broken(day, "…", set(names.get("administration", ())), set(names.get("occupation", ())))
        )
    return tuple(told), lines[:6]


def _replaced(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Administrations that end and begin in one period's steps."""
    steps = rows[(rows["kind"] == "administration") & (rows["what"] == "step")]
    nobody = 0.02  # of the staff: a few may be registered early or late
    return (
        sorted(steps.loc[steps["after"] <= nobody * steps["before"], "id"]),
        sorted(steps.loc[steps["before"] <= nobody * steps["after"], "id"]),
    )


def sentence(row) -> str:
    """A row of `breaks_seen` in words."""
    who = "the municipality" if row.kind == ALL else f"{row.kind} {row.id}"
    if row.what == "step":
        return f"{who} from {row.before:,.0f} to {row.after:,.0f} persons at once, and not by hires and exits"
    if row.what == "leap":
        return f"{who}: {row.after:,.0f} {row.of} in one period where about {row.before:,.0f} are usual"
    return f"{who}: {row.after:,.0f} {row.of} in a year after {row.before:,.0f} in the year before"


def _titles(employments: pd.DataFrame | None) -> dict[str, int]:
    """The commonest titles in no occupation group, of those that many bear, with their spells."""
    if employments is None:
        return {}
    titles = employments.loc[employments["occupation"] == UNKNOWN, "title"].astype("str").value_counts()
    return titles[(titles >= FEWEST_TITLED) & (titles.index != "")].head(SHOWN).to_dict()


def noted(waist: Waist, config: Config) -> Iterator[Point]:
    """What is good to know: figures that have no limit, and what is not delivered at all."""
    quality = waist.quality
    for measure in _NOTED:
        rows = quality[(quality["measure"] == measure) & (quality["value"] > 0)]
        if len(rows):
            asked = REGISTRY[measure]
            yield Point(
                "note", measure, "", asked.says, tuple(_told(r) for r in rows.itertuples()), asked.mend
            )
    yield from _undelivered(quality, config)


def other_counts(past: pd.DataFrame) -> Iterator[Point]:
    """Closed months whose counts are others than with the deliveries before (table `past_counts`), by administration."""
    if past.empty:
        return
    lines = []
    for id_, rows in past.groupby("administration", observed=True):
        heads = (rows["headcount_after"] - rows["headcount_before"]).abs()
        exits = int((rows["exits_after"] - rows["exits_before"]).abs().sum())
        months = f"{rows['period'].min():%Y-%m} to {rows['period'].max():%Y-%m}"
        lines.append(
            f"{id_}: {counted(len(rows), 'period')}, {months}; headcount by up to {heads.max()}, {exits} exits"
        )
    because = "" if past["same_config"].all() else " municipality.toml has changed as well, which may be why."
    yield Point(
        "note",
        "past_counts",
        "",
        "Closed periods whose counts are others than with the deliveries before",
        tuple(lines),
        f"See which rows in the measure past_changed.{because}",
    )


def _undelivered(quality: pd.DataFrame, config: Config) -> Iterator[Point]:
    """Columns that a source does not tell at all, with what that means."""
    bare = quality[(quality["measure"] == "missing") & (quality["value"] == 1)]
    what = {c.name: c for c in EMPLOYMENTS.columns}
    for column, rows in bare.groupby("category", observed=True, sort=False):
        named = [s for s in rows["source"] if column not in config.sources[s].columns]
        if named:
            yield Point(
                "note", "missing", ", ".join(named), f"{column} is not delivered", (),
                what[column].missing if column in what else "",
            )  # fmt: skip
