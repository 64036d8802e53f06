"""Who is compared with whom: a panel's rows in classes that are alike, for either of the two questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from competence.programme import impute
from competence.programme.panel import Panel

FEWEST = 20
FEWEST_EQUAL = 40
# Months since completion are told in steps of so many.
STEP_ROUNDS, STEP_QUARTERS = 6, 3


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
        """Whether anybody untrained is left to compare anybody trained with."""
        return bool(np.isfinite(self.main.target).all())

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
    """Names and weights of the cells of each kind: months since completion, day of completion, calendar."""
    p = c.panel
    done = np.append(p.done, np.datetime64("NaT"))[p.group[c.first]] + p.lag[c.first]
    month = lambda day: day.astype("datetime64[M]")  # noqa: E731
    since = (month(p.period)[None] - month(done)[:, None]).astype(float)
    step = STEP_QUARTERS if p.percent else STEP_ROUNDS
    window = c.main.target[0] > 0
    event = np.where(window, since // step * step, np.nan)
    return {
        "event": _parts(event, np.unique(event[window]), lambda at: str(int(at))),
        "group": _parts(np.broadcast_to(done[:, None], window.shape), np.unique(done[~np.isnat(done)]), str),
        "calendar": _parts(np.broadcast_to(p.period, window.shape), np.unique(np.broadcast_to(p.period, window.shape)[window]), str),
    }  # fmt: skip


def _parts(of: np.ndarray, values: np.ndarray, name) -> tuple[list[str], np.ndarray]:
    return [name(v) for v in values], np.stack([of == v for v in values]) if len(values) else np.zeros(
        (0, *of.shape)
    )
