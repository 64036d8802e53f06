"""The yearly plan table: what the required staff costs against each committee's frame, in fixed prices.

Committees hand in a plan each April for the year after and seven more. required FTE (the year's middle) x cost of
a full-time equivalent - frame, each administration by the committee's share of it. A frame is decided for a
year or a few: after its last year it stands still in fixed prices.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from competence.forecast.counts import Counts
from competence.forecast.history import History
from competence.forecast.model import Model
from competence.forecast.simulate import Paths
from competence.tables import PLAN_YEARS
from competence.vocabulary import ALL

QUANTILES = (0.1, 0.9)


def years(model: Model, paths: Paths, config, counts: Counts) -> pd.DataFrame:
    """Table `plan_years`.

    Parameters
    ----------
    model, paths : a finished simulation.
    config : for the committees and `[calendar] plan_years`.
    counts : for `staff_costs` and `budget_frame`; without costs there are only FTE, without a frame no deviation.
    """
    h = model.history
    wanted = plan_years(h, config.calendar.plan_years, model.plan.years)
    fte = _required(model, paths, wanted)  # (draws, years, cells)
    cost, prices = cost_per_fte(counts.staff_costs, h)
    parts = []
    for committee in config.committee:
        share = np.array([committee.administrations.get(a, 0.0) for a in h.administrations])[h.administration]
        mine = fte * share
        frame, frame_prices = frames(counts.budget_frame, committee.id, committee.administrations, wanted)
        part = pd.DataFrame({"year": wanted, "committee": committee.id})
        part["required_fte"] = np.maximum(mine.mean(axis=0).sum(axis=1), 0.0)
        sek = np.full(mine.shape[:2], np.nan) if cost is None else mine @ cost
        # Kronor of one year are not taken from those of another.
        usable = prices is None or frame_prices is None or prices == frame_prices
        deviation = sek - (frame if usable else np.nan)
        part["sek"], part["frame_sek"] = sek.mean(axis=0), frame
        part["deviation_sek"] = deviation.mean(axis=0)
        part["p10"], part["p90"] = np.quantile(deviation, QUANTILES, axis=0)
        part["price_level"] = frame_prices if prices is None else prices
        parts.append(part.astype({"price_level": "Int64"}))
    return PLAN_YEARS.check(pd.concat(parts, ignore_index=True)) if parts else PLAN_YEARS.empty()


def plan_years(history: History, count: int, horizon: int) -> np.ndarray:
    """Calendar years of the plan: from the one after that in which it is handed in, as far as the horizon goes.

    A plan made on counts of December is handed in the year after.
    """
    first = (history.origin + pd.offsets.MonthEnd(1)).year + 1
    last = (history.origin + pd.DateOffset(years=horizon)).year
    return np.arange(first, min(first + count, last + 1))


def _required(model: Model, paths: Paths, wanted: np.ndarray) -> np.ndarray:
    """(draws, years, cells) contracted FTE required in the middle of each calendar year."""
    demand, horizon = model.plan.demand, model.plan.years
    everyone = slice(0, model.draws)
    ends = 12 * np.arange(1, horizon + 1)
    at = np.searchsorted(paths.ends, ends)
    heads = np.concatenate([demand.required_at(everyone, 0)[:, None], paths.required[:, at]], axis=1)
    share = np.stack([demand.share_at(everyone, int(end)) for end in (0, *ends)], axis=1)
    nodes = heads * share
    origin = model.history.origin.year + model.history.origin.month / 12
    place = np.clip(wanted + 0.5 - origin, 0, horizon)
    low = np.minimum(place.astype(int), horizon - 1)
    part = (place - low)[:, None]
    return nodes[:, low] * (1 - part) + nodes[:, low + 1] * part


def cost_per_fte(costs: pd.DataFrame | None, history: History) -> tuple[np.ndarray | None, int | None]:
    """(cells,) SEK a year for one full-time equivalent, and the year whose prices it is in; None without costs.

    The latest year of the newest price level is carried on. A cell without a figure takes its occupation's mean
    over administrations, then its administration's, then that of all, weighted by today's staff.
    """
    if costs is None or costs.empty:
        return None, None
    h = history
    prices = int(costs["price_level"].max())
    costs = costs[costs["price_level"] == prices].sort_values("year")
    latest = costs.drop_duplicates(["administration", "occupation"], keep="last")
    told = latest.set_index(["administration", "occupation"])["sek_per_fte"]
    own, by_occupation, by_administration = (
        np.array([told.get(key, np.nan) for key in keys])
        for keys in (
            [(h.administrations[a], h.occupations[o]) for a, o in zip(h.administration, h.occupation)],
            [(ALL, h.occupations[o]) for o in h.occupation],
            [(h.administrations[a], ALL) for a in h.administration],
        )
    )
    weight = h.fte[-1] + 1e-6
    for other in (
        by_occupation, _mean(own, weight, h.occupation), by_administration,
        _mean(own, weight, h.administration), _mean(own, weight, np.zeros(h.cells, int)),
    ):  # fmt: skip
        own = np.where(np.isnan(own), other, own)
    return np.where(np.isnan(own), latest["sek_per_fte"].mean(), own), prices


def _mean(values: np.ndarray, weight: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(cells,) weighted mean of what each cell's group tells; NaN where it tells nothing."""
    told = ~np.isnan(values)
    sums = (np.bincount(group, np.where(told, x, 0.0)) for x in (weight * np.nan_to_num(values), weight))
    whole, of = sums
    return np.where(of > 0, whole / np.maximum(of, 1e-12), np.nan)[group]


def frames(
    frame: pd.DataFrame | None, committee: str, administrations: Mapping[str, float], wanted: np.ndarray
) -> tuple[np.ndarray, int | None]:
    """(years,) SEK of a committee's frame and the year whose prices it is in; NaN where there is none.

    A row for all of the committee (`*`) goes before rows by administration, which count only where all of its
    administrations have one: a part is no frame. A frame below nought is an error of the delivery and none at all.
    """
    out = np.full(len(wanted), np.nan)
    if frame is None or frame.empty:
        return out, None
    mine = frame[frame["committee"] == committee]
    if mine.empty:
        return out, None
    prices = int(mine["price_level"].max())
    mine = mine[mine["price_level"] == prices].sort_values("administration")
    found = {}
    for year, rows in mine.groupby("year"):
        whole = rows[rows["administration"] == ALL]
        parts = rows[rows["administration"].isin(list(administrations))]
        if len(whole):
            found[year] = whole["sek"].sum()
        elif set(parts["administration"]) == set(administrations):
            found[year] = parts["sek"].sum()
    for i, year in enumerate(wanted):
        past = [y for y in found if y <= year]
        if past and found[max(past)] >= 0:
            out[i] = found[max(past)]
    return out, prices
