"""What is not filled in, in all and over time, and what cannot be right."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.pandas import Check

from competence.tables import COMPLETENESS, UNKNOWN
from competence.workforce.quality.found import Build, Found
from competence.workforce.timeline import FOREVER

COLUMNS = ("unit", "title", "contract", "agreement", "contract_share", "sex", "birth_year", "hired")
RECENT = 12  # months that are held against those before
YOUNGEST, OLDEST = 15, 80
FULL_TIME = 1.5

# What must hold of every spell, and what should: each is one of pandera's checks over the table `employments`.
ENDS = Check(lambda f: ~(f["end"] < f["start"]), name="ends_before_start")
HIRED = Check(lambda f: ~(f["hired"] > f["start"]), name="hired_after_start")
# Of monthly-paid staff only.
AGE = Check(
    lambda f: (
        (f["start"].dt.year - f["birth_year"].astype("float64")).fillna(YOUNGEST).between(YOUNGEST, OLDEST)
    ),
    name="age_implausible",
)
SHARE = Check(lambda f: ~(f["contract_share"] == 0), name="share_zero")


def missing(found: Found, of: Build) -> None:
    """Share of monthly-paid spells without a value, by source and column; without a place or a group."""
    monthly = (of.frame["contract"] != "hourly").to_numpy()
    frame = of.frame[monthly]
    for name, rows in frame.groupby(of.sources(frame["source_file"]), observed=True):
        for column in COLUMNS:
            found.add("missing", empty(rows[column]).mean(), source=name, category=column)
        for column in ("administration", "occupation"):
            found.add(f"unknown_{column}", (rows[column] == UNKNOWN).mean(), source=name)
        unplaced = (rows["administration"] == UNKNOWN).mean()
        found.add("unknown_administration_most", unplaced, source=name)


def empty(values: pd.Series) -> np.ndarray:
    """Whether each value is null, empty or `unknown`."""
    blank = values.isna().to_numpy()
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return blank
    return blank | values.isin([UNKNOWN, ""]).to_numpy()


def completeness(of: Build) -> pd.DataFrame:
    """The table `completeness`: of the monthly-paid spells there at each period's end, those without a value."""
    paid, periods = of.paid, of.periods.astype("int64")
    low, high = np.searchsorted(periods, paid.start), np.searchsorted(periods, paid.stop)
    source = of.sources(paid.frame["source_file"])
    parts = []
    for name in sorted(source.unique()):
        mine = (source == name).to_numpy()
        there = _standing(low[mine], high[mine], len(periods))
        for column in COLUMNS:
            bare = mine & empty(paid.frame[column])
            parts.append(
                pd.DataFrame(
                    {
                        "period": of.periods, "source": name, "column": column, "spells": there,
                        "without": _standing(low[bare], high[bare], len(periods)),
                    }
                )
            )  # fmt: skip
    found = pd.concat(parts, ignore_index=True) if parts else COMPLETENESS.empty()
    return COMPLETENESS.check(found[found["spells"] > 0])


def _standing(low: np.ndarray, high: np.ndarray, periods: int) -> np.ndarray:
    """How many of the ranges [low, high) hold each period."""
    steps = np.bincount(low, minlength=periods + 1) - np.bincount(high, minlength=periods + 1)
    return steps[:periods].cumsum()


def risen(found: Found, of: Build, filled: pd.DataFrame) -> None:
    """Columns that used to be filled in: the last year's share without a value less that of the time before."""
    a_year = 1 if of.config.yearly else RECENT
    recent = filled["period"] > pd.Timestamp(of.periods[-1 - min(a_year, len(of.periods) - 1)])
    for (source, column), rows in filled.groupby(["source", "column"], observed=True):
        now, then = (rows[mask.loc[rows.index]] for mask in (recent, ~recent))
        if len(then) and len(now):
            rise = now["without"].sum() / now["spells"].sum() - then["without"].sum() / then["spells"].sum()
            found.add("missing_more", max(rise, 0.0), source=source, category=column)


def plausible(found: Found, of: Build) -> None:
    """What must or should hold of spells."""
    for check in (ENDS, HIRED):
        found.add(check.name, _failing(check, of.frame))
    for check in (AGE, SHARE):
        found.add(check.name, _failing(check, of.paid.frame) / max(len(of.paid.frame), 1))
    _same_day(found, of)
    _shares(found, of)
    _overlaps(found, of)


def _failing(check: Check, frame: pd.DataFrame) -> int:
    """How many rows fail a check; none of them is told."""
    return int((~check(frame).check_output).sum())


def _same_day(found: Found, of: Build) -> None:
    """The commonest first day with the employer, as a share of the persons of each source."""
    paid = of.paid
    first = pd.DataFrame(
        {"who": paid.who, "hired": paid.frame["hired"], "source": of.sources(paid.frame["source_file"])}
    )
    first = first.dropna().drop_duplicates("who")
    for source, rows in first.groupby("source", observed=True):
        c = of.config.sources[source]
        if "hired" in c.columns:
            found.add("hired_same_day", rows["hired"].value_counts().iloc[0] / len(rows), source=source)


def _shares(found: Found, of: Build) -> None:
    """Persons whose contracted shares at the last period's end sum to far more than full time."""
    paid, day = of.paid, of.periods[-1].astype("int64")
    there = (paid.start <= day) & (paid.stop > day)
    sums = pd.Series(paid.fte[there]).groupby(paid.who[there]).sum()
    found.add("over_full_time", (sums > FULL_TIME).mean() if len(sums) else None)


def _overlaps(found: Found, of: Build) -> None:
    """Spells of one employment that begin before the one before it has ended."""
    paid = of.paid
    which = pd.factorize(paid.frame["employment"])[0]
    order = np.lexsort((paid.stop, paid.start, which, paid.who))
    who, which = paid.who[order], which[order]
    same = (who[1:] == who[:-1]) & (which[1:] == which[:-1])
    over = same & (paid.start[order][1:] < np.minimum(paid.stop[order][:-1], FOREVER))
    found.add("overlapping", over.sum() / max(len(order), 1))
