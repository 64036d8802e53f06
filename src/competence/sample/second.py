"""A few people hold a second employment beside the first."""

from __future__ import annotations

import numpy as np

from competence.sample.log import Spells
from competence.sample.people import HOURLY, PERMANENT
from competence.sample.plan import Plan
from competence.sample.streams import Streams

SHARE_OF_SPELLS = 0.05  # of long part-time spells
LARGER = 0.12  # of them with the second larger than the first: it is the main one while it lasts


def employments(streams: Streams, plan: Plan, spells: Spells) -> dict[str, np.ndarray]:
    """Second employments: `spell` they stand beside, `cell`, `share`, first `month`, `stop`.

    Each lies within one spell of the first employment, in the same occupation, with another share than it.
    """
    rng = streams("second")
    rescue = plan.rescue
    fit = (spells.contract == PERMANENT) & (spells.contract < HOURLY) & (spells.share <= 0.75)
    fit &= (spells.stop - spells.month >= 15) & (plan.administration[spells.cell] != rescue)
    spell = np.flatnonzero(fit)
    spell = spell[rng.random(len(spell)) < SHARE_OF_SPELLS]
    n = len(spell)
    u = rng.random((4, n))
    share = np.where(spells.share[spell] <= 0.6, 0.3, 0.2)
    larger = (spells.share[spell] == np.float32(0.5)) & (u[0] < LARGER * 8)
    share = np.where(larger, 0.55, share)
    begin = spells.month[spell] + 3 + (u[1] * 4).astype(int)
    stop = np.minimum(begin + 4 + (u[2] * 30).astype(int), spells.stop[spell] - 3)
    cell = spells.cell[spell].copy()
    for i, c in enumerate(cell):
        same = np.flatnonzero((plan.occupation == plan.occupation[c]) & (plan.administration != rescue))
        if u[3, i] < 0.4:
            cell[i] = same[int(u[3, i] / 0.4 * len(same))]
    return {"spell": spell, "cell": cell, "share": share, "month": begin, "stop": stop}
