"""Competence status carried through the simulation, and the table `competence_needs`.

Who leaves, comes and moves in a cell is the simulation's; here each is given a status, by rates whose
uncertainty is drawn: exits by status, the mix of hires (which shifts from year to year), qualifying while
employed, lapses on a known day. `unknown` stays unknown: it is reported beside, as the range that it is.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from competence.forecast import chance as chances
from competence.forecast import needs
from competence.forecast.model import Model
from competence.forecast.pooling import stratified
from competence.forecast.simulate import Paths, Step
from competence.forecast.standing import COUNT, KINDS
from competence.forecast.statuses import MIX_GRID, Statuses, by_status
from competence.tables import COMPETENCE_NEEDS
from competence.vocabulary import ALL, QUANTILES, STATUSES

MEETS, TRANSITIONAL, LACKS, UNSURE = (
    STATUSES.index(s) for s in ("meets", "transitional", "lacks", "unknown")
)
TOGETHER = 64  # persons of a cell in a step with a uniform each
MIX_PERSISTENCE = 0.6  # of a year's shift of the hires' mix, left the year after
MIX_DRIFT = 0.15  # standard deviation of a lasting shift of the hires' mix, logits
CHANGE_SPREAD = 0.35  # standard deviation of the future rate of qualifying against the past, logarithmic


def _lapse(model: Model, until: date) -> int:
    """Months after the origin at whose end a rule that holds through `until` no longer counts; 0 where it is over."""
    origin = model.history.origin
    months = 12 * (until.year - origin.year) + until.month - origin.month
    holds = origin + pd.DateOffset(months=months) + pd.offsets.MonthEnd(0) <= pd.Timestamp(until)
    return max(0, months + holds)


class Tracker:
    """Follows status by pair of cell and requirement through a simulation's blocks.

    After it: `held` (draws, years, P, S) persons at each year's end; `gained` (draws, years, P) persons who
    came to meet the requirement while employed; `ease` (draws, years, P) how much more those who meet it leave than all.

    Parameters
    ----------
    training : (years, P) persons a year who come to meet it beyond those who use to; None for none.
    hire_meets : (years, P) share of hires who meet it, on the average; nan as estimated, None all so.
    """

    def __init__(self, statuses: Statuses, model: Model, config, training=None, hire_meets=None):
        self.s, self.model = statuses, model
        self.training, self.hire_meets = training, hire_meets
        years, pairs = model.plan.years, len(statuses.cell)
        self.held = np.zeros((model.draws, years, pairs, COUNT), np.float32)
        self.gained = np.zeros((model.draws, years, pairs), np.float32)
        self.ease = np.ones((model.draws, years, pairs), np.float32)
        self.lapse = np.full(len(statuses.names), 10**6)
        for i, name in enumerate(statuses.names):
            until = config.requirements[name].transitional_until
            if until is not None:
                self.lapse[i] = _lapse(model, until)

    def begin(self, block: slice, rng: np.random.Generator, *, chance: bool = True) -> None:
        """Draw a block's rates and set out from today's staff; without `chance` all goes as expected."""
        s, size, years = self.s, block.stop - block.start, self.model.plan.years
        names = len(s.names)
        self.block, self.rng, self.chance = block, rng, chance
        shape = (size, names, KINDS * COUNT)
        self.leave = s.leave.draw(rng, size).reshape(shape)[:, s.requirement]
        self.move = s.move.draw(rng, size).reshape(shape)[:, s.requirement]
        mix = rng.standard_gamma(np.broadcast_to(s.hired * s.trust[:, None], (size, *s.hired.shape)) + 1e-6)
        self.mix = mix / mix.sum(axis=2, keepdims=True)
        # The share of hires who meet it shifts from year to year, for all cells of a requirement alike.
        spread = MIX_GRID[stratified(s.spread, size, rng)][:, None]
        self.shift = np.zeros((size, years, names))
        last = np.zeros((size, names))
        for year in range(years):
            fresh = spread * np.sqrt(1 - MIX_PERSISTENCE**2) * rng.standard_normal((size, names))
            last = MIX_PERSISTENCE * last + fresh
            self.shift[:, year] = last
        # And it may have shifted for good, in a requirement and in a cell: five years of hires cannot tell.
        drift = MIX_DRIFT * rng.standard_normal((size, names))[:, s.requirement]
        drift += MIX_DRIFT * rng.standard_normal((size, len(s.cell)))
        self.mix[..., MEETS::COUNT] *= np.exp(drift)[..., None]
        self.change = self._rates(s.change, by_status(s.exposure)[..., None])
        self.lasting = self._rates(s.lasting, s.exposure[:, :COUNT])
        self.now = np.broadcast_to(s.start, (size, *s.start.shape)).copy()

    def _rates(self, events: np.ndarray, exposure: np.ndarray) -> np.ndarray:
        """(draws, N, ...) rates an interval: of the past, and how the future may differ from it."""
        size = self.block.stop - self.block.start
        rate = self.rng.standard_gamma(np.broadcast_to(events + 0.05, (size, *events.shape)))
        some = (size, len(events)) + (1,) * (events.ndim - 1)
        rate *= np.exp(CHANGE_SPREAD * self.rng.standard_normal(some) - CHANGE_SPREAD**2 / 2)
        return rate / (exposure + 50.0)

    def step(self, step: Step, exits, moved, came, hired, total) -> None:
        """Give a step's leavers, movers and hires, each (draws, cells), their statuses."""
        s, year = self.s, step.start // 12
        now = self.now
        # A stream for each purpose: a lever on one leaves the others' chance as it is.
        streams = iter(self.rng.spawn(5))
        for count, rate in ((exits, self.leave), (moved, self.move)):
            now -= self._split(count[:, s.cell], now * rate, next(streams))
            np.maximum(now, 0.0, out=now)
        self.gained[self.block, year] += self._change(now, step, next(streams))
        if self.training is not None:
            self.gained[self.block, year] += _trained(now, self.training[year] * step.months / 12)
        now += self._split(came[:, s.cell], np.broadcast_to(s.moved, now.shape), next(streams))
        now += self._split(hired[:, s.cell], self._mix_of(year), next(streams))
        end = step.start + step.months
        over = (self.lapse <= end)[s.requirement]
        now[:, over, LACKS::COUNT] += now[:, over, TRANSITIONAL::COUNT]
        now[:, over, TRANSITIONAL::COUNT] = 0.0
        # Clipping may leave a trifle: statuses sum to the cell.
        held = now.sum(axis=2, keepdims=True)
        whole = total[:, s.cell, None]
        now[:] = np.where(held > 0, now * whole / np.maximum(held, 1e-9), whole * s.hired)
        if end % 12 == 0:
            year = end // 12 - 1
            self.held[self.block, year] = by_status(now)
            usual = (now * self.leave).sum(axis=2) / np.maximum(now.sum(axis=2), 1e-9)
            meets = now[..., MEETS::COUNT]
            mine = (meets * self.leave[..., MEETS::COUNT]).sum(axis=2) / np.maximum(meets.sum(axis=2), 1e-9)
            self.ease[self.block, year] = np.where(meets.sum(axis=2) > 0, mine / np.maximum(usual, 1e-9), 1.0)

    def close(self) -> None:
        """End a block."""
        del self.now, self.change, self.lasting, self.mix, self.shift

    def _mix_of(self, year: int) -> np.ndarray:
        """(draws, P, K) mix of a year's hires."""
        mix = self.mix.copy()
        mix[..., MEETS::COUNT] *= np.exp(self.shift[:, year])[:, self.s.requirement, None]
        if self.hire_meets is None:
            return mix
        usual = (mix[..., MEETS::COUNT].sum(axis=2) / mix.sum(axis=2)).mean(axis=0)
        wanted = np.where(np.isfinite(self.hire_meets[year]), self.hire_meets[year], usual)
        odds = [np.clip(x, 1e-9, 1 - 1e-9) / (1 - np.clip(x, 1e-9, 1 - 1e-9)) for x in (wanted, usual)]
        mix[..., MEETS::COUNT] *= (odds[0] / odds[1])[:, None]
        return mix

    def _split(self, count: np.ndarray, weight: np.ndarray, rng) -> np.ndarray:
        """(draws, P, K) persons drawn by weight, `count` (draws, P) in all."""
        whole = weight.sum(axis=2, keepdims=True)
        share = np.where(whole > 0, weight / np.maximum(whole, 1e-12), 1.0 / weight.shape[2])
        if not self.chance:
            return count[..., None] * share
        # Uniforms in fixed number: runs with another mix keep their chance in common.
        uniform = rng.random((count.size, TOGETHER), dtype=np.float32)
        went = np.rint(count).ravel()
        rows, kinds = np.flatnonzero(went), share.shape[2]
        row, place = chances.placed(uniform[rows], went[rows], share.reshape(-1, kinds)[rows])
        found = np.bincount(rows[row] * kinds + place, minlength=share.size)
        return found.reshape(share.shape).astype(float)

    def _change(self, now: np.ndarray, step: Step, rng) -> np.ndarray:
        """Move staff between statuses and contracts; (draws, P) how many came to meet the requirement."""
        s = self.s
        length = step.months / self.model.history.months
        gained = np.zeros(now.shape[:2])

        def pass_on(source, target, rate):
            uniform = rng.random(gained.shape) if self.chance else None
            if not now[..., source].any():
                return 0.0  # nobody there; the others' chance is as it would be
            count = now[..., source] * np.minimum(rate[:, s.requirement] * length, 0.9)
            if self.chance:
                count = np.minimum(chances.poisson(uniform, count), now[..., source])
            now[..., source] -= count
            now[..., target] += count
            return count

        for source, target in zip(*np.nonzero(s.change.sum(axis=0))):
            for kind in range(KINDS):
                passed = pass_on(
                    kind * COUNT + source, kind * COUNT + target, self.change[:, :, source, target]
                )
                gained += passed if target == MEETS else 0.0
        for status in np.flatnonzero(s.lasting.sum(axis=0)):
            pass_on(status, COUNT + status, self.lasting[:, :, status])
        return gained


def _trained(now: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """Have so many (P,) of those who lack a competence come to meet it; (draws, P) how many did."""
    rest = now.reshape(*now.shape[:2], KINDS, COUNT).copy()
    rest[..., MEETS] = rest[..., UNSURE] = 0.0
    lacking = rest.sum(axis=(2, 3))
    part = np.minimum(persons / np.maximum(lacking, 1e-9), 1.0)
    gained = rest * part[..., None, None]
    gained[..., MEETS] = -gained.sum(axis=3)
    now -= gained.reshape(now.shape)
    return lacking * part


def table(model: Model, paths: Paths, tracker: Tracker, config) -> pd.DataFrame:
    """Table `competence_needs` from a finished simulation."""
    s, h, demand = tracker.s, model.history, model.plan.demand
    ends = 12 * np.arange(1, model.plan.years + 1)
    dates = needs.dates(h, ends)
    at = np.searchsorted(paths.ends, ends)
    everyone = slice(0, model.draws)
    share = np.stack([demand.share_at(everyone, int(end)) for end in ends], axis=1)[..., s.cell]
    heads = paths.required[:, at][..., s.cell]
    start = demand.required_at(everyone, 0)[:, s.cell]
    leavers, moves = (needs.summed(paths, x, ends)[..., s.cell] for x in (paths.need_exits, paths.need_moves))
    fte = tracker.held * share[..., None] * s.full
    parts = []
    for i, name in enumerate(s.names):
        mine = s.requirement == i
        wanted = config.requirements[name]
        years = pd.DatetimeIndex(dates).year
        valid = np.array([
            (wanted.valid_from is None or t.date() >= wanted.valid_from)
            and (wanted.valid_to is None or t.date() <= wanted.valid_to)
            for t in pd.DatetimeIndex(dates)
        ])  # fmt: skip
        required = np.array([wanted.share(int(y)) for y in years])[:, None]
        before = np.concatenate([[[wanted.share(h.origin.year)]], required[:-1]])
        total = fte[..., mine, :].sum(axis=3)
        qualified = fte[..., mine, MEETS]
        asked = heads[..., mine] * share[..., mine] * required
        gap = asked - qualified
        persons = heads[..., mine]
        earlier = np.concatenate([start[:, None, mine], persons[:, :-1]], axis=1)
        need = (
            persons * required
            - earlier * before
            + leavers[..., mine] * required * tracker.ease[..., mine]
            - moves[..., mine] * required
            - tracker.gained[..., mine]
        )
        short = np.minimum(
            np.maximum(gap, 0.0) / np.maximum(share[..., mine], 1e-9),
            tracker.held[..., mine, :].sum(axis=3) - tracker.held[..., mine, MEETS],
        )
        figures = {
            "required_qualified_fte": asked,
            "qualified_fte": qualified,
            "transitional_fte": fte[..., mine, TRANSITIONAL],
            "unknown_fte": fte[..., mine, UNSURE],
            "competence_gap_fte": gap,
            "qualified_recruitment_need": need,
            "training_need": short,
        }
        parts += _frames(model, s.cell[mine], name, figures, qualified, total, dates, valid)
    return COMPETENCE_NEEDS.check(pd.concat(parts, ignore_index=True))


def bounds(table: pd.DataFrame) -> pd.DataFrame:
    """Between which ends the mean competence gap lies, by what is not known and what still counts.

    Parameters
    ----------
    table : `competence_needs`.

    Returns
    -------
    administration, occupation, requirement, period; `gap` where none of unknown status meets the requirement,
    `gap_if_all_meet` where all do; `gap_now`, as `gap` but for those who may work on a transitional rule while
    it lasts (their number falls to 0 at its end).
    """
    keys = ["administration", "occupation", "requirement", "period"]
    mean = table.pivot(index=keys, columns="quantity", values="mean")
    gap = mean["competence_gap_fte"]
    return pd.DataFrame({
        "gap": gap, "gap_if_all_meet": gap - mean["unknown_fte"], "gap_now": gap - mean["transitional_fte"],
    }).reset_index()  # fmt: skip


def draws(model: Model, tracker: Tracker) -> pd.DataFrame:
    """Draws of `qualified_fte` by year, requirement and administration (`*`: all), a row a series.

    Columns origin, period, administration, requirement, quantity, then float32 `d0000`, ...
    """
    s, h = tracker.s, model.history
    ends = 12 * np.arange(1, model.plan.years + 1)
    share = np.stack([model.plan.demand.share_at(slice(0, model.draws), int(end)) for end in ends], axis=1)
    fte = tracker.held[..., MEETS] * share[..., s.cell] * s.full[:, MEETS]
    parts = []
    for i, name in enumerate(s.names):
        mine = s.requirement == i
        home = h.administration[s.cell[mine]]
        for place in (*np.unique(home), None):
            whole = fte[..., mine][..., slice(None) if place is None else home == place].sum(axis=2).T
            part = pd.DataFrame(whole.astype(np.float32), columns=[f"d{d:04d}" for d in range(model.draws)])
            part.insert(0, "quantity", "qualified_fte")
            part.insert(0, "requirement", name)
            part.insert(0, "administration", ALL if place is None else h.administrations[place])
            part.insert(0, "period", needs.dates(h, ends))
            part.insert(0, "origin", h.origin)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _frames(model, cell, name, figures, qualified, total, dates, valid) -> list[pd.DataFrame]:
    """Rows of one requirement: its cells, and totals over administrations, occupations and both."""
    h = model.history
    places = [(h.administrations[h.administration[c]], h.occupations[h.occupation[c]]) for c in cell]
    groups = [*places, *((a, ALL) for a in sorted({a for a, _ in places})),
              *((ALL, o) for o in sorted({o for _, o in places})), (ALL, ALL)]  # fmt: skip
    member = np.array([[a in (x, ALL) and o in (y, ALL) for x, y in places] for a, o in groups], float)
    rests = needs.basis(model)[cell]
    rests = np.concatenate(
        [rests, np.repeat("widened" if model.widened else "known", len(groups) - len(cell))]
    )
    blind = not model.plan.demand.has_vacancies
    parts = []

    def add(quantity, summary):
        part = pd.DataFrame(summary[:, valid].reshape(-1, summary.shape[-1]), columns=["mean", *QUANTILES])
        count = int(valid.sum())
        part["origin"] = h.origin
        part["period"] = np.tile(dates[valid], len(groups))
        part["administration"] = np.repeat([a for a, _ in groups], count)
        part["occupation"] = np.repeat([o for _, o in groups], count)
        part["requirement"], part["scenario"], part["quantity"] = name, needs.BASE, quantity
        unseen = blind and quantity in ("competence_gap_fte", "training_need")
        part["basis"] = "beyond_today" if unseen else np.repeat(rests, count)
        parts.append(part)

    for quantity, array in figures.items():
        add(quantity, needs.summary(array.astype(float), member))
    # A share of a whole is the whole's own, draw by draw.
    whole, part = (np.tensordot(x.astype(float), member.T, axes=(2, 0)) for x in (total, qualified))
    add("qualified_share", needs.summary(np.where(whole > 0, part / np.maximum(whole, 1e-9), 0.0),
                                         np.eye(len(groups))))  # fmt: skip
    return parts
