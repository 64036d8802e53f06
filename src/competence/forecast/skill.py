"""How good the forecast has been: the back-test, its scores, what calibration it gives, and how far it holds."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from competence.forecast import calibration, scores, shelf
from competence.forecast.backtest import backtest, choose
from competence.forecast.counts import Counts

# The back-test has a seed of its own: a forecast asked for with another one is scaled alike.
SEED = 1
ORIGINS = 5  # consecutive year-ends, so that three years ahead are seen from three of them


class Skill(NamedTuple):
    """Tables of the same names; all None where no origin leaves a year to hold out."""

    backtest: pd.DataFrame | None
    backtest_scores: pd.DataFrame | None
    calibration: pd.DataFrame | None
    shelf_life: pd.DataFrame | None


def skill(counts: Counts, config, *, origins: int = ORIGINS) -> Skill:
    """Forecast from past origins and score it.

    Parameters
    ----------
    origins : how many year-ends to forecast from.
    """
    if not choose(counts):
        return Skill(None, None, None, None)
    table = backtest(counts, config, origins=origins, seed=SEED)
    return Skill(
        table, scores.table(table), calibration.learn(table), shelf.life(table, level="administrations")
    )
