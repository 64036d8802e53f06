"""Hours worked by hourly staff, person by month."""

from __future__ import annotations

import numpy as np

from competence.sample.calendar import Months
from competence.sample.hourly import MEAN_HOURS
from competence.sample.log import Spells
from competence.sample.people import HOURLY
from competence.sample.streams import Streams

IDLE = 0.12  # months without hours
_SEASON = (0.97, 0.95, 0.97, 0.97, 1.0, 1.1, 1.25, 1.1, 0.96, 0.95, 0.95, 1.02)


def simulate(streams: Streams, months: Months, spells: Spells) -> dict[str, np.ndarray]:
    """Hours as arrays `spell`, `month`, `hours` (over 0)."""
    rng = streams("hours")
    spell = np.flatnonzero(spells.contract == HOURLY)
    own = rng.gamma(3.0, MEAN_HOURS / 3.0, len(spell))
    count = (spells.stop - spells.month)[spell]
    at = np.repeat(np.arange(len(spell)), count)
    month = spells.month[spell][at] + np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    hours = own[at] * rng.gamma(6.0, 1 / 6.0, len(at))
    hours *= np.array(_SEASON)[months.month(month) - 1]
    hours = np.round(np.minimum(hours, 170.0) * 4) / 4
    worked = (rng.random(len(at)) > IDLE) & (hours > 0)
    return {"spell": spell[at][worked], "month": month[worked], "hours": hours[worked]}
