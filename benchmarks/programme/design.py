"""The municipality of the test design: units, course groups, a planted effect; written straight at the waist.

320 units of 8-30 respondents in 8 administrations, 330 managers in 13 mixed groups one after another over 24 months,
each under way 24/13 months; nobody is left untrained. Shocks hit each administration in each round (SD 2); an effect
differs between course groups (SD 1), none where it is nought.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.config.programme import ExpectedEffect, Programme
from competence.tables import PROGRAMME_GROUPS, SURVEY_ROUNDS, UNIT_PERIODS

UNITS, MANAGERS, GROUPS, MONTHS = 320, 330, 13, 24
SHARES = np.array([0.33, 0.21, 0.15, 0.11, 0.08, 0.05, 0.04, 0.03])
RESPONDENTS = (8, 30)
GROUP_SD, SHOCK_SD, ORDER = 1.0, 2.0, 0.5
# Points of 100 on the index: a unit's own level, its wobble from round to round, and one respondent's answer.
LEVEL, UNIT_SD, WOBBLE_SD, ANSWER_SD = 55.0, 6.0, 3.5, 20.0
ROUNDS = {"annual": (-42, -30, -18, -6, 6, 18, 30), "half_yearly": (-30, -24, -18, -12, -6, 0, 6, 12, 18, 24, 30)}  # fmt: skip
BEGINS = np.datetime64("2022-09-01", "D")
QUARTERS_BEFORE, QUARTERS_AFTER = 30, 2
RESIGNATIONS, FRAILTY_CV, YEAR_SD, ANSWERING = 0.09, 0.3, 0.10, 0.75
INDICES = ("hme_leadership", "hme_motivation", "hme_governance")
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, repr=False)
class Town:
    """Tables of the waist, and the truth.

    realised : administration, unit, period, effect (points; per cent for resignations) on the outcome planted in.
    """

    unit_periods: pd.DataFrame
    survey_rounds: pd.DataFrame
    programme_groups: pd.DataFrame
    realised: pd.DataFrame
    outcome: str

    def truth(self, cells: pd.DataFrame) -> float:
        """Mean of the realised effect over the cells of `competence.programme.effects.estimate`, with its weights."""
        mine = cells[cells["outcome"] == self.outcome]
        keys = ["administration", "unit", "period"]
        met = mine.merge(self.realised, on=keys, how="left", validate="one_to_one")
        return float((met["weight"] * met["effect"]).sum() / met["weight"].sum())


def town(
    seed: int,
    effect: float = 0.0,
    *,
    survey: str = "half_yearly",
    growing: bool = False,
    ordered: bool = False,
    stream: int = 0,
    resigning: bool = False,
) -> Town:
    """A municipality with a staff survey.

    Parameters
    ----------
    effect : points on the leadership index from completion on; with `growing` points a year since completion.
    survey : `annual` (4 rounds before, 2 inside, 1 after) or `half_yearly` (6, 4, 1).
    ordered : the groups' order correlates 0.5 with administration, else drawn by lot.
    stream : further draws of the same seed. resigning : with resignations, that the programme does not move.
    """
    rng = np.random.default_rng([seed, stream, 1])
    place, size, group = _units(rng, ordered)
    start, done = _days()
    months = ROUNDS[survey]
    asked = _month_end(np.array(months))
    periods = _month_end(np.arange(months[0], months[-1] + 1))
    through = done[group][:, None] <= asked
    adds = rng.standard_normal(GROUPS) * (GROUP_SD if effect else 0.0)
    years = np.where(through, (asked - done[group][:, None]) / DAY / 365.25, 0.0)
    true = np.where(through, effect * years if growing else effect, 0.0) + through * adds[group][:, None]
    columns = {}
    for name in INDICES:
        shock = rng.normal(0, SHOCK_SD, (len(SHARES), len(asked)))
        own = rng.normal(LEVEL, UNIT_SD, UNITS)
        noise = np.sqrt(WOBBLE_SD**2 + ANSWER_SD**2 / size)[:, None] * rng.standard_normal(shock[place].shape)
        value = own[:, None] + shock[place] + noise + (true if name == "hme_leadership" else 0.0)
        columns[name] = np.clip(value, 0, 100)
    at = np.searchsorted(periods, asked)
    rows = _rows(periods, place, size, group)
    for name, value in columns.items():
        rows[name] = _spread(value, at, len(periods))
    rows["hme_total"] = rows[list(INDICES)].mean(axis=1, skipna=False)
    held = np.broadcast_to(size[:, None].astype(float), (UNITS, len(asked)))
    if resigning:
        rows["exposure"], rows["resignations"] = _resignations(rng, periods, place, size, 1.0)
    rows["respondents"] = pd.array(_spread(held, at, len(periods)), dtype="Int64")
    rounds = pd.DataFrame({"round": [f"round {i + 1}" for i in range(len(asked))], "date": asked, "instrument": "HME"})  # fmt: skip
    rounds["date"] = rounds["date"].astype("datetime64[us]")
    return Town(
        UNIT_PERIODS.check(rows), SURVEY_ROUNDS.check(rounds), _groups(rng, place, group, start),
        _realised(true, asked, place), "hme_leadership",
    )  # fmt: skip


def town_of_resignations(seed: int, percent: float = -5.0, *, ordered: bool = False) -> Town:
    """A municipality without a survey whose resignations change so much per cent after completion.

    Units differ (gamma frailty, CV 0.3) and so do years (log-normal, SD 0.10 by administration); 30 quarters before.
    """
    rng = np.random.default_rng([seed, 2])
    place, size, group = _units(rng, ordered)
    start, done = _days()
    # Whole quarters: the first begins with a quarter of the calendar.
    first, last = -3 * QUARTERS_BEFORE - 2, MONTHS + 3 * QUARTERS_AFTER
    periods = _month_end(np.arange(first, last + 1))
    through = done[group][:, None] < periods.astype("datetime64[M]").astype("datetime64[D]")
    rows = _rows(periods, place, size, group)
    times = np.where(through, 1 + percent / 100, 1.0)
    rows["exposure"], rows["resignations"] = _resignations(rng, periods, place, size, times)
    return Town(
        UNIT_PERIODS.check(rows), SURVEY_ROUNDS.empty(), _groups(rng, place, group, start),
        _realised(np.where(through, percent, 0.0), periods, place), "resignations",
    )  # fmt: skip


def _resignations(rng, periods, place, size, times) -> tuple[np.ndarray, np.ndarray]:
    """Person-years and resignations on the rows of units and months."""
    heads = np.round(size / ANSWERING)
    exposure = heads[:, None] / 12 * np.exp(rng.normal(0, 0.03, (UNITS, len(periods))))
    frailty = rng.gamma(1 / FRAILTY_CV**2, FRAILTY_CV**2, UNITS)
    year = periods.astype("datetime64[Y]").astype(int)
    common = np.exp(rng.normal(0, YEAR_SD, (len(SHARES), np.ptp(year) + 1)))[place][:, year - year.min()]
    mean = exposure * RESIGNATIONS * frailty[:, None] * common * times
    return exposure.ravel(), rng.poisson(mean).ravel()


def programme(*outcomes: str) -> Programme:
    """The section of the config: what the programme expects; the leadership index is primary, 3 points matter."""
    expected = ExpectedEffect(id="effect", expected="Ledarskap", indicators=outcomes)
    return Programme(effect=(expected,) if outcomes else ())


def _units(rng: np.random.Generator, ordered: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Administration, respondents and course group of each unit's manager."""
    place = np.sort(rng.permutation(np.repeat(np.arange(len(SHARES)), _dealt())))
    size = rng.integers(RESPONDENTS[0], RESPONDENTS[1] + 1, UNITS)
    own = rng.standard_normal(len(SHARES))[place]
    own = (own - own.mean()) / own.std()
    by = (ORDER * own if ordered else 0.0) + np.sqrt(1 - ORDER**2) * rng.standard_normal(UNITS)
    group = np.empty(UNITS, np.int64)
    group[np.argsort(by)] = np.arange(UNITS) * GROUPS // UNITS
    return place, size, group


def _dealt() -> np.ndarray:
    """Units by administration: the shares, whole, summing to all."""
    edges = np.round(np.cumsum(SHARES) / SHARES.sum() * UNITS).astype(int)
    return np.diff(edges, prepend=0)


def _days() -> tuple[np.ndarray, np.ndarray]:
    """First and last day of each group: one ends when the next begins."""
    days = np.round(np.arange(GROUPS + 1) * MONTHS / GROUPS * 365.25 / 12).astype(int)
    return BEGINS + days[:-1], BEGINS + days[1:]


def _month_end(months: np.ndarray) -> np.ndarray:
    """Last day before so many months have passed from the roll-out's first day."""
    return (BEGINS.astype("datetime64[M]") + months).astype("datetime64[D]") - DAY


def _rows(periods, place, size, group) -> pd.DataFrame:
    """`unit_periods` without outcomes; rows by unit, then period."""
    n, many = len(place), len(periods)
    done = _days()[1]
    through = (done.astype("datetime64[M]") + 1).astype("datetime64[D]")[group] - DAY
    names = np.array([f"f{a + 1}" for a in range(len(SHARES))], dtype=object)
    rows = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(1, n + 1), many),
            "administration": np.repeat(names[place], many),
            "period": np.tile(periods.astype("datetime64[us]"), n),
            "exposure": np.repeat(size / ANSWERING / 12, many),
            "resignations": 0,
            "sick_days": np.nan,
            "time_to_fill": np.nan,
            "respondents": pd.array([pd.NA] * (n * many), dtype="Int64"),
            "managers": pd.array(np.ones(n * many, np.int64), dtype="Int64"),
            "managers_trained": pd.array((periods >= through[:, None]).astype(np.int64).ravel(), dtype="Int64"),
            "first_trained": np.repeat(through.astype("datetime64[us]"), many),
            "group": np.repeat(np.array([f"Grupp {g + 1:02d}" for g in range(GROUPS)], dtype=object)[group], many),
            "manager_changed": False,
        }
    )  # fmt: skip
    return rows.assign(
        **{f"hme_{name}": np.nan for name in ("total", "motivation", "leadership", "governance")}
    )


def _spread(value: np.ndarray, at: np.ndarray, many: int) -> np.ndarray:
    """Values of rounds on the rows of all months."""
    whole = np.full((len(value), many), np.nan)
    whole[:, at] = value
    return whole.ravel()


def _groups(rng, place, group, start) -> pd.DataFrame:
    """`programme_groups`: the managers of units, and those who lead none, dealt out."""
    more = rng.integers(0, GROUPS, MANAGERS - UNITS)
    where = np.concatenate([place, rng.integers(0, len(SHARES), MANAGERS - UNITS)])
    sat = (
        pd.DataFrame({"g": np.concatenate([group, more]), "a": where})
        .value_counts()
        .reset_index(name="managers")
    )
    return PROGRAMME_GROUPS.check(
        pd.DataFrame(
            {
                "group": [f"Grupp {g + 1:02d}" for g in sat["g"]],
                "start": start[sat["g"]].astype("datetime64[us]"),
                "administration": [f"f{a + 1}" for a in sat["a"]],
                "managers": sat["managers"].astype("int64"),
            }
        )
    )


def _realised(true: np.ndarray, periods: np.ndarray, place: np.ndarray) -> pd.DataFrame:
    n, many = true.shape
    return pd.DataFrame(
        {
            "administration": np.repeat(np.array([f"f{a + 1}" for a in place], dtype=object), many),
            "unit": np.repeat(np.arange(1, n + 1), many),
            "period": np.tile(periods.astype("datetime64[us]"), n),
            "effect": true.ravel(),
        }
    )
