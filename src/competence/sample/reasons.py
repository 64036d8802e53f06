"""Why people left, as the export codes it, and as the rules of reading mend it."""

from __future__ import annotations

import numpy as np

from competence.sample import log as L
from competence.sample.log import Spells
from competence.sample.people import HOURLY, People, birth_year
from competence.sample.plan import Plan
from competence.sample.streams import Streams
from competence.sample.variants import Variant

MISSING = 0.012  # exits without a reason
OWN_REQUEST = 0.35  # of retirements at the age or above it that are coded as own request
NO_REASON = 0
_MIXED = np.array([L.RETIREMENT, L.RESIGNATION, L.CONTRACT_END, L.PERSONAL, L.OTHER])
_EXITS = (L.RETIREMENT, L.RESIGNATION, L.CONTRACT_END, L.REDUNDANCY, L.PERSONAL, L.DEATH, L.OTHER)


def recorded(streams: Streams, plan: Plan, people: People, spells: Spells, end, variant: Variant, *,
             own_request_age: int) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Reason as coded, and the flow it counts as, by spell (0 where nobody leaves).

    A reason missing, or a source without reasons (the rescue service's monthly lists), gives `NO_REASON` and
    counts as unknown; own request at `own_request_age` or above counts as retirement.

    Returns
    -------
    coded : code of `log`, NO_REASON or -1 (no exit).
    counted : name of the flow, "" where nobody leaves.
    """
    rng = streams("reasons")
    # Drawn by person, so that what comes later in a variant does not touch what was before.
    u = (rng.random((people.count, 3))[spells.person] + 0.6180339887 * spells.month[:, None]) % 1.0
    u = u.T
    exits = np.isin(spells.after, _EXITS) & (spells.contract < HOURLY)
    rescue = plan.administration[spells.cell] == plan.rescue
    age = birth_year(np.where(exits, end, 0)) - birth_year(people.birth[spells.person])
    old = age >= own_request_age
    coded = np.where(exits, spells.after, -1)
    coded = np.where(exits & old & (coded == L.RETIREMENT) & (u[0] < OWN_REQUEST), L.RESIGNATION, coded)
    wrong = exits & (u[1] < variant.wrong_reasons)
    coded = np.where(wrong, _MIXED[(u[2] * len(_MIXED)).astype(int)], coded)
    coded = np.where(exits & (rescue | (u[0] > 1 - MISSING)), NO_REASON, coded)
    counted = np.full(len(spells), "", dtype="<U16")
    names = {L.RETIREMENT: "retirement", L.RESIGNATION: "resignation", L.CONTRACT_END: "contract_end",
             L.REDUNDANCY: "other_exit", L.PERSONAL: "other_exit", L.DEATH: "other_exit",
             L.OTHER: "other_exit", NO_REASON: "unknown_exit"}  # fmt: skip
    for code, name in names.items():
        counted[coded == code] = name
    counted[(coded == L.RESIGNATION) & old] = "retirement"
    counted[spells.after == L.TRANSFER] = "transfer_out"
    counted[spells.after == L.TO_HOURLY] = "exit_to_hourly"
    # Away over the summer, and back; who is not back by the last month counts as contract end until then.
    counted[spells.after == L.GAP_OUT] = "gap_out"
    back = np.append(spells.why[1:] == L.GAP_IN, False) & np.append(
        spells.person[1:] == spells.person[:-1], False
    )
    counted[(spells.after == L.GAP_OUT) & ~back] = "contract_end"
    counted[spells.contract == HOURLY] = ""
    return coded, counted
