"""Competence status carried through the simulation, and the table `competence_needs`.

Who leaves, comes and moves in a cell is the simulation's; here each is given a status, by rates whose
uncertainty is drawn: exits by status, the mix of hires (which shifts from year to year), qualifying while
employed, lapses on a known day. `unknown` stays unknown: it is reported beside, as the range that it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.forecast import needs
from competence.forecast.model import Model
from competence.forecast.pooling import stratified
from competence.forecast.simulate import Paths, Step
from competence.forecast.statuses import COUNT, MIX_GRID, Statuses
from competence.tables import COMPETENCE_NEEDS
from competence.vocabulary import ALL, QUANTILES, STATUSES

MEETS, TRANSITIONAL, LACKS, UNSURE = (
    STATUSES.index(s) for s in ("meets", "transitional", "lacks", "unknown")
)
MIX_PERSISTENCE = 0.6  # of a year's shift of the hires' mix, left the year after
CHANGE_SPREAD = 0.25  # standard deviation of the future rate of qualifying against the past, logarithmic


class Tracker:
    """Follows status by pair of cell and requirement through a simulation's blocks.

    After it: `held` (draws, years, P, S) persons at each year's end; `gained` (draws, years, P) persons who
    came to meet the requirement while employed; `ease` (draws, P, S) relative rates of leaving.
    """

    def __init__(self, statuses: Statuses, model: Model, config):
        self.s, self.model = statuses, model
        years, pairs = model.plan.years, len(statuses.cell)
        self.held = np.zeros((model.draws, years, pairs, COUNT), np.float32)
        self.gained = np.zeros((model.draws, years, pairs), np.float32)
        self.ease = np.ones((model.draws, pairs, COUNT), np.float32)
        self.lapse = np.full(len(statuses.names), 10**6)
        for i, name in enumerate(statuses.names):
            until = config.requirements[name].transitional_until
            if until is not None and until > model.history.origin.date():
                origin = model.history.origin
                self.lapse[i] = 12 * (until.year - origin.year) + until.month - origin.month

    def begin(self, block: slice, rng: np.random.Generator) -> None:
        """Draw a block's rates and set out from today's staff."""
        s, size, years = self.s, block.stop - block.start, self.model.plan.years
        names = len(s.names)
        self.block, self.rng = block, rng
        shape = (size, names, COUNT)
        self.leave = s.leave.draw(rng, size).reshape(shape)[:, s.requirement]
        self.move = s.move.draw(rng, size).reshape(shape)[:, s.requirement]
        self.ease[block] = self.leave
        mix = rng.standard_gamma(np.broadcast_to(s.hired * s.trust[:, None], (size, *s.hired.shape)) + 1e-6)
        self.mix = mix / mix.sum(axis=2, keepdims=True)
        # The share of hires who meet it shifts from year to year, for all cells of a requirement alike.
        spread = MIX_GRID[stratified(s.spread, size, rng)][:, None]
        shift = np.zeros((size, years, names))
        last = np.zeros((size, names))
        for year in range(years):
            fresh = spread * np.sqrt(1 - MIX_PERSISTENCE**2) * rng.standard_normal((size, names))
            last = MIX_PERSISTENCE * last + fresh
            shift[:, year] = last
        self.shift = shift
        rate = rng.standard_gamma(np.broadcast_to(s.change + 0.05, (size, *s.change.shape)))
        rate *= np.exp(CHANGE_SPREAD * rng.standard_normal((size, names, 1, 1)) - CHANGE_SPREAD**2 / 2)
        self.rate = rate / (s.exposure[..., None] + 50.0)
        self.now = np.broadcast_to(s.start, (size, *s.start.shape)).copy()

    def step(self, step: Step, exits, moved, came, hired, total) -> None:
        """Give a step's leavers, movers and hires, each (draws, cells), their statuses."""
        s, year = self.s, step.start // 12
        now = self.now
        for count, rate in ((exits, self.leave), (moved, self.move)):
            now -= self._split(count[:, s.cell], now * rate)
            np.maximum(now, 0.0, out=now)
        self.gained[self.block, year] += self._change(now, step)
        now += self._split(came[:, s.cell], np.broadcast_to(s.moved, now.shape))
        odds = np.exp(self.shift[:, year])[:, s.requirement]
        mix = self.mix.copy()
        mix[..., MEETS] *= odds
        now += self._split(hired[:, s.cell], mix)
        end = step.start + step.months
        over = (self.lapse <= end)[s.requirement]
        now[:, over, LACKS] += now[:, over, TRANSITIONAL]
        now[:, over, TRANSITIONAL] = 0.0
        # Rounding and clipping may leave a trifle: statuses sum to the cell.
        held = now.sum(axis=2, keepdims=True)
        whole = total[:, s.cell, None]
        now[:] = np.where(held > 0, now * whole / np.maximum(held, 1e-9), whole * s.hired)
        if end % 12 == 0:
            self.held[self.block, end // 12 - 1] = now

    def close(self) -> None:
        """End a block."""
        del self.now, self.rate, self.mix, self.shift

    def _split(self, count: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """(draws, P, S) persons drawn by weight, `count` (draws, P) in all."""
        whole = weight.sum(axis=2, keepdims=True)
        share = np.where(whole > 0, weight / np.maximum(whole, 1e-12), 1.0 / COUNT)
        return self.rng.multinomial(np.rint(count).astype(np.int64), share).astype(float)

    def _change(self, now: np.ndarray, step: Step) -> np.ndarray:
        """Move staff between statuses; returns (draws, P) how many came to meet the requirement."""
        s = self.s
        length = step.months / self.model.history.months
        gained = np.zeros(now.shape[:2])
        for source in range(COUNT):
            for target in range(COUNT):
                if source == target or not s.change[:, source, target].any():
                    continue
                share = np.minimum(self.rate[:, s.requirement, source, target] * length, 0.9)
                count = np.minimum(self.rng.poisson(now[..., source] * share), now[..., source])
                now[..., source] -= count
                now[..., target] += count
                if target == MEETS:
                    gained += count
        return gained


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
    staff = np.maximum(tracker.held.sum(axis=3, keepdims=True), 1e-9)
    usual = (tracker.held / staff * tracker.ease[:, None]).sum(axis=3)
    ease = tracker.ease[:, None, :, MEETS] / np.maximum(usual, 1e-9)
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
            + leavers[..., mine] * required * ease[..., mine]
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
