"""Service volumes: how many users a resident group has, how many of them the own organisation serves.

Users per resident (or the volume itself) is carried on with a damped trend; the own share, a matter of politics,
stays as it is until a dated event changes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast import levels
from competence.forecast.history import History
from competence.forecast.population import Residents
from competence.vocabulary import ALL

RATE = levels.Prior(
    common_cycle=0.0, common_walk=0.0, own_level=3.0, own_cycle=0.005, own_walk=0.006, fixed_level=True,
    own_slope=(0.015,),
)  # fmt: skip
NOISE = 0.05  # variance of a count of users against what it stands for, a user

Key = tuple[
    str, tuple[int, int] | None, str
]  # service, ages it is told by (None = itself), administration or *


@dataclass(frozen=True, eq=False)
class Path:
    """One volume against the origin: `rate` per resident (or in itself), `own` share of the own organisation.

    rate_past, own_past : (nodes,); rate_ahead : (draws, H + 1); all 1 at the origin.
    """

    rate_past: np.ndarray
    rate_ahead: np.ndarray
    own_past: np.ndarray
    own_known: bool


class Volumes:
    """The delivered volumes, asked for by service and administration."""

    def __init__(self, frame: pd.DataFrame | None):
        self.users: dict[tuple[str, str], pd.Series] = {}
        self.own: dict[tuple[str, str], pd.Series] = {}
        if frame is None or frame.empty:
            return
        frame = frame.sort_values(
            ["year", "administration", "service", "users"]
        )  # sums are the same in any order
        for places, name in ((["administration"], None), ([], ALL)):
            for at, mine in frame.groupby([*places, "service"], sort=True):
                place, service = (at[0] if places else name), at[-1]
                by_year = mine.groupby("year")
                self.users[service, place] = by_year["users"].sum()
                # One that does not tell its own users leaves the own share of them all unknown.
                self.own[service, place] = by_year["own_users"].agg(lambda x: x.sum(skipna=False))

    @property
    def delivered(self) -> bool:
        """Whether there are any."""
        return bool(self.users)

    def place(self, service: str, administration: str, last: int) -> str | None:
        """Whose volume an administration goes by: its own, else all of it; None where there are no users."""
        for where in (administration, ALL):
            users = self.users.get((service, where))
            if users is not None and len(seen := users[users.index <= last]) and seen.iloc[-1] > 0:
                return where
        return None

    def paths(self, keys: list[Key], h: History, residents: Residents | None, rng, draws: int, horizon: int):
        """{key: Path} of all keys, drawn together."""
        if not keys:
            return {}
        last = h.origin.year - (h.origin.month < 12)
        years = np.arange(min(self.users[s, a].index.min() for s, _, a in keys), last + 1)
        seen, noise = np.full((2, len(keys), len(years)), np.nan)
        own = np.full((len(keys), len(years)), np.nan)
        for i, (service, ages, place) in enumerate(keys):
            users = self.users[service, place].reindex(years).to_numpy(float)
            base = np.ones(len(years)) if ages is None else _residents(residents, ages, years)
            good = (users > 0) & (base > 0)
            seen[i, good] = np.log(users[good] / base[good])
            noise[i, good] = NOISE / users[good]
            own[i, good] = self.own[service, place].reindex(years).to_numpy(float)[good] / users[good]
        latest = np.array([np.flatnonzero(np.isfinite(row))[-1] for row in seen])
        level = seen[np.arange(len(keys)), latest]
        time = levels.time(len(years), horizon + 1)
        trends = np.broadcast_to(time, (1, len(keys), len(time)))
        noise = np.where(np.isfinite(noise), noise, 1.0)
        fitted = levels.fit(seen - level[:, None], noise, RATE, trends=trends)
        ahead = fitted.draw(rng, draws, horizon + 1)
        out = {}
        for i, key in enumerate(keys):
            line = np.concatenate([np.broadcast_to(_filled(seen[i]) - level[i], (draws, len(years))), ahead[:, i]],
                                  axis=1)  # fmt: skip
            now = _at(line, years[0], h.origin)
            past = np.array([_at(line[:1], years[0], h.periods[t])[0] for t in h.nodes]) - now[0]
            coming = [
                _at(line, years[0], h.origin + pd.DateOffset(years=k)) - now for k in range(horizon + 1)
            ]
            known = bool(np.isfinite(own[i]).any()) and bool(np.nanmin(own[i]) > 0)
            share = np.log(_filled(own[i]))[None] if known else np.zeros((1, len(years)))
            then = np.array([_at(share, years[0], h.periods[t])[0] for t in h.nodes])
            out[key] = Path(np.exp(past), np.exp(np.stack(coming, axis=1)), np.exp(then - then[-1]), known)
        return out


def _residents(residents: Residents, ages: tuple[int, int], years: np.ndarray) -> np.ndarray:
    """Residents of an age group at year-ends; years beyond the observed have the nearest observed number."""
    past, _ = residents.group(*ages)
    return np.maximum(past[np.clip(years - residents.years[0], 0, len(past) - 1)], 1.0)


def _filled(row: np.ndarray) -> np.ndarray:
    """A series with gaps on the line between what was seen, the nearest beyond it."""
    seen = np.flatnonzero(np.isfinite(row))
    return np.interp(np.arange(len(row)), seen, row[seen])


def _at(line: np.ndarray, first: int, when: pd.Timestamp) -> np.ndarray:
    """Yearly values (rows, years) of year-ends from `first` on, at a day: in between on the line."""
    place = np.clip(when.year + when.month / 12 - 1 - first, 0, line.shape[1] - 1)
    low = min(int(place), max(line.shape[1] - 2, 0))
    part = place - low
    return line[:, low] * (1 - part) + line[:, min(low + 1, line.shape[1] - 1)] * part
