"""Persons as parallel arrays: who they are, what they can, and where they stand now."""

from __future__ import annotations

import numpy as np

from competence.sample.hazards import FRAILTY, PASS_THROUGH, REFERENCE, target_age

QUALIFICATIONS = ("teacher_licence", "preschool_licence", "nurse_licence", "assistant_nurse_title",
                  "care_education", "social_work_degree")  # fmt: skip
NEVER = 30000
LONG_AGO = -30000
NONE, PERMANENT, TRIAL, FIXED, HOURLY = -1, 0, 1, 2, 3
CONTRACTS = ("permanent", "trial", "fixed_term", "hourly")
SHARES = np.array([0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9])
SHARE_ODDS = np.array([0.05, 0.08, 0.12, 0.25, 0.2, 0.1, 0.2])
MEAN_PART = float(SHARES @ SHARE_ODDS)
TEMPORARY_YOUTH = 9.0  # years that people on fixed term are younger

_FIELDS = {
    "birth": np.int32,  # day
    "sex": np.int8,  # 0 female, 1 male
    "frailty": np.float32,
    "shift": np.int16,  # months later that this person retires than the reference steps
    "hired": np.int32,  # first day with the employer
    "cell": np.int16,
    "contract": np.int8,
    "unit": np.int16,
    "share": np.float32,
    "until": np.int16,  # month a fixed or trial contract ends
    "since": np.int16,  # month the present employment began
    "away": np.int16,  # month of coming back from the summer, NEVER if not away
    "left": np.int16,  # month of the last exit, NEVER while here
    "school_year": bool,
    "transitional": bool,
    "trained": np.int16,  # month in which training under way is finished
    "training": np.int16,  # month in which training began
    "training_in": np.int8,  # qualification trained for
}


class People:
    """Growing arrays, one entry a person; `count` of them are in use."""

    def __init__(self, room: int):
        self.count = 0
        for name, dtype in _FIELDS.items():
            setattr(self, name, np.zeros(room, dtype))
        self.has = np.full((room, len(QUALIFICATIONS)), NEVER, np.int16)  # month from which it is held

    def add(self, n: int) -> np.ndarray:
        """Room for `n` more persons; their numbers."""
        end = self.count + n
        if end > len(self.birth):
            room = max(end, 2 * len(self.birth))
            for name in (*_FIELDS, "has"):
                old = getattr(self, name)
                new = np.zeros((room, *old.shape[1:]), old.dtype)
                new[: self.count] = old[: self.count]
                setattr(self, name, new)
        who = np.arange(self.count, end)
        self.has[who] = NEVER
        for name in ("away", "left", "until", "training", "trained"):
            getattr(self, name)[who] = NEVER
        self.contract[who] = NONE
        self.count = end
        return who

    def describe(self, rng, who, women, age, today, served=0.0):
        """Give persons sex, birth, frailty and the shift of their retirement.

        Parameters
        ----------
        women : chance of being a woman.
        age : years on the day `today` (day number).
        served : years already served: those who stayed are the steadier ones.
        """
        n = len(who)
        self.sex[who] = rng.random(n) >= women
        self.birth[who] = today - (age * 365.2425).astype(np.int32)
        draw = rng.standard_gamma(FRAILTY, n) / (FRAILTY + 0.08 * served)
        self.frailty[who] = np.clip(draw, 0.05, 5.0)
        later = 12 * (target_age(birth_year(self.birth[who])) - REFERENCE)
        self.shift[who] = np.where(rng.random(n) < PASS_THROUGH, later, 0)


def birth_year(days: np.ndarray) -> np.ndarray:
    """Calendar year of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def draw_shares(rng, part: np.ndarray) -> np.ndarray:
    """Contracted shares of people who are part-timers with chance `part`."""
    picked = SHARES[np.searchsorted(np.cumsum(SHARE_ODDS)[:-1], rng.random(len(part)), side="right")]
    return np.where(rng.random(len(part)) < part, picked, 1.0)


def draw_ages(rng, mean: np.ndarray, spread: np.ndarray, low: float = 19.0, high: float = 66.0) -> np.ndarray:
    """Ages of a trade, folded back at the ends."""
    age = mean + spread * rng.standard_normal(len(mean))
    age = np.where(age < low, 2 * low - age, age)
    age = np.where(age > high, 2 * high - age, age)
    return np.clip(age, low, high)
