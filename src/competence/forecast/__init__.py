"""The forecast of people and of competence: pure functions from counts to tables.

>>> forecast.run(counts, config).needs_annual      # doctest: +SKIP
"""

from competence.forecast.backtest import backtest
from competence.forecast.counts import Counts, ForecastError
from competence.forecast.issue import Forecast, run
from competence.forecast.skill import Skill, skill

__all__ = ["Counts", "Forecast", "ForecastError", "Skill", "backtest", "run", "skill"]
