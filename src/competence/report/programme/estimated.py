"""What the programme moved and how each expected effect is known, as it may be published."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from competence.report.cube import NONE
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.report.outlook import Outlook

MAIN, THEN, NOW = "imputation", "trained_then", "trained_now"
BESIDE = ("callaway_santanna", "trained_weights")
# A share of few persons is a count of few: an administration's own stands only where that count is enough.
LEAVING = "managers_leaving"
WHOLE_ONLY = ("managers_sickness", "contacts", "self_rating")
SHARES = (LEAVING, "managers_sickness")
NOT_OF_PERSONS = ("need", "joint_initiatives", "initiatives_begun")
LESS_EXACT = ("resignations", "sick_days", "time_to_fill")  # per cent, printed without decimals


def effects(o: Outlook, table: pd.DataFrame) -> None:
    """The main method's one figure and by month since completion; two methods and the other reading beside."""
    main = table[(table["estimator"] == MAIN) & (table["estimand"] == THEN)]
    for row in main[main["kind"] == "simple"].itertuples():
        where = {"by": "outcome", "category": row.outcome}
        _estimate(o, row, **where)
        for name in ("mde", "smallest", "units", "groups"):
            if pd.notna(value := getattr(row, name)):
                o.writer.add("programme_effects", name, value=round(float(value), 1) + 0.0, **where)
        if pd.notna(row.ruled_out):
            # Upwards, to the digit that is printed: what is said to be ruled out is.
            unit = 1 if row.outcome in LESS_EXACT else 10
            o.writer.add(
                "programme_effects", "ruled_out", value=math.ceil(row.ruled_out * unit) / unit, **where
            )
        for name in ("first", "last"):
            if pd.notna(day := getattr(row, name)):
                o.writer.add("programme_effects", name, period=pd.Timestamp(day), value=1.0, **where)
        _codes(o, "programme_effects", row, ("verdict", "needs_more"), **where)
    for row in main[main["kind"] == "event"].itertuples():
        _estimate(o, row, by="event", category=f"{row.outcome}.{row.at}")
    simple = table[table["kind"] == "simple"]
    for row in simple[(simple["estimator"] == MAIN) & (simple["estimand"] == NOW)].itertuples():
        _estimate(o, row, by="now", category=row.outcome)
    for row in simple[simple["estimator"].isin(BESIDE) & (simple["estimand"] == THEN)].itertuples():
        _estimate(o, row, by="beside", category=f"{row.outcome}.{row.estimator}")


def _estimate(o: Outlook, row, **where) -> None:
    if pd.isna(row.estimate):
        return
    for measure, name in (("estimate", "estimate"), ("low", "p02_5"), ("high", "p97_5")):
        if pd.notna(value := getattr(row, name)):
            o.writer.add("programme_effects", measure, value=round(float(value), 2) + 0.0, **where)


def _codes(o: Outlook, table: str, row, names: tuple[str, ...], **where) -> None:
    """Codes stand as measures, so that the cube holds them beside their figures."""
    for name in names:
        if isinstance(code := getattr(row, name), str) and code:
            o.writer.add(table, f"{name}.{code}", value=1.0, **where)


def balance(o: Outlook, table: pd.DataFrame) -> None:
    """By start of the group, only of enough units: fewer might be told apart by who remembers who went when."""
    for row in table[table["units"] >= o.config.publication.row_limit].itertuples():
        where = {"by": "start", "category": row.outcome, "period": pd.Timestamp(row.start)}
        o.writer.add("programme_balance", "units", value=float(row.units), **where)
        for name in ("level", "trend"):
            if pd.notna(value := getattr(row, name)):
                o.writer.add("programme_balance", name, value=round(float(value), 1) + 0.0, **where)


def outcomes(o: Outlook, table: pd.DataFrame, managers: dict[str, int]) -> None:
    """A row for each expected effect and what it is seen in; of persons the municipality's figures alone."""
    alone = {m[0] for m in o.map.units.values() if len(m) == 1}
    own = table["administration"] != ALL
    newest = table.groupby(["outcome", "indicator"])["period"].transform("max")
    # Of an administration only the newest: what is told one year and not the next would tell the next.
    table = table[~own | (table["administration"].isin(alone) & (table["period"] == newest))]
    leaving = _enough_leave(
        o, table[(table["indicator"] == LEAVING) & (table["period"] == newest[table.index])], managers
    )
    for row in table.itertuples():
        if row.administration != ALL and not (
            row.administration in leaving if row.indicator == LEAVING else _may(o, row, managers)
        ):
            continue
        where = {
            "administration": row.administration, "by": row.evidence, "group": row.outcome,
            "category": row.indicator or NONE, "period": None if pd.isna(row.period) else pd.Timestamp(row.period),
        }  # fmt: skip
        _codes(o, "programme_outcomes", row, ("verdict", "needs_more", "source"), **where)
        if pd.isna(row.value) or (row.administration == ALL and not _may(o, row, managers)):
            continue
        for measure, name in (("value", "value"), ("low", "p02_5"), ("high", "p97_5")):
            if pd.notna(value := getattr(row, name)):
                digits = 3 if row.indicator in SHARES else 1
                o.writer.add("programme_outcomes", measure, value=round(float(value), digits) + 0.0, **where)


def _may(o: Outlook, row, managers: dict[str, int]) -> bool:
    """Whether an administration's figure (or the municipality's) rests on enough persons to be told."""
    limit, mine, every = (
        o.config.publication.row_limit,
        managers.get(row.administration, 0),
        managers.get(ALL, 0),
    )
    everywhere = row.administration == ALL
    if row.indicator == LEAVING:
        return row.value * mine >= limit
    if row.indicator in WHOLE_ONLY:
        return everywhere and every >= o.config.publication.mean_limit
    if row.indicator == "span_of_control":
        return mine >= limit
    if row.indicator == "staff_moves":
        return row.value >= limit
    return everywhere or row.indicator in NOT_OF_PERSONS


def _enough_leave(o: Outlook, rows: pd.DataFrame, managers: dict[str, int]) -> set[str]:
    """Administrations that so many managers leave that it may be told, and what is left for the others may too."""
    limit = o.config.publication.row_limit
    counts = {
        r.administration: r.value * managers.get(r.administration, 0)
        for r in rows.itertuples()
        if pd.notna(r.value)
    }
    every = counts.pop(ALL, 0.0)
    told = sorted((a for a, n in counts.items() if n >= limit), key=lambda a: counts[a])
    while told and every - sum(counts[a] for a in told) < limit:
        told.pop(0)
    return set(told)
