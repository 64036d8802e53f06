"""The next course groups against random ones within the same limits: 330 managers, 8 administrations, 13 dates.

`figures(seed)` gives a row for each of: with and without limits (30 % of the dates barred, never with one's own head),
and pairs alone or with the first couples of administrations that have not met. A random seating is where a chain
stands that has swapped two managers again and again, every swap that keeps the limits being as likely: all seatings
of the same sizes within the limits are.
"""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import numpy as np
import pandas as pd

from competence.programme import placing, seating
from competence.tables import GROUP_CLASSES, MEETINGS

MANAGERS, GROUPS, BARRED, SIZE = 330, 13, 0.3, (20, 28)
SHARES = (0.33, 0.21, 0.15, 0.11, 0.08, 0.05, 0.04, 0.03)
TAKEN, AT_LEAST = 13, 9  # managers of an administration for the bar of meetings; of the smallest drawn
RANDOM, SWEEPS = 1_000, 60
DATES = [date(2026, 1, 13) + timedelta(28 * n) for n in range(GROUPS)]
BARS = {"closed": 0.9, "groups_met": 0.5, "times_apart": 2.5, "seconds": 20.0}


def managers(rng: np.random.Generator, limits: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Administration, own head (-1: none) and barred dates of each: one director, a head for eight, the rest below."""
    drawn = rng.multinomial(MANAGERS - AT_LEAST * len(SHARES), SHARES)
    place = np.repeat(np.arange(len(SHARES)), drawn + AT_LEAST)
    head = np.full(MANAGERS, -1)
    barred = np.zeros((MANAGERS, GROUPS), bool)
    if not limits:
        return place, head, barred
    for a in range(len(SHARES)):
        director, *others = np.flatnonzero(place == a)
        heads = others[: max(len(others) // 8, 1)]
        head[heads] = director
        below = others[len(heads) :]
        head[below] = rng.choice(heads, len(below))
    for one in barred:
        one[rng.choice(GROUPS, round(BARRED * GROUPS), replace=False)] = True
    return place, head, barred


def classes(place: np.ndarray, head: np.ndarray, barred: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """The table `group_classes`, and the class of each manager."""
    leads = np.isin(np.arange(len(place)), head)
    days = ["|".join(day.isoformat() for day, off in zip(DATES, one) if off) for one in barred]
    alone = np.where(leads, np.arange(len(place)), -1)
    frame = pd.DataFrame({"place": place, "head": head, "barred": days, "alone": alone})
    number = frame.groupby(list(frame), sort=False).ngroup().to_numpy()
    first = frame.assign(number=number).drop_duplicates("number")
    return GROUP_CLASSES.check(
        pd.DataFrame(
            {
                "class": first["number"],
                "administration": "f" + first["place"].astype(str),
                "manager_level": "C",
                "head": pd.array([None if h < 0 else number[h] for h in first["head"]], dtype="Int64"),
                "barred": first["barred"],
                "managers": np.bincount(number)[first["number"]],
            }
        )
    ), number


def seats_of(found: seating.Seating, number: np.ndarray) -> np.ndarray:
    """Group of each manager: those of a class are alike."""
    group = pd.factorize(found.seats["start"], sort=True)[0]
    by_class = pd.Series(np.repeat(group, found.seats["managers"]))
    dealt = by_class.groupby(np.repeat(found.seats["class"], found.seats["managers"]).to_numpy())
    places = {c: list(values) for c, values in dealt}
    return np.array([places[c].pop() for c in number])


def by_lot(seats: np.ndarray, head: np.ndarray, barred: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(RANDOM, managers) groups: chains of swaps from one seating, apart after `SWEEPS` tries a manager."""
    chains, n = np.arange(RANDOM), len(seats)
    held = np.column_stack([np.tile(seats, (RANDOM, 1)), np.full(RANDOM, -1)])  # the last one: nobody
    below = [np.flatnonzero(head == i) for i in range(n)]
    led = np.full((n, max(1, *(len(b) for b in below))), n)
    for i, some in enumerate(below):
        led[i, : len(some)] = some
    over = np.where(head < 0, n, head)
    for one, other in rng.integers(0, n, (SWEEPS * n, 2, RANDOM)):
        to, back = held[chains, other], held[chains, one]
        held[chains, one], held[chains, other] = to, back
        wrong = barred[one, to] | barred[other, back]
        for who, group in ((one, to), (other, back)):
            wrong |= (held[chains, over[who]] == group) | (
                held[chains[:, None], led[who]] == group[:, None]
            ).any(1)
        held[chains[wrong], one[wrong]], held[chains[wrong], other[wrong]] = back[wrong], to[wrong]
    return held[:, :n]


def heads_in(seats: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(administrations, groups) managers of one seating."""
    return np.bincount(place * GROUPS + seats, minlength=len(SHARES) * GROUPS).reshape(len(SHARES), GROUPS)


def figures(seed: int) -> pd.DataFrame:
    """Rows for a drawn municipality: `limits`, `counted`, then what `BARS` judges and what it rests on."""
    rows = []
    for limits in (False, True):
        rng = np.random.default_rng([seed, limits])
        place, head, barred = managers(rng, limits)
        given, number = classes(place, head, barred)
        names = [f"f{a}" for a in range(len(SHARES))]
        lot = None
        for counted, weight in (("pairs", 0.0), ("pairs and first couples", 1.0)):
            started = perf_counter()
            found = seating.propose(given, DATES, size=SIZE, meetings=_met(names) if weight == 0 else None)
            seconds = perf_counter() - started
            seats = seats_of(found, number)
            if lot is None:
                lot = by_lot(seats, head, barred, rng)
            weights = np.full((len(SHARES), len(SHARES)), weight)
            random = [placing.value(heads_in(one, place), weights) for one in lot]
            heads = heads_in(seats, place)
            # Grouping by administration: one after the other, in groups of the same sizes.
            apart = np.repeat(np.arange(GROUPS), heads.sum(0))
            none = np.zeros_like(weights)
            together = (heads > 0).astype(int) @ (heads > 0).T
            large = np.flatnonzero(heads.sum(1) >= TAKEN)
            rows.append(
                {
                    "seed": seed,
                    "limits": limits,
                    "counted": counted,
                    "value": found.value,
                    "bound": found.bound,
                    "best_random": max(random),
                    "mean_random": float(np.mean(random)),
                    "closed": 1 - (found.bound - found.value) / (found.bound - max(random)),
                    "groups_met": together[np.ix_(large, large)].min() / GROUPS,
                    "times_apart": placing.value(heads, none) / placing.value(heads_in(apart, place), none),
                    "smallest": int(heads.sum(0).min()),
                    "largest": int(heads.sum(0).max()),
                    "kept": not found.remarks and all(_kept(one, head, barred) for one in (seats, *lot)),
                    "seconds": seconds,
                }
            )
    return pd.DataFrame(rows)


def _met(names: list[str]) -> pd.DataFrame:
    """`programme_meetings` where all have met as much as by chance: pairs alone count."""
    rows = [(a, b, 1, 1.0, 1.0) for i, a in enumerate(names) for b in names[i:]]
    return MEETINGS.check(pd.DataFrame(rows, columns=MEETINGS.names))


def _kept(seats: np.ndarray, head: np.ndarray, barred: np.ndarray) -> bool:
    led = head >= 0
    return not (barred[np.arange(len(seats)), seats].any() or (seats[led] == seats[head[led]]).any())
