"""Decided changes of staffing and dated events: what comes to or goes from posts on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competence.forecast.history import History

LESS = ("tender_lost", "closure")


@dataclass(frozen=True, eq=False)
class Changes:
    """What holds from which month on: posts (…, C) become posts @ part.T + more.

    months : (E,) months after the origin from which each holds; part : (E, C, C); more : (E, C) persons.
    unplaced : whether an event names cells that there are none of.
    """

    months: np.ndarray
    part: np.ndarray
    more: np.ndarray
    unplaced: bool = False

    def at(self, elapsed: int) -> tuple[np.ndarray, np.ndarray] | None:
        """(C, C) and (C,) of all that holds so many months after the origin; None where nothing does."""
        held = np.flatnonzero(self.months <= elapsed)
        if not len(held):
            return None
        part, more = np.eye(self.part.shape[-1]), np.zeros(self.more.shape[-1])
        for i in held:
            part, more = self.part[i] @ part, self.part[i] @ more + self.more[i]
        return part, more

    def apply(self, posts: np.ndarray) -> np.ndarray:
        """(draws, H + 1, C) posts at whole years with what has come and gone by then; never below nought."""
        out = posts
        for year in range(1, posts.shape[1]):
            held = self.at(12 * year)
            if held is not None:
                out = posts.copy() if out is posts else out
                out[:, year] = np.maximum(posts[:, year] @ held[0].T + held[1], 0.0)
        return out

    def steps(self, mean: np.ndarray) -> np.ndarray | None:
        """(12 H + 1, C) posts after over before, by month, of mean posts at whole years (H + 1, C); None without.

        1 where nothing stood before: what opens there comes in gradually over its year.
        """
        if not len(self.months):
            return None
        years = len(mean) - 1
        out = np.ones((12 * years + 1, mean.shape[1]))
        for month in range(12 * years + 1):
            held = self.at(month)
            if held is None:
                continue
            year, part = min(month // 12, years - 1), month / 12 - min(month // 12, years - 1)
            before = mean[year] * (1 - part) + mean[year + 1] * part
            after = np.maximum(before @ held[0].T + held[1], 0.0)
            out[month] = np.where(before > 1e-9, after / np.maximum(before, 1e-9), 1.0)
        # A line between nodes is divided by its ends' factors: none may be nought.
        return np.maximum(out, 1e-6)


def read(h: History, config, posts: np.ndarray, share: np.ndarray) -> Changes:
    """All that is known at the origin and comes after it, in order of its day.

    posts, share : (C,) today's required persons and contracted share a person.
    """
    today, found, unplaced = h.origin.date(), [], False
    for change in config.demand.changes:
        if _ahead(change, today):
            cells = _cells(h, change)
            found.append((change.date, np.diag(np.where(cells, change.factor, 1.0)), np.zeros(h.cells)))
    for event in config.demand.events:
        if not _ahead(event, today):
            continue
        cells = _cells(h, event)
        if not cells.any():
            unplaced = True
            continue
        found.append((event.date, *_event(h, event, cells, posts, share)))
    found.sort(key=lambda entry: entry[0])
    months = [_months(h, day) for day, _, _ in found]
    return Changes(
        np.array(months, int),
        np.array([part for _, part, _ in found]).reshape(-1, h.cells, h.cells),
        np.array([more for _, _, more in found]).reshape(-1, h.cells),
        unplaced,
    )


def _ahead(entry, today) -> bool:
    return (entry.known_from is None or entry.known_from <= today) and entry.date > today


def _cells(h: History, entry) -> np.ndarray:
    a = np.isin(h.administrations, entry.administrations)[h.administration] | (not entry.administrations)
    return a & (np.isin(h.occupations, entry.occupations)[h.occupation] | (not entry.occupations))


def _months(h: History, day) -> int:
    """Months after the origin of the first period end at or after a day."""
    count = (day.year - h.origin.year) * 12 + day.month - h.origin.month
    return count + int((h.origin + pd.DateOffset(months=count) + pd.offsets.MonthEnd(0)).date() < day)


def _event(h: History, event, cells, posts, share) -> tuple[np.ndarray, np.ndarray]:
    """(C, C) and (C,) of one event."""
    part, more = np.eye(h.cells), np.zeros(h.cells)
    size = np.where(cells, posts * share, 0.0)
    weight = size / size.sum() if size.sum() > 0 else cells / cells.sum()
    if event.kind == "transfer":
        gone = event.share if event.share is not None else min(1.0, event.fte / max(size.sum(), 1e-9))
        to = h.administrations.index(event.to) if event.to in h.administrations else -1
        for c in np.flatnonzero(cells):
            target = np.flatnonzero((h.administration == to) & (h.occupation == h.occupation[c]))
            if len(target):
                part[c, c] -= gone
                part[target[0], c] += gone
    elif event.share is not None:
        part[cells, cells] = 1 - event.share if event.kind in LESS else 1 + event.share
    else:
        persons = event.fte * weight / np.maximum(share, 0.05)
        more = -persons if event.kind in LESS else persons
    return part, more


def with_cells(counts, config):
    """The counts with an empty cell for each that nobody has worked in yet and that is needed all the same.

    It has open posts or agency staff today, or a known event will fill it.
    """
    today = counts.origin.date()
    have = {pair for frame in (counts.stock, counts.flows) for pair in _pairs(frame)}
    places = {a for a, _ in have}
    wanted = set()
    if counts.vacancies is not None:
        now = counts.vacancies[counts.vacancies["period"] == counts.origin]
        wanted |= {p for p in _pairs(now[now["open_posts_fte"] > 0]) if p[0] in places}
    if counts.agency_staff is not None:
        late = counts.agency_staff["period"] > counts.origin - pd.DateOffset(years=1)
        wanted |= {p for p in _pairs(counts.agency_staff[late]) if p[0] in places}
    for event in config.demand.events:
        if not _ahead(event, today):
            continue
        if event.kind == "transfer":
            from_ = {o for a, o in have if a in event.administrations}
            wanted |= {
                (event.to, o) for o in (set(event.occupations) & from_ if event.occupations else from_)
            }
        elif event.kind not in LESS and event.fte is not None:
            wanted |= {(a, o) for a in event.administrations for o in event.occupations}
    missing = sorted(wanted - have)
    if not missing:
        return counts
    last = counts.stock[counts.stock["period"] == counts.origin].iloc[:1]
    rows = pd.concat([last] * len(missing), ignore_index=True)
    rows["administration"], rows["occupation"] = ([p[i] for p in missing] for i in (0, 1))
    rows[["headcount", "on_leave"]] = 0
    rows[["fte", "absent_fte"]] = 0.0
    rows["contract"] = "permanent"
    rows["manager_level"] = [_level(config, o) for _, o in missing]
    rows = rows.astype(counts.stock.dtypes.to_dict())
    return replace(counts, stock=pd.concat([counts.stock, rows], ignore_index=True))


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    found = frame[["administration", "occupation"]].drop_duplicates()
    return set(found.itertuples(index=False, name=None))


def _level(config, occupation: str) -> str:
    found = config.occupations.get(occupation)
    return (found.manager_level if found is not None else None) or "none"
