"""Who is compared with whom: a panel's rows in classes that are alike, for either of the two questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competence.programme import impute
from competence.programme.panel import Panel

FEWEST = 20
FEWEST_EQUAL = 40
FEWEST_GROUPS = 3
# Months since completion are told in steps of so many.
STEP_ROUNDS, STEP_QUARTERS = 6, 3
# Rounds before the course that are shown.
LEADS = 2


@dataclass(frozen=True, repr=False)
class Compared:
    """A panel laid out in classes, and who stands where.

    first : (classes,) a row of each class. free, trained : (classes, rounds), measured cells that have not begun, and
    that are through, also beyond the window.
    """

    panel: Panel
    estimand: str
    rows: impute.Rows
    first: np.ndarray
    free: np.ndarray
    trained: np.ndarray

    def design(self, part: np.ndarray | None = None, overlap: bool = True) -> impute.Design:
        """Weights as it was; `part` : (targets, classes, rounds), further weight of trained cells."""
        many = 1 if part is None else len(part)
        return impute.design(
            self.rows, *(np.broadcast_to(x, (many, *x.shape)) for x in (self.free, self.trained)),
            self.panel.inside, FEWEST if overlap else FEWEST_EQUAL, overlap, part,
        )  # fmt: skip

    @cached_property
    def main(self) -> impute.Design:
        """Weights of the one figure."""
        return self.design()

    @cached_property
    def identified(self) -> bool:
        """Whether anybody untrained is left to compare the trained of groups enough with."""
        return bool(np.isfinite(self.main.target).all()) and self.lent >= FEWEST_GROUPS

    @cached_property
    def lent(self) -> int:
        """How many course groups lend to the figure: of one or two the group's own luck cannot be told from the course."""
        groups = np.unique(self.rows.group[(self.main.target[0] > 0).any(1)])
        return int((groups >= 0).sum())

    @property
    def lacks(self) -> str:
        """Code of what it would take to compare at all."""
        p = self.panel
        if len(p.groups) < FEWEST_GROUPS:
            return "more_groups"
        if not self.free.any():
            return "earlier_rounds"
        if np.isfinite(self.main.target).all():
            return "more_groups"
        wide = impute.design(self.rows, self.free[None], self.trained[None], p.inside, 1)
        if np.isfinite(wide.target).all():
            return "more_units"
        # Before anybody trained has been asked, it is no rewording that stands in the way.
        if p.reworded and (self.trained & p.inside).any():
            return "reworded"
        if p.high.max() < p.end:
            return "more_quarters" if p.percent else "more_rounds"
        return "none_left"

    @property
    def group(self) -> np.ndarray:
        """(rows,) course group."""
        return self.panel.group


def compared(p: Panel, estimand: str) -> Compared:
    """The comparison of one estimand.

    `trained_then` : the unit whose manager of the time was trained; it stays so. `trained_now` : the unit led now by
    a trained manager; one that has been and is no longer is on neither side. Both: units under way are on neither
    side, nor are units without a trained manager of their own time that somebody trained elsewhere leads.
    """
    slot = np.arange(len(p.groups))[None]
    free, through = (x[0] for x in p.standing(slot, p.group, p.lag))
    measured = ~np.isnan(p.value)
    if estimand == "trained_now":
        free, through, seen = free & ~p.ever, p.now, measured
    else:
        seen = p.clean
    keys = (
        (p.lag,) if estimand == "trained_then" else (np.packbits(free, axis=1), np.packbits(through, axis=1))
    )
    rows, first = impute.rows(p.value, seen, p.weight, p.unit, p.stratum, p.group, *keys)
    return Compared(p, estimand, rows, first, (free & seen)[first], (through & seen)[first])


def parts(c: Compared) -> dict[str, tuple[list[str], np.ndarray]]:
    """Names and weights of the cells of each kind: months since completion, day of the group's completion, calendar."""
    p = c.panel
    done = np.append(p.done, np.datetime64("NaT"))[p.group[c.first]]
    window = c.main.target[0] > 0
    event = np.where(window, _since(p, done + p.lag[c.first]), np.nan)
    period = np.broadcast_to(p.period, window.shape)
    return {
        "event": _parts(event, np.unique(event[window]), _whole),
        "group": _parts(np.broadcast_to(done[:, None], window.shape), np.unique(done[~np.isnat(done)]), str),
        "calendar": _parts(period, np.unique(period[window]), str),
    }


def leads(c: Compared) -> tuple[list[str], impute.Design]:
    """Months before the course began (as negative numbers) and the design that asks what its units differed in then.

    The last two rounds before are imputed from those earlier, as if the course had begun already: nought where trends
    were parallel.
    """
    p = c.panel
    known = (p.group[c.first] >= 0) & c.free.any(1)
    last = c.free.shape[1] - 1 - c.free[:, ::-1].argmax(1)
    since = _since(p, np.append(p.start, np.datetime64("NaT"))[p.group[c.first]])
    # A round held in the month in which the course began came before it all the same.
    since = np.where(c.free, np.minimum(since, -(STEP_QUARTERS if p.percent else STEP_ROUNDS)), since)
    near = c.free & (np.arange(c.free.shape[1]) > (last - LEADS)[:, None]) & known[:, None]
    if p.percent:
        # Quarters without anything to measure do not make those long ago the last ones.
        near = near & (since >= -LEADS * STEP_QUARTERS)
    names, part = _parts(np.where(near, since, np.nan), np.unique(since[near & ~np.isnan(since)]), _whole)
    alike = (np.broadcast_to(x, part.shape) for x in (c.free & ~near, near))
    everywhere = np.ones(c.free.shape[1], bool)
    return names, impute.design(c.rows, *alike, everywhere, FEWEST, True, part)


def _since(p: Panel, day: np.ndarray) -> np.ndarray:
    """(classes, rounds) months from each class's day to each round, in steps, rounded down; nan where it has none."""
    months = p.period.astype("datetime64[M]") - day.astype("datetime64[M]")[:, None]
    step = STEP_QUARTERS if p.percent else STEP_ROUNDS
    return np.where(np.isnat(months), np.nan, months.astype(float)) // step * step


def _whole(value: float) -> str:
    return str(int(value))


def _parts(of: np.ndarray, values: np.ndarray, name) -> tuple[list[str], np.ndarray]:
    return [name(v) for v in values], (
        of == values[:, None, None] if len(values) else np.zeros((0, *of.shape), bool)
    )
