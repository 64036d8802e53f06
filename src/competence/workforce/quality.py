"""Is the input good enough? Measures of it, each with its limit and what follows beyond."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competence.sources import HARMLESS, Delivered
from competence.tables import EXIT_FLOWS, QUALITY, UNKNOWN
from competence.workforce.identities import residuals
from competence.workforce.timeline import Events, Spells, day_number

_COLUMNS = ("unit", "title", "contract", "agreement", "contract_share", "sex", "birth_year", "hired")


@dataclass
class Measures:
    """Collects rows of the table `quality`."""

    rows: list[dict] = field(default_factory=list)

    def add(self, measure, value, message, *, source="*", category="*", limit=None, consequence="note"):
        """A figure; it passes where there is no limit or it is not above it."""
        passed = limit is None or value is None or not value > limit
        self.rows.append(
            {
                "measure": measure, "source": source, "category": category,
                "value": np.nan if value is None else float(value),
                "limit": np.nan if limit is None else float(limit),
                "consequence": consequence, "passed": bool(passed), "message": message,
            }
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """The table `quality`."""
        return QUALITY.check(pd.DataFrame(self.rows, columns=QUALITY.names))


def measure(delivered: Delivered, config, frame: pd.DataFrame, paid: Spells, happened: Events, stock, flows,
            periods) -> pd.DataFrame:  # fmt: skip
    """The table `quality` of a build."""
    found = Measures()
    _rows(found, delivered, config)
    _columns(found, delivered, config, frame)
    _exits(found, config, paid, happened, periods)
    _censoring(found, delivered, config, frame)
    _counts(found, config, stock, flows)
    _snapshots(found, delivered, config, paid, happened, periods)
    return found.table()


def _rows(found: Measures, delivered: Delivered, config) -> None:
    accounts = delivered.accounts
    delivered_rows = pd.Series(dict.fromkeys(config.sources, 0))
    for f in delivered.files:
        delivered_rows[f.source] += f.rows
    for source, mine in accounts.groupby("source"):
        by_kind = mine.groupby("kind")["rows"].sum()
        for kind in ("used", "not_staff", "quarantined"):
            found.add(f"rows_{kind}", by_kind.get(kind, 0), f"Rows {kind.replace('_', ' ')}", source=source)
        found.add("rows_delivered", delivered_rows[source], "Rows below the heading", source=source)
        lost = delivered_rows[source] - by_kind.sum()
        found.add("rows_unaccounted", abs(lost), "Rows delivered less used, not staff and quarantined",
                  source=source, limit=0, consequence="stop")  # fmt: skip
        bad = mine[(mine["kind"] == "quarantined") & ~mine["category"].isin(HARMLESS)]["rows"].sum()
        meant = bad + by_kind.get("used", 0) + by_kind.get("not_staff", 0)
        found.add("quarantined_share", bad / max(meant, 1), "Share of rows of data in quarantine",
                  source=source, limit=config.quality.quarantined_share_stop, consequence="stop")  # fmt: skip
    protected = accounts.loc[accounts["category"] == "protected", "rows"].sum()
    found.add("protected_rows", protected, "Rows left out because of protected identity")
    for (source, column), mine in delivered.unmapped.groupby(["source", "column"]):
        found.add("unmapped_words", mine["rows"].sum(), "Rows with a word that the value map lacks",
                  source=source, category=column, limit=0, consequence="warn")  # fmt: skip


def _columns(found: Measures, delivered: Delivered, config, frame: pd.DataFrame) -> None:
    source_of = {f.name: f.source for f in delivered.files}
    source = frame["source_file"].map(source_of)
    monthly = (frame["contract"] != "hourly").to_numpy()
    for name, rows in frame[monthly].groupby(source[monthly]):
        for column in _COLUMNS:
            values = rows[column]
            empty = values.isna() | (values.astype("str") == UNKNOWN) | (values.astype("str") == "")
            found.add("missing", empty.mean(), "Share of spells of monthly-paid staff without a value",
                      source=name, category=column)  # fmt: skip
        place = (rows["administration"] == UNKNOWN).mean()
        found.add("unknown_administration", place, "Share of spells in no administration of today",
                  source=name, limit=0, consequence="warn")  # fmt: skip
        group = (rows["occupation"] == UNKNOWN).mean()
        found.add("unknown_occupation", group, "Share of spells in no occupation group", source=name,
                  limit=config.quality.unknown_occupation_warn, consequence="warn")  # fmt: skip


def _exits(found: Measures, config, paid: Spells, happened: Events, periods) -> None:
    inside = _inside(happened.day, periods)
    late = paid.frame["exit_reason_delivered"].eq("resignation") & paid.frame["exit_reason"].eq("retirement")
    late = late.to_numpy() & _inside(paid.stop, periods)
    found.add("own_requests_mended", late.sum(), "Own requests of older staff counted as retirement")
    for flow, name in (("gap_in", "gaps"), ("unknown_exit", "exits_without_reason")):
        found.add(name, (inside & (happened.flow == flow)).sum(), {
            "gaps": "Returns within the days that make an absence a gap",
            "exits_without_reason": "Exits without a reason",
        }[name])  # fmt: skip
    leaves = inside & np.isin(happened.flow, EXIT_FLOWS)
    spell = happened.spell[leaves]
    where = paid.frame[["administration", "unit"]].iloc[spell].assign(day=happened.day[leaves])
    size = where.groupby(["administration", "unit", "day"]).size()
    mass = size[size >= config.exits.mass_exit_persons]
    # Where no unit is delivered all of an administration are one unit, and nothing can be told.
    mass = mass[mass.index.get_level_values("unit") != ""]
    found.add("mass_exits", len(mass), "Days on which many left one unit without a transfer's mark",
              limit=0, consequence="warn")  # fmt: skip


def _inside(day: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Whether a day lies within the flows' intervals."""
    days = periods.astype("int64")
    return (day > days[0]) & (day <= days[-1])


def _censoring(found: Measures, delivered: Delivered, config, frame: pd.DataFrame) -> None:
    source_of = {f.name: f.source for f in delivered.files}
    for name, rows in frame.groupby(frame["source_file"].map(source_of)):
        if config.sources[name].kind == "snapshots":
            found.add("left_censored", rows["left_censored"].mean(),
                      "Share of spells that the first snapshot holds", source=name)  # fmt: skip
            step = np.timedelta64(366 if config.sources[name].interval == "year" else 31, "D")
            there = rows[rows["right_censored"]]
            taken = delivered.employments.loc[
                delivered.employments["source_file"].map(source_of) == name, "start"
            ]
            fresh = there["hired"] > taken.max() - step
            found.add("tenure_under_interval", fresh.mean() if len(there) else None,
                      "Share of the last snapshot that came within one interval: as many may come and go unseen",
                      source=name)  # fmt: skip
        found.add("right_censored", rows["right_censored"].mean(),
                  "Share of spells that still go on", source=name)  # fmt: skip


def _counts(found: Measures, config, stock, flows) -> None:
    wrong = residuals(stock, flows)
    share = wrong.abs().sum() / max(stock["headcount"].sum(), 1)
    found.add("residual_share", share, "Heads that stock and flows leave unexplained", consequence="warn",
              limit=config.quality.residual_share_warn)  # fmt: skip
    whole = stock["headcount"].sum()
    for column, name in (("age", "age"), ("tenure", "tenure")):
        known = stock.loc[stock[column].notna(), "headcount"].sum()
        found.add(
            "stock_without", 1 - known / max(whole, 1), "Share of person-periods without it", category=name
        )
    lone = (stock["contract"] == UNKNOWN) * stock["headcount"]
    found.add(
        "stock_without", lone.sum() / max(whole, 1), "Share of person-periods without it", category="contract"
    )


def _snapshots(
    found: Measures, delivered: Delivered, config, paid: Spells, happened: Events, periods
) -> None:
    """Persons of snapshots, and those whose first day lies before a snapshot that lacks them.

    Each year of yearly snapshots is told; of monthly ones the last month's persons and the whole of the events.
    """
    told = delivered.persons
    if not config.yearly:
        told = told[told["period"] == told.groupby("source")["period"].transform("max")]
    for row in told.itertuples():
        found.add(f"persons_{row.category}", row.persons, "Unique persons of the snapshot", source=row.source,
                  category=row.period.date().isoformat())  # fmt: skip
    at = np.searchsorted(periods.astype("int64"), happened.day)
    for source, c in config.sources.items():
        if c.table != "employments" or c.kind != "snapshots":
            continue
        hires, back, exits, gone = reappeared(delivered, source, paid, happened)
        inside = (at > 0) & (at < len(periods))
        parts = {str(periods[i]): at == i for i in range(1, len(periods))} if config.yearly else {"*": inside}
        for category, now in parts.items():
            for name, mask, text in (
                ("hires", hires, "Hires"),
                (
                    "hires_reappeared",
                    back,
                    "Of the hires, first day before an earlier snapshot that lacks them",
                ),
                ("hires_without_reappeared", hires & ~back, "Hires without those who reappeared"),
                ("exits", exits, "Exits"),
                ("exits_reappearing", gone, "Of the exits, those whom a later snapshot holds again"),
                ("exits_without_reappearing", exits & ~gone, "Exits without those who come back"),
            ):
                found.add(name, (mask & now).sum(), text, source=source, category=category)


def reappeared(delivered: Delivered, source: str, paid: Spells, happened: Events) -> tuple[np.ndarray, ...]:
    """Of a snapshot source: its hires, those of them who were employed while an earlier snapshot lacked them, its
    exits, and those of them whom a later snapshot holds again; a mask of the events each.
    """
    names = [f.name for f in delivered.files if f.source == source]
    rows = delivered.employments[delivered.employments["source_file"].isin(names)]
    taken = np.sort(day_number(rows["start"].drop_duplicates()))
    mine = paid.frame["source_file"].isin(names).to_numpy()[happened.spell]
    hires = mine & np.isin(happened.flow, ["hire", "hire_from_hourly"])
    exits = mine & np.isin(happened.flow, EXIT_FLOWS)
    hired = day_number(paid.frame["hired"])[happened.spell]
    # The last snapshot before the one that shows them again.
    before = np.searchsorted(taken, happened.day) - 1
    back = hires & (before >= 0) & (hired < taken[np.maximum(before, 0)])
    later = pd.Series(happened.day[hires]).groupby(happened.who[hires]).max()
    last = pd.Series(happened.who).map(later).fillna(-1).to_numpy()
    return hires, back, exits, exits & (last > happened.day)
