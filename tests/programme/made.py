"""A small municipality straight at the waist: units, rounds and course groups with a planted effect."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.tables import PROGRAMME_GROUPS, SURVEY_ROUNDS, UNIT_PERIODS

BEGAN = pd.Period("2022-01", "M")
BEFORE, AFTER = 36, 30  # months of material before and after the first day of the roll-out


@dataclass(frozen=True)
class Made:
    """Tables of the waist, and `truth` : unit, period, effect on leadership in that round."""

    unit_periods: pd.DataFrame
    survey_rounds: pd.DataFrame
    programme_groups: pd.DataFrame
    truth: pd.DataFrame


def month_end(month: np.ndarray) -> np.ndarray:
    """Last days of months counted from the roll-out's start; the first month of it is 1."""
    ends = [(BEGAN + int(m) - 1).end_time.normalize() for m in np.atleast_1d(month)]
    return np.array(ends, "datetime64[us]")


def municipality(
    rng,
    effect=0.0,
    growing=0.0,
    units=160,
    administrations=4,
    groups=7,
    rounds=(-30, -24, -18, -12, -6, 0, 6, 12, 18, 24, 30),
    resignations=0.0,
    change=0.0,
    sd=2.0,
) -> Made:
    """Groups one after another over 24 months; `effect` points on leadership, `growing` points a year besides.

    resignations : a year and head; `change` : of it in units whose manager is through, share.
    """
    place = np.sort(rng.integers(0, administrations, units))
    heads = rng.integers(8, 31, units)
    group = rng.permutation(units) * groups // units
    done = np.ceil(24 * (np.arange(groups) + 1) / groups - 1e-9).astype(int)
    start = 24 * np.arange(groups) / groups
    months = np.arange(-BEFORE + 1, AFTER + 1)
    rounds = np.array(rounds)
    through = rounds >= done[group][:, None]
    moved = np.where(through, effect + growing * (rounds - done[group][:, None]) / 12, 0.0)
    answers = (
        60 + rng.normal(0, 4, units)[:, None] + rng.normal(0, 2, (administrations, len(rounds)))[place]
        + rng.normal(0, sd, (units, len(rounds))) + moved
    )  # fmt: skip
    leadership = np.full((units, len(months)), np.nan)
    leadership[:, rounds + BEFORE - 1] = answers
    later = months > done[group][:, None]
    risk = (
        resignations
        / 12
        * heads[:, None]
        * rng.gamma(10, 0.1, units)[:, None]
        * np.where(later, 1 + change, 1.0)
    )
    size = len(months)
    names = np.array([f"Grupp {g + 1}" for g in range(groups)], object)
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(1, units + 1), size),
            "administration": np.repeat([f"a{p}" for p in place], size),
            "period": np.tile(month_end(months), units),
            "exposure": np.repeat(heads / 12, size),
            "resignations": rng.poisson(np.broadcast_to(risk, (units, size))).ravel(),
            "sick_days": np.nan,
            "hme_total": np.nan,
            "hme_motivation": np.nan,
            "hme_leadership": leadership.ravel(),
            "hme_governance": np.nan,
            "respondents": pd.array(np.where(np.isnan(leadership.ravel()), pd.NA, 10), "Int64"),
            "time_to_fill": np.nan,
            "managers": pd.array(np.ones(units * size, int), "Int64"),
            "managers_trained": pd.array((months >= done[group][:, None]).astype(int).ravel(), "Int64"),
            "first_trained": np.repeat(month_end(done)[group], size),
            "group": np.repeat(names[group], size),
            "manager_changed": False,
        }
    )
    days = [BEGAN.start_time + pd.Timedelta(days=round(30.4375 * m)) for m in start]
    asked = month_end(rounds)
    return Made(
        UNIT_PERIODS.check(frame),
        SURVEY_ROUNDS.check(
            pd.DataFrame(
                {"round": [f"r{i:02d}" for i in range(len(rounds))], "date": asked, "instrument": "HME"}
            )
        ),
        PROGRAMME_GROUPS.check(
            pd.DataFrame(
                {
                    "group": names,
                    "start": np.array(days, "datetime64[us]"),
                    "administration": "a0",
                    "managers": 20,
                }
            )
        ),
        pd.DataFrame(
            {
                "unit": np.repeat(np.arange(1, units + 1), len(rounds)),
                "period": np.tile(asked, units),
                "effect": moved.ravel(),
            }
        ),
    )
