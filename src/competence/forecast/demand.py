"""How many staff there will be posts for: drivers (residents, the whole) times staffing ratios.

Staff follows a path: the driver's growth times a ratio with a damped trend and a spread of its own, by
administration (`levels.py`), shared out over its cells by their own ratios. Posts are staff + open posts; where
no recruitments are delivered today's staffing is taken to be right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast import growth
from competence.forecast.history import MICRO, History
from competence.forecast.population import Residents

SHARE_YEAR = 0.004  # yearly standard deviation of the mean contracted share, logarithmic, at least
OPEN_YEARS = 3  # whose share of open posts is the usual one
OPEN_REVERT = 0.1  # of the deviation from the usual share of open posts, left a year later


@dataclass(frozen=True, eq=False)
class Demand:
    """Draws of posts at the origin and whole years after it: (draws, H + 1, cells).

    staff : persons when posts are as filled as they use to be. open : what is needed beyond them, in persons.
    share : contracted share of full time a person.
    season : (cells, 12) logarithmic deviation of staff by calendar month from the line between the nodes.
    origin_month : calendar month (0-11) of the origin.
    """

    staff: np.ndarray
    open: np.ndarray
    share: np.ndarray
    season: np.ndarray
    origin_month: int
    has_vacancies: bool

    def staff_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) staff, `elapsed` months after the origin."""
        month = (self.origin_month + elapsed) % 12
        return self._line(self.staff[draws], elapsed) * np.exp(self.season[:, month])

    def required_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) persons required: staff and open posts, without season (posts do not come and go)."""
        return self._line(self.staff[draws], elapsed) + self._line(self.open[draws], elapsed)

    def share_at(self, draws: slice, elapsed: int) -> np.ndarray:
        """(draws, cells) contracted share a person."""
        return self._line(self.share[draws], elapsed)

    @staticmethod
    def _line(nodes: np.ndarray, elapsed: int) -> np.ndarray:
        year, part = divmod(elapsed, 12)
        if part == 0:
            return nodes[:, year]
        return nodes[:, year] * (1 - part / 12) + nodes[:, year + 1] * (part / 12)


def fit(
    history: History, config, residents: Residents | None, vacancies, rng, draws: int, horizon: int, widen=1.0
) -> Demand:
    """Estimate and draw the posts.

    Parameters
    ----------
    history, residents, vacancies : the past, the coming residents, the table `vacancies` (or None).
    config : for staffing links, policy changes and breaks.
    horizon : years.
    """
    h = history
    past, ahead = drivers(h, config, residents, draws, horizon)
    vacant = vacant_posts(h, vacancies)
    posts = h.headcount if vacant is None else h.headcount + vacant
    grown, apart = growth.draw(h, config, posts[h.nodes], past, ahead, rng, widen)
    required = posts[-1] * grown * _changes(h, config, horizon)
    unfilled = (
        np.zeros_like(required) if vacant is None else required * _unfilled(h, vacant, rng, draws, horizon)
    )
    shares = _shares(h, rng, draws, horizon)
    # What is needed and what there are posts for part and meet again; staff follows the posts.
    open_posts = required * (apart - 1) + unfilled
    staff = required - unfilled
    return Demand(staff, open_posts, shares, _season(h), h.origin.month - 1, vacant is not None)


def drivers(h: History, config, residents: Residents | None, draws: int, horizon: int):
    """Driver of each cell, 1 at the origin: past (nodes, C) and coming (draws, H + 1, C)."""
    past = np.ones((len(h.nodes), h.cells))
    ahead = np.ones((draws, horizon + 1, h.cells))
    link = [_link(config, h, c) for c in range(h.cells)]
    follows = np.zeros(h.cells, bool)
    groups: dict[tuple, tuple] = {}
    for c, found in enumerate(link):
        if found is None or found.driver == "none":
            continue
        if found.driver == "total":
            follows[c] = True
        elif residents is not None:
            if found.ages not in groups:
                groups[found.ages] = _group(h, residents, found.ages, horizon)
            back, on = groups[found.ages]
            past[:, c], ahead[:, :, c] = back**found.weight, on**found.weight
    now = h.headcount[-1] * ~follows
    if follows.any() and now.sum() > 0:
        past[:, follows] = (past @ now / now.sum())[:, None]
        ahead[:, :, follows] = (ahead @ now / now.sum())[:, :, None]
    return past, ahead


def _link(config, h: History, cell: int):
    """The first link that names the cell and is in force at the origin."""
    occupation = h.occupations[h.occupation[cell]]
    administration = h.administrations[h.administration[cell]]
    today = h.origin.date()
    for link in config.demand.links:
        known = link.known_from is None or link.known_from <= today
        valid = (link.valid_from or today) <= today <= (link.valid_to or today)
        named = occupation in link.occupations and (
            not link.administrations or administration in link.administrations
        )
        if known and valid and named:
            return link
    return None


def _group(h: History, residents: Residents, ages, horizon: int):
    """An age group against its number at the origin: at the past nodes and the coming ones."""
    past, ahead = residents.group(*ages)
    years = np.concatenate([residents.years, residents.years[-1] + np.arange(1, ahead.shape[1])])
    line = np.concatenate([np.broadcast_to(past, (len(ahead), len(past))), ahead[:, 1:]], axis=1)

    def at(when: pd.Timestamp) -> np.ndarray:
        # Residents are counted at year-ends; in between on the line.
        place = np.clip(when.year + when.month / 12 - 1 - years[0], 0, len(years) - 1)
        low = min(int(place), len(years) - 2) if len(years) > 1 else 0
        part = place - low
        return line[:, low] * (1 - part) + line[:, min(low + 1, len(years) - 1)] * part

    base = np.maximum(at(h.origin), 1.0)
    back = np.array([np.mean(at(h.periods[node]) / base) for node in h.nodes])
    on = np.stack([at(h.origin + pd.DateOffset(years=k)) / base for k in range(horizon + 1)], axis=1)
    return np.maximum(back, 1e-6), np.maximum(on, 1e-6)


def _changes(h: History, config, horizon: int) -> np.ndarray:
    """(H + 1, C) factors of decided changes of staffing that come after the origin."""
    out = np.ones((horizon + 1, h.cells))
    for change in config.demand.changes:
        known = change.known_from is None or change.known_from <= h.origin.date()
        if not known or change.date <= h.origin.date():
            continue
        a = np.isin(h.administrations, change.administrations)[h.administration] | (
            not change.administrations
        )
        o = np.isin(h.occupations, change.occupations)[h.occupation] | (not change.occupations)
        for year in range(1, horizon + 1):
            if (h.origin + pd.DateOffset(years=year)).date() >= change.date:
                out[year, a & o] *= change.factor
    return out


def vacant_posts(h: History, vacancies) -> np.ndarray | None:
    """(T, C) posts open at each period's end, in persons; None where no recruitments were delivered."""
    if vacancies is None or vacancies.empty or not (vacancies["period"] == h.origin).any():
        return None
    place = {
        (h.administrations[a], h.occupations[o]): c
        for c, (a, o) in enumerate(zip(h.administration, h.occupation))
    }
    cell = np.array(
        [place.get(pair, -1) for pair in zip(vacancies["administration"], vacancies["occupation"])]
    )
    when = h.periods.get_indexer(pd.DatetimeIndex(vacancies["period"]))
    used = (cell >= 0) & (when >= 0)
    whole = np.rint(vacancies["open_posts_fte"].to_numpy()[used] * MICRO)
    at = when[used] * h.cells + cell[used]
    table = np.bincount(at, whole, len(h.periods) * h.cells).reshape(-1, h.cells) / MICRO
    # Before the register began nothing is known: its first level stands for what went before.
    first = int(np.flatnonzero(table.sum(axis=1) > 0)[0]) if table.any() else 0
    table[:first] = table[first : first + h.a_year].mean(axis=0)
    return table / _mean_share(h)


def _unfilled(h: History, vacant: np.ndarray, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) share of the posts that is open: today's, then what it uses to be, with its spread."""
    by = np.equal.outer(np.arange(len(h.administrations)), h.administration).astype(float)
    recent = slice(max(0, len(h.periods) - OPEN_YEARS * h.a_year), None)
    posts = h.headcount + vacant
    whole = ((vacant[recent] @ by.T).sum(axis=0) + 0.3) / ((posts[recent] @ by.T).sum(axis=0) + 10.0)
    lean = 12.0 * h.a_year  # person-years at which a cell's own share weighs as much as its administration's
    usual = (vacant[recent].sum(axis=0) + lean * whole[h.administration]) / (posts[recent].sum(axis=0) + lean)
    seen = np.log(((vacant @ by.T) + 0.5) / ((posts @ by.T) + 10.0))[h.nodes]
    large = (posts[-1] @ by.T) > 100
    changes = np.diff(seen[:, large], axis=0)
    spread = float(np.sqrt(np.mean(changes**2) / 2)) if changes.size else 0.3
    out = np.empty((draws, horizon + 1, h.cells))
    now = vacant[-1] / np.maximum(posts[-1], 1e-9)
    out[:, 0] = now
    shock = np.exp(spread * rng.standard_normal((draws, horizon, len(by))) - 0.5 * spread**2)
    left = OPEN_REVERT ** np.arange(1, horizon + 1)[:, None]
    out[:, 1:] = np.minimum(0.9, (left * now + (1 - left) * usual) * shock[:, :, h.administration])
    return out


def _mean_share(h: History) -> np.ndarray:
    """(C,) contracted share a person, the last year's; small cells lean on the whole."""
    recent = slice(max(0, len(h.periods) - h.a_year), None)
    heads, fte = h.headcount[recent].sum(axis=0), h.fte[recent].sum(axis=0)
    whole = fte.sum() / max(heads.sum(), 1.0)
    return (fte + 2.0 * h.a_year * whole) / (heads + 2.0 * h.a_year)


def _shares(h: History, rng, draws: int, horizon: int) -> np.ndarray:
    """(draws, H + 1, C) contracted share a person: today's, moving as it has moved."""
    by = np.equal.outer(np.arange(len(h.administrations)), h.administration).astype(float)
    heads = h.headcount[h.nodes] @ by.T
    mean = np.log((h.fte[h.nodes] @ by.T + 1e-9) / np.maximum(heads, 1e-9))
    change = np.diff(np.where(heads > 0, mean, np.nan), axis=0)
    large = change[np.isfinite(change) & (heads[1:] > 50)]
    spread = max(SHARE_YEAR, float(np.sqrt(np.mean(large**2))) if len(large) else 0.01)
    walk = np.cumsum(spread * rng.standard_normal((draws, horizon, len(by))), axis=1)
    today = np.where(h.headcount[-1] > 0, h.fte[-1] / np.maximum(h.headcount[-1], 1), _mean_share(h))
    out = np.empty((draws, horizon + 1, h.cells))
    out[:, 0] = today
    left = 0.5 ** np.arange(1, horizon + 1)[:, None]
    level = left * today + (1 - left) * _mean_share(h)
    out[:, 1:] = np.minimum(1.0, level * np.exp(walk)[:, :, h.administration])
    return out


def _season(h: History) -> np.ndarray:
    """(C, 12) logarithmic deviation of staff by calendar month from the line between whole years."""
    out = np.zeros((h.cells, 12))
    if h.yearly or len(h.nodes) < 3:
        return out
    count = h.headcount + 0.5
    total, weight = np.zeros((h.cells, 12)), np.zeros((h.cells, 12))
    for start, end in zip(h.nodes[:-1], h.nodes[1:]):
        for t in range(start + 1, end):
            part = (t - start) / 12
            line = count[start] * (1 - part) + count[end] * part
            month = h.periods[t].month - 1
            total[:, month] += line * np.log(count[t] / line)
            weight[:, month] += line
    mean = total / np.maximum(weight, 1e-9)
    # A cell's own season leans on that of its occupation, small ones all but wholly.
    whole = np.stack([
        np.bincount(h.occupation, total[:, m], len(h.occupations))
        / np.maximum(np.bincount(h.occupation, weight[:, m], len(h.occupations)), 1e-9)
        for m in range(12)
    ], axis=1)[h.occupation]  # fmt: skip
    trust = weight / (weight + 500.0)
    return trust * mean + (1 - trust) * whole
