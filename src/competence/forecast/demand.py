"""How many staff there will be posts for: drivers (residents, the whole) times staffing ratios.

Staff follows a path: the driver's growth times a ratio with a damped trend and a spread of its own, by
administration (`levels.py`), shared out over its cells by their own ratios. Posts are staff + open posts; where
no recruitments are delivered today's staffing is taken to be right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.forecast import levels
from competence.forecast.history import History
from competence.forecast.population import Residents
from competence.forecast.rates import breaks

RATIO = levels.Prior(
    common_cycle=0.03, common_walk=0.03, own_level=3.0, own_cycle=0.04, own_walk=0.03, fixed_level=True
)
CELL = levels.Prior(
    common_cycle=0.0, common_walk=0.0, own_level=3.0, own_cycle=0.05, own_walk=0.03, fixed_level=True
)
SHARE_YEAR = 0.004  # yearly standard deviation of the mean contracted share, logarithmic, at least
OPEN_REVERT = 0.6  # of an administration's deviation from its usual share of open posts, left a year later


@dataclass(frozen=True, eq=False)
class Demand:
    """Draws of posts at the origin and whole years after it: (draws, H + 1, cells).

    staff : persons when posts are as filled as they use to be. open : posts not filled, in persons.
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
    now = h.headcount[-1]
    past, ahead = drivers(h, config, residents, draws, horizon)
    growth = _ratio_paths(h, config, past, rng, draws, horizon, widen)
    staff = now * ahead * growth
    staff *= _changes(h, config, horizon)
    open_posts, known = _open_posts(h, vacancies, staff, rng)
    return Demand(staff, open_posts, _shares(h, rng, draws, horizon), _season(h), h.origin.month - 1, known)


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


def _ratio_paths(h: History, config, past, rng, draws, horizon, widen) -> np.ndarray:
    """(draws, H + 1, C) growth of staff against driver: the administration's, shared out over its cells."""
    counts = h.headcount[h.nodes]
    series = len(h.administrations)
    by = np.equal.outer(np.arange(series), h.administration).astype(float)
    now = counts[-1]
    total = counts @ by.T
    weight = now @ by.T
    driver = (past * now) @ by.T / np.maximum(weight, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((total > 0) & (weight > 0), np.log(total / driver), np.nan).T
        cell = np.log(counts / past).T - ratio[h.administration]
    cell = np.where((counts.T > 0) & (now > 0)[:, None] & np.isfinite(cell), cell, np.nan)
    steps = tuple((first + 1, mask) for first, mask in breaks(h, config))
    own = _paths(ratio, total.T, RATIO, steps, rng, draws, horizon, widen)
    inner = _paths(cell, counts.T, CELL, (), rng, draws, horizon, widen)
    grown = np.exp(inner.transpose(0, 2, 1))
    # Shares of an administration's staff are relative: they are scaled so that its own path holds.
    whole = np.einsum("ac,dhc->dha", by, grown * now)
    scale = np.where(whole > 0, weight / np.maximum(whole, 1e-9), 1.0)
    return grown * (scale * np.exp(own.transpose(0, 2, 1)))[:, :, h.administration]


def _paths(seen, size, prior, steps, rng, draws, horizon, widen) -> np.ndarray:
    """(draws, series, H + 1) paths relative to the last seen value, which node 0 keeps."""
    out = np.zeros((draws, len(seen), horizon + 1))
    used = np.isfinite(seen[:, -1])
    if not used.any():
        return out
    last = np.where(used, seen[:, -1], 0.0)
    small = np.sqrt(1.0 + 30.0 / np.maximum(size[:, -1], 1.0))
    noise = 0.1 / np.maximum(size, 1.0)
    fitted = levels.fit(
        (seen - last[:, None])[used],
        noise[used],
        prior,
        size=small[used],
        steps=tuple((first, mask[used]) for first, mask in steps),
        widen=widen,
    )
    out[:, used, 1:] = fitted.draw(rng, draws, horizon)
    return out


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


def _open_posts(h: History, vacancies, staff: np.ndarray, rng):
    """(draws, H + 1, C) open posts in persons, and whether any recruitments were delivered."""
    draws, nodes, cells = staff.shape
    if vacancies is None or vacancies.empty or not (vacancies["period"] == h.origin).any():
        return np.zeros(staff.shape), False
    place = {
        (h.administrations[a], h.occupations[o]): c
        for c, (a, o) in enumerate(zip(h.administration, h.occupation))
    }
    cell = np.array(
        [place.get(pair, -1) for pair in zip(vacancies["administration"], vacancies["occupation"])]
    )
    when = h.periods.get_indexer(pd.DatetimeIndex(vacancies["period"]))
    used = (cell >= 0) & (when >= 0)
    whole = np.rint(vacancies["open_posts_fte"].to_numpy()[used] * 1e6)
    at = when[used] * cells + cell[used]
    table = np.bincount(at, whole, len(h.periods) * cells).reshape(-1, cells) / 1e6
    share = _mean_share(h)
    recent = slice(max(0, len(h.periods) - 3 * h.a_year), None)
    seen = (table[recent].sum(axis=1) > 0)[:, None]
    usual = (table[recent] * seen).sum(axis=0) / np.maximum((h.fte[recent] * seen).sum(axis=0), 1e-9)
    by = np.equal.outer(np.arange(len(h.administrations)), h.administration).astype(float)
    fte = h.fte @ by.T
    rate = (table @ by.T) / np.maximum(fte, 1e-9)
    rate = rate[(rate.sum(axis=1) > 0)]
    yearly = np.log(rate[:: h.a_year][-6:] + 0.003)
    spread = np.sqrt(np.mean(np.var(yearly, axis=0, ddof=1))) if len(yearly) > 2 else 0.3
    now = table[-1] / share
    out = np.empty_like(staff)
    out[:, 0] = now
    shock = np.zeros((draws, len(h.administrations)))
    for year in range(1, nodes):
        fresh = rng.standard_normal(shock.shape) * spread * np.sqrt(1 - OPEN_REVERT**2)
        shock = OPEN_REVERT * shock + fresh
        left = OPEN_REVERT**year
        level = left * now + (1 - left) * usual * h.headcount[-1]
        grown = staff[:, year] / np.maximum(h.headcount[-1], 1e-9)
        out[:, year] = level * grown * np.exp(shock - 0.5 * spread**2)[:, h.administration]
    return out, True


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
